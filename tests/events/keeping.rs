//! How long events are kept, and how much of the disk they leave to everything else.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{exposure, send, start_on, stored};
use crate::clock::{now, until};
use crate::server::Server;

/// What a user did so many days ago. They were exposed to nothing, so no sum is made of it.
fn days_ago(number: u64, user: &str, days: i64) -> Value {
    let at = now() - SignedDuration::from_hours(days * 24);
    let id = exposure(number, user)["id"].clone();
    json!({"id": id, "type": "metric", "event": "sales", "user": user, "at": at})
}

#[test]
fn events_that_are_old_enough_are_removed_from_a_server_that_runs() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = start_on(&data);
    let old: Vec<Value> = (0..900).map(|number| days_ago(number, "ana", 20)).collect();
    let mixed = [days_ago(1_000, "bo", 20), days_ago(1_001, "bo", 2), days_ago(1_002, "cy", 0)];
    assert_eq!(send(&server, &old).expect(202)["accepted"], 900);
    assert_eq!(send(&server, &mixed).expect(202)["accepted"], 3);
    assert!(server.stop().0.success());
    // As long as is usual; then no longer than ten days.
    for (arguments, expected) in [(&[][..], 903), (&["--events-retention", "10"], 2)] {
        let server = Server::start_on(&data, arguments);
        until("old ones are gone", Duration::from_secs(60), || {
            (stored(&data).len() == expected).then_some(())
        });
        assert_eq!(send(&server, &mixed[1..]).expect(202)["duplicates"], 2);
        assert!(server.stop().0.success());
    }
}

#[test]
fn on_a_disk_that_is_nearly_full_events_are_refused_and_kills_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    drop(start_on(&data));
    // More than any disk has free.
    let server = Server::start_on(&data, &["--disk-reserve", &u32::MAX.to_string()]);
    let running = json!({"experiments": {"now": {"start_date": "2025-01-01T00:00:00Z",
        "variants": {"control": 0.5, "wide": 0.5}, "metrics": ["sales"]}}});
    server.post("/api/import", &running).expect(200);
    for number in 0..3 {
        let refused = send(&server, &[exposure(number, "ana")]);
        assert_eq!((refused.status, refused.code().as_str()), (503, "store_unavailable"));
        assert_eq!(refused.header("retry-after"), "1");
        assert!(refused.text.contains("disk is nearly full"), "{}", refused.text);
    }
    let user = json!({"context": {"targetingKey": "ana"}});
    server.post("/ofrep/v1/evaluate/flags/now", &user).expect(200);
    server.post("/flags/measured/kill", &json!({})).expect(200);
    server.put("/api/features/new", &json!({"type": "boolean"})).expect(201);
    let report = json!({"instance": "7a2b3f0e-94f5-4f3e-8c8e-3f0a9f0f9d11", "batch": 1,
        "sdk": "rust/1", "seq_applied": 1, "counts": [], "samples": []});
    server.post("/api/telemetry", &report).expect(200);
    let told = || server.log().matches("events are refused").count();
    until("it is logged", Duration::from_secs(60), || (told() > 0).then_some(()));
    assert_eq!(told(), 1, "{}", server.log());
    assert!(server.stop().0.success());
    assert_eq!(stored(&data).len(), 0);
    let server = Server::start_on(&data, &["--disk-reserve", "0"]);
    assert_eq!(send(&server, &[exposure(1, "ana")]).expect(202)["accepted"], 1);
}
