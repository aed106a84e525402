//! Flags.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{About, FlagRule, MetricUse};
use crate::key::FlagKey;
use crate::number::{Percentage, Weight};

/// A feature flag.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flag {
    /// The type and what belongs to it.
    #[serde(flatten)]
    pub strategy: Strategy,
    /// Whether it is evaluated at all; else everybody gets the off result.
    pub enabled: bool,
    /// For people.
    #[serde(flatten)]
    pub about: About,
    /// Payload of `on` in place of `true`. Boolean-like types only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when_on: Option<Value>,
    /// Payload of `off` in place of `false`. Boolean-like types only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when_off: Option<Value>,
    /// The attribute that buckets; absent, the targeting key does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket_by: Option<String>,
    /// What is hashed with the bucketing value; absent, the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// Prerequisites: all have to be met.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<Prerequisite>,
    /// Rules, in the order of the file. They are tried by ascending priority.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<FlagRule>,
    /// Metrics by which the flag is measured like an experiment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<MetricUse>,
    /// Which tokens may see it.
    #[serde(skip_serializing_if = "Visibility::is_all")]
    pub visibility: Visibility,
    /// After this day the flag is reported as stale. It changes no evaluation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
    /// Archived flags are off and out of the way.
    #[serde(skip_serializing_if = "is_false")]
    pub archived: bool,
}

impl Flag {
    /// The variants of a variant flag; none for the boolean-like types.
    pub fn variants(&self) -> &[Variant] {
        match &self.strategy {
            Strategy::Variant { variants } => variants,
            _ => &[],
        }
    }
}

pub(super) fn is_false(value: &bool) -> bool {
    !value
}

/// A flag's type with the field that belongs to it alone.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Strategy {
    /// On for everybody.
    Boolean,
    /// On for a share of the users.
    Percentage {
        /// Who is in.
        percentage: Percentage,
    },
    /// One of several variants for everybody.
    Variant {
        /// In declared order; at least one, their weights make a sound sum.
        variants: Vec<Variant>,
    },
    /// On for a share that rises over time.
    Gradual(Schedule),
    /// Off, save for whom a rule says otherwise.
    Targeted,
}

impl Strategy {
    /// The type's name in documents.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Percentage { .. } => "percentage",
            Self::Variant { .. } => "variant",
            Self::Gradual(_) => "gradual",
            Self::Targeted => "targeted",
        }
    }
}

/// How a gradual flag's share rises.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Schedule {
    /// From 0 % at the start to 100 % at the end.
    Linear {
        /// Up to here nobody is in.
        start_date: Timestamp,
        /// From here on everybody is in. After the start.
        end_date: Timestamp,
    },
    /// Along points; straight between them, nobody before the first.
    Curve {
        /// At least one; times strictly rise, percentages never fall.
        curve: Vec<CurvePoint>,
    },
}

/// One point of a gradual flag's curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CurvePoint {
    /// When.
    pub at: Timestamp,
    /// The share from then on, rising to the next point's.
    pub percentage: Percentage,
}

/// One variant of a flag or an experiment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Variant {
    /// Unique within its flag or experiment.
    pub name: String,
    /// Relative to the sum of all weights.
    pub weight: Weight,
    /// The value; absent, the value is the name. All variants have one, or none has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<Value>,
    /// Whether others are compared with it, and who is out gets it. At most one is.
    #[serde(skip_serializing_if = "is_false")]
    pub is_control: bool,
}

impl Variant {
    /// Index of the control among variants: the marked one, or the one named `control`, or the
    /// first.
    pub fn control(variants: &[Self]) -> usize {
        let marked = variants.iter().position(|variant| variant.is_control);
        let named = || variants.iter().position(|variant| variant.name == "control");
        marked.or_else(named).unwrap_or(0)
    }
}

/// Another flag or experiment that has to have a certain result.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Prerequisite {
    /// Key of the flag or experiment.
    pub flag: FlagKey,
    /// The result it has to have.
    pub is: Required,
}

/// The result that a prerequisite has to have.
#[derive(Clone, Debug, PartialEq)]
pub enum Required {
    /// Of a boolean-like flag: on or off.
    On(bool),
    /// Of a variant flag or an experiment: the variant's name.
    Variant(String),
}

impl Serialize for Required {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::On(on) => serializer.serialize_bool(*on),
            Self::Variant(name) => serializer.serialize_str(name),
        }
    }
}

/// Which tokens may see a flag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Every token.
    #[default]
    All,
    /// All but client tokens.
    Server,
}

impl Visibility {
    fn is_all(&self) -> bool {
        *self == Self::All
    }
}
