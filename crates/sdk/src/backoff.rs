//! How long to wait before the server is asked again.

use std::time::Duration;

/// The longest that a server's `Retry-After` is obeyed.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(300);

/// Waits that double from failure to failure, up to a longest one. Each is between half and all of
/// it, so that clients that lost their server together do not come back together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    first: Duration,
    max: Duration,
    /// Each wait where trying again soon cannot help.
    slow: Duration,
    failures: u32,
}

/// How soon trying again may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Haste {
    /// At any moment.
    Soon,
    /// Not before somebody has done something.
    Slowly,
    /// Not before the server said so.
    NotBefore(Duration),
}

impl Backoff {
    /// For the rules. Trying costs little, and whoever comes back late obeys a kill late.
    pub(crate) const RULES: Self =
        Self::new(Duration::from_millis(250), Duration::from_secs(5), Duration::from_secs(30));

    /// For what waits well: events and reports.
    pub(crate) const EVENTS: Self =
        Self::new(Duration::from_millis(500), Duration::from_secs(60), Duration::from_secs(60));

    pub(crate) const fn new(first: Duration, max: Duration, slow: Duration) -> Self {
        Self { first, max, slow, failures: 0 }
    }

    /// Waits so short that a test can await some.
    #[cfg(test)]
    pub(crate) fn quick() -> Self {
        let longest = Duration::from_millis(20);
        Self::new(Duration::from_millis(2), longest, longest)
    }

    /// What was asked for came: the next failure is a first one.
    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }

    /// The first wait, as the server wishes it.
    pub(crate) fn set_first(&mut self, first: Duration) {
        self.first = first.clamp(Duration::from_millis(1), self.max);
    }

    /// The wait after one more failure. To what a server asks for, up to a tenth is added.
    pub(crate) fn next(&mut self, haste: Haste, random: u32) -> Duration {
        let doubled = self.first.saturating_mul(1 << self.failures.min(20)).min(self.max);
        self.failures = self.failures.saturating_add(1);
        match haste {
            Haste::Soon => jittered(doubled, random),
            Haste::Slowly => jittered(self.slow, random),
            Haste::NotBefore(asked) => {
                let asked = asked.min(RETRY_AFTER_MAX);
                jittered(doubled, random).max(asked + part(asked / 10, random))
            }
        }
    }
}

/// Between half and all of a time.
pub(crate) fn jittered(whole: Duration, random: u32) -> Duration {
    whole / 2 + part(whole / 2, random)
}

/// A part of a time, by a random number.
pub(crate) fn part(time: Duration, random: u32) -> Duration {
    time.mul_f64(f64::from(random) / f64::from(u32::MAX))
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
        let mut backoff = Backoff::RULES;
        let waits = [(); 7].map(|()| backoff.next(Haste::Soon, u32::MAX).as_millis());
        assert_eq!(waits, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
        backoff.reset();
        assert_eq!(backoff.next(Haste::Soon, 0).as_millis(), 125);
        backoff.set_first(Duration::from_secs(3_600));
        assert_eq!(backoff.next(Haste::Soon, u32::MAX), Duration::from_secs(5));
    }

    #[test]
    fn what_the_server_asks_for_and_what_no_haste_mends() {
        let asked = |s| Haste::NotBefore(Duration::from_secs(s));
        for (failures, haste, from_ms, to_ms) in [
            (0, Haste::Soon, 250, 500),
            (4, Haste::Soon, 4_000, 8_000),
            (7, Haste::Soon, 30_000, 60_000),
            (u32::MAX, Haste::Soon, 30_000, 60_000),
            (0, Haste::Slowly, 30_000, 60_000),
            (0, asked(0), 250, 500),
            (0, asked(7), 7_000, 7_700),
            (u32::MAX, asked(1), 30_000, 60_000),
            (0, asked(u64::MAX), 300_000, 330_000),
        ] {
            let ms = |random| {
                let mut backoff = Backoff { failures, ..Backoff::EVENTS };
                backoff.next(haste, random).as_millis()
            };
            assert_eq!((ms(0), ms(u32::MAX)), (from_ms, to_ms), "{failures} {haste:?}");
        }
    }
}
