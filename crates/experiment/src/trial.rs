//! Experiments made by hand, for tests: users by variant and day, without their events.

use hoist_ruleset::{Source, read};
use jiff::{SignedDuration, Timestamp};

use crate::closed::day_of;
use crate::{Analysis, Cell, Input, Ledger, Measured, Plan, Sums, Tested, Totals, UNIT, analyse};

/// An experiment in its first days.
#[derive(Clone)]
pub(crate) struct Trial {
    pub(crate) plan: Plan,
    pub(crate) ledger: Ledger,
    pub(crate) tested: Vec<Tested>,
    pub(crate) measured: Measured,
    pub(crate) unsummed: u64,
    pub(crate) now: Timestamp,
}

/// The documents of a file without faults.
pub(crate) fn documents(file: &str) -> hoist_ruleset::Documents {
    let reading = read(&[Source::new("f.yaml", file)]);
    assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
    reading.documents
}

/// The moment at which all trials start.
pub(crate) fn start() -> Timestamp {
    "2026-03-01T00:00:00Z".parse().unwrap()
}

impl Trial {
    /// Of an experiment of `control` and `wide` that says this besides; the time is its start.
    pub(crate) fn of(rest: &str) -> Self {
        Self::of_variants("{control: 0.5, wide: 0.5}", rest)
    }

    /// The same with other variants.
    pub(crate) fn of_variants(variants: &str, rest: &str) -> Self {
        let file = format!("experiments: {{layout: {{variants: {variants}, {rest}}}}}");
        let plan = Plan::of_experiment(&documents(&file), "layout", 1, start()).unwrap();
        let (ledger, tested, measured) = (Ledger::default(), Vec::new(), Measured::default());
        Self { plan, ledger, tested, measured, unsummed: 0, now: start() }
    }

    /// Puts users of a variant in who came on a day and of whom some converted, by one metric.
    pub(crate) fn converted(mut self, metric: u16, variant: u16, day: i32, of: [i64; 2]) -> Self {
        let [yes, all] = of;
        let one = Totals { outcome: UNIT, ..Totals::default() };
        let sums = [(Sums::of(&one), yes), (Sums::of(&Totals::default()), all - yes)];
        let day = day_of(start()) + day;
        for (sums, users) in sums {
            self.ledger.add(Cell { metric, variant, day }, &sums.times(users));
        }
        if metric == 0 {
            self.ledger
                .add(Cell { metric: Cell::USERS, variant, day }, &Sums::of_user().times(all));
        }
        self
    }

    /// The same for control and variant on the first day.
    pub(crate) fn shares(self, metric: u16, control: [i64; 2], variant: [i64; 2]) -> Self {
        self.converted(metric, 0, 0, control).converted(metric, 1, 0, variant)
    }

    /// Some days after the start.
    pub(crate) fn after(mut self, days: i64) -> Self {
        self.now = start() + SignedDuration::from_hours(24 * days);
        self
    }

    /// What is known now.
    pub(crate) fn analyse(&self) -> Analysis {
        let Self { plan, ledger, tested, measured, unsummed, now } = self;
        let [as_of, now] = [*now; 2];
        analyse(&Input { plan, ledger, tested, measured, unsummed: *unsummed, as_of, now })
    }

    /// What is known once the tests that are due are in the log, which is what the monitor does.
    pub(crate) fn monitored(&mut self) -> Analysis {
        let analysis = self.analyse();
        if analysis.due.tests.is_empty() {
            return analysis;
        }
        self.tested.extend(analysis.due.tests);
        self.analyse()
    }
}
