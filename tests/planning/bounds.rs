//! How long a plan takes where there is as much as there may be.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::clock::timed;
use crate::server::Server;

/// A build without optimisation on a busy machine takes many times what a release takes.
const LONGEST: Duration = Duration::from_secs(120);
const FLAGS: usize = 10_000;
const CONTEXTS: usize = 10_000;

fn flag(index: usize, percentage: u32) -> Value {
    json!({"type": "percentage", "enabled": true, "percentage": percentage, "rules": [
        {"type": "property", "conditions": {"plan": format!("plan-{}", index % 7)}, "value": true},
        {"type": "segment", "conditions": {"segment": "near"}, "value": 50},
    ]})
}

fn file(changed: usize) -> Value {
    let percentage = |index| if index < changed { 60 } else { 20 };
    let features: Map<String, Value> =
        (0..FLAGS).map(|index| (format!("flag_{index}"), flag(index, percentage(index)))).collect();
    json!({
        "features": features,
        "segments": {"near": {"rules": [{"type": "location", "conditions": {"country": "US"}}]}},
    })
}

/// Fills the reservoir: a thousand samples of each of ten flags, each of another user.
fn fill(server: &Server) {
    let now = crate::clock::now();
    for batch in 1..=CONTEXTS / 1_000 {
        let sample = |user: usize| {
            let country = if user.is_multiple_of(2) { "US" } else { "DE" };
            let plan = format!("plan-{}", user % 9);
            let key = format!("user-{batch}-{user}");
            json!({"flag": format!("flag_{batch}"), "variant": "off", "reason": "SPLIT", "seq": 1,
                "at": now, "context": {"targetingKey": key, "plan": plan, "country": country}})
        };
        let samples: Vec<Value> = (0..1_000).map(sample).collect();
        let report =
            json!({"instance": "one", "batch": batch, "sdk": "test/1", "samples": samples});
        server.post("/api/telemetry", &report).expect(200);
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "cargo shows it where it is asked to")]
fn a_plan_of_ten_thousand_flags_over_a_full_reservoir() {
    let server = Server::start();
    server.post("/api/import", &file(0)).expect(200);
    fill(&server);
    let one = json!({"features": {"flag_1": flag(1, 60)}});
    for (what, body, changed) in [
        ("one flag of one", one, 1),
        ("one flag of all", file(1), 1),
        ("all flags", file(FLAGS), FLAGS),
    ] {
        let (answer, took) = timed(|| server.post("/api/plan", &body));
        let plan = answer.expect(200);
        let contexts = plan["recorded"]["contexts"].as_u64().unwrap();
        println!("{what}: {took:?} with {contexts} contexts");
        assert_eq!(plan["documents"].as_array().unwrap().len(), changed, "{what}");
        assert!(took < LONGEST, "{what} took {took:?}");
        // One change is told by everybody; what concerns everything is told by some, and says so.
        assert_eq!(contexts == CONTEXTS as u64, changed == 1, "{what}");
        let is_cut = plan["notes"].to_string().contains("newest contexts");
        assert_eq!(is_cut, changed > 1, "{what}");
    }
}
