//! Staying at a step, whatever was on its way: who asked for that was told the share that is in force.

use crate::advance::{Advance, decide};
use crate::decision::Kind;
use crate::effect::{Intent, Pending};
use crate::release::{Held, Phase, Release, Status};

/// Stays at the step whose share is in force. A move that is on its way goes back: whoever does it
/// may have begun, so traffic and share are set to what they were.
pub(crate) fn stay(release: &mut Release) {
    // Nobody goes on by what was asked before.
    release.promoted = false;
    if release.phase != Phase::Moving {
        return;
    }
    release.pending.retain(|each| !each.intent.is_move());
    match release.watched {
        Some(step) => (release.step, release.phase) = (step, Phase::Watching),
        None => release.phase = Phase::Preparing,
    }
    release.intend([
        (true, Intent::SetShare { share: release.share }),
        (release.plan.routes, Intent::SetTraffic { share: release.traffic_share() }),
    ]);
}

/// Has traffic follow a kill of somebody that came or went.
pub(crate) fn follow_kill(turn: &mut Advance) {
    let release = &turn.release;
    if !matches!(release.status, Status::Running | Status::Paused | Status::Finishing) {
        return;
    }
    let was_moving = release.phase == Phase::Moving;
    // Also where a pause met the first move of all, whose way back is still to be gone.
    let is_on_its_way = release.pending.iter().any(|each| each.intent.is_traffic());
    let follows = release.plan.routes && (was_moving || is_on_its_way || release.watched.is_some());
    if follows {
        let reason = match release.held {
            Some(Held::Killed) => "the flag is off: traffic goes to stable",
            _ => "the flag is on again: traffic goes by the share again",
        };
        decide(turn, Kind::Rerouted, reason.to_owned(), None, Vec::new());
    }
    let release = &mut turn.release;
    stay(release);
    if follows && !was_moving {
        release.pending.retain(|each| !each.intent.is_traffic());
        release.intend([(true, Intent::SetTraffic { share: release.traffic_share() })]);
    }
}

/// Whether it lets in nobody who is not in by the share that is in force. Nothing speaks against
/// that: no freeze, no pause, no check.
pub(crate) fn goes_back(release: &Release, pending: &Pending) -> bool {
    match pending.intent {
        Intent::SetTraffic { share } | Intent::SetShare { share } => share <= release.share,
        _ => false,
    }
}
