//! Layers: experiments of one layer never share a user.
//!
//! A layer has 10,000 ranks. An experiment takes the lowest free range that is as wide as its
//! traffic and keeps it; nobody else's users move.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::FixedState;

use crate::document::{Documents, Experiment};
use crate::key::ExperimentKey;
use crate::state::State;

/// Ranks of a layer.
const RANKS: u16 = 10_000;

/// The ranges of one layer that are taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layer {
    taken: Vec<Range<u16>>,
}

impl Layer {
    pub(crate) fn take(&mut self, range: Range<u16>) {
        if !range.is_empty() {
            self.taken.push(range);
            self.taken.sort_by_key(|range| range.start);
        }
    }

    /// Takes the lowest free range of a width; `None` where no gap is wide enough.
    pub(crate) fn take_lowest(&mut self, width: u16) -> Option<Range<u16>> {
        let mut start = 0;
        for range in &self.taken {
            if range.start.saturating_sub(start) >= width {
                break;
            }
            start = start.max(range.end);
        }
        let range = start..start.checked_add(width).filter(|end| *end <= RANKS)?;
        self.take(range.clone());
        Some(range)
    }

    /// The widest range that is still free, in ranks.
    pub(crate) fn widest_gap(&self) -> u16 {
        let (mut start, mut widest) = (0, 0);
        for range in &self.taken {
            widest = widest.max(range.start.saturating_sub(start));
            start = start.max(range.end);
        }
        widest.max(RANKS - start)
    }
}

/// Whether an experiment takes a range without being started: it has a start date.
pub(crate) fn takes_range(experiment: &Experiment) -> bool {
    experiment.start_date.is_some()
}

/// The range of each experiment that has a layer and a place in it.
///
/// Recorded ranges stand. The others follow in the order of the file; one that finds no room has
/// none, and so assigns nobody.
pub(crate) fn ranges<'d>(
    documents: &'d Documents,
    state: &State,
) -> HashMap<ExperimentKey, Range<u16>, FixedState> {
    let mut layers: HashMap<&str, Layer, FixedState> = HashMap::default();
    let mut ranges = HashMap::default();
    let members = || {
        let layered = |(key, experiment): (_, &'d Arc<Experiment>)| {
            let experiment: &Experiment = experiment;
            Some((key, experiment, experiment.layer.as_deref()?))
        };
        documents.experiments().iter().filter_map(layered)
    };
    let recorded = |key| state.experiments.get(key).and_then(|state| state.layer_range.clone());
    for (key, _, layer) in members() {
        if let Some(range) = recorded(key) {
            layers.entry(layer).or_default().take(range.clone());
            ranges.insert(key.clone(), range);
        }
    }
    for (key, experiment, layer) in members() {
        if recorded(key).is_none() && takes_range(experiment) {
            let width = experiment.traffic.threshold();
            if let Some(range) = layers.entry(layer).or_default().take_lowest(width) {
                ranges.insert(key.clone(), range);
            }
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_gap_that_fits_is_taken() {
        let mut layer = Layer::default();
        assert_eq!(layer.take_lowest(3_000), Some(0..3_000));
        layer.take(5_000..6_000);
        assert_eq!(layer.take_lowest(2_500), Some(6_000..8_500));
        assert_eq!(layer.take_lowest(2_000), Some(3_000..5_000));
        assert_eq!(layer.widest_gap(), 1_500);
        assert_eq!(layer.take_lowest(1_501), None);
        assert_eq!(layer.take_lowest(1_500), Some(8_500..10_000));
        assert_eq!(layer.widest_gap(), 0);
        assert_eq!(layer.take_lowest(0), Some(0..0));
    }
}
