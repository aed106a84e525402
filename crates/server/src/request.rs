//! Around every request: its id, its body within limits, its line in the log.

mod body;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{self, FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;
use hoist_api::{Code, Problem};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;
use tower::Service as _;
use tracing::{debug, error, warn};

use crate::answer::{ApiError, write_problem};
use crate::unambiguous::Unambiguous;

pub(crate) use body::{BodyLimit, body, body_of};

/// The id of a request, which its answer, its problem and its changes have.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) Arc<str>);

impl RequestId {
    const LENGTH_MAX: usize = 64;

    /// The caller's own id where it is one that logs can print, else a new one.
    fn of(headers: &HeaderMap) -> Self {
        let own = headers.get(X_REQUEST_ID).and_then(|value| value.to_str().ok());
        let is_plain = |id: &&str| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
            !id.is_empty() && id.len() <= Self::LENGTH_MAX && id.bytes().all(plain)
        };
        match own.filter(is_plain) {
            Some(own) => Self(own.into()),
            None => Self(crate::secret::request_id()),
        }
    }
}

/// Answers a request by the router, and does around it what every request needs: gives it its id,
/// writes the problem where there is one, and the line of the log. A handler that panics is one.
///
/// Paths are logged, query strings are not: some clients put tokens there. Where somebody puts one
/// into the path, it is left out.
pub(crate) async fn answer(mut router: Router, mut request: Request) -> Response {
    let id = RequestId::of(request.headers());
    let (method, uri) = (request.method().clone(), request.uri().clone());
    request.extensions_mut().insert(id.clone());
    let start = Instant::now();
    let answered = AssertUnwindSafe(router.call(request)).catch_unwind().await;
    let response = match answered {
        Ok(Ok(response)) => response,
        Err(_panic) => panicked().into_response(),
    };
    let mut response = write_problem(response, &id.0, uri.path().starts_with("/ofrep/"));
    if method == Method::HEAD {
        *response.body_mut() = Body::empty();
    }
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        headers.insert(X_REQUEST_ID, value);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    let (status, took) = (response.status().as_u16(), || start.elapsed().as_micros());
    let path = || without_tokens(uri.path());
    // What is not logged is not written either: fields are evaluated where the level is on.
    if status >= 500 {
        warn!(%method, path = path(), status, took_us = took(), request_id = &*id.0, "answered");
    } else {
        debug!(%method, path = path(), status, took_us = took(), request_id = &*id.0, "answered");
    }
    response
}

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The panic's text may hold what was sent; the hook has written where it happened.
fn panicked() -> ApiError {
    error!("a request made the server panic");
    ApiError::new(Code::Internal, "The server made a mistake; its log says where.")
}

/// A path as it may be logged.
fn without_tokens(path: &str) -> String {
    let part = |part| if crate::secret::is_token(part) { "hoist_***" } else { part };
    let parts: Vec<&str> = path.split('/').map(part).collect();
    parts.join("/")
}

/// The path without slashes that follow another one: some clients join their parts so.
pub(crate) fn single_slashes(mut request: Request) -> Request {
    let uri = request.uri();
    if !uri.path().contains("//") {
        return request;
    }
    let mut path = String::with_capacity(uri.path().len());
    for character in uri.path().chars() {
        if character != '/' || !path.ends_with('/') {
            path.push(character);
        }
    }
    if let Some(query) = uri.query() {
        path.push('?');
        path.push_str(query);
    }
    if let Ok(uri) = Uri::try_from(path) {
        *request.uri_mut() = uri;
    }
    request
}

/// The value of a parameter in a query string, if it is there. One that cannot be read is refused:
/// taken for absent, it would mean something else than whoever wrote it thinks.
pub(crate) fn query_parameter(query: Option<&str>, name: &str) -> Result<Option<String>, ApiError> {
    let pairs = query.unwrap_or_default().split('&');
    let mut pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let Some((_, value)) = pairs.find(|(own, _)| *own == name) else {
        return Ok(None);
    };
    percent_decoded(value.as_bytes()).map(Some).ok_or_else(|| {
        let detail = format!("`{name}` is UTF-8, percent-encoded where it is not plain ASCII.");
        ApiError::new(Code::BadRequest, detail)
    })
}

/// Percent-encoded UTF-8 in plain.
pub(crate) fn percent_decoded(encoded: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        if *first == b'%' {
            let (digits, behind) = rest.split_at_checked(2)?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = behind;
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The part of the path that varies.
pub(crate) struct Path<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let parsed = extract::Path::<T>::from_request_parts(parts, state).await;
        parsed.map(|extract::Path(value)| Self(value)).map_err(|error| {
            let detail = format!("The path cannot be read: {}.", error.body_text());
            ApiError::new(Code::BadRequest, detail)
        })
    }
}

/// The parameters of the query string.
pub(crate) struct Parameters<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Parameters<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let parsed = Query::<T>::try_from_uri(&parts.uri);
        parsed.map(|Query(value)| Self(value)).map_err(|error| {
            let why = query_problem(&error.body_text());
            let detail = format!("The query string cannot be read: {why}.");
            ApiError::new(Code::BadRequest, detail)
        })
    }
}

/// What is wrong with a query string, for people.
fn query_problem(text: &str) -> String {
    let text = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(text);
    let (name, why) = text.split_once(": ").unwrap_or(("", text));
    let should_be = match why {
        "invalid digit found in string" | "cannot parse integer from empty string" => {
            "a whole number, 0 or greater"
        }
        "number too large to fit in target type" => "a smaller number",
        "provided string was not `true` or `false`" => "`true` or `false`",
        _ => return text.to_owned(),
    };
    format!("`{name}` has to be {should_be}")
}

/// The version in `If-Match`, if there is one.
pub(crate) struct IfMatch(pub(crate) Option<u64>);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let mut values = parts.headers.get_all(header::IF_MATCH).iter();
        let Some(value) = values.next() else {
            return Ok(Self(None));
        };
        let text = value.to_str().unwrap_or_default().trim();
        match version_of(text).filter(|_| values.next().is_none()) {
            Some(version) => Ok(Self(Some(version))),
            None if text == "*" => Ok(Self(None)),
            None => {
                let detail = "`If-Match` is one version of a document in quotes, such as \"42\".";
                Err(ApiError::new(Code::BadRequest, detail))
            }
        }
    }
}

/// The version that a tag names. Proxies weaken tags, and people forget the quotes.
fn version_of(tag: &str) -> Option<u64> {
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let quoted = tag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let digits = quoted.unwrap_or(tag);
    // A number may have a sign, a version may not.
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// Whether `If-None-Match` names a tag: it is a list, tags in it may be weak, and `*` is any.
pub(crate) fn has_tag(headers: &HeaderMap, tag: &str) -> bool {
    let lists = headers.get_all(header::IF_NONE_MATCH).iter();
    // None of our tags holds a comma, so a comma in somebody's tag does no harm.
    let mut known = lists.filter_map(|list| list.to_str().ok()).flat_map(|list| list.split(','));
    known.any(|known| {
        let known = known.trim();
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
    })
}

/// A JSON document as text, not yet read.
pub(crate) struct JsonText(pub(crate) Bytes);

impl<S: Send + Sync> FromRequest<S> for JsonText {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        expect_json(request.headers())?;
        Ok(Self(body(request).await?))
    }
}

/// A JSON body.
pub(crate) struct Json<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let JsonText(body) = JsonText::from_request(request, state).await?;
        parsed(&body).map(Self)
    }
}

/// A JSON body that may be left out. In an emergency nobody looks up content types: whatever it
/// is called, it is read as JSON.
pub(crate) struct Urgent<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for Urgent<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        let body = body(request).await?;
        if body.trim_ascii().is_empty() {
            return Ok(Self(T::default()));
        }
        parsed(&body).map(Self)
    }
}

/// Whether a body may be a JSON object. Where fields are expected in an object, `serde` also takes
/// them from a list, by their order, which nobody means.
pub(crate) fn is_object(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'{')
}

/// A body as a JSON object of a type. No name may stand twice in it, at any level.
pub(crate) fn parsed<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    if body.trim_ascii().is_empty() {
        return Err(ApiError::new(Code::BadRequest, "The body is empty: send a JSON object."));
    }
    let Unambiguous(object) = serde_json::from_slice(body).map_err(|error| {
        ApiError::new(Code::BadRequest, format!("The body is no JSON object: {error}."))
    })?;
    serde_path_to_error::deserialize(Value::Object(object)).map_err(|error| {
        let (path, what) = (error.path().to_string(), error.inner());
        // Of the whole body, the path is a dot.
        let place = if path == "." { String::new() } else { format!("`{path}`: ") };
        let detail = format!("The body is not what is expected: {place}{what}.");
        ApiError(Box::new(Problem {
            path: Some(path).filter(|path| path != "."),
            ..Problem::new(Code::BadRequest, detail)
        }))
    })
}

/// JSON is expected to be called so; merge patches may say that they are.
fn expect_json(headers: &HeaderMap) -> Result<(), ApiError> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    if essence == "application/json" || essence == "application/merge-patch+json" {
        return Ok(());
    }
    let detail = "Send JSON, and say so with `Content-Type: application/json`.";
    Err(ApiError::new(Code::UnsupportedMediaType, detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding() {
        for (encoded, expected) in [
            ("plain", Some("plain")),
            ("caf%C3%A9%20!", Some("café !")),
            ("100%", None),
            ("%zz", None),
            ("%ff", None),
        ] {
            assert_eq!(percent_decoded(encoded.as_bytes()).as_deref(), expected, "{encoded}");
        }
        for (query, expected) in [
            (Some("a=1&environment=pro%64&b"), Some("prod")),
            (Some("environment"), Some("")),
            (Some("a=1"), None),
            (None, None),
        ] {
            let found = query_parameter(query, "environment").unwrap();
            assert_eq!(found.as_deref(), expected, "{query:?}");
        }
        let error = query_parameter(Some("environment=%ff"), "environment").unwrap_err();
        assert_eq!(error.0.code, Code::BadRequest);
    }

    #[test]
    fn versions() {
        for (tag, expected) in [
            ("\"42\"", Some(42)),
            ("W/\"42\"", Some(42)),
            ("42", Some(42)),
            ("\"42", None),
            ("\"\"42\"\"", None),
            ("W/W/42", None),
            ("+42", None),
            ("", None),
            ("\"\"", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(version_of(tag), expected, "{tag}");
        }
    }

    #[test]
    fn slashes() {
        for (path, expected) in
            [("/a/b?c=//d", "/a/b?c=//d"), ("//ofrep//v1?x=1", "/ofrep/v1?x=1"), ("//", "/")]
        {
            let request = Request::builder().uri(path).body(axum::body::Body::empty()).unwrap();
            assert_eq!(single_slashes(request).uri().to_string(), expected);
        }
    }

    #[test]
    fn what_is_wrong_with_a_query_is_a_sentence() {
        let prefix = "Failed to deserialize query string: ";
        for (text, expected) in [
            (
                "phase: invalid digit found in string",
                "`phase` has to be a whole number, 0 or greater",
            ),
            (
                "refresh: provided string was not `true` or `false`",
                "`refresh` has to be `true` or `false`",
            ),
            ("missing field `attribute`", "missing field `attribute`"),
        ] {
            assert_eq!(query_problem(&format!("{prefix}{text}")), expected);
        }
        #[derive(Debug, serde::Deserialize)]
        struct Asked {
            #[expect(dead_code, reason = "it is only read")]
            phase: u32,
        }
        let uri = "/results?phase=first".parse().unwrap();
        let problem = Query::<Asked>::try_from_uri(&uri).unwrap_err().body_text();
        assert!(query_problem(&problem).starts_with("`phase` has to be"), "{problem}");
    }
}
