//! What results are made of, for whoever computes them elsewhere.
//!
//! Rows are read a few at a time, and read on when the connection has room: an export costs the
//! same memory at any number of users, and holds up nobody. Meanwhile users may come and change. So
//! the last line has what the server made of exactly the rows that were sent: whoever computes that
//! again has to find the same.

use std::io;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse as _;
use futures_util::stream::{Stream, unfold};
use hoist_api::{Code, Conclusion, ExportEnd, ExportRow, ExportStart};
use hoist_experiment::Row;
use hoist_ruleset::DocumentKind;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Measured, ResultsQuery, found, not_whole};
use crate::answer::{Answer, ApiError};
use crate::app::App;
use crate::caller::Caller;
use crate::intake::unavailable;
use crate::operation::{Content, SchemaOf};
use crate::plan::{Refusal, refusal};
use crate::request::{Parameters, Path};
use crate::results::living::conclusion;
use crate::results::read::{Phase, unreadable};
use crate::results::{Gathered, exported};

/// Rows that are read at a time.
const ROWS_MAX: usize = 1_000;
/// The form of the lines.
const FORM: u32 = 1;

pub(super) const LINES: Content = Content {
    media_types: &["application/x-ndjson"],
    schema: SchemaOf::Type(lines),
    required: true,
};

/// The schema of the lines is a text; those of what is in them stand beside it.
fn lines(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<ExportStart>();
    generator.subschema_for::<ExportRow>();
    generator.subschema_for::<ExportEnd>();
    let about = "The first line is an ExportStart, each line behind it an ExportRow; then each \
                 test is `{\"test\": …}`, and the last line `{\"end\": …}` with an ExportEnd.";
    json_schema!({"type": "string", "description": about})
}

pub(super) async fn export(
    kind: DocumentKind,
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Parameters(query): Parameters<ResultsQuery>,
) -> Answer {
    let environment = caller.environment()?;
    let moment = environment.moment();
    let name = environment.name.clone();
    let begun = app.blocking(move |app| {
        let Measured { stored, .. } = found(app, &moment, kind, &key, query.phase)?;
        if !stored.is_whole {
            return Err(not_whole(&stored));
        }
        let phase = Phase::read(app, &moment.head.log, &stored)?;
        let mut bytes = Vec::new();
        let start = ExportStart { results_export: FORM, environment: name, plan: plan_of(&phase)? };
        line(&mut bytes, &start)?;
        let end = match kind {
            DocumentKind::Experiment => conclusion(&moment, &key, stored.phase, app.now()),
            _ => None,
        };
        let gathered = Gathered::of(phase.plan.clone());
        Ok((Gathering { phase, gathered, conclusion: end }, Bytes::from(bytes)))
    });
    let (gathering, first) = begun.await?;
    let export = Export { app, gathering: Some(gathering), users: 0, next: Some(first), at: 0 };
    let headers = [(header::CONTENT_TYPE, "application/x-ndjson")];
    Ok((StatusCode::OK, headers, Body::from_stream(export.parts())).into_response())
}

fn plan_of(phase: &Phase) -> Result<Map<String, Value>, Refusal> {
    match serde_json::to_value(&phase.plan) {
        Ok(Value::Object(plan)) => Ok(plan),
        _ => Err(refusal(Code::Internal, "The plan is no JSON object.")),
    }
}

/// What is exported, and what of it was sent.
struct Gathering {
    phase: Phase,
    gathered: Gathered,
    conclusion: Option<Conclusion>,
}

/// An export on its way out.
struct Export {
    app: App,
    /// None once all was sent.
    gathering: Option<Gathering>,
    users: u64,
    /// The user's number to go on from.
    at: i64,
    /// What is to be sent before more is read.
    next: Option<Bytes>,
}

impl Export {
    /// What is sent. Where it cannot go on the connection breaks off, so that nobody takes what
    /// came for all of it.
    fn parts(self) -> impl Stream<Item = io::Result<Bytes>> + Send {
        unfold(Some(self), async |export| {
            let mut export = export?;
            if let Some(next) = export.next.take() {
                return Some((Ok(next), Some(export)));
            }
            match export.read().await {
                Ok(bytes) => bytes.map(|bytes| (Ok(bytes), Some(export))),
                Err(ApiError(refusal)) => {
                    let why = refusal.detail;
                    tracing::warn!(why, "an export of results was broken off");
                    Some((Err(io::Error::other(why)), None))
                }
            }
        })
    }

    /// The next lines; none at the end.
    async fn read(&mut self) -> Result<Option<Bytes>, ApiError> {
        let Some(mut gathering) = self.gathering.take() else { return Ok(None) };
        if *self.app.stopping.borrow() {
            return Err(refusal(Code::StoreUnavailable, "the server stops").into());
        }
        let (first, users) = (self.at, self.users);
        let read = self.app.blocking(move |app| {
            let phase = &gathering.phase;
            let rows = app.events.rows_with_users(&phase.stored, first, ROWS_MAX);
            let rows = rows.map_err(|error| unavailable(&error))?;
            let mut bytes = Vec::new();
            let (count, last) = (rows.len(), rows.last().map(|row| row.number));
            for each in rows {
                let row = Row::from_bytes(&each.row);
                let row =
                    row.map_err(|_malformed| unreadable(&phase.stored.key, phase.stored.phase))?;
                gathering.gathered.add(&row);
                line(&mut bytes, &exported(&phase.plan, &row, each.beside.as_deref()))?;
            }
            if last.is_none() {
                end(app, &gathering, users, &mut bytes)?;
            }
            Ok((bytes, count, last, last.map(|_| gathering)))
        });
        let (bytes, count, last, gathering) = read.await?;
        self.users += u64::try_from(count).unwrap_or(0);
        self.at = last.map_or(self.at, |last| last + 1);
        self.gathering = gathering;
        Ok(Some(bytes.into()))
    }
}

/// The tests, and the last line.
fn end(app: &App, gathering: &Gathering, users: u64, bytes: &mut Vec<u8>) -> Result<(), Refusal> {
    let Gathering { phase, gathered, conclusion } = gathering;
    for test in &phase.tested {
        line(bytes, &json!({"test": test}))?;
    }
    let tests = u64::try_from(phase.tested.len()).unwrap_or(0);
    let results = gathered.results(&phase.tested, app.now());
    let conclusion = conclusion.clone();
    line(bytes, &json!({"end": ExportEnd { users, tests, results, conclusion }}))
}

fn line(bytes: &mut Vec<u8>, value: &impl Serialize) -> Result<(), Refusal> {
    let failed = |error: serde_json::Error| refusal(Code::Internal, error.to_string());
    serde_json::to_writer(&mut *bytes, value).map_err(failed)?;
    bytes.push(b'\n');
    Ok(())
}
