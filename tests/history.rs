//! Histories with what was different, and what was so at any moment.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::clock::now;
use crate::program::{hoist_in, seen};
use crate::server::Server;

/// What is read of the whole environment.
const READINGS: [&str; 7] = [
    "/api/features?x",
    "/api/segments?x",
    "/api/metrics?x",
    "/api/experiments?x",
    "/api/features/f?x",
    "/api/export?x",
    "/api/export?format=json",
];

/// Each of them at a moment, if one is given, as status and text.
fn readings(server: &Server, at: Option<&str>) -> Vec<(u16, String)> {
    let read = |path: &&str| {
        let at = at.map_or_else(String::new, |at| format!("&at={at}"));
        let path = format!("{path}{at}").replace("?x&", "?").replace("?x", "");
        let answer = server.get(&path);
        let is_told = !answer.header("x-hoist-at-seq").is_empty();
        assert_eq!(is_told, !at.is_empty() && answer.status == 200, "{path}");
        let text = match answer.status {
            200 => answer.text,
            _ => answer.code(),
        };
        (answer.status, text)
    };
    READINGS.iter().map(read).collect()
}

/// Changes of all kinds: method, path, body.
fn story() -> [(&'static str, &'static str, Value); 13] {
    let long: Vec<String> = (0..1_100).map(|number| format!("u-{number}")).collect();
    let experiment = json!({"variants": {"control": 50, "b": 50}, "layer": "l", "traffic": 20});
    [
        ("PUT", "/api/features/f", json!({"type": "boolean", "description": "first"})),
        ("PUT", "/api/features/g", json!({"type": "percentage", "percentage": 5})),
        ("PUT", "/api/segments/s", json!({"include": long})),
        ("POST", "/api/segments/s/keys", json!({"list": "include", "add": ["u-new"]})),
        ("PUT", "/api/metrics/m", json!({"event": "e", "kind": "mean"})),
        ("PUT", "/api/experiments/x", experiment),
        ("POST", "/flags/f/kill", json!({"reason": "fire"})),
        ("DELETE", "/api/features/f", Value::Null),
        ("PUT", "/api/features/f", json!({"type": "targeted", "description": "second"})),
        ("POST", "/flags/f/revive", json!({})),
        ("POST", "/experiments/freeze", json!({})),
        ("POST", "/experiments/unfreeze", json!({})),
        ("PATCH", "/api/features/g", json!({"percentage": 50})),
    ]
}

#[test]
fn what_was_so_is_told_of_every_moment() {
    let mut server = Server::start();
    let admin = server.admin();
    let mut moments = Vec::new();
    for (number, (method, path, body)) in story().into_iter().enumerate() {
        let body = (!body.is_null()).then(|| body.to_string());
        let answer = server.send(method, path, Some(&admin), body.as_deref(), &[]);
        assert!(answer.status < 300, "{path} {}", answer.text);
        let snapshot = server.get("/api/snapshot").expect(200);
        moments.push((number + 1, now(), readings(&server, None), snapshot));
    }
    let data = server.data.clone();
    server.kill();
    let server = Server::start_on(&data, &[]);
    for (seq, time, expected, snapshot) in &moments {
        let time = time.to_string();
        assert_eq!(&readings(&server, Some(&seq.to_string())), expected, "at {seq}");
        assert_eq!(&readings(&server, Some(&time)), expected, "at {time}, seq {seq}");
        let then = server.get(&format!("/api/snapshot?at={seq}"));
        assert!(then.header("etag").ends_with(&format!(".{seq}.past\"")), "{:?}", then.headers);
        let mut then = then.expect(200);
        assert_eq!((&then["past"], &then["seq"]), (&json!(true), &json!(seq)));
        then.as_object_mut().unwrap().remove("past");
        // That of the present has the seq of the last change that concerns rules.
        then["seq"] = snapshot["seq"].clone();
        assert_eq!(&then, snapshot, "at {seq}");
    }
}

#[test]
fn a_snapshot_of_the_past_is_not_taken_for_the_present_one() {
    let server = Server::start();
    server.put("/api/features/f", &json!({"type": "boolean"})).expect(201);
    server.put("/api/metrics/m", &json!({"event": "e", "kind": "mean"})).expect(201);
    let admin = server.admin();
    let ask = |path: &str, headers: &[(&str, &str)]| {
        server.send("GET", path, Some(&admin), None, headers)
    };
    let present = ask("/api/snapshot", &[]);
    let tag = present.header("etag").to_owned();
    assert_eq!(present.json().get("past"), None);
    // The same rules, and another answer.
    let past = ask("/api/snapshot?at=1", &[("if-none-match", &tag)]);
    assert_eq!((past.status, past.json()["past"].clone()), (200, json!(true)));
    let again = ask("/api/snapshot?at=1", &[("if-none-match", past.header("etag"))]);
    assert_eq!((again.status, again.header("x-hoist-at-seq")), (304, "1"));
    assert_eq!(ask("/api/snapshot", &[("if-none-match", &tag)]).status, 304);
    let gzip = [("accept-encoding", "gzip")];
    let packed = server.send("HEAD", "/api/snapshot?at=1", Some(&admin), None, &gzip);
    assert_eq!(packed.header("content-encoding"), "gzip");
}

#[test]
fn moments_that_there_are_not_are_refused_in_a_sentence() {
    let server = Server::start();
    let created = server.get("/api/environments").expect(200)["items"][0]["created_at"].clone();
    server.put("/api/features/f", &json!({"type": "boolean"})).expect(201);
    let first = format!("The log began at {}; `at` is before that.", created.as_str().unwrap());
    let not_at = "`at` is a seq of the change log, such as 42, or a time as RFC 3339 has it, such \
                  as 2026-03-01T09:00:00Z.";
    let not_now = "`now` is a time as RFC 3339 has it, such as 2026-03-01T09:00:00Z.";
    for (asked, expected) in [
        ("at=2", "The log ends at seq 1; 2 is yet to come."),
        ("at=99999999999999999999", "The log ends at seq 1; 18446744073709551615 is yet to come."),
        ("at=0", "Seqs begin at 1: `at` 0 is before the log began."),
        ("at=2001-01-01T00:00:00Z", first.as_str()),
        ("at=2999-01-01T00:00:00Z", "`at` is yet to come: it is "),
        ("at=tuesday", not_at),
        ("at=-1", not_at),
        ("at=", not_at),
        ("now=noon", not_now),
        ("at=1&now=noon", not_now),
    ] {
        for path in ["features", "features/f", "segments", "export", "snapshot"] {
            let problem = server.get(&format!("/api/{path}?{asked}")).expect(400);
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.starts_with(expected), "{path} {asked}: {detail}");
        }
        let mut body = json!({});
        for pair in asked.split('&') {
            let (name, value) = pair.split_once('=').unwrap();
            body[name] = value.parse::<i64>().map_or_else(|_| value.into(), Value::from);
        }
        for path in ["evaluate", "features/f/explain"] {
            let problem = server.post(&format!("/api/{path}"), &body).expect(400);
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.starts_with(expected), "{path} {body}: {detail}");
        }
    }
    // Between its making and its first entry, the environment was empty.
    let empty = server.get(&format!("/api/features?at={}", created.as_str().unwrap()));
    assert_eq!(empty.expect(200)["items"], json!([]));
}

/// What a history tells of each change.
fn told(server: &Server, path: &str) -> String {
    let history = server.get(path).expect(200);
    let lines = history["items"].as_array().unwrap().iter().map(|change| {
        let (seq, kind, diff) = (&change["seq"], &change["kind"], &change["diff"]);
        format!("{seq} {} {diff}", kind.as_str().unwrap())
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn each_change_says_what_it_made_different() {
    let server = Server::start();
    let rules =
        json!([{"name": "beta", "type": "group", "conditions": {"groups": ["a"]}, "value": 5}]);
    let flag = json!({"type": "percentage", "percentage": 25, "rules": rules});
    server.put("/api/features/f", &flag).expect(201);
    server.patch("/api/features/f", &json!({"percentage": 50, "owner": "search"})).expect(200);
    server.post("/flags/f/kill", &json!({})).expect(200);
    server.delete("/api/features/f").expect(204);
    server.put("/api/features/f", &json!({"type": "boolean"})).expect(201);
    server.post("/flags/f/rollback", &json!({"seq": 1})).expect(200);
    server.put("/api/segments/s", &json!({"include": ["ana"]})).expect(201);
    assert_snapshot!(told(&server, "/api/features/f/history"), @r#"
    6 rolled_back [{"path":"type","before":"boolean","after":"percentage"},{"path":"percentage","after":25},{"path":"rules","after":[{"name":"beta","type":"group","conditions":{"groups":["a"]},"value":5}]}]
    5 created [{"path":"","after":{"type":"boolean","enabled":false}}]
    4 deleted [{"path":"","before":{"type":"percentage","percentage":50,"enabled":false,"owner":"search","rules":[{"name":"beta","type":"group","conditions":{"groups":["a"]},"value":5}]}}]
    3 killed null
    2 updated [{"path":"percentage","before":25,"after":50},{"path":"owner","after":"search"}]
    1 created [{"path":"","after":{"type":"percentage","percentage":25,"enabled":false,"rules":[{"name":"beta","type":"group","conditions":{"groups":["a"]},"value":5}]}}]
    "#);
    let all = server.get("/api/changes?diff=true").expect(200);
    assert_eq!(all["items"][0]["diff"][0]["after"], json!({"include": ["ana"]}));
    assert_eq!(all["items"][1]["diff"].as_array().unwrap().len(), 3);
    assert_eq!(all["items"][1].get("document"), None);
    let plain = server.get("/api/changes").expect(200);
    assert_eq!(plain["items"][1].get("diff"), None);
    // A page knows what was before its oldest change.
    let page = server.get("/api/features/f/history?limit=1&cursor=3").expect(200);
    assert_eq!(page["items"][0]["diff"].as_array().unwrap().len(), 2);
}

/// A server where a flag and a segment were made, changed and deleted.
fn with_a_past() -> Server {
    let server = Server::start();
    server.put("/api/features/f", &json!({"type": "percentage", "percentage": 5})).expect(201);
    server.patch("/api/features/f", &json!({"percentage": 50, "enabled": true})).expect(200);
    server.put("/api/segments/s", &json!({"include": ["ana"]})).expect(201);
    server.delete("/api/segments/s").expect(204);
    server.delete("/api/features/f").expect(204);
    server
}

/// What a person sees of some commands, one after the other; times and ids differ.
fn checked(server: &Server, check: impl FnOnce(&dyn Fn(&[&str]) -> String)) {
    let admin = server.admin();
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", admin.as_str())];
    let run = |arguments: &[&str]| seen(&hoist_in(&variables, arguments, b""));
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "TIME");
    settings.add_filter(r"tok_[0-9a-f]{24}", "ID");
    settings.bind(|| check(&run));
}

#[test]
fn the_past_is_read_from_the_command_line() {
    checked(&with_a_past(), |run| {
        assert_snapshot!(run(&["flags", "history", "f"]), @r#"
        SEQ  TIME                  CHANGE   DOCUMENT    BY                                          FROM       REASON
        5    TIME  deleted  features/f  token:admin (ID)  127.0.0.1  -
             - (all of it): {"type":"percentage","percentage":50,"enabled":true}
        2    TIME  updated  features/f  token:admin (ID)  127.0.0.1  -
             ~ percentage: 5 → 50
             ~ enabled: false → true
        1    TIME  created  features/f  token:admin (ID)  127.0.0.1  -
             + (all of it): {"type":"percentage","percentage":5,"enabled":false}
        exit status 0
        "#);
        assert_snapshot!(run(&["flags", "list", "--at", "1"]), @"
        # as of 1
        KEY  TYPE        STATE  SHARE  VERSION  UPDATED
        f    percentage  off    5 %    1        TIME
        exit status 0
        ");
        assert_snapshot!(run(&["flags", "get", "f", "--at", "2"]), @"
        # as of 2
        # version 2, on, updated TIME
        features:
          f:
            type: percentage
            percentage: 50
            enabled: true
            archived: false
        exit status 0
        ");
        assert_eq!(run(&["export", "-", "--at", "3"]), run(&["export", "--at", "3"]));
        assert_snapshot!(run(&["export", "--at", "3"]), @"
        features:
          f:
            type: percentage
            percentage: 50
            enabled: true
        segments:
          s:
            include:
            - ana
        exit status 0
        ");
        let now = "2030-01-01T00:00:00Z";
        assert_snapshot!(run(&["explain", "f", "--user", "u-1", "--at", "2", "--now", now]), @"
        # as of seq 2, TIME
        f: off, SPLIT, value false
        ✗ share 50 %: this user is at 72.56 %, in from 72.57 % on
        each of these would change that:
          its share at 72.57 % or more (now 50 %): on
        exit status 0
        ");
        let json = run(&["evaluate", "f", "--user", "u-1", "--json", "--at", "2"]);
        assert!(json.starts_with(r#"{"seq":2,"now":"2"#), "{json}");
        assert!(run(&["flags", "get", "f", "--at", "5"]).contains("At seq 5 there was no flag f."));
        assert_snapshot!(run(&["flags", "list", "--at", "5"]), @"
        # as of 5
        there were no flags
        exit status 0
        ");
        assert_snapshot!(run(&["flags", "list", "--at", "9"]), @"
        stderr: error: The log ends at seq 5; 9 is yet to come.
        exit status 1
        ");
    });
}

#[test]
fn what_was_deleted_comes_back_by_the_command_line() {
    checked(&with_a_past(), |run| {
        assert_snapshot!(run(&["rollback", "s", "--kind", "segment"]), @"
        rolled s back (seq 6): its definition of seq 3 holds again
        exit status 0
        ");
        assert_snapshot!(run(&["rollback", "f", "--to", "1"]), @"
        rolled f back (seq 7): its definition of seq 1 holds again
        exit status 0
        ");
        assert_snapshot!(run(&["audit", "list", "--diff", "--limit", "2"]), @r#"
        SEQ  TIME                  CHANGE              DOCUMENT    BY                                          FROM       REASON
        7    TIME  created from seq 1  features/f  token:admin (ID)  127.0.0.1  -
             + (all of it): {"type":"percentage","percentage":5,"enabled":false}
        6    TIME  created from seq 3  segments/s  token:admin (ID)  127.0.0.1  -
             + (all of it): {"include":["ana"]}
        stderr: hint: there are more; --limit says how many are shown
        exit status 0
        "#);
    });
}
