//! Whether an attribute can have a value that passes some comparisons and fails others.
//!
//! The attribute may be missing, a single value, or a list, of which one element that passes is
//! enough. So two comparisons that no single value passes may both hold for a list; a comparison
//! that must not hold must hold for none of its elements.

use std::cmp::Ordering;

use super::comparison::{Comparison, Place, Single};
use super::formula::TARGETING_KEY;
use super::text;
use crate::number::Number;

/// What has to be so of one attribute.
#[derive(Clone, Debug, Default)]
pub(super) struct Demands<'f> {
    /// Whether it has to be there, or must not be.
    pub(super) exists: Option<bool>,
    /// What it has to pass.
    pub(super) positive: Vec<&'f Comparison<'f>>,
    /// What it must not pass.
    pub(super) negative: Vec<&'f Comparison<'f>>,
}

impl Demands<'_> {
    /// Whether there may be such an attribute. `spend` is told how many comparisons that takes; it
    /// says whether there are so many left, and if not, nothing is claimed.
    pub(super) fn may_hold(&self, name: &str, spend: &mut impl FnMut(usize) -> bool) -> bool {
        if self.positive.is_empty() {
            // Missing, or an object, which passes nothing.
            return true;
        }
        if self.exists == Some(false) {
            return false;
        }
        if name == TARGETING_KEY {
            return self.fits_text(&self.positive, Place::Alone, spend);
        }
        let mut own = self.positive.iter();
        self.fits(&self.positive, Place::Alone, spend)
            || own.all(|one| self.fits(&[*one], Place::Element, spend))
    }

    /// Whether some single value may pass all of `positive`.
    pub(super) fn fits(
        &self,
        positive: &[&Comparison<'_>],
        place: Place,
        spend: &mut impl FnMut(usize) -> bool,
    ) -> bool {
        if !spend(positive.len() + self.negative.len()) {
            return true;
        }
        let is_left = |value| self.is_left(Single::Bool(value), positive, place);
        [false, true].into_iter().any(is_left)
            || self.fits_number(positive, place, spend)
            || self.fits_text(positive, place, spend)
    }

    fn is_left(&self, value: Single<'_>, positive: &[&Comparison<'_>], place: Place) -> bool {
        positive.iter().all(|each| each.passes(value, place))
            && !self.negative.iter().any(|each| each.passes(value, place))
    }

    fn fits_number(
        &self,
        positive: &[&Comparison<'_>],
        place: Place,
        spend: &mut impl FnMut(usize) -> bool,
    ) -> bool {
        let is_left = |number: &Number| self.is_left(Single::Number(*number), positive, place);
        let sets = positive.iter().filter_map(|each| each.members(place)).map(|set| &set.numbers);
        // Not to pass `not_in`, a number has to be one of its own, if it has numbers.
        let outside = self.negative.iter().filter_map(|each| match each {
            Comparison::NotIn(set) if !set.numbers.is_empty() => Some(&set.numbers),
            _ => None,
        });
        if let Some(numbers) = sets.chain(outside).min_by_key(|numbers| numbers.len()) {
            let work = numbers.len() * (positive.len() + self.negative.len());
            return !spend(work) || numbers.values().any(is_left);
        }
        let takes_numbers = |each: &&Comparison<'_>| match each {
            Comparison::Above(..) | Comparison::Below(..) => true,
            Comparison::NotIn(set) => !set.numbers.is_empty(),
            _ => false,
        };
        if !positive.iter().all(takes_numbers) {
            return false;
        }
        match self.interval(positive) {
            Interval::Empty => false,
            Interval::One(number) => is_left(&number),
            // Between two numbers there are more than any set leaves out.
            Interval::Many => true,
        }
    }

    fn interval(&self, positive: &[&Comparison<'_>]) -> Interval {
        let mut low: Option<(Number, bool)> = None;
        let mut high: Option<(Number, bool)> = None;
        let tests = positive.iter().map(|each| (each, true));
        for (comparison, passes) in tests.chain(self.negative.iter().map(|each| (each, false))) {
            match comparison {
                Comparison::Above(than, or_equal) if passes => {
                    tighten(&mut low, (*than, *or_equal), Ordering::Greater);
                }
                Comparison::Below(than, or_equal) if passes => {
                    tighten(&mut high, (*than, *or_equal), Ordering::Less);
                }
                Comparison::Above(than, or_equal) => {
                    tighten(&mut high, (*than, !or_equal), Ordering::Less);
                }
                Comparison::Below(than, or_equal) => {
                    tighten(&mut low, (*than, !or_equal), Ordering::Greater);
                }
                _ => {}
            }
        }
        let (Some((low, with_low)), Some((high, with_high))) = (low, high) else {
            return Interval::Many;
        };
        match low.cmp(&high) {
            Ordering::Less => Interval::Many,
            Ordering::Equal if with_low && with_high => Interval::One(low),
            _ => Interval::Empty,
        }
    }

    fn fits_text(
        &self,
        positive: &[&Comparison<'_>],
        place: Place,
        spend: &mut impl FnMut(usize) -> bool,
    ) -> bool {
        let takes_texts = |each: &&Comparison<'_>| match each {
            Comparison::Above(..) | Comparison::Below(..) => false,
            Comparison::In(set) | Comparison::NotIn(set) | Comparison::Contains(set) => {
                !set.texts.is_empty()
            }
            _ => true,
        };
        if !positive.iter().all(takes_texts) {
            return false;
        }
        let sets = positive.iter().filter_map(|each| each.members(place)).map(|set| &set.texts);
        let outside = self.negative.iter().filter_map(|each| match each {
            Comparison::NotIn(set) if !set.texts.is_empty() => Some(&set.texts),
            _ => None,
        });
        if let Some(texts) = sets.chain(outside).min_by_key(|texts| texts.len()) {
            let each = positive.iter().chain(&self.negative);
            let operands: usize = each.map(|each| each.operands()).sum();
            // A pattern is looked for in the whole of a text.
            let work = texts.iter().map(|text| 1 + text.len() / 16).sum::<usize>() * operands;
            let is_left = |text: &&str| self.is_left(Single::Text(text), positive, place);
            return !spend(work) || texts.iter().any(is_left);
        }
        text::may_fit(positive, &self.negative, place, spend)
    }
}

/// The numbers that are left.
enum Interval {
    Empty,
    One(Number),
    Many,
}

/// Moves a bound, which may itself be in, if the other one is tighter: greater for the lower bound.
fn tighten(bound: &mut Option<(Number, bool)>, other: (Number, bool), tighter: Ordering) {
    let takes = match bound {
        None => true,
        Some((own, with_own)) => {
            let order = other.0.cmp(own);
            order == tighter || (order == Ordering::Equal && *with_own && !other.1)
        }
    };
    if takes {
        *bound = Some(other);
    }
}
