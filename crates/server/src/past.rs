//! The past of an environment: which moment of it is meant, and what was so then.
//!
//! A moment of the past is read from the log like the present one at a start, so an evaluation by
//! it is the one that was. Those that were asked for last are kept for a while: who reads the pages
//! of a list, or compares, asks for the same one again.

use std::collections::VecDeque;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use hoist_api::Code;
use hoist_ruleset::log::Head;
use hoist_ruleset::parse_timestamp;
use hoist_store::Query;
use jiff::Timestamp;

use crate::environment::{Environment, read_past, unavailable};
use crate::moment::Moment;
use crate::plan::{Refusal, refusal};

/// Moments of the past that are kept of all environments together: so two can be compared, page by
/// page, by two people. With 10,000 flags, one has some 50 MiB.
const KEPT_MAX: usize = 4;

/// Which moment of the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// After the entry of a seq.
    Seq(u64),
    /// After the last entry at or before a time.
    Time(Timestamp),
}

impl FromStr for At {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let is_seq = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // No log has as many entries as would not fit.
        let seq = is_seq.then(|| Self::Seq(text.parse().unwrap_or(u64::MAX)));
        seq.or_else(|| parse_timestamp(text).map(Self::Time)).ok_or_else(|| {
            let detail = "`at` is a seq of the change log, such as 42, or a time as RFC 3339 has \
                          it, such as 2026-03-01T09:00:00Z.";
            // In a query string a plus sign is a blank.
            let is_plus = parse_timestamp(&text.replace(' ', "+")).is_some();
            let hint = if is_plus { " Write + as %2B, or use Z." } else { "" };
            refusal(Code::BadRequest, format!("{detail}{hint}"))
        })
    }
}

/// Moments that were asked for last, the newest behind.
#[derive(Debug, Default)]
pub(crate) struct Past {
    kept: Mutex<VecDeque<Kept>>,
    /// How often something was erased. What was read before may have what is gone since.
    erasures: AtomicU64,
}

#[derive(Debug)]
struct Kept {
    moment: Arc<Moment>,
    /// Whether it was asked for since the last look.
    is_fresh: bool,
}

impl Kept {
    fn is_of(&self, log: &str, seq: u64) -> bool {
        self.moment.head.seq == seq && self.moment.head.log == log
    }
}

impl Past {
    /// What is kept of the moment after a seq of a log.
    fn kept(&self, log: &str, seq: u64) -> Option<Arc<Moment>> {
        let mut all = self.lock();
        let place = all.iter().position(|kept| kept.is_of(log, seq))?;
        let moment = all.remove(place)?.moment;
        all.push_back(Kept { moment: Arc::clone(&moment), is_fresh: true });
        Some(moment)
    }

    fn erasures(&self) -> u64 {
        self.erasures.load(Ordering::Acquire)
    }

    /// Keeps a moment that was read after so many erasures, unless there was another one since.
    /// What it takes the place of is for whoever has the time to free it.
    fn keep(&self, moment: &Arc<Moment>, erasures: u64) -> Option<Arc<Moment>> {
        let mut all = self.lock();
        if self.erasures() != erasures {
            return None;
        }
        let Head { log, seq, .. } = &moment.head;
        // Another reader may have brought the same one.
        let same = all.iter().position(|kept| kept.is_of(log, *seq));
        let place = same.or((all.len() == KEPT_MAX).then_some(0));
        let oldest = place.and_then(|place| all.remove(place));
        all.push_back(Kept { moment: Arc::clone(moment), is_fresh: true });
        oldest.map(|kept| kept.moment)
    }

    /// Forgets what nobody asked for since the last time.
    pub(crate) fn forget(&self) {
        let mut all = self.lock();
        all.retain(|kept| kept.is_fresh);
        all.iter_mut().for_each(|kept| kept.is_fresh = false);
    }

    /// Forgets everything, and what is being read too: something was erased.
    pub(crate) fn empty(&self) {
        let mut all = self.lock();
        self.erasures.fetch_add(1, Ordering::AcqRel);
        all.clear();
    }

    /// No code that can panic runs under this lock, so what it guards is whole.
    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The end that a log had at a moment, and the time of it: that of the entry, or the one that was
/// asked for. Blocks.
pub(crate) fn head_at(
    environment: &Environment,
    at: At,
    now: Timestamp,
) -> Result<(Head, Timestamp), Refusal> {
    let head = environment.moment().head.clone();
    let began = environment.created;
    match at {
        At::Seq(0) => {
            let detail = "Seqs begin at 1: `at` 0 is before the log began.";
            Err(refusal(Code::BadRequest, detail))
        }
        At::Seq(seq) if seq > head.seq => {
            let detail = format!("The log ends at seq {}; {seq} is yet to come.", head.seq);
            Err(refusal(Code::BadRequest, detail))
        }
        At::Seq(seq) => {
            let head = if seq == head.seq { head } else { head_of(environment, &head.log, seq)? };
            let time = head.time;
            Ok((head, time))
        }
        // Where the clock went back, the log is ahead of it.
        At::Time(time) if time > now.max(head.time) => {
            let detail = format!("`at` is yet to come: it is {now} here.");
            Err(refusal(Code::BadRequest, detail))
        }
        At::Time(time) if time >= head.time => Ok((head, time)),
        At::Time(time) => {
            let seq = environment.store().seq_at(&head.log, time);
            match seq.map_err(|error| unavailable(&error))? {
                0 if time < began => {
                    let detail = format!("The log began at {began}; `at` is before that.");
                    Err(refusal(Code::BadRequest, detail))
                }
                0 => Ok((Head::genesis(&head.log), time)),
                seq => Ok((head_of(environment, &head.log, seq)?, time)),
            }
        }
    }
}

/// The end of a log after one of its entries.
fn head_of(environment: &Environment, log: &str, seq: u64) -> Result<Head, Refusal> {
    let query = Query {
        after: seq.checked_sub(1),
        before: seq.checked_add(1),
        limit: 1,
        ..Query::default()
    };
    let found = environment.store().entries(log, &query).map_err(|error| unavailable(&error))?;
    let missing = || {
        let detail = format!("Entry {seq} is missing: `hoist audit verify` says what is wrong.");
        refusal(Code::StoreUnavailable, detail)
    };
    let entry = found.into_iter().next().ok_or_else(missing)?;
    Ok(Head { log: entry.log, seq, time: entry.time, hash: entry.hash })
}

/// The moment after a seq, where it is in memory.
pub(crate) fn at_hand(past: &Past, environment: &Environment, seq: u64) -> Option<Arc<Moment>> {
    let now = environment.moment();
    if now.head.seq == seq { Some(now) } else { past.kept(&now.head.log, seq) }
}

/// What was so at the end that the log once had. Blocks, and takes long unless it is at hand.
pub(crate) fn moment_of(
    past: &Past,
    environment: &Environment,
    head: Head,
) -> Result<Arc<Moment>, Refusal> {
    if let Some(moment) = at_hand(past, environment, head.seq) {
        return Ok(moment);
    }
    let (now, erasures) = (environment.moment(), past.erasures());
    // Most lists are still the same: what is in memory is not read again.
    let lists = now.documents.lists();
    let moment = read_past(environment.store(), head, &lists);
    let moment = moment.map_err(|error| unavailable(&error))?;
    let (config_files, line) = (now.config_files.clone(), Arc::clone(&now.line));
    let moment = Arc::new(Moment { config_files, line, ..moment });
    if let Some(oldest) = past.keep(&moment, erasures) {
        // Nobody waits until it is taken apart.
        drop(tokio::task::spawn_blocking(move || drop(oldest)));
    }
    Ok(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_seqs_or_times() {
        let time = "2026-03-01T09:00:00Z";
        for (text, expected) in [
            ("42", Some(At::Seq(42))),
            ("0", Some(At::Seq(0))),
            ("99999999999999999999", Some(At::Seq(u64::MAX))),
            (time, Some(At::Time(time.parse().unwrap()))),
            ("", None),
            ("-1", None),
            ("+1", None),
            ("4.0", None),
            ("yesterday", None),
            ("2026-03-01", None),
        ] {
            assert_eq!(text.parse::<At>().ok(), expected, "{text}");
        }
    }

    #[test]
    fn the_last_ones_are_kept_and_forgotten_once_nobody_asks() {
        let moment = |log, seq| Arc::new(Moment::genesis(Head { seq, ..Head::genesis(log) }));
        let past = Past::default();
        let freed = |seq| past.keep(&moment("log", seq), 0).map(|oldest| oldest.head.seq);
        let expected = [None, None, None, None, Some(1), Some(2)];
        assert_eq!((1..=6).map(freed).collect::<Vec<_>>(), expected);
        let seqs = || -> Vec<u64> { past.lock().iter().map(|it| it.moment.head.seq).collect() };
        assert_eq!(seqs(), [3, 4, 5, 6]);
        assert!(past.kept("log", 1).is_none());
        assert!(past.kept("other", 3).is_none());
        assert_eq!(past.kept("log", 3).unwrap().head.seq, 3);
        // The same once more takes its own place, whoever brings it.
        assert_eq!(freed(5), Some(5));
        assert_eq!(seqs(), [4, 6, 3, 5]);
        past.forget();
        assert_eq!(past.kept("log", 5).unwrap().head.seq, 5);
        past.forget();
        assert_eq!(seqs(), [5]);
        // The same one is kept once, and nothing that was read before an erasure.
        assert_eq!((freed(5), seqs()), (Some(5), vec![5]));
        past.empty();
        assert_eq!((freed(6), seqs()), (None, vec![]));
        assert!(past.keep(&moment("log", 6), 1).is_none());
        assert_eq!(seqs(), [6]);
    }
}
