//! One repetition: what was seen on its way, and how it ended.

use hoist_api::{Conclusion, Results};
use hoist_experiment::{Plan, PlannedMetric};
use serde_json::Value;

use super::draw::Draw;

/// An experiment of a simulation.
#[derive(Clone, Debug)]
pub(super) struct Repetition {
    pub(super) key: String,
    /// The relative effect on the goal; 0 is none.
    pub(super) effect: f64,
    /// The plan that it was started by.
    pub(super) plan: Option<Plan>,
    /// Whether at any look an effect on a goal was significant.
    pub(super) seen: bool,
    pub(super) conclusion: Option<Conclusion>,
}

impl Repetition {
    pub(super) fn new(effect: f64, number: u32) -> Self {
        let group = if effect == 0.0 { "without" } else { "with" };
        let key = format!("simulated_{group}_{number}");
        Self { key, effect, plan: None, seen: false, conclusion: None }
    }

    /// What somebody sees who looks now.
    pub(super) fn look(&mut self, results: &Results) {
        let goals = results.metrics.iter().filter(|metric| metric.role == "goal");
        let effects = goals.flat_map(|goal| &goal.variants).filter_map(|own| own.effect.as_ref());
        self.seen |= effects.into_iter().any(|effect| effect.significant);
    }

    /// Notes that it is over: what it ended by is seen too.
    pub(super) fn end(&mut self, conclusion: Conclusion) {
        let metrics = conclusion.evidence.iter().flat_map(|found| found["metrics"].as_array());
        let goals = metrics.flatten().filter(|found| found["role"] == "goal");
        let variants = goals.flat_map(|found| found["variants"].as_array()).flatten();
        self.seen |= variants.into_iter().any(|own| own["effect"]["significant"] == true);
        self.conclusion = Some(conclusion);
    }

    pub(super) fn verdict(&self) -> Option<&str> {
        self.conclusion.as_ref()?.verdict.as_deref()
    }

    /// Whether the interval that it ended with has the truth in it, for each variant that is
    /// compared by the goal.
    pub(super) fn covered(&self, draw: Draw, goal: &str) -> Vec<bool> {
        let planned = self
            .plan
            .as_ref()
            .and_then(|plan| plan.metrics.iter().find(|metric| metric.key == goal));
        let evidence = self.conclusion.as_ref().and_then(|end| end.evidence.as_ref());
        let (Some(metric), Some(evidence)) = (planned, evidence) else { return Vec::new() };
        let found = evidence["metrics"].as_array().into_iter().flatten();
        let goals = found.filter(|found| found["metric"] == goal);
        let variants = goals.flat_map(|found| found["variants"].as_array().into_iter().flatten());
        variants.filter_map(|own| self.has_truth(draw, metric, &own["effect"])).collect()
    }

    fn has_truth(&self, draw: Draw, metric: &PlannedMetric, effect: &Value) -> Option<bool> {
        let [low, high] = [effect["low"].as_f64()?, effect["high"].as_f64()?];
        let [without, with] = [1.0, 1.0 + self.effect].map(|factor| draw.truth(metric, factor));
        let truth = match effect["relative"].as_bool()? {
            true => with / without - 1.0,
            false => with - without,
        };
        Some(low <= truth && truth <= high)
    }
}
