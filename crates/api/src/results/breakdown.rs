//! Results by an attribute of users: where to look next, never a decision.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The results of one phase by the values of an attribute, as it was at each user's first exposure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Breakdown {
    /// The experiment or flag.
    pub key: String,
    /// Which phase.
    pub phase: u32,
    /// The attribute.
    pub attribute: String,
    /// Always true: whoever looks at twenty parts finds something. Nothing here is a verdict.
    pub exploratory: bool,
    /// What was done about that, as a sentence.
    pub about: String,
    /// When this was computed.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub as_of: Timestamp,
    /// Users who were exposed to one variant.
    pub users: u64,
    /// How often intervals like these have the truth in them, after the correction.
    pub confidence: f64,
    /// The values with most users, by their number; then, where there are more, all others.
    pub parts: Vec<BreakdownPart>,
    /// Whether effects differ between the parts at all, for each metric and variant. Look here
    /// before comparing parts.
    pub interactions: Vec<Interaction>,
}

/// Users with one value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BreakdownPart {
    /// The value, as JSON where it is no string; null where the attribute is missing, and for all
    /// other values.
    pub value: Option<String>,
    /// `value`, `missing` or `other`.
    pub kind: String,
    /// How many.
    pub users: u64,
    /// What was measured.
    pub metrics: Vec<BreakdownMetric>,
}

/// A metric among users with one value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BreakdownMetric {
    /// Its name.
    pub metric: String,
    /// Its variants, the control first.
    pub variants: Vec<BreakdownVariant>,
}

/// A variant among users with one value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BreakdownVariant {
    /// Its name.
    pub variant: String,
    /// How many.
    pub users: u64,
    /// The metric's value; null where there are too few users or conversions to tell.
    pub mean: Option<f64>,
    /// The relative change; null for the control, and where `refusal` says why.
    pub estimate: Option<f64>,
    /// The interval of one look, at the level that fits the correction.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
    /// Corrected for the number of effects that are told here (Benjamini and Hochberg).
    pub p_value: Option<f64>,
    /// Whether that is small enough.
    pub significant: bool,
    /// Why there is no effect.
    pub refusal: Option<String>,
    /// The same as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal_detail: Option<String>,
}

/// Whether an effect differs between parts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interaction {
    /// The metric.
    pub metric: String,
    /// The variant.
    pub variant: String,
    /// Cochran's Q; null where fewer than two parts have an effect.
    pub q: Option<f64>,
    /// How likely parts are this different, or more, by chance: corrected for the number of such
    /// tests that are told here (Benjamini and Hochberg).
    pub p_value: Option<f64>,
    /// Whether that is small enough.
    pub significant: bool,
}
