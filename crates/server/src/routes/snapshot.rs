//! What those who evaluate in their own process need: the rules, the state beside them, lists.

use axum::extract::State;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::IntoResponse;
use hoist_api::{Code, ListBody, Snapshot};
use hoist_ruleset::{Digest, KeyList};

use super::page::IF_NONE_MATCH;
use super::when::{WHEN, When};
use super::{LIST_READERS, REPLICAS};
use crate::answer::{Answer, ApiError, json};
use crate::app::App;
use crate::caller::Caller;
use crate::environment::unavailable;
use crate::feed::past_snapshot;
use crate::operation::{Method, Operation, json as content};
use crate::plan::{Refusal, refusal};
use crate::request::{Path, has_tag};

pub(super) fn operations() -> Vec<Operation> {
    let about = "All flags, experiments and segments, with what is killed";
    let snapshot = Operation::new(Method::Get, "/api/snapshot", "getSnapshot", about, snapshot)
        .open_to(REPLICAS)
        .for_programs()
        .giving(200, content::<Snapshot>())
        .giving_nothing(304)
        .with(&[IF_NONE_MATCH])
        .with(WHEN)
        .tagged()
        .of_any_time();
    let about = "The keys of a long list; what a hash names never changes";
    let list = Operation::new(Method::Get, "/api/lists/{hash}", "getList", about, list)
        .open_to(LIST_READERS)
        .giving(200, content::<ListBody>());
    vec![snapshot, list]
}

async fn snapshot(when: When, headers: HeaderMap) -> Answer {
    let When { environment, moment, .. } = &when;
    moment.untold.check_whole("A snapshot")?;
    let feed = &environment.feed;
    let line = &moment.line;
    let tag = match when.is_past {
        false => format!("\"{line}.{}\"", moment.ruleset_seq),
        // Nobody takes it for the present one, not even where the rules are the same.
        true => format!("\"{line}.{}.past\"", moment.head.seq),
    };
    let etag = HeaderValue::from_str(&tag).map(|tag| [(ETAG, tag)]).ok();
    let vary = [(VARY, HeaderValue::from_static("accept-encoding"))];
    if has_tag(&headers, &tag) {
        return Ok(when.told((StatusCode::NOT_MODIFIED, etag, vary, ()).into_response()));
    }
    let json = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    let is_compressed = accepts_gzip(&headers);
    let body = match (when.is_past, is_compressed) {
        (true, _) => past_snapshot(&environment.name, moment, is_compressed).await?,
        (false, true) => feed.compressed_snapshot(&environment.name, moment).await?,
        (false, false) => feed.snapshot(&environment.name, moment).await?,
    };
    let gzip = is_compressed.then_some([(CONTENT_ENCODING, HeaderValue::from_static("gzip"))]);
    Ok(when.told((etag, vary, json, gzip, body).into_response()))
}

/// Whether `Accept-Encoding` names gzip, and not with the weight 0, which is a refusal.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let lists = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("gzip") && weight.is_some_and(|weight| weight > 0.0)
    })
}

async fn list(State(app): State<App>, caller: Caller, Path(hash): Path<String>) -> Answer {
    let digest: Digest = hash.parse().map_err(|_error| {
        ApiError::new(Code::BadRequest, "A list's hash is 64 hexadecimal digits.")
    })?;
    let environment = caller.environment()?;
    let body = move |list: &KeyList| {
        let keys = list.keys().into_iter().map(str::to_owned).collect();
        ListBody { hash: digest.to_string(), keys }
    };
    let named = environment.moment().documents.lists().remove(&digest);
    let body = match named {
        Some(list) => app.blocking(move |_| Ok(body(&list))).await?,
        // A list that segments named before stays: a replica may be about to ask for it. Its digest
        // is a secret of those who have read such a segment.
        None => app.with_whole_log(move |app| Ok(body(&stored(app, digest)?))).await?,
    };
    let mut response = json(StatusCode::OK, &body)?;
    let immutable = HeaderValue::from_static("private, max-age=31536000, immutable");
    response.headers_mut().insert(axum::http::header::CACHE_CONTROL, immutable);
    Ok(response)
}

/// A list that is kept.
fn stored(app: &App, digest: Digest) -> Result<KeyList, Refusal> {
    let node = app.store.node(&digest).map_err(|error| unavailable(&error))?;
    if node.is_none() {
        return Err(refusal(Code::NotFound, "There is no such list."));
    }
    app.store.list(digest).map_err(|error| unavailable(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codings() {
        for (accepted, expected) in [
            ("gzip", true),
            ("gzip, deflate, br", true),
            ("br;q=1.0, GZip;q=0.5", true),
            ("gzip;q=0", false),
            ("gzip; q=0.000", false),
            ("gzip;q=x", false),
            ("identity", false),
            ("x-gzip-not", false),
            ("*", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            assert_eq!(accepts_gzip(&headers), expected, "{accepted}");
        }
    }
}
