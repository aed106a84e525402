//! Whether a document names somebody.

use serde_json::Value;

/// Whether a text stands anywhere in a JSON value: as a text or a name of its own, or as a word of
/// a longer one, such as a description.
pub(super) fn names(value: &Value, who: &str) -> bool {
    match value {
        Value::String(text) => says(text, who),
        Value::Array(items) => items.iter().any(|item| names(item, who)),
        Value::Object(fields) => {
            fields.iter().any(|(name, value)| says(name, who) || names(value, who))
        }
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
            (json!({"metadata": {"ana@example.com": "vip"}}), true),
            (json!({"description": "For ana@example.com, who asked."}), true),
            (json!({"description": "Asked for by <ana@example.com>."}), true),
            (json!({"rules": [{"conditions": {"user_ids": ["ana@example.com"]}}]}), true),
            (json!({"include": ["juana@example.com", "ana@example.com.org"]}), false),
            (json!({"percentage": 42, "enabled": true, "owner": null}), false),
        ] {
            assert_eq!(names(&value, ana), expected, "{value}");
        }
        assert!(names(&json!("a b c"), "a b c"), "whole texts count, whatever is in them");
        assert!(!names(&json!({"percentage": 42, "salt": "u-10"}), "u-1"));
    }
}
