//! Releases as documents of a server: what is written, what is refused, what belongs together.

use serde_json::json;

use crate::folders::{done, text, texts};
use crate::server::Server;

const RELEASE: &str = "/api/releases/checkout_v2";

#[test]
fn a_release_is_a_document_like_the_others() {
    let server = Server::start();
    let written = server.put(RELEASE, &json!({"flag": "checkout"})).expect(201);
    // What was not said is said in full, so nobody has to look it up.
    assert_eq!(written["steps"][0], json!({"name": "canary", "percentage": 5, "duration": "5m"}));
    let names: Vec<_> =
        written["checks"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
    assert_eq!(names, ["error rate", "p95 latency", "conversion"]);
    // A PUT of a GET changes nothing.
    let read = server.get(RELEASE).expect(200);
    assert_eq!(server.put(RELEASE, &read).expect(200)["version"], read["version"]);

    let gates = json!([{"before": "full"}]);
    let patched =
        server.patch(RELEASE, &json!({"gates": gates, "on_failure": "pause"})).expect(200);
    assert_eq!((&patched["gates"], &patched["on_failure"]), (&gates, &json!("pause")));
    let refused = server.patch(RELEASE, &json!({"deadline": "10m"})).expect(422);
    assert_eq!(refused["path"], "deadline", "{refused}");

    let history = server.get(&format!("{RELEASE}/history")).expect(200);
    assert_eq!(history["items"].as_array().unwrap().len(), 2);
    server.post(&format!("{RELEASE}/rollback"), &json!({})).expect(200);
    assert_eq!(server.get(RELEASE).expect(200)["on_failure"], "rollback");
    let listed = server.get("/api/releases").expect(200);
    assert_eq!(listed["items"][0]["key"], "checkout_v2");
    server.delete(RELEASE).expect(204);
}

#[test]
fn a_release_and_its_flag_stay_together() {
    let server = Server::start();
    // The flag is yet to be made.
    server.put(RELEASE, &json!({"flag": "checkout"})).expect(201);
    let of_another_type = json!({"type": "boolean"});
    let refused = server.put("/api/features/checkout", &of_another_type).expect(422);
    assert!(refused["detail"].as_str().unwrap().contains("percentage flag"), "{refused}");
    server
        .put("/api/features/checkout", &json!({"type": "percentage", "percentage": 0}))
        .expect(201);
    let refused = server.delete("/api/features/checkout").expect(409);
    assert!(refused["detail"].as_str().unwrap().contains("checkout_v2"), "{refused}");
    let metric = json!({"event": "buy", "kind": "mean"});
    let refused = server.put("/api/metrics/conversion_rate", &metric).expect(422);
    assert!(refused["detail"].as_str().unwrap().contains("counts who converted"), "{refused}");
}

#[test]
fn what_is_exported_is_imported_as_it_was() {
    let (server, folder) = (Server::start(), tempfile::tempdir().unwrap());
    let router = json!({"haproxy": {"socket": "/run/haproxy.sock", "backend": "shop",
        "candidate": "green", "stable": "blue"}});
    let check = json!({"name": "p95", "source": "prometheus", "max": 0.5, "interval": "10s",
        "query": "p95_seconds{deployment=\"{{deployment}}\"}", "failures_allowed": 2});
    let release = json!({"flag": "checkout", "strategy": "canary", "router": router,
        "target": {"namespace": "shop", "deployment": "shop", "image": "shop:2"},
        "smoke_tests": [{"url": "http://shop-green/health"}], "checks": [check],
        "steps": [{"percentage": 12.5, "duration": "90s"}, {"percentage": 100, "duration": "1h"}]});
    server.put(RELEASE, &release).expect(201);
    done(&server, &["export", "--folder", text(folder.path())]);
    let files = texts(folder.path());
    assert_eq!(files.keys().collect::<Vec<_>>(), ["releases/checkout_v2.yaml"]);
    let other = Server::start();
    done(&other, &["import", text(folder.path())]);
    for field in ["flag", "strategy", "router", "target", "smoke_tests", "checks", "steps"] {
        let [one, two] = [&server, &other].map(|server| server.get(RELEASE).expect(200));
        assert_eq!(one[field], two[field]);
    }
}
