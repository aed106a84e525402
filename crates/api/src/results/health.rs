//! Whether numbers can be believed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What was checked before anything was compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Health {
    /// Whether users are still to be summed up.
    #[serde(default)]
    pub unsummed: Unsummed,
    /// Whether users were split as planned.
    pub srm: SplitCheck,
    /// Users who saw several variants.
    pub multiple_exposure: MultipleExposure,
    /// Whether there are too few users to say anything.
    pub too_early: TooEarly,
    /// What users did before their exposure, which no variant can have changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covariates: Vec<CovariateBalance>,
    /// Users who have more events than are read of one: what they did afterwards is in no number.
    #[serde(default)]
    pub cut_users: u64,
    /// Users who were shown only variants that have no weight in the phase, by an older definition
    /// or a clock that is off: they are in no number.
    #[serde(default)]
    pub unplanned_users: u64,
    /// Everything that is wrong, in sentences; empty where nothing is.
    pub issues: Vec<String>,
}

/// Users of the experiment with events that are stored and not summed up yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unsummed {
    /// How many. Where very many wait, all of the environment.
    pub users: u64,
    /// Whether they are so few that the numbers tell what they would tell with them. Where not,
    /// nothing is decided, no effect is significant and the split is not judged.
    pub ok: bool,
}

impl Default for Unsummed {
    fn default() -> Self {
        Self { users: 0, ok: true }
    }
}

/// Whether users were split as planned. Where that is not judged, it is `ok`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SplitCheck {
    /// How likely a split is this far off, or more, by chance, for one look; null where it is not
    /// judged.
    pub p_value: Option<f64>,
    /// The same for any number of looks.
    pub sequential_p_value: Option<f64>,
    /// Where it is not `ok`, whether it is off for any number of looks; else only for one look,
    /// which is wrong more often where many are taken.
    #[serde(default)]
    pub at_any_look: bool,
    /// Whether the split is as planned, as far as is known.
    pub ok: bool,
    /// The variant that is furthest off; null where none is.
    pub variant: Option<String>,
    /// How many users it has for each that it should have.
    pub ratio: Option<f64>,
    /// The day of UTC since which the split is off, such as `2026-03-01`.
    pub since: Option<String>,
    /// Why it is not judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// Who is where, and where they should be.
    pub variants: Vec<SplitPart>,
}

/// Whether there are too few users to say anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TooEarly {
    /// Whether there are enough.
    pub ok: bool,
    /// The variant with the fewest.
    pub variant: Option<String>,
    /// How many it has.
    pub users: u64,
    /// How many it needs.
    pub needs: u64,
}

/// Users of one variant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SplitPart {
    /// Its name.
    pub variant: String,
    /// How many there are.
    pub users: u64,
    /// How many there should be, of all that there are; null where the split is not fixed.
    pub expected: Option<f64>,
}

/// Users who saw several variants. They are in no number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MultipleExposure {
    /// How many.
    pub users: u64,
    /// What part of all who were exposed.
    pub share: f64,
    /// Whether that is as few as may be.
    pub ok: bool,
}

/// How far apart the control and a variant were before anybody was exposed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CovariateBalance {
    /// The metric whose past it is.
    pub metric: String,
    /// The variant.
    pub variant: String,
    /// How likely that is, or more, by chance.
    pub p_value: f64,
    /// Whether that can be chance. Where not, numbers are not adjusted by it.
    pub ok: bool,
}
