//! Compiled conditions.

use std::sync::Arc;

use ipnet::IpNet;
use jiff::Timestamp;
use regex::Regex;
use semver::VersionReq;

use super::{Attribute, Bucketing, ScalarSet, Slot};
use crate::document::TimeWindow;
use crate::number::Number;

/// A condition, ready to be evaluated.
#[derive(Clone, Debug)]
pub enum Condition {
    /// Each of these holds. None at all hold for everybody.
    All(Box<[Condition]>),
    /// One of these holds. None at all hold for nobody.
    Any(Box<[Condition]>),
    /// This does not hold.
    Not(Box<Condition>),
    /// A test of an attribute.
    Attribute(AttributeTest),
    /// Membership.
    Segment(SegmentTest),
    /// The user's share rank is below a threshold.
    Share(Share),
    /// The evaluation happens within a window.
    Time(Box<TimeWindow>),
}

/// A test of one attribute.
#[derive(Clone, Debug)]
pub struct AttributeTest {
    /// Which one.
    pub attribute: Arc<Attribute>,
    /// How.
    pub test: Test,
    /// The test in words, for explanations: `in "US", "CA"`.
    pub expected: Box<str>,
}

/// How an attribute is compared. On a list, one element that passes is enough.
#[derive(Clone, Debug)]
pub enum Test {
    /// It is one of these.
    In(Arc<ScalarSet>),
    /// It is of a type of one of these and is none of them.
    NotIn(Arc<ScalarSet>),
    /// A string that contains one of the texts, or a list with one of the values.
    Contains {
        /// What a string may contain.
        texts: Box<[Box<str>]>,
        /// What a list may contain.
        values: ScalarSet,
    },
    /// It starts with one of these.
    StartsWith(Box<[Box<str>]>),
    /// It ends with one of these.
    EndsWith(Box<[Box<str>]>),
    /// One of these is found in it.
    Matches(Box<[Regex]>),
    /// It is greater.
    Gt(Number),
    /// It is greater or equal.
    Gte(Number),
    /// It is less.
    Lt(Number),
    /// It is less or equal.
    Lte(Number),
    /// It is an earlier point in time.
    Before(Timestamp),
    /// It is this point in time or a later one.
    After(Timestamp),
    /// It is a version that meets one of these.
    Semver(Box<[VersionReq]>),
    /// It is an address in one of these ranges.
    Cidr(Box<[IpNet]>),
    /// Whether it is there.
    Exists(bool),
}

/// Membership in a segment: the context says so, or the segment's document does.
#[derive(Clone, Debug)]
pub struct SegmentTest {
    /// The segment's name.
    pub name: Box<str>,
    /// The context's own list of segments.
    pub attribute: Arc<Attribute>,
    /// Slot of the segment's document, if there is one.
    pub slot: Option<Slot>,
}

/// A share as a condition.
#[derive(Clone, Debug)]
pub struct Share {
    /// Ranks below it are in, in 1/100 %.
    pub threshold: u16,
    /// What is hashed.
    pub bucketing: Bucketing,
}
