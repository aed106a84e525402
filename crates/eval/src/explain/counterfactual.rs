//! What would change the result of a user who is out.
//!
//! Each alternative suffices by itself, and each was tried before it is told: the engine evaluates
//! the changed context, share or time. What is in the way whatever the rules say stands apart, as
//! an obstacle; the alternatives then are those once the obstacles are gone.

mod candidates;
mod moments;
mod pattern;
mod search;
mod sentence;
mod shares;
mod ways;

use std::borrow::Cow;

use hoist_ruleset::Ruleset;
use hoist_ruleset::compiled::{
    Availability, Experiment, Flag, Prerequisite, Serving, Subject, SubjectKind,
};
use jiff::Timestamp;
use serde_json::Value;
use strum::AsRefStr;

use super::Silent;
use crate::bucketing::RANKS;
use crate::resolution::{Outcome, Reason};
use crate::{Evaluation, EvaluationContext};

/// What would change the result of a user who is out; `None` for who is in, and where nothing has
/// the key.
///
/// Out is who gets the off result or the control without taking part in an experiment, or no value
/// at all.
pub fn counterfactual(
    ruleset: &Ruleset,
    key: &str,
    context: &EvaluationContext,
    now: Timestamp,
) -> Option<Counterfactual> {
    const LEVELS: u8 = 1;
    let subject = ruleset.get(key)?;
    Evaluation { ruleset, context, now }.counterfactual(subject, Goal::In, LEVELS)
}

/// What would change a result. It may hold nothing: then nothing that is known would.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counterfactual {
    /// What is in the way, whatever the rules say; all of it has to go first.
    pub obstacles: Vec<Obstacle>,
    /// The variant that the user gets once the obstacles are gone, if one.
    pub freed: Option<String>,
    /// What changes the result, each by itself, once the obstacles are gone: changes of the
    /// context first, the smallest first, then shares, then the time.
    pub alternatives: Vec<Alternative>,
}

/// Something that is in the way, whatever the rules say. A prerequisite may be met by another
/// context: its counterfactual says so.
#[derive(Clone, Debug, PartialEq, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum Obstacle {
    /// It is killed.
    Killed,
    /// It is not enabled.
    NotEnabled,
    /// It is archived.
    Archived,
    /// A prerequisite is not met.
    Prerequisite {
        /// The flag or experiment that it is about.
        key: String,
        /// The variant that it has to have; absent where there is no such flag or variant.
        expected: Option<String>,
        /// What would give it that variant, one level deep.
        counterfactual: Option<Box<Counterfactual>>,
    },
    /// The experiment is not running.
    NotRunning,
    /// The experiment is concluded, and everybody gets the variant that was shipped.
    Shipped,
    /// The experiment's window is over.
    Ended {
        /// Since when.
        end: Timestamp,
    },
    /// The experiment's part of its layer does not hold the user.
    Layer {
        /// The layer.
        layer: String,
    },
}

impl Obstacle {
    /// The stable name, such as `not_enabled`.
    pub fn name(&self) -> &str {
        self.as_ref()
    }
}

/// Something that changes the result by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// What has to change, all of it: several attributes, or one of the others.
    pub changes: Vec<Change>,
    /// The variant that the user then gets.
    pub variant: String,
    /// Place and name of the rule that then decides.
    pub rule: Option<(u16, Option<String>)>,
}

/// One change. Shares are in 1/100 %.
#[derive(Clone, Debug, PartialEq, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum Change {
    /// An attribute of the context.
    Attribute {
        /// Its name.
        name: String,
        /// Its value now.
        from: Option<Value>,
        /// Its value then; absent, it has to be missing.
        to: Option<Value>,
        /// A segment whose `include` list does the same, if it names the user.
        segment: Option<String>,
    },
    /// A share: this threshold is the nearest that does it.
    Share {
        /// Which one.
        of: ShareOf,
        /// What it is now.
        from: u16,
        /// What it has to be.
        to: u16,
    },
    /// Waiting: the earliest such time that is known, if nothing else changes.
    Time {
        /// When.
        at: Timestamp,
        /// Whether it stays so from then on, as a curve has it; a window may close again.
        stays: bool,
    },
}

impl Change {
    /// The stable name, such as `attribute`.
    pub fn name(&self) -> &str {
        self.as_ref()
    }
}

/// Whose share it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum ShareOf {
    /// The flag's own, its `percentage`.
    Flag,
    /// The value of the rule at this place.
    Rule(u16),
    /// A `percentage` among the conditions of the rule at this place.
    Condition(u16),
    /// An experiment's `traffic`.
    Traffic,
}

impl ShareOf {
    /// The stable name, such as `traffic`.
    pub fn name(&self) -> &str {
        self.as_ref()
    }

    /// The rule that it belongs to.
    pub fn rule(self) -> Option<u16> {
        match self {
            Self::Rule(index) | Self::Condition(index) => Some(index),
            Self::Flag | Self::Traffic => None,
        }
    }
}

/// What an alternative has to reach.
#[derive(Clone, Copy, Debug)]
enum Goal {
    /// Another result than that of who is out.
    In,
    /// The variant that a prerequisite has to have.
    Variant(u16),
}

impl Goal {
    fn is_reached(self, subject: &Subject, outcome: &Outcome) -> bool {
        let takes_part =
            matches!(subject.kind, SubjectKind::Experiment(_)) && outcome.reason == Reason::Split;
        match self {
            Self::In => takes_part || outcome.variant.is_some_and(|index| index != subject.off),
            Self::Variant(index) => !outcome.killed && outcome.variant == Some(index),
        }
    }

    /// Whether who is held off has reached it.
    fn is_off(self, subject: &Subject) -> bool {
        matches!(self, Self::Variant(index) if index == subject.off)
    }
}

impl Evaluation<'_, '_> {
    fn counterfactual(&self, subject: &Subject, goal: Goal, levels: u8) -> Option<Counterfactual> {
        if goal.is_reached(subject, &self.outcome(subject, &mut Silent)) {
            return None;
        }
        let mut obstacles = Vec::new();
        let subject = self.freed(subject, goal, levels, &mut obstacles);
        let outcome = self.outcome(&subject, &mut Silent);
        let is_free = obstacles.is_empty();
        let freed = outcome.variant.filter(|_| !is_free).map(|index| name(&subject, index));
        if goal.is_reached(&subject, &outcome) {
            return Some(Counterfactual { obstacles, freed, alternatives: Vec::new() });
        }
        let mut alternatives = self.changed_contexts(&subject, goal);
        alternatives.extend(self.changed_shares(&subject, goal));
        alternatives.extend(self.later(&subject, goal));
        Some(Counterfactual { obstacles, freed, alternatives })
    }

    /// The subject without what is in the way, which is put among the obstacles.
    fn freed<'s>(
        &self,
        subject: &'s Subject,
        goal: Goal,
        levels: u8,
        obstacles: &mut Vec<Obstacle>,
    ) -> Cow<'s, Subject> {
        let mut freed = Cow::Borrowed(subject);
        if subject.killed {
            obstacles.push(Obstacle::Killed);
            freed.to_mut().killed = false;
        }
        if goal.is_off(subject) {
            return freed;
        }
        let kind = match &subject.kind {
            SubjectKind::Flag(flag) => {
                self.freed_flag(flag, levels, obstacles).map(SubjectKind::Flag)
            }
            SubjectKind::Experiment(experiment) => {
                self.freed_experiment(experiment, obstacles).map(SubjectKind::Experiment)
            }
        };
        if let Some(kind) = kind {
            freed.to_mut().kind = kind;
        }
        freed
    }

    fn freed_flag(&self, flag: &Flag, levels: u8, obstacles: &mut Vec<Obstacle>) -> Option<Flag> {
        let before = obstacles.len();
        match flag.availability {
            Availability::Enabled => {}
            Availability::NotEnabled => obstacles.push(Obstacle::NotEnabled),
            Availability::Archived => obstacles.push(Obstacle::Archived),
        }
        let (met, unmet): (Vec<_>, Vec<_>) =
            flag.prerequisites.iter().partition(|each| self.is_met(each, &mut Silent));
        obstacles.extend(unmet.into_iter().map(|each| self.unmet(each, levels)));
        (obstacles.len() > before).then(|| Flag {
            availability: Availability::Enabled,
            prerequisites: met.into_iter().cloned().collect(),
            ..flag.clone()
        })
    }

    fn unmet(&self, prerequisite: &Prerequisite, levels: u8) -> Obstacle {
        let target = prerequisite.target.map(|(slot, index)| (self.ruleset.subject(slot), index));
        let counterfactual = target.filter(|_| levels > 0).and_then(|(target, index)| {
            self.counterfactual(target, Goal::Variant(index), levels - 1).map(Box::new)
        });
        Obstacle::Prerequisite {
            key: prerequisite.key.to_string(),
            expected: target.map(|(target, index)| name(target, index)),
            counterfactual,
        }
    }

    fn freed_experiment(
        &self,
        experiment: &Experiment,
        obstacles: &mut Vec<Obstacle>,
    ) -> Option<Experiment> {
        let before = obstacles.len();
        let mut freed = Experiment { serving: Serving::Assigning, ..experiment.clone() };
        match experiment.serving {
            Serving::Assigning => {}
            Serving::Control => obstacles.push(Obstacle::NotRunning),
            Serving::Shipped(_) => obstacles.push(Obstacle::Shipped),
        }
        if let Some(end) = experiment.end.filter(|end| *end <= self.now) {
            obstacles.push(Obstacle::Ended { end });
            freed.end = None;
        }
        let gate = &experiment.gate;
        let rank = self.rank(&experiment.bucketing.by, &gate.salt);
        let is_outside =
            gate.from >= gate.to || rank.is_some_and(|rank| !(gate.from..gate.to).contains(&rank));
        if let Some(layer) = gate.layer.as_deref().filter(|_| is_outside) {
            obstacles.push(Obstacle::Layer { layer: layer.to_owned() });
            (freed.gate.from, freed.gate.to) = (0, RANKS);
        }
        (obstacles.len() > before).then_some(freed)
    }

    /// The alternative that changes make, if evaluating with them reaches the goal.
    fn tried(&self, subject: &Subject, goal: Goal, changes: Vec<Change>) -> Option<Alternative> {
        let outcome = self.outcome(subject, &mut Silent);
        let variant = outcome.variant.filter(|_| goal.is_reached(subject, &outcome))?;
        let rule = outcome.rule.and_then(|index| match &subject.kind {
            SubjectKind::Flag(flag) => flag.rules.get(usize::from(index)),
            SubjectKind::Experiment(_) => None,
        });
        Some(Alternative {
            changes,
            variant: name(subject, variant),
            rule: rule.map(|rule| (rule.index, rule.name.as_deref().map(str::to_owned))),
        })
    }
}

fn name(subject: &Subject, variant: u16) -> String {
    subject.variants[usize::from(variant)].name.to_string()
}
