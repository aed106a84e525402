//! Posting JSON to the server, and what is heard. Never an error: what goes wrong is heard too.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Method, Response};
use tokio::time::timeout;
use tracing::debug;
use uuid::Uuid;

use super::verdict::Heard;
use crate::endpoint::Endpoint;
use crate::follow::failure::Failure;
use crate::follow::fetch;

/// The server's answer has the id that its request had. Where a network sends bytes twice, an
/// answer may be that to an earlier request.
const REQUEST_ID: &str = "x-request-id";
/// The longest answer that is read; whatever is longer is none of ours.
const ANSWER_BYTES_MAX: usize = 1 << 20;

/// Posts a body to a path such as `api/events`, and waits so long for the whole answer.
pub(crate) async fn post(endpoint: &Endpoint, path: &str, body: String, within: Duration) -> Heard {
    let id = Uuid::new_v4().to_string();
    let request = endpoint
        .request(Method::POST, path)
        .header(CONTENT_TYPE, "application/json")
        .header(REQUEST_ID, &id)
        .body(body);
    let answer = async {
        let response = request.send().await.map_err(|error| Failure::of_error(&error))?;
        heard(response, &id).await
    };
    match timeout(within, answer).await.unwrap_or(Err(Failure::Late)) {
        Ok(heard) => heard,
        Err(Failure::Late) => Heard::TimedOut,
        Err(failure) => {
            debug!(%failure, "cannot post to {path}");
            Heard::Unreachable
        }
    }
}

async fn heard(response: Response, id: &str) -> Result<Heard, Failure> {
    if response.headers().get(REQUEST_ID).is_some_and(|own| own.as_bytes() != id.as_bytes()) {
        debug!("an answer to another request");
        return Ok(Heard::Unreachable);
    }
    let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let retry_after = seconds.and_then(|it| it.trim().parse().ok()).map(Duration::from_secs);
    let status = response.status().as_u16();
    let body = match fetch::body(response, ANSWER_BYTES_MAX).await {
        // What is too long counts as an answer that says nothing.
        Err(Failure::Garbage(_)) => Vec::new(),
        body => body?,
    };
    Ok(Heard::Answer { status, retry_after, body })
}
