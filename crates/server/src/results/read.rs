//! What a phase is made of, as it is now.

use hoist_api::{Code, Results};
use hoist_experiment::{Cell, Input, Ledger, Measured, Plan, Sums, Tested, analyse, users};
use hoist_ruleset::log::{Collection, Kind};
use hoist_store::{PhaseOf, Query, StoredPlan, Summed};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use tracing::error;

use super::gathered::needs_rows;
use super::{job, told};
use crate::app::App;
use crate::environment;
use crate::fold::plan_of;
use crate::intake::unavailable;
use crate::monitor::ARRIVAL;
use crate::plan::{Refusal, refusal};

/// Where something is always waiting, sums that are no older are those of now.
const AGE_MAX: SignedDuration = SignedDuration::from_mins(5);
/// Of so many users who wait it is found out who was exposed to what.
const WAITING_MAX: u64 = 10_000;
/// Who sums up looks each second. Where all that is older than this is in the sums, what waits is
/// what has just come.
const PACE_SECONDS: f64 = 5.0;
/// Of what has just come a part of the users may always wait, one in so many.
const TAIL_PARTS: u64 = 20;

/// A phase: what is measured, what users come to, what was tested.
pub(crate) struct Phase {
    pub(crate) stored: StoredPlan,
    pub(crate) plan: Plan,
    pub(crate) ledger: Ledger,
    pub(crate) tested: Vec<Tested>,
    pub(crate) measured: Measured,
    /// Users of it with stored events that the sums do not have. What has just come of a few of
    /// them is no such event: there always is some where many take part.
    pub(crate) unsummed: u64,
}

impl Phase {
    /// What a phase is made of now. Blocks.
    pub(crate) fn read(app: &App, log: &str, stored: &StoredPlan) -> Result<Self, Refusal> {
        let (key, phase) = (stored.key.as_str(), stored.phase);
        // First: who is summed up in between is counted for nothing, and nobody is missed.
        let waiting = Waiting::of(app, log, key)?;
        let summed = app.events.summed(log, key, phase).map_err(|error| unavailable(&error))?;
        let Some(summed) = summed else {
            let detail = format!("Phase {phase} of {key} is being measured anew: ask again soon.");
            return Err(refusal(Code::SummingUp, detail));
        };
        let plan = plan_of(&summed.plan).ok_or_else(|| unreadable(key, phase))?;
        let tested = tested(app, log, key, phase)?;
        let measured = job::stored(app, PhaseOf { log, key, phase })?;
        let now = app.now();
        let phase = Self { measured, ..Self::summed(summed, plan, tested)? };
        Ok(phase.lacking(&waiting, now))
    }

    /// What a phase is made of, for whoever concludes: by this very plan, with these tests, and
    /// nothing in it is older than the sums. None while its users are still being summed up. Beside
    /// it the moment that the sums are of. Blocks.
    pub(crate) fn whole(
        app: &App,
        log: &str,
        plan: &Plan,
        tested: Vec<Tested>,
    ) -> Result<Option<(Self, Timestamp)>, Refusal> {
        let failed = |error| unavailable(&error);
        let (folded, now) = (app.folds.of(app, log).map_err(failed)?, app.now());
        // The test at the end is made once, so all that has arrived until then is in it.
        let arrived = arrived(plan, now);
        let is_recent = |at: Timestamp| {
            now.duration_since(at) <= AGE_MAX && arrived.is_none_or(|arrived| arrived <= at)
        };
        if folded.waiting > 0 && !folded.as_of.is_some_and(is_recent) {
            return Ok(None);
        }
        let as_of = folded.as_of.filter(|_| folded.waiting > 0).unwrap_or(now);
        let waiting = Waiting::of(app, log, &plan.key)?;
        let summed = app.events.summed(log, &plan.key, plan.phase).map_err(failed)?;
        let is_of_plan =
            |stored: &StoredPlan| stored.is_whole && plan_of(stored).as_ref() == Some(plan);
        let Some(summed) = summed.filter(|summed| is_of_plan(&summed.plan)) else {
            return Ok(None);
        };
        let mut phase = Self::summed(summed, plan.clone(), tested)?;
        if needs_rows(plan) {
            phase.measured = job::measure(app, log, &phase, arrived_until(as_of))?;
        }
        Ok(Some((phase.lacking(&waiting, now), as_of)))
    }

    fn summed(summed: Summed, plan: Plan, tested: Vec<Tested>) -> Result<Self, Refusal> {
        let Summed { plan: stored, sums } = summed;
        let sum = |(of, bytes): (hoist_store::SumOf, Vec<u8>)| {
            let cell = Cell { metric: of.metric, variant: of.variant, day: of.day };
            Sums::from_bytes(&bytes).map(|sums| (cell, sums))
        };
        let ledger: Result<Ledger, _> = sums.into_iter().map(sum).collect();
        let ledger = ledger.map_err(|_malformed| unreadable(&plan.key, plan.phase))?;
        let measured = Measured::default();
        Ok(Self { stored, plan, ledger, tested, measured, unsummed: 0 })
    }

    /// The same, with who waits for its sums. Who is heard of after its end did nothing that counts
    /// before it.
    fn lacking(self, waiting: &Waiting, now: Timestamp) -> Self {
        let summed = users(&self.input(now)).iter().sum();
        let unsummed = if arrived(&self.plan, now).is_some() { 0 } else { waiting.beside(summed) };
        Self { unsummed, ..self }
    }

    /// What analyses read.
    pub(crate) fn input(&self, now: Timestamp) -> Input<'_> {
        let Self { plan, ledger, tested, measured, unsummed, .. } = self;
        Input { plan, ledger, tested, measured, unsummed: *unsummed, as_of: now, now }
    }

    /// What whoever decides for good reads: what is closed or over has been waited for.
    pub(crate) fn arrived(&self, as_of: Timestamp) -> Input<'_> {
        Input { now: arrived_until(as_of), ..self.input(as_of) }
    }

    /// What is known of it at a moment.
    pub(crate) fn results(&self, now: Timestamp) -> Results {
        let input = self.input(now);
        told(&input, &analyse(&input))
    }
}

/// Users with stored events that the sums of a key do not have.
struct Waiting {
    /// Where very many wait, all of them: whose they are would take long to find out, and they are
    /// too many for any key.
    users: u64,
    /// Whether all that is not of the last seconds is in the sums.
    is_recent: bool,
}

impl Waiting {
    fn of(app: &App, log: &str, key: &str) -> Result<Self, Refusal> {
        let failed = |error| unavailable(&error);
        let folded = app.folds.of(app, log).map_err(failed)?;
        let users = match folded.waiting {
            1..=WAITING_MAX => app.events.count_marked_of(log, key).map_err(failed)?,
            all => all,
        };
        Ok(Self { users, is_recent: folded.lag_seconds <= PACE_SECONDS })
    }

    /// How many lack in the sums of so many users: none where it is only what a few did just now.
    fn beside(&self, summed: u64) -> u64 {
        let is_tail = self.is_recent && self.users.saturating_mul(TAIL_PARTS) <= summed;
        if is_tail { 0 } else { self.users }
    }
}

/// When all that happened before the end of a plan has arrived, if that is so by now.
fn arrived(plan: &Plan, now: Timestamp) -> Option<Timestamp> {
    plan.end().and_then(|end| end.checked_add(ARRIVAL).ok()).filter(|arrived| *arrived <= now)
}

/// Until when all that happened is summed up, where all is that came until a time: each event has a
/// while to arrive.
fn arrived_until(as_of: Timestamp) -> Timestamp {
    as_of.checked_sub(ARRIVAL).unwrap_or(Timestamp::MIN)
}

/// Who folds finds the same, and begins anew.
pub(crate) fn unreadable(key: &str, phase: u32) -> Refusal {
    error!(key, phase, "what users come to was written by another version of Hoist");
    let detail = format!("What users of {key} come to in phase {phase} cannot be read.");
    refusal(Code::Internal, detail)
}

/// The plan of a phase of a key, or of its last one; none where nothing of it is measured.
pub(crate) fn find(
    app: &App,
    log: &str,
    key: &str,
    phase: Option<u32>,
) -> Result<Option<StoredPlan>, Refusal> {
    let plans = app.events.plans(log).map_err(|error| unavailable(&error))?.into_iter();
    let of_key = plans.filter(|stored| stored.key == key && !stored.is_gone);
    let wanted = of_key.filter(|stored| phase.is_none_or(|phase| stored.phase == phase));
    Ok(wanted.max_by_key(|stored| stored.phase))
}

/// What an entry says of tests: all that there were in the phase.
#[derive(Deserialize)]
struct TestBody {
    phase: u32,
    tests: Vec<Tested>,
}

/// All tests of a phase that are in the log, in its order, each once.
fn tested(app: &App, log: &str, key: &str, phase: u32) -> Result<Vec<Tested>, Refusal> {
    let query = Query {
        kind: Some(Kind::Tested),
        collection: Some(Collection::Experiments),
        key: Some(key.to_owned()),
        limit: usize::MAX,
        ..Query::default()
    };
    let mut all: Vec<Tested> = Vec::new();
    let unavailable = |error| environment::unavailable(&error);
    for entry in app.store.entries(log, &query).map_err(unavailable)? {
        let body = entry.digest.map(|digest| app.store.body(&digest)).transpose();
        let body = body.map_err(unavailable)?.flatten();
        let body = body.and_then(|body| serde_json::from_str::<TestBody>(&body).ok());
        for test in body.filter(|body| body.phase == phase).into_iter().flat_map(|it| it.tests) {
            if !all.contains(&test) {
                all.push(test);
            }
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_few_did_just_now_lacks_nowhere() {
        for (users, is_recent, summed, expected) in [
            (0, true, 0, 0),
            (1, true, 0, 1),
            (500, true, 10_000, 0),
            (501, true, 10_000, 501),
            (500, false, 10_000, 500),
            (1, false, 1_000_000, 1),
        ] {
            let waiting = Waiting { users, is_recent };
            assert_eq!(waiting.beside(summed), expected, "{users} of {summed}");
        }
    }
}
