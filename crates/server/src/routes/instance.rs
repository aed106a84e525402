//! The instance itself: health, telemetry, environments, the description of this API.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use hoist_api::{Code, Environment, Page, Ready};

use super::{READERS, SCRAPERS};
use crate::answer::{Answer, ApiError, json};
use crate::app::App;
use crate::caller::Caller;
use crate::operation::Method::Get;
use crate::operation::{Operation, json as content, text};
use crate::plan::refusal;
use crate::request::Path;

pub(super) fn operations() -> Vec<Operation> {
    let plain = text(&["text/plain"], |_| schemars::json_schema!({"type": "string"}));
    let object = text(&["application/json"], |_| schemars::json_schema!({"type": "object"}));
    vec![
        Operation::new(Get, "/healthz", "getHealth", "Whether the process answers", health)
            .of_instance()
            .open_to_everyone()
            .giving(200, plain),
        Operation::new(Get, "/readyz", "getReadiness", "Whether everything works", ready)
            .of_instance()
            .open_to_everyone()
            .giving(200, content::<Ready>()),
        Operation::new(Get, "/metrics", "getMetrics", "Telemetry for Prometheus", metrics)
            .of_instance()
            .open_to(SCRAPERS)
            .giving(200, plain),
        Operation::new(Get, "/api/openapi.json", "getOpenApi", "This description", openapi)
            .of_instance()
            .open_to(READERS)
            .giving(200, object),
        Operation::new(Get, "/api/environments", "listEnvironments", "List environments", list)
            .of_instance()
            .open_to(READERS)
            .giving(200, content::<Page<Environment>>()),
        Operation::new(Get, "/api/environments/{key}", "getEnvironment", "Read one", get)
            .of_instance()
            .open_to(READERS)
            .giving(200, content::<Environment>()),
    ]
}

async fn health() -> Answer {
    Ok("ok\n".into_response())
}

/// Evaluation goes on without the store, so a failing one makes the server degraded, not gone.
async fn ready(State(app): State<App>) -> Answer {
    let store = app.blocking(|app| Ok(app.store.check().and(app.events.check()).is_ok())).await?;
    let config = app.config.as_ref().map(|config| config.outcome().applied);
    let is_whole = store && config != Some(false);
    let status = if is_whole { "ready" } else { "degraded" }.to_owned();
    json(StatusCode::OK, &Ready { status, store, config })
}

async fn metrics(State(app): State<App>) -> Answer {
    let shown = app.blocking(|app| {
        app.take_counts();
        super::telemetry::set_gauges(app);
        app.telemetry.text(&app.moments(), app.now()).map_err(|error| {
            tracing::error!(%error, "telemetry cannot be written");
            refusal(Code::Internal, "The telemetry cannot be written.")
        })
    });
    let text = shown.await?;
    let content_type = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Ok((content_type, text).into_response())
}

async fn openapi(State(app): State<App>) -> Answer {
    let describe = |app: &App| app.openapi.get_or_init(|| crate::openapi().into()).clone();
    let text = app.blocking(move |app| Ok(describe(app))).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text).into_response())
}

async fn list(State(app): State<App>, caller: Caller) -> Answer {
    let visible = app.environments.values().filter(|each| caller.identity.holds_for(&each.name));
    let items = visible.map(|each| shown(each)).collect();
    json(StatusCode::OK, &Page::<Environment> { items, next: None })
}

async fn get(State(app): State<App>, caller: Caller, Path(key): Path<String>) -> Answer {
    if !caller.identity.holds_for(&key) {
        let detail = "This token does not hold for that environment.";
        return Err(ApiError::new(Code::Forbidden, detail));
    }
    let environment = app.environments.get(&key).ok_or_else(|| {
        let shown: String = key.chars().take(128).collect();
        ApiError::new(Code::NotFound, format!("There is no environment {shown}."))
    })?;
    json(StatusCode::OK, &shown(environment))
}

fn shown(environment: &crate::environment::Environment) -> Environment {
    let moment = environment.moment();
    Environment {
        key: environment.name.clone(),
        log: moment.head.log.clone(),
        seq: moment.head.seq,
        created_at: environment.created,
    }
}
