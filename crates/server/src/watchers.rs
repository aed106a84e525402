//! Who watches the evaluations of an environment as they happen.
//!
//! Nothing is made for anybody while nobody watches: evaluating costs one look at a number then.
//! What waits for a watcher is bounded. Of more than that, as many are kept as are chosen at random
//! (reservoir sampling: Vitter, "Random sampling with a reservoir", 1985), so whoever watches sees
//! all flags of a request for all, and slows nobody down by reading slowly.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hoist_api::{WatchedEvaluation, WatchedEvaluations};
use hoist_eval::Resolution;
use hoist_ruleset::Digest;
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::Notify;

use crate::secret;

/// Watchers of an environment at a time; each makes evaluations a little dearer.
pub(crate) const WATCHERS_MAX: usize = 20;
/// Evaluations that wait for a watcher.
const WAITING_MAX: usize = 50;

/// Everybody who watches an environment.
#[derive(Debug, Default)]
pub(crate) struct Watchers {
    /// How many there are, to be asked without waiting.
    number: AtomicUsize,
    list: Mutex<Vec<Arc<Watcher>>>,
}

/// Somebody who watches.
#[derive(Debug)]
struct Watcher {
    /// The flag or experiment of interest; all where there is none.
    key: Option<String>,
    waiting: Mutex<Waiting>,
    filled: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    items: Vec<WatchedEvaluation>,
    /// Evaluations since the last ones were taken, kept or not.
    offered: u64,
}

/// The place of somebody who watches; giving it up ends it.
pub(crate) struct Watching {
    watchers: Arc<Watchers>,
    own: Arc<Watcher>,
}

impl Watchers {
    /// Whether anybody watches.
    #[inline]
    pub(crate) fn are_there(&self) -> bool {
        self.number.load(Ordering::Relaxed) > 0
    }

    /// Begins to watch a key, or all of them; none where too many watch.
    pub(crate) fn watch(self: &Arc<Self>, key: Option<String>) -> Option<Watching> {
        let mut list = locked(&self.list);
        if list.len() >= WATCHERS_MAX {
            return None;
        }
        let own = Arc::new(Watcher { key, waiting: Mutex::default(), filled: Notify::default() });
        list.push(Arc::clone(&own));
        self.number.store(list.len(), Ordering::Relaxed);
        Some(Watching { watchers: Arc::clone(self), own })
    }

    /// Tells an evaluation of this server. Of the context only who it was for is told, by a hash:
    /// nobody has said which attributes may be.
    pub(crate) fn evaluated(
        &self,
        key: &str,
        resolution: &Resolution<'_>,
        (user, seq, at): (Option<&str>, u64, Timestamp),
    ) {
        self.offer(key, || WatchedEvaluation {
            key: key.to_owned(),
            variant: resolution.variant.map(str::to_owned),
            reason: resolution.reason.as_str().to_owned(),
            rule: resolution.rule.map(|rule| u32::from(rule.index)),
            seq,
            at,
            sdk: None,
            context: user
                .map(|user| ("targetingKey".to_owned(), Digest::of(user).to_string().into()))
                .into_iter()
                .collect(),
        });
    }

    /// Tells what an SDK has sampled.
    pub(crate) fn reported(&self, sdk: &str, samples: &[hoist_store::Sample]) {
        for sample in samples {
            let Ok(mut body) = serde_json::from_str::<Value>(&sample.body) else {
                continue;
            };
            body["key"] = sample.key.as_str().into();
            body["sdk"] = sdk.into();
            body["at"] = sample.at.to_string().into();
            if let Ok(evaluation) = serde_json::from_value::<WatchedEvaluation>(body) {
                self.offer(&sample.key, || evaluation.clone());
            }
        }
    }

    fn offer(&self, key: &str, make: impl Fn() -> WatchedEvaluation) {
        let list = locked(&self.list);
        let interested =
            |watcher: &&Arc<Watcher>| watcher.key.as_deref().is_none_or(|own| own == key);
        for watcher in list.iter().filter(interested) {
            locked(&watcher.waiting).offer(&make, |places| secret::between(0, places));
            watcher.filled.notify_one();
        }
    }
}

impl Waiting {
    /// Takes one more, or drops it; `chosen` gives a number up to another at random.
    fn offer(&mut self, make: impl Fn() -> WatchedEvaluation, chosen: impl FnOnce(u32) -> u32) {
        let before = self.offered.min(u64::from(u32::MAX - 1));
        let before = u32::try_from(before).unwrap_or_default();
        self.offered += 1;
        if self.items.len() < WAITING_MAX {
            self.items.push(make());
            return;
        }
        let place = usize::try_from(chosen(before)).unwrap_or(usize::MAX);
        if let Some(known) = self.items.get_mut(place) {
            *known = make();
        }
    }
}

impl Watching {
    /// Waits until there is something to be told.
    pub(crate) async fn filled(&self) {
        self.own.filled.notified().await;
    }

    /// Takes what waits.
    pub(crate) fn take(&self) -> WatchedEvaluations {
        let Waiting { mut items, offered } = std::mem::take(&mut *locked(&self.own.waiting));
        items.sort_by_key(|evaluation| evaluation.at);
        let left_out = offered.saturating_sub(u64::try_from(items.len()).unwrap_or(u64::MAX));
        WatchedEvaluations { items, left_out }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let mut list = locked(&self.watchers.list);
        list.retain(|watcher| !Arc::ptr_eq(watcher, &self.own));
        self.watchers.number.store(list.len(), Ordering::Relaxed);
    }
}

/// Nothing is left half done by whoever panicked.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn evaluation(seq: u64) -> WatchedEvaluation {
        WatchedEvaluation {
            key: "flag".to_owned(),
            variant: None,
            reason: "STATIC".to_owned(),
            rule: None,
            seq,
            at: Timestamp::from_second(i64::try_from(seq).unwrap()).unwrap(),
            sdk: None,
            context: BTreeMap::new(),
        }
    }

    #[test]
    fn what_waits_is_bounded_and_of_all_that_was_there() {
        let mut waiting = Waiting::default();
        // The last half of all replaces the first places, one after the other.
        let all = 2 * u64::try_from(WAITING_MAX).unwrap();
        for seq in 0..all {
            let chosen = |before: u32| {
                assert_eq!(u64::from(before), seq);
                before - u32::try_from(WAITING_MAX).unwrap()
            };
            waiting.offer(|| evaluation(seq), chosen);
        }
        assert_eq!(waiting.items.len(), WAITING_MAX);
        assert_eq!(waiting.offered, all);
        assert!(waiting.items.iter().all(|one| one.seq >= all / 2), "{:?}", waiting.items);
        waiting.offer(|| evaluation(0), |_| u32::try_from(WAITING_MAX).unwrap());
        assert!(waiting.items.iter().all(|one| one.seq > 0), "one that was not chosen is dropped");
    }

    #[test]
    fn nobody_is_told_what_they_do_not_watch_and_nothing_is_made_for_nobody() {
        let watchers = Arc::new(Watchers::default());
        watchers.offer("flag", || unreachable!("nobody watches"));
        assert!(!watchers.are_there());
        let one = watchers.watch(Some("flag".to_owned())).unwrap();
        let all = watchers.watch(None).unwrap();
        assert!(watchers.are_there());
        watchers.offer("flag", || evaluation(2));
        watchers.offer("other", || evaluation(1));
        let seqs = |watching: &Watching| {
            watching.take().items.iter().map(|one| one.seq).collect::<Vec<_>>()
        };
        assert_eq!((seqs(&one), seqs(&all)), (vec![2], vec![1, 2]));
        assert_eq!(all.take(), WatchedEvaluations::default(), "nothing is told twice");
        let more: Vec<_> = (2..WATCHERS_MAX).map(|_| watchers.watch(None).unwrap()).collect();
        assert!(watchers.watch(None).is_none(), "there is no room for more");
        drop((one, all, more));
        assert!(!watchers.are_there());
    }
}
