//! The SDK: against the real program, against a server that says just what a test wants, and on
//! the published vectors.

mod vectors;
mod wire;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hoist_sdk::{Builder, Call, Cause, Connection, Hoist, Hook, Resolution};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::clock::{timed, until};
use crate::server::Server;
use wire::{Script, Wire};

/// How long anything may take on a machine that does much else.
const SOON: Duration = Duration::from_secs(30);

fn runtime() -> Runtime {
    Runtime::new().unwrap()
}

/// A client that asks often, where there is no stream.
fn client(url: &str, token: &str) -> Builder {
    Hoist::connect(url, token).poll_interval(Duration::from_millis(100)).start_wait(SOON)
}

#[track_caller]
fn until_true(what: &str, mut look: impl FnMut() -> bool) {
    until(what, SOON, || look().then_some(()));
}

#[test]
fn rules_are_fresh_and_a_kill_is_obeyed() {
    let server = Server::start();
    let flag = json!({"type": "boolean", "enabled": true, "when_on": {"ttl": 60}});
    server.put("/api/features/cache", &flag).expect(201);
    let token = server.token("server", &["default"]);
    let runtime = runtime();
    let hoist = runtime.block_on(client(&server.url, &token).build()).unwrap();
    let user = hoist.with_user("u-1");
    let cache = hoist.flag("cache");
    assert!(user.is_enabled("cache") && cache.is_enabled(&user));
    assert_eq!(user.value::<serde_json::Value>("cache").unwrap(), json!({"ttl": 60}));
    assert_eq!(hoist.status().connection, Connection::Live);

    let changed = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&changed);
    hoist.on_change(|_| panic!("code of the application"));
    hoist.on_change(move |change| noted.lock().unwrap().extend(change.keys.clone()));
    server.put("/api/features/later", &json!({"type": "boolean", "enabled": true})).expect(201);
    until_true("a new flag", || user.is_enabled("later"));
    server.post("/flags/cache/kill", &json!({"reason": "it burns"})).expect(200);
    until_true("a kill", || !cache.is_enabled(&user));
    assert!(user.resolve("cache").killed);
    server.delete("/api/features/later").expect(204);
    until_true("a deletion", || !user.is_enabled("later"));
    assert_eq!(*changed.lock().unwrap(), ["later", "cache", "later"]);
    let keys: Vec<String> = (0..1_500).map(|n| format!("user_{n}")).collect();
    server.put("/api/segments/many", &json!({"include": keys})).expect(201);
    let rule = json!({"type": "segment", "conditions": {"segment": "many"}, "value": true});
    let members = json!({"type": "targeted", "enabled": true, "rules": [rule]});
    server.put("/api/features/members", &members).expect(201);
    until_true("a long list", || hoist.with_user("user_1499").is_enabled("members"));
    assert!(!user.is_enabled("members"));
    runtime.block_on(hoist.close());
    assert_eq!(hoist.status().connection, Connection::Offline);
    assert!(hoist.with_user("user_3").is_enabled("members"), "evaluation goes on");
}

#[test]
fn without_the_server_the_cache_serves_and_a_damaged_one_is_told() {
    let mut server = Server::start();
    let flag = json!({"type": "boolean", "enabled": true});
    server.put("/api/features/plain", &flag).expect(201);
    let token = server.token("server", &["default"]);
    let folder = tempfile::tempdir().unwrap();
    let builder = |url: &str| client(url, &token).cache_dir(folder.path());
    let runtime = runtime();
    let hoist = runtime.block_on(builder(&server.url).build()).unwrap();
    runtime.block_on(hoist.close());
    server.kill();
    let build = || runtime.block_on(builder(&server.url).build()).unwrap();
    let hoist = build();
    assert!(hoist.with_user("u").is_enabled("plain"));
    let status = hoist.status();
    assert!(status.has_rules && status.seq > 0 && status.log.is_some());
    assert_eq!(status.problem.map(|problem| problem.cause), Some(Cause::Unreachable));

    let path = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let saved = std::fs::read(&path).unwrap();
    std::fs::write(&path, &saved[..saved.len() / 2]).unwrap();
    let bootstrap = folder.path().join("bootstrap.yaml");
    let file = "features: {bundled: {type: boolean, enabled: true}}";
    std::fs::write(&bootstrap, file).unwrap();
    let builder = builder(&server.url).bootstrap(&bootstrap).default("plain", true);
    let hoist = runtime.block_on(builder.build()).unwrap();
    let user = hoist.with_user("u");
    assert!(user.is_enabled("bundled") && user.is_enabled("plain"));
    assert!(user.resolve("plain").is_default);
}

#[test]
fn a_start_without_a_server_takes_no_longer_than_it_may() {
    let runtime = runtime();
    // Nothing listens on the port of a listener that is gone.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}");
    let builder = client(&url, "t").start_wait(Duration::from_millis(200)).default("a", "blue");
    let (hoist, took) = timed(|| runtime.block_on(builder.build()).unwrap());
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert_eq!(hoist.with_user("u").variant("a"), "blue");
    assert_eq!(hoist.status().connection, Connection::Connecting);
    for (url, token) in [("nowhere", "t"), ("http://127.0.0.1:1", "two words")] {
        let error = runtime.block_on(Hoist::connect(url, token).build()).unwrap_err();
        assert!(error.is_setup(), "{error}");
    }
}

#[test]
fn a_wrong_token_is_told_and_evaluation_goes_on() {
    let server = Server::start();
    let runtime = runtime();
    for (token, part) in
        [("hoist_server_wrong".to_owned(), "401"), (server.token("viewer", &["default"]), "403")]
    {
        let builder = client(&server.url, &token).default("a", true);
        let hoist = runtime.block_on(builder.build()).unwrap();
        assert!(hoist.with_user("u").is_enabled("a"));
        let problem = hoist.status().problem.unwrap();
        assert_eq!(problem.cause, Cause::Unauthorized);
        assert!(problem.detail.contains(part), "{}", problem.detail);
    }
}

#[test]
fn remote_results_are_those_of_the_server_and_a_kill_is_seen() {
    let server = Server::start();
    let flag = json!({"type": "targeted", "enabled": true, "when_on": {"ttl": 60},
        "rules": [{"type": "property", "conditions": {"plan": "premium"}, "value": true}]});
    server.put("/api/features/a", &flag).expect(201);
    let runtime = runtime();
    let _inside = runtime.enter();
    let token = server.token("client", &["default"]);
    let remote = Hoist::remote(&server.url, &token).default("b", "blue").answer_wait(SOON);
    let remote = remote.build().unwrap();
    let user = remote.with_user("u");
    let premium = user.clone().attribute("plan", "premium");
    runtime.block_on(async {
        assert!(premium.is_enabled("a").await && !user.is_enabled("a").await);
        assert_eq!(premium.value::<serde_json::Value>("a").await.unwrap(), json!({"ttl": 60}));
        assert_eq!(user.variant("b").await, "blue");
        for key in ["unknown", "../../../api/features", "a?b", ""] {
            assert!(user.value::<String>(key).await.unwrap_err().is_no_value(), "{key}");
        }
    });
    server.post("/flags/a/kill", &json!({"reason": "it burns"})).expect(200);
    let killed = runtime.block_on(premium.resolve("a")).unwrap();
    assert!(killed.killed && !killed.enabled);
    let nobody = Hoist::remote("http://127.0.0.1:1", "t").default("a", true).build().unwrap();
    let user = nobody.with_user("u");
    assert!(runtime.block_on(user.is_enabled("a")));
    assert!(runtime.block_on(user.resolve("a")).unwrap_err().is_no_answer());
}

#[test]
fn remote_results_are_kept_while_the_server_tells_of_other_rules() {
    let bulk =
        json!({"flags": [], "metadata": {}, "eventStreams": [{"type": "sse", "url": "/events"}]});
    let flag = |variant: &str| {
        json!({"key": "a", "value": true, "variant": variant, "reason": "STATIC", "metadata": {}})
            .to_string()
    };
    let wire = Wire::start(vec![
        Script::answer(&bulk.to_string()).to("/flags "),
        Script::hanging(&[": open\n\n"]).to("/events"),
        Script::answer(&flag("on")).to("/flags/a"),
        Script::answer(&flag("off")).to("/flags/a"),
    ]);
    let runtime = runtime();
    let _inside = runtime.enter();
    let remote = Hoist::remote(&wire.url, "t").answer_wait(SOON).build().unwrap();
    until_true("the stream of events", || remote.keeps_results());
    let user = remote.with_user("u");
    for _ in 0..3 {
        assert!(runtime.block_on(user.is_enabled("a")));
    }
    assert!(!runtime.block_on(remote.with_user("v").is_enabled("a")), "another user is asked for");
    let questions = wire.asked().iter().filter(|head| head.contains("/flags/a")).count();
    assert_eq!(questions, 2);
}

#[test]
fn nothing_is_allocated_where_the_engine_allocates_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("features.yaml");
    std::fs::write(&path, include_str!("fixtures/features.yaml")).unwrap();
    let hoist = Hoist::from_file(&path).unwrap();
    let user = hoist.with_user("u-1").attribute("plan", "premium").attribute("country", "US");
    for key in ["dark_mode", "new_search_algorithm", "database_migration", "premium_features"] {
        let flag = hoist.flag(key);
        // The first load of a thread registers it.
        let expected = user.is_enabled(key);
        let measured = allocation_counter::measure(|| {
            assert_eq!((user.is_enabled(key), flag.is_enabled(&user)), (expected, expected));
        });
        assert_eq!(measured.count_total, 0, "{key}");
    }
}

#[derive(Default)]
struct Noisy(Mutex<Vec<String>>);

impl Hook for Noisy {
    fn before(&self, call: &Call<'_>) {
        self.0.lock().unwrap().push(format!("before {:?} {}", call.kind, call.key));
    }

    fn after(&self, _: &Call<'_>, resolution: Option<&Resolution>) {
        let variant = resolution.and_then(|resolution| resolution.variant.clone());
        self.0.lock().unwrap().push(format!("after {variant:?}"));
    }

    fn error(&self, _: &Call<'_>, error: &hoist_sdk::Error) {
        self.0.lock().unwrap().push(format!("error {}", error.is_no_value()));
    }

    fn finally(&self, _: &Call<'_>) {
        self.0.lock().unwrap().push("finally".to_owned());
        panic!("code of the application");
    }
}

#[test]
fn hooks_run_around_every_call_and_may_panic() {
    let noisy = Arc::new(Noisy::default());
    let test =
        hoist_sdk::testing::TestHoist::builder("features: {a: {type: boolean, enabled: true}}")
            .hook(Arc::clone(&noisy))
            .hook(Arc::clone(&noisy))
            .build()
            .unwrap();
    let user = test.hoist().with_user("u");
    let told = || std::mem::take(&mut *noisy.0.lock().unwrap());
    assert!(user.is_enabled("a"));
    let before = "before IsEnabled a";
    let after = "after Some(\"on\")";
    assert_eq!(told(), [before, before, after, "finally", after, "finally"]);
    assert_eq!(user.variant("b"), "control");
    let before = "before Variant b";
    assert_eq!(told(), [before, before, "error true", "finally", "error true", "finally"]);
    assert!(user.value::<Vec<u8>>("a").unwrap_err().is_mismatch());
    assert_eq!(told()[2], "error false");
    assert_eq!(user.resolve("a").value, Some(json!(true)));
    assert_eq!(told()[0], "before Resolve a");
    user.track("bought", 1.0);
    assert_eq!(told()[..3], ["before Track bought", "before Track bought", "after None"]);
}

fn snapshot(log: &str, seq: u64, on: &[&str]) -> String {
    let flag = json!({"type": "boolean", "enabled": true});
    let flags: serde_json::Map<_, _> =
        on.iter().map(|key| ((*key).to_owned(), flag.clone())).collect();
    let data = json!({"environment": "default", "log": log, "seq": seq, "features": flags,
        "experiments": {}, "segments": {}, "state": {"killed": {}}});
    format!("event: snapshot\nid: {log}.{seq}\ndata: {data}\n\n")
}

fn change(log: &str, from: u64, seq: u64, key: &str) -> String {
    let features = json!({key: {"type": "boolean", "enabled": true}});
    let data = json!({"log": log, "from": from, "seq": seq, "features": features});
    format!("event: change\nid: {log}.{seq}\ndata: {data}\n\n")
}

fn kill(log: &str, seq: u64, key: &str) -> String {
    let killed = json!({"reason": null, "by": "t", "at": "2025-01-01T00:00:00Z"});
    let data = json!({"log": log, "seq": seq, "key": key, "killed": killed});
    format!("event: kill\ndata: {data}\n\n")
}

#[test]
fn the_stream_is_followed_and_resumed() {
    let wire = Wire::start(vec![
        Script::stream(&[
            "retry: 10\n\n",
            &snapshot("l", 5, &["a"]),
            &kill("l", 8, "a"),
            &change("l", 5, 6, "b"),
            // Half an event at the end is none.
            "event: change\ndata: {\"log\": \"l\", \"from\": 6, \"seq\": 7, \"features\": {\"c\":",
        ]),
        // What is older than what is known changes nothing.
        Script::stream(&[&snapshot("l", 4, &["old"]), &change("l", 6, 9, "d")]),
        Script::stream(&[
            "event: heartbeat\ndata: {\"log\": \"l\", \"seq\": 9}\n\n",
            "event: change\ndata: garbage\n\n",
            &change("l", 9, 10, "never"),
        ]),
        Script::stream(&[&snapshot("other", 1, &["e"])]),
        Script::hanging(&["event: heartbeat\ndata: {\"log\": \"other\", \"seq\": 3}\n\n"]),
    ]);
    let runtime = runtime();
    let hoist = runtime.block_on(client(&wire.url, "t").build()).unwrap();
    until_true("the last connection", || hoist.status().seq == 3);
    let user = hoist.with_user("u");
    assert!(user.is_enabled("e") && !user.is_enabled("a") && !user.is_enabled("never"));
    assert_eq!(hoist.status().log.as_deref(), Some("other"));
    let streams: Vec<_> =
        wire.asked().into_iter().filter(|it| it.contains("/api/stream")).collect();
    let last_ids: Vec<_> = streams
        .iter()
        .map(|head| head.split("last-event-id: ").nth(1).map(|it| it.lines().next().unwrap()))
        .collect();
    assert_eq!(last_ids, [None, Some("l.6"), Some("l.9"), Some("l.9"), Some("other.1")]);
    assert!(streams[0].contains("authorization: Bearer t"));
    assert!(streams[0].contains(&format!("x-hoist-instance: {}", hoist.instance_id())));
}

#[test]
fn a_kill_stays_over_older_rules_and_an_older_snapshot_is_refused() {
    let wire = Wire::start(vec![Script::hanging(&[
        &snapshot("l", 5, &["a"]),
        &kill("l", 9, "a"),
        &snapshot("l", 7, &["a", "b"]),
        &snapshot("l", 6, &["a", "c"]),
        &change("l", 7, 8, "d"),
    ])]);
    let runtime = runtime();
    let hoist = runtime.block_on(client(&wire.url, "t").build()).unwrap();
    let user = hoist.with_user("u");
    until_true("the change", || user.is_enabled("d"));
    assert!(user.is_enabled("b") && !user.is_enabled("c"));
    assert!(user.resolve("a").killed);
    assert_eq!((hoist.status().seq, hoist.status().kill_seq), (8, 9));
}

#[test]
fn a_server_that_is_behind_is_told() {
    let pieces = [snapshot("l", 5, &["a"]), snapshot("l", 4, &["b"])].concat();
    let wire = Wire::start(vec![Script::hanging(&[&pieces])]);
    let runtime = runtime();
    let hoist = runtime.block_on(client(&wire.url, "t").build()).unwrap();
    let problem = until("the older snapshot", SOON, || hoist.status().problem);
    assert_eq!((problem.cause, hoist.status().seq), (Cause::Behind, 5));
}

#[test]
fn a_stream_that_goes_silent_is_opened_anew() {
    let wire = Wire::start(vec![
        Script::hanging(&[&snapshot("l", 5, &["a"])]),
        Script::hanging(&[&change("l", 5, 6, "b")]),
    ]);
    let runtime = runtime();
    let builder = client(&wire.url, "t").silence_max(Duration::from_millis(300));
    let hoist = runtime.block_on(builder.build()).unwrap();
    until_true("the second stream", || hoist.with_user("u").is_enabled("b"));
    assert!(wire.asked()[1].contains("last-event-id: l.5"));
}

#[test]
fn where_the_difference_does_not_fit_a_snapshot_is_fetched() {
    let wire = Wire::start(vec![
        Script::hanging(&[&snapshot("l", 5, &["a"]), &change("l", 7, 8, "b")]),
        Script::json(&snapshot("l", 9, &["a", "b", "c"])),
    ]);
    let runtime = runtime();
    let hoist = runtime.block_on(client(&wire.url, "t").build()).unwrap();
    until_true("the snapshot", || hoist.status().seq == 9);
    assert!(hoist.with_user("u").is_enabled("c"));
    assert_eq!(hoist.status().connection, Connection::Live);
}
