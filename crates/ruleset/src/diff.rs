//! What is different between two definitions of a document, field by field.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::path::Path;

/// One field that is different.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldChange {
    /// Where in the document, such as `rules["beta"].value` or `when_on.ttl`.
    pub path: String,
    /// What stood there; none where nothing did.
    pub before: Option<Value>,
    /// What stands there; none where nothing does.
    pub after: Option<Value>,
}

/// What is different between two definitions, in the order of their fields. Nothing if and only if
/// they are equal; 1 and 1.0 are not.
///
/// Rules and variants, and all else that has names, are compared by their names; where those that
/// stay are in another order, the names in both orders are told under the path of the list. A list
/// without names is compared place by place behind what is equal at its beginning and before what
/// is equal at its end. Lists of plain values are told whole.
pub fn diff(before: &Value, after: &Value) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    compare(&Path::default(), Some(before), Some(after), &mut changes);
    changes
}

fn compare(
    path: &Path,
    before: Option<&Value>,
    after: Option<&Value>,
    changes: &mut Vec<FieldChange>,
) {
    match (before, after) {
        _ if before == after => {}
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let added = after.keys().filter(|key| !before.contains_key(*key));
            for key in before.keys().chain(added) {
                compare(&path.key(key), before.get(key), after.get(key), changes);
            }
        }
        (Some(Value::Array(before)), Some(Value::Array(after)))
            if before.iter().chain(after).all(|each| each.is_object() || each.is_array()) =>
        {
            match (Named::of(before), Named::of(after)) {
                (Some(before), Some(after)) => by_name(path, &before, &after, changes),
                _ => by_place(path, before, after, changes),
            }
        }
        _ => changes.push(FieldChange {
            path: path.to_string(),
            before: before.cloned(),
            after: after.cloned(),
        }),
    }
}

/// A list whose elements have names, each another one.
struct Named<'v> {
    names: Vec<&'v str>,
    elements: BTreeMap<&'v str, &'v Value>,
}

impl<'v> Named<'v> {
    fn of(list: &'v [Value]) -> Option<Self> {
        let name = |element: &'v Value| element.get("name")?.as_str();
        let names = list.iter().map(name).collect::<Option<Vec<_>>>()?;
        let elements: BTreeMap<_, _> = names.iter().copied().zip(list).collect();
        (elements.len() == names.len()).then_some(Self { names, elements })
    }

    /// The names that another list has too.
    fn shared_with(&self, other: &Self) -> Vec<&'v str> {
        let is_shared = |name: &&str| other.elements.contains_key(name);
        self.names.iter().copied().filter(is_shared).collect()
    }
}

fn by_name(path: &Path, before: &Named<'_>, after: &Named<'_>, changes: &mut Vec<FieldChange>) {
    let (was, is) = (before.shared_with(after), after.shared_with(before));
    if was != is {
        let (before, after) = (Some(was.into()), Some(is.into()));
        changes.push(FieldChange { path: path.to_string(), before, after });
    }
    let added = after.names.iter().filter(|name| !before.elements.contains_key(*name));
    for name in before.names.iter().chain(added) {
        let [before, after] =
            [before, after].map(|named| named.elements.get(name).map(|value| &**value));
        compare(&path.name(name), before, after, changes);
    }
}

fn by_place(path: &Path, before: &[Value], after: &[Value], changes: &mut Vec<FieldChange>) {
    let same = |pairs: &mut dyn Iterator<Item = (&Value, &Value)>| {
        pairs.take_while(|(before, after)| before == after).count()
    };
    let start = same(&mut before.iter().zip(after));
    let (before, after) = (&before[start..], &after[start..]);
    let end = same(&mut before.iter().rev().zip(after.iter().rev()));
    let (before, after) = (&before[..before.len() - end], &after[..after.len() - end]);
    for place in 0..before.len().max(after.len()) {
        let (before, after) = (before.get(place), after.get(place));
        compare(&path.index(start + place), before, after, changes);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn lines(before: &Value, after: &Value) -> Vec<String> {
        let shown = |value: Option<Value>| value.map_or("-".to_owned(), |value| value.to_string());
        let line = |FieldChange { path, before, after }| {
            format!("{path}: {} {}", shown(before), shown(after))
        };
        diff(before, after).into_iter().map(line).collect()
    }

    #[test]
    fn each_field_is_told_where_it_is() {
        let before = json!({"enabled": true, "percentage": 25, "when_on": {"ttl": 60, "a.b": 1}});
        let after = json!({"enabled": true, "percentage": 50, "when_on": {"ttl": 60, "x": null}});
        let expected = ["percentage: 25 50", "when_on[\"a.b\"]: 1 -", "when_on.x: - null"];
        assert_eq!(lines(&before, &after), expected);
    }

    #[test]
    fn what_has_a_name_is_found_by_it_wherever_it_stands() {
        let rule = |name: &str, value: u32| json!({"name": name, "value": value});
        let before = json!({"rules": [rule("a", 1), rule("b", 2), rule("c", 3)]});
        let after = json!({"rules": [rule("d", 4), rule("c", 3), rule("b", 9)]});
        let expected = [
            r#"rules: ["b","c"] ["c","b"]"#,
            r#"rules["a"]: {"name":"a","value":1} -"#,
            r#"rules["b"].value: 2 9"#,
            r#"rules["d"]: - {"name":"d","value":4}"#,
        ];
        assert_eq!(lines(&before, &after), expected);
    }

    #[test]
    fn what_has_no_name_is_found_by_its_place() {
        let rule = |value: u32| json!({"value": value});
        let before = json!([rule(1), rule(2), rule(3), rule(4)]);
        let after = json!([rule(1), rule(7), rule(4)]);
        assert_eq!(lines(&before, &after), ["[1].value: 2 7", r#"[2]: {"value":3} -"#]);
        let twice = json!([{"name": "a"}, {"name": "a"}]);
        assert_eq!(lines(&twice, &json!([{"name": "a"}])), [r#"[1]: {"name":"a"} -"#]);
    }

    #[test]
    fn lists_of_plain_values_are_told_whole() {
        let (before, after) = (json!({"country": ["US", "CA"]}), json!({"country": ["US"]}));
        assert_eq!(lines(&before, &after), [r#"country: ["US","CA"] ["US"]"#]);
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (0..3).prop_map(Value::from),
            "[ab]".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("(name|a|b)", inner, 0..3)
                    .prop_map(|map| map.into_iter().collect::<Value>()),
            ]
        })
    }

    proptest! {
        #[test]
        fn nothing_is_told_of_equals_and_something_of_all_else(a in any_value(), b in any_value()) {
            prop_assert_eq!(diff(&a, &a), []);
            prop_assert_eq!(diff(&a, &b).is_empty(), a == b);
        }

        #[test]
        fn the_way_back_is_the_same_the_other_way_round(a in any_value(), b in any_value()) {
            let turned = |change: FieldChange| {
                let FieldChange { path, before, after } = change;
                format!("{path} {after:?} {before:?}")
            };
            let plain = |change: FieldChange| {
                let FieldChange { path, before, after } = change;
                format!("{path} {before:?} {after:?}")
            };
            let mut there: Vec<String> = diff(&a, &b).into_iter().map(plain).collect();
            let mut back: Vec<String> = diff(&b, &a).into_iter().map(turned).collect();
            there.sort();
            back.sort();
            prop_assert_eq!(there, back);
        }
    }
}
