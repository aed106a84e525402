//! Readers of the stream that do not read for a while: what goes first, what they cost.

use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::{timed, until};
use crate::server::Server;
use crate::sse::Sse;

/// Flags whose definitions are large, as one file.
pub(crate) fn many(flags: usize, round: usize) -> Value {
    let mut features = serde_json::Map::new();
    for number in 0..flags {
        let payload = format!("{round}-{}", "x".repeat(600));
        let flag = json!({"type": "boolean", "enabled": true, "when_on": payload});
        features.insert(format!("flag-{number}"), flag);
    }
    json!({"features": features})
}

/// Bytes that the system still has to send to a port.
#[cfg(target_os = "linux")]
fn unsent(server: &Server, port: u16) -> u64 {
    let own = server.url.rsplit_once(':').unwrap().1.parse::<u16>().unwrap();
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let (own, peer) = (format!(":{own:04X}"), format!(":{port:04X}"));
    let line = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let mut line = line.filter(|line| line[1].ends_with(&own) && line[2].ends_with(&peer));
    let queues = line.next().unwrap()[4].to_owned();
    u64::from_str_radix(queues.split_once(':').unwrap().0, 16).unwrap()
}

#[test]
fn a_kill_overtakes_ten_thousand_changes_that_wait() {
    let server = Server::start();
    let token = server.token("server", &["default"]);
    let (flags, rounds) = (2_500, 4);
    let mut sse = Sse::rules(&server, &token, None);
    assert_eq!(sse.event().name, "snapshot");
    assert_eq!(sse.event().name, "heartbeat");
    // It reads nothing from here on. The first of these fills what is between it and the server.
    server.post("/api/import", &many(flags, 0)).expect(200);
    sse.wait();
    for round in 1..rounds {
        server.post("/api/import", &many(flags, round)).expect(200);
    }
    let seq = flags * rounds + 1;
    let killed = server.post("/flags/flag-7/kill", &json!({})).expect(200);
    assert_eq!(killed["seq"], seq);
    #[cfg(target_os = "linux")]
    assert!(unsent(&server, sse.port()) <= 64 << 10, "{}", unsent(&server, sse.port()));

    let begun = sse.news();
    assert_eq!((begun.name.as_str(), &begun.data["from"]), ("change", &json!(0)));
    assert!(begun.data["seq"].as_u64().unwrap() < u64::try_from(seq).unwrap());
    let kill = sse.event();
    assert_eq!((kill.name.as_str(), kill.id), ("kill", None));
    assert_eq!((&kill.data["key"], &kill.data["seq"]), (&json!("flag-7"), &json!(seq)));
    let rest = sse.event();
    assert_eq!((rest.name.as_str(), &rest.data["seq"]), ("change", &json!(seq)));
    assert_eq!(rest.data["from"], begun.data["seq"]);
    assert_eq!(rest.data["features"].as_object().unwrap().len(), flags);
    let last = format!("{}-{}", rounds - 1, "x".repeat(600));
    assert_eq!(rest.data["features"]["flag-7"]["when_on"], last);
}

#[test]
fn one_who_stops_reading_is_dropped_and_delays_nobody() {
    let server = Server::start();
    let token = server.token("server", &["default"]);
    let mut readers: Vec<Sse> = (0..100).map(|_| Sse::rules(&server, &token, None)).collect();
    for sse in &mut readers {
        assert_eq!((sse.event().name, sse.event().name), ("snapshot".into(), "heartbeat".into()));
    }
    let stuck = Sse::ask(&server, "/api/stream", &token, &[]);
    // What comes now is far more than fits between the server and it.
    let mut delivered = |what: &Value| {
        let seq = server.post("/api/import", what).expect(200)["seq"].clone();
        let ((), took) = timed(|| {
            for sse in &mut readers {
                while sse.news().data["seq"] != seq {}
            }
        });
        took
    };
    let took = delivered(&many(1_000, 0));
    assert!(took < Duration::from_secs(20), "{took:?}");
    let small = json!({"features": {"small": {"type": "boolean", "enabled": true}}});
    let took = delivered(&small);
    assert!(took < Duration::from_secs(2), "{took:?}");
    #[cfg(target_os = "linux")]
    assert!(unsent(&server, stuck.port()) <= 64 << 10, "{}", unsent(&server, stuck.port()));
    until("it is dropped", Duration::from_secs(30), || {
        server.log().contains("a connection ended early").then_some(())
    });
    // The others go on.
    server.put("/api/features/b", &json!({"type": "boolean"})).expect(201);
    for sse in &mut readers {
        assert_eq!(sse.news().name, "change");
    }
    drop(stuck);
}
