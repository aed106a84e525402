//! Planning changes: what would be appended to the log, or why not. Pure.
//!
//! A plan is made against one moment and holds only for it; [`crate::environment`] appends it if
//! the log still ends there.

mod definition;
mod operation;
mod pruning;
mod schedule;

use hoist_api::{Code, Problem};
use hoist_ruleset::log::{Draft, Entry, Head};
use hoist_ruleset::{Digest, Documents};
use hoist_store::{Erase, Lease, Rollout, RunChange};
use jiff::Timestamp;
use serde_json::Value;

use crate::author::Author;

pub(crate) use definition::{
    Definitions, Outcome, check_may_change, define, expect_version, frozen, no_such, sound,
    to_the_second,
};
pub(crate) use operation::{cancel_freeze, freeze, kill, revive, unfreeze};
pub(crate) use pruning::{ALLOW, Pruner, absent};
pub(crate) use schedule::{Ended, cancel_schedule, due, schedule};

/// Why a change is refused. It is large and rare, so it is kept elsewhere.
pub(crate) type Refusal = Box<Problem>;

/// What a planner gives: a plan and whatever else its caller wants to know, or why there is none.
pub(crate) type Planned<T> = Result<(Plan, T), Refusal>;

/// A refusal of some kind.
pub(crate) fn refusal(code: Code, detail: impl Into<String>) -> Refusal {
    Box::new(Problem::new(code, detail))
}

/// What is to be appended, and the documents that it leaves.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// Entries to be, in order, each with the JSON text of its document or fact.
    pub(crate) drafts: Vec<(Draft, Option<String>)>,
    /// Nodes of long lists that are new.
    pub(crate) nodes: Vec<(Digest, String)>,
    /// All documents after it; none where it changes none.
    pub(crate) documents: Option<Documents>,
    /// Where it came from, which its entries name.
    pub(crate) origin: Option<(Digest, String)>,
    /// What its entries say is erased.
    pub(crate) erase: Erase,
    /// What is known from now on of the rollout that they are from.
    pub(crate) rollout: Option<Rollout>,
    /// What is written down of a release with them.
    pub(crate) run: Option<RunChange>,
    /// The lease without which nothing of it is appended.
    pub(crate) lease: Option<Lease>,
}

impl Plan {
    /// The same plan, come from where its author asks from.
    pub(crate) fn from(self, author: &Author) -> Self {
        Self { origin: author.origin.clone(), ..self }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    /// The entries with their texts, chained onto a head.
    pub(crate) fn seal(
        drafts: Vec<(Draft, Option<String>)>,
        head: &Head,
        now: Timestamp,
    ) -> Vec<(Entry, Option<String>)> {
        let mut head = head.clone();
        let seal = |(draft, body): (Draft, _)| {
            let entry = draft.seal(&head, now);
            head =
                Head { log: head.log.clone(), seq: entry.seq, time: entry.time, hash: entry.hash };
            (entry, body)
        };
        drafts.into_iter().map(seal).collect()
    }
}

/// A JSON value as it is kept: its digest and its text.
pub(crate) fn kept(value: &Value) -> (Digest, String) {
    (Digest::of_json(value), value.to_string())
}
