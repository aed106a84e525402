//! Remote mode: the server evaluates, by OFREP, and its results are kept while they are known to
//! hold.
//!
//! For programs that must not have the rules, or have a client token only. A result is kept by
//! who was asked for, the key, and the version of the rules; it is used only while the server's
//! stream of events is open, which tells at once that there are other rules. So a kill is never
//! hidden: without the stream, every question goes to the server.

mod ask;
mod events;
mod results;
mod user;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use hoist_eval::EvaluationContext;
use tokio::task::JoinHandle;

use crate::builder::{Builder, Own};
use crate::clock::Clock;
use crate::endpoint::Endpoint;
use crate::error::{Error, Kind};
use crate::fallback::Fallbacks;
use crate::hook::Hooks;
use crate::outbox::{Counts as EventCounts, Outbox, OutboxOptions};
use crate::status::{Connection, Health, Problem};
use crate::tracking::{Sink, Tracking};
use results::Results;
pub use user::RemoteUser;

/// How long [`RemoteHoist::close`] takes at most.
const CLOSE_MAX: Duration = Duration::from_secs(5);
/// How long a question may take, unless told otherwise.
pub const ANSWER_WAIT: Duration = Duration::from_secs(2);

/// Flags and experiments, evaluated by the server.
///
/// It has the questions of [`crate::Hoist`]; they are `async`, and take a request where the result
/// is not known. Made by [`crate::Hoist::remote`]; cloning it costs a counter.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
/// # let (url, token) = ("http://127.0.0.1:1", "a-client-token");
/// use hoist_sdk::Hoist;
///
/// let remote = Hoist::remote(url, token).build()?;
/// let user = remote.with_user("u-1").attribute("plan", "premium");
/// if user.is_enabled("new_search_algorithm").await {
///     // …
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RemoteHoist(Arc<Inner>);

struct Inner {
    remote: Arc<Remote>,
    listening: JoinHandle<()>,
}

/// What all clones, and the task that listens, have in common.
pub(crate) struct Remote {
    endpoint: Endpoint,
    fallbacks: Fallbacks,
    hooks: Hooks,
    clock: Clock,
    tracking: Tracking,
    results: Results,
    health: Health,
    answer_wait: Duration,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl RemoteHoist {
    /// A user, by the key that buckets them. What else is known of them is added to it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let remote = hoist_sdk::Hoist::remote("http://127.0.0.1:1", "a-client-token").build()?;
    /// let user = remote.with_user("u-1").attribute("plan", "premium");
    /// assert_eq!(user.context().targeting_key(), Some("u-1"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_user(&self, key: &str) -> RemoteUser {
        self.with_context(EvaluationContext::of_user(key))
    }

    /// Somebody, by a context that is there already.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let remote = hoist_sdk::Hoist::remote("http://127.0.0.1:1", "a-client-token").build()?;
    /// use hoist_sdk::EvaluationContext;
    ///
    /// let context = EvaluationContext::of_user("u-1").with("plan", "premium");
    /// let user = remote.with_context(context);
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_context(&self, context: EvaluationContext) -> RemoteUser {
        RemoteUser { hoist: self.clone(), context }
    }

    /// Whether the server answers, and what is wrong.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// use hoist_sdk::{Connection, Hoist};
    ///
    /// let remote = Hoist::remote("http://127.0.0.1:1", "a-client-token").build()?;
    /// assert_eq!(remote.status().connection, Connection::Connecting);
    /// // Where nobody answers, the default is used.
    /// assert!(!remote.with_user("u-1").is_enabled("dark_mode").await);
    /// assert!(remote.status().problem.is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn status(&self) -> RemoteStatus {
        let (connection, problem) = self.0.remote.health.connection();
        RemoteStatus { connection, keeps_results: self.keeps_results(), problem }
    }

    /// Whether results are kept at the moment: whether the server tells of other rules.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// let remote = hoist_sdk::Hoist::remote("http://127.0.0.1:1", "a-client-token").build()?;
    /// assert!(!remote.keeps_results(), "nobody was heard yet");
    /// # Ok(())
    /// # }
    /// ```
    pub fn keeps_results(&self) -> bool {
        self.0.remote.results.are_kept()
    }

    /// How many conversions went where, since the start.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// let remote = hoist_sdk::Hoist::remote("http://127.0.0.1:1", "a-client-token").build()?;
    /// remote.with_user("u-1").track("purchase", 19.9);
    /// assert_eq!(remote.event_counts().pushed, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn event_counts(&self) -> EventCounts {
        self.0.remote.tracking.counts()
    }

    /// Sends the conversions that wait, for a few seconds at most, and listens no more. Questions
    /// are answered as before, each by a request.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let remote = hoist_sdk::Hoist::remote("http://127.0.0.1:1", "a-client-token").build()?;
    /// use hoist_sdk::Connection;
    ///
    /// remote.close().await;
    /// assert_eq!(remote.status().connection, Connection::Offline);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn close(&self) {
        self.0.listening.abort();
        self.0.remote.results.close();
        self.0.remote.health.close();
        self.0.remote.tracking.close(CLOSE_MAX).await;
    }

    pub(crate) fn remote(&self) -> &Remote {
        &self.0.remote
    }
}

impl fmt::Debug for RemoteHoist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keeps = self.keeps_results();
        f.debug_struct("RemoteHoist").field("keeps_results", &keeps).finish_non_exhaustive()
    }
}

/// How a [`RemoteHoist`] is.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
/// # let remote = hoist_sdk::Hoist::remote("http://127.0.0.1:1", "a-client-token").build()?;
/// let status = remote.status();
/// if let Some(problem) = &status.problem {
///     println!("{:?} since a problem: {}", status.connection, problem.detail);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RemoteStatus {
    /// Whether the server answers: it is live as long as its stream of events is open, or its last
    /// answer could be used.
    pub connection: Connection,
    /// Whether results are kept: whether the server tells of other rules.
    pub keeps_results: bool,
    /// What went wrong last and still is.
    pub problem: Option<Problem>,
}

/// What [`crate::Hoist::remote`] sets up: a client for which the server evaluates.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
/// # let (url, token) = ("http://127.0.0.1:1", "a-client-token");
/// use std::time::Duration;
///
/// use hoist_sdk::Hoist;
///
/// let remote = Hoist::remote(url, token)
///     .default("dark_mode", true)
///     .answer_wait(Duration::from_millis(300))
///     .build()?;
/// # Ok(())
/// # }
/// ```
pub struct RemoteSetup {
    url: String,
    token: String,
    environment: Option<String>,
    answer_wait: Duration,
}

impl RemoteSetup {
    pub(crate) fn new(url: &str, token: &str) -> Self {
        let (url, token) = (url.to_owned(), token.to_owned());
        Self { url, token, environment: None, answer_wait: ANSWER_WAIT }
    }
}

/// For a client for which the server evaluates.
impl Builder<RemoteSetup> {
    /// The environment, for a token of several. Without, it is the token's own.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// use hoist_sdk::Hoist;
    ///
    /// let setup = Hoist::remote("http://127.0.0.1:1", "a-client-token");
    /// let remote = setup.environment("staging").build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn environment(mut self, name: &str) -> Self {
        self.setup.environment = Some(name.to_owned());
        self
    }

    /// How long a question may take; [`ANSWER_WAIT`] unless said.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// use std::time::Duration;
    ///
    /// use hoist_sdk::Hoist;
    ///
    /// let setup = Hoist::remote("http://127.0.0.1:1", "a-client-token");
    /// let remote = setup.answer_wait(Duration::from_millis(300)).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn answer_wait(mut self, wait: Duration) -> Self {
        self.setup.answer_wait = wait;
        self
    }

    /// The client. Nothing is asked yet.
    ///
    /// # Errors
    ///
    /// An address that is none, a token that no header can hold, no tokio runtime around it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use hoist_sdk::Hoist;
    ///
    /// assert!(Hoist::remote("http://127.0.0.1:1", "a-client-token").build().is_ok());
    /// assert!(Hoist::remote("127.0.0.1:1", "a-client-token").build().unwrap_err().is_setup());
    /// # }
    /// ```
    pub fn build(self) -> Result<RemoteHoist, Error> {
        let Self { own: Own { fallbacks, hooks }, setup } = self;
        let runtime = tokio::runtime::Handle::try_current().map_err(|_none| Kind::NoRuntime)?;
        let id = uuid::Uuid::new_v4().to_string();
        let endpoint = Endpoint::new(&setup.url, &setup.token, &id)?
            .with_environment(setup.environment.as_deref());
        let options = OutboxOptions::default();
        let remote = Arc::new(Remote {
            fallbacks,
            hooks,
            clock: Clock::System,
            tracking: Tracking::into(Sink::Server(Outbox::start(endpoint.clone(), options))),
            results: Results::default(),
            health: Health::connecting(),
            answer_wait: setup.answer_wait,
            endpoint,
        });
        let listening = runtime.spawn(events::listen(Arc::clone(&remote)));
        Ok(RemoteHoist(Arc::new(Inner { remote, listening })))
    }
}

#[cfg(test)]
mod tests;
