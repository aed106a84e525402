//! Whether a document names somebody.

use serde_json::Value;

/// Fields of free text, wherever they stand: whoever wrote them may have named anybody.
const TEXTS: [&str; 6] = ["description", "hypothesis", "name", "owner", "reason", "tags"];
/// Fields whose values are of any form, which no rule of ours reads.
const PAYLOADS: [&str; 4] = ["config", "metadata", "when_on", "when_off"];
/// Fields that list users.
const USERS: [&str; 3] = ["user_ids", "include", "exclude"];

/// Whether a JSON document names somebody where people are named: as a value of conditions, in a
/// list of users, or as a text of its own or a word of a longer one where texts are free. Names of
/// fields and the words of the engine, such as types, variants and strategies, name nobody.
pub(super) fn names(value: &Value, who: &str) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| names(item, who)),
        Value::Object(fields) => fields.iter().any(|(name, value)| match name.as_str() {
            "conditions" => conditions(value, who),
            "variants" => variants(value, who),
            name if USERS.contains(&name) => lists(value, who),
            name if TEXTS.contains(&name) || PAYLOADS.contains(&name) => has(value, who),
            _ => names(value, who),
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Attributes are named as people like, so all values count, save the types of nested conditions.
fn conditions(value: &Value, who: &str) -> bool {
    let Value::Object(fields) = value else { return has(value, who) };
    fields.iter().any(|(name, value)| match (name.as_str(), value) {
        ("all" | "any", Value::Array(nested)) => nested.iter().any(|each| node(each, who)),
        ("not", Value::Object(_)) => node(value, who),
        ("user_ids", _) => lists(value, who),
        ("days" | "timezone", _) => false,
        _ => has(value, who),
    })
}

fn node(value: &Value, who: &str) -> bool {
    if value.get("conditions").is_some() { names(value, who) } else { conditions(value, who) }
}

/// Variants are named by their own words; what they carry is free.
fn variants(value: &Value, who: &str) -> bool {
    let payloads = |each: &Value| each.get("config").is_some_and(|config| has(config, who));
    value.as_array().is_some_and(|variants| variants.iter().any(payloads))
}

/// In a list of users, one may be written as a number.
fn lists(value: &Value, who: &str) -> bool {
    let is_it = |item: &Value| item.as_number().is_some_and(|number| number.to_string() == who);
    has(value, who) || value.as_array().is_some_and(|items| items.iter().any(is_it))
}

/// Whether a text says it anywhere in a value that is of any form.
fn has(value: &Value, who: &str) -> bool {
    match value {
        Value::String(text) => says(text, who),
        Value::Array(items) => items.iter().any(|item| has(item, who)),
        Value::Object(fields) => fields.values().any(|value| has(value, who)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Ids have dots, dashes, colons and the like in them, so words end at less than that.
fn says(text: &str, who: &str) -> bool {
    let ends = |c: char| c.is_whitespace() || "\"'`<>()[]{},;!?".contains(c);
    let is_word = |word: &str| word == who || word.trim_end_matches(['.', ':']) == who;
    text == who || text.split(ends).any(is_word)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whoever_is_named_is_found() {
        let ana = "ana@example.com";
        for (value, expected) in [
            (json!({"include": ["bob", "ana@example.com"]}), true),
            (json!({"metadata": {"asked_by": "ana@example.com"}}), true),
            (json!({"description": "For ana@example.com, who asked."}), true),
            (json!({"description": "Asked for by <ana@example.com>."}), true),
            (json!({"rules": [{"name": "for ana@example.com"}]}), true),
            (json!({"rules": [{"conditions": {"user_ids": ["ana@example.com"]}}]}), true),
            (json!({"audience": [{"conditions": {"mail": {"ne": "ana@example.com"}}}]}), true),
            (json!({"variants": [{"name": "a", "config": {"to": ["ana@example.com"]}}]}), true),
            (json!({"change": {"document": {"owner": "ana@example.com"}}}), true),
            (json!({"include": ["juana@example.com", "ana@example.com.org"]}), false),
            (json!({"metadata": {"ana@example.com": "vip"}}), false),
            (json!({"percentage": 42, "enabled": true, "owner": null}), false),
        ] {
            assert_eq!(names(&value, ana), expected, "{value}");
        }
        let nested = json!({"conditions": {"any": [{"not": {"type": "group",
            "conditions": {"groups": ["staff", "ana@example.com"]}}}]}});
        assert!(names(&nested, ana));
        assert!(names(&json!({"owner": "a b c"}), "a b c"), "whole texts count");
        assert!(names(&json!({"conditions": {"user_ids": [42]}}), "42"));
    }

    #[test]
    fn words_of_the_engine_name_nobody() {
        let flag = json!({"type": "percentage", "percentage": 42, "salt": "u-1", "enabled": true,
            "bucket_by": "company", "requires": [{"flag": "other", "is": "control"}],
            "variants": [{"name": "control", "weight": 1}], "metrics": ["clicks"],
            "rules": [{"type": "property", "value": "control", "conditions": {
                "plan": {"in": ["gold"]},
                "all": [{"type": "time", "conditions": {"days": ["mon"], "timezone": "UTC"}}]}}]});
        let kind = ["type", "percentage", "salt", "u-1", "company", "bucket_by", "other", "flag"];
        let words = ["control", "clicks", "property", "plan", "in", "time", "mon", "UTC", "42"];
        for who in kind.iter().chain(&words) {
            assert!(!names(&flag, who), "{who}");
        }
        assert!(names(&flag, "gold"));
    }
}
