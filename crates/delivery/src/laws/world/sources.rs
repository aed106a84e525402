//! What a world tells those who look at it.

use super::{Quality, World};
use crate::evidence::{Evidence, Measured, Side, Traffic};
use crate::plan::Check;
use crate::release::Due;

impl World {
    /// What anybody sees.
    pub(in crate::laws) fn state(&self) -> Evidence {
        Evidence { epoch: 0, frozen: self.frozen, killed: self.killed, news: Vec::new() }
    }

    /// How traffic is found, if somebody looks.
    pub(super) fn look_at_traffic(&mut self) -> Option<Traffic> {
        let lost = Traffic::NotAsSet { why: "it is down".to_owned() };
        match self.random.below(100) {
            0..=4 if self.is_wild() => Some(lost),
            5..=6 if self.is_wild() => Some(Traffic::SetAgain),
            7..=40 => Some(Traffic::AsSet),
            _ => None,
        }
    }

    /// What a check is told.
    pub(super) fn measure(&mut self, check: &Check, due: &Due, quality: Quality) -> Measured {
        let problem = None;
        let (candidate, baseline) = match (quality, check.sequential) {
            (Quality::Nothing, is_counted) => {
                let value = self.random.pick(&[None, Some(f64::NAN), Some(f64::INFINITY)]);
                let silent = Side { value, ..Side::default() };
                let other = if is_counted { Side::counted(50, 500) } else { Side::of(1.0, 1_000) };
                let is_baseline = check.is_relative() && self.random.percent(50);
                if is_baseline { (other, silent) } else { (silent, other) }
            }
            (quality, false) => {
                let value = if quality == Quality::Bad { 9.0 } else { 1.0 };
                let samples = &mut self.counts[due.check][1];
                *samples = match (quality, check.is_of_whole_step()) {
                    // Its source is silent: what was counted before is counted still.
                    (Quality::Few, true) => *samples,
                    (Quality::Few, false) => 3,
                    (_, true) => *samples + 500,
                    (_, false) => 1_000,
                };
                (Side::of(value, *samples), Side::of(1.0, 1_000))
            }
            (quality, true) => {
                let counts = &mut self.counts[due.check];
                let more =
                    if quality == Quality::Bad { [400, 500, 50, 500] } else { [50, 500, 50, 500] };
                if quality != Quality::Few {
                    counts.iter_mut().zip(more).for_each(|(count, more)| *count += more);
                }
                (Side::counted(counts[0], counts[1]), Side::counted(counts[2], counts[3]))
            }
        };
        Measured { check: due.check, step: due.step, run: due.run, candidate, baseline, problem }
    }
}
