//! What experiments, and flags with metrics, have found.

mod export;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse as _;
use hoist_api::{Breakdown, Code, Results, ResultsSeries, SeriesStep};
use hoist_ruleset::DocumentKind;
use hoist_store::{Finding, PhaseOf, StoredPlan};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;

use super::READERS;
use crate::answer::{Answer, json as answer};
use crate::app::App;
use crate::caller::Caller;
use crate::intake::unavailable;
use crate::moment::Moment;
use crate::operation::{Method, Operation, Parameter, json as content};
use crate::plan::{Refusal, no_such, refusal};
use crate::request::{Parameters, Path};
use crate::results::read::Phase;
use crate::results::{by_attribute, keep, living, read};

/// Points of one answer: 83 days of hours.
const POINTS_MAX: usize = 2_000;
/// A breakdown that is not older is given as it was found.
const BREAKDOWN_AGE_MAX: SignedDuration = SignedDuration::from_mins(10);
/// Longest name of an attribute, in bytes.
const ATTRIBUTE_BYTES_MAX: usize = 256;

pub(super) fn operations() -> Vec<Operation> {
    let kinds = [(DocumentKind::Flag, "Feature"), (DocumentKind::Experiment, "Experiment")];
    kinds.into_iter().flat_map(of_kind).collect()
}

fn of_kind((kind, name): (DocumentKind, &str)) -> [Operation; 4] {
    let path = |part: &str| format!("/api/{}/{{key}}/results{part}", kind.section());
    let id = |part: &str| format!("get{name}Results{part}");
    let about = "What was found: verdict, health, sample and effects, as they were computed last";
    let now =
        Operation::new(Method::Get, path(""), id(""), about, move |app, caller, key, query| {
            of_phase(kind, app, caller, key, query)
        })
        .with(&[REFRESH])
        .giving(200, content::<Results>());
    let about = "What was known at earlier times, as it was computed then";
    let series = Operation::new(
        Method::Get,
        path("/series"),
        id("Series"),
        about,
        move |app, caller, key, query| series(kind, app, caller, key, query),
    )
    .with(SERIES)
    .giving(200, content::<ResultsSeries>());
    let about = "What was found by the values of an attribute; exploratory, never a decision";
    let parts = Operation::new(
        Method::Get,
        path("/breakdown"),
        id("Breakdown"),
        about,
        move |app, caller, key, query| breakdown(kind, app, caller, key, query),
    )
    .with(&[ATTRIBUTE, REFRESH])
    .giving(200, content::<Breakdown>());
    let about = "What results are made of as lines of JSON: the plan, each user, the logged tests";
    let export = Operation::new(
        Method::Get,
        path("/export"),
        id("Export"),
        about,
        move |app, caller, key, query| export::export(kind, app, caller, key, query),
    )
    .giving(200, export::LINES);
    [now, series, parts, export].map(|operation| operation.open_to(READERS).with(&[PHASE]))
}

const PHASE: Parameter = Parameter {
    name: "phase",
    place: "query",
    about: "Of this phase; without it, of the last one.",
    schema: || json!({"type": "integer", "minimum": 1}),
};

const REFRESH: Parameter = Parameter {
    name: "refresh",
    place: "query",
    about: "Compute it now, in place of what was computed last.",
    schema: || json!({"type": "boolean", "default": false}),
};

const ATTRIBUTE: Parameter = Parameter {
    name: "attribute",
    place: "query",
    about: "The attribute of exposures.",
    schema: || json!({"type": "string", "minLength": 1, "maxLength": ATTRIBUTE_BYTES_MAX}),
};

const SERIES: &[Parameter] = &[
    Parameter {
        name: "step",
        place: "query",
        about: "How far apart the points are: the last of each hour or day.",
        schema: || json!({"type": "string", "enum": ["hour", "day"], "default": "hour"}),
    },
    Parameter {
        name: "from",
        place: "query",
        about: "From when on. Of more than 2,000 points the last are given.",
        schema: || json!({"type": "string", "format": "date-time"}),
    },
    Parameter {
        name: "to",
        place: "query",
        about: "Until when, excluded; without it, until now.",
        schema: || json!({"type": "string", "format": "date-time"}),
    },
];

#[derive(Debug, Deserialize)]
struct ResultsQuery {
    phase: Option<u32>,
    #[serde(default)]
    refresh: bool,
}

async fn of_phase(
    kind: DocumentKind,
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Parameters(query): Parameters<ResultsQuery>,
) -> Answer {
    let moment = caller.environment()?.moment();
    let is_asked = query.refresh;
    let find = move |app: &App| {
        let Measured { stored, since } = found(app, &moment, kind, &key, query.phase)?;
        let of = phase_of(&moment, &stored);
        let kept = app.events.result(of).map_err(|error| unavailable(&error))?;
        let kept = kept.filter(|kept| kept.as_of >= since);
        // What another version wrote is computed again.
        let kept = kept.and_then(|kept| serde_json::from_str(&kept.body).ok());
        // What is summed up in part tells less than what was known before.
        let results = match kept.filter(|_| !is_asked || !stored.is_whole) {
            Some(kept) => kept,
            None if !stored.is_whole => return Err(not_whole(&stored)),
            None => keep::refresh(app, &moment.head.log, &stored)?,
        };
        Ok(match kind {
            DocumentKind::Experiment => living(results, &moment, app.now()),
            _ => results,
        })
    };
    // One at a time: each may read all users.
    let results = match is_asked {
        true => app.in_turn(&app.jobs, find).await?,
        false => app.blocking(find).await?,
    };
    answer(StatusCode::OK, &results)
}

/// JSON that was written before.
fn json_text(body: String) -> Answer {
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// Why nothing can be computed of what is summed up in part.
fn not_whole(stored: &StoredPlan) -> Refusal {
    let StoredPlan { key, phase, .. } = stored;
    let detail =
        format!("The users of {key} in phase {phase} are being summed up: ask again soon.");
    refusal(Code::SummingUp, detail)
}

fn phase_of<'p>(moment: &'p Moment, stored: &'p StoredPlan) -> PhaseOf<'p> {
    PhaseOf { log: &moment.head.log, key: &stored.key, phase: stored.phase }
}

/// What a document is measured by.
struct Measured {
    stored: StoredPlan,
    /// When the document was made. What was found before it is of another one of that key.
    since: Timestamp,
}

/// What a document is measured by, in a phase or in the last one.
fn found(
    app: &App,
    moment: &Moment,
    kind: DocumentKind,
    key: &str,
    phase: Option<u32>,
) -> Result<Measured, Refusal> {
    let Some(definition) = moment.definition(kind, key) else {
        return Err(no_such(moment, kind, key));
    };
    let found = read::find(app, &moment.head.log, key, phase)?;
    let stored =
        found.ok_or_else(|| refusal(Code::NotNow, why_none(app, moment, kind, key, phase)))?;
    Ok(Measured { stored, since: definition.created })
}

fn why_none(
    app: &App,
    moment: &Moment,
    kind: DocumentKind,
    key: &str,
    phase: Option<u32>,
) -> String {
    let last = read::find(app, &moment.head.log, key, None).ok().flatten();
    if let (Some(phase), Some(last)) = (phase, last) {
        return format!("{key} has no phase {phase} that is measured; the last is {}.", last.phase);
    }
    let flag = moment.documents.flags().get(key).filter(|_| kind == DocumentKind::Flag);
    match flag {
        Some(flag) if flag.metrics.is_empty() => {
            format!("The flag {key} is not measured: give it `metrics`.")
        }
        Some(_) => format!("The flag {key} is measured from now on: ask again in a few seconds."),
        None => {
            format!("The experiment {key} has found nothing: it was not started, or only just now.")
        }
    }
}

#[derive(Debug, Deserialize)]
struct SeriesQuery {
    phase: Option<u32>,
    #[serde(default)]
    step: SeriesStep,
    from: Option<String>,
    to: Option<String>,
}

async fn series(
    kind: DocumentKind,
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Parameters(query): Parameters<SeriesQuery>,
) -> Answer {
    let moment = caller.environment()?.moment();
    let from = super::changes::time("from", query.from.as_deref())?.unwrap_or(Timestamp::MIN);
    let to = super::changes::time("to", query.to.as_deref())?.unwrap_or(Timestamp::MAX);
    let step_s = match query.step {
        SeriesStep::Hour => 3_600,
        SeriesStep::Day => 86_400,
    };
    let series = app.blocking(move |app| {
        let Measured { stored, since } = found(app, &moment, kind, &key, query.phase)?;
        let of = phase_of(&moment, &stored);
        let points = app.events.series(of, from.max(since), to, step_s, POINTS_MAX);
        let points = points.map_err(|error| unavailable(&error))?;
        // A point that another version wrote is left out where it is none to this one.
        let points = points.iter().filter_map(|point| serde_json::from_str(&point.body).ok());
        let (phase, step) = (stored.phase, query.step);
        Ok(ResultsSeries { key, phase, step, points: points.collect() })
    });
    answer(StatusCode::OK, &series.await?)
}

#[derive(Debug, Deserialize)]
struct BreakdownQuery {
    phase: Option<u32>,
    attribute: String,
    #[serde(default)]
    refresh: bool,
}

async fn breakdown(
    kind: DocumentKind,
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Parameters(query): Parameters<BreakdownQuery>,
) -> Answer {
    let moment = caller.environment()?.moment();
    let BreakdownQuery { phase, attribute, refresh } = query;
    if attribute.is_empty() || attribute.len() > ATTRIBUTE_BYTES_MAX {
        let detail = format!("`attribute` is a name of 1 to {ATTRIBUTE_BYTES_MAX} bytes.");
        return Err(refusal(Code::Invalid, detail).into());
    }
    // One at a time: each reads all users.
    let body = app.in_turn(&app.jobs, move |app| {
        let Measured { stored, since } = found(app, &moment, kind, &key, phase)?;
        let of = phase_of(&moment, &stored);
        let (job, now) = (format!("by {attribute}"), app.now());
        let kept = app.events.job(of, &job).map_err(|error| unavailable(&error))?;
        let is_recent = |kept: &Finding| {
            kept.as_of >= since && now.duration_since(kept.as_of) < BREAKDOWN_AGE_MAX
        };
        if let Some(kept) = kept.filter(|kept| !refresh && is_recent(kept)) {
            return Ok(kept.body);
        }
        if !stored.is_whole {
            return Err(not_whole(&stored));
        }
        let phase = Phase::read(app, &moment.head.log, &stored)?;
        let breakdown = by_attribute(app, &moment.head.log, &phase, &attribute, now)?;
        let body = serde_json::to_string(&breakdown);
        let body = body.map_err(|error| refusal(Code::Internal, error.to_string()))?;
        let found = Finding { as_of: now, body };
        app.events.keep_job(of, &job, &found).map_err(|error| unavailable(&error))?;
        Ok(found.body)
    });
    json_text(body.await?)
}
