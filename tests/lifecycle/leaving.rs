//! What comes late where a variant has gone, and what is known when somebody ends it.

use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{SOON, experiment};
use crate::clock::{now, until};
use crate::server::Server;

/// Three variants; the third has a weight, none, or is not there.
fn variants(third: Option<f64>) -> Value {
    let rest = (1.0 - third.unwrap_or_default()) / 2.0;
    let named = |name: &str, weight: f64| json!({"name": name, "weight": weight});
    let mut variants = vec![named("control", rest), named("short", rest)];
    variants.extend(third.map(|weight| named("long", weight)));
    json!(variants)
}

/// A time that is of a millisecond of its own, which is what events are known by.
fn moment() -> Timestamp {
    let next = || {
        let last = now();
        until("a later time", SOON, || {
            Some(now()).filter(|now| now.duration_since(last).as_millis() > 1)
        })
    };
    let moment = next();
    next();
    moment
}

/// What users, each one of these variants, were shown at a time; why that is refused, if it is.
fn expose(server: &Server, key: &str, name: &str, shown: &[&str], at: Timestamp) -> Option<String> {
    let event = |(number, variant): (usize, &&str)| {
        let mut hasher = DefaultHasher::new();
        (key, name, number, variant, at).hash(&mut hasher);
        let id = format!("00000000-0000-4000-8000-{:012x}", hasher.finish() >> 16);
        json!({"type": "exposure", "id": id, "key": key, "variant": variant,
            "user": format!("{name}-{number}"), "at": at.to_string()})
    };
    let events: Vec<Value> = shown.iter().enumerate().map(event).collect();
    let sent = server.post("/api/events", &json!({"events": events})).expect(202);
    sent["refused"][0]["detail"].as_str().map(str::to_owned)
}

/// The results of a phase once it has so many users.
fn results(server: &Server, key: &str, phase: u32, users: u64, unplanned: u64) -> Value {
    let path = format!("/api/experiments/{key}/results?phase={phase}&refresh=true");
    until("all are summed up", SOON, || {
        let answer = server.get(&path);
        let found = (answer.status == 200).then(|| answer.json())?;
        let counted = (&found["sample"]["observed"], &found["health"]["unplanned_users"]);
        (counted == (&json!(users), &json!(unplanned))).then_some(found)
    })
}

#[test]
fn who_is_late_is_of_the_phase_that_they_were_in() {
    let server = Server::start();
    for key in ["none", "gone"] {
        let mut body = experiment(json!({}));
        body["variants"] = variants(Some(0.2));
        server.put(&format!("/api/experiments/{key}"), &body).expect(201);
        server.post(&format!("/api/experiments/{key}/start"), &json!({})).expect(200);
    }
    let before = moment();
    let after = |third| json!({"variants": variants(third)});
    server.patch("/api/experiments/none", &after(Some(0.0))).expect(200);
    server.patch("/api/experiments/gone", &after(None)).expect(200);
    let later = now() + SignedDuration::from_secs(1);
    for (key, unplanned) in [("none", 1), ("gone", 0)] {
        // It is of before, and says what was so then.
        assert_eq!(expose(&server, key, "late", &["long"], before), None);
        assert_eq!(expose(&server, key, "new", &["control", "short", "control"], later), None);
        // An instance that has not heard of the change yet, and then has.
        let refused = expose(&server, key, "lagging", &["long"], later);
        let told = "`gone` has no variant `long` at that time; now it has `control`, `short`.";
        let expected = (key == "gone").then_some(told);
        assert_eq!(refused.as_deref(), expected);
        expose(&server, key, "new", &["long"], later);
        let first = results(&server, key, 1, 1, 0);
        assert_eq!(first["health"]["srm"]["variants"][2]["users"], 1, "{first}");
        let second = results(&server, key, 2, 3, unplanned);
        assert_eq!(second["health"]["srm"]["ok"], true, "{second}");
        assert_eq!(second["health"]["multiple_exposure"]["users"], 0, "{second}");
        let issues = second["health"]["issues"].to_string();
        let is_told = issues.contains("shown only what has no weight in this phase");
        assert_eq!(is_told, unplanned > 0, "{issues}");
    }
}

#[test]
fn what_a_flag_was_before_is_known_to_who_sums_up() {
    let server = Server::start();
    let flag = |third| {
        json!({"type": "variant", "enabled": true, "metrics": ["bought"],
            "variants": variants(third)})
    };
    server.put("/api/features/colour", &flag(Some(0.2))).expect(201);
    let before = moment();
    server.put("/api/features/colour", &flag(None)).expect(200);
    assert_eq!(expose(&server, "colour", "late", &["long"], before), None);
    let refused = expose(&server, "colour", "late", &["long"], moment()).unwrap();
    assert!(refused.contains("has no variant `long` at that time"), "{refused}");
    let path = "/api/features/colour/results?phase=1&refresh=true";
    until("who is late is counted", SOON, || {
        let answer = server.get(path);
        let found = (answer.status == 200).then(|| answer.json())?;
        (found["sample"]["observed"] == 1).then_some(())
    });
}

#[test]
fn who_concludes_by_hand_leaves_what_was_known() {
    let server = Server::start();
    server.put("/api/experiments/layout", &experiment(json!({}))).expect(201);
    server.post("/api/experiments/layout/start", &json!({})).expect(200);
    expose(&server, "layout", "u", &["control", "short"].repeat(100), moment());
    results(&server, "layout", 1, 200, 0);
    let body = json!({"ship": "short", "reason": "the quarter is over"});
    let ended = server.post("/api/experiments/layout/conclude", &body).expect(200);
    let conclusion = &ended["conclusion"];
    assert_eq!(
        (&conclusion["because"], &conclusion["verdict"]),
        (&json!("manual"), &json!("withheld"))
    );
    assert_eq!(conclusion["evidence"]["sample"]["observed"], 200, "{conclusion}");
    assert_eq!(conclusion["evidence"]["metrics"][0]["variants"][1]["users"], 100, "{conclusion}");
    let detail = conclusion["detail"].as_str().unwrap();
    let expected = "It was concluded by hand. It was ended before its planned end, and it is not \
                    known: `short` by conversion_rate";
    assert!(detail.starts_with(expected), "{detail}");
    assert!(detail.ends_with("From now on everybody gets short."), "{detail}");
    // The end is another plan, by which they are summed up once more.
    let page = until("the end is known", SOON, || {
        let page = results(&server, "layout", 1, 200, 0);
        (!page["ended_at"].is_null()).then_some(page)
    });
    assert_eq!(page["verdict"], conclusion["verdict"], "{page}");
    assert_eq!(page["metrics"][0]["untested"], true, "{page}");
}
