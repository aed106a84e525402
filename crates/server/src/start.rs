//! Starting and stopping a server.

mod admin;
mod opening;

use std::fs;
use std::future::Future;
use std::io::{self, Write as _};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use hoist_ruleset::Digest;
use hoist_store::{OpenError, Store, StoreError};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tracing::{info, warn};

use crate::app::{
    ANALYTICS_MAX, Anonymous, App, Backups, DEFAULT_ENVIRONMENT, EVENT_STREAMS_MAX,
    LARGE_BODIES_MAX, Parts, WHOLE_LOGS_MAX,
};
use crate::config::{Config, ConfigFiles};
use crate::environment::Clock;
use crate::exposures::Exposures;
use crate::flagger::follow::{self, Turns};
use crate::fold::Folds;
use crate::intake::Intake;
use crate::limits::Limits;
use crate::notify::{KEY_FILE, Notifications, Seal, courier};
use crate::outbound::{Allowed, Outbound};
use crate::past::Past;
use crate::rates::Rates;
use crate::receipts::Receipts;
use crate::releases::{ReleaseOptions, Releases};
use crate::rollup::Rollup;
use crate::sessions::Sessions;
use crate::streams::Streams;
use crate::telemetry::Telemetry;
use crate::ticket::Tickets;
use crate::tracked::Tracked;
use crate::{
    config, dashboard, fold, listen, monitor, operation, releases, results, retention, rollup,
    routes, scheduler,
};

/// How often it is written down when tokens were used, and telemetry forgets what is gone.
const UPKEEP_INTERVAL: Duration = Duration::from_secs(60);
/// How long the last counts may take to be written once the server has stopped.
const LAST_WRITE_MAX: Duration = Duration::from_secs(1);
/// How long summing up what came last may take then. What is left is summed up after a start.
const LAST_FOLD_MAX: Duration = Duration::from_secs(2);

/// What a server is started with.
pub struct Options {
    /// The folder that everything is kept in.
    pub data: PathBuf,
    /// A secret that counts as an admin token while the server runs.
    pub admin_token: Option<String>,
    /// What requests without a token may do.
    pub anonymous: Option<Anonymous>,
    /// Files of documents that are kept in force.
    pub config: Option<ConfigFiles>,
    /// What it may be used for, and what it keeps.
    pub limits: Limits,
    /// How often it is looked whether experiments are due to be tested or concluded; none for when
    /// they end, and when somebody asks.
    pub monitor_interval: Option<Duration>,
    /// Where requests of the server may go besides public addresses.
    pub allow_outbound: Allowed,
    /// Where people find the server, for links in messages.
    pub public_url: Option<String>,
    /// What releases ask, and whom they have send traffic.
    pub releases: ReleaseOptions,
    /// Reads the clock.
    pub clock: Clock,
}

/// Why a server does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The store cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The first admin token cannot be written down.
    #[error("cannot write {}", file.display())]
    AdminToken {
        /// Where it belongs.
        file: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The key of secrets is no key, or cannot be read.
    #[error(
        "{} cannot be read, or holds no key: put back the file that was there, or remove it and make \
         all channels of notifications anew",
        file.display()
    )]
    Key {
        /// The file.
        file: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The database is new, and the folder is not.
    #[error(
        "{} was used before, but its database is gone or empty: restore hoist.db from a backup, or \
         remove admin.token from the folder to start anew",
        folder.display()
    )]
    Emptied {
        /// The folder.
        folder: PathBuf,
    },
    /// A log is gone, or goes by another name.
    #[error(
        "a change log is missing from the database in {}: restore hoist.db from a backup",
        folder.display()
    )]
    LostLog {
        /// The folder.
        folder: PathBuf,
    },
    /// The system gives no thread.
    #[error("cannot start the thread that stores events")]
    Thread(#[source] io::Error),
    /// Requests without a token are to read an environment that is not there.
    #[error("there is no environment {name}, which --anonymous is to open.{known}")]
    NoEnvironment {
        /// Its name.
        name: String,
        /// Those that are there, as a sentence.
        known: String,
    },
    /// Something that depends on nothing of the user's.
    #[error("{0}")]
    Refused(String),
}

/// A server that is ready to serve.
pub struct Server {
    app: App,
    events_days: Option<NonZeroU32>,
    history_days: Option<NonZeroU32>,
    monitor_interval: Option<Duration>,
    first_login: Option<String>,
}

impl Server {
    /// Opens the store, reads it to its end, and applies the configuration files. Blocks.
    ///
    /// # Errors
    ///
    /// Why the server cannot start, and what to do.
    pub fn open(options: Options) -> Result<Self, StartError> {
        let Options { data, admin_token, anonymous, config, limits, clock, .. } = options;
        let Options { allow_outbound, public_url, monitor_interval, releases, .. } = options;
        let Limits { client_rates, events_days, history_days, disk_reserve_bytes } = limits;
        let store = Arc::new(Store::open(&data)?);
        let opened = opening::open(&store, &data, clock, config.as_ref())?;
        let opening::Opened { instance, tokens, environments } = opened;
        let notifications = Notifications::open(instance, seal(&data)?, public_url)?;
        let first = admin::make_token(&tokens, &data, clock)?;
        if let Some(Anonymous { environment, .. }) = &anonymous
            && !environments.contains_key(environment)
        {
            let (name, known) = (environment.clone(), environments.known());
            return Err(StartError::NoEnvironment { name, known });
        }
        let telemetry = Telemetry::new().map_err(|error| StartError::Refused(error.to_string()))?;
        let events = Arc::new(store.events()?);
        let sessions = Sessions::open(Arc::clone(&store), &tokens.head().log)?;
        let link = |first: String| sessions.link(first, clock()).map_err(refused);
        let first_login = first.map(link).transpose()?;
        let first_login = first_login.map(|issued| format!("/#login={}", issued.secret));
        let app = App::new(Parts {
            intake: Intake::start(Arc::clone(&events), disk_reserve_bytes)
                .map_err(StartError::Thread)?,
            events,
            exposures: Exposures::default(),
            folds: Folds::new().map_err(|refusal| StartError::Refused(refusal.detail))?,
            rollup: Rollup::default(),
            receipts: Receipts::default(),
            rollouts: Turns::default(),
            admin: admin_token.map(Digest::of),
            config: config.map(Config::new),
            openapi: OnceLock::new(),
            imports: Arc::new(Semaphore::new(1)),
            plans: Arc::new(Semaphore::new(1)),
            whole_logs: Arc::new(Semaphore::new(WHOLE_LOGS_MAX)),
            backups: Backups { turn: Arc::new(Semaphore::new(1)), disk_reserve_bytes },
            analytics: Arc::new(Semaphore::new(ANALYTICS_MAX)),
            jobs: Arc::new(Semaphore::new(1)),
            large_bodies: Arc::new(Semaphore::new(LARGE_BODIES_MAX)),
            event_streams: Arc::new(Semaphore::new(EVENT_STREAMS_MAX)),
            erasure_holds: AtomicBool::new(true),
            stopping: watch::Sender::new(false),
            tickets: Tickets::new().map_err(|refusal| StartError::Refused(refusal.detail))?,
            rates: Rates::new(client_rates),
            sessions,
            streams: Streams::default(),
            store,
            environments,
            releases: Releases::new(releases).map_err(refused)?,
            past: Past::default(),
            tracked: Tracked::default(),
            tokens,
            notifications,
            outbound: Outbound::new(allow_outbound),
            anonymous,
            telemetry: Arc::new(telemetry),
            clock,
        });
        for environment in app.environments.values() {
            // What was due while no server ran is made before anybody asks. Where the store cannot
            // be written, it is tried again, and meanwhile evaluation goes on.
            scheduler::make_due(&environment).ok();
        }
        if let (Some(config), Some(environment)) =
            (&app.config, app.environments.get(DEFAULT_ENVIRONMENT))
        {
            config.look(&environment);
        }
        Ok(Self { app, events_days, history_days, monitor_interval, first_login })
    }

    /// What tests of workers look at.
    #[cfg(test)]
    pub(crate) fn app(&self) -> App {
        self.app.clone()
    }

    /// On the first start: the path that opens the dashboard once, within 10 minutes. It is a secret.
    pub fn first_login(&self) -> Option<&str> {
        self.first_login.as_deref()
    }

    /// Serves until `shutdown` resolves; then finishes the requests that have begun.
    pub async fn run(self, listener: TcpListener, shutdown: impl Future<Output = ()>) {
        let Self { app, events_days, history_days, monitor_interval, .. } = self;
        let mut workers = tokio::task::JoinSet::new();
        let environment = app.environments.get(DEFAULT_ENVIRONMENT);
        if let Some(environment) = environment.filter(|_| app.config.is_some()) {
            workers.spawn(config::watch(app.clone(), environment));
        }
        workers.spawn(keep_up(app.clone()));
        workers.spawn(scheduler::keep(app.clone()));
        workers.spawn(monitor::keep(app.clone(), monitor_interval.unwrap_or(Duration::MAX)));
        workers.spawn(releases::keep(app.clone()));
        workers.spawn(results::keep::keep(app.clone()));
        workers.spawn(courier::keep(app.clone()));
        workers.spawn(follow::keep_up(app.clone()));
        if let Some(days) = events_days {
            workers.spawn(retention::keep(app.clone(), days));
        }
        if let Some(days) = history_days {
            workers.spawn(retention::keep_history(app.clone(), days));
        }
        let (done, stopped) = watch::channel(false);
        let counting = tokio::spawn(rollup::write_each_second(app.clone(), stopped));
        let (all_written, stopped) = watch::channel(false);
        let folding = tokio::spawn(fold::keep(app.clone(), stopped));
        let stopping = app.stopping.clone();
        let shutdown = async move {
            shutdown.await;
            stopping.send_replace(true);
        };
        listen::serve(listener, router(&app), shutdown).await;
        workers.shutdown().await;
        done.send_replace(true);
        if tokio::time::timeout(LAST_WRITE_MAX, counting).await.is_err() {
            warn!("what was evaluated last could not be written down in time");
        }
        all_written.send_replace(true);
        if tokio::time::timeout(LAST_FOLD_MAX, folding).await.is_err() {
            info!("some events are summed up after the next start");
        }
        let saved = app.blocking(|app| Ok(app.tokens.save_uses())).await;
        if let Ok(Err(error)) = saved {
            warn!(%error, "when tokens were last used could not be written down");
        }
        info!("stopped");
    }
}

/// All routes.
fn router(app: &App) -> Router {
    operation::router(routes::operations()).fallback(dashboard::file).with_state(app.clone())
}

async fn keep_up(app: App) {
    let mut ticks = tokio::time::interval(UPKEEP_INTERVAL);
    loop {
        ticks.tick().await;
        app.telemetry.forget(&app.moments());
        app.past.forget();
        forget_events(&app).await;
        retention::finish(&app).await;
        if let Ok(Err(error)) = app.blocking(|app| Ok(app.tokens.save_uses())).await {
            warn!(%error, "when tokens were last used could not be written down");
        }
    }
}

/// Forgets telemetry that is old enough, a little at a time: requests get in between.
async fn forget_events(app: &App) {
    loop {
        let forgotten = app.blocking(|app| Ok(app.events.forget(app.now()))).await;
        match forgotten {
            Ok(Ok(true)) => {}
            Ok(Err(error)) => return warn!(%error, "old telemetry could not be removed"),
            _ => return,
        }
    }
}

/// What secrets of channels are kept with.
fn seal(data: &Path) -> Result<Seal, StartError> {
    Seal::open(data).map_err(|source| StartError::Key { file: data.join(KEY_FILE), source })
}

fn refused(refusal: crate::plan::Refusal) -> StartError {
    StartError::Refused(refusal.detail)
}

/// Writes a file that only its owner reads, and waits until it is on the disk.
pub(crate) fn write_private(file: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}
