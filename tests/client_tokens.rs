//! Client tokens, which anybody may have: without events if they were made so, and no more often
//! than is good for everybody else.

use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::{now, until};
use crate::events::exposure;
use crate::program::hoist_in;
use crate::server::{Answer, Server};

/// Evaluates with a token, as a request that came through a proxy from some address.
fn ask(server: &Server, token: &str, address: &str) -> Answer {
    let headers = [("x-forwarded-for", address)];
    server.send("POST", "/ofrep/v1/evaluate/flags/a", Some(token), Some("{}"), &headers)
}

/// How many of some requests are answered; the others are refused as they have to be.
fn answered(server: &Server, token: &str, address: &str, requests: usize) -> usize {
    let is_answered = |_: &usize| {
        let answer = ask(server, token, address);
        if answer.status == 200 {
            return true;
        }
        assert_eq!(answer.code(), "too_many_requests");
        assert_eq!(answer.header("retry-after"), "1");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.json()["errorCode"], "GENERAL");
        false
    };
    (0..requests).filter(is_answered).count()
}

fn start(arguments: &[&str]) -> Server {
    let server = Server::start_with(arguments);
    server.put("/api/features/a", &json!({"type": "boolean", "enabled": true})).expect(201);
    server
}

#[test]
fn one_without_events_sends_none_and_makes_none() {
    let server = start(&[]);
    let documents = json!({"experiments": {"layout": {"start_date": "2025-01-01T00:00:00Z",
        "variants": {"control": 0.5, "wide": 0.5}, "metrics": ["sales"]}}});
    server.post("/api/import", &documents).expect(200);
    let issue = |more: Value| {
        let mut body = json!({"name": "page", "kind": "client", "environments": ["default"]});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        server.post("/api/tokens", &body)
    };
    let plain = issue(json!({})).expect(201);
    assert_eq!(plain["events"], true);
    assert_eq!(issue(json!({"events": false, "kind": "server"})).code(), "invalid");
    assert_eq!(server.get("/api/tokens").expect(200)["items"][0].get("events"), None);
    let admin = server.admin();
    let variables = [("HOIST_URL", &*server.url), ("HOIST_TOKEN", &*admin)];
    let create = ["tokens", "create", "quiet", "--kind", "client", "--no-events"];
    let made = hoist_in(&variables, &create, b"");
    let quiet = String::from_utf8(made.stdout).unwrap();
    assert!(String::from_utf8(made.stderr).unwrap().contains("client without events in default"));
    let events = |token: &str| {
        let body = json!({"events": [exposure(1, "ana")]}).to_string();
        server.send("POST", "/api/events", Some(token), Some(&body), &[])
    };
    let refused = events(quiet.trim());
    assert_eq!(refused.code(), "forbidden");
    assert!(refused.text.contains("made with `events: false`"), "{}", refused.text);
    // What it evaluates exposes nobody; by another token the same does.
    let evaluate = |token: &str, user: &str| {
        let body = json!({"context": {"targetingKey": user}}).to_string();
        let path = "/ofrep/v1/evaluate/flags/layout";
        server.send("POST", path, Some(token), Some(&body), &[]).expect(200);
    };
    evaluate(quiet.trim(), "bo");
    evaluate(plain["token"].as_str().unwrap(), "cy");
    until("one is stored", Duration::from_secs(30), || {
        let metrics = server.get("/metrics").text;
        metrics.contains("hoist_exposures_total{result=\"accepted\"} 1").then_some(())
    });
    assert_eq!(events(plain["token"].as_str().unwrap()).expect(202)["accepted"], 1);
    let (data, (status, _, _folder)) = (server.data.clone(), server.stop_and_keep());
    assert!(status.success());
    let users = rusqlite::Connection::open(data.join("events.db")).unwrap();
    let sql = "SELECT group_concat(name, ',' ORDER BY name) FROM users";
    let users: String = users.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(users, "ana,cy");
    // A restart does not give it back.
    let again = Server::start_on(&data, &[]);
    let body = json!({"events": []}).to_string();
    assert_eq!(
        again.send("POST", "/api/events", Some(quiet.trim()), Some(&body), &[]).code(),
        "forbidden"
    );
}

#[test]
fn an_address_may_ask_so_often() {
    let server = start(&["--client-rate-per-address", "2"]);
    let (client, other) =
        (server.token("client", &["default"]), server.token("client", &["default"]));
    let begun = now();
    let some = answered(&server, &client, "198.51.100.7", 50);
    let seconds = usize::try_from(now().duration_since(begun).as_secs() + 1).unwrap();
    // A burst of four, then two a second.
    assert!((4..=4 + 2 * seconds).contains(&some), "{some} in {seconds} s");
    // Another token does not help the address, and what the client says of itself neither.
    let forged = "203.0.113.1, 198.51.100.7";
    let rest = answered(&server, &other, forged, 50);
    assert!(rest < 50, "{rest}");
    // Nobody else has to wait: not another address, not a server, not an operator.
    assert_eq!(answered(&server, &client, "198.51.100.8", 4), 4);
    let application = server.token("server", &["default"]);
    assert_eq!(answered(&server, &application, "198.51.100.7", 50), 50);
    assert_eq!(server.post("/flags/a/kill", &json!({})).status, 200);
    // It passes.
    until("it may ask again", Duration::from_secs(30), || {
        (answered(&server, &client, "198.51.100.7", 1) == 1).then_some(())
    });
}

#[test]
fn a_token_may_be_used_so_often() {
    let arguments = [
        "--client-rate-per-address",
        "0",
        "--client-rate-per-token",
        "2",
        "--trusted-proxies",
        "10.0.0.0/8,192.0.2.1",
    ];
    let server = start(&arguments);
    let (client, other) =
        (server.token("client", &["default"]), server.token("client", &["default"]));
    let refused =
        (0..50).any(|number| answered(&server, &client, &format!("198.51.100.{number}"), 1) == 0);
    assert!(refused);
    assert_eq!(answered(&server, &other, "198.51.100.1", 4), 4);
    // Events and the stream are under the same rate.
    let events = |token: &str| {
        server.send("POST", "/api/events", Some(token), Some("{\"events\": []}"), &[])
    };
    until("events are refused too", Duration::from_secs(30), || {
        (events(&other).status == 429).then_some(())
    });
}

#[test]
fn behind_a_proxy_that_nobody_named_it_is_said_why_all_are_refused() {
    let server = start(&["--client-rate-per-address", "2", "--trusted-proxies", "192.0.2.1"]);
    let client = server.token("client", &["default"]);
    let refused =
        (0..50).any(|number| answered(&server, &client, &format!("198.51.100.{number}"), 1) == 0);
    assert!(refused);
    let told = || server.log().matches("name it in --trusted-proxies").count();
    until("it is said", Duration::from_secs(30), || (told() > 0).then_some(()));
    assert_eq!(told(), 1, "{}", server.log());
}
