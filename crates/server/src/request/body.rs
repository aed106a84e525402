//! The body of a request, within limits of size and of time.

use std::pin::pin;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, header};
use futures_util::FutureExt as _;
use hoist_api::Code;
use http_body_util::BodyExt as _;

use crate::answer::ApiError;

/// How long a body of a usual size may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// How long a body may take to arrive. A large one gets more time, so that a slow line can bring
/// it: 32 MiB at a quarter of a MiB a second.
fn patience(limit: usize) -> Duration {
    const BYTES_PER_SECOND_MIN: usize = 256 << 10;
    let more = u64::try_from(limit / BYTES_PER_SECOND_MIN).unwrap_or(u64::MAX);
    BODY_TIMEOUT.max(Duration::from_secs(more))
}
/// How much of a body that is too large is read and dropped: a client that is still sending when
/// it is refused sees its connection break, not why.
const DROPPED_BYTES_MAX: usize = 64 << 20;

/// Most bytes of a request's body; its operation's row says how many.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodyLimit(pub(crate) usize);

/// The whole body, within the limits of its operation and of time. One that is compressed is not
/// inflated, so no small body becomes a large one.
pub(crate) async fn body(request: Request) -> Result<Bytes, ApiError> {
    let (Parts { headers, extensions, .. }, body) = request.into_parts();
    body_of(&headers, &extensions, body).await
}

/// The body of a request that was taken apart.
pub(crate) async fn body_of(
    headers: &HeaderMap,
    extensions: &Extensions,
    body: Body,
) -> Result<Bytes, ApiError> {
    if headers.contains_key(header::CONTENT_ENCODING) {
        let detail = "Send the body as it is, without `Content-Encoding`.";
        return Err(ApiError::new(Code::UnsupportedMediaType, detail));
    }
    let BodyLimit(limit) = extensions.get().copied().unwrap_or(BodyLimit(0));
    let mut reading = pin!(read(body, limit));
    // Most bodies have come with their heads: nobody waits for them, so they need no timer.
    if let Some(read) = reading.as_mut().now_or_never() {
        return read;
    }
    let patience = patience(limit);
    let arrived = tokio::time::timeout(patience, reading).await;
    arrived.unwrap_or_else(|_too_late| {
        let seconds = patience.as_secs();
        let detail = format!("The body did not arrive within {seconds} seconds.");
        Err(ApiError::new(Code::Timeout, detail))
    })
}

async fn read(mut body: Body, limit: usize) -> Result<Bytes, ApiError> {
    let (mut bytes, mut dropped) = (Vec::new(), 0);
    while let Some(frame) = body.frame().await {
        let whole = |_error| ApiError::new(Code::BadRequest, "The body did not arrive whole.");
        let Ok(data) = frame.map_err(whole)?.into_data() else {
            continue;
        };
        if dropped == 0 && bytes.len() + data.len() <= limit {
            if bytes.is_empty() && body.is_end_stream() {
                // The usual case: a small body arrives at once, and is not copied.
                return Ok(data);
            }
            bytes.extend_from_slice(&data);
            continue;
        }
        bytes = Vec::new();
        dropped += data.len();
        if dropped > DROPPED_BYTES_MAX {
            break;
        }
    }
    if dropped == 0 {
        return Ok(bytes.into());
    }
    let detail = format!("The body is larger than the {limit} bytes that are possible here.");
    Err(ApiError::new(Code::TooLarge, detail))
}
