//! A turn of a release: from look to look, until there is nothing to be done or waited for.

use std::sync::Arc;
use std::time::Duration;

use hoist_delivery::{Due, Measured, News};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tracing::warn;

use super::look::{self, Looked, World, look};
use super::{INTERVAL, Run, effects, evidence, traffic};
use crate::answer::ApiError;
use crate::app::App;
use crate::environment::Environment;

/// Looks of one turn that follow at once: a phase takes a few.
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
    let (mut news, mut making, mut looks) = (Vec::new(), Making::default(), 0);
    loop {
        let traffic = traffic::keep(app, environment, key).await;
        news.extend(traffic.map(News::Looked));
        making.begin(app, environment, key).await?;
        let Some(looked) = take_on(app, environment, key, news).await? else { return Ok(()) };
        news = Vec::new();
        for effect in &looked.effects {
            news.push(effects::perform(app, environment, &looked, effect).await);
        }
        looks += 1;
        // What failed is tried again with the next turn, not at once.
        let has_failed =
            news.iter().any(|done| matches!(done, News::Failed { .. } | News::NotBegun { .. }));
        if !news.is_empty() && !has_failed && looks < LOOKS_MAX {
            continue;
        }
        if making.tasks.is_empty() {
            if !news.is_empty() {
                take_on(app, environment, key, news).await?;
            }
            return Ok(());
        }
        // Nobody waits for a source: what people ask meanwhile is seen as soon as ever.
        if let Ok(Some(Ok(measured))) = timeout(INTERVAL, making.tasks.join_next()).await {
            news.push(News::Measured(measured));
        }
    }
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

/// Checks that are being made, all at once: one whose source hangs keeps nothing else waiting.
#[derive(Default)]
struct Making {
    tasks: JoinSet<Measured>,
    /// Those that were begun in this turn.
    begun: Vec<Due>,
}

impl Making {
    /// Begins to make the checks that are due and that nobody makes yet.
    async fn begin(
        &mut self,
        app: &App,
        environment: &Arc<Environment>,
        key: &str,
    ) -> Result<(), ApiError> {
        let (of, name) = (Arc::clone(environment), key.to_owned());
        let Some((run, due)) = app.blocking(move |app| due(app, &of, &name)).await? else {
            return Ok(());
        };
        let run = Arc::new(run);
        for due in due {
            let is_same = |it: &Due| (it.check, it.step, it.run) == (due.check, due.step, due.run);
            if !self.begun.iter().any(is_same) {
                let (app, environment) = (app.clone(), Arc::clone(environment));
                let run = Arc::clone(&run);
                let made = async move { evidence::measure(&app, &environment, &run, due).await };
                self.tasks.spawn(made);
                self.begun.push(due);
            }
        }
        Ok(())
    }
}

/// The checks that are due now, to who has the lease: the release's clock is moved on for that, and
/// nothing is written.
pub(super) fn due(
    app: &App,
    environment: &Environment,
    key: &str,
) -> Result<Option<(Run, Vec<Due>)>, crate::plan::Refusal> {
    let (moment, now) = (environment.moment(), app.now());
    let epoch = app.releases.lease(app, &moment.head.log)?.epoch();
    let run = look::read(app, &moment.head.log, key)?.filter(|run| !run.release.is_over());
    Ok(run.map(|run| {
        let due = World::of(&moment, &run, now).view_under(epoch, &run, now).due();
        (run, due)
    }))
}
