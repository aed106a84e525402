//! Instant queries, answered as Prometheus does: what delivery tools ask about conversions.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{QueryAnswer, QueryData, QueryValue};
use hoist_experiment::{Cell, PlannedMetric, PlannedVariant};
use hoist_ruleset::document::{MetricKind, MetricRole};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json as schema;

use super::SCRAPERS;
use super::flagger::TOKEN;
use crate::answer::{Answer, json};
use crate::app::App;
use crate::caller::Caller;
use crate::environment::Environment;
use crate::flagger::follow;
use crate::flagger::query::{self, Query, Shown, Steps};
use crate::intake::unavailable;
use crate::operation::Method::Get;
use crate::operation::{Operation, Parameter, json as content};
use crate::plan::Refusal;
use crate::request::Parameters;
use crate::results::read::Phase;

/// Millionths, in which sums are kept.
const UNIT: i128 = 1_000_000;
/// How far from now an instant may be that is asked for.
const AWAY_MAX: SignedDuration = SignedDuration::from_mins(1);

pub(super) fn operations() -> Vec<Operation> {
    let about = "An instant query, as Prometheus answers it: conversions by variant";
    vec![
        Operation::new(Get, "/api/v1/query", "queryInstant", about, answer)
            .open_to(SCRAPERS)
            .for_programs_with_urls()
            .with(&[QUERY, TIME, TOKEN])
            .giving(200, content::<QueryAnswer>())
            .giving(400, content::<QueryAnswer>()),
    ]
}

const QUERY: Parameter = Parameter {
    name: "query",
    place: "query",
    about: "`vector(N)`, `hoist_conversion_ratio`, sums of `business_sessions_total` and \
            `business_conversions_total` by experiment and variant, and quotients of these.",
    schema: || schema!({"type": "string", "maxLength": 4096}),
};
const TIME: Parameter = Parameter {
    name: "time",
    place: "query",
    about: "Seconds since 1970; only the present is answered.",
    schema: || schema!({"type": "number"}),
};

#[derive(Debug, Deserialize)]
struct Asked {
    query: Option<String>,
    time: Option<f64>,
}

async fn answer(
    State(app): State<App>,
    caller: Caller,
    Parameters(asked): Parameters<Asked>,
) -> Answer {
    let (environment, now) = (caller.environment()?, app.now());
    let query = match read(&asked, now) {
        Ok(query) => query,
        Err(error) => return refused(error),
    };
    let value = app.blocking(move |app| {
        let mut known = Vec::new();
        let mut keys = query.keys();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            known.push((key.to_owned(), steps(app, &environment, key)?));
        }
        let of = |key: &str| {
            let found = known.iter().find(|(own, _)| own == key);
            found.map_or_else(Vec::new, |(_, steps)| steps.clone())
        };
        Ok(query.value(&of))
    });
    let value = value.await?;
    let at = now.as_duration().as_secs_f64();
    let of = |value: f64| QueryValue { metric: BTreeMap::new(), value: (at, value.to_string()) };
    let result = value.map(of).into_iter().collect();
    let data = QueryData { result_type: "vector".to_owned(), result };
    let (status, data) = ("success".to_owned(), Some(data));
    json(StatusCode::OK, &QueryAnswer { status, data, error_type: None, error: None })
}

/// A refusal in Prometheus's own form, which its clients show.
fn refused(error: String) -> Answer {
    let (status, error_type) = ("error".to_owned(), Some("bad_data".to_owned()));
    let answer = QueryAnswer { status, data: None, error_type, error: Some(error) };
    json(StatusCode::BAD_REQUEST, &answer)
}

fn read(asked: &Asked, now: Timestamp) -> Result<Query, String> {
    let is_now = |time: f64| {
        let away = (time - now.as_duration().as_secs_f64()).abs();
        away <= AWAY_MAX.as_secs_f64()
    };
    if !asked.time.is_none_or(is_now) {
        return Err("`time` is not the present, which alone is answered here".to_owned());
    }
    query::read(asked.query.as_deref().unwrap_or_default())
}

/// What was summed up of a key since the run of its rollout began, or else in its last phase. Blocks.
fn steps(app: &App, environment: &Environment, key: &str) -> Result<Steps, Refusal> {
    let log = environment.moment().head.log.clone();
    let began = follow::known(environment, key)?.run.map(|run| run.began);
    let plans = app.events.plans(&log).map_err(|error| unavailable(&error))?;
    let plans = plans.into_iter().filter(|stored| stored.key == key && !stored.is_gone);
    let mut phases = Vec::new();
    for stored in plans {
        // What is being measured anew has nothing to tell yet.
        let Ok(phase) = Phase::read(app, &log, &stored) else { continue };
        phases.push(phase);
    }
    let last = phases.iter().map(|phase| phase.plan.phase).max();
    let is_meant = |phase: &&Phase| match began {
        Some(began) => phase.plan.ended.is_none_or(|ended| ended > began),
        None => Some(phase.plan.phase) == last,
    };
    Ok(phases.iter().filter(is_meant).map(shown).collect())
}

/// What the variants of a phase came to, by its first goal that is a conversion.
fn shown(phase: &Phase) -> Vec<Shown> {
    let is_goal = |metric: &&PlannedMetric| {
        metric.role == MetricRole::Goal && metric.kind == MetricKind::Conversion
    };
    let goal = phase.plan.metrics.iter().position(|metric| is_goal(&metric));
    let goal = goal.and_then(|goal| u16::try_from(goal).ok());
    let of = |(place, variant): (u16, &PlannedVariant)| {
        let users = phase.ledger.through(Cell::USERS, place, i32::MAX).users();
        let converted = goal.map_or(0, |goal| phase.ledger.through(goal, place, i32::MAX).sum(0));
        let converted = u64::try_from(converted / UNIT).unwrap_or(0);
        Shown { variant: variant.name.clone(), users, converted }
    };
    (0..).zip(&phase.plan.variants).map(of).collect()
}
