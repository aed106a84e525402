//! Effects as they are shown: p-values corrected within their family, intervals at the level that
//! fits, guardrails against their margin.

use hoist_ruleset::document::{MetricCap, MetricRole};
use hoist_stats::{Alpha, Corrected, benjamini_hochberg, holm};

use crate::analyse::is_tested;
use crate::analysis::{
    Effect, Guardrail, GuardrailState, MetricAnalysis, Outcome, Refusal, VariantAnalysis,
};
use crate::formula::{formula, method_name};
use crate::health::users;
use crate::input::Input;
use crate::measure::Capped;
use crate::plan::{Plan, PlannedMetric};
use crate::reading::{Case, Reading, alpha, side_of, sign};
use crate::standing::{Standing, closed_users, cut_off, is_sound};
use crate::value;

/// All metrics with all effects.
pub(crate) fn metrics(
    input: &Input<'_>,
    standing: &Standing,
    cases: &[Case<'_>],
) -> Vec<MetricAnalysis> {
    let families = [Group::Goals, Group::Secondary, Group::Margins, Group::NoMargins]
        .map(|group| Family::of(input, standing, cases, group));
    let observed = users(input).iter().sum();
    let metrics = input.plan.metrics.iter().enumerate();
    metrics
        .map(|(place, metric)| {
            let [goals, secondary, margins, no_margins] = &families;
            let family = match Group::of(metric) {
                Group::Goals => goals,
                Group::Secondary => secondary,
                Group::Margins => margins,
                Group::NoMargins => no_margins,
            };
            let variants = 0..input.plan.variants.len();
            let (capped, closed) = (input.measured.cap(place), closed_users(input, metric));
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
                closed,
                cut_off: cut_off(standing, observed, closed),
                is_untested: standing.has_ended && is_untested(input.plan, cases, place),
                variants: variants.map(|one| variant(input, cases, family, place, one)).collect(),
            }
        })
        .collect()
}

/// Whether no test of a metric is in the log, by a method that tests.
fn is_untested(plan: &Plan, cases: &[Case<'_>], metric: usize) -> bool {
    let mut own = cases.iter().filter(|case| case.metric == metric);
    is_tested(plan.method) && own.all(|case| case.tested.is_empty())
}

/// What is corrected together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Goals,
    Secondary,
    /// Guardrails with a margin.
    Margins,
    /// Guardrails without one: what is worse at all is inferior.
    NoMargins,
}

impl Group {
    fn of(metric: &PlannedMetric) -> Self {
        match metric.role {
            MetricRole::Goal => Self::Goals,
            MetricRole::Secondary => Self::Secondary,
            MetricRole::Guardrail if margin_of(metric) > 0.0 => Self::Margins,
            MetricRole::Guardrail => Self::NoMargins,
        }
    }

    const fn is_guardrail(self) -> bool {
        matches!(self, Self::Margins | Self::NoMargins)
    }

    fn correct(self, p_values: Vec<f64>, alpha: Alpha) -> Corrected {
        let corrected = match self {
            Self::Goals | Self::NoMargins => holm(&p_values, alpha),
            Self::Secondary => benjamini_hochberg(&p_values, alpha),
            // Each is for itself: no harm beyond its margin is to be overlooked for the others.
            Self::Margins => Err(hoist_stats::Refusal::Invalid("not corrected")),
        };
        corrected.unwrap_or(Corrected { p_values, level: alpha })
    }
}

/// The tests of a group. Those that have no answer count as tests without effect: the correction
/// does not depend on what is known so far.
struct Family {
    group: Group,
    members: Vec<Member>,
}

/// What is to be read of a case.
#[derive(Clone, Copy)]
struct Member {
    metric: usize,
    variant: usize,
    /// Corrected.
    p_value: f64,
    /// That of the interval.
    level: Alpha,
    /// Whether it may be read as it is.
    is_sound: bool,
}

impl Family {
    /// What may be read as it is is corrected as if all that may not yet were without effect; what
    /// may not, with all as they are.
    fn of(input: &Input<'_>, standing: &Standing, cases: &[Case<'_>], group: Group) -> Self {
        let plan = input.plan;
        let alpha = alpha(plan);
        let is_member =
            |case: &&Case<'_>| plan.metrics.get(case.metric).map(Group::of) == Some(group);
        let cases: Vec<&Case<'_>> = cases.iter().filter(is_member).collect();
        let found = |case: &&Case<'_>| match case.read(plan, alpha, against(plan, case.metric)) {
            Ok(reading) => (p_of(group, &reading), is_sound(input, standing, reading.tests)),
            Err(_unknown) => (1.0, false),
        };
        let found: Vec<(f64, bool)> = cases.iter().map(found).collect();
        let all = found.iter().map(|(p_value, _)| *p_value).collect();
        let sound = found.iter().map(|(p_value, is_sound)| if *is_sound { *p_value } else { 1.0 });
        let corrected = [group.correct(all, alpha), group.correct(sound.collect(), alpha)];
        let member = |(place, case): (usize, &&Case<'_>)| {
            let is_sound = found[place].1;
            let corrected = &corrected[usize::from(is_sound)];
            let level = corrected.level;
            // One-sided at a level is the interval at twice that.
            let twice = Alpha::new((2.0 * level.get()).min(0.5)).unwrap_or(level);
            Member {
                metric: case.metric,
                variant: case.variant,
                p_value: corrected.p_values[place],
                level: if group.is_guardrail() { twice } else { level },
                is_sound,
            }
        };
        Self { group, members: cases.iter().enumerate().map(member).collect() }
    }

    fn member(&self, metric: usize, variant: usize) -> Option<&Member> {
        self.members.iter().find(|one| (one.metric, one.variant) == (metric, variant))
    }
}

/// What an effect is held against: a guardrail's margin, else nothing.
fn against(plan: &Plan, metric: usize) -> f64 {
    match plan.metrics.get(metric) {
        Some(metric) if Group::of(metric) == Group::Margins => {
            -sign(metric.direction) * margin_of(metric)
        }
        _ => 0.0,
    }
}

fn margin_of(metric: &PlannedMetric) -> f64 {
    metric.margin.filter(|margin| margin.is_finite()).map_or(0.0, |margin| margin.max(0.0))
}

/// Of guardrails one-sided, on the side on which the effect is.
fn p_of(group: Group, reading: &Reading) -> f64 {
    let p_value = reading.effect.p_value;
    if group.is_guardrail() { 0.5 * p_value } else { p_value }
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
    let member = family.member(place, variant);
    let (Some(case), Some(member), Some(metric)) = (case, member, plan.metrics.get(place)) else {
        analysis.refusal = (!analysis.is_control).then(Refusal::no_users);
        return analysis;
    };
    let reading = case.read(plan, member.level, against(plan, place));
    match reading.and_then(|reading| shown(plan, metric, family.group, *member, &reading)) {
        Err(refusal) => analysis.refusal = Some(refusal),
        Ok((effect, state)) => {
            let scale = if effect.relative { 1.0 } else { case.base.abs() };
            let margin = margin_of(metric) * scale;
            analysis.guardrail = state.map(|state| Guardrail { state, margin });
            analysis.effect = Some(effect);
        }
    }
    if metric.role == MetricRole::Guardrail && analysis.guardrail.is_none() {
        let (state, margin) = (GuardrailState::Inconclusive, margin_of(metric));
        analysis.guardrail = Some(Guardrail { state, margin });
    }
    analysis
}

/// An effect as it is shown, if all of it are numbers, and what it says of a guardrail.
fn shown(
    plan: &Plan,
    metric: &PlannedMetric,
    group: Group,
    member: Member,
    reading: &Reading,
) -> Result<(Effect, Option<GuardrailState>), Refusal> {
    let found = &reading.effect;
    let sign = sign(metric.direction);
    let side = side_of(&found.interval, 0.0);
    let outcome = match side.map(|side| side * sign > 0.0) {
        Some(true) => Outcome::Better,
        Some(false) => Outcome::Worse,
        None => Outcome::Undecided,
    };
    let is_apart = match group {
        Group::Margins => member.p_value < alpha(plan).get(),
        Group::Goals | Group::Secondary | Group::NoMargins => side.is_some(),
    };
    let state = match (is_apart, reading.is_above == (sign > 0.0)) {
        // Before it may be read as it is, that it holds is not known.
        (true, true) if member.is_sound => GuardrailState::NonInferior,
        (true, false) => GuardrailState::Inferior,
        (true, true) | (false, _) => GuardrailState::Inconclusive,
    };
    let effect = Effect {
        estimate: found.estimate,
        low: found.interval.lower,
        high: found.interval.upper,
        p_value: member.p_value,
        significant: is_apart,
        confidence: 1.0 - member.level.get(),
        relative: reading.relative,
        outcome,
        uncorrected_p_value: p_of(group, reading),
        standard_error: found.standard_error,
        users: found.units,
        method: method_name(plan.method),
        formula: formula(&metric.kind, reading),
        adjusted: reading.adjusted,
        by_fieller: reading.by_fieller,
        tests: reading.tests,
        chance_to_win: reading.posterior.map(|posterior| posterior.chance_to_win()),
        expected_loss: reading.posterior.map(|posterior| posterior.loss_of_shipping()),
        later: reading.later,
    };
    let numbers = [effect.estimate, effect.low, effect.high, effect.standard_error];
    if !numbers.iter().all(|number| number.is_finite()) {
        return Err(hoist_stats::Refusal::Overflow.into());
    }
    Ok((effect, group.is_guardrail().then_some(state)))
}

#[cfg(test)]
mod tests;
