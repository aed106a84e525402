//! What the plan of an experiment is enough for, before there is an experiment.

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{PowerAnswer, PowerRequest};
use hoist_ruleset::{DocumentKind, Source};
use serde_json::json;

use super::READERS;
use crate::answer::{Answer, json as answer};
use crate::app::App;
use crate::caller::Caller;
use crate::lifecycle;
use crate::operation::{Method, Operation, json as content};
use crate::plan::{Definitions, no_such, sound};
use crate::request::Json;

pub(super) fn operations() -> Vec<Operation> {
    let about = "How many users an experiment would take, and why it could not be started";
    let power = Operation::new(Method::Post, "/api/power", "power", about, power);
    let power = power.open_to(READERS).taking(content::<PowerRequest>());
    vec![power.giving(200, content::<PowerAnswer>())]
}

async fn power(
    State(app): State<App>,
    caller: Caller,
    Json(request): Json<PowerRequest>,
) -> Answer {
    let PowerRequest { key, definition, baseline } = request;
    let moment = caller.environment()?.moment();
    let text = json!({ "experiments": { &key: definition } }).to_string();
    let sources = vec![Source::new("the definition", text)];
    let documents = sound(&moment, &Definitions { sources, ..Definitions::default() })?.documents;
    let experiment = documents.experiments().get(&key);
    let experiment = experiment.ok_or_else(|| no_such(&moment, DocumentKind::Experiment, &key))?;
    if let Some(baseline) = baseline {
        lifecycle::check_baseline(&documents, experiment, baseline)?;
    }
    let startable = lifecycle::check_startable(&key, experiment, app.now());
    let found = PowerAnswer {
        baseline: lifecycle::baseline_kind(&documents, experiment),
        power: lifecycle::power(&documents, experiment, baseline),
        obstacle: startable.err().map(|refusal| refusal.detail),
        warnings: lifecycle::guesses(&documents, &key),
    };
    answer(StatusCode::OK, &found)
}
