//! Telemetry: what is evaluated is counted, by the server and by SDKs, once; and who has applied
//! what is known.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::{now, until};
use crate::program::{hoist_in, seen};
use crate::server::{Server, stopped_in_time};
use crate::sse::Sse;

const WITHIN: Duration = Duration::from_secs(30);

fn fill(server: &Server) {
    let documents = json!({"features": {
        "search": {"type": "boolean", "enabled": true, "rules": [
            {"type": "user", "conditions": {"user_ids": ["nobody"]}, "value": false},
            {"type": "user", "conditions": {"user_ids": ["ana"]}, "value": true},
        ]},
        "half": {"type": "percentage", "enabled": true, "percentage": 50},
    }, "experiments": {"layout": {"start_date": "2020-01-01T00:00:00Z",
        "variants": {"control": 0.0001, "wide": 0.9999}, "metrics": ["sales"]}}});
    server.post("/api/import", &documents).expect(200);
}

fn report(instance: &str, batch: u64, more: &Value) -> Value {
    let mut report = json!({"instance": instance, "batch": batch, "sdk": "hoist-rust/0.1.0"});
    report.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    report
}

fn count(flag: &str, result: &str, n: u64) -> Value {
    json!({"flag": flag, "result": result, "reason": "SPLIT", "rule": 1, "n": n})
}

fn tell(server: &Server, report: &Value) -> Value {
    server.post("/api/telemetry", report).expect(200)
}

fn analytics(server: &Server, path: &str) -> Value {
    server.get(&format!("/api/{path}")).expect(200)
}

#[test]
fn what_the_server_evaluates_is_counted() {
    let server = Server::start();
    fill(&server);
    let ask = |key: &str, context: Value| {
        server.post(&format!("/ofrep/v1/evaluate/flags/{key}"), &json!({"context": context}))
    };
    for _ in 0..3 {
        ask("search", json!({"targetingKey": "ana"})).expect(200);
    }
    ask("search", json!({"targetingKey": "bo"})).expect(200);
    ask("half", json!({})).expect(400);
    ask("layout", json!({"targetingKey": "ana"})).expect(200);
    let all = json!({"context": {"targetingKey": "ana"}});
    server.post("/ofrep/v1/evaluate/flags", &all).expect(200);
    let found = until("the counts", WITHIN, || {
        let found = analytics(&server, "features/search/analytics");
        // What is asked for all at once may be counted in parts.
        let others = ["features/half/analytics", "experiments/layout/analytics"];
        let others = others.map(|path| analytics(&server, path)["total"].clone());
        (found["total"] == 5 && others == [2, 2]).then_some(found)
    });
    assert_eq!(found["results"], json!({"enabled": 5}));
    assert_eq!(found["reasons"]["TARGETING_MATCH"], 4);
    assert_eq!(found["rules"], json!({"1": 4}));
    assert_eq!((&found["errors"], &found["step"]), (&json!(0), &json!("hour")));
    assert!(!found["last_evaluated_at"].is_null());
    let half = analytics(&server, "features/half/analytics?step=minute");
    assert_eq!((&half["total"], &half["errors"]), (&json!(2), &json!(1)));
    assert_eq!(half["results"]["TARGETING_KEY_MISSING"], 1);
    let layout = analytics(&server, "experiments/layout/analytics?step=day");
    assert_eq!((&layout["total"], &layout["results"]), (&json!(2), &json!({"wide": 2})));
    let unknown = server.get("/api/features/nothing/analytics");
    assert_eq!(unknown.code(), "not_found");
    for (query, code) in [
        ("step=year", "bad_request"),
        ("from=yesterday", "bad_request"),
        ("step=minute&from=2020-01-01T00:00:00Z", "invalid"),
        ("to=2020-01-01T00:00:00Z&from=2020-01-01T00:00:00Z", "invalid"),
    ] {
        let path = format!("/api/features/search/analytics?{query}");
        assert_eq!(server.get(&path).code(), code, "{query}");
    }
}

#[test]
fn what_was_counted_survives_a_stop() {
    let total = stopped_in_time(|| {
        let server = Server::start();
        fill(&server);
        let body = json!({"context": {"targetingKey": "ana"}});
        server.post("/ofrep/v1/evaluate/flags/search", &body).expect(200);
        let data = server.data.clone();
        let (status, log, _folder) = server.stop_and_keep();
        assert!(status.success());
        let again = Server::start_on(&data, &[]);
        (log, analytics(&again, "features/search/analytics")["total"].clone())
    });
    assert_eq!(total, 1);
}

#[test]
fn a_report_counts_once() {
    let mut server = Server::start();
    fill(&server);
    let counts = json!({"counts": [
        count("half", "enabled", 30),
        count("half", "disabled", 20),
        count("nothing", "enabled", 1_000),
        {"flag": "half", "result": "TARGETING_KEY_MISSING", "reason": "ERROR", "n": 4, "errors": 4},
    ], "samples": [
        {"flag": "half", "variant": "on", "reason": "SPLIT", "seq": 1, "at": now(),
            "context": {"targetingKey": "ana", "plan": "free"}},
    ]});
    let first = report("a", 1, &counts);
    assert_eq!(tell(&server, &first), json!({"duplicate": false, "seq": 4}));
    assert_eq!(tell(&server, &first)["duplicate"], true);
    assert_eq!(tell(&server, &report("b", 1, &counts))["duplicate"], false);
    let metrics = server.get("/metrics").text;
    for line in [
        "feature_flag_evaluations_total{flag=\"half\",result=\"enabled\"} 60",
        "feature_flag_errors_total{error_type=\"TARGETING_KEY_MISSING\",flag=\"half\"} 8",
        "hoist_telemetry_dropped_total 2",
    ] {
        assert!(metrics.contains(line), "no {line} in {metrics}");
    }
    // As the power would.
    server.kill();
    let again = Server::start_on(&server.data, &[]);
    assert_eq!(tell(&again, &first)["duplicate"], true);
    assert_eq!(tell(&again, &report("a", 2, &counts))["duplicate"], false);
    let found = analytics(&again, "features/half/analytics");
    assert_eq!(found["results"]["enabled"], 90);
    assert_eq!((&found["total"], &found["errors"]), (&json!(162), &json!(12)));
    // Nobody is named in what is kept.
    let database = rusqlite::Connection::open(server.data.join("events.db")).unwrap();
    let body: String =
        database.query_row("SELECT body FROM samples", [], |row| row.get(0)).unwrap();
    assert!(body.contains("\"plan\":\"free\"") && !body.contains("\"ana\""), "{body}");
}

#[test]
fn reports_that_no_sdk_sends_are_refused() {
    let server = Server::start();
    fill(&server);
    let many: Vec<Value> = (0..20_001).map(|_| count("half", "enabled", 1)).collect();
    for more in [
        json!({"instance": ""}),
        json!({"instance": "x".repeat(65)}),
        json!({"sdk": "a\nb"}),
        json!({"batch": 0}),
        json!({"counts": many}),
        json!({"samples": [{"flag": "half", "reason": "SPLIT", "seq": 1, "at": now(),
            "context": ["ana"]}]}),
    ] {
        assert_eq!(server.post("/api/telemetry", &report("a", 1, &more)).code(), "invalid");
    }
    for more in [json!({"batch": -1}), json!({"more": 1}), json!({"counts": [{"flag": 1}]})] {
        let answer = server.post("/api/telemetry", &report("a", 1, &more));
        assert_eq!(answer.code(), "bad_request", "{more}");
    }
}

/// How many instances have applied everything, lag, and are not tracked.
fn summary(found: &Value) -> [u64; 3] {
    ["applied", "lagging", "not_tracked"].map(|field| found[field].as_u64().unwrap())
}

#[test]
fn it_is_known_who_has_applied_what() {
    let server = Server::start();
    fill(&server);
    let log = server.get("/api/environments/default").expect(200)["log"].clone();
    let at = |instance: &str, batch: u64, seq: u64, kill_seq: u64| {
        let seqs = json!({"log": log, "seq_applied": seq, "kill_seq_applied": kill_seq});
        tell(&server, &report(instance, batch, &seqs));
    };
    let instances = |query: &str| server.get(&format!("/api/instances{query}")).expect(200);
    assert_eq!(summary(&instances("")["summary"]), [0, 0, 0]);
    at("early", 1, 4, 4);
    at("late", 1, 2, 2);
    tell(&server, &report("lost", 1, &json!({"log": "log_other", "seq_applied": 99})));
    let found = instances("");
    assert_eq!(summary(&found["summary"]), [1, 2, 0]);
    let ids: Vec<&Value> =
        found["items"].as_array().unwrap().iter().map(|item| &item["id"]).collect();
    assert_eq!(ids, ["lost", "late", "early"]);
    assert!(found["items"][1]["lag_seconds"].as_f64().unwrap() >= 0.0);
    assert_eq!(found["items"][2]["lag_seconds"], Value::Null);
    assert_eq!(summary(&server.get("/status").expect(200)["instances"]), [1, 2, 0]);

    // A kill is obeyed ahead of the rules.
    let seq = server.post("/flags/half/kill", &json!({})).expect(200)["seq"].as_u64().unwrap();
    assert_eq!(seq, 5);
    at("late", 2, 2, 5);
    assert_eq!(summary(&instances("")["summary"]), [0, 3, 0]);
    let of_kill = instances("?seq=5");
    assert_eq!(summary(&of_kill["summary"]), [1, 2, 0]);
    assert_eq!(of_kill["items"][1]["id"], "late");
    assert_eq!(of_kill["items"][1]["lag_seconds"], Value::Null);
    assert_eq!(summary(&instances("?seq=4")["summary"]), [1, 2, 0]);
    assert_eq!(server.get("/api/instances?seq=6").code(), "not_found");
    let metrics = server.get("/metrics").text;
    assert!(metrics.contains("hoist_instances{state=\"lagging\"} 3"), "{metrics}");

    // Nobody waits for one that ends; seqs without a log are of the one that is there.
    tell(&server, &report("lost", 2, &json!({"log": "log_other", "closing": true})));
    tell(&server, &report("late", 3, &json!({"seq_applied": 5})));
    assert_eq!(summary(&instances("")["summary"]), [1, 1, 0]);
}

#[test]
fn people_wait_until_a_change_is_applied() {
    let server = Server::start();
    fill(&server);
    let token = server.token("emergency", &["default"]);
    let run = |arguments: &[&str]| {
        let variables = [("HOIST_URL", server.url.as_str()), ("EMERGENCY_TOKEN", token.as_str())];
        seen(&hoist_in(&variables, arguments, b""))
    };
    let wait = ["status", "--until-applied", "5", "--timeout"];
    server.post("/flags/half/kill", &json!({})).expect(200);
    let nobody = run(&[&wait[..], &["0"]].concat());
    assert_eq!(nobody, "seq 5: nobody is connected to apply it\nexit status 0");
    let reading = server.token("server", &["default"]);
    let named = [("x-hoist-instance", "shop-1")];
    let mut stream = Sse::ask(&server, "/api/stream", &reading, &named);
    stream.read_head();
    stream.event();
    let silent = run(&[&wait[..], &["0"]].concat());
    let expected = "seq 5: applied by 0 of 1\n\
        stderr: error: after 0 s it is not applied by 1 who have told nothing yet\nexit status 1";
    assert_eq!(silent, expected);
    drop(stream);
    let log = server.get("/api/environments/default").expect(200)["log"].clone();
    let at = |batch: u64, kill_seq: u64| {
        let seqs = json!({"log": log, "seq_applied": 4, "kill_seq_applied": kill_seq});
        tell(&server, &report("shop-1", batch, &seqs));
    };
    at(1, 4);
    let lagging = run(&[&wait[..], &["0"]].concat());
    let expected = "seq 5: applied by 0 of 1\n\
        stderr: error: after 0 s it is not applied by shop-1\nexit status 1";
    assert_eq!(lagging, expected);
    // That the stream has ended, the server may notice later.
    let line = "shop-1    hoist-rust/0.1.0  4      4      -";
    let status = until("the table", WITHIN, || {
        Some(run(&["status"])).filter(|status| status.contains(line))
    });
    assert!(status.contains("0 have applied everything, 1 lags, 0 are not tracked"), "{status}");
    let waiting = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| run(&[&wait[..], &["30"]].concat()));
        at(2, 5);
        waiting.join().unwrap()
    });
    assert!(waiting.ends_with("seq 5: applied by 1 of 1\nexit status 0"), "{waiting}");
    let unknown = run(&["status", "--until-applied", "99"]);
    assert!(unknown.contains("There is no entry with seq 99 yet"), "{unknown}");
}

/// Piped, a line is printed for each change.
#[test]
fn people_watch() {
    let server = Server::start();
    fill(&server);
    let mut watching = Command::new(env!("CARGO_BIN_EXE_hoist"))
        .args(["status", "--watch", "--url", &server.url])
        .env("HOIST_TOKEN", server.token("viewer", &["default"]))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(watching.stdout.take().unwrap()).lines();
    let mut line = || lines.next().unwrap().unwrap();
    assert_eq!(line(), "seq 4: nothing is killed; instances: none");
    server.post("/flags/half/kill", &json!({})).expect(200);
    assert_eq!(line(), "seq 5: 1 is killed; instances: none");
    tell(&server, &report("shop-1", 1, &json!({})));
    let expected = "0 have applied everything, 1 lags, 0 are not tracked";
    assert_eq!(line(), format!("seq 5: 1 is killed; instances: {expected}"));
    watching.kill().unwrap();
    watching.wait().unwrap();
}
