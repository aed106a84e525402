//! Layers: experiments of one layer never share a user.
//!
//! A layer has 10,000 ranks. An experiment takes the lowest free range that is as wide as its
//! traffic and keeps it; nobody else's users move.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::FixedState;
use thiserror::Error;

use crate::document::{Documents, Experiment};
use crate::key::ExperimentKey;
use crate::number::Percentage;
use crate::state::{ExperimentStatus, State};

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

    /// A free range of a width that nobody of another one leaves: it begins where that does, or as
    /// little before it as there has to be.
    fn around(&self, had: &Range<u16>, width: u16) -> Option<Range<u16>> {
        let below = self.taken.iter().filter(|range| range.start <= had.start);
        let above = self.taken.iter().find(|range| range.start > had.start);
        let from = below.map(|range| range.end).max().unwrap_or(0);
        let to = above.map_or(RANKS, |range| range.start);
        let start = had.start.min(to.checked_sub(width)?);
        let is_free = from <= start && (width < had.end - had.start || had.end <= start + width);
        is_free.then_some(start..start + width)
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

/// Why an experiment gets no part of its layer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the layer \"{layer}\" has {free} free in one piece, this experiment needs {needed}")]
pub struct LayerFull {
    /// The layer.
    pub layer: String,
    /// The widest part that is free.
    pub free: Percentage,
    /// What the experiment's traffic asks for.
    pub needed: Percentage,
}

/// The part of its layer that an experiment is to have: one around what it had, or within it, or
/// else the lowest free one as wide as its traffic. None where it has no layer.
///
/// # Errors
///
/// No free part is wide enough.
pub fn find_room(
    documents: &Documents,
    state: &State,
    key: &str,
    had: Option<&Range<u16>>,
) -> Result<Option<Range<u16>>, LayerFull> {
    let Some(experiment) = documents.experiments().get(key) else { return Ok(None) };
    let Some(name) = experiment.layer.as_deref() else { return Ok(None) };
    let mut layer = Layer::default();
    for (other, _) in members(documents).filter(|(other, of)| other.as_str() != key && of.1 == name)
    {
        recorded(documents, state, other).into_iter().for_each(|range| layer.take(range));
    }
    let width = experiment.traffic.threshold();
    if let Some(range) = had.and_then(|had| layer.around(had, width)) {
        return Ok(Some(range));
    }
    let free = Percentage::from_threshold(layer.widest_gap());
    let full = LayerFull { layer: name.to_owned(), free, needed: experiment.traffic };
    layer.take_lowest(width).map(Some).ok_or(full)
}

/// The keys of the experiments of a layer that have a start date and no part of it recorded, in
/// order.
pub fn unplaced<'d>(
    documents: &'d Documents,
    state: &'d State,
    layer: &'d str,
) -> impl Iterator<Item = &'d ExperimentKey> {
    members(documents)
        .filter(move |(key, (experiment, of))| {
            let state = state.experiments.get(*key);
            let is_scheduled =
                state.is_none_or(|state| state.status == ExperimentStatus::Scheduled);
            let has_range = state.is_some_and(|state| state.layer_range.is_some());
            *of == layer && is_scheduled && !has_range && takes_range(experiment)
        })
        .map(|(key, _)| key)
}

/// The experiments that have a layer, each with its name.
fn members(
    documents: &Documents,
) -> impl Iterator<Item = (&ExperimentKey, (&Arc<Experiment>, &str))> {
    let layered = |(key, experiment)| {
        let experiment: &Arc<Experiment> = experiment;
        Some((key, (experiment, experiment.layer.as_deref()?)))
    };
    documents.experiments().iter().filter_map(layered)
}

/// The recorded range of an experiment, while it holds it: until it is concluded.
fn recorded(documents: &Documents, state: &State, key: &ExperimentKey) -> Option<Range<u16>> {
    let own = state.experiments.get(key)?;
    let holds = match own.status {
        ExperimentStatus::Running => true,
        ExperimentStatus::Scheduled => {
            documents.experiments().get(key.as_str()).is_some_and(|own| takes_range(own))
        }
        ExperimentStatus::Draft
        | ExperimentStatus::Ended
        | ExperimentStatus::Concluded
        | ExperimentStatus::Archived => false,
    };
    own.layer_range.clone().filter(|_| holds)
}

/// The part of its layer that an experiment has: the recorded one, or that which the order of the
/// documents gives.
pub fn layer_range(documents: &Documents, state: &State, key: &str) -> Option<Range<u16>> {
    ranges(documents, state).remove(key)
}

/// The range of each experiment that has a layer and a place in it.
///
/// Recorded ranges stand. The others follow in the order of the file; one that finds no room has
/// none, and so assigns nobody.
pub(crate) fn ranges(
    documents: &Documents,
    state: &State,
) -> HashMap<ExperimentKey, Range<u16>, FixedState> {
    let mut layers: HashMap<&str, Layer, FixedState> = HashMap::default();
    let mut ranges = HashMap::default();
    for (key, (_, layer)) in members(documents) {
        if let Some(range) = recorded(documents, state, key) {
            layers.entry(layer).or_default().take(range.clone());
            ranges.insert(key.clone(), range);
        }
    }
    for (key, (experiment, layer)) in members(documents) {
        let may = state
            .experiments
            .get(key)
            .is_none_or(|state| state.status == ExperimentStatus::Scheduled);
        if may && !ranges.contains_key(key) && takes_range(experiment) {
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
    use crate::source::Source;
    use crate::state::ExperimentState;

    #[test]
    fn whoever_is_over_makes_room_and_whoever_stays_does_not_move() {
        let file = "experiments:
  a: {layer: page, traffic: 40, variants: {x: 0.5, y: 0.5}}
  b: {layer: page, traffic: 40, variants: {x: 0.5, y: 0.5}, start_date: 2026-01-01T00:00:00Z}
  c: {layer: page, traffic: 40, variants: {x: 0.5, y: 0.5}}
  d: {layer: page, traffic: 20.5, variants: {x: 0.5, y: 0.5}}
";
        let reading = crate::read(&[Source::new("f.yaml", file)]);
        assert_eq!(reading.diagnostics, []);
        let documents = reading.documents;
        let at = |status, range: Range<u16>| ExperimentState {
            status,
            phase: 1,
            shipped: None,
            layer_range: Some(range),
        };
        let key = |key| ExperimentKey::parse(key).unwrap();
        let mut state = State::default();
        let mut put = |name, status, range| {
            state.experiments.insert(key(name), at(status, range));
            state.clone()
        };
        use ExperimentStatus::{Concluded, Running, Scheduled};
        put("a", Running, 0..4_000);
        let full = put("b", Scheduled, 4_000..8_000);
        let refused = find_room(&documents, &full, "c", None).unwrap_err();
        let expected = "the layer \"page\" has 20 % free in one piece, this experiment needs 40 %";
        assert_eq!(refused.to_string(), expected);
        assert_eq!(find_room(&documents, &full, "a", Some(&(0..9))), Ok(Some(0..4_000)));
        let grown = find_room(&documents, &full, "d", Some(&(8_900..9_900)));
        assert!(grown.is_err(), "20 % are free, 20.5 % are not: {grown:?}");
        assert_eq!(unplaced(&documents, &full, "page").count(), 0);
        let over = put("a", Concluded, 0..4_000);
        assert_eq!(find_room(&documents, &over, "c", None), Ok(Some(0..4_000)));
        assert_eq!(find_room(&documents, &over, "d", Some(&(7_950..9_000))), Ok(Some(0..2_050)));
        let around = |had: Range<u16>| find_room(&documents, &State::default(), "d", Some(&had));
        assert_eq!(around(9_000..9_500), Ok(Some(7_950..10_000)));
        assert_eq!(around(100..9_500), Ok(Some(100..2_150)));
        assert_eq!(ranges(&documents, &over).get("b"), Some(&(4_000..8_000)));
        assert_eq!(unplaced(&documents, &State::default(), "page").count(), 1);
    }

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
