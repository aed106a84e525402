//! The instance itself: health, telemetry, the description of this API.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use hoist_api::{Code, Ready};

use super::{READERS, SCRAPERS};
use crate::answer::{Answer, json};
use crate::app::App;
use crate::operation::Method::Get;
use crate::operation::{Operation, json as content, text};
use crate::plan::refusal;

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
            .for_programs()
            .giving(200, plain),
        Operation::new(Get, "/api/openapi.json", "getOpenApi", "This description", openapi)
            .of_instance()
            .open_to(READERS)
            .giving(200, object),
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
        super::notifications::set_gauges(app)?;
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
