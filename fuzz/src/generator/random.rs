//! The source of what is random: the same from the same seed on every machine.

/// The generator `splitmix64` of Steele, Lea and Flood (2014): fixed by its definition.
pub struct Random {
    state: u64,
    /// What chooses in place of the last state, two bytes for each choice, last byte first.
    bytes: Option<Vec<u8>>,
    /// How many segments conditions may name: a segment only names those before it.
    pub(super) segments: usize,
}

impl Random {
    /// Choices that a number decides.
    pub fn new(seed: u64) -> Self {
        Self { state: seed, bytes: None, segments: 0 }
    }

    /// Choices that bytes decide, each by itself: a changed byte changes one choice.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let bytes = bytes.iter().rev().copied().collect();
        Self { state: 0, bytes: Some(bytes), segments: 0 }
    }

    /// The next number.
    #[expect(clippy::should_implement_trait, reason = "it is no iterator: it never ends")]
    pub fn next(&mut self) -> u64 {
        if let Some(bytes) = &mut self.bytes {
            let mut byte = || u64::from(bytes.pop().unwrap_or(0));
            self.state = byte() << 8 | byte();
        }
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound).unwrap()).unwrap()
    }

    /// Yes in so many of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }
}
