//! What every handler works with.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use hoist_api::{Code, TokenKind};
use hoist_store::{Events, Store};
use jiff::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::answer::ApiError;
use crate::author::Author;
use crate::caller::Caller;
use crate::config::Config;
use crate::environment::{Changed, Clock, Environment, Planning};
use crate::environments::Environments;
use crate::exposures::Exposures;
use crate::flagger::follow::Turns;
use crate::fold::Folds;
use crate::intake::Intake;
use crate::moment::Moment;
use crate::notify::Notifications;
use crate::outbound::Outbound;
use crate::past::Past;
use crate::plan::{Planned, Refusal};
use crate::rates::Rates;
use crate::receipts::Receipts;
use crate::releases::Releases;
use crate::rollup::Rollup;
use crate::sessions::Sessions;
use crate::streams::Streams;
use crate::telemetry::Telemetry;
use crate::ticket::Tickets;
use crate::tokens::Tokens;
use crate::tracked::Tracked;

/// The name of the environment that is always there.
pub(crate) const DEFAULT_ENVIRONMENT: &str = "default";

/// The server's parts. Cloning it costs one counter.
#[derive(Clone)]
pub(crate) struct App(Arc<Parts>);

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

pub(crate) struct Parts {
    pub(crate) store: Arc<Store>,
    pub(crate) events: Arc<Events>,
    /// The way of events and telemetry to the disk.
    pub(crate) intake: Intake,
    /// Who was exposed and is not yet written down.
    pub(crate) exposures: Exposures,
    /// How far events are summed up.
    pub(crate) folds: Folds,
    /// Evaluations that are not yet written down.
    pub(crate) rollup: Rollup,
    /// Rollouts that shares follow.
    pub(crate) rollouts: Turns,
    /// Who has applied what.
    pub(crate) receipts: Receipts,
    pub(crate) environments: Environments,
    /// What runs the releases.
    pub(crate) releases: Releases,
    /// Moments of the past that were asked for.
    pub(crate) past: Past,
    /// What is measured.
    pub(crate) tracked: Tracked,
    pub(crate) tokens: Tokens,
    /// Who is told of entries.
    pub(crate) notifications: Notifications,
    /// What requests of the server itself are made with.
    pub(crate) outbound: Outbound,
    pub(crate) tickets: Tickets,
    /// Who is signed in to the dashboard.
    pub(crate) sessions: Sessions,
    /// How often the public has asked.
    pub(crate) rates: Rates,
    pub(crate) streams: Streams,
    /// Digest of the secret that counts as an admin token while the server runs.
    pub(crate) admin: Option<hoist_ruleset::Digest>,
    pub(crate) anonymous: Option<Anonymous>,
    pub(crate) telemetry: Arc<Telemetry>,
    pub(crate) config: Option<Config>,
    /// The description of the API, once somebody has asked for it: making it takes memory.
    pub(crate) openapi: OnceLock<Bytes>,
    pub(crate) clock: Clock,
    /// Imports take memory, so there is one at a time.
    pub(crate) imports: Arc<Semaphore>,
    /// One change is planned at a time, apart from imports: whoever may only read holds up nobody
    /// who writes.
    pub(crate) plans: Arc<Semaphore>,
    /// Reading a log from its beginning takes memory and time too.
    pub(crate) whole_logs: Arc<Semaphore>,
    /// Backups copy everything.
    pub(crate) backups: Backups,
    /// Analytics may sum up many rows.
    pub(crate) analytics: Arc<Semaphore>,
    /// Jobs that read all users of an experiment: there is one at a time.
    pub(crate) jobs: Arc<Semaphore>,
    /// Large bodies are read by a few at a time.
    pub(crate) large_bodies: Arc<Semaphore>,
    /// How many more streams of events there may be.
    pub(crate) event_streams: Arc<Semaphore>,
    /// Whether something of what was erased may still be there. At a start nobody knows.
    pub(crate) erasure_holds: AtomicBool,
    /// Whether the server is stopping: answers that go on for long end then.
    pub(crate) stopping: watch::Sender<bool>,
}

/// How many requests read logs from their beginning at a time; more wait.
pub(crate) const WHOLE_LOGS_MAX: usize = 2;

/// Requests for analytics that are answered at a time; more wait.
pub(crate) const ANALYTICS_MAX: usize = 4;

/// Large bodies of events and reports that are read at a time; more wait.
pub(crate) const LARGE_BODIES_MAX: usize = 4;
/// A body of more bytes is a large one.
const LARGE_BODY_BYTES: usize = 256 << 10;

/// Streams of events for browsers at a time; more are refused.
pub(crate) const EVENT_STREAMS_MAX: usize = 5_000;

/// What backups need.
pub(crate) struct Backups {
    /// There is one at a time.
    pub(crate) turn: Arc<Semaphore>,
    /// Room that they leave on the disk.
    pub(crate) disk_reserve_bytes: u64,
}

/// What requests without a token may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anonymous {
    /// The rights of this kind of token.
    pub kind: TokenKind,
    /// In this environment.
    pub environment: String,
}

impl App {
    pub(crate) fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Changes the caller's environment as planned, in their name. A reason of the body goes before
    /// that of the header; where the environment is protected, there has to be one.
    pub(crate) async fn change<T: Send + 'static>(
        &self,
        caller: &Caller,
        reason: Option<String>,
        plan: impl Fn(&Moment, &Author, Timestamp) -> Planned<T> + Send + 'static,
    ) -> Result<Changed<T>, ApiError> {
        self.change_at_leisure(Planning::Quick, caller, reason, plan).await
    }

    /// The same for changes that may take long to plan.
    pub(crate) async fn change_at_leisure<T: Send + 'static>(
        &self,
        planning: Planning,
        caller: &Caller,
        reason: Option<String>,
        plan: impl Fn(&Moment, &Author, Timestamp) -> Planned<T> + Send + 'static,
    ) -> Result<Changed<T>, ApiError> {
        let (environment, author) = (caller.environment()?, caller.author(reason)?);
        environment.check_reason(&author)?;
        self.change_of(environment, planning, author, plan).await
    }

    /// The same for what cannot wait for a reason, even where the environment is protected: what
    /// turns things off, and what holds them as they are.
    pub(crate) async fn change_at_once<T: Send + 'static>(
        &self,
        caller: &Caller,
        reason: Option<String>,
        plan: impl Fn(&Moment, &Author, Timestamp) -> Planned<T> + Send + 'static,
    ) -> Result<Changed<T>, ApiError> {
        let (environment, author) = (caller.environment()?, caller.author(reason)?);
        self.change_of(environment, Planning::Quick, author, plan).await
    }

    /// Changes an environment as planned. Whether there has to be a reason is for the caller to see.
    pub(crate) async fn change_of<T: Send + 'static>(
        &self,
        environment: Arc<Environment>,
        planning: Planning,
        author: Author,
        plan: impl Fn(&Moment, &Author, Timestamp) -> Planned<T> + Send + 'static,
    ) -> Result<Changed<T>, ApiError> {
        let plan = move |moment: &Moment, now| {
            let (plan, found) = plan(moment, &author, now)?;
            Ok((plan.from(&author), found))
        };
        self.blocking(move |_| environment.change(planning, plan)).await
    }

    /// What is so now in every environment.
    pub(crate) fn moments(&self) -> Vec<Arc<Moment>> {
        self.environments.values().map(|environment| environment.moment()).collect()
    }

    /// Takes what was counted since the last time. This is the one place where counts pass by on
    /// their way to whoever keeps them, environment by environment.
    pub(crate) fn take_counts(&self) {
        self.environments.values().for_each(|each| self.take_counts_of(&each));
    }

    /// The same of one environment.
    pub(crate) fn take_counts_of(&self, environment: &Environment) {
        let log = environment.moment().head.log.clone();
        environment.counts.take(|taken| {
            self.telemetry.counted(taken);
            self.rollup.counted(&log, taken);
        });
    }

    /// Does work that blocks, such as everything that touches the store.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, ApiError> {
        let app = self.clone();
        Ok(tokio::task::spawn_blocking(move || work(&app)).await??)
    }

    /// Waits for the turn to read a body of so many bytes, which a small one always has. It is over
    /// when what is given is dropped.
    pub(crate) async fn turn_to_read(
        &self,
        bytes: usize,
    ) -> Result<Option<OwnedSemaphorePermit>, ApiError> {
        if bytes <= LARGE_BODY_BYTES {
            return Ok(None);
        }
        self.turn(&self.large_bodies).await.map(Some)
    }

    /// Waits for a turn of some kind, which is over when what is given is dropped.
    pub(crate) async fn turn(
        &self,
        turns: &Arc<Semaphore>,
    ) -> Result<OwnedSemaphorePermit, ApiError> {
        let turn = Arc::clone(turns).acquire_owned().await;
        turn.map_err(|_closed| ApiError::new(Code::TooManyRequests, "The server is stopping."))
    }

    /// Does work that reads a log from its beginning, once others are done with theirs.
    pub(crate) async fn with_whole_log<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, ApiError> {
        self.in_turn(&self.whole_logs, work).await
    }

    /// Does work that takes long, once others are done with theirs of the same kind.
    pub(crate) async fn in_turn<T: Send + 'static>(
        &self,
        turns: &Arc<Semaphore>,
        work: impl FnOnce(&Self) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, ApiError> {
        let permit = self.turn(turns).await?;
        // The work goes on where who asked for it has gone, so it holds the permit itself.
        self.blocking(move |app| {
            let _permit = permit;
            work(app)
        })
        .await
    }
}
