//! Releases that run: start, pause, resume, promote, approve, abort, and how they stand.

mod from_file;

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{
    AbortRequest, ApproveRequest, CheckRun, Code, Page, ReasonRequest, ReleaseOfFile, ReleaseRun,
    ReleaseRunRequest, ReleaseStartRequest, ReleaseStatus,
};
use hoist_delivery::Command;
use hoist_ruleset::DocumentKind;
use hoist_store::{FindingsOf, StoredRun};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json as value;

use super::page::{PAGE, PageQuery};
use super::{READERS, WRITERS};
use crate::answer::{Answer, json};
use crate::app::App;
use crate::caller::Caller;
use crate::environment::{Environment, unavailable};
use crate::operation::Method::{Get, Post};
use crate::operation::{Operation, Parameter, json as content};
use crate::plan::{Refusal, no_such, refusal};
use crate::releases::{self, Asked, Launch, Run};
use crate::request::{Parameters, Path, Urgent};

pub(super) fn operations() -> Vec<Operation> {
    let path = |verb: &str| format!("/api/releases/{{key}}/{verb}");
    let row = || content::<ReleaseStatus>();
    let reason = || content::<ReasonRequest>().optional();
    let about = "List runs of releases, the newest first";
    let runs = Operation::new(Get, "/api/release-runs", "listReleaseRuns", about, runs);
    let about = "How a run of a release stands: steps, checks, what it waits for, what was decided";
    let status = Operation::new(Get, path("status"), "getReleaseStatus", about, status);
    let about = "List what the checks of a run found, the newest first";
    let checks = Operation::new(Get, path("checks"), "listReleaseChecks", about, checks);
    let about = "Begin to move the share of its flag; one that runs stays as it is";
    let start = Operation::new(Post, path("start"), "startRelease", about, start);
    let about = "Make the documents of a file be so and start its release, both or neither";
    let run = Operation::new(Post, path("run"), "runRelease", about, from_file::run);
    let about = "Let a step begin that has a gate";
    let approve = Operation::new(Post, path("approve"), "approveRelease", about, approve);
    let about = "Stay at this share until somebody resumes; checks go on";
    let pause = asking(path("pause"), "pauseRelease", about, Command::Pause);
    let about = "Go on; what failed before is forgiven";
    let resume = asking(path("resume"), "resumeRelease", about, Command::Resume);
    let about = "Go to the next step as soon as the checks hold, whatever its time and gate say";
    let promote = asking(path("promote"), "promoteRelease", about, Command::Promote);
    let about = "Take it back: share 0, and the flag killed";
    let abort = Operation::new(Post, path("abort"), "abortRelease", about, abort);
    vec![
        runs.open_to(READERS)
            .with(&[PAGE[0], PAGE[1], ACTIVE])
            .giving(200, content::<Page<ReleaseRun>>()),
        status.open_to(READERS).with(&[RUN]).giving(200, row()),
        checks
            .open_to(READERS)
            .with(&[PAGE[0], PAGE[1], RUN, CHECK])
            .giving(200, content::<Page<CheckRun>>()),
        start
            .open_to(WRITERS)
            .taking(content::<ReleaseStartRequest>().optional())
            .giving(200, row()),
        run.open_to(WRITERS)
            .taking(content::<ReleaseRunRequest>())
            .giving(200, content::<ReleaseOfFile>()),
        approve.open_to(WRITERS).taking(content::<ApproveRequest>().optional()).giving(200, row()),
        pause.open_to(WRITERS).taking(reason()).giving(200, row()),
        resume.open_to(WRITERS).taking(reason()).giving(200, row()),
        promote.open_to(WRITERS).taking(reason()).giving(200, row()),
        abort.open_to(WRITERS).taking(content::<AbortRequest>().optional()).giving(200, row()),
    ]
}

const ACTIVE: Parameter = Parameter {
    name: "active",
    place: "query",
    about: "`true`: only those that are not over.",
    schema: || value!({"type": "boolean", "default": false}),
};

const RUN: Parameter = Parameter {
    name: "run",
    place: "query",
    about: "Which run of the release, from 1; without it, the last one.",
    schema: || value!({"type": "integer", "minimum": 1}),
};

const CHECK: Parameter = Parameter {
    name: "check",
    place: "query",
    about: "Only what this check found.",
    schema: || value!({"type": "string"}),
};

#[derive(Debug, Default, Deserialize)]
struct RunsQuery {
    #[serde(default)]
    active: bool,
}

#[derive(Debug, Default, Deserialize)]
struct RunQuery {
    run: Option<u64>,
    check: Option<String>,
}

async fn runs(
    State(app): State<App>,
    caller: Caller,
    Parameters(page): Parameters<PageQuery>,
    Parameters(RunsQuery { active }): Parameters<RunsQuery>,
) -> Answer {
    let (limit, before) = (page.limit()?, page.number()?);
    let log = caller.environment()?.moment().head.log.clone();
    let found = app.blocking(move |app| {
        let stored = app.store.runs(&log, active, before, limit + 1);
        let mut stored = stored.map_err(|error| unavailable(&error))?;
        let more = stored.len() > limit;
        stored.truncate(limit);
        let next = stored.last().filter(|_| more).map(|last| last.number.to_string());
        Ok(Page::new(stored.iter().map(releases::summary).collect(), next))
    });
    json(StatusCode::OK, &found.await?)
}

async fn status(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Parameters(RunQuery { run, .. }): Parameters<RunQuery>,
) -> Answer {
    shown(&app, caller.environment()?, key, run).await
}

async fn checks(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Parameters(page): Parameters<PageQuery>,
    Parameters(RunQuery { run, check }): Parameters<RunQuery>,
) -> Answer {
    let (limit, before) = (page.limit()?, page.number()?);
    let environment = caller.environment()?;
    let found = app.blocking(move |app| {
        let stored = stored(app, &environment, &key, run)?;
        let of = FindingsOf { check: check.as_deref(), before };
        let found = app.store.run_findings(stored.number, of, limit + 1);
        let mut found = found.map_err(|error| unavailable(&error))?;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|(number, _)| number.to_string());
        let items: Vec<CheckRun> =
            found.iter().map(|(_, text)| parsed(&key, text)).collect::<Result<_, _>>()?;
        Ok(Page::new(items, next))
    });
    json(StatusCode::OK, &found.await?)
}

async fn start(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Urgent(request): Urgent<ReleaseStartRequest>,
) -> Answer {
    let (environment, author) = (caller.environment()?, caller.author(request.reason.clone())?);
    environment.check_reason(&author)?;
    let launch = Launch { request, author };
    let (of, name) = (Arc::clone(&environment), key.clone());
    let run = app.blocking(move |app| releases::launch(app, &of, &name, &launch)).await?;
    shown(&app, environment, key, Some(run.run)).await
}

async fn approve(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Urgent(ApproveRequest { step, reason }): Urgent<ApproveRequest>,
) -> Answer {
    let environment = caller.environment()?;
    let step = match step {
        Some(step) => step,
        None => {
            let (of, name) = (Arc::clone(&environment), key.clone());
            app.blocking(move |app| first_gate(app, &of, &name)).await?
        }
    };
    ask(app, caller, key, reason, Command::Approve { step }).await
}

async fn abort(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Urgent(AbortRequest { leave_traffic, reason }): Urgent<AbortRequest>,
) -> Answer {
    let command = match leave_traffic {
        Some(true) => Command::LeaveTraffic,
        _ => Command::Abort,
    };
    ask(app, caller, key, reason, command).await
}

/// A row for what has no more to say than a reason.
fn asking(path: String, id: &'static str, about: &'static str, command: Command) -> Operation {
    let handler = move |State(app): State<App>,
                        caller: Caller,
                        Path(key): Path<String>,
                        Urgent(ReasonRequest { reason }): Urgent<ReasonRequest>| {
        ask(app, caller, key, reason, command.clone())
    };
    Operation::new(Post, path, id, about, handler)
}

async fn ask(
    app: App,
    caller: Caller,
    key: String,
    reason: Option<String>,
    command: Command,
) -> Answer {
    let (environment, author) = (caller.environment()?, caller.author(reason)?);
    environment.check_reason(&author).map_err(|mut refusal| {
        if command == Command::Abort {
            refusal.detail.push_str(" Killing its flag, which holds it, waits for no reason.");
        }
        refusal
    })?;
    let asked = Asked { command, author };
    let (of, name) = (Arc::clone(&environment), key.clone());
    let run = app.blocking(move |app| releases::ask(app, &of, &name, &asked)).await?;
    shown(&app, environment, key, Some(run)).await
}

/// The step behind the next gate, which is closed.
fn first_gate(app: &App, environment: &Environment, key: &str) -> Result<String, Refusal> {
    let run = Run::read(&stored(app, environment, key, None)?)?;
    let none = || refusal(Code::NotNow, format!("The release {key} has no gate that is closed."));
    run.release.next_gate().map(|step| step.name.clone()).ok_or_else(none)
}

/// How a run stands.
async fn shown(app: &App, environment: Arc<Environment>, key: String, run: Option<u64>) -> Answer {
    let status = app.blocking(move |app| status_of(app, &environment, &key, run));
    json(StatusCode::OK, &status.await?)
}

fn status_of(
    app: &App,
    environment: &Environment,
    key: &str,
    run: Option<u64>,
) -> Result<ReleaseStatus, Refusal> {
    let stored = stored(app, environment, key, run)?;
    let decisions = app.store.run_decisions(stored.number);
    let decisions = decisions.map_err(|error| unavailable(&error))?;
    let decisions = decisions.iter().map(|text| releases::decision_of(text)).collect();
    let run = match Run::read(&stored) {
        Ok(run) => run,
        Err(why) => return Ok(releases::shown_unread(&stored, decisions, &why)),
    };
    let (moment, now) = (environment.moment(), app.now());
    let held = releases::held(&moment, &run, now);
    let run = releases::as_of(&moment, run, now);
    Ok(releases::shown(&run, decisions, held, &moment))
}

fn stored(
    app: &App,
    environment: &Environment,
    key: &str,
    run: Option<u64>,
) -> Result<StoredRun, Refusal> {
    let moment = environment.moment();
    let stored = app.store.run(&moment.head.log, key, run).map_err(|error| unavailable(&error))?;
    stored.ok_or_else(|| match (run, moment.documents.releases().contains_key(key)) {
        (_, false) => no_such(&moment, DocumentKind::Release, key),
        (Some(run), true) => {
            refusal(Code::NotFound, format!("The release {key} has no run {run}."))
        }
        (None, true) => refusal(Code::NotFound, format!("The release {key} was never started.")),
    })
}

fn parsed<T: DeserializeOwned>(key: &str, text: &str) -> Result<T, Refusal> {
    serde_json::from_str(text).map_err(|error| {
        let detail = format!("What is known of the release {key} cannot be read: {error}.");
        refusal(Code::Internal, detail)
    })
}
