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
        if pattern.len() > limits::REGEX_BYTES_MAX {
            return Err(format!("it has {} bytes", pattern.len()));
        }
        Self::within(pattern, limits::REGEX_PROGRAM_BYTES_MAX)
            .map(Self)
            .map_err(|error| one_line(&error))
    }

    /// Compiles a pattern and tells about how many bytes it takes; the largest possible for one
    /// that does not compile, since finding that out costs as much.
    pub(crate) fn parse_and_measure(pattern: &str) -> (Result<Self, String>, usize) {
        const CLASSES: [usize; 3] = [4 << 10, 64 << 10, 256 << 10];
        let small = |bytes| Some((Self(Self::within(pattern, bytes).ok()?), bytes));
        if pattern.len() <= limits::REGEX_BYTES_MAX
            && let Some((regex, bytes)) = CLASSES.into_iter().find_map(small)
        {
            return (Ok(regex), bytes);
        }
        (Self::parse(pattern), limits::REGEX_PROGRAM_BYTES_MAX)
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
fn one_line(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "it compiles to a program that is too large".to_owned(),
        other => {
            let text = other.to_string();
            let last = text.lines().last().unwrap_or_default();
            last.trim_start_matches("error: ").to_owned()
        }
    }
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
