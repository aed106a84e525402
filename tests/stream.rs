//! The stream of rules, read by hand: what comes, in which order, and how it ends.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::{instant, now, timed};
use crate::http2;
use crate::server::Server;
use crate::slow_readers::many;
use crate::sse::{Event, Next, Sse};

fn flag(percentage: u64) -> Value {
    json!({"type": "percentage", "enabled": true, "percentage": percentage})
}

/// What is sent of a document: what its definition says, and no more.
fn sent(percentage: u64) -> Value {
    json!({"type": "percentage", "percentage": percentage, "enabled": true})
}

fn log(server: &Server) -> String {
    server.get("/api/snapshot").expect(200)["log"].as_str().unwrap().to_owned()
}

/// An event with its id, which has to be that of its seq.
fn event(name: &str, data: Value) -> Event {
    let id = (name == "snapshot" || name == "change")
        .then(|| format!("{}.{}", data["log"].as_str().unwrap(), data["seq"]));
    Event { name: name.to_owned(), id, data }
}

#[test]
fn a_reader_gets_everything_and_then_every_change() {
    let server = Server::start();
    server.put("/api/features/a", &flag(1)).expect(201);
    let token = server.token("server", &["default"]);
    let log = log(&server);
    let mut sse = Sse::rules(&server, &token, None);
    for header in
        ["content-type: text/event-stream", "cache-control: no-store", "x-accel-buffering: no"]
    {
        assert!(sse.head.contains(&format!("{header}\r\n")), "{}", sse.head);
    }
    let snapshot = server.get("/api/snapshot").expect(200);
    assert_eq!(sse.event(), event("snapshot", snapshot));
    assert!((1_000..=5_000).contains(&sse.retry_ms.unwrap()));
    assert_eq!(sse.event(), event("heartbeat", json!({"log": log, "seq": 1})));

    let change = |from: u64, seq: u64, more: Value| {
        let mut data = json!({"log": log, "from": from, "seq": seq, "state": {}});
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        event("change", data)
    };
    server.put("/api/features/b", &flag(2)).expect(201);
    assert_eq!(sse.news(), change(1, 2, json!({"features": {"b": sent(2)}})));
    server.put("/api/segments/s", &json!({"include": ["u"]})).expect(201);
    assert_eq!(sse.news(), change(2, 3, json!({"segments": {"s": {"include": ["u"]}}})));
    // Nobody evaluates by metrics, so the next change begins before one.
    server.put("/api/metrics/m", &json!({"event": "e", "kind": "mean"})).expect(201);
    server.delete("/api/features/b").expect(204);
    assert_eq!(sse.news(), change(3, 5, json!({"features": {"b": null}})));

    let killed = server.post("/flags/a/kill", &json!({"reason": "fire"})).expect(200);
    let notice = |seq: u64, killed: &Value| {
        event("kill", json!({"log": log, "seq": seq, "key": "a", "killed": killed}))
    };
    assert_eq!(sse.news(), notice(6, &killed["killed"]));
    let state = |killed: &Value| json!({"state": {"killed": {"a": killed}}});
    assert_eq!(sse.news(), change(5, 6, state(&killed["killed"])));
    server.post("/flags/a/revive", &json!({})).expect(200);
    assert_eq!(sse.news(), notice(7, &Value::Null));
    assert_eq!(sse.news(), change(6, 7, state(&Value::Null)));
}

#[test]
fn a_reader_that_comes_back_gets_what_it_missed() {
    let server = Server::start();
    let token = server.token("server", &["default"]);
    for key in ["a", "b", "c"] {
        server.put(&format!("/api/features/{key}"), &flag(1)).expect(201);
    }
    let id = Sse::rules(&server, &token, None).event().id.unwrap();
    server.put("/api/features/a", &flag(2)).expect(200);
    server.put("/api/features/a", &flag(3)).expect(200);
    server.delete("/api/features/b").expect(204);
    server.post("/flags/c/kill", &json!({})).expect(200);
    server.post("/flags/c/revive", &json!({})).expect(200);
    server.post("/flags/a/kill", &json!({})).expect(200);
    let missed = |server: &Server| {
        let mut sse = Sse::rules(server, &token, Some(&id));
        let events: Vec<Event> = std::iter::repeat_with(|| sse.event()).take(4).collect();
        assert_eq!(Sse::rules(server, &token, events[2].id.as_deref()).event(), events[3]);
        events
    };
    let events = missed(&server);
    let names: Vec<&str> = events.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(names, ["kill", "kill", "change", "heartbeat"]);
    assert_eq!((&events[0].data["key"], &events[0].data["killed"]), (&json!("c"), &Value::Null));
    assert_eq!((&events[1].data["key"], &events[1].data["seq"]), (&json!("a"), &json!(9)));
    assert_eq!((&events[2].data["from"], &events[2].data["seq"]), (&json!(3), &json!(9)));
    assert_eq!(events[2].data["features"], json!({"a": sent(3), "b": null}));
    let killed = json!({"a": events[1].data["killed"], "c": null});
    assert_eq!(events[2].data["state"]["killed"], killed);

    // The same from a server that was started in between.
    let data = server.data.clone();
    let (status, _, _folder) = server.stop_and_keep();
    assert!(status.success());
    assert_eq!(missed(&Server::start_on(&data, &[])), events);
}

#[test]
fn an_id_that_says_nothing_is_answered_with_everything() {
    let server = Server::start();
    let token = server.token("server", &["default"]);
    server.put("/api/features/a", &flag(1)).expect(201);
    let log = log(&server);
    let ids = [
        format!("{log}.2"),
        "log_0123.1".to_owned(),
        format!("{log}.-1"),
        format!("{log}.1e0"),
        format!("{log}."),
        log.clone(),
        ".".to_owned(),
        "1".to_owned(),
        "x".repeat(10_000),
        "\u{fffd}\u{fffd}".to_owned(),
        format!("{log}.{}", "9".repeat(100)),
    ];
    for id in ids {
        let found = Sse::rules(&server, &token, Some(&id)).event();
        assert_eq!((found.name.as_str(), &found.data["seq"]), ("snapshot", &json!(1)), "{id}");
    }
    let current = Sse::rules(&server, &token, Some(&format!("{log}.1"))).event();
    assert_eq!(current, event("heartbeat", json!({"log": log, "seq": 1})));
    let ask = |instance: &str| {
        let headers = [("x-hoist-instance", instance)];
        server.send("GET", "/api/stream", Some(&token), None, &headers)
    };
    assert_eq!(ask("7a2b3f0e-94f5-4f3e-8c8e-3f0a9f0f9d11").status, 200);
    for instance in ["", "two words", &"x".repeat(65), "\u{e9}"] {
        assert_eq!(ask(instance).code(), "bad_request", "{instance}");
    }
}

#[test]
fn a_heartbeat_says_where_a_reader_is_that_has_everything() {
    let server = Server::start();
    let token = server.token("server", &["default"]);
    // Since before it was told for the first time: what is slow then makes the wait no shorter.
    let begun = instant();
    let mut sse = Sse::rules(&server, &token, None);
    let log = log(&server);
    assert_eq!(sse.event().name, "snapshot");
    assert_eq!(sse.event().data, json!({"log": log, "seq": 0}));
    server.put("/api/metrics/m", &json!({"event": "e", "kind": "mean"})).expect(201);
    let (beat, took) = (sse.event(), begun.elapsed());
    assert_eq!(beat, event("heartbeat", json!({"log": log, "seq": 1})));
    assert!((14..29).contains(&took.as_secs()), "{took:?}");
    // What the heartbeat told is what the next change is from.
    server.put("/api/features/a", &flag(1)).expect(201);
    assert_eq!(sse.news().data["from"], 1);
}

#[test]
fn a_stream_ends_with_its_token() {
    let server = Server::start();
    let issue = |more: Value| {
        let mut body = json!({"name": "a", "kind": "server", "environments": ["default"]});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        server.post("/api/tokens", &body).expect(201)
    };
    let (kept, revoked) = (issue(json!({})), issue(json!({})));
    let open = |issued: &Value| {
        let mut sse = Sse::rules(&server, issued["token"].as_str().unwrap(), None);
        assert_eq!((sse.event().name, sse.event().name), ("snapshot".into(), "heartbeat".into()));
        sse
    };
    let (mut kept, mut gone) = (open(&kept), open(&revoked));
    server.delete(&format!("/api/tokens/{}", revoked["id"].as_str().unwrap())).expect(204);
    // Sooner than the next heartbeat, which would be the next chance to look.
    let soon = Duration::from_secs(14);
    assert_eq!(gone.within(soon), Next::End);
    // Issued last, so that it is still good when its stream is opened.
    let expires_at = now() + jiff::SignedDuration::from_secs(9);
    let mut late = open(&issue(json!({"expires_at": expires_at})));
    assert_eq!(late.within(soon), Next::End);
    assert!(now() >= expires_at);
    server.put("/api/features/a", &flag(1)).expect(201);
    assert_eq!(kept.news().name, "change");
}

/// A request of which half the body is still to come.
fn half_sent(server: &Server, admin: &str, key: usize) -> (TcpStream, String) {
    let body = flag(1).to_string();
    let mut stream = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let length = body.len();
    let head = format!(
        "PUT /api/features/f{key} HTTP/1.1\r\nhost: x\r\nx-api-key: {admin}\r\ncontent-type: \
         application/json\r\nexpect: 100-continue\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    // The server says so once it reads the body: from here on the request is in flight.
    let mut answer = [0; 25];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 100 Continue\r\n\r\n");
    (stream, body)
}

#[test]
fn a_stop_ends_streams_and_no_request_that_has_begun() {
    let server = Server::start();
    let (admin, token) = (server.admin(), server.token("server", &["default"]));
    let mut streams: Vec<Sse> = (0..50).map(|_| Sse::rules(&server, &token, None)).collect();
    for sse in &mut streams {
        assert_eq!((sse.event().name, sse.event().name), ("snapshot".into(), "heartbeat".into()));
    }
    // One that does not read is in nobody's way either.
    let silent = Sse::ask(&server, "/api/stream", &token, &[]);
    let requests: Vec<_> = (0..20).map(|key| half_sent(&server, &admin, key)).collect();
    let stopping = std::thread::spawn(move || timed(|| server.stop_and_keep()));
    for sse in &mut streams {
        assert_eq!(sse.next_news(), Next::End);
        // It comes back at some time of its own.
        assert!(sse.retry_ms.is_some());
    }
    for (mut stream, body) in requests {
        stream.write_all(body.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 201 Created"), "{answer}");
    }
    let ((status, log, _folder), took) = stopping.join().unwrap();
    assert!(status.success() && took < Duration::from_secs(10), "{status} {took:?}");
    assert!(!log.contains("did not finish in time"), "{log}");
    drop(silent);
}

#[test]
fn the_stream_comes_over_http2_too() {
    let server = Server::start();
    let token = server.token("server", &["default"]);
    let mut stream = http2::connect(&server);
    let request = http2::get("/api/stream", &[("x-api-key", &token)]);
    stream.write_all(&http2::frame(http2::HEADERS, http2::WHOLE, 1, &request)).unwrap();
    let mut text = String::new();
    let mut read_until = |end: &str| {
        while !text.contains(end) {
            let (kind, _, payload) = http2::read_frame(&mut stream);
            if kind == http2::DATA {
                text.push_str(std::str::from_utf8(&payload).unwrap());
            }
        }
        std::mem::take(&mut text)
    };
    assert!(read_until("event: heartbeat").contains("event: snapshot\nid: log_"));
    server.put("/api/features/a", &flag(1)).expect(201);
    assert!(read_until("event: change").contains("\n\n"));
}

#[test]
fn the_snapshot_is_compressed_where_that_is_asked_for() {
    let server = Server::start();
    server.post("/api/import", &many(100, 0)).expect(200);
    let plain = server.get("/api/snapshot");
    assert_eq!(plain.header("vary"), "accept-encoding");
    assert_eq!(plain.header("content-encoding"), "");
    let admin = server.admin();
    let mut connection = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    let mut request =
        String::from("GET /api/snapshot HTTP/1.1\r\nhost: x\r\nconnection: close\r\n");
    write!(request, "accept-encoding: br, gzip\r\nx-api-key: {admin}\r\n\r\n").unwrap();
    connection.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(answer[..end + 2].to_vec()).unwrap();
    let tag = plain.header("etag");
    for header in ["content-encoding: gzip", "vary: accept-encoding", &format!("etag: {tag}")] {
        assert!(head.contains(&format!("{header}\r\n")), "{head}");
    }
    let compressed = &answer[end + 4..];
    assert!(compressed.len() * 5 < plain.text.len(), "{}", compressed.len());
    let mut text = String::new();
    flate2::read::GzDecoder::new(compressed).read_to_string(&mut text).unwrap();
    assert_eq!(text, plain.text);
    let headers = [("accept-encoding", "gzip"), ("if-none-match", tag)];
    let known = server.send("GET", "/api/snapshot", Some(&admin), None, &headers);
    assert_eq!((known.status, known.header("etag")), (304, tag));
}
