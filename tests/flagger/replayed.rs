//! The recording of a real Flagger: two good runs and one that fails.

use serde_json::{Value, json};

use super::{FLAG, advance, call, is, now, prepare, progress, seq, start, webhook_token};
use crate::server::Server;

const RECORDED: &str = include_str!("../fixtures/flagger/recorded-calls.jsonl");

/// Where the flag is after the line of the recording with this number, from 0, and until the next.
const EXPECTED: [(usize, (f64, bool)); 11] = [
    (0, (0.0, false)),
    (52, (25.0, false)),
    (60, (50.0, false)),
    // Succeeded.
    (72, (100.0, false)),
    // A new revision is seen under the old checksum (75), and asks under its own (77).
    (77, (0.0, false)),
    (83, (25.0, false)),
    (91, (50.0, false)),
    (103, (100.0, false)),
    (108, (0.0, false)),
    (114, (25.0, false)),
    // Failed; the last event says Progressing again.
    (127, (0.0, true)),
];

struct Recorded {
    line: usize,
    path: &'static str,
    /// What the recorder answered.
    status: u64,
    body: Value,
}

/// What Flagger posted, at our paths.
fn recorded() -> Vec<Recorded> {
    let lines = RECORDED.lines().enumerate();
    let posted = lines.filter_map(|(line, text)| {
        let call: Value = serde_json::from_str(text).unwrap();
        let path = match call["POST"].as_str()? {
            "/event" | "/webhook" | "/post" | "/pre" => "/webhook",
            "/increase" => "/gate/check?gate=traffic",
            "/promote" => "/gate/check?gate=promotion",
            "/rollbackhook" => "/rollback/check",
            other => panic!("{other}"),
        };
        let body = serde_json::from_str(call["body"].as_str().unwrap()).unwrap();
        Some(Recorded { line, path, status: call["code"].as_u64().unwrap(), body })
    });
    posted.collect()
}

fn expected(line: usize) -> (f64, bool) {
    EXPECTED.iter().rev().find(|(from, _)| *from <= line).unwrap().1
}

/// Makes one call and looks at what it came to. Gates are opened when they were in the recording.
fn replay(server: &Server, token: &str, recorded: &Recorded) {
    let Recorded { line, path, status, body } = recorded;
    if let Some(gate) = path.strip_prefix("/gate/check?").filter(|_| *status == 200) {
        let path = format!("/gate/approve?flag={FLAG}&{gate}");
        server.send("POST", &path, Some(&server.admin()), None, &[]).expect(200);
    }
    let answer = call(server, token, path, body);
    let wanted = if *path == "/webhook" { 200 } else { *status };
    assert_eq!(u64::from(answer.status), wanted, "{line} {path} {}", answer.text);
    assert_eq!(is(server, FLAG), expected(*line), "after line {line}: {}", answer.text);
}

#[test]
fn the_share_follows_the_weight_and_a_failed_run_kills() {
    let (server, token) = start();
    for recorded in recorded() {
        replay(&server, &token, &recorded);
    }
    // The kill says which number decided, and who has done it.
    let flag = server.get(&format!("/api/features/{FLAG}")).expect(200);
    let reason = "Flagger took shop.test back at 25 %: success rate 90.50% < 99%";
    assert_eq!(flag["killed"]["reason"], reason);
    assert!(flag["killed"]["by"].as_str().unwrap().starts_with("token:flagger ("), "{flag}");
    let metrics = server.get("/metrics").text;
    let counted =
        format!("feature_kill_switches_activated_total{{flag=\"{FLAG}\",reason=\"flagger\"}} 1");
    assert!(metrics.contains(&counted), "{metrics}");
    server.get("/api/changes/verify").expect(200);
}

#[test]
fn calls_that_come_twice_change_nothing() {
    let (server, token) = start();
    // Each of two tokens is used as often as one is in a rollout.
    let other = webhook_token(&server, &[FLAG]);
    for recorded in recorded() {
        replay(&server, &token, &recorded);
        let before = seq(&server);
        let again = call(&server, &other, recorded.path, &recorded.body);
        let wanted = if recorded.path == "/webhook" { 200 } else { recorded.status };
        assert_eq!(u64::from(again.status), wanted, "{} {}", recorded.line, recorded.path);
        assert_eq!((is(&server, FLAG), seq(&server)), (expected(recorded.line), before));
    }
}

#[test]
fn a_server_that_is_killed_between_any_two_calls_goes_on_as_if_it_were_not() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = Server::start_on(&data, &[]);
    let token = prepare(&server);
    // The repeated ticks of a closed gate tell nothing new.
    for recorded in recorded().iter().filter(|it| !(20..50).contains(&it.line)) {
        replay(&server, &token, recorded);
        server.kill();
        server = Server::start_on(&data, &[]);
        assert_eq!(is(&server, FLAG), expected(recorded.line), "line {}", recorded.line);
    }
}

#[test]
fn a_flag_that_is_revived_follows_the_next_run() {
    let (server, token) = start();
    let all = recorded();
    all.iter().for_each(|recorded| replay(&server, &token, recorded));
    server.post(&format!("/flags/{FLAG}/revive"), &json!({})).expect(200);
    // What comes late of the failed run neither kills it again nor moves it.
    for late in all.iter().filter(|it| it.line > 108 && it.path == "/webhook") {
        call(&server, &token, "/webhook", &late.body).expect(200);
    }
    assert_eq!(is(&server, FLAG), (0.0, false));
    call(&server, &token, "/webhook", &now(advance("next", 5))).expect(200);
    assert_eq!(is(&server, FLAG), (5.0, false));
    // Of a hook nobody knows how late it comes: where events tell of runs, it begins none.
    call(&server, &token, "/webhook", &progress("late", json!({}))).expect(200);
    assert_eq!(is(&server, FLAG), (5.0, false));
    // Another flag's token still holds for that one alone.
    let other = webhook_token(&server, &["other"]);
    let path = format!("/webhook?flag={FLAG}");
    let refused = call(&server, &other, &path, &progress("next", json!({})));
    assert_eq!(refused.code(), "forbidden", "{}", refused.text);
}
