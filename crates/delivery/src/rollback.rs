//! Taking a release back: the order of it, and that nothing keeps it from happening.

use crate::decision::Kind;
use crate::effect::{Intent, Pending};
use crate::release::{Release, Status};

/// Traffic that could not be taken back so often is worth a warning; once may be over in a second.
const TRIES: u32 = 3;

/// Begins to take a release back. What it was about to do is dropped.
pub(crate) fn begin(release: &mut Release) {
    debug_assert_eq!(release.decision.kind, Kind::RolledBack, "decided before it is done");
    (release.status, release.promoted, release.misrouted) = (Status::RollingBack, false, None);
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
    let has_users = is_left(|intent| {
        matches!(intent, Intent::SetTraffic { .. } | Intent::SetShare { .. } | Intent::Kill)
    });
    let is_on = is_left(|intent| matches!(intent, Intent::SetShare { .. } | Intent::Kill));
    let is_stuck = pending.iter().any(|each| is_traffic(&each.intent) && each.failures >= TRIES);
    pending.iter().filter(move |each| match each.intent {
        Intent::DeleteCandidate => !has_users,
        Intent::Warn => !is_on && is_stuck,
        Intent::Announce => !has_users,
        _ => true,
    })
}

/// Traffic is back, so nobody has to be warned any more that it is not.
pub(crate) fn forget_warning(release: &mut Release) {
    if !release.pending.iter().any(|each| is_traffic(&each.intent)) {
        release.pending.retain(|each| each.intent != Intent::Warn);
    }
}

fn is_traffic(intent: &Intent) -> bool {
    matches!(intent, Intent::SetTraffic { .. })
}
