//! OpenFeature's evaluation context as Hoist's.
//!
//! A structure in it can be of any Rust type. Those that say what they contain are carried:
//! `serde_json::Value` and its map, OpenFeature's own `Value` and `StructValue`, texts and lists of
//! texts. Any other is left out, as if the attribute were missing, and told of once.

use std::any::Any;
use std::sync::atomic::{AtomicBool, Ordering};

use hoist_eval::EvaluationContext;
use jiff::Timestamp;
use open_feature::{EvaluationContextFieldValue as Field, StructValue};
use serde_json::{Map, Value};
use tracing::warn;

/// Converts a context. The error is a sentence.
pub(super) fn convert(
    context: &open_feature::EvaluationContext,
    was_told: &AtomicBool,
) -> Result<EvaluationContext, String> {
    let mut members = Map::with_capacity(context.custom_fields.len() + 1);
    for (name, value) in &context.custom_fields {
        if let Some(value) = field(value) {
            members.insert(name.clone(), value);
        } else if !was_told.swap(true, Ordering::Relaxed) {
            warn!(
                attribute = %name,
                "an attribute of the context is of a type that says nothing of its content, so it \
                 is left out; give a serde_json::Value or an open_feature::StructValue"
            );
        }
    }
    if let Some(key) = &context.targeting_key {
        members.insert("targetingKey".to_owned(), key.as_str().into());
    }
    EvaluationContext::from_json(members.into()).map_err(|error| error.to_string())
}

fn field(value: &Field) -> Option<Value> {
    match value {
        Field::Bool(value) => Some((*value).into()),
        Field::Int(value) => Some((*value).into()),
        Field::Float(value) => Some((*value).into()),
        Field::String(value) => Some(value.as_str().into()),
        Field::DateTime(value) => instant(value.unix_timestamp_nanos()),
        Field::Struct(value) => structure(value.as_ref()),
    }
}

/// An instant as `before` and `after` read it.
fn instant(nanoseconds: i128) -> Option<Value> {
    Timestamp::from_nanosecond(nanoseconds).ok().map(|instant| instant.to_string().into())
}

fn structure(value: &(dyn Any + Send + Sync)) -> Option<Value> {
    if let Some(value) = value.downcast_ref::<Value>() {
        Some(value.clone())
    } else if let Some(map) = value.downcast_ref::<Map<String, Value>>() {
        Some(Value::Object(map.clone()))
    } else if let Some(value) = value.downcast_ref::<open_feature::Value>() {
        Some(json(value))
    } else if let Some(value) = value.downcast_ref::<StructValue>() {
        Some(object(value))
    } else if let Some(texts) = value.downcast_ref::<Vec<String>>() {
        Some(texts.clone().into())
    } else if let Some(texts) = value.downcast_ref::<Vec<&'static str>>() {
        Some(texts.clone().into())
    } else if let Some(text) = value.downcast_ref::<String>() {
        Some(text.as_str().into())
    } else {
        value.downcast_ref::<&'static str>().map(|text| (*text).into())
    }
}

fn object(value: &StructValue) -> Value {
    value.fields.iter().map(|(name, value)| (name.clone(), json(value))).collect()
}

fn json(value: &open_feature::Value) -> Value {
    match value {
        open_feature::Value::Bool(value) => (*value).into(),
        open_feature::Value::Int(value) => (*value).into(),
        open_feature::Value::Float(value) => (*value).into(),
        open_feature::Value::String(value) => value.as_str().into(),
        open_feature::Value::Array(items) => items.iter().map(json).collect(),
        open_feature::Value::Struct(value) => object(value),
    }
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::limits::CONTEXT_ATTRIBUTES_MAX;
    use serde_json::json;

    use super::*;

    fn check(field: Field, expected: &Value) {
        let context = open_feature::EvaluationContext::default()
            .with_targeting_key("u")
            .with_custom_field("a", field);
        let expected = json!({"targetingKey": "u", "a": expected});
        let converted = convert(&context, &AtomicBool::new(false));
        assert_eq!(converted, Ok(EvaluationContext::from_json(expected).unwrap()));
    }

    #[test]
    fn fields() {
        let list = open_feature::Value::from(vec!["x", "y"]);
        let structure = StructValue::default().with_field("list", list.clone()).with_field("n", 1);
        for (field, expected) in [
            (true.into(), json!(true)),
            (7.into(), json!(7)),
            (2.5.into(), json!(2.5)),
            (f64::NAN.into(), json!(null)),
            ("x".into(), json!("x")),
            (Field::new_struct(json!({"b": [1]})), json!({"b": [1]})),
            (Field::new_struct(Map::from_iter([("b".to_owned(), json!(1))])), json!({"b": 1})),
            (Field::new_struct(list), json!(["x", "y"])),
            (Field::new_struct(structure), json!({"list": ["x", "y"], "n": 1})),
            (Field::new_struct(vec!["x".to_owned()]), json!(["x"])),
            (Field::new_struct(vec!["x"]), json!(["x"])),
            (Field::new_struct("x".to_owned()), json!("x")),
            (Field::new_struct("x"), json!("x")),
        ] {
            check(field, &expected);
        }
        assert_eq!(instant(1_500_000_000), Some(json!("1970-01-01T00:00:01.5Z")));
        assert_eq!(instant(i128::MAX), None);
    }

    #[test]
    fn what_cannot_be_carried() {
        let was_told = AtomicBool::new(false);
        let context = open_feature::EvaluationContext::default()
            .with_custom_field("secret", Field::new_struct(std::time::Duration::ZERO))
            .with_custom_field("plan", "premium");
        let expected = EvaluationContext::default().with("plan", "premium");
        assert_eq!(convert(&context, &was_told), Ok(expected));
        assert!(was_told.into_inner());
        let mut context = open_feature::EvaluationContext::default();
        (0..=CONTEXT_ATTRIBUTES_MAX).for_each(|n| context.add_custom_field(format!("a{n}"), true));
        let why = convert(&context, &AtomicBool::new(false)).unwrap_err();
        assert_eq!(why, "a context has at most 256 attributes, this one has 257");
    }

    /// The crate's own field wins over a custom one that has Hoist's name for it.
    #[test]
    fn targeting_keys() {
        for (own, custom, expected) in [
            (Some("a"), Some(Field::from("b")), Ok(Some("a"))),
            (None, Some("b".into()), Ok(Some("b"))),
            (Some(""), None, Ok(Some(""))),
            (None, None, Ok(None)),
            (None, Some(5.into()), Err("`targetingKey` is a string; put it in quotes".to_owned())),
        ] {
            let mut context = open_feature::EvaluationContext {
                targeting_key: own.map(str::to_owned),
                ..open_feature::EvaluationContext::default()
            };
            if let Some(custom) = custom {
                context.add_custom_field("targetingKey", custom);
            }
            let converted = convert(&context, &AtomicBool::new(false));
            let key = converted.map(|context| context.targeting_key().map(str::to_owned));
            assert_eq!(key, expected.map(|key| key.map(str::to_owned)));
        }
    }
}
