//! What the application wants where there is no value: its own defaults.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use serde_json::Value;

/// The control's name, where nothing else says what it is.
pub(crate) const CONTROL: &str = "control";

/// JSON by key. `true` and `false` are on and off, a text is a variant's name and the value at
/// once, and anything else is a value alone.
pub(crate) type Fallbacks = HashMap<String, Value, FixedState>;

/// Whether a default is one that is on.
pub(crate) fn is_enabled(value: &Value) -> bool {
    match value {
        Value::Bool(on) => *on,
        Value::String(name) => !matches!(name.as_str(), "" | "off" | CONTROL),
        _ => false,
    }
}

/// The variant that a default names.
pub(crate) fn variant(value: &Value) -> &str {
    match value {
        Value::Bool(true) => "on",
        Value::Bool(false) => "off",
        Value::String(name) => name,
        _ => CONTROL,
    }
}
