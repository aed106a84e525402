//! Why a number is so: what anybody can put into `hoist stats` to get it out again.

use hoist_api::{Correction, Why, WhyStep};
use hoist_experiment::{
    Analysis, CONVERSIONS_MIN, Effect, Found, Input, MetricAnalysis, Sums, Tested, USERS_MIN,
    VariantAnalysis, conversions, planned_users,
};
use hoist_ruleset::document::{Direction, Method, MetricKind, MetricRole};
use hoist_stats::{Moments, Refusal, linearised};
use serde_json::{Map, Value, json};

/// What `hoist stats compare` calls an outcome and its past: their means, and their variances.
const WITH_PAST: [&str; 4] = ["mean", "covariate_mean", "variance", "covariate_variance"];

/// Where the effect of a variant on a metric comes from.
pub(super) fn why(input: &Input<'_>, analysis: &Analysis, metric: usize, variant: usize) -> Why {
    let of = Of { input, metric, variant };
    let found = analysis.metrics.get(metric).and_then(|it| Some((it, it.variants.get(variant)?)));
    let Some((metric, Some(effect))) = found.map(|(it, variant)| (it, variant.effect.as_ref()))
    else {
        return Why { formula: String::new(), steps: Vec::new(), corrected_with: None };
    };
    let steps = of.steps(metric, effect);
    let is_corrected = steps.is_some() && tests(analysis, metric.role).nth(1).is_some();
    Why {
        formula: format!("{}{}", effect.formula, of.held_against(metric, effect)),
        steps: steps.unwrap_or_default(),
        corrected_with: is_corrected.then(|| metric.role.name().to_owned()),
    }
}

/// What `hoist stats adjust` corrects, for each role with several tests.
pub(super) fn corrections(input: &Input<'_>, analysis: &Analysis) -> Vec<Correction> {
    let of_role = |(role, method): (MetricRole, &str)| {
        let p_values = tests(analysis, role).map(|(metric, variant)| {
            let p_value = variant.effect.as_ref().map_or(1.0, |it| it.uncorrected_p_value);
            (format!("{} {}", metric.metric, variant.variant), p_value.into())
        });
        let p_values: Map<String, Value> = p_values.collect();
        let (is_some, alpha) = (p_values.len() > 1, input.plan.alpha);
        let step = step("adjust", json!({"method": method, "alpha": alpha, "p_values": p_values}));
        is_some.then(|| Correction { role: role.name().to_owned(), step })
    };
    let corrected = [(MetricRole::Goal, "holm"), (MetricRole::Secondary, "benjamini_hochberg")];
    corrected.into_iter().filter_map(of_role).collect()
}

/// The tests of a role that are corrected for each other. What has no effect is one all the same.
fn tests(
    analysis: &Analysis,
    role: MetricRole,
) -> impl Iterator<Item = (&MetricAnalysis, &VariantAnalysis)> {
    let is_corrected = role != MetricRole::Guardrail;
    let metrics = analysis.metrics.iter().filter(move |it| is_corrected && it.role == role);
    metrics.flat_map(|metric| {
        let candidates = metric.variants.iter().filter(|variant| !variant.is_control);
        candidates.map(move |variant| (metric, variant))
    })
}

/// Which effect.
struct Of<'a> {
    input: &'a Input<'a>,
    metric: usize,
    variant: usize,
}

impl Of<'_> {
    /// The commands; none where the number is not made of what is still known.
    fn steps(&self, metric: &MetricAnalysis, effect: &Effect) -> Option<Vec<WhyStep>> {
        let mut steps = Vec::new();
        // The looks of a group sequential test are in the log, their moments are not.
        let has_moments = self.input.plan.method != Method::GroupSequential;
        // Low counts are read by the variance that there is without an effect.
        let is_compared = has_moments && !self.has_low_counts(metric, effect);
        let comparison = match is_compared {
            true => Some(self.comparison(metric, effect)?),
            false => None,
        };
        if let Some(comparison) = &comparison {
            steps.push(step("compare", comparison.clone()));
        }
        // Margins, and lifts over an uncertain control, enter the variance: moments have to be known.
        let is_guardrail = metric.role == MetricRole::Guardrail;
        let is_known = comparison.is_some() || !(effect.by_fieller || is_guardrail);
        // Margins are relative, and no sum tells how several without one were corrected.
        let is_single =
            effect.relative && effect.p_value.total_cmp(&effect.uncorrected_p_value).is_eq();
        let is_read = is_known && (!is_guardrail || (is_single && has_moments));
        if is_read && let Some(mut reading) = self.reading(effect, comparison)? {
            if is_guardrail {
                reading["margin"] = self.margin().into();
                reading["better"] = better(metric.direction).into();
            }
            steps.push(step("sequential", reading));
        }
        Some(steps)
    }

    /// How much worse a guardrail may be.
    fn margin(&self) -> f64 {
        let planned = self.input.plan.metrics.get(self.metric);
        planned.and_then(|planned| planned.margin).map_or(0.0, |margin| margin.max(0.0))
    }

    /// What else the numbers of a guardrail are made of.
    fn held_against(&self, metric: &MetricAnalysis, effect: &Effect) -> String {
        if metric.role != MetricRole::Guardrail {
            return String::new();
        }
        let parts = match self.input.plan.method {
            Method::Hybrid => {
                ", divided by the part of alpha of whichever is smaller, 0.8 for the one test and 0.2 \
                 for the sequence"
            }
            _ => "",
        };
        let margin =
            if metric.direction == Direction::Increase { -self.margin() } else { self.margin() };
        format!(
            "; a guardrail is held against its margin: the p-value is one-sided, that of a change of \
             {:+} % being the true one{parts}, and the interval is at twice its level, {}",
            rounded(100.0 * margin),
            rounded(1.0 - effect.confidence)
        )
    }

    /// Whether control or variant has too few conversions, or users without one, for a comparison
    /// of shares.
    fn has_low_counts(&self, metric: &MetricAnalysis, effect: &Effect) -> bool {
        let is_low = |variant| {
            let sums = self.sums(variant);
            let yes = conversions(&sums);
            yes.min(sums.users() - yes) < CONVERSIONS_MIN
        };
        let is_share = metric.kind == MetricKind::Conversion && !effect.adjusted;
        is_share && [self.input.plan.control, self.variant].into_iter().any(is_low)
    }

    /// The moments of both variants, for `hoist stats compare`.
    fn comparison(&self, metric: &MetricAnalysis, effect: &Effect) -> Option<Value> {
        let both = [self.input.plan.control, self.variant];
        let moments = |variant| self.moments(&metric.kind, effect.adjusted, variant).ok();
        let [control, candidate] = both.map(moments);
        let name = match &metric.kind {
            _ if effect.adjusted => "cuped",
            MetricKind::Conversion => "proportion",
            MetricKind::Mean => "mean",
            MetricKind::Ratio { .. } => "ratio",
            MetricKind::Quantile { .. } => return None,
        };
        let alpha = 1.0 - effect.confidence;
        let mut comparison = json!({
            "metric": name,
            "alpha": rounded(alpha),
            "control": control?,
            "candidate": candidate?,
        });
        // Theta is of all variants taken together, so all others are told as one: with each by
        // itself, what is told would grow with the square of how many there are.
        let mut others = Moments::default();
        for place in (0..self.input.plan.variants.len()).filter(|place| !both.contains(place)) {
            if effect.adjusted {
                others = others.merge(&self.with_past(&metric.kind, place).ok()?).ok()?;
            }
        }
        if others.units() > 0 {
            comparison["other_variants"] = json!({"all others": pair(&others, WITH_PAST).ok()?});
        }
        Some(comparison)
    }

    /// A variant's outcome and its past.
    fn with_past(&self, kind: &MetricKind, variant: usize) -> Result<Moments<2>, Refusal> {
        let sums = self.sums(variant);
        match kind {
            MetricKind::Ratio { .. } => linearised(&sums.moments([0, 1, 2, 3])?),
            _ => sums.moments([0, 2]),
        }
    }

    /// A variant's moments in the words of `hoist stats compare`.
    fn moments(&self, kind: &MetricKind, adjusted: bool, variant: usize) -> Result<Value, Refusal> {
        let sums = self.sums(variant);
        let units = sums.users();
        if adjusted {
            return pair(&self.with_past(kind, variant)?, WITH_PAST);
        }
        match kind {
            MetricKind::Conversion => Ok(json!({"units": units, "successes": conversions(&sums)})),
            MetricKind::Ratio { .. } => pair(
                &sums.moments([0, 1])?,
                ["numerator", "denominator", "numerator_variance", "denominator_variance"],
            ),
            _ => {
                let moments = sums.moments([0])?;
                let (mean, variance) = (moments.means()[0], moments.variance(0)?);
                Ok(json!({"units": units, "mean": mean, "variance": variance}))
            }
        }
    }

    fn sums(&self, variant: usize) -> Sums {
        self.input.sums(self.metric, variant)
    }

    /// What `hoist stats sequential` reads of the effect, where a rule reads it. The outer none is
    /// where the number has another origin.
    fn reading(&self, effect: &Effect, comparison: Option<Value>) -> Option<Option<Value>> {
        let plan = self.input.plan;
        let mut reading = match comparison {
            Some(mut comparison) => {
                comparison["scale"] = scale(effect.relative).into();
                comparison
            }
            None => json!({
                "units": effect.users,
                "estimate": effect.estimate,
                "standard_error": effect.standard_error,
            }),
        };
        reading["alpha"] = plan.alpha.into();
        reading["level"] = rounded(1.0 - effect.confidence).into();
        let planned = planned_users(plan, self.variant);
        let tested = self.tested();
        match plan.method {
            Method::Hybrid => {
                let both = [plan.control, self.variant].map(|place| self.sums(place).users());
                let all: u64 = both.iter().sum();
                reading["method"] = "hybrid".into();
                reading["planned_units"] = planned.into();
                if let Some(test) = tested.last() {
                    // Else it is the test alone, of users whose moments are not known any more.
                    let is_both = both.iter().all(|users| *users >= USERS_MIN);
                    if !is_both || effect.users != all || effect.relative != test.relative {
                        return None;
                    }
                    reading["fixed"] = found(test)?;
                    if all < planned {
                        reading["fixed"]["because"] = json!(test.because);
                    }
                }
            }
            Method::AlwaysValid => {
                reading["method"] = "confidence_sequence".into();
                reading["planned_units"] = planned.into();
            }
            Method::GroupSequential => {
                reading = found(tested.last()?)?;
                let information: Vec<f64> = tested.iter().map(|test| test.information).collect();
                reading["method"] = "group_sequential".into();
                reading["spending"] = "obrien_fleming".into();
                reading["information"] = information.into();
                reading["alpha"] = rounded(1.0 - effect.confidence).into();
            }
            Method::Fixed => return if tested.is_empty() { Some(None) } else { None },
            Method::Bayesian => return None,
        }
        Some(Some(reading))
    }

    /// The tests of this metric and variant that are in the log.
    fn tested(&self) -> Vec<&Tested> {
        let plan = self.input.plan;
        let names = plan.metrics.get(self.metric).zip(plan.variants.get(self.variant));
        let is_it = |test: &&Tested| {
            names.is_some_and(|(metric, variant)| {
                test.metric == metric.key && test.variant == variant.name
            })
        };
        self.input.tested.iter().filter(is_it).collect()
    }
}

/// What a test of the log found, in the words of `hoist stats sequential`; none of a lift over an
/// uncertain control, whose interval takes more than these.
fn found(test: &Tested) -> Option<Value> {
    let share = |[successes, units]: [u64; 2]| json!({"units": units, "successes": successes});
    match test.found {
        Found::Counts { control, candidate } => Some(json!({
            "metric": "proportion",
            "scale": scale(test.relative),
            "control": share(control),
            "candidate": share(candidate),
        })),
        Found::Student { .. } if test.ratio.is_some() => None,
        Found::Student { estimate, standard_error, degrees_of_freedom } => Some(json!({
            "units": test.users,
            "estimate": estimate,
            "standard_error": standard_error,
            "degrees_of_freedom": degrees_of_freedom,
        })),
    }
}

const fn better(direction: Direction) -> &'static str {
    match direction {
        Direction::Increase => "larger",
        Direction::Decrease => "smaller",
    }
}

fn scale(is_relative: bool) -> &'static str {
    if is_relative { "lift" } else { "difference" }
}

fn step(command: &str, input: Value) -> WhyStep {
    WhyStep { command: format!("hoist stats {command}"), input }
}

/// Two numbers of each user, by the names of their means and variances.
fn pair(moments: &Moments<2>, names: [&str; 4]) -> Result<Value, Refusal> {
    Ok(json!({
        "units": moments.units(),
        names[0]: moments.means()[0],
        names[1]: moments.means()[1],
        names[2]: moments.variance(0)?,
        names[3]: moments.variance(1)?,
        "covariance": moments.covariance(0, 1)?,
    }))
}

/// A level without the noise of having been taken from one.
fn rounded(alpha: f64) -> f64 {
    (alpha * 1e12).round() / 1e12
}

#[cfg(test)]
mod tests {
    use hoist_api::Results;
    use hoist_experiment::{Plan, Row, Shown, Totals, UNIT};
    use hoist_ruleset::{Source, read};
    use jiff::{SignedDuration, Timestamp};

    use super::super::Gathered;

    const VARIANTS: usize = 10;

    /// The results of some secondary metrics, by which so many of 400 users of each variant convert.
    fn results(metrics: usize, converted: impl Fn(usize) -> usize) -> Results {
        let names: Vec<String> = (0..VARIANTS).map(|it| format!("v{it:02}: 10")).collect();
        let uses: Vec<String> =
            (0..metrics).map(|it| format!("{{metric: m{it:02}, role: secondary}}")).collect();
        let metrics: Vec<String> = (0..metrics)
            .map(|it| format!("  m{it:02}: {{event: e, kind: conversion, window: 1h}}\n"))
            .collect();
        let file = format!(
            "metrics:\n{}  goal: {{event: g, kind: conversion, window: 1h}}\n\
             experiments:\n  many:\n    variants: {{control: 10, {}}}\n    metrics: [goal, {}]\n",
            metrics.concat(),
            names[1..].join(", "),
            uses.join(", ")
        );
        let found = read(&[Source::new("f.yaml", file)]);
        assert_eq!(found.problems, 0, "{:?}", found.diagnostics);
        let documents = found.documents;
        let plan = Plan::of_experiment(&documents, "many", 1, Timestamp::UNIX_EPOCH).unwrap();
        let mut gathered = Gathered::of(plan.clone());
        for variant in 0..VARIANTS {
            let yes = converted(variant);
            for user in 0..400 {
                let outcome = if user < yes { UNIT } else { 0 };
                let one = Totals { outcome, ..Totals::default() };
                let totals = vec![one; plan.metrics.len()];
                let shown = Shown::One(u16::try_from(variant).unwrap());
                gathered.add(&Row {
                    exposed_at: Timestamp::UNIX_EPOCH,
                    shown,
                    totals,
                    is_cut: false,
                });
            }
        }
        gathered.results(&[], Timestamp::UNIX_EPOCH + SignedDuration::from_hours(48))
    }

    #[test]
    fn a_metric_more_costs_what_the_first_one_costs() {
        let bytes = |metrics| serde_json::to_string(&results(metrics, |it| 90 + it)).unwrap().len();
        let [few, more, most] = [10, 20, 30].map(bytes);
        assert!(most - more < (more - few) * 11 / 10, "{few}, {more}, {most}");
    }

    #[test]
    fn tests_are_corrected_once_for_each_role() {
        let results = results(3, |it| 90 + it);
        let roles: Vec<(&str, usize)> = results
            .corrections
            .iter()
            .map(|it| (&*it.role, it.step.input["p_values"].as_object().unwrap().len()))
            .collect();
        assert_eq!(roles, [("goal", 9), ("secondary", 27)]);
        for metric in &results.metrics {
            for effect in metric.variants.iter().filter_map(|it| it.effect.as_ref()) {
                assert_eq!(effect.why.corrected_with.as_ref(), Some(&metric.role));
            }
        }
    }

    #[test]
    fn low_counts_are_not_told_as_a_comparison_that_they_are_not() {
        let commands = |converted: [usize; 2]| {
            let results = results(1, |it| converted[it.min(1)]);
            let effect = results.metrics[0].variants[1].effect.clone().unwrap();
            let steps = effect.why.steps.into_iter().map(|step| step.command);
            (effect.relative, steps.collect::<Vec<_>>())
        };
        let (compare, sequential) = ("hoist stats compare".to_owned(), "hoist stats sequential");
        let both = vec![compare.clone(), sequential.to_owned()];
        assert_eq!(commands([300, 301]), (true, both));
        // The control is under 20 of its standard errors, and the counts are told all the same.
        let both = vec![compare, sequential.to_owned()];
        assert_eq!(commands([90, 91]), (true, both));
        // One converts here, and many there: the difference has the pooled standard error.
        assert_eq!(commands([1, 60]), (false, vec![sequential.to_owned()]));
    }
}
