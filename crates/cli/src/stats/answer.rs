//! Effects and refusals as JSON.

use hoist_stats::{Effect, Refusal};
use serde::{Serialize, Serializer};

/// Smaller p-values are told by their logarithm: numbers end soon after.
const P_VALUE_MIN: f64 = 1e-300;

/// A number, or why there is none.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Answered<T> {
    Number(T),
    Refused { refusal: Why },
}

#[derive(Debug, Serialize)]
pub(super) struct Why {
    code: &'static str,
    detail: String,
    /// How many units there are, and how many it takes.
    #[serde(flatten)]
    units: Option<Units>,
}

#[derive(Debug, Serialize)]
struct Units {
    has: u64,
    needs: u64,
}

impl<T> Answered<T> {
    pub(super) fn of<N>(result: Result<N, Refusal>, say: impl FnOnce(N) -> T) -> Self {
        match result {
            Ok(number) => Self::Number(say(number)),
            Err(refusal) => Self::because(&refusal, refusal.to_string()),
        }
    }

    pub(super) fn because(refusal: &Refusal, detail: String) -> Self {
        let units = match *refusal {
            Refusal::InsufficientUnits { has, needs } => Some(Units { has, needs }),
            _ => None,
        };
        Self::Refused { refusal: Why { code: refusal.code(), detail, units } }
    }

    pub(super) const fn is_refused(&self) -> bool {
        matches!(self, Self::Refused { .. })
    }
}

/// A p-value, and its logarithm where it is too small to be told.
#[derive(Debug, Serialize)]
pub(super) struct P {
    p_value: Shown,
    #[serde(skip_serializing_if = "Option::is_none")]
    ln_p_value: Option<f64>,
}

impl P {
    pub(super) fn new(p_value: f64, ln_p_value: f64) -> Self {
        Self { p_value: Shown(p_value), ln_p_value: (p_value < P_VALUE_MIN).then_some(ln_p_value) }
    }

    /// One of which the logarithm is not known.
    pub(super) const fn alone(p_value: f64) -> Self {
        Self { p_value: Shown(p_value), ln_p_value: None }
    }
}

/// What a p-value is told as that is under the smallest number that is told.
pub(super) const TINY: &str = "<1e-300";

/// A number, or [`TINY`].
#[derive(Debug)]
pub(super) struct Shown(pub(super) f64);

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 < P_VALUE_MIN {
            serializer.serialize_str(TINY)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

/// An effect, in the words of the library.
#[derive(Debug, Serialize)]
pub(super) struct Said {
    estimate: f64,
    standard_error: f64,
    /// Of Student's t; null where the normal distribution is used.
    degrees_of_freedom: Option<f64>,
    lower: f64,
    upper: f64,
    #[serde(flatten)]
    p: P,
    /// Of several candidates: corrected for all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    adjusted: Option<Shown>,
    /// At which the interval is, where it is another than alpha.
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<f64>,
    units: u64,
    method: &'static str,
}

impl From<Effect> for Said {
    fn from(effect: Effect) -> Self {
        let df = effect.degrees_of_freedom;
        Self {
            estimate: effect.estimate,
            standard_error: effect.standard_error,
            degrees_of_freedom: df.is_finite().then_some(df),
            lower: effect.interval.lower,
            upper: effect.interval.upper,
            p: P::new(effect.p_value, effect.ln_p_value),
            adjusted: None,
            level: None,
            units: effect.units,
            method: effect.method.name(),
        }
    }
}

impl Said {
    /// One of a family, whose interval is at the level of the family.
    pub(super) fn corrected(effect: Effect, adjusted: f64, level: f64) -> Self {
        Self { adjusted: Some(Shown(adjusted)), level: Some(level), ..Self::from(effect) }
    }
}
