//! What Flagger's Prometheus client asks of the server.

use std::time::Duration;

use base64::Engine as _;
use serde_json::{Value, json};

use super::{FLAG, advance, call, said, start};
use crate::clock::{now, until};
use crate::server::Server;

/// Asks as Flagger does: the credentials of the provider's secret are basic authorisation.
fn ask(server: &Server, token: &str, query: &str) -> (u16, Value) {
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("hoist:{token}"));
    let basic = format!("Basic {basic}");
    let query: String = query.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let path = format!("/api/v1/query?query={query}");
    let answer = server.send("GET", &path, None, None, &[("authorization", &basic)]);
    (answer.status, answer.json())
}

fn value(server: &Server, token: &str, query: &str) -> Option<f64> {
    let (status, answer) = ask(server, token, query);
    assert_eq!((status, &answer["status"]), (200, &json!("success")), "{answer}");
    assert_eq!(answer["data"]["resultType"], "vector");
    answer["data"]["result"][0]["value"][1].as_str().map(|text| text.parse().unwrap())
}

/// Events that are to be sent.
#[derive(Default)]
struct Events {
    waiting: Vec<Value>,
    made: u64,
}

impl Events {
    fn add(&mut self, mut fields: Value) {
        self.made += 1;
        fields["id"] = json!(format!("00000000-0000-4000-8000-{:012}", self.made));
        fields["at"] = json!(now());
        self.waiting.push(fields);
    }

    fn met(&mut self, key: &str, variant: &str, user: &str) {
        self.add(json!({"type": "exposure", "key": key, "variant": variant, "user": user}));
    }

    fn converted(&mut self, user: &str) {
        self.add(json!({"type": "metric", "event": "conversion", "user": user}));
    }

    fn send(&mut self, server: &Server) {
        let sent = server.post("/api/events", &json!({"events": self.waiting})).expect(202);
        assert_eq!(sent["accepted"], self.waiting.len(), "{sent}");
        self.waiting.clear();
    }
}

#[test]
fn conversions_of_canary_and_primary() {
    let server = Server::start();
    let token = server.token("telemetry", &["default"]);
    assert_eq!(value(&server, &token, "vector(1)"), Some(1.0));
    let flag = json!({"type": "percentage", "percentage": 50, "enabled": true,
        "metrics": ["conversion_rate"]});
    server.put("/api/features/checkout", &flag).expect(201);
    let ratio = "hoist_conversion_ratio{experiment=\"checkout\"}";
    let sessions = "business_sessions_total{experiment=\"checkout\"}";
    // Nothing was measured yet, which is not 0.
    assert_eq!(value(&server, &token, ratio), None);
    let mut events = Events::default();
    // 10 of 40 in, 20 of 40 out.
    for (variant, converted) in [("on", 10), ("off", 20)] {
        for user in 0..40 {
            let name = format!("{variant}-{user}");
            events.met("checkout", variant, &name);
            if user < converted {
                events.converted(&name);
            }
        }
    }
    events.send(&server);
    until("all events are summed up", Duration::from_secs(60), || {
        let all = [value(&server, &token, ratio), value(&server, &token, sessions)];
        (all == [Some(0.5), Some(80.0)]).then_some(())
    });
    for (query, expected) in [
        (sessions, 80.0),
        ("sum(business_conversions_total{experiment=\"checkout\",variant=\"on\"})", 10.0),
        (
            "(sum(business_conversions_total{experiment=\"checkout\",variant=\"on\"})
              / sum(business_sessions_total{experiment=\"checkout\",variant=\"on\"}))
             / (sum(business_conversions_total{experiment=\"checkout\",variant=\"off\"})
              / sum(business_sessions_total{experiment=\"checkout\",variant=\"off\"}))",
            0.5,
        ),
    ] {
        assert_eq!(value(&server, &token, query), Some(expected), "{query}");
    }
}

/// Few are in while nobody buys, many while everybody does: all together it would look like a success.
#[test]
fn each_weight_is_compared_by_itself() {
    let (server, webhook) = start();
    let token = server.token("telemetry", &["default"]);
    let flag = format!("/api/features/{FLAG}");
    server.patch(&flag, &json!({"metrics": ["conversion_rate"]})).expect(200);
    let ratio = format!("hoist_conversion_ratio{{experiment=\"{FLAG}\"}}");
    let mut events = Events::default();
    // Weight, and of each variant how many met it and how many of these converted.
    for (weight, [on, off]) in [(10, [(20, 2), (180, 18)]), (50, [(100, 40), (100, 40)])] {
        call(&server, &webhook, "/webhook", &advance("a", weight)).expect(200);
        for (variant, (users, converted)) in [("on", on), ("off", off)] {
            for user in 0..users {
                let name = format!("{weight}-{variant}-{user}");
                events.met(FLAG, variant, &name);
                if user < converted {
                    events.converted(&name);
                }
            }
        }
        if weight == 50 {
            // Who was out before and is in now is no newcomer.
            (0..20).for_each(|user| events.met(FLAG, "on", &format!("10-off-{user}")));
        }
        events.send(&server);
    }
    let count = |name: &str, variant: &str| {
        let query = format!("business_{name}_total{{experiment=\"{FLAG}\",variant=\"{variant}\"}}");
        value(&server, &token, &query)
    };
    until("all events are stored", Duration::from_secs(60), || {
        let all = [count("sessions", "on"), count("sessions", "off")];
        (all == [Some(120.0), Some(280.0)]).then_some(())
    });
    assert_eq!([count("conversions", "on"), count("conversions", "off")], [Some(42.0), Some(58.0)]);
    let found = value(&server, &token, &ratio).unwrap();
    assert!((found - 1.0).abs() < 1e-9, "{found}");
    // The ratio outlives the run, until another begins.
    call(&server, &webhook, "/webhook", &said("a", "Succeeded", json!({}))).expect(200);
    assert_eq!(value(&server, &token, &ratio), Some(found));
    call(&server, &webhook, "/webhook", &advance("b", 5)).expect(200);
    assert_eq!(value(&server, &token, &ratio), None);
}

/// Other clients of Prometheus post, and ask again by `GET` where that is not allowed.
#[test]
fn who_posts_is_told_to_get() {
    let server = Server::start();
    let answer = server.send("POST", "/api/v1/query", None, Some("query=vector(1)"), &[]);
    assert_eq!((answer.status, answer.header("allow").contains("GET")), (405, true));
}

#[test]
fn other_queries_are_refused_in_the_words_of_prometheus() {
    let server = Server::start();
    let token = server.token("telemetry", &["default"]);
    for query in ["", "up", "sum(rate(http_requests_total[1m]))", "vector(1) and vector(1)"] {
        let (status, answer) = ask(&server, &token, query);
        assert_eq!((status, &answer["status"]), (400, &json!("error")), "{query}");
        assert_eq!(answer["errorType"], "bad_data");
        assert!(answer["error"].as_str().unwrap().contains("what is answered here"), "{answer}");
    }
    let at = |time: &str| {
        let path = format!("/api/v1/query?query=vector(1)&time={time}");
        server.send("GET", &path, Some(&token), None, &[]).status
    };
    assert_eq!((at(&now().as_second().to_string()), at("1000000000"), at("NaN")), (200, 400, 400));
    let viewer = server.token("viewer", &["default"]);
    assert_eq!(ask(&server, &viewer, "vector(1)").0, 403);
}
