//! What the world holds a release to.

use super::world::{Quality, World};
use crate::plan::{FULL, Failure, Hundredths};
use crate::release::{Release, Status};
use crate::{Advance, Intent, advance};

impl World {
    /// A share may rise only on measurements that are good and new, while traffic is as it was set.
    pub(super) fn check_rise(&self, release: &Release, share: Hundredths) {
        assert!(!self.killed && !self.frozen, "moved while held");
        assert_eq!(release.status, Status::Running);
        assert_eq!(release.misrouted, None, "moved while nobody knows who is where");
        assert!(release.plan.steps.iter().any(|step| step.share == share));
        let Some(step) = release.watched else { return };
        let (watched_ms, least_ms) = (self.watch.step_ms, release.plan.steps[step].duration_ms);
        let is_long_enough = watched_ms >= least_ms || release.promoted;
        assert!(is_long_enough, "rose after {watched_ms} of {least_ms} ms: {release:?}");
        if release.plan.on_failure == Failure::Ignore {
            return;
        }
        for (check, told) in release.plan.checks.iter().zip(&self.told) {
            let ((quality, counts), clock_ms) = told.expect("nothing was measured at this step");
            let is_bad = match quality {
                Quality::Nothing => true,
                Quality::Few => check.is_of_whole_step() || check.min_samples > 0,
                // Of a test, what counts is all of the step, and as much worse that it is no chance.
                _ if check.sequential => counts[0] > 2 * counts[2] || counts[1] == 0,
                Quality::Good => false,
                Quality::Bad => true,
            };
            assert!(!is_bad, "rose to {share} on {quality:?} {counts:?}: {release:?}");
            let age_ms = release.clock_ms - clock_ms;
            assert!(age_ms <= 2 * check.interval_ms, "rose on what was found {age_ms} ms ago");
        }
    }

    /// Nobody is said to be without data who was not asked since somebody looks again.
    pub(super) fn check_silence(&self, turn: &Advance) {
        for decision in turn.decisions.iter().filter(|it| it.reason.contains(": no data for ")) {
            let checks = turn.release.plan.checks.iter().zip(&self.watch.unseen);
            let mut silent = checks.filter(|(it, _)| decision.reason.starts_with(&it.name));
            assert!(silent.all(|(_, is_unseen)| !is_unseen), "{}", decision.reason);
        }
    }

    /// Traffic is what the share says, and none of what is killed, unless it is on its way.
    pub(super) fn check_traffic_by_now(&self) {
        let Some(release) = self.stored.as_ref().filter(|it| it.plan.routes && !it.is_over())
        else {
            return;
        };
        let is_move =
            |intent: &Intent| matches!(intent, Intent::SetTraffic { .. } | Intent::SetShare { .. });
        if release.status != Status::RollingBack
            && release.watched.is_some()
            && !release.pending.iter().any(|each| is_move(&each.intent))
        {
            let expected = if self.killed { 0 } else { release.share };
            assert_eq!(self.traffic, expected, "{release:?}");
        }
    }

    pub(super) fn check_end(&self, release: &Release) {
        if release.status == Status::Succeeded {
            assert_eq!(self.share, FULL);
            assert_eq!(self.traffic, if release.plan.routes { FULL } else { self.traffic });
        } else {
            assert_eq!((self.share, self.is_off), (0, true));
            assert!(self.traffic == 0 || !release.plan.routes || self.is_left);
            assert!(!self.is_deployed || !release.plan.deploys || self.is_left);
        }
        assert!(self.is_told);
        assert_eq!(advance(release, &self.state(), self.now).effects, []);
    }
}
