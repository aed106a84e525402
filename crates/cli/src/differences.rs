//! Differences between definitions, as people read them: one line for each document, and one for
//! each field. All commands that show what changed, or would, show it in these lines.

use hoist_api::FieldChange;
use serde_json::Value;

use crate::output::printable;

/// Characters of a value that a line shows; the rest is in the JSON output.
const VALUE_CHARS_MAX: usize = 200;

/// What is done to documents that are made, changed and deleted, or what would be.
pub(crate) fn verbs(is_done: bool) -> [&'static str; 3] {
    match is_done {
        true => ["created", "updated", "deleted"],
        false => ["would create", "would update", "would delete"],
    }
}

/// A document in a line, `would update features/search`, and its fields below it.
pub(crate) fn document(what: &str, collection: &str, key: &str, fields: &[FieldChange]) -> String {
    let mut text = printable(&format!("{what} {collection}/{key}")) + "\n";
    text.extend(lines(fields).iter().map(|field| format!("  {field}\n")));
    text
}

/// The line for all documents that are what they were.
pub(crate) fn unchanged(count: u64, place: &str) -> String {
    printable(&format!("unchanged: {count} ({place})")) + "\n"
}

/// One line for each field: `~ percentage: 25 → 50`, `+ rules["beta"]: {…}`, `- when_on.ttl: 60`.
///
/// Of lists of plain values only what came and what went is shown.
pub(crate) fn lines(changes: &[FieldChange]) -> Vec<String> {
    changes.iter().map(line).collect()
}

fn line(FieldChange { path, before, after }: &FieldChange) -> String {
    let path = if path.is_empty() { "(all of it)" } else { path };
    printable(&match (before, after) {
        (Some(before), Some(after)) => match came_and_went(before, after) {
            Some(change) => format!("~ {path}: {change}"),
            None => format!("~ {path}: {} → {}", short(before), short(after)),
        },
        (None, Some(after)) => format!("+ {path}: {}", short(after)),
        (Some(before), None) => format!("- {path}: {}", short(before)),
        (None, None) => format!("~ {path}"),
    })
}

/// What came into a list of plain values, and what went: `+ "MX", - "CA"`.
fn came_and_went(before: &Value, after: &Value) -> Option<String> {
    let (before, after) = (before.as_array()?, after.as_array()?);
    let beyond = |list: &[Value], other: &[Value], sign: char| -> Option<String> {
        let beyond: Vec<String> =
            list.iter().filter(|each| !other.contains(each)).map(Value::to_string).collect();
        (!beyond.is_empty()).then(|| format!("{sign} {}", cut(&beyond.join(", "))))
    };
    let parts: Vec<String> =
        [beyond(after, before, '+'), beyond(before, after, '-')].into_iter().flatten().collect();
    // Where nothing came or went it is the order that changed.
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn short(value: &Value) -> String {
    cut(&value.to_string())
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(VALUE_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_line_for_each_field() {
        let change = |path: &str, before: Value, after: Value| {
            let some = |value: Value| (!value.is_null()).then_some(value);
            FieldChange { path: path.to_owned(), before: some(before), after: some(after) }
        };
        let changes = [
            change("percentage", json!(25), json!(50)),
            change("rules[\"beta\"]", Value::Null, json!({"name": "beta", "value": true})),
            change("when_on.ttl", json!(60), Value::Null),
            change("country", json!(["US", "CA"]), json!(["US", "MX"])),
            change("rules", json!(["a", "b"]), json!(["b", "a"])),
            change("description", json!("old"), json!("bell \u{7}")),
            change("", Value::Null, json!({"type": "boolean"})),
        ];
        assert_snapshot!(lines(&changes).join("\n"), @r#"
        ~ percentage: 25 → 50
        + rules["beta"]: {"name":"beta","value":true}
        - when_on.ttl: 60
        ~ country: + "MX", - "CA"
        ~ rules: ["a","b"] → ["b","a"]
        ~ description: "old" → "bell \u0007"
        + (all of it): {"type":"boolean"}
        "#);
    }

    #[test]
    fn a_long_value_is_cut() {
        let line = short(&json!("ü".repeat(VALUE_CHARS_MAX)));
        assert_eq!(line.chars().count(), VALUE_CHARS_MAX + 1);
        assert!(line.ends_with("ü…"), "{line}");
    }
}
