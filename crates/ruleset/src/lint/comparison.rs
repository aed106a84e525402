//! One comparison of an attribute, and whether a single value passes it.
//!
//! It follows evaluation to the letter: nothing is coerced, and `contains` looks for a part in a
//! string and for an element in a list. That both agree is tested in `tests/linting.rs`.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use foldhash::fast::FixedState;
use ipnet::IpNet;
use jiff::Timestamp;
use semver::{Version, VersionReq};

use crate::document::{Operator, Pattern, Scalar};
use crate::number::Number;
use crate::time::parse_timestamp;

/// An operator with its operands, ready to be compared with values and with other operators.
#[derive(Debug)]
pub(super) enum Comparison<'d> {
    In(Operands<'d>),
    NotIn(Operands<'d>),
    Contains(Operands<'d>),
    StartsWith(&'d [String]),
    EndsWith(&'d [String]),
    Matches(&'d [Pattern]),
    /// Above this number, or equal where the flag says so.
    Above(Number, bool),
    /// Below this number, or equal where the flag says so.
    Below(Number, bool),
    Before(Timestamp),
    After(Timestamp),
    Semver(&'d [VersionReq]),
    Cidr(&'d [IpNet]),
}

/// Operands by type.
#[derive(Debug, Default)]
pub(super) struct Operands<'d> {
    pub(super) texts: HashSet<&'d str, FixedState>,
    pub(super) numbers: HashMap<(bool, i128), Number, FixedState>,
    /// Whether `false` and `true` are in.
    pub(super) bools: [bool; 2],
}

/// A value that is no list.
#[derive(Clone, Copy, Debug)]
pub(super) enum Single<'v> {
    Text(&'v str),
    Number(Number),
    Bool(bool),
}

/// Where a single value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is the attribute.
    Alone,
    /// It is an element of a list, which is the attribute.
    Element,
}

impl<'d> Operands<'d> {
    pub(super) fn of_scalars(scalars: &'d [Scalar]) -> Self {
        let mut set = Self::default();
        for scalar in scalars {
            match scalar {
                Scalar::String(text) => _ = set.texts.insert(text),
                Scalar::Number(number) => {
                    let number = Number::from_json(number);
                    set.numbers.insert(number.identity(), number);
                }
                Scalar::Bool(value) => set.bools[usize::from(*value)] = true,
            }
        }
        set
    }

    pub(super) fn of_texts(texts: &'d [String]) -> Self {
        Self { texts: texts.iter().map(String::as_str).collect(), ..Self::default() }
    }

    /// Whether a value is in; `None` where the set holds nothing of its type.
    fn contains(&self, value: Single<'_>) -> Option<bool> {
        match value {
            Single::Text(text) => (!self.texts.is_empty()).then(|| self.texts.contains(text)),
            Single::Number(number) => {
                let found = || self.numbers.contains_key(&number.identity());
                (!self.numbers.is_empty()).then(found)
            }
            Single::Bool(value) => {
                self.bools.contains(&true).then(|| self.bools[usize::from(value)])
            }
        }
    }
}

impl<'d> Comparison<'d> {
    /// Of an operator; `exists` is none, it asks for the attribute and not for its value.
    pub(super) fn of(operator: &'d Operator) -> Option<Self> {
        let one = |value| Operands::of_scalars(std::slice::from_ref(value));
        let number = Number::from_json;
        Some(match operator {
            Operator::Eq(value) => Self::In(one(value)),
            Operator::Ne(value) => Self::NotIn(one(value)),
            Operator::In(values) => Self::In(Operands::of_scalars(values)),
            Operator::NotIn(values) => Self::NotIn(Operands::of_scalars(values)),
            Operator::Contains(values) => Self::Contains(Operands::of_scalars(values)),
            Operator::StartsWith(texts) => Self::StartsWith(texts),
            Operator::EndsWith(texts) => Self::EndsWith(texts),
            Operator::Matches(patterns) => Self::Matches(patterns),
            Operator::Gt(than) => Self::Above(number(than), false),
            Operator::Gte(than) => Self::Above(number(than), true),
            Operator::Lt(than) => Self::Below(number(than), false),
            Operator::Lte(than) => Self::Below(number(than), true),
            Operator::Before(instant) => Self::Before(*instant),
            Operator::After(instant) => Self::After(*instant),
            Operator::Semver(requirements) => Self::Semver(requirements),
            Operator::Cidr(ranges) => Self::Cidr(ranges),
            Operator::Exists(_) => return None,
        })
    }

    /// Whether a value passes.
    pub(super) fn passes(&self, value: Single<'_>, place: Place) -> bool {
        match (self, value) {
            (Self::In(set), _) => set.contains(value) == Some(true),
            (Self::NotIn(set), _) => set.contains(value) == Some(false),
            (Self::Contains(set), _) if place == Place::Element => {
                set.contains(value) == Some(true)
            }
            (Self::Above(than, or_equal), Single::Number(number)) => {
                number > *than || (*or_equal && number == *than)
            }
            (Self::Below(than, or_equal), Single::Number(number)) => {
                number < *than || (*or_equal && number == *than)
            }
            (_, Single::Text(text)) => self.text_passes(text),
            _ => false,
        }
    }

    fn text_passes(&self, text: &str) -> bool {
        match self {
            Self::Contains(set) => set.texts.iter().any(|part| text.contains(part)),
            Self::StartsWith(starts) => starts.iter().any(|start| text.starts_with(start)),
            Self::EndsWith(ends) => ends.iter().any(|end| text.ends_with(end)),
            Self::Matches(patterns) => patterns.iter().any(|each| each.regex().is_match(text)),
            Self::Before(than) => parse_timestamp(text).is_some_and(|instant| instant < *than),
            Self::After(than) => parse_timestamp(text).is_some_and(|instant| instant >= *than),
            Self::Semver(requirements) => Version::parse(text)
                .is_ok_and(|version| requirements.iter().any(|each| each.matches(&version))),
            Self::Cidr(ranges) => text.parse::<IpAddr>().is_ok_and(|address| {
                let address = address.to_canonical();
                ranges.iter().any(|range| range.contains(&address))
            }),
            _ => false,
        }
    }

    /// How many operands a text may have to be compared with; a set is asked once.
    pub(super) fn operands(&self) -> usize {
        match self {
            Self::Contains(set) => set.texts.len(),
            Self::StartsWith(texts) | Self::EndsWith(texts) => texts.len(),
            Self::Matches(patterns) => patterns.len(),
            Self::Semver(requirements) => requirements.len(),
            Self::Cidr(ranges) => ranges.len(),
            _ => 1,
        }
    }

    /// The values, if there are only finitely many of a kind that pass. Only of the kinds that
    /// the set holds: a set without texts is passed by no text.
    pub(super) fn members(&self, place: Place) -> Option<&Operands<'d>> {
        match self {
            Self::In(set) => Some(set),
            Self::Contains(set) if place == Place::Element => Some(set),
            _ => None,
        }
    }
}
