//! Instant queries, answered as Prometheus does: what delivery tools ask about conversions.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{QueryAnswer, QueryData, QueryValue};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json as schema;

use super::SCRAPERS;
use super::flagger::TOKEN;
use crate::answer::{Answer, json};
use crate::app::App;
use crate::caller::Caller;
use crate::flagger::measured::steps;
use crate::flagger::query::{self, Query};
use crate::operation::Method::Get;
use crate::operation::{Operation, Parameter, json as content};
use crate::request::Parameters;

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
    let value = app.in_turn(&app.analytics, move |app| {
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
