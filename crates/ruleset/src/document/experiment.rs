//! Experiments: who takes part, what they get, what is measured.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{About, Rule, Variant};
use crate::key::MetricKey;
use crate::number::Percentage;

/// A controlled experiment. Its status is operational and no part of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Experiment {
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// For people.
    #[serde(flatten)]
    pub about: About,
    /// What is expected, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hypothesis: Option<String>,
    /// Start of the window. With one, the experiment runs by itself; without, it is a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<Timestamp>,
    /// End of the window, excluded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<Timestamp>,
    /// At least two, in declared order.
    pub variants: Vec<Variant>,
    /// What is measured; the first is the goal unless it says otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<MetricUse>,
    /// Planned users, all variants together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample_size: Option<u64>,
    /// One minus alpha.
    pub confidence: f64,
    /// Smallest relative effect that the plan wants to find, such as 0.05 for 5 %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_detectable_effect: Option<f64>,
    /// Whoever matches one of these takes part; absent, everybody does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<Vec<Rule>>,
    /// Share of the audience that takes part.
    #[serde(skip_serializing_if = "is_full")]
    pub traffic: Percentage,
    /// Experiments of one layer never share a user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// The attribute that buckets; absent, the targeting key does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket_by: Option<String>,
    /// What is hashed with the bucketing value; absent, the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// How the verdict is reached.
    pub method: Method,
    /// What everybody gets once it has concluded.
    pub on_conclude: OnConclude,
}

fn is_full(share: &Percentage) -> bool {
    *share == Percentage::FULL
}

/// More users than anybody has: what is planned for more is a slip of the pen.
const SAMPLE_MAX: u64 = 100_000_000_000;

impl Experiment {
    /// Why it could not run by what it says, dates aside: nothing could be compared or decided.
    pub fn unfit(&self) -> Option<&'static str> {
        let weighs = |variant: &Variant| variant.weight.units() > 0;
        let is_control = |variant: &&Variant| variant.is_control || variant.name == "control";
        let control = self.variants.get(Variant::control(&self.variants));
        match control.filter(is_control) {
            _ if self.variants.iter().filter(|variant| weighs(variant)).count() < 2 => {
                Some("Fewer than two variants have a weight: there is nothing to compare.")
            }
            None => Some(
                "No variant is the control: mark one with `is_control: true`, or name it \
                 `control`.",
            ),
            Some(control) if !weighs(control) => Some(
                "The control has the weight 0, so there is nobody to compare with: give it one.",
            ),
            _ if self.metrics.is_empty() => Some(
                "It has no `metrics`: nothing could be decided. Name a goal, such as \
                 `conversion_rate`.",
            ),
            _ if self.traffic.threshold() == 0 => {
                Some("Its `traffic` is 0, so nobody would take part: give it a share.")
            }
            _ if self.sample_size.is_some_and(|size| size > SAMPLE_MAX) => {
                Some("Its `sample_size` is more than all people there are: it would never end.")
            }
            _ => None,
        }
    }
}

/// The statistical procedure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A confidence sequence that may be read at any time, and one fixed test.
    #[default]
    Hybrid,
    /// Lan-DeMets alpha spending.
    GroupSequential,
    /// A confidence sequence alone.
    AlwaysValid,
    /// One test at the planned sample. Not peek-proof.
    Fixed,
    /// Posterior and expected loss. Not peek-proof.
    Bayesian,
}

/// What everybody gets once an experiment has concluded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OnConclude {
    /// The control.
    #[default]
    Control,
    /// The winner.
    Ship,
}

/// A metric and what it is for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MetricUse {
    /// Key of a metric; one without a document is guessed from its name.
    pub metric: MetricKey,
    /// What it is for.
    pub role: MetricRole,
    /// How much worse a guardrail may get, relative, such as 0.02 for 2 %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin: Option<f64>,
}

/// What a metric is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetricRole {
    /// It decides.
    Goal,
    /// It informs.
    Secondary,
    /// It must not get worse.
    Guardrail,
}

impl MetricRole {
    /// The role's name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Goal => "goal",
            Self::Secondary => "secondary",
            Self::Guardrail => "guardrail",
        }
    }
}
