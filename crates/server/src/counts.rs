//! Counting the evaluations that this server makes for others.
//!
//! Each moment has counters of its own, since they go by places in its ruleset. Who evaluates
//! holds the moment meanwhile. So the counters of a moment that is over are kept until nobody can
//! count by them any more and then read one last time: a change of the rules loses no count.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use hoist_eval::{Counted, Resolution, Tally};
use hoist_ruleset::Ruleset;
use hoist_ruleset::compiled::Slot;
use prometheus::Histogram;

use crate::telemetry::Telemetry;

/// The counters of one moment.
#[derive(Debug)]
pub(crate) struct Counts {
    ruleset: Arc<Ruleset>,
    /// Where one flag was asked for.
    one: Tally,
    /// Where all were asked for.
    all: Tally,
    /// By slot, those that were asked for.
    durations: OnceLock<Box<[OnceLock<Histogram>]>>,
}

/// What was counted by one ruleset since the last time.
pub(crate) struct Taken<'r> {
    /// Where one flag was asked for: its value is used.
    pub(crate) one: Vec<Counted<'r>>,
    /// Where all were asked for: nobody knows which are used.
    pub(crate) all: Vec<Counted<'r>>,
}

impl Counts {
    pub(crate) fn new(ruleset: &Arc<Ruleset>) -> Self {
        let (one, all) = (Tally::new(ruleset), Tally::new(ruleset));
        Self { ruleset: Arc::clone(ruleset), one, all, durations: OnceLock::new() }
    }

    /// Counts the answer to a request for one flag.
    pub(crate) fn one(&self, slot: Slot, resolution: &Resolution<'_>) {
        self.one.count(slot, resolution);
    }

    /// Counts one flag of the answer to a request for all.
    // Inlined, so that what nobody needs of a resolution is not put together for it.
    #[inline(always)]
    pub(crate) fn one_of_all(&self, slot: Slot, resolution: &Resolution<'_>) {
        self.all.count(slot, resolution);
    }

    /// Observes how long a request for one flag took.
    pub(crate) fn took(&self, telemetry: &Telemetry, slot: Slot, duration: Duration) {
        let vacant = || self.ruleset.slots().map(|_| OnceLock::new()).collect();
        let own = self.durations.get_or_init(vacant).get(slot.index());
        let key = &self.ruleset.subject(slot).key;
        if let Some(own) = own.map(|own| own.get_or_init(|| telemetry.duration(key))) {
            own.observe(duration.as_secs_f64());
        }
    }
}

/// The counters of an environment: of the moment in force, and of those before it that somebody
/// may still evaluate by.
#[derive(Debug, Default)]
pub(crate) struct AllCounts {
    list: Mutex<Vec<Arc<Counts>>>,
    /// Held while counts are told, so that no change of the rules waits for it.
    telling: Mutex<()>,
}

impl AllCounts {
    /// From now on these count too.
    pub(crate) fn add(&self, counts: &Arc<Counts>) {
        self.lock().push(Arc::clone(counts));
    }

    /// Takes what was counted, and tells it ruleset by ruleset. Whoever calls this later sees what
    /// was told before.
    pub(crate) fn take(&self, mut tell: impl FnMut(&Taken<'_>)) {
        // Who panicked while telling has lost what it told; the list is whole.
        let _telling = self.telling.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut all, mut over) = (Vec::new(), Vec::new());
        let mut list = self.lock();
        for mut counts in std::mem::take(&mut *list) {
            // Asked first: whoever held it until then has counted.
            let keep = if Arc::get_mut(&mut counts).is_some() { &mut over } else { &mut all };
            keep.push(counts);
        }
        list.clone_from(&all);
        drop(list);
        for counts in over.iter().chain(&all) {
            let Counts { ruleset, one, all, .. } = &**counts;
            tell(&Taken { one: one.take(ruleset), all: all.take(ruleset) });
        }
    }

    /// No code that can panic runs under this lock.
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Arc<Counts>>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use hoist_eval::{EvaluationContext, evaluate_slot};
    use hoist_ruleset::{Source, State, read};
    use jiff::Timestamp;

    use super::*;

    fn counts() -> Arc<Counts> {
        let yaml = "features: {a: {type: boolean, enabled: true}}";
        let reading = read(&[Source::new("f.yaml", yaml)]);
        Arc::new(Counts::new(&Arc::new(Ruleset::compile(&reading.documents, &State::default()))))
    }

    fn count(counts: &Counts) {
        let slot = counts.ruleset.slot("a").unwrap();
        let nobody = EvaluationContext::default();
        let now = Timestamp::UNIX_EPOCH;
        counts.one(slot, &evaluate_slot(&counts.ruleset, slot, &nobody, now));
    }

    fn taken(all: &AllCounts) -> u64 {
        let mut sum = 0;
        all.take(|taken| sum += taken.one.iter().map(|counted| counted.n).sum::<u64>());
        sum
    }

    #[test]
    fn counters_are_kept_until_nobody_can_count_by_them() {
        let (all, before, after) = (AllCounts::default(), counts(), counts());
        all.add(&before);
        count(&before);
        all.add(&after);
        assert_eq!(taken(&all), 1);
        // An evaluation that began before the change ends behind the reading.
        count(&before);
        count(&after);
        drop(before);
        assert_eq!(taken(&all), 2);
        assert_eq!(all.lock().len(), 1);
        count(&after);
        assert_eq!(taken(&all), 1);
    }

    #[test]
    fn a_change_of_the_rules_does_not_wait_for_what_is_told() {
        let (all, before, after) = (AllCounts::default(), counts(), counts());
        all.add(&before);
        count(&before);
        let mut told = 0;
        all.take(|_| {
            told += 1;
            // It would wait for itself for ever.
            if let Ok(list) = all.list.try_lock() {
                assert_eq!(list.len(), 1);
                drop(list);
                all.add(&after);
            }
        });
        assert_eq!((told, all.lock().len()), (1, 2));
    }
}
