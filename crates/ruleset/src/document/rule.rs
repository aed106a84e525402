//! Rules: whom they match and what they then say.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::Conditions;
use crate::number::{Percentage, Weight};

/// Whom a rule matches. Audiences and segments consist of these.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rule {
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Type and conditions: all of them have to hold.
    #[serde(flatten)]
    pub conditions: Conditions,
    /// Rules are tried in ascending priority, equal ones in the order of the file.
    #[serde(skip_serializing_if = "is_zero")]
    pub priority: i64,
    /// A rule that is not enabled matches nobody.
    #[serde(skip_serializing_if = "is_true")]
    pub enabled: bool,
}

fn is_zero(priority: &i64) -> bool {
    *priority == 0
}

fn is_true(enabled: &bool) -> bool {
    *enabled
}

/// A rule of a flag: it decides for whom it matches, also when its share says off.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FlagRule {
    /// Whom it matches.
    #[serde(flatten)]
    pub rule: Rule,
    /// What they get.
    pub value: RuleValue,
    /// Salt of the rule's own share, in place of the flag's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
}

/// What the users that a rule matches get.
#[derive(Clone, Debug, PartialEq)]
pub enum RuleValue {
    /// Boolean-like flags: on or off.
    On(bool),
    /// Boolean-like flags: on for this share of the matching users.
    Share(Percentage),
    /// Variant flags: this variant.
    Variant(String),
    /// Variant flags: a split of its own.
    Split(Split),
}

impl Serialize for RuleValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::On(on) => serializer.serialize_bool(*on),
            Self::Share(share) => share.serialize(serializer),
            Self::Variant(name) => serializer.serialize_str(name),
            Self::Split(split) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("split", split)?;
                map.end()
            }
        }
    }
}

/// Weights by variant name, with a sound sum. Its ranges lie in the order of the flag's variants.
#[derive(Clone, Debug, PartialEq)]
pub struct Split(pub Vec<(String, Weight)>);

impl Serialize for Split {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, weight)| (name, weight)))
    }
}
