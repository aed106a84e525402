//! Flags, segments, metrics and experiments: list, read, write, delete.

mod listing;
mod writing;

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::IF_NONE_MATCH;
use axum::http::{HeaderMap, StatusCode};
use hoist_api::{Code, Document};
use hoist_ruleset::log::Kind;
use hoist_ruleset::{DocumentKind, Source};
use serde_json::{Map, Value};

use super::page::{CONFIRM, ConfirmQuery, IF_MATCH, ONLY_NEW, check_confirmed};
use super::when::{WHEN, When};
use super::{KINDS, READERS, WRITERS};
use crate::answer::{Answer, ApiError, json_of_version, nothing};
use crate::app::App;
use crate::author::Author;
use crate::caller::Caller;
use crate::lifecycle;
use crate::moment::Moment;
use crate::openapi::Form;
use crate::operation::Method::{Delete, Get, Patch, Post, Put};
use crate::operation::{Operation, document};
use crate::patch;
use crate::plan::{Definitions, Refusal, define, expect_version, no_such, refusal};
use crate::request::{IfMatch, Json, JsonText, Parameters, Path};
use crate::unambiguous::Unambiguous;
use crate::warnings::warnings;

/// What may be sent as a merge patch.
const PATCHES: &[&str] = &["application/merge-patch+json", "application/json"];

type Definition = Map<String, Value>;

pub(super) use listing::list;
use listing::shown;

pub(super) fn operations() -> Vec<Operation> {
    let mut operations = Vec::new();
    for (kind, name) in KINDS {
        let all = format!("/api/{}", kind.section());
        let one = format!("{all}/{{key}}");
        operations.extend(of_all(kind, name, &all));
        operations.extend(of_one(kind, name, &one));
    }
    operations
}

fn of_all(kind: DocumentKind, name: &str, path: &str) -> [Operation; 2] {
    let about = "List them, in the order in which they were made";
    let list = move |app, when, page, stale| super::stale::list(kind, app, when, page, stale);
    let create_about = "Make a new one; its `key` is in the body";
    let create = move |app, caller, body| create(kind, app, caller, body);
    [
        Operation::new(Get, path, format!("list{name}s"), about, list)
            .open_to(READERS)
            .with(super::stale::parameters(kind))
            .with(WHEN)
            .giving(200, document(kind, Form::Page))
            .of_any_time(),
        Operation::new(Post, path, format!("create{name}"), create_about, create)
            .open_to(WRITERS)
            .taking(document(kind, Form::New))
            .giving(201, document(kind, Form::Answer))
            .tagged(),
    ]
}

fn of_one(kind: DocumentKind, name: &str, path: &str) -> Vec<Operation> {
    let answer = document(kind, Form::Answer);
    let id = |verb: &str| format!("{verb}{name}");
    let about = "Read one";
    let get = Operation::new(Get, path, id("get"), about, move |when, key| get(kind, when, key));
    let about = "Replace its definition, or make it";
    let put = Operation::new(
        Put,
        path,
        id("put"),
        about,
        move |app, caller, key, version, headers, body| {
            put(kind, app, caller, key, version, headers, body)
        },
    );
    let about = "Change some fields (JSON merge patch, RFC 7396)";
    let patch =
        Operation::new(Patch, path, id("patch"), about, move |app, caller, key, version, body| {
            patch(kind, app, caller, key, version, body)
        });
    let about = "Delete it; what others refer to stays";
    let delete = Operation::new(
        Delete,
        path,
        id("delete"),
        about,
        move |app, caller, key, version, sure| delete(kind, app, caller, key, version, sure),
    );
    let mut operations = vec![
        get.open_to(READERS).with(WHEN).giving(200, answer).tagged().of_any_time(),
        put.open_to(WRITERS)
            .with(&[IF_MATCH, ONLY_NEW])
            .taking(document(kind, Form::Whole))
            .giving(200, answer)
            .giving(201, answer)
            .tagged(),
        patch
            .open_to(WRITERS)
            .with(&[IF_MATCH])
            .taking(document(kind, Form::Patch).sent_as(PATCHES))
            .giving(200, answer)
            .tagged(),
        delete.open_to(WRITERS).with(&[IF_MATCH, CONFIRM]).giving_nothing(204),
    ];
    if kind == DocumentKind::Flag {
        let about = "Enable a flag that is not, or the other way round";
        let path = format!("{path}/toggle");
        let switch = Operation::new(Post, path, "toggleFeature", about, switch);
        let switch = switch.open_to(WRITERS).with(&[IF_MATCH]);
        operations.push(switch.giving(200, answer).tagged());
    }
    operations
}

async fn get(kind: DocumentKind, when: When, Path(key): Path<String>) -> Answer {
    let moment = &when.moment;
    let document = match shown(moment, kind, &key, when.now) {
        Some(document) => document,
        None => return Err(when.no_such(kind, &key).into()),
    };
    Ok(when.told(json_of_version(StatusCode::OK, document.version, &document)?))
}

async fn create(
    kind: DocumentKind,
    State(app): State<App>,
    caller: Caller,
    JsonText(body): JsonText,
) -> Answer {
    let key = key_of(kind, &body)?;
    write(app, caller, kind, key, move |known, _, key| match known {
        Some(_) => Err(is_there_already(kind, key)),
        None => Ok(Source::document(kind, key, &*body)),
    })
    .await
}

fn is_there_already(kind: DocumentKind, key: &str) -> Refusal {
    let detail = format!("There is a {} {key} already; change that one.", kind.name());
    refusal(Code::Conflict, detail)
}

/// The key that a new document says it has. What else is wrong with it, its reader tells.
fn key_of(kind: DocumentKind, body: &[u8]) -> Result<String, ApiError> {
    let fields: Definition = serde_json::from_slice(body).map_err(|error| {
        ApiError::new(Code::BadRequest, format!("The body is no JSON object: {error}."))
    })?;
    let named = fields.get("key").or_else(|| fields.get("id"));
    named.and_then(Value::as_str).map(str::to_owned).ok_or_else(|| {
        let what = if named.is_some() { "is no string" } else { "is missing" };
        let detail = format!("`key` {what}: say what the {} is called.", kind.name());
        ApiError::new(Code::Invalid, detail)
    })
}

async fn put(
    kind: DocumentKind,
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    IfMatch(version): IfMatch,
    headers: HeaderMap,
    JsonText(body): JsonText,
) -> Answer {
    let only_new = headers.get(IF_NONE_MATCH).is_some_and(|value| value == "*");
    write(app, caller, kind, key, move |known, moment, key| {
        expect_version(moment, kind, key, version)?;
        if only_new && known.is_some() {
            return Err(is_there_already(kind, key));
        }
        Ok(Source::document(kind, key, &*body))
    })
    .await
}

async fn patch(
    kind: DocumentKind,
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    IfMatch(version): IfMatch,
    Json(Unambiguous(fields)): Json<Unambiguous>,
) -> Answer {
    let change = move |definition: &mut Definition| patch::merge(definition, &fields);
    amend(app, caller, kind, key, version, change).await
}

async fn switch(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    IfMatch(version): IfMatch,
) -> Answer {
    let change = |definition: &mut Definition| {
        let enabled = definition.get("enabled").and_then(Value::as_bool).unwrap_or_default();
        definition.insert("enabled".to_owned(), (!enabled).into());
    };
    amend(app, caller, DocumentKind::Flag, key, version, change).await
}

/// Changes the definition that is there.
async fn amend(
    app: App,
    caller: Caller,
    kind: DocumentKind,
    key: String,
    version: Option<u64>,
    change: impl Fn(&mut Definition) + Send + 'static,
) -> Answer {
    write(app, caller, kind, key, move |known, moment, key| {
        expect_version(moment, kind, key, version)?;
        let mut definition = known.ok_or_else(|| no_such(moment, kind, key))?;
        change(&mut definition);
        Ok(Source::document(kind, key, Value::Object(definition).to_string()))
    })
    .await
}

async fn delete(
    kind: DocumentKind,
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    IfMatch(version): IfMatch,
    Parameters(ConfirmQuery { confirm }): Parameters<ConfirmQuery>,
) -> Answer {
    check_confirmed(confirm.as_deref(), &key, caller.environment()?.about().protected)?;
    app.change(&caller, None, move |moment, author, now| {
        expect_version(moment, kind, &key, version)?;
        if !moment.documents.contains(kind, &key) {
            return Err(no_such(moment, kind, &key));
        }
        let remove = vec![(kind, key.clone())];
        define(moment, Definitions { remove, ..Definitions::default() }, author, now)
    })
    .await?;
    nothing()
}

/// Writes one document. `make` gets the definition that is there and gives the one to be.
async fn write(
    app: App,
    caller: Caller,
    kind: DocumentKind,
    key: String,
    make: impl Fn(Option<Definition>, &Moment, &str) -> Result<Source, Refusal> + Send + 'static,
) -> Answer {
    let (name, environment) = (key.clone(), caller.environment()?);
    let of = Arc::clone(&environment);
    let plan = move |moment: &Moment, author: &Author, now| {
        let known = match moment.documents.to_value(kind, &name) {
            Ok(Some(Value::Object(fields))) => Some(fields),
            _ => None,
        };
        let source = make(known, moment, &name)?;
        let (plan, outcome) = writing::plan(&of, moment, (kind, &name), source, author, now)?;
        let begun = lifecycle::begun(moment, &plan);
        Ok((plan, (outcome, moment.clone(), begun)))
    };
    // Whether there has to be a reason is seen once it is known whether it only kills.
    let changed = app.change_at_once(&caller, None, plan).await?;
    for entry in changed.entries.iter().filter(|entry| entry.kind == Kind::Killed) {
        app.telemetry.killed(&entry.key, "manual");
    }
    let (outcome, before, begun) = changed.found;
    let is_new = !outcome.created.is_empty();
    let (moment, name) = (Arc::clone(&changed.moment), key.clone());
    let find = move |_: &App| {
        let mut found =
            warnings(&moment.documents, &before.documents, (kind, &name), environment.now());
        // One count for one change: that of its audience.
        found.retain(|warning| begun.is_empty() || warning.code != lifecycle::SPLIT_CHANGED);
        found.extend(begun.into_iter().map(|(_, warning)| warning));
        if is_new && kind == DocumentKind::Experiment {
            found.extend(lifecycle::guesses(&moment.documents, &name));
        }
        Ok(found)
    };
    // Whatever comes of that, what is written is written.
    let warnings = app.blocking(find).await.unwrap_or_default();
    let document = shown(&changed.moment, kind, &key, app.now());
    let document = document.ok_or_else(|| no_such(&changed.moment, kind, &key))?;
    let document = Document { warnings, ..document };
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    json_of_version(status, document.version, &document)
}
