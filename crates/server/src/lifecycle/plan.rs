//! What is frozen for a phase.

use hoist_experiment::Plan;
use hoist_ruleset::Documents;
use jiff::Timestamp;
use serde_json::Value;

/// The plan of a phase, as the log keeps it.
pub(super) fn plan(documents: &Documents, key: &str, phase: u32, started: Timestamp) -> Value {
    let plan = Plan::of_experiment(documents, key, phase, started);
    plan.and_then(|plan| serde_json::to_value(plan).ok()).unwrap_or_default()
}
