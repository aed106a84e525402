//! Effects as they are shown: p-values corrected within their family, intervals at the level that
//! fits, guardrails against their margin.

use hoist_ruleset::document::{Method, MetricCap, MetricKind, MetricRole};
use hoist_stats::{Alpha, Corrected, benjamini_hochberg, holm};

use crate::analysis::{
    Effect, Guardrail, GuardrailState, MetricAnalysis, Outcome, Refusal, VariantAnalysis,
};
use crate::input::Input;
use crate::measure::Capped;
use crate::plan::{Plan, PlannedMetric};
use crate::reading::{Case, Reading, alpha, side_of, sign};
use crate::value;

/// All metrics with all effects.
pub(crate) fn metrics(input: &Input<'_>, cases: &[Case<'_>]) -> Vec<MetricAnalysis> {
    let goals = Family::of(input.plan, cases, MetricRole::Goal);
    let secondary = Family::of(input.plan, cases, MetricRole::Secondary);
    let guardrails = Family::of(input.plan, cases, MetricRole::Guardrail);
    let metrics = input.plan.metrics.iter().enumerate();
    metrics
        .map(|(place, metric)| {
            let family = match metric.role {
                MetricRole::Goal => &goals,
                MetricRole::Secondary => &secondary,
                MetricRole::Guardrail => &guardrails,
            };
            let variants = 0..input.plan.variants.len();
            let capped = input.measured.cap(place);
            let cap = match metric.cap {
                Some(MetricCap::At(cap)) => Some(cap),
                _ => capped.and_then(Capped::value),
            };
            MetricAnalysis {
                metric: metric.key.clone(),
                role: metric.role,
                kind: metric.kind.clone(),
                direction: metric.direction,
                cap,
                capped_share: capped.map(Capped::share_above),
                variants: variants.map(|one| variant(input, cases, family, place, one)).collect(),
            }
        })
        .collect()
}

/// The tests of all metrics of one role. Those that have no answer count as tests without effect:
/// the correction does not depend on what is known so far.
struct Family {
    /// Metric and variant of each.
    members: Vec<(usize, usize)>,
    corrected: Corrected,
}

impl Family {
    fn of(plan: &Plan, cases: &[Case<'_>], role: MetricRole) -> Self {
        let alpha = alpha(plan);
        let is_member = |case: &&Case<'_>| {
            plan.metrics.get(case.metric).is_some_and(|metric| metric.role == role)
        };
        let members: Vec<&Case<'_>> = cases.iter().filter(is_member).collect();
        let p_value =
            |case: &&Case<'_>| case.read(plan, alpha).map_or(1.0, |reading| reading.effect.p_value);
        let p_values: Vec<f64> = members.iter().map(p_value).collect();
        let corrected = match role {
            MetricRole::Goal => holm(&p_values, alpha),
            MetricRole::Secondary => benjamini_hochberg(&p_values, alpha),
            // Each guardrail is for itself: who corrects it overlooks harm. One-sided at alpha is
            // the interval at twice alpha.
            MetricRole::Guardrail => Err(hoist_stats::Refusal::Invalid("not corrected")),
        };
        let level = Alpha::new((2.0 * alpha.get()).min(0.5)).unwrap_or(alpha);
        let corrected = corrected.unwrap_or(Corrected { p_values, level });
        Self {
            members: members.iter().map(|case| (case.metric, case.variant)).collect(),
            corrected,
        }
    }

    fn p_value(&self, case: &Case<'_>) -> f64 {
        let place = self.members.iter().position(|one| *one == (case.metric, case.variant));
        place.and_then(|place| self.corrected.p_values.get(place)).copied().unwrap_or(1.0)
    }
}

fn variant(
    input: &Input<'_>,
    cases: &[Case<'_>],
    family: &Family,
    place: usize,
    variant: usize,
) -> VariantAnalysis {
    let plan = input.plan;
    let value::Value { users, conversions, sum, value, std_dev } = value::of(input, place, variant);
    let name = plan.variants.get(variant).map(|variant| variant.name.clone());
    let mut analysis = VariantAnalysis {
        variant: name.unwrap_or_default(),
        is_control: variant == plan.control,
        users,
        conversions,
        sum,
        mean: value,
        std_dev,
        sums: crate::contrast::sums(input, place, variant, i32::MAX).told(),
        effect: None,
        refusal: None,
        guardrail: None,
    };
    let case = cases.iter().find(|case| (case.metric, case.variant) == (place, variant));
    let (Some(case), Some(metric)) = (case, plan.metrics.get(place)) else {
        analysis.refusal = (!analysis.is_control).then(Refusal::no_users);
        return analysis;
    };
    match case.read(plan, family.corrected.level) {
        Err(refusal) => analysis.refusal = Some(refusal),
        Ok(reading) => match shown(plan, metric, family, case, &reading) {
            Err(refusal) => analysis.refusal = Some(refusal),
            Ok((effect, guardrail)) => {
                analysis.effect = Some(effect);
                analysis.guardrail = guardrail;
            }
        },
    }
    if metric.role == MetricRole::Guardrail && analysis.guardrail.is_none() {
        let margin = metric.margin.unwrap_or(0.0);
        let state = GuardrailState::Inconclusive;
        analysis.guardrail = Some(Guardrail { state, margin });
    }
    analysis
}

/// An effect as it is shown, if all of it are numbers.
fn shown(
    plan: &Plan,
    metric: &PlannedMetric,
    family: &Family,
    case: &Case<'_>,
    reading: &Reading,
) -> Result<(Effect, Option<Guardrail>), Refusal> {
    let found = &reading.effect;
    let sign = sign(metric.direction);
    let side = side_of(&found.interval, 0.0);
    let outcome = match side.map(|side| side * sign > 0.0) {
        Some(true) => Outcome::Better,
        Some(false) => Outcome::Worse,
        None => Outcome::Undecided,
    };
    let effect = Effect {
        estimate: found.estimate,
        low: found.interval.lower,
        high: found.interval.upper,
        p_value: family.p_value(case),
        significant: side.is_some(),
        confidence: 1.0 - family.corrected.level.get(),
        relative: reading.relative,
        outcome,
        uncorrected_p_value: found.p_value,
        standard_error: found.standard_error,
        users: found.units,
        method: method_name(plan.method),
        formula: formula(&metric.kind, reading),
        adjusted: reading.adjusted,
        tests: reading.tests,
        chance_to_win: reading.posterior.map(|posterior| posterior.chance_to_win()),
        expected_loss: reading.posterior.map(|posterior| posterior.loss_of_shipping()),
    };
    let numbers = [effect.estimate, effect.low, effect.high, effect.standard_error];
    if !numbers.iter().all(|number| number.is_finite()) {
        return Err(hoist_stats::Refusal::Overflow.into());
    }
    let guardrail = (metric.role == MetricRole::Guardrail).then(|| {
        let scale = if reading.relative { 1.0 } else { case.base.abs() };
        let margin = metric.margin.unwrap_or(0.0) * scale;
        let worse_than = side_of(&found.interval, -sign * margin).map(|side| side * sign);
        let state = match worse_than {
            Some(side) if side > 0.0 => GuardrailState::NonInferior,
            Some(_) => GuardrailState::Inferior,
            None => GuardrailState::Inconclusive,
        };
        Guardrail { state, margin }
    });
    Ok((effect, guardrail))
}

fn method_name(method: Method) -> &'static str {
    match method {
        Method::Hybrid => "hybrid",
        Method::GroupSequential => "group_sequential",
        Method::AlwaysValid => "always_valid",
        Method::Fixed => "fixed",
        Method::Bayesian => "bayesian",
    }
}

/// How estimate and standard error come from the numbers of both variants: m is a value, v the
/// variance of one user, n the number of users, of control (0) and variant (1).
fn formula(kind: &MetricKind, reading: &Reading) -> &'static str {
    if reading.adjusted {
        return "(m1' - m0')/|m0| with m' = mean(y - theta x), theta = cov(y, x)/var(x) over all \
                variants; standard error by the delta method";
    }
    match (reading.relative, kind) {
        (true, MetricKind::Ratio { .. }) => {
            "(m1 - m0)/|m0| with m = sum(y)/sum(d) and v = var(y - m d)/mean(d)^2; standard error \
             by the delta method, or sqrt(v0/n0 + v1/n1)/|m0| where m0 is under 20 of its own"
        }
        (true, _) => {
            "(m1 - m0)/|m0|; standard error by the delta method, sqrt(v1/n1/m0^2 + v0/n0 \
             m1^2/m0^4), or sqrt(v0/n0 + v1/n1)/|m0| where m0 is under 20 of its own"
        }
        (false, MetricKind::Conversion) => {
            "m1 - m0; in a test, or read once, by Newcombe from Wilson's intervals; else with the \
             standard error without an effect, sqrt(m (1 - m)(1/n0 + 1/n1)), m the share of both"
        }
        (false, _) => "m1 - m0; standard error sqrt(v0/n0 + v1/n1)",
    }
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::document::MetricKind;

    use crate::trial::{Trial, start};
    use crate::{Effect, Row, Shown, Totals, UNIT, Verdict};

    const FOUR: &str = "{control: 0.25, wide: 0.25, tall: 0.25, deep: 0.25}";

    fn effects(trial: &mut Trial, metric: usize) -> Vec<Effect> {
        let analysis = trial.monitored();
        let variants = analysis.metrics[metric].variants.iter();
        variants.filter_map(|variant| variant.effect.clone()).collect()
    }

    #[test]
    fn goals_of_several_variants_are_corrected_together() {
        let mut trial = Trial::of_variants(FOUR, "sample_size: 8000, metrics: [conversion_rate]");
        for (variant, yes) in (0..).zip([500, 505, 562, 640]) {
            trial = trial.converted(0, variant, 0, [yes, 2000]);
        }
        let effects = effects(&mut trial.clone().after(9), 0);
        // By itself the second would be significant too.
        let alone: Vec<bool> = effects.iter().map(|one| one.uncorrected_p_value < 0.05).collect();
        let together: Vec<bool> = effects.iter().map(|one| one.p_value < 0.05).collect();
        assert_eq!(alone, [false, true, true]);
        assert_eq!(together, [false, false, true]);
        for effect in &effects {
            assert_eq!(effect.significant, effect.p_value < 0.05, "{effect:?}");
            assert!(effect.p_value >= effect.uncorrected_p_value);
        }
        let analysis = trial.after(9).monitored();
        assert_eq!((analysis.verdict, analysis.winner.as_deref()), (Verdict::Ship, Some("deep")));
    }

    /// Users who do more if they did more before, and a little more with the variant, whose past is
    /// more by so much.
    fn with_past(plan: &str, more_before: i64) -> Trial {
        let mut trial = Trial::of(plan).after(9);
        for place in 0_i64..4000 {
            let variant = place % 2;
            let before = UNIT * (1 + place % 97 + more_before * variant);
            let totals = Totals {
                outcome: before + UNIT * (place % 5) + 300_000 * variant,
                outcome_before: before,
                denominator: UNIT * (1 + place % 3),
                denominator_before: UNIT * (1 + place % 3),
                values: Vec::new(),
            };
            trial.ledger.put(&Row {
                exposed_at: start(),
                shown: Shown::One(u16::try_from(variant).unwrap()),
                totals: vec![totals],
            });
        }
        trial
    }

    #[test]
    fn a_past_makes_intervals_narrower() {
        let mut mean = with_past("sample_size: 4000, metrics: [spent]", 0);
        let mut ratio = mean.clone();
        let denominator = "visit".to_owned();
        ratio.plan.metrics[0].kind = MetricKind::Ratio { denominator };
        for (trial, gain) in [(&mut mean, 0.1), (&mut ratio, 0.15)] {
            let adjusted = effects(trial, 0).remove(0);
            assert!(trial.analyse().health.covariates[0].ok);
            // Without its past, the same experiment.
            trial.tested.clear();
            let without = trial.ledger.iter().map(|(cell, sums)| (*cell, sums.without_past()));
            trial.ledger = without.collect();
            let plain = effects(trial, 0).remove(0);
            assert!(adjusted.adjusted && !plain.adjusted);
            assert!(
                adjusted.standard_error < gain * plain.standard_error,
                "{adjusted:?} {plain:?}"
            );
            assert!(adjusted.significant && !plain.significant);
        }
    }

    #[test]
    fn a_past_that_variants_do_not_share_adjusts_nothing() {
        let mut trial = with_past("sample_size: 4000, metrics: [spent]", 20);
        let effect = effects(&mut trial, 0).remove(0);
        let check = trial.analyse().health.covariates.remove(0);
        assert!(!effect.adjusted && !check.ok && check.p_value < 1e-6, "{check:?}");
    }
}
