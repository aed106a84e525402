//! A turn of a release: from look to look, until there is nothing to be done.

use std::sync::Arc;
use std::time::Duration;

use hoist_delivery::{Due, News};
use tokio::task::JoinSet;
use tracing::warn;

use super::look::{self, Looked, World, look};
use super::{Run, effects, evidence, traffic};
use crate::answer::ApiError;
use crate::app::App;
use crate::environment::Environment;

/// Looks of one turn: a phase takes a few. What is left is for the next turn.
const LOOKS_MAX: usize = 12;
/// How long a release that could not be looked at is left alone.
const RETRY: Duration = Duration::from_secs(5);

/// Takes a turn.
pub(super) async fn turn(app: App, environment: Arc<Environment>, key: String) {
    if let Err(ApiError(refusal)) = all(&app, &environment, &key).await {
        let (environment, why) = (&environment.name, &refusal.detail);
        warn!(environment, release = key, why, "a release could not be looked at");
        tokio::time::sleep(RETRY).await;
    }
}

async fn all(app: &App, environment: &Arc<Environment>, key: &str) -> Result<(), ApiError> {
    let traffic = traffic::keep(app, environment, key).await;
    let mut news: Vec<News> = traffic.into_iter().map(News::Looked).collect();
    for _ in 0..LOOKS_MAX {
        news.extend(measure(app, environment, key).await?);
        let looked = take_on(app, environment, key, news).await?;
        let Some(looked) = looked.filter(|looked| !looked.effects.is_empty()) else {
            return Ok(());
        };
        news = Vec::new();
        for effect in &looked.effects {
            news.push(effects::perform(app, environment, &looked, effect).await);
        }
        if news.iter().any(|done| matches!(done, News::Failed { .. })) {
            // It is tried again with the next turn, not at once.
            take_on(app, environment, key, news).await?;
            return Ok(());
        }
    }
    Ok(())
}

/// A look with what is new.
async fn take_on(
    app: &App,
    environment: &Arc<Environment>,
    key: &str,
    news: Vec<News>,
) -> Result<Option<Looked>, ApiError> {
    let (of, name) = (Arc::clone(environment), key.to_owned());
    app.blocking(move |app| look(app, &app.releases, &of, &name, news)).await
}

/// Makes the checks that are due, all at once: one whose source hangs keeps no other waiting but
/// for this turn.
async fn measure(
    app: &App,
    environment: &Arc<Environment>,
    key: &str,
) -> Result<Vec<News>, ApiError> {
    let (of, name) = (Arc::clone(environment), key.to_owned());
    let Some((run, due)) = app.blocking(move |app| due(app, &of, &name)).await? else {
        return Ok(Vec::new());
    };
    let run = Arc::new(run);
    let mut measuring = JoinSet::new();
    for due in due {
        let (app, environment, run) = (app.clone(), Arc::clone(environment), Arc::clone(&run));
        measuring.spawn(async move { evidence::measure(&app, &environment, &run, due).await });
    }
    let measured = measuring.join_all().await;
    Ok(measured.into_iter().map(News::Measured).collect())
}

/// The checks that are due now: the release's clock is moved on for that, and nothing is written.
fn due(
    app: &App,
    environment: &Environment,
    key: &str,
) -> Result<Option<(Run, Vec<Due>)>, crate::plan::Refusal> {
    let (moment, now) = (environment.moment(), app.now());
    let run = look::read(app, &moment.head.log, key)?.filter(|run| !run.release.is_over());
    Ok(run.map(|run| {
        let due = World::of(&moment, &run, now).view(&run, now).due();
        (run, due)
    }))
}
