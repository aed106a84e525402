//! What follows from health and effects.

use std::cmp::Ordering;

use hoist_ruleset::document::MetricRole;

use crate::analyse::is_peek_proof;
use crate::analysis::{
    Conclusion, Effect, GuardrailState, Health, MetricAnalysis, Outcome, VariantAnalysis, Verdict,
};
use crate::input::Input;
use crate::reading::sign;
use crate::standing::{Standing, decides, is_final};

/// A metric of a variant that decides something.
#[derive(Clone, Copy)]
pub(crate) struct Reason<'a> {
    pub(crate) metric: &'a MetricAnalysis,
    pub(crate) effect: &'a Effect,
}

/// The verdict, and what it rests on.
pub(crate) struct Judged<'a> {
    pub(crate) verdict: Verdict,
    /// The variant to ship, or one that is to be rolled back.
    pub(crate) variant: Option<&'a str>,
    /// What decided: of a variant to ship the better goals, of a worse one what is worse.
    pub(crate) reasons: Vec<Reason<'a>>,
}

/// What is known of one variant.
struct Candidate<'a> {
    name: &'a str,
    /// By goal, what is gained on the scale of the metric, as far as is known.
    gains: Vec<f64>,
    better: Vec<Reason<'a>>,
    worse: Vec<Reason<'a>>,
    /// A guardrail looks inferior: nothing is shipped, whether or not that may decide by now.
    is_blocked: bool,
}

/// The verdict.
///
/// - Many users are still to be summed up: nothing is decided yet.
/// - Users were not split as planned: withheld, whatever else there is.
/// - Of the variants that are better by a goal, worse by none and have no inferior guardrail, the
///   one that is best by the plan's first goal, then by the next: ship.
/// - There is a variant that is worse by a goal or has an inferior guardrail: roll back.
/// - The planned end was reached, no test is due any more, and all was compared: no difference.
/// - It has ended, and that is not so: withheld.
pub(crate) fn judge<'a>(
    input: &Input<'_>,
    standing: &Standing,
    health: &Health,
    metrics: &'a [MetricAnalysis],
    tests_due: usize,
) -> Judged<'a> {
    let undecided = |verdict| Judged { verdict, variant: None, reasons: Vec::new() };
    if !health.unsummed.ok {
        return undecided(Verdict::KeepRunning);
    }
    if !health.srm.ok {
        return undecided(Verdict::Withheld);
    }
    let mut candidates: Vec<Candidate<'a>> = candidates(input, standing, metrics);
    let is_shippable = |candidate: &Candidate<'_>| {
        !candidate.better.is_empty() && candidate.worse.is_empty() && !candidate.is_blocked
    };
    let shippable = candidates.iter().enumerate().filter(|(_, one)| is_shippable(one));
    // The first of equals.
    let best = shippable.rev().max_by(|(_, a), (_, b)| by_goals(&a.gains, &b.gains));
    if let Some((best, _)) = best {
        let best = candidates.swap_remove(best);
        let Candidate { name, better, .. } = best;
        return Judged { verdict: Verdict::Ship, variant: Some(name), reasons: better };
    }
    if let Some(harmful) = candidates.into_iter().find(|candidate| !candidate.worse.is_empty()) {
        let Candidate { name, worse, .. } = harmful;
        return Judged { verdict: Verdict::RollBack, variant: Some(name), reasons: worse };
    }
    undecided(if !standing.is_at_end || tests_due > 0 {
        Verdict::KeepRunning
    } else if standing.is_planned_end && is_compared(input, standing, metrics) {
        Verdict::NoDifference
    } else {
        Verdict::Withheld
    })
}

fn by_goals(gains: &[f64], others: &[f64]) -> Ordering {
    let orders = gains.iter().zip(others).map(|(gain, other)| gain.total_cmp(other));
    orders.fold(Ordering::Equal, Ordering::then)
}

/// Whether each variant was compared by each goal, or by each guardrail where there are no goals.
fn is_compared(input: &Input<'_>, standing: &Standing, metrics: &[MetricAnalysis]) -> bool {
    let of_role = |role| metrics.iter().filter(move |metric| metric.role == role);
    let mut compared: Vec<&MetricAnalysis> = of_role(MetricRole::Goal).collect();
    if compared.is_empty() {
        compared = of_role(MetricRole::Guardrail).collect();
    }
    let has_answer = |metric: &MetricAnalysis, place: usize| {
        let effect = metric.variants.get(place).and_then(|variant| variant.effect.as_ref());
        effect.is_some_and(|effect| is_final(input, standing, effect.tests))
    };
    let mut places = input.plan.candidates();
    !compared.is_empty() && places.all(|place| compared.iter().all(|one| has_answer(one, place)))
}

fn candidates<'a>(
    input: &Input<'_>,
    standing: &Standing,
    metrics: &'a [MetricAnalysis],
) -> Vec<Candidate<'a>> {
    let variants = metrics.first().map_or(0, |metric| metric.variants.len());
    let places = input.plan.candidates().filter(|place| *place < variants);
    places.filter_map(|place| candidate(input, standing, metrics, place)).collect()
}

fn candidate<'a>(
    input: &Input<'_>,
    standing: &Standing,
    metrics: &'a [MetricAnalysis],
    place: usize,
) -> Option<Candidate<'a>> {
    let name = &metrics.first()?.variants.get(place)?.variant;
    let (mut gains, mut better, mut worse) = (Vec::new(), Vec::new(), Vec::new());
    let mut is_blocked = false;
    for metric in metrics {
        let Some(variant) = metric.variants.get(place) else { continue };
        if metric.role == MetricRole::Goal {
            gains.push(gain(input, metric, variant));
        }
        let Some(effect) = &variant.effect else { continue };
        let is_inferior = variant.guardrail.is_some_and(|it| it.state == GuardrailState::Inferior);
        is_blocked |= is_inferior;
        if !decides(input, standing, effect.tests) {
            continue;
        }
        let reason = Reason { metric, effect };
        match metric.role {
            MetricRole::Goal if effect.outcome == Outcome::Better => better.push(reason),
            MetricRole::Goal if effect.outcome == Outcome::Worse => worse.push(reason),
            MetricRole::Guardrail if is_inferior => worse.push(reason),
            _ => {}
        }
    }
    Some(Candidate { name, gains, better, worse, is_blocked })
}

/// What a variant gains by a goal: a difference, so that all variants have one scale.
fn gain(input: &Input<'_>, goal: &MetricAnalysis, variant: &VariantAnalysis) -> f64 {
    let Some(effect) = &variant.effect else { return 0.0 };
    let control = goal.variants.get(input.plan.control).and_then(|control| control.mean);
    let scale = if effect.relative { control.unwrap_or(0.0).abs() } else { 1.0 };
    sign(goal.direction) * effect.estimate * scale
}

/// Why the experiment ends now, if it does. Tests that are due come first, and who waits to be summed
/// up.
///
/// Before the planned end it ends for harm, or for a variant whose guardrails are all known to hold:
/// harm may take longer to be seen than what is gained.
pub(crate) fn conclusion(
    input: &Input<'_>,
    standing: &Standing,
    health: &Health,
    judged: &Judged<'_>,
    metrics: &[MetricAnalysis],
    tests_due: usize,
) -> Option<Conclusion> {
    if tests_due > 0 || input.plan.ended.is_some() || !health.unsummed.ok {
        return None;
    }
    if standing.is_over {
        return Some(Conclusion::EndDate);
    }
    if standing.is_at_end {
        return Some(Conclusion::PlannedSample);
    }
    let is_decided = match judged.verdict {
        Verdict::RollBack => is_peek_proof(input.plan.method),
        Verdict::Ship => {
            let variant = judged.variant.unwrap_or_default();
            is_peek_proof(input.plan.method) && open_guardrails(metrics, variant).is_empty()
        }
        Verdict::KeepRunning | Verdict::NoDifference | Verdict::Withheld => false,
    };
    is_decided.then_some(Conclusion::EarlyStop)
}

/// The guardrails of a variant of which it is not known that they hold.
pub(crate) fn open_guardrails<'m>(metrics: &'m [MetricAnalysis], variant: &str) -> Vec<&'m str> {
    let is_open = |metric: &&MetricAnalysis| {
        let own = metric.variants.iter().find(|one| one.variant == variant);
        let state = own.and_then(|own| own.guardrail).map(|guardrail| guardrail.state);
        metric.role == MetricRole::Guardrail && state != Some(GuardrailState::NonInferior)
    };
    metrics.iter().filter(is_open).map(|metric| metric.metric.as_str()).collect()
}
