//! How far an environment's change log goes, as server-sent events: what tells the dashboard to look.
//!
//! A reader has no queue. It is told the seq of the last entry on connecting and whenever that is
//! another, so what it misses while it does not read is one notice, of the present.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse as _;
use futures_util::stream::unfold;
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
const SILENCE: Duration = Duration::from_secs(10);
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
    let permit = Arc::clone(&app.event_streams).try_acquire_owned().map_err(|_error| {
        let detail = format!("There are {EVENT_STREAMS_MAX} streams of events already.");
        ApiError::new(Code::TooManyRequests, detail)
    })?;
    let environment = caller.environment()?;
    let reader = Reader {
        changes: environment.changes(),
        tokens: app.tokens.changes(),
        stopping: app.stopping.subscribe(),
        told: None,
        identity: caller.identity,
        app,
        environment,
        _permit: permit,
    };
    let retry = format!("retry: {}\n\n", secret::between(RETRY_MS.0, RETRY_MS.1));
    let parts = unfold((Some(retry), reader), |(opening, mut reader)| async {
        let part = match opening {
            Some(opening) => opening,
            None => reader.next().await?,
        };
        Some((Ok::<_, Infallible>(Bytes::from(part)), (None, reader)))
    });
    // Proxies would wait for more before they pass it on.
    let unbuffered = HeaderName::from_static("x-accel-buffering");
    let headers = [(CONTENT_TYPE, "text/event-stream"), (unbuffered, "no")];
    Ok((headers, Body::from_stream(parts)).into_response())
}

struct Reader {
    app: App,
    environment: Arc<Environment>,
    identity: Identity,
    changes: watch::Receiver<u64>,
    tokens: watch::Receiver<()>,
    stopping: watch::Receiver<bool>,
    /// The seq that it was last told of.
    told: Option<u64>,
    _permit: OwnedSemaphorePermit,
}

impl Reader {
    /// The next notice; none where the stream ends.
    async fn next(&mut self) -> Option<String> {
        let silent_until = Instant::now() + SILENCE;
        while self.holds() {
            let head = self.environment.moment().head.clone();
            if self.told != Some(head.seq) || silent_until <= Instant::now() {
                self.told = Some(head.seq);
                let notice = HeadNotice { log: head.log, seq: head.seq };
                let data = serde_json::to_string(&notice).ok()?;
                return Some(format!("event: head\ndata: {data}\n\n"));
            }
            // Whichever it was is found out by looking; a sender that is gone is the server's end.
            tokio::select! {
                changed = self.changes.changed() => changed.ok()?,
                changed = self.tokens.changed() => changed.ok()?,
                changed = self.stopping.changed() => changed.ok()?,
                () = sleep_until(silent_until) => {}
            }
        }
        None
    }

    fn holds(&self) -> bool {
        let token = match &self.identity {
            Identity::Token(token) => self.app.tokens.is_valid(token, self.app.now()),
            Identity::Everyone | Identity::Anonymous(_) | Identity::ConfiguredAdmin => true,
        };
        token && !*self.stopping.borrow() && !self.environment.is_archived()
    }
}
