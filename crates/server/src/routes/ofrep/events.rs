//! Server-sent events for OpenFeature's web providers: each says that it is time to ask again.
//!
//! A reader has a cursor, not a queue: the seq of the rules that it was last told of. It is told of
//! a change at once, and of what follows within a second once that second is over; of a kill or a
//! revival always at once. The cursor is also the id of each event, so a browser that comes back
//! misses nothing and is told nothing twice. Who brings no id may have asked for all flags long ago
//! and is told at once.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName};
use axum::response::IntoResponse;
use futures_util::stream;
use hoist_api::Code;
use serde_json::json;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Instant, sleep_until};

use crate::answer::{Answer, ApiError};
use crate::app::{App, EVENT_STREAMS_MAX};
use crate::caller::{Caller, Identity};
use crate::environment::Environment;
use crate::moment::Moment;
use crate::operation::{Method, Operation, Parameter, text};
use crate::routes::EVALUATORS;
use crate::ticket;

const PATH: &str = "/ofrep/v1/events";
/// Time between two events at least: the first of many changes is told at once, the rest together.
const PACE: Duration = Duration::from_secs(1);
/// Time without an event after which a comment says that the stream is alive.
const SILENCE: Duration = Duration::from_secs(15);
/// Milliseconds after which a browser comes back when its stream breaks: from the first, and up
/// to the second more, so that not all of them come at once.
const RETRY_MS: (u32, u32) = (1_000, 4_000);
/// Seconds after which a page that nobody looks at should close its stream.
const INACTIVITY_SECONDS: u32 = 120;

const TICKET: Parameter = Parameter {
    name: "ticket",
    place: "query",
    about: "In place of a token: what the answer with all flags has in `eventStreams`.",
    schema: || json!({"type": "string", "maxLength": 1_000}),
};
const LAST_EVENT_ID: Parameter = Parameter {
    name: "Last-Event-ID",
    place: "header",
    about: "The id of the last event; browsers send it when they come back.",
    schema: || json!({"type": "string"}),
};

pub(super) fn operation() -> Operation {
    let about = "Tells when it is time to evaluate again (OFREP, server-sent events)";
    Operation::new(Method::Get, PATH, "streamEvaluationEvents", about, events)
        .open_to(EVALUATORS)
        .for_browsers()
        .taking_tickets()
        .with(&[TICKET, LAST_EVENT_ID])
        .giving(200, text(&["text/event-stream"], |generator| generator.subschema_for::<String>()))
}

/// Where somebody is told of changes, as the answer with all flags has it: a list of one
/// [`OfrepStream`](hoist_api::OfrepStream). Tickets are plain text, so nothing is escaped.
pub(super) fn addresses(app: &App, caller: &Caller, environment: &str) -> Option<String> {
    let ticket = ticket::issue(app, &caller.identity, environment)?;
    Some(addresses_with(&ticket))
}

fn addresses_with(ticket: &str) -> String {
    format!(
        "[{{\"type\":\"sse\",\"endpoint\":{{\"requestUri\":\"{PATH}?ticket={ticket}\"}},\
         \"inactivityDelaySec\":{INACTIVITY_SECONDS}}}]"
    )
}

async fn events(State(app): State<App>, caller: Caller, headers: HeaderMap) -> Answer {
    let permit = permit(&app.event_streams)?;
    let environment = caller.environment()?;
    // Whoever subscribes first and looks then misses nothing in between.
    let changes = environment.changes();
    let moment = environment.moment();
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let known = told_of(&moment, last);
    let (first, more) = RETRY_MS;
    let retry = first + getrandom::u32().unwrap_or_default() % more;
    let opening = known.map(|seq| format!("id: {}.{seq}\n", moment.line)).unwrap_or_default();
    let reader = Reader {
        changes,
        tokens: app.tokens.changes(),
        stopping: app.stopping.subscribe(),
        identity: caller.identity,
        told: known,
        kills_told: moment.kill_seq,
        quiet_until: Instant::now(),
        opening: Some(format!("retry: {retry}\n{opening}\n")),
        app,
        environment,
        _permit: permit,
    };
    let parts = stream::unfold(reader, |mut reader| async {
        let part = reader.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(part)), reader))
    });
    // Proxies would wait for more before they pass it on.
    let unbuffered = HeaderName::from_static("x-accel-buffering");
    let headers = [(CONTENT_TYPE, "text/event-stream"), (unbuffered, "no")];
    Ok((headers, Body::from_stream(parts)).into_response())
}

fn permit(streams: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, ApiError> {
    Arc::clone(streams).try_acquire_owned().map_err(|_error| {
        let detail = format!("There are {EVENT_STREAMS_MAX} streams of events already.");
        ApiError::new(Code::TooManyRequests, detail)
    })
}

/// Seq of the rules that a reader knows of, by the id of its last event; none where it has to be
/// told at once.
fn told_of(moment: &Moment, last: Option<&str>) -> Option<u64> {
    let (log, seq) = last?.rsplit_once('.')?;
    let is_known = log == &*moment.line && seq.parse() == Ok(moment.ruleset_seq);
    is_known.then_some(moment.ruleset_seq)
}

/// Somebody who reads events.
struct Reader {
    app: App,
    environment: Arc<Environment>,
    identity: Identity,
    changes: watch::Receiver<u64>,
    tokens: watch::Receiver<()>,
    stopping: watch::Receiver<bool>,
    told: Option<u64>,
    /// Seq of the last kill or revival that it was told of.
    kills_told: u64,
    quiet_until: Instant,
    opening: Option<String>,
    _permit: OwnedSemaphorePermit,
}

impl Reader {
    /// The next part of the stream, once there is one; none at its end.
    async fn next(&mut self) -> Option<String> {
        if let Some(opening) = self.opening.take() {
            return Some(opening);
        }
        let silent_until = Instant::now() + SILENCE;
        loop {
            if *self.stopping.borrow() || !self.is_valid() {
                return None;
            }
            let (moment, now) = (self.environment.moment(), Instant::now());
            let is_news = self.told != Some(moment.ruleset_seq);
            let is_urgent = moment.kill_seq > self.kills_told;
            if is_news && (is_urgent || self.quiet_until <= now) {
                self.told = Some(moment.ruleset_seq);
                self.kills_told = moment.kill_seq;
                self.quiet_until = now + PACE;
                return Some(message(&moment));
            }
            if silent_until <= now {
                return Some(":\n\n".to_owned());
            }
            let wake = if is_news { silent_until.min(self.quiet_until) } else { silent_until };
            let wake = self.expiry(now).map_or(wake, |expiry| wake.min(expiry));
            // Where one of the senders is gone, the server is too.
            tokio::select! {
                changed = self.changes.changed() => changed.ok()?,
                changed = self.tokens.changed() => changed.ok()?,
                changed = self.stopping.changed() => changed.ok()?,
                () = sleep_until(wake) => {}
            }
        }
    }

    fn is_valid(&self) -> bool {
        match &self.identity {
            Identity::Token(token) => self.app.tokens.is_valid(token, self.app.now()),
            _ => true,
        }
    }

    /// When the right to read ends, as far as that is known by now.
    fn expiry(&self, now: Instant) -> Option<Instant> {
        let left = self.identity.expires_at()?.duration_since(self.app.now());
        // A little later than exactly then, when it is over for certain.
        Some(now + Duration::try_from(left).unwrap_or_default() + Duration::from_millis(1))
    }
}

fn message(moment: &Moment) -> String {
    let (log, seq) = (&moment.line, moment.ruleset_seq);
    let data = json!({"type": "refetchEvaluation", "lastModified": moment.head.time.as_second()});
    format!("id: {log}.{seq}\nevent: message\ndata: {data}\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use hoist_api::{OfrepEndpoint, OfrepStream};
    use hoist_ruleset::log::Head;

    fn moment(seq: u64, ruleset_seq: u64, time: &str) -> Moment {
        let head = Head { seq, time: time.parse().unwrap(), ..Head::genesis("log_a") };
        Moment { ruleset_seq, ..Moment::genesis(head) }
    }

    #[test]
    fn who_comes_knows_what_its_last_event_says() {
        let moment = moment(9, 7, "2026-03-01T09:00:00Z");
        let restored = Moment { line: "log_a.b".into(), ..moment.clone() };
        assert_eq!(told_of(&restored, Some("log_a.7")), None);
        assert_eq!(told_of(&restored, Some("log_a.b.7")), Some(7));
        for (last, expected) in [
            (Some("log_a.7"), Some(7)),
            (Some("log_a.6"), None),
            (Some("log_a.8"), None),
            (Some("log_b.7"), None),
            (Some("7"), None),
            (Some("log_a."), None),
            // Without an id, anything may have changed since it asked.
            (None, None),
            (Some(""), None),
        ] {
            assert_eq!(told_of(&moment, last), expected, "{last:?}");
        }
    }

    #[test]
    fn addresses_are_what_the_api_says() {
        let [stream]: [OfrepStream; 1] = serde_json::from_str(&addresses_with("a~b")).unwrap();
        let uri = "/ofrep/v1/events?ticket=a~b".to_owned();
        let endpoint = OfrepEndpoint { request_uri: uri };
        let expected = OfrepStream { kind: "sse".into(), endpoint, inactivity_delay_sec: 120 };
        assert_eq!(stream, expected);
    }

    #[test]
    fn so_many_streams_and_no_more() {
        let streams = Arc::new(Semaphore::new(2));
        let (first, _second) = (permit(&streams).unwrap(), permit(&streams).unwrap());
        assert_eq!(permit(&streams).unwrap_err().0.code, Code::TooManyRequests);
        drop(first);
        assert!(permit(&streams).is_ok());
    }
}
