//! Prerequisites that are never met.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use foldhash::fast::FixedState;
use jiff::Timestamp;

use super::fault::Fault;
use super::finding::Steps;
use super::variants::{occupied, of_split};
use super::{Document, Set};
use crate::document::{
    Flag, FlagRule, Prerequisite, Required, RuleValue, Schedule, Strategy, Variant,
};
use crate::number::Percentage;

const ON: &str = "on";
const OFF: &str = "off";

/// What flags and experiments can give, as far as that was asked for: at least all that they do.
#[derive(Default)]
pub(super) struct Results<'d>(RefCell<HashMap<&'d str, Rc<BTreeSet<&'d str>>, FixedState>>);

/// Tells the prerequisites that make a flag off for everybody. One that is off anyway is left
/// alone.
pub(super) fn check(document: &mut Document<'_, '_>, flag: &Flag) {
    if !flag.enabled {
        return;
    }
    for (index, own) in flag.requires.iter().enumerate() {
        let is = name(&own.is);
        let key = own.flag.as_str();
        let other = flag.requires[..index].iter().find(|other| other.flag == own.flag);
        let target = document.set.documents.flags.get(key);
        let fault = if let Some(other) = other.filter(|other| other.is != own.is) {
            let why = format!("`{key}` is not both {} and {is}", name(&other.is));
            Some(Fault::PrerequisiteNever { why })
        } else if target.is_some_and(|target| target.archived) {
            let why = format!("`{key}` is archived and so always {}", off(target));
            (off(target) != is).then_some(Fault::PrerequisiteNever { why })
        } else if !document.set.is_possible(own) {
            Some(Fault::PrerequisiteNever { why: format!("`{key}` is never {is}") })
        } else if target.is_some_and(|target| !target.enabled) && off(target) != is {
            Some(Fault::PrerequisiteDisabled { key: key.to_owned() })
        } else {
            None
        };
        if let Some(fault) = fault {
            document.report(&Steps::default().key("requires").index(index), fault);
        }
    }
}

fn name(required: &Required) -> &str {
    match required {
        Required::On(true) => ON,
        Required::On(false) => OFF,
        Required::Variant(name) => name,
    }
}

fn off(flag: Option<&std::sync::Arc<Flag>>) -> &str {
    flag.map_or(OFF, |flag| off_result(flag))
}

fn off_result(flag: &Flag) -> &str {
    let variants = flag.variants();
    variants.get(Variant::control(variants)).map_or(OFF, |variant| &variant.name)
}

impl<'d> Set<'d> {
    /// Whether a prerequisite may be met, now or later, were all flags enabled.
    fn is_possible(&self, prerequisite: &Prerequisite) -> bool {
        self.results(prerequisite.flag.as_str())
            .is_none_or(|all| all.contains(name(&prerequisite.is)))
    }

    /// Chains of prerequisites have a limit, which bounds the recursion.
    fn results(&self, key: &str) -> Option<Rc<BTreeSet<&'d str>>> {
        if let Some(known) = self.results.0.borrow().get(key) {
            return Some(Rc::clone(known));
        }
        let documents = self.documents;
        let (key, results) = match documents.flags.get_key_value(key) {
            Some((key, flag)) => (key.as_str(), self.of_flag(flag)),
            None => {
                let (key, experiment) = documents.experiments.get_key_value(key)?;
                (key.as_str(), of_variants(&experiment.variants))
            }
        };
        let results = Rc::new(results);
        self.results.0.borrow_mut().insert(key, Rc::clone(&results));
        Some(results)
    }

    fn of_flag(&self, flag: &'d Flag) -> BTreeSet<&'d str> {
        let off = off_result(flag);
        if flag.archived || flag.requires.iter().any(|each| !self.is_possible(each)) {
            return BTreeSet::from([off]);
        }
        let mut results = BTreeSet::new();
        // A flag that is not enabled now, or whose prerequisite is not met, is off.
        if !flag.enabled || !flag.requires.is_empty() {
            results.insert(off);
        }
        let mut is_open = true;
        for FlagRule { rule, value, .. } in flag.rules.iter().filter(|each| each.rule.enabled) {
            results.extend(of_value(value, flag.variants()));
            is_open &= !rule.conditions.clauses.is_empty();
        }
        if is_open {
            results.extend(of_strategy(&flag.strategy, self.now));
        }
        results
    }
}

fn of_value<'d>(value: &'d RuleValue, variants: &'d [Variant]) -> Vec<&'d str> {
    match value {
        RuleValue::On(true) => vec![ON],
        RuleValue::On(false) => vec![OFF],
        RuleValue::Share(share) => of_share(*share),
        RuleValue::Variant(name) => vec![name],
        RuleValue::Split(split) => named(variants, &of_split(split, variants)),
    }
}

fn of_share(share: Percentage) -> Vec<&'static str> {
    match share {
        Percentage::ZERO => vec![OFF],
        Percentage::FULL => vec![ON],
        _ => vec![OFF, ON],
    }
}

/// A release may move the share of a percentage flag, so it is not looked at.
fn of_strategy(strategy: &Strategy, now: Timestamp) -> Vec<&str> {
    match strategy {
        Strategy::Boolean => vec![ON],
        Strategy::Targeted => vec![OFF],
        Strategy::Percentage { .. } => vec![OFF, ON],
        Strategy::Gradual(schedule) if is_complete(schedule, now) => vec![ON],
        Strategy::Gradual(_) => vec![OFF, ON],
        Strategy::Variant { variants } => {
            named(variants, &occupied(variants.iter().map(|variant| variant.weight)))
        }
    }
}

/// Whether everybody is in from now on.
pub(super) fn is_complete(schedule: &Schedule, now: Timestamp) -> bool {
    match schedule {
        Schedule::Linear { end_date, .. } => *end_date <= now,
        Schedule::Curve { curve } => {
            curve.iter().any(|point| point.percentage == Percentage::FULL && point.at <= now)
        }
    }
}

/// An experiment may ship any of its variants.
fn of_variants(variants: &[Variant]) -> BTreeSet<&str> {
    variants.iter().map(|variant| variant.name.as_str()).collect()
}

fn named<'d>(variants: &'d [Variant], given: &[bool]) -> Vec<&'d str> {
    let given = variants.iter().zip(given).filter(|(_, given)| **given);
    given.map(|(variant, _)| variant.name.as_str()).collect()
}
