//! What it means that traffic is not as it was set: the release stays at its step until it is.

use crate::advance::{Advance, decide};
use crate::decision::Kind;
use crate::evidence::Traffic;
use crate::release::Phase;

/// Takes note of how traffic was found. While it is being moved there is nothing to compare it with.
pub(crate) fn note(turn: &mut Advance, found: &Traffic) {
    let release = &mut turn.release;
    if !release.plan.routes || !release.is_open() || release.phase != Phase::Watching {
        return;
    }
    let before = release.misrouted.take();
    let (kind, reason) = match found {
        Traffic::NotAsSet { why } => {
            release.misrouted = Some(why.clone());
            (Kind::Misrouted, format!("traffic is not as it was set: {why}"))
        }
        Traffic::SetAgain => {
            (Kind::Rerouted, "traffic was not as it was set, and is set again".to_owned())
        }
        Traffic::AsSet => (Kind::Rerouted, "traffic is as it was set again".to_owned()),
    };
    let is_news = match found {
        Traffic::NotAsSet { .. } => before.is_none(),
        Traffic::SetAgain => true,
        Traffic::AsSet => before.is_some(),
    };
    if is_news {
        decide(turn, kind, reason, None, Vec::new());
    }
}
