//! Comparing two environments, and promoting documents from one to the other. `HOIST_SEED` says
//! which changes the law starts from.

mod comparing;
mod refused;

use serde_json::{Value, json};

use crate::elsewhere::change;
use crate::environments::make;
use crate::generator::{Random, sound};
use crate::program::{hoist_in, seen};
use crate::seed::{seed, tell};
use crate::server::{Answer, Server};

/// A server with two environments.
fn with_two() -> Server {
    let server = Server::start();
    make(&server, "staging");
    make(&server, "production");
    server
}

fn import(server: &Server, environment: &str, file: &Value) {
    server.post(&format!("/api/import?environment={environment}"), file).expect(200);
}

fn export(server: &Server, environment: &str) -> Value {
    server.get(&format!("/api/export?format=json&environment={environment}")).expect(200)
}

fn seq(server: &Server, environment: &str) -> u64 {
    server.get(&format!("/api/environments/{environment}")).expect(200)["seq"].as_u64().unwrap()
}

fn killed(server: &Server, environment: &str) -> Value {
    let status = server.get(&format!("/status?environment={environment}")).expect(200);
    status["flags"]["killed"].clone()
}

fn compare(server: &Server, from: &str, to: &str) -> Value {
    server.get(&format!("/api/environments/{from}/compare?with={to}&limit=1000")).expect(200)
}

fn promote(server: &Server, from: &str, body: &Value) -> Answer {
    server.post(&format!("/api/environments/{from}/promote"), body)
}

/// Each item in a word: `created features/a`.
fn told(answer: &Value) -> Vec<String> {
    let text = |item: &Value| {
        let [standing, collection, key] =
            ["standing", "collection", "key"].map(|field| item[field].as_str().unwrap());
        format!("{standing} {collection}/{key}")
    };
    answer["items"].as_array().unwrap().iter().map(text).collect()
}

fn detail(answer: &Answer) -> String {
    answer.json()["detail"].as_str().unwrap().to_owned()
}

/// A file in which documents name each other, with a long list.
fn staging() -> Value {
    let crowd: Vec<String> = (0..3_000).map(|number| format!("user-{number:04}")).collect();
    json!({
        "features": {
            "base": {"type": "boolean", "enabled": true},
            "checkout": {
                "type": "percentage", "percentage": 50, "enabled": true,
                "requires": [{"flag": "base", "is": true}],
                "rules": [{"name": "crowd", "type": "user_segment", "value": true,
                    "conditions": {"segment": "crowd"}}],
                "metrics": ["sales"],
            },
            "plain": {"type": "boolean", "rules": [{"type": "user_segment", "value": true,
                "conditions": {"segment": "nobody_wrote_it"}}]},
        },
        "segments": {
            "crowd": {"include": crowd, "rules": [
                {"type": "user_segment", "conditions": {"segment": "inner"}}]},
            "inner": {"include": ["user-x"]},
        },
        "metrics": {"sales": {"kind": "mean", "event": "buy"}},
    })
}

#[test]
fn documents_are_promoted_with_what_they_need_or_not_at_all() {
    let server = with_two();
    import(&server, "staging", &staging());
    let request = |more: Value| {
        let mut body = json!({"to": "production", "documents": ["features/checkout"]});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let refused = promote(&server, "staging", &request(json!({})));
    assert_eq!(refused.code(), "invalid");
    let needs = "features/checkout needs features/base, segments/crowd, metrics/sales, which \
        production does not have: promote that too, or whatever is needed with `with_references` \
        (--with-references).";
    let sorted = |text: &str| {
        let mut words: Vec<String> = text.split(' ').map(|word| word.replace(',', "")).collect();
        words.sort();
        words
    };
    assert_eq!(sorted(&detail(&refused)), sorted(needs), "{}", detail(&refused));
    // A segment of a segment, too.
    let crowd = json!({"to": "production", "documents": ["segments/crowd"]});
    assert!(
        detail(&promote(&server, "staging", &crowd))
            .starts_with("segments/crowd needs segments/inner")
    );
    // One that nobody wrote is missed by nobody.
    let plain = json!({"to": "production", "documents": ["features/plain"], "dry_run": true});
    promote(&server, "staging", &plain).expect(200);
    assert_eq!(seq(&server, "production"), 0);

    let expected = [
        "created features/base",
        "created features/checkout",
        "created segments/crowd",
        "created segments/inner",
        "created metrics/sales",
    ];
    let dry = request(json!({"with_references": true, "dry_run": true}));
    let dry = promote(&server, "staging", &dry).expect(200);
    assert_eq!((told(&dry), &dry["dry_run"]), (expected.map(str::to_owned).into(), &json!(true)));
    assert_eq!(seq(&server, "production"), 0);
    let done = request(json!({"with_references": true, "reason": "tried"}));
    let done = promote(&server, "staging", &done).expect(200);
    assert_eq!((told(&done), &done["seq"]), (told(&dry), &json!(5)));
    let changes = server.get("/api/changes?environment=production").expect(200);
    assert_eq!(changes["items"][0]["reason"], "tried (promoted from staging, seq 6)");
    // The long list works where it is now, and after a restart.
    let user = json!({"context": {"targetingKey": "user-2999"}});
    let asked = |server: &Server| {
        let path = "/ofrep/v1/evaluate/flags/checkout?environment=production";
        server.post(path, &user).expect(200)["reason"].clone()
    };
    assert_eq!(asked(&server), "TARGETING_MATCH");
    let faults = "/api/changes/verify?environment=production";
    assert_eq!(server.get(faults).expect(200)["faults"], json!([]));
    let again = request(json!({"with_references": true}));
    let again = promote(&server, "staging", &again).expect(200);
    assert_eq!((told(&again), &again["unchanged"]), (Vec::new(), &json!(5)));
    assert_eq!(again["seq"], 5, "what is so already is no change");
    let (data, folder) = (server.data.clone(), server.stop_and_keep().2);
    assert_eq!(asked(&Server::start_on(&data, &[])), "TARGETING_MATCH");
    drop(folder);
}

#[test]
fn pruning_deletes_what_is_not_promoted_and_no_more_than_is_meant() {
    let server = with_two();
    let file = |keys: &[&str]| {
        let flags = keys.iter().map(|key| ((*key).to_owned(), json!({"type": "boolean"})));
        json!({"features": flags.collect::<serde_json::Map<_, _>>()})
    };
    import(&server, "staging", &file(&["a", "b", "c", "d"]));
    import(&server, "production", &file(&["a", "b", "c", "d", "old"]));
    server.post("/flags/a/kill?environment=production", &json!({})).expect(200);
    let all = json!({"to": "production", "all": true});
    assert_eq!(told(&promote(&server, "staging", &all).expect(200)), [""; 0]);
    let prune = json!({"to": "production", "all": true, "prune": true});
    let done = promote(&server, "staging", &prune).expect(200);
    assert_eq!((told(&done), &done["unchanged"]), (vec!["missing features/old".into()], &json!(4)));
    assert_eq!(killed(&server, "production"), json!(["a"]), "a kill stays where it is");
    assert_eq!(killed(&server, "staging"), json!([]));
    server.delete("/api/features/a?environment=staging").expect(204);
    let refused = promote(&server, "staging", &prune);
    assert_eq!(refused.code(), "invalid");
    let sentence = "The promotion would delete 1 of 4 documents, which is more than a fifth: \
                    features/a. If that is meant";
    assert!(detail(&refused).starts_with(sentence), "{}", detail(&refused));
    let meant = json!({"to": "production", "all": true, "prune": true, "allow_deletes": true});
    assert_eq!(told(&promote(&server, "staging", &meant).expect(200)), ["missing features/a"]);
    // What goes may be named by what no more names it then.
    let needs = json!({"type": "boolean", "requires": [{"flag": "old", "is": true}]});
    server.put("/api/features/old?environment=production", &json!({"type": "boolean"})).expect(201);
    server.put("/api/features/b?environment=production", &needs).expect(200);
    let expected = ["changed features/b", "missing features/old"];
    assert_eq!(told(&promote(&server, "staging", &meant).expect(200)), expected);
    // What goes and is named by what stays as it is does not go.
    server.put("/api/features/old?environment=staging", &json!({"type": "boolean"})).expect(201);
    server.put("/api/features/b?environment=staging", &needs).expect(200);
    promote(&server, "staging", &meant).expect(200);
    assert_eq!(server.delete("/api/features/old?environment=production").code(), "referenced");
}

/// The entries of the last kill and the last revival.
fn last_kills(server: &Server, environment: &str) -> [Value; 2] {
    ["killed", "revived"].map(|kind| {
        let path = format!("/api/changes?kind={kind}&limit=1&environment={environment}");
        server.get(&path).expect(200)["items"].clone()
    })
}

/// Changes of each environment before a promotion.
const CHANGES: usize = 10;

/// Documents of which no experiment runs by its date: what runs is neither pruned nor deleted.
fn without_dates(mut documents: Value) -> Value {
    let experiments = documents["experiments"].as_object_mut();
    for experiment in experiments.into_iter().flat_map(|all| all.values_mut()) {
        if let Some(fields) = experiment.as_object_mut() {
            fields.remove("start_date");
        }
    }
    documents
}

/// There and back is no change; and there, everything is what it was here. Both start from random
/// changes, kills and rollbacks.
#[test]
fn there_and_back_changes_nothing() {
    let seed = seed();
    let server = with_two();
    for round in 0..12 {
        let mut random = Random::new(seed.wrapping_add(round));
        if random.chance(30) {
            let path = "/api/import?prune=true&allow_deletes=true&environment=staging";
            server.post(path, &without_dates(sound::documents(&mut random))).expect(200);
        }
        for environment in ["staging", "production"] {
            (0..CHANGES).for_each(|_| change(&server, environment, &mut random));
        }
        let before_kills = ["staging", "production"].map(|each| last_kills(&server, each));
        let before = export(&server, "staging");
        let predicted = compare(&server, "staging", "production");
        for item in predicted["items"].as_array().unwrap() {
            let differs = item["standing"] != "changed" || item["changes"].is_array();
            assert!(differs, "{item}");
        }
        let all = |to: &str| json!({"to": to, "all": true, "prune": true, "allow_deletes": true});
        let there = promote(&server, "staging", &all("production")).expect(200);
        assert_eq!(there["items"], predicted["items"], "round {round}");
        assert_eq!(told(&compare(&server, "staging", "production")), [""; 0]);
        let (seq_before, back) =
            (seq(&server, "staging"), promote(&server, "production", &all("staging")));
        let back = back.expect(200);
        assert_eq!(told(&back), [""; 0], "round {round}");
        assert_eq!((seq(&server, "staging"), export(&server, "staging")), (seq_before, before));
        let after_kills = ["staging", "production"].map(|each| last_kills(&server, each));
        assert_eq!(after_kills, before_kills, "a kill stays where it is");
        tell(format_args!("round {round}: {} documents differed", told(&there).len()));
    }
    for environment in ["staging", "production"] {
        let path = format!("/api/changes/verify?environment={environment}");
        assert_eq!(server.get(&path).expect(200)["faults"], json!([]));
    }
}

#[test]
fn a_promotion_by_the_command_line() {
    let server = with_two();
    let flag = |percentage: u64| {
        let flag = json!({"type": "percentage", "percentage": percentage, "enabled": true});
        json!({"features": {"checkout": flag}, "segments": {"staff": {"include": ["ana"]}}})
    };
    import(&server, "staging", &flag(50));
    import(&server, "production", &flag(25));
    server.delete("/api/segments/staff?environment=production").expect(204);
    let admin = server.admin();
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", admin.as_str())];
    let run = |arguments: &[&str]| seen(&hoist_in(&variables, arguments, b""));
    let compared = run(&["environments", "compare", "staging", "production"]);
    let expected = "different: features/checkout\n  ~ percentage: 25 → 50\n\
        only in staging: segments/staff\n\
        unchanged: 0 (staging is at seq 2, production at seq 3)\nexit status 0";
    assert_eq!(compared, expected);
    let json = run(&["environments", "compare", "staging", "production", "--json"]);
    assert!(json.starts_with("{\"environment\":\"staging\""), "{json}");
    let promote = ["promote", "checkout", "--from", "staging", "--to", "production"];
    let dry = run(&[&promote[..], &["--dry-run"]].concat());
    let expected = "would update features/checkout\n  ~ percentage: 25 → 50\n\
        unchanged: 0 (production is at seq 3)\nexit status 0";
    assert_eq!(dry, expected);
    let done = run(&[&promote[..], &["--reason", "tried"]].concat());
    let expected = "updated features/checkout\n  ~ percentage: 25 → 50\n\
        unchanged: 0 (production is at seq 4)\nexit status 0";
    assert_eq!(done, expected);
    let all = run(&["promote", "--all", "--from", "staging", "--to", "production"]);
    assert_eq!(all, "created segments/staff\nunchanged: 1 (production is at seq 5)\nexit status 0");
    let usage = run(&["promote", "--from", "staging", "--to", "production"]);
    assert!(usage.ends_with("exit status 2"), "{usage}");
}
