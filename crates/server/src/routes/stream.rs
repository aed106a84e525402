//! The stream of an environment's rules, as server-sent events.

mod reader;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::IntoResponse as _;
use hoist_api::stream::INSTANCE_HEADER;
use hoist_api::{Code, Difference, Heartbeat, KillNotice, Snapshot};
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::json;

use super::REPLICAS;
use crate::answer::{Answer, ApiError};
use crate::app::App;
use crate::caller::Caller;
use crate::feed::Position;
use crate::operation::{Method, Operation, Parameter, text};
use crate::secret;
use crate::streams::STREAMS_MAX;
use reader::Reader;

/// Most bytes of the id of an instance.
const INSTANCE_BYTES_MAX: usize = 64;
/// After how long a reader whose stream ended comes back: anywhere in between, so that those who
/// lost their server together do not come back together.
const RETRY_MS_MIN: u32 = 1_000;
const RETRY_MS_MAX: u32 = 5_000;

const LAST_EVENT_ID: Parameter = Parameter {
    name: "Last-Event-ID",
    place: "header",
    about: "The id of the last event that the reader has, `LOG.SEQ`. One that is of no use is \
            answered with everything.",
    schema: || json!({"type": "string"}),
};

const INSTANCE: Parameter = Parameter {
    name: INSTANCE_HEADER,
    place: "header",
    about: "Which instance of an SDK reads: the id in its reports of telemetry.",
    schema: || json!({"type": "string", "pattern": "^[!-~]{1,64}$"}),
};

pub(super) fn operations() -> Vec<Operation> {
    let about = "Everything, then every change, as server-sent events";
    let stream = Operation::new(Method::Get, "/api/stream", "stream", about, stream)
        .open_to(REPLICAS)
        .for_programs()
        .with(&[LAST_EVENT_ID, INSTANCE])
        .giving(200, text(&["text/event-stream"], events));
    vec![stream]
}

/// The schema of the stream is a text; those of what is in it stand beside it.
fn events(generator: &mut SchemaGenerator) -> Schema {
    let about = "`snapshot` (Snapshot), `change` (Difference) and `kill` (KillNotice) as the \
                 environment changes, `heartbeat` (Heartbeat) when there is nothing else to tell.";
    generator.subschema_for::<Snapshot>();
    generator.subschema_for::<Difference>();
    generator.subschema_for::<KillNotice>();
    generator.subschema_for::<Heartbeat>();
    json_schema!({"type": "string", "description": about})
}

async fn stream(State(app): State<App>, caller: Caller, headers: HeaderMap) -> Answer {
    let environment = caller.environment()?;
    let instance = instance(&headers)?;
    let number = app.streams.open(&environment.name, instance).ok_or_else(|| {
        let detail = format!("There are {STREAMS_MAX} streams already. Try again later.");
        ApiError::new(Code::TooManyRequests, detail)
    })?;
    // Whatever it is, a reader whose id says nothing to us is told everything.
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let position = last.and_then(|id| Position::parse(id, &environment.moment()));
    let retry_ms = secret::between(RETRY_MS_MIN, RETRY_MS_MAX);
    let reader = Reader::new(app, environment, caller.identity, number, position, retry_ms);
    let headers = [
        (CONTENT_TYPE, "text/event-stream"),
        (CACHE_CONTROL, "no-store"),
        // nginx would keep events back until it has some kilobytes of them.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((StatusCode::OK, headers, Body::from_stream(reader.slices())).into_response())
}

/// The instance that a request says it is from.
fn instance(headers: &HeaderMap) -> Result<Option<&str>, ApiError> {
    let Some(value) = headers.get(INSTANCE_HEADER) else {
        return Ok(None);
    };
    let is_plain = |id: &&str| {
        (1..=INSTANCE_BYTES_MAX).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_graphic())
    };
    value.to_str().ok().filter(is_plain).map(Some).ok_or_else(|| {
        let detail = format!(
            "`{INSTANCE_HEADER}` is an id such as a UUID: up to {INSTANCE_BYTES_MAX} printable \
             ASCII characters without spaces."
        );
        ApiError::new(Code::BadRequest, detail)
    })
}
