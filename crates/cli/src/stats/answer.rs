//! Effects and refusals as JSON.

use hoist_stats::{Effect, Refusal};
use serde::Serialize;

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
}

impl<T> Answered<T> {
    pub(super) fn of<N>(result: Result<N, Refusal>, say: impl FnOnce(N) -> T) -> Self {
        match result {
            Ok(number) => Self::Number(say(number)),
            Err(refusal) => Self::because(&refusal, refusal.to_string()),
        }
    }

    pub(super) fn because(refusal: &Refusal, detail: String) -> Self {
        Self::Refused { refusal: Why { code: refusal.code(), detail } }
    }

    pub(super) const fn is_refused(&self) -> bool {
        matches!(self, Self::Refused { .. })
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
    p_value: f64,
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
            p_value: effect.p_value,
            units: effect.units,
            method: effect.method.name(),
        }
    }
}
