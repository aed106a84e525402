//! Evaluating and explaining for people and tools. Nothing here is exposed or counted.

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{Code, EvaluateRequest, Evaluations, ExplainRequest, Explanation};
use hoist_eval::{EvaluationContext, counterfactual, evaluate, evaluate_all, explain};
use hoist_ruleset::limits::FLAGS_MAX;
use hoist_ruleset::{DocumentKind, parse_timestamp};
use jiff::Timestamp;
use serde_json::Value;

use super::READERS;
use crate::answer::{Answer, ApiError, json};
use crate::app::App;
use crate::caller::Caller;
use crate::environment::unavailable;
use crate::moment::Moment;
use crate::operation::{Method, Operation, json as content};
use crate::plan::{Refusal, no_such, refusal};
use crate::request::{Json, Path};
use crate::shown::{self, evaluation, step};

pub(super) fn operations() -> Vec<Operation> {
    let about = "What flags and experiments are for a user, now or by the rules of a past moment";
    let mut operations = vec![
        Operation::new(Method::Post, "/api/evaluate", "evaluate", about, evaluate_keys)
            .open_to(READERS)
            .taking(content::<EvaluateRequest>())
            .giving(200, content::<Evaluations>()),
    ];
    for (kind, id) in
        [(DocumentKind::Flag, "explainFeature"), (DocumentKind::Experiment, "explainExperiment")]
    {
        let path = format!("/api/{}/{{key}}/explain", kind.section());
        let about = "Why it is what it is for a user, step by step, and what would change it";
        operations.push(
            Operation::new(Method::Post, path, id, about, move |app, caller, key, body| {
                explain_key(kind, app, caller, key, body)
            })
            .open_to(READERS)
            .taking(content::<ExplainRequest>())
            .giving(200, content::<Explanation>()),
        );
    }
    operations
}

async fn evaluate_keys(
    State(app): State<App>,
    caller: Caller,
    Json(request): Json<EvaluateRequest>,
) -> Answer {
    check_keys(request.keys.as_deref().unwrap_or_default())?;
    let context = context(request.context)?;
    let (moment, now) = when(&app, &caller, request.at, request.now.as_deref()).await?;
    let ruleset = &moment.ruleset;
    let items = match &request.keys {
        Some(keys) => {
            let one = |key: &String| evaluation(key, &evaluate(ruleset, key, &context, now));
            keys.iter().map(one).collect()
        }
        None => {
            evaluate_all(ruleset, &context, now).map(|(key, one)| evaluation(key, &one)).collect()
        }
    };
    json(StatusCode::OK, &Evaluations { seq: moment.head.seq, items })
}

/// Each key is asked for once: the values of one flag, again and again, would be an answer of
/// gigabytes.
fn check_keys(keys: &[String]) -> Result<(), ApiError> {
    let count = keys.len();
    if count > FLAGS_MAX {
        let detail = format!("`keys` has {count} keys; at most {FLAGS_MAX} are possible.");
        return Err(ApiError::new(Code::Invalid, detail));
    }
    let mut known = HashSet::with_capacity(count);
    if let Some(twice) = keys.iter().find(|key| !known.insert(key.as_str())) {
        let shown: String = twice.chars().take(128).collect();
        let detail = format!("`keys` has {shown:?} twice; ask for each key once.");
        return Err(ApiError::new(Code::Invalid, detail));
    }
    Ok(())
}

async fn explain_key(
    kind: DocumentKind,
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Json(request): Json<ExplainRequest>,
) -> Answer {
    let context = context(request.context)?;
    let (moment, now) = when(&app, &caller, request.at, request.now.as_deref()).await?;
    if !moment.documents.contains(kind, &key) {
        return Err(no_such(&moment, kind, &key).into());
    }
    // What would change a result is searched for, which may take long: off the threads that answer,
    // in turn with what else takes long, so that no kill waits behind it.
    let explanation = app.in_turn(&app.analytics, move |_| {
        let explanation = explain(&moment.ruleset, &key, &context, now);
        let evaluation = evaluation(&key, &explanation.resolution);
        let steps = explanation.steps.iter().map(step).collect();
        let counterfactual = counterfactual(&moment.ruleset, &key, &context, now);
        let counterfactual = counterfactual.as_ref().map(shown::counterfactual);
        Ok(Explanation { seq: moment.head.seq, evaluation, steps, counterfactual })
    });
    json(StatusCode::OK, &explanation.await?)
}

fn context(value: Value) -> Result<EvaluationContext, ApiError> {
    if value.is_null() {
        return Ok(EvaluationContext::default());
    }
    // As text, since the limit is one of its bytes.
    EvaluationContext::parse(&value.to_string())
        .map_err(|error| ApiError::new(Code::BadRequest, format!("`context`: {error}.")))
}

/// The moment whose rules are asked for, and the time of the evaluation: that of the moment, if
/// it is a past one, unless another is asked for.
async fn when(
    app: &App,
    caller: &Caller,
    at: Option<Value>,
    now: Option<&str>,
) -> Result<(Arc<Moment>, Timestamp), ApiError> {
    let environment = caller.environment()?;
    let now = now.map(|text| {
        let detail = "`now` is a time as RFC 3339 has it, such as 2026-03-01T09:00:00Z.";
        parse_timestamp(text).ok_or_else(|| ApiError::new(Code::BadRequest, detail))
    });
    let now = now.transpose()?;
    let Some(at) = at else {
        return Ok((environment.moment(), now.unwrap_or_else(|| app.now())));
    };
    app.with_whole_log(move |app| {
        let head = environment.moment().head.clone();
        let time = at.as_str().and_then(parse_timestamp);
        let seq = match (at.as_u64(), time) {
            (Some(seq), _) => seq,
            (None, Some(time)) => {
                app.store.seq_at(&head.log, time).map_err(|error| unavailable(&error))?
            }
            (None, None) => {
                let detail = "`at` is a seq, or a time as RFC 3339 has it.";
                return Err(refusal(Code::BadRequest, detail));
            }
        };
        if seq > head.seq {
            let detail = format!("The log ends at seq {}; {seq} is yet to come.", head.seq);
            return Err(refusal(Code::BadRequest, detail));
        }
        let then = match time {
            Some(time) => time,
            None => time_of(app, &head.log, seq)?.unwrap_or(head.time),
        };
        Ok((environment.moment_at(seq)?, now.unwrap_or(then)))
    })
    .await
}

/// The time of an entry.
fn time_of(app: &App, log: &str, seq: u64) -> Result<Option<Timestamp>, Refusal> {
    let query = hoist_store::Query {
        after: seq.checked_sub(1),
        before: seq.checked_add(1),
        limit: 1,
        ..hoist_store::Query::default()
    };
    let entries = app.store.entries(log, &query).map_err(|error| unavailable(&error))?;
    Ok(entries.first().map(|entry| entry.time))
}
