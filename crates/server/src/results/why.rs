//! Why a number is so: what anybody can put into `hoist stats` to get it out again.

use hoist_api::{Why, WhyStep};
use hoist_experiment::{Analysis, Effect, Found, Input, MetricAnalysis, Sums, planned_users};
use hoist_ruleset::document::{Method, MetricKind, MetricRole};
use hoist_stats::{Moments, Refusal, linearised};
use serde_json::{Map, Value, json};

/// With fewer users in a variant there is no sequence to be read.
const SEQUENCE_USERS_MIN: u64 = 100;

/// Where the effect of a variant on a metric comes from.
pub(super) fn why(input: &Input<'_>, analysis: &Analysis, metric: usize, variant: usize) -> Why {
    let of = Of { input, analysis, metric, variant };
    let found = analysis.metrics.get(metric).and_then(|it| Some((it, it.variants.get(variant)?)));
    let Some((metric, Some(effect))) = found.map(|(it, variant)| (it, variant.effect.as_ref()))
    else {
        return Why { formula: String::new(), steps: Vec::new() };
    };
    let steps = of.steps(metric, effect).unwrap_or_default();
    Why { formula: effect.formula.to_owned(), steps }
}

/// Which effect.
struct Of<'a> {
    input: &'a Input<'a>,
    analysis: &'a Analysis,
    metric: usize,
    variant: usize,
}

impl Of<'_> {
    /// The commands; none where the number is not made of what is still known.
    fn steps(&self, metric: &MetricAnalysis, effect: &Effect) -> Option<Vec<WhyStep>> {
        let mut steps = Vec::new();
        // The looks of a group sequential test are in the log, their moments are not.
        if self.input.plan.method != Method::GroupSequential {
            steps.push(step("compare", self.comparison(metric, effect)?));
        }
        if let Some(reading) = self.reading(effect)? {
            steps.push(step("sequential", reading));
        }
        steps.extend(self.correction(metric).map(|input| step("adjust", input)));
        Some(steps)
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
        let others: Map<String, Value> = self
            .input
            .plan
            .variants
            .iter()
            .enumerate()
            .filter(|(place, _)| effect.adjusted && !both.contains(place))
            .filter_map(|(place, other)| Some((other.name.clone(), moments(place)?)))
            .collect();
        if !others.is_empty() {
            comparison["other_variants"] = others.into();
        }
        Some(comparison)
    }

    /// A variant's moments in the words of `hoist stats compare`.
    fn moments(&self, kind: &MetricKind, adjusted: bool, variant: usize) -> Result<Value, Refusal> {
        let sums = self.sums(variant);
        let units = sums.users();
        if adjusted {
            let moments = match kind {
                MetricKind::Ratio { .. } => linearised(&sums.moments([0, 1, 2, 3])?)?,
                _ => sums.moments([0, 2])?,
            };
            return pair(&moments, ["mean", "covariate_mean", "variance", "covariate_variance"]);
        }
        match kind {
            MetricKind::Conversion => {
                let moments = sums.moments([0])?;
                let successes = (moments.mean(0) * units as f64).round();
                Ok(json!({"units": units, "successes": successes}))
            }
            MetricKind::Ratio { .. } => pair(
                &sums.moments([0, 1])?,
                ["numerator", "denominator", "numerator_variance", "denominator_variance"],
            ),
            _ => {
                let moments = sums.moments([0])?;
                let (mean, variance) = (moments.mean(0), moments.variance(0)?);
                Ok(json!({"units": units, "mean": mean, "variance": variance}))
            }
        }
    }

    fn sums(&self, variant: usize) -> Sums {
        self.input.sums(self.metric, variant)
    }

    /// What `hoist stats sequential` reads of the effect, where a rule reads it. The outer none is
    /// where the number has another origin.
    fn reading(&self, effect: &Effect) -> Option<Option<Value>> {
        let plan = self.input.plan;
        let mut reading = json!({
            "alpha": plan.alpha,
            "level": rounded(1.0 - effect.confidence),
            "units": effect.users,
            "estimate": effect.estimate,
            "standard_error": effect.standard_error,
        });
        let planned = planned_users(plan, self.variant);
        let tested = self.tested();
        match plan.method {
            Method::Hybrid => {
                let both = [plan.control, self.variant].map(|place| self.sums(place).users());
                let all: u64 = both.iter().sum();
                reading["method"] = "hybrid".into();
                reading["planned_units"] = planned.into();
                if let Some(test) = tested.last() {
                    let Found::Student { estimate, standard_error, degrees_of_freedom } =
                        test.found
                    else {
                        return None;
                    };
                    // Else it is the test alone, of users whose moments are not known any more.
                    let is_both = both.iter().all(|users| *users >= SEQUENCE_USERS_MIN);
                    if !is_both || effect.users != all || effect.relative != test.relative {
                        return None;
                    }
                    reading["fixed"] = json!({
                        "estimate": estimate,
                        "standard_error": standard_error,
                        "degrees_of_freedom": degrees_of_freedom,
                    });
                }
            }
            Method::AlwaysValid => {
                reading["method"] = "confidence_sequence".into();
                reading["planned_units"] = planned.into();
            }
            Method::GroupSequential => {
                let information: Vec<f64> = tested.iter().map(|test| test.information).collect();
                reading["method"] = "group_sequential".into();
                reading["spending"] = "obrien_fleming".into();
                reading["information"] = information.into();
                reading["alpha"] = rounded(1.0 - effect.confidence).into();
                if let Value::Object(fields) = &mut reading {
                    fields.remove("level");
                }
            }
            Method::Fixed => return if tested.is_empty() { Some(None) } else { None },
            Method::Bayesian => return None,
        }
        Some(Some(reading))
    }

    /// The tests of this metric and variant that are in the log.
    fn tested(&self) -> Vec<&hoist_experiment::Tested> {
        let plan = self.input.plan;
        let names = plan.metrics.get(self.metric).zip(plan.variants.get(self.variant));
        let is_it = |test: &&hoist_experiment::Tested| {
            names.is_some_and(|(metric, variant)| {
                test.metric == metric.key && test.variant == variant.name
            })
        };
        self.input.tested.iter().filter(is_it).collect()
    }

    /// What `hoist stats adjust` corrects, where there are several tests of a kind.
    fn correction(&self, metric: &MetricAnalysis) -> Option<Value> {
        let method = match metric.role {
            MetricRole::Goal => "holm",
            MetricRole::Secondary => "benjamini_hochberg",
            MetricRole::Guardrail => return None,
        };
        let family = self.analysis.metrics.iter().filter(|other| other.role == metric.role);
        let members = family.flat_map(|metric| {
            let candidates = metric.variants.iter().filter(|variant| !variant.is_control);
            candidates.map(|variant| {
                // What has no effect is a test all the same.
                let p_value = variant.effect.as_ref().map_or(1.0, |it| it.uncorrected_p_value);
                (format!("{} {}", metric.metric, variant.variant), p_value.into())
            })
        });
        let p_values: Map<String, Value> = members.collect();
        let alpha = self.input.plan.alpha;
        (p_values.len() > 1)
            .then(|| json!({"method": method, "alpha": alpha, "p_values": p_values}))
    }
}

fn step(command: &str, input: Value) -> WhyStep {
    WhyStep { command: format!("hoist stats {command}"), input }
}

/// Two numbers of each user, by the names of their means and variances.
fn pair(moments: &Moments<2>, names: [&str; 4]) -> Result<Value, Refusal> {
    Ok(json!({
        "units": moments.units(),
        names[0]: moments.mean(0),
        names[1]: moments.mean(1),
        names[2]: moments.variance(0)?,
        names[3]: moments.variance(1)?,
        "covariance": moments.covariance(0, 1)?,
    }))
}

/// A level without the noise of having been taken from one.
fn rounded(alpha: f64) -> f64 {
    (alpha * 1e12).round() / 1e12
}
