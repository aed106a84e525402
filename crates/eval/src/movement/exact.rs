//! What a changed share or split does to all users, whoever was recorded: ranks are even, so the
//! part of the 10,000 ranks that get something else is the part of the users who do.

use std::collections::BTreeMap;

use hoist_ruleset::compiled::{
    Availability, Condition, Experiment, Flag, OFF, ON, RuleOutcome, Serving, Split, Strategy,
    Subject, SubjectKind,
};
use hoist_ruleset::document::FlagRule;
use hoist_ruleset::{Documents, Ruleset};
use jiff::Timestamp;

use crate::bucketing::RANKS;
use crate::gradual::threshold;

/// What a changed share or split does to those whom it decides before and after the change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exact {
    /// Whom it decides.
    pub place: Place,
    /// Whether only of those whose prerequisites are met: the others get the off result.
    pub has_prerequisites: bool,
    /// How many of 10,000 of them get which variant in place of which. Never empty.
    pub dealt: Vec<Dealt>,
}

/// Whom a share or split decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Everybody.
    Everybody,
    /// Whoever a rule matches: its place in the document.
    Rule(u16),
    /// Whom no rule of a flag matches; who takes part in an experiment.
    Others,
}

/// Ranks that get another variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dealt {
    /// The variant's name before the change.
    pub from: String,
    /// The one after it.
    pub to: String,
    /// How many of 10,000.
    pub ranks: u16,
}

/// Documents with the ruleset that was compiled of them.
pub type Compiled<'d> = (&'d Documents, &'d Ruleset);

/// The shares and splits of a flag or experiment that deal otherwise after a change, while what
/// they deal by is the same. Nothing where it is off or killed on one side: then they decide nobody.
pub fn exact(sides: [Compiled<'_>; 2], key: &str, now: Timestamp) -> Vec<Exact> {
    let [Some(before), Some(after)] = sides.map(|(_, ruleset)| ruleset.get(key)) else {
        return Vec::new();
    };
    if before.killed || after.killed {
        return Vec::new();
    }
    match (&before.kind, &after.kind) {
        (SubjectKind::Flag(was), SubjectKind::Flag(is)) => {
            let flags = sides.map(|(documents, _)| documents.flags().get(key));
            let is_same_rule = |index: u16| {
                let rules = flags.map(|flag| flag?.rules.get(usize::from(index)));
                matches!(rules, [Some(was), Some(is)] if is_same(was, is))
            };
            of_flag([(before, was), (after, is)], is_same_rule, now)
        }
        (SubjectKind::Experiment(was), SubjectKind::Experiment(is)) => {
            of_experiment([(before, was), (after, is)]).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn is_same(was: &FlagRule, is: &FlagRule) -> bool {
    was.rule.enabled && is.rule.enabled && was.rule.conditions == is.rule.conditions
}

fn of_flag(
    sides: [(&Subject, &Flag); 2],
    is_same_rule: impl Fn(u16) -> bool,
    now: Timestamp,
) -> Vec<Exact> {
    let [(before, was), (after, is)] = sides;
    let is_enabled = |flag: &Flag| flag.availability == Availability::Enabled;
    let (own, other) = (&was.bucketing, &is.bucketing);
    if !is_enabled(was) || !is_enabled(is) || own.by != other.by || own.salt != other.salt {
        return Vec::new();
    }
    // Of those whom such a condition lets through the ranks are not even.
    let mut rules = was.rules.iter().chain(&is.rules);
    if rules.any(|rule| shares_ranks(&rule.condition, &own.salt)) {
        return Vec::new();
    }
    let has_prerequisites = !was.prerequisites.is_empty() || !is.prerequisites.is_empty();
    let mut found = Vec::new();
    for rule in was.rules.iter().filter(|rule| is_same_rule(rule.index)) {
        let Some(same) = is.rules.iter().find(|same| same.index == rule.index) else { continue };
        let hands = [Hand::of_rule(&rule.outcome, before), Hand::of_rule(&same.outcome, after)];
        found.extend(Exact::of(Place::Rule(rule.index), &hands));
    }
    let has_rules = !was.rules.is_empty() || !is.rules.is_empty();
    let place = match (has_rules, has_prerequisites) {
        (false, false) => Place::Everybody,
        _ => Place::Others,
    };
    let hands = sides.map(|(subject, flag)| {
        Hand::of_strategy(&flag.strategy, subject, &flag.bucketing.salt, now)
    });
    found.extend(Exact::of(place, &hands));
    found.iter_mut().for_each(|each| each.has_prerequisites = has_prerequisites);
    found
}

/// Whether a condition asks for ranks that come of a salt.
fn shares_ranks(condition: &Condition, salt: &str) -> bool {
    match condition {
        Condition::All(inner) | Condition::Any(inner) => {
            inner.iter().any(|each| shares_ranks(each, salt))
        }
        Condition::Not(inner) => shares_ranks(inner, salt),
        Condition::Share(share) => *share.bucketing.salt == *salt,
        Condition::Attribute(_) | Condition::Segment(_) | Condition::Time(_) => false,
    }
}

fn of_experiment(sides: [(&Subject, &Experiment); 2]) -> Option<Exact> {
    let [(_, was), (_, is)] = sides;
    let is_dealt_alike = was.bucketing.by == is.bucketing.by
        && was.bucketing.salt == is.bucketing.salt
        && was.gate == is.gate
        && was.serving == is.serving;
    if !is_dealt_alike || !matches!(was.serving, Serving::Assigning) {
        return None;
    }
    let takes_all =
        |one: &Experiment| one.audience.is_none() && (one.gate.from, one.gate.to) == (0, RANKS);
    let place = if takes_all(was) && takes_all(is) { Place::Everybody } else { Place::Others };
    let hands = sides.map(|(subject, one)| Hand::of_split(&one.split, subject));
    Exact::of(place, &hands)
}

/// Which ranks get which variant.
struct Hand<'r> {
    /// What the ranks are of; none where everybody gets the same.
    of: Option<Ranked<'r>>,
    /// The variants with the upper bounds of their ranges, in order.
    ranges: Vec<(u16, &'r str)>,
}

#[derive(PartialEq)]
enum Ranked<'r> {
    Share(&'r str),
    Split,
}

impl<'r> Hand<'r> {
    fn of_rule(outcome: &'r RuleOutcome, subject: &'r Subject) -> Self {
        match outcome {
            RuleOutcome::Variant(variant) => Self::certain(*variant, subject),
            RuleOutcome::Share { threshold, salt } => Self::of_share(*threshold, subject, salt),
            RuleOutcome::Split(split) => Self::of_split(split, subject),
        }
    }

    fn of_strategy(
        strategy: &'r Strategy,
        subject: &'r Subject,
        salt: &'r str,
        now: Timestamp,
    ) -> Self {
        match strategy {
            Strategy::On { .. } => Self::certain(ON, subject),
            Strategy::Off => Self::certain(OFF, subject),
            Strategy::Share(threshold) => Self::of_share(*threshold, subject, salt),
            Strategy::Gradual(curve) => {
                Self::of_share(threshold(curve, now.as_millisecond()), subject, salt)
            }
            Strategy::Split(split) => Self::of_split(split, subject),
        }
    }

    fn certain(variant: u16, subject: &'r Subject) -> Self {
        Self { of: None, ranges: vec![(RANKS, &subject.variants[usize::from(variant)].name)] }
    }

    fn of_share(threshold: u16, subject: &'r Subject, salt: &'r str) -> Self {
        let [off, on] = [0, 1].map(|index: usize| &*subject.variants[index].name);
        let of = (1..RANKS).contains(&threshold).then_some(Ranked::Share(salt));
        Self { of, ranges: vec![(threshold, on), (RANKS, off)] }
    }

    fn of_split(split: &'r Split, subject: &'r Subject) -> Self {
        if let Some(variant) = split.certain {
            return Self::certain(variant, subject);
        }
        let names = subject.variants.iter().map(|variant| &*variant.name);
        Self { of: Some(Ranked::Split), ranges: split.bounds.iter().copied().zip(names).collect() }
    }
}

impl Exact {
    /// Nothing where no rank gets another variant, or where ranks are of different hashes.
    fn of(place: Place, [before, after]: &[Hand<'_>; 2]) -> Option<Self> {
        if let (Some(was), Some(is)) = (&before.of, &after.of)
            && was != is
        {
            return None;
        }
        let mut bounds: Vec<u16> =
            before.ranges.iter().chain(&after.ranges).map(|(bound, _)| *bound).collect();
        bounds.sort_unstable();
        let variant = |hand: &Hand<'_>, rank: u16| {
            let found = hand.ranges.iter().find(|(bound, _)| rank < *bound);
            found.map_or_else(String::new, |(_, name)| (*name).to_owned())
        };
        let (mut dealt, mut from) = (BTreeMap::new(), 0);
        for to in bounds.into_iter().filter(|bound| *bound <= RANKS) {
            let (was, is) = (variant(before, from), variant(after, from));
            if to > from && was != is {
                *dealt.entry((was, is)).or_insert(0) += to - from;
            }
            from = from.max(to);
        }
        let dealt = dealt.into_iter().map(|((from, to), ranks)| Dealt { from, to, ranks });
        let dealt: Vec<Dealt> = dealt.collect();
        (!dealt.is_empty()).then_some(Self { place, has_prerequisites: false, dealt })
    }
}
