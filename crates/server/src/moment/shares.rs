//! Shares that are in force instead of those of definitions: what the log says last of each flag.

use std::collections::BTreeMap;

use hoist_ruleset::log::Entry;
use hoist_ruleset::{FlagKey, Percentage, State};
use serde::{Deserialize, Serialize};

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
