//! Compiling documents.

use std::sync::Arc;

use super::{
    Availability, Bucketing, ClockUse, Curve, Experiment, Flag, Gate, OFF, ON, Prerequisite, Rule,
    RuleOutcome, Segment, Serving, Split, Strategy, Subject, SubjectKind, Variant,
};
use crate::document;
use crate::key::KeySpace;
use crate::number::{Percentage, Weight};
use crate::state::{ExperimentState, ExperimentStatus};

mod conditions;
mod names;
mod ruleset;
mod stale;

use conditions::Scope;
use names::Names;
pub(super) use ruleset::ruleset;

fn flag(
    key: &str,
    document: &document::Flag,
    share: Option<Percentage>,
    names: &Names<'_>,
) -> Subject {
    let (variants, off) = results(key, document);
    let salt: Arc<str> = document.salt.as_deref().unwrap_or(key).into();
    let bucketing = Bucketing { by: names.bucket_by(document.bucket_by.as_deref()), salt };
    let scope = Scope::of_flag(names, document, &bucketing);
    let mut enabled: Vec<(usize, &document::FlagRule)> =
        document.rules.iter().enumerate().filter(|(_, rule)| rule.rule.enabled).collect();
    enabled.sort_by_key(|(_, rule)| rule.rule.priority);
    let rules: Box<[Rule]> =
        enabled.into_iter().map(|(index, each)| rule(index, each, document, &scope)).collect();
    let prerequisites: Box<[Prerequisite]> =
        document.requires.iter().map(|each| prerequisite(each, names)).collect();
    let flag = Flag {
        availability: match (document.archived, document.enabled) {
            (true, _) => Availability::Archived,
            (false, true) => Availability::Enabled,
            (false, false) => Availability::NotEnabled,
        },
        strategy: strategy(document, share, rules.is_empty() && prerequisites.is_empty()),
        prerequisites,
        rules,
        bucketing,
    };
    let kind = SubjectKind::Flag(flag);
    Subject {
        key: key.into(),
        variants,
        off,
        killed: false,
        visibility: document.visibility,
        tracked: !document.metrics.is_empty(),
        clock: ClockUse::of(&kind),
        kind,
    }
}

/// The results that a flag can have, and the index of the one for whom it is off.
fn results(key: &str, document: &document::Flag) -> (Box<[Variant]>, u16) {
    let declared = document.variants();
    if !declared.is_empty() {
        return (variants(key, declared), index_u16(document::Variant::control(declared)));
    }
    let value = |own: &Option<serde_json::Value>, plain: bool| own.clone().unwrap_or(plain.into());
    let off = Variant::new(key, "off", value(&document.when_off, false));
    let on = Variant::new(key, "on", value(&document.when_on, true));
    (Box::new([off, on]), OFF)
}

fn variants(key: &str, declared: &[document::Variant]) -> Box<[Variant]> {
    let variant = |each: &document::Variant| {
        let name = each.name.as_str();
        Variant::new(key, name, each.config.clone().unwrap_or_else(|| name.into()))
    };
    declared.iter().map(variant).collect()
}

/// Validation has bounded the count far below.
fn index_u16(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

fn prerequisite(required: &document::Prerequisite, names: &Names<'_>) -> Prerequisite {
    let key = required.flag.as_str();
    let target = || {
        let slot = names.slot(KeySpace::Subjects, key)?;
        let declared = match names.documents.flags.get(key) {
            Some(flag) => flag.variants(),
            None => &names.documents.experiments.get(key)?.variants,
        };
        let variant = match &required.is {
            document::Required::On(on) if declared.is_empty() => {
                if *on {
                    ON
                } else {
                    OFF
                }
            }
            document::Required::On(_) => return None,
            document::Required::Variant(name) => {
                index_u16(declared.iter().position(|variant| variant.name == *name)?)
            }
        };
        Some((slot, variant))
    };
    Prerequisite { key: key.into(), target: target() }
}

fn strategy(
    document: &document::Flag,
    share: Option<Percentage>,
    is_unconditional: bool,
) -> Strategy {
    match &document.strategy {
        document::Strategy::Boolean => Strategy::On { is_static: is_unconditional },
        document::Strategy::Targeted => Strategy::Off,
        document::Strategy::Percentage { percentage } => {
            Strategy::Share(share.unwrap_or(*percentage).threshold())
        }
        document::Strategy::Gradual(schedule) => Strategy::Gradual(curve(schedule)),
        document::Strategy::Variant { variants } => {
            Strategy::Split(split(variants.iter().map(|variant| variant.weight)))
        }
    }
}

fn curve(schedule: &document::Schedule) -> Curve {
    let points: Box<[(i64, u16)]> = match schedule {
        document::Schedule::Linear { start_date, end_date } => Box::new([
            (start_date.as_millisecond(), 0),
            (end_date.as_millisecond(), Percentage::FULL.threshold()),
        ]),
        document::Schedule::Curve { curve } => curve
            .iter()
            .map(|point| (point.at.as_millisecond(), point.percentage.threshold()))
            .collect(),
    };
    Curve { points }
}

/// Ranges in declared order: each bound is the ceiling of the cumulative weight's share of 10,000.
pub(crate) fn split(weights: impl Iterator<Item = Weight> + Clone) -> Split {
    let sum: u64 = weights.clone().map(Weight::units).sum();
    let certain = weights.clone().position(|weight| weight.units() == sum).map(index_u16);
    let mut cumulative = 0;
    let mut bounds: Box<[u16]> = weights
        .map(|weight| {
            cumulative += weight.units();
            u16::try_from((cumulative * 10_000).div_ceil(sum.max(1))).unwrap_or(10_000)
        })
        .collect();
    if let Some(last) = bounds.last_mut() {
        *last = 10_000;
    }
    Split { bounds, certain }
}

fn rule(
    index: usize,
    document: &document::FlagRule,
    flag: &document::Flag,
    scope: &Scope<'_>,
) -> Rule {
    let position = |name: &str| flag.variants().iter().position(|each| each.name == name);
    let outcome = match &document.value {
        document::RuleValue::On(on) => RuleOutcome::Variant(if *on { ON } else { OFF }),
        document::RuleValue::Variant(name) => {
            RuleOutcome::Variant(index_u16(position(name).unwrap_or(0)))
        }
        document::RuleValue::Share(share) => RuleOutcome::Share {
            threshold: share.threshold(),
            salt: document.salt.as_deref().map_or_else(|| scope.flag_salt(), Into::into),
        },
        document::RuleValue::Split(document::Split(weights)) => {
            let weight_of = |variant: &document::Variant| {
                let found = weights.iter().find(|(name, _)| *name == variant.name);
                found.map_or(Weight::ZERO, |(_, weight)| *weight)
            };
            RuleOutcome::Split(split(flag.variants().iter().map(weight_of)))
        }
    };
    Rule {
        index: index_u16(index),
        name: document.rule.name.as_deref().map(Into::into),
        condition: scope.condition(&document.rule.conditions),
        outcome,
    }
}

fn experiment(
    key: &str,
    document: &document::Experiment,
    life: Option<&ExperimentState>,
    range: Option<std::ops::Range<u16>>,
    names: &Names<'_>,
) -> Subject {
    let salt: Arc<str> = document.salt.as_deref().unwrap_or(key).into();
    let by = names.bucket_by(document.bucket_by.as_deref());
    let bucketing = Bucketing { by, salt };
    let scope = Scope::of_split(names, &bucketing);
    let serving = serving(document, life);
    let gate = match &document.layer {
        Some(layer) => {
            let range = range.unwrap_or(0..0);
            let salt = format!("layer:{layer}").into();
            Gate { from: range.start, to: range.end, salt, layer: Some(layer.as_str().into()) }
        }
        None => {
            let to = document.traffic.threshold();
            Gate { from: 0, to, salt: Arc::clone(scope.condition_salt()), layer: None }
        }
    };
    let experiment = Experiment {
        status: life.map_or(ExperimentStatus::Scheduled, |life| life.status),
        serving,
        start: document.start_date,
        end: document.end_date,
        audience: document.audience.as_deref().map(|rules| scope.rules(rules)),
        gate,
        split: split(document.variants.iter().map(|variant| variant.weight)),
        phase: life.map_or(1, |life| life.phase),
        bucketing,
    };
    let kind = SubjectKind::Experiment(experiment);
    Subject {
        key: key.into(),
        variants: variants(key, &document.variants),
        off: index_u16(document::Variant::control(&document.variants)),
        killed: false,
        visibility: document::Visibility::All,
        tracked: true,
        clock: ClockUse::of(&kind),
        kind,
    }
}

/// What an experiment does at the moment. One that ships what it no longer has gives the control.
fn serving(document: &document::Experiment, life: Option<&ExperimentState>) -> Serving {
    let runs_by_itself = document.start_date.is_some();
    let Some(life) = life.filter(|life| life.status != ExperimentStatus::Scheduled) else {
        return if runs_by_itself { Serving::Assigning } else { Serving::Control };
    };
    match &life.shipped {
        Some(name) => {
            let shipped = document.variants.iter().position(|variant| variant.name == *name);
            shipped.map_or(Serving::Control, |variant| Serving::Shipped(index_u16(variant)))
        }
        None if life.status == ExperimentStatus::Running => Serving::Assigning,
        None => Serving::Control,
    }
}

fn segment(key: &str, document: &document::Segment, names: &Names<'_>) -> Segment {
    let rules = Scope::of_segment(names, key).rules(&document.rules);
    let mut uses = ClockUse::default();
    rules.iter().for_each(|rule| uses.note(rule));
    Segment {
        key: key.into(),
        exclude: document.exclude.clone(),
        include: document.include.clone(),
        rules,
        reads_clock: uses.own,
    }
}
