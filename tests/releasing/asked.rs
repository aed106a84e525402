//! What people ask of a release that runs, what holds it, and what it holds.

use serde_json::{Value, json};

use super::{RELEASE, START, ask, kinds, pass, release, share, status, wait};
use crate::set_clock::Clocked;

#[test]
fn people_have_their_say() {
    let server = Clocked::<37>::start(START);
    release(&server, json!({"gates": [{"before": "full"}]}));
    let never = ask(&server, "pause", json!({})).expect(409);
    assert!(never["detail"].as_str().unwrap().contains("never started"), "{never}");
    assert_eq!(server.ask("GET", &format!("{RELEASE}/status"), None).code(), "not_found");
    ask(&server, "start", json!({})).expect(200);
    wait(&server, "the first step", |now| now["share"] == 5.0);

    // Who stays stays.
    let paused = ask(&server, "pause", json!({"reason": "lunch"})).expect(200);
    assert_eq!(paused["status"], "paused");
    ask(&server, "pause", json!({})).expect(200);
    let paused = pass(&server, "the time is over", |now| now["step_left_seconds"].is_null());
    assert_eq!((&paused["share"], &paused["status"]), (&json!(5.0), &json!("paused")));
    ask(&server, "resume", json!({})).expect(200);
    wait(&server, "the second step", |now| now["share"] == 50.0);
    assert_eq!(ask(&server, "resume", json!({})).code(), "not_now");

    // Another release has to wait, and what this one depends on stays as it is.
    let other = json!({"flag": "checkout", "checks": []});
    server.ask("PUT", "/api/releases/rival", Some(&other)).expect(201);
    let rival = server.ask("POST", "/api/releases/rival/start", Some(&json!({}))).expect(409);
    assert!(rival["detail"].as_str().unwrap().contains("checkout_v2"), "{rival}");
    server.ask("DELETE", "/api/releases/rival", None).expect(204);
    for (field, value) in
        [("percentage", json!(7)), ("salt", json!("x")), ("bucket_by", json!("y"))]
    {
        let refused = server.ask("PATCH", "/api/features/checkout", Some(&json!({field: value})));
        let refused = refused.expect(409);
        let detail = refused["detail"].as_str().unwrap();
        assert!(detail.contains("checkout_v2") && detail.contains(field), "{detail}");
    }
    let described = json!({"description": "said by hand"});
    server.ask("PATCH", "/api/features/checkout", Some(&described)).expect(200);
    assert_eq!(server.ask("DELETE", RELEASE, None).code(), "not_now");

    // An edit is for the next run, whatever it says.
    let of_another_type = json!({"type": "boolean"});
    let refused = server.ask("PUT", "/api/features/checkout", Some(&of_another_type)).expect(422);
    assert!(refused["detail"].as_str().unwrap().contains("percentage flag"), "{refused}");
    let edit = json!({"flag": "other", "gates": [], "steps": [
        {"percentage": 100, "duration": "1h"}]});
    server.ask("PATCH", RELEASE, Some(&edit)).expect(200);
    let edited = status(&server);
    assert_eq!((&edited["edited"], &edited["flag"]), (&json!(true), &json!("checkout")));
    assert_eq!(edited["steps"].as_array().unwrap().len(), 3, "{edited}");
    // No document names the flag that it moves any more.
    let refused = server.ask("PUT", "/api/features/checkout", Some(&of_another_type)).expect(409);
    assert!(refused["detail"].as_str().unwrap().contains("its `type` stays"), "{refused}");
    let refused = server.ask("DELETE", "/api/features/checkout", None).expect(409);
    assert!(refused["detail"].as_str().unwrap().contains("checkout_v2 moves"), "{refused}");

    // The gate is closed until somebody opens it.
    let waits = |now: &Value| now["waits_for"].to_string().contains("the gate before full");
    pass(&server, "the gate", |now| waits(now) && now["step_left_seconds"].is_null());
    let unknown = ask(&server, "approve", json!({"step": "half"})).expect(422);
    assert!(unknown["detail"].as_str().unwrap().contains("full"), "{unknown}");
    ask(&server, "approve", json!({"reason": "go"})).expect(200);
    wait(&server, "the last step", |now| now["share"] == 100.0);
    let done = ask(&server, "promote", json!({})).expect(200);
    assert_eq!(done["run"], 1);
    wait(&server, "the end", |now| now["status"] == "succeeded");
    assert_eq!(ask(&server, "abort", json!({})).code(), "not_now");
    let told = ["launched", "paused", "resumed", "updated", "approved", "promoted", "succeeded"];
    assert_eq!(kinds(&server, RELEASE)[1..], told);
}

#[test]
fn an_abort_takes_it_back_and_only_a_revival_lets_it_start_again() {
    let server = Clocked::<38>::start(START);
    release(&server, json!({}));
    ask(&server, "start", json!({})).expect(200);
    pass(&server, "the second step", |now| now["share"] == 50.0);
    ask(&server, "abort", json!({"reason": "support is called"})).expect(200);
    let back = wait(&server, "it is back", |now| now["status"] == "rolled_back");
    assert_eq!((&back["share"], &back["pending"]), (&json!(0.0), &json!([])));
    assert_eq!(share(&server), 0);
    let flag = server.get("/api/features/checkout");
    assert_eq!(flag["killed"]["by"], "release:checkout_v2", "{flag}");
    // What was said is in whatever tells of it.
    let killed = flag["killed"]["reason"].as_str().unwrap();
    assert!(killed.starts_with("aborted: support is called ("), "{killed}");
    let history = server.get(&format!("{RELEASE}/history"));
    let items = history["items"].as_array().unwrap();
    let reasons = [&items[0], &items[1]].map(|item| item["reason"].as_str().unwrap());
    assert_eq!(reasons, [killed, "support is called"], "{history}");
    assert_eq!(back["decision"]["reason"], "aborted: support is called", "{back}");
    assert_eq!(kinds(&server, RELEASE)[1..], ["launched", "aborted", "taken_back"]);
    let killed = ask(&server, "start", json!({})).expect(409);
    assert!(killed["detail"].as_str().unwrap().contains("killed"), "{killed}");
    let again = ask(&server, "start", json!({"revive": true})).expect(200);
    assert_eq!(again["run"], 2);
    wait(&server, "the first step", |now| now["share"] == 5.0);
    assert_eq!(server.get("/api/features/checkout")["killed"], Value::Null);
    let flag = server.get("/api/features/checkout");
    let in_force = json!({"percentage": 5.0, "reason": "the release checkout_v2 moves it"});
    assert_eq!((&flag["percentage"], &flag["in_force"]), (&json!(0), &in_force));
    // The run before is still told of.
    assert_eq!(server.get(&format!("{RELEASE}/status?run=1"))["status"], "rolled_back");
    let runs = server.get("/api/release-runs");
    assert_eq!(runs["items"].as_array().unwrap().len(), 2);
    assert_eq!(server.get("/api/release-runs?active=true")["items"][0]["run"], 2);

    // A freeze holds it, and so does a kill by a person; it goes on after either.
    server.ask("POST", "/experiments/freeze", Some(&json!({"reason": "fair"}))).expect(200);
    let held = wait(&server, "it is held", |now| now["held"]["because"] == "frozen");
    assert!(held["held"]["reason"].as_str().unwrap().contains("fair"), "{held}");
    server.jump(jiff::SignedDuration::from_mins(10));
    assert_eq!(ask(&server, "promote", json!({})).code(), "frozen");
    server.ask("POST", "/experiments/unfreeze", Some(&json!({}))).expect(200);
    server.ask("POST", "/flags/checkout/kill", Some(&json!({"reason": "fire"}))).expect(200);
    let held = wait(&server, "it is held", |now| now["held"]["because"] == "killed");
    assert!(held["held"]["reason"].as_str().unwrap().contains("fire"), "{held}");
    assert_eq!((&held["status"], &held["share"]), (&json!("running"), &json!(5.0)));
    assert_eq!(ask(&server, "promote", json!({})).code(), "not_now");
    server.ask("POST", "/flags/checkout/revive", Some(&json!({}))).expect(200);
    pass(&server, "the end", |now| now["status"] == "succeeded");
}

#[test]
fn what_cannot_run_does_not_start() {
    let server = crate::server::Server::start();
    let put = |key: &str, body: Value| {
        server.put(&format!("/api/releases/{key}"), &body).expect(201);
    };
    let start = |key: &str, token: Option<&str>| {
        let path = format!("/api/releases/{key}/start");
        match token {
            None => server.post(&path, &json!({})),
            token => server.send("POST", &path, token, Some("{}"), &[]),
        }
    };
    let target = json!({"deployment": "shop", "image": "shop:2"});
    let haproxy = json!({"haproxy": {"socket": "/run/h.sock", "backend": "b", "candidate": "c",
        "stable": "s"}});
    put("defaults", json!({"flag": "a"}));
    put("deploys", json!({"flag": "a", "checks": [], "strategy": "canary", "target": target}));
    put("routes", json!({"flag": "a", "checks": [], "router": haproxy}));
    let test = json!([{"url": "http://169.254.169.254/latest"}]);
    put("smokes", json!({"flag": "a", "checks": [], "smoke_tests": test}));
    for (key, metric) in [
        ("capped", json!({"event": "pay", "kind": "mean", "cap": 500})),
        ("quantile", json!({"event": "wait", "kind": "quantile", "quantile": 0.95})),
    ] {
        server.put(&format!("/api/metrics/{key}"), &metric).expect(201);
        let check = json!([{"name": key, "source": "metric", "metric": key, "min_ratio": 0.9}]);
        put(key, json!({"flag": "a", "checks": check}));
    }
    put("off", json!({"flag": "off", "checks": []}));
    let off = json!({"type": "percentage", "percentage": 0});
    server.put("/api/features/off", &off).expect(201);
    let check =
        json!([{"name": "buys", "source": "metric", "metric": "buy_rate", "min_ratio": 0.9}]);
    put("unmeasured", json!({"flag": "plain", "checks": check}));
    let plain = json!({"type": "percentage", "percentage": 0, "enabled": true});
    server.put("/api/features/plain", &plain).expect(201);
    for (key, status, told) in [
        ("absent", 404, "There is no release absent"),
        (
            "defaults",
            422,
            "The check error rate, which a release without `checks` has, asks Prometheus",
        ),
        ("deploys", 422, "a deployment (strategy canary)"),
        ("routes", 422, "haproxy"),
        ("off", 409, "turned off"),
        ("unmeasured", 422, "metrics: [buy_rate]"),
        ("smokes", 422, "--allow-outbound 169.254.169.254"),
        ("capped", 422, "has a cap (500), and a release sums up whole values: check one of"),
        ("quantile", 422, "or ask Prometheus with `histogram_quantile()`"),
    ] {
        let refused = start(key, None).expect(status);
        assert!(refused["detail"].as_str().unwrap().contains(told), "{key}: {refused}");
    }
    let editor = server.token("editor", &["default"]);
    assert_eq!(start("deploys", Some(&editor)).code(), "forbidden");
    assert_eq!(server.get("/api/release-runs").expect(200)["items"], json!([]), "nothing runs");
}

/// Editors have what moves a flag; what moves traffic or deploys is for admins, on every way in.
#[test]
fn what_reaches_farther_than_its_flag_is_for_admins() {
    let server = crate::server::Server::start();
    let editor = server.token("editor", &["*"]);
    let ask = |method: &str, path: &str, body: Option<Value>| {
        let body = body.map(|body| body.to_string());
        server.send(method, path, Some(&editor), body.as_deref(), &[])
    };
    let plain = json!({"flag": "a", "checks": []});
    let with = |more: Value| {
        let mut body = plain.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let router = json!({"haproxy": {"socket": "/s", "backend": "b", "candidate": "c",
        "stable": "s"}});
    let routes = with(json!({"router": router}));
    let deploys = with(json!({"target": {"deployment": "shop", "image": "shop:2"}}));
    ask("PUT", "/api/releases/plain", Some(plain.clone())).expect(201);
    server.put("/api/releases/routes", &routes).expect(201);
    server.post("/api/environments", &json!({"key": "staging"})).expect(201);
    let at = "2030-01-01T00:00:00Z";
    let later = json!({"collection": "releases", "key": "plain", "at": at,
        "change": {"put": routes}});
    let before = server.get("/api/changes").expect(200)["items"].clone();
    for (method, path, body) in [
        ("PUT", "/api/releases/new", Some(routes.clone())),
        ("PUT", "/api/releases/new", Some(deploys)),
        ("PATCH", "/api/releases/plain", Some(json!({"router": router}))),
        ("PATCH", "/api/releases/routes", Some(json!({"router": "none"}))),
        ("PATCH", "/api/releases/routes", Some(json!({"description": "mine"}))),
        ("DELETE", "/api/releases/routes", None),
        ("POST", "/api/releases/routes/start", None),
        ("POST", "/api/import", Some(json!({"releases": {"new": routes}}))),
        ("POST", "/api/schedules", Some(later)),
    ] {
        let refused = ask(method, path, body).expect(403);
        let detail = refused["detail"].as_str().unwrap();
        assert!(detail.ends_with("that takes an admin token."), "{method} {path}: {detail}");
    }
    assert_eq!(server.get("/api/changes").expect(200)["items"], before);
    // What says nothing new about it may stand beside what is new.
    let file = json!({"releases": {"routes": routes, "plain": with(json!({"owner": "me"}))}});
    ask("POST", "/api/import", Some(file)).expect(200);
    ask("DELETE", "/api/releases/plain", None).expect(204);
}
