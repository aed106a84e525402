//! The life of experiments: draft, running, concluded, archived; what begins a phase; who keeps
//! what they have.

mod assigning;
mod dying;
mod layers;
mod leaving;
mod monitored;
mod phases;
mod refused;
mod windows;

use std::time::Duration;

use hoist_api::client::Client;
use hoist_sdk::Hoist;
use serde_json::{Value, json};

use crate::clock::until;
use crate::server::Server;
use crate::set_clock::Clocked;

const START: &str = "2026-03-01T12:00:00Z";
/// How long anything may take on a machine that does much else.
const SOON: Duration = Duration::from_secs(30);

/// An experiment with some fields in place of its own.
fn experiment(more: Value) -> Value {
    let mut experiment = json!({
        "variants": [
            {"name": "control", "weight": 0.5, "config": {"steps": 3}},
            {"name": "short", "weight": 0.5, "config": {"steps": 2}},
        ],
        "metrics": ["conversion_rate"],
        "sample_size": 20_000,
        "min_detectable_effect": 0.1,
    });
    experiment.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    experiment
}

fn act<const N: usize>(server: &Clocked<N>, verb: &str, key: &str, body: Value) -> Value {
    server.ask("POST", &format!("/api/experiments/{key}/{verb}"), Some(&body)).expect(200)
}

fn put<const N: usize>(server: &Clocked<N>, key: &str, body: &Value) -> Value {
    let answer = server.ask("PUT", &format!("/api/experiments/{key}"), Some(body));
    assert!([200, 201].contains(&answer.status), "{}", answer.text);
    answer.json()
}

/// What somebody is given: variant and reason.
fn given<const N: usize>(server: &Clocked<N>, query: &str, key: &str, user: &str) -> [String; 2] {
    let body = json!({"context": {"targetingKey": user}, "keys": [key]});
    let body = match query {
        "" => body,
        at => json!({"context": {"targetingKey": user}, "keys": [key], "at": at}),
    };
    let found = server.ask("POST", "/api/evaluate", Some(&body)).expect(200)["items"][0].clone();
    ["variant", "reason"].map(|field| found[field].as_str().unwrap().to_owned())
}

/// The kinds of what happened to an experiment, the first one first.
fn kinds<const N: usize>(server: &Clocked<N>, key: &str) -> Vec<String> {
    let path = format!("/api/experiments/{key}/history?limit=1000");
    let history = server.get(&path)["items"].clone();
    let kind = |change: &Value| change["kind"].as_str().unwrap().to_owned();
    history.as_array().unwrap().iter().rev().map(kind).collect()
}

#[test]
fn what_a_plan_takes_before_it_is_written_down() {
    let server = Server::start();
    let ask = |definition: Value, baseline: Value| {
        let request = json!({"key": "layout", "definition": definition, "baseline": baseline});
        server.post("/api/power", &request)
    };
    let told = ask(experiment(json!({})), json!(0.1)).expect(200);
    let [row] = told["power"].as_array().unwrap().as_slice() else { panic!("{told}") };
    assert!(row["power"].as_f64().unwrap() < 0.8 && row["needed"].as_u64().unwrap() > 20_000);
    assert_eq!(told["obstacle"], Value::Null);
    let told = ask(experiment(json!({"metrics": []})), Value::Null).expect(200);
    assert_eq!(told["power"], json!([]));
    let obstacle = told["obstacle"].as_str().unwrap();
    assert!(
        obstacle.starts_with("The experiment layout cannot run. It has no `metrics`"),
        "{obstacle}"
    );
    assert_eq!(ask(experiment(json!({})), json!(2)).code(), "invalid");
    assert_eq!(ask(experiment(json!({"traffic": 200})), Value::Null).code(), "invalid");
    assert_eq!(server.get("/api/experiments/layout").code(), "not_found");
}

#[test]
fn from_draft_to_archived() {
    let mut server = Clocked::<18>::start(START);
    put(&server, "layout", &experiment(json!({})));
    let get = |server: &Clocked<18>| server.get("/api/experiments/layout");
    assert_eq!((&get(&server)["status"], &get(&server)["life"]), (&json!("draft"), &Value::Null));
    assert_eq!(given(&server, "", "layout", "u1"), ["control", "DEFAULT"]);

    let started = act(&server, "start", "layout", json!({"reason": "ready", "baseline": 0.1}));
    assert_eq!((&started["status"], &started["phase"]), (&json!("running"), &json!(1)));
    assert_eq!(started["started_at"], START);
    assert_eq!(started["plan"]["sample_size"], 20_000);
    assert_eq!(started["plan"]["metrics"][0]["events"], json!(["conversion", "conversion_rate"]));
    let [row] = started["power"].as_array().unwrap().as_slice() else { panic!("{started}") };
    assert!(row["power"].as_f64().unwrap() < 0.8 && row["needed"].as_u64().unwrap() > 20_000);
    let again = act(&server, "start", "layout", json!({}));
    assert_eq!((&again["was_running"], &again["seq"]), (&json!(true), &started["seq"]));
    assert_eq!(given(&server, "", "layout", "u1")[1], "SPLIT");

    // What was read can be written, and an import says nothing of a life.
    let read = get(&server);
    assert_eq!(read["status"], "running");
    assert_eq!(put(&server, "layout", &read)["version"], read["version"]);
    let export = server.ask("GET", "/api/export?format=json", None).expect(200);
    assert_eq!(server.ask("POST", "/api/import", Some(&export)).expect(200)["unchanged"], 1);
    assert_eq!(get(&server)["status"], "running");

    let ship = json!({"ship": "short", "reason": "it is better"});
    let concluded = act(&server, "conclude", "layout", ship);
    let conclusion = &concluded["conclusion"];
    assert_eq!(
        (&concluded["status"], &conclusion["because"]),
        (&"concluded".into(), &"manual".into())
    );
    assert_eq!(conclusion["everybody_gets"], "short");
    let detail = conclusion["detail"].as_str().unwrap();
    assert!(detail.starts_with("It was concluded by hand"), "{detail}");
    assert!(detail.ends_with("From now on everybody gets short."), "{detail}");
    server.stop();
    server.resume();
    for user in ["u1", "u2", "u3"] {
        assert_eq!(given(&server, "", "layout", user), ["short", "DEFAULT"]);
    }
    let seq = started["seq"].to_string();
    assert_eq!(given(&server, &seq, "layout", "u1")[1], "SPLIT", "as it was");

    let of_status = |status: &str| {
        let items = server.get(&format!("/api/experiments?status={status}"))["items"].clone();
        items.as_array().unwrap().len()
    };
    assert_eq!((of_status("concluded"), of_status("running")), (1, 0));
    assert_eq!(act(&server, "archive", "layout", json!({}))["status"], "archived");
    assert_eq!(act(&server, "archive", "layout", json!({}))["status"], "archived");
    assert_eq!(of_status("archived"), 1);
    assert_eq!(given(&server, "", "layout", "u1"), ["short", "DEFAULT"]);
    assert_eq!(act(&server, "unarchive", "layout", json!({}))["status"], "concluded");
    let all = ["created", "started", "concluded", "archived", "unarchived"];
    assert_eq!(kinds(&server, "layout"), all);

    // Whoever comes under the same key is another one.
    server.ask("DELETE", "/api/experiments/layout", None).expect(204);
    put(&server, "layout", &experiment(json!({})));
    assert_eq!(get(&server)["status"], "draft");
    assert_eq!(given(&server, "", "layout", "u1"), ["control", "DEFAULT"]);
    assert_eq!(act(&server, "start", "layout", json!({}))["phase"], 2);
    let verified = server.ask("GET", "/api/changes/verify", None).expect(200);
    assert_eq!(verified["faults"], json!([]), "{verified}");
}

#[test]
fn instances_are_told_what_everybody_gets() {
    let server = Server::start();
    server.put("/api/experiments/layout", &experiment(json!({}))).expect(201);
    let token = server.token("server", &["default"]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let builder = Hoist::connect(&server.url, &token).start_wait(SOON);
    let hoist = runtime.block_on(builder.build()).unwrap();
    let admin = Client::new(&server.url, Some(&server.admin()), None).unwrap();
    let users: Vec<_> = (0..20).map(|n| hoist.with_user(&format!("u{n}"))).collect();
    let variants =
        || -> Vec<String> { users.iter().map(|user| user.variant("layout").to_string()).collect() };
    let until_all = |what: &str, is: &dyn Fn(&[String]) -> bool| {
        until(what, SOON, || is(&variants()).then_some(()));
    };
    let all = |name: &'static str| move |them: &[String]| them.iter().all(|own| own == name);
    until_all("a draft", &all("control"));
    runtime.block_on(admin.start("layout", &hoist_api::StartRequest::default())).unwrap();
    until_all("who runs", &|them| them.iter().any(|own| own == "short"));
    let request = hoist_api::ConcludeRequest { ship: Some("short".to_owned()), reason: None };
    runtime.block_on(admin.conclude("layout", &request)).unwrap();
    until_all("what is shipped", &all("short"));
    // Whoever comes later learns it too.
    let builder = Hoist::connect(&server.url, &token).start_wait(SOON);
    let late = runtime.block_on(builder.build()).unwrap();
    assert_eq!(late.with_user("u1").variant("layout"), "short");
    runtime.block_on(async { (hoist.close().await, late.close().await) });
}
