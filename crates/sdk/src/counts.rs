//! Counting evaluations until they are reported.
//!
//! Each ruleset has counters of its own, since they go by places in it. Who evaluates holds them
//! meanwhile. So those of a ruleset that is over are kept until nobody can count by them any more,
//! and then read one last time, into sums that outlive it: a change of the rules loses no count,
//! and however often the rules change while nobody asks, no ruleset is kept for its counts.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use hoist_api::Count;
use hoist_eval::{Counted, Resolution, Tally};
use hoist_ruleset::Ruleset;
use hoist_ruleset::compiled::Slot;
use tracing::warn;

/// The most sums that wait until they are asked for. A count that finds no room is lost.
const SUMS_MAX: usize = 50_000;

/// The counters of one ruleset.
#[derive(Debug)]
pub(crate) struct Counts {
    ruleset: Arc<Ruleset>,
    tally: Tally,
}

impl Counts {
    #[inline]
    pub(crate) fn count(&self, slot: Slot, resolution: &Resolution<'_>) {
        self.tally.count(slot, resolution);
    }
}

/// The counters of the ruleset in force, and of those before it that somebody may still use.
#[derive(Debug, Default)]
pub(crate) struct AllCounts(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    rulesets: Vec<Arc<Counts>>,
    sums: Sums,
}

/// Flag, result, reason and rule.
type Name = (String, String, &'static str, Option<u32>);

/// How often each was counted, and how often with an error.
#[derive(Debug, Default)]
struct Sums(BTreeMap<Name, (u64, u64)>);

impl AllCounts {
    /// Counters of another ruleset.
    pub(crate) fn begin(&self, ruleset: &Arc<Ruleset>) -> Arc<Counts> {
        let (ruleset, tally) = (Arc::clone(ruleset), Tally::new(ruleset));
        let counts = Arc::new(Counts { ruleset, tally });
        let mut waiting = self.lock();
        waiting.fold(false);
        waiting.rulesets.push(Arc::clone(&counts));
        counts
    }

    /// Gives what was counted since it was asked before.
    pub(crate) fn take(&self) -> Vec<Count> {
        let sums = {
            let mut waiting = self.lock();
            waiting.fold(true);
            std::mem::take(&mut waiting.sums)
        };
        let count = |((flag, result, reason, rule), (n, errors))| Count {
            flag,
            result,
            reason: String::from(reason),
            rule,
            n,
            errors,
        };
        sums.0.into_iter().map(count).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Waiting> {
        // No code that can panic runs under this lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// Adds up the counts of the rulesets that are over, or of all.
    fn fold(&mut self, all: bool) {
        let sums = &mut self.sums;
        self.rulesets.retain_mut(|counts| {
            // Asked first: whoever held it until then has counted.
            let is_over = Arc::get_mut(counts).is_some();
            if all || is_over {
                counts.tally.take(&counts.ruleset).iter().for_each(|counted| sums.add(counted));
            }
            !is_over
        });
    }
}

impl Sums {
    fn add(&mut self, counted: &Counted<'_>) {
        let flag = counted.subject.key.to_string();
        let (result, rule) = (counted.result().to_owned(), counted.rule.map(u32::from));
        let name = (flag, result, counted.reason.as_str(), rule);
        if self.0.len() >= SUMS_MAX && !self.0.contains_key(&name) {
            warn!(flag = name.0, "no counts can be sent, and too many wait: some are lost");
            return;
        }
        let (n, errors) = self.0.entry(name).or_default();
        *n = n.saturating_add(counted.n);
        *errors = errors.saturating_add(if counted.error.is_some() { counted.n } else { 0 });
    }
}

#[cfg(test)]
mod tests {
    use hoist_eval::{EvaluationContext, evaluate_slot};
    use hoist_ruleset::{Source, State, read};
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn no_count_is_lost_where_the_rules_change() {
        let yaml = "features: {a: {type: boolean, enabled: true}}";
        let reading = read(&[Source::new("f.yaml", yaml)]);
        let ruleset = Arc::new(Ruleset::compile(&reading.documents, &State::default()));
        let slot = ruleset.slot("a").unwrap();
        let nobody = EvaluationContext::default();
        let all = AllCounts::default();
        let count = |counts: &Counts| {
            let resolution = evaluate_slot(&ruleset, slot, &nobody, Timestamp::UNIX_EPOCH);
            counts.count(slot, &resolution);
        };
        let taken = || {
            let taken = all.take();
            assert!(taken.iter().all(|one| one.flag == "a" && one.result == "enabled"));
            taken.iter().map(|one| one.n).sum::<u64>()
        };
        let before = all.begin(&ruleset);
        count(&before);
        let after = all.begin(&ruleset);
        assert_eq!(taken(), 1);
        // An evaluation that began before the change ends behind the reading.
        count(&before);
        count(&after);
        drop(before);
        assert_eq!(taken(), 2);
        assert_eq!(all.lock().rulesets.len(), 1);
        assert_eq!(taken(), 0);
        // Nobody asks while the rules change again and again.
        drop(after);
        for _ in 0..100 {
            count(&all.begin(&ruleset));
        }
        let kept = |waiting: &Waiting| (waiting.rulesets.len(), waiting.sums.0.len());
        assert_eq!(kept(&all.lock()), (1, 1));
        assert_eq!(taken(), 100);
    }
}
