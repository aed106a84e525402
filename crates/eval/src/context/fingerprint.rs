//! Telling contexts apart by a number.

use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_128;

use super::EvaluationContext;

impl EvaluationContext {
    /// A hash of everything that is in it, whatever the order of its attributes. With 128 bits,
    /// two contexts that differ do not meet by chance; it is not for who wants them to meet.
    pub fn fingerprint(&self) -> u128 {
        let mut bytes = Vec::with_capacity(256);
        write(self.targeting_key.as_ref().map_or(&Value::Null, |key| &key.json), &mut bytes);
        let mut attributes: Vec<(&str, &Value)> =
            self.attributes.iter().map(|(name, fact)| (&**name, &fact.json)).collect();
        write_members(&mut attributes, &mut bytes);
        xxh3_128(&bytes)
    }
}

/// Writes a value so that no other is written alike.
fn write(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::Null => bytes.push(b'n'),
        Value::Bool(true) => bytes.push(b't'),
        Value::Bool(false) => bytes.push(b'f'),
        Value::Number(number) => {
            bytes.push(b'#');
            write_text(&number.to_string(), bytes);
        }
        Value::String(text) => {
            bytes.push(b'"');
            write_text(text, bytes);
        }
        Value::Array(items) => {
            bytes.push(b'[');
            bytes.extend(items.len().to_le_bytes());
            items.iter().for_each(|item| write(item, bytes));
        }
        Value::Object(map) => write_map(map, bytes),
    }
}

fn write_map(map: &Map<String, Value>, bytes: &mut Vec<u8>) {
    let mut members: Vec<(&str, &Value)> =
        map.iter().map(|(name, value)| (name.as_str(), value)).collect();
    write_members(&mut members, bytes);
}

fn write_members(members: &mut [(&str, &Value)], bytes: &mut Vec<u8>) {
    members.sort_unstable_by_key(|(name, _)| *name);
    bytes.push(b'{');
    bytes.extend(members.len().to_le_bytes());
    for (name, value) in members {
        write_text(name, bytes);
        write(value, bytes);
    }
}

fn write_text(text: &str, bytes: &mut Vec<u8>) {
    bytes.extend(text.len().to_le_bytes());
    bytes.extend(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_order_of_names_makes_no_difference() {
        let of = |json: &str| EvaluationContext::parse(json).unwrap().fingerprint();
        let same = [
            r#"{"a": 1, "b": {"c": [1, 2], "d": null}, "targetingKey": "u"}"#,
            r#"{"targetingKey": "u", "b": {"d": null, "c": [1, 2]}, "a": 1}"#,
        ];
        assert_eq!(of(same[0]), of(same[1]));
        let different = [
            "{}",
            r#"{"targetingKey": ""}"#,
            r#"{"targetingKey": "u"}"#,
            r#"{"a": "u"}"#,
            r#"{"a": 1}"#,
            r#"{"a": 1.0}"#,
            r#"{"a": "1"}"#,
            r#"{"a": null}"#,
            r#"{"a": true}"#,
            r#"{"a": false}"#,
            r#"{"a": [1, 2]}"#,
            r#"{"a": [2, 1]}"#,
            r#"{"a": [[1], 2]}"#,
            r#"{"a": ["1", 2]}"#,
            r#"{"a": {"b": 1}}"#,
            r#"{"a": {}, "b": 1}"#,
            r#"{"ab": 1}"#,
        ];
        let distinct: std::collections::BTreeSet<u128> =
            different.iter().map(|json| of(json)).collect();
        assert_eq!(distinct.len(), different.len());
    }
}
