//! Time in tests: how long something takes, and waiting for what the server does by itself.

use std::time::{Duration, Instant};

/// How long a test waits between two looks. What it waits for is seen by looking; the pause only
/// leaves the machine to the server.
const PAUSE: Duration = Duration::from_millis(10);

/// Does something, and tells how long it took.
#[expect(clippy::disallowed_methods, reason = "these tests are about how long things take")]
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}

/// A point in time, for what takes long on another thread.
#[expect(clippy::disallowed_methods, reason = "these tests are about how long things take")]
pub(crate) fn instant() -> Instant {
    Instant::now()
}

/// Looks again and again until there is what is looked for, and fails where it is not there in
/// time.
#[track_caller]
#[expect(clippy::disallowed_methods, reason = "a deadline for what never happens")]
pub(crate) fn until<T>(what: &str, within: Duration, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < within, "{what}: not within {within:?}");
        std::thread::sleep(PAUSE);
    }
}

/// Waits where the hour is about to end. With it the tickets change that bulk answers name, and so
/// do the tags of these, which a test compares.
pub(crate) fn within_an_hour() {
    until("the hour is not about to end", Duration::from_secs(90), || {
        (now().as_second() % 3_600 < 3_540).then_some(())
    });
}

/// The time.
#[expect(clippy::disallowed_methods, reason = "tests of expiry need the clock that servers have")]
pub(crate) fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
