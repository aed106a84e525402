//! The client.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hoist_eval::EvaluationContext;
use tokio::join;
use tokio::task::JoinHandle;

use crate::builder::Builder;
use crate::cache::Cache;
use crate::change::{Change, Listening};
use crate::connect::LocalSetup;
use crate::file::FileSetup;
use crate::flag::Flag;
use crate::instance::Instance;
use crate::outbox::Counts as EventCounts;
use crate::remote::RemoteSetup;
use crate::reporter::Reporter;
use crate::status::Status;
use crate::user::User;

/// How long [`Hoist::close`] takes at most.
const CLOSE_MAX: Duration = Duration::from_secs(5);
/// How much of that is for sending: the rest is for the disk.
const SENDING_MAX: Duration = Duration::from_secs(3);

/// Flags and experiments, evaluated in this process by rules that are kept fresh.
///
/// Cloning it costs a counter; all clones are one instance. It may be used from any thread, inside
/// of a runtime or not. When the last clone is dropped, the work in the background ends;
/// [`Hoist::close`] ends it in good order.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
/// # let (url, token) = ("http://127.0.0.1:1", "a-server-token");
/// use hoist_sdk::Hoist;
///
/// let hoist = Hoist::connect(url, token)
/// #   .start_wait(std::time::Duration::ZERO)
///     .build()
///     .await?;
/// let user = hoist.with_user("u-1").attribute("plan", "premium");
/// if user.is_enabled("new_search_algorithm") {
///     // …
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Hoist(Arc<Inner>);

struct Inner {
    instance: Arc<Instance>,
    cache: Option<Arc<Cache>>,
    reporter: Option<Arc<Reporter>>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        drop(self.stop());
    }
}

impl Inner {
    /// Gives the tasks that are about to end.
    fn stop(&self) -> Vec<JoinHandle<()>> {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.iter().for_each(JoinHandle::abort);
        std::mem::take(&mut tasks)
    }
}

impl Hoist {
    /// A client of the server at an address, with a token of kind `server`.
    ///
    /// Nothing is done before [`Builder::build`], not even reading the address.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let (url, token) = ("http://127.0.0.1:1", "a-server-token");
    /// use hoist_sdk::Hoist;
    ///
    /// let hoist = Hoist::connect(url, token)
    ///     .default("dark_mode", true)
    /// #   .start_wait(std::time::Duration::ZERO)
    ///     .build()
    ///     .await?;
    /// assert!(hoist.with_user("u-1").is_enabled("dark_mode"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn connect(url: &str, token: &str) -> Builder {
        Builder::new(LocalSetup::new(url, token))
    }

    /// A client for which the server evaluates: for programs that must not have the rules, with a
    /// token of kind `client` or `server`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
    /// # let (url, token) = ("http://127.0.0.1:1", "a-client-token");
    /// use hoist_sdk::Hoist;
    ///
    /// let remote = Hoist::remote(url, token).default("dark_mode", true).build()?;
    /// assert!(remote.with_user("u-1").is_enabled("dark_mode").await);
    /// # Ok(())
    /// # }
    /// ```
    pub fn remote(url: &str, token: &str) -> Builder<RemoteSetup> {
        Builder::new(RemoteSetup::new(url, token))
    }

    /// A client without a server, by the rules of a file: documents as YAML or JSON, or a saved
    /// answer of `GET /api/snapshot`. Nothing is read before it is built.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use hoist_sdk::Hoist;
    ///
    /// # let folder = std::env::temp_dir().join(format!("hoist-doc-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// let path = folder.join("features.yaml");
    /// std::fs::write(&path, "features: {dark_mode: {type: boolean, enabled: true}}")?;
    /// let hoist = Hoist::from_file(&path).default("sound", true).build()?;
    /// let user = hoist.with_user("u-1");
    /// assert!(user.is_enabled("dark_mode") && user.is_enabled("sound"));
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_file(path: impl Into<PathBuf>) -> Builder<FileSetup> {
        Builder::new(FileSetup { path: path.into() })
    }

    pub(crate) fn of(
        instance: Arc<Instance>,
        cache: Option<Arc<Cache>>,
        reporter: Option<Arc<Reporter>>,
        tasks: Vec<JoinHandle<()>>,
    ) -> Self {
        Self(Arc::new(Inner { instance, cache, reporter, tasks: Mutex::new(tasks) }))
    }

    /// A user, by the key that buckets them. What else is known of them is added to it.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// # let hoist = test.hoist();
    /// let user = hoist.with_user("u-1").attribute("plan", "premium");
    /// assert_eq!(user.context().targeting_key(), Some("u-1"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_user(&self, key: &str) -> User {
        self.with_context(EvaluationContext::of_user(key))
    }

    /// Somebody, by a context that is there already.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// # let hoist = test.hoist();
    /// use hoist_sdk::EvaluationContext;
    ///
    /// let context = EvaluationContext::parse(r#"{"targetingKey": "u-1", "plan": "premium"}"#);
    /// let user = hoist.with_context(context.unwrap_or_default());
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_context(&self, context: EvaluationContext) -> User {
        User { hoist: self.clone(), context }
    }

    /// A handle of a flag or experiment, for code that asks for it often.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("features: {dark_mode: {type: boolean, enabled: true}}")?;
    /// # let hoist = test.hoist();
    /// let dark_mode = hoist.flag("dark_mode");
    /// assert!(dark_mode.is_enabled(&hoist.with_user("u-1")));
    /// # Ok(())
    /// # }
    /// ```
    pub fn flag(&self, key: &str) -> Flag {
        Flag::of(self.clone(), key)
    }

    /// How fresh the rules are, and what is wrong.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// # let hoist = test.hoist();
    /// use hoist_sdk::Connection;
    ///
    /// match hoist.status().connection {
    ///     Connection::Connecting => println!("the server was not heard yet"),
    ///     Connection::Stale { age } => println!("the rules are from {age:?} ago"),
    ///     _ => {}
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn status(&self) -> Status {
        let (connection, problem) = self.0.instance.health.connection();
        let current = self.0.instance.current();
        let known = &current.known;
        Status {
            connection,
            log: (!known.log.is_empty()).then(|| known.log.to_string()),
            seq: known.seq(),
            kill_seq: known.kill_seq(),
            has_rules: known.has_rules,
            problem,
        }
    }

    /// The id of this instance: a UUID, made up at the start, by which the server's
    /// `GET /api/instances` and `hoist status --watch` list it.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// # let hoist = test.hoist();
    /// println!("this is instance {}", hoist.instance_id());
    /// assert_eq!(hoist.instance_id().len(), 36);
    /// # Ok(())
    /// # }
    /// ```
    pub fn instance_id(&self) -> &str {
        &self.0.instance.id
    }

    /// Has something called after each change of the rules, for as long as the instance lives or
    /// until it is stopped by what this gives. It runs beside evaluations and in front of the next
    /// change, so it should be quick. A panic in it is told in the log, once, and does no other
    /// harm. It must not own a clone of this `Hoist`: the two would keep each other alive.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// use std::sync::{Arc, Mutex};
    ///
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// let changed = Arc::new(Mutex::new(Vec::new()));
    /// let noted = Arc::clone(&changed);
    /// test.hoist().on_change(move |change| noted.lock().unwrap().extend(change.keys.clone()));
    /// test.add("features: {dark_mode: {type: boolean, enabled: true}}")?;
    /// assert_eq!(*changed.lock().unwrap(), ["dark_mode"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_change(&self, listener: impl Fn(&Change) + Send + Sync + 'static) -> Listening {
        let instance = &self.0.instance;
        Listening::of(instance, instance.listeners.add(Arc::new(listener)))
    }

    /// Ends the work in the background in good order: what is not sent yet is sent, what is not
    /// saved is saved, in a few seconds at most. Evaluation goes on by the last rules.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// # let hoist = test.hoist().clone();
    /// # let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    /// # runtime.block_on(async {
    /// hoist.close().await;
    /// # });
    /// # Ok(())
    /// # }
    /// ```
    pub async fn close(&self) {
        // Whatever is not done by then is not worth more waiting.
        tokio::time::timeout(CLOSE_MAX, self.end()).await.ok();
    }

    async fn end(&self) {
        let tasks = self.0.stop();
        let instance = &self.0.instance;
        instance.health.close();
        instance.begin_closing();
        for task in tasks {
            // Ended, or aborted, which is an error by name only.
            task.await.ok();
        }
        let saving = async {
            if let Some(cache) = &self.0.cache {
                cache.save_if_needed(instance).await;
            }
        };
        let reporting = async {
            if let Some(reporter) = &self.0.reporter {
                reporter.close(SENDING_MAX).await;
            }
        };
        join!(saving, reporting, instance.tracking.close(SENDING_MAX));
    }

    /// How many exposures and conversions went where, since the start.
    ///
    /// ```
    /// # fn main() -> Result<(), hoist_sdk::Error> {
    /// # let test = hoist_sdk::testing::TestHoist::new("")?;
    /// let events = test.hoist().event_counts();
    /// let accounted = events.stored + events.refused + events.dropped + events.waiting;
    /// assert_eq!(events.pushed, accounted);
    /// # Ok(())
    /// # }
    /// ```
    pub fn event_counts(&self) -> EventCounts {
        self.0.instance.tracking.counts()
    }

    pub(crate) fn instance(&self) -> &Instance {
        &self.0.instance
    }

    /// Whether both are clones of one.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Hoist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hoist").field("status", &self.status()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_may_be_used_from_everywhere() {
        fn shared<T: Clone + Send + Sync + 'static>() {}
        shared::<Hoist>();
        shared::<User>();
        shared::<Flag>();
    }
}
