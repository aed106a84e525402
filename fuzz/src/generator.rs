//! Random documents and contexts, the same from the same seed on every machine.
//!
//! Everything that the rules can say is made: all flag types, rule types and operators, nesting,
//! segments, prerequisites, experiments. Contexts are hostile: wrong types, nulls, empty strings,
//! lists, nested objects, Unicode.

mod conditions;
mod context;
pub mod faults;
pub mod meeting;
mod random;
pub mod sound;

use serde_json::{Map, Value, json};

pub use context::{context, time_of};
pub use random::Random;

use conditions::rule;

/// A whole file: segments, flags that may require earlier ones, experiments.
pub fn documents(random: &mut Random) -> Value {
    let segments = segments(random, segment);
    let mut features = Map::new();
    let count = 1 + random.below(6);
    for index in 0..count {
        let requires = prerequisites(random, &features);
        let mut flag = flag(random);
        if !requires.is_empty() {
            flag.insert("requires".into(), requires.into());
        }
        features.insert(format!("flag_{index}"), flag.into());
    }
    let mut experiments = Map::new();
    for index in 0..random.below(3) {
        experiments.insert(format!("experiment_{index}"), experiment(random));
    }
    let mut metrics = Map::new();
    for index in 0..random.below(3) {
        metrics.insert(format!("metric_{index}"), metric(random));
    }
    json!({
        "segments": segments, "features": features, "experiments": experiments,
        "metrics": metrics,
    })
}

/// Up to two segments. One names those before it and no others.
fn segments(random: &mut Random, segment: fn(&mut Random) -> Value) -> Map<String, Value> {
    let mut segments = Map::new();
    for index in 0..random.below(3) {
        random.segments = index;
        segments.insert(format!("segment_{index}"), segment(random));
    }
    random.segments = segments.len();
    segments
}

/// Text that a writer of YAML or JSON can get wrong.
const HOSTILE_TEXTS: [&str; 12] = [
    "NO",
    "on",
    "~",
    "null",
    "0x1F",
    "1e3",
    "- item",
    "a: b # c",
    " padded ",
    "multi\nline\ttab",
    "quote \" and '",
    "日本 🦀",
];

/// What a document says to people.
fn about(random: &mut Random, document: &mut Map<String, Value>) {
    if random.chance(20) {
        document.insert("description".into(), random.pick(&HOSTILE_TEXTS).into());
        document.insert("metadata".into(), json!({"note": random.pick(&HOSTILE_TEXTS)}));
    }
    if random.chance(20) {
        document.insert("owner".into(), random.pick(&["NO", "0x1F", "search team"]).into());
        document.insert("tags".into(), json!(["on", "~", "1e3"]));
    }
}

fn metric(random: &mut Random) -> Value {
    let mut metric = random.pick(&[
        json!({"event": "purchase", "kind": "mean", "cap": 99.5, "window": "36h"}),
        json!({"event": "purchase", "kind": "ratio", "denominator": "session"}),
        json!({"event": "load", "kind": "quantile", "quantile": 0.95, "direction": "decrease"}),
        json!({"event": "signup", "kind": "conversion", "window": "none", "name": "Sign-ups"}),
    ]);
    about(random, metric.as_object_mut().unwrap());
    metric
}

fn segment(random: &mut Random) -> Value {
    let users = |random: &mut Random| -> Vec<Value> {
        (0..random.below(12)).map(|_| user(random).into()).collect()
    };
    let rules: Vec<Value> = (0..random.below(3)).map(|_| rule(random).into()).collect();
    json!({"include": users(random), "exclude": users(random), "rules": rules})
}

/// One that has a document, or one that has none.
fn segment_name(random: &mut Random) -> String {
    let without_document = 3;
    let index = random.below(random.segments + 1);
    format!("segment_{}", if index == random.segments { without_document } else { index })
}

fn user(random: &mut Random) -> String {
    let name = random.pick(&["user", "ana@example.com", "日本", "Zoë", "🦀"]);
    format!("{name}_{}", random.below(50))
}

fn prerequisites(random: &mut Random, earlier: &Map<String, Value>) -> Vec<Value> {
    let keys: Vec<&String> = earlier.keys().collect();
    if keys.is_empty() || random.chance(70) {
        return Vec::new();
    }
    let key = random.pick(&keys);
    let is = match earlier[key]["variants"].as_array() {
        Some(variants) => random.pick(variants)["name"].clone(),
        None => random.chance(50).into(),
    };
    vec![json!({"flag": key, "is": is})]
}

fn percentage(random: &mut Random) -> Value {
    match random.below(4) {
        0 => random.pick(&[0, 1, 50, 99, 100]).into(),
        1 => random.below(101).into(),
        _ => {
            let hundredths = u32::try_from(random.below(10_001)).unwrap();
            (f64::from(hundredths) / 100.0).into()
        }
    }
}

fn variants(random: &mut Random) -> Value {
    let with_config = random.chance(50);
    let weights = random.pick(&[
        vec![json!(1)],
        vec![json!(0.5), json!(0.5)],
        vec![json!(0.33), json!(0.33), json!(0.34)],
        vec![json!(50), json!(25), json!(25)],
        vec![json!(0), json!(0.1), json!(0.9)],
    ]);
    let names = ["control", "treatment_a", "treatment_b"];
    let variant = |(weight, name): (Value, &str)| {
        let mut variant = json!({"name": name, "weight": weight});
        if with_config {
            variant["config"] = json!({"z": name, "a": [1, 2.5, null]});
        }
        variant
    };
    weights.into_iter().zip(names).map(variant).collect()
}

fn flag(random: &mut Random) -> Map<String, Value> {
    let kind = random.pick(&["boolean", "percentage", "variant", "gradual", "targeted"]);
    let mut flag = Map::new();
    flag.insert("type".into(), kind.into());
    flag.insert("enabled".into(), (!random.chance(8)).into());
    let mut names = Vec::new();
    match kind {
        "percentage" => {
            flag.insert("percentage".into(), percentage(random));
        }
        "variant" => {
            let variants = variants(random);
            names = variants.as_array().unwrap().iter().map(|each| each["name"].clone()).collect();
            flag.insert("variants".into(), variants);
        }
        "gradual" if random.chance(50) => {
            flag.insert("start_date".into(), "2026-01-01T00:00:00Z".into());
            flag.insert("end_date".into(), "2026-03-01T00:00:00Z".into());
        }
        "gradual" => {
            let curve = json!([
                {"at": "2026-01-10T00:00:00Z", "percentage": 10},
                {"at": "2026-01-20T00:00:00Z", "percentage": 60.5},
                {"at": "2026-02-01T00:00:00Z", "percentage": 60.5},
            ]);
            flag.insert("curve".into(), curve);
        }
        _ => {}
    }
    if kind != "variant" && random.chance(20) {
        flag.insert("when_on".into(), json!({"ttl": 60, "list": ["ü"]}));
    }
    if random.chance(15) {
        flag.insert(
            "bucket_by".into(),
            random.pick(&["plan", "age", "beta", "address.city"]).into(),
        );
    }
    if random.chance(15) {
        flag.insert("salt".into(), random.pick(&["s", "a longer salt", "соль"]).into());
    }
    if kind != "variant" && random.chance(10) {
        flag.insert("when_off".into(), random.pick(&HOSTILE_TEXTS).into());
    }
    if random.chance(10) {
        flag.insert("expires".into(), "2026-12-31".into());
        flag.insert("visibility".into(), "server".into());
        flag.insert("metrics".into(), json!(["metric_9", "conversion_rate"]));
    }
    about(random, &mut flag);
    let rules: Vec<Value> = (0..random.below(4))
        .map(|_| {
            let mut rule = rule(random);
            let value = rule_value(random, &names);
            if value.is_number() && random.chance(30) {
                rule.insert("salt".into(), "own salt".into());
            }
            rule.insert("value".into(), value);
            Value::from(rule)
        })
        .collect();
    flag.insert("rules".into(), rules.into());
    flag
}

fn rule_value(random: &mut Random, names: &[Value]) -> Value {
    match (names, random.below(3)) {
        ([], 0) => random.chance(50).into(),
        ([], _) => percentage(random),
        ([only], _) => only.clone(),
        ([first, second, ..], 0) => {
            let mut split = Map::new();
            split.insert(second.as_str().unwrap().into(), 0.7.into());
            split.insert(first.as_str().unwrap().into(), 0.3.into());
            json!({"split": split})
        }
        (names, _) => random.pick(names),
    }
}

fn experiment(random: &mut Random) -> Value {
    let mut experiment = json!({
        "variants": [{"name": "control", "weight": 0.5}, {"name": "treatment", "weight": 0.5}],
        "metrics": ["conversion_rate"],
    });
    if random.chance(70) {
        experiment["start_date"] = "2026-01-05T00:00:00Z".into();
        experiment["end_date"] = "2026-02-20T00:00:00Z".into();
    }
    if random.chance(40) {
        experiment["audience"] = (0..2).map(|_| Value::from(rule(random))).collect();
    }
    if random.chance(40) {
        experiment["traffic"] = random.pick(&[json!(0), json!(0.5), json!(25), json!(50)]);
    }
    if random.chance(30) {
        experiment["layer"] = "checkout".into();
        experiment["traffic"] = 30.into();
    }
    experiment
}
