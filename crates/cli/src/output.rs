//! Writing: complaints to stderr, evaluations for people, diagnostics as JSON.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;

use hoist_api::{Evaluation, Rule};
use hoist_ruleset::Diagnostic;
use serde::Serialize;
use serde_json::{Value, json};

/// Tells a person something on stderr.
pub(crate) fn complain(message: fmt::Arguments<'_>) {
    // Nobody is left to be told where stderr is closed.
    _ = writeln!(std::io::stderr(), "{message}");
}

/// Writes one line of JSON.
pub(crate) fn write_json(value: &impl Serialize, out: &mut impl Write) -> anyhow::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    Ok(writeln!(out)?)
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

/// An evaluation in one line for people: `on, TARGETING_MATCH by rules[0], value true`.
pub(crate) fn line(evaluation: &Evaluation) -> String {
    let Evaluation { value, variant, reason, error_code, rule, metadata, .. } = evaluation;
    let Some(variant) = variant else {
        let error = error_code.as_ref().unwrap_or(reason);
        return printable(&format!("no value, {error}: the caller's default is used"));
    };
    let by = match rule {
        Some(Rule { index, name: Some(name) }) => format!(" by rules[{index}] ({name})"),
        Some(Rule { index, name: None }) => format!(" by rules[{index}]"),
        None => by_metadata(metadata),
    };
    printable(&format!("{variant}, {reason}{by}, value {value}"))
}

fn by_metadata(metadata: &BTreeMap<String, Value>) -> String {
    let is = |name: &str| metadata.get(name) == Some(&Value::Bool(true));
    if is("killed") {
        " by a kill".to_owned()
    } else if let Some(key) = metadata.get("prerequisite").and_then(Value::as_str) {
        format!(" by prerequisite {key}")
    } else if let Some(phase) = metadata.get("phase") {
        format!(" in phase {phase}{}", if is("exposure") { ", exposed" } else { "" })
    } else {
        String::new()
    }
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
