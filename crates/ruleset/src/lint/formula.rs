//! Conditions as formulas over facts of a user and a moment.
//!
//! Each fact is independent of the others as far as a formula knows, so more contexts are thought
//! possible than there are. What is proven to hold for none of them holds for no real one.

use jiff::Timestamp;

use super::comparison::{Comparison, Operands};
use super::week::Week;
use crate::document::{Clause, Conditions, Operator, TimeWindow};

/// The name under which conditions find the targeting key.
pub(super) const TARGETING_KEY: &str = "targetingKey";

/// A formula. `All` of nothing holds, `Any` of nothing does not.
#[derive(Debug)]
pub(super) enum Formula<'d> {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    Is(Fact<'d>),
}

/// What may be so of a user at a moment.
#[derive(Debug)]
pub(super) enum Fact<'d> {
    /// The attribute is there.
    Exists(&'d str),
    /// The attribute passes.
    Passes(&'d str, Comparison<'d>),
    /// The user is in the segment.
    Member(&'d str),
    /// The user's share rank is below this. A formula has only one kind of rank: all shares of one
    /// document's conditions hash the same.
    Share(u16),
    /// It is this moment or later.
    Since(Timestamp),
    /// The week of this time zone is at one of these minutes.
    Week(&'d str, Week),
}

impl<'d> Formula<'d> {
    pub(super) const TRUE: Self = Self::All(Vec::new());

    /// Whether conditions hold.
    pub(super) fn of(conditions: &'d Conditions) -> Self {
        Self::All(conditions.clauses.iter().map(Self::of_clause).collect())
    }

    pub(super) fn of_clause(clause: &'d Clause) -> Self {
        match clause {
            Clause::All(members) => Self::All(members.iter().map(Self::of).collect()),
            Clause::Any(members) => Self::Any(members.iter().map(Self::of).collect()),
            Clause::Not(member) => Self::Not(Box::new(Self::of(member))),
            Clause::Users(users) => Self::one_of(TARGETING_KEY, Operands::of_texts(users)),
            Clause::Groups(groups) => Self::Any(vec![
                Self::one_of("groups", Operands::of_texts(groups)),
                Self::one_of("group", Operands::of_texts(groups)),
            ]),
            Clause::Segments(names) => {
                Self::Any(names.iter().map(|name| Self::Is(Fact::Member(name))).collect())
            }
            Clause::Percentage(share) => Self::Is(Fact::Share(share.threshold())),
            Clause::Time(window) => Self::of_window(window),
            Clause::OneOf(name, values) => Self::one_of(name, Operands::of_scalars(values)),
            Clause::Tests(name, operators) => {
                Self::All(operators.iter().map(|each| Self::of_operator(name, each)).collect())
            }
        }
    }

    fn one_of(name: &'d str, set: Operands<'d>) -> Self {
        Self::Is(Fact::Passes(name, Comparison::In(set)))
    }

    pub(super) fn of_operator(name: &'d str, operator: &'d Operator) -> Self {
        let exists = Self::Is(Fact::Exists(name));
        match (operator, Comparison::of(operator)) {
            (_, Some(comparison)) => Self::Is(Fact::Passes(name, comparison)),
            (Operator::Exists(false), None) => Self::Not(Box::new(exists)),
            (_, None) => exists,
        }
    }

    fn of_window(window: &'d TimeWindow) -> Self {
        let mut parts = Vec::new();
        parts.extend(window.after.map(|after| Self::Is(Fact::Since(after))));
        parts.extend(window.before.map(|end| Self::Not(Box::new(Self::Is(Fact::Since(end))))));
        if window.days.is_some() || window.hours.is_some() {
            let zone = window.timezone.as_ref().map_or("UTC", |zone| zone.as_str());
            parts.push(Self::Is(Fact::Week(zone, Week::of(window))));
        }
        Self::All(parts)
    }
}
