//! What follows from health and effects.

use hoist_ruleset::document::MetricRole;

use crate::analysis::{
    Conclusion, Effect, GuardrailState, Health, MetricAnalysis, Outcome, Verdict,
};
use crate::input::Input;
use crate::reading::sign;
use crate::standing::{Standing, decides};

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
    better: Vec<Reason<'a>>,
    worse: Vec<Reason<'a>>,
}

/// The verdict.
///
/// - Users were not split as planned: withheld, whatever else there is.
/// - Of the variants that are better by a goal, worse by none and have no inferior guardrail, the
///   one that is best by its first goal: ship.
/// - There is a variant that is worse by a goal or has an inferior guardrail: roll back.
/// - The planned end was reached and no test is due any more: no difference.
pub(crate) fn judge<'a>(
    input: &Input<'_>,
    standing: &Standing,
    health: &Health,
    metrics: &'a [MetricAnalysis],
    tests_due: usize,
) -> Judged<'a> {
    let undecided = |verdict| Judged { verdict, variant: None, reasons: Vec::new() };
    if !health.srm.ok {
        return undecided(Verdict::Withheld);
    }
    let mut candidates: Vec<Candidate<'a>> = candidates(input, standing, metrics);
    let gain = |candidate: &Candidate<'_>| {
        let first = candidate.better.first();
        first.map_or(0.0, |goal| sign(goal.metric.direction) * goal.effect.estimate)
    };
    let shippable = candidates
        .iter()
        .enumerate()
        .filter(|(_, candidate)| !candidate.better.is_empty() && candidate.worse.is_empty());
    // The first of equals.
    let best = shippable.rev().max_by(|(_, a), (_, b)| gain(a).total_cmp(&gain(b)));
    if let Some((best, _)) = best {
        let best = candidates.swap_remove(best);
        let Candidate { name, better, .. } = best;
        return Judged { verdict: Verdict::Ship, variant: Some(name), reasons: better };
    }
    if let Some(harmful) = candidates.into_iter().find(|candidate| !candidate.worse.is_empty()) {
        let Candidate { name, worse, .. } = harmful;
        return Judged { verdict: Verdict::RollBack, variant: Some(name), reasons: worse };
    }
    let is_done = standing.is_at_end && tests_due == 0;
    undecided(if is_done { Verdict::NoDifference } else { Verdict::KeepRunning })
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
    let (mut better, mut worse) = (Vec::new(), Vec::new());
    for metric in metrics {
        let Some(variant) = metric.variants.get(place) else { continue };
        let Some(effect) = &variant.effect else { continue };
        if !decides(input, standing, effect.tests) {
            continue;
        }
        let reason = Reason { metric, effect };
        match metric.role {
            MetricRole::Goal if effect.outcome == Outcome::Better => better.push(reason),
            MetricRole::Goal if effect.outcome == Outcome::Worse => worse.push(reason),
            MetricRole::Guardrail
                if variant.guardrail.is_some_and(|it| it.state == GuardrailState::Inferior) =>
            {
                worse.push(reason);
            }
            _ => {}
        }
    }
    Some(Candidate { name, better, worse })
}

/// Why the experiment ends now, if it does. Tests that are due come first.
///
/// Before the planned end it ends for harm, or for a variant whose guardrails are all known to hold:
/// harm may take longer to be seen than what is gained.
pub(crate) fn conclusion(
    input: &Input<'_>,
    standing: &Standing,
    judged: &Judged<'_>,
    metrics: &[MetricAnalysis],
    tests_due: usize,
) -> Option<Conclusion> {
    if tests_due > 0 || input.plan.ended.is_some() {
        return None;
    }
    if standing.is_over {
        return Some(Conclusion::EndDate);
    }
    if standing.is_at_end {
        return Some(Conclusion::PlannedSample);
    }
    let is_decided = match judged.verdict {
        Verdict::RollBack => true,
        Verdict::Ship => open_guardrails(metrics, judged.variant.unwrap_or_default()).is_empty(),
        Verdict::KeepRunning | Verdict::NoDifference | Verdict::Withheld => false,
    };
    is_decided.then_some(Conclusion::EarlyStop)
}

/// The guardrails of a variant that may hold or not, as far as is known.
pub(crate) fn open_guardrails<'m>(metrics: &'m [MetricAnalysis], variant: &str) -> Vec<&'m str> {
    let is_open = |metric: &&MetricAnalysis| {
        let own = metric.variants.iter().find(|one| one.variant == variant);
        let state = own.and_then(|own| own.guardrail).map(|guardrail| guardrail.state);
        state == Some(GuardrailState::Inconclusive)
    };
    metrics.iter().filter(is_open).map(|metric| metric.metric.as_str()).collect()
}
