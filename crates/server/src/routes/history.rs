//! The history of one document, with its definitions.

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::Changes;
use hoist_ruleset::DocumentKind;
use hoist_ruleset::log::{Collection, Entry};
use hoist_store::Query;

use super::changes::page_of;
use super::page::{PAGE, PAGE_BYTES_MAX, PageQuery};
use super::{KINDS, READERS};
use crate::answer::{Answer, json as answer};
use crate::app::App;
use crate::caller::Caller;
use crate::environment::unavailable;
use crate::operation::{Method, Operation, json as content};
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
    KINDS.into_iter().map(history).collect()
}

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
            let mut changes = page_of(app, &entries, limit)?;
            add_documents(app, &entries, &mut changes)?;
            Ok(changes)
        })
        .await?;
    answer(StatusCode::OK, &changes)
}

/// Adds the documents to a page of their changes, which ends early where they are large.
fn add_documents(app: &App, entries: &[Entry], changes: &mut Changes) -> Result<(), Refusal> {
    let mut bytes = 0;
    for (index, entry) in entries.iter().take(changes.items.len()).enumerate() {
        let body = entry.digest.map(|digest| app.store.body(&digest)).transpose();
        let body = body.map_err(|error| unavailable(&error))?.flatten();
        bytes += body.as_ref().map_or(0, String::len);
        if bytes > PAGE_BYTES_MAX && index > 0 {
            changes.items.truncate(index);
            changes.next = changes.items.last().map(|last| last.seq.to_string());
            return Ok(());
        }
        if body.is_none() {
            let erasure = app.store.erasure_of(entry).map_err(|error| unavailable(&error))?;
            changes.items[index].erased = erasure.is_some();
        }
        changes.items[index].document = body.and_then(|body| serde_json::from_str(&body).ok());
    }
    Ok(())
}
