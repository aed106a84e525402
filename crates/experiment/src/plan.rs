//! What a phase measures, fixed before it is seen.
//!
//! A plan is written into the change log when a phase starts and read ever after, so an analysis
//! can be repeated from the log and the events alone, whatever became of the documents.

use hoist_ruleset::document::{
    Direction, Experiment, Flag, Method, MetricCap, MetricGuess, MetricKind, MetricRole, MetricUse,
    MetricWindow, Strategy, Variant,
};
use hoist_ruleset::{Documents, Weight};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::analysis::Conclusion;

/// How long before the first exposure a user's past counts as covariate: two weeks, so that each
/// day of the week is in it twice.
const LOOK_BACK_MINUTES: u32 = 14 * 24 * 60;
/// The confidence of flags, which have no field for it.
const FLAG_CONFIDENCE: f64 = 0.95;

/// What one phase of an experiment, or of a flag with metrics, measures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Key of the experiment or flag.
    pub key: String,
    /// From 1. An exposure belongs to the phase in which its time lies.
    pub phase: u32,
    /// Exposures count from here on.
    pub started: Timestamp,
    /// Exposures and observations count up to here: another phase began, or it was concluded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// Why it ended, where that was by its plan and is in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<Conclusion>,
    /// When it ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_date: Option<Timestamp>,
    /// In declared order.
    pub variants: Vec<PlannedVariant>,
    /// Place of the variant that all others are compared with.
    pub control: usize,
    /// In declared order.
    pub metrics: Vec<PlannedMetric>,
    /// Planned users, all variants together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample_size: Option<u64>,
    /// How often a difference may be called where there is none.
    pub alpha: f64,
    /// Smallest relative effect that is looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_effect: Option<f64>,
    /// How the verdict is reached.
    pub method: Method,
    /// How long before the first exposure a user's past counts as covariate; 0 is not at all.
    #[serde(default)]
    pub look_back_minutes: u32,
}

/// A variant of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedVariant {
    /// Its name.
    pub name: String,
    /// Its weight in 1e-6, relative to the sum of all; none where the split is not fixed, as under
    /// rules. Then it is not judged whether users were split as they should have been.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<u64>,
}

/// A metric of a plan, with all that its documents said or its name was taken for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedMetric {
    /// Its key.
    pub key: String,
    /// What it is for.
    pub role: MetricRole,
    /// Names of events that count, each as good as the others.
    pub events: Vec<String>,
    /// What is made of them.
    #[serde(flatten)]
    pub kind: MetricKind,
    /// Which way is good.
    pub direction: Direction,
    /// How much of a user's total counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<MetricCap>,
    /// How long after the first exposure events count; none is until the end of the phase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_minutes: Option<u32>,
    /// How much worse a guardrail may get, relative. Without one, not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin: Option<f64>,
}

impl PlannedMetric {
    /// Whether sums do not tell it: it is read from all users, one by one.
    #[must_use]
    pub fn needs_rows(&self) -> bool {
        self.percentile().is_some() || matches!(self.kind, MetricKind::Quantile { .. })
    }

    /// The part of users' totals that is within its cap, if that is a percentile.
    #[must_use]
    pub fn percentile(&self) -> Option<f64> {
        let has_totals = matches!(self.kind, MetricKind::Mean | MetricKind::Ratio { .. });
        self.cap.filter(|_| has_totals).and_then(MetricCap::level)
    }
}

impl Plan {
    /// The plan of an experiment that starts a phase now, as its documents are now.
    pub fn of_experiment(
        documents: &Documents,
        key: &str,
        phase: u32,
        started: Timestamp,
    ) -> Option<Self> {
        let experiment: &Experiment = documents.experiments().get(key)?;
        Some(Self {
            key: key.to_owned(),
            phase,
            started,
            ended: None,
            ended_by: None,
            end_date: experiment.end_date,
            variants: weighted(&experiment.variants, true),
            control: Variant::control(&experiment.variants),
            metrics: planned(documents, &experiment.metrics),
            sample_size: experiment.sample_size,
            alpha: alpha_of(experiment.confidence),
            min_effect: experiment.min_detectable_effect,
            method: experiment.method,
            look_back_minutes: LOOK_BACK_MINUTES,
        })
    }

    /// The plan of a flag with metrics, measured like an experiment from now on; none for a flag
    /// without metrics.
    ///
    /// The variants of boolean-like flags are on and off, which is the control. The split is fixed
    /// where there is no rule that decides about some users, and nothing changes over time.
    pub fn of_flag(
        documents: &Documents,
        key: &str,
        phase: u32,
        started: Timestamp,
    ) -> Option<Self> {
        let flag: &Flag = documents.flags().get(key)?;
        if flag.metrics.is_empty() {
            return None;
        }
        let is_fixed = !flag.rules.iter().any(|rule| rule.rule.enabled);
        let (variants, control) = match &flag.strategy {
            Strategy::Variant { variants } => {
                (weighted(variants, is_fixed), Variant::control(variants))
            }
            Strategy::Percentage { percentage } => {
                let on = 100 * u64::from(percentage.threshold());
                (on_and_off(is_fixed.then_some([on, Weight::UNIT - on])), 1)
            }
            Strategy::Boolean | Strategy::Gradual(_) | Strategy::Targeted => (on_and_off(None), 1),
        };
        Some(Self {
            key: key.to_owned(),
            phase,
            started,
            ended: None,
            ended_by: None,
            end_date: None,
            variants,
            control,
            metrics: planned(documents, &flag.metrics),
            sample_size: None,
            alpha: alpha_of(FLAG_CONFIDENCE),
            min_effect: None,
            method: Method::default(),
            look_back_minutes: LOOK_BACK_MINUTES,
        })
    }

    /// When exposures and observations end to count, as far as is known.
    #[must_use]
    pub fn end(&self) -> Option<Timestamp> {
        [self.ended, self.end_date].into_iter().flatten().min()
    }

    /// Whether another plan measures the same in the same way, so that no phase has to start: only
    /// phase, times and end may differ.
    #[must_use]
    pub fn measures_as(&self, other: &Self) -> bool {
        let Self { phase, started, ended, ended_by, end_date, .. } = *other;
        Self { phase, started, ended, ended_by, end_date, ..self.clone() } == *other
    }

    /// The weights of all variants, if the split is fixed.
    #[must_use]
    pub fn weights(&self) -> Option<Vec<u64>> {
        self.variants.iter().map(|variant| variant.weight).collect()
    }

    /// The place of a variant.
    #[must_use]
    pub fn variant(&self, name: &str) -> Option<usize> {
        self.variants.iter().position(|variant| variant.name == name)
    }

    /// Whether the variant at a place may have users. Who is shown one that may not was told so by
    /// an older definition, or by a clock that is ahead.
    #[must_use]
    pub fn may_have_users(&self, place: usize) -> bool {
        self.variants.get(place).is_some_and(|variant| variant.weight != Some(0))
    }

    /// The places of all variants that may have users.
    pub(crate) fn open(&self) -> impl Iterator<Item = usize> + use<'_> {
        (0..self.variants.len()).filter(|place| self.may_have_users(*place))
    }

    /// The places of all variants that are compared with the control: those that may have users.
    pub fn candidates(&self) -> impl Iterator<Item = usize> + use<'_> {
        self.open().filter(|place| *place != self.control)
    }
}

fn weighted(variants: &[Variant], is_fixed: bool) -> Vec<PlannedVariant> {
    let planned = |variant: &Variant| PlannedVariant {
        name: variant.name.clone(),
        weight: is_fixed.then(|| variant.weight.units()),
    };
    variants.iter().map(planned).collect()
}

fn on_and_off(weights: Option<[u64; 2]>) -> Vec<PlannedVariant> {
    let weight = |place: usize| weights.map(|weights| weights[place]);
    let named = |name: &str, place| PlannedVariant { name: name.to_owned(), weight: weight(place) };
    vec![named("on", 0), named("off", 1)]
}

/// One minus the confidence, without the noise of that subtraction.
fn alpha_of(confidence: f64) -> f64 {
    ((1.0 - confidence) * 1e12).round() / 1e12
}

fn planned(documents: &Documents, metrics: &[MetricUse]) -> Vec<PlannedMetric> {
    metrics.iter().map(|one| resolved(documents, one)).collect()
}

/// A metric as its document says, or as its name is understood where it has none.
fn resolved(documents: &Documents, of: &MetricUse) -> PlannedMetric {
    let (events, kind, direction, cap, window) = match documents.metrics().get(of.metric.as_str()) {
        Some(metric) => {
            let events = vec![metric.event.clone()];
            (events, metric.kind.clone(), metric.direction, metric.cap, metric.window)
        }
        None => {
            let guess = MetricGuess::of(&of.metric);
            let kind = if guess.is_share { MetricKind::Conversion } else { MetricKind::Mean };
            (guess.events, kind, guess.direction, None, MetricWindow::default())
        }
    };
    let window_minutes = match window {
        MetricWindow::Minutes(minutes) => Some(minutes),
        MetricWindow::UntilEnd => None,
    };
    let (key, role, margin) = (of.metric.as_str().to_owned(), of.role, of.margin);
    PlannedMetric { key, role, events, kind, direction, cap, window_minutes, margin }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{documents, start};

    const FILE: &str = "
metrics:
  revenue: {event: paid, kind: mean, cap: 500, window: none}
  p95: {event: loaded, kind: quantile, quantile: 0.95, direction: decrease}
experiments:
  layout:
    variants: {a: 0.2, b: {weight: 0.5, is_control: true}, c: 0.3}
    metrics: [checkout_rate, revenue, {metric: p95, role: guardrail, margin: 0.02}]
    sample_size: 9000
    confidence: 0.9
    min_detectable_effect: 0.03
    method: always_valid
features:
  share: {type: percentage, enabled: true, percentage: 25, metrics: [bounce_rate]}
  colour: {type: variant, enabled: true, variants: {red: 0.25, control: 0.75}, metrics: [clicks]}
  ruled:
    type: percentage
    enabled: true
    percentage: 25
    metrics: [clicks]
    rules: [{type: user, conditions: {user_ids: [ana]}, value: true}]
  grown: {type: gradual, start_date: 2026-01-01T00:00:00Z, end_date: 2026-02-01T00:00:00Z, metrics: [x]}
  plain: {type: boolean, enabled: true}
";

    fn flag(key: &str) -> Plan {
        Plan::of_flag(&documents(FILE), key, 2, start()).unwrap()
    }

    #[test]
    fn of_an_experiment() {
        let plan = Plan::of_experiment(&documents(FILE), "layout", 3, start()).unwrap();
        let text = serde_json::to_string(&plan).unwrap();
        let lines = text.replace("},{", "},\n{").replace(",\"metrics", ",\n\"metrics");
        insta::assert_snapshot!(lines, @r#"
    {"key":"layout","phase":3,"started":"2026-03-01T00:00:00Z","variants":[{"name":"a","weight":200000},
    {"name":"b","weight":500000},
    {"name":"c","weight":300000}],"control":1,
    "metrics":[{"key":"checkout_rate","role":"goal","events":["checkout","checkout_rate"],"kind":"conversion","direction":"increase","window_minutes":10080},
    {"key":"revenue","role":"secondary","events":["paid"],"kind":"mean","direction":"increase","cap":500.0},
    {"key":"p95","role":"guardrail","events":["loaded"],"kind":"quantile","quantile":0.95,"direction":"decrease","window_minutes":10080,"margin":0.02}],"sample_size":9000,"alpha":0.1,"min_effect":0.03,"method":"always_valid","look_back_minutes":20160}
    "#);
        assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
        assert_eq!(Plan::of_experiment(&documents(FILE), "share", 1, start()), None);
    }

    #[test]
    fn of_a_flag() {
        for (key, variants, control) in [
            ("share", &[("on", Some(250_000)), ("off", Some(750_000))], 1),
            ("colour", &[("red", Some(250_000)), ("control", Some(750_000))], 1),
            ("ruled", &[("on", None), ("off", None)], 1),
            ("grown", &[("on", None), ("off", None)], 1),
        ] {
            let plan = flag(key);
            let shown = plan.variants.iter().map(|one| (one.name.as_str(), one.weight));
            assert_eq!(shown.collect::<Vec<_>>(), variants, "{key}");
            assert_eq!((plan.control, plan.phase, plan.alpha), (control, 2, 0.05), "{key}");
        }
        assert_eq!(Plan::of_flag(&documents(FILE), "plain", 1, start()), None);
        assert_eq!(Plan::of_flag(&documents(FILE), "layout", 1, start()), None);
    }

    #[test]
    fn what_starts_a_phase() {
        let plan = flag("share");
        let ended =
            Plan { phase: 7, ended: Some(start()), end_date: Some(start()), ..flag("share") };
        assert!(plan.measures_as(&ended));
        let ended = Plan { ended_by: Some(Conclusion::PlannedSample), ..ended };
        assert!(plan.measures_as(&ended));
        assert!(!plan.measures_as(&Plan { sample_size: Some(1), ..flag("share") }));
        assert!(!plan.measures_as(&Plan { alpha: 0.1, ..flag("share") }));
        assert!(!plan.measures_as(&flag("ruled")));
    }
}
