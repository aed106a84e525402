//! How fresh the rules are, and what is wrong, told once per cause.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tracing::{info, warn};

use crate::told::Told;

/// How fresh the rules of an instance are.
///
/// ```
/// # fn main() -> Result<(), hoist_sdk::Error> {
/// # let test = hoist_sdk::testing::TestHoist::new("")?;
/// use hoist_sdk::Connection;
///
/// let status = test.hoist().status();
/// assert_eq!(status.connection, Connection::Offline);
/// assert!(status.problem.is_none());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// Whether the server is heard.
    pub connection: Connection,
    /// Id of the log that the rules are of; none before the first rules and for those of a file.
    pub log: Option<String>,
    /// Evaluations go by the rules after this seq.
    pub seq: u64,
    /// Kills and revivals are obeyed up to this seq, which may be ahead of the rules.
    pub kill_seq: u64,
    /// Whether there are any rules: from the server, the cache or a file.
    pub has_rules: bool,
    /// What went wrong last and still is.
    pub problem: Option<Problem>,
}

/// Whether the server is heard.
///
/// ```
/// # fn main() -> Result<(), hoist_sdk::Error> {
/// # let test = hoist_sdk::testing::TestHoist::new("")?;
/// use hoist_sdk::Connection;
///
/// let is_fresh = match test.hoist().status().connection {
///     Connection::Stale { age } => age.as_secs() < 60,
///     Connection::Connecting => false,
///     _ => true,
/// };
/// assert!(is_fresh);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Connection {
    /// It was not heard yet.
    Connecting,
    /// It is, by its stream or, where that cannot be had, by polling.
    Live,
    /// It was, and is not.
    Stale {
        /// Since when.
        age: Duration,
    },
    /// There is none: the rules are from a file, or the client was closed.
    Offline,
}

/// Something that is wrong. Evaluation goes on, by what is known.
///
/// ```
/// # fn main() -> Result<(), hoist_sdk::Error> {
/// # let test = hoist_sdk::testing::TestHoist::new("")?;
/// if let Some(problem) = test.hoist().status().problem {
///     println!("{:?}: {}", problem.cause, problem.detail);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// What kind of thing.
    pub cause: Cause,
    /// It in a sentence.
    pub detail: String,
}

/// The kinds of problems.
///
/// ```
/// # fn main() -> Result<(), hoist_sdk::Error> {
/// # let test = hoist_sdk::testing::TestHoist::new("")?;
/// use hoist_sdk::Cause;
///
/// let problem = test.hoist().status().problem;
/// let needs_a_person = problem.is_some_and(|problem| problem.cause == Cause::Unauthorized);
/// assert!(!needs_a_person);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Cause {
    /// The server does not answer, or its stream went silent.
    Unreachable,
    /// The server does not know the token, or does not let it see rules.
    Unauthorized,
    /// The server answers something else than it should.
    Refused,
    /// What the server sends cannot be read.
    Garbage,
    /// The server is behind what is known: it was restored from a copy, perhaps.
    Behind,
    /// A document cannot be used by this version; the version before it stays, if there was one.
    Document,
    /// The disk cache, or the bootstrap file, cannot be read or written.
    Cache,
}

impl Cause {
    /// Whether it is over once the server is heard again.
    fn is_of_connection(self) -> bool {
        !matches!(self, Self::Document | Self::Cache)
    }
}

#[derive(Clone, Copy, Debug)]
enum Link {
    Connecting,
    Live,
    Lost(Instant),
    Offline,
}

/// How trying to reach the server goes: what whoever waits for the first rules wants to know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attempts {
    pub(crate) live: bool,
    pub(crate) failed: u32,
    pub(crate) unauthorized: bool,
}

/// What an instance keeps of its connection and problems.
#[derive(Debug)]
pub(crate) struct Health {
    facts: Mutex<Facts>,
    told: Told<(Cause, String)>,
    attempts: watch::Sender<Attempts>,
}

#[derive(Debug)]
struct Facts {
    link: Link,
    problem: Option<Problem>,
}

impl Health {
    pub(crate) fn connecting() -> Self {
        Self::new(Link::Connecting)
    }

    pub(crate) fn offline() -> Self {
        Self::new(Link::Offline)
    }

    fn new(link: Link) -> Self {
        Self {
            facts: Mutex::new(Facts { link, problem: None }),
            told: Told::default(),
            attempts: watch::channel(Attempts::default()).0,
        }
    }

    fn facts(&self) -> MutexGuard<'_, Facts> {
        // Nobody panics while holding it; if so, what is in it is still true.
        self.facts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn attempts(&self) -> watch::Receiver<Attempts> {
        self.attempts.subscribe()
    }

    pub(crate) fn connection(&self) -> (Connection, Option<Problem>) {
        let facts = self.facts();
        let connection = match facts.link {
            Link::Connecting => Connection::Connecting,
            Link::Live => Connection::Live,
            Link::Lost(since) => Connection::Stale { age: since.elapsed() },
            Link::Offline => Connection::Offline,
        };
        (connection, facts.problem.clone())
    }

    /// The server was heard, and everything that it said is in force.
    pub(crate) fn live(&self) {
        let mut facts = self.facts();
        // Of a client that was closed, a last message may still be on its way.
        if matches!(facts.link, Link::Offline) {
            return;
        }
        if !matches!(facts.link, Link::Live) {
            info!("the server is heard");
            facts.link = Link::Live;
        }
        if facts.problem.as_ref().is_some_and(|problem| problem.cause.is_of_connection()) {
            facts.problem = None;
        }
        drop(facts);
        self.attempts.send_if_modified(|attempts| !std::mem::replace(&mut attempts.live, true));
    }

    /// The server is not heard any more.
    pub(crate) fn lost(&self, unauthorized: bool) {
        let mut facts = self.facts();
        if matches!(facts.link, Link::Live) {
            facts.link = Link::Lost(Instant::now());
        }
        drop(facts);
        self.attempts.send_modify(|attempts| {
            attempts.live = false;
            attempts.failed = attempts.failed.saturating_add(1);
            attempts.unauthorized = unauthorized;
        });
    }

    /// The client was closed.
    pub(crate) fn close(&self) {
        self.facts().link = Link::Offline;
    }

    /// Notes a problem, and logs it unless it was not long ago: once per cause, not per attempt.
    pub(crate) fn report(&self, cause: Cause, about: &str, detail: String) {
        if self.told.is_news((cause, about.to_owned())) {
            warn!(?cause, "{detail}");
        }
        self.facts().problem = Some(Problem { cause, detail });
    }

    /// What a cause was told for is over.
    pub(crate) fn over(&self, over: Cause) {
        self.told.forget(|(cause, _)| *cause == over);
        let mut facts = self.facts();
        if facts.problem.as_ref().is_some_and(|problem| problem.cause == over) {
            facts.problem = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_closed_stays_closed() {
        let health = Health::connecting();
        health.live();
        assert_eq!(health.connection().0, Connection::Live);
        health.close();
        health.lost(false);
        health.live();
        assert_eq!(health.connection().0, Connection::Offline);
    }
}
