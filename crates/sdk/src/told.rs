//! What was told in the log: once per cause, not once per call, and again only after a while.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use foldhash::fast::FixedState;
use tokio::time::Instant;

/// The most causes that are told within [`TOLD_AGAIN`]: whatever an application or a server makes
/// up, the log stays readable.
const CAUSES_MAX: usize = 1_000;
/// What still happens after this long is told again.
const TOLD_AGAIN: Duration = Duration::from_secs(600);

/// When each cause was told.
#[derive(Debug)]
pub(crate) struct Told<C>(Mutex<HashMap<C, Instant, FixedState>>);

impl<C> Default for Told<C> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<C: Eq + Hash> Told<C> {
    fn causes(&self) -> MutexGuard<'_, HashMap<C, Instant, FixedState>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a cause is to be told now; then it counts as told.
    pub(crate) fn is_news(&self, cause: C) -> bool {
        self.is_news_at(cause, Instant::now())
    }

    fn is_news_at(&self, cause: C, now: Instant) -> bool {
        let mut causes = self.causes();
        let is_recent = |at: &Instant| now.saturating_duration_since(*at) < TOLD_AGAIN;
        if causes.get(&cause).is_some_and(is_recent) {
            return false;
        }
        if causes.len() >= CAUSES_MAX {
            causes.retain(|_, at| is_recent(at));
        }
        let has_room = causes.len() < CAUSES_MAX;
        if has_room {
            causes.insert(cause, now);
        }
        has_room
    }

    /// These causes are over: they are news when they come back. Gives whether any was told.
    pub(crate) fn forget(&self, is_over: impl Fn(&C) -> bool) -> bool {
        let mut causes = self.causes();
        let before = causes.len();
        causes.retain(|cause, _| !is_over(cause));
        causes.len() < before
    }

    #[cfg(test)]
    pub(crate) fn has_told(&self, cause: &C) -> bool {
        self.causes().contains_key(cause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_news_once_and_again_after_a_while() {
        let (told, start) = (Told::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        for (cause, seconds, is_news) in
            [(1, 0, true), (1, 1, false), (2, 1, true), (1, 599, false), (1, 600, true)]
        {
            assert_eq!(told.is_news_at(cause, at(seconds)), is_news, "{cause} {seconds}");
        }
        assert!(told.forget(|cause| *cause == 1) && !told.forget(|cause| *cause == 1));
        assert!(told.is_news_at(1, at(601)) && !told.is_news_at(2, at(600)));
    }

    #[test]
    fn causes_without_end_are_not_told_without_end() {
        let (told, start) = (Told::default(), Instant::now());
        let told_of = |from: usize| {
            let now = start + TOLD_AGAIN * u32::try_from(from).unwrap();
            (0..3 * CAUSES_MAX).filter(|n| told.is_news_at((from, *n), now)).count()
        };
        assert_eq!([told_of(0), told_of(1)], [CAUSES_MAX; 2]);
    }
}
