//! What files of documents would do if they were imported, and for how many users.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use hoist_api::{ImportFiles, Plan, PlanFinding, PlannedChange, PlannedDocument, Warning};
use hoist_eval::EvaluationContext;
use hoist_eval::movement::Record;
use hoist_ruleset::compiled::Before;
use hoist_ruleset::log::Collection;
use hoist_ruleset::{DocumentKind, Source};
use hoist_store::Sample;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::OwnedSemaphorePermit;

use super::READERS;
use super::exchange::{self, ALLOW_DELETES, FILES, IMPORT_BYTES_MAX, PRUNE};
use crate::answer::{Answer, json as answer};
use crate::app::App;
use crate::author::Author;
use crate::caller::Caller;
use crate::intake::unavailable;
use crate::lifecycle;
use crate::moment::Moment;
use crate::operation::{Content, Method, Operation, SchemaOf, json as content};
use crate::plan::{Definitions, check_may_change, define, sound};
use crate::preview::{self, Change};
use crate::request::Parameters;

pub(super) fn operations() -> Vec<Operation> {
    let file = Content { media_types: FILES, schema: SchemaOf::File, required: true };
    let about = "What a file would change if it were imported, and for how many users";
    let one = Operation::new(Method::Post, "/api/plan", "plan", about, plan_file).taking(file);
    let about = "What some files would change if they were imported, and for how many users";
    let some = Operation::new(Method::Post, "/api/plan/files", "planFiles", about, plan_files)
        .taking(content::<ImportFiles>());
    let open = |operation: Operation| {
        let operation = operation.open_to(READERS).with(&[PRUNE, ALLOW_DELETES]);
        operation.taking_up_to(IMPORT_BYTES_MAX).giving(200, content::<Plan>())
    };
    vec![open(one), open(some)]
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct PlanQuery {
    #[serde(default)]
    prune: bool,
    #[serde(default)]
    allow_deletes: bool,
}

async fn plan_file(
    State(app): State<App>,
    caller: Caller,
    Parameters(query): Parameters<PlanQuery>,
    request: Request,
) -> Answer {
    // It is waited for before the body is read: what waits has taken no memory yet.
    let turn = app.turn(&app.plans).await?;
    planned(&app, &caller, query, exchange::file(request).await?, turn).await
}

async fn plan_files(
    State(app): State<App>,
    caller: Caller,
    Parameters(query): Parameters<PlanQuery>,
    request: Request,
) -> Answer {
    let turn = app.turn(&app.plans).await?;
    planned(&app, &caller, query, exchange::files(&app, request).await?, turn).await
}

async fn planned(
    app: &App,
    caller: &Caller,
    query: PlanQuery,
    sources: Vec<Source>,
    turn: OwnedSemaphorePermit,
) -> Answer {
    let environment = caller.environment()?;
    let author = caller.author(None)?;
    let plan = app.blocking(move |app| {
        // The work goes on where who asked for it has gone, so it holds its turn itself.
        let _turn = turn;
        let moment = environment.moment();
        let remove = match query.prune {
            true => exchange::beyond(&moment, &sources, query.allow_deletes)?,
            false => Vec::new(),
        };
        let definitions = Definitions { sources, remove, ..Definitions::default() };
        let reading = sound(&moment, &definitions)?;
        let samples = app.events.samples(&moment.head.log).map_err(|error| unavailable(&error))?;
        let before =
            Before { ruleset: &moment.ruleset, documents: &moment.documents, state: &moment.state };
        let change = Change {
            before,
            after: &reading.documents,
            sources: &definitions.sources,
            entries: &reading.entries,
        };
        let now = environment.now();
        let plan = preview::plan(&change, samples.into_iter().filter_map(record), true, now);
        let differing = reading.documents.differing(&moment.documents);
        let is_only_one = app.environments.values().count() == 1;
        let stranger = strangers(&moment, &plan, &environment.name, is_only_one);
        let mut obstacles = obstacles(&moment, &differing, &author, now);
        let mut findings = plan.findings;
        match define(&moment.unfrozen(), definitions.clone(), &author, now) {
            Ok((whole, _)) => findings = with_begun(findings, lifecycle::begun(&moment, &whole)),
            Err(refusal) if obstacles.contains(&refusal.detail) => {}
            Err(refusal) => obstacles.push(refusal.detail),
        }
        let notes = plan.notes.iter().cloned().chain(stranger).collect();
        Ok(Plan {
            environment: Some(environment.name.clone()),
            seq: Some(moment.head.seq),
            obstacles,
            findings,
            notes,
            ..plan
        })
    });
    answer(StatusCode::OK, &plan.await?)
}

/// The findings, with the phases that begin: each tells how many move, so no other one has to.
fn with_begun(mut findings: Vec<PlanFinding>, begun: Vec<(String, Warning)>) -> Vec<PlanFinding> {
    let is_told = |key: &str| begun.iter().any(|(own, _)| own == key);
    findings.retain(|one| one.warning.code != lifecycle::SPLIT_CHANGED || !is_told(&one.key));
    let collection = Collection::Experiments.as_ref();
    findings.extend(begun.into_iter().map(|(key, warning)| PlanFinding {
        collection: collection.to_owned(),
        key,
        file: None,
        line: None,
        warning,
    }));
    findings
}

/// A sample as it is evaluated; nothing where it is none that this version can read.
fn record(sample: Sample) -> Option<Record> {
    let mut body: Value = serde_json::from_str(&sample.body).ok()?;
    let context = EvaluationContext::from_json(body.get_mut("context")?.take()).ok()?;
    Some(Record { context, asked: Some(Arc::from(sample.key)), at: Some(sample.at) })
}

/// Why the change would be refused now, each reason once.
fn obstacles(
    moment: &Moment,
    differing: &[(DocumentKind, &str)],
    author: &Author,
    now: Timestamp,
) -> Vec<String> {
    let mut obstacles = Vec::new();
    let refusals = differing
        .iter()
        .filter_map(|(kind, key)| check_may_change(moment, *kind, key, author, false, now).err());
    for refusal in refusals {
        if !obstacles.contains(&refusal.detail) {
            obstacles.push(refusal.detail);
        }
    }
    obstacles
}

/// A question to who may have named another environment than they meant: none of the files'
/// documents is there, while others are, or there are other environments.
fn strangers(moment: &Moment, plan: &Plan, environment: &str, is_only_one: bool) -> Option<String> {
    let is_there = plan.unchanged > 0
        || plan.documents.iter().any(|document| document.change == PlannedChange::Updated);
    let is_new = |document: &PlannedDocument| document.change == PlannedChange::Created;
    let there = moment.documents.keys().count();
    let which = match there {
        0 if is_only_one => return None,
        0 => "is empty".to_owned(),
        1 => "has 1 other document".to_owned(),
        _ => format!("has {there} other documents"),
    };
    (!is_there && plan.documents.iter().any(is_new)).then(|| {
        format!(
            "None of these documents is in the environment {environment}, which {which}: is it the \
             one that is meant?"
        )
    })
}
