//! Keeping the rules fresh: by the stream, or by asking again and again where there is none.
//!
//! One task per instance. All decisions about messages are [`crate::apply`]'s; here is when to
//! ask, when to give a connection up, and when to ask again. Time is tokio's, which is monotonic.

pub(crate) mod failure;
pub(crate) mod fetch;
mod install;
mod lists;
mod source;
mod stream;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use tracing::{debug, info};

use crate::apply::Message;
use crate::backoff::{Backoff, Haste, jittered, random};
use crate::endpoint::Endpoint;
use crate::instance::Instance;
use crate::reporter::Reporter;
use crate::status::Cause;
use failure::Failure;
use install::Installer;
use lists::LongLists;
use source::Source;

/// How long an answer may let wait for its head.
const ANSWER_WAIT: Duration = Duration::from_secs(10);
/// Messages up to this size are read at once, larger ones where they hold nobody up.
const INLINE_BYTES_MAX: usize = 64 << 10;
/// A stream that lived this long was a good one.
const GOOD_STREAM: Duration = Duration::from_secs(10);

/// Follows the rules of one environment.
pub(crate) struct Follower {
    installer: Installer,
    endpoint: Endpoint,
    backoff: Backoff,
    pace: Pace,
    /// The tag of the last snapshot that was fetched.
    tag: Option<String>,
    lists: LongLists,
    polls: bool,
}

/// When to ask again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// How often rules are asked for where there is no stream.
    pub(crate) poll_interval: Duration,
    /// How long a stream may be silent.
    pub(crate) silence_max: Duration,
}

/// What came of a connection.
struct Ended {
    failure: Failure,
    /// Whether it was worth while: the rules got on, or it lived long.
    was_good: bool,
    /// Whether anything came that could be read.
    was_heard: bool,
}

impl Follower {
    pub(crate) fn new(
        instance: Arc<Instance>,
        endpoint: Endpoint,
        pace: Pace,
        reporter: Option<Arc<Reporter>>,
    ) -> Self {
        Self {
            installer: Installer { instance, reporter },
            endpoint,
            backoff: Backoff::RULES,
            pace,
            tag: None,
            lists: LongLists::default(),
            polls: false,
        }
    }

    /// Follows for ever: whoever does not want it any more aborts it.
    pub(crate) async fn follow(mut self) {
        loop {
            let ended = self.stream().await;
            let wait = self.after(ended).await;
            debug!(?wait, "the server is asked again after a while");
            tokio::time::sleep(wait).await;
        }
    }

    /// What to do after a stream, and how long to wait before the next.
    async fn after(&mut self, ended: Ended) -> Duration {
        let Ended { failure, was_good, was_heard } = ended;
        if was_good {
            self.backoff.reset();
        }
        let is_garbage = failure.cause() == Cause::Garbage;
        if failure.is_final_for_now() {
            self.lost(&failure);
            return self.backoff.next(failure.haste(), random());
        }
        if was_heard && !is_garbage {
            self.lost(&failure);
            // Where streams are cut short again and again, it is no worse than without them.
            let wait = self.backoff.next(failure.haste(), random());
            let is_soon = failure.haste() == Haste::Soon;
            return if is_soon { wait.min(self.pace.poll_interval) } else { wait };
        }
        // The server is there, but not its stream: a proxy that holds it back, or another version.
        match self.poll(&mut Source::new(None, self.pace.silence_max)).await {
            Ok(()) => {
                if !std::mem::replace(&mut self.polls, true) {
                    info!(reason = %failure, "there is no stream: rules are asked for regularly");
                }
                self.live();
                if is_garbage {
                    self.installer.instance.health.report(Cause::Garbage, "", failure.to_string());
                }
                self.backoff.reset();
                jittered(self.pace.poll_interval, random())
            }
            Err(failure) => {
                self.lost(&failure);
                self.backoff.next(failure.haste(), random())
            }
        }
    }

    /// The server was heard; of one that is behind, not all that it said is in force.
    fn live(&self) {
        if !self.installer.instance.current().known.is_behind {
            self.installer.instance.health.live();
        }
    }

    fn lost(&self, failure: &Failure) {
        // What is wrong is told before who waits for the first rules waits no longer.
        if !failure.is_ordinary() {
            self.installer.instance.health.report(failure.cause(), "", failure.to_string());
        }
        self.installer.instance.health.lost(failure.cause() == Cause::Unauthorized);
    }

    /// Asks for the rules, unless they are as they were when last asked.
    async fn poll(&mut self, source: &mut Source) -> Result<(), Failure> {
        let fetching = fetch::snapshot(&self.endpoint, self.tag.as_deref());
        let (fetched, _) = source.beside(&self.installer, fetching).await;
        let Some((message, size, tag)) = fetched? else {
            return Ok(());
        };
        self.take(message, size, source).await?;
        self.tag = tag.filter(|_| !self.lists.are_missed);
        Ok(())
    }

    /// Applies a message, with what it needs besides. Tells whether the rules got on.
    async fn take(
        &mut self,
        message: Message,
        size: usize,
        source: &mut Source,
    ) -> Result<bool, Failure> {
        let fetching = self.lists.of(&message, &self.installer.instance, &self.endpoint);
        let (lists, _) = source.beside(&self.installer, fetching).await;
        let applying = self.installer.apply(message, size, lists?);
        let (applied, kills) = source.beside(&self.installer, applying).await;
        self.installer.settle(applied, kills).await
    }
}

/// Does work at once if it is small, else where it holds up no other task. `None` if it panicked.
async fn off_thread<T: Send + 'static>(
    bytes: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    if bytes <= INLINE_BYTES_MAX {
        return catch_unwind(AssertUnwindSafe(work)).ok();
    }
    tokio::task::spawn_blocking(work).await.ok()
}

#[cfg(test)]
mod tests;
