//! Writing: complaints to stderr, resolutions and steps as JSON.

use std::fmt;
use std::io::Write;

use hoist_eval::{Metadata, Resolution};
use hoist_ruleset::Diagnostic;
use serde_json::{Map, Value, json};

/// Tells a person something on stderr.
pub(crate) fn complain(message: fmt::Arguments<'_>) {
    // Nobody is left to be told where stderr is closed.
    _ = writeln!(std::io::stderr(), "{message}");
}

/// A text without what could move the cursor of a terminal.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .flat_map(|each| {
            let escaped = each.is_control().then(|| each.escape_default());
            let plain = escaped.is_none().then_some(each);
            escaped.into_iter().flatten().chain(plain)
        })
        .collect()
}

/// A resolution in one line for people: `on, TARGETING_MATCH by rules[0], value true`.
pub(crate) fn line(resolution: &Resolution<'_>) -> String {
    let reason = resolution.reason.as_str();
    let Some((payload, variant)) = resolution.value.zip(resolution.variant) else {
        let error = resolution.error.map_or(reason, |error| error.as_str());
        return format!("no value, {error}: the caller's default is used");
    };
    let by = match (&resolution.rule, resolution.metadata) {
        (Some(rule), _) => match &rule.name {
            Some(name) => format!(" by rules[{}] ({name})", rule.index),
            None => format!(" by rules[{}]", rule.index),
        },
        (None, Metadata { killed: true, .. }) => " by a kill".to_owned(),
        (None, Metadata { prerequisite: Some(key), .. }) => format!(" by prerequisite {key}"),
        (None, Metadata { assignment: Some(assignment), .. }) => {
            format!(" in phase {}, exposed", assignment.phase)
        }
        _ => String::new(),
    };
    format!("{variant}, {reason}{by}, value {}", payload.json)
}

/// A resolution as JSON. Every field is always there; what does not apply is null.
pub(crate) fn resolution(key: &str, resolution: &Resolution<'_>) -> Map<String, Value> {
    let rule = resolution.rule.map(|rule| json!({"index": rule.index, "name": rule.name}));
    let fields = [
        ("key", Value::from(key)),
        ("value", resolution.value.map(|payload| payload.value.clone()).into()),
        ("variant", resolution.variant.into()),
        ("reason", resolution.reason.as_str().into()),
        ("error_code", resolution.error.map(|error| error.as_str()).into()),
        ("rule", rule.into()),
        ("metadata", metadata(resolution.metadata).into()),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn metadata(metadata: Metadata<'_>) -> Map<String, Value> {
    let mut map = Map::new();
    if metadata.killed {
        map.insert("killed".into(), true.into());
    }
    if let Some(key) = metadata.prerequisite {
        map.insert("prerequisite".into(), key.into());
    }
    if let Some(assignment) = metadata.assignment {
        map.insert("experiment".into(), assignment.experiment.into());
        map.insert("phase".into(), assignment.phase.into());
        map.insert("exposure".into(), true.into());
    }
    map
}

/// A diagnostic as JSON.
pub(crate) fn diagnostic(diagnostic: &Diagnostic) -> Value {
    json!({
        "code": diagnostic.code().to_string(),
        "file": &*diagnostic.file,
        "line": diagnostic.mark.line,
        "column": diagnostic.mark.column,
        "path": diagnostic.path,
        "message": diagnostic.problem.to_string(),
        "advice": diagnostic.problem.advice(),
    })
}
