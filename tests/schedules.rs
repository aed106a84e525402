//! Changes at a time to come: what is refused at the door, what becomes of them at their time, and
//! that each is made once.

mod clock_jumps;
mod frozen;
mod killed;

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::program::{hoist_in, seen};
use crate::server::{Answer, Server};
use crate::set_clock::Clocked;

const START: &str = "2026-03-01T12:00:00Z";

/// A schedule of a flag's change.
fn change(at: &str, key: &str, change: Value) -> Value {
    json!({"at": at, "collection": "features", "key": key, "change": change})
}

fn patch(at: &str, key: &str, fields: Value) -> Value {
    change(at, key, json!({ "patch": fields }))
}

fn with_flag<const N: usize>() -> Clocked<N> {
    let server = Clocked::start(START);
    let flag = json!({"key": "search", "type": "percentage", "percentage": 10, "enabled": true});
    server.ask("POST", "/api/features", Some(&flag)).expect(201);
    server
}

fn make<const N: usize>(server: &Clocked<N>, schedule: &Value) -> Value {
    server.ask("POST", "/api/schedules", Some(schedule)).expect(201)
}

fn get<const N: usize>(server: &Clocked<N>, schedule: &Value) -> Value {
    server.get(&format!("/api/schedules/{}", schedule["id"].as_str().unwrap()))
}

#[test]
fn a_change_is_made_at_its_time_and_not_before() {
    let server = with_flag::<0>();
    let mut body = patch("2026-03-01T13:00:00Z", "search", json!({"percentage": 50}));
    body["reason"] = json!("launch");
    let made = make(&server, &body);
    assert_eq!(
        (&made["state"], &made["seq"], &made["reason"]),
        (&json!("pending"), &json!(2), &json!("launch"))
    );
    assert!(made["by"].as_str().unwrap().starts_with("token:admin (tok_"), "{made}");
    assert_eq!(server.get("/api/schedules")["items"], json!([made]));
    let summary = server.get("/status")["schedules"].clone();
    assert_eq!((&summary["pending"], &summary["next"]["id"]), (&json!(1), &made["id"]));
    server.jump(SignedDuration::from_mins(59));
    // Another one that is due shows that the worker has looked.
    let other = make(&server, &patch("2026-03-01T12:59:01Z", "search", json!({"owner": "ana"})));
    server.jump(SignedDuration::from_secs(10));
    server.settle();
    assert_eq!(get(&server, &other)["state"], "applied");
    assert_eq!(get(&server, &made)["state"], "pending");
    assert_eq!(server.get("/api/features/search")["percentage"], 10);

    server.jump(SignedDuration::from_secs(50));
    server.settle();
    let flag = server.get("/api/features/search");
    // The patch was merged into what was there by then.
    assert_eq!((&flag["percentage"], &flag["owner"]), (&json!(50), &json!("ana")));
    let done = get(&server, &made);
    assert_eq!((&done["state"], &done["ended"]["by"]), (&json!("applied"), &json!("server")));
    assert_eq!((&done["ended"]["reason"], &done["reason"]), (&Value::Null, &json!("launch")));
    let history = server.get("/api/features/search/history")["items"][0].clone();
    assert_eq!(history["actor"], format!("schedule:{}", made["id"].as_str().unwrap()));
    assert_eq!(history["reason"], "launch");
    let seq = |value: &Value| value.as_u64().unwrap();
    assert_eq!(seq(&history["seq"]) + 1, seq(&done["ended"]["seq"]));
    let all = server.get("/api/schedules?done=true");
    assert_eq!(all["items"], json!([done, get(&server, &other)]));
    let first = server.get("/api/schedules?done=true&limit=1");
    assert_eq!(first["items"], json!([done]));
    let rest =
        format!("/api/schedules?done=true&limit=1&cursor={}", first["next"].as_str().unwrap());
    assert_eq!(server.get(&rest)["items"], json!([get(&server, &other)]));
    assert_eq!(server.get(&rest)["next"], Value::Null);
    assert_eq!(server.get("/api/changes/verify")["faults"], json!([]));
    // Nothing of it concerns who evaluates, but the change itself.
    let touching = server.get("/api/changes")["items"].clone();
    let touching =
        touching.as_array().unwrap().iter().filter(|entry| entry["touches_ruleset"] == true);
    assert!(
        touching.clone().all(|entry| entry["collection"] == "features") && touching.count() == 3
    );
}

#[test]
fn what_would_be_refused_now_is_refused_at_once() {
    let server = with_flag::<1>();
    let at = "2026-04-01T00:00:00Z";
    let with = |field: &str, value: Value| {
        let mut body = patch(at, "search", json!({"percentage": 20}));
        body[field] = value;
        body
    };
    for (body, code, says) in [
        (patch(START, "search", json!({})), "invalid", "has passed: it is 2026-03-01T12:00:00Z"),
        (
            patch("2020-01-01T00:00:00Z", "search", json!({})),
            "invalid",
            "`at` is 2020-01-01T00:00:00Z, which has passed",
        ),
        (patch("2031-03-03T12:00:00Z", "search", json!({})), "invalid", "at most five years ahead"),
        (patch("tomorrow", "search", json!({})), "bad_request", "`at`"),
        (patch(at, "serch", json!({})), "not_found", "Did you mean search?"),
        (patch(at, "search", json!({"percentage": 101})), "invalid", "percentage"),
        (
            change(at, "search", json!({"put": {"type": "boolean", "percentage": 1}})),
            "invalid",
            "percentage",
        ),
        (change(at, "gone", json!({"delete": true})), "not_found", "no flag gone"),
        (change(at, "search", json!({"delete": false})), "bad_request", "`delete` is true"),
        (change(at, "search", json!({"patch": {}, "delete": true})), "bad_request", "change"),
        (change(at, "search", json!({"kill": true})), "bad_request", "change"),
        (patch(at, "search", json!({"kill_switch": true})), "invalid", "kill"),
        (with("if_version", json!(7)), "conflict", "is at version 1"),
        (with("collection", json!("tokens")), "bad_request", "collection"),
        (with("reason", json!("x".repeat(1_001))), "invalid", "reason"),
        (with("when", json!(1)), "bad_request", "when"),
    ] {
        let answer = server.ask("POST", "/api/schedules", Some(&body));
        assert_eq!(answer.code(), code, "{body}: {}", answer.text);
        assert!(answer.text.contains(says), "{body}: {}", answer.text);
    }
    let broken = patch(at, "search", json!({"percentage": 101, "tags": 7}));
    let refused = server.ask("POST", "/api/schedules", Some(&broken)).json();
    assert_eq!(refused["diagnostics"].as_array().unwrap().len(), 2, "{refused}");
    assert_eq!(server.get("/status")["seq"], 1);
    assert_eq!(server.get("/api/schedules"), json!({"items": [], "next": null}));
    // Exactly five years, two leap days in them.
    make(&server, &patch("2031-03-02T12:00:00Z", "search", json!({})));
}

/// Each case: what is scheduled for the flag, what happens in between, and what comes of it.
#[test]
fn what_cannot_be_done_at_its_time_is_refused_and_told() {
    let server = with_flag::<2>();
    let put =
        |key: &str, flag: Value| server.ask("PUT", &format!("/api/features/{key}"), Some(&flag));
    let boolean = json!({"type": "boolean", "enabled": true});
    let at = "2026-03-01T13:00:00Z";
    let mut expected = Vec::new();
    let mut case = |key: &str, schedule: Value, between: &dyn Fn(), state: &str, says: &str| {
        put(key, boolean.clone()).expect(201);
        let mut schedule = schedule;
        if schedule["if_version"] == true {
            schedule["if_version"] = server.get(&format!("/api/features/{key}"))["version"].clone();
        }
        let made = make(&server, &schedule);
        between();
        expected.push((made, state.to_owned(), says.to_owned()));
    };
    let own = |key: &str| {
        let mut body = change(at, key, json!({"put": {"type": "boolean", "owner": "me"}}));
        body["if_version"] = json!(true);
        body
    };
    let edit = |key: &str| {
        drop(
            server
                .ask("PATCH", &format!("/api/features/{key}"), Some(&json!({"owner": "x"})))
                .expect(200),
        )
    };
    let delete =
        |key: &str| drop(server.ask("DELETE", &format!("/api/features/{key}"), None).expect(204));
    case("edited", own("edited"), &|| edit("edited"), "refused", "made from version");
    case("same", own("same"), &|| {}, "applied", "");
    case(
        "gone",
        patch(at, "gone", json!({"owner": "me"})),
        &|| delete("gone"),
        "refused",
        "There is no flag gone",
    );
    case(
        "remade",
        change(at, "remade", json!({"put": boolean})),
        &|| delete("remade"),
        "applied",
        "",
    );
    case("away", change(at, "away", json!({"delete": true})), &|| {}, "applied", "");
    case(
        "twice",
        change(at, "twice", json!({"delete": true})),
        &|| delete("twice"),
        "refused",
        "There is no flag twice",
    );
    case(
        "needed",
        change(at, "needed", json!({"delete": true})),
        &|| {
            drop(
                put(
                    "needing",
                    json!({"type": "boolean", "requires": [{"flag": "needed", "is": true}]}),
                )
                .expect(201),
            );
        },
        "refused",
        "is used by flag needing",
    );
    case(
        "typed",
        patch(at, "typed", json!({"when_on": {"a": 1}})),
        &|| {
            drop(
                put("typed", json!({"type": "variant", "variants": {"a": 50, "b": 50}}))
                    .expect(200),
            );
        },
        "refused",
        "when_on",
    );
    server.set(at.parse().unwrap());
    server.settle();
    let mut refused = Vec::new();
    for (made, state, says) in &expected {
        let done = get(&server, made);
        assert_eq!(done["state"], *state, "{done}");
        let reason = done["ended"]["reason"].as_str().unwrap_or_default();
        assert!(reason.contains(says), "{reason}");
        if state == "refused" {
            refused.push(json!({"id": made["id"], "at": done["ended"]["at"], "reason": reason}));
        }
    }
    assert_eq!(server.get("/status")["schedules"]["refused"], json!(refused));
    let there = |key: &str| server.ask("GET", &format!("/api/features/{key}"), None).status == 200;
    assert!(there("remade") && !there("away") && there("needed"));
    assert_eq!(server.get("/api/features/same")["owner"], "me");
    assert_eq!(server.get("/api/features/edited")["owner"], "x");
    // After a week nobody is reminded any more.
    server.jump(SignedDuration::from_hours(7 * 24));
    assert_eq!(server.get("/status")["schedules"]["refused"], json!([]));
}

#[test]
fn who_cancels_is_told_of_and_nothing_happens() {
    let server = with_flag::<3>();
    let made = make(&server, &patch("2026-03-01T13:00:00Z", "search", json!({"percentage": 50})));
    let path = format!("/api/schedules/{}", made["id"].as_str().unwrap());
    server.ask("DELETE", &path, None).expect(204);
    assert_eq!(server.ask("DELETE", &path, None).code(), "not_found");
    assert_eq!(server.ask("DELETE", "/api/schedules/sch_none", None).code(), "not_found");
    assert_eq!(server.ask("GET", "/api/schedules/sch_none", None).code(), "not_found");
    server.jump(SignedDuration::from_hours(2));
    let canary = make(&server, &patch("2026-03-01T14:00:01Z", "search", json!({"owner": "ana"})));
    server.jump(SignedDuration::from_secs(2));
    server.settle();
    assert_eq!(get(&server, &canary)["state"], "applied");
    let done = get(&server, &made);
    assert_eq!(done["state"], "cancelled");
    assert!(done["ended"]["by"].as_str().unwrap().starts_with("token:admin"), "{done}");
    assert_eq!(server.get("/api/features/search")["percentage"], 10);
    assert_eq!(server.get("/status")["schedules"]["refused"], json!([]));
}

/// What was due while no server ran is made before the first answer, in order; it says how late.
#[test]
fn a_server_that_was_down_makes_up_for_it() {
    let mut server = with_flag::<4>();
    let late = make(&server, &patch("2026-03-01T13:30:00Z", "search", json!({"percentage": 30})));
    let later = make(&server, &patch("2026-03-01T13:30:00Z", "search", json!({"percentage": 40})));
    let first = make(&server, &patch("2026-03-01T13:00:00Z", "search", json!({"percentage": 20})));
    server.stop();
    server.jump(SignedDuration::from_hours(27));
    server.resume();
    assert_eq!(server.get("/api/features/search")["percentage"], 40);
    let done = server.get("/api/schedules?done=true")["items"].clone();
    let ids: Vec<&Value> = done.as_array().unwrap().iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, [&later["id"], &late["id"], &first["id"]]);
    assert_eq!(done[0]["ended"]["reason"], "1 d 1 h late");
    // Nothing of it comes again, on whatever day the next server starts.
    let seq = server.get("/status")["seq"].clone();
    server.stop();
    server.jump(SignedDuration::from_hours(-48));
    server.resume();
    server.settle();
    assert_eq!(server.get("/status")["seq"], seq);
}

#[test]
fn there_is_a_limit_to_what_is_scheduled() {
    let server = with_flag::<5>();
    let large = json!({"description": "x".repeat(4_000), "metadata": {"notes": "y".repeat(4_000)}});
    for _ in 0..1_000 {
        make(&server, &patch("2026-03-02T00:00:00Z", "search", json!({"percentage": 20})));
    }
    let refused =
        server.ask("POST", "/api/schedules", Some(&patch("2026-03-02T00:00:00Z", "search", large)));
    assert_eq!(refused.code(), "not_now");
    assert!(refused.text.contains("There are 1000 scheduled changes"), "{}", refused.text);
    let page = server.get("/api/schedules?limit=600");
    assert_eq!(page["items"].as_array().unwrap().len(), 600);
    let next = format!("/api/schedules?limit=600&cursor={}", page["next"].as_str().unwrap());
    let rest = server.get(&next);
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (400, &Value::Null));
    assert_eq!(server.ask("GET", "/api/schedules?cursor=sch_none", None).code(), "bad_request");
}

/// A token that is revoked has scheduled what it has scheduled.
#[test]
fn a_revoked_token_leaves_its_schedules() {
    let server = with_flag::<6>();
    let body = json!({"name": "ana", "kind": "editor", "environments": ["default"]});
    let token = server.ask("POST", "/api/tokens", Some(&body)).expect(201);
    let secret = token["token"].as_str().unwrap();
    let schedule = patch("2026-03-01T13:00:00Z", "search", json!({"percentage": 50}));
    let made = server.ask_as(secret, "POST", "/api/schedules", Some(&schedule)).expect(201);
    server
        .ask("DELETE", &format!("/api/tokens/{}", token["id"].as_str().unwrap()), None)
        .expect(204);
    server.jump(SignedDuration::from_hours(1));
    server.settle();
    assert_eq!(get(&server, &made)["state"], "applied");
    assert_eq!(made["by"], format!("token:ana ({})", token["id"].as_str().unwrap()));
}

#[test]
fn a_managed_document_is_changed_in_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("features.yaml");
    std::fs::write(&file, "features: {search: {type: boolean, enabled: true}}").unwrap();
    let server = Server::start_with(&["--config", file.to_str().unwrap()]);
    for what in
        [json!({"patch": {"enabled": false}}), json!({"patch": {}}), json!({"delete": true})]
    {
        let refused: Answer =
            server.post("/api/schedules", &change("2999-01-01T00:00:00Z", "search", what.clone()));
        assert_eq!(refused.code(), "invalid", "five years");
        let soon = crate::clock::now() + SignedDuration::from_hours(1);
        let refused = server.post("/api/schedules", &change(&soon.to_string(), "search", what));
        assert_eq!(refused.code(), "managed");
    }
}

#[test]
fn from_the_command_line() {
    let server = with_flag::<7>();
    let admin = server.admin();
    let run = |arguments: &[&str]| {
        let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", admin.as_str())];
        seen(&hoist_in(&variables, arguments, b""))
    };
    macro_rules! assert_seen {
        ($seen:expr, @$snapshot:literal) => {
            insta::with_settings!({filters => vec![(r"(tok|sch|frz)_[0-9a-f]{24}", "ID"), (" {2,}", " ")]}, {
                insta::assert_snapshot!($seen, @$snapshot);
            });
        };
    }
    assert_seen!(run(&["schedule", "list"]), @"
    nothing is scheduled
    exit status 0
    ");
    assert_seen!(run(&["schedule", "set", "search", "percentage=50", "--at", "2026-03-29T02:30[Europe/Berlin]", "--reason", "spring"]), @r#"
    scheduled ID: change features/search {"percentage":50} at 2026-03-29T01:30:00Z (2026-03-29T03:30:00+02:00[Europe/Berlin])
    exit status 0
    "#);
    assert_seen!(run(&["schedule", "delete", "search", "--at", "2026-02-28T12:00:00Z"]), @"
    stderr: error: `at` is 2026-02-28T12:00:00Z, which has passed: it is 2026-03-01T12:00:00Z. Send a time to come, or make the change at once.
    exit status 1
    ");
    assert_seen!(run(&["schedule", "delete", "search", "--at", "2028-02-29T12:00:00Z"]), @"
    scheduled ID: delete features/search at 2028-02-29T12:00:00Z
    exit status 0
    ");
    assert_seen!(run(&["schedule", "list"]), @r#"
    ID AT STATE CHANGE BY REASON
    ID 2026-03-29T01:30:00Z pending change features/search {"percentage":50} token:admin (ID) spring
    ID 2028-02-29T12:00:00Z pending delete features/search token:admin (ID) -
    exit status 0
    "#);
    let items = server.get("/api/schedules")["items"].clone();
    let ids: Vec<&str> = (0..2).map(|index| items[index]["id"].as_str().unwrap()).collect();
    assert_seen!(run(&["schedule", "cancel", ids[1]]), @"
    cancelled ID: nothing changes at its time
    exit status 0
    ");
    server.set("2026-03-29T01:30:00Z".parse().unwrap());
    server.settle();
    assert_seen!(run(&["schedule", "get", ids[0]]), @r#"
    id ID
    state applied
    at 2026-03-29T01:30:00Z
    what change features/search {"percentage":50}
    scheduled 2026-03-01T12:00:00Z by token:admin (ID) (seq 2)
    reason spring
    ended 2026-03-29T01:30:00Z by server (seq 6)
    exit status 0
    "#);
    assert_seen!(run(&["schedule", "list", "--done"]), @r#"
    ID AT STATE CHANGE BY REASON
    ID 2026-03-29T01:30:00Z applied change features/search {"percentage":50} token:admin (ID) spring
    ID 2028-02-29T12:00:00Z cancelled delete features/search token:admin (ID) -
    exit status 0
    "#);
    assert_seen!(run(&["freeze", "--from", "2026-12-24T18:00[Europe/Berlin]", "--until", "2027-01-02T08:00:00Z", "--reason", "holidays"]), @"
    planned ID (seq 7): no definition changes from 2026-12-24T17:00:00Z until 2027-01-02T08:00:00Z
    exit status 0
    ");
    let window = server.get("/api/freezes")["items"][0]["id"].as_str().unwrap().to_owned();
    assert_seen!(run(&["status"]), @"
    environment default, seq 7, server 0.1.0
    flags 1, 1 of them enabled
    killed none
    experiments 0 running
    freeze none
    planned a freeze of all definitions from 2026-12-24T17:00:00Z until 2027-01-02T08:00:00Z by token:admin (ID) (ID): holidays
    rules the newest
    instances none
    exit status 0
    ");
    assert_seen!(run(&["unfreeze"]), @"
    stderr: error: Nothing is frozen, so there is nothing to lift.
    exit status 1
    ");
    assert_seen!(run(&["unfreeze", &window]), @"
    lifted or cancelled the freeze ID
    exit status 0
    ");
    assert_eq!(server.get("/api/freezes")["items"], json!([]));
}
