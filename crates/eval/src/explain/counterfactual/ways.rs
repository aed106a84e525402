//! The ways in which a condition may come to hold, or not to hold.
//!
//! A way is a set of tests with the result that each has to have: a conjunction of the condition's
//! disjunctive normal form, of which only the cheapest are kept.

use hoist_ruleset::compiled::{
    Attribute, AttributeTest, Condition, SegmentTest, Subject, SubjectKind,
};
use serde_json::Value;

use crate::explain::Silent;
use crate::fact::Found;
use crate::{Evaluation, attribute};

/// Ways that are kept of one condition, the cheapest first.
const WAYS_MAX: usize = 24;

/// Segments within segments that are looked into. Beyond, only the context's own list counts.
pub(super) const SEGMENT_LEVELS_MAX: u8 = 4;

/// A test of an attribute.
#[derive(Clone, Copy, Debug)]
pub(super) enum Literal<'r> {
    /// One that a condition makes.
    Test(&'r AttributeTest),
    /// Whether the context's own list of segments names this one.
    Named(&'r SegmentTest),
}

impl<'r> Literal<'r> {
    pub(super) fn attribute(self) -> &'r Attribute {
        match self {
            Self::Test(test) => &test.attribute,
            Self::Named(test) => &test.attribute,
        }
    }

    pub(super) fn passes(self, value: Option<&Value>) -> bool {
        match (self, value) {
            (Self::Test(test), value) => attribute::passes(&test.test, value.map(Found::Nested)),
            (Self::Named(test), Some(Value::Array(items))) => {
                items.iter().any(|item| item.as_str() == Some(&test.name))
            }
            (Self::Named(test), value) => {
                value.and_then(Value::as_str).is_some_and(|name| *name == *test.name)
            }
        }
    }
}

/// Tests with the result that each has to have, and the attributes that have to change for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Way<'r> {
    pub(super) literals: Vec<(Literal<'r>, bool)>,
    /// In order, each once.
    pub(super) changed: Vec<&'r str>,
}

impl<'r> Way<'r> {
    pub(super) fn and(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.literals.extend(&other.literals);
        both.changed.extend(&other.changed);
        both.changed.sort_unstable();
        both.changed.dedup();
        both
    }

    /// How many attributes have to change.
    pub(super) fn cost(&self) -> usize {
        self.changed.len()
    }

    /// What putting it together with another one copies, and sorts: names are dearer than tests.
    pub(super) fn size(&self) -> usize {
        const NAME: usize = 10;
        self.literals.len() + NAME * self.changed.len()
    }
}

impl<'r> Evaluation<'r, '_> {
    /// The ways in which a condition comes out as wanted, the cheapest first; none, where making
    /// them would copy more than is left.
    pub(super) fn ways(
        &self,
        condition: &'r Condition,
        wanted: bool,
        levels: u8,
        left: &mut usize,
    ) -> Vec<Way<'r>> {
        match condition {
            Condition::All(members) if wanted => self.ways_of_all(members, wanted, levels, left),
            Condition::Any(members) if !wanted => self.ways_of_all(members, wanted, levels, left),
            Condition::All(members) | Condition::Any(members) => {
                self.ways_of_any(members, wanted, levels, left)
            }
            Condition::Not(member) => self.ways(member, !wanted, levels, left),
            Condition::Attribute(test) => vec![self.way(Literal::Test(test), wanted)],
            Condition::Segment(test) => self.ways_of_segment(test, wanted, levels, left),
            // No attribute changes the time; a share is told apart, as a share.
            Condition::Share(_) | Condition::Time(_) => {
                if self.holds(condition, &mut Silent) == wanted {
                    vec![Way::default()]
                } else {
                    Vec::new()
                }
            }
        }
    }

    fn way(&self, literal: Literal<'r>, wanted: bool) -> Way<'r> {
        let attribute = literal.attribute();
        let holds = literal.passes(self.context.get(attribute).map(Found::json));
        let changed = if holds == wanted { Vec::new() } else { vec![&*attribute.name] };
        Way { literals: vec![(literal, wanted)], changed }
    }

    fn ways_of_all(
        &self,
        members: &'r [Condition],
        wanted: bool,
        levels: u8,
        left: &mut usize,
    ) -> Vec<Way<'r>> {
        members.iter().fold(vec![Way::default()], |before, member| {
            let ways = self.ways(member, wanted, levels, left);
            conjunctions(&before, &ways, left)
        })
    }

    fn ways_of_any(
        &self,
        members: &'r [Condition],
        wanted: bool,
        levels: u8,
        left: &mut usize,
    ) -> Vec<Way<'r>> {
        let ways = members.iter().flat_map(|member| self.ways(member, wanted, levels, left));
        cheapest(ways.collect())
    }

    /// In a segment is whom the context's own list puts there, else whom the document does.
    fn ways_of_segment(
        &self,
        test: &'r SegmentTest,
        wanted: bool,
        levels: u8,
        left: &mut usize,
    ) -> Vec<Way<'r>> {
        let named = self.way(Literal::Named(test), wanted);
        let ways = self.ways_of_members(test, wanted, levels, left);
        if wanted {
            cheapest(std::iter::once(named).chain(ways).collect())
        } else {
            conjunctions(&[named], &ways, left)
        }
    }

    /// By a segment's document alone. Who the user is does not change.
    fn ways_of_members(
        &self,
        test: &'r SegmentTest,
        wanted: bool,
        levels: u8,
        left: &mut usize,
    ) -> Vec<Way<'r>> {
        let always = |holds: bool| if holds == wanted { vec![Way::default()] } else { Vec::new() };
        let Some(slot) = test.slot else {
            return always(false);
        };
        let segment = self.ruleset.segment(slot);
        let key = self.context.targeting_key();
        if key.is_some_and(|key| segment.exclude.contains(key)) {
            return always(false);
        }
        if key.is_some_and(|key| segment.include.contains(key)) {
            return always(true);
        }
        let Some(levels) = levels.checked_sub(1) else {
            return always(segment.rules.iter().any(|rule| self.holds(rule, &mut Silent)));
        };
        if wanted {
            self.ways_of_any(&segment.rules, wanted, levels, left)
        } else {
            self.ways_of_all(&segment.rules, wanted, levels, left)
        }
    }
}

/// How much an evaluation may cost.
impl Evaluation<'_, '_> {
    /// Tests that an evaluation of a subject makes at most, as often as a list makes them.
    pub(super) fn tests(&self, subject: &Subject) -> usize {
        let conditions: usize = match &subject.kind {
            SubjectKind::Flag(flag) => flag
                .rules
                .iter()
                .map(|rule| self.tests_of(&rule.condition, SEGMENT_LEVELS_MAX))
                .sum(),
            SubjectKind::Experiment(experiment) => {
                let rules = experiment.audience.iter().flatten();
                rules.map(|rule| self.tests_of(rule, SEGMENT_LEVELS_MAX)).sum()
            }
        };
        (conditions + 1) * (self.context.longest_list() + 1)
    }

    fn tests_of(&self, condition: &Condition, levels: u8) -> usize {
        match condition {
            Condition::All(members) | Condition::Any(members) => {
                members.iter().map(|member| self.tests_of(member, levels)).sum()
            }
            Condition::Not(member) => self.tests_of(member, levels),
            Condition::Segment(test) => match (test.slot, levels.checked_sub(1)) {
                (Some(slot), Some(levels)) => {
                    let rules = self.ruleset.segment(slot).rules.iter();
                    rules.map(|rule| self.tests_of(rule, levels)).sum::<usize>() + 1
                }
                _ => 1,
            },
            Condition::Attribute(_) | Condition::Share(_) | Condition::Time(_) => 1,
        }
    }
}

/// Each of some ways together with each of others, as long as something is left for copying them.
fn conjunctions<'r>(some: &[Way<'r>], others: &[Way<'r>], left: &mut usize) -> Vec<Way<'r>> {
    let size = |ways: &[Way<'_>]| ways.iter().map(Way::size).sum::<usize>();
    let copied = size(some) * others.len() + size(others) * some.len();
    let Some(rest) = left.checked_sub(copied) else {
        *left = 0;
        return Vec::new();
    };
    *left = rest;
    cheapest(some.iter().flat_map(|one| others.iter().map(|other| one.and(other))).collect())
}

fn cheapest(mut ways: Vec<Way<'_>>) -> Vec<Way<'_>> {
    ways.sort_by_key(Way::cost);
    ways.truncate(WAYS_MAX);
    ways
}
