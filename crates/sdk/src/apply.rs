//! What a message of the server makes of what is known: a pure function.
//!
//! Its laws, whatever comes in whatever order and however often: within a log the seq never
//! becomes smaller, and a kill is undone by nothing but what happened after it.

mod read;

use std::sync::Arc;

use hoist_api::stream::event;
use hoist_api::{Difference, Heartbeat, KillNotice, Snapshot};
use hoist_ruleset::{Digest, Lists};
use serde_json::Value;

use crate::known::Known;
pub(crate) use read::Complaint;

/// A message of the server.
#[derive(Clone, Debug)]
pub(crate) enum Message {
    Snapshot(Box<Snapshot>),
    Change(Box<Difference>),
    /// Kills and revivals, in the order in which they came.
    Kills(Vec<KillNotice>),
    Heartbeat(Heartbeat),
}

/// What a message made of what was known.
#[derive(Debug)]
pub(crate) enum Applied {
    /// Nothing: it was known.
    Same,
    /// This, save for documents that cannot be used.
    Known(Known, Vec<Complaint>),
    /// It builds on what is not there: a snapshot is needed.
    NeedsSnapshot,
    /// It is of the same log, and older than what is known.
    Behind,
}

impl Message {
    /// Reads an event of the stream; `None` for one of a newer server.
    pub(crate) fn read(name: &str, data: &str) -> Result<Option<Self>, serde_json::Error> {
        Ok(Some(match name {
            event::SNAPSHOT => Self::Snapshot(serde_json::from_str(data)?),
            event::CHANGE => Self::Change(serde_json::from_str(data)?),
            event::KILL => Self::Kills(vec![serde_json::from_str(data)?]),
            event::HEARTBEAT => Self::Heartbeat(serde_json::from_str(data)?),
            _ => return Ok(None),
        }))
    }

    /// The long lists that it names.
    pub(crate) fn lists(&self) -> Vec<Digest> {
        match self {
            Self::Snapshot(snapshot) => lists_of(snapshot.segments.values()),
            Self::Change(difference) => lists_of(difference.segments.values().flatten()),
            Self::Kills(_) | Self::Heartbeat(_) => Vec::new(),
        }
    }
}

fn lists_of<'s>(segments: impl Iterator<Item = &'s Value>) -> Vec<Digest> {
    let named = |segment: &Value, list| segment[list]["list"].as_str()?.parse().ok();
    segments
        .flat_map(|segment| ["include", "exclude"].map(|list| named(segment, list)))
        .flatten()
        .collect()
}

/// Applies a message. `lists` has the long lists that it names, as far as they could be had.
pub(crate) fn apply(known: &Known, message: Message, lists: &Lists) -> Applied {
    match message {
        Message::Snapshot(snapshot) => apply_snapshot(known, *snapshot, lists),
        Message::Change(difference) => apply_difference(known, *difference, lists),
        Message::Kills(notices) => apply_kills(known, notices),
        Message::Heartbeat(heartbeat) => apply_heartbeat(known, &heartbeat),
    }
}

fn apply_snapshot(known: &Known, snapshot: Snapshot, lists: &Lists) -> Applied {
    let same_log = *known.log == *snapshot.log;
    if same_log && known.has_rules {
        if snapshot.seq < known.seq() {
            return Applied::Behind;
        }
        if snapshot.seq == known.rules_seq && !known.is_incomplete && !known.is_behind {
            return Applied::Same;
        }
    }
    let (documents, complaints) = read::snapshot(known, &snapshot, same_log, lists);
    let mut next = known.clone();
    if !same_log {
        (next.head_seq, next.overlay) = (0, Default::default());
    }
    next.environment = snapshot.environment.into();
    next.log = snapshot.log.into();
    next.rules_seq = snapshot.seq;
    next.has_rules = true;
    next.is_behind = false;
    next.is_incomplete = !complaints.is_empty();
    next.documents = Arc::new(documents);
    next.killed = Arc::new(snapshot.state.killed);
    next.lives = Arc::new(snapshot.state.experiments);
    next.shares = Arc::new(snapshot.state.shares);
    next.versions = Arc::new(snapshot.state.versions);
    Applied::Known(next.compiled(known), complaints)
}

fn apply_difference(known: &Known, difference: Difference, lists: &Lists) -> Applied {
    let foreign = *known.log != *difference.log || !known.has_rules;
    if foreign || (difference.from > known.seq() && !known.is_behind) {
        return Applied::NeedsSnapshot;
    }
    if known.is_behind {
        return other_rules(known, difference.seq);
    }
    if difference.seq < known.seq() || difference.seq <= known.rules_seq {
        return Applied::Same;
    }
    if touches_layer(known, &difference) {
        return Applied::NeedsSnapshot;
    }
    let (documents, complaints) = read::difference(known, &difference, lists);
    let mut next = known.clone();
    next.rules_seq = difference.seq;
    next.is_incomplete |= !complaints.is_empty();
    next.documents = Arc::new(documents);
    for (key, kill) in difference.state.killed {
        let killed = Arc::make_mut(&mut next.killed);
        match kill {
            Some(kill) => drop(killed.insert(key, kill)),
            None => drop(killed.remove(&key)),
        }
    }
    if !difference.state.experiments.is_empty() {
        Arc::make_mut(&mut next.lives).extend(difference.state.experiments);
    }
    for (key, share) in difference.state.shares {
        let shares = Arc::make_mut(&mut next.shares);
        match share {
            Some(share) => drop(shares.insert(key, share)),
            None => drop(shares.remove(&key)),
        }
    }
    if !difference.state.versions.is_empty() {
        Arc::make_mut(&mut next.versions).extend(difference.state.versions);
    }
    Applied::Known(next.compiled(known), complaints)
}

/// What a server that was behind tells of rules that are not these: once it is as far, all of them
/// are asked for.
fn other_rules(known: &Known, seq: u64) -> Applied {
    if seq < known.seq() { Applied::Same } else { Applied::NeedsSnapshot }
}

/// Which part of its layer an experiment takes depends on the order in which experiments were
/// made; a difference does not tell that order, a snapshot does.
fn touches_layer(known: &Known, difference: &Difference) -> bool {
    let experiments = known.documents.experiments();
    difference.experiments.iter().any(|(key, value)| {
        let was = experiments.get(key.as_str()).is_some_and(|before| before.layer.is_some());
        was || value.as_ref().is_some_and(|value| !value["layer"].is_null())
    })
}

/// However many there are, the rules are compiled once. Those of another log are passed over, and
/// ask for its rules where they are all there is.
fn apply_kills(known: &Known, notices: Vec<KillNotice>) -> Applied {
    let mut next = known.clone();
    let (mut is_news, mut is_foreign) = (false, false);
    for notice in notices {
        if !next.has_rules && next.log.is_empty() {
            // The first thing that is heard: the rules of that log are on their way.
            next.log = notice.log.as_str().into();
        }
        if *next.log == *notice.log {
            is_news |= take_kill(&mut next, notice);
        } else {
            is_foreign = true;
        }
    }
    match (is_news, is_foreign) {
        (true, _) => Applied::Known(next.compiled(known), Vec::new()),
        (false, true) => Applied::NeedsSnapshot,
        (false, false) => Applied::Same,
    }
}

/// Tells whether it was news. What is known must be compiled then.
fn take_kill(next: &mut Known, notice: KillNotice) -> bool {
    if next.is_behind && notice.seq <= next.rules_seq {
        // Its seqs do not compare with those here, but what it says of a kill is the latest.
        let killed = Arc::make_mut(&mut next.killed);
        return match notice.killed {
            Some(kill) => killed.insert(notice.key, kill).is_none(),
            None => killed.remove(&notice.key).is_some(),
        };
    }
    let newest = next.overlay.get(&notice.key).map_or(0, |other| other.seq);
    if notice.seq <= next.rules_seq.max(newest) {
        return false;
    }
    next.overlay.insert(notice.key.clone(), notice);
    true
}

fn apply_heartbeat(known: &Known, heartbeat: &Heartbeat) -> Applied {
    if *known.log != *heartbeat.log || !known.has_rules {
        return Applied::NeedsSnapshot;
    }
    if known.is_behind {
        return other_rules(known, heartbeat.seq);
    }
    if heartbeat.seq <= known.seq() {
        return Applied::Same;
    }
    Applied::Known(Known { head_seq: heartbeat.seq, ..known.clone() }, Vec::new())
}

#[cfg(test)]
mod tests;
