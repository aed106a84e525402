//! What time it is: the one place of this crate that reads the clock.
//!
//! An SDK runs in programs of others, so it is a root of its own. Only evaluations that depend on
//! the time come here, and events. Waiting is measured by tokio's monotonic clock: a machine whose
//! clock is set does not take part in it.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// The machine's clock, or one that a test sets.
#[derive(Debug)]
pub(crate) enum Clock {
    System,
    /// Microseconds since 1970.
    Set(AtomicI64),
}

impl Clock {
    pub(crate) fn set_to(at: Timestamp) -> Self {
        Self::Set(AtomicI64::new(at.as_microsecond()))
    }

    /// Has no effect on the machine's.
    pub(crate) fn set(&self, at: Timestamp) {
        if let Self::Set(clock) = self {
            clock.store(at.as_microsecond(), Ordering::Relaxed);
        }
    }

    #[expect(clippy::disallowed_methods, reason = "this is the SDK's composition root")]
    pub(crate) fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Set(clock) => {
                Timestamp::from_microsecond(clock.load(Ordering::Relaxed)).unwrap_or_default()
            }
        }
    }
}
