//! Random contexts and times.

use serde_json::{Map, Value, json};

use super::{Random, user};

/// A context, hostile more often than not.
pub fn context(random: &mut Random) -> Value {
    let mut context = Map::new();
    if random.chance(90) {
        let key = if random.chance(5) { String::new() } else { user(random) };
        context.insert("targetingKey".into(), key.into());
    }
    for name in ["plan", "country", "age", "beta", "version", "ip", "signup", "tags", "groups"] {
        if random.chance(60) {
            context.insert(name.into(), attribute(random, name));
        }
    }
    if random.chance(40) {
        context.insert("address".into(), json!({"city": random.pick(&["Berlin", "premium"])}));
    }
    if random.chance(20) {
        context.insert("segment".into(), random.pick(&[json!("segment_0"), json!(["segment_3"])]));
    }
    context.into()
}

fn attribute(random: &mut Random, name: &str) -> Value {
    if random.chance(25) {
        return random.pick(&[
            json!(null),
            json!(""),
            json!(0),
            json!(-1.5),
            json!(true),
            json!([]),
            json!({}),
            json!([null, "premium", 18]),
            json!("ünï"),
            json!(u64::MAX),
            json!(1e300),
        ]);
    }
    match name {
        "plan" => random.pick(&[json!("free"), json!("premium"), json!(["a", "premium"])]),
        "country" => random.pick(&[json!("US"), json!("BR"), json!("DE")]),
        "age" => random.below(90).into(),
        "beta" => random.chance(50).into(),
        "version" => random.pick(&["1.2.3", "2.1.0", "1.0.0-rc.1", "v1", "1.2"]).into(),
        "ip" => random.pick(&["10.1.2.3", "2001:db8::1", "::ffff:10.0.0.1", "nowhere"]).into(),
        "signup" => random.pick(&["2024-12-31T23:00:00Z", "2026-01-01T00:00:00Z", "soon"]).into(),
        "tags" => random.pick(&[json!(["a", 3]), json!("cab"), json!([])]),
        _ => random.pick(&[json!("admins"), json!(["staff"]), json!(["x", "admins"])]),
    }
}

/// A time around those that the documents name, to the millisecond.
pub fn time_of(random: &mut Random) -> jiff::Timestamp {
    let day_ms = 86_400_000;
    let start_ms = 1_767_225_600_000 - 5 * day_ms; // 2026-01-01 less five days
    let offset = i64::try_from(random.below(usize::try_from(80 * day_ms).unwrap())).unwrap();
    jiff::Timestamp::from_millisecond(start_ms + offset).unwrap()
}
