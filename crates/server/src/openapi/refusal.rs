//! How requests may be refused: the problems of each operation.

use hoist_api::{Code, TokenKind};
use serde_json::{Map, Value, json};

use crate::operation::{Method, Operation, Scope, Who};

/// Refusals by status: the name of the response, and what it is about.
const REFUSALS: &[(Code, &str, &str)] = &[
    (
        Code::BadRequest,
        "BadRequest",
        "The request cannot be read: its path, query, headers or body.",
    ),
    (
        Code::Unauthorized,
        "Unauthorized",
        "There is no token, or it is unknown, revoked or expired.",
    ),
    (
        Code::Forbidden,
        "Forbidden",
        "A token of this kind, or for these environments, may not; or a gate is closed \
        (`gate_closed`).",
    ),
    (Code::NotFound, "NotFound", "There is nothing of that name."),
    (Code::Timeout, "Timeout", "The body did not arrive in time."),
    (
        Code::Conflict,
        "Conflict",
        "It cannot be done now: `conflict` (it was changed in between; \
        `current` has it), `referenced` (others refer to it), `frozen`, `managed` (it lives in a \
        configuration file) or `not_now`.",
    ),
    (
        Code::Erased,
        "Erased",
        "What was so then was erased since, and nothing tells of it any more.",
    ),
    (Code::TooLarge, "TooLarge", "The body is larger than this operation allows."),
    (
        Code::UnsupportedMediaType,
        "UnsupportedMediaType",
        "The body is not called what it has to be.",
    ),
    (
        Code::Invalid,
        "Invalid",
        "What was sent is not sound; for documents, `diagnostics` has everything wrong.",
    ),
    (
        Code::TooManyRequests,
        "TooManyRequests",
        "There is too much at the moment. Nothing of the request was done; send it again later.",
    ),
];

/// What every operation may answer when it is not the caller's fault.
const FAULT: &str = "ServerFault";

/// The responses that operations refer to.
pub(super) fn responses(problem: &Value) -> Value {
    let content = json!({"application/problem+json": {"schema": problem}});
    let id = json!({"description": "The id of the request.", "schema": {"type": "string"},
                    "required": true});
    let retry = json!({"description": "In seconds, where it may pass by itself.",
                       "schema": {"type": "integer"}});
    let mut responses = Map::new();
    for (code, name, about) in REFUSALS {
        let mut headers = json!({"X-Request-Id": id});
        if *code == Code::Unauthorized {
            headers["WWW-Authenticate"] = json!({"schema": {"type": "string"}, "required": true});
        }
        if *code == Code::TooManyRequests {
            let about = "In seconds.";
            headers["Retry-After"] =
                json!({"description": about, "schema": {"type": "integer"}, "required": true});
        }
        let response = json!({"description": about, "headers": headers, "content": content});
        responses.insert((*name).to_owned(), response);
    }
    let fault = json!({
        "description": "The server made a mistake (500), or its store cannot be written or read \
                        at the moment (503). Nothing was changed.",
        "headers": {"X-Request-Id": id, "Retry-After": retry},
        "content": content,
    });
    responses.insert(FAULT.to_owned(), fault);
    responses.into()
}

/// Adds the refusals that an operation may answer. Where the operation has a body of its own for a
/// status, a problem may stand in its place.
pub(super) fn add(operation: &Operation, answers: &mut Map<String, Value>) {
    for (code, name, _) in REFUSALS.iter().filter(|(code, _, _)| may_refuse(operation, *code)) {
        let status = code.status().to_string();
        match answers.get_mut(&status) {
            Some(answer) => {
                let problem = json!({"$ref": "#/components/schemas/Problem"});
                answer["content"]["application/problem+json"] = json!({"schema": problem});
            }
            None => {
                let response = json!({"$ref": format!("#/components/responses/{name}")});
                answers.insert(status, response);
            }
        }
    }
    let fault = json!({"$ref": format!("#/components/responses/{FAULT}")});
    answers.insert("5XX".to_owned(), fault);
}

fn may_refuse(operation: &Operation, code: Code) -> bool {
    let has_token = operation.who != Who::Everyone;
    let has_body = operation.body.is_some();
    let is_evaluation =
        ["/api/evaluate", "/ofrep", "/explain"].iter().any(|part| operation.path.contains(part));
    let is_intake = ["sendEvents", "sendTelemetry"].contains(&&*operation.id);
    let writes = operation.method != Method::Get && !is_evaluation;
    let names_keys = operation.id == "evaluate";
    let is_for_webhooks =
        matches!(operation.who, Who::Tokens(kinds) if kinds.contains(&TokenKind::Webhook));
    let is_windowed = operation.path.ends_with("/analytics");
    // Nothing may be measured, or the flag may be of another type.
    let is_of_results = operation.path.contains("/results");
    let reads_sound = ["/breakdown", "/rollout", "/explain", "/evaluations/stream"];
    let reads_sound = reads_sound.iter().any(|part| operation.path.contains(part));
    let streams = ["stream", "streamHeads", "streamEvaluations"];
    match code {
        // Signing in is refused for what is in the body, as others are for their tokens.
        Code::BadRequest | Code::Unauthorized | Code::Forbidden => {
            has_token || operation.id == "signIn"
        }
        Code::NotFound => operation.path.contains('{') || operation.scope == Scope::Environment,
        Code::Timeout | Code::TooLarge => has_body,
        Code::UnsupportedMediaType => has_body && operation.path.starts_with("/api"),
        Code::Conflict => {
            is_of_results || writes && !operation.path.starts_with("/api/events") && !is_intake
        }
        Code::Invalid => writes || names_keys || is_windowed || reads_sound,
        Code::Erased => operation.is_of_any_time || operation.id.starts_with("rollback"),
        Code::TooManyRequests => {
            is_intake
                || operation.is_for_browsers
                || is_for_webhooks
                || streams.contains(&&*operation.id)
                || operation.id == "getBackup"
        }
        _ => false,
    }
}
