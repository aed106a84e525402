//! Random documents in which nothing is at fault: `hoist lint` has nothing to say of them.
//!
//! It is so by construction. Each rule asks for an attribute of its own, so that a context without
//! the others' gets past them; what it asks for beside that is of other attributes, each named once
//! in a rule, and compared as one type everywhere. Whatever the generator may make can be false,
//! and true.

use serde_json::{Map, Value, json};

use super::Random;

/// The moment at which the documents are sound.
pub const NOW: &str = "2026-06-01T00:00:00Z";

/// Attributes of which each rule of a document asks for another one first.
const OWN: [&str; 6] = ["plan", "country", "seats", "release", "since", "address.city"];
/// What rules may ask for beside that.
const BESIDE: [&str; 10] =
    ["role", "age", "beta", "version", "network", "tags", "time", "user", "group", "segment"];

/// A whole file.
pub fn documents(random: &mut Random) -> Value {
    let segments = super::segments(random, segment);
    let mut features = Map::new();
    for index in 0..=random.below(6) {
        let requires = prerequisites(random, &features);
        let mut flag = flag(random);
        flag["requires"] = requires;
        features.insert(format!("flag_{index}"), flag);
    }
    // Each segment is used.
    let members = json!({"segment": segments.keys().collect::<Vec<_>>()});
    let rule = json!({"type": "segment", "conditions": members, "value": true});
    let rules = if segments.is_empty() { json!([]) } else { json!([rule]) };
    features.insert("members".into(), json!({"type": "targeted", "enabled": true, "rules": rules}));
    let mut experiments = Map::new();
    for index in 0..random.below(3) {
        experiments.insert(format!("experiment_{index}"), experiment(random, index));
    }
    json!({"segments": segments, "features": features, "experiments": experiments})
}

fn segment(random: &mut Random) -> Value {
    let rules = rules(random, 0);
    json!({"include": [format!("user_{}", random.below(50))], "rules": rules})
}

fn prerequisites(random: &mut Random, earlier: &Map<String, Value>) -> Value {
    let able: Vec<_> = earlier.iter().filter(|(_, flag)| flag["enabled"] == true).collect();
    if able.is_empty() || random.chance(60) {
        return json!([]);
    }
    let (key, flag) = random.pick(&able);
    // Whatever a flag's type, a rule can give both; without rules, what its type gives.
    let is = match (flag["type"].as_str().unwrap(), flag["variants"].as_array()) {
        (_, Some(variants)) => random.pick(variants)["name"].clone(),
        ("boolean", _) => json!(true),
        ("targeted", _) => json!(false),
        _ => json!(random.chance(50)),
    };
    json!([{"flag": key, "is": is}])
}

/// A share of some, in steps that leave room for others around it.
fn share(random: &mut Random) -> usize {
    10 + random.below(80)
}

fn flag(random: &mut Random) -> Value {
    let kind = random.pick(&["boolean", "percentage", "variant", "gradual", "targeted"]);
    let mut flag = json!({"type": kind, "enabled": !random.chance(10)});
    let rules = rules(random, 1);
    match kind {
        "percentage" => flag["percentage"] = share(random).into(),
        "variant" => {
            flag["variants"] = json!([
                {"name": "control", "weight": 0.5}, {"name": "new", "weight": 0.3},
                {"name": "other", "weight": 0.2},
            ]);
        }
        "gradual" if random.chance(50) => {
            flag["start_date"] = "2026-05-01T00:00:00Z".into();
            flag["end_date"] = "2026-07-01T00:00:00Z".into();
        }
        "gradual" => {
            flag["curve"] = json!([
                {"at": "2026-05-10T00:00:00Z", "percentage": 10},
                {"at": "2026-09-01T00:00:00Z", "percentage": 100},
            ]);
        }
        _ => {}
    }
    if random.chance(20) {
        flag["bucket_by"] = "company_id".into();
    }
    if random.chance(20) {
        flag["expires"] = "2026-06-01".into();
        flag["salt"] = random.pick(&["s", "соль"]).into();
    }
    let valued = |mut rule: Value| {
        rule["value"] = value(random, kind, &rule);
        rule
    };
    flag["rules"] = rules.into_iter().map(valued).collect();
    flag
}

/// A rule's value; a share is smaller than the one that the rule asks for.
fn value(random: &mut Random, kind: &str, rule: &Value) -> Value {
    if kind == "variant" {
        return random.pick(&[json!("new"), json!({"split": {"new": 0.9, "control": 0.1}})]);
    }
    match rule["conditions"]["all"][0]["conditions"]["percentage"].as_u64() {
        Some(within) => json!(within - 5),
        None => random.pick(&[json!(true), json!(false), json!(25), json!(0.5)]),
    }
}

/// Rules, each with an attribute of its own, in any order of priorities.
fn rules(random: &mut Random, least: usize) -> Vec<Value> {
    let first = random.below(OWN.len());
    let count = least + random.below(4);
    (0..count)
        .map(|index| {
            let own = OWN[(first + index) % OWN.len()];
            let mut conditions = json!({own: test(random, own)});
            let mut beside = BESIDE.to_vec();
            if random.chance(20) {
                let within = json!({"percentage": share(random)});
                conditions["all"] = json!([{"type": "percentage", "conditions": within}]);
            }
            if random.chance(40) {
                conditions["any"] = json!([part(random, &mut beside), part(random, &mut beside)]);
            }
            if random.chance(30) {
                conditions["not"] = part(random, &mut beside);
            }
            let mut rule = json!({"type": "property", "conditions": conditions});
            if random.chance(40) {
                rule["priority"] = random.below(5).into();
            }
            if random.chance(10) {
                rule["enabled"] = false.into();
            }
            rule
        })
        .collect()
}

/// A part of conditions, of what is not named yet.
fn part(random: &mut Random, beside: &mut Vec<&'static str>) -> Value {
    let one = leaf(random, beside);
    match random.below(4) {
        0 => json!({"all": [one, leaf(random, beside)]}),
        1 => json!({"any": [one, leaf(random, beside)]}),
        2 => json!({"not": one}),
        _ => one,
    }
}

fn leaf(random: &mut Random, beside: &mut Vec<&'static str>) -> Value {
    let name = beside.swap_remove(random.below(beside.len()));
    match name {
        "time" => json!({"type": "time", "conditions": random.pick(&[
            json!({"days": ["mon", "fri"], "hours": "22:00-06:00", "timezone": "Europe/Berlin"}),
            json!({"after": "2026-01-15T00:00:00Z", "before": "2026-08-15T00:00:00Z"}),
            json!({"hours": "09:00-17:30"}),
        ])}),
        "user" => json!({"type": "user", "conditions": {"user_ids": ["user_1", "user_2"]}}),
        "group" => json!({"type": "group", "conditions": {"groups": ["staff", "admins"]}}),
        "segment" if random.segments > 0 => {
            let name = format!("segment_{}", random.below(random.segments));
            json!({"type": "segment", "conditions": {"segment": name}})
        }
        "segment" => leaf(random, beside),
        name => json!({"type": "property", "conditions": {name: test(random, name)}}),
    }
}

/// A comparison of the type that the attribute has.
fn test(random: &mut Random, name: &str) -> Value {
    let number = random.below(50);
    match name {
        "seats" | "age" => random.pick(&[
            json!(number),
            json!([number, number + 1, 7.5]),
            json!({"gte": number, "lt": number + 9}),
            json!({"gt": number, "ne": number + 1}),
            json!({"lte": number, "not_in": [1, 2.5]}),
        ]),
        "beta" => random.pick(&[json!(true), json!({"ne": true}), json!({"eq": false})]),
        "release" | "version" => json!({"semver": random.pick(&[">=1.2, <2", "^2.1", "~1.2.3"])}),
        "since" => random.pick(&[
            json!({"after": "2025-01-01T00:00:00Z"}),
            json!({"after": "2025-01-01T00:00:00Z", "before": "2026-01-01T00:00:00+02:00"}),
        ]),
        "network" => json!({"cidr": random.pick(&[json!("10.0.0.0/8"), json!(["2001:db8::/32"])])}),
        "tags" => random.pick(&[
            json!({"contains": "a"}),
            json!({"contains": ["b", "c"]}),
            json!({"contains": "a", "ends_with": "z"}),
        ]),
        _ => random.pick(&[
            json!("premium"),
            json!(["premium", "NO", ""]),
            json!({"ne": "free"}),
            json!({"starts_with": ["pre", "ent"], "ends_with": "m"}),
            json!({"not_in": ["free", "basic"], "matches": "^[a-z]+$"}),
            json!({"contains": "em", "starts_with": "p"}),
            json!({"exists": true, "ne": "x"}),
        ]),
    }
}

fn experiment(random: &mut Random, index: usize) -> Value {
    let mut experiment = json!({
        "variants": [{"name": "control", "weight": 0.5}, {"name": "new", "weight": 0.5}],
        "metrics": [format!("goal_{index}")],
    });
    if random.chance(70) {
        experiment["start_date"] = "2026-05-05T00:00:00Z".into();
        let end = random
            .pick(&[("end_date", json!("2026-08-20T00:00:00Z")), ("sample_size", json!(5000))]);
        experiment[end.0] = end.1;
    }
    if random.chance(50) {
        experiment["audience"] = rules(random, 1).into();
        // One rule at least is tried.
        experiment["audience"][0]["enabled"] = true.into();
    }
    if random.chance(40) {
        experiment["traffic"] = 5.into();
    }
    experiment
}
