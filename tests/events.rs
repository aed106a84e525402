//! Events: what is answered is stored, each is judged by itself and counts once, and a server that
//! cannot store says so and loses nothing.

mod durable;
mod keeping;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::clock::{now, timed, until};
use crate::server::{Answer, Server};

/// Events that may wait, as the server has it.
const ROWS_WAITING_MAX: usize = 20_000;
const WITHIN: Duration = Duration::from_secs(90);

/// A server with an experiment, and flags with and without metrics.
pub(crate) fn start_on(data: &Path) -> Server {
    let server = Server::start_on(data, &[]);
    fill(&server);
    server
}

fn fill(server: &Server) {
    let documents = json!({
        "metrics": {"bought": {"event": "bought", "kind": "conversion"}},
        "features": {
            "plain": {"type": "boolean", "enabled": true},
            "measured": {"type": "boolean", "enabled": true, "metrics": ["bought"]},
            "hidden": {"type": "boolean", "enabled": true, "metrics": ["bought"],
                "visibility": "server"},
        },
        "experiments": {"layout": {"variants": {"control": 0.5, "wide": 0.5},
            "metrics": ["bought"], "start_date": "2025-01-01T00:00:00Z"}},
    });
    server.post("/api/import", &documents).expect(200);
}

/// An exposure with a number that makes its id.
pub(crate) fn exposure(number: u64, user: &str) -> Value {
    let id = format!("00000000-0000-4000-8000-{number:012x}");
    json!({"id": id, "type": "exposure", "key": "layout", "variant": "wide", "user": user,
        "at": now()})
}

pub(crate) fn send(server: &Server, events: &[Value]) -> Answer {
    server.post("/api/events", &json!({"events": events}))
}

/// The answer to events: how many are new, how many were known.
#[track_caller]
fn counts(answer: Answer) -> (u64, u64) {
    let answer = answer.expect(202);
    assert_eq!(answer["refused"], json!([]), "{answer}");
    (answer["accepted"].as_u64().unwrap(), answer["duplicates"].as_u64().unwrap())
}

/// The events of a folder, by id, with how often they are there.
pub(crate) fn stored(data: &Path) -> BTreeMap<Vec<u8>, u64> {
    let database = Connection::open(data.join("events.db")).unwrap();
    let verdict: String =
        database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    let mut statement = database.prepare("SELECT id, count(*) FROM events GROUP BY id").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?))).unwrap();
    rows.map(|row| row.map(|(id, count)| (id, u64::try_from(count).unwrap())).unwrap()).collect()
}

pub(crate) fn id(event: &Value) -> Vec<u8> {
    let hex: String = event["id"].as_str().unwrap().replace('-', "");
    let byte = |place: usize| u8::from_str_radix(&hex[place..place + 2], 16).unwrap();
    (0..32).step_by(2).map(byte).collect()
}

#[test]
fn an_event_counts_once() {
    let server = Server::start();
    fill(&server);
    let (one, two) = (exposure(0xabc, "ana"), exposure(2, "ana"));
    assert_eq!(counts(send(&server, &[one.clone(), two.clone(), one.clone()])), (2, 1));
    assert_eq!(counts(send(&server, &[two.clone(), exposure(3, "bo")])), (1, 1));
    let mut elsewhere = one.clone();
    elsewhere["id"] = json!(one["id"].as_str().unwrap().to_uppercase());
    assert_eq!(counts(send(&server, &[elsewhere])), (0, 1));
    assert_eq!(counts(send(&server, &[])), (0, 0));
    // Many at a time, of which each is sent by all.
    let events: Vec<Value> = (100..200).map(|number| exposure(number, "cy")).collect();
    let all = Mutex::new((0, 0));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let (accepted, duplicates) = counts(send(&server, &events));
                let mut all = all.lock().unwrap();
                *all = (all.0 + accepted, all.1 + duplicates);
            });
        }
    });
    assert_eq!(*all.lock().unwrap(), (100, 700));
    let metrics = server.get("/metrics").text;
    for line in ["accepted\"} 103", "duplicate\"} 703", "refused\"} 0"] {
        assert!(metrics.contains(&format!("hoist_events_total{{result=\"{line}")), "{metrics}");
    }
}

/// Python writes `NaN` into JSON.
#[test]
fn a_number_that_json_does_not_have_is_refused_by_itself() {
    let server = Server::start();
    fill(&server);
    let good = exposure(1, "ana").to_string();
    let bad = good.replace("\"user\"", "\"value\":NaN,\"user\"");
    let body = format!("{{\"events\":[{good},{bad}]}}");
    let path = "/api/events";
    let answer = server.send("POST", path, Some(&server.admin()), Some(&body), &[]).expect(202);
    assert_eq!((&answer["accepted"], &answer["refused"][0]["index"]), (&json!(1), &json!(1)));
    // One that is no JSON at all is refused as a whole.
    let answer = server.send("POST", path, Some(&server.admin()), Some("{\"events\":[NaN"), &[]);
    assert_eq!(answer.status, 400);
}

#[test]
fn what_is_wrong_with_one_is_no_matter_of_the_others() {
    let server = Server::start();
    fill(&server);
    let with = |field: &str, value: Value| {
        let mut event = exposure(1, "ana");
        event[field] = value;
        event
    };
    let bought = |more: Value| {
        let mut event = json!({"type": "metric", "event": "bought", "user": "ana", "at": now(),
            "id": "00000000-0000-4000-8000-00000000000a"});
        event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        event
    };
    let table = [
        (exposure(1, "ana"), None),
        (with("variant", json!("tall")), Some("invalid")),
        (with("key", json!("nothing")), Some("not_found")),
        (with("key", json!("plain")), Some("invalid")),
        (json!("no event"), Some("invalid")),
        (json!({}), Some("invalid")),
        (with("user", json!("x".repeat(10_000))), Some("invalid")),
        (bought(json!({"value": 1e300})), Some("invalid")),
        (bought(json!({"value": [1]})), Some("invalid")),
        (bought(json!({"experiment": "nothing"})), Some("not_found")),
        (bought(json!({"experiment": "layout", "value": 12.5})), None),
        (with("id", json!("1")), Some("invalid")),
        (with("at", json!("2020-01-01T00:00:00Z")), Some("invalid")),
        (with("more", json!(1)), Some("invalid")),
        (exposure(2, "ana"), None),
    ];
    let events: Vec<Value> = table.iter().map(|(event, _)| event.clone()).collect();
    let answer = send(&server, &events).expect(202);
    assert_eq!(answer["accepted"], 3);
    let refused: Vec<(u64, &str)> = answer["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|refused| {
            let detail = refused["detail"].as_str().unwrap();
            assert!(detail.ends_with('.') && detail.len() < 300, "{detail}");
            (refused["index"].as_u64().unwrap(), refused["code"].as_str().unwrap())
        })
        .collect();
    let expected: Vec<(u64, &str)> =
        (0..).zip(&table).filter_map(|(index, (_, code))| Some((index, (*code)?))).collect();
    assert_eq!(refused, expected);
    assert_eq!(send(&server, &events).expect(202)["duplicates"], 3);
}

#[test]
fn of_ten_thousand_events_each_is_judged_by_itself() {
    let server = Server::start();
    fill(&server);
    let is_good = |number: u64| number % 1_000 == 7;
    let event = |number| match is_good(number) {
        true => exposure(number, "ana"),
        false => json!({"type": "exposure", "flag": "no such flag", "id": number}),
    };
    let events: Vec<Value> = (0..10_000).map(event).collect();
    let answer = send(&server, &events).expect(202);
    assert_eq!(answer["accepted"], 10);
    let refused = answer["refused"].as_array().unwrap();
    let index = |one: &Value| {
        assert!(one["detail"].as_str().unwrap().ends_with('.'), "{one}");
        one["index"].as_u64().unwrap()
    };
    assert!(refused.iter().map(index).eq((0..10_000).filter(|number| !is_good(*number))));
}

#[test]
fn requests_are_bounded() {
    let server = Server::start();
    fill(&server);
    let events: Vec<Value> = (0..10_001).map(|number| exposure(number, "ana")).collect();
    let answer = send(&server, &events);
    assert_eq!(answer.code(), "invalid");
    assert!(answer.text.contains("at most 10000 events, this one has 10001"), "{}", answer.text);
    assert_eq!(counts(send(&server, &events[1..])), (10_000, 0));
    let admin = server.admin();
    let post = |body: &str| server.send("POST", "/api/events", Some(&admin), Some(body), &[]);
    let large = format!("{{\"events\": [{}]}}", " ".repeat(4 << 20));
    assert_eq!(post(&large).code(), "too_large");
    for body in ["", "[]", "{}", "{\"events\": 1}", "{\"events\": [], \"more\": 1}", "{\"events\":"]
    {
        assert_eq!(post(body).code(), "bad_request", "{body}");
    }
}

#[test]
fn the_public_sends_what_it_may_see() {
    let server = Server::start();
    fill(&server);
    let client = server.token("client", &["default"]);
    let ask = |key: &str, variant: &str, path: &str| {
        let mut event = exposure(1, "ana");
        (event["key"], event["variant"]) = (json!(key), json!(variant));
        let body = json!({"events": [event]}).to_string();
        server.send("POST", path, Some(&client), Some(&body), &[])
    };
    assert_eq!(counts(ask("layout", "wide", "/api/events")), (1, 0));
    let hidden = ask("hidden", "on", "/api/events").expect(202);
    let missing = ask("absent", "on", "/api/events").expect(202);
    let told = hidden["refused"][0]["detail"].as_str().unwrap().replace("hidden", "absent");
    assert_eq!(missing["refused"][0]["detail"], json!(told));
    assert_eq!(ask("layout", "wide", "/api/erase").code(), "forbidden");
}

#[test]
fn whoever_is_erased_is_gone() {
    let mut server = Server::start();
    fill(&server);
    let ana: Vec<Value> = (0..30).map(|number| exposure(number, "ana")).collect();
    send(&server, &ana).expect(202);
    send(&server, &[exposure(100, "bo")]).expect(202);
    let erase = |server: &Server, user: &str| {
        let erased = server.post("/api/erase", &json!({"user": user})).expect(200);
        erased["events"].as_u64().unwrap()
    };
    assert_eq!(erase(&server, "ana"), 30);
    assert_eq!(erase(&server, "ana"), 0);
    let answer = server.post("/api/erase", &json!({"user": "ana"}));
    until("it is logged who erased", Duration::from_secs(30), || {
        let (log, id) = (server.log(), answer.header("x-request-id"));
        let line = |line: &str| {
            line.contains("a person was erased") && line.contains("actor") && line.contains(id)
        };
        log.lines().any(line).then_some(())
    });
    assert_eq!(counts(send(&server, &[exposure(100, "bo")])).0, 1, "at another time");
    server.kill();
    let stored = stored(&server.data);
    assert_eq!(stored.into_values().collect::<Vec<_>>(), [2]);
    let database = Connection::open(server.data.join("events.db")).unwrap();
    let users: String = database.query_row("SELECT name FROM users", [], |row| row.get(0)).unwrap();
    assert_eq!(users, "bo");
}

/// Somebody else holds the database of events, so nothing can be written to it.
#[test]
fn what_does_not_fit_the_queue_is_refused_at_once() {
    let server = Server::start();
    fill(&server);
    let other = Connection::open(server.data.join("events.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let requests = ROWS_WAITING_MAX / 1_000 + 5;
    let bodies: Vec<Vec<Value>> = (0..requests)
        .map(|request| u64::try_from(request).unwrap() * 1_000)
        .map(|first| (first..first + 1_000).map(|number| exposure(number, "ana")).collect())
        .collect();
    let send_all = || -> (Duration, Vec<(u16, Duration, usize)>) {
        std::thread::scope(|scope| {
            let sent = |(place, events): (usize, &Vec<Value>)| {
                let server = &server;
                let events = events.clone();
                scope.spawn(move || {
                    let (answer, took) = timed(|| send(server, &events));
                    if answer.status == 429 {
                        assert_eq!(answer.code(), "too_many_requests");
                        let seconds: u64 = answer.header("retry-after").parse().unwrap();
                        assert!((1..60).contains(&seconds), "{seconds}");
                    }
                    (answer.status, took, place)
                })
            };
            let senders: Vec<_> = bodies.iter().enumerate().map(sent).collect();
            // A kill waits for nobody.
            let (killed, took) = timed(|| server.post("/flags/measured/kill", &json!({})));
            assert_eq!(killed.status, 200);
            (took, senders.into_iter().map(|sender| sender.join().unwrap()).collect())
        })
    };
    // On a machine that is busy, what came first may have failed before the last comes. Whatever
    // waits for the database takes five seconds each time.
    let answers = until("some are refused and a kill is done at once", WITHIN, || {
        let (killed, answers) = send_all();
        let refused = answers.iter().filter(|(status, ..)| *status == 429);
        let soonest = refused.map(|(_, took, _)| *took).min();
        let is_refused = soonest.is_some_and(|took| took < Duration::from_secs(2));
        (is_refused && killed < Duration::from_secs(4)).then_some(answers)
    });
    other.execute_batch("ROLLBACK").unwrap();
    // Whoever sends again has everything stored once.
    for (status, _, place) in &answers {
        assert!([429, 503].contains(status), "nothing can be stored: {answers:?}");
        assert_eq!(counts(send(&server, &bodies[*place])), (1_000, 0), "{status}");
    }
}
