//! Cross-origin requests: what browsers ask and want to read before a page may talk to a server
//! that is not its own.
//!
//! Only the rows of operations that say so ([`Operation::for_browsers`]) are open to other origins,
//! to every one of them, and never with credentials of the browser's own: a token in a header is
//! what gives a right, and a page that has one may use it.
//!
//! [`Operation::for_browsers`]: crate::operation::Operation::for_browsers

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;

use crate::app::App;
use crate::operation::{Method, other_methods};

/// Headers that pages may send.
const REQUEST_HEADERS: &str = "content-type, authorization, x-api-key, if-none-match, x-request-id";
/// Headers of answers that pages may read.
const ANSWER_HEADERS: &str = "ETag, Retry-After, X-Request-Id";
/// Seconds for which a browser need not ask again: the longest that any of them keeps to.
const MAX_AGE_SECONDS: &str = "7200";

/// Opens a route to pages of other origins. Its own answers are made [`readable`] at its gate.
pub(crate) fn open(route: MethodRouter<App>, method: Method) -> MethodRouter<App> {
    route
        .options(move || async move { readable(preflight(method)) })
        .fallback(|request| async { readable(other_methods(request).await.into_response()) })
}

/// What a browser wants to know beforehand; it asks without a token.
fn preflight(method: Method) -> Response {
    let methods = match method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Patch => "PATCH",
        Method::Delete => "DELETE",
    };
    let headers = [
        (ACCESS_CONTROL_ALLOW_METHODS, methods),
        (ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS),
        (ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// An answer that pages of other origins may read.
pub(crate) fn readable(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(ANSWER_HEADERS));
    response
}
