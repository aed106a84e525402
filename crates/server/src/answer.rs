//! Answers: JSON, and problems in place of it.
//!
//! A refusal travels as an extension of the response. The outermost layer, which knows the
//! request's id, writes it down ([`crate::request`]), so that no handler can forget the id.

use axum::Json;
use axum::body::Body;
use axum::http::header::{ETAG, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hoist_api::{Code, Problem};
use serde::Serialize;

use crate::plan::{Refusal, refusal};

/// What every handler gives.
pub(crate) type Answer = Result<Response, ApiError>;

/// A refusal on its way out.
#[derive(Debug)]
pub(crate) struct ApiError(pub(crate) Refusal);

impl ApiError {
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self(refusal(code, detail))
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

impl From<tokio::task::JoinError> for ApiError {
    fn from(error: tokio::task::JoinError) -> Self {
        tracing::error!(%error, "a worker failed");
        Self::new(Code::Internal, "The server made a mistake; its log says which.")
    }
}

/// A problem that the outermost layer is to write.
#[derive(Clone)]
struct Told(Problem);

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status);
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.extensions_mut().insert(Told(*self.0));
        response
    }
}

/// A problem with the fields beside it without which OFREP's clients fail.
fn ofrep(problem: &Problem) -> serde_json::Result<Vec<u8>> {
    let mut fields = serde_json::to_value(problem)?;
    fields["errorCode"] = "GENERAL".into();
    fields["errorDetails"] = problem.detail.as_str().into();
    serde_json::to_vec(&fields)
}

/// Writes the problem of a response, if it has one.
pub(crate) fn write_problem(response: Response, request_id: &str, is_ofrep: bool) -> Response {
    if response.extensions().is_empty() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Some(Told(problem)) = parts.extensions.remove::<Told>() else {
        return Response::from_parts(parts, body);
    };
    let code = problem.code;
    let problem = Problem { request_id: request_id.to_owned(), ..problem };
    let json = if is_ofrep { ofrep(&problem) } else { serde_json::to_vec(&problem) };
    let json = json.unwrap_or_default();
    // The router has written the length of nothing.
    parts.headers.insert(header::CONTENT_LENGTH, json.len().into());
    let content_type = HeaderValue::from_static("application/problem+json");
    parts.headers.insert(header::CONTENT_TYPE, content_type);
    match code {
        Code::Unauthorized => {
            parts.headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        Code::StoreUnavailable | Code::TooManyRequests => {
            parts.headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        // `Allow` is written by the router, which knows the methods.
        _ => {}
    }
    Response::from_parts(parts, json.into())
}

/// A JSON answer.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Answer {
    Ok((status, Json(body)).into_response())
}

/// A JSON answer whose version is its `ETag`.
pub(crate) fn json_of_version(status: StatusCode, version: u64, body: &impl Serialize) -> Answer {
    let tag = HeaderValue::from_str(&format!("\"{version}\"")).ok();
    let mut response = (status, Json(body)).into_response();
    if let Some(tag) = tag {
        response.headers_mut().insert(ETAG, tag);
    }
    Ok(response)
}

/// An answer without content.
pub(crate) fn nothing() -> Answer {
    Ok(StatusCode::NO_CONTENT.into_response())
}
