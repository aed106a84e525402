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

    /// The time for an evaluation, which may be that of a moment ago.
    pub(crate) fn now(&self) -> Timestamp {
        match self {
            Self::System => coarse().unwrap_or_else(exact),
            Self::Set(clock) => at(clock),
        }
    }

    /// The time for what is told: whatever happens later is told with a later time.
    pub(crate) fn exact(&self) -> Timestamp {
        match self {
            Self::System => exact(),
            Self::Set(clock) => at(clock),
        }
    }
}

fn at(clock: &AtomicI64) -> Timestamp {
    Timestamp::from_microsecond(clock.load(Ordering::Relaxed)).unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "this is the SDK's composition root")]
fn exact() -> Timestamp {
    Timestamp::now()
}

/// The machine's clock, as of the kernel's last tick: at most four milliseconds ago on common
/// machines, for a fifth of what the exact time costs. Some kernels do not have it.
#[cfg(target_os = "linux")]
fn coarse() -> Option<Timestamp> {
    use rustix::time::{ClockId, DynamicClockId, clock_gettime_dynamic};
    // The other function of that name panics where there is no such clock.
    let time = clock_gettime_dynamic(DynamicClockId::Known(ClockId::RealtimeCoarse)).ok()?;
    Timestamp::new(time.tv_sec, i32::try_from(time.tv_nsec).ok()?).ok()
}

#[cfg(not(target_os = "linux"))]
fn coarse() -> Option<Timestamp> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "what it is compared with")]
    fn the_machines_clock_is_not_far_from_the_exact_time() {
        let tick = jiff::SignedDuration::from_millis(100);
        let is_near = |_| {
            let (before, now, after) = (Timestamp::now(), Clock::System.now(), Timestamp::now());
            assert!(now <= after, "{now} {after}");
            if before - tick > now {
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
            before - tick <= now
        };
        // A processor that stands still for a moment is late with the tick that the clock goes by.
        assert!((0..1_000).any(is_near), "it is never near");
        let after = Timestamp::now();
        let exact = Clock::System.exact();
        assert!(after <= exact, "{after} {exact}: what is told must not be before what led to it");
    }
}
