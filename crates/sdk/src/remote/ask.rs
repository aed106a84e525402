//! One question to the server, and its answer as a resolution.

use std::time::Duration;

use hoist_api::{FlagProblem, ResolvedFlag};
use hoist_eval::{ErrorCode, Reason};
use hoist_ruleset::FlagKey;
use reqwest::{Method, StatusCode, header};
use serde_json::{Map, Value, json};

use super::Remote;
use crate::error::{Error, Kind};
use crate::fallback;
use crate::follow::failure::Failure;
use crate::follow::fetch;
use crate::plain;
use crate::resolution::Resolution;
use crate::status::Cause;

/// Largest answer, in bytes: a payload has at most 64 KiB.
const ANSWER_BYTES_MAX: usize = 1 << 20;
/// Largest answer about all flags, in bytes.
const BULK_BYTES_MAX: usize = 64 << 20;
/// How long an answer about all flags may take.
const BULK_WAIT: Duration = Duration::from_secs(30);
const REASONS: [Reason; 6] = [
    Reason::Static,
    Reason::Default,
    Reason::TargetingMatch,
    Reason::Split,
    Reason::Disabled,
    Reason::Error,
];

impl Remote {
    /// Asks, unless the result is known.
    pub(super) async fn resolve(&self, context: &str, key: &str) -> Result<Resolution, Error> {
        // What cannot be a key is none, and must not become part of an address.
        if FlagKey::parse(key).is_none() {
            return Ok(self.without_value(key, ErrorCode::FlagNotFound));
        }
        let asked = match self.results.find(context, key) {
            Ok(resolution) => return Ok(resolution),
            Err(asked) => asked,
        };
        let answer = tokio::time::timeout(self.answer_wait, self.ask(context, key)).await;
        match answer.unwrap_or(Err(Failure::Late)) {
            Ok(resolution) => {
                self.health.live();
                self.results.keep(asked, context, key, &resolution);
                Ok(resolution)
            }
            Err(failure) => {
                self.missed(&failure);
                let failure = failure.to_string();
                Err(Kind::NoAnswer { key: key.to_owned(), failure }.into())
            }
        }
    }

    /// Notes that something was not had from the server.
    pub(super) fn missed(&self, failure: &Failure) {
        if !failure.is_ordinary() {
            self.health.report(failure.cause(), "", failure.to_string());
        }
        // A server that refuses one question may answer others.
        if failure.cause() != Cause::Refused {
            self.health.lost(failure.cause() == Cause::Unauthorized);
        }
    }

    async fn ask(&self, context: &str, key: &str) -> Result<Resolution, Failure> {
        let request = self
            .endpoint
            .request(Method::POST, &format!("ofrep/v1/evaluate/flags/{key}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(format!("{{\"context\":{context}}}"));
        let response = fetch::send(request).await?;
        let status = response.status();
        match status {
            StatusCode::OK => {
                let body = fetch::body(response, ANSWER_BYTES_MAX).await?;
                let flag: ResolvedFlag = plain::read(&body).map_err(Failure::Garbage)?;
                Ok(self.resolution(flag))
            }
            StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => {
                let body = fetch::body(response, ANSWER_BYTES_MAX).await?;
                let problem: FlagProblem = plain::read(&body).map_err(Failure::Garbage)?;
                let known = [ErrorCode::FlagNotFound, ErrorCode::TargetingKeyMissing];
                let code = known.into_iter().find(|code| code.as_str() == problem.error_code);
                let refused = || Failure::Refused {
                    status,
                    detail: problem.error_details.clone(),
                    retry_after: None,
                };
                Ok(self.without_value(key, code.ok_or_else(refused)?))
            }
            _ => Err(Failure::of_answer(response).await),
        }
    }

    /// What an answer says. Of flags with variants it does not tell which one is the control, so
    /// that is told by its name.
    fn resolution(&self, flag: ResolvedFlag) -> Resolution {
        let ResolvedFlag { key, value, variant, reason, metadata } = flag;
        let fallback = self.fallbacks.get(&key).filter(|_| value.is_none());
        let text = |name| metadata.get(name).and_then(Value::as_str).map(str::to_owned);
        let phase = metadata.get("phase").and_then(Value::as_u64).unwrap_or(1);
        let is_exposed = metadata.get("exposure") == Some(&Value::Bool(true));
        let assignment = text("experiment").filter(|_| is_exposed);
        let variant = Some(variant).filter(|name| !name.is_empty());
        let variant = variant.or_else(|| fallback.map(|own| fallback::variant(own).to_owned()));
        let is_on = |name: &String| !matches!(name.as_str(), "off" | fallback::CONTROL);
        Resolution {
            enabled: variant.as_ref().is_some_and(is_on),
            is_default: fallback.is_some(),
            value: value.or_else(|| fallback.cloned()),
            variant,
            reason: REASONS.into_iter().find(|it| it.as_str() == reason).unwrap_or(Reason::Default),
            error: None,
            seq: metadata.get("version").and_then(Value::as_u64).unwrap_or_default(),
            rule: None,
            killed: metadata.get("killed") == Some(&Value::Bool(true)),
            prerequisite: text("prerequisite"),
            assignment: assignment
                .map(|experiment| (experiment, u32::try_from(phase).unwrap_or(u32::MAX))),
            key,
        }
    }

    /// The default, where the server has no value.
    fn without_value(&self, key: &str, code: ErrorCode) -> Resolution {
        let fallback = self.fallbacks.get(key);
        Resolution {
            key: key.to_owned(),
            value: fallback.cloned(),
            variant: fallback.map(|own| fallback::variant(own).to_owned()),
            reason: Reason::Error,
            error: Some(code),
            enabled: fallback.is_some_and(fallback::is_enabled),
            is_default: fallback.is_some(),
            seq: 0,
            rule: None,
            killed: false,
            prerequisite: None,
            assignment: None,
        }
    }

    /// Asks for the address at which the server tells of other rules; `None` where it has none.
    pub(super) async fn event_stream(&self) -> Result<Option<String>, Failure> {
        let request = self
            .endpoint
            .request(Method::POST, "ofrep/v1/evaluate/flags")
            .header(header::CONTENT_TYPE, "application/json")
            .body(json!({"context": Map::new()}).to_string());
        let answer = async {
            let response = fetch::expect_ok(fetch::send(request).await?).await?;
            fetch::body(response, BULK_BYTES_MAX).await
        };
        let body = tokio::time::timeout(BULK_WAIT, answer).await.unwrap_or(Err(Failure::Late))?;
        let answer: Value = plain::read(&body).map_err(Failure::Garbage)?;
        let streams = answer["eventStreams"].as_array();
        let address = |stream: &Value| {
            let address = stream["url"].as_str().or(stream["endpoint"]["requestUri"].as_str())?;
            (stream["type"] == "sse").then(|| address.to_owned())
        };
        Ok(streams.into_iter().flatten().find_map(address))
    }
}
