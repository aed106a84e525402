//! A stream of random numbers that is the same for the same seed, on every machine.

use std::f64::consts::TAU;

/// Steele, Lea and Flood's `SplitMix64` (2014).
pub(crate) struct Random {
    state: u64,
    spare: Option<f64>,
}

impl Random {
    /// A stream for one run of one row.
    pub(crate) fn new(seed: u64, row: u64, run: u32) -> Self {
        let mut random = Self { state: seed, spare: None };
        random.state = random.next() ^ row.wrapping_mul(0xd6e8_feb8_6659_fd93);
        random.state = random.next() ^ u64::from(run);
        random
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to 1, both excluded.
    pub(crate) fn uniform(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// 1 with that probability, else 0.
    pub(crate) fn one_with(&mut self, probability: f64) -> f64 {
        f64::from(u8::from(self.uniform() < probability))
    }

    /// How many of so many units convert, by the gaps between those that do.
    pub(crate) fn successes(&mut self, units: u64, share: f64) -> u64 {
        let (mut place, mut count) = (0.0, 0);
        loop {
            place += 1.0 + (self.uniform().ln() / (-share).ln_1p()).floor();
            if place > units as f64 {
                return count;
            }
            count += 1;
        }
    }

    /// Standard normal (Box and Muller 1958).
    pub(crate) fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        let (sine, cosine) = (TAU * self.uniform()).sin_cos();
        self.spare = Some(radius * sine);
        radius * cosine
    }
}
