//! The samples of one flag in one window: those with the smallest ranks.

use hoist_api::Sample;

use super::chance::Chance;

/// At most as many samples as is said at each insertion.
#[derive(Default)]
pub(super) struct Reservoir(Vec<(u64, Sample)>);

impl Reservoir {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether a sample of this rank belongs to the smallest so many.
    pub(super) fn wants(&self, rank: u64, max: usize) -> bool {
        rank < self.threshold(max)
    }

    /// Takes in a sample that is wanted, in the place of the one with the largest rank if it is
    /// full.
    pub(super) fn insert(&mut self, rank: u64, sample: Sample, max: usize) {
        if self.0.len() < max {
            self.0.push((rank, sample));
        } else if let Some(largest) = self.0.iter_mut().max_by_key(|(rank, _)| *rank) {
            *largest = (rank, sample);
        }
    }

    /// The chance with which no sample is passed over that would be wanted.
    pub(super) fn chance(&self, max: usize) -> Chance {
        Chance::below(self.threshold(max))
    }

    fn threshold(&self, max: usize) -> u64 {
        let largest = self.0.iter().map(|(rank, _)| *rank).max().unwrap_or(u64::MAX);
        if self.0.len() < max { u64::MAX } else { largest }
    }

    pub(super) fn into_samples(self) -> impl Iterator<Item = Sample> {
        self.0.into_iter().map(|(_, sample)| sample)
    }
}
