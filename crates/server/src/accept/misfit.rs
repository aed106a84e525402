//! Which field of an event is not what it has to be: what reads events says what is wrong, but not
//! where.

use jiff::Timestamp;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::shown;

/// What is wrong with the first field that is no text, number or time, where it has to be.
pub(super) fn misfit(event: &RawValue) -> Option<String> {
    let fields: Map<String, Value> = serde_json::from_str(event.get()).ok()?;
    let is_time = |value: &Value| value.as_str().is_some_and(|it| it.parse::<Timestamp>().is_ok());
    fields.iter().find_map(|(name, value)| {
        let wanted = match name.as_str() {
            "at" if !is_time(value) => "a time with its offset, such as \"2026-11-27T06:43:01Z\"",
            "value" if !value.is_number() => "a number, such as 12.5",
            "id" | "user" | "key" | "variant" | "event" if !value.is_string() => "a text",
            _ => return None,
        };
        Some(format!("`{name}` is {wanted}, not {}.", shown(&value.to_string())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_named_with_what_it_has_to_be() {
        let told = |event: &str| misfit(serde_json::from_str(event).unwrap());
        for (event, expected) in [
            (
                r#"{"at": "yesterday"}"#,
                Some(
                    "`at` is a time with its offset, such as \"2026-11-27T06:43:01Z\", not \"yesterday\".",
                ),
            ),
            (r#"{"value": "12"}"#, Some("`value` is a number, such as 12.5, not \"12\".")),
            (r#"{"user": 5, "value": 1}"#, Some("`user` is a text, not 5.")),
            (r#"{"user": "ana", "more": 1}"#, None),
            ("[]", None),
        ] {
            assert_eq!(told(event).as_deref(), expected, "{event}");
        }
    }
}
