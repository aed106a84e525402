//! Explanations as JSON.

use hoist_api::{Counterfactual, Evaluation, Step};
use hoist_eval::Explanation;
use serde::Serialize;

/// An explanation by files, as a server would give it but for the seq.
#[derive(Serialize)]
pub(crate) struct Explained {
    #[serde(flatten)]
    pub(crate) evaluation: Evaluation,
    /// As a tree.
    steps: Vec<Step>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) counterfactual: Option<Counterfactual>,
}

impl Explained {
    pub(crate) fn new(
        key: &str,
        explanation: &Explanation<'_>,
        counterfactual: Option<&hoist_eval::Counterfactual>,
    ) -> Self {
        Self {
            evaluation: hoist_server::evaluation(key, &explanation.resolution),
            steps: explanation.steps.iter().map(hoist_server::step).collect(),
            counterfactual: counterfactual.map(hoist_server::counterfactual),
        }
    }
}
