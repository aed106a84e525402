//! Who has applied what: the instances of SDKs that report, and how far they are.
//!
//! Receipts are in memory: after a restart of the server everybody has reported again within
//! seconds. Who does not say what they have applied is not tracked, and never counted as one that
//! has applied something.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hoist_api::{Instance, InstancesSummary, TelemetryReport};
use jiff::{SignedDuration, Timestamp};

/// Instances of one environment; more are not tracked.
const INSTANCES_MAX: usize = 20_000;
/// An instance that is silent for so long has gone.
const SILENT_MAX: SignedDuration = SignedDuration::from_mins(10);
/// Instances that are told of one by one.
pub(crate) const ITEMS_MAX: usize = 1_000;

/// The receipts of all environments, by the line of their log.
#[derive(Default)]
pub(crate) struct Receipts(Mutex<BTreeMap<String, HashMap<String, Receipt>>>);

/// What an instance told last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Receipt {
    pub(crate) sdk: String,
    /// Number of its report.
    pub(crate) batch: u64,
    /// Both are 0 while it has rules of another log or another line of it, or none.
    pub(crate) seq_applied: u64,
    pub(crate) kill_seq_applied: u64,
    pub(crate) seen_at: Timestamp,
}

/// What is to be applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) seq: u64,
    /// Kills are obeyed ahead of other changes.
    pub(crate) is_kill: bool,
}

impl Receipt {
    pub(crate) fn has_applied(&self, target: Target) -> bool {
        self.seq_applied >= target.seq || (target.is_kill && self.kill_seq_applied >= target.seq)
    }
}

/// Who reads streams of an environment at the moment.
#[derive(Debug, Default)]
pub(crate) struct Streaming {
    /// Those that say who they are.
    pub(crate) instances: HashSet<String>,
    /// How many do not.
    pub(crate) nameless: u64,
}

impl Receipts {
    /// Takes note of how far an instance is. A report that comes after a later one tells nothing.
    pub(crate) fn note(&self, log: &str, report: &TelemetryReport, now: Timestamp) {
        let is_ours = report.log.as_deref().is_none_or(|own| own == log);
        let own = |seq| if is_ours { seq } else { 0 };
        let receipt = Receipt {
            sdk: report.sdk.clone(),
            batch: report.batch,
            seq_applied: own(report.seq_applied),
            kill_seq_applied: own(report.kill_seq_applied),
            seen_at: now,
        };
        let mut logs = self.lock();
        let receipts = logs.entry(log.to_owned()).or_default();
        if report.closing {
            receipts.remove(&report.instance);
            return;
        }
        if receipts.len() >= INSTANCES_MAX && !receipts.contains_key(&report.instance) {
            receipts.retain(|_, receipt| !is_silent(receipt, now));
            if receipts.len() >= INSTANCES_MAX {
                return;
            }
        }
        let known = receipts.get(&report.instance);
        if known.is_none_or(|known| known.batch <= receipt.batch) {
            receipts.insert(report.instance.clone(), receipt);
        }
    }

    /// The instances of a log that are there, who is furthest behind first.
    pub(crate) fn of(&self, log: &str, now: Timestamp) -> Vec<(String, Receipt)> {
        let mut logs = self.lock();
        let Some(receipts) = logs.get_mut(log) else {
            return Vec::new();
        };
        receipts.retain(|_, receipt| !is_silent(receipt, now));
        let clone = |(id, receipt): (&String, &Receipt)| (id.clone(), receipt.clone());
        let mut all: Vec<_> = receipts.iter().map(clone).collect();
        drop(logs);
        all.sort_by(|(id, one), (other_id, other)| {
            (one.seq_applied, one.kill_seq_applied, id).cmp(&(
                other.seq_applied,
                other.kill_seq_applied,
                other_id,
            ))
        });
        all
    }

    /// The same in numbers.
    pub(crate) fn summary(
        &self,
        log: &str,
        target: Target,
        streaming: &Streaming,
        now: Timestamp,
    ) -> InstancesSummary {
        let mut logs = self.lock();
        let receipts = logs.entry(log.to_owned()).or_default();
        receipts.retain(|_, receipt| !is_silent(receipt, now));
        summarise(receipts, target, streaming)
    }

    /// No code that can panic runs under this lock.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, HashMap<String, Receipt>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_silent(receipt: &Receipt, now: Timestamp) -> bool {
    now.duration_since(receipt.seen_at) > SILENT_MAX
}

fn summarise(
    receipts: &HashMap<String, Receipt>,
    target: Target,
    streaming: &Streaming,
) -> InstancesSummary {
    let applied = receipts.values().filter(|receipt| receipt.has_applied(target)).count();
    let silent = streaming.instances.iter().filter(|id| !receipts.contains_key(*id)).count();
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    InstancesSummary {
        applied: number(applied),
        // Who says who they are and has not told yet may have applied nothing.
        lagging: number(receipts.len() - applied + silent),
        not_tracked: streaming.nameless,
    }
}

/// An instance as it is told, which lags since a time or not at all.
pub(crate) fn shown(
    id: String,
    receipt: Receipt,
    lags_since: Option<Timestamp>,
    streaming: &Streaming,
    now: Timestamp,
) -> Instance {
    let Receipt { sdk, seq_applied, kill_seq_applied, seen_at, .. } = receipt;
    let lag = lags_since.map(|since| now.duration_since(since).as_secs_f64().max(0.0));
    let is_streaming = streaming.instances.contains(&id);
    Instance {
        id,
        sdk,
        seq_applied,
        kill_seq_applied,
        lag_seconds: lag,
        streaming: is_streaming,
        seen_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "log-1";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn report(instance: &str, log: Option<&str>, seq: u64, kill_seq: u64) -> TelemetryReport {
        TelemetryReport {
            instance: instance.to_owned(),
            batch: 1,
            sdk: "hoist-rust/0.1.0".to_owned(),
            log: log.map(str::to_owned),
            seq_applied: seq,
            kill_seq_applied: kill_seq,
            counts: Vec::new(),
            samples: Vec::new(),
            closing: false,
        }
    }

    /// How many have applied something, how many lag, and how many are not tracked.
    fn check(receipts: &Receipts, target: Target, now: i64, expected: [u64; 3]) {
        let instances = ["a", "unheard-of"].map(str::to_owned).into();
        let streaming = Streaming { instances, nameless: 2 };
        let found = receipts.summary(LOG, target, &streaming, at(now));
        assert_eq!([found.applied, found.lagging, found.not_tracked], expected, "{target:?}");
    }

    #[test]
    fn who_has_applied_what() {
        let receipts = Receipts::default();
        for (instance, log, seq, kill_seq) in [
            ("a", Some(LOG), 10, 10),
            ("b", Some(LOG), 8, 12),
            ("c", Some("another"), 99, 99),
            ("d", None, 0, 0),
        ] {
            receipts.note(LOG, &report(instance, log, seq, kill_seq), at(0));
        }
        let target = |seq, is_kill| Target { seq, is_kill };
        check(&receipts, target(8, false), 0, [2, 3, 2]);
        check(&receipts, target(9, false), 0, [1, 4, 2]);
        check(&receipts, target(12, false), 0, [0, 5, 2]);
        check(&receipts, target(12, true), 0, [1, 4, 2]);
        check(&receipts, target(0, false), 0, [4, 1, 2]);
        let order: Vec<String> = receipts.of(LOG, at(0)).into_iter().map(|(id, _)| id).collect();
        assert_eq!(order, ["c", "d", "b", "a"]);
    }

    #[test]
    fn a_late_report_takes_nothing_back() {
        let receipts = Receipts::default();
        let seq = || receipts.of(LOG, at(0))[0].1.seq_applied;
        for (batch, seq_applied, expected) in [(2, 9, 9), (1, 7, 9), (2, 9, 9), (3, 10, 10)] {
            let report = TelemetryReport { batch, ..report("a", Some(LOG), seq_applied, 0) };
            receipts.note(LOG, &report, at(0));
            assert_eq!(seq(), expected, "batch {batch}");
        }
    }

    #[test]
    fn the_silent_are_forgotten() {
        let receipts = Receipts::default();
        receipts.note(LOG, &report("a", Some(LOG), 1, 1), at(0));
        receipts.note(LOG, &report("b", Some(LOG), 1, 1), at(500));
        assert_eq!(receipts.of(LOG, at(600)).len(), 2);
        check(&receipts, Target::default(), 601, [1, 2, 2]);
        assert_eq!(receipts.of(LOG, at(601)).len(), 1);
    }

    #[test]
    fn there_are_no_more_than_fit() {
        let receipts = Receipts::default();
        for number in 0..INSTANCES_MAX {
            receipts.note(LOG, &report(&number.to_string(), Some(LOG), 1, 1), at(0));
        }
        receipts.note(LOG, &report("late", Some(LOG), 1, 1), at(1));
        receipts.note(LOG, &report("0", Some(LOG), 7, 7), at(1));
        let all = receipts.of(LOG, at(1));
        assert_eq!(all.len(), INSTANCES_MAX);
        assert_eq!(all.last().unwrap().1.seq_applied, 7);
        receipts.note(LOG, &report("late", Some(LOG), 1, 1), at(601));
        assert_eq!(receipts.of(LOG, at(601)).len(), 2, "the silent make room");
    }
}
