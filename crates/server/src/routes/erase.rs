//! Forgetting people: what happened to them, what the past says of them, where they asked from.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{Code, EraseRequest, Erased, PastOf, Remaining};
use hoist_store::{Found, Named, Past, Wanted};
use tracing::info;

use super::ADMINS;
use crate::accept::{self, Refused};
use crate::answer::{Answer, ApiError, json};
use crate::app::App;
use crate::author::Author;
use crate::caller::Caller;
use crate::erase::{self, Target};
use crate::fold;
use crate::intake::unavailable;
use crate::operation::Method::Post;
use crate::operation::{Operation, json as content};
use crate::plan::Refusal;
use crate::request::Json;

pub(super) fn operations() -> [Operation; 1] {
    let about = "Forget a person: events, samples, what the past says of them, their address";
    [Operation::new(Post, "/api/erase", "erase", about, erase)
        .of_instance()
        .open_to(ADMINS)
        .taking(content::<EraseRequest>())
        .giving(200, content::<Erased>())]
}

async fn erase(
    State(app): State<App>,
    caller: Caller,
    Json(request): Json<EraseRequest>,
) -> Answer {
    check(&request)?;
    let targets = targets(&app, &caller)?;
    let author = caller.author(None)?;
    if !request.dry_run {
        for (target, author) in &targets {
            target.check_reason(author)?;
        }
    }
    let is_done = !request.dry_run;
    // It reads whole logs.
    let erased = app.with_whole_log(move |app| forget(app, &targets, &request)).await?;
    let Erased { events, documents, addresses, complete, .. } = erased;
    let (actor, request_id) = (author.actor, author.request_id);
    if is_done {
        info!(events, documents, addresses, complete, actor, request_id, "a person was erased");
    }
    json(StatusCode::OK, &erased)
}

fn check(request: &EraseRequest) -> Result<(), ApiError> {
    let EraseRequest { user, address, dry_run: _ } = request;
    if user.is_none() && address.is_none() {
        let detail = "Say who: `user`, as events and documents have them, `address`, or both.";
        return Err(ApiError::new(Code::Invalid, detail));
    }
    let Some(user) = user else { return Ok(()) };
    accept::check_user(user).map_err(|Refused { code, detail }| ApiError::new(code, detail))
}

/// The logs that the caller's token holds for, each with its own author: where a request came from
/// is another text in each of them.
fn targets(app: &App, caller: &Caller) -> Result<Vec<(Target, Author)>, ApiError> {
    let held = app.environments.values().filter(|each| caller.identity.holds_for(&each.name));
    let mut targets: Vec<Target> = held.map(Target::Environment).collect();
    if caller.identity.holds_for("*") {
        targets.extend(app.environments.archived().into_iter().map(Target::Archived));
        targets.push(Target::Instance);
    }
    targets.into_iter().map(|target| Ok((target, caller.author(None)?))).collect()
}

fn forget(
    app: &App,
    targets: &[(Target, Author)],
    request: &EraseRequest,
) -> Result<Erased, Refusal> {
    let dry_run = request.dry_run;
    let mut erased = Erased { dry_run, ..Erased::default() };
    let erase = |wanted| match dry_run {
        false => erase::erase(app, targets, wanted),
        true => erase::find(app, targets, wanted),
    };
    if let Some(user) = &request.user {
        for (target, _) in targets {
            let log = target.log(app);
            let stored = || app.events.erase(&log, user, fold::take_off);
            let events = match dry_run {
                false => app.exposures.erase(&log, user, stored),
                true => app.events.count_of(&log, user),
            };
            erased.events += events.map_err(|error| unavailable(&error))?;
        }
        let done = erase(Wanted::Person(user))?;
        erased.documents = done.counts().0;
        erased.past = past(app, targets, &done.found);
        erased.remaining = remaining(app, targets, &done.found);
    }
    if let Some(address) = &request.address {
        let address = address.to_canonical().to_string();
        let done = erase(Wanted::Address(&address))?;
        erased.addresses = done.counts().1;
    }
    erased.complete = dry_run || erase::finish(app);
    Ok(erased)
}

/// The environment of a log; none for the instance.
fn environment(app: &App, targets: &[(Target, Author)], log: &str) -> Option<String> {
    let is_it = |(target, _): &&(Target, Author)| target.log(app) == log;
    match &targets.iter().find(is_it)?.0 {
        Target::Environment(environment) => Some(environment.name.clone()),
        Target::Archived(archived) => Some(archived.key.clone()),
        Target::Instance => None,
    }
}

/// Where the past names them.
fn past(app: &App, targets: &[(Target, Author)], found: &Found) -> Vec<PastOf> {
    let past_of = |Past { of, .. }: &Past| PastOf {
        environment: environment(app, targets, &of.log),
        collection: of.collection.as_ref().to_owned(),
        key: of.key.clone(),
    };
    let all: BTreeSet<PastOf> = found.past.iter().map(past_of).collect();
    all.into_iter().collect()
}

/// What was found and stays, with what to do about it.
fn remaining(app: &App, targets: &[(Target, Author)], found: &Found) -> Vec<Remaining> {
    let remaining = |named: &Named, detail: String| Remaining {
        environment: environment(app, targets, &named.log),
        collection: named.collection.as_ref().to_owned(),
        key: named.key.clone(),
        detail,
    };
    let current = found.current.iter().map(|named| {
        let name = format!("{}/{}", named.collection.as_ref(), named.key);
        let detail =
            format!("{name} names them as it is now: remove them there first, then erase again.");
        remaining(named, detail)
    });
    let elsewhere = found.elsewhere.iter().map(|named| {
        let name = format!("{}/{}", named.collection.as_ref(), named.key);
        let detail = format!(
            "{name} named them as another environment did or does: erase with a token that holds \
             for all environments."
        );
        remaining(named, detail)
    });
    current.chain(elsewhere).collect()
}
