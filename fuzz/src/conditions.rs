//! The parser of conditions, and what `not`, `all` and `any` make of one.

use hoist_eval::{EvaluationContext, evaluate};
use hoist_ruleset::{Source, read};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::accepted;

/// Reads a context, a line end, and a rule in JSON. Within `not` the rule matches whom it did not,
/// alone within `all` and `any` whom it did; and all laws of accepted documents hold.
pub fn conditions(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (context, rule) = text.split_once('\n').unwrap_or(("{}", &text));
    let Ok(Value::Object(mut rule)) = serde_json::from_str(rule) else {
        return;
    };
    for field in ["value", "salt", "priority", "name", "description", "enabled"] {
        rule.remove(field);
    }
    let context = match EvaluationContext::parse(context) {
        Ok(context) => {
            same_again(text.split_once('\n').map_or("{}", |(context, _)| context), &context);
            context
        }
        Err(_) => EvaluationContext::of_user("u"),
    };
    let flag = |conditions: Value| {
        let mut rule = conditions.as_object().cloned().unwrap_or_default();
        rule.insert("value".into(), true.into());
        json!({"type": "targeted", "enabled": true, "rules": [rule]})
    };
    let file = json!({"features": {
        "plain": flag(rule.clone().into()),
        "not": flag(json!({"conditions": {"not": rule.clone()}})),
        "all": flag(json!({"conditions": {"all": [rule.clone()]}})),
        "any": flag(json!({"conditions": {"any": [rule.clone()]}})),
        "none": flag(json!({"conditions": {"all": [rule.clone(), {"not": rule.clone()}]}})),
        "both": flag(json!({"conditions": {"any": [rule.clone(), {"not": rule}]}})),
    }});
    let reading = read(&[Source::new("f.json", file.to_string())]);
    accepted::check(&reading.documents);
    let ruleset = accepted::recompiled(&reading.documents);
    for now in [0, 1_770_000_000, 1_770_070_000].map(Timestamp::from_second) {
        let now = now.unwrap();
        accepted::evaluated(&ruleset, &context, now);
        let is_on = |key: &str| Some(evaluate(&ruleset, key, &context, now).variant? == "on");
        // A condition that is as deep as may be is refused within another one; so are shares,
        // which have a salt for each flag.
        let has_share = file.to_string().contains("percentage");
        let Some(plain) = is_on("plain").filter(|_| !has_share) else {
            continue;
        };
        let expected =
            [("not", !plain), ("all", plain), ("any", plain), ("none", false), ("both", true)];
        for (key, expected) in expected {
            let found = is_on(key);
            assert!(found.is_none_or(|found| found == expected), "{key} {found:?} {file}");
        }
    }
}

/// A context that was accepted is the same when it is written and read again.
pub(crate) fn same_again(text: &str, context: &EvaluationContext) {
    let value: Value = serde_json::from_str(text).unwrap();
    let again = EvaluationContext::parse(&value.to_string()).unwrap();
    assert_eq!(again, *context);
    assert_eq!(again.fingerprint(), context.fingerprint());
}
