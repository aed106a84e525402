//! A stream of random numbers that is the same for the same seed, on every machine.

/// Steele, Lea and Flood's `SplitMix64` (2014).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0xd6e8_feb8_6659_fd93))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to one less than so many.
    pub(super) fn below(&mut self, many: u64) -> u64 {
        self.next() % many
    }

    pub(super) fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.below(most - least + 1)
    }

    /// In so many of a hundred cases.
    pub(super) fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub(super) fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(super) fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }

    /// How many of so many do what each does with that probability: from one to the next, since
    /// most do not (Devroye 1986, X.4.3).
    pub(super) fn binomial(&mut self, many: u64, probability: f64) -> u64 {
        if probability > 0.5 {
            return many - self.binomial(many, 1.0 - probability);
        }
        if probability <= 0.0 {
            return 0;
        }
        let (mut hits, mut place) = (0, 0.0);
        loop {
            place += 1.0 + ((1.0 - self.uniform()).ln() / (-probability).ln_1p()).floor();
            if place > many as f64 {
                return hits;
            }
            hits += 1;
        }
    }
}
