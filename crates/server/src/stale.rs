//! Which flags may go, and why: pure, from a definition and what is known of its use.

use hoist_api::{StaleReason, Staleness};
use hoist_ruleset::document::{CurvePoint, Flag, Schedule, Strategy};
use hoist_ruleset::{Percentage, Weight};
use hoist_store::Usage;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// What is known of a flag beside its definition.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) created: Timestamp,
    /// When its definition last changed.
    pub(crate) updated: Timestamp,
    pub(crate) killed: Option<Timestamp>,
    /// Whether other documents refer to it: then it is evaluated with them, which nobody counts.
    pub(crate) is_referred_to: bool,
    /// With the results of the days that are asked about.
    pub(crate) usage: Usage,
}

/// Why a flag may go, where nothing has to have happened for so many days. Archived ones have gone.
pub(crate) fn staleness(flag: &Flag, facts: &Facts, days: u32, now: Timestamp) -> Vec<Staleness> {
    if flag.archived {
        return Vec::new();
    }
    let first = before(now, days);
    let found = [expired(flag, now), unused(facts, first, now), one_value(flag, facts, first, now)];
    found.into_iter().flatten().collect()
}

/// So many days before a time, or the beginning of time.
pub(crate) fn before(now: Timestamp, days: u32) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MIN)
}

fn expired(flag: &Flag, now: Timestamp) -> Option<Staleness> {
    let last = flag.expires?;
    let since = last.tomorrow().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp();
    let detail = format!("It was to be gone after {last}.");
    (since <= now).then_some(Staleness { why: StaleReason::Expired, since, detail })
}

/// What was never evaluated is unused since it was made: there is nothing before the environment,
/// and evaluations are counted as long as that is there.
fn unused(facts: &Facts, first: Timestamp, now: Timestamp) -> Option<Staleness> {
    if facts.is_referred_to {
        return None;
    }
    let since = facts.usage.last.unwrap_or(facts.created).max(facts.created);
    let what = match facts.usage.last {
        Some(last) if last >= facts.created => "",
        _ => "it was made on ",
    };
    let detail = format!("Nobody has evaluated it since {what}{}.", ago(since, now));
    (since <= first).then_some(Staleness { why: StaleReason::Unused, since, detail })
}

fn one_value(flag: &Flag, facts: &Facts, first: Timestamp, now: Timestamp) -> Option<Staleness> {
    let [result] = facts.usage.results.as_slice() else { return None };
    let since = constant_since(flag, facts, now).filter(|since| *since <= first)?;
    let when = ago(since, now);
    let detail = match (facts.killed, flag.enabled) {
        (Some(_), _) => format!("It is killed since {when}: everybody gets `{result}`."),
        (None, false) => format!("It is not enabled since {when}: everybody gets `{result}`."),
        (None, true) => format!("Everybody gets `{result}` since {when}, whoever they are."),
    };
    Some(Staleness { why: StaleReason::OneValue, since, detail })
}

/// Since when a definition makes one result for everybody, if it does.
fn constant_since(flag: &Flag, facts: &Facts, now: Timestamp) -> Option<Timestamp> {
    if let Some(killed) = facts.killed {
        return Some(killed);
    }
    if !flag.enabled {
        return Some(facts.updated);
    }
    if !flag.requires.is_empty() || flag.rules.iter().any(|rule| rule.rule.enabled) {
        return None;
    }
    let is_whole = |share: Percentage| share == Percentage::ZERO || share == Percentage::FULL;
    let since = match &flag.strategy {
        Strategy::Boolean | Strategy::Targeted => facts.created,
        Strategy::Percentage { percentage } if is_whole(*percentage) => facts.created,
        Strategy::Percentage { .. } => return None,
        Strategy::Variant { variants } => {
            let weights = variants.iter().filter(|variant| variant.weight != Weight::ZERO);
            (weights.count() == 1).then_some(facts.created)?
        }
        Strategy::Gradual(schedule) => full_since(schedule).filter(|full| *full <= now)?,
    };
    Some(since.max(facts.updated))
}

/// From when on everybody is in.
fn full_since(schedule: &Schedule) -> Option<Timestamp> {
    match schedule {
        Schedule::Linear { end_date, .. } => Some(*end_date),
        Schedule::Curve { curve } => {
            let is_full = |point: &&CurvePoint| point.percentage == Percentage::FULL;
            curve.iter().find(is_full).map(|point| point.at)
        }
    }
}

/// `2026-03-01 (41 days)`.
fn ago(since: Timestamp, now: Timestamp) -> String {
    let days = now.duration_since(since).as_hours() / 24;
    format!("{} ({days} days)", since.strftime("%Y-%m-%d"))
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::{DocumentKind, Source, read};

    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// The details of why a flag may go on the 1st of May, made on the 1st of January, with 30 days.
    fn check(definition: &str, change: impl FnOnce(&mut Facts), expected: &[&str]) {
        let reading = read(&[Source::document(DocumentKind::Flag, "a", definition)]);
        let flag = reading.documents.flags().get("a").unwrap();
        let mut facts = Facts {
            created: time("2026-01-01T00:00:00Z"),
            updated: time("2026-02-01T00:00:00Z"),
            killed: None,
            is_referred_to: false,
            usage: Usage {
                last: Some(time("2026-04-30T00:00:00Z")),
                results: vec!["enabled".to_owned()],
            },
        };
        change(&mut facts);
        let found = staleness(flag, &facts, 30, time("2026-05-01T00:00:00Z"));
        let details: Vec<&str> = found.iter().map(|each| each.detail.as_str()).collect();
        assert_eq!(details, expected, "{definition}");
    }

    /// One that is in use: half of the users are in.
    const HALF: &str = r#"{"type": "percentage", "percentage": 50, "enabled": true}"#;
    const ON: &str = r#"{"type": "boolean", "enabled": true}"#;

    #[test]
    fn what_expired() {
        let of = |day: &str| HALF.replace("true", &format!("true, \"expires\": \"{day}\""));
        let expired = ["It was to be gone after 2026-04-30."];
        check(&of("2026-04-30"), |_| {}, &expired);
        check(&of("2026-05-01"), |_| {}, &[]);
        check(&of("2026-04-30").replace("true,", "true, \"archived\": true,"), |_| {}, &[]);
    }

    #[test]
    fn what_is_unused() {
        let last =
            |text: &'static str| move |facts: &mut Facts| facts.usage.last = Some(time(text));
        let unused = ["Nobody has evaluated it since 2026-04-01 (30 days)."];
        check(HALF, last("2026-04-01T00:00:00Z"), &unused);
        check(HALF, last("2026-04-01T00:00:01Z"), &[]);
        let never = ["Nobody has evaluated it since it was made on 2026-01-01 (120 days)."];
        check(HALF, |facts| facts.usage = Usage::default(), &never);
        // What had the key before was another flag.
        check(HALF, last("2025-06-01T00:00:00Z"), &never);
        let required = |facts: &mut Facts| {
            (facts.is_referred_to, facts.usage.last) = (true, None);
        };
        check(HALF, required, &[]);
        let young = |facts: &mut Facts| {
            (facts.created, facts.usage.last) = (time("2026-04-20T00:00:00Z"), None);
        };
        check(HALF, young, &[]);
    }

    #[test]
    fn what_gives_one_value() {
        let always = |what| {
            [format!("Everybody gets `{what}` since 2026-02-01 (89 days), whoever they are.")]
        };
        let always = always("enabled");
        let always = [always[0].as_str()];
        let whole = HALF.replace("50", "100");
        check(&whole, |_| {}, &always);
        check(ON, |_| {}, &always);
        check(HALF, |_| {}, &[]);
        // What was seen is what counts too: somebody had another result, or nobody any.
        let two = |facts: &mut Facts| facts.usage.results.push("disabled".to_owned());
        check(&whole, two, &[]);
        check(&whole, |facts| facts.usage.results.clear(), &[]);
        check(&whole, |facts| facts.updated = time("2026-04-02T00:00:00Z"), &[]);
        let rule = r#", "rules": [{"type": "user", "conditions": {"user_ids": ["u"]}, "value": true, "enabled": E}]}"#;
        let with = |enabled: &str| ON.replace('}', &rule.replace('E', enabled));
        check(&with("true"), |_| {}, &[]);
        check(&with("false"), |_| {}, &always);
        let gradual = |end: &str| {
            format!(
                r#"{{"type": "gradual", "enabled": true, "start_date": "2026-01-01T00:00:00Z", "end_date": "{end}"}}"#
            )
        };
        let full = ["Everybody gets `enabled` since 2026-03-01 (61 days), whoever they are."];
        check(&gradual("2026-03-01T00:00:00Z"), |_| {}, &full);
        check(&gradual("2026-04-15T00:00:00Z"), |_| {}, &[]);
        check(&gradual("2026-06-01T00:00:00Z"), |_| {}, &[]);
        let variants = |other| {
            format!(
                r#"{{"type": "variant", "enabled": true, "variants": {{"a": 1, "b": {other}}}}}"#
            )
        };
        check(&variants("0"), |_| {}, &always);
        let off = ["It is not enabled since 2026-02-01 (89 days): everybody gets `enabled`."];
        check(&HALF.replace("true", "false"), |_| {}, &off);
        let killed = ["It is killed since 2026-03-01 (61 days): everybody gets `enabled`."];
        check(HALF, |facts| facts.killed = Some(time("2026-03-01T00:00:00Z")), &killed);
        check(ON, |facts| facts.killed = Some(time("2026-04-20T00:00:00Z")), &[]);
    }
}
