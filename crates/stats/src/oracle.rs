//! What mpmath, SciPy, statsmodels and R say: `crates/stats/vectors.json`, made by
//! `scripts/stats_vectors`.

use serde_json::Value;

use crate::{Alpha, Basis, Effect, Interval, Method, Refusal};

mod contrasts;
mod designs;
mod looks;
mod readings;
mod sequential;
mod special;

/// Relative, unless a vector says otherwise and why.
const TOLERANCE: f64 = 1e-9;

/// The same for special functions.
const SPECIAL_TOLERANCE: f64 = 1e-10;

/// What we say to a vector: names and numbers, or why not.
type Said = Result<Vec<(String, f64)>, Refusal>;

/// The inputs of a vector.
struct Given<'v>(&'v Value);

impl Given<'_> {
    fn number(&self, name: &str) -> f64 {
        self.0[name].as_f64().unwrap_or_else(|| panic!("{name} in {}", self.0))
    }

    fn numbers(&self, name: &str) -> Vec<f64> {
        numbers(&self.0[name])
    }

    fn counts(&self, name: &str) -> Vec<u64> {
        self.0[name].as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).collect()
    }

    fn rows<const K: usize>(&self, name: &str) -> Vec<[f64; K]> {
        rows(&self.0[name])
    }

    fn alpha(&self) -> Alpha {
        Alpha::new(self.number("alpha")).unwrap()
    }
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn rows<const K: usize>(list: &Value) -> Vec<[f64; K]> {
    list.as_array().unwrap().iter().map(|row| numbers(row).try_into().unwrap()).collect()
}

fn named(pairs: &[(&str, f64)]) -> Said {
    Ok(pairs.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect())
}

fn indexed(numbers: &[f64]) -> Said {
    Ok(numbers.iter().enumerate().map(|(index, number)| (index.to_string(), *number)).collect())
}

fn of_effect(effect: &Effect) -> Said {
    named(&[
        ("estimate", effect.estimate),
        ("standard_error", effect.standard_error),
        ("df", effect.degrees_of_freedom),
        ("lower", effect.interval.lower),
        ("upper", effect.interval.upper),
        ("p", effect.p_value),
        ("ln_p", effect.ln_p_value),
    ])
}

/// An effect as some comparison might have given it, by the normal distribution.
pub(crate) fn effect(estimate: f64, standard_error: f64, units: u64) -> Effect {
    Effect {
        estimate,
        standard_error,
        degrees_of_freedom: f64::INFINITY,
        interval: Interval { lower: estimate, upper: estimate },
        p_value: 1.0,
        ln_p_value: 0.0,
        units,
        smaller_units: units / 2,
        method: Method::Welch,
        basis: Basis::Error,
    }
}

fn said(kind: &str, given: &Given<'_>) -> Option<Said> {
    special::said(kind, given)
        .or_else(|| contrasts::said(kind, given))
        .or_else(|| readings::said(kind, given))
        .or_else(|| sequential::said(kind, given))
        .or_else(|| designs::said(kind, given))
}

/// What is wrong with what we say to one number of a vector.
fn complaint(said: &Said, name: &str, expected: &Value, within: [f64; 2]) -> Option<String> {
    let [tolerance, slack] = within;
    let said = match (said, expected.as_str()) {
        (Err(refusal), Some(code)) if refusal.code() == code => return None,
        (Ok(said), None) => said,
        _ => return Some(format!("{said:?}")),
    };
    let got = said.iter().find(|(said, _)| said == name).unwrap().1;
    let expected = expected.as_f64().unwrap();
    // What is zero has no relative error, nor has what comes out by cancellation: a vector says so.
    let scale = if expected == 0.0 { 1e-12 / tolerance } else { expected.abs().max(1e-300) };
    let scale = if name == "p" && expected == 0.0 { 1e-300 } else { scale };
    let off = (got - expected).abs();
    let close = off <= (tolerance * scale).max(slack);
    (!close).then(|| format!("{name}: {got:e}, off by {:.1e}", off / scale))
}

#[test]
fn vectors() {
    let text = include_str!("../vectors.json");
    let document: Value = serde_json::from_str(text).unwrap();
    let vectors = document["vectors"].as_array().unwrap();
    let mut wrong = Vec::new();
    for vector in vectors {
        let kind = vector["kind"].as_str().unwrap();
        let given = Given(&vector["given"]);
        let is_special = special::said(kind, &given).is_some();
        let otherwise = if is_special { SPECIAL_TOLERANCE } else { TOLERANCE };
        let tolerance = vector["tolerance"].as_f64().unwrap_or(otherwise);
        // Absolute, where what is expected is the small rest of a difference.
        let slack = vector["slack"].as_f64().unwrap_or(0.0);
        let said = said(kind, &given).unwrap_or_else(|| panic!("{kind}?"));
        let expected = vector["expected"].as_object().unwrap();
        let complaints: Vec<_> = expected
            .iter()
            .filter_map(|(name, expected)| complaint(&said, name, expected, [tolerance, slack]))
            .collect();
        if !complaints.is_empty() {
            let start: String = vector.to_string().chars().take(300).collect();
            wrong.push(format!("{start}\n  {}", complaints.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), vectors.len(), wrong.join("\n"));
    assert!(vectors.len() >= 200, "only {}", vectors.len());
}
