//! Evaluating and explaining for people and tools. Nothing here is exposed or counted.

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{Code, EvaluateRequest, Evaluations, ExplainRequest, Explanation};
use hoist_eval::{EvaluationContext, counterfactual, evaluate, evaluate_all, explain};
use hoist_ruleset::compiled::Before;
use hoist_ruleset::limits::FLAGS_MAX;
use hoist_ruleset::{DocumentKind, Ruleset, Source};
use serde_json::Value;

use super::READERS;
use super::when::{Asked, When};
use crate::answer::{Answer, ApiError, json};
use crate::app::App;
use crate::caller::Caller;
use crate::moment::Moment;
use crate::operation::{Method, Operation, json as content};
use crate::plan::{Definitions, Refusal, sound};
use crate::request::{Json, Path};
use crate::shown::{self, evaluation, step};

pub(super) fn operations() -> Vec<Operation> {
    let about = "What flags and experiments are for a user, now or by the rules of a past moment";
    let mut operations = vec![
        Operation::new(Method::Post, "/api/evaluate", "evaluate", about, evaluate_keys)
            .open_to(READERS)
            .taking(content::<EvaluateRequest>())
            .giving(200, content::<Evaluations>())
            .of_any_time(),
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
            .giving(200, content::<Explanation>())
            .of_any_time(),
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
    let when = When::of(&app, &caller, Asked::of_body(request.at, request.now)).await?;
    let (ruleset, untold, now) = (&when.moment.ruleset, &when.moment.untold, when.now);
    let mut erased = Vec::new();
    let items = match &request.keys {
        Some(keys) => {
            keys.iter().try_for_each(|key| untold.check_evaluated(key))?;
            let one = |key: &String| evaluation(key, &evaluate(ruleset, key, &context, now));
            keys.iter().map(one).collect()
        }
        None => {
            erased = untold.evaluated();
            let all = evaluate_all(ruleset, &context, now);
            let is_told = |key: &str| erased.binary_search_by(|one| one.as_str().cmp(key)).is_err();
            let told = all.filter(|(key, _)| is_told(key));
            told.map(|(key, one)| evaluation(key, &one)).collect()
        }
    };
    let answer =
        json(StatusCode::OK, &Evaluations { seq: when.moment.head.seq, now, items, erased })?;
    Ok(when.told(answer))
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
    let when = When::of(&app, &caller, Asked::of_body(request.at, request.now)).await?;
    let (moment, now) = (Arc::clone(&when.moment), when.now);
    if !moment.documents.contains(kind, &key) {
        return Err(when.no_such(kind, &key).into());
    }
    moment.untold.check_evaluated(&key)?;
    // What would change a result is searched for, which may take long: off the threads that answer,
    // in turn with what else takes long, so that no kill waits behind it.
    let explanation = app.in_turn(&app.analytics, move |_| {
        let drafted = request.draft.map(|draft| with_draft(&moment, kind, &key, &draft));
        let drafted = drafted.transpose()?;
        let ruleset = drafted.as_ref().unwrap_or(&moment.ruleset);
        let explanation = explain(ruleset, &key, &context, now);
        let evaluation = evaluation(&key, &explanation.resolution);
        let steps = explanation.steps.iter().map(step).collect();
        let counterfactual = counterfactual(ruleset, &key, &context, now);
        let counterfactual = counterfactual.as_ref().map(shown::counterfactual);
        let killed = moment.kill_of(kind, &key).map(|kill| kill.killed.clone());
        Ok(Explanation { seq: moment.head.seq, now, evaluation, killed, steps, counterfactual })
    });
    Ok(when.told(json(StatusCode::OK, &explanation.await?)?))
}

/// The ruleset as it would be if one definition were a draft.
fn with_draft(
    moment: &Moment,
    kind: DocumentKind,
    key: &str,
    draft: &Value,
) -> Result<Ruleset, Refusal> {
    let sources = vec![Source::document(kind, key, draft.to_string())];
    let reading = sound(moment, &Definitions { sources, ..Definitions::default() })?;
    let before =
        Before { ruleset: &moment.ruleset, documents: &moment.documents, state: &moment.state };
    Ok(Ruleset::recompile(&before, &reading.documents, &moment.state))
}

fn context(value: Value) -> Result<EvaluationContext, ApiError> {
    if value.is_null() {
        return Ok(EvaluationContext::default());
    }
    // As text, since the limit is one of its bytes.
    EvaluationContext::parse(&value.to_string())
        .map_err(|error| ApiError::new(Code::BadRequest, format!("`context`: {error}.")))
}
