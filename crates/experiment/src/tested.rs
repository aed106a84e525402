//! Tests that are computed once: what is logged of them, and read ever after.

use hoist_stats::Ratio;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One test of one metric and variant, as it was computed when it was due. It is an entry's body
/// in the change log; nothing ever computes it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tested {
    /// Key of the metric.
    pub metric: String,
    /// Name of the variant.
    pub variant: String,
    /// When it was computed.
    pub at: Timestamp,
    /// Why it was due.
    pub because: Because,
    /// How much of the planned sample it is about; more than 1 if more came.
    pub information: f64,
    /// Users of both variants whose window was closed.
    pub users: u64,
    /// Whether it is about the change relative to the control's value, or the difference.
    pub relative: bool,
    /// Whether it was adjusted by the past.
    pub adjusted: bool,
    /// What was found.
    pub found: Found,
    /// Of a lift over a value that is under 20 of its standard errors, what its interval takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<Over>,
}

/// The value that a lift is over, where it is uncertain: for Fieller's interval at any level.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Over {
    /// The control's value.
    pub base: f64,
    /// Its variance.
    pub base_variance: f64,
    /// How much of it is in the difference: -1, but where that was adjusted by the past.
    pub slope: f64,
    /// The variance of what else is in the difference.
    pub rest: f64,
}

impl Over {
    /// With the lift that was found.
    pub(crate) fn ratio(self, lift: f64) -> Ratio {
        let Self { base, base_variance, slope, rest } = self;
        Ratio { difference: lift * base.abs(), base, base_variance, slope, rest }
    }
}

/// Why a test was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// A look that was planned for a part of the sample.
    Look,
    /// There were as many users as planned.
    PlannedSample,
    /// The end had come.
    EndDate,
}

/// What a test found.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Found {
    /// An effect by Student's t.
    Student {
        /// The estimate.
        estimate: f64,
        /// Its standard error.
        standard_error: f64,
        /// Of Student's t.
        degrees_of_freedom: f64,
    },
    /// Of shares, how many of how many converted: the lift, or the difference where these are few.
    Counts {
        /// Of the control.
        control: [u64; 2],
        /// Of the variant.
        candidate: [u64; 2],
    },
}
