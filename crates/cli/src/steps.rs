//! Explanations as JSON.

use hoist_api::{Evaluation, Step};
use hoist_eval::Explanation;
use serde::Serialize;

/// An explanation by files, as a server would give it but for the seq.
#[derive(Serialize)]
pub(crate) struct Explained {
    #[serde(flatten)]
    pub(crate) evaluation: Evaluation,
    /// As a tree.
    steps: Vec<Step>,
}

impl Explained {
    pub(crate) fn new(key: &str, explanation: &Explanation<'_>) -> Self {
        let evaluation = hoist_server::evaluation(key, &explanation.resolution);
        Self { evaluation, steps: explanation.steps.iter().map(hoist_server::step).collect() }
    }
}
