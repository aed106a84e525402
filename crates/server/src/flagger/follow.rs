//! Has shares of flags follow rollouts: reads what is known, appends what is to be done, and keeps
//! what is known from then on in the same transaction.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hoist_api::{Code, Rollout, RolloutRun};
use hoist_ruleset::document::Strategy;
use hoist_ruleset::log::{Collection, Kind};
use hoist_ruleset::{DocumentKind, Percentage, Source};
use hoist_store::Rollout as Kept;
use jiff::Timestamp;
use serde_json::Value;
use tracing::{info, warn};

use super::call::Call;
use super::definition::shared;
use super::rollout::{Advance, FULL, Intent, Standing, advance, check_own, left};
use crate::answer::ApiError;
use crate::app::App;
use crate::author::Author;
use crate::environment::{Environment, Planning, unavailable};
use crate::moment::{Moment, ShareBody};
use crate::plan::{
    Definitions, Plan, Planned, Refusal, define, frozen, no_such, refusal, to_the_second,
};

/// How often it is looked whether a share may go where its rollout is.
const INTERVAL: Duration = Duration::from_secs(1);

/// Calls about rollouts, one after the other: each is judged by what the one before it left.
#[derive(Debug, Default)]
pub(crate) struct Turns(Mutex<()>);

/// Takes a call about the rollout that a flag follows; without a call, what was left undone. Blocks.
pub(crate) fn follow(
    app: &App,
    environment: &Environment,
    flag: &str,
    call: Option<&Call>,
    author: &Author,
) -> Result<Advance, Refusal> {
    let _turn = app.rollouts.0.lock().unwrap_or_else(PoisonError::into_inner);
    let before = known(environment, flag)?;
    call.map_or(Ok(()), |call| check_own(&before, call))?;
    let changed = environment.change(Planning::Quick, |moment, now| {
        let standing = standing(moment, flag, now)?;
        let next = advance(&before, call, &standing, now);
        let mut plan = planned(moment, flag, &next, author, now)?;
        plan.rollout = Some(kept(flag, &next)?);
        Ok((plan.from(author), next))
    })?;
    let next = changed.found;
    if changed.entries.is_empty() && (next.rollout != before || call.is_none()) {
        keep(environment, kept(flag, &next)?)?;
    }
    for entry in changed.entries.iter().filter(|entry| entry.kind == Kind::Killed) {
        app.telemetry.killed(&entry.key, "flagger");
    }
    if call.is_some() {
        info!(environment = environment.name, flag, heard = next.heard, "Flagger has called");
    }
    Ok(next)
}

/// Changes what is known of a rollout by what somebody orders; nothing is appended. Blocks.
pub(crate) fn order<T>(
    app: &App,
    environment: &Environment,
    flag: &str,
    order: impl FnOnce(&mut Rollout) -> T,
) -> Result<T, Refusal> {
    let _turn = app.rollouts.0.lock().unwrap_or_else(PoisonError::into_inner);
    let standing = standing(&environment.moment(), flag, app.now())?;
    let mut rollout = known(environment, flag)?;
    let ordered = order(&mut rollout);
    // Where the share is still to be moved, that is still to be done.
    let next = advance(&rollout, None, &standing, app.now());
    let behind = next.intent.is_some() || next.held.is_some();
    keep(environment, Kept { flag: flag.to_owned(), behind, body: written(&rollout)? })?;
    Ok(ordered)
}

/// Lets go of a flag: the run that it follows is over, whatever more is heard of it, and its share is again what its
/// definition says. What that would let in beside those who are in has not proven itself, so the
/// share stays where it is instead, unless it is to be raised. Blocks.
pub(crate) fn forget(
    app: &App,
    environment: &Environment,
    flag: &str,
    may_raise: bool,
    author: &Author,
) -> Result<(), Refusal> {
    let _turn = app.rollouts.0.lock().unwrap_or_else(PoisonError::into_inner);
    // What cannot be read is forgotten as a whole.
    let Rollout { run, gates, .. } = known(environment, flag).unwrap_or_default();
    let run = run.map(left);
    let kept = Rollout { run, gates, ..Rollout::default() };
    let nothing = Kept { flag: flag.to_owned(), behind: false, body: written(&kept)? };
    environment.change(Planning::Quick, |moment, now| {
        standing(moment, flag, now)?;
        if let Some(freeze) = moment.freeze_of(DocumentKind::Flag, now) {
            return Err(frozen(freeze));
        }
        let own = own_share(moment, flag)?;
        let known = moment.shares.get(flag).cloned().unwrap_or_default();
        let left = match known.share {
            Some(share) if share < own && !may_raise => {
                ShareBody { moving: false, ..known.clone() }
            }
            _ => ShareBody::default(),
        };
        if left == known {
            return Ok((Plan::default(), ()));
        }
        let drafts = vec![shared(author, flag, &left)];
        let plan = Plan { drafts, rollout: Some(nothing.clone()), ..Plan::default() };
        Ok((plan.from(author), ()))
    })?;
    keep(environment, nothing)
}

/// What is known of the rollout that a flag follows. Blocks.
pub(crate) fn known(environment: &Environment, flag: &str) -> Result<Rollout, Refusal> {
    let log = environment.moment().head.log.clone();
    let body = environment.store().rollout(&log, flag).map_err(|error| unavailable(&error))?;
    let Some(body) = body else { return Ok(Rollout::default()) };
    serde_json::from_str(&body).map_err(|_error| {
        let detail = format!(
            "What is known of the rollout of {flag} was written by another version of Hoist. \
             `DELETE /api/features/{flag}/rollout` forgets it."
        );
        refusal(Code::Internal, detail)
    })
}

fn keep(environment: &Environment, rollout: Kept) -> Result<(), Refusal> {
    let log = environment.moment().head.log.clone();
    environment.store().keep_rollout(&log, &rollout).map_err(|error| unavailable(&error))
}

fn kept(flag: &str, next: &Advance) -> Result<Kept, Refusal> {
    let body = written(&next.rollout)?;
    Ok(Kept { flag: flag.to_owned(), behind: next.held.is_some(), body })
}

fn written(rollout: &Rollout) -> Result<String, Refusal> {
    serde_json::to_string(rollout).map_err(|error| refusal(Code::Internal, error.to_string()))
}

/// How a flag stands, for who is to move it; refused while a release does.
pub(crate) fn standing(moment: &Moment, flag: &str, now: Timestamp) -> Result<Standing, Refusal> {
    let standing = seen(moment, flag, now)?;
    let Some((release, _)) = moment.progress.of_flag(flag) else { return Ok(standing) };
    let detail = format!(
        "The release {release} moves the share of the flag {flag}, so it follows no rollout of \
         Flagger meanwhile. Abort the release, or wait for its end."
    );
    Err(refusal(Code::NotNow, detail))
}

/// How a flag stands, whoever moves it; refused where no share of it could follow anything.
pub(crate) fn seen(moment: &Moment, flag: &str, now: Timestamp) -> Result<Standing, Refusal> {
    let own = own_share(moment, flag)?;
    let share = moment.shares.get(flag);
    Ok(Standing {
        held: held(moment, flag, now),
        is_killed: moment.kills.contains_key(flag),
        share: share.and_then(|share| share.share).unwrap_or(own),
        is_moving: share.is_some_and(|share| share.moving),
    })
}

/// The share that the definition of a flag says, in 1/100 %.
fn own_share(moment: &Moment, flag: &str) -> Result<u16, Refusal> {
    let document = moment.documents.flags().get(flag);
    let document = document.ok_or_else(|| no_such(moment, DocumentKind::Flag, flag))?;
    let Strategy::Percentage { percentage } = document.strategy else {
        let detail = format!(
            "{flag} is a flag of type {}: only the share of a percentage flag can follow a rollout.",
            document.strategy.name()
        );
        return Err(refusal(Code::Invalid, detail));
    };
    Ok(percentage.threshold())
}

/// Why the share of a flag may not move.
fn held(moment: &Moment, flag: &str, now: Timestamp) -> Option<String> {
    if let Some(kill) = moment.kills.get(flag) {
        let killed = &kill.killed;
        let why = killed.reason.as_deref().map_or_else(String::new, |why| format!(" ({why})"));
        return Some(format!(
            "{flag} was killed by {} at {}{why}. Revive it to go on.",
            killed.by,
            to_the_second(killed.at),
        ));
    }
    moment.freeze_of(DocumentKind::Flag, now).map(|freeze| frozen(freeze).detail)
}

/// What is appended for an intent.
fn planned(
    moment: &Moment,
    flag: &str,
    next: &Advance,
    author: &Author,
    now: Timestamp,
) -> Result<Plan, Refusal> {
    let (Some(intent), Some(run)) = (&next.intent, &next.rollout.run) else {
        return Ok(Plan::default());
    };
    let canary = Some(format!("{}.{} {}", run.name, run.namespace, run.checksum));
    let author = Author { reason: Some(reason(intent, run)), ..author.clone() };
    let share = |share, moving| {
        let body = ShareBody { share, moving, canary: canary.clone(), release: None };
        shared(&author, flag, &body)
    };
    let drafts = match intent {
        Intent::Move(weight) => vec![share(Some(*weight), true)],
        Intent::Release => {
            let stays = moment.shares.get(flag).and_then(|share| share.share);
            vec![share(stays, false)]
        }
        Intent::TakeBack(_) => {
            let mut drafts = vec![share(Some(0), false)];
            if !moment.kills.contains_key(flag) {
                let draft = author.draft(Kind::Killed, Collection::Features, flag, None);
                drafts.push((draft, None));
            }
            drafts
        }
        Intent::Finish => {
            // A definition that cannot be written, since it lives in a file, leaves the share be.
            let written = everybody(moment, flag, &author, now).map(|(mut plan, _)| {
                plan.drafts.push(share(None, false));
                plan
            });
            return Ok(written.unwrap_or_else(|_managed| Plan {
                drafts: vec![share(Some(FULL), false)],
                ..Plan::default()
            }));
        }
    };
    Ok(Plan { drafts, ..Plan::default() })
}

/// Why the share is moved, for the history.
fn reason(intent: &Intent, run: &RolloutRun) -> String {
    let canary = format!("{}.{}", run.name, run.namespace);
    match intent {
        Intent::Move(weight) => {
            let percent = Percentage::from_threshold(*weight);
            format!("Flagger sends {percent} of the traffic of {canary} to the canary")
        }
        Intent::Finish => format!("Flagger has promoted {canary}"),
        Intent::Release => format!("The Canary {canary} is deleted"),
        Intent::TakeBack(reason) => reason.clone(),
    }
}

/// The definition of a flag with everybody in.
fn everybody(
    moment: &Moment,
    flag: &str,
    author: &Author,
    now: Timestamp,
) -> Planned<crate::plan::Outcome> {
    let value = moment.documents.to_value(DocumentKind::Flag, flag).ok().flatten();
    let mut value = value.ok_or_else(|| no_such(moment, DocumentKind::Flag, flag))?;
    if let Value::Object(fields) = &mut value {
        fields.insert("percentage".to_owned(), 100.into());
    }
    let source = Source::document(DocumentKind::Flag, flag, value.to_string());
    let definitions = Definitions { sources: vec![source], ..Definitions::default() };
    // It is the rollout itself that writes it, and ends with that.
    let free = Moment { shares: Arc::default(), ..moment.clone() };
    define(&free, definitions, author, now)
}

/// Has shares that were held go where their rollouts are, until the server stops.
pub(crate) async fn keep_up(app: App) {
    // Those of which it was told that this fails: what goes on failing is told once.
    let mut failing = BTreeSet::new();
    loop {
        for environment in app.environments.values() {
            let name = environment.name.clone();
            let caught_up = app.blocking(move |app| catch_up(app, &environment)).await;
            let Err(ApiError(refusal)) = caught_up else {
                failing.remove(&name);
                continue;
            };
            if failing.insert(name.clone()) {
                let why = &refusal.detail;
                warn!(environment = name, why, "a share could not go where its rollout is");
            }
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

fn catch_up(app: &App, environment: &Environment) -> Result<(), Refusal> {
    let moment = environment.moment();
    let behind = environment.store().rollouts_behind(&moment.head.log);
    let mut outcome = Ok(());
    for flag in behind.map_err(|error| unavailable(&error))? {
        let is_free = |standing: Standing| standing.held.is_none();
        // A flag that is gone or of another type has nothing to catch up with.
        if standing(&moment, &flag, app.now()).is_ok_and(is_free) {
            // Others do not wait for one that cannot.
            let followed = follow(app, environment, &flag, None, &Author::server());
            outcome = outcome.and(followed.map(drop));
        }
    }
    outcome
}
