//! How far an environment's change log goes, and the journal of its releases, as server-sent events:
//! what tells the dashboard to look.
//!
//! A reader has no queue. It is told how far both go on connecting and whenever one goes farther, so what it misses while it does not read is one notice, of the present.

use std::convert::Infallible;
use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{Stream, StreamExt as _, once, unfold};
use hoist_api::{Code, HeadNotice};
use schemars::{SchemaGenerator, json_schema};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, sleep_until};

use super::READERS;
use crate::answer::{Answer, ApiError};
use crate::app::{App, EVENT_STREAMS_MAX};
use crate::caller::{Caller, Identity};
use crate::environment::Environment;
use crate::operation::{Method, Operation, text};
use crate::secret;

/// After how long without news a reader is told the same again: it knows then that it is connected.
pub(super) const SILENCE: Duration = Duration::from_secs(10);
/// Milliseconds after which a browser comes back when its stream breaks, not all of them at once.
const RETRY_MS: (u32, u32) = (1_000, 3_000);

pub(super) fn operations() -> Vec<Operation> {
    let about = "How far the change log goes, told as it grows, as server-sent events";
    let stream = Operation::new(Method::Get, "/api/changes/stream", "streamHeads", about, stream)
        .open_to(READERS)
        .giving(200, text(&["text/event-stream"], events));
    vec![stream]
}

fn events(generator: &mut SchemaGenerator) -> schemars::Schema {
    generator.subschema_for::<HeadNotice>();
    json_schema!({"type": "string", "description": "`head` (HeadNotice)."})
}

async fn stream(State(app): State<App>, caller: Caller) -> Answer {
    let permit = permit(&app)?;
    let environment = caller.environment()?;
    let reader = Reader {
        changes: environment.changes(),
        journal: environment.journal(),
        tokens: app.tokens.changes(),
        stopping: app.stopping.subscribe(),
        told: None,
        identity: caller.identity,
        app,
        environment,
        _permit: permit,
    };
    let parts = unfold(reader, |mut reader| async { Some((reader.next().await?, reader)) });
    Ok(answer(parts))
}

/// The place of one more stream of events.
pub(super) fn permit(app: &App) -> Result<OwnedSemaphorePermit, ApiError> {
    Arc::clone(&app.event_streams).try_acquire_owned().map_err(|_error| {
        let detail = format!("There are {EVENT_STREAMS_MAX} streams of events already.");
        ApiError::new(Code::TooManyRequests, detail)
    })
}

/// Events as an answer that goes on, with when to come back where it breaks.
pub(super) fn answer(events: impl Stream<Item = String> + Send + 'static) -> Response {
    let retry = format!("retry: {}\n\n", secret::between(RETRY_MS.0, RETRY_MS.1));
    let parts = once(ready(retry)).chain(events).map(|part| Ok::<_, Infallible>(Bytes::from(part)));
    // Proxies would wait for more before they pass it on.
    let unbuffered = HeaderName::from_static("x-accel-buffering");
    let headers = [(CONTENT_TYPE, "text/event-stream"), (unbuffered, "no")];
    (headers, Body::from_stream(parts)).into_response()
}

/// Whether who reads a stream may go on.
pub(super) fn holds(app: &App, environment: &Environment, identity: &Identity) -> bool {
    let token = match identity {
        Identity::Token(token) => app.tokens.is_valid(token, app.now()),
        Identity::Everyone | Identity::Anonymous(_) | Identity::ConfiguredAdmin => true,
    };
    token && !*app.stopping.borrow() && !environment.is_archived()
}

struct Reader {
    app: App,
    environment: Arc<Environment>,
    identity: Identity,
    changes: watch::Receiver<u64>,
    journal: watch::Receiver<u64>,
    tokens: watch::Receiver<()>,
    stopping: watch::Receiver<bool>,
    /// What it was told last.
    told: Option<HeadNotice>,
    _permit: OwnedSemaphorePermit,
}

impl Reader {
    /// The next notice; none where the stream ends.
    async fn next(&mut self) -> Option<String> {
        let silent_until = Instant::now() + SILENCE;
        while holds(&self.app, &self.environment, &self.identity) {
            let (moment, journal) = (self.environment.moment(), *self.journal.borrow());
            let notice = HeadNotice { log: moment.head.log.clone(), seq: moment.head.seq, journal };
            if self.told.as_ref() != Some(&notice) || silent_until <= Instant::now() {
                let data = serde_json::to_string(&notice).ok()?;
                self.told = Some(notice);
                return Some(format!("event: head\ndata: {data}\n\n"));
            }
            // Whichever it was is found out by looking; a sender that is gone is the server's end.
            tokio::select! {
                changed = self.changes.changed() => changed.ok()?,
                changed = self.journal.changed() => changed.ok()?,
                changed = self.tokens.changed() => changed.ok()?,
                changed = self.stopping.changed() => changed.ok()?,
                () = sleep_until(silent_until) => {}
            }
        }
        None
    }
}
