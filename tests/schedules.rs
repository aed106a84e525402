//! Changes at a time to come: what becomes of them at their time, and that each is made once.

mod clock_jumps;
mod door;
mod frozen;
mod in_between;
mod killed;
mod typed;

use jiff::SignedDuration;
use serde_json::{Value, json};

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

/// What the log says is what the server knew, whatever was planned, lifted, refused and held.
#[test]
fn a_restart_forgets_nothing_of_what_is_to_come() {
    let mut server = with_flag::<17>();
    let of = |hour: u8, owner: &str| {
        patch(&format!("2026-03-01T{hour}:00:00Z"), "search", json!({"owner": owner}))
    };
    let mut bound = of(13, "bound");
    bound["if_version"] = json!(1);
    for schedule in [of(15, "late"), bound, of(13, "first"), of(20, "pending"), of(15, "later")] {
        make(&server, &schedule);
    }
    server.ask("PATCH", "/api/features/search", Some(&json!({"tags": ["t"]}))).expect(200);
    for freeze in [
        json!({"from": "2026-03-01T14:00:00Z", "reason": "holds"}),
        json!({"scope": "experiments", "from": "2026-03-05T00:00:00Z"}),
        json!({"scope": "experiments"}),
        json!({"from": "2026-03-06T00:00:00Z"}),
    ] {
        server.ask("POST", "/experiments/freeze", Some(&freeze)).expect(200);
    }
    server.ask("DELETE", "/api/freezes/experiments", None).expect(204);
    server.jump(SignedDuration::from_hours(1));
    server.settle();
    server.jump(SignedDuration::from_hours(3));
    let seen = |server: &Clocked<17>| {
        let status = server.get("/status");
        let lists = ["/api/schedules", "/api/schedules?done=true", "/api/freezes"];
        let lists = lists.map(|path| server.get(path));
        json!([status["schedules"], status["freeze"], lists])
    };
    let before = seen(&server);
    assert_eq!((&before[0]["held"], &before[0]["pending"]), (&json!(2), &json!(3)));
    assert_eq!(before[0]["refused"].as_array().unwrap().len(), 1);
    assert_eq!(before[1]["windows"].as_array().unwrap().len(), 3);
    server.stop();
    server.resume();
    assert_eq!(seen(&server), before);
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
