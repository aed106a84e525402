//! The list of flags that may go.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{Code, StaleFlag, StalePage};
use hoist_ruleset::DocumentKind::{self, Flag};
use hoist_ruleset::ExperimentStatus;
use hoist_store::Usage;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use serde_json::value::to_raw_value;

use super::documents;
use super::page::{PAGE, PAGE_BYTES_MAX, PageQuery};
use super::when::When;
use crate::answer::{Answer, json as answer};
use crate::app::App;
use crate::intake::unavailable;
use crate::moment::Moment;
use crate::operation::Parameter;
use crate::plan::{Refusal, refusal};
use crate::request::Parameters;
use crate::stale::{Facts, before, staleness};

/// For how long nothing has to have happened where nobody says so.
const DAYS: u32 = 30;
/// For so long counts of days are kept, with some room.
const DAYS_MAX: u32 = 720;

/// What the list of a kind of documents may be asked for.
pub(super) fn parameters(kind: DocumentKind) -> &'static [Parameter] {
    match kind {
        Flag => OF_FLAGS,
        DocumentKind::Experiment => OF_EXPERIMENTS,
        DocumentKind::Segment | DocumentKind::Metric | DocumentKind::Release => PAGE,
    }
}

const OF_EXPERIMENTS: &[Parameter] = &[
    PAGE[0],
    PAGE[1],
    Parameter {
        name: "status",
        place: "query",
        about: "Only those that are there in their lives.",
        schema: || json!({"enum": ["draft", "running", "ended", "concluded", "archived"]}),
    },
];

const OF_FLAGS: &[Parameter] = &[
    PAGE[0],
    PAGE[1],
    Parameter {
        name: "stale",
        place: "query",
        about: "`true`: only flags that may go, each with `stale`: why, since when, a sentence. \
                `days` and `counted_since` stand beside the list then.",
        schema: || json!({"type": "boolean", "default": false}),
    },
    Parameter {
        name: "days",
        place: "query",
        about: "With `stale`: for how many days nobody evaluates them, or all get the same.",
        schema: || json!({"type": "integer", "minimum": 1, "maximum": DAYS_MAX, "default": DAYS}),
    },
];

#[derive(Debug, Deserialize)]
pub(super) struct StaleQuery {
    #[serde(default)]
    stale: bool,
    days: Option<u32>,
    status: Option<ExperimentStatus>,
}

/// The documents of a kind, or the flags that may go.
pub(super) async fn list(
    kind: DocumentKind,
    State(app): State<App>,
    when: When,
    Parameters(page): Parameters<PageQuery>,
    Parameters(query): Parameters<StaleQuery>,
) -> Answer {
    if !query.stale {
        if query.days.is_some() {
            let detail = "`days` goes with `stale=true`: send both, or neither.";
            return Err(refusal(Code::BadRequest, detail).into());
        }
        return documents::list(kind, app, when, page, query.status).await;
    }
    if when.is_past {
        let detail = "What may go is told of the present: leave `at` out, or `stale`.";
        return Err(refusal(Code::BadRequest, detail).into());
    }
    let (limit, days) = (page.limit()?, query.days.unwrap_or(DAYS));
    if !(1..=DAYS_MAX).contains(&days) {
        let detail = format!("`days` is from 1 to {DAYS_MAX}, this is {days}.");
        return Err(refusal(Code::BadRequest, detail).into());
    }
    let (moment, now, counted_since) = (when.moment, when.now, when.environment.created);
    let turns = Arc::clone(&app.analytics);
    let found = app.in_turn(&turns, move |app| {
        let usage = app.events.usage(&moment.head.log, before(now, days));
        let usage = usage.map_err(|error| unavailable(&error))?;
        let (items, next) = flags(&moment, usage, (days, now), limit, page.cursor.as_deref())?;
        // The text is made here, where nobody waits for the thread.
        let page = to_raw_value(&StalePage { items, next, days, counted_since });
        page.map_err(|error| refusal(Code::Internal, error.to_string()))
    });
    answer(StatusCode::OK, &found.await?)
}

/// The flags that may go after a cursor, and the next cursor.
fn flags(
    moment: &Moment,
    mut usage: HashMap<String, Usage>,
    (days, now): (u32, Timestamp),
    limit: usize,
    cursor: Option<&str>,
) -> Result<(Vec<StaleFlag>, Option<String>), Refusal> {
    let mut flags = moment.documents.flags().iter();
    if let Some(cursor) = cursor
        && !flags.any(|(key, _)| key.as_str() == cursor)
    {
        let detail = "`cursor` is no key that is there any more: start from the beginning.";
        return Err(refusal(Code::BadRequest, detail));
    }
    let (mut items, mut bytes): (Vec<StaleFlag>, usize) = (Vec::new(), 0);
    for (key, flag) in flags {
        let key = key.as_str();
        let Some(definition) = moment.definition(Flag, key) else { continue };
        let facts = Facts {
            created: definition.created,
            updated: definition.updated,
            killed: moment.kill_of(Flag, key).map(|kill| kill.killed.at),
            is_referred_to: !moment.documents.referrers(Flag, key).is_empty(),
            usage: usage.remove(key).unwrap_or_default(),
        };
        let stale = staleness(flag, &facts, days, now);
        if stale.is_empty() {
            continue;
        }
        let Some(flag) = moment.document(Flag, key) else { continue };
        let item = StaleFlag { stale, flag };
        bytes += serde_json::to_string(&item).map_or(0, |text| text.len());
        if items.len() == limit || (bytes > PAGE_BYTES_MAX && !items.is_empty()) {
            let last = items.last().map(|last| last.flag.key.clone());
            return Ok((items, last));
        }
        items.push(item);
    }
    Ok((items, None))
}
