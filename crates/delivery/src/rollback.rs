//! Taking a release back: the order of it, and that nothing keeps it from happening.

use crate::advance::Advance;
use crate::decision::{Decision, Kind};
use crate::effect::{Intent, Pending};
use crate::release::{Release, Status};

/// Traffic that could not be taken back so often is worth a warning; once may be over in a second.
const TRIES: u32 = 3;

/// Begins to take a release back. What it was about to do is dropped.
pub(crate) fn begin(release: &mut Release) {
    debug_assert_eq!(release.decision.kind, Kind::RolledBack, "decided before it is done");
    (release.status, release.promoted, release.misrouted) = (Status::RollingBack, false, None);
    // Nothing holds it from here on, and what was found stays what it was.
    release.held = None;
    release.pending.clear();
    release.intend([
        (release.plan.routes, Intent::SetTraffic { share: 0 }),
        (true, Intent::SetShare { share: 0 }),
        (true, Intent::Kill),
        (release.plan.routes, Intent::Warn),
        (release.plan.deploys, Intent::DeleteCandidate),
        (true, Intent::Announce),
    ]);
}

/// What is to be done now. A router that does not answer keeps nobody from killing the flag; but
/// nothing is deleted that may have users, nothing is told before the flag is off, and that it is
/// taken back is told when it is. People are warned where that takes a while.
pub(crate) fn ready(pending: &[Pending]) -> impl Iterator<Item = &Pending> {
    let is_left = |wanted: fn(&Intent) -> bool| pending.iter().any(|each| wanted(&each.intent));
    let has_users = is_left(|intent| intent.is_move() || *intent == Intent::Kill);
    let is_on = is_left(|intent| matches!(intent, Intent::SetShare { .. } | Intent::Kill));
    let is_stuck = pending.iter().any(|each| each.intent.is_traffic() && each.failures >= TRIES);
    pending.iter().filter(move |each| match each.intent {
        Intent::DeleteCandidate => !has_users,
        Intent::Warn => !is_on && is_stuck,
        Intent::Announce => !has_users,
        _ => true,
    })
}

/// Traffic is back, so nobody has to be warned any more that it is not.
pub(crate) fn forget_warning(release: &mut Release) {
    if !release.pending.iter().any(|each| each.intent.is_traffic()) {
        release.pending.retain(|each| each.intent != Intent::Warn);
    }
}

/// Gives up what is left of traffic, as somebody has asked who knows that nobody will send it: the
/// router is gone for good, or nobody may set it any more. What may have traffic is not removed.
pub(crate) fn leave_traffic(turn: &mut Advance, reason: String, by: &str) {
    let release = &mut turn.release;
    if !release.leaves_traffic() {
        return;
    }
    release
        .pending
        .retain(|each| !each.intent.is_traffic() && each.intent != Intent::DeleteCandidate);
    forget_warning(release);
    for each in release.pending.iter_mut().filter(|each| each.intent == Intent::Announce) {
        each.decision.reason += &format!("; traffic is left as it is, as {by} has asked");
    }
    // It is told in its place, and is not why the release is taken back.
    let (kind, at, by) = (Kind::TrafficLeft, release.seen, Some(by.to_owned()));
    turn.decisions.push(Decision { kind, at, reason, by, evidence: Vec::new() });
}
