//! Gates: steps that somebody has to let begin.

use crate::plan::Step;
use crate::release::{Phase, Release};

impl Release {
    /// The step that a closed gate keeps from beginning.
    pub(crate) fn closed_gate(&self) -> Option<&Step> {
        let next = self.ahead();
        let step = self.plan.steps.get(next).filter(|step| step.gate)?;
        let is_waited_for = self.phase != Phase::Moving && !self.promoted;
        (is_waited_for && !self.approved.contains(&next)).then_some(step)
    }

    /// The step behind the next gate that nobody has opened.
    pub fn next_gate(&self) -> Option<&Step> {
        let mut steps = self.plan.steps.iter().enumerate().skip(self.ahead());
        let next = steps.find(|(place, step)| step.gate && !self.approved.contains(place));
        next.map(|(_, step)| step)
    }

    /// Whether a step has not begun, so that it can be let begin.
    pub fn is_ahead(&self, step: usize) -> bool {
        step >= self.ahead()
    }

    /// The place of the first step that has not begun.
    fn ahead(&self) -> usize {
        match self.phase {
            Phase::Preparing => self.step,
            Phase::Moving | Phase::Watching => self.step + 1,
        }
    }
}
