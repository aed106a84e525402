//! Keeping the rules fresh: by the stream, or by asking again and again where there is none.
//!
//! One task per instance. All decisions about messages are [`crate::apply`]'s; here is when to
//! ask, when to give a connection up, and when to ask again. Time is tokio's, which is monotonic.

pub(crate) mod failure;
pub(crate) mod fetch;
mod stream;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use hoist_ruleset::Lists;
use tokio::time::{Instant, timeout_at};
use tracing::{debug, info};

use crate::apply::{Applied, Message, apply};
use crate::backoff::{Backoff, jittered, random};
use crate::endpoint::Endpoint;
use crate::instance::Instance;
use crate::known::Known;
use crate::reporter::Reporter;
use crate::status::Cause;
use failure::Failure;

/// How long an answer may let wait for its head.
const ANSWER_WAIT: Duration = Duration::from_secs(10);
/// Messages up to this size are read at once, larger ones where they hold nobody up.
const INLINE_BYTES_MAX: usize = 64 << 10;
/// How long the lists of a message may take. A kill behind it waits as long; what is over goes on
/// with a new connection, on which kills come first.
const LISTS_WAIT: Duration = Duration::from_secs(10);
/// What a document that is there counts beside a message.
const DOCUMENT_BYTES: usize = 64;
/// How often a long list is asked for before its segments are left as they were.
const LIST_ATTEMPTS_MAX: u32 = 3;
/// A stream that lived this long was a good one.
const GOOD_STREAM: Duration = Duration::from_secs(10);

/// Follows the rules of one environment.
pub(crate) struct Follower {
    instance: Arc<Instance>,
    endpoint: Endpoint,
    backoff: Backoff,
    pace: Pace,
    /// Hears of what was applied, where the server is told.
    reporter: Option<Arc<Reporter>>,
    /// The tag of the last snapshot that was fetched.
    tag: Option<String>,
    list_failures: u32,
    /// Lists that were fetched for a message that lacked others.
    fetched: Lists,
    /// Whether a long list was given up: the next snapshot is fetched whatever its tag.
    misses_lists: bool,
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
        let (backoff, tag) = (Backoff::default(), None);
        let (list_failures, fetched) = (0, Lists::default());
        let (misses_lists, polls) = (false, false);
        Self {
            instance,
            endpoint,
            backoff,
            pace,
            reporter,
            tag,
            list_failures,
            fetched,
            misses_lists,
            polls,
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
            return self.backoff.next(random());
        }
        if was_heard && !is_garbage {
            self.lost(&failure);
            // Where streams are cut short again and again, it is no worse than without them.
            return self.backoff.next(random()).min(self.pace.poll_interval).max(failure.wait());
        }
        // The server is there, but not its stream: a proxy that holds it back, or another version.
        match self.poll().await {
            Ok(()) => {
                if !std::mem::replace(&mut self.polls, true) {
                    info!(reason = %failure, "there is no stream: rules are asked for regularly");
                }
                self.live();
                if is_garbage {
                    self.instance.health.report(Cause::Garbage, "", failure.to_string());
                }
                self.backoff.reset();
                jittered(self.pace.poll_interval, random())
            }
            Err(failure) => {
                self.lost(&failure);
                self.backoff.next(random()).max(failure.wait())
            }
        }
    }

    /// The server was heard; of one that is behind, not all that it said is in force.
    fn live(&self) {
        if !self.instance.current().known.is_behind {
            self.instance.health.live();
        }
    }

    fn lost(&self, failure: &Failure) {
        // What is wrong is told before who waits for the first rules waits no longer.
        if !failure.is_ordinary() {
            self.instance.health.report(failure.cause(), "", failure.to_string());
        }
        self.instance.health.lost(failure.cause() == Cause::Unauthorized);
    }

    /// Asks for the rules, unless they are as they were when last asked.
    async fn poll(&mut self) -> Result<(), Failure> {
        let Some((message, size, tag)) =
            fetch::snapshot(&self.endpoint, self.tag.as_deref()).await?
        else {
            return Ok(());
        };
        self.take(message, size).await?;
        self.tag = tag.filter(|_| !self.misses_lists);
        Ok(())
    }

    /// Applies a message, with what it needs besides. Tells whether the rules got on.
    async fn take(&mut self, message: Message, size: usize) -> Result<bool, Failure> {
        let lists = self.lists(&message).await?;
        let before = self.instance.current();
        let known = before.known.clone();
        // A small message to many documents is much work where something is wrong with it.
        let documents = known.documents.flags().len() + known.documents.experiments().len();
        let size = size.saturating_add(documents.saturating_mul(DOCUMENT_BYTES));
        match off_thread(size, move || apply(&known, message, &lists)).await {
            Some(Applied::Known(next, complaints)) => {
                let got_on = next.kill_seq() > before.known.kill_seq()
                    || next.log != before.known.log
                    || !before.known.has_rules;
                self.install(&before.known, next);
                for complaint in complaints {
                    let about = format!("{} {}", complaint.document, complaint.why);
                    self.instance.health.report(Cause::Document, &about, complaint.why);
                }
                Ok(got_on)
            }
            Some(Applied::Same) => Ok(false),
            Some(Applied::Behind) => {
                let seq = before.known.seq();
                let detail = format!(
                    "the server is behind the rules that are in force here, of seq {seq}; they \
                     stay until it has got there"
                );
                self.instance.health.report(Cause::Behind, "", detail);
                self.instance.health.lost(false);
                self.instance.install(Known { is_behind: true, ..before.known.clone() });
                Ok(false)
            }
            Some(Applied::NeedsSnapshot) => Err(Failure::NeedsSnapshot),
            None => Err(Failure::Garbage("what the server sent could not be compiled".into())),
        }
    }

    fn install(&self, before: &Known, next: Known) {
        if !Arc::ptr_eq(&before.documents, &next.documents) {
            self.instance.health.over(Cause::Behind);
            if !next.is_incomplete {
                self.instance.health.over(Cause::Document);
            }
        }
        let (kill_seq, seq) = (next.kill_seq(), next.seq());
        self.instance.install(next);
        if let Some(reporter) = &self.reporter {
            // A kill is ahead of the rules, or came with them.
            if kill_seq > seq && kill_seq > before.kill_seq() {
                reporter.kill_applied();
            } else if seq != before.seq() {
                reporter.rules_applied();
            }
        }
    }

    /// The long lists that a message names: those that are known, and those that must be fetched.
    ///
    /// Where one cannot be had again and again, the others go on without it.
    async fn lists(&mut self, message: &Message) -> Result<Lists, Failure> {
        let named = message.lists();
        if named.is_empty() {
            return Ok(Lists::default());
        }
        self.misses_lists = false;
        let mut lists = self.instance.current().known.documents.lists();
        let until = Instant::now() + LISTS_WAIT;
        for digest in named {
            if lists.contains_key(&digest) || self.fetched.contains_key(&digest) {
                continue;
            }
            let fetching = fetch::list(&self.endpoint, digest);
            match timeout_at(until, fetching).await.unwrap_or(Err(Failure::Late)) {
                Ok(list) => drop(self.fetched.insert(digest, list)),
                Err(failure) if self.list_failures < LIST_ATTEMPTS_MAX => {
                    self.list_failures += 1;
                    return Err(failure);
                }
                Err(failure) => {
                    self.misses_lists = true;
                    let detail = format!("a segment stays as it was: {failure}");
                    self.instance.health.report(failure.cause(), &digest.to_string(), detail);
                }
            }
        }
        self.list_failures = 0;
        lists.extend(std::mem::take(&mut self.fetched));
        Ok(lists)
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
