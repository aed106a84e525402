//! Events and the past that are old enough are removed, a few at a time, so that nobody waits for
//! it.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use hoist_store::{StoreError, Wanted};
use jiff::{SignedDuration, Timestamp};
use tracing::{info, warn};

use crate::answer::ApiError;
use crate::app::App;
use crate::author::Author;
use crate::erase::{self, Target};
use crate::fold;
use crate::plan::Refusal;

/// How often all users are gone through.
const INTERVAL: Duration = Duration::from_secs(6 * 60 * 60);
/// How long others have the database between two steps.
const PAUSE: Duration = Duration::from_millis(20);

/// Removes events that are older than so many days, for as long as the server runs.
pub(crate) async fn keep(app: App, days: NonZeroU32) {
    let mut ticks = tokio::time::interval(INTERVAL);
    loop {
        ticks.tick().await;
        go_through(&app, days).await;
    }
}

/// Erases documents that were superseded more than so many days ago, and addresses of changes that
/// are older, for as long as the server runs. The entries stay.
pub(crate) async fn keep_history(app: App, days: NonZeroU32) {
    let mut ticks = tokio::time::interval(INTERVAL);
    loop {
        ticks.tick().await;
        let Some(before) = before(&app, days) else { continue };
        let erased = app.with_whole_log(move |app| erase_before(app, before)).await;
        match erased {
            Ok((0, 0)) => {}
            Ok((documents, addresses)) => {
                info!(documents, addresses, "what was too old to be kept was erased");
            }
            Err(ApiError(refusal)) => {
                warn!(why = refusal.detail, "what is too old to be kept could not be erased");
            }
        }
    }
}

fn erase_before(app: &App, before: Timestamp) -> Result<(u64, u64), Refusal> {
    let environments = app.environments.values().map(Target::Environment);
    let archived = app.environments.archived().into_iter().map(Target::Archived);
    let targets = environments.chain(archived).chain([Target::Instance]);
    let targets: Vec<_> = targets.map(|target| (target, Author::retention())).collect();
    let counts = erase::erase(app, &targets, Wanted::Before(before))?.counts();
    if counts != (0, 0) {
        erase::finish(app);
    }
    Ok(counts)
}

/// Finishes erasures where that could not be done at once, or the server was stopped before.
pub(crate) async fn finish(app: &App) {
    if app.erasure_holds.swap(false, Ordering::Relaxed) {
        // Where it cannot be done now either, it is noted again.
        app.blocking(|app| Ok(erase::finish(app))).await.ok();
    }
}

/// The time that is so many days ago. So far back that there is none, nothing can have happened.
fn before(app: &App, days: NonZeroU32) -> Option<Timestamp> {
    let age = SignedDuration::from_hours(i64::from(days.get()) * 24);
    app.now().checked_sub(age).ok()
}

async fn go_through(app: &App, days: NonZeroU32) {
    let Some(before) = before(app, days) else { return };
    let settled = match app.blocking(|app| Ok(settled(app))).await {
        Ok(Ok(settled)) => Arc::new(settled),
        Ok(Err(error)) => return warn!(%error, "plans could not be read"),
        Err(_panicked) => return,
    };
    let mut next = Some(0);
    while let Some(first_user) = next {
        let settled = Arc::clone(&settled);
        let expire = move |app: &App| Ok(app.events.expire(before, first_user, &settled));
        next = match app.blocking(expire).await {
            Ok(Ok(next)) => next,
            Ok(Err(error)) => return warn!(%error, "old events could not be removed"),
            Err(_panicked) => return,
        };
        tokio::time::sleep(PAUSE).await;
    }
}

/// The plans that need no events any more: those that are settled, and all of environments that are
/// archived. One that comes later is none of them.
fn settled(app: &App) -> Result<BTreeSet<i64>, StoreError> {
    let now = app.now();
    let mut settled = BTreeSet::new();
    for environment in app.environments.values() {
        let stored = app.events.plans(&environment.moment().head.log)?;
        settled.extend(fold::settled(&stored, now));
    }
    for archived in app.environments.archived() {
        settled.extend(app.events.plans(&archived.log)?.iter().map(|plan| plan.number));
    }
    Ok(settled)
}
