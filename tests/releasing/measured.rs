//! Checks by metrics of Hoist: conversions that drop take a release back, by a test.

use std::cell::Cell;

use serde_json::{Value, json};

use super::{RELEASE, START, ask, pass, release, share, wait};
use crate::clock::until;
use crate::notifications::receiver::Receiver;
use crate::set_clock::Clocked;

const CHECK: &str = "conversion";

/// Users who meet the flag now: of those who are in, so many percent buy, of the others 40.
fn come<const N: usize>(server: &Clocked<N>, wave: usize, users: usize, percent: usize) {
    let at = server.now().to_string();
    let mut events = Vec::new();
    for number in 0..users {
        let user = format!("w{wave}-{number}");
        let context = json!({"context": {"targetingKey": user}, "keys": ["checkout"]});
        let answer = server.ask("POST", "/api/evaluate", Some(&context)).expect(200);
        let is_in = answer["items"][0]["value"] == true;
        let id = |what: usize| format!("00000000-0000-4000-8{what:03}-{wave:04x}{number:08x}");
        events.push(json!({"type": "exposure", "id": id(0), "key": "checkout", "user": user,
            "variant": if is_in { "on" } else { "off" }, "at": at}));
        if number * 37 % 100 < (if is_in { percent } else { 40 }) {
            events.push(json!({"type": "metric", "id": id(1), "event": "conversion", "user": user,
                "at": at}));
        }
    }
    let sent = server.ask("POST", "/api/events", Some(&json!({ "events": events })));
    assert_eq!(sent.expect(202)["refused"], json!([]));
    // Time that passes meanwhile would be time without them.
    until("they are summed up", super::SOON, || {
        let events = server.get("/status")["events"].take();
        (events["waiting_users"] == 0).then_some(())
    });
}

#[test]
fn conversions_that_drop_take_it_back_with_the_numbers_that_decided() {
    let server = Clocked::<39>::start(START);
    let receiver = Receiver::start();
    let channel = json!({"name": "ops", "type": "webhook", "url": receiver.url,
        "collections": ["releases"], "environments": ["*"]});
    server.ask("POST", "/api/notifications", Some(&channel)).expect(201);
    let check = json!([{"name": CHECK, "source": "metric", "metric": "conversion_rate",
        "min_ratio": 0.95, "test": "sequential", "interval": "10s"}]);
    let steps = json!([{"name": "half", "percentage": 50, "duration": "1m"},
        {"name": "most", "percentage": 75, "duration": "1m"},
        {"name": "full", "percentage": 100, "duration": "1m"}]);
    release(&server, json!({"checks": check, "steps": steps}));
    ask(&server, "start", json!({})).expect(200);
    wait(&server, "the first step", |now| now["share"] == 50.0);
    let flag = server.get("/api/features/checkout");
    assert_eq!(flag["metrics"][0]["metric"], "conversion_rate", "it is measured: {flag}");
    server.jump(jiff::SignedDuration::from_secs(1));
    come(&server, 0, 300, 40);
    let seen = pass(&server, "it is compared", |now| {
        now["checks"][0]["last"]["verdict"] == "pass" || now["share"] == 75.0
    });
    assert_eq!(seen["status"], "running", "{seen}");
    // Somebody new comes all the time, or there would be nothing new to compare.
    let wave = Cell::new(1);
    pass(&server, "the next step", |now| {
        let is_there = now["share"] == 75.0;
        if !is_there {
            come(&server, wave.replace(wave.get() + 1), 20, 40);
        }
        is_there
    });
    server.jump(jiff::SignedDuration::from_secs(1));
    come(&server, 0xffff, 600, 15);
    let back = pass(&server, "it is back", |now| now["status"] == "rolled_back");
    assert_eq!(share(&server), 0);
    let decision = &back["decision"];
    let finding = &decision["evidence"][0];
    assert_eq!((&decision["kind"], &finding["check"]), (&json!("rolled_back"), &json!(CHECK)));
    assert_eq!((&finding["step"], &finding["verdict"]), (&json!("most"), &json!("fail")));
    let number = |value: &Value| value.as_f64().unwrap();
    assert!(number(&finding["value"]) < number(&finding["threshold"]["at_least"]), "{finding}");
    assert!(number(&finding["p_value"]) < 0.05, "{finding}");
    // Who came in the first step is no part of it.
    let count = |field: &str| finding[field].as_u64().unwrap();
    let all = count("samples") + count("baseline_samples");
    assert!((600..900).contains(&all), "{finding}");

    let told = until("people are told", super::SOON, || {
        receiver
            .all()
            .into_iter()
            .map(|it| it.json())
            .find(|it| it["type"] == "releases.taken_back")
    });
    let text = told["data"]["text"].as_str().unwrap();
    for part in ["checkout_v2", CHECK, "p = "] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let runs = server.get(&format!("{RELEASE}/checks?limit=1&check={CHECK}"));
    assert_eq!(runs["items"][0]["verdict"], "fail", "{runs}");
    let next = runs["next"].as_str().unwrap();
    let page = server.get(&format!("{RELEASE}/checks?cursor={next}"));
    assert!(!page["items"].as_array().unwrap().is_empty());
    assert_eq!(server.get(&format!("{RELEASE}/checks?check=none"))["items"], json!([]));
}

/// Users who meet the flag now, each with two visits: those who are in pay so much, the others 10.
fn visit<const N: usize>(server: &Clocked<N>, wave: usize, users: usize, paid: u32) {
    let at = server.now().to_string();
    let mut events = Vec::new();
    for number in 0..users {
        let user = format!("w{wave}-{number}");
        let variant = if number % 2 == 0 { "on" } else { "off" };
        let id = |what: usize| format!("00000000-0000-4000-8{what:03}-{wave:04x}{number:08x}");
        events.push(json!({"type": "exposure", "id": id(0), "key": "checkout", "user": user,
            "variant": variant, "at": at}));
        let value = if variant == "on" { paid } else { 10 };
        for (what, event, value) in [(1, "visit", 1), (2, "visit", 1), (3, "pay", value)] {
            events.push(json!({"type": "metric", "id": id(what), "event": event, "user": user,
                "value": value, "at": at}));
        }
    }
    let sent = server.ask("POST", "/api/events", Some(&json!({ "events": events })));
    assert_eq!(sent.expect(202)["refused"], json!([]));
}

#[test]
fn a_ratio_is_a_sum_by_a_sum() {
    let server = Clocked::<34>::start(START);
    let metric = json!({"event": "pay", "kind": "ratio", "denominator": "visit", "window": "1h"});
    server.ask("PUT", "/api/metrics/per_visit", Some(&metric)).expect(201);
    let check = json!([{"name": "paid", "source": "metric", "metric": "per_visit",
        "min_ratio": 0.9, "min_samples": 50, "interval": "10s", "no_data_limit": "1h"}]);
    // Long enough for a slow machine to compare within it.
    let steps = json!([{"name": "half", "percentage": 50, "duration": "10h"},
        {"name": "full", "percentage": 100, "duration": "1m"}]);
    release(&server, json!({"checks": check, "steps": steps}));
    ask(&server, "start", json!({})).expect(200);
    wait(&server, "the first step", |now| now["share"] == 50.0);
    server.jump(jiff::SignedDuration::from_secs(1));
    visit(&server, 0, 200, 10);
    let last = |now: &Value| now["checks"][0]["last"].clone();
    let same = pass(&server, "it is compared", |now| last(now)["verdict"] == "pass");
    let found = last(&same);
    assert_eq!((&found["value"], &found["baseline"]), (&json!(5.0), &json!(5.0)), "{found}");
    assert_eq!((&found["samples"], &found["baseline_samples"]), (&json!(100), &json!(100)));
    // What is judged stays what it was at the start.
    let other = json!({"event": "visit", "kind": "ratio", "denominator": "visit"});
    server.ask("PUT", "/api/metrics/per_visit", Some(&other)).expect(200);
    let none = json!({"metrics": []});
    let refused = server.ask("PATCH", "/api/features/checkout", Some(&none)).expect(409);
    assert!(refused["detail"].as_str().unwrap().contains("its `metrics` stays"), "{refused}");
    visit(&server, 1, 200, 2);
    let back = pass(&server, "it is back", |now| now["status"] == "rolled_back");
    let finding = &back["decision"]["evidence"][0];
    assert_eq!((&finding["value"], &finding["baseline"]), (&json!(3.0), &json!(5.0)), "{finding}");
}
