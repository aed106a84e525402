//! Readers of the stream that do not read for a while: what goes first, what they cost.

use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::clock::{instant, timed, until};
use crate::seed::{setting, tell};
use crate::server::Server;
use crate::sse::{Next, Sse};

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
    let small = |number: usize| {
        let flag = json!({"type": "boolean", "enabled": true, "when_on": number});
        json!({"features": {"small": flag}})
    };
    // The quickest of some: a machine that stands still for a moment delays everybody.
    let took = (0..3).map(|number| delivered(&small(number))).min().unwrap();
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

/// Readers that read, each on a thread of its own; gives when each seq has reached each of them.
fn readers(server: &Server, token: &str, count: usize) -> Receiver<(u64, Instant)> {
    let (arrived, arrivals) = channel();
    for _ in 0..count {
        let (mut sse, arrived) = (Sse::rules(server, token, None), arrived.clone());
        assert_eq!((sse.event().name, sse.event().name), ("snapshot".into(), "heartbeat".into()));
        std::thread::spawn(move || {
            while let Next::Event(event) = sse.next_news() {
                if arrived.send((event.data["seq"].as_u64().unwrap(), instant())).is_err() {
                    return;
                }
            }
        });
    }
    arrivals
}

/// How late the slowest of a hundred is, in milliseconds.
fn p99_ms(delays: &mut [Duration]) -> f64 {
    delays.sort();
    delays[delays.len() * 99 / 100].as_secs_f64() * 1e3
}

/// How late the last of some readers usually is, in milliseconds. Each change counts once, since a
/// machine that stands still for a moment delays all readers of one.
fn last_ms(delays: &[Duration], readers: usize) -> f64 {
    let mut last: Vec<_> = delays.chunks(readers).filter_map(|all| all.iter().max()).collect();
    last.sort();
    last[last.len() / 2].as_secs_f64() * 1e3
}

#[test]
fn one_who_stops_reading_makes_no_other_wait() {
    const READERS: usize = 100;
    const CHANGES: usize = 25;
    let (rounds, is_soak) =
        (setting("HOIST_SOAK_ROUNDS").unwrap_or(2), setting("HOIST_SOAK_ROUNDS").is_some());
    let server = Server::start_with(&["--log", "warn"]);
    let token = server.token("server", &["default"]);
    let arrivals = readers(&server, &token, READERS);
    let delays_of = |what: &Value| -> Vec<Duration> {
        let start = instant();
        let seq = server.post("/api/import", what).expect(200)["seq"].as_u64().unwrap();
        let all = arrivals.iter().filter(|(reached, _)| *reached == seq).take(READERS);
        all.map(|(_, at)| at.duration_since(start)).collect()
    };
    let flag = |number: usize| json!({"features": {"f": {"type": "boolean", "enabled": true, "when_on": number}}});
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for round in 0..usize::try_from(rounds).unwrap() {
        // In turns, so that neither is always the first.
        for is_stuck in [round % 2 == 1, round % 2 == 0] {
            let stuck = is_stuck.then(|| Sse::ask(&server, "/api/stream", &token, &[]));
            // Far more than fits between the server and who does not read.
            delays_of(&many(1_000, round * 2 + usize::from(is_stuck)));
            let delays = if is_stuck { &mut with } else { &mut without };
            for number in 0..CHANGES {
                delays
                    .extend(delays_of(&flag((round * 2 + usize::from(is_stuck)) * 1_000 + number)));
            }
            #[cfg(target_os = "linux")]
            assert!(stuck.is_none_or(|stuck| unsent(&server, stuck.port()) > 0), "nobody is stuck");
        }
    }
    let changes = without.len() / READERS;
    let [usual_without, usual] = [&without, &with].map(|delays| last_ms(delays, READERS));
    let (without, with) = (p99_ms(&mut without), p99_ms(&mut with));
    tell(format_args!(
        "figure: {changes} changes to {READERS} readers with and without one that does not read: \
         p99 {with:.1} ms and {without:.1} ms"
    ));
    if is_soak {
        assert!(with <= without * 1.1 + 1.0, "p99 {with:.1} ms, without {without:.1} ms");
    }
    // A machine that is busy with other tests says nothing of a tenth, nor of single changes.
    let at_most = usual_without * 3.0 + 100.0;
    assert!(usual <= at_most, "the last one {usual:.1} ms, without {usual_without:.1} ms");
}
