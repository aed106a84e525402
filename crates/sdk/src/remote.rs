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

use serde_json::Value;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::endpoint::Endpoint;
use crate::error::{Error, Kind};
use crate::fallback::Fallbacks;
use crate::hook::{Hook, Hooks};
use crate::outbox::{Counts as EventCounts, Outbox, OutboxOptions};
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
/// ```no_run
/// # async fn f() -> Result<(), hoist_sdk::Error> {
/// use hoist_sdk::Hoist;
///
/// let remote = Hoist::remote("http://127.0.0.1:8080", "a client token").build()?;
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
    answer_wait: Duration,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl RemoteHoist {
    /// A user, by the key that buckets them.
    pub fn with_user(&self, key: &str) -> RemoteUser {
        RemoteUser::new(self.clone(), key)
    }

    /// Whether results are kept at the moment: whether the server tells of other rules.
    pub fn keeps_results(&self) -> bool {
        self.0.remote.results.are_kept()
    }

    /// How many exposures and conversions went where, since the start.
    pub fn event_counts(&self) -> EventCounts {
        self.0.remote.tracking.counts()
    }

    /// Sends the conversions that wait, for a few seconds at most. Results are asked for as before.
    pub async fn close(&self) {
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

/// Sets a [`RemoteHoist`] up; made by [`crate::Hoist::remote`].
#[must_use]
pub struct RemoteBuilder {
    url: String,
    token: String,
    environment: Option<String>,
    fallbacks: Fallbacks,
    hooks: Hooks,
    answer_wait: Duration,
}

impl RemoteBuilder {
    pub(crate) fn new(url: &str, token: &str) -> Self {
        Self {
            url: url.to_owned(),
            token: token.to_owned(),
            environment: None,
            fallbacks: Fallbacks::default(),
            hooks: Hooks::default(),
            answer_wait: ANSWER_WAIT,
        }
    }

    /// The environment, for a token of several.
    pub fn environment(mut self, name: &str) -> Self {
        self.environment = Some(name.to_owned());
        self
    }

    /// What is used where there is no value or no answer; see [`crate::Builder::default`].
    pub fn default(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.fallbacks.insert(key.to_owned(), value.into());
        self
    }

    /// Something that happens around every call; see [`Hook`].
    pub fn hook(mut self, hook: impl Hook + 'static) -> Self {
        self.hooks.0.push(Box::new(hook));
        self
    }

    /// How long a question may take; [`ANSWER_WAIT`] unless said.
    pub fn answer_wait(mut self, wait: Duration) -> Self {
        self.answer_wait = wait;
        self
    }

    /// The client. Nothing is asked yet.
    ///
    /// # Errors
    ///
    /// An address that is none, a token that no header can hold, no tokio runtime around it.
    pub fn build(self) -> Result<RemoteHoist, Error> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|_none| Kind::NoRuntime)?;
        let id = uuid::Uuid::new_v4().to_string();
        let endpoint = Endpoint::new(&self.url, &self.token, &id)?
            .with_environment(self.environment.as_deref());
        let options = OutboxOptions::default();
        let remote = Arc::new(Remote {
            fallbacks: self.fallbacks,
            hooks: self.hooks,
            clock: Clock::System,
            tracking: Tracking::into(Sink::Server(Outbox::start(endpoint.clone(), options))),
            results: Results::default(),
            answer_wait: self.answer_wait,
            endpoint,
        });
        let listening = runtime.spawn(events::listen(Arc::clone(&remote)));
        Ok(RemoteHoist(Arc::new(Inner { remote, listening })))
    }
}
