//! When reports go out. Pure: times are parameters.

use std::time::Duration;

use crate::backoff::part;

/// The times between reports.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timing {
    /// The longest, less a tenth at random, so that instances that started together part.
    pub(crate) tick: Duration,
    /// The shortest, where rules have moved.
    pub(crate) moved: Duration,
    /// How long a report about moved rules may be held back, so that many instances that hear of
    /// a change at once do not answer it at once.
    pub(crate) spread: Duration,
    /// The shortest, where a kill was applied.
    pub(crate) kill: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            tick: Duration::from_secs(10),
            moved: Duration::from_secs(1),
            spread: Duration::from_millis(500),
            kill: Duration::from_millis(50),
        }
    }
}

/// What brings a report nearer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wake {
    /// A kill or revival was applied.
    Kill,
    /// Newer rules were applied.
    Moved,
}

impl Timing {
    /// How long after the report before the next is due, when nothing happens.
    pub(crate) fn tick(&self, random: u32) -> Duration {
        self.tick - part(self.tick / 10, random)
    }

    /// How long after the report before the next is due, when something happens so long after it.
    pub(crate) fn after(&self, wake: Wake, since: Duration, random: u32) -> Duration {
        match wake {
            Wake::Kill => self.kill.max(since),
            Wake::Moved => self.moved.max(since + part(self.spread, random)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn when() {
        let timing = Timing::default();
        let ms = Duration::from_millis;
        assert_eq!((timing.tick(0), timing.tick(u32::MAX)), (ms(10_000), ms(9_000)));
        for (wake, since, first, last) in [
            (Wake::Kill, 0, 50, 50),
            (Wake::Kill, 20, 50, 50),
            (Wake::Kill, 3_000, 3_000, 3_000),
            (Wake::Moved, 0, 1_000, 1_000),
            (Wake::Moved, 800, 1_000, 1_300),
            (Wake::Moved, 3_000, 3_000, 3_500),
        ] {
            let after = |random| timing.after(wake, ms(since), random);
            assert_eq!((after(0), after(u32::MAX)), (ms(first), ms(last)), "{wake:?} {since}");
        }
    }
}
