//! What kinds of values comparisons ask for, and attributes of which two places ask for different
//! ones.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::comparison::{Comparison, Operands};
use super::each_clause;
use super::fault::Fault;
use super::finding::{Finding, Steps};
use super::text::Format;
use crate::document::{Clause, Conditions, Documents};
use crate::path::Path;
use crate::read::DocumentKind;

/// Some kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kinds {
    text: bool,
    number: bool,
    bool: bool,
    /// How the text is read, if it is a text alone.
    format: Option<Format>,
}

impl Kinds {
    /// The kinds of values that may pass.
    pub(super) fn of(comparison: &Comparison<'_>) -> Self {
        let nothing = Self { text: false, number: false, bool: false, format: None };
        match comparison {
            Comparison::In(set) | Comparison::NotIn(set) | Comparison::Contains(set) => {
                Self::of_operands(set)
            }
            Comparison::Above(..) | Comparison::Below(..) => Self { number: true, ..nothing },
            text => Self { text: true, format: Format::of(text), ..nothing },
        }
    }

    fn of_operands(set: &Operands<'_>) -> Self {
        let (text, number) = (!set.texts.is_empty(), !set.numbers.is_empty());
        Self { text, number, bool: set.bools.contains(&true), format: None }
    }

    /// Whether a value may be of both.
    pub(super) fn meet(self, other: Self) -> bool {
        let formats = self.format.zip(other.format).is_none_or(|(own, other)| own == other);
        (self.text && other.text && formats)
            || (self.number && other.number)
            || (self.bool && other.bool)
    }

    /// What a value is, in words.
    pub(super) fn name(self) -> &'static str {
        match (self.format, self.text, self.number) {
            (Some(Format::Time), ..) => "a point in time",
            (Some(Format::Version), ..) => "a version",
            (Some(Format::Address), ..) => "an IP address",
            (None, true, _) => "a string",
            (None, false, true) => "a number",
            (None, false, false) => "a boolean",
        }
    }

    fn is_none(self) -> bool {
        !self.text && !self.number && !self.bool
    }
}

/// Attributes that are one kind of value in one place and another in another place. Each is told
/// once, at the first place that differs from the first of all.
pub(super) fn of_attributes(documents: &Documents) -> Vec<Finding> {
    let mut first: HashMap<&str, (Kinds, String), FixedState> = HashMap::default();
    let mut told: HashMap<&str, Finding, FixedState> = HashMap::default();
    each_condition(documents, &mut |kind, key, conditions, steps| {
        each_clause(conditions, steps, &mut |clause, steps| {
            let Some((name, kinds)) = of_clause(clause).filter(|(_, kinds)| !kinds.is_none())
            else {
                return;
            };
            let path = || steps.below(Path::default().key(kind.section()).key(key)).to_string();
            let (known, place) = first.entry(name).or_insert_with(|| (kinds, path()));
            if !known.meet(kinds) {
                let (attribute, place) = (name.to_owned(), place.clone());
                let (here, there) = (kinds.name(), known.name());
                let fault = Fault::AttributeTypes { attribute, here, there, place };
                let steps = steps.clone();
                told.entry(name).or_insert(Finding { kind, key: key.to_owned(), fault, steps });
            }
        });
    });
    let mut findings: Vec<_> = told.into_iter().collect();
    findings.sort_by_key(|(name, _)| *name);
    findings.into_iter().map(|(_, finding)| finding).collect()
}

/// The kinds that a clause asks for: that of its first comparison, since where others differ, the
/// document is told so by itself.
fn of_clause(clause: &Clause) -> Option<(&str, Kinds)> {
    match clause {
        Clause::OneOf(name, values) => {
            Some((name, Kinds::of_operands(&Operands::of_scalars(values))))
        }
        Clause::Tests(name, operators) => {
            let first = operators.iter().find_map(Comparison::of)?;
            Some((name, Kinds::of(&first)))
        }
        _ => None,
    }
}

/// Calls back with the conditions of every rule of all documents.
pub(super) fn each_condition<'d>(
    documents: &'d Documents,
    found: &mut impl FnMut(DocumentKind, &'d str, &'d Conditions, &Steps),
) {
    let mut each = |kind, key, field, index, conditions| {
        found(kind, key, conditions, &Steps::default().key(field).index(index));
    };
    for (key, flag) in documents.flags.iter() {
        for (index, rule) in flag.rules.iter().enumerate() {
            each(DocumentKind::Flag, key.as_str(), "rules", index, &rule.rule.conditions);
        }
    }
    for (key, segment) in documents.segments.iter() {
        for (index, rule) in segment.rules.iter().enumerate() {
            each(DocumentKind::Segment, key.as_str(), "rules", index, &rule.conditions);
        }
    }
    for (key, experiment) in documents.experiments.iter() {
        for (index, rule) in experiment.audience.iter().flatten().enumerate() {
            each(DocumentKind::Experiment, key.as_str(), "audience", index, &rule.conditions);
        }
    }
}
