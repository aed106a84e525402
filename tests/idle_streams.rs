//! What many streams cost a server at which nothing happens: memory for each.
//!
//! 1,000 in a usual run, as many as there may be in `cargo xtask soak`.

use std::time::Duration;

use serde_json::json;

use crate::clock::timed;
use crate::seed::{setting, tell};
use crate::server::Server;
use crate::sse::{Next, Sse};

const IS_OPTIMISED: bool = !cfg!(debug_assertions);
/// Bytes of memory for each stream. Without optimisation, what waits is larger.
const STREAM_BYTES_MAX: u64 = if IS_OPTIMISED { 20 << 10 } else { 40 << 10 };
/// Streams of one server at a time.
const STREAMS_MAX: u64 = 10_000;

/// Bytes of memory that a process has.
fn memory_bytes(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    let kibibytes = line.split_whitespace().nth(1).unwrap();
    kibibytes.parse::<u64>().unwrap() * 1_024
}

fn open(server: &Server, token: &str, count: u64) -> Vec<Sse> {
    let mut streams: Vec<Sse> =
        (0..count).map(|_| Sse::ask(server, "/api/stream", token, &[])).collect();
    for sse in &mut streams {
        sse.read_head();
        assert_eq!((sse.event().name, sse.event().name), ("snapshot".into(), "heartbeat".into()));
    }
    streams
}

#[test]
fn an_idle_stream_costs_at_most_20_kib() {
    let count = setting("HOIST_SOAK_ROUNDS").unwrap_or(1_000);
    let server = Server::start_with(&["--log", "info"]);
    let flag = json!({"type": "boolean", "enabled": true});
    for key in ["a", "b", "c"] {
        server.put(&format!("/api/features/{key}"), &flag).expect(201);
    }
    let token = server.token("server", &["default"]);
    // What the first ones cost is there for all: threads, caches.
    drop(open(&server, &token, 50));
    let before = memory_bytes(&server);
    let mut streams = open(&server, &token, count);
    let each = memory_bytes(&server).saturating_sub(before) / count;
    if count == STREAMS_MAX {
        let one_more = server.send("GET", "/api/stream", Some(&token), None, &[]);
        assert_eq!(
            (one_more.code().as_str(), one_more.header("retry-after")),
            ("too_many_requests", "1")
        );
    }
    let ((), took) = timed(|| {
        server.delete("/api/features/b").expect(204);
        for sse in &mut streams {
            assert_eq!(sse.news().data["features"], json!({"b": null}));
        }
    });
    tell(format_args!(
        "figure: {count} idle streams, {each} bytes of memory each (at most {STREAM_BYTES_MAX}); a \
         change was with all of them after {took:.0?}"
    ));
    assert!(each <= STREAM_BYTES_MAX, "{each}");
    assert!(took < Duration::from_secs(20), "{took:?}");
    let (mut one, rest) = (streams.swap_remove(0), streams);
    drop(rest);
    // Their places are free again.
    drop(open(&server, &token, 50));
    assert_eq!(one.within(Duration::from_millis(100)), Next::Silence);
}
