//! Of which moment a request is: the present, or one of the past, and the time that counts in it.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use hoist_api::Code;
use hoist_ruleset::{DocumentKind, parse_timestamp};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::ApiError;
use crate::app::App;
use crate::caller::Caller;
use crate::environment::Environment;
use crate::moment::Moment;
use crate::operation::Parameter;
use crate::past::{At, at_hand, head_at, moment_of};
use crate::plan::{Refusal, no_such};
use crate::request::Parameters;

/// What a request says of it, in its query string or its body.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    at: Option<String>,
    now: Option<String>,
}

impl Asked {
    /// What stands in a body, where a seq is a number.
    pub(super) fn of_body(at: Option<Value>, now: Option<String>) -> Self {
        let text = |at| match at {
            Value::String(text) => text,
            other => other.to_string(),
        };
        Self { at: at.map(text), now }
    }
}

/// A moment of the caller's environment, and the time that counts in it.
pub(super) struct When {
    pub(super) environment: Arc<Environment>,
    pub(super) moment: Arc<Moment>,
    /// The one that was asked for, else that of the moment, else the clock's.
    pub(super) now: Timestamp,
    /// Whether a moment was asked for, and not whatever is so at present.
    pub(super) is_past: bool,
}

impl When {
    /// The moment that is asked for. Reading one of the past takes its turn, and no kill waits
    /// for it.
    pub(super) async fn of(app: &App, caller: &Caller, asked: Asked) -> Result<Self, ApiError> {
        let environment = caller.environment()?;
        let now = asked.now.as_deref().map(|text| {
            let detail = "`now` is a time as RFC 3339 has it, such as 2026-03-01T09:00:00Z.";
            parse_timestamp(text).ok_or_else(|| ApiError::new(Code::BadRequest, detail))
        });
        let now = now.transpose()?;
        let Some(at) = asked.at else {
            let moment = environment.moment();
            let now = now.unwrap_or_else(|| app.now());
            return Ok(Self { environment, moment, now, is_past: false });
        };
        let (at, clock) = (at.parse::<At>()?, app.now());
        let of = Arc::clone(&environment);
        let (head, then) = app.blocking(move |_| head_at(&of, at, clock)).await?;
        let moment = match at_hand(&app.past, &environment, head.seq) {
            Some(moment) => moment,
            None => {
                let of = Arc::clone(&environment);
                app.with_whole_log(move |app| moment_of(&app.past, &of, head)).await?
            }
        };
        Ok(Self { environment, moment, now: now.unwrap_or(then), is_past: true })
    }

    /// The refusal of what is not there, or cannot be told.
    pub(super) fn no_such(&self, kind: DocumentKind, key: &str) -> Refusal {
        let moment = &self.moment;
        if let Err(erased) = moment.untold.check(kind, key) {
            return erased;
        }
        let mut refusal = no_such(moment, kind, key);
        if let Some(rest) = refusal.detail.strip_prefix("There is no ").filter(|_| self.is_past) {
            refusal.detail = format!("At seq {} there was no {rest}", moment.head.seq);
        }
        refusal
    }

    /// Says in an answer of the past that it is one.
    pub(super) fn told(&self, mut answer: Response) -> Response {
        if self.is_past {
            let headers = answer.headers_mut();
            headers.insert(AT_SEQ, self.moment.head.seq.into());
            if let Ok(now) = HeaderValue::from_str(&self.now.to_string()) {
                headers.insert(AT_TIME, now);
            }
        }
        answer
    }
}

impl FromRequestParts<App> for When {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, app).await?;
        let Parameters(asked) = Parameters::from_request_parts(parts, app).await?;
        Self::of(app, &caller, asked).await
    }
}

/// In an answer of the past: the seq of the last entry that counts in it.
const AT_SEQ: HeaderName = HeaderName::from_static("x-hoist-at-seq");
/// And the time.
const AT_TIME: HeaderName = HeaderName::from_static("x-hoist-at-time");

pub(super) const WHEN: &[Parameter] = &[
    Parameter {
        name: "at",
        place: "query",
        about: "What was so at a moment of the past: after the entry of a seq of the change log, \
                or at a time (RFC 3339). Without it, what is so now.",
        schema: || json!({"type": "string", "example": "2026-03-01T09:00:00Z"}),
    },
    Parameter {
        name: "now",
        place: "query",
        about: "The time that counts, where it is not that of the moment.",
        schema: || json!({"type": "string", "format": "date-time"}),
    },
];
