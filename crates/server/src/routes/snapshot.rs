//! What those who evaluate in their own process need: the rules, the state beside them, lists.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::header::ETAG;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::IntoResponse;
use hoist_api::{Code, ListBody, Snapshot, SnapshotState};
use hoist_ruleset::{Digest, DocumentKind, KeyList, LoadError};
use serde_json::Value;

use super::REPLICAS;
use super::page::IF_NONE_MATCH;
use crate::answer::{Answer, ApiError, json};
use crate::app::App;
use crate::caller::Caller;
use crate::environment::unavailable;
use crate::operation::{Method, Operation, json as content};
use crate::plan::refusal;
use crate::request::{Path, has_tag};

pub(super) fn operations() -> Vec<Operation> {
    let about = "All flags, experiments and segments, with what is killed";
    let snapshot = Operation::new(Method::Get, "/api/snapshot", "getSnapshot", about, snapshot)
        .open_to(REPLICAS)
        .giving(200, content::<Snapshot>())
        .giving_nothing(304)
        .with(&[IF_NONE_MATCH])
        .tagged();
    let about = "The keys of a long list; what a hash names never changes";
    let list = Operation::new(Method::Get, "/api/lists/{hash}", "getList", about, list)
        .open_to(REPLICAS)
        .giving(200, content::<ListBody>());
    vec![snapshot, list]
}

async fn snapshot(State(app): State<App>, caller: Caller, headers: HeaderMap) -> Answer {
    let environment = caller.environment()?;
    let moment = environment.moment();
    let tag = format!("\"{}.{}\"", moment.head.log, moment.ruleset_seq);
    let etag = HeaderValue::from_str(&tag).map(|tag| [(ETAG, tag)]).ok();
    if has_tag(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, etag, ()).into_response());
    }
    let snapshot = app
        .blocking(move |_| {
            let section = |wanted| -> BTreeMap<String, Value> {
                let documents = &moment.documents;
                let keys = documents.keys().filter(|(kind, _)| *kind == wanted);
                let value = |key: &str| documents.to_value(wanted, key).ok().flatten();
                keys.filter_map(|(_, key)| Some((key.to_owned(), value(key)?))).collect()
            };
            let killed = moment.kills.iter().map(|(key, kill)| (key.clone(), kill.killed.clone()));
            Ok(Snapshot {
                environment: environment.name.clone(),
                log: moment.head.log.clone(),
                seq: moment.head.seq,
                features: section(DocumentKind::Flag),
                experiments: section(DocumentKind::Experiment),
                segments: section(DocumentKind::Segment),
                order: moment.documents.experiments().keys().map(|key| key.to_string()).collect(),
                state: SnapshotState { killed: killed.collect() },
            })
        })
        .await?;
    Ok((etag, json(StatusCode::OK, &snapshot)?).into_response())
}

async fn list(State(app): State<App>, caller: Caller, Path(hash): Path<String>) -> Answer {
    let digest: Digest = hash.parse().map_err(|_error| {
        ApiError::new(Code::BadRequest, "A list's hash is 64 hexadecimal digits.")
    })?;
    let environment = caller.environment()?;
    let body = app
        .blocking(move |app| {
            // Only lists of the caller's own environment, which its segments name.
            let named = environment.moment().documents.lists().remove(&digest);
            let list = match named {
                Some(list) => list,
                None => match KeyList::load(digest, &mut |digest| app.store.node(digest)) {
                    Ok(_) => {
                        let detail = "No segment of this environment names that list now.";
                        return Err(refusal(Code::NotFound, detail));
                    }
                    Err(LoadError::Fetch(error)) => return Err(unavailable(&error)),
                    Err(_) => return Err(refusal(Code::NotFound, "There is no such list.")),
                },
            };
            let keys = list.keys().into_iter().map(str::to_owned).collect();
            Ok(ListBody { hash: digest.to_string(), keys })
        })
        .await?;
    let mut response = json(StatusCode::OK, &body)?;
    let immutable = HeaderValue::from_static("private, max-age=31536000, immutable");
    response.headers_mut().insert(axum::http::header::CACHE_CONTROL, immutable);
    Ok(response)
}
