//! Changes that are scheduled: what the log says of them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use hoist_api::{DocumentCollection, RefusedSchedule, ScheduledChange};
use hoist_ruleset::DocumentKind;
use hoist_ruleset::log::{Entry, Kind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::author::{Author, SERVER};

/// Refused ones that are remembered.
const REFUSED_MAX: usize = 10;

/// What the log keeps of a scheduled change beside its entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ScheduleBody {
    pub(crate) at: Timestamp,
    pub(crate) collection: DocumentCollection,
    pub(crate) key: String,
    pub(crate) change: ScheduledChange,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) if_version: Option<u64>,
}

impl ScheduleBody {
    pub(crate) fn kind(&self) -> DocumentKind {
        self.collection.kind()
    }
}

/// A scheduled change.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scheduled {
    pub(crate) id: String,
    pub(crate) body: ScheduleBody,
    /// How large the body is.
    pub(crate) bytes: usize,
    pub(crate) seq: u64,
    pub(crate) created: Timestamp,
    /// Who scheduled it.
    pub(crate) by: String,
    pub(crate) reason: Option<String>,
    request_id: Option<String>,
}

impl Scheduled {
    /// The scheduled change that an entry tells of.
    pub(crate) fn of(entry: &Entry, body: &str) -> Option<Self> {
        Some(Self {
            id: entry.key.clone(),
            body: serde_json::from_str(body).ok()?,
            bytes: body.len(),
            seq: entry.seq,
            created: entry.time,
            by: entry.actor.clone(),
            reason: entry.reason.clone(),
            request_id: entry.request_id.clone(),
        })
    }

    /// The author of the change: the schedule, whose entry says who made it.
    pub(crate) fn author(&self) -> Author {
        Author {
            actor: format!("schedule:{}", self.id),
            reason: self.reason.clone(),
            request_id: self.request_id.clone(),
            // The entry that made the schedule has it.
            origin: None,
            // Who may not was refused when they scheduled it.
            may_deploy: true,
        }
    }
}

/// The changes that are to come, and the last ones that were refused when their time had come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schedules {
    /// By time, then in the order in which they were scheduled.
    pending: BTreeMap<(Timestamp, u64), Arc<Scheduled>>,
    refused: VecDeque<RefusedSchedule>,
}

impl Schedules {
    pub(super) fn note(&mut self, entry: &Entry, body: Option<&str>) {
        if let (Kind::Scheduled, Some(body)) = (entry.kind, body) {
            if let Some(scheduled) = Scheduled::of(entry, body) {
                self.pending.insert((scheduled.body.at, entry.seq), Arc::new(scheduled));
            }
            return;
        }
        self.pending.retain(|_, scheduled| scheduled.id != entry.key);
        if entry.kind == Kind::Cancelled && entry.actor == SERVER {
            let reason = entry.reason.clone().unwrap_or_default();
            self.refused.push_back(RefusedSchedule {
                id: entry.key.clone(),
                at: entry.time,
                reason,
            });
            if self.refused.len() > REFUSED_MAX {
                self.refused.pop_front();
            }
        }
    }

    /// All that are to come, in the order of their times.
    pub(crate) fn pending(&self) -> impl ExactSizeIterator<Item = &Arc<Scheduled>> {
        self.pending.values()
    }

    /// Those whose time has come, in the same order.
    pub(crate) fn due(&self, now: Timestamp) -> impl Iterator<Item = &Arc<Scheduled>> {
        self.pending.values().take_while(move |scheduled| scheduled.body.at <= now)
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Arc<Scheduled>> {
        self.pending.values().find(|scheduled| scheduled.id == id)
    }

    /// The last ones that were refused, the oldest first.
    pub(crate) fn refused(&self) -> impl Iterator<Item = &RefusedSchedule> {
        self.refused.iter()
    }
}
