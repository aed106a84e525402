//! Setting a client up.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::cache::Cache;
use crate::clock::Clock;
use crate::endpoint::Endpoint;
use crate::error::{Error, Kind};
use crate::fallback::Fallbacks;
use crate::file;
use crate::follow::{Follower, Pace};
use crate::hoist::Hoist;
use crate::hook::{Hook, Hooks};
use crate::instance::{Instance, Parts};
use crate::known::Known;
use crate::outbox::{Outbox, OutboxOptions};
use crate::reporter::{Reporter, ReporterOptions};
use crate::sampler::SamplerOptions;
use crate::status::{Cause, Health};
use crate::tracking::Sink;

/// How long [`Builder::build`] waits for the first rules, unless told otherwise.
pub const START_WAIT: Duration = Duration::from_secs(5);
/// How often rules are asked for where there is no stream, unless told otherwise.
pub const POLL_INTERVAL: Duration = Duration::from_secs(10);
/// How long the stream may be silent, unless told otherwise: three heartbeats.
pub const SILENCE_MAX: Duration = Duration::from_secs(45);

/// Sets a client up; made by [`Hoist::connect`].
///
/// ```no_run
/// # async fn f() -> Result<(), hoist_sdk::Error> {
/// use std::time::Duration;
///
/// use hoist_sdk::Hoist;
/// use serde_json::json;
///
/// let hoist = Hoist::connect("http://127.0.0.1:8080", "the server token")
///     .environment("production")
///     .default("dark_mode", true)
///     .defaults([("checkout_flow", json!("treatment_a")), ("limits", json!({"rps": 10}))])
///     .cache_dir("/var/cache/shop")
///     .bootstrap("features.yaml")
///     .start_wait(Duration::from_secs(2))
///     .build()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[must_use]
pub struct Builder {
    url: String,
    token: String,
    environment: Option<String>,
    fallbacks: Fallbacks,
    hooks: Hooks,
    cache_dir: Option<PathBuf>,
    bootstrap: Option<PathBuf>,
    start_wait: Duration,
    pace: Pace,
    tells_events: bool,
    /// What is sampled; none where nothing is reported.
    sampling: Option<SamplerOptions>,
}

impl Builder {
    pub(crate) fn new(url: &str, token: &str) -> Self {
        Self {
            url: url.to_owned(),
            token: token.to_owned(),
            environment: None,
            fallbacks: Fallbacks::default(),
            hooks: Hooks::default(),
            cache_dir: None,
            bootstrap: None,
            start_wait: START_WAIT,
            pace: Pace { poll_interval: POLL_INTERVAL, silence_max: SILENCE_MAX },
            tells_events: true,
            sampling: Some(SamplerOptions::default()),
        }
    }

    /// The environment, for a token of several. Without, it is the token's own.
    pub fn environment(mut self, name: &str) -> Self {
        self.environment = Some(name.to_owned());
        self
    }

    /// What is used where there is no value: before the first rules, and for keys that nothing
    /// has. `true` and `false` are on and off, a text is a variant's name and the value at once,
    /// anything else is a value alone.
    pub fn default(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.fallbacks.insert(key.to_owned(), value.into());
        self
    }

    /// Many defaults, as [`Builder::default`].
    pub fn defaults<K: AsRef<str>, V: Into<Value>>(
        self,
        defaults: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let add = |builder: Self, (key, value): (K, V)| builder.default(key.as_ref(), value);
        defaults.into_iter().fold(self, add)
    }

    /// Something that happens around every call; see [`Hook`].
    pub fn hook(mut self, hook: impl Hook + 'static) -> Self {
        self.hooks.0.push(Box::new(hook));
        self
    }

    /// A folder in which the last rules are kept, for a start without the server, and events that
    /// the server does not take at the moment. Several clients may share it.
    pub fn cache_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.cache_dir = Some(path.into());
        self
    }

    /// A file with rules for a start without the server and without a cache: documents as YAML or
    /// JSON, or a saved snapshot.
    pub fn bootstrap(mut self, path: impl Into<PathBuf>) -> Self {
        self.bootstrap = Some(path.into());
        self
    }

    /// How long [`Builder::build`] waits at most for the first rules; [`START_WAIT`] unless said.
    pub fn start_wait(mut self, wait: Duration) -> Self {
        self.start_wait = wait;
        self
    }

    /// How often rules are asked for where there is no stream; [`POLL_INTERVAL`] unless said.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.pace.poll_interval = interval.max(Duration::from_millis(100));
        self
    }

    /// How long the stream may be silent before it is opened anew; [`SILENCE_MAX`] unless said. A
    /// server says something every 15 seconds.
    pub fn silence_max(mut self, silence: Duration) -> Self {
        self.pace.silence_max = silence.max(Duration::from_millis(100));
        self
    }

    /// Whether exposures and conversions are sent to the server; they are unless said.
    pub fn events(mut self, are_sent: bool) -> Self {
        self.tells_events = are_sent;
        self
    }

    /// Whether the server is told how often flags were evaluated, to what, and which rules this
    /// instance has applied; it is unless said.
    pub fn telemetry(mut self, is_sent: bool) -> Self {
        let sampling = self.sampling.take().unwrap_or_default();
        self.sampling = is_sent.then_some(sampling);
        self
    }

    /// Has some evaluations sent with their context, chosen at random, at most so many of a flag in
    /// a minute: so the server can tell beforehand whom a change of rules would move. Of a context
    /// only these attributes leave the process, and a hash of the targeting key. None are, unless
    /// said.
    pub fn sample<A: Into<String>>(
        mut self,
        per_minute_max: u32,
        attributes: impl IntoIterator<Item = A>,
    ) -> Self {
        let attributes = attributes.into_iter().map(Into::into).collect();
        self.sampling = Some(SamplerOptions { per_minute_max, attributes });
        self
    }

    /// Starts the client, and waits for the first rules as long as it may.
    ///
    /// A server that does not answer, or does not know the token, is no failure: the client goes
    /// on with the cache, the bootstrap file or the defaults, goes on trying, and tells so in the
    /// log and in [`Hoist::status`].
    ///
    /// # Errors
    ///
    /// What no waiting mends: an address that is none, a token that no header can hold, no tokio
    /// runtime around it.
    pub async fn build(self) -> Result<Hoist, Error> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Kind::NoRuntime.into());
        }
        let id = uuid::Uuid::new_v4().to_string();
        let endpoint = Endpoint::new(&self.url, &self.token, &id)?
            .with_environment(self.environment.as_deref());
        let cache = self.cache_dir.as_deref().map(|folder| {
            let environment = self.environment.as_deref();
            Arc::new(Cache::new(folder, &self.url, &self.token, environment))
        });
        let health = Health::connecting();
        let places = [cache.as_ref().map(|cache| cache.path.clone()), self.bootstrap];
        let reading = tokio::task::spawn_blocking(move || {
            let known = first_rules(&health, places);
            (health, known)
        });
        // The runtime is shutting down.
        let (health, known) = reading.await.map_err(|_error| Kind::NoRuntime)?;
        let parts = Parts {
            fallbacks: self.fallbacks,
            hooks: self.hooks,
            clock: Clock::System,
            sink: match self.tells_events {
                true => Sink::Server(Outbox::start(endpoint.clone(), outbox(cache.as_deref()))),
                false => Sink::Nowhere,
            },
            sampling: self.sampling.clone(),
            pins: None,
            health,
        };
        let instance = Arc::new(Instance::new(id.clone(), known, parts));
        let reporter = self.sampling.map(|_| Arc::new(reporter(&endpoint, id, &instance)));
        let mut attempts = instance.health.attempts();
        let follower = Follower::new(Arc::clone(&instance), endpoint, self.pace, reporter.clone());
        let mut tasks = vec![tokio::spawn(follower.follow())];
        if let Some(cache) = &cache {
            tasks.push(tokio::spawn(Arc::clone(cache).keep(Arc::clone(&instance))));
        }
        let hoist = Hoist::of(Arc::clone(&instance), cache, reporter, tasks);
        let enough = attempts.wait_for(|attempts| {
            attempts.live
                || attempts.unauthorized
                || (attempts.failed > 0 && instance.current().known.has_rules)
        });
        // Whatever came of it, evaluation goes on.
        tokio::time::timeout(self.start_wait, enough).await.map(drop).ok();
        Ok(hoist)
    }
}

/// Where events wait that the server does not take: beside the rules, if those are kept.
fn outbox(cache: Option<&Cache>) -> OutboxOptions {
    let spill = cache.map(|cache| cache.path.with_extension("events"));
    OutboxOptions { spill, ..OutboxOptions::default() }
}

fn reporter(endpoint: &Endpoint, id: String, instance: &Arc<Instance>) -> Reporter {
    let reporting = Arc::clone(instance);
    let source = move || reporting.report(reporting.is_closing());
    Reporter::start(endpoint.clone(), id, source, ReporterOptions::default())
}

/// The rules of the first place that has any.
fn first_rules(health: &Health, places: [Option<PathBuf>; 2]) -> Known {
    for (path, is_cache) in places.into_iter().zip([true, false]) {
        let Some(path) = path else { continue };
        if is_cache && !path.exists() {
            continue;
        }
        match file::read(&path) {
            Ok((known, complaints)) => {
                for complaint in complaints {
                    health.report(Cause::Document, &complaint.document, complaint.why);
                }
                return known;
            }
            Err(error) => {
                let source = std::error::Error::source(&error).map(ToString::to_string);
                let why = source.map(|why| format!(": {why}")).unwrap_or_default();
                let detail = format!("it is started without a file of rules: {error}{why}");
                health.report(Cause::Cache, &path.to_string_lossy(), detail);
            }
        }
    }
    Known::default()
}
