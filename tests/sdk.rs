//! The SDK: against the real program, against a server that says just what a test wants, and on
//! the published vectors.

mod remote;
mod stream;
mod vectors;
mod wire;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hoist_sdk::{Builder, Call, Cause, Connection, Hoist, Hook, Resolution};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::clock::{timed, until};
use crate::server::Server;

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
    until_true("what changed", || *changed.lock().unwrap() == ["later", "cache", "later"]);
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
fn experiments_of_a_layer_have_the_users_that_they_have_at_the_server() {
    let server = Server::start();
    // Who was made first takes the lower part, whatever the order of the keys.
    for key in ["zebra", "ant"] {
        let experiment = json!({"layer": "page", "traffic": 50, "metrics": ["conversion_rate"],
            "variants": {"control": 0.5, "other": 0.5}, "start_date": "2020-01-01T00:00:00Z"});
        server.put(&format!("/api/experiments/{key}"), &experiment).expect(201);
    }
    let token = server.token("server", &["default"]);
    let runtime = runtime();
    let hoist = runtime.block_on(client(&server.url, &token).build()).unwrap();
    let mut assigned = 0;
    for user in (0..40).map(|n| format!("user_{n}")) {
        for key in ["zebra", "ant"] {
            let body = json!({"context": {"targetingKey": user}});
            let answer = server.post(&format!("/ofrep/v1/evaluate/flags/{key}"), &body);
            let there = answer.expect(200);
            let here = hoist.with_user(&user).resolve(key);
            assert_eq!(there["variant"], here.variant.unwrap(), "{user} {key}");
            assert_eq!(there["reason"], here.reason.as_str(), "{user} {key}");
            assigned += u32::from(here.assignment.is_some());
        }
    }
    assert_eq!(assigned, 40, "each is in one of the two");
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

    let mut entries = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let path = entries.find(|path| path.extension().is_some_and(|end| end == "cache")).unwrap();
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
    // A port that is never given to who asks for any: that of a listener that is gone may be.
    let url = "http://127.0.0.1:1";
    let builder = client(url, "t").start_wait(Duration::from_millis(200)).default("a", "blue");
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
fn nothing_is_allocated_where_the_engine_allocates_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("features.yaml");
    std::fs::write(&path, include_str!("fixtures/features.yaml")).unwrap();
    let hoist = Hoist::from_file(&path).build().unwrap();
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
    assert_eq!(told(), [before, before, after, after, "finally", "finally"]);
    assert_eq!(user.variant("b"), "control");
    let before = "before Variant b";
    assert_eq!(told(), [before, before, "error true", "error true", "finally", "finally"]);
    assert!(user.value::<Vec<u8>>("a").unwrap_err().is_mismatch());
    assert_eq!(told()[2], "error false");
    assert_eq!(user.resolve("a").value, Some(json!(true)));
    assert_eq!(told()[0], "before Resolve a");
    user.track("bought", 1.0);
    assert_eq!(told()[..3], ["before Track bought", "before Track bought", "after None"]);
}
