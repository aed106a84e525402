//! What Flagger's Prometheus client asks of the server.

use std::time::Duration;

use base64::Engine as _;
use serde_json::{Value, json};

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

#[test]
fn conversions_of_canary_and_primary() {
    let server = Server::start();
    let token = server.token("telemetry", &["default"]);
    assert_eq!(value(&server, &token, "vector(1)"), Some(1.0));
    let flag = json!({"type": "percentage", "percentage": 50, "enabled": true,
        "metrics": ["conversion_rate"]});
    server.put("/api/features/checkout", &flag).expect(201);
    let ratio = "hoist_conversion_ratio{experiment=\"checkout\"}";
    // Nothing was measured yet, which is not 0.
    assert_eq!(value(&server, &token, ratio), None);
    let mut events = Vec::new();
    let mut id = 0_u64;
    let mut event = |mut fields: Value| {
        id += 1;
        fields["id"] = json!(format!("00000000-0000-4000-8000-{id:012}"));
        fields["at"] = json!(now());
        events.push(fields);
    };
    // 10 of 40 in, 20 of 40 out.
    for (variant, converted) in [("on", 10), ("off", 20)] {
        for user in 0..40 {
            let name = format!("{variant}-{user}");
            event(json!({"type": "exposure", "key": "checkout", "variant": variant, "user": name}));
            if user < converted {
                event(json!({"type": "metric", "event": "conversion", "user": name}));
            }
        }
    }
    let sent = server.post("/api/events", &json!({"events": events})).expect(202);
    assert_eq!(sent["accepted"], events.len(), "{sent}");
    until("all events are summed up", Duration::from_secs(60), || {
        (value(&server, &token, ratio) == Some(0.5)).then_some(())
    });
    for (query, expected) in [
        ("business_sessions_total{experiment=\"checkout\"}", 80.0),
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
