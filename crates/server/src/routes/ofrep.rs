//! OFREP: evaluations for OpenFeature clients of any language.

mod events;
mod write;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, ETAG};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use hoist_api::{BulkAnswer, BulkProblem, FlagProblem, OfrepRequest, ResolvedFlag};
use hoist_eval::{ErrorCode, EvaluationContext, evaluate_slot, evaluate_subject};
use hoist_ruleset::compiled::{Slot, Subject};
use hoist_ruleset::document::Visibility;
use hoist_ruleset::limits::CONTEXT_BYTES_MAX;
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::time::Instant;

use super::EVALUATORS;
use super::page::IF_NONE_MATCH;
use crate::answer::Answer;
use crate::app::App;
use crate::caller::Caller;
use crate::exposures;
use crate::operation::{Method, Operation, json as content};
use crate::request::{Path, body, body_of, has_tag, is_object};
use write::Writer;

/// Most bytes of a request: the context, and some room around it.
const BODY_BYTES_MAX: usize = CONTEXT_BYTES_MAX + (64 << 10);

pub(super) fn operations() -> Vec<Operation> {
    let path = "/ofrep/v1/evaluate/flags/{key}";
    let about = "What one flag or experiment is (OFREP)";
    let one = Operation::new(Method::Post, path, "evaluateFlag", about, one)
        .open_to(EVALUATORS)
        .for_browsers()
        .taking(content::<OfrepRequest>().optional())
        .taking_up_to(BODY_BYTES_MAX)
        .taking_any_query()
        .giving(200, content::<ResolvedFlag>())
        .giving(400, content::<FlagProblem>())
        .giving(404, content::<FlagProblem>());
    let path = "/ofrep/v1/evaluate/flags";
    let about = "What all flags and experiments are (OFREP)";
    let bulk = Operation::new(Method::Post, path, "evaluateFlags", about, bulk)
        .open_to(EVALUATORS)
        .for_browsers()
        .taking(content::<OfrepRequest>().optional())
        .taking_up_to(BODY_BYTES_MAX)
        .taking_any_query()
        .giving(200, content::<BulkAnswer>())
        .giving_nothing(304)
        .giving(400, content::<BulkProblem>())
        .with(&[IF_NONE_MATCH])
        .tagged();
    vec![one, bulk, events::operation()]
}

async fn one(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    request: Request,
) -> Answer {
    let start = Instant::now();
    let environment = caller.environment()?;
    let body = body(request).await?;
    let context = match context(&body) {
        Ok(context) => context,
        Err((code, details)) => return Ok(flag_problem(&key, code, &details)),
    };
    let moment = environment.moment();
    let is_shown = |slot: &Slot| is_visible(caller.is_public(), moment.ruleset.subject(*slot));
    let Some(slot) = moment.ruleset.slot(&key).filter(is_shown) else {
        app.telemetry.flag_not_found();
        // Whoever may not see other flags learns nothing of them, not even that one is near.
        return Ok(flag_problem(&key, "FLAG_NOT_FOUND", "There is no such flag."));
    };
    let now = app.now();
    let resolution = evaluate_slot(&moment.ruleset, slot, &context, now);
    moment.counts.one(slot, &resolution);
    if environment.watchers.are_there() {
        let who = (context.targeting_key(), moment.head.seq, now);
        environment.watchers.evaluated(&key, &resolution, who);
    }
    moment.counts.took(&app.telemetry, slot, start.elapsed());
    let Some(variant) = resolution.compiled() else {
        let error = resolution.error.unwrap_or(ErrorCode::FlagNotFound);
        return Ok(flag_problem(&key, error.as_str(), sentence(error)));
    };
    let exposed = resolution.exposed(&context, |flag| moment.flag_version(flag));
    if let Some(exposed) = &exposed {
        exposures::offer(&app, &caller, &moment.head.log, exposed);
    }
    let is_exposed = exposed.is_some();
    let mut writer = Writer::new(&environment.name, context.targeting_key(), 1);
    if is_exposed && resolution.metadata.assignment.is_none() {
        writer.exposed();
    }
    let why = (resolution.reason, resolution.metadata);
    Ok(json(StatusCode::OK, writer.one(variant, why, moment.head.seq, caller.is_public())))
}

async fn bulk(State(app): State<App>, caller: Caller, request: Request) -> Answer {
    let environment = caller.environment()?;
    let (parts, body) = request.into_parts();
    let body = body_of(&parts.headers, &parts.extensions, body).await?;
    let context = match context(&body) {
        Ok(context) => context,
        Err((code, details)) => return Ok(bulk_problem(code, &details)),
    };
    let (moment, now, is_public) = (environment.moment(), app.now(), caller.is_public());
    let is_watched = environment.watchers.are_there();
    let flags = moment.ruleset.subjects().len();
    let mut writer = Writer::new(&environment.name, context.targeting_key(), flags);
    writer.begin_flags(flags);
    for (slot, subject) in moment.ruleset.slots().zip(moment.ruleset.subjects()) {
        if !is_visible(is_public, subject) {
            continue;
        }
        let resolution = evaluate_subject(&moment.ruleset, subject, &context, now);
        moment.counts.one_of_all(slot, &resolution);
        if is_watched {
            let who = (context.targeting_key(), moment.head.seq, now);
            environment.watchers.evaluated(&subject.key, &resolution, who);
        }
        let why = (resolution.reason, resolution.metadata);
        match (resolution.compiled(), resolution.error) {
            (Some(variant), _) => writer.flag(variant, why, is_public),
            (None, error) => {
                let error = error.unwrap_or(ErrorCode::FlagNotFound);
                writer.problem(&subject.key, error.as_str(), sentence(error));
            }
        }
    }
    // The seq is not part of what the tag is of: what does not concern this user is no news.
    let streams = events::addresses(&app, &caller, &environment.name);
    let tag = writer.end_flags(moment.head.seq, &context, streams.as_deref());
    let is_known = has_tag(&parts.headers, &tag);
    app.telemetry.bulk(is_known);
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        json(StatusCode::OK, writer.finish())
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(ETAG, tag);
    }
    Ok(response)
}

/// Client tokens, which anybody may have, see only what is for all.
fn is_visible(is_public: bool, subject: &Subject) -> bool {
    !is_public || subject.visibility == Visibility::All
}

fn sentence(error: ErrorCode) -> &'static str {
    match error {
        ErrorCode::FlagNotFound => "There is no such flag.",
        ErrorCode::TargetingKeyMissing => {
            "A share or a split decides here, and the context has no value to bucket by."
        }
    }
}

/// The context of a request: the body and the context in it may be left out.
fn context(body: &[u8]) -> Result<EvaluationContext, (&'static str, String)> {
    #[derive(Deserialize)]
    struct Body<'b> {
        #[serde(borrow, default)]
        context: Option<&'b RawValue>,
    }
    if body.trim_ascii().is_empty() {
        return Ok(EvaluationContext::default());
    }
    if !is_object(body) {
        return Err(("PARSE_ERROR", "The body is no JSON object.".to_owned()));
    }
    let request: Body<'_> = serde_json::from_slice(body)
        .map_err(|error| ("PARSE_ERROR", format!("The body is no JSON object: {error}.")))?;
    match request.context {
        None => Ok(EvaluationContext::default()),
        Some(context) => EvaluationContext::parse(context.get())
            .map_err(|error| ("INVALID_CONTEXT", format!("{error}."))),
    }
}

fn flag_problem(key: &str, code: &str, details: &str) -> Response {
    let status = match code {
        "FLAG_NOT_FOUND" => StatusCode::NOT_FOUND,
        _ => StatusCode::BAD_REQUEST,
    };
    let problem = FlagProblem {
        key: key.chars().take(128).collect(),
        error_code: code.to_owned(),
        error_details: details.to_owned(),
    };
    json(status, serde_json::to_string(&problem).unwrap_or_default())
}

fn bulk_problem(code: &str, details: &str) -> Response {
    let (error_code, error_details) = (code.to_owned(), details.to_owned());
    let problem = BulkProblem { error_code, error_details };
    json(StatusCode::BAD_REQUEST, serde_json::to_string(&problem).unwrap_or_default())
}

fn json(status: StatusCode, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    // There are more to come, for every answer.
    headers.reserve(8);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
