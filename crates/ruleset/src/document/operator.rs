//! Operators: how an attribute is compared.

use std::fmt;

use ipnet::IpNet;
use jiff::Timestamp;
use regex::{Regex, RegexBuilder};
use semver::VersionReq;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::condition::OneOrMany;
use crate::limits;

/// A string, number or boolean to compare with.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Scalar {
    /// Text, compared by its code points.
    String(String),
    /// A number, compared by value.
    Number(serde_json::Number),
    /// A boolean.
    Bool(bool),
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String(text) => write!(f, "{text:?}"),
            Self::Number(number) => number.fmt(f),
            Self::Bool(value) => value.fmt(f),
        }
    }
}

/// One comparison of an attribute. Where it holds several operands, one that fits is enough.
#[derive(Clone, Debug, PartialEq)]
pub enum Operator {
    /// Equal.
    Eq(Scalar),
    /// Of the same type and not equal.
    Ne(Scalar),
    /// Equal to one of these.
    In(Vec<Scalar>),
    /// Of the type of one of these and equal to none.
    NotIn(Vec<Scalar>),
    /// A string that contains one of these, or a list with one of these as an element.
    Contains(Vec<Scalar>),
    /// A string that starts with one of these.
    StartsWith(Vec<String>),
    /// A string that ends with one of these.
    EndsWith(Vec<String>),
    /// A string in which one of these is found.
    Matches(Vec<Pattern>),
    /// Greater than.
    Gt(serde_json::Number),
    /// Greater than or equal to.
    Gte(serde_json::Number),
    /// Less than.
    Lt(serde_json::Number),
    /// Less than or equal to.
    Lte(serde_json::Number),
    /// A point in time before this one.
    Before(Timestamp),
    /// A point in time at or after this one.
    After(Timestamp),
    /// A version that meets one of these requirements.
    Semver(Vec<VersionReq>),
    /// An IP address within one of these ranges.
    Cidr(Vec<IpNet>),
    /// Whether the attribute is there at all, and not null.
    Exists(bool),
}

impl Operator {
    /// The operators' names in documents.
    pub(crate) const NAMES: &[&str] = &[
        "eq",
        "ne",
        "in",
        "not_in",
        "contains",
        "starts_with",
        "ends_with",
        "matches",
        "gt",
        "gte",
        "lt",
        "lte",
        "before",
        "after",
        "semver",
        "cidr",
        "exists",
    ];

    /// The operator's name in documents.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Eq(_) => "eq",
            Self::Ne(_) => "ne",
            Self::In(_) => "in",
            Self::NotIn(_) => "not_in",
            Self::Contains(_) => "contains",
            Self::StartsWith(_) => "starts_with",
            Self::EndsWith(_) => "ends_with",
            Self::Matches(_) => "matches",
            Self::Gt(_) => "gt",
            Self::Gte(_) => "gte",
            Self::Lt(_) => "lt",
            Self::Lte(_) => "lte",
            Self::Before(_) => "before",
            Self::After(_) => "after",
            Self::Semver(_) => "semver",
            Self::Cidr(_) => "cidr",
            Self::Exists(_) => "exists",
        }
    }

    pub(super) fn serialize_into<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        match self {
            Self::Eq(value) => map.serialize_entry("eq", value),
            Self::Ne(value) => map.serialize_entry("ne", value),
            Self::In(values) => map.serialize_entry("in", values),
            Self::NotIn(values) => map.serialize_entry("not_in", values),
            Self::Contains(values) => map.serialize_entry("contains", &OneOrMany(values)),
            Self::StartsWith(values) => map.serialize_entry("starts_with", &OneOrMany(values)),
            Self::EndsWith(values) => map.serialize_entry("ends_with", &OneOrMany(values)),
            Self::Matches(patterns) => map.serialize_entry("matches", &OneOrMany(patterns)),
            Self::Gt(number) => map.serialize_entry("gt", number),
            Self::Gte(number) => map.serialize_entry("gte", number),
            Self::Lt(number) => map.serialize_entry("lt", number),
            Self::Lte(number) => map.serialize_entry("lte", number),
            Self::Before(instant) => map.serialize_entry("before", &instant.to_string()),
            Self::After(instant) => map.serialize_entry("after", &instant.to_string()),
            Self::Semver(requirements) => {
                let texts: Vec<_> = requirements.iter().map(VersionReq::to_string).collect();
                map.serialize_entry("semver", &OneOrMany(&texts))
            }
            Self::Cidr(ranges) => {
                let texts: Vec<_> = ranges.iter().map(IpNet::to_string).collect();
                map.serialize_entry("cidr", &OneOrMany(&texts))
            }
            Self::Exists(expected) => map.serialize_entry("exists", expected),
        }
    }
}

/// A regular expression that takes linear time, whatever the text.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// Compiles a pattern within the limits of length and program size.
    ///
    /// # Errors
    ///
    /// What is wrong with the pattern, in one line.
    pub fn parse(pattern: &str) -> Result<Self, String> {
        Self::parse_and_measure(pattern).0
    }

    /// Compiles a pattern, and tells how many bytes that takes, within a factor of two. Finding out
    /// that one is too large costs as much as the largest; one that is no pattern costs nothing.
    pub(crate) fn parse_and_measure(pattern: &str) -> (Result<Self, String>, usize) {
        if pattern.len() > limits::REGEX_BYTES_MAX {
            return (Err(format!("it has {} bytes", pattern.len())), 0);
        }
        let mut bytes = 4 << 10;
        loop {
            match Self::within(pattern, bytes) {
                Ok(regex) => return (Ok(Self(regex)), bytes),
                Err(regex::Error::CompiledTooBig(_)) if bytes < limits::REGEX_PROGRAM_BYTES_MAX => {
                    bytes *= 2;
                }
                Err(regex::Error::CompiledTooBig(_)) => {
                    return (Err("it compiles to a program that is too large".into()), bytes);
                }
                Err(error) => return (Err(last_line(&error)), 0),
            }
        }
    }

    fn within(pattern: &str, program_bytes: usize) -> Result<Regex, regex::Error> {
        RegexBuilder::new(pattern)
            .size_limit(program_bytes)
            .dfa_size_limit(limits::REGEX_PROGRAM_BYTES_MAX)
            .nest_limit(50)
            .build()
    }

    /// The compiled expression.
    pub fn regex(&self) -> &Regex {
        &self.0
    }
}

/// The last line of a regex error is its reason; those above draw the place.
fn last_line(error: &regex::Error) -> String {
    let text = error.to_string();
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}
