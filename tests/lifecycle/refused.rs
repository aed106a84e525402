//! What is no step in the life of an experiment, and what each is told.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{START, act, experiment, given, kinds, put};
use crate::set_clock::Clocked;

/// A request that is refused: its path, its body, the code and a part of the sentence.
type Refused = (&'static str, &'static str, Value, &'static str, &'static str);

#[track_caller]
fn check<const N: usize>(server: &Clocked<N>, refused: Refused) {
    let (method, path, body, code, part) = refused;
    let answer = server.ask(method, path, Some(&body).filter(|body| !body.is_null()));
    assert_eq!(answer.code(), code, "{method} {path} {body}: {}", answer.text);
    assert!(answer.text.contains(part), "{method} {path} {body}: {}", answer.text);
}

/// Two variants of equal weight.
fn two(first: &str, second: &str) -> Value {
    json!([{"name": first, "weight": 0.5}, {"name": second, "weight": 0.5}])
}

/// A date that has come.
fn started() -> Value {
    json!({"start_date": "2026-02-01T00:00:00Z"})
}

/// An experiment that would run by its date.
fn dated(more: Value) -> Value {
    let mut dated = experiment(more);
    dated["start_date"] = started()["start_date"].clone();
    dated
}

/// A server with experiments of which one runs, `winning`.
fn filled() -> Clocked<19> {
    let server = Clocked::<19>::start(START);
    let alone = json!([{"name": "control", "weight": 1}, {"name": "b", "weight": 0}]);
    for (key, more) in [
        ("plain", json!({})),
        ("over", json!({"end_date": "2026-03-01T11:00:00Z"})),
        ("later", json!({"start_date": "2026-04-01T00:00:00Z"})),
        ("nobody", json!({"variants": two("a", "b")})),
        ("alone", json!({"variants": alone})),
        ("blind", json!({"metrics": []})),
        (
            "empty",
            json!({"variants": [{"name": "control", "weight": 0},
            {"name": "a", "weight": 0.5}, {"name": "b", "weight": 0.5}]}),
        ),
        ("closed", json!({"traffic": 0})),
        ("winning", json!({"on_conclude": "ship"})),
    ] {
        put(&server, key, &experiment(more));
    }
    act(&server, "start", "winning", json!({}));
    server
}

#[test]
fn what_makes_no_sense_is_refused_with_the_reason() {
    let server = filled();
    for refused in [
        ("POST", "/api/experiments/nothing/start", json!({}), "not_found", "nothing"),
        ("POST", "/api/experiments/over/start", json!({}), "invalid", "which has passed"),
        ("POST", "/api/experiments/later/start", json!({}), "not_now", "by itself"),
        ("POST", "/api/experiments/nobody/start", json!({}), "invalid", "is the control"),
        ("POST", "/api/experiments/alone/start", json!({}), "invalid", "Fewer than two variants"),
        ("POST", "/api/experiments/blind/start", json!({}), "invalid", "no `metrics`"),
        ("POST", "/api/experiments/empty/start", json!({}), "invalid", "has the weight 0"),
        ("POST", "/api/experiments/closed/start", json!({}), "invalid", "`traffic` is 0"),
        ("POST", "/api/experiments/plain/start", json!({"baseline": 1.5}), "invalid", "baseline"),
    ] {
        check(&server, refused);
    }
}

/// A date that lets it run is as good as a start, and so is an edit of what runs.
#[test]
fn nothing_runs_that_cannot_decide() {
    let server = filled();
    for refused in [
        ("PATCH", "/api/experiments/blind", started(), "invalid", "no `metrics`"),
        ("PATCH", "/api/experiments/nobody", started(), "invalid", "is the control"),
        ("PATCH", "/api/experiments/alone", started(), "invalid", "Fewer than two variants"),
        ("PATCH", "/api/experiments/later", json!({"metrics": []}), "invalid", "no `metrics`"),
        ("PUT", "/api/experiments/dated", dated(json!({"metrics": []})), "invalid", "`metrics`"),
        (
            "POST",
            "/api/import",
            json!({"experiments": {"dated": dated(json!({"traffic": 0}))}}),
            "invalid",
            "`traffic` is 0",
        ),
        ("PATCH", "/api/experiments/winning", json!({"metrics": []}), "invalid", "no `metrics`"),
        ("PATCH", "/api/experiments/winning", json!({"traffic": 0}), "invalid", "`traffic` is 0"),
        (
            "PATCH",
            "/api/experiments/winning",
            json!({"sample_size": 10_000_000_000_000_000_000_u64}),
            "invalid",
            "`sample_size`",
        ),
        (
            "PATCH",
            "/api/experiments/winning",
            json!({"variants": two("a", "b")}),
            "invalid",
            "is the control",
        ),
    ] {
        check(&server, refused);
    }
}

#[test]
fn what_is_no_step_from_where_it_is_is_refused() {
    let server = filled();
    for refused in [
        ("POST", "/api/experiments/plain/conclude", json!({}), "not_now", "start it first"),
        ("POST", "/api/experiments/plain/archive", json!({}), "not_now", "not concluded"),
        ("POST", "/api/experiments/plain/unarchive", json!({}), "not_now", "not archived"),
        ("POST", "/api/experiments/plain/start", json!({"sooner": 1}), "bad_request", "sooner"),
        (
            "POST",
            "/api/experiments/winning/conclude",
            json!({"ship": "c"}),
            "invalid",
            "control, short",
        ),
        ("POST", "/api/experiments/winning/conclude", json!({}), "invalid", "`on_conclude`"),
        ("DELETE", "/api/experiments/winning", Value::Null, "not_now", "conclude it first"),
        ("GET", "/api/experiments?status=gone", Value::Null, "bad_request", "status"),
        (
            "PUT",
            "/api/experiments/one",
            json!({"variants": {"control": 1}, "metrics": ["conversion_rate"]}),
            "invalid",
            "at least two variants",
        ),
        (
            "PATCH",
            "/api/experiments/winning",
            json!({"end_date": "2026-03-01T11:00:00Z"}),
            "invalid",
            "To end the experiment, conclude it",
        ),
        (
            "PATCH",
            "/api/experiments/winning",
            json!({"start_date": "2026-03-02T11:00:00Z"}),
            "invalid",
            "It runs already",
        ),
    ] {
        check(&server, refused);
    }
    act(&server, "conclude", "winning", json!({"ship": "short"}));
    for refused in [
        ("POST", "/api/experiments/winning/start", json!({}), "not_now", "was concluded"),
        ("POST", "/api/experiments/winning/conclude", json!({}), "not_now", "concluded already"),
        (
            "PATCH",
            "/api/experiments/winning",
            json!({"variants": two("control", "long")}),
            "not_now",
            "it has to stay",
        ),
    ] {
        check(&server, refused);
    }
    assert_eq!(given(&server, "", "winning", "u1"), ["short", "DEFAULT"]);
}

/// Nobody took part in what was over before it was written; it is no experiment that a later end
/// lets go on.
#[test]
fn what_was_over_before_it_was_written_begins_by_a_date_to_come_alone() {
    let server = filled();
    let dates = |start: &str, end: &str| json!({"start_date": start, "end_date": end});
    let over = dates("2026-02-01T00:00:00Z", "2026-02-15T00:00:00Z");
    let told = put(&server, "late", &experiment(over));
    assert_eq!(told["status"], "concluded", "{told}");
    let warned = told["warnings"].as_array().unwrap();
    assert!(warned.iter().any(|one| one["code"] == "schedule_over"), "{told}");
    let later = json!({"end_date": "2026-05-01T00:00:00Z"});
    let endless = json!({"end_date": null});
    for refused in [
        ("PATCH", "/api/experiments/late", later, "not_now", "nobody took part"),
        ("PATCH", "/api/experiments/late", endless, "not_now", "a `start_date` to come"),
        ("POST", "/api/experiments/late/start", json!({}), "not_now", "nobody took part"),
        ("POST", "/api/experiments/late/conclude", json!({}), "not_now", "nobody took part"),
        ("POST", "/api/experiments/late/archive", json!({}), "not_now", "never ran"),
    ] {
        check(&server, refused);
    }
    assert_eq!(kinds(&server, "late"), ["created"]);
    let to_come = dates("2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z");
    server.ask("PATCH", "/api/experiments/late", Some(&to_come)).expect(200);
    assert_eq!(server.get("/api/experiments/late")["status"], "draft");
    let by_hand = json!({"start_date": null, "end_date": null});
    server.ask("PATCH", "/api/experiments/late", Some(&by_hand)).expect(200);
    act(&server, "start", "late", json!({}));
    assert_eq!(server.get("/api/experiments/late")["status"], "running");
}

#[test]
fn nothing_moves_under_a_freeze() {
    let server = Clocked::<20>::start(START);
    for key in ["draft", "running", "concluded"] {
        put(&server, key, &experiment(json!({})));
    }
    act(&server, "start", "running", json!({}));
    act(&server, "start", "concluded", json!({}));
    act(&server, "conclude", "concluded", json!({}));
    let end = json!({"end_date": "2026-03-01T12:30:00Z"});
    server.ask("PATCH", "/api/experiments/running", Some(&end)).expect(200);
    server.ask("POST", "/experiments/freeze", Some(&json!({"scope": "experiments"}))).expect(200);
    for refused in [
        ("POST", "/api/experiments/draft/start", json!({}), "frozen", "frozen"),
        ("POST", "/api/experiments/running/conclude", json!({}), "frozen", "frozen"),
        ("POST", "/api/experiments/concluded/archive", json!({}), "frozen", "frozen"),
        ("PATCH", "/api/experiments/running", json!({"traffic": 10}), "frozen", "frozen"),
        ("DELETE", "/api/experiments/draft", Value::Null, "frozen", "frozen"),
    ] {
        check(&server, refused);
    }
    // What is there already stays there.
    assert_eq!(act(&server, "start", "running", json!({}))["was_running"], true);
    assert_eq!(server.get("/status")["experiments"], json!({"running": 1, "frozen": true}));
    server.jump(SignedDuration::from_mins(30));
    // What it is held off from is over all the same.
    let exposed = |after: i64| {
        let at = Timestamp::from_second(1_772_368_200 + after).unwrap().to_string();
        json!({"type": "exposure", "id": format!("00000000-0000-4000-8000-{after:012x}"),
            "key": "running", "variant": "control", "user": "u1", "at": at})
    };
    let events = json!({"events": [exposed(60), exposed(61)]});
    let sent = server.ask("POST", "/api/events", Some(&events)).expect(202);
    assert_eq!((&sent["accepted"], &sent["refused"][0]["index"]), (&json!(1), &json!(1)));
    assert!(sent["refused"][0]["detail"].as_str().unwrap().contains("was over at"), "{sent}");
    let seen = act(&server, "monitor", "running", json!({}));
    assert!(seen["detail"].as_str().unwrap().starts_with("Changes are frozen"), "{seen}");
    assert_eq!(seen["conclusion"], Value::Null);
    server.ask("POST", "/experiments/unfreeze", Some(&json!({}))).expect(200);
    // What happened before the end may arrive for a minute, whoever asks; until then it is no more
    // than ended.
    let seen = act(&server, "monitor", "running", json!({}));
    assert_eq!(seen["status"], "ended", "{seen}");
    let listed = server.get("/api/experiments?status=ended")["items"].clone();
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed}");
    let detail = seen["detail"].as_str().unwrap();
    assert!(detail.contains("may arrive until 2026-03-01T12:31:00Z"), "{seen}");
    assert_eq!(seen["conclusion"], Value::Null);
    server.jump(SignedDuration::from_mins(5));
    let seen = act(&server, "monitor", "running", json!({}));
    assert_eq!(seen["conclusion"]["because"], "end_date", "{seen}");
    let detail = seen["detail"].as_str().unwrap();
    assert!(detail.contains("everybody gets control"), "{seen}");
    assert!(!detail.contains("does not run"), "{seen}");
}
