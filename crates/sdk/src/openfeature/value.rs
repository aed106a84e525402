//! JSON values as those of OpenFeature.

use std::fmt;

use open_feature::StructValue;
use serde_json::{Number, Value};

/// A value is of another kind than was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mismatch {
    found: &'static str,
    asked: &'static str,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, not {}", self.found, self.asked)
    }
}

fn mismatch(value: &Value, asked: &'static str) -> Mismatch {
    let found = match value {
        Value::Null => "the value null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a float",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    Mismatch { found, asked }
}

pub(super) fn as_bool(value: &Value) -> Result<bool, Mismatch> {
    value.as_bool().ok_or_else(|| mismatch(value, "a boolean"))
}

/// Only integers: where 5.0 is written, half of it may be written next.
pub(super) fn as_int(value: &Value) -> Result<i64, Mismatch> {
    value.as_i64().ok_or_else(|| mismatch(value, "an integer of 64 bits"))
}

/// An integer is a float too: people write 1 where they mean 1.0.
pub(super) fn as_float(value: &Value) -> Result<f64, Mismatch> {
    value.as_f64().ok_or_else(|| mismatch(value, "a float"))
}

pub(super) fn as_text(value: &Value) -> Result<String, Mismatch> {
    value.as_str().map(str::to_owned).ok_or_else(|| mismatch(value, "a string"))
}

pub(super) fn as_struct(value: &Value) -> Result<StructValue, Mismatch> {
    let object = value.as_object().ok_or_else(|| mismatch(value, "an object"))?;
    fields(object)
}

/// OpenFeature has no null. A field that is null is left out; in a list that would move the others.
fn fields(object: &serde_json::Map<String, Value>) -> Result<StructValue, Mismatch> {
    let present = object.iter().filter(|(_, value)| !value.is_null());
    let fields = present.map(|(name, value)| Ok((name.clone(), any(value)?)));
    Ok(StructValue { fields: fields.collect::<Result<_, _>>()? })
}

fn any(value: &Value) -> Result<open_feature::Value, Mismatch> {
    Ok(match value {
        Value::Null => {
            let found = "an object with a null in a list";
            return Err(Mismatch { found, asked: "one that OpenFeature can carry" });
        }
        Value::Bool(value) => open_feature::Value::Bool(*value),
        Value::Number(value) => number(value),
        Value::String(value) => open_feature::Value::String(value.clone()),
        Value::Array(items) => {
            open_feature::Value::Array(items.iter().map(any).collect::<Result<_, _>>()?)
        }
        Value::Object(object) => open_feature::Value::Struct(fields(object)?),
    })
}

fn number(number: &Number) -> open_feature::Value {
    let float = || open_feature::Value::Float(number.as_f64().unwrap_or(f64::NAN));
    number.as_i64().map_or_else(float, open_feature::Value::Int)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn kinds() {
        // Whether it is a boolean, an integer, a float, a string, an object.
        for (value, expected) in [
            (json!(true), [true, false, false, false, false]),
            (json!(1), [false, true, true, false, false]),
            (json!(i64::MIN), [false, true, true, false, false]),
            (json!(u64::MAX), [false, false, true, false, false]),
            (json!(1.0), [false, false, true, false, false]),
            (json!("1"), [false, false, false, true, false]),
            (json!({}), [false, false, false, false, true]),
            (json!([]), [false; 5]),
            (json!(null), [false; 5]),
            (json!({"a": [null]}), [false; 5]),
        ] {
            let is = [
                as_bool(&value).is_ok(),
                as_int(&value).is_ok(),
                as_float(&value).is_ok(),
                as_text(&value).is_ok(),
                as_struct(&value).is_ok(),
            ];
            assert_eq!(is, expected, "{value}");
        }
        assert_eq!(
            as_int(&json!(1.5)).unwrap_err().to_string(),
            "a float, not an integer of 64 bits"
        );
    }

    #[test]
    fn structures() {
        let value =
            json!({"a": 1, "b": 2.5, "c": [true, "x", {"d": null}], "e": null, "f": u64::MAX});
        let inner = open_feature::Value::Struct(StructValue::default());
        let list = vec![open_feature::Value::Bool(true), "x".into(), inner];
        let expected = StructValue::default()
            .with_field("a", 1)
            .with_field("b", 2.5)
            .with_field("c", open_feature::Value::Array(list))
            .with_field("f", 18_446_744_073_709_551_615.0);
        assert_eq!(as_struct(&value).unwrap(), expected);
    }
}
