//! Flags, segments, metrics and experiments: list, read, write, delete.

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{Code, Document, Page};
use hoist_ruleset::{DocumentKind, Source};
use serde_json::{Map, Value};

use super::page::{IF_MATCH, PAGE, PageQuery};
use super::{KINDS, READERS, WRITERS};
use crate::answer::{Answer, ApiError, json, json_of_version, nothing};
use crate::app::App;
use crate::caller::Caller;
use crate::moment::Moment;
use crate::openapi::Form;
use crate::operation::Method::{Delete, Get, Patch, Post, Put};
use crate::operation::{Operation, document};
use crate::patch::Unambiguous;
use crate::plan::{Definitions, Refusal, define, expect_version, no_such, refusal};
use crate::request::{IfMatch, Json, JsonText, Parameters, Path};

/// What may be sent as a merge patch.
const PATCHES: &[&str] = &["application/merge-patch+json", "application/json"];

type Definition = Map<String, Value>;

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
    let list = move |caller, page| list(kind, caller, page);
    let create_about = "Make a new one; its `key` is in the body";
    let create = move |app, caller, body| create(kind, app, caller, body);
    [
        Operation::new(Get, path, format!("list{name}s"), about, list)
            .open_to(READERS)
            .with(PAGE)
            .giving(200, document(kind, Form::Page)),
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
    let get =
        Operation::new(Get, path, id("get"), about, move |caller, key| get(kind, caller, key));
    let about = "Replace its definition, or make it";
    let put =
        Operation::new(Put, path, id("put"), about, move |app, caller, key, version, body| {
            put(kind, app, caller, key, version, body)
        });
    let about = "Change some fields (JSON merge patch, RFC 7396)";
    let patch =
        Operation::new(Patch, path, id("patch"), about, move |app, caller, key, version, body| {
            patch(kind, app, caller, key, version, body)
        });
    let about = "Delete it; what others refer to stays";
    let delete =
        Operation::new(Delete, path, id("delete"), about, move |app, caller, key, version| {
            delete(kind, app, caller, key, version)
        });
    let mut operations = vec![
        get.open_to(READERS).giving(200, answer).tagged(),
        put.open_to(WRITERS)
            .with(&[IF_MATCH])
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
        delete.open_to(WRITERS).with(&[IF_MATCH]).giving_nothing(204),
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

async fn list(
    kind: DocumentKind,
    caller: Caller,
    Parameters(page): Parameters<PageQuery>,
) -> Answer {
    let (limit, moment) = (page.limit()?, caller.environment()?.moment());
    let keys = moment.documents.keys().filter(|(own, _)| *own == kind).map(|(_, key)| key);
    let mut keys: Vec<&str> = keys.collect();
    // The cursor is the last key of the page before, so what is made or deleted in between moves
    // nothing from one page to the next.
    if let Some(cursor) = &page.cursor {
        let Some(last) = keys.iter().position(|key| key == cursor) else {
            let detail = "`cursor` is no key that is there any more: start from the beginning.";
            return Err(ApiError::new(Code::BadRequest, detail));
        };
        keys.drain(..=last);
    }
    let is_last = keys.len() <= limit;
    keys.truncate(limit);
    let items: Vec<Document> = keys.iter().filter_map(|key| moment.document(kind, key)).collect();
    let next = keys.last().filter(|_| !is_last).map(|key| (*key).to_owned());
    json(StatusCode::OK, &Page { items, next })
}

async fn get(kind: DocumentKind, caller: Caller, Path(key): Path<String>) -> Answer {
    let moment = caller.environment()?.moment();
    let document = moment.document(kind, &key).ok_or_else(|| no_such(&moment, kind, &key))?;
    json_of_version(StatusCode::OK, document.version, &document)
}

async fn create(
    kind: DocumentKind,
    State(app): State<App>,
    caller: Caller,
    JsonText(body): JsonText,
) -> Answer {
    let key = key_of(kind, &body)?;
    write(app, caller, kind, key, move |known, _, key| match known {
        Some(_) => {
            let detail = format!("There is a {} {key} already; change that one.", kind.name());
            Err(refusal(Code::Conflict, detail))
        }
        None => Ok(Source::document(kind, key, &*body)),
    })
    .await
}

/// The key that a new document says it has. What else is wrong with it, its reader tells.
fn key_of(kind: DocumentKind, body: &[u8]) -> Result<String, ApiError> {
    let fields: Definition = serde_json::from_slice(body).map_err(|error| {
        ApiError::new(Code::BadRequest, format!("The body is no JSON object: {error}."))
    })?;
    let key = fields.get("key").or_else(|| fields.get("id")).and_then(Value::as_str);
    key.map(str::to_owned).ok_or_else(|| {
        let detail = format!("`key` is missing: say what the {} is called.", kind.name());
        ApiError::new(Code::Invalid, detail)
    })
}

async fn put(
    kind: DocumentKind,
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    IfMatch(version): IfMatch,
    JsonText(body): JsonText,
) -> Answer {
    write(app, caller, kind, key, move |_, moment, key| {
        expect_version(moment, kind, key, version)?;
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
    Json(Unambiguous(patch)): Json<Unambiguous>,
) -> Answer {
    let change = move |definition: &mut Definition| crate::patch::merge(definition, &patch);
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
) -> Answer {
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
    let name = key.clone();
    let changed = app
        .change(&caller, None, move |moment, author, now| {
            let known = match moment.documents.to_value(kind, &name) {
                Ok(Some(Value::Object(fields))) => Some(fields),
                _ => None,
            };
            let sources = vec![make(known, moment, &name)?];
            define(moment, Definitions { sources, ..Definitions::default() }, author, now)
        })
        .await?;
    let document = changed.moment.document(kind, &key);
    let document = document.ok_or_else(|| no_such(&changed.moment, kind, &key))?;
    let is_new = !changed.found.created.is_empty();
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    json_of_version(status, document.version, &document)
}
