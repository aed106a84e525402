//! How long to wait before the server is asked again.

use std::time::Duration;

/// The first wait, unless the server wishes another.
const FIRST: Duration = Duration::from_millis(250);
/// The longest wait.
pub(crate) const WAIT_MAX: Duration = Duration::from_secs(30);

/// Doubles from failure to failure; each wait is between half and all of it, so that clients that
/// lost their server together do not come back together.
#[derive(Debug)]
pub(crate) struct Backoff {
    first: Duration,
    failures: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: FIRST, failures: 0 }
    }
}

impl Backoff {
    /// What was asked for came: the next failure is a first one.
    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }

    /// The first wait, as the server wishes it.
    pub(crate) fn set_first(&mut self, first: Duration) {
        self.first = first.clamp(Duration::from_millis(1), WAIT_MAX);
    }

    /// The wait after one more failure.
    pub(crate) fn next(&mut self, random: u32) -> Duration {
        let whole = self.first.saturating_mul(1 << self.failures.min(16)).min(WAIT_MAX);
        self.failures = self.failures.saturating_add(1);
        jittered(whole, random)
    }
}

/// Between half and all of a time.
pub(crate) fn jittered(whole: Duration, random: u32) -> Duration {
    whole.mul_f64(0.5 + 0.5 * f64::from(random) / f64::from(u32::MAX))
}

/// A number from the system; half of what is possible where it has none.
pub(crate) fn random() -> u32 {
    getrandom::u32().unwrap_or(u32::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit_and_differ() {
        let mut backoff = Backoff::default();
        let waits: Vec<u128> = (0..9).map(|_| backoff.next(u32::MAX).as_millis()).collect();
        assert_eq!(waits, [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
        backoff.reset();
        assert_eq!(backoff.next(0).as_millis(), 125);
        backoff.set_first(Duration::from_secs(3_600));
        assert_eq!(backoff.next(u32::MAX), WAIT_MAX);
    }
}
