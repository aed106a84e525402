//! Exposures by this server's own evaluations: who was given a variant by a request for one flag.
//!
//! The evaluation hands over who it was and goes on. What waits is bounded, and is written each
//! second with what was counted ([`crate::rollup`]). An exposure that is there already, from
//! whomever, is not stored again: usually because it is remembered here, else because the store
//! finds it.

use std::collections::BTreeMap;
use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use hoist_api::exposure_id;
use hoist_eval::{Exposed, Remembered};
use hoist_store::{Content, Event, EventBatch, Happening, Written};
use jiff::Timestamp;
use tracing::warn;

use crate::accept;
use crate::app::App;
use crate::caller::Caller;

/// Exposures that are remembered. One that is forgotten is looked up in the store.
const REMEMBERED: usize = 1 << 16;
/// Exposures that wait or are being written.
const WAITING_MAX: usize = 20_000;
/// Exposures that are written at once: events get in between.
const ROWS_MAX: usize = 5_000;

/// Exposures that are not yet stored.
#[derive(Default)]
pub(crate) struct Exposures {
    /// Made when the first one comes.
    remembered: OnceLock<Remembered>,
    waiting: Mutex<Waiting>,
    /// Whether it was logged that some were dropped, since some were written.
    is_dropping: AtomicBool,
    /// Held while exposures are on their way to the store, and while somebody is erased.
    moving: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Waiting {
    logs: BTreeMap<String, Vec<Event>>,
    /// Of what waits and of what is being written.
    count: usize,
}

/// What becomes of an exposure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Offered {
    /// It waits to be written, or was told before.
    Taken,
    /// Too many wait.
    Dropped,
    /// No event can be about such a user.
    Refused,
}

/// Hands over who was exposed, unless the token that asked for it makes no events.
pub(crate) fn offer(app: &App, caller: &Caller, log: &str, exposed: &Exposed<'_>) {
    if !caller.may_send_events() {
        return;
    }
    match app.exposures.offer(log, exposed, || app.now()) {
        Offered::Taken => {}
        Offered::Dropped => app.telemetry.reported.exposures(Written::default(), 1),
        Offered::Refused => app.telemetry.reported.exposure_refused(),
    }
}

impl Exposures {
    fn offer(&self, log: &str, exposed: &Exposed<'_>, now: impl FnOnce() -> Timestamp) -> Offered {
        let remembered = self.remembered.get_or_init(|| Remembered::of_size(REMEMBERED));
        let told = (log, exposed);
        if !remembered.is_new(&told) {
            return Offered::Taken;
        }
        let Exposed { key, phase, user, variant } = exposed;
        if accept::check_user(user).is_err() {
            remembered.forget(&told);
            return Offered::Refused;
        }
        let event = Event {
            id: exposure_id(key, *phase, user, variant).into_bytes(),
            user: user.clone().into_owned(),
            at: now(),
            what: Happening::Exposure {
                key: (*key).to_owned(),
                variant: (*variant).to_owned(),
                attributes: None,
            },
        };
        if self.lock().push(log, event) {
            return Offered::Taken;
        }
        // The next evaluation tells it again.
        remembered.forget(&told);
        if !self.is_dropping.swap(true, Ordering::Relaxed) {
            warn!("exposures are dropped: {WAITING_MAX} wait to be stored already");
        }
        Offered::Dropped
    }

    /// Forgets a person: what waits, and that anything was stored of them, and then what `stored`
    /// erases. Nothing of them is on its way to the store meanwhile. It blocks.
    pub(crate) fn erase<T>(&self, log: &str, user: &str, stored: impl FnOnce() -> T) -> T {
        let _moving = self.moving.blocking_lock();
        let mut waiting = self.lock();
        let Waiting { logs, count } = &mut *waiting;
        if let Some(events) = logs.get_mut(log) {
            let before = events.len();
            events.retain(|event| event.user != user);
            *count -= before - events.len();
        }
        drop(waiting);
        if let Some(remembered) = self.remembered.get() {
            remembered.forget_all();
        }
        stored()
    }

    /// No code that can panic runs under this lock.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// Gives whether there was room.
    fn push(&mut self, log: &str, event: Event) -> bool {
        if self.count >= WAITING_MAX {
            return false;
        }
        self.count += 1;
        match self.logs.get_mut(log) {
            Some(events) => events.push(event),
            None => {
                self.logs.insert(log.to_owned(), vec![event]);
            }
        }
        true
    }
}

/// Writes down what waits. What cannot be written waits for the next time.
pub(crate) async fn flush(app: &App) {
    let _moving = app.exposures.moving.lock().await;
    let taken = mem::take(&mut app.exposures.lock().logs);
    for (log, events) in taken {
        let log: Arc<str> = log.into();
        for events in events.chunks(ROWS_MAX) {
            let content = Content::Exposures(events.to_vec());
            let batch = EventBatch { log: Arc::clone(&log), content };
            // Where it failed, the intake has told why.
            match app.intake.write_own(batch).await {
                Ok(written) => {
                    app.exposures.lock().count -= events.len();
                    app.exposures.is_dropping.store(false, Ordering::Relaxed);
                    app.telemetry.reported.exposures(written, 0);
                }
                Err(_told) => {
                    let mut waiting = app.exposures.lock();
                    waiting.logs.entry(log.to_string()).or_default().extend_from_slice(events);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn exposed(user: &str) -> Exposed<'_> {
        Exposed { key: "layout", phase: 1, user: Cow::Borrowed(user), variant: "wide" }
    }

    fn offer(exposures: &Exposures, log: &str, user: &str) -> Offered {
        exposures.offer(log, &exposed(user), || Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn each_is_taken_once_for_each_log() {
        let exposures = Exposures::default();
        for (log, user, expected) in [
            ("a", "ana", Offered::Taken),
            ("a", "ana", Offered::Taken),
            ("b", "ana", Offered::Taken),
            ("a", "bo", Offered::Taken),
            ("a", "", Offered::Refused),
            ("a", "two\nlines", Offered::Refused),
        ] {
            assert_eq!(offer(&exposures, log, user), expected, "{log} {user:?}");
        }
        let users = |log: &str| -> Vec<String> {
            exposures.lock().logs[log].iter().map(|event| event.user.clone()).collect()
        };
        assert_eq!((users("a"), users("b")), (vec!["ana".into(), "bo".into()], vec!["ana".into()]));
        exposures.erase("a", "ana", || ());
        assert_eq!((users("a"), exposures.lock().count), (vec!["bo".into()], 2));
        offer(&exposures, "a", "ana");
        assert_eq!(users("a"), ["bo", "ana"], "she is somebody new");
    }

    #[test]
    fn what_found_no_room_is_told_again() {
        let exposures = Exposures::default();
        exposures.lock().count = WAITING_MAX;
        assert_eq!(offer(&exposures, "a", "ana"), Offered::Dropped);
        exposures.lock().count = 0;
        assert_eq!(offer(&exposures, "a", "ana"), Offered::Taken);
        assert_eq!(exposures.lock().count, 1);
    }
}
