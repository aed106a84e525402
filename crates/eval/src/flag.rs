//! Evaluating flags.

use hoist_ruleset::compiled::{
    Attribute, Availability, Bucketing, Flag, OFF, ON, Prerequisite, Rule, RuleOutcome, Split,
    Strategy, Subject,
};

use crate::bucketing::{RANKS, share_rank, split_rank};
use crate::explain::{Observer, What};
use crate::resolution::{Outcome, Reason};
use crate::{Evaluation, gradual};

/// A share or a split needs a bucketing value, and the context has none.
pub(crate) struct NoBucketingValue;

impl Evaluation<'_, '_> {
    pub(crate) fn flag<O: Observer>(
        &self,
        subject: &Subject,
        flag: &Flag,
        observer: &mut O,
    ) -> Outcome {
        if flag.availability != Availability::Enabled {
            observer.leaf(false, || match flag.availability {
                Availability::Archived => What::Archived,
                _ => What::NotEnabled,
            });
            return Outcome::new(subject.off, Reason::Disabled);
        }
        if let Some(unmet) = self.unmet_prerequisite(flag, observer) {
            return Outcome { unmet: Some(unmet), ..Outcome::new(subject.off, Reason::Disabled) };
        }
        for (index, rule) in (0..).zip(&flag.rules) {
            observer.enter();
            let matches = self.holds(&rule.condition, observer);
            observer.leave(matches, || What::Rule {
                index: rule.index,
                name: rule.name.as_deref().map(str::to_owned),
            });
            if matches {
                let outcome = self.rule_outcome(flag, rule, subject, observer);
                let outcome =
                    outcome.unwrap_or_else(|NoBucketingValue| Outcome::targeting_key_missing());
                return Outcome { rule: Some(index), ..outcome };
            }
        }
        self.strategy(flag, subject, observer)
            .unwrap_or_else(|NoBucketingValue| Outcome::targeting_key_missing())
    }

    /// Index of the first prerequisite that is not met.
    fn unmet_prerequisite<O: Observer>(&self, flag: &Flag, observer: &mut O) -> Option<u16> {
        let mut prerequisites = (0..).zip(&flag.prerequisites);
        prerequisites.find(|(_, each)| !self.is_met(each, observer)).map(|(index, _)| index)
    }

    /// One that is missing, killed or in error is never met.
    pub(crate) fn is_met<O: Observer>(
        &self,
        prerequisite: &Prerequisite,
        observer: &mut O,
    ) -> bool {
        let Some((slot, variant)) = prerequisite.target else {
            observer
                .leaf(false, || What::MissingPrerequisite { key: prerequisite.key.to_string() });
            return false;
        };
        let target = self.ruleset.subject(slot);
        observer.enter();
        let outcome = self.outcome(target, observer);
        let met = !outcome.killed && outcome.variant == Some(variant);
        let name = |index: u16| target.variants[usize::from(index)].name.to_string();
        observer.leave(met, || What::Prerequisite {
            key: prerequisite.key.to_string(),
            expected: name(variant),
            actual: outcome.variant.map(name),
            killed: outcome.killed,
        });
        met
    }

    fn rule_outcome<O: Observer>(
        &self,
        flag: &Flag,
        rule: &Rule,
        subject: &Subject,
        observer: &mut O,
    ) -> Result<Outcome, NoBucketingValue> {
        match &rule.outcome {
            RuleOutcome::Variant(variant) => Ok(Outcome::new(*variant, Reason::TargetingMatch)),
            RuleOutcome::Share { threshold, salt } => {
                self.share(*threshold, &flag.bucketing.by, salt, observer)
            }
            RuleOutcome::Split(split) => self.split(split, &flag.bucketing, subject, observer),
        }
    }

    fn strategy<O: Observer>(
        &self,
        flag: &Flag,
        subject: &Subject,
        observer: &mut O,
    ) -> Result<Outcome, NoBucketingValue> {
        let Bucketing { by, salt } = &flag.bucketing;
        match &flag.strategy {
            Strategy::On { is_static } => {
                observer.leaf(true, || What::NoRule);
                let reason = if *is_static { Reason::Static } else { Reason::Default };
                Ok(Outcome::new(ON, reason))
            }
            Strategy::Off => {
                observer.leaf(false, || What::NoRule);
                Ok(Outcome::new(OFF, Reason::Default))
            }
            Strategy::Share(threshold) => self.share(*threshold, by, salt, observer),
            Strategy::Split(split) => self.split(split, &flag.bucketing, subject, observer),
            Strategy::Gradual(curve) => {
                let threshold = gradual::threshold(curve, self.now.as_millisecond());
                observer.leaf(true, || What::Gradual {
                    threshold,
                    enters_at: self.rank(by, salt).and_then(|rank| {
                        let at_ms = gradual::enters_at_ms(curve, rank)?;
                        jiff::Timestamp::from_millisecond(at_ms).ok()
                    }),
                });
                self.share(threshold, by, salt, observer)
            }
        }
    }

    /// On below the threshold. Nobody and everybody need no bucketing value.
    fn share<O: Observer>(
        &self,
        threshold: u16,
        by: &Attribute,
        salt: &str,
        observer: &mut O,
    ) -> Result<Outcome, NoBucketingValue> {
        let is_in = match threshold {
            0 => false,
            RANKS => true,
            _ => share_rank(self.needed_hash(by, salt, observer)?) < threshold,
        };
        observer.leaf(is_in, || What::Share { threshold, rank: self.rank(by, salt) });
        Ok(Outcome::new(if is_in { ON } else { OFF }, Reason::Split))
    }

    /// The variant in whose range the user's rank lies.
    pub(crate) fn split<O: Observer>(
        &self,
        split: &Split,
        bucketing: &Bucketing,
        subject: &Subject,
        observer: &mut O,
    ) -> Result<Outcome, NoBucketingValue> {
        let Bucketing { by, salt } = bucketing;
        let variant = match split.certain {
            Some(variant) => variant,
            None => {
                let rank = split_rank(self.needed_hash(by, salt, observer)?);
                (0..).zip(&split.bounds).find(|(_, bound)| rank < **bound).map_or(0, |(i, _)| i)
            }
        };
        observer.leaf(true, || {
            let index = usize::from(variant);
            let from = index.checked_sub(1).map_or(0, |before| split.bounds[before]);
            What::Split {
                rank: self.hash(by, salt).map(split_rank),
                variant: subject.variants[index].name.to_string(),
                range: from..split.bounds[index],
            }
        });
        Ok(Outcome::new(variant, Reason::Split))
    }

    /// The hash of the user's bucketing value, without which nothing can be decided.
    pub(crate) fn needed_hash<O: Observer>(
        &self,
        by: &Attribute,
        salt: &str,
        observer: &mut O,
    ) -> Result<u64, NoBucketingValue> {
        self.hash(by, salt).ok_or_else(|| {
            observer.leaf(false, || What::NoBucketingValue { attribute: by.name.to_string() });
            NoBucketingValue
        })
    }
}
