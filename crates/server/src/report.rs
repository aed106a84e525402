//! Reading reports of telemetry: what of them is counted. Pure.
//!
//! Only keys that are there are counted, with results, reasons and rules that there can be, so what
//! is kept stays bounded whatever is sent. A report comes from rules that may be older than ours,
//! so a result that is not known any more is counted as `other`.

use hoist_api::{Code, Count, Sample, TelemetryReport};
use hoist_eval::result_name;
use hoist_ruleset::Digest;
use hoist_ruleset::compiled::Subject;
use hoist_ruleset::limits::RULES_MAX;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::bulk::Few;
use crate::moment::Moment;
use crate::plan::{Refusal, refusal};

/// Longest id of an instance and name of an SDK, in bytes.
const NAME_BYTES_MAX: usize = 64;
/// Counts of one report.
const COUNTS_MAX: usize = 20_000;
/// Samples of one report.
const SAMPLES_MAX: usize = 1_000;
/// Evaluations of one count; no instance makes more in the time of a report.
const COUNT_MAX: u64 = 1_000_000_000_000;
/// Largest count and sample as they are sent; larger ones are dropped unread.
const COUNT_SENT_BYTES_MAX: usize = 4 << 10;
const SAMPLE_SENT_BYTES_MAX: usize = 32 << 10;
/// Largest sample, in bytes of JSON.
const SAMPLE_BYTES_MAX: usize = 4_096;
/// A sample is of the last minutes, give or take a clock.
const SAMPLE_AGE_MAX: SignedDuration = SignedDuration::from_hours(24);
const SAMPLE_AHEAD_MAX: SignedDuration = SignedDuration::from_mins(5);
/// The result of what is not known.
const OTHER: &str = "other";
const ERRORS: [&str; 7] = [
    "PROVIDER_NOT_READY",
    "FLAG_NOT_FOUND",
    "PARSE_ERROR",
    "TYPE_MISMATCH",
    "TARGETING_KEY_MISSING",
    "INVALID_CONTEXT",
    "GENERAL",
];
const REASONS: [&str; 10] = [
    "STATIC",
    "DEFAULT",
    "TARGETING_MATCH",
    "SPLIT",
    "CACHED",
    "DISABLED",
    "STALE",
    "ERROR",
    "UNKNOWN",
    "OTHER",
];

/// What is counted and kept of a report.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Sound {
    pub(crate) counts: Vec<hoist_store::Count>,
    pub(crate) samples: Vec<hoist_store::Sample>,
    /// How many of both were dropped.
    pub(crate) dropped: u64,
}

/// A report whose lists are not read yet. Its fields are those of [`TelemetryReport`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unread<'a> {
    instance: String,
    batch: u64,
    sdk: String,
    #[serde(default)]
    log: Option<String>,
    #[serde(default)]
    seq_applied: u64,
    #[serde(default)]
    kill_seq_applied: u64,
    #[serde(borrow, default)]
    counts: Few<'a, COUNTS_MAX>,
    #[serde(borrow, default)]
    samples: Few<'a, SAMPLES_MAX>,
    #[serde(default)]
    closing: bool,
}

/// Reads a report: all but its lists, and what of these is counted and kept.
pub(crate) fn read(
    unread: Unread<'_>,
    moment: &Moment,
    now: Timestamp,
) -> Result<(TelemetryReport, Sound), Refusal> {
    let Unread { instance, batch, sdk, log, seq_applied, kill_seq_applied, .. } = unread;
    let Unread { counts, samples, closing, .. } = unread;
    for (field, count, max) in
        [("counts", counts.count, COUNTS_MAX), ("samples", samples.count, SAMPLES_MAX)]
    {
        if count > max {
            let detail = format!("`{field}` are at most {max} a report, not {count}.");
            return Err(refusal(Code::Invalid, detail));
        }
    }
    let report = TelemetryReport {
        instance,
        batch,
        sdk,
        log,
        seq_applied,
        kill_seq_applied,
        counts: Vec::new(),
        samples: Vec::new(),
        closing,
    };
    check(&report)?;
    let counts = counts.read("counts", COUNT_SENT_BYTES_MAX);
    let samples = samples.read("samples", SAMPLE_SENT_BYTES_MAX);
    Ok((report, sound(moment, counts, samples, now)?))
}

/// Refuses a report that cannot come from an SDK.
fn check(report: &TelemetryReport) -> Result<(), Refusal> {
    let invalid = |detail: String| Err(refusal(Code::Invalid, detail));
    let is_name = |name: &str| {
        let is_plain = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
        !name.is_empty() && name.len() <= NAME_BYTES_MAX && name.bytes().all(is_plain)
    };
    for (field, name) in [("instance", &report.instance), ("sdk", &report.sdk)] {
        if !is_name(name) {
            let what = format!("has 1 to {NAME_BYTES_MAX} bytes of plain ASCII");
            return invalid(format!("`{field}` {what}."));
        }
    }
    if report.batch == 0 {
        return invalid("`batch` counts from 1.".to_owned());
    }
    Ok(())
}

/// What of a report is counted and kept. Where nothing is given, it was too large.
fn sound(
    moment: &Moment,
    counts: impl IntoIterator<Item = Result<Option<Count>, Refusal>>,
    samples: impl IntoIterator<Item = Result<Option<Sample>, Refusal>>,
    now: Timestamp,
) -> Result<Sound, Refusal> {
    let mut sound = Sound::default();
    for each in counts {
        match each?.and_then(|each| Some((moment.ruleset.get(&each.flag)?, each))) {
            Some((subject, each)) => sound.counts.extend(count(subject, each)),
            None => sound.dropped += 1,
        }
    }
    for each in samples {
        let each = each?;
        if each.as_ref().is_some_and(|each| !each.context.is_object()) {
            let detail = "The `context` of a sample is an object.";
            return Err(refusal(Code::Invalid, detail));
        }
        let known = each.filter(|each| moment.ruleset.get(&each.flag).is_some());
        match known.and_then(|each| sample(each, now)) {
            Some(kept) => sound.samples.push(kept),
            None => sound.dropped += 1,
        }
    }
    Ok(sound)
}

fn count(subject: &Subject, count: Count) -> Option<hoist_store::Count> {
    let Count { flag, result, reason, rule, n, errors } = count;
    let n = n.min(COUNT_MAX);
    let is_error = ERRORS.contains(&&*result);
    let is_result = subject.variants.iter().any(|own| result_name(subject, &own.name) == result);
    // Where there is a value there is no error, whatever is said.
    let errors = match (is_error, is_result) {
        (true, _) => n,
        (false, true) => 0,
        (false, false) => errors.min(n),
    };
    let known = |is_known: bool, name: String, other: &str| {
        if is_known { name } else { other.to_owned() }
    };
    let is_reason = REASONS.contains(&&*reason);
    let rule = rule.and_then(|rule| u16::try_from(rule).ok());
    let count = hoist_store::Count {
        key: flag,
        result: known(is_result || is_error, result, OTHER),
        reason: known(is_reason, reason, "UNKNOWN"),
        rule: rule.filter(|rule| usize::from(*rule) < RULES_MAX),
        n,
        errors,
    };
    (n > 0).then_some(count)
}

fn sample(sample: Sample, now: Timestamp) -> Option<hoist_store::Sample> {
    let Sample { flag, variant, reason, rule, seq, at, context } = sample;
    let age = now.duration_since(at);
    let Value::Object(mut context) = context else {
        return None;
    };
    // Whoever sends the name itself is not to be found by it either.
    let user = context.get("targetingKey").and_then(Value::as_str).map(digest);
    if let Some(user) = &user {
        context.insert("targetingKey".to_owned(), user.to_string().into());
    }
    let body = json!({"variant": variant, "reason": reason, "rule": rule, "seq": seq,
        "context": context});
    let body = body.to_string();
    let is_sound =
        (-SAMPLE_AHEAD_MAX..=SAMPLE_AGE_MAX).contains(&age) && body.len() <= SAMPLE_BYTES_MAX;
    is_sound.then_some(hoist_store::Sample { key: flag, at, user, body })
}

/// The digest of a user, which SDKs send in its place: SHA-256, in hexadecimal.
fn digest(user: &str) -> Digest {
    user.parse().unwrap_or_else(|_| Digest::of(user))
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::log::Head;
    use hoist_ruleset::{Ruleset, Source, State, read};
    use std::sync::Arc;

    use super::*;

    fn moment() -> Moment {
        let file = "features: {search: {type: boolean, enabled: true}, \
            layout: {type: variant, enabled: true, variants: {narrow: 0.5, wide: 0.5}}}";
        let reading = read(&[Source::new("f.yaml", file)]);
        assert!(reading.diagnostics.is_empty());
        let ruleset = Ruleset::compile(&reading.documents, &State::default());
        let (documents, ruleset) = (Arc::new(reading.documents), Arc::new(ruleset));
        Moment { documents, ruleset, ..Moment::genesis(Head::genesis("log-1")) }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn counts_have_what_there_can_be() {
        let count = |flag: &str, result: &str, reason: &str, rule, n, errors| Count {
            flag: flag.to_owned(),
            result: result.to_owned(),
            reason: reason.to_owned(),
            rule,
            n,
            errors,
        };
        for (sent, expected) in [
            (count("search", "enabled", "STATIC", None, 2, 9), Some(("enabled", "STATIC", None))),
            (count("search", "on", "STATIC", None, 2, 0), Some(("other", "STATIC", None))),
            (count("layout", "wide", "SPLIT", Some(3), 2, 0), Some(("wide", "SPLIT", Some(3)))),
            (count("layout", "wide", "Magic", Some(100), 2, 0), Some(("wide", "UNKNOWN", None))),
            (
                count("layout", "TYPE_MISMATCH", "ERROR", None, 2, 0),
                Some(("TYPE_MISMATCH", "ERROR", None)),
            ),
            (count("layout", "wide", "SPLIT", None, 0, 0), None),
            (count("nothing", "wide", "SPLIT", None, 2, 0), None),
        ] {
            let sound = sound(&moment(), [Ok(Some(sent.clone()))], [], at(0)).unwrap();
            let found = sound.counts.first();
            let found = found.map(|count| (&*count.result, &*count.reason, count.rule));
            assert_eq!(found, expected, "{sent:?}");
            let errors = if sent.reason == "ERROR" { 2 } else { 0 };
            assert!(sound.counts.iter().all(|count| (count.n, count.errors) == (2, errors)));
            assert_eq!(sound.dropped, u64::from(sent.flag == "nothing"));
        }
    }

    #[test]
    fn samples_name_nobody() {
        let sample = |context: Value, second| Sample {
            flag: "search".to_owned(),
            variant: Some("on".to_owned()),
            reason: "STATIC".to_owned(),
            rule: None,
            seq: 4,
            at: at(second),
            context,
        };
        let digest = Digest::of("ana");
        let long = "x".repeat(SAMPLE_BYTES_MAX);
        for (sent, is_kept) in [
            (sample(json!({"targetingKey": "ana", "plan": "free"}), 0), true),
            (sample(json!({"targetingKey": digest.to_string(), "plan": "free"}), 0), true),
            (sample(json!({"targetingKey": "ana", "plan": long}), 0), false),
            (sample(json!({"targetingKey": "ana"}), 301), false),
            (sample(json!({"targetingKey": "ana"}), -86_401), false),
        ] {
            let sound = sound(&moment(), [], [Ok(Some(sent.clone()))], at(0)).unwrap();
            assert_eq!(sound.samples.len(), usize::from(is_kept), "{sent:?}");
            assert_eq!(sound.dropped, u64::from(!is_kept), "{sent:?}");
            for kept in sound.samples {
                assert_eq!(kept.user, Some(digest));
                let body: Value = serde_json::from_str(&kept.body).unwrap();
                let context = json!({"targetingKey": digest.to_string(), "plan": "free"});
                assert_eq!(body["context"], context);
            }
        }
    }
}
