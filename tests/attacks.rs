//! What no client would send: connections that hold on, floods, and small requests that want
//! large answers.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::timed;
use crate::http2::{self, CONTINUATION, HEADERS, RST_STREAM, WHOLE, frame};
use crate::limits::resident_kib;
use crate::server::Server;

/// How long an answer may take that waits for nobody: longer than a machine stalls that does much
/// else, and less than it takes until whoever says nothing is cut off.
const ANSWERED_WITHIN: Duration = Duration::from_secs(8);
/// How much memory requests may cost that are refused.
const GROWTH_KIB_MAX: u64 = 16 << 10;

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    stream
}

/// How many connections a test may hold beside those of other tests in the same process.
fn connections_max() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let files = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    let files = files.and_then(|line| line.split_whitespace().next()?.parse().ok());
    files.unwrap_or(256).min(2_000) / 2
}

/// A place is given back after some seconds, whatever was or was not said at it.
#[test]
fn who_says_nothing_is_cut_off_and_delays_nobody() {
    let server = Server::start_with(&["--log", "info"]);
    let before = resident_kib(&server);
    let idle: Vec<TcpStream> = (0..connections_max()).map(|_| connect(&server)).collect();
    for _ in 0..50 {
        let (_, duration) = timed(|| server.get("/status").expect(200));
        assert!(duration < ANSWERED_WITHIN, "{duration:?}");
    }
    let beginnings = [
        "",
        "P",
        "PRI * HTTP/2.0\r\n",
        "GET /healthz HTTP/1.1\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    ];
    std::thread::scope(|scope| {
        for beginning in beginnings {
            let server = &server;
            scope.spawn(move || {
                let mut stream = connect(server);
                stream.write_all(beginning.as_bytes()).unwrap();
                let (end, duration) = timed(|| stream.read_to_end(&mut Vec::new()));
                assert!(end.is_ok(), "{beginning:?} is held for ever: {end:?}");
                assert!(duration < Duration::from_secs(25), "{beginning:?} {duration:?}");
            });
        }
    });
    for mut stream in idle {
        stream.read_to_end(&mut Vec::new()).unwrap();
    }
    let grown = resident_kib(&server).saturating_sub(before);
    assert!(grown < GROWTH_KIB_MAX, "{grown} KiB");
}

/// A client that answers pings is there, and yet asks for nothing.
#[test]
fn who_asks_for_nothing_by_http2_is_cut_off_and_who_reads_a_stream_is_not() {
    const REST_MAX: Duration = Duration::from_secs(30);
    let server = Server::start();
    let token = server.token("server", &["default"]);
    let bearer = format!("Bearer {token}");
    std::thread::scope(|scope| {
        for asked in [None, Some(http2::get("/healthz", &[]))] {
            let server = &server;
            scope.spawn(move || {
                let mut stream = http2::connect(server);
                if let Some(head) = asked {
                    stream.write_all(&frame(HEADERS, WHOLE, 1, &head)).unwrap();
                }
                let (told, took) = timed(|| http2::hold(&mut stream, REST_MAX * 2));
                assert!(told && took < REST_MAX + Duration::from_secs(15), "{told} {took:?}");
            });
        }
        let mut stream = http2::connect(&server);
        let head = http2::get("/api/stream", &[("authorization", &bearer)]);
        stream.write_all(&frame(HEADERS, WHOLE, 1, &head)).unwrap();
        let (told, took) = timed(|| http2::hold(&mut stream, REST_MAX + Duration::from_secs(1)));
        assert!(!told && took > REST_MAX, "{told} {took:?}");
    });
}

/// Rapid reset (CVE-2023-44487) and endless heads (the `CONTINUATION` flood of 2024).
#[test]
fn floods_of_frames_cost_little() {
    let server = Server::start_with(&["--log", "info"]);
    let head = http2::get("/status", &[]);
    let reset = |stream: u32| {
        let mut bytes = frame(HEADERS, WHOLE, stream, &head);
        bytes.extend(frame(RST_STREAM, 0, stream, &8_u32.to_be_bytes()));
        bytes
    };
    let resets: Vec<u8> = (0..20_000).flat_map(|index| reset(index * 2 + 1)).collect();
    let more = http2::fields(&[("x-more", "y")]).repeat(1_000);
    let mut endless = frame(HEADERS, 0, 1, &head);
    (0..1_000).for_each(|_| endless.extend(frame(CONTINUATION, 0, 1, &more)));
    // The first answers take memory that the server keeps.
    server.get("/status").expect(200);
    let before = resident_kib(&server);
    for flood in [resets, endless] {
        // The server is free to hang up in the middle.
        http2::connect(&server).write_all(&flood).ok();
        let (_, duration) = timed(|| server.get("/status").expect(200));
        assert!(duration < ANSWERED_WITHIN, "{duration:?}");
    }
    let grown = resident_kib(&server).saturating_sub(before);
    assert!(grown < GROWTH_KIB_MAX, "{grown} KiB");
}

#[test]
fn bodies_that_no_client_sends_are_refused_in_words() {
    let server = Server::start();
    let put = |headers: &str, body: &[u8]| {
        let head = format!(
            "PUT /api/features/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
             Content-Type: application/json\r\nAuthorization: Bearer {}\r\n{headers}\r\n",
            server.admin()
        );
        server.raw(&[head.as_bytes(), body].concat())
    };
    let chunk = [b"10000\r\n".as_slice(), &[b'x'; 0x10000], b"\r\n"].concat();
    let chunks = [chunk.repeat(17), b"0\r\n\r\n".to_vec()].concat();
    for (headers, body, expected) in [
        ("Transfer-Encoding: chunked\r\n", chunks.as_slice(), "too_large"),
        ("Transfer-Encoding: chunked\r\n", b"zz\r\n", "bad_request"),
        ("Content-Length: 4\r\n", b"{\"\xff\"", "invalid"),
        ("Content-Length: 1048577\r\n", &[b' '; 0x10_0001], "too_large"),
        ("", b"", "invalid"),
    ] {
        let answer = put(headers, body);
        assert!(answer.contains(&format!("\"code\":\"{expected}\"")), "{headers}: {answer}");
    }
    // Where a request ends must not be a matter of opinion.
    let both = put("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n{}");
    let twice = put("Content-Length: 2\r\nContent-Length: 3\r\n", b"{}");
    for answer in [both, twice] {
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
}

#[test]
fn the_public_cannot_ask_for_much() {
    const FLAGS: usize = 100;
    let server = Server::start_with(&["--anonymous", "client"]);
    let flags: serde_json::Map<String, Value> = (0..FLAGS)
        .map(|index| (format!("flag{index}"), json!({"type": "boolean", "enabled": true})))
        .collect();
    server.post("/api/import", &json!({"features": flags})).expect(200);
    let ask = |path: &str, context: &str| {
        let body = format!("{{\"context\": {context}}}");
        server.send("POST", &format!("/ofrep/v1/evaluate/flags{path}"), None, Some(&body), &[])
    };
    // What is told back of a context stands beside every flag.
    let long = ask("", &json!({"targetingKey": "u".repeat(60_000)}).to_string());
    assert_eq!(long.status, 200);
    assert!(long.text.len() < FLAGS * 1_000, "{} bytes", long.text.len());
    let short = ask("/flag0", r#"{"targetingKey": "u"}"#).expect(200);
    assert_eq!(short["metadata"]["contextId"], "u");

    let deep = |levels| format!("{{\"a\": {}{}}}", "[".repeat(levels), "]".repeat(levels));
    let many: Value = (0..257).map(|index| (format!("a{index}"), json!(1))).collect();
    for context in [
        deep(100),
        deep(10_000),
        many.to_string(),
        json!({"a": "x".repeat(64 << 10)}).to_string(),
        json!({"a": vec![0; 1_001]}).to_string(),
        r#"{"a": 1, "a": 2}"#.to_owned(),
        r#"{"a": 1e999}"#.to_owned(),
        "{\"a\": ".to_owned(),
    ] {
        for path in ["", "/flag0"] {
            let (answer, duration) = timed(|| ask(path, &context));
            assert_eq!(answer.status, 400, "{context:.40} {}", answer.text);
            assert!(answer.text.len() < 1_000, "{}", answer.text);
            assert!(duration < ANSWERED_WITHIN, "{context:.40} {duration:?}");
        }
    }
}

/// The state at a past seq is read anew for each that asks, and large.
#[test]
fn who_asks_for_the_past_waits_for_others_who_do() {
    let server = Server::start_with(&["--log", "info"]);
    let flag = json!({"type": "boolean", "description": "x".repeat(1_000)});
    let flags: serde_json::Map<String, Value> =
        (0..2_000).map(|index| (format!("flag{index}"), flag.clone())).collect();
    server.post("/api/import", &json!({"features": flags})).expect(200);
    let ask = || server.post("/api/evaluate", &json!({"keys": ["flag0"], "at": 1_999})).expect(200);
    ask();
    let before = resident_kib(&server);
    std::thread::scope(|scope| {
        let asking: Vec<_> = (0..30).map(|_| scope.spawn(ask)).collect();
        let (_, duration) = timed(|| server.get("/status").expect(200));
        assert!(duration < ANSWERED_WITHIN, "{duration:?}");
        assert!(asking.into_iter().all(|asked| asked.join().unwrap()["seq"] == 1_999));
    });
    let grown = resident_kib(&server).saturating_sub(before);
    assert!(grown < 3 * GROWTH_KIB_MAX, "{grown} KiB");
}

/// Read as a whole, a list of numbers would take dozens of times the memory of its text.
#[test]
fn lists_of_nothing_cost_little_memory() {
    let server = Server::start_with(&["--log", "info"]);
    let (client, replica) =
        (server.token("client", &["default"]), server.token("server", &["default"]));
    let zeros = |bytes: usize| "0,".repeat(bytes / 2) + "0";
    let most = zeros((4 << 20) - 100);
    let ask = |path: &str, token: &str, body: &str| {
        server.send("POST", path, Some(token), Some(body), &[]).status
    };
    ask("/api/events", &client, &format!("{{\"events\": [{}]}}", zeros(1 << 10)));
    let before = resident_kib(&server);
    let events = |list: &str| ask("/api/events", &client, &format!("{{\"events\": [{list}]}}"));
    assert_eq!((events(&most), events(&format!("[{most}]"))), (422, 202));
    let report = |field: &str, list: &str| {
        format!("{{\"instance\": \"i\", \"batch\": 1, \"sdk\": \"s\", \"{field}\": [{list}]}}")
    };
    for field in ["counts", "samples"] {
        assert_eq!(ask("/api/telemetry", &replica, &report(field, &most)), 422);
    }
    // As many samples as there may be, each of which is large.
    let sample = format!(
        "{{\"flag\": \"a\", \"reason\": \"STATIC\", \"seq\": 1, \"at\": \"2026-03-01T09:00:00Z\", \
         \"context\": {{\"a\": [{}]}}}}",
        zeros(4_000)
    );
    let samples = vec![sample; 1_000].join(",");
    let body = report("samples", &samples);
    let answer = server.send("POST", "/api/telemetry", Some(&replica), Some(&body), &[]);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let grown = resident_kib(&server).saturating_sub(before);
    assert!(grown < GROWTH_KIB_MAX, "{grown} KiB");
}
