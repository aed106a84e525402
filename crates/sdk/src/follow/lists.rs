//! The long lists that messages name.

use std::time::Duration;

use hoist_ruleset::Lists;
use tokio::time::{Instant, timeout_at};

use super::failure::Failure;
use super::fetch;
use crate::apply::Message;
use crate::endpoint::Endpoint;
use crate::instance::Instance;

/// How long the lists of a message may take. What is over goes on with a new connection.
const LISTS_WAIT: Duration = Duration::from_secs(10);
/// How often a long list is asked for before its segments are left as they were.
const ATTEMPTS_MAX: u32 = 3;

/// How fetching long lists goes.
#[derive(Default)]
pub(super) struct LongLists {
    failures: u32,
    /// Those that were fetched for a message that lacked others.
    fetched: Lists,
    /// Whether one was given up: the next snapshot is fetched whatever its tag.
    pub(super) are_missed: bool,
}

impl LongLists {
    /// The long lists that a message names: those that are known, and those that must be fetched.
    ///
    /// Where one cannot be had again and again, the others go on without it.
    pub(super) async fn of(
        &mut self,
        message: &Message,
        instance: &Instance,
        endpoint: &Endpoint,
    ) -> Result<Lists, Failure> {
        let named = message.lists();
        if named.is_empty() {
            return Ok(Lists::default());
        }
        self.are_missed = false;
        let mut lists = instance.current().known.documents.lists();
        let until = Instant::now() + LISTS_WAIT;
        for digest in named {
            if lists.contains_key(&digest) || self.fetched.contains_key(&digest) {
                continue;
            }
            let fetching = fetch::list(endpoint, digest);
            match timeout_at(until, fetching).await.unwrap_or(Err(Failure::Late)) {
                Ok(list) => drop(self.fetched.insert(digest, list)),
                Err(failure) if self.failures < ATTEMPTS_MAX => {
                    self.failures += 1;
                    return Err(failure);
                }
                Err(failure) => {
                    self.are_missed = true;
                    let detail = format!("a segment stays as it was: {failure}");
                    instance.health.report(failure.cause(), &digest.to_string(), detail);
                }
            }
        }
        self.failures = 0;
        lists.extend(std::mem::take(&mut self.fetched));
        Ok(lists)
    }
}
