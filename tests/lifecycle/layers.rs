//! Experiments of one layer never share a user.

use hoist_eval::{EvaluationContext, evaluate};
use hoist_ruleset::{
    DocumentKind, Documents, ExperimentKey, Lists, Onto, Ruleset, Source, State, read_beside_state,
};
use serde_json::{Value, json};

use super::{START, act, experiment, put};
use crate::set_clock::Clocked;

const USERS: u32 = 100_000;

/// The rules as an instance has them.
fn rules<const N: usize>(server: &Clocked<N>) -> Ruleset {
    let snapshot = server.get("/api/snapshot");
    let sources: Vec<Source> = snapshot["order"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| key.as_str().unwrap())
        .map(|key| {
            let document = snapshot["experiments"][key].to_string();
            Source::document(DocumentKind::Experiment, key, document)
        })
        .collect();
    let (documents, lists) = (Documents::default(), Lists::default());
    let onto = Onto { documents: &documents, lists: &lists, remove: &[] };
    let reading = read_beside_state(&onto, &sources);
    assert_eq!(reading.diagnostics, []);
    let life = |(key, life): (&String, &Value)| {
        let life: hoist_api::LifeState = serde_json::from_value(life.clone()).unwrap();
        (ExperimentKey::parse(key).unwrap(), life.into())
    };
    let experiments = snapshot["state"]["experiments"].as_object().unwrap().iter().map(life);
    let state = State { experiments: experiments.collect(), ..State::default() };
    Ruleset::compile(&reading.documents, &state)
}

/// The variant of whoever takes part in an experiment.
fn variant<'r>(rules: &'r Ruleset, key: &str, user: &EvaluationContext) -> Option<&'r str> {
    let found = evaluate(rules, key, user, START.parse().unwrap());
    found.metadata.assignment.and(found.variant)
}

/// How far a count is from what is expected of it, in standard deviations.
fn deviation(count: u32, of: u32, expected: f64) -> f64 {
    let of = f64::from(of);
    (f64::from(count) - of * expected).abs() / (of * expected * (1.0 - expected)).sqrt()
}

fn range<const N: usize>(server: &Clocked<N>, key: &str) -> Value {
    server.get(&format!("/api/experiments/{key}"))["life"]["layer_range"].clone()
}

#[test]
fn experiments_of_a_layer_never_share_a_user_and_traffic_and_split_are_independent() {
    let server = Clocked::<22>::start(START);
    let of_layer = |traffic: f64| experiment(json!({"layer": "page", "traffic": traffic}));
    put(&server, "one", &of_layer(40.0));
    put(&server, "two", &of_layer(35.5));
    put(&server, "three", &of_layer(30.0));
    // One with a date has its place as soon as it is there.
    let dated =
        experiment(json!({"layer": "page", "traffic": 5, "start_date": "2026-05-01T00:00:00Z"}));
    put(&server, "dated", &dated);
    assert_eq!(range(&server, "dated"), json!([0, 500]));
    assert_eq!(act(&server, "start", "one", json!({}))["layer_range"], json!([500, 4500]));
    assert_eq!(act(&server, "start", "two", json!({}))["layer_range"], json!([4500, 8050]));
    let full = server.ask("POST", "/api/experiments/three/start", Some(&json!({})));
    assert_eq!((full.status, full.code()), (409, "layer_full".to_owned()));
    assert!(full.text.contains("has 19.5 % free in one piece"), "{}", full.text);
    put(&server, "free", &experiment(json!({"traffic": 50})));
    act(&server, "start", "free", json!({}));

    let rules = rules(&server);
    let [mut one, mut two, mut free, mut short, mut both] = [0_u32; 5];
    let mut short_in_both = 0;
    for number in 0..USERS {
        let user = EvaluationContext::of_user(&format!("user-{number}"));
        let found = ["one", "two", "free"].map(|key| variant(&rules, key, &user));
        assert!(found[0].is_none() || found[1].is_none(), "user-{number} is in both");
        one += u32::from(found[0].is_some());
        two += u32::from(found[1].is_some());
        free += u32::from(found[2].is_some());
        short += u32::from(found[2] == Some("short"));
        both += u32::from(found[0].is_some() && found[2].is_some());
        short_in_both += u32::from(found[0].is_some() && found[2] == Some("short"));
    }
    for (what, count, of, expected) in [
        ("in the first", one, USERS, 0.4),
        ("in the second", two, USERS, 0.355),
        ("in the third", free, USERS, 0.5),
        ("short of those", short, free, 0.5),
        ("in the third of the first", both, one, 0.5),
        ("short of those in both", short_in_both, both, 0.5),
    ] {
        let off = deviation(count, of, expected);
        assert!(off < 4.5, "{what}: {count} of {of}, {off:.1} standard deviations off");
    }

    // Whoever is over makes room; whoever stays does not move.
    act(&server, "conclude", "one", json!({}));
    assert_eq!(act(&server, "start", "three", json!({}))["layer_range"], json!([500, 3500]));
    assert_eq!(range(&server, "two"), json!([4500, 8050]));
    server.ask("DELETE", "/api/experiments/one", None).expect(204);
    let wider = json!({"traffic": 45});
    server.ask("PATCH", "/api/experiments/two", Some(&wider)).expect(200);
    assert_eq!(range(&server, "two"), json!([4500, 9000]), "it grows where it is");
    server.ask("PATCH", "/api/experiments/two", Some(&json!({"traffic": 60}))).expect(200);
    assert_eq!(range(&server, "two"), json!([4000, 10000]), "it keeps all who were in");
    let full = server.ask("PATCH", "/api/experiments/two", Some(&json!({"traffic": 65.01})));
    assert_eq!(full.code(), "layer_full", "{}", full.text);
    assert_eq!(range(&server, "dated"), json!([0, 500]));
}
