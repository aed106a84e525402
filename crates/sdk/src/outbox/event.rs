//! An event as the text in which it waits.
//!
//! Events become JSON when they are pushed: so their size is known, the queue is bounded in bytes
//! too, and what is sent twice is the same twice.

use hoist_api::Event;
use serde_json::Value;

use super::trouble::Cause;

/// The largest event, in bytes of JSON.
pub(super) const EVENT_BYTES_MAX: usize = 64 << 10;
/// The deepest value of an attribute, in levels of nesting. The server reads somewhat more.
const DEPTH_MAX: usize = 32;

/// The text of an event, or why no server would take it. One such event would take down all that
/// are sent with it.
pub(super) fn text(event: &Event) -> Result<Box<str>, Cause> {
    match event {
        Event::Metric(observed) if !observed.value.is_finite() => return Err(Cause::NotFinite),
        Event::Exposure(exposure) if !exposure.attributes.values().all(|it| fits(it, 1)) => {
            return Err(Cause::TooDeep);
        }
        _ => {}
    }
    let text = serde_json::to_string(event).map_err(|_error| Cause::TooDeep)?;
    if text.len() > EVENT_BYTES_MAX { Err(Cause::TooLarge) } else { Ok(text.into()) }
}

fn fits(value: &Value, depth: usize) -> bool {
    match value {
        Value::Array(_) | Value::Object(_) if depth > DEPTH_MAX => false,
        Value::Array(items) => items.iter().all(|item| fits(item, depth + 1)),
        Value::Object(map) => map.values().all(|item| fits(item, depth + 1)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::outbox::wire::{exposure, observed};

    #[test]
    fn only_what_a_server_can_read() {
        let deep = |levels| (0..levels).fold(json!(1), |value, _| json!([value]));
        let with = |value: Value| match exposure(1) {
            Event::Exposure(mut it) => {
                it.attributes.insert("a".to_owned(), value);
                Event::Exposure(it)
            }
            other => other,
        };
        for (event, expected) in [
            (observed(1, f64::NAN), Some(Cause::NotFinite)),
            (observed(1, f64::INFINITY), Some(Cause::NotFinite)),
            (observed(1, f64::MAX), None),
            (with(deep(DEPTH_MAX)), None),
            (with(deep(DEPTH_MAX + 1)), Some(Cause::TooDeep)),
            (with("x".repeat(EVENT_BYTES_MAX).into()), Some(Cause::TooLarge)),
            (with("x".repeat(EVENT_BYTES_MAX / 2).into()), None),
        ] {
            assert_eq!(text(&event).err(), expected);
        }
        let event = exposure(1);
        assert_eq!(serde_json::from_str::<Event>(&text(&event).unwrap()).unwrap(), event);
    }
}
