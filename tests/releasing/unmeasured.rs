//! Whatever Prometheus answers that is no number: the release stays where it is and says why.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use super::stranger::{Stranger, http, number, result};
use super::{RELEASE, SOON};
use crate::clock::{timed, until};
use crate::server::Server;

/// A query may take 10 seconds.
#[test]
fn a_source_that_hangs_keeps_no_abort_waiting() {
    let stranger = Stranger::start();
    let server = Server::start_with(&["--prometheus-url", &stranger.url]);
    let check = json!([{"name": "errors", "source": "prometheus", "query": "errors", "max": 0.5,
        "interval": "1s"}]);
    let steps = json!([{"percentage": 5, "duration": "1h"}, {"percentage": 100, "duration": "1s"}]);
    let release = json!({"flag": "checkout", "checks": check, "steps": steps});
    server.put(RELEASE, &release).expect(201);
    server.post(&format!("{RELEASE}/start"), &json!({})).expect(200);
    let asked = until("it is asked", SOON, || stranger.asked().first().copied());
    server.post(&format!("{RELEASE}/abort"), &json!({})).expect(200);
    until("it is back", SOON, || {
        let now = server.get(&format!("{RELEASE}/status")).expect(200);
        (now["status"] == "rolled_back").then_some(())
    });
    let known = server.get("/api/features/checkout").expect(200);
    assert_eq!(known["killed"]["by"], "release:checkout_v2");
    let waited = asked.elapsed();
    assert!(waited < Duration::from_secs(9), "it waited for its source: {waited:?}");
}

#[test]
fn a_source_that_hangs_keeps_no_other_check_waiting() {
    let stranger = Stranger::start();
    let is_seen = Arc::new(AtomicBool::new(false));
    let may_fail = Arc::clone(&is_seen);
    stranger.answers(move |question| {
        let value = if may_fail.load(Ordering::SeqCst) { "0.9" } else { "0.1" };
        question.contains("slow").then(|| number(value))
    });
    let server = Server::start_with(&["--prometheus-url", &stranger.url]);
    let check = |name: &str| {
        json!({"name": name, "source": "prometheus", "query": name, "max": 0.5, "interval": "1s",
            "consecutive": 3})
    };
    let steps = json!([{"percentage": 5, "duration": "1h"}, {"percentage": 100, "duration": "1s"}]);
    let checks = json!([check("hanging"), check("slow")]);
    let release = json!({"flag": "checkout", "checks": checks, "steps": steps});
    server.put(RELEASE, &release).expect(201);
    server.post(&format!("{RELEASE}/start"), &json!({})).expect(200);
    let status = || server.get(&format!("{RELEASE}/status")).expect(200);
    let late = "check hanging: there is no new measurement; one has been due for ";
    until("it is told who does not answer", SOON, || {
        status()["waits_for"].to_string().contains(late).then_some(())
    });
    is_seen.store(true, Ordering::SeqCst);
    let (back, waited) = timed(|| {
        until("it is back", SOON, || Some(status()).filter(|now| now["status"] == "rolled_back"))
    });
    // Three measurements that each wait for the other check take more than 20 seconds.
    assert!(waited < Duration::from_secs(18), "it waited for its source: {waited:?}");
    assert_eq!(back["decision"]["evidence"][0]["check"], "slow", "{back}");
}

#[test]
fn what_is_no_number_holds_the_release_and_is_told() {
    let stranger = Stranger::start();
    let server = Server::start_with(&["--prometheus-url", &stranger.url]);
    let check = json!([{"name": "errors", "source": "prometheus", "query": "errors", "max": 0.5,
        "interval": "1s", "no_data_limit": "1h"}]);
    let steps = json!([{"percentage": 5, "duration": "1s"}, {"percentage": 100, "duration": "1s"}]);
    let release = json!({"flag": "checkout", "checks": check, "steps": steps});
    server.put(RELEASE, &release).expect(201);
    let nothing = result("vector", "[]");
    stranger.answers(move |_| Some(nothing.clone()));
    server.post(&format!("{RELEASE}/start"), &json!({})).expect(200);
    let status = || server.get(&format!("{RELEASE}/status")).expect(200);
    let parse = r#"{"status":"error","errorType":"bad_data","error":"parse error"}"#;
    let long = "x".repeat(10 << 20);
    for (answer, why) in [
        (Some(result("vector", "[]")), "it gives nothing: no series fits"),
        (Some(number("NaN")), "it gives NaN, which is no number to compare"),
        (Some(result("matrix", r#"[{"metric":{},"values":[[1,"1"]]}]"#)), "a range of samples"),
        (Some(http("400 Bad Request", parse)), "it refused the query (400): parse error"),
        (Some(http("502 Bad Gateway", "<html>oops</html>")), "status 502, is not Prometheus"),
        (Some(http("200 OK", &long)), "answered with more than 1048576 bytes"),
        (None, "did not answer within 10 s"),
    ] {
        stranger.answers(move |_| answer.clone());
        let held = until(why, SOON, || {
            let now = status();
            let last = now["checks"][0]["last"]["reason"].as_str()?;
            (last.contains(why) && now["step_left_seconds"].is_null()).then_some(now)
        });
        assert_eq!((&held["share"], &held["status"]), (&json!(5.0), &json!("running")), "{held}");
        assert_eq!(held["checks"][0]["last"]["verdict"], "no_data", "{held}");
        let waits = held["waits_for"].as_array().unwrap();
        assert!(waits.iter().any(|it| it.as_str().unwrap().contains(why)), "{held}");
    }
    // As if there had been nothing.
    stranger.answers(|_| Some(number("0.1")));
    let done =
        until("it goes on", SOON, || Some(status()).filter(|now| now["status"] == "succeeded"));
    assert_eq!((&done["run"], &done["share"]), (&json!(1), &json!(100.0)));
    let found: Value = server.get(&format!("{RELEASE}/checks?limit=1")).expect(200);
    assert_eq!(found["items"][0]["verdict"], "pass", "{found}");
}
