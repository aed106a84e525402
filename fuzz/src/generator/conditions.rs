//! Random rules and conditions.

use serde_json::{Map, Value, json};

use super::{Random, percentage, segment_name, user};

const ATTRIBUTES: [&str; 9] =
    ["plan", "country", "age", "beta", "version", "ip", "signup", "tags", "address.city"];

pub(super) fn rule(random: &mut Random) -> Map<String, Value> {
    let mut rule = typed_conditions(random, 0);
    if random.chance(50) {
        rule.insert("priority".into(), random.below(5).into());
    }
    if random.chance(10) {
        rule.insert("enabled".into(), false.into());
    }
    if random.chance(20) {
        rule.insert("name".into(), random.pick(&["on", "a: b", "rule 日本"]).into());
    }
    rule
}

fn typed_conditions(random: &mut Random, depth: usize) -> Map<String, Value> {
    let kind = random.pick(&[
        "user",
        "group",
        "percentage",
        "time",
        "location",
        "property",
        "property",
        "segment",
    ]);
    let mut conditions = match kind {
        "user" => json!({"user_ids": [user(random), user(random), "u"]}),
        "group" => json!({"groups": random.pick(&[json!("admins"), json!(["staff", "admins"])])}),
        "percentage" => json!({"percentage": percentage(random)}),
        "time" => time(random),
        "location" => json!({"country": random.pick(&[json!("US"), json!(["US", "CA", "BR"])])}),
        "segment" => json!({"segment": segment_name(random)}),
        _ => {
            let name = random.pick(&ATTRIBUTES);
            json!({name: test(random, name)})
        }
    };
    let map = conditions.as_object_mut().unwrap();
    if depth < 3 && random.chance(25) {
        let one = Value::from(typed_conditions(random, depth + 1));
        let two = Value::from(typed_conditions(random, depth + 1));
        match random.below(3) {
            0 => map.insert("all".into(), json!([one, two])),
            1 => map.insert("any".into(), json!([one, two])),
            _ => map.insert("not".into(), one),
        };
    }
    let fields = [("type".to_owned(), kind.into()), ("conditions".to_owned(), conditions)];
    fields.into_iter().collect()
}

fn time(random: &mut Random) -> Value {
    match random.below(3) {
        0 => json!({"days": ["mon", "fri"], "hours": "22:00-06:00", "timezone": "Europe/Berlin"}),
        1 => json!({"after": "2026-01-15T00:00:00Z", "before": "2026-02-15T00:00:00Z"}),
        _ => json!({"hours": "09:00-17:30", "timezone": "America/New_York"}),
    }
}

fn test(random: &mut Random, name: &str) -> Value {
    match (name, random.below(3)) {
        (_, 0) => json!({"exists": random.chance(50)}),
        ("age", 1) => json!({"gte": 18, "lt": 65.5}),
        ("age", _) => json!([17, 18.0, 42]),
        ("beta", _) => json!({"ne": true}),
        ("version", _) => json!({"semver": random.pick(&[">=1.2, <2", "^2.1", "=1.0.0-rc.1"])}),
        ("ip", _) => json!({"cidr": ["10.0.0.0/8", "2001:db8::/32"]}),
        ("signup", 1) => json!({"after": "2025-01-01T00:00:00Z"}),
        ("signup", _) => json!({"before": "2025-01-01T00:00:00+02:00"}),
        ("tags", _) => json!({"contains": random.pick(&[json!("a"), json!(["b", 3])])}),
        (_, 1) => json!({"not_in": ["free", "US"], "matches": "^[a-zP].*$"}),
        _ => random.pick(&[
            json!("premium"),
            json!(["premium", "enterprise", true, 5]),
            json!({"starts_with": "pre", "ends_with": ["um", "x"]}),
            json!({"in": ["NO", "", 1e300, -0.0, u64::MAX, i64::MIN, false, 0.1]}),
            json!({"in": ["a", "b", "c", "d", "e", "f", "g", "h", "i", "premium"]}),
        ]),
    }
}
