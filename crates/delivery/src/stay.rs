//! Staying at a step, whatever was on its way: who asked for that was told the share that is in force.

use crate::effect::{Intent, Pending};
use crate::release::{Phase, Release};

/// Stays at the step whose share is in force. A move that is on its way goes back: whoever does it
/// may have begun, so traffic and share are set to what they were.
pub(crate) fn stay(release: &mut Release) {
    if release.phase != Phase::Moving {
        return;
    }
    release.pending.retain(|each| !is_move(&each.intent));
    match release.watched {
        Some(step) => (release.step, release.phase) = (step, Phase::Watching),
        None => release.phase = Phase::Preparing,
    }
    let share = release.share;
    release.intend([
        (true, Intent::SetShare { share }),
        (release.plan.routes, Intent::SetTraffic { share }),
    ]);
}

fn is_move(intent: &Intent) -> bool {
    matches!(intent, Intent::SetTraffic { .. } | Intent::SetShare { .. })
}

/// Whether it lets in nobody who is not in by the share that is in force. Nothing speaks against
/// that: no freeze, no pause, no check.
pub(crate) fn goes_back(release: &Release, pending: &Pending) -> bool {
    match pending.intent {
        Intent::SetTraffic { share } | Intent::SetShare { share } => share <= release.share,
        _ => false,
    }
}
