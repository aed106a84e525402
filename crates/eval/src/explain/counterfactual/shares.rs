//! The share that would reach a user, or leave one out.

use hoist_ruleset::compiled::{
    Attribute, Condition, Rule, RuleOutcome, Strategy, Subject, SubjectKind,
};

use super::{Alternative, Change, Goal, ShareOf};
use crate::Evaluation;
use crate::bucketing::RANKS;
use crate::explain::Silent;

/// Conditions with a share that are tried.
const CONDITIONS_MAX: usize = 20;

impl Evaluation<'_, '_> {
    /// Each share that reaches the goal if it alone changes, by as little as may be.
    pub(super) fn changed_shares(&self, subject: &Subject, goal: Goal) -> Vec<Alternative> {
        let decided = self.outcome(subject, &mut Silent).rule;
        let SubjectKind::Flag(flag) = &subject.kind else {
            return self.changed_share(subject, goal, ShareOf::Traffic, 0).into_iter().collect();
        };
        let own = match decided.and_then(|rule| flag.rules.get(usize::from(rule))) {
            Some(rule) => ShareOf::Rule(rule.index),
            None => ShareOf::Flag,
        };
        let conditions = flag.rules.iter().flat_map(|rule| {
            let mut condition = rule.condition.clone();
            let count = shares_in(&mut condition).len();
            (0..count).map(|nth| (ShareOf::Condition(rule.index), nth))
        });
        let places = std::iter::once((own, 0)).chain(conditions.take(CONDITIONS_MAX));
        places.filter_map(|(of, nth)| self.changed_share(subject, goal, of, nth)).collect()
    }

    /// With the least change of one share that reaches the goal: the rank just in, or just out.
    fn changed_share(
        &self,
        subject: &Subject,
        goal: Goal,
        of: ShareOf,
        nth: usize,
    ) -> Option<Alternative> {
        let mut now = subject.clone();
        let Place { threshold, by, salt } = place(&mut now, of, nth)?;
        let (from, rank) = (*threshold, self.rank(by, salt));
        // Who has no rank is in where everybody is, and out where nobody is; of a condition, where
        // not everybody is.
        let nearest = rank.map_or([RANKS, RANKS - 1, 0], |rank| [rank + 1, rank, 0]);
        nearest.into_iter().filter(|to| *to != from).find_map(|to| {
            let mut changed = subject.clone();
            *place(&mut changed, of, nth)?.threshold = to;
            self.tried(&changed, goal, vec![Change::Share { of, from, to }])
        })
    }
}

/// Where a share stands: its threshold and what is hashed.
struct Place<'s> {
    threshold: &'s mut u16,
    by: &'s Attribute,
    salt: &'s str,
}

/// A share of a subject; of conditions, the nth of that rule. A part of a layer is none.
fn place(subject: &mut Subject, of: ShareOf, nth: usize) -> Option<Place<'_>> {
    let flag = match &mut subject.kind {
        SubjectKind::Flag(flag) => flag,
        SubjectKind::Experiment(experiment) => {
            let gate = &mut experiment.gate;
            return gate.layer.is_none().then_some(Place {
                threshold: &mut gate.to,
                by: &experiment.bucketing.by,
                salt: &gate.salt,
            });
        }
    };
    let by = &flag.bucketing.by;
    let mut rules = flag.rules.iter_mut();
    let mut rule = |index| rules.find(|rule: &&mut Rule| rule.index == index);
    match of {
        ShareOf::Flag => match &mut flag.strategy {
            Strategy::Share(threshold) => Some(Place { threshold, by, salt: &flag.bucketing.salt }),
            _ => None,
        },
        ShareOf::Rule(index) => match &mut rule(index)?.outcome {
            RuleOutcome::Share { threshold, salt } => Some(Place { threshold, by, salt }),
            _ => None,
        },
        ShareOf::Condition(index) => shares_in(&mut rule(index)?.condition).into_iter().nth(nth),
        ShareOf::Traffic => None,
    }
}

/// The shares among conditions.
fn shares_in(condition: &mut Condition) -> Vec<Place<'_>> {
    match condition {
        Condition::All(members) | Condition::Any(members) => {
            members.iter_mut().flat_map(shares_in).collect()
        }
        Condition::Not(member) => shares_in(member),
        Condition::Share(share) => vec![Place {
            threshold: &mut share.threshold,
            by: &share.bucketing.by,
            salt: &share.bucketing.salt,
        }],
        Condition::Attribute(_) | Condition::Segment(_) | Condition::Time(_) => Vec::new(),
    }
}
