//! Why the rules could not be had, and what that means for asking again.

use std::time::Duration;

use reqwest::{Response, StatusCode, header};
use thiserror::Error;

use crate::backoff::Haste;
use crate::sse::Unreadable;
use crate::status::Cause;

/// How long a problem's text may take: it is worth no more.
const PROBLEM_WAIT: Duration = Duration::from_secs(2);
/// How much of a problem's text is read.
const PROBLEM_BYTES_MAX: usize = 16 << 10;

/// Why the rules could not be had.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    #[error("the server does not answer in time")]
    Late,
    #[error("the server's stream went silent")]
    Silent,
    #[error("the server ended its stream")]
    Ended,
    #[error("the server does not accept the token ({status}): {detail}")]
    Unauthorized { status: StatusCode, detail: String },
    #[error("the server refuses ({status}): {detail}")]
    Refused { status: StatusCode, detail: String, retry_after: Option<Duration> },
    #[error("what the server sends cannot be read: {0}")]
    Garbage(String),
    #[error("the stream goes on from rules that are not known here")]
    NeedsSnapshot,
}

impl Failure {
    pub(crate) fn cause(&self) -> Cause {
        match self {
            Self::Unreachable(_) | Self::Late | Self::Silent | Self::Ended => Cause::Unreachable,
            Self::Unauthorized { .. } => Cause::Unauthorized,
            Self::Refused { .. } => Cause::Refused,
            Self::Garbage(_) | Self::NeedsSnapshot => Cause::Garbage,
        }
    }

    /// Whether another question to the same server would end alike.
    pub(crate) fn is_final_for_now(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Unauthorized { .. })
    }

    /// Whether it is part of every stream's life, and nothing to tell.
    pub(crate) fn is_ordinary(&self) -> bool {
        matches!(self, Self::Ended)
    }

    /// How soon asking again may help.
    pub(crate) fn haste(&self) -> Haste {
        match self {
            Self::Unauthorized { .. } => Haste::Slowly,
            Self::Refused { retry_after: Some(asked), .. } => Haste::NotBefore(*asked),
            _ => Haste::Soon,
        }
    }

    /// What a failed request means.
    pub(crate) fn of_error(error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::Late;
        }
        let mut deepest: &dyn std::error::Error = error;
        while let Some(source) = deepest.source() {
            deepest = source;
        }
        Self::Unreachable(deepest.to_string())
    }

    /// What an answer that is not the expected one means.
    pub(crate) async fn of_answer(response: Response) -> Self {
        let status = response.status();
        let header = response.headers().get(header::RETRY_AFTER);
        let seconds = header.and_then(|value| value.to_str().ok()?.parse().ok());
        let retry_after = seconds.map(Duration::from_secs);
        let body = super::fetch::body(response, PROBLEM_BYTES_MAX);
        let body = tokio::time::timeout(PROBLEM_WAIT, body).await.ok().and_then(Result::ok);
        let body = body.unwrap_or_default();
        let problem = serde_json::from_slice::<hoist_api::Problem>(&body).ok();
        let detail = problem.map_or_else(|| "it does not say why".to_owned(), |it| it.detail);
        if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            return Self::Unauthorized { status, detail };
        }
        Self::Refused { status, detail, retry_after }
    }
}

impl From<Unreadable> for Failure {
    fn from(unreadable: Unreadable) -> Self {
        Self::Garbage(unreadable.to_string())
    }
}
