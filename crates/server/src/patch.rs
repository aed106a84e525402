//! JSON merge patches (RFC 7396), and what they mean for fields that can be written in two ways.

use serde_json::{Map, Value};

use crate::unambiguous::Unambiguous;

/// Takes `kill_switch` out of a flag that is written over the API, and tells whether it kills: it
/// is no part of a definition. One that is `false` does nothing, since no definition revives.
/// Whatever cannot be read is left to the reader of documents, which tells what is wrong.
pub(crate) fn take_kill_switch(flag: &mut Vec<u8>) -> bool {
    const NAME: &str = "kill_switch";
    if !flag.windows(NAME.len()).any(|part| part == NAME.as_bytes()) {
        return false;
    }
    let Ok(Unambiguous(mut fields)) = serde_json::from_slice(flag) else {
        return false;
    };
    let Some(kills) = fields.get(NAME).and_then(Value::as_bool) else {
        return false;
    };
    fields.shift_remove(NAME);
    *flag = Value::Object(fields).to_string().into_bytes();
    kills
}

/// Merges a patch into a definition.
///
/// A flag's own fields may also be written as strings in `metadata`, as the brief's Go program
/// does. A patch that does so means the field, so the definition's own makes room for it; reading
/// then lifts it.
pub(crate) fn merge(definition: &mut Map<String, Value>, patch: &Map<String, Value>) {
    let lifted = patch.get("metadata").and_then(Value::as_object);
    let is_lifted = |name| lifted.is_some_and(|metadata| metadata.contains_key(name));
    for name in ["percentage", "start_date", "end_date"] {
        if is_lifted(name) && !patch.contains_key(name) {
            definition.remove(name);
        }
    }
    if is_lifted("weights") && !patch.contains_key("variants") {
        forget_weights(definition);
    }
    merge_into(definition, patch);
}

fn forget_weights(definition: &mut Map<String, Value>) {
    let variants = definition.get_mut("variants").and_then(Value::as_array_mut);
    for variant in variants.into_iter().flatten() {
        if let Some(variant) = variant.as_object_mut() {
            variant.remove("weight");
        }
    }
}

fn merge_into(target: &mut Map<String, Value>, patch: &Map<String, Value>) {
    for (name, value) in patch {
        match (value, target.get_mut(name)) {
            (Value::Null, _) => drop(target.shift_remove(name)),
            (Value::Object(patch), Some(Value::Object(target))) => merge_into(target, patch),
            (Value::Object(patch), _) => {
                let mut fresh = Map::new();
                merge_into(&mut fresh, patch);
                target.insert(name.clone(), Value::Object(fresh));
            }
            (value, _) => drop(target.insert(name.clone(), value.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(definition: Value, patch: Value, expected: Value) {
        let (Value::Object(mut definition), Value::Object(patch)) = (definition, patch) else {
            panic!("objects are merged");
        };
        merge(&mut definition, &patch);
        assert_eq!(Value::Object(definition), expected);
    }

    /// The examples of RFC 7396, appendix A, whose targets are objects.
    #[test]
    fn examples_of_the_rfc() {
        check(json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"}));
        check(json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"}));
        check(json!({"a": "b"}), json!({"a": null}), json!({}));
        check(json!({"a": "b", "b": "c"}), json!({"a": null}), json!({"b": "c"}));
        check(json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"}));
        check(json!({"a": "c"}), json!({"a": ["b"]}), json!({"a": ["b"]}));
        check(
            json!({"a": {"b": "c"}}),
            json!({"a": {"b": "d", "c": null}}),
            json!({"a": {"b": "d"}}),
        );
        check(json!({"a": [{"b": "c"}]}), json!({"a": [1]}), json!({"a": [1]}));
        check(json!({"e": null}), json!({"a": 1}), json!({"e": null, "a": 1}));
        check(json!({}), json!({"a": {"bb": {"ccc": null}}}), json!({"a": {"bb": {}}}));
    }

    #[test]
    fn no_name_stands_twice() {
        let error = |text| serde_json::from_str::<Unambiguous>(text).unwrap_err().to_string();
        assert_eq!(
            error(r#"{"a": {"b": 1, "b": 2}}"#),
            r#""b" stands here twice at line 1 column 18"#
        );
        assert_eq!(error("[1]"), "a JSON object is expected");
        let Unambiguous(map) = serde_json::from_str(r#"{"a": [1, 1.0, null, true, -5]}"#).unwrap();
        assert_eq!(Value::Object(map).to_string(), r#"{"a":[1,1.0,null,true,-5]}"#);
    }

    #[test]
    fn what_stands_in_metadata_means_the_field() {
        check(
            json!({"type": "percentage", "percentage": 10, "metadata": {"jira": "A-1"}}),
            json!({"metadata": {"percentage": "25"}}),
            json!({"type": "percentage", "metadata": {"jira": "A-1", "percentage": "25"}}),
        );
        check(
            json!({"variants": [{"name": "a", "weight": 1, "config": 5}]}),
            json!({"metadata": {"weights": "{\"a\": 0.5}"}}),
            json!({
                "variants": [{"name": "a", "config": 5}],
                "metadata": {"weights": "{\"a\": 0.5}"},
            }),
        );
    }
}
