//! A turn of a release: from look to look, until there is nothing to be done or waited for.

use std::sync::Arc;
use std::time::Duration;

use hoist_delivery::{Due, Effect, Hundredths, Measured, News};
use hoist_store::Lease;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};
use tracing::warn;

use super::look::{self, Looked, World, look};
use super::{INTERVAL, Run, effects, evidence, traffic};
use crate::answer::ApiError;
use crate::app::App;
use crate::environment::Environment;

/// Looks of one turn that follow at once: a phase takes a few.
const LOOKS_MAX: usize = 12;
/// How long a release that could not be looked at is left alone, unless something is written.
const RETRY: Duration = Duration::from_secs(5);

/// Takes a turn.
pub(super) async fn turn(app: App, environment: Arc<Environment>, key: String) {
    // From before it is looked at: what somebody asks then is not left alone.
    let mut changes = environment.changes();
    if let Err(ApiError(refusal)) = all(&app, &environment, &key).await {
        let (environment, why) = (&environment.name, &refusal.detail);
        warn!(environment, release = key, why, "a release could not be looked at");
        timeout(RETRY, changes.changed()).await.ok();
    }
}

async fn all(app: &App, environment: &Arc<Environment>, key: &str) -> Result<(), ApiError> {
    let (mut news, mut making, mut looks) = (Vec::new(), Making::default(), 0);
    let mut errand = Errand::default();
    // The run that it is a turn of: what was begun for it says nothing of the next.
    let mut own = None;
    loop {
        let (of, name) = (Arc::clone(environment), key.to_owned());
        if let Some(all_due) = app.blocking(move |app| due(app, &of, &name)).await? {
            own = own.or(Some(all_due.run.run));
            making.begin(app, environment, &all_due);
            errand.keep(app, all_due);
        }
        let looked = take_on(app, environment, (key, own), news).await?;
        let Some(looked) = looked else { return Ok(()) };
        own = own.or(Some(looked.run.run));
        news = Vec::new();
        let looked = Arc::new(looked);
        for effect in &looked.effects {
            // Who hangs keeps nothing else waiting: least of all that a flag is killed.
            match effect.intent.is_asked_of_others() {
                true => errand.begin(app, environment, &looked, effect).await,
                false => news.push(effects::perform(app, environment, &looked, effect).await),
            }
        }
        looks += 1;
        // What failed is tried again with the next turn, not at once.
        let is_left = |done: &News| matches!(done, News::Failed { .. } | News::NotBegun { .. });
        if !news.is_empty() && !news.iter().any(is_left) && looks < LOOKS_MAX {
            continue;
        }
        if making.tasks.is_empty() && errand.task.is_empty() {
            if !news.is_empty() {
                take_on(app, environment, (key, own), news).await?;
            }
            return Ok(());
        }
        // Nobody waits for a source: what people ask meanwhile is seen as soon as ever.
        looks = 0;
        let next = async {
            tokio::select! {
                Some(Ok(measured)) = making.tasks.join_next() => Some(News::Measured(measured)),
                Some(done) = errand.done() => done,
                else => None,
            }
        };
        news.extend(timeout(INTERVAL, next).await.ok().flatten());
    }
}

/// A look at a run, or at the last one where none is known yet, with what is new.
async fn take_on(
    app: &App,
    environment: &Arc<Environment>,
    (key, run): (&str, Option<u64>),
    news: Vec<News>,
) -> Result<Option<Looked>, ApiError> {
    let (of, name) = (Arc::clone(environment), key.to_owned());
    app.blocking(move |app| look(app, &app.releases, &of, (&name, run), news)).await
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
    fn begin(&mut self, app: &App, environment: &Arc<Environment>, all_due: &AllDue) {
        for due in all_due.checks.iter().copied() {
            let is_same = |it: &Due| (it.check, it.step, it.run) == (due.check, due.step, due.run);
            if !self.begun.iter().any(is_same) {
                let (app, environment) = (app.clone(), Arc::clone(environment));
                let run = Arc::clone(&all_due.run);
                let made = async move { evidence::measure(&app, &environment, &run, due).await };
                self.tasks.spawn(made);
                self.begun.push(due);
            }
        }
    }
}

/// What somebody else is asked, a router or a new version, one thing at a time: what was decided
/// last is what they are asked.
#[derive(Default)]
struct Errand {
    /// At most one.
    task: JoinSet<Option<News>>,
    /// The effect that was begun last, and when that was, or when it was done.
    last: Option<(u64, Instant)>,
}

impl Errand {
    /// Begins to see whether traffic is as it was set, if it is time to, and nobody sets it.
    fn keep(&mut self, app: &App, AllDue { run, lease, traffic, .. }: AllDue) {
        if let Some(share) = traffic.filter(|_| self.task.is_empty()) {
            let app = app.clone();
            let seen = async move { traffic::keep(&app, &lease, &run, share).await };
            self.task.spawn(async move { seen.await.map(News::Looked) });
        }
    }

    /// What came of it, once it is done.
    async fn done(&mut self) -> Option<Option<News>> {
        let done = self.task.join_next().await?;
        if let Some((_, at)) = &mut self.last {
            *at = Instant::now();
        }
        Some(done.ok().flatten())
    }

    /// Begins an effect, unless that is being done, or could not be done a moment ago.
    async fn begin(
        &mut self,
        app: &App,
        environment: &Arc<Environment>,
        looked: &Arc<Looked>,
        effect: &Effect,
    ) {
        let is_begun = |(number, at): (u64, Instant)| {
            number == effect.number && (!self.task.is_empty() || at.elapsed() < INTERVAL)
        };
        if self.last.is_some_and(is_begun) {
            return;
        }
        // What they were asked before was decided against.
        self.task.shutdown().await;
        self.last = Some((effect.number, Instant::now()));
        let (app, environment) = (app.clone(), Arc::clone(environment));
        let (looked, effect) = (Arc::clone(looked), effect.clone());
        let done = async move { effects::perform(&app, &environment, &looked, &effect).await };
        self.task.spawn(async move { Some(done.await) });
    }
}

/// What is due of a release.
pub(super) struct AllDue {
    pub(super) run: Arc<Run>,
    lease: Lease,
    pub(super) checks: Vec<Due>,
    /// The share that traffic should have, where it is time to see whether it does.
    traffic: Option<Hundredths>,
}

/// What is due now, to who has the lease: the release's clock is moved on for that, and nothing is
/// written.
pub(super) fn due(
    app: &App,
    environment: &Environment,
    key: &str,
) -> Result<Option<AllDue>, crate::plan::Refusal> {
    let (moment, now) = (environment.moment(), app.now());
    let log = &moment.head.log;
    let lease = app.releases.lease(app, log)?;
    let run = look::read(app, log, key)?.filter(|run| !run.release.is_over());
    let Some(run) = run else {
        app.releases.traffic.forget(&(log.clone(), key.to_owned()));
        return Ok(None);
    };
    let checks = World::of(&moment, &run, now).view_under(lease.epoch(), &run, now).due();
    let traffic = traffic::due(app, environment, &run, now);
    Ok(Some(AllDue { run: Arc::new(run), lease, checks, traffic }))
}
