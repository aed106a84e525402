//! Traffic of releases: the router is told the share, and it is seen to that it keeps to it.
//!
//! A router may forget what it was told: `HAProxy` does with each reload. So while a release runs,
//! traffic is looked at every few seconds, and set again where it is not as it was.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hoist_api::Code;
use hoist_delivery::{Hundredths, Release, Status, Traffic};
use hoist_ruleset::document::{self, Router};
use hoist_store::Lease;
use jiff::{SignedDuration, Timestamp};

use super::haproxy::{self, NotRouted, Place, Routed};
use super::look::{Looked, World};
use super::{Run, replaced};
use crate::answer::ApiError;
use crate::app::App;
use crate::environment::{Environment, unavailable};
use crate::plan::{Refusal, refusal};

/// How often it is looked whether traffic is as it was set.
const INTERVAL: SignedDuration = SignedDuration::from_secs(3);

/// When traffic of releases was looked at last, by log and key.
#[derive(Default)]
pub(super) struct Seen(Mutex<HashMap<(String, String), Timestamp>>);

impl Seen {
    /// Whether it is time to look again; if so, it is as if it was looked at.
    fn is_due(&self, of: &(String, String), now: Timestamp) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = all.get(of).copied();
        // A clock that was set back must not keep it from looking.
        let is_due = last.is_none_or(|last| last > now || now.duration_since(last) >= INTERVAL);
        if is_due {
            all.insert(of.clone(), now);
        }
        is_due
    }

    pub(super) fn forget(&self, of: &(String, String)) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(of);
    }
}

/// Whether all shares of a release can be had of its router. Pure.
pub(super) fn check(app: &App, release: &document::Release) -> Result<(), Refusal> {
    let Some(place) = place(release) else { return Ok(()) };
    let shares = release.steps.iter().map(|step| step.percentage.threshold());
    haproxy::check(place, shares, &app.releases.haproxy_sockets)
        .map_err(|reason| refusal(Code::Invalid, format!("This release cannot start: {reason}.")))
}

/// Has the router send so much to the new version; or why not, and whether it never will.
pub(super) async fn set(
    app: &App,
    looked: &Looked,
    share: Hundredths,
) -> Result<(), (String, bool)> {
    let release = looked.run.definition().map_err(|why| (why, false))?;
    let Some(place) = place(&release) else { return Ok(()) };
    let routed = route(app, &looked.lease, place, share).await;
    routed.map(|_| ()).map_err(|NotRouted { reason, hopeless }| (reason, hopeless))
}

/// The share that traffic of a release should have by now, if it is time to see whether it does.
pub(super) fn due(
    app: &App,
    environment: &Environment,
    run: &Run,
    now: Timestamp,
) -> Option<Hundredths> {
    let moment = environment.moment();
    // As it is by now: somebody may have killed the flag since the last look.
    let share = standing(&World::of(&moment, run, now).view(run, now));
    let share = share.filter(|_| run.release.plan.routes)?;
    let of = (moment.head.log.clone(), run.release.key.clone());
    app.releases.traffic.is_due(&of, now).then_some(share)
}

/// Sees to it that traffic of a release is as it was set, and tells how it was found where that is
/// news.
pub(super) async fn keep(
    app: &App,
    lease: &Lease,
    run: &Run,
    share: Hundredths,
) -> Option<Traffic> {
    let routed = match run.definition() {
        Ok(release) => route(app, lease, place(&release)?, share).await,
        Err(reason) => Err(NotRouted { reason, hopeless: false }),
    };
    let known = &run.release.misrouted;
    match routed {
        Ok(Routed::Set) => Some(Traffic::SetAgain),
        Ok(Routed::AsItWas) => known.as_ref().map(|_| Traffic::AsSet),
        Err(NotRouted { reason: why, .. }) => {
            (known.as_ref() != Some(&why)).then_some(Traffic::NotAsSet { why })
        }
    }
}

/// Has a router send so much, if the lease still holds: no transaction takes back what a router
/// does, so who stalled since the lease was theirs asks again.
async fn route(
    app: &App,
    lease: &Lease,
    place: Place<'_>,
    share: Hundredths,
) -> Result<Routed, NotRouted> {
    let lease = lease.clone();
    let held = app.blocking(move |app| match app.store.holds(&lease) {
        Ok(true) => Ok(()),
        Ok(false) => Err(replaced()),
        Err(error) => Err(unavailable(&error)),
    });
    if let Err(ApiError(refusal)) = held.await {
        return Err(NotRouted { reason: refusal.detail.clone(), hopeless: false });
    }
    haproxy::route(place, share, &app.releases.haproxy_sockets).await
}

/// The share that traffic has by itself: nothing can be said while it is being moved.
fn standing(release: &Release) -> Option<Hundredths> {
    let is_moving = release.pending.iter().any(|pending| pending.intent.is_move());
    let is_up = matches!(release.status, Status::Running | Status::Paused | Status::Finishing);
    (is_up && !is_moving && release.watched.is_some()).then_some(release.traffic_share())
}

/// Where a release has traffic sent.
fn place(release: &document::Release) -> Option<Place<'_>> {
    match &release.router {
        Router::Haproxy { socket, backend, candidate, stable } => {
            Some(Place { socket, backend, candidate, stable })
        }
        Router::None | Router::GatewayApi => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traffic_is_looked_at_now_and_then() {
        let (seen, of) = (Seen::default(), ("log".to_owned(), "checkout".to_owned()));
        let at = |second| Timestamp::from_second(second).unwrap();
        for (second, expected) in
            [(100, true), (102, false), (103, true), (90, true), (92, false), (93, true)]
        {
            assert_eq!(seen.is_due(&of, at(second)), expected, "{second}");
        }
        seen.forget(&of);
        assert!(seen.is_due(&of, at(93)));
    }
}
