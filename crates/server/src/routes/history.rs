//! The change log: of one document, of the environment, and whether it is sound.

mod definitions;

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{Change, Changes, Code, Verification};
use hoist_ruleset::DocumentKind;
use hoist_ruleset::log::{Collection, Entry, Head};
use hoist_store::Query;
use serde::Deserialize;
use serde_json::json;

use super::page::{PAGE, PageQuery};
use super::{ADMINS, KINDS, READERS};
use crate::answer::{Answer, ApiError, json as answer};
use crate::app::App;
use crate::caller::Caller;
use crate::environment::unavailable;
use crate::operation::{Method, Operation, Parameter, json as content};
use crate::plan::{Refusal, no_such};
use crate::request::{Parameters, Path};

pub(super) fn operations() -> Vec<Operation> {
    let history = |(kind, name): (DocumentKind, &str)| {
        let path = format!("/api/{}/{{key}}/history", kind.section());
        let about = "What happened to it, the newest first, with definitions and differences";
        let id = format!("get{name}History");
        Operation::new(Method::Get, path, id, about, move |app, caller, key, page| {
            of_document(kind, app, caller, key, page)
        })
        .open_to(READERS)
        .with(PAGE)
        .giving(200, content::<Changes>())
    };
    let mut operations: Vec<Operation> = KINDS.into_iter().map(history).collect();
    let about = "What happened in the environment, the newest first";
    operations.push(
        Operation::new(Method::Get, "/api/changes", "listChanges", about, changes)
            .open_to(READERS)
            .with(PAGE)
            .with(&[AFTER, BEFORE, ORDER, DIFF])
            .giving(200, content::<Changes>()),
    );
    let about = "Check that the log is what was appended: nothing changed, removed or reordered";
    operations.push(
        Operation::new(Method::Get, "/api/changes/verify", "verifyChanges", about, verify)
            .open_to(READERS)
            .giving(200, content::<Verification>()),
    );
    operations.extend(of_instance());
    operations
}

/// The log of tokens and environments.
fn of_instance() -> [Operation; 2] {
    let path = "/api/instance/changes";
    let about = "What happened to tokens and environments, the newest first";
    let list = Operation::new(Method::Get, path, "listInstanceChanges", about, instance_changes)
        .of_instance()
        .open_to(ADMINS)
        .with(PAGE)
        .with(&[AFTER, BEFORE, ORDER])
        .giving(200, content::<Changes>());
    let path = "/api/instance/changes/verify";
    let about = "Check that the log of tokens and environments is what was appended";
    let verify = Operation::new(Method::Get, path, "verifyInstanceChanges", about, verify_instance)
        .of_instance()
        .open_to(ADMINS)
        .giving(200, content::<Verification>());
    [list, verify]
}

const AFTER: Parameter = Parameter {
    name: "after",
    place: "query",
    about: "Only entries with a greater seq.",
    schema: || json!({"type": "integer", "minimum": 0}),
};

const BEFORE: Parameter = Parameter {
    name: "before",
    place: "query",
    about: "Only entries with a smaller seq.",
    schema: || json!({"type": "integer", "minimum": 0}),
};

const ORDER: Parameter = Parameter {
    name: "order",
    place: "query",
    about: "`asc` for the oldest first.",
    schema: || json!({"type": "string", "enum": ["asc", "desc"], "default": "desc"}),
};

const DIFF: Parameter = Parameter {
    name: "diff",
    place: "query",
    about: "Also what is different in the definitions.",
    schema: || json!({"type": "boolean", "default": false}),
};

async fn of_document(
    kind: DocumentKind,
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Parameters(page): Parameters<PageQuery>,
) -> Answer {
    let (limit, before) = (page.limit()?, page.number()?);
    let environment = caller.environment()?;
    let changes = app
        .blocking(move |app| {
            let query = Query {
                collection: Some(Collection::from(kind)),
                key: Some(key.clone()),
                before,
                newest_first: true,
                limit: limit + 1,
                ..Query::default()
            };
            let moment = environment.moment();
            let entries = app.store.entries(&moment.head.log, &query);
            let entries = entries.map_err(|error| unavailable(&error))?;
            if entries.is_empty() && before.is_none() {
                return Err(no_such(&moment, kind, &key));
            }
            let mut changes = page_of(&entries, limit);
            definitions::add(app, &entries, &mut changes, true)?;
            Ok(changes)
        })
        .await?;
    answer(StatusCode::OK, &changes)
}

/// A page of entries, of which one more than fits was asked for.
fn page_of(entries: &[Entry], limit: usize) -> Changes {
    let shown = &entries[..entries.len().min(limit)];
    let next = shown.last().filter(|_| entries.len() > limit).map(|last| last.seq.to_string());
    Changes { items: shown.iter().map(Change::from).collect(), next }
}

#[derive(Debug, Default, Deserialize)]
struct ChangesQuery {
    after: Option<u64>,
    before: Option<u64>,
    #[serde(default)]
    order: Order,
    #[serde(default)]
    diff: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Order {
    Asc,
    #[default]
    Desc,
}

async fn changes(
    State(app): State<App>,
    caller: Caller,
    Parameters(page): Parameters<PageQuery>,
    Parameters(query): Parameters<ChangesQuery>,
) -> Answer {
    let log = caller.environment()?.moment().head.log.clone();
    listed(app, log, &page, query).await
}

/// A page of a log.
async fn listed(app: App, log: String, page: &PageQuery, query: ChangesQuery) -> Answer {
    let (limit, cursor) = (page.limit()?, page.number()?);
    let ChangesQuery { mut after, mut before, order, diff } = query;
    match order {
        Order::Asc => after = after.max(cursor),
        Order::Desc => {
            before = [before, cursor].into_iter().flatten().min();
        }
    }
    let changes = app
        .blocking(move |app| {
            let newest_first = order == Order::Desc;
            let query = Query { after, before, newest_first, limit: limit + 1, ..Query::default() };
            let entries = app.store.entries(&log, &query);
            let entries = entries.map_err(|error| unavailable(&error))?;
            let mut changes = page_of(&entries, limit);
            if diff {
                definitions::add(app, &entries, &mut changes, false)?;
            }
            Ok(changes)
        })
        .await?;
    answer(StatusCode::OK, &changes)
}

async fn verify(State(app): State<App>, caller: Caller) -> Answer {
    let head = caller.environment()?.moment().head.clone();
    let verification = app.with_whole_log(move |app| verified(app, &head)).await?;
    answer(StatusCode::OK, &verification)
}

/// What is found of a log, of which a head is remembered that nobody can have changed.
fn verified(app: &App, remembered: &Head) -> Result<Verification, Refusal> {
    let log = remembered.log.clone();
    let found = app.store.verify(&log).map_err(|error| unavailable(&error))?;
    let mut faults: Vec<String> = found.faults.iter().map(ToString::to_string).collect();
    let query = Query {
        after: remembered.seq.checked_sub(1),
        before: Some(remembered.seq + 1),
        limit: 1,
        ..Query::default()
    };
    let there = app.store.entries(&log, &query).map_err(|error| unavailable(&error))?;
    let is_there = there.first().is_some_and(|entry| entry.hash == remembered.hash);
    if !is_there && remembered.seq > 0 && faults.is_empty() {
        let seq = remembered.seq;
        faults.push(format!(
            "entry {seq} is not the one that this server knows: the log was cut off or written anew"
        ));
    }
    let hash = found.head.hash.to_string();
    Ok(Verification { log, entries: found.entries, hash, faults })
}

async fn instance_changes(
    State(app): State<App>,
    caller: Caller,
    Parameters(page): Parameters<PageQuery>,
    Parameters(query): Parameters<ChangesQuery>,
) -> Answer {
    check_instance(&caller)?;
    let log = app.tokens.head().log;
    listed(app, log, &page, query).await
}

async fn verify_instance(State(app): State<App>, caller: Caller) -> Answer {
    check_instance(&caller)?;
    let head = app.tokens.head();
    let verification = app.with_whole_log(move |app| verified(app, &head)).await?;
    answer(StatusCode::OK, &verification)
}

/// The instance's log is about every environment, so who reads it holds for all of them.
fn check_instance(caller: &Caller) -> Result<(), ApiError> {
    if caller.identity.holds_for("*") {
        return Ok(());
    }
    let detail = "The instance's log is for admin tokens that hold for all environments.";
    Err(ApiError::new(Code::Forbidden, detail))
}
