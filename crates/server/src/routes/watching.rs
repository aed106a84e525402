//! Evaluations as they happen, some of them, as server-sent events: what the dashboard's live stream
//! shows.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use futures_util::stream::unfold;
use hoist_api::{Code, WatchedEvaluations};
use hoist_ruleset::limits::KEY_BYTES_MAX;
use schemars::{SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, sleep_until};

use super::READERS;
use super::heads::{self, SILENCE};
use crate::answer::{Answer, ApiError};
use crate::app::App;
use crate::caller::{Caller, Identity};
use crate::environment::Environment;
use crate::operation::{Method, Operation, Parameter, text};
use crate::request::Parameters;
use crate::watchers::{WATCHERS_MAX, Watching};

/// Time between two events: people cannot read faster.
const PACE: Duration = Duration::from_millis(500);

const KEY: Parameter = Parameter {
    name: "key",
    place: "query",
    about: "Only evaluations of this flag or experiment.",
    schema: || json!({"type": "string", "minLength": 1, "maxLength": KEY_BYTES_MAX}),
};

pub(super) fn operations() -> Vec<Operation> {
    let (path, id) = ("/api/evaluations/stream", "streamEvaluations");
    let about = "Some evaluations as they happen, and why they went so, as server-sent events";
    let stream = Operation::new(Method::Get, path, id, about, stream)
        .open_to(READERS)
        .with(&[KEY])
        .giving(200, text(&["text/event-stream"], events));
    vec![stream]
}

fn events(generator: &mut SchemaGenerator) -> schemars::Schema {
    generator.subschema_for::<WatchedEvaluations>();
    json_schema!({"type": "string", "description": "`evaluations` (WatchedEvaluations)."})
}

#[derive(Debug, Deserialize)]
struct Query {
    key: Option<String>,
}

async fn stream(
    State(app): State<App>,
    caller: Caller,
    Parameters(query): Parameters<Query>,
) -> Answer {
    if query.key.as_ref().is_some_and(|key| key.is_empty() || key.len() > KEY_BYTES_MAX) {
        let detail = format!("`key` is the key of a flag, of 1 to {KEY_BYTES_MAX} bytes.");
        return Err(ApiError::new(Code::Invalid, detail));
    }
    let permit = heads::permit(&app)?;
    let environment = caller.environment()?;
    let watching = environment.watchers.watch(query.key).ok_or_else(|| {
        let detail = format!("{WATCHERS_MAX} watch the evaluations of this environment already.");
        ApiError::new(Code::TooManyRequests, detail)
    })?;
    let reader = Reader {
        tokens: app.tokens.changes(),
        stopping: app.stopping.subscribe(),
        told_at: None,
        identity: caller.identity,
        app,
        environment,
        watching,
        _permit: permit,
    };
    Ok(heads::answer(unfold(reader, |mut reader| async { Some((reader.next().await?, reader)) })))
}

struct Reader {
    app: App,
    environment: Arc<Environment>,
    identity: Identity,
    watching: Watching,
    tokens: watch::Receiver<()>,
    stopping: watch::Receiver<bool>,
    /// When it was last told something.
    told_at: Option<Instant>,
    _permit: OwnedSemaphorePermit,
}

impl Reader {
    /// The next event; none where the stream ends. The first one comes at once, and one without
    /// evaluations after some silence: who reads knows by it that it is connected.
    async fn next(&mut self) -> Option<String> {
        let Some(told_at) = self.told_at else {
            return self.event(WatchedEvaluations::default());
        };
        let (paced_at, silent_until) = (told_at + PACE, told_at + SILENCE);
        while heads::holds(&self.app, &self.environment, &self.identity) {
            let is_due = silent_until <= Instant::now();
            if paced_at <= Instant::now() {
                let evaluations = self.watching.take();
                if is_due || !evaluations.items.is_empty() {
                    return self.event(evaluations);
                }
            }
            let wake_at = if paced_at <= Instant::now() { silent_until } else { paced_at };
            tokio::select! {
                () = self.watching.filled(), if paced_at <= Instant::now() => {}
                changed = self.tokens.changed() => changed.ok()?,
                changed = self.stopping.changed() => changed.ok()?,
                () = sleep_until(wake_at) => {}
            }
        }
        None
    }

    fn event(&mut self, evaluations: WatchedEvaluations) -> Option<String> {
        self.told_at = Some(Instant::now());
        let data = serde_json::to_string(&evaluations).ok()?;
        Some(format!("event: evaluations\ndata: {data}\n\n"))
    }
}
