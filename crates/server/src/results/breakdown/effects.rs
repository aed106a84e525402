//! Effects in parts: each by itself, corrected for all that are told, and whether they differ.

use std::collections::BTreeMap;

use hoist_api::{BreakdownMetric, BreakdownVariant, Interaction};
use hoist_experiment::{CONVERSIONS_MIN, Plan, PlannedMetric, USERS_MIN, conversions};
use hoist_ruleset::document::MetricKind;
use hoist_stats::{
    Alpha, Effect, Estimate, Proportion, Refusal, benjamini_hochberg, cochran_q, lift,
    lift_of_proportions,
};

use super::Part;

/// The effects of all parts.
pub(super) struct Effects {
    /// By part, metric and variant, at alpha.
    found: BTreeMap<(usize, usize, usize), Result<Effect, &'static str>>,
    /// The corrected p-values of those that there are.
    p_values: BTreeMap<(usize, usize, usize), f64>,
    alpha: Alpha,
    /// Of the intervals.
    pub(super) level: Alpha,
    is_split_ok: bool,
}

impl Effects {
    /// Where users were not split as planned, none is significant.
    pub(super) fn of(
        plan: &Plan,
        parts: &[(&str, Option<String>, Part)],
        alpha: Alpha,
        is_split_ok: bool,
    ) -> Self {
        let mut found = BTreeMap::new();
        for (index, (_, _, part)) in parts.iter().enumerate() {
            for metric in 0..plan.metrics.len() {
                for variant in plan.candidates() {
                    let effect = effect(plan, part, metric, variant, alpha);
                    found.insert((index, metric, variant), effect);
                }
            }
        }
        let tests = found.iter().filter_map(|(of, effect)| Some((*of, effect.ok()?.p_value)));
        let (places, p_values): (Vec<_>, Vec<_>) = tests.unzip();
        let corrected = benjamini_hochberg(&p_values, alpha).ok();
        let level = corrected.as_ref().map_or(alpha, |corrected| corrected.level);
        let p_values = corrected.map_or(p_values, |corrected| corrected.p_values);
        let p_values = places.into_iter().zip(p_values).collect();
        Self { found, p_values, alpha, level, is_split_ok }
    }

    /// A part's metrics.
    pub(super) fn metrics(&self, plan: &Plan, part: usize, of: &Part) -> Vec<BreakdownMetric> {
        let order = || std::iter::once(plan.control).chain(plan.candidates());
        let metric = |(place, metric): (usize, &PlannedMetric)| BreakdownMetric {
            metric: metric.key.clone(),
            variants: order()
                .map(|variant| self.variant(plan, (part, place, variant), of))
                .collect(),
        };
        plan.metrics.iter().enumerate().map(metric).collect()
    }

    fn variant(&self, plan: &Plan, of: (usize, usize, usize), part: &Part) -> BreakdownVariant {
        let (_, metric, variant) = of;
        let name = plan.variants.get(variant).map(|variant| variant.name.clone());
        let mut told = BreakdownVariant {
            variant: name.unwrap_or_default(),
            users: part.users.get(variant).copied().unwrap_or(0),
            mean: value(plan, part, metric, variant).ok().map(|estimate| estimate.value()),
            estimate: None,
            low: None,
            high: None,
            p_value: None,
            significant: false,
            refusal: None,
            refusal_detail: None,
        };
        match self.found.get(&of) {
            None => {}
            Some(Err(refusal)) => {
                told.refusal = Some((*refusal).to_owned());
                told.refusal_detail = sentence(refusal);
            }
            Some(Ok(_)) => match effect(plan, part, metric, variant, self.level) {
                Err(refusal) => told.refusal = Some(refusal.to_owned()),
                Ok(effect) => {
                    let p_value = self.p_values.get(&of).copied();
                    told.estimate = Some(effect.estimate);
                    told.low = Some(effect.interval.lower);
                    told.high = Some(effect.interval.upper);
                    told.significant = self.is_significant(p_value);
                    told.p_value = p_value;
                }
            },
        }
        told
    }

    fn is_significant(&self, p_value: Option<f64>) -> bool {
        self.is_split_ok && p_value.is_some_and(|p_value| p_value < self.alpha.get())
    }

    /// Whether effects differ between parts, for each metric and variant, corrected for how many
    /// there are.
    pub(super) fn interactions(&self, plan: &Plan, parts: usize) -> Vec<Interaction> {
        let places = (0..plan.metrics.len())
            .flat_map(|metric| plan.candidates().map(move |variant| (metric, variant)));
        let told = |(place, variant): (usize, usize)| {
            let of_part = |part| self.found.get(&(part, place, variant))?.ok();
            let effects: Vec<Effect> = (0..parts).filter_map(of_part).collect();
            let test = cochran_q(&effects).ok();
            let name = plan.variants.get(variant).map(|variant| variant.name.clone());
            let metric = plan.metrics.get(place).map(|metric| metric.key.clone());
            Interaction {
                metric: metric.unwrap_or_default(),
                variant: name.unwrap_or_default(),
                q: test.map(|test| test.statistic),
                p_value: test.map(|test| test.p_value),
                significant: false,
            }
        };
        let mut all: Vec<Interaction> = places.map(told).collect();
        let p_values: Vec<f64> = all.iter().filter_map(|it| it.p_value).collect();
        let Ok(corrected) = benjamini_hochberg(&p_values, self.alpha) else { return all };
        let with_test = all.iter_mut().filter(|it| it.p_value.is_some());
        for (interaction, p_value) in with_test.zip(corrected.p_values) {
            interaction.significant = self.is_significant(Some(p_value));
            interaction.p_value = Some(p_value);
        }
        all
    }
}

/// Why there is no effect in a part, as a sentence.
fn sentence(code: &str) -> Option<String> {
    let text = match code {
        "insufficient_units" => format!("a variant has fewer than {USERS_MIN} users"),
        "few_conversions" => {
            format!("a variant has fewer than {CONVERSIONS_MIN} users who convert, or who do not")
        }
        "nothing_left" => {
            "all of the variant's values are zero, so nobody can tell how exact its lift is"
                .to_owned()
        }
        "user_totals" => "quantiles are not told by attribute".to_owned(),
        "no_users" => "a variant has no users".to_owned(),
        _ => return None,
    };
    Some(text)
}

/// The lift of a variant in a part, or why there is none.
fn effect(
    plan: &Plan,
    part: &Part,
    metric: usize,
    variant: usize,
    alpha: Alpha,
) -> Result<Effect, &'static str> {
    let users = [plan.control, variant].map(|it| part.users.get(it).copied().unwrap_or(0));
    if users.iter().any(|users| *users < USERS_MIN) {
        return Err("insufficient_units");
    }
    let of = |variant| value(plan, part, metric, variant);
    let (control, candidate) = (of(plan.control)?, of(variant)?);
    let share = |variant| -> Result<Proportion, Refusal> {
        let sums = part.sums.get(metric * plan.variants.len() + variant);
        let (yes, users) = sums.map_or((0, 0), |sums| (conversions(sums), sums.users()));
        Proportion::new(yes, users)
    };
    let effect = match plan.metrics.get(metric).map(|metric| &metric.kind) {
        Some(MetricKind::Conversion) => share(plan.control)
            .and_then(|control| lift_of_proportions(control, share(variant)?, alpha)),
        _ => lift(&control, &candidate, alpha),
    };
    effect.map_err(|refusal| refusal.code())
}

/// A metric of a variant in a part.
fn value(
    plan: &Plan,
    part: &Part,
    metric: usize,
    variant: usize,
) -> Result<Estimate, &'static str> {
    let sums = part.sums.get(metric * plan.variants.len() + variant).ok_or("no_users")?;
    let code = |refusal: Refusal| refusal.code();
    match plan.metrics.get(metric).map(|metric| &metric.kind) {
        Some(MetricKind::Conversion) => {
            let users = sums.users();
            let yes = conversions(sums);
            if yes.min(users - yes) < CONVERSIONS_MIN {
                return Err("few_conversions");
            }
            Proportion::new(yes, users).and_then(|share| share.estimate()).map_err(code)
        }
        Some(MetricKind::Mean) => {
            sums.moments([0]).and_then(|moments| Estimate::mean(&moments)).map_err(code)
        }
        Some(MetricKind::Ratio { .. }) => {
            sums.moments([0, 1]).and_then(|moments| Estimate::ratio(&moments)).map_err(code)
        }
        _ => Err("user_totals"),
    }
}
