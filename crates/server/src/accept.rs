//! Judging events: which are stored, and why others are not. Pure.
//!
//! Each event is judged by itself, against one moment and one time. What it may be is bounded here,
//! so that whatever was stored can be summed up.

mod misfit;

use hoist_api::{Code, Event, Exposure, Observed};
use hoist_ruleset::compiled::{Experiment, Subject, SubjectKind};
use hoist_ruleset::document::Visibility;
use hoist_ruleset::limits::NAME_BYTES_MAX;
use hoist_ruleset::{DocumentKind, MetricKey};
use hoist_store::Happening;
use jiff::{SignedDuration, Timestamp};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::bulk;
use crate::moment::Moment;
use crate::monitor::ARRIVAL;
use crate::plan::to_the_second;
use misfit::misfit;

/// Largest event as it is sent: everything it may have, in the longest way to write it.
const EVENT_BYTES_MAX: usize = 32 << 10;
/// Longest name of a user, in bytes.
pub(crate) const USER_BYTES_MAX: usize = 256;
/// How far a clock may be ahead of the server's.
const AHEAD_MAX: SignedDuration = SignedDuration::from_mins(5);
/// Events that are older are of no use to anybody.
const AGE_MAX: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Greatest value of an event, on either side of zero: sums of them stay exact.
const VALUE_MAX: f64 = 1e8;
/// Attributes of one exposure.
const ATTRIBUTES_MAX: usize = 32;
/// All attributes of one exposure, in bytes of JSON.
const ATTRIBUTES_BYTES_MAX: usize = 4_096;
/// Characters of a text that a refusal shows again.
const SHOWN_MAX: usize = 64;

/// Why an event is not stored.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) code: Code,
    pub(crate) detail: String,
}

fn invalid(detail: impl Into<String>) -> Refused {
    Refused { code: Code::Invalid, detail: detail.into() }
}

/// The event that a JSON text is, as it is stored.
///
/// Who is public sees only what is for all; whatever else there is does not exist for them.
pub(crate) fn judge(
    moment: &Moment,
    is_public: bool,
    now: Timestamp,
    text: &RawValue,
) -> Result<hoist_store::Event, Refused> {
    if text.get().len() > EVENT_BYTES_MAX {
        return Err(invalid(format!("An event has at most {EVENT_BYTES_MAX} bytes.")));
    }
    let read = |what: String| {
        let detail = || format!("The event is not what is expected: {what}.");
        invalid(misfit(text).unwrap_or_else(detail))
    };
    match bulk::read(text).map_err(read)? {
        Event::Exposure(exposure) => {
            let Exposure { id, key, variant, user, at, attributes } = exposure;
            let (id, at) = (uuid(&id)?, moment_of(at, now)?);
            check_user(&user)?;
            let subject = tracked(moment, is_public, &key)?;
            if !has_variant(moment, subject, (&key, &variant), at) {
                let (key, variant) = (shown(&key), shown(&variant));
                let own: Vec<&str> = subject.variants.iter().map(|own| &*own.name).collect();
                let own = own.join("`, `");
                return Err(invalid(format!(
                    "`{key}` has no variant `{variant}` at that time; now it has `{own}`."
                )));
            }
            if let SubjectKind::Experiment(experiment) = &subject.kind {
                check_runs(moment, &key, experiment, at, now)?;
            }
            let attributes = checked(attributes.into_iter().collect())?;
            let what = Happening::Exposure { key, variant, attributes };
            Ok(hoist_store::Event { id, user, at, what })
        }
        Event::Metric(observed) => {
            let Observed { id, event, user, value, at, experiment } = observed;
            let (id, at) = (uuid(&id)?, moment_of(at, now)?);
            check_user(&user)?;
            if MetricKey::parse(&event).is_none() {
                let hint = "a letter, then up to 127 letters, digits, `.`, `_` and `-`";
                return Err(invalid(format!("`event` is {hint}; `{}` is not.", shown(&event))));
            }
            if !(value.is_finite() && value.abs() <= VALUE_MAX) {
                let detail = format!("`value` is from -{VALUE_MAX} to {VALUE_MAX}, not {value:e}.");
                return Err(invalid(detail));
            }
            if let Some(key) = &experiment {
                tracked(moment, is_public, key)?;
            }
            let what = Happening::Observation { event, value, experiment };
            Ok(hoist_store::Event { id, user, at, what })
        }
    }
}

/// Whether users may have been shown a variant at a time. What came before the definition of now
/// arrives late like anything else, so it is judged by what was so then: of experiments the log has
/// the plan of each phase, and of flags whoever sums up knows which variants they had.
fn has_variant(
    moment: &Moment,
    subject: &Subject,
    (key, variant): (&str, &str),
    at: Timestamp,
) -> bool {
    let is_own = || subject.variants.iter().any(|own| *own.name == *variant);
    match subject.kind {
        SubjectKind::Experiment(_) => {
            let life = moment.lives.get(key);
            let phases = life.map_or(&[][..], |life| &life.body.phases);
            let then = phases.iter().rfind(|phase| phase.started <= at);
            match then.filter(|phase| phase.ended.is_some()) {
                Some(over) => {
                    let variants = over.plan["variants"].as_array();
                    variants.into_iter().flatten().any(|own| own["name"] == *variant)
                }
                None => is_own(),
            }
        }
        SubjectKind::Flag(_) => {
            let definition = moment.definition(DocumentKind::Flag, key);
            let is_of_before = definition.is_some_and(|known| at < known.updated);
            is_own() || (is_of_before && (1..=NAME_BYTES_MAX).contains(&variant.len()))
        }
    }
}

/// Refuses the exposure that no phase can ever have: of what has not started, of before it started,
/// and of what was over.
fn check_runs(
    moment: &Moment,
    key: &str,
    experiment: &Experiment,
    at: Timestamp,
    now: Timestamp,
) -> Result<(), Refused> {
    let last = moment.lives.get(key).and_then(|life| life.body.last_phase());
    let has_begun = last.is_some() || experiment.start.is_some_and(|start| start <= now);
    if !has_begun {
        let detail = format!("The experiment `{}` has not started: nobody takes part.", shown(key));
        return Err(invalid(detail));
    }
    // Whoever evaluates learns a little later that it is over.
    let first = moment.lives.get(key).and_then(|life| life.body.phases.first());
    let began = first.map(|phase| phase.started).or(experiment.start);
    if let Some(began) = began.filter(|began| at < *began) {
        return Err(invalid(format!(
            "The experiment `{}` started at {}: before that nobody took part.",
            shown(key),
            to_the_second(began)
        )));
    }
    // Where an end date has come, a freeze may hold off that this is written down.
    let end = [last.and_then(|phase| phase.ended), experiment.end].into_iter().flatten().min();
    match end.filter(|end| at.duration_since(*end) > ARRIVAL) {
        None => Ok(()),
        Some(end) => Err(invalid(format!(
            "The experiment `{}` was over at {}: nobody takes part since.",
            shown(key),
            to_the_second(end)
        ))),
    }
}

fn uuid(text: &str) -> Result<[u8; 16], Refused> {
    // Other spellings of a UUID would be taken for the same event, which is what they are.
    Uuid::try_parse(text)
        .map(Uuid::into_bytes)
        .map_err(|_error| invalid(format!("`id` is a UUID, which `{}` is not.", shown(text))))
}

/// The time of an event, if it is one that can still matter.
fn moment_of(at: Timestamp, now: Timestamp) -> Result<Timestamp, Refused> {
    let ahead = at.duration_since(now);
    if ahead > AHEAD_MAX {
        return Err(invalid("`at` is more than 5 minutes ahead of the server's clock."));
    }
    if ahead < -AGE_MAX {
        return Err(invalid("`at` is more than 30 days ago."));
    }
    Ok(at)
}

pub(crate) fn check_user(user: &str) -> Result<(), Refused> {
    let bytes = user.len();
    if bytes == 0 || bytes > USER_BYTES_MAX {
        return Err(invalid(format!("`user` has 1 to {USER_BYTES_MAX} bytes, not {bytes}.")));
    }
    if user.contains(char::is_control) {
        return Err(invalid("`user` has a control character in it."));
    }
    Ok(())
}

/// The experiment, or the flag with metrics, of a key.
fn tracked<'m>(moment: &'m Moment, is_public: bool, key: &str) -> Result<&'m Subject, Refused> {
    let is_visible = |subject: &&Subject| !is_public || subject.visibility == Visibility::All;
    let subject = moment.ruleset.get(key).filter(is_visible).ok_or_else(|| {
        let detail = format!("There is no flag or experiment `{}`.", shown(key));
        Refused { code: Code::NotFound, detail }
    })?;
    let is_tracked = match &subject.kind {
        SubjectKind::Experiment(_) => true,
        SubjectKind::Flag(_) => {
            moment.documents.flags().get(key).is_some_and(|flag| !flag.metrics.is_empty())
        }
    };
    if !is_tracked {
        let key = shown(key);
        let hint = "Give it `metrics`, or measure it by an experiment.";
        return Err(invalid(format!("The flag `{key}` is not measured. {hint}")));
    }
    Ok(subject)
}

/// Attributes as they are stored, if they are few, small and plain.
fn checked(attributes: Map<String, Value>) -> Result<Option<String>, Refused> {
    let count = attributes.len();
    if count == 0 {
        return Ok(None);
    }
    if count > ATTRIBUTES_MAX {
        let detail = format!("`attributes` are at most {ATTRIBUTES_MAX}, not {count}.");
        return Err(invalid(detail));
    }
    let is_plain = |value: &Value| !value.is_array() && !value.is_object();
    if let Some((name, _)) = attributes.iter().find(|(_, value)| !is_plain(value)) {
        let name = shown(name);
        return Err(invalid(format!("The attribute `{name}` is no string, number or boolean.")));
    }
    let text = Value::Object(attributes).to_string();
    let bytes = text.len();
    if bytes > ATTRIBUTES_BYTES_MAX {
        let detail =
            format!("`attributes` have at most {ATTRIBUTES_BYTES_MAX} bytes, not {bytes}.");
        return Err(invalid(detail));
    }
    Ok(Some(text))
}

/// Those of the attributes of an assignment that an exposure may have; none where it may not have
/// so many.
pub(crate) fn plain(mut attributes: Map<String, Value>) -> Option<String> {
    attributes.retain(|_, value| !value.is_array() && !value.is_object());
    checked(attributes).ok().flatten()
}

/// The beginning of a text.
fn shown(text: &str) -> String {
    text.chars().take(SHOWN_MAX).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use hoist_ruleset::log::Head;
    use hoist_ruleset::{Ruleset, Source, State, read};
    use serde_json::json;
    use serde_json::value::to_raw_value;

    use super::*;

    const FILE: &str = "
features:
  plain: {type: boolean, enabled: true}
  measured: {type: boolean, enabled: true, metrics: [bought]}
  hidden: {type: boolean, enabled: true, metrics: [bought], visibility: server}
metrics: {bought: {event: bought, kind: conversion}}
experiments:
  layout: {variants: {control: 0.5, wide: 0.5}, metrics: [bought], start_date: 2026-01-01T00:00:00Z}
  draft: {variants: {control: 0.5, wide: 0.5}, metrics: [bought]}
  recent: {variants: {control: 0.5, wide: 0.5}, metrics: [bought], start_date: 2026-02-28T00:00:00Z}
  over: {variants: {control: 0.5, wide: 0.5}, metrics: [bought], start_date: 2026-02-01T00:00:00Z, end_date: 2026-02-28T00:00:00Z}
  later: {variants: {control: 0.5, wide: 0.5}, metrics: [bought], start_date: 2026-04-01T00:00:00Z}
";

    fn moment() -> Moment {
        let reading = read(&[Source::new("f.yaml", FILE)]);
        assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
        let ruleset = Ruleset::compile(&reading.documents, &State::default());
        let (documents, ruleset) = (Arc::new(reading.documents), Arc::new(ruleset));
        Moment { documents, ruleset, ..Moment::genesis(Head::genesis("log-1")) }
    }

    /// An event with some fields in place of its own; those that are null are left out.
    fn event(kind: &str, fields: &Value) -> Value {
        let mut event = json!({"type": kind, "id": "67e55044-10b1-426f-9247-bb680e5fe0c8",
            "user": "ana", "at": "2026-03-01T09:00:00.123456Z"});
        let own = match kind {
            "exposure" => json!({"key": "layout", "variant": "wide"}),
            _ => json!({"event": "bought"}),
        };
        for more in [&own, fields] {
            event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        }
        event.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        event
    }

    /// Judges an event; what is expected is a part of the refusal, or nothing.
    fn check(kind: &str, fields: Value, expected: Option<(Code, &str)>) {
        let now = "2026-03-01T09:00:00Z".parse().unwrap();
        let event = event(kind, &fields);
        let text = to_raw_value(&event).unwrap();
        match (judge(&moment(), false, now, &text), expected) {
            (Ok(_), None) => {}
            (Err(refused), Some((code, part))) => {
                assert_eq!(refused.code, code, "{event}");
                assert!(refused.detail.contains(part), "{event}: {}", refused.detail);
            }
            (judged, _) => panic!("{event}: {judged:?}"),
        }
    }

    #[test]
    fn exposures() {
        let invalid = |part| Some((Code::Invalid, part));
        let many = |count: usize| -> Value {
            (0..count).map(|number| (number.to_string(), json!(true))).collect::<Map<_, _>>().into()
        };
        for (fields, expected) in [
            (json!({}), None),
            (json!({"key": "measured", "variant": "on"}), None),
            (json!({"key": "hidden", "variant": "off"}), None),
            (json!({"attributes": {"plan": "free", "age": 4, "new": true}}), None),
            (json!({"attributes": many(32)}), None),
            (json!({"id": "67E5504410B1426F9247BB680E5FE0C8"}), None),
            (json!({"user": "ü".repeat(128)}), None),
            (json!({"at": "2026-03-01T09:05:00Z"}), None),
            (json!({"at": "2026-01-30T09:00:00Z"}), None),
            (json!({"id": "1"}), invalid("`id` is a UUID, which `1` is not")),
            (json!({"id": 1}), invalid("`id` is a text, not 1.")),
            (json!({"id": null}), invalid("missing field `id`")),
            (json!({"type": "click"}), invalid("unknown variant `click`")),
            (json!({"type": null}), invalid("missing field `type`")),
            (json!({"colour": "red"}), invalid("unknown field `colour`")),
            (json!({"key": "nothing"}), Some((Code::NotFound, "no flag or experiment `nothing`"))),
            (json!({"key": "plain", "variant": "on"}), invalid("`plain` is not measured")),
            (json!({"key": "draft"}), invalid("`draft` has not started")),
            (json!({"key": "later"}), invalid("`later` has not started")),
            (
                json!({"key": "recent", "at": "2026-02-27T23:59:59.999Z"}),
                invalid("`recent` started at 2026-02-28T00:00:00Z: before that nobody"),
            ),
            (json!({"key": "recent", "at": "2026-02-28T00:00:00Z"}), None),
            (json!({"key": "over", "at": "2026-02-28T00:01:00Z"}), None),
            (
                json!({"key": "over", "at": "2026-02-28T00:01:00.001Z"}),
                invalid("`over` was over at 2026-02-28T00:00:00Z: nobody takes part since"),
            ),
            (json!({"variant": "tall"}), invalid("`layout` has no variant `tall`")),
            (json!({"key": "measured", "variant": "true"}), invalid("no variant `true`")),
            (json!({"user": ""}), invalid("`user` has 1 to 256 bytes, not 0")),
            (json!({"user": "x".repeat(10_000)}), invalid("not 10000")),
            (json!({"user": "a\u{0}b"}), invalid("control character")),
            (json!({"at": "2026-03-01T09:05:00.001Z"}), invalid("5 minutes ahead")),
            (json!({"at": "2026-01-30T08:59:59Z"}), invalid("30 days ago")),
            (json!({"at": "yesterday"}), invalid("`at` is a time with its offset")),
            (json!({"attributes": many(33)}), invalid("at most 32, not 33")),
            (json!({"attributes": {"a": [1]}}), invalid("attribute `a` is no string")),
            (
                json!({"attributes": {"a": "x".repeat(4_089)}}),
                invalid("at most 4096 bytes, not 4097"),
            ),
            (json!({"attributes": {"a": "x".repeat(4_088)}}), None),
            (json!({"colour": "x".repeat(33_000)}), invalid("at most 32768 bytes")),
        ] {
            check("exposure", fields, expected);
        }
    }

    #[test]
    fn observations() {
        let invalid = |part| Some((Code::Invalid, part));
        for (fields, expected) in [
            (json!({}), None),
            (json!({"value": -1e8, "experiment": "layout"}), None),
            (json!({"experiment": "measured"}), None),
            (json!({"event": "of nobody"}), invalid("`event` is a letter")),
            (json!({"event": "x".repeat(129)}), invalid("`event` is a letter")),
            (json!({"value": 100_000_000.1}), invalid("`value` is from -100000000 to 100000000")),
            (json!({"value": "1"}), invalid("`value` is a number")),
            (json!({"experiment": "nothing"}), Some((Code::NotFound, "`nothing`"))),
            (json!({"experiment": "plain"}), invalid("not measured")),
        ] {
            check("metric", fields, expected);
        }
    }

    #[test]
    fn what_is_stored() {
        let now = "2026-03-01T09:00:00Z".parse().unwrap();
        let text = to_raw_value(&event("metric", &json!({}))).unwrap();
        let stored = judge(&moment(), true, now, &text).unwrap();
        let what =
            Happening::Observation { event: "bought".to_owned(), value: 1.0, experiment: None };
        assert_eq!((stored.what, &*stored.user), (what, "ana"));
        assert_eq!(stored.id[0], 0x67);
        for value in [json!(null), json!(7), json!("exposure"), json!(["exposure"])] {
            judge(&moment(), true, now, &to_raw_value(&value).unwrap()).unwrap_err();
        }
    }

    #[test]
    fn the_public_knows_nothing_of_what_is_hidden() {
        let now = "2026-03-01T09:00:00Z".parse().unwrap();
        let judged = |fields| {
            let text = to_raw_value(&event("exposure", &fields)).unwrap();
            judge(&moment(), true, now, &text).unwrap_err()
        };
        let hidden = judged(json!({"key": "hidden", "variant": "on"}));
        let missing = judged(json!({"key": "absent", "variant": "on"}));
        assert_eq!(hidden.detail.replace("hidden", "absent"), missing.detail);
        assert_eq!(hidden.code, missing.code);
    }
}
