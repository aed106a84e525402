//! Counting evaluations until they are reported.
//!
//! Each ruleset has counters of its own, since they go by places in it. Who evaluates holds them
//! meanwhile. So those of a ruleset that is over are kept until nobody can count by them any more,
//! and then read one last time: a change of the rules loses no count.

use std::sync::{Arc, Mutex, PoisonError};

use hoist_api::Count;
use hoist_eval::{Counted, Resolution, Tally};
use hoist_ruleset::Ruleset;
use hoist_ruleset::compiled::Slot;

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
pub(crate) struct AllCounts(Mutex<Vec<Arc<Counts>>>);

impl AllCounts {
    /// Counters of another ruleset.
    pub(crate) fn begin(&self, ruleset: &Arc<Ruleset>) -> Arc<Counts> {
        let (ruleset, tally) = (Arc::clone(ruleset), Tally::new(ruleset));
        let counts = Arc::new(Counts { ruleset, tally });
        self.lock().push(Arc::clone(&counts));
        counts
    }

    /// Gives what was counted since it was asked before.
    pub(crate) fn take(&self) -> Vec<Count> {
        let mut taken = Vec::new();
        self.lock().retain_mut(|counts| {
            // Asked first: whoever held it until then has counted.
            let is_over = Arc::get_mut(counts).is_some();
            taken.extend(counts.tally.take(&counts.ruleset).iter().map(count));
            !is_over
        });
        taken
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Arc<Counts>>> {
        // No code that can panic runs under this lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn count(counted: &Counted<'_>) -> Count {
    Count {
        flag: counted.subject.key.to_string(),
        result: counted.result().to_owned(),
        reason: counted.reason.as_str().to_owned(),
        rule: counted.rule.map(u32::from),
        n: counted.n,
        errors: if counted.error.is_some() { counted.n } else { 0 },
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
        assert_eq!(all.lock().len(), 1);
        assert_eq!(taken(), 0);
    }
}
