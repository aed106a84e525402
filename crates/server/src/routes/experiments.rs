//! The life of experiments: start, conclude, archive, and what one user is assigned.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{
    AssignRequest, Assigned, Code, ConcludeRequest, Concluded, Monitored, ReasonRequest,
    StartRequest, Started,
};
use hoist_eval::{EvaluationContext, evaluate};
use hoist_ruleset::DocumentKind;
use hoist_ruleset::ExperimentStatus;
use hoist_ruleset::compiled::Subject;
use hoist_store::{Assignment, Content, Event, EventBatch, Happening};
use jiff::Timestamp;
use serde_json::{Map, Value};
use tracing::warn;

use super::{REPLICAS, WRITERS};
use crate::accept;
use crate::answer::{Answer, ApiError, json};
use crate::app::App;
use crate::author::Author;
use crate::caller::Caller;
use crate::intake::{Size, unavailable};
use crate::lifecycle::{self, End};
use crate::moment::Moment;
use crate::monitor;
use crate::operation::Method::Post;
use crate::operation::{Operation, json as content};
use crate::plan::{Refusal, no_such, refusal};
use crate::request::{Json, Path, Urgent};
use crate::{results, tracked};

/// What the name of the targeting key is in a context.
const TARGETING_KEY: &str = "targetingKey";
/// What an assignment takes while it waits to be written.
const ASSIGNMENT_BYTES: usize = 1 << 10;

pub(super) fn operations() -> Vec<Operation> {
    let path = |verb: &str| format!("/api/experiments/{{key}}/{verb}");
    let about = "Begin to assign by a plan that is frozen from now on";
    let start = Operation::new(Post, path("start"), "startExperiment", about, start);
    let about = "End it, and say what everybody gets from now on";
    let conclude = Operation::new(Post, path("conclude"), "concludeExperiment", about, conclude);
    let about = "Put a concluded one out of the way";
    let put_away = Operation::new(
        Post,
        path("archive"),
        "archiveExperiment",
        about,
        move |app, caller, key, request| archive(false, app, caller, key, request),
    );
    let about = "Put an archived one back among those that are concluded";
    let put_back = Operation::new(
        Post,
        path("unarchive"),
        "unarchiveExperiment",
        about,
        move |app, caller, key, request| archive(true, app, caller, key, request),
    );
    let about = "Look whether it is due to be tested or concluded, as the monitor does each hour";
    let monitor = Operation::new(Post, path("monitor"), "monitorExperiment", about, monitor);
    let about = "What a user has for as long as the phase lasts; the exposure is recorded";
    let assign = Operation::new(Post, path("assign"), "assign", about, assign);
    let reason = || content::<ReasonRequest>().optional();
    vec![
        start
            .open_to(WRITERS)
            .taking(content::<StartRequest>().optional())
            .giving(200, content::<Started>()),
        conclude
            .open_to(WRITERS)
            .taking(content::<ConcludeRequest>().optional())
            .giving(200, content::<Concluded>()),
        put_away.open_to(WRITERS).taking(reason()).giving(200, content::<Concluded>()),
        put_back.open_to(WRITERS).taking(reason()).giving(200, content::<Concluded>()),
        monitor.open_to(WRITERS).taking(reason()).giving(200, content::<Monitored>()),
        assign
            .open_to(REPLICAS)
            .taking(content::<AssignRequest>())
            .giving(200, content::<Assigned>()),
    ]
}

async fn start(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Urgent(request): Urgent<StartRequest>,
) -> Answer {
    let StartRequest { baseline, reason } = request;
    let name = key.clone();
    let start = move |moment: &Moment, author: &Author, now| {
        if let (Some(baseline), Some(experiment)) =
            (baseline, moment.documents.experiments().get(&name))
        {
            lifecycle::check_baseline(&moment.documents, experiment, baseline)?;
        }
        lifecycle::start(moment, &name, author, now)
    };
    let changed = app.change(&caller, reason, start).await?;
    let was_running = changed.entries.is_empty();
    let started = started(&changed.moment, &key, was_running, baseline, app.now());
    json(StatusCode::OK, &started.ok_or_else(lost)?)
}

fn lost() -> Refusal {
    refusal(Code::Internal, "It was written down and is not there.")
}

fn started(
    moment: &Moment,
    key: &str,
    was_running: bool,
    baseline: Option<f64>,
    now: Timestamp,
) -> Option<Started> {
    let life = moment.lives.get(key)?;
    let phase = life.body.last_phase()?;
    let experiment = moment.documents.experiments().get(key)?;
    Some(Started {
        key: key.to_owned(),
        status: status(moment, key, now),
        phase: phase.phase,
        started_at: phase.started,
        was_running,
        seq: life.seq,
        layer_range: life.body.state.layer_range,
        plan: phase.plan.clone(),
        power: lifecycle::power(&moment.documents, experiment, baseline),
        warnings: lifecycle::doubts(moment, key),
    })
}

/// Where in its life an experiment is, as it is sent.
fn status(moment: &Moment, key: &str, now: Timestamp) -> String {
    moment.status_of(key, now).unwrap_or(ExperimentStatus::Draft).as_ref().to_owned()
}

async fn conclude(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Urgent(request): Urgent<ConcludeRequest>,
) -> Answer {
    let ConcludeRequest { ship, reason } = request;
    let (environment, name) = (caller.environment()?, key.clone());
    let known = app.blocking(move |app| Ok(monitor::known(app, &environment, &name))).await?;
    let name = key.clone();
    let conclude = move |moment: &Moment, author: &Author, now| {
        let plan = tracked::current(moment, &name);
        if known.as_ref().is_some_and(|(own, _)| plan.as_ref() != Some(own)) {
            // What was found by it says nothing of the one that there is now.
            let detail = format!("The plan of {name} was changed meanwhile. Conclude it again.");
            return Err(refusal(Code::NotNow, detail));
        }
        let end = End::by_hand(ship.clone(), known.as_ref().map(|(_, analysis)| analysis));
        lifecycle::conclude(moment, &name, &end, author, now)
    };
    let changed = app.change(&caller, reason, conclude).await?;
    let (log, name) = (changed.moment.head.log.clone(), key.clone());
    let marked = app.blocking(move |app| results::keep::mark(app, &log, &name)).await;
    if let Err(ApiError(refusal)) = marked {
        warn!(key, why = refusal.detail, "what was known is not kept");
    }
    json(StatusCode::OK, &concluded(&changed.moment, &key, app.now()).ok_or_else(lost)?)
}

async fn archive(
    back: bool,
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Urgent(request): Urgent<ReasonRequest>,
) -> Answer {
    let name = key.clone();
    let archive = move |moment: &Moment, author: &Author, now| {
        lifecycle::archive(moment, &name, back, author, now)
    };
    let changed = app.change(&caller, request.reason, archive).await?;
    json(StatusCode::OK, &concluded(&changed.moment, &key, app.now()).ok_or_else(lost)?)
}

fn concluded(moment: &Moment, key: &str, now: Timestamp) -> Option<Concluded> {
    let life = moment.lives.get(key)?;
    Some(Concluded {
        key: key.to_owned(),
        status: status(moment, key, now),
        phase: life.body.state.phase,
        seq: life.seq,
        conclusion: life.body.conclusion.clone()?,
    })
}

async fn monitor(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Urgent(request): Urgent<ReasonRequest>,
) -> Answer {
    let (environment, author) = (caller.environment()?, caller.author(request.reason)?);
    // It decides by numbers, and writes: whoever has it look is the one who does so.
    environment.check_reason(&author)?;
    json(StatusCode::OK, &monitor::look_now(&app, environment, key, author).await?)
}

async fn assign(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Json(request): Json<AssignRequest>,
) -> Answer {
    let AssignRequest { user, attributes } = request;
    let refused = |refused: accept::Refused| ApiError::new(refused.code, refused.detail);
    accept::check_user(&user).map_err(refused)?;
    let environment = caller.environment()?;
    let (moment, now) = (environment.moment(), app.now());
    if !moment.documents.experiments().contains_key(&key) {
        return Err(no_such(&moment, DocumentKind::Experiment, &key).into());
    }
    let subject = moment.ruleset.get(&key).ok_or_else(lost)?;
    let phase = phase_of(&moment, &key);
    let is_open = !subject.killed && moment.status_of(&key, now) == Some(ExperimentStatus::Running);
    if is_open && let Some(known) = known(&app, &moment, &key, phase, &user).await? {
        return json(StatusCode::OK, &answer(subject, known, phase)?);
    }
    let told = accept::plain(attributes.clone().into_iter().collect());
    let context = context(&user, attributes)?;
    let resolution = evaluate(&moment.ruleset, &key, &context, now);
    let Some(variant) = resolution.variant else {
        let detail = format!(
            "{key} is bucketed by an attribute that is not among `attributes`: without it nobody \
             can be assigned."
        );
        return Err(ApiError::new(Code::Invalid, detail));
    };
    let exposed = resolution.exposed(&context, |flag| moment.flag_version(flag));
    let assigned = (variant.to_owned(), exposed.is_some());
    if !is_open {
        return json(StatusCode::OK, &answer(subject, assigned, phase)?);
    }
    let exposure = exposed.map(|exposed| Event {
        id: hoist_api::exposure_id(&key, phase.into(), &exposed.user, variant).into_bytes(),
        user: exposed.user.clone().into_owned(),
        at: now,
        what: Happening::Exposure {
            key: key.clone(),
            variant: variant.to_owned(),
            attributes: told,
        },
    });
    let (variant, is_in) = assigned.clone();
    let (of, at) = (user.clone(), now);
    let assignment = Assignment { user: of, key: key.clone(), phase, variant, is_in, at, exposure };
    let content = Content::Assignment(Box::new(assignment));
    let batch = EventBatch { log: moment.head.log.as_str().into(), content };
    let size = Size { rows: 2, bytes: ASSIGNMENT_BYTES };
    let (telemetry, counted) = (Arc::clone(&app.telemetry), (key.clone(), assigned.clone()));
    let note = move |written: hoist_store::Written| {
        let (key, (variant, is_in)) = counted;
        if written.accepted > 0 && is_in {
            telemetry.assigned(&key, &variant);
        }
    };
    let written = app.intake.write(batch, size, note).await?;
    // Somebody else was faster: what they were told holds.
    let stored = match written.accepted {
        0 => known(&app, &moment, &key, phase, &user).await?.unwrap_or(assigned),
        _ => assigned,
    };
    json(StatusCode::OK, &answer(subject, stored, phase)?)
}

fn phase_of(moment: &Moment, key: &str) -> u32 {
    moment.lives.get(key).map_or(1, |life| life.body.state.phase)
}

/// What a user was assigned before.
async fn known(
    app: &App,
    moment: &Moment,
    key: &str,
    phase: u32,
    user: &str,
) -> Result<Option<(String, bool)>, ApiError> {
    let (log, key, user) = (moment.head.log.clone(), key.to_owned(), user.to_owned());
    let read = move |app: &App| {
        app.events.assigned(&log, &key, phase, &user).map_err(|error| unavailable(&error))
    };
    app.blocking(read).await
}

fn answer(subject: &Subject, known: (String, bool), phase: u32) -> Result<Assigned, Refusal> {
    let (variant, in_experiment) = known;
    let own = subject.variants.iter().find(|own| *own.name == *variant).ok_or_else(lost)?;
    Ok(Assigned { config: own.payload.value.clone(), variant, in_experiment, phase })
}

fn context(
    user: &str,
    attributes: impl IntoIterator<Item = (String, Value)>,
) -> Result<EvaluationContext, ApiError> {
    let mut fields: Map<String, Value> = attributes.into_iter().collect();
    if fields.insert(TARGETING_KEY.to_owned(), user.into()).is_some() {
        let detail = "`attributes` has `targetingKey`: that is `user`.";
        return Err(ApiError::new(Code::Invalid, detail));
    }
    EvaluationContext::parse(&Value::Object(fields).to_string())
        .map_err(|error| ApiError::new(Code::BadRequest, format!("`attributes`: {error}.")))
}
