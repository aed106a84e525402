//! The history of one document, with its definitions.

pub(super) mod definitions;

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::Changes;
use hoist_ruleset::DocumentKind;
use hoist_ruleset::log::Collection;
use hoist_store::Query;

use super::changes::page_of;
use super::page::{PAGE, PageQuery};
use super::{KINDS, READERS};
use crate::answer::{Answer, json as answer};
use crate::app::App;
use crate::caller::Caller;
use crate::environment::unavailable;
use crate::operation::{Method, Operation, json as content};
use crate::plan::no_such;
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
            definitions::add(app, &entries, &mut changes, true)?;
            Ok(changes)
        })
        .await?;
    answer(StatusCode::OK, &changes)
}
