//! What Flagger means by a call. Pure.
//!
//! It says neither which of its hooks calls nor how much traffic the canary has: the phase tells
//! where the run is, and the weight stands in the message of an event, or in metadata that somebody
//! has written into the manifest.

use hoist_api::{Code, FlaggerCall};
use hoist_ruleset::Percentage;

use crate::plan::{Refusal, refusal};
use crate::secret::is_token;

/// Longest name, namespace and checksum: Kubernetes allows no longer ones.
const NAME_BYTES_MAX: usize = 253;
/// Longest part of a message that is kept.
const HALTED_CHARACTERS_MAX: usize = 300;
/// What Flagger says while it waits for pods.
const NOT_READY: &str = "waiting for rollout to finish";
/// How messages begin that say why something could not be judged.
const BROKEN: [&str; 3] = ["Metric query failed", "Prometheus query failed", "Metric template "];

/// Where a run is, by its phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Nothing is on its way.
    Idle,
    /// Traffic moves, or waits to be moved.
    Running,
    Succeeded,
    Failed,
    /// The Canary is deleted.
    Gone,
}

/// What tells runs apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RunId {
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) checksum: String,
}

/// One call, as it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) run: RunId,
    pub(crate) stage: Stage,
    /// The weight of the canary, where it is told.
    pub(crate) weight: Option<Percentage>,
    /// Why Flagger has halted or takes back, where it says so.
    pub(crate) halted: Option<String>,
    /// When, by Flagger's clock: events say so.
    pub(crate) at_ms: Option<i64>,
}

impl Call {
    /// Reads a call, or says what is wrong with it.
    pub(crate) fn read(call: &FlaggerCall) -> Result<Self, Refusal> {
        let FlaggerCall { name, namespace, phase, checksum, metadata } = call;
        for (field, value) in [("name", name), ("namespace", namespace)] {
            check_name(field, value)?;
        }
        if checksum.is_empty() {
            let detail = "The call has no `checksum`, which tells runs apart: Flagger sends it from \
                          1.34 on.";
            return Err(refusal(Code::Invalid, detail));
        }
        check_name("checksum", checksum)?;
        let message = metadata.get("eventMessage").map_or("", String::as_str);
        let canary = format!("{name}.{namespace}");
        let told = weight_of(message, &canary);
        let weight = metadata.get("percentage").map(String::as_str).or(told);
        Ok(Self {
            stage: stage(phase)?,
            weight: weight.map(percentage).transpose()?,
            halted: halted(message, &canary),
            at_ms: metadata.get("timestamp").and_then(|timestamp| timestamp.parse().ok()),
            run: RunId {
                namespace: namespace.clone(),
                name: name.clone(),
                checksum: checksum.clone(),
            },
        })
    }
}

fn check_name(field: &str, value: &str) -> Result<(), Refusal> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if !value.is_empty() && value.len() <= NAME_BYTES_MAX && value.bytes().all(is_plain) {
        return Ok(());
    }
    let detail = format!(
        "`{field}` has from 1 to {NAME_BYTES_MAX} letters, digits, dots, hyphens and underscores."
    );
    Err(refusal(Code::Invalid, detail))
}

fn stage(phase: &str) -> Result<Stage, Refusal> {
    match phase {
        "" | "Initializing" | "Initialized" | "Waiting" => Ok(Stage::Idle),
        "Progressing" | "WaitingPromotion" | "Promoting" | "Finalising" => Ok(Stage::Running),
        "Succeeded" => Ok(Stage::Succeeded),
        "Failed" => Ok(Stage::Failed),
        "Terminating" | "Terminated" => Ok(Stage::Gone),
        other => {
            let shown: String = other.chars().take(64).collect();
            let detail = format!("`phase` is {shown:?}, which is none that Flagger 1.44 knows.");
            Err(refusal(Code::Invalid, detail))
        }
    }
}

/// The weight in a message such as `Advance shop.production canary weight 25`.
fn weight_of<'m>(message: &'m str, canary: &str) -> Option<&'m str> {
    let rest = message.strip_prefix("Advance ")?.strip_prefix(canary)?;
    rest.strip_prefix(" canary weight ")
}

fn percentage(text: &str) -> Result<Percentage, Refusal> {
    let number: Option<f64> = text.trim().parse().ok();
    number.and_then(Percentage::new).ok_or_else(|| {
        let shown: String = text.chars().take(32).collect();
        let detail = format!(
            "The weight {shown:?} is no share: it is a number from 0 to 100, with at most two \
             decimals."
        );
        refusal(Code::Invalid, detail)
    })
}

/// Why a message says that the canary does not go on: `Halt shop.production advancement success
/// rate 90.50% < 99%`. That something is waited for, or that there were too many such messages, is
/// no reason.
fn halted(message: &str, canary: &str) -> Option<String> {
    let of = |verb: &str| {
        let rest = message.strip_prefix(verb)?;
        // Where there is nothing to judge by, it says so without naming the canary.
        Some(rest.strip_prefix(canary).unwrap_or(rest).trim_start())
    };
    let why = of("Halt ").and_then(|rest| rest.strip_prefix("advancement "));
    let why = why.filter(|why| !why.starts_with("waiting for") && !why.contains(NOT_READY));
    let back = of("Rolling back ").filter(|why| !why.starts_with("failed checks threshold"));
    let failed = BROKEN.iter().any(|start| message.starts_with(start)).then_some(message);
    let plain = |character: char| if character.is_control() { ' ' } else { character };
    let why: String = why.or(back).or(failed)?.chars().map(plain).collect();
    let why: String = without_tokens(why.trim()).chars().take(HALTED_CHARACTERS_MAX).collect();
    (!why.is_empty()).then_some(why)
}

/// A message of Flagger's has the URL of a hook that it could not call, and a token may stand there.
fn without_tokens(text: &str) -> String {
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let mut parts = String::with_capacity(text.len());
    for part in text.split_inclusive(|character| !is_part(character)) {
        let word = part.trim_end_matches(|character| !is_part(character));
        let (word, end) = part.split_at(word.len());
        parts.push_str(if is_token(word) { "hoist_***" } else { word });
        parts.push_str(end);
    }
    parts
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(metadata: Value) -> Result<Call, String> {
        let call = json!({"name": "shop", "namespace": "test", "phase": "Progressing",
            "checksum": "a1", "metadata": metadata});
        let call: FlaggerCall = serde_json::from_value(call).unwrap();
        Call::read(&call).map_err(|refusal| refusal.detail)
    }

    #[test]
    fn weights() {
        let whole = |percent: f64| Some(Percentage::new(percent).unwrap());
        for (metadata, expected) in [
            (json!({}), None),
            (json!({"eventMessage": "Advance shop.test canary weight 25"}), whole(25.0)),
            (json!({"eventMessage": "Advance shop.test canary weight 100"}), whole(100.0)),
            (json!({"percentage": "12.5"}), whole(12.5)),
            // The primary's, another canary's, and iterations of an A/B test say nothing of it.
            (json!({"eventMessage": "Advance shop.test primary weight 75"}), None),
            (json!({"eventMessage": "Advance shop.prod canary weight 75"}), None),
            (json!({"eventMessage": "Advance shop.test canary iteration 3/10"}), None),
        ] {
            assert_eq!(read(metadata.clone()).unwrap().weight, expected, "{metadata}");
        }
        for metadata in [
            json!({"percentage": "400"}),
            json!({"percentage": "-1"}),
            json!({"percentage": "NaN"}),
            json!({"percentage": "half"}),
            json!({"percentage": ""}),
            json!({"eventMessage": "Advance shop.test canary weight 400"}),
            json!({"eventMessage": "Advance shop.test canary weight 0.001"}),
        ] {
            let detail = read(metadata.clone()).unwrap_err();
            assert!(detail.contains("from 0 to 100"), "{metadata} {detail}");
        }
    }

    #[test]
    fn reasons() {
        for (message, expected) in [
            (
                "Halt shop.test advancement success rate 90.50% < 99%",
                Some("success rate 90.50% < 99%"),
            ),
            (
                "Halt advancement no values found for custom metric: conversion-rate: no values",
                Some("no values found for custom metric: conversion-rate: no values"),
            ),
            (
                "Metric query failed for conversion-rate: error response: {}",
                Some("Metric query failed for conversion-rate: error response: {}"),
            ),
            ("Halt shop.test advancement waiting for traffic increase approval inc", None),
            ("Halt advancement shop-primary.test waiting for rollout to finish: 1 of 2", None),
            ("Rolling back shop.test failed checks threshold reached 2", None),
            (
                "Rolling back shop.test progress deadline exceeded\n",
                Some("progress deadline exceeded"),
            ),
            ("Rolling back shop.test manual webhook invoked", Some("manual webhook invoked")),
            ("Canary failed! Scaling down shop.test", None),
            ("Advance shop.test canary weight 25", None),
        ] {
            let halted = read(json!({"eventMessage": message})).unwrap().halted;
            assert_eq!(halted.as_deref(), expected, "{message}");
        }
    }

    #[test]
    fn no_reason_has_a_token() {
        let token = format!("hoist_webhook_{}", "a1".repeat(32));
        let message = format!(
            "Halt shop.test advancement external check sync failed Post \"http://hoist:8080/webhook\
             ?token={token}&flag=a\": context deadline exceeded"
        );
        let halted = read(json!({"eventMessage": message})).unwrap().halted.unwrap();
        let expected = "external check sync failed Post \"http://hoist:8080/webhook?token=hoist_***\
                        &flag=a\": context deadline exceeded";
        assert_eq!(halted, expected);
        // Nor has one that it ends in.
        assert_eq!(without_tokens(&token), "hoist_***");
    }

    #[test]
    fn what_is_no_call_of_flagger() {
        let long = "a".repeat(254);
        for (field, value, word) in [
            ("name", "", "`name`"),
            ("name", "shop\n", "`name`"),
            ("namespace", &*long, "`namespace`"),
            ("checksum", "", "1.34"),
            ("checksum", "a b", "`checksum`"),
            ("phase", "Dancing", "Dancing"),
        ] {
            let mut call = json!({"name": "shop", "namespace": "test", "phase": "Progressing",
                "checksum": "a1"});
            call[field] = value.into();
            let call: FlaggerCall = serde_json::from_value(call).unwrap();
            let detail = Call::read(&call).unwrap_err().detail;
            assert!(detail.contains(word), "{field} {detail}");
        }
    }
}
