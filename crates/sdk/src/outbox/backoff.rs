//! How long to wait before the next try.

use std::time::Duration;

/// The longest that a server's `Retry-After` is obeyed.
pub(crate) const RETRY_AFTER_MAX: Duration = Duration::from_secs(300);

/// Waits that double with each failure, up to a longest one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    /// After the first failure.
    pub(crate) first: Duration,
    /// The longest; where trying again soon cannot help, each.
    pub(crate) max: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_millis(500), max: Duration::from_secs(60) }
    }
}

/// How soon trying again may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// At any moment.
    Soon,
    /// Not before somebody has done something.
    Slowly,
    /// Not before the server said so.
    NotBefore(Duration),
}

impl Backoff {
    /// The wait after some failures in a row, at least one. `random` spreads those who failed
    /// together: over the upper half of the wait, and over a tenth more than a server asks for.
    pub(crate) fn delay(&self, failures: u32, pace: Pace, random: u32) -> Duration {
        let doubled = self.first.saturating_mul(1_u32 << failures.saturating_sub(1).min(20));
        let wait = if pace == Pace::Slowly { self.max } else { doubled.min(self.max) };
        let spread = |wait: Duration| wait.mul_f64(f64::from(random) / f64::from(u32::MAX));
        let wait = wait / 2 + spread(wait / 2);
        match pace {
            Pace::NotBefore(asked) => {
                let asked = asked.min(RETRY_AFTER_MAX);
                wait.max(asked + spread(asked / 10))
            }
            _ => wait,
        }
    }
}

/// A number from the system's randomness; without any, half way.
pub(crate) fn random() -> u32 {
    getrandom::u32().unwrap_or(u32::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits() {
        let backoff = Backoff::default();
        let asked = |s| Pace::NotBefore(Duration::from_secs(s));
        for (failures, pace, from_ms, to_ms) in [
            (1, Pace::Soon, 250, 500),
            (2, Pace::Soon, 500, 1_000),
            (5, Pace::Soon, 4_000, 8_000),
            (8, Pace::Soon, 30_000, 60_000),
            (u32::MAX, Pace::Soon, 30_000, 60_000),
            (1, Pace::Slowly, 30_000, 60_000),
            (1, asked(0), 250, 500),
            (1, asked(7), 7_000, 7_700),
            (u32::MAX, asked(1), 30_000, 60_000),
            (1, asked(u64::MAX), 300_000, 330_000),
        ] {
            let ms = |random| backoff.delay(failures, pace, random).as_millis();
            assert_eq!((ms(0), ms(u32::MAX)), (from_ms, to_ms), "{failures} {pace:?}");
        }
    }
}
