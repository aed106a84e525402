//! Conditions: a tree of `all`, `any` and `not` over tests of the evaluation context.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Weekday;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::{Operator, Scalar};
use crate::number::Percentage;
use crate::time::{Hours, TimeZoneName};

/// How the entries of conditions are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// `user_ids`: the targeting key.
    User,
    /// `groups`: the attribute `groups` or `group`.
    Group,
    /// `percentage`: a share of the users.
    Percentage,
    /// `after`, `before`, `days`, `hours`, `timezone`: the time of the evaluation.
    Time,
    /// Attributes such as `country`.
    Location,
    /// Any attributes.
    Property,
    /// `segment`: membership.
    Segment,
}

/// A type and its entries, all of which have to hold. None at all hold for everybody.
#[derive(Clone, Debug, PartialEq)]
pub struct Conditions {
    /// How the entries are read; absent where they consist of `all`, `any` and `not` alone.
    pub kind: Option<RuleKind>,
    /// The entries.
    pub clauses: Vec<Clause>,
}

/// One entry of conditions.
#[derive(Clone, Debug, PartialEq)]
pub enum Clause {
    /// Each of these holds.
    All(Vec<Conditions>),
    /// At least one of these holds.
    Any(Vec<Conditions>),
    /// This does not hold.
    Not(Box<Conditions>),
    /// The targeting key is one of these.
    Users(Vec<String>),
    /// The attribute `groups` or `group` is or holds one of these.
    Groups(Vec<String>),
    /// The user is in one of these segments.
    Segments(Vec<String>),
    /// The user is within this share.
    Percentage(Percentage),
    /// The evaluation happens within this window.
    Time(Box<TimeWindow>),
    /// The attribute is, or has an element that is, one of these.
    OneOf(String, Vec<Scalar>),
    /// The attribute passes each of these operators.
    Tests(String, Vec<Operator>),
}

/// When a rule applies. What is absent does not limit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimeWindow {
    /// Not before this instant.
    pub after: Option<Timestamp>,
    /// Only before this instant.
    pub before: Option<Timestamp>,
    /// Days, local to the time zone, on which the window of hours begins.
    pub days: Option<Vec<Weekday>>,
    /// Hours of the local day.
    pub hours: Option<Hours>,
    /// Time zone of days and hours; absent, UTC.
    pub timezone: Option<TimeZoneName>,
}

impl fmt::Display for TimeWindow {
    /// The window in words, for explanations.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.days.as_ref().map(|days| {
            let names: Vec<_> = days.iter().map(|day| crate::time::day_name(*day)).collect();
            if names.is_empty() {
                "on no day".to_owned()
            } else {
                format!("on {}", names.join(", "))
            }
        });
        let parts = [
            self.after.map(|after| format!("from {after}")),
            self.before.map(|before| format!("before {before}")),
            days,
            self.hours.map(|hours| format!("at {hours}")),
            self.timezone.as_ref().map(|zone| format!("in {}", zone.as_str())),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        write!(f, "time {}", parts.join(" "))
    }
}

impl Serialize for Conditions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(kind) = self.kind {
            map.serialize_entry("type", &kind)?;
        }
        map.serialize_entry("conditions", &Clauses(&self.clauses))?;
        map.end()
    }
}

struct Clauses<'a>(&'a [Clause]);

impl Serialize for Clauses<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for clause in self.0 {
            match clause {
                Clause::All(members) => map.serialize_entry("all", members)?,
                Clause::Any(members) => map.serialize_entry("any", members)?,
                Clause::Not(member) => map.serialize_entry("not", member)?,
                Clause::Users(users) => map.serialize_entry("user_ids", users)?,
                Clause::Groups(groups) => map.serialize_entry("groups", groups)?,
                Clause::Segments(names) => map.serialize_entry("segment", &OneOrMany(names))?,
                Clause::Percentage(share) => map.serialize_entry("percentage", share)?,
                Clause::Time(window) => window.serialize_into(&mut map)?,
                Clause::OneOf(name, values) => map.serialize_entry(name, &OneOrMany(values))?,
                Clause::Tests(name, operators) => {
                    map.serialize_entry(name, &OperatorMap(operators))?;
                }
            }
        }
        map.end()
    }
}

/// A single value is written without a list around it.
pub(super) struct OneOrMany<'a, T>(pub(super) &'a [T]);

impl<T: Serialize> Serialize for OneOrMany<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            [one] => one.serialize(serializer),
            many => many.serialize(serializer),
        }
    }
}

struct OperatorMap<'a>(&'a [Operator]);

impl Serialize for OperatorMap<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for operator in self.0 {
            operator.serialize_into(&mut map)?;
        }
        map.end()
    }
}

impl TimeWindow {
    fn serialize_into<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        if let Some(after) = &self.after {
            map.serialize_entry("after", &after.to_string())?;
        }
        if let Some(before) = &self.before {
            map.serialize_entry("before", &before.to_string())?;
        }
        if let Some(days) = &self.days {
            let names: Vec<_> = days.iter().map(|day| crate::time::day_name(*day)).collect();
            map.serialize_entry("days", &OneOrMany(&names))?;
        }
        if let Some(hours) = &self.hours {
            map.serialize_entry("hours", &hours.to_string())?;
        }
        if let Some(timezone) = &self.timezone {
            map.serialize_entry("timezone", timezone.as_str())?;
        }
        Ok(())
    }
}
