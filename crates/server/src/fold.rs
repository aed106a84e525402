//! The fold: what happened to users becomes what experiments are about.
//!
//! Each environment has a worker, which looks each second, and when its log changes, whom there is
//! something new of, sums each of them up from all of their events, and replaces their rows. Sums
//! change with rows, in one transaction of the store. So late, early, double and unordered events
//! and summing everything up anew are one path, and sums are at any time what all rows come to.

#[cfg(test)]
mod laws;
mod plans;
mod progress;
mod summing;
mod worker;

use std::collections::HashMap;
use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use hoist_store::StoreError;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tracing::{error, info};

use crate::app::App;
use crate::environment::Environment;
pub(crate) use plans::{is_settled, plan_of, said, settled};
pub(crate) use progress::{Folded, Folds};
pub(crate) use summing::take_off;
pub(crate) use worker::Step;
use worker::Worker;

/// How often it is looked for what is new.
const INTERVAL: Duration = Duration::from_secs(1);

/// Folds in all environments until the server has stopped, and what came last once more.
pub(crate) async fn keep(app: App, mut stopped: watch::Receiver<bool>) {
    let mut ticks = interval(INTERVAL);
    let mut folding: HashMap<String, JoinHandle<()>> = HashMap::new();
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stopped.wait_for(|stopped| *stopped) => break,
        }
        folding.retain(|_, one| !one.is_finished());
        for environment in app.environments.values() {
            let log = environment.moment().head.log.clone();
            folding.entry(log).or_insert_with(|| {
                tokio::spawn(keep_one(app.clone(), environment, stopped.clone()))
            });
        }
    }
    for one in folding.into_values() {
        // It was told already if it panicked.
        one.await.ok();
    }
}

async fn keep_one(app: App, environment: Arc<Environment>, mut stopped: watch::Receiver<bool>) {
    let log: Arc<str> = environment.moment().head.log.as_str().into();
    let mut changes = environment.changes();
    let mut ticks = interval(INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut worker = Worker::new(&log, app.folds.holder());
    let mut is_failing = false;
    loop {
        let is_last = tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => true,
            _ = ticks.tick() => environment.is_archived(),
            // It lives as long as the environment, which is kept here.
            _ = changes.changed() => environment.is_archived(),
        };
        loop {
            let (step, kept) = step(&app, &environment, worker).await;
            worker = kept.unwrap_or_else(|| Worker::new(&log, app.folds.holder()));
            tell(&step, &environment.name, &mut is_failing);
            if !step.is_ok_and(|step| step.is_more) {
                break;
            }
        }
        if is_last {
            // Where it cannot be given back, it ends by itself.
            app.blocking(move |app| Ok(worker.stop(&app.events))).await.ok();
            app.folds.forget(&log);
            return;
        }
    }
}

/// What a mistake of ours leaves: the worker is lost, and whoever goes on needs a new one.
type Kept = Option<Worker>;

async fn step(
    app: &App,
    environment: &Arc<Environment>,
    mut worker: Worker,
) -> (Result<Step, StoreError>, Kept) {
    let environment = Arc::clone(environment);
    let folded = app.blocking(move |app| {
        let (moment, now) = (environment.moment(), app.now());
        let began = (Instant::now(), now);
        let wanted = app.tracked.plans(&app.store, &app.events, &moment);
        let step = wanted.and_then(|wanted| worker.step(&app.events, &wanted, began));
        if let Ok(step) = &step {
            app.folds.note(&moment.head.log, step);
            app.telemetry.folded.add(&environment.name, step);
        }
        Ok((step, worker))
    });
    match folded.await {
        Ok((step, worker)) => (step, Some(worker)),
        // It was told when it panicked.
        Err(_panicked) => (Ok(Step::default()), None),
    }
}

/// Tells the log when folding begins to fail, and when it works again.
fn tell(step: &Result<Step, StoreError>, environment: &str, is_failing: &mut bool) {
    match step {
        Err(error) if !*is_failing => {
            error!(environment, %error, cause = ?error.source(), "events cannot be summed up");
        }
        Ok(_) if *is_failing => info!(environment, "events can be summed up again"),
        _ => {}
    }
    *is_failing = step.is_err();
}
