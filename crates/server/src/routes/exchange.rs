//! Files of documents in and out: all of it, or nothing.

mod report;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hoist_api::{Code, ImportFile, ImportFiles, ImportReport};
use hoist_ruleset::limits::FILE_BYTES_MAX;
use hoist_ruleset::{DocumentKind, Onto, Source, Syntax, read_beside_state};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::OwnedSemaphorePermit;

pub(super) use report::{Import, report};

use super::when::{WHEN, When};
use super::{READERS, WRITERS};
use crate::answer::{Answer, ApiError, json as answer};
use crate::app::App;
use crate::author::Author;
use crate::caller::Caller;
use crate::environment::Planning;
use crate::lifecycle;
use crate::moment::Moment;
use crate::operation::{Content, Method, Operation, Parameter, SchemaOf, json as content};
use crate::plan::{ALLOW, Definitions, Planned, Pruner, Refusal, absent, define};
use crate::request::{Json, Parameters, body};

/// Most bytes of files that are imported together.
pub(super) const IMPORT_BYTES_MAX: usize = FILE_BYTES_MAX;
/// Most files that are imported together, and bytes of a file's name.
const FILES_MAX: usize = 10_000;
const FILE_NAME_BYTES_MAX: usize = 1_024;

pub(super) const FILES: &[&str] = &["application/yaml", "application/json"];

pub(super) fn operations() -> Vec<Operation> {
    let file = Content { media_types: FILES, schema: SchemaOf::File, required: true };
    let about = "All documents as one file, which can be imported and validated";
    let export = Operation::new(Method::Get, "/api/export", "export", about, export)
        .open_to(READERS)
        .with(&[FORMAT])
        .with(WHEN)
        .giving(200, file)
        .of_any_time();
    let about = "Make the documents of a file be so: all of them, or nothing";
    let import = Operation::new(Method::Post, "/api/import", "import", about, import)
        .open_to(WRITERS)
        .with(&[DRY_RUN, PRUNE, ALLOW_DELETES])
        .taking(file)
        .taking_up_to(IMPORT_BYTES_MAX)
        .giving(200, content::<ImportReport>());
    let (path, about) =
        ("/api/import/files", "Make the documents of some files be so: all of them, or nothing");
    let import_files = Operation::new(Method::Post, path, "importFiles", about, import_files)
        .open_to(WRITERS)
        .with(&[DRY_RUN, PRUNE, ALLOW_DELETES])
        .taking(content::<ImportFiles>())
        .taking_up_to(IMPORT_BYTES_MAX)
        .giving(200, content::<ImportReport>());
    vec![export, import, import_files]
}

const FORMAT: Parameter = Parameter {
    name: "format",
    place: "query",
    about: "The syntax of the file.",
    schema: || json!({"type": "string", "enum": ["yaml", "json"], "default": "yaml"}),
};

const DRY_RUN: Parameter = Parameter {
    name: "dry_run",
    place: "query",
    about: "Only tell what would change.",
    schema: || json!({"type": "boolean", "default": false}),
};

pub(super) const PRUNE: Parameter = Parameter {
    name: "prune",
    place: "query",
    about: "Also delete documents that are not in the file.",
    schema: || json!({"type": "boolean", "default": false}),
};

pub(super) const ALLOW_DELETES: Parameter = Parameter {
    name: "allow_deletes",
    place: "query",
    about: "Whether `prune` may delete more than a fifth of the documents.",
    schema: || json!({"type": "boolean", "default": false}),
};

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Format {
    #[default]
    Yaml,
    Json,
}

#[derive(Debug, Deserialize)]
struct ExportQuery {
    #[serde(default)]
    format: Format,
}

async fn export(
    State(app): State<App>,
    when: When,
    Parameters(query): Parameters<ExportQuery>,
) -> Answer {
    let moment = Arc::clone(&when.moment);
    moment.untold.check_whole("An export")?;
    let (media_type, text) = app
        .blocking(move |_| {
            let documents = &moment.documents;
            Ok(match query.format {
                Format::Yaml => ("application/yaml", documents.to_yaml().unwrap_or_default()),
                Format::Json => ("application/json", documents.to_json().unwrap_or_default()),
            })
        })
        .await?;
    let answer = Response::builder()
        .header(header::CONTENT_TYPE, media_type)
        .body(Body::from(text))
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response());
    Ok(when.told(answer))
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct ImportQuery {
    #[serde(default)]
    dry_run: bool,
    #[serde(default)]
    prune: bool,
    #[serde(default)]
    allow_deletes: bool,
}

async fn import(
    State(app): State<App>,
    caller: Caller,
    Parameters(query): Parameters<ImportQuery>,
    request: Request,
) -> Answer {
    // It is waited for before the body is read: what waits has taken no memory yet.
    let permit = app.turn(&app.imports).await?;
    apply(&app, &caller, query, file(request).await?, permit).await
}

/// The file that a body is.
pub(super) async fn file(request: Request) -> Result<Vec<Source>, ApiError> {
    let syntax = syntax(request.headers())?;
    Ok(vec![Source { syntax, ..Source::new("import", body(request).await?) }])
}

async fn import_files(
    State(app): State<App>,
    caller: Caller,
    Parameters(query): Parameters<ImportQuery>,
    request: Request,
) -> Answer {
    let permit = app.turn(&app.imports).await?;
    apply(&app, &caller, query, files(&app, request).await?, permit).await
}

/// The files that a body holds.
pub(super) async fn files(app: &App, request: Request) -> Result<Vec<Source>, ApiError> {
    let Json(ImportFiles { files }) = Json::from_request(request, app).await?;
    sources(files)
}

/// Files as they are read.
pub(super) fn sources(files: Vec<ImportFile>) -> Result<Vec<Source>, ApiError> {
    let is_name = |name: &str| {
        !name.is_empty() && name.len() <= FILE_NAME_BYTES_MAX && !name.contains(char::is_control)
    };
    if files.is_empty() || files.len() > FILES_MAX || !files.iter().all(|it| is_name(&it.name)) {
        let detail = format!(
            "`files` has from 1 to {FILES_MAX} files, each with a `name` of at most \
             {FILE_NAME_BYTES_MAX} bytes without control characters."
        );
        return Err(ApiError::new(Code::Invalid, detail));
    }
    Ok(files.into_iter().map(|file| Source::new(&file.name, file.text)).collect())
}

/// Has documents be so, or tells what would change.
async fn apply(
    app: &App,
    caller: &Caller,
    query: ImportQuery,
    sources: Vec<Source>,
    permit: OwnedSemaphorePermit,
) -> Answer {
    let environment = caller.environment()?;
    let plan = move |moment: &Moment, author: &Author, now| {
        // Planning goes on where who asked for it has gone, so it holds the permit itself.
        let _held = &permit;
        plan(moment, &sources, query, author, now)
    };
    let report = if query.dry_run {
        let author = caller.author(None)?;
        app.blocking(move |_| {
            let moment = environment.moment();
            let (_, import) = plan(&moment, &author, environment.now())?;
            Ok(report(true, import, moment.head.seq))
        })
        .await?
    } else {
        let changed = app.change_at_leisure(Planning::Long, caller, None, plan).await?;
        let seq = changed.moment.head.seq;
        app.blocking(move |_| Ok(report(false, changed.found, seq))).await?
    };
    answer(StatusCode::OK, &report)
}

fn syntax(headers: &HeaderMap) -> Result<Option<Syntax>, ApiError> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default();
    match essence.trim().to_ascii_lowercase().as_str() {
        "application/json" => Ok(Some(Syntax::Json)),
        "application/yaml" | "application/x-yaml" | "text/yaml" => Ok(Some(Syntax::Yaml)),
        _ => {
            let detail = "Send a file as `application/yaml` or `application/json`.";
            Err(ApiError::new(Code::UnsupportedMediaType, detail))
        }
    }
}

fn plan(
    moment: &Moment,
    sources: &[Source],
    query: ImportQuery,
    author: &Author,
    now: Timestamp,
) -> Planned<Import> {
    let removed =
        if query.prune { beyond(moment, sources, query.allow_deletes)? } else { Vec::new() };
    let sources = sources.to_vec();
    let definitions = Definitions { sources, remove: removed.clone(), ..Definitions::default() };
    let (plan, outcome) = define(moment, definitions, author, now)?;
    let after = plan.documents.clone().unwrap_or_default();
    let begun = lifecycle::begun(moment, &plan);
    Ok((plan, Import { before: moment.clone(), after, outcome, removed, begun }))
}

/// The documents that files do not have, save those that configuration files manage.
pub(super) fn beyond(
    moment: &Moment,
    sources: &[Source],
    is_allowed: bool,
) -> Result<Vec<(DocumentKind, String)>, Refusal> {
    let lists = moment.documents.lists();
    let onto = Onto { documents: &moment.documents, lists: &lists, remove: &[] };
    let pruner = Pruner { who: "The import", allow: ALLOW, is_allowed };
    let is_own = |kind, key: &str| moment.managed_by(kind, key).is_none();
    absent(moment, &read_beside_state(&onto, sources), pruner, is_own)
}
