//! `hoist lint` of documents that are written to keep it busy.

use std::time::{Duration, Instant};

use hoist_ruleset::lint::lint_document;
use hoist_ruleset::{DocumentKind, Source, read};
use serde_json::{Value, json};

/// A build without optimisation on a busy machine takes many times what a release takes.
const LONGEST: Duration = Duration::from_secs(60);

fn nested(mut conditions: Value, levels: usize) -> Value {
    for _ in 0..levels {
        conditions = json!({"not": {"any": [conditions]}});
    }
    conditions
}

fn texts(count: usize, text: impl Fn(usize) -> String) -> Vec<String> {
    (0..count).map(text).collect()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how long it takes is what is tested")]
fn a_hostile_document_is_given_up_on_in_time() {
    let rule = |conditions| json!({"type": "property", "conditions": conditions, "value": true});
    let window = |day| json!({"type": "time", "conditions": {"days": [day]}});
    let mondays = json!({"any": vec![window("mon"); 4_900]});
    let zone = |index: usize| {
        let sign = if index.is_multiple_of(2) { "+" } else { "-" };
        let zone = format!("Etc/GMT{sign}{}", 1 + index / 2 % 12);
        json!({"type": "time", "conditions": {"days": ["mon"], "timezone": zone}})
    };
    let pair = |index| json!({"any": [zone(index), {"not": zone(index + 1)}]});
    let roles = |passes: Value, fails: Value| json!({"all": [{"roles": passes}, {"not": {"roles": fails}}]});
    let many = json!({"in": texts(100_000, |index| format!("user-{index}"))});
    let starts = texts(1_000, |index| format!("x{index}"));
    let hostile = [
        json!([rule(nested(mondays, 3))]),
        json!([rule(json!({"all": (0..1_500).map(pair).collect::<Vec<_>>()}))]),
        json!([rule(roles(many.clone(), json!({"matches": starts})))]),
        json!([rule(roles(many, json!({"starts_with": starts})))]),
        Value::Array(vec![
            rule(roles(json!({"ends_with": starts}), json!({"ends_with": starts})));
            4
        ]),
        json!([rule(json!({"all": texts(4_000, |index| format!("a{}", index % 2_000))
            .into_iter().map(|name| json!({name: {"ne": 1}})).collect::<Vec<_>>()}))]),
    ];
    for (index, rules) in hostile.into_iter().enumerate() {
        let flag = json!({"type": "boolean", "enabled": true, "rules": rules});
        let file = json!({"features": {"hostile": flag}}).to_string();
        let reading = read(&[Source::new("file.json", file)]);
        assert_eq!(reading.diagnostics, [], "{index}");
        let now = "2026-06-01T00:00:00Z".parse().unwrap();
        let start = Instant::now();
        lint_document(&reading.documents, None, (DocumentKind::Flag, "hostile"), now);
        let took = start.elapsed();
        assert!(took < LONGEST, "{index}: {took:?}");
    }
}
