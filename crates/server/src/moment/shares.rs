//! Shares that are in force instead of those of definitions: what the log says last of each flag.

use std::collections::BTreeMap;

use hoist_api::ShareInForce;
use hoist_ruleset::log::Entry;
use hoist_ruleset::{DocumentKind, FlagKey, Percentage, State};
use serde::{Deserialize, Serialize};

use super::Moment;

/// Everybody, in 1/100 %.
const FULL: u16 = 10_000;

/// What the log keeps of a share beside its entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ShareBody {
    /// In 1/100 %; none where that of the definition is in force again.
    #[serde(default)]
    pub(crate) share: Option<u16>,
    /// Whether it is going to move on: until it is not, nobody else moves it.
    #[serde(default)]
    pub(crate) moving: bool,
    /// The rollout that moved it, such as `shop.production 855575bdbd`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) canary: Option<String>,
    /// The release that moved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) release: Option<String>,
}

/// The share of one flag.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ShareFact {
    pub(crate) seq: u64,
    pub(crate) body: ShareBody,
}

/// The shares of flags, by key. One that ended stays, so that readers are told that it did.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shares(BTreeMap<String, ShareFact>);

impl Shares {
    /// What the log says of the share of a flag.
    pub(crate) fn get(&self, key: &str) -> Option<&ShareBody> {
        self.0.get(key).map(|fact| &fact.body)
    }

    /// The shares that are in force, in 1/100 %.
    pub(crate) fn in_force(&self) -> impl Iterator<Item = (String, u16)> {
        self.0.iter().filter_map(|(key, fact)| Some((key.clone(), fact.body.share?)))
    }

    /// Those of which the log says something after a seq.
    pub(crate) fn after(&self, seq: u64) -> impl Iterator<Item = (String, Option<u16>)> {
        let later = self.0.iter().filter(move |(_, fact)| fact.seq > seq);
        later.map(|(key, fact)| (key.clone(), fact.body.share))
    }

    /// Takes note of an entry about a share, in the state too.
    pub(super) fn note(&mut self, state: &mut State, entry: &Entry, body: Option<&str>) {
        let body = body.and_then(|body| serde_json::from_str::<ShareBody>(body).ok());
        let (body, seq) = (body.unwrap_or_default(), entry.seq);
        if let Some(key) = FlagKey::parse(&entry.key) {
            match body.share {
                Some(share) => drop(state.shares.insert(key, Percentage::from_threshold(share))),
                None => drop(state.shares.remove(&key)),
            }
        }
        self.0.insert(entry.key.clone(), ShareFact { seq, body });
    }
}

impl Moment {
    /// The share of a flag that is in force in place of its definition's, and why.
    pub(crate) fn share_in_force(&self, kind: DocumentKind, key: &str) -> Option<ShareInForce> {
        let body = self.shares.get(key).filter(|_| kind == DocumentKind::Flag)?;
        let share = body.share?;
        let (mover, is_moving) = match (&body.canary, &body.release) {
            (Some(canary), _) => {
                let name = canary.split_once(' ').map_or(canary.as_str(), |(name, _)| name);
                (format!("the rollout of {name} by Flagger"), body.moving)
            }
            (None, Some(release)) => {
                let open = self.progress.of_flag(key);
                let moves = open.is_some_and(|(open, _)| open == release);
                (format!("the release {release}"), moves)
            }
            (None, None) => ("somebody".to_owned(), body.moving),
        };
        let reason = match share {
            _ if is_moving => format!("{mover} moves it"),
            0 => format!("{mover} was taken back"),
            FULL => format!("{mover} has succeeded"),
            _ => format!("{mover} has left it there"),
        };
        let percentage = f64::from(share) / 100.0;
        Some(ShareInForce { percentage, reason })
    }
}
