//! What changes in a world by itself, and what people have in mind.

use jiff::SignedDuration;

use super::{Quality, World};
use crate::evidence::Command;

impl World {
    /// What changes by itself between two looks.
    pub(super) fn change(&mut self) {
        let milliseconds = match self.random.below(100) {
            0 if self.is_wild() => -3_600_000,
            1 if self.is_wild() => 86_400_000,
            2 if self.is_wild() => 0,
            3 if self.is_wild() => 60_000,
            _ if self.is_wild() => i64::try_from(self.random.below(15_000)).unwrap(),
            _ => 10_000,
        };
        self.now += SignedDuration::from_millis(milliseconds);
        if !self.is_wild() {
            (self.frozen, self.killed) = (false, false);
            return;
        }
        if self.random.percent(2) {
            self.frozen = !self.frozen;
        }
        if self.random.percent(if self.killed { 20 } else { 1 }) {
            self.killed = !self.killed;
        }
        for place in 0..self.quality.len() {
            if self.random.percent(4) {
                use Quality::{Bad, Few, Good, Nothing};
                self.quality[place] =
                    self.random.pick(&[Good, Good, Good, Good, Bad, Few, Nothing]);
            }
        }
        if self.random.percent(5) {
            let command = self.idea();
            self.commands.push(command);
        }
    }

    pub(super) fn idea(&mut self) -> Command {
        let step = self.random.pick(&["0", "1", "2", "3"]).to_owned();
        match self.random.below(21) {
            0 => Command::Abort,
            20 => Command::LeaveTraffic,
            1..=3 => Command::Pause,
            4..=8 => Command::Resume,
            9..=11 => Command::Promote,
            _ => Command::Approve { step },
        }
    }
}
