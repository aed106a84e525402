//! Evaluating experiments. Only who passes every gate is assigned, and so exposed.

use hoist_ruleset::compiled::{Experiment, Gate, Serving, Subject};

use crate::Evaluation;
use crate::bucketing::{RANKS, share_rank};
use crate::explain::{Observer, What};
use crate::flag::NoBucketingValue;
use crate::resolution::{Outcome, Reason};

impl Evaluation<'_, '_> {
    pub(crate) fn experiment<O: Observer>(
        &self,
        subject: &Subject,
        experiment: &Experiment,
        observer: &mut O,
    ) -> Outcome {
        let control = Outcome::new(subject.off, Reason::Default);
        match experiment.serving {
            Serving::Shipped(variant) => {
                observer.leaf(true, || What::Shipped {
                    variant: subject.variants[usize::from(variant)].name.to_string(),
                });
                return Outcome::new(variant, Reason::Default);
            }
            Serving::Control => {
                observer.leaf(false, || What::Running);
                return control;
            }
            Serving::Assigning => observer.leaf(true, || What::Running),
        }
        if !self.is_in_window(experiment, observer) || !self.is_in_audience(experiment, observer) {
            return control;
        }
        match self.passes_gate(experiment, observer) {
            Ok(false) => control,
            Ok(true) => self
                .split(&experiment.split, &experiment.bucketing, subject, observer)
                .unwrap_or_else(|NoBucketingValue| Outcome::targeting_key_missing()),
            Err(NoBucketingValue) => Outcome::targeting_key_missing(),
        }
    }

    fn is_in_window<O: Observer>(&self, experiment: &Experiment, observer: &mut O) -> bool {
        let (start, end) = (experiment.start, experiment.end);
        let holds =
            start.is_none_or(|start| start <= self.now) && end.is_none_or(|end| self.now < end);
        observer.leaf(holds, || What::Window { start, end, now: self.now });
        holds
    }

    fn is_in_audience<O: Observer>(&self, experiment: &Experiment, observer: &mut O) -> bool {
        let Some(rules) = &experiment.audience else {
            return true;
        };
        observer.enter();
        let holds = rules.iter().any(|rule| self.holds(rule, observer));
        observer.leave(holds, || What::Audience);
        holds
    }

    /// Whether the user's rank lies within the traffic, or within the experiment's part of its
    /// layer.
    fn passes_gate<O: Observer>(
        &self,
        experiment: &Experiment,
        observer: &mut O,
    ) -> Result<bool, NoBucketingValue> {
        let Gate { from, to, salt, layer } = &experiment.gate;
        let by = &experiment.bucketing.by;
        let passes = match (*from, *to) {
            (0, RANKS) => true,
            (from, to) if from >= to => false,
            (from, to) => (from..to).contains(&share_rank(self.needed_hash(by, salt, observer)?)),
        };
        observer.leaf(passes, || What::Traffic {
            layer: layer.as_deref().map(str::to_owned),
            range: *from..*to,
            rank: self.rank(by, salt),
        });
        Ok(passes)
    }
}
