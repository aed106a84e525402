//! A change log as lines of JSON: all of it, with what its entries tell of, for who keeps it or
//! checks it elsewhere.
//!
//! It is read a few entries at a time, each time as one short reading, and read on when the
//! connection has room. So it costs the same memory at any length, and holds up nobody.

use std::io;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse as _;
use futures_util::stream::{Stream, unfold};
use hoist_api::{Change, LogExport};
use hoist_ruleset::log::Head;
use hoist_store::Query;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::value::RawValue;

use super::changes::{FILTERS, Filters, check_instance, origins};
use super::{ADMINS, READERS};
use crate::answer::{Answer, ApiError};
use crate::app::App;
use crate::caller::Caller;
use crate::environment::unavailable;
use crate::operation::{Method, Operation, text};
use crate::plan::{Refusal, refusal};
use crate::request::Parameters;

/// Entries that are read at a time.
const ENTRIES_MAX: usize = 200;
/// Fewer are read where their documents are more than this.
const BYTES_MAX: usize = 1 << 20;

pub(super) fn operations() -> [Operation; 2] {
    let lines = text(&["application/x-ndjson"], lines);
    let path = "/api/changes/export";
    let about = "The log as lines of JSON, the oldest first, with its documents";
    let environment = Operation::new(Method::Get, path, "exportChanges", about, export)
        .open_to(READERS)
        .with(FILTERS)
        .giving(200, lines);
    let path = "/api/instance/changes/export";
    let about = "The log of tokens and environments as lines of JSON, the oldest first";
    let instance = Operation::new(Method::Get, path, "exportInstanceChanges", about, of_instance)
        .of_instance()
        .open_to(ADMINS)
        .with(FILTERS)
        .giving(200, lines);
    [environment, instance]
}

/// The schema of the lines is a text; those of what is in them stand beside it.
fn lines(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<LogExport>();
    generator.subschema_for::<Change>();
    let about = "The first line is a LogExport, each line behind it a Change.";
    json_schema!({"type": "string", "description": about})
}

async fn export(
    State(app): State<App>,
    caller: Caller,
    Parameters(filters): Parameters<Filters>,
) -> Answer {
    let environment = caller.environment()?;
    let head = environment.moment().head.clone();
    answer(app, Some(environment.name.clone()), head, filters)
}

async fn of_instance(
    State(app): State<App>,
    caller: Caller,
    Parameters(filters): Parameters<Filters>,
) -> Answer {
    check_instance(&caller)?;
    let head = app.tokens.head();
    answer(app, None, head, filters)
}

fn answer(app: App, environment: Option<String>, head: Head, filters: Filters) -> Answer {
    let first = LogExport {
        log: head.log.clone(),
        environment,
        head: head.seq,
        hash: head.hash.to_string(),
        exported_at: app.now(),
        filtered: filters.is_any(),
    };
    let mut query = filters.query()?;
    let end = head.seq + 1;
    query.before = Some(query.before.map_or(end, |before| before.min(end)));
    query.limit = ENTRIES_MAX;
    let mut bytes = Vec::new();
    line(&mut bytes, &first)?;
    let export = Export { app, head, query, next: Some(bytes.into()) };
    let headers = [(header::CONTENT_TYPE, "application/x-ndjson")];
    Ok((StatusCode::OK, headers, Body::from_stream(export.parts())).into_response())
}

/// An export on its way out.
struct Export {
    app: App,
    head: Head,
    /// What is still to be read.
    query: Query,
    /// What is to be sent before that. None where the export has failed.
    next: Option<Bytes>,
}

impl Export {
    /// What is sent. Where it cannot go on the connection breaks off, so that nobody takes what
    /// came for all of it.
    fn parts(self) -> impl Stream<Item = io::Result<Bytes>> + Send {
        unfold(self, async |mut export| {
            let next = export.next.take()?;
            if !next.is_empty() {
                export.next = Some(Bytes::new());
                return Some((Ok(next), export));
            }
            match export.read().await {
                Ok(None) => None,
                Ok(Some(bytes)) => {
                    export.next = Some(Bytes::new());
                    Some((Ok(bytes), export))
                }
                Err(ApiError(refusal)) => {
                    tracing::warn!(
                        why = refusal.detail,
                        "an export of a change log was broken off"
                    );
                    Some((Err(io::Error::other(refusal.detail)), export))
                }
            }
        })
    }

    /// The next lines; none at the end.
    async fn read(&mut self) -> Result<Option<Bytes>, ApiError> {
        if *self.app.stopping.borrow() {
            return Err(refusal(hoist_api::Code::Internal, "the server stops").into());
        }
        let (query, head) = (self.query.clone(), self.head.clone());
        let read = self.app.with_whole_log(move |app| lines_of(app, &head, &query)).await?;
        let (bytes, last) = read;
        self.query.after = last.or(self.query.after);
        Ok(last.map(|_| bytes))
    }
}

/// Some lines, and the seq of the last one.
fn lines_of(app: &App, head: &Head, query: &Query) -> Result<(Bytes, Option<u64>), Refusal> {
    let entries = app.store.entries(&head.log, query).map_err(|error| unavailable(&error))?;
    let (mut bytes, mut last) = (Vec::new(), None);
    for (entry, origin) in entries.iter().zip(origins(app, &entries)?) {
        let body = entry.digest.map(|digest| app.store.body(&digest)).transpose();
        let body = body.map_err(|error| unavailable(&error))?.flatten();
        if body.is_none() {
            let erasure = app.store.erasure_of(entry).map_err(|error| unavailable(&error))?;
            // Who says so is not in this export, so it would not be sound.
            if erasure.is_some_and(|erasure| erasure.seq > head.seq) {
                return Err(refusal(hoist_api::Code::Conflict, "something was erased meanwhile"));
            }
        }
        let mut change = Change::from(entry);
        (change.address, change.nonce) =
            origin.map(|origin| (origin.address, origin.nonce)).unzip();
        let document = body.and_then(|body| RawValue::from_string(body).ok());
        line(&mut bytes, &Line { change, document })?;
        last = Some(entry.seq);
        if bytes.len() > BYTES_MAX {
            break;
        }
    }
    Ok((bytes.into(), last))
}

/// A change with its document as the text that was stored: none of its numbers is written anew.
#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    change: Change,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<Box<RawValue>>,
}

fn line(bytes: &mut Vec<u8>, value: &impl Serialize) -> Result<(), Refusal> {
    let failed = |error: serde_json::Error| refusal(hoist_api::Code::Internal, error.to_string());
    serde_json::to_writer(&mut *bytes, value).map_err(failed)?;
    bytes.push(b'\n');
    Ok(())
}
