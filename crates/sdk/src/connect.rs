//! Setting up a client of a server whose rules are evaluated here.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::builder::Builder;
use crate::cache::Cache;
use crate::clock::Clock;
use crate::endpoint::Endpoint;
use crate::error::{Error, Kind};
use crate::file;
use crate::follow::{Follower, Pace};
use crate::hoist::Hoist;
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

/// What [`Hoist::connect`] sets up: a client that evaluates by the rules of a server.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
/// # let (url, token) = ("http://127.0.0.1:1", "a-server-token");
/// use hoist_sdk::{Builder, Hoist, LocalSetup};
///
/// // A function of the application, for all of its programs.
/// fn client(url: &str, token: &str) -> Builder<LocalSetup> {
///     Hoist::connect(url, token).default("dark_mode", true).telemetry(false)
/// }
///
/// let hoist = client(url, token)
/// #   .start_wait(std::time::Duration::ZERO)
///     .build()
///     .await?;
/// assert!(hoist.with_user("u-1").is_enabled("dark_mode"));
/// # Ok(())
/// # }
/// ```
pub struct LocalSetup {
    url: String,
    token: String,
    environment: Option<String>,
    cache_dir: Option<PathBuf>,
    bootstrap: Option<PathBuf>,
    start_wait: Duration,
    pace: Pace,
    tells_events: bool,
    /// What is sampled; none where nothing is reported.
    sampling: Option<SamplerOptions>,
}

impl LocalSetup {
    pub(crate) fn new(url: &str, token: &str) -> Self {
        Self {
            url: url.to_owned(),
            token: token.to_owned(),
            environment: None,
            cache_dir: None,
            bootstrap: None,
            start_wait: START_WAIT,
            pace: Pace { poll_interval: POLL_INTERVAL, silence_max: SILENCE_MAX },
            tells_events: true,
            sampling: Some(SamplerOptions::default()),
        }
    }
}

/// For a client that evaluates by the rules of a server.
impl Builder<LocalSetup> {
    /// The environment, for a token of several. Without, it is the token's own.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let (url, token) = ("http://127.0.0.1:1", "a-server-token");
    /// use hoist_sdk::Hoist;
    ///
    /// let hoist = Hoist::connect(url, token)
    ///     .environment("staging")
    /// #   .start_wait(std::time::Duration::ZERO)
    ///     .build()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn environment(mut self, name: &str) -> Self {
        self.setup.environment = Some(name.to_owned());
        self
    }

    /// A folder in which the last rules are kept, for a start without the server, and events that
    /// the server does not take at the moment. Several clients may share it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let (url, token) = ("http://127.0.0.1:1", "a-server-token");
    /// # let folder = tempfile::tempdir()?;
    /// # let var_cache_shop = folder.path();
    /// use hoist_sdk::Hoist;
    ///
    /// let hoist = Hoist::connect(url, token)
    ///     .cache_dir(var_cache_shop)
    /// #   .start_wait(std::time::Duration::ZERO)
    ///     .build()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn cache_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.setup.cache_dir = Some(path.into());
        self
    }

    /// A file with rules for a start without the server and without a cache: documents as YAML or
    /// JSON, or a saved snapshot.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let (url, token) = ("http://127.0.0.1:1", "a-server-token");
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("features.yaml");
    /// use hoist_sdk::Hoist;
    ///
    /// std::fs::write(&path, "features: {dark_mode: {type: boolean, enabled: true}}")?;
    /// let hoist = Hoist::connect(url, token).bootstrap(&path).build().await?;
    /// assert!(hoist.with_user("u-1").is_enabled("dark_mode"), "with no server there");
    /// # Ok(())
    /// # }
    /// ```
    pub fn bootstrap(mut self, path: impl Into<PathBuf>) -> Self {
        self.setup.bootstrap = Some(path.into());
        self
    }

    /// How long [`Builder::build`] waits at most for the first rules; [`START_WAIT`] unless said.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let (url, token) = ("http://127.0.0.1:1", "a-server-token");
    /// use std::time::Duration;
    ///
    /// use hoist_sdk::Hoist;
    ///
    /// let hoist = Hoist::connect(url, token)
    ///     .start_wait(Duration::from_millis(100))
    ///     .build()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn start_wait(mut self, wait: Duration) -> Self {
        self.setup.start_wait = wait;
        self
    }

    /// How often rules are asked for where there is no stream; [`POLL_INTERVAL`] unless said.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let (url, token) = ("http://127.0.0.1:1", "a-server-token");
    /// use std::time::Duration;
    ///
    /// use hoist_sdk::Hoist;
    ///
    /// let hoist = Hoist::connect(url, token)
    ///     .poll_interval(Duration::from_secs(60))
    /// #   .start_wait(std::time::Duration::ZERO)
    ///     .build()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.setup.pace.poll_interval = interval.max(Duration::from_millis(100));
        self
    }

    /// How long the stream may be silent before it is opened anew; [`SILENCE_MAX`] unless said. A
    /// server says something every 15 seconds.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let (url, token) = ("http://127.0.0.1:1", "a-server-token");
    /// use std::time::Duration;
    ///
    /// use hoist_sdk::Hoist;
    ///
    /// let hoist = Hoist::connect(url, token)
    ///     .silence_max(Duration::from_secs(20))
    /// #   .start_wait(std::time::Duration::ZERO)
    ///     .build()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn silence_max(mut self, silence: Duration) -> Self {
        self.setup.pace.silence_max = silence.max(Duration::from_millis(100));
        self
    }

    /// Whether exposures and conversions are sent to the server; they are unless said.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let (url, token) = ("http://127.0.0.1:1", "a-server-token");
    /// use hoist_sdk::Hoist;
    ///
    /// let hoist = Hoist::connect(url, token)
    ///     .events(false)
    /// #   .start_wait(std::time::Duration::ZERO)
    ///     .build()
    ///     .await?;
    /// hoist.with_user("u-1").track("purchase", 19.9);
    /// assert_eq!(hoist.event_counts().pushed, 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn events(mut self, are_sent: bool) -> Self {
        self.setup.tells_events = are_sent;
        self
    }

    /// Whether the server is told how often flags were evaluated, to what, and which rules this
    /// instance has applied; it is unless said.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let (url, token) = ("http://127.0.0.1:1", "a-server-token");
    /// use hoist_sdk::Hoist;
    ///
    /// let hoist = Hoist::connect(url, token)
    ///     .telemetry(false)
    /// #   .start_wait(std::time::Duration::ZERO)
    ///     .build()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn telemetry(mut self, is_sent: bool) -> Self {
        let sampling = self.setup.sampling.take().unwrap_or_default();
        self.setup.sampling = is_sent.then_some(sampling);
        self
    }

    /// Has some evaluations sent with their context, chosen at random, at most so many of a flag in
    /// a minute: so the server can tell beforehand whom a change of rules would move. Of a context
    /// only these attributes leave the process, and a hash of the targeting key. None are, unless
    /// said.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let (url, token) = ("http://127.0.0.1:1", "a-server-token");
    /// use hoist_sdk::Hoist;
    ///
    /// let hoist = Hoist::connect(url, token)
    ///     .sample(60, ["plan", "country"])
    /// #   .start_wait(std::time::Duration::ZERO)
    ///     .build()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn sample<A: Into<String>>(
        mut self,
        per_minute_max: u32,
        attributes: impl IntoIterator<Item = A>,
    ) -> Self {
        let attributes = attributes.into_iter().map(Into::into).collect();
        self.setup.sampling = Some(SamplerOptions { per_minute_max, attributes });
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
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let (url, token) = ("http://127.0.0.1:1", "a-server-token");
    /// use std::time::Duration;
    ///
    /// use hoist_sdk::{Connection, Hoist};
    ///
    /// // Nobody answers there, and still it is built.
    /// let builder = Hoist::connect(url, token).default("dark_mode", true);
    /// let hoist = builder.start_wait(Duration::from_millis(10)).build().await?;
    /// assert_eq!(hoist.status().connection, Connection::Connecting);
    /// assert!(hoist.with_user("u-1").is_enabled("dark_mode"));
    ///
    /// let error = Hoist::connect("nowhere", token).build().await.unwrap_err();
    /// assert!(error.is_setup());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn build(self) -> Result<Hoist, Error> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Kind::NoRuntime.into());
        }
        let Self { own, setup } = self;
        let id = uuid::Uuid::new_v4().to_string();
        let endpoint = Endpoint::new(&setup.url, &setup.token, &id)?
            .with_environment(setup.environment.as_deref());
        let cache = setup.cache_dir.as_deref().map(|folder| {
            let environment = setup.environment.as_deref();
            Arc::new(Cache::new(folder, &setup.url, &setup.token, environment))
        });
        let health = Health::connecting();
        let saved = cache.as_ref().map(|cache| cache.path.clone());
        let reading = tokio::task::spawn_blocking(move || {
            let known = first_rules(&health, saved.as_deref(), setup.bootstrap.as_deref());
            (health, known)
        });
        // The runtime is shutting down.
        let (health, known) = reading.await.map_err(|_error| Kind::NoRuntime)?;
        let parts = Parts {
            fallbacks: own.fallbacks,
            hooks: own.hooks,
            clock: Clock::System,
            sink: match setup.tells_events {
                true => Sink::Server(Outbox::start(endpoint.clone(), outbox(cache.as_deref()))),
                false => Sink::Nowhere,
            },
            sampling: setup.sampling.clone(),
            pins: None,
            health,
        };
        let instance = Arc::new(Instance::new(id.clone(), known, parts));
        let reporter = setup.sampling.map(|_| Arc::new(reporter(&endpoint, id, &instance)));
        let mut attempts = instance.health.attempts();
        let follower = Follower::new(Arc::clone(&instance), endpoint, setup.pace, reporter.clone());
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
        tokio::time::timeout(setup.start_wait, enough).await.map(drop).ok();
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

/// The rules of the cache, else those of the bootstrap file, else none.
fn first_rules(health: &Health, cache: Option<&Path>, bootstrap: Option<&Path>) -> Known {
    let report = |cause, path: &Path, detail| health.report(cause, &path.to_string_lossy(), detail);
    let saved = cache.filter(|path| path.exists()).and_then(|path| {
        let why = match file::read_saved(path) {
            Ok(saved) => return Some(saved),
            Err(why) => why,
        };
        let path_shown = path.display();
        let detail = format!(
            "the saved rules in {path_shown} are not used: {why}. They are replaced once the \
             server is heard; nothing need be done"
        );
        report(Cause::Cache, path, detail);
        None
    });
    let of_file = || {
        let path = bootstrap?;
        let error = match file::read(path) {
            Ok(read) => return Some(read),
            Err(error) => error,
        };
        let source = std::error::Error::source(&error).map(ToString::to_string);
        let why = source.map(|why| format!(": {why}")).unwrap_or_default();
        let detail = format!("it is started without the bootstrap file: {error}{why}");
        report(Cause::Cache, path, detail);
        None
    };
    let (known, complaints) = saved.or_else(of_file).unwrap_or_default();
    for complaint in complaints {
        health.report(Cause::Document, &complaint.document, complaint.why);
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_that_is_damaged_is_told_with_what_becomes_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let [cache, bootstrap] = ["c.cache", "f.yaml"].map(|name| folder.path().join(name));
        std::fs::write(&bootstrap, "features: {a: {type: boolean}}").unwrap();
        for damaged in ["", "hoist-cache-1 ", "hoist-cache-1 0\n{}", "features: {"] {
            std::fs::write(&cache, damaged).unwrap();
            let health = Health::connecting();
            let known = first_rules(&health, Some(&cache), Some(&bootstrap));
            assert!(known.ruleset.get("a").is_some(), "{damaged:?}: those of the file");
            let problem = health.connection().1.unwrap();
            assert_eq!(problem.cause, Cause::Cache);
            let told = problem.detail;
            assert!(told.contains("c.cache") && told.contains("nothing need be done"), "{told}");
        }
        let missing = folder.path().join("none");
        let health = Health::connecting();
        assert!(!first_rules(&health, Some(&missing), Some(&missing)).has_rules);
        let told = health.connection().1.unwrap().detail;
        assert!(told.contains("without the bootstrap file"), "{told}");
    }
}
