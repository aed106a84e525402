//! An analysis as it is told.

mod health;

use hoist_api::{
    AbsoluteEffect, GuardrailState, LaterEffect, MetricEffect, MetricResults, Outcome, Results,
    ResultsMethod, SampleProgress, SeriesEffect, SeriesPoint, VariantResults, Verdict,
};
use hoist_experiment::{self as experiment, Analysis, Input, MetricAnalysis, UNIT};
use hoist_ruleset::document::{Method, MetricKind, MetricWindow};

use self::health::health;
use super::why;

/// An analysis as it is told, with what it was made of where that makes numbers clear.
#[must_use]
pub fn told(input: &Input<'_>, analysis: &Analysis) -> Results {
    let plan = input.plan;
    let places = input.plan.metrics.iter().zip(&analysis.metrics).enumerate();
    Results {
        key: analysis.key.clone(),
        phase: analysis.phase,
        started_at: plan.started,
        ended_at: plan.ended,
        status: None,
        conclusion: None,
        verdict: verdict(analysis.verdict),
        reason: analysis.reason.clone(),
        winner: analysis.winner.clone(),
        recommendation: analysis.recommendation.clone(),
        as_of: analysis.as_of,
        health: health(input, analysis),
        sample: sample(input, analysis),
        method: method(input, analysis),
        control: plan.variants.get(plan.control).map(|it| it.name.clone()).unwrap_or_default(),
        metrics: places
            .map(|(place, (planned, metric))| MetricResults {
                metric: metric.metric.clone(),
                role: metric.role.name().to_owned(),
                kind: metric.kind.name().to_owned(),
                direction: metric.direction.name().to_owned(),
                window: window(planned.window_minutes),
                margin: planned.margin,
                cap: metric.cap,
                cap_percentile: percentile(planned),
                capped_share: metric.capped_share,
                closed: metric.closed,
                cut_off: metric.cut_off,
                untested: metric.is_untested,
                variants: variants(input, analysis, place, metric),
            })
            .collect(),
        corrections: why::corrections(input, analysis),
    }
}

/// Results as a point of a series.
#[must_use]
pub(crate) fn point(results: &Results) -> SeriesPoint {
    let effects = results.metrics.iter().flat_map(|metric| {
        metric.variants.iter().filter_map(|variant| {
            let effect = variant.effect.as_ref()?;
            Some(SeriesEffect {
                metric: metric.metric.clone(),
                kind: metric.kind.clone(),
                variant: variant.variant.clone(),
                relative: effect.relative,
                estimate: effect.estimate,
                low: effect.low,
                high: effect.high,
                p_value: effect.p_value,
                significant: effect.significant,
            })
        })
    });
    SeriesPoint {
        as_of: results.as_of,
        verdict: results.verdict,
        users: results.sample.observed,
        effects: effects.collect(),
    }
}

fn verdict(verdict: experiment::Verdict) -> Verdict {
    match verdict {
        experiment::Verdict::Ship => Verdict::Ship,
        experiment::Verdict::RollBack => Verdict::RollBack,
        experiment::Verdict::KeepRunning => Verdict::KeepRunning,
        experiment::Verdict::NoDifference => Verdict::NoDifference,
        experiment::Verdict::Withheld => Verdict::Withheld,
    }
}

fn window(minutes: Option<u32>) -> String {
    minutes.map_or(MetricWindow::UntilEnd, MetricWindow::Minutes).to_string()
}

fn percentile(planned: &experiment::PlannedMetric) -> Option<String> {
    planned.cap.filter(|cap| cap.level().is_some()).map(|cap| cap.to_string())
}

fn sample(input: &Input<'_>, analysis: &Analysis) -> SampleProgress {
    let sample = &analysis.sample;
    SampleProgress {
        planned: sample.planned,
        observed: sample.observed,
        closed: sample.closed,
        cut_off: sample.cut_off,
        progress: sample.progress,
        expected_end: sample.expected_end,
        seconds_left: sample.seconds_left,
        end_date: input.plan.end_date,
        detectable_effect: sample.detectable_effect,
        users_for_min_effect: sample.users_for_min_effect,
    }
}

fn method(input: &Input<'_>, analysis: &Analysis) -> ResultsMethod {
    let (name, about) = match analysis.method {
        Method::Hybrid => (
            "hybrid",
            "It may be read at any time: a fifth of alpha is for that, the rest for one test when \
             the planned users have closed windows.",
        ),
        Method::GroupSequential => (
            "group_sequential",
            "It says something at five looks, each at a fifth of the planned users, and may be \
             read at any time.",
        ),
        Method::AlwaysValid => ("always_valid", "It may be read at any time."),
        Method::Fixed => (
            "fixed",
            "Its intervals hold for one look, at the planned end: whoever acts on them earlier \
             finds differences where there are none.",
        ),
        Method::Bayesian => (
            "bayesian",
            "It says what to believe, and waits for the planned end: acted on at will it finds \
             differences where there are none.",
        ),
    };
    ResultsMethod {
        name: name.to_owned(),
        peek_proof: analysis.peek_proof,
        about: about.to_owned(),
        alpha: analysis.alpha,
        min_detectable_effect: input.plan.min_effect,
    }
}

/// The variants of a metric, the control first.
fn variants(
    input: &Input<'_>,
    analysis: &Analysis,
    place: usize,
    metric: &MetricAnalysis,
) -> Vec<VariantResults> {
    let control = input.plan.control;
    let order = std::iter::once(control).chain(input.plan.candidates());
    // Where users were not split as planned, or many are missing, an effect is told and says nothing.
    let is_believed = analysis.health.srm.ok && analysis.health.unsummed.ok;
    let told = |variant: usize| {
        let found = metric.variants.get(variant)?;
        let base = metric.variants.get(control);
        let effect = found.effect.as_ref().map(|effect| MetricEffect {
            estimate: effect.estimate,
            low: effect.low,
            high: effect.high,
            p_value: effect.p_value,
            significant: effect.significant && is_believed,
            confidence: effect.confidence,
            relative: effect.relative,
            outcome: if is_believed { outcome(effect.outcome) } else { Outcome::Undecided },
            uncorrected_p_value: effect.uncorrected_p_value,
            standard_error: effect.standard_error,
            users: effect.users,
            method: effect.method.to_owned(),
            formula: effect.formula.to_owned(),
            adjusted: effect.adjusted,
            tests: effect.tests,
            tested_users: tested_users(input, &metric.metric, &found.variant)
                .filter(|_| effect.tests > 0),
            later: effect.later.map(|later| LaterEffect {
                users: later.users,
                estimate: later.estimate,
                relative: later.relative,
            }),
            chance_to_win: effect.chance_to_win,
            expected_loss: effect.expected_loss,
            absolute: base.and_then(|base| absolute(base, found)),
            why: why::why(input, analysis, place, variant),
        });
        let refusal = found.refusal.as_ref();
        Some(VariantResults {
            variant: found.variant.clone(),
            users: found.users,
            conversions: found.conversions,
            sum: found.sum,
            denominator: denominator(input, place, variant),
            mean: found.mean,
            std_dev: found.std_dev,
            effect,
            refusal: refusal.map(|refusal| refusal.code.to_owned()),
            refusal_detail: refusal.map(|refusal| refusal.reason.clone()),
            guardrail: found.guardrail.map(|guardrail| match is_believed {
                true => guardrail_state(guardrail.state),
                false => GuardrailState::Inconclusive,
            }),
        })
    };
    order.filter_map(told).collect()
}

/// Users of the last test of a metric and variant that is in the log.
fn tested_users(input: &Input<'_>, metric: &str, variant: &str) -> Option<u64> {
    let mut tests = input.tested.iter().rev();
    let last = tests.find(|test| test.metric == metric && test.variant == variant);
    last.map(|test| test.users)
}

fn outcome(outcome: experiment::Outcome) -> Outcome {
    match outcome {
        experiment::Outcome::Better => Outcome::Better,
        experiment::Outcome::Worse => Outcome::Worse,
        experiment::Outcome::Undecided => Outcome::Undecided,
    }
}

fn guardrail_state(state: experiment::GuardrailState) -> GuardrailState {
    match state {
        experiment::GuardrailState::NonInferior => GuardrailState::NonInferior,
        experiment::GuardrailState::Inferior => GuardrailState::Inferior,
        experiment::GuardrailState::Inconclusive => GuardrailState::Inconclusive,
    }
}

/// The difference of two values, as the numbers are now.
fn absolute(
    control: &experiment::VariantAnalysis,
    candidate: &experiment::VariantAnalysis,
) -> Option<AbsoluteEffect> {
    let variance = |variant: &experiment::VariantAnalysis| {
        variant.std_dev.map(|deviation| deviation * deviation / variant.users as f64)
    };
    let estimate = candidate.mean? - control.mean?;
    let standard_error = (variance(control)? + variance(candidate)?).sqrt();
    let is_finite = estimate.is_finite() && standard_error.is_finite();
    is_finite.then_some(AbsoluteEffect { estimate, standard_error })
}

/// Of a ratio, the sum that it is divided by.
fn denominator(input: &Input<'_>, place: usize, variant: usize) -> Option<f64> {
    let is_ratio = |kind: &MetricKind| matches!(kind, MetricKind::Ratio { .. });
    input.plan.metrics.get(place).filter(|metric| is_ratio(&metric.kind))?;
    Some(input.sums(place, variant).sum(1) as f64 / UNIT as f64)
}
