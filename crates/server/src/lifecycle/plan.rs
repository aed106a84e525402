//! What is frozen for a phase.

use hoist_ruleset::{DocumentKind, Documents};
use jiff::Timestamp;
use serde_json::{Value, json};

/// The plan of a phase, as the log keeps it.
pub(super) fn plan(documents: &Documents, key: &str, phase: u32, started: Timestamp) -> Value {
    let definition = documents.to_value(DocumentKind::Experiment, key).ok().flatten();
    json!({"key": key, "phase": phase, "started": started, "definition": definition})
}
