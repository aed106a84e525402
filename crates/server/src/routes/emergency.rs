//! Emergency controls: kill, revive, freeze, and how things are.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{
    Code, Experiments, Flags, Freeze, FreezeRequest, FreezeScope, KillAllRequest, KilledAll,
    KilledFlag, ReasonRequest, Status,
};
use hoist_ruleset::compiled::{Availability, Curve, Flag, Strategy, Subject, SubjectKind};
use hoist_ruleset::{DocumentKind, ExperimentStatus};
use jiff::Timestamp;

use super::freezes::windows;
use super::schedules::summary;
use super::telemetry::{everything, streaming};
use super::{FREEZERS, RESCUERS, WATCHERS};
use crate::answer::{Answer, ApiError, json};
use crate::app::App;
use crate::author::Author;
use crate::caller::Caller;
use crate::moment::{Kill, Moment};
use crate::operation::Method::{Get, Post};
use crate::operation::{Operation, json as content};
use crate::plan::{self, Refusal, refusal};
use crate::request::{Path, Urgent};
use crate::secret;

pub(super) fn operations() -> Vec<Operation> {
    let reason = || content::<ReasonRequest>().optional();
    vec![
        Operation::new(Post, "/flags/{key}/kill", "kill", "Off for everybody, at once", kill)
            .open_to(RESCUERS)
            .taking(reason())
            .giving(200, content::<KilledFlag>()),
        Operation::new(
            Post,
            "/flags/kill",
            "killMany",
            "Kill all flags, or those with a tag",
            kill_many,
        )
        .open_to(RESCUERS)
        .taking(content::<KillAllRequest>())
        .giving(200, content::<KilledAll>()),
        Operation::new(Post, "/flags/{key}/revive", "revive", "Killed no more", revive)
            .open_to(RESCUERS)
            .taking(reason())
            .giving(200, content::<KilledFlag>()),
        Operation::new(
            Post,
            "/experiments/freeze",
            "freeze",
            "No definition changes any more",
            freeze,
        )
        .open_to(FREEZERS)
        .taking(content::<FreezeRequest>().optional())
        .giving(200, content::<Freeze>()),
        Operation::new(
            Post,
            "/experiments/unfreeze",
            "unfreeze",
            "Definitions may change again; what is planned stays",
            unfreeze,
        )
        .open_to(FREEZERS)
        .taking(reason())
        .giving(200, content::<Freeze>()),
        Operation::new(Get, "/status", "getStatus", "How the environment is", status)
            .open_to(WATCHERS)
            .giving(200, content::<Status>()),
    ]
}

async fn kill(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Urgent(request): Urgent<ReasonRequest>,
) -> Answer {
    let keys = [key.clone()];
    let moment = kill_keys(&app, &caller, request.reason, move |_| Ok(keys.to_vec())).await?;
    let lost = || refusal(Code::Internal, "The kill was appended and does not hold.");
    let Kill { killed, seq } = moment.kills.get(&key).cloned().ok_or_else(lost)?;
    json(StatusCode::OK, &KilledFlag { key, killed: Some(killed), in_force: None, seq })
}

/// Kills some keys, and counts those that were not killed before.
async fn kill_keys(
    app: &App,
    caller: &Caller,
    reason: Option<String>,
    keys: impl Fn(&Moment) -> Result<Vec<String>, Refusal> + Send + 'static,
) -> Result<Arc<Moment>, ApiError> {
    let kill =
        move |moment: &Moment, author: &Author, _| plan::kill(moment, &keys(moment)?, author);
    let changed = app.change_at_once(caller, reason, kill).await?;
    for entry in &changed.entries {
        app.telemetry.killed(&entry.key, "manual");
    }
    Ok(changed.moment)
}

async fn kill_many(
    State(app): State<App>,
    caller: Caller,
    Urgent(request): Urgent<KillAllRequest>,
) -> Answer {
    let KillAllRequest { tag, all, reason } = request;
    if all.unwrap_or_default() == tag.is_some() {
        let detail = "Send either {\"tag\": TAG} or {\"all\": true}.";
        return Err(refusal(Code::Invalid, detail).into());
    }
    let wanted = tag.clone();
    let chosen = move |moment: &Moment| chosen(moment, wanted.as_deref());
    let moment = kill_keys(&app, &caller, reason, chosen).await?;
    let keys = self::chosen(&moment, tag.as_deref())?;
    json(StatusCode::OK, &KilledAll { keys, seq: moment.head.seq })
}

/// The flags with a tag, or all.
fn chosen(moment: &Moment, tag: Option<&str>) -> Result<Vec<String>, Refusal> {
    let has_tag = |tags: &[String]| tag.is_none_or(|tag| tags.iter().any(|own| own == tag));
    let flags = moment.documents.flags().iter().filter(|(_, flag)| has_tag(&flag.about.tags));
    let keys: Vec<String> = flags.map(|(key, _)| key.to_string()).collect();
    if keys.is_empty() && tag.is_some() {
        return Err(refusal(Code::NotFound, "No flag has that tag."));
    }
    Ok(keys)
}

async fn revive(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Urgent(request): Urgent<ReasonRequest>,
) -> Answer {
    let killed = key.clone();
    let revive = move |moment: &Moment, author: &Author, _| plan::revive(moment, &killed, author);
    let changed = app.change(&caller, request.reason, revive).await?;
    let (moment, kind) = (&changed.moment, DocumentKind::Flag);
    let (in_force, seq) = (moment.share_in_force(kind, &key), moment.head.seq);
    json(StatusCode::OK, &KilledFlag { key, killed: None, in_force, seq })
}

async fn freeze(
    State(app): State<App>,
    caller: Caller,
    Urgent(request): Urgent<FreezeRequest>,
) -> Answer {
    let (reason, id) = (request.reason.clone(), secret::id("frz")?);
    let freeze = move |moment: &Moment, author: &Author, now| {
        plan::freeze(moment, &id, &request, author, now)
    };
    let changed = app.change_at_once(&caller, reason, freeze).await?;
    json(StatusCode::OK, &freeze_of(&changed.moment, app.now()))
}

async fn unfreeze(
    State(app): State<App>,
    caller: Caller,
    Urgent(request): Urgent<ReasonRequest>,
) -> Answer {
    let changed = app.change(&caller, request.reason, plan::unfreeze).await?;
    json(StatusCode::OK, &freeze_of(&changed.moment, app.now()))
}

/// The widest freeze that holds.
fn freeze_of(moment: &Moment, now: Timestamp) -> Freeze {
    let seq = moment.head.seq;
    let windows = windows(moment, now);
    match moment.freezes.at(now).first() {
        Some(freeze) => Freeze {
            frozen: true,
            scope: Some(freeze.scope),
            by: Some(freeze.by.clone()),
            at: Some(freeze.from),
            reason: freeze.reason.clone(),
            until: freeze.until,
            seq,
            windows,
        },
        None => Freeze {
            frozen: false,
            scope: None,
            by: None,
            at: None,
            reason: None,
            until: None,
            seq,
            windows,
        },
    }
}

async fn status(State(app): State<App>, caller: Caller) -> Answer {
    let environment = caller.environment()?;
    let (moment, now) = (environment.moment(), app.now());
    let documents = &moment.documents;
    let freeze = freeze_of(&moment, now);
    let is_there = |key: &&String| {
        documents.flags().contains_key(key.as_str())
            || documents.experiments().contains_key(key.as_str())
    };
    let log = moment.head.log.clone();
    // How the environment is can be told also where the events cannot be read.
    let events = app.blocking(move |app| Ok(app.folds.summary(app, &log))).await?;
    let streaming = streaming(&app, &environment);
    let target = everything(&moment);
    let instances = app.receipts.summary(&moment.line, target, &streaming, now);
    let status = Status {
        environment: environment.name.clone(),
        seq: moment.head.seq,
        flags: Flags {
            total: count(documents.flags().len()),
            enabled: count(documents.flags().values().filter(|flag| flag.enabled).count()),
            killed: moment.kills.keys().filter(is_there).cloned().collect(),
            moving: moving(&moment, now),
        },
        experiments: Experiments {
            running: count(running(&moment, now)),
            frozen: matches!(freeze.scope, Some(FreezeScope::All | FreezeScope::Experiments)),
        },
        // The one writer of the store is this server, so it always knows.
        ruleset_age_seconds: 0.0,
        freeze,
        schedules: summary(&moment, now),
        instances,
        events,
        config: app.config.as_ref().and_then(|config| config.status(&moment)),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    json(StatusCode::OK, &status)
}

pub(super) fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// Gradual flags that are on and have not reached their last share.
fn moving(moment: &Moment, now: Timestamp) -> Vec<String> {
    let is_moving = |subject: &&Subject| match &subject.kind {
        SubjectKind::Flag(Flag { availability: Availability::Enabled, strategy, .. }) => {
            let ends = |curve: &Curve| curve.points.last().map(|(at_ms, _)| *at_ms);
            let end = if let Strategy::Gradual(curve) = strategy { ends(curve) } else { None };
            !subject.killed && end.is_some_and(|end_ms| now.as_millisecond() < end_ms)
        }
        _ => false,
    };
    let moving = moment.ruleset.subjects().filter(is_moving);
    moving.map(|subject| subject.key.to_string()).collect()
}

/// How many experiments are within their window.
fn running(moment: &Moment, now: Timestamp) -> usize {
    let is_running = |subject: &&Subject| match &subject.kind {
        SubjectKind::Experiment(it) => it.status_at(now) == ExperimentStatus::Running,
        SubjectKind::Flag(_) => false,
    };
    moment.ruleset.subjects().filter(is_running).count()
}
