//! Taking events.

use std::sync::Arc;

use axum::extract::{FromRequest as _, Request, State};
use axum::http::StatusCode;
use hoist_api::{Code, EventsAnswer, EventsRequest, RefusedEvent};
use hoist_store::{Content, EventBatch, Written};
use serde::Deserialize;

use super::EVALUATORS;
use crate::accept::{self, Refused};
use crate::answer::{Answer, ApiError, json};
use crate::app::App;
use crate::bulk::{self, Few};
use crate::caller::Caller;
use crate::intake::Size;
use crate::operation::Method::Post;
use crate::operation::{Operation, json as content};
use crate::request::JsonText;

/// Events of one request.
const EVENTS_MAX: usize = 10_000;
/// Most bytes of a body of events.
pub(super) const EVENTS_BYTES_MAX: usize = 4 << 20;

pub(super) fn operations() -> Vec<Operation> {
    let about = "Store exposures and observations; each is judged by itself";
    vec![
        Operation::new(Post, "/api/events", "sendEvents", about, take)
            .for_browsers()
            .open_to(EVALUATORS)
            .taking(content::<EventsRequest>())
            .taking_up_to(EVENTS_BYTES_MAX)
            .giving(202, content::<EventsAnswer>()),
    ]
}

/// The request with its events not yet read: what is wrong with one is no matter of the others.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unread<'a> {
    #[serde(borrow)]
    events: Few<'a, EVENTS_MAX>,
}

/// Why somebody's events are not taken.
const NO_EVENTS: &str = "Events take a token that may send them: not one that was made with \
                         `events: false`, and not none.";

async fn take(State(app): State<App>, caller: Caller, request: Request) -> Answer {
    if !caller.may_send_events() {
        return Err(ApiError::new(Code::Forbidden, NO_EVENTS));
    }
    let JsonText(body) = JsonText::from_request(request, &()).await?;
    let environment = caller.environment()?;
    let (moment, now) = (environment.moment(), app.now());
    let (mut sound, mut refused) = (Vec::new(), Vec::new());
    let turn = app.turn_to_read(body.len()).await?;
    let mended;
    let Unread { events: Few { items, count } } = match bulk::parsed(&body) {
        Ok(unread) => unread,
        Err(error) => {
            mended = bulk::without_odd_numbers(&body).ok_or(error)?;
            bulk::parsed(&mended)?
        }
    };
    if count > EVENTS_MAX {
        let detail = format!("A request has at most {EVENTS_MAX} events, this one has {count}.");
        return Err(ApiError::new(Code::Invalid, detail));
    }
    for (index, event) in (0..).zip(items) {
        match accept::judge(&moment, caller.is_public(), now, event) {
            Ok(event) => sound.push(event),
            Err(Refused { code, detail }) => refused.push(RefusedEvent { index, code, detail }),
        }
    }
    let size = Size { rows: sound.len(), bytes: body.len() };
    drop((turn, body));
    let (telemetry, unsound) = (Arc::clone(&app.telemetry), refused.len());
    let note = move |written| telemetry.reported.events(written, unsound);
    let mut written = Written::default();
    if sound.is_empty() {
        note(written);
    } else {
        let log = moment.head.log.as_str().into();
        let batch = EventBatch { log, content: Content::Events(sound) };
        written = app.intake.write(batch, size, note).await?;
    }
    let Written { accepted, duplicates } = written;
    json(StatusCode::ACCEPTED, &EventsAnswer { accepted, duplicates, refused })
}
