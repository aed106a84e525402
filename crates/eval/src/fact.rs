//! A value of a context, and what tests compare of it: worked out once, not once per rule.

use hoist_ruleset::Number;
use hoist_ruleset::compiled::{Test, text_hash};
use semver::Version;
use serde_json::Value;

/// A value that a context holds under a name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fact {
    pub(crate) json: Value,
    pub(crate) operand: Operand,
}

/// What tests compare of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operand {
    /// A string: its [`text_hash`], and the version that it spells, if it does.
    Text {
        hash: u64,
        version: Option<Version>,
    },
    Number(Number),
    Bool(bool),
    /// Null, a list or an object.
    Other,
}

impl Fact {
    pub(crate) fn new(json: Value) -> Self {
        let operand = Operand::of(&json);
        Self { json, operand }
    }
}

impl Operand {
    /// Of a value that any test may be made of.
    fn of(json: &Value) -> Self {
        match json {
            Value::String(text) => Self::Text { hash: text_hash(text), version: version(text) },
            _ => Self::without_version(json),
        }
    }

    /// Of a value that no test of versions is made of: reading one may allocate.
    pub(crate) fn without_version(json: &Value) -> Self {
        match json {
            Value::String(text) => Self::Text { hash: text_hash(text), version: None },
            Value::Number(number) => Self::Number(Number::from_json(number)),
            Value::Bool(value) => Self::Bool(*value),
            Value::Null | Value::Array(_) | Value::Object(_) => Self::Other,
        }
    }
}

/// What one test compares of a value within another, which is not worked out beforehand.
pub(crate) fn within(test: &Test, json: &Value) -> Operand {
    match test {
        Test::Semver(_) => Operand::of(json),
        _ => Operand::without_version(json),
    }
}

/// A version begins with a digit; most texts do not, and are not read any further.
fn version(text: &str) -> Option<Version> {
    let may_be = text.as_bytes().first().is_some_and(u8::is_ascii_digit);
    may_be.then(|| Version::parse(text).ok()).flatten()
}

/// A value that an attribute's name led to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Found<'c> {
    /// One that stands in the context itself.
    Fact(&'c Fact),
    /// One within an object.
    Nested(&'c Value),
}

impl<'c> Found<'c> {
    pub(crate) fn json(self) -> &'c Value {
        match self {
            Self::Fact(fact) => &fact.json,
            Self::Nested(json) => json,
        }
    }
}
