//! The world of a simulation: a server with a clock that is moved on, and users who come.

use std::collections::BTreeMap;
use std::future::Future;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use anyhow::{Context, bail};
use hoist_api::client::{Client, Error, ImportQuery, ResultsOf};
use hoist_api::{Event, EventsRequest, ImportFile, ImportFiles, Monitored, Results, StartRequest};
use hoist_eval::{EvaluationContext, evaluate};
use hoist_experiment::PlannedMetric;
use hoist_ruleset::{
    DocumentKind, ExperimentKey, ExperimentState, ExperimentStatus, Ruleset, Source, State, read,
};
use hoist_server::{ClientRates, Limits, Options, ReleaseOptions, Server};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::draw::{Draw, User};
use super::repetition::Repetition;

/// Days are days of UTC, so it begins at midnight.
const START: Timestamp = Timestamp::constant(1_772_323_200, 0);
/// What happened on a day has arrived so long after it, for whoever waits for that.
const ARRIVAL: SignedDuration = SignedDuration::from_mins(2);
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Events of one request.
const EVENTS_MAX: usize = 1_000;
/// How long it may take until all that was sent is summed up, and how often that is asked.
const SUMMED_WITHIN: Duration = Duration::from_secs(600);
const PAUSE: Duration = Duration::from_millis(50);

/// The clock, in milliseconds since 1970. A server's clock is a function, and a process simulates
/// one world.
static CLOCK: AtomicI64 = AtomicI64::new(0);

fn clock() -> Timestamp {
    Timestamp::from_millisecond(CLOCK.load(Ordering::SeqCst)).unwrap_or(START)
}

/// What is lived through.
pub(super) struct Life {
    /// All documents.
    pub(super) file: String,
    /// The metric with the effect.
    pub(super) goal: String,
    pub(super) users: u64,
    pub(super) peeks: u32,
    pub(super) draw: Draw,
}

struct World {
    client: Client,
    runtime: Runtime,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
    /// Removed once the server is gone.
    _folder: TempDir,
}

impl World {
    fn open() -> anyhow::Result<Self> {
        set(START);
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        let data = folder.path().join("data");
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let url = format!("http://{}", listener.local_addr()?);
        let rates = ClientRates { of_address: None, of_token: None, trusted_proxies: Vec::new() };
        let server = Server::open(Options {
            data: data.clone(),
            admin_token: None,
            anonymous: None,
            config: None,
            limits: Limits {
                client_rates: rates,
                events_days: NonZeroU32::new(400),
                history_days: None,
                disk_reserve_bytes: 0,
            },
            // It looks when it is asked, so that the same seed gives the same.
            monitor_interval: None,
            allow_outbound: std::iter::empty().collect(),
            public_url: None,
            releases: ReleaseOptions::default(),
            clock,
        })?;
        let token = std::fs::read_to_string(data.join("admin.token"))?;
        let (stop, stopped) = oneshot::channel();
        let serving = runtime.spawn(server.run(listener, async { drop(stopped.await) }));
        let client = Client::new(&url, Some(token.trim()), None)?;
        Ok(Self { client, runtime, running: Some((stop, serving)), _folder: folder })
    }

    fn ask<T>(&self, answer: impl Future<Output = Result<T, Error>>) -> anyhow::Result<T> {
        Ok(self.runtime.block_on(answer)?)
    }

    /// Sends events as anybody does.
    fn send(&self, events: Vec<Event>) -> anyhow::Result<()> {
        let mut events = events.into_iter().peekable();
        while events.peek().is_some() {
            let batch = events.by_ref().take(EVENTS_MAX).collect();
            let answer = self.ask(self.client.send_events(&EventsRequest { events: batch }))?;
            if let Some(refused) = answer.refused.first() {
                bail!("an event was refused: {}", refused.detail);
            }
        }
        Ok(())
    }

    /// The results of an experiment once all that was sent is in them: so many users, with all that
    /// they did.
    fn results(&self, key: &str, users: u64) -> anyhow::Result<Results> {
        let of = ResultsOf { kind: DocumentKind::Experiment, key, phase: None };
        let summed = async {
            loop {
                if self.nobody_waits().await
                    && let Ok(results) = self.client.results(of, true).await
                    && results.sample.observed == users
                {
                    return results;
                }
                tokio::time::sleep(PAUSE).await;
            }
        };
        let summed =
            self.runtime.block_on(async { tokio::time::timeout(SUMMED_WITHIN, summed).await });
        summed.with_context(|| format!("{key}: not all {users} users were summed up in time"))
    }

    /// Has the monitor look once it can judge, so that the same seed gives the same.
    fn monitor(&self, key: &str) -> anyhow::Result<Monitored> {
        let looked = async {
            loop {
                let looked = self.client.monitor(key, None).await?;
                if !looked.is_incomplete {
                    return anyhow::Ok(looked);
                }
                tokio::time::sleep(PAUSE).await;
            }
        };
        self.runtime
            .block_on(async { tokio::time::timeout(SUMMED_WITHIN, looked).await })
            .with_context(|| format!("{key}: the monitor could not judge it in time"))?
    }

    /// Whether all that was sent is summed up. Users may be there before what they did.
    async fn nobody_waits(&self) -> bool {
        let events = self.client.status().await.ok().and_then(|status| status.events);
        events.is_some_and(|events| events.waiting_users == 0)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some((stop, serving)) = self.running.take() {
            stop.send(()).ok();
            self.runtime.block_on(serving).ok();
        }
    }
}

fn set(time: Timestamp) {
    CLOCK.store(time.as_millisecond(), Ordering::SeqCst);
}

/// Lets all repetitions live until each is concluded.
pub(super) fn live(life: &Life, mut all: Vec<Repetition>) -> anyhow::Result<Vec<Repetition>> {
    let world = World::open()?;
    let file = ImportFile { name: "simulation.json".to_owned(), text: life.file.clone() };
    let files = ImportFiles { files: vec![file] };
    world.ask(world.client.import(&files, ImportQuery::default()))?;
    for own in &mut all {
        let started = world.ask(world.client.start(&own.key, &StartRequest::default()))?;
        own.plan = Some(serde_json::from_value(started.plan)?);
    }
    let ruleset = running(life, &all)?;
    for day in 0..life.peeks {
        let began = START + DAY * i32::try_from(day)?;
        set(began + DAY + ARRIVAL);
        let part = |day: u32| life.users * u64::from(day) / u64::from(life.peeks);
        for own in all.iter().filter(|own| own.conclusion.is_none()) {
            let names = (part(day)..part(day + 1)).map(|number| format!("{}-{number}", own.key));
            let events = names.flat_map(|name| come(life, &ruleset, own, &name, began));
            world.send(events.collect())?;
        }
        look(&world, &mut all, part(day + 1))?;
    }
    let windows = all.iter().filter_map(|own| own.plan.as_ref()).flat_map(|plan| &plan.metrics);
    let longest = windows.filter_map(|metric| metric.window_minutes).max().unwrap_or(0);
    set(clock() + SignedDuration::from_mins(longest.into()) + DAY * 2);
    look(&world, &mut all, life.users)?;
    Ok(all)
}

/// Looks at what goes on, has the monitor look too, and notes what is over.
fn look(world: &World, all: &mut [Repetition], users: u64) -> anyhow::Result<()> {
    for own in all.iter_mut().filter(|own| own.conclusion.is_none()) {
        own.look(&world.results(&own.key, users)?);
        if let Some(conclusion) = world.monitor(&own.key)?.conclusion {
            own.end(conclusion);
        }
    }
    Ok(())
}

/// The rules by which users are assigned while all repetitions run.
fn running(life: &Life, all: &[Repetition]) -> anyhow::Result<Ruleset> {
    let reading = read(&[Source::new("simulation.json", life.file.clone())]);
    let mut experiments = BTreeMap::new();
    for own in all {
        let key = ExperimentKey::parse(&own.key).context("no key")?;
        let status = ExperimentStatus::Running;
        let state = ExperimentState { status, phase: 1, shipped: None, layer_range: None };
        experiments.insert(key, state);
    }
    let state = State { experiments, ..State::default() };
    Ok(Ruleset::compile(&reading.documents, &state))
}

/// What somebody does who comes on a day: nothing who takes no part.
fn come(
    life: &Life,
    ruleset: &Ruleset,
    own: &Repetition,
    name: &str,
    day: Timestamp,
) -> Vec<Event> {
    let context = EvaluationContext::of_user(name);
    let resolution = evaluate(ruleset, &own.key, &context, day);
    let (Some(variant), Some(plan)) = (resolution.variant, &own.plan) else { return Vec::new() };
    let control = plan.variants.get(plan.control).map(|control| control.name.as_str());
    let factor = |metric: &PlannedMetric| {
        let has_effect = metric.key == life.goal && Some(variant) != control;
        if has_effect { 1.0 + own.effect } else { 1.0 }
    };
    let metrics: Vec<_> = plan.metrics.iter().map(|metric| (metric, factor(metric))).collect();
    life.draw.events(&User { experiment: &own.key, name, variant }, day, &metrics)
}
