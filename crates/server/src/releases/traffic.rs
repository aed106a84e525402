//! Traffic of releases: the router is told the share, and it is seen to that it keeps to it.
//!
//! A router may forget what it was told: `HAProxy` does with each reload. So while a release runs,
//! traffic is looked at every few seconds, and set again where it is not as it was.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use hoist_api::Code;
use hoist_delivery::{Hundredths, Intent, Release, Status};
use hoist_ruleset::document::{self, Router};
use jiff::{SignedDuration, Timestamp};
use tracing::{info, warn};

use super::haproxy::{self, NotRouted, Place, Routed};
use super::{Run, look};
use crate::app::App;
use crate::environment::Environment;
use crate::plan::{Refusal, refusal};

/// How often it is looked whether traffic is as it was set.
const INTERVAL: SignedDuration = SignedDuration::from_secs(3);

/// When traffic of releases was looked at last, by log and key, and what was wrong.
#[derive(Default)]
pub(super) struct Seen(Mutex<HashMap<(String, String), Look>>);

struct Look {
    at: Timestamp,
    problem: Option<String>,
}

impl Seen {
    /// Whether it is time to look again; if so, it is as if it was looked at.
    fn is_due(&self, of: &(String, String), now: Timestamp) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let first = Look { at: Timestamp::MIN, problem: None };
        let look = all.entry(of.clone()).or_insert(first);
        // A clock that was set back must not keep it from looking.
        let is_due = look.at > now || now.duration_since(look.at) >= INTERVAL;
        if is_due {
            look.at = now;
        }
        is_due
    }

    /// Keeps what is wrong, and says whether that is new.
    fn is_news(&self, of: &(String, String), problem: Option<&str>) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(look) = all.get_mut(of) else { return true };
        let is_news = look.problem.as_deref() != problem;
        look.problem = problem.map(str::to_owned);
        is_news
    }

    fn forget(&self, of: &(String, String)) {
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
pub(super) async fn set(app: &App, run: &Run, share: Hundredths) -> Result<(), (String, bool)> {
    let Some(release) = run.definition() else {
        return Err(("its document cannot be read by this version of Hoist".to_owned(), false));
    };
    let Some(place) = place(&release) else { return Ok(()) };
    let routed = haproxy::route(place, share, &app.releases.haproxy_sockets).await;
    routed.map(|_| ()).map_err(|NotRouted { reason, hopeless }| (reason, hopeless))
}

/// Sees to it that traffic of a release is as it was set. Only who has the lease does, so nobody
/// sets what a later holder has changed.
pub(super) async fn keep(app: &App, environment: &Arc<Environment>, key: &str) {
    let log = environment.moment().head.log.clone();
    let name = key.to_owned();
    let read = app.blocking(move |app| {
        app.releases.lease(app, &log)?;
        Ok((look::read(app, &log, &name)?, log))
    });
    // Whoever looks at the release next tells why it cannot be read.
    let Ok((Some(run), log)) = read.await else { return };
    let of = (log, key.to_owned());
    if run.release.is_over() {
        return app.releases.traffic.forget(&of);
    }
    let Some(share) = standing(&run.release).filter(|_| run.release.plan.routes) else { return };
    if !app.releases.traffic.is_due(&of, app.now()) {
        return;
    }
    let Some(release) = run.definition() else { return };
    let Some(place) = place(&release) else { return };
    let routed = haproxy::route(place, share, &app.releases.haproxy_sockets).await;
    let problem = routed.as_ref().err().map(|failed| failed.reason.as_str());
    let is_news = app.releases.traffic.is_news(&of, problem);
    let environment = &environment.name;
    match (routed, is_news) {
        (Ok(Routed::Set), _) => {
            let percent = f64::from(share) / 100.0;
            info!(environment, release = key, percent, "traffic was another one, and is set again");
        }
        (Err(NotRouted { reason, .. }), true) => {
            warn!(environment, release = key, why = reason, "traffic is not as it was set");
        }
        _ => {}
    }
}

/// The share that traffic has by itself: none while it is being moved.
fn standing(release: &Release) -> Option<Hundredths> {
    let is_moving = release.pending.iter().any(|pending| {
        matches!(pending.intent, Intent::SetTraffic { .. } | Intent::SetShare { .. })
    });
    let is_up = matches!(release.status, Status::Running | Status::Paused | Status::Finishing);
    (is_up && !is_moving && release.watched.is_some()).then_some(release.share)
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
    fn traffic_is_looked_at_now_and_then_and_what_is_wrong_is_told_once() {
        let (seen, of) = (Seen::default(), ("log".to_owned(), "checkout".to_owned()));
        let at = |second| Timestamp::from_second(second).unwrap();
        for (second, expected) in
            [(100, true), (102, false), (103, true), (90, true), (92, false), (93, true)]
        {
            assert_eq!(seen.is_due(&of, at(second)), expected, "{second}");
        }
        for (problem, expected) in [
            (None, false),
            (Some("down"), true),
            (Some("down"), false),
            (Some("gone"), true),
            (None, true),
        ] {
            assert_eq!(seen.is_news(&of, problem), expected, "{problem:?}");
        }
        seen.forget(&of);
        assert!(seen.is_due(&of, at(93)));
    }
}
