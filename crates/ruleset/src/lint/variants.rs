//! Variants that nobody gets.

use super::Document;
use super::fault::Fault;
use super::finding::Steps;
use super::rules::Tried;
use crate::document::{Experiment, Flag, RuleValue, Split, Variant};
use crate::number::Weight;

/// Variants of a flag without a range of ranks, which no rule gives and which are not the control.
pub(super) fn of_flag(document: &mut Document<'_, '_>, flag: &Flag, tried: &[Tried<'_>]) {
    let variants = flag.variants();
    let mut given = occupied(variants.iter().map(|variant| variant.weight));
    for each in tried.iter().filter(|each| !each.is_dead) {
        let by_rule: Vec<bool> = match &flag.rules[each.index].value {
            RuleValue::Variant(name) => variants.iter().map(|each| each.name == *name).collect(),
            RuleValue::Split(split) => of_split(split, variants),
            RuleValue::On(_) | RuleValue::Share(_) => continue,
        };
        given.iter_mut().zip(by_rule).for_each(|(given, by_rule)| *given |= by_rule);
    }
    report(document, variants, &given);
}

/// Variants of an experiment without a range of ranks.
pub(super) fn of_experiment(document: &mut Document<'_, '_>, experiment: &Experiment) {
    let given = occupied(experiment.variants.iter().map(|variant| variant.weight));
    report(document, &experiment.variants, &given);
}

fn report(document: &mut Document<'_, '_>, variants: &[Variant], given: &[bool]) {
    let control = Variant::control(variants);
    for (index, variant) in variants.iter().enumerate() {
        if !given[index] && index != control {
            let steps = Steps::default().key("variants").index(index);
            document.report(&steps, Fault::VariantUnreachable { name: variant.name.clone() });
        }
    }
}

/// Which variants a rule's split gives.
pub(super) fn of_split(Split(weights): &Split, variants: &[Variant]) -> Vec<bool> {
    let weight = |variant: &Variant| {
        let own = weights.iter().find(|(name, _)| *name == variant.name);
        own.map_or(Weight::ZERO, |(_, weight)| *weight)
    };
    occupied(variants.iter().map(weight))
}

/// Which weights have at least one of the 10,000 ranks, as DESIGN 5 deals them: the bound of each
/// is the cumulative weight's share, rounded up, and the last one's is 10,000.
pub(super) fn occupied(weights: impl ExactSizeIterator<Item = Weight> + Clone) -> Vec<bool> {
    const RANKS: u64 = 10_000;
    let sum: u64 = weights.clone().map(Weight::units).sum();
    let last = weights.len();
    // Where one has all the weight, nobody's rank is looked at.
    if let Some(certain) = weights.clone().position(|weight| weight.units() == sum) {
        return (0..last).map(|index| index == certain).collect();
    }
    let (mut cumulative, mut before) = (0, 0);
    let mut has_ranks = |(index, weight): (usize, Weight)| {
        cumulative += weight.units();
        let rounded = (cumulative * RANKS).div_ceil(sum.max(1));
        let bound = if index + 1 == last { RANKS } else { rounded };
        let is_occupied = bound > before;
        before = bound;
        is_occupied
    };
    weights.enumerate().map(&mut has_ranks).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_may_be_too_small_for_a_rank() {
        let check = |weights: &[f64], expected: &[bool]| {
            let weights: Vec<_> = weights.iter().map(|each| Weight::new(*each).unwrap()).collect();
            assert_eq!(occupied(weights.into_iter()), expected);
        };
        check(&[0.5, 0.5], &[true, true]);
        check(&[0.0, 1.0], &[false, true]);
        check(&[1.0, 0.0], &[true, false]);
        check(&[0.5, 0.0, 0.5], &[true, false, true]);
        // The first gets a rank by rounding up, the second finds it taken.
        check(&[0.000_001, 0.000_001, 0.999_998], &[true, false, true]);
    }
}
