//! What a world knows of the time in which somebody looked at its release.

use jiff::{SignedDuration, Timestamp};

use super::World;
use crate::release::Release;

/// Two looks that are farther apart had nobody between them.
const APART_MAX: SignedDuration = SignedDuration::from_secs(15);

#[derive(Default)]
pub(in crate::laws) struct Watch {
    /// The last look, and the epoch under which it was made.
    last: Option<(Timestamp, u64)>,
    /// For how long somebody looked since the share is in force, but while it was held.
    pub(in crate::laws) step_ms: u64,
    /// Checks that nobody made since nobody looked.
    pub(in crate::laws) unseen: Vec<bool>,
}

impl World {
    /// Takes note of a look.
    pub(super) fn watch(&mut self, release: &Release) {
        let Some((at, epoch)) = self.watch.last.replace((self.now, release.epoch)) else { return };
        let apart = self.now.duration_since(at);
        if epoch != release.epoch || apart.abs() > APART_MAX {
            self.told.fill(None);
            self.watch.unseen.fill(true);
        } else if release.held.is_none() {
            self.watch.step_ms += u64::try_from(apart.as_millis()).unwrap_or(0);
        }
    }
}
