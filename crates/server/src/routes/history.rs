//! The change log: of one document, of the environment, and whether it is sound.

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{Change, Changes, Verification};
use hoist_ruleset::log::{Collection, Entry};
use hoist_ruleset::{DocumentKind, KeyList, LoadError};
use hoist_store::Query;
use serde::Deserialize;
use serde_json::json;

use super::page::{PAGE, PageQuery};
use super::{KINDS, READERS};
use crate::answer::{Answer, json as answer};
use crate::app::App;
use crate::caller::Caller;
use crate::environment::unavailable;
use crate::moment::Moment;
use crate::operation::{Method, Operation, Parameter, json as content};
use crate::plan::{Refusal, no_such};
use crate::request::{Parameters, Path};

pub(super) fn operations() -> Vec<Operation> {
    let history = |(kind, name): (DocumentKind, &str)| {
        let path = format!("/api/{}/{{key}}/history", kind.section());
        let about = "What happened to it, the newest first, with the definitions";
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
            .with(&[AFTER, BEFORE, ORDER])
            .giving(200, content::<Changes>()),
    );
    let about = "Check that the log is what was appended: nothing changed, removed or reordered";
    operations.push(
        Operation::new(Method::Get, "/api/changes/verify", "verifyChanges", about, verify)
            .open_to(READERS)
            .giving(200, content::<Verification>()),
    );
    operations
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
            page_of(&entries, limit, |entry| with_document(app, entry))
        })
        .await?;
    answer(StatusCode::OK, &changes)
}

fn with_document(app: &App, entry: &Entry) -> Result<Change, Refusal> {
    let body = entry.digest.map(|digest| app.store.body(&digest)).transpose();
    let body = body.map_err(|error| unavailable(&error))?.flatten();
    let document = body.and_then(|body| serde_json::from_str(&body).ok());
    Ok(Change { document, ..Change::from(entry) })
}

/// A page of entries, of which one more than fits was asked for.
fn page_of(
    entries: &[Entry],
    limit: usize,
    change: impl Fn(&Entry) -> Result<Change, Refusal>,
) -> Result<Changes, Refusal> {
    let shown = &entries[..entries.len().min(limit)];
    let next = shown.last().filter(|_| entries.len() > limit).map(|last| last.seq.to_string());
    let items = shown.iter().map(change).collect::<Result<_, _>>()?;
    Ok(Changes { items, next })
}

#[derive(Debug, Default, Deserialize)]
struct ChangesQuery {
    after: Option<u64>,
    before: Option<u64>,
    #[serde(default)]
    order: Order,
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
    let (limit, cursor) = (page.limit()?, page.number()?);
    let environment = caller.environment()?;
    let ChangesQuery { mut after, mut before, order } = query;
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
            let entries = app.store.entries(&environment.moment().head.log, &query);
            let entries = entries.map_err(|error| unavailable(&error))?;
            page_of(&entries, limit, |entry| Ok(Change::from(entry)))
        })
        .await?;
    answer(StatusCode::OK, &changes)
}

async fn verify(State(app): State<App>, caller: Caller) -> Answer {
    let environment = caller.environment()?;
    let verification = app
        .with_whole_log(move |app| {
            let moment = environment.moment();
            let log = moment.head.log.clone();
            let found = app.store.verify(&log).map_err(|error| unavailable(&error))?;
            let faults = found.faults.iter().map(ToString::to_string);
            let faults = faults.chain(list_faults(app, &moment)?).collect();
            Ok(Verification { log, entries: found.entries, faults })
        })
        .await?;
    answer(StatusCode::OK, &verification)
}

/// What is wrong with the long lists that documents name now.
fn list_faults(app: &App, moment: &Moment) -> Result<Vec<String>, Refusal> {
    let mut faults = Vec::new();
    for digest in moment.documents.lists().into_keys() {
        match KeyList::load(digest, &mut |digest| app.store.node(digest)) {
            Ok(_) => {}
            Err(LoadError::Fetch(error)) => return Err(unavailable(&error)),
            Err(error) => faults.push(error.to_string()),
        }
    }
    Ok(faults)
}
