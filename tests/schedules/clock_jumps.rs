//! R12: clocks that jump by an hour and by a day, changes of the clocks, the leap day. Each
//! scheduled change is made once, none is left out, and what evaluates by the time goes by it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, Zoned};
use serde_json::{Value, json};

use super::{get, make, patch};
use crate::generator::Random;
use crate::program::{hoist_in, seen};
use crate::seed::{seed, tell};
use crate::set_clock::Clocked;

const CHANGES: usize = 60;
const JUMPS: usize = 40;
const USERS: usize = 10;

fn time(value: &Value) -> Timestamp {
    value.as_str().unwrap().parse().unwrap()
}

/// A clock that jumps back and forth over the leap day, while changes are made and scheduled.
#[test]
fn each_change_is_made_once_and_in_order_however_the_clock_jumps() {
    let mut random = Random::new(seed());
    let server = Clocked::<12>::start("2028-02-28T12:00:00Z");
    let flag = json!({"key": "f", "type": "boolean", "enabled": true});
    server.ask("POST", "/api/features", Some(&flag)).expect(201);
    let schedule = |random: &mut Random, number: usize| {
        // Whole quarters of an hour: some come together.
        let quarters = i64::try_from(1 + random.below(3 * 96)).unwrap();
        let at = server.now() + SignedDuration::from_mins(15 * quarters);
        make(&server, &patch(&at.to_string(), "f", json!({"description": number.to_string()})))
    };
    let first: Vec<Value> = (0..CHANGES).map(|number| schedule(&mut random, number)).collect();
    let mut all = first.clone();
    let mut latest = server.now();
    for jump in 0..JUMPS {
        let (hour, day) = (SignedDuration::from_hours(1), SignedDuration::from_hours(24));
        let jumps =
            [hour, -hour, day, -day, hour, SignedDuration::from_mins(15), SignedDuration::ZERO];
        let by = jumps[random.below(7)];
        server.jump(by);
        latest = latest.max(server.now());
        if jump % 4 == 0 {
            all.push(schedule(&mut random, CHANGES + jump));
        }
        server.settle();
        for one in &all {
            let shown = get(&server, one);
            let at = time(&shown["at"]);
            match shown["state"].as_str().unwrap() {
                "applied" => assert!(at <= latest, "{at} is made, and no clock was past {latest}"),
                "pending" => assert!(at > server.now(), "{at} is open at {}", server.now()),
                other => panic!("{other}"),
            }
        }
    }
    server.set(latest + SignedDuration::from_hours(30 * 24));
    server.settle();
    let log = log(&server);
    let ends = log.iter().filter(|entry| entry["kind"] == "applied");
    let ends: Vec<&str> = ends.map(|entry| entry["key"].as_str().unwrap()).collect();
    let mut ids: Vec<&str> = all.iter().map(|one| one["id"].as_str().unwrap()).collect();
    let mut sorted = ends.clone();
    ids.sort_unstable();
    sorted.sort_unstable();
    assert_eq!(sorted, ids, "each has one end");
    let mut expected: Vec<&Value> = first.iter().collect();
    expected.sort_by_key(|one| (time(&one["at"]), one["seq"].as_u64()));
    let expected: Vec<&str> = expected.iter().map(|one| one["id"].as_str().unwrap()).collect();
    let order: Vec<&str> = ends.into_iter().filter(|id| expected.contains(id)).collect();
    assert_eq!(order, expected);
    check_changes(&log, &all);
    assert_eq!(server.get("/api/changes/verify")["faults"], json!([]));
    tell(format_args!("figure: {} changes over {JUMPS} jumps, each made once", all.len()));
}

/// Every change of the flag is the one change of its schedule.
fn check_changes(log: &[Value], all: &[Value]) {
    let mut changes: BTreeMap<&str, u64> = BTreeMap::new();
    for entry in log.iter().filter(|entry| entry["kind"] == "updated") {
        let id = entry["actor"].as_str().unwrap().strip_prefix("schedule:").unwrap();
        *changes.entry(id).or_default() += 1;
    }
    assert_eq!((changes.len(), changes.values().max()), (all.len(), Some(&1)));
}

fn log<const N: usize>(server: &Clocked<N>) -> Vec<Value> {
    server.get("/api/changes?order=asc&limit=1000")["items"].as_array().unwrap().clone()
}

/// Of some users, how many are in.
fn share<const N: usize>(server: &Clocked<N>, key: &str, at: Option<Timestamp>) -> usize {
    let is_in = |user: &usize| {
        let mut body = json!({"context": {"targetingKey": format!("u{user}")}, "keys": [key]});
        if let Some(at) = at {
            body["now"] = json!(at);
        }
        let answer = server.ask("POST", "/api/evaluate", Some(&body)).expect(200);
        answer["items"][0]["value"] == true
    };
    (0..USERS).filter(is_in).count()
}

/// The clocks of Berlin go on an hour in spring and back in autumn; days have 23 and 25 hours.
/// Local times become moments where they are typed, so a change is made once in both nights.
#[test]
fn nights_in_which_clocks_change() {
    for (start, typed, moments) in [
        (
            "2026-03-29T00:00:00Z",
            ["2026-03-29T01:59", "2026-03-29T02:30", "2026-03-29T03:15", "2026-03-29T03:45"],
            ["00:59", "01:30", "01:15", "01:45"],
        ),
        (
            "2026-10-24T23:30:00Z",
            ["2026-10-25T01:59", "2026-10-25T02:30", "2026-10-25T02:30+01:00", "2026-10-25T03:00"],
            ["23:59", "00:30", "01:30", "02:00"],
        ),
    ] {
        let server = Clocked::<13>::start(start);
        let begin = server.now();
        let end = begin + SignedDuration::from_hours(4);
        let night = json!({"type": "time", "conditions": {"hours": "02:00-03:00", "timezone": "Europe/Berlin"}, "value": true});
        for flag in [
            json!({"key": "f", "type": "boolean", "enabled": true}),
            json!({"key": "night", "type": "targeted", "enabled": true, "rules": [night]}),
            json!({"key": "rising", "type": "gradual", "enabled": true, "start_date": begin, "end_date": end}),
        ] {
            server.ask("POST", "/api/features", Some(&flag)).expect(201);
        }
        let admin = server.admin();
        for (number, typed) in typed.iter().enumerate() {
            let (at, number) =
                (format!("{typed}[Europe/Berlin]"), format!("description=change {number}"));
            let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", admin.as_str())];
            let output = hoist_in(&variables, &["schedule", "set", "f", &number, "--at", &at], b"");
            assert!(output.status.success(), "{}", seen(&output));
        }
        let mut quarters = 0;
        let mut before = 0;
        while server.now() <= end {
            server.settle();
            let local = Zoned::new(
                server.now(),
                jiff::tz::TimeZoneDatabase::bundled().get("Europe/Berlin").unwrap(),
            );
            assert_eq!(share(&server, "night", None) > 0, local.hour() == 2, "{local}");
            let share_now = share(&server, "rising", None);
            assert!(share_now >= before, "{local}");
            assert_eq!(share_now, share(&server, "rising", Some(server.now())));
            before = share_now;
            quarters += 1;
            // The machine's clock is set back an hour and on again in the middle of it.
            if quarters % 6 == 0 {
                server.jump(SignedDuration::from_hours(-1));
                server.settle();
                assert!(share(&server, "rising", None) <= share_now);
                server.jump(SignedDuration::from_hours(1));
            }
            server.jump(SignedDuration::from_mins(15));
        }
        assert_eq!((before, quarters), (USERS, 17));
        let done = server.get("/api/schedules?done=true")["items"].clone();
        let mut made: Vec<String> = done
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["at"].as_str().unwrap()[11..16].to_owned())
            .collect();
        let mut expected = moments.map(str::to_owned).to_vec();
        made.sort();
        expected.sort();
        assert_eq!(made, expected);
        assert_eq!(server.get("/api/schedules")["items"], json!([]));
    }
}

/// A token that was refused as expired stays so when the clock goes back.
#[test]
fn an_expired_token_does_not_revive() {
    let server = Clocked::<14>::start("2026-03-01T12:00:00Z");
    let issue = |expires_at: Option<&str>| {
        let body =
            json!({"name": "t", "kind": "viewer", "environments": ["*"], "expires_at": expires_at});
        let token = server.ask("POST", "/api/tokens", Some(&body)).expect(201);
        token["token"].as_str().unwrap().to_owned()
    };
    let tokens = [
        issue(Some("2026-03-01T13:00:00Z")),
        issue(Some("2026-03-01T13:30:00Z")),
        issue(Some("2026-03-03T12:00:00Z")),
        issue(None),
    ];
    let statuses =
        || tokens.each_ref().map(|token| server.ask_as(token, "GET", "/status", None).status);
    for (hours, expected) in [
        (0, [200, 200, 200, 200]),
        (1, [401, 200, 200, 200]),
        (-1, [401, 200, 200, 200]),
        (24, [401, 401, 200, 200]),
        (-24, [401, 401, 200, 200]),
        (-24, [401, 401, 200, 200]),
    ] {
        server.jump(SignedDuration::from_hours(hours));
        assert_eq!(statuses(), expected, "{}", server.now());
    }
}
