//! The smallest changes of a context that reach a goal.
//!
//! Each rule whose result would do is a target, and so is what comes after all rules. The cheapest
//! way to a target is tried first, by evaluating the context that it makes; where an earlier rule
//! decides there, the ways in which that one does not match are added to it. Ways only become
//! dearer by that, so what is found first changes the fewest attributes.

use std::collections::BTreeMap;

use hoist_ruleset::compiled::{Condition, Segment, Subject, SubjectKind};

use super::candidates::value_for;
use super::ways::{Literal, SEGMENT_LEVELS_MAX, Way};
use super::{Alternative, Change, Goal};
use crate::explain::{Silent, kept};
use crate::fact::Found;
use crate::{Evaluation, EvaluationContext};

/// Alternatives that are told.
const ALTERNATIVES_MAX: usize = 5;

/// Contexts that are tried. Among more, the smallest change may be missed.
const TRIALS_MAX: usize = 2_000;

/// Tests that are made for it, as far as can be told beforehand: what bounds the time.
const TESTS_MAX: usize = 10_000_000;

/// Tests that are copied to make the ways of all rules. Each rule has an equal part of it, so that
/// one with very many conditions leaves what the others need.
const COPIES_MAX: usize = 100_000_000;

/// The conditions that may reach a goal, in the order in which they are tried.
struct Targets<'r> {
    conditions: Vec<&'r Condition>,
    /// Whether the first that holds decides, and no one after the last does.
    is_ladder: bool,
}

impl<'r> Targets<'r> {
    fn of(subject: &'r Subject) -> Self {
        match &subject.kind {
            SubjectKind::Flag(flag) => Self {
                conditions: flag.rules.iter().map(|rule| &rule.condition).collect(),
                is_ladder: true,
            },
            SubjectKind::Experiment(experiment) => Self {
                conditions: experiment.audience.iter().flatten().collect(),
                is_ladder: false,
            },
        }
    }
}

/// Ways that wait to be tried: by cost, then by target, then in the order of their making.
type Queue<'r> = BTreeMap<(usize, usize, usize), Way<'r>>;

impl<'r> Evaluation<'r, '_> {
    /// The smallest changes of the context, one for each rule that can be what decides then.
    pub(super) fn changed_contexts<'s>(&self, subject: &'s Subject, goal: Goal) -> Vec<Alternative>
    where
        'r: 's,
    {
        let here: Evaluation<'s, '_> = *self;
        let targets = Targets::of(subject);
        // Of each condition it is the ways to hold and those not to hold.
        let part = COPIES_MAX / (2 * targets.conditions.len()).max(1);
        let ways =
            |condition, wanted| here.ways(condition, wanted, SEGMENT_LEVELS_MAX, &mut { part });
        let mut failing: BTreeMap<usize, Vec<Way<'s>>> = BTreeMap::new();
        let mut queue = Queue::new();
        let mut made = 0..;
        let mut put = |queue: &mut Queue<'s>, target, way: Way<'s>| {
            queue.insert((way.cost(), target, made.next().unwrap_or(usize::MAX)), way);
        };
        for (target, condition) in targets.conditions.iter().enumerate() {
            for way in ways(condition, true) {
                put(&mut queue, target, way);
            }
        }
        if targets.is_ladder {
            put(&mut queue, targets.conditions.len(), Way::default());
        }
        let mut found: Vec<(usize, Alternative)> = Vec::new();
        let (tests, mut spent) = (here.tests(subject), 0);
        for _ in 0..TRIALS_MAX {
            let Some(((_, target, _), way)) = queue.pop_first() else {
                break;
            };
            spent += tests + way.literals.len().pow(2);
            if spent > TESTS_MAX {
                break;
            }
            if found.iter().any(|(done, _)| *done == target) {
                continue;
            }
            let Some((context, changes)) = here.changed(&way) else {
                continue;
            };
            let there = Evaluation { context: &context, ..here };
            if let Some(alternative) = there.tried(subject, goal, changes) {
                let alternative = here.with_segment(subject, goal, &way, alternative);
                if found.iter().all(|(_, other)| *other != alternative) {
                    found.push((target, alternative));
                }
                if found.len() == ALTERNATIVES_MAX {
                    break;
                }
                continue;
            }
            let decided = there.outcome(subject, &mut Silent).rule.map(usize::from);
            if let Some(earlier) = decided.filter(|rule| targets.is_ladder && *rule < target) {
                let others = failing
                    .entry(earlier)
                    .or_insert_with(|| ways(targets.conditions[earlier], false));
                spent += others.iter().map(|other| way.size() + other.size()).sum::<usize>();
                others.iter().for_each(|other| put(&mut queue, target, way.and(other)));
            }
        }
        found.into_iter().map(|(_, alternative)| alternative).collect()
    }

    /// The context that a way makes, and its changes; `None` where no value is known that does.
    fn changed(&self, way: &Way<'_>) -> Option<(EvaluationContext, Vec<Change>)> {
        let mut context = self.context.clone();
        let mut changes = Vec::with_capacity(way.cost());
        for name in &way.changed {
            let literals: Vec<(Literal<'_>, bool)> = way
                .literals
                .iter()
                .filter(|(each, _)| *each.attribute().name == **name)
                .copied()
                .collect();
            let attribute = literals.first()?.0.attribute();
            let from = self.context.get(attribute).map(Found::json);
            let to = value_for(&literals, from)?;
            changes.push(Change::Attribute {
                name: (*name).to_owned(),
                from: from.map(kept),
                to: Some(to.clone()).filter(|to| !to.is_null()),
                segment: None,
            });
            context = context.with(name, to);
        }
        Some((context, changes))
    }

    /// Where all that changes is that the context names a segment, the segment's own list may do
    /// the same.
    fn with_segment(
        &self,
        subject: &Subject,
        goal: Goal,
        way: &Way<'_>,
        mut alternative: Alternative,
    ) -> Alternative {
        let changed = way.literals.iter().find_map(|(literal, wanted)| match literal {
            Literal::Named(test)
                if *wanted
                    && !literal.passes(self.context.get(literal.attribute()).map(Found::json)) =>
            {
                test.slot
            }
            _ => None,
        });
        let (Some(slot), Some(key)) = (changed, self.context.targeting_key()) else {
            return alternative;
        };
        let ruleset = self.ruleset.with_member(slot, key);
        let there = Evaluation { ruleset: &ruleset, ..*self };
        let outcome = there.tried(subject, goal, Vec::new());
        let same = outcome.is_some_and(|other| {
            other.variant == alternative.variant && other.rule == alternative.rule
        });
        let Segment { key, .. } = self.ruleset.segment(slot);
        if let (true, [Change::Attribute { segment, .. }]) = (same, &mut *alternative.changes) {
            *segment = Some(key.to_string());
        }
        alternative
    }
}
