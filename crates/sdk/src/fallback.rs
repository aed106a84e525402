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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestHoist;

    #[test]
    fn what_a_default_stands_for() {
        for (default, enabled, variant) in [
            (json!(true), true, "on"),
            (json!(false), false, "off"),
            (json!("blue"), true, "blue"),
            (json!("control"), false, "control"),
            (json!({"ttl": 1}), false, "control"),
        ] {
            let test = TestHoist::builder("").default("a", default.clone()).build().unwrap();
            let user = test.hoist().with_user("u");
            assert_eq!(user.is_enabled("a"), enabled, "{default}");
            assert_eq!(user.variant("a"), variant, "{default}");
            assert_eq!(user.value::<serde_json::Value>("a").unwrap(), default);
            let resolution = user.resolve("a");
            assert!(resolution.is_default && resolution.error.is_some());
        }
    }

    #[test]
    fn a_default_stands_in_for_a_missing_bucketing_value() {
        let rules = "features: {a: {type: percentage, enabled: true, percentage: 50}}";
        let test = TestHoist::builder(rules).default("a", true).build().unwrap();
        let nobody = test.hoist().with_context(Default::default());
        assert!(nobody.is_enabled("a") && nobody.resolve("a").is_default);
        let error = nobody.resolve("a").error.unwrap();
        assert_eq!(error.as_str(), "TARGETING_KEY_MISSING");
    }
}
