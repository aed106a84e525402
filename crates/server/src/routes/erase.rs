//! Forgetting people: what happened to them, what the past says of them, where they asked from.

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{Code, EraseRequest, Erased, Remaining};
use hoist_store::{Found, Named, Wanted};
use tracing::info;

use super::ADMINS;
use crate::accept::{self, Refused};
use crate::answer::{Answer, ApiError, json};
use crate::app::App;
use crate::author::Author;
use crate::caller::Caller;
use crate::erase::{self, Target};
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
    // It reads whole logs.
    let erased = app.with_whole_log(move |app| forget(app, &targets, &request)).await?;
    let Erased { events, documents, addresses, complete, .. } = erased;
    let (actor, request_id) = (author.actor, author.request_id);
    info!(events, documents, addresses, complete, actor, request_id, "a person was erased");
    json(StatusCode::OK, &erased)
}

fn check(request: &EraseRequest) -> Result<(), ApiError> {
    let EraseRequest { user, address } = request;
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
    let mut erased = Erased::default();
    if let Some(user) = &request.user {
        for (target, _) in targets {
            let log = target.log(app);
            let stored = || app.events.erase(&log, user);
            let events = app.exposures.erase(&log, user, stored);
            erased.events += events.map_err(|error| unavailable(&error))?;
        }
        let done = erase::erase(app, targets, Wanted::Person(user))?;
        erased.documents = done.counts().0;
        erased.remaining = remaining(app, targets, &done.found);
    }
    if let Some(address) = &request.address {
        let address = address.to_canonical().to_string();
        let done = erase::erase(app, targets, Wanted::Address(&address))?;
        erased.addresses = done.counts().1;
    }
    erased.complete = erase::finish(app);
    Ok(erased)
}

/// What was found and stays, with what to do about it.
fn remaining(app: &App, targets: &[(Target, Author)], found: &Found) -> Vec<Remaining> {
    let environment = |log: &str| {
        let is_it = |(target, _): &&(Target, Author)| target.log(app) == log;
        match &targets.iter().find(is_it)?.0 {
            Target::Environment(environment) => Some(environment.name.clone()),
            Target::Archived(archived) => Some(archived.key.clone()),
            Target::Instance => None,
        }
    };
    let remaining = |named: &Named, detail: String| Remaining {
        environment: environment(&named.log),
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
