//! Releases that run (ADR 17): what the pure machine of `hoist-delivery` decides is written down,
//! done, and told to it as done.
//!
//! - [`look`] is one look at a release: what is known of it is read, the machine takes it on, and
//!   what comes of that is written down, under the lease and in one transaction with what people
//!   asked for. Only then effects are done.
//! - [`turn`](mod@turn) goes from look to look: it measures what is due ([`evidence`]), looks, does
//!   what is to be done ([`effects`]), until nothing is.
//! - [`prometheus`] gives numbers of what others measure, and [`haproxy`] sends traffic by the share;
//!   [`traffic`] says when, and sees to it that it stays so.
//! - [`keep`] has each release that is not over take a turn each second.
//!
//! Nothing is remembered between two turns but the lease: a server that is killed at any instant
//! goes on from what was written down.

mod asked;
mod effects;
mod entries;
mod evaluations;
mod evidence;
mod from_file;
mod haproxy;
mod launch;
#[cfg(test)]
mod laws;
mod lock;
mod look;
mod prometheus;
mod query;
mod reach;
mod run;
mod told;
mod traffic;
mod turn;
mod unread;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hoist_store::Lease;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::app::App;
use crate::environment::unavailable;
use crate::plan::{Refusal, refusal};
use crate::secret;
pub(crate) use asked::{Asked, ask};
pub(crate) use entries::unshared;
pub(crate) use evidence::{Counted, Over, counted};
pub(crate) use from_file::{Begun, Written, run_file};
pub(crate) use launch::{Launch, launch};
pub(crate) use lock::{check_deleted, check_unlocked, is_moved, locked};
pub(crate) use look::{as_of, held};
use prometheus::Prometheus;
pub use prometheus::{PrometheusOptions, PrometheusSecret};
pub(crate) use reach::check_written;
pub(crate) use run::Run;
pub(crate) use told::shown;
use turn::turn;
pub(crate) use unread::{decision as decision_of, shown as shown_unread, summary};

/// How often each release takes a turn.
const INTERVAL: Duration = Duration::from_secs(1);
/// How long whoever does not give its lease back keeps others waiting.
const LEASE: SignedDuration = SignedDuration::from_secs(15);
/// How much of that is left at least when something is done under it.
const LEASE_LEFT: SignedDuration = SignedDuration::from_secs(10);

/// What releases ask, and whom they have send traffic.
#[derive(Clone, Default)]
pub struct ReleaseOptions {
    /// The Prometheus that checks ask.
    pub prometheus: Option<PrometheusOptions>,
    /// The sockets of `HAProxy` that weights may be set by, as documents name them.
    pub haproxy_sockets: Vec<String>,
}

/// What a server keeps of the releases that it runs.
pub(crate) struct Releases {
    /// Whom leases name.
    holder: String,
    /// By log.
    leases: Mutex<HashMap<String, Taken>>,
    /// Held during a look, so that nobody else in this process looks at the same.
    looking: Mutex<()>,
    /// Rings when somebody has asked for something.
    bell: Notify,
    prometheus: Option<Prometheus>,
    haproxy_sockets: Vec<String>,
    /// When traffic was looked at last.
    traffic: traffic::Seen,
}

struct Taken {
    lease: Lease,
    at: Timestamp,
}

impl Releases {
    pub(crate) fn new(options: ReleaseOptions) -> Result<Self, Refusal> {
        let ReleaseOptions { prometheus, haproxy_sockets } = options;
        let prometheus = prometheus.map(Prometheus::new).transpose();
        Ok(Self {
            holder: secret::id("srv")?,
            leases: Mutex::default(),
            looking: Mutex::default(),
            bell: Notify::new(),
            prometheus: prometheus.map_err(|why| refusal(hoist_api::Code::Invalid, why))?,
            haproxy_sockets,
            traffic: traffic::Seen::default(),
        })
    }

    /// Has the releases take a turn at once.
    pub(crate) fn ring(&self) {
        self.bell.notify_one();
    }

    fn looking(&self) -> MutexGuard<'_, ()> {
        // Who panicked under it has written nothing.
        self.looking.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lease of a log's releases, which is taken or prolonged where it has to be. Blocks.
    fn lease(&self, app: &App, log: &str) -> Result<Lease, Refusal> {
        let mut leases = self.leases.lock().unwrap_or_else(PoisonError::into_inner);
        let now = app.now();
        let known = leases
            .get(log)
            .filter(|taken| taken.at <= now && now.duration_since(taken.at) < LEASE - LEASE_LEFT);
        if let Some(taken) = known {
            return Ok(taken.lease.clone());
        }
        let until = now.checked_add(LEASE).unwrap_or(now);
        let name = format!("releases:{log}");
        let lease = app.store.lease(&name, &self.holder, now, until);
        let Some(lease) = lease.map_err(|error| unavailable(&error))? else {
            leases.remove(log);
            return Err(replaced());
        };
        leases.insert(log.to_owned(), Taken { lease: lease.clone(), at: now });
        Ok(lease)
    }

    /// Somebody else has the lease by now.
    fn forget(&self, log: &str) {
        self.leases.lock().unwrap_or_else(PoisonError::into_inner).remove(log);
    }
}

/// The refusal where another server runs the releases.
fn replaced() -> Refusal {
    let detail = "Another server runs the releases of this environment right now. Try again.";
    refusal(hoist_api::Code::NotNow, detail)
}

/// A turn that is being taken. It ends with whoever waits for it.
struct Turning(JoinHandle<()>);

impl Drop for Turning {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Has all releases take their turns until the server stops. One that waits for its source, or for
/// a router, keeps no other one waiting.
pub(crate) async fn keep(app: App) {
    let mut turning: HashMap<(String, String), Turning> = HashMap::new();
    // Logs that may have a run that is not over though the log says so: all, before the first look.
    let mut open: HashSet<String> = app.moments().iter().map(|it| it.head.log.clone()).collect();
    // Whatever a round takes: a check each second is one.
    let mut rounds = tokio::time::interval(INTERVAL);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            _ = rounds.tick() => {}
            () = app.releases.bell.notified() => {}
        }
        turning.retain(|_, one| !one.0.is_finished());
        for environment in app.environments.values() {
            let moment = environment.moment();
            let log = moment.head.log.clone();
            if !moment.progress.is_any_open() && !open.contains(&log) {
                continue;
            }
            let of = log.clone();
            let read = app
                .blocking(move |app| app.store.open_runs(&of).map_err(|error| unavailable(&error)));
            let Ok(runs) = read.await else { continue };
            if runs.is_empty() {
                open.remove(&log);
            } else {
                open.insert(log.clone());
            }
            for stored in runs {
                let one = || {
                    let environment = Arc::clone(&environment);
                    Turning(tokio::spawn(turn(app.clone(), environment, stored.key.clone())))
                };
                turning.entry((log.clone(), stored.key.clone())).or_insert_with(one);
            }
        }
    }
}
