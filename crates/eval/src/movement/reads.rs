//! What a flag or experiment reads of a context, and who was recorded with it.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use foldhash::fast::FixedState;
use hoist_ruleset::Ruleset;
use hoist_ruleset::compiled::{
    Attribute, Bucketing, Condition, Flag, RuleOutcome, Split, Strategy, Subject, SubjectKind,
};

use super::population::{Count, Population};
use crate::EvaluationContext;
use crate::bucketing::RANKS;

/// What rules read of a context, through segments and prerequisites too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// The attributes beside the targeting key, by name.
    pub attributes: Vec<Read>,
    /// Whether some rule or segment names users. Who was recorded has a digest in place of the
    /// targeting key, which no list holds.
    pub names_users: bool,
    /// The attributes beside the targeting key by which it, not what it depends on, is bucketed:
    /// users who share one move together.
    pub bucketed_by: BTreeSet<Box<str>>,
}

/// An attribute that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Its name.
    pub attribute: Box<str>,
    /// Who was recorded with it.
    pub carried: Count,
}

/// What a flag or experiment reads before a change or after it.
pub fn reads(rulesets: [&Ruleset; 2], key: &str, population: &Population) -> Reads {
    let mut attributes: BTreeMap<Box<str>, Vec<Use>> = BTreeMap::new();
    let mut reads = Reads::default();
    for found in rulesets.map(|ruleset| Found::of(ruleset, key)) {
        for (name, uses) in found.attributes {
            attributes.entry(name).or_default().extend(uses);
        }
        reads.names_users |= found.names_users;
        reads.bucketed_by.extend(found.bucketed_by);
    }
    // A list of groups is read under both names, either of which will do.
    if let (true, Some(own)) = (attributes.contains_key("groups"), attributes.remove("group")) {
        attributes.entry("groups".into()).or_default().extend(own);
    }
    let read = |(attribute, uses): (Box<str>, Vec<Use>)| {
        let is_carried = |context: &EvaluationContext| {
            uses.iter().any(|each| context.get(&each.attribute).is_some())
        };
        let carried = population.count(is_carried);
        let is_needed = uses.iter().any(|each| each.is_needed) || carried.contexts > 0;
        is_needed.then_some(Read { attribute, carried })
    };
    reads.attributes = attributes.into_iter().filter_map(read).collect();
    reads
}

/// About how many tests an evaluation before a change and one after it may take.
pub fn cost(rulesets: [&Ruleset; 2], key: &str) -> usize {
    rulesets.map(|ruleset| 1 + Found::of(ruleset, key).tests).into_iter().sum()
}

/// One place where an attribute is read.
struct Use {
    attribute: Arc<Attribute>,
    /// Whether nothing else says the same.
    is_needed: bool,
}

/// What was found to be read so far.
struct Found<'r> {
    ruleset: &'r Ruleset,
    /// Whether it is what the subject itself says, not what it depends on.
    is_own: bool,
    /// What was looked at already: subjects and segments by slot.
    seen: HashSet<(bool, usize), FixedState>,
    attributes: BTreeMap<Box<str>, Vec<Use>>,
    names_users: bool,
    bucketed_by: BTreeSet<Box<str>>,
    tests: usize,
}

impl<'r> Found<'r> {
    fn of(ruleset: &'r Ruleset, key: &str) -> Self {
        let mut found = Self {
            ruleset,
            is_own: true,
            seen: HashSet::default(),
            attributes: BTreeMap::new(),
            names_users: false,
            bucketed_by: BTreeSet::new(),
            tests: 0,
        };
        if let Some(subject) = ruleset.get(key) {
            found.subject(subject);
        }
        found
    }

    /// Chains of prerequisites and segments have a limit, which bounds the recursion.
    fn subject(&mut self, subject: &Subject) {
        match &subject.kind {
            SubjectKind::Flag(flag) => self.flag(flag),
            SubjectKind::Experiment(experiment) => {
                experiment.audience.iter().flatten().for_each(|rule| self.condition(rule));
                let takes_some = (experiment.gate.from, experiment.gate.to) != (0, RANKS);
                if takes_some || experiment.split.certain.is_none() {
                    self.bucketing(&experiment.bucketing);
                }
            }
        }
    }

    fn flag(&mut self, flag: &Flag) {
        let is_dealt = |split: &Split| split.certain.is_none();
        let of_rule = |outcome: &RuleOutcome| match outcome {
            RuleOutcome::Variant(_) => false,
            RuleOutcome::Share { .. } => true,
            RuleOutcome::Split(split) => is_dealt(split),
        };
        let of_strategy = match &flag.strategy {
            Strategy::On { .. } | Strategy::Off => false,
            Strategy::Share(_) | Strategy::Gradual(_) => true,
            Strategy::Split(split) => is_dealt(split),
        };
        if of_strategy || flag.rules.iter().any(|rule| of_rule(&rule.outcome)) {
            self.bucketing(&flag.bucketing);
        }
        flag.rules.iter().for_each(|rule| self.condition(&rule.condition));
        self.is_own = false;
        for (slot, _) in flag.prerequisites.iter().filter_map(|each| each.target) {
            if self.seen.insert((true, slot.index())) {
                self.subject(self.ruleset.subject(slot));
            }
        }
    }

    fn condition(&mut self, condition: &Condition) {
        self.tests += 1;
        match condition {
            Condition::All(members) | Condition::Any(members) => {
                members.iter().for_each(|member| self.condition(member));
            }
            Condition::Not(member) => self.condition(member),
            Condition::Attribute(test) if test.attribute.is_targeting_key => {
                self.names_users = true;
            }
            Condition::Attribute(test) => self.note(&test.attribute, true),
            Condition::Segment(test) => {
                self.note(&test.attribute, test.slot.is_none());
                if let Some(slot) = test.slot.filter(|slot| self.seen.insert((false, slot.index())))
                {
                    let segment = self.ruleset.segment(slot);
                    self.names_users |= !segment.include.is_empty() || !segment.exclude.is_empty();
                    segment.rules.iter().for_each(|rule| self.condition(rule));
                }
            }
            Condition::Share(share) => self.bucketing(&share.bucketing),
            Condition::Time(_) => {}
        }
    }

    fn bucketing(&mut self, bucketing: &Bucketing) {
        if !bucketing.by.is_targeting_key {
            if self.is_own {
                self.bucketed_by.insert(bucketing.by.name.clone());
            }
            self.note(&bucketing.by, true);
        }
    }

    fn note(&mut self, attribute: &Arc<Attribute>, is_needed: bool) {
        let uses = self.attributes.entry(attribute.name.clone()).or_default();
        uses.push(Use { attribute: Arc::clone(attribute), is_needed });
    }
}
