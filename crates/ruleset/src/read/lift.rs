//! Flags in the shape of the brief's Go program, lifted into typed fields.
//!
//! There, what belongs to a flag's type stands in `metadata` as strings: `percentage: "25"`,
//! `weights: '{"a":0.5}'`, `start_date`, `end_date`. Only the fields of the flag's own type are
//! lifted; for other types they are what metadata is, free strings. This is the one place that
//! knows that shape.

use super::cursor::{Cursor, describe};
use super::scalar::shown;
use crate::diagnostic::Problem;
use crate::limits::VARIANTS_MAX;
use crate::number::Percentage;
use crate::source::{Entry, Mark, Node, Source, Value};
use crate::time::parse_timestamp;

/// The flag with its lifted fields, or `None` where nothing is to be lifted.
pub(super) fn lift(flag: &Cursor<'_>) -> Option<Node> {
    let Some(Value::Map(metadata)) = flag.node().get("metadata").map(|node| &node.value) else {
        return None;
    };
    let Some(Value::String(flag_type)) = flag.node().get("type").map(|node| &node.value) else {
        return None;
    };
    let fields: &[&'static str] = match flag_type.as_str() {
        "percentage" => &["percentage"],
        "variant" => &["weights"],
        "gradual" => &["start_date", "end_date"],
        _ => &[],
    };
    let concerns = |entry: &Entry| entry.key == "kill_switch" || fields.contains(&&*entry.key);
    if !metadata.iter().any(concerns) {
        return None;
    }
    let mut lifted = flag.node().clone();
    let path = flag.path().key("metadata");
    for entry in metadata {
        let cursor = flag.at(&entry.node, path.key(&entry.key));
        if entry.key == "kill_switch" {
            cursor.report(Problem::KillSwitch);
            remove(&mut lifted, &entry.key);
        } else if let Some(field) = fields.iter().find(|field| **field == entry.key) {
            remove(&mut lifted, field);
            if let Some(node) = typed(&cursor, field) {
                merge(&mut lifted, field, entry.mark, node, &cursor);
            }
        }
    }
    Some(lifted)
}

/// The typed value of a metadata string.
fn typed(cursor: &Cursor<'_>, field: &'static str) -> Option<Node> {
    let text = cursor.string()?;
    let mark = cursor.node().mark;
    let value = match field {
        "percentage" => match number(text) {
            Some(number) => Value::Number(number),
            None => {
                cursor.report(Problem::PercentageRange { found: format!("\"{}\"", shown(text)) });
                return None;
            }
        },
        "weights" => {
            let parsed = Source::new("weights.json", text).parse();
            match parsed.map(|node| node.value) {
                Ok(Value::Map(entries)) => {
                    let here =
                        |Entry { key, node, .. }| Entry { key, mark, node: Node { mark, ..node } };
                    Value::Map(entries.into_iter().map(here).collect())
                }
                Ok(_) => {
                    let expected =
                        "a JSON object of weights, such as {\"control\": 0.5, \"new\": 0.5}";
                    cursor.report(Problem::WrongType { expected, found: describe(cursor.value()) });
                    return None;
                }
                Err((_, problem)) => {
                    cursor.report(problem);
                    return None;
                }
            }
        }
        _ => {
            cursor.timestamp()?;
            Value::String(text.to_owned())
        }
    };
    Some(Node { mark, value })
}

/// The number of a percentage's text, as it was written where JSON can write it so.
fn number(text: &str) -> Option<serde_json::Number> {
    let percent = text.parse::<f64>().ok()?;
    Percentage::new(percent)?;
    serde_json::from_str(text).ok().or_else(|| serde_json::Number::from_f64(percent))
}

fn remove(flag: &mut Node, field: &str) {
    if let Value::Map(fields) = &mut flag.value {
        for entry in fields.iter_mut().filter(|entry| entry.key == "metadata") {
            if let Value::Map(metadata) = &mut entry.node.value {
                metadata.retain(|entry| entry.key != field);
            }
        }
    }
}

/// Puts a lifted value where the typed one belongs; where both stand, they have to agree.
fn merge(flag: &mut Node, field: &'static str, mark: Mark, lifted: Node, from: &Cursor<'_>) {
    if field == "weights" {
        merge_weights(flag, mark, lifted, from);
        return;
    }
    match flag.get(field).map(|node| &node.value) {
        None | Some(Value::Null) => put(flag, field, mark, lifted),
        Some(own) if agree(own, &lifted.value) => {}
        Some(own) => from.report(Problem::LiftConflict {
            field,
            own: field,
            lifted: describe(&lifted.value),
            typed: describe(own),
        }),
    }
}

fn agree(typed: &Value, lifted: &Value) -> bool {
    match (typed, lifted) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::String(a), Value::String(b)) => {
            parse_timestamp(a).is_some_and(|a| Some(a) == parse_timestamp(b))
        }
        _ => false,
    }
}

fn put(node: &mut Node, field: &str, mark: Mark, value: Node) {
    if let Value::Map(entries) = &mut node.value {
        entries.retain(|entry| entry.key != field);
        entries.push(Entry { key: field.to_owned(), mark, node: value });
    }
}

/// Gives each variant its lifted weight. Without `variants`, the weights name them.
fn merge_weights(flag: &mut Node, mark: Mark, lifted: Node, from: &Cursor<'_>) {
    let Value::Map(fields) = &mut flag.value else {
        return;
    };
    let names_none = |value: &Value| match value {
        Value::Null => true,
        Value::Map(entries) => entries.is_empty(),
        Value::List(items) => items.is_empty(),
        _ => false,
    };
    let variants = fields.iter_mut().find(|entry| entry.key == "variants");
    let Some(variants) = variants.filter(|entry| !names_none(&entry.node.value)) else {
        put(flag, "variants", mark, lifted);
        return;
    };
    let Value::Map(weights) = lifted.value else {
        return;
    };
    if weights.len() > VARIANTS_MAX {
        let (what, count) = ("weights", weights.len());
        from.report(Problem::TooMany { what, count, max: VARIANTS_MAX });
        return;
    }
    from.report_duplicates(&weights);
    wrap_bare_configs(&mut variants.node);
    for weight in weights {
        let Some(variant) = variant_named(&mut variants.node, &weight.key) else {
            let known = variant_names(&variants.node);
            from.report(Problem::UnknownVariant { name: shown(&weight.key), known });
            continue;
        };
        let own = match &variant.value {
            Value::Map(_) => variant.get("weight").map(|node| &node.value),
            other => Some(other),
        };
        match own {
            None | Some(Value::Null) => put(variant, "weight", mark, weight.node),
            Some(own) if agree(own, &weight.node.value) => {}
            Some(own) => from.report(Problem::LiftConflict {
                field: "weights",
                own: "variants",
                lifted: format!("{} for {}", describe(&weight.node.value), shown(&weight.key)),
                typed: describe(own),
            }),
        }
    }
}

/// In that shape variants may be nothing but their configuration, whatever its fields.
fn wrap_bare_configs(variants: &mut Node) {
    let Value::Map(entries) = &mut variants.value else {
        return;
    };
    let is_bare = |entry: &Entry| {
        let described = |field: &&str| entry.node.get(field).is_some();
        matches!(entry.node.value, Value::Map(_))
            && !["weight", "config", "is_control"].iter().any(described)
    };
    if entries.iter().all(is_bare) {
        for Entry { node, .. } in entries {
            let mark = node.mark;
            let config = std::mem::replace(&mut node.value, Value::Map(Vec::new()));
            put(node, "config", mark, Node { mark, value: config });
        }
    }
}

fn variant_named<'v>(variants: &'v mut Node, name: &str) -> Option<&'v mut Node> {
    match &mut variants.value {
        Value::Map(entries) => {
            entries.iter_mut().find(|entry| entry.key == name).map(|entry| &mut entry.node)
        }
        Value::List(items) => items.iter_mut().find(|item| name_of(item) == Some(name)),
        _ => None,
    }
}

fn variant_names(variants: &Node) -> Vec<String> {
    match &variants.value {
        Value::Map(entries) => entries.iter().map(|entry| shown(&entry.key)).collect(),
        Value::List(items) => items.iter().filter_map(name_of).map(shown).collect(),
        _ => Vec::new(),
    }
}

fn name_of(variant: &Node) -> Option<&str> {
    match &variant.get("name")?.value {
        Value::String(name) => Some(name),
        _ => None,
    }
}
