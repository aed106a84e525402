//! Shares in which nobody is, or everybody, because of the shares before them.
//!
//! The shares of a boolean-like flag hash the same, so they nest; so do an experiment's traffic and
//! the percentages of its audience. A rule with a salt of its own is left alone.

use super::Document;
use super::fault::Fault;
use super::finding::Steps;
use super::formula::{Fact, Formula};
use super::prove::Goal;
use super::rules::Tried;
use crate::document::{Experiment, Flag, RuleValue, Schedule, Strategy};
use crate::number::Percentage;

/// The shares of a flag's rules, and its own strategy.
pub(super) fn of_flag<'d>(document: &mut Document<'d, '_>, flag: &'d Flag, tried: &[Tried<'d>]) {
    let salt = flag.salt.as_deref().unwrap_or(document.key);
    let live: Vec<&Tried<'_>> = tried.iter().filter(|each| !each.is_dead).collect();
    for (index, each) in live.iter().enumerate() {
        let rule = &flag.rules[each.index];
        let steps = Steps::default().key("rules").index(each.index).key("value");
        let RuleValue::Share(share) = &rule.value else {
            continue;
        };
        if share.threshold() == ONE_PERCENT {
            document.report(&steps, Fault::OnePercent);
        }
        if rule.salt.as_deref().unwrap_or(salt) == salt {
            let here = past(&live[..index]).chain([(&each.formula, true)]).collect();
            of_share(document, *share, here, &steps);
        }
    }
    let here: Vec<Goal<'_>> = past(&live).collect();
    let field = match &flag.strategy {
        Strategy::Percentage { .. } => "percentage",
        Strategy::Variant { .. } => "variants",
        Strategy::Gradual(Schedule::Linear { .. }) => "start_date",
        Strategy::Gradual(Schedule::Curve { .. }) => "curve",
        Strategy::Boolean | Strategy::Targeted => return,
    };
    let steps = Steps::default().key(field);
    if !live.is_empty() && document.prover.excludes(here.iter().copied()) {
        document.report(&steps, Fault::StrategyUnreachable);
    } else if let Strategy::Percentage { percentage } = &flag.strategy {
        of_share(document, *percentage, here, &steps);
    }
}

/// `value: 1`, in 1/100 %.
const ONE_PERCENT: u16 = 100;

/// The traffic of an experiment behind its audience.
pub(super) fn of_experiment<'d>(
    document: &mut Document<'d, '_>,
    experiment: &Experiment,
    tried: &[Tried<'d>],
) {
    let steps = Steps::default();
    match &experiment.audience {
        Some(rules) if tried.is_empty() => {
            let is_empty = rules.is_empty();
            let why =
                if is_empty { "an empty list holds for nobody" } else { "no rule is enabled" };
            let why = why.to_owned();
            let fault = Fault::Contradiction { why, so: "nobody takes part" };
            document.report(&steps.key("audience"), fault);
        }
        // A layer hashes by itself.
        Some(_) if experiment.layer.is_none() && tried.iter().any(|each| !each.is_dead) => {
            // Whoever is out of all of them is not in the audience.
            let outside: Vec<Goal<'_>> = past(&tried.iter().collect::<Vec<_>>()).collect();
            let share = Formula::Is(Fact::Share(experiment.traffic.threshold()));
            of_audience(document, experiment.traffic, &share, &outside);
        }
        _ => {}
    }
}

/// An audience is the rules' union: a claim about it is one about each of them.
fn of_audience(
    document: &mut Document<'_, '_>,
    traffic: Percentage,
    share: &Formula<'_>,
    outside: &[Goal<'_>],
) {
    if !is_partial(traffic) {
        return;
    }
    let all = |is_in: bool| {
        let mut rules = outside.iter().map(|(formula, _)| (*formula, true));
        rules.all(|rule| document.prover.excludes([rule, (share, is_in)]))
    };
    let steps = Steps::default().key("traffic");
    if all(true) {
        document.report(&steps, Fault::ShareUnreachable { share: traffic.to_string() });
    } else if all(false) {
        document.report(&steps, Fault::ShareWithoutEffect { share: traffic.to_string() });
    }
}

/// A share of those of whom `here` is so.
fn of_share(
    document: &mut Document<'_, '_>,
    share: Percentage,
    here: Vec<Goal<'_>>,
    steps: &Steps,
) {
    if !is_partial(share) {
        return;
    }
    let formula = Formula::Is(Fact::Share(share.threshold()));
    let excludes = |is_in| {
        let goals = here.iter().copied().chain([(&formula, is_in)]);
        document.prover.excludes(goals)
    };
    if excludes(true) {
        document.report(steps, Fault::ShareUnreachable { share: share.to_string() });
    } else if excludes(false) {
        document.report(steps, Fault::ShareWithoutEffect { share: share.to_string() });
    }
}

/// Nobody and everybody are said on purpose.
fn is_partial(share: Percentage) -> bool {
    share != Percentage::ZERO && share != Percentage::FULL
}

/// Whoever gets past some rules.
fn past<'t>(rules: &[&'t Tried<'_>]) -> impl Iterator<Item = Goal<'t>> {
    rules.iter().map(|each| (&each.formula, false)).collect::<Vec<_>>().into_iter()
}
