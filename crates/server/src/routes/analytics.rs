//! How often flags and experiments are evaluated, and to what.

mod overview;

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{Analytics, AnalyticsPart, AnalyticsStep, Code};
use hoist_ruleset::{DocumentKind, parse_timestamp};
use hoist_store::{AnalyticsQuery, Count, Part, Step};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::READERS;
use crate::answer::{Answer, json as answer};
use crate::app::App;
use crate::caller::Caller;
use crate::intake::unavailable;
use crate::operation::{Method, Operation, Parameter, json as content};
use crate::plan::{Refusal, no_such, refusal};
use crate::request::{Parameters, Path};

/// Parts that one answer covers: two days of minutes.
const PARTS_MAX: i64 = 2_881;
/// Parts that are told where nobody says from when on.
const PARTS: i64 = 24;

pub(super) fn operations() -> Vec<Operation> {
    let kinds = [(DocumentKind::Flag, "Feature"), (DocumentKind::Experiment, "Experiment")];
    let of_kind = |(kind, name): (DocumentKind, &str)| {
        let path = format!("/api/{}/{{key}}/analytics", kind.section());
        let about = "How often it was evaluated, and to what";
        let id = format!("get{name}Analytics");
        Operation::new(Method::Get, path, id, about, move |app, caller, key, query| {
            of_document(kind, app, caller, key, query)
        })
        .open_to(READERS)
        .with(PARAMETERS)
        .giving(200, content::<Analytics>())
    };
    kinds.into_iter().map(of_kind).chain([overview::operation()]).collect()
}

const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "from",
        place: "query",
        about: "From when on; without it, 24 parts before `to`. The part that it is in is whole.",
        schema: || json!({"type": "string", "format": "date-time"}),
    },
    Parameter {
        name: "to",
        place: "query",
        about: "Until when, excluded; without it, now. The part that it is in is whole.",
        schema: || json!({"type": "string", "format": "date-time"}),
    },
    Parameter {
        name: "step",
        place: "query",
        about: "How long the parts are.",
        schema: || json!({"type": "string", "enum": ["minute", "hour", "day"], "default": "hour"}),
    },
];

#[derive(Debug, Deserialize)]
struct Window {
    from: Option<String>,
    to: Option<String>,
    #[serde(default)]
    step: AnalyticsStep,
}

async fn of_document(
    kind: DocumentKind,
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Parameters(window): Parameters<Window>,
) -> Answer {
    let moment = caller.environment()?.moment();
    if !moment.documents.contains(kind, &key) {
        return Err(no_such(&moment, kind, &key).into());
    }
    let (from, to) = bounds(&window, app.now())?;
    let step = step_of(window.step);
    let analytics = app.in_turn(&app.analytics, move |app| {
        let query = AnalyticsQuery { key: key.clone(), from, to, step };
        let found = app.events.analytics(&moment.head.log, &query);
        let (parts, last) = found.map_err(|error| unavailable(&error))?;
        Ok(summed(query, window.step, &parts, last))
    });
    answer(StatusCode::OK, &analytics.await?)
}

fn step_of(step: AnalyticsStep) -> Step {
    match step {
        AnalyticsStep::Minute => Step::Minute,
        AnalyticsStep::Hour => Step::Hour,
        AnalyticsStep::Day => Step::Day,
    }
}

/// From when to when, in whole parts.
fn bounds(window: &Window, now: Timestamp) -> Result<(Timestamp, Timestamp), Refusal> {
    let seconds = step_of(window.step).seconds();
    let time = |name: &str, text: &Option<String>| {
        let parse = |text: &String| {
            parse_timestamp(text).ok_or_else(|| {
                let hint = "RFC 3339 with an offset or Z, such as 2026-03-01T09:00:00Z";
                refusal(Code::BadRequest, format!("`{name}` is a time: {hint}."))
            })
        };
        text.as_ref().map(parse).transpose()
    };
    let invalid = |detail: String| refusal(Code::Invalid, detail);
    let to = time("to", &window.to)?.unwrap_or(now);
    let from = time("from", &window.from)?;
    if from.is_some_and(|from| from >= to) {
        return Err(invalid("`from` has to be before `to`.".to_owned()));
    }
    let last = (to.as_second() - i64::from(to.subsec_nanosecond() == 0)).div_euclid(seconds);
    let first = from.map(|from| from.as_second().div_euclid(seconds));
    let first = first.unwrap_or(last - PARTS + 1);
    let parts = last - first + 1;
    if parts > PARTS_MAX {
        let detail = format!("An answer covers at most {PARTS_MAX} parts, this would be {parts}.");
        return Err(invalid(format!("{detail} Take a longer `step`, or less time.")));
    }
    let second = |second| {
        Timestamp::from_second(second)
            .map_err(|_error| invalid("`from` and `to` are out of range.".to_owned()))
    };
    Ok((second(first * seconds)?, second((last + 1) * seconds)?))
}

fn summed(
    query: AnalyticsQuery,
    step: AnalyticsStep,
    parts: &[Part],
    last_evaluated_at: Option<Timestamp>,
) -> Analytics {
    let mut analytics = Analytics {
        key: query.key,
        from: query.from,
        to: query.to,
        step,
        total: 0,
        errors: 0,
        results: BTreeMap::new(),
        reasons: BTreeMap::new(),
        rules: BTreeMap::new(),
        last_evaluated_at,
        parts: Vec::with_capacity(parts.len()),
    };
    for Part { at, counts } in parts {
        let mut part = AnalyticsPart { at: *at, results: BTreeMap::new(), errors: 0 };
        for Count { result, reason, rule, n, errors, .. } in counts {
            *part.results.entry(result.clone()).or_default() += n;
            part.errors += errors;
            *analytics.results.entry(result.clone()).or_default() += n;
            *analytics.reasons.entry(reason.clone()).or_default() += n;
            if let Some(rule) = rule {
                *analytics.rules.entry((*rule).into()).or_default() += n;
            }
            analytics.total += n;
            analytics.errors += errors;
        }
        analytics.parts.push(part);
    }
    analytics
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_whole_parts() {
        let now: Timestamp = "2026-03-01T09:30:15.5Z".parse().unwrap();
        let check = |from: Option<&str>, to: Option<&str>, step, expected: Result<&str, Code>| {
            let window = Window { from: from.map(str::to_owned), to: to.map(str::to_owned), step };
            let found = bounds(&window, now).map(|(from, to)| format!("{from} {to}"));
            let found = found.map_err(|refusal| refusal.code);
            assert_eq!(found, expected.map(str::to_owned), "{window:?}");
        };
        use AnalyticsStep::{Day, Hour, Minute};
        check(None, None, Hour, Ok("2026-02-28T10:00:00Z 2026-03-01T10:00:00Z"));
        check(None, None, Minute, Ok("2026-03-01T09:07:00Z 2026-03-01T09:31:00Z"));
        check(None, None, Day, Ok("2026-02-06T00:00:00Z 2026-03-02T00:00:00Z"));
        let nine = Some("2026-03-01T09:00:00Z");
        check(None, nine, Hour, Ok("2026-02-28T09:00:00Z 2026-03-01T09:00:00Z"));
        check(nine, None, Minute, Ok("2026-03-01T09:00:00Z 2026-03-01T09:31:00Z"));
        check(nine, nine, Minute, Err(Code::Invalid));
        check(Some("2026-02-26T09:00:00Z"), None, Minute, Err(Code::Invalid));
        check(
            Some("2026-02-27T09:31:00Z"),
            None,
            Minute,
            Ok("2026-02-27T09:31:00Z 2026-03-01T09:31:00Z"),
        );
        check(Some("yesterday"), None, Day, Err(Code::BadRequest));
        check(Some("-009999-01-01T00:00:00Z"), None, Day, Err(Code::BadRequest));
    }
}
