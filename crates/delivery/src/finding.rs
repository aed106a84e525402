//! What one run of a check found.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::evidence::Counts;

/// One run of a check: what was compared with what, and what came of it. Numbers are finite.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The check's name.
    pub check: String,
    /// The step's name.
    pub step: String,
    /// Which run of the check, from 0 in each step.
    pub run: u64,
    /// When it was judged.
    pub at: Timestamp,
    /// The candidate's value.
    pub value: Option<f64>,
    /// What it was compared with.
    pub baseline: Option<Baseline>,
    /// The bound that decided, or the closest one.
    pub bound: Option<Bound>,
    /// What the candidate's value is about.
    pub samples: Option<u64>,
    /// What the baseline's value is about.
    pub baseline_samples: Option<u64>,
    /// Counts of candidate and baseline since the step began.
    pub counts: Option<(Counts, Counts)>,
    /// How likely evidence as strong as this is, at any time, without a difference.
    pub p_value: Option<f64>,
    /// What came of it.
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub reason: String,
}

/// A baseline's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// The value.
    pub value: f64,
    /// The step that it is from, where it is not of the same moment.
    pub held_over: Option<String>,
}

/// A bound as a number that the value is at most or at least.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// The value is at most this.
    AtMost(f64),
    /// The value is at least this.
    AtLeast(f64),
}

impl Bound {
    /// Whether a value is within it.
    pub fn holds(self, value: f64) -> bool {
        match self {
            Self::AtMost(limit) => value <= limit,
            Self::AtLeast(limit) => value >= limit,
        }
    }

    /// The number.
    pub fn limit(self) -> f64 {
        match self {
            Self::AtMost(limit) | Self::AtLeast(limit) => limit,
        }
    }
}

/// What came of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Within its bounds.
    Pass,
    /// Beyond a bound.
    Fail,
    /// Too few samples to say.
    Inconclusive,
    /// There was nothing to compare.
    NoData,
}
