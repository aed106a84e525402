//! How many evaluations a thread passes over, by flag.

use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering};

/// Flags whose places are equal modulo this share a countdown.
const PLACES: usize = 1 << 10;
/// The smallest chance is 1 in 2 to the power of this.
const LEVEL_MAX: u32 = 20;
/// The lower bits of a cell count down, the upper ones are the level that they were drawn with.
const COUNT_BITS: u32 = 26;
const COUNT_MAX: u32 = (1 << COUNT_BITS) - 1;

/// Number of the window, of whichever sampler. What was drawn in another one does not count: who
/// was busy then may not be now.
static WINDOW: AtomicU32 = AtomicU32::new(0);

/// The countdowns of a thread.
struct Countdowns {
    /// The window in which they were drawn.
    window: Cell<u32>,
    cells: [Cell<u32>; PLACES],
}

thread_local! {
    static COUNTDOWNS: Countdowns = const {
        Countdowns { window: Cell::new(0), cells: [const { Cell::new(0) }; PLACES] }
    };
    static RANDOM: Cell<u64> = Cell::new(getrandom::u64().unwrap_or(1));
}

/// The chance of an evaluation to be offered: 1 in 2 to the power of a level.
///
/// Ranks are uniform over all of `u64`; one that was drawn with a chance is below the same part of
/// them. So it is as if each evaluation had a rank, and those with large ones were passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chance {
    level: u32,
}

impl Chance {
    /// For what there is no room for.
    pub(super) const SMALLEST: Self = Self { level: LEVEL_MAX };

    /// The smallest chance that does not pass over a rank below a threshold.
    pub(super) fn below(threshold: u64) -> Self {
        Self { level: threshold.leading_zeros().min(LEVEL_MAX) }
    }

    /// The rank of one that was drawn with this chance.
    pub(super) fn rank(self, random: u64) -> u64 {
        random >> self.level
    }

    /// How many to pass over until the next: geometrically distributed.
    fn pass_over(self, random: u64) -> u32 {
        if self.level == 0 {
            return 0;
        }
        let chance = 0.5_f64.powi(self.level.cast_signed());
        // In (0, 1]; the upper 32 bits are enough, for a wait of more than 22 times the mean.
        let upper = u32::try_from(random >> 32).unwrap_or(u32::MAX);
        let uniform = (f64::from(upper) + 1.0) / (f64::from(u32::MAX) + 1.0);
        let count = uniform.ln() / (-chance).ln_1p();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is not negative, and at most 33 million"
        )]
        let count = count as u32;
        count.min(COUNT_MAX)
    }
}

/// Begins a window: each flag's next evaluation is due, on each thread.
pub(super) fn begin_window() {
    WINDOW.fetch_add(1, Ordering::Relaxed);
}

/// Counts an evaluation down. Gives whether it is due.
#[inline]
pub(super) fn is_due(place: usize) -> bool {
    let window = WINDOW.load(Ordering::Relaxed);
    COUNTDOWNS.with(|countdowns| {
        if countdowns.window.get() != window {
            countdowns.window.set(window);
            countdowns.cells.iter().for_each(|cell| cell.set(0));
        }
        let cell = &countdowns.cells[place % PLACES];
        let count = cell.get();
        if count & COUNT_MAX == 0 {
            return true;
        }
        cell.set(count - 1);
        false
    })
}

/// The chance that the evaluation that is due was drawn with.
pub(super) fn drawn(place: usize) -> Chance {
    COUNTDOWNS.with(|it| Chance { level: it.cells[place % PLACES].get() >> COUNT_BITS })
}

/// Draws which evaluation is due next.
pub(super) fn draw(place: usize, chance: Chance) {
    let count = chance.level << COUNT_BITS | chance.pass_over(random());
    COUNTDOWNS.with(|it| it.cells[place % PLACES].set(count));
}

/// `SplitMix64` (Steele, Lea and Flood, 2014), from the system's randomness.
pub(super) fn random() -> u64 {
    RANDOM.with(|state| {
        state.set(state.get().wrapping_add(0x9e37_79b9_7f4a_7c15));
        let mut mixed = state.get();
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances() {
        for (threshold, level) in
            [(u64::MAX, 0), (1 << 63, 0), ((1 << 63) - 1, 1), (1 << 50, 13), (1, 20), (0, 20)]
        {
            let chance = Chance::below(threshold);
            assert_eq!(chance, Chance { level });
            // No rank below the threshold is out of reach.
            assert!(chance.rank(u64::MAX) >= threshold.saturating_sub(1));
            let bound = if level == 0 { 0 } else { 33_000_000 };
            assert!(chance.pass_over(0) <= bound && chance.pass_over(u64::MAX) == 0);
        }
    }

    /// On average one of 2 to the power of the level is due.
    #[test]
    fn as_many_are_due_as_the_chance_says() {
        for level in [1, 3, 8] {
            let draws = 20_000_u32;
            let passed: f64 =
                (0..draws).map(|_| f64::from(Chance { level }.pass_over(random()))).sum();
            let (mean, expected) = (passed / f64::from(draws), 2_f64.powi(level as i32) - 1.0);
            // The standard deviation of one is about the mean; this is six of those of the mean.
            let allowed = 6.0 * (expected + 1.0) / f64::from(draws).sqrt();
            assert!((mean - expected).abs() < allowed, "{level}: {mean}");
        }
    }
}
