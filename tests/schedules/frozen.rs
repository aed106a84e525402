//! Freezes that are planned, several at a time, and what they hold up.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{change, get, make, patch, with_flag};
use crate::set_clock::Clocked;

fn freeze<const N: usize>(server: &Clocked<N>, body: Value) -> Value {
    server.ask("POST", "/experiments/freeze", Some(&body)).expect(200)
}

fn edit<const N: usize>(server: &Clocked<N>) -> String {
    let answer = server.ask("PATCH", "/api/features/search", Some(&json!({"owner": server.now()})));
    if answer.status == 200 {
        String::new()
    } else {
        answer.json()["detail"].as_str().unwrap().to_owned()
    }
}

#[test]
fn a_planned_freeze_holds_from_its_beginning_to_its_end() {
    let server = with_flag::<8>();
    let (from, until) = ("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z");
    let planned = freeze(&server, json!({"from": from, "until": until, "reason": "sale"}));
    assert_eq!(
        (&planned["frozen"], &planned["windows"][0]["holds"]),
        (&json!(false), &json!(false))
    );
    let window = &planned["windows"][0];
    assert_eq!((&window["from"], &window["until"]), (&json!(from), &json!(until)));
    // The same once more is the same window.
    assert_eq!(freeze(&server, json!({"from": from, "until": until, "reason": "sale"})), planned);
    assert_eq!(server.get("/status")["freeze"]["windows"], planned["windows"]);
    for (time, is_frozen) in [
        ("2026-03-01T23:59:59Z", false),
        (from, true),
        ("2026-03-02T23:59:59Z", true),
        (until, false),
        // The clock may go back: the log says the same of the same time.
        ("2026-03-02T12:00:00Z", true),
    ] {
        server.set(time.parse().unwrap());
        let refused = edit(&server);
        assert_eq!(!refused.is_empty(), is_frozen, "{time}: {refused}");
        if is_frozen {
            let says = [
                "until 2026-03-03T00:00:00Z",
                "by token:admin (tok_",
                "since 2026-03-02T00:00:00Z: sale",
            ];
            assert!(says.iter().all(|part| refused.contains(part)), "{refused}");
        }
        assert_eq!(server.get("/status")["freeze"]["frozen"], is_frozen);
    }
}

#[test]
fn freezes_stand_beside_each_other() {
    let server = with_flag::<9>();
    let day = |day: u8| format!("2026-03-{day:02}T00:00:00Z");
    freeze(&server, json!({"from": day(2), "until": day(5)}));
    freeze(&server, json!({"from": day(4), "until": day(7)}));
    freeze(&server, json!({"scope": "experiments", "from": day(6), "until": day(10)}));
    let open_ended = freeze(&server, json!({"from": day(20)}));
    assert_eq!(open_ended["windows"].as_array().unwrap().len(), 4);
    let experiment = json!({"key": "exp", "variants": {"control": 50, "new": 50}});
    for (at, flags, experiments) in [
        (1, false, false),
        (3, true, true),
        (4, true, true),
        (6, true, true),
        (7, false, true),
        (10, false, false),
        (25, true, true),
    ] {
        server.set(day(at).parse().unwrap());
        server.jump(SignedDuration::from_secs(1));
        assert_eq!(!edit(&server).is_empty(), flags, "{at}");
        let answer = server.ask("POST", "/api/experiments", Some(&experiment));
        assert_eq!(answer.status == 409, experiments, "{at}: {}", answer.text);
        if answer.status == 201 {
            server.ask("DELETE", "/api/experiments/exp", None).expect(204);
        }
    }
    // What holds is lifted, what is planned stays.
    let planned = freeze(&server, json!({"from": day(26)}));
    assert_eq!(planned["frozen"], true);
    let lifted = server.ask("POST", "/experiments/unfreeze", None).expect(200);
    assert_eq!(
        (&lifted["frozen"], lifted["windows"].as_array().unwrap().len()),
        (&json!(false), 1)
    );
    let path = format!("/api/freezes/{}", lifted["windows"][0]["id"].as_str().unwrap());
    server.ask("DELETE", &path, None).expect(204);
    assert_eq!(server.ask("DELETE", &path, None).code(), "not_found");
    assert_eq!(server.get("/api/freezes"), json!({"items": []}));
}

#[test]
fn a_second_freeze_never_shortens_the_first() {
    let server = with_flag::<26>();
    let soon = "2026-03-01T13:00:00Z";
    freeze(&server, json!({"reason": "incident"}));
    let both = freeze(&server, json!({"until": soon, "reason": "sale"}));
    assert_eq!((&both["until"], &both["reason"]), (&json!(null), &json!("incident")));
    // The first goes by its scope's name. The same once more is the same.
    let windows = both["windows"].as_array().unwrap();
    assert_eq!((windows.len(), &windows[0]["id"]), (2, &json!("all")));
    assert_eq!(freeze(&server, json!({"until": soon, "reason": "sale"})), both);
    server.ask("DELETE", "/api/freezes/all", None).expect(204);
    assert!(edit(&server).contains("until 2026-03-01T13:00:00Z by"), "{}", edit(&server));
    server.set(soon.parse().unwrap());
    assert_eq!(edit(&server), "");
    // With as many as there may be, one for ever stays one for ever.
    for hour in 0..101 {
        let until = format!("2026-03-{:02}T{:02}:00:00Z", 2 + hour / 24, hour % 24);
        freeze(&server, json!({"until": until}));
    }
    assert_eq!(freeze(&server, json!({"reason": "fire"}))["until"], json!(null));
    let all = freeze(&server, json!({"until": "2026-03-01T14:00:00Z"}));
    assert_eq!((&all["until"], all["windows"].as_array().unwrap().len()), (&json!(null), 100));
}

#[test]
fn what_is_planned_is_not_lifted_with_what_holds() {
    let server = with_flag::<30>();
    let lift = || server.ask("POST", "/experiments/unfreeze", None);
    for (at, says) in [
        ("2026-03-02T00:00:00Z", "1 freeze is planned: `hoist unfreeze ID` cancels it"),
        ("2026-03-03T00:00:00Z", "2 freezes are planned: `hoist unfreeze ID` cancels one"),
    ] {
        freeze(&server, json!({"from": at}));
        assert!(lift().expect(409)["detail"].as_str().unwrap().contains(says));
    }
}

#[test]
fn a_window_that_could_not_hold_is_refused() {
    let server = with_flag::<10>();
    for (body, says) in [
        (
            json!({"from": "2026-03-01T11:00:00Z", "until": "2026-03-05T00:00:00Z"}),
            "`from` has passed",
        ),
        (
            json!({"from": "2026-03-03T00:00:00Z", "until": "2026-03-02T00:00:00Z"}),
            "`until` is not after `from`",
        ),
        (
            json!({"from": "2026-03-03T00:00:00Z", "until": "2026-03-03T00:00:00Z"}),
            "`until` is not after `from`",
        ),
        (json!({"from": "2031-03-05T00:00:00Z"}), "at most five years ahead"),
        (
            json!({"from": "2026-02-03T00:00:00Z", "until": "2026-02-04T00:00:00Z"}),
            "`until` has passed",
        ),
    ] {
        let refused = server.ask("POST", "/experiments/freeze", Some(&body));
        assert_eq!(refused.code(), "invalid", "{body}");
        assert!(refused.text.contains(says), "{}", refused.text);
    }
    for minute in 0..100 {
        freeze(
            &server,
            json!({"from": format!("2026-04-01T0{}:{:02}:00Z", minute / 60, minute % 60)}),
        );
    }
    let more =
        server.ask("POST", "/experiments/freeze", Some(&json!({"from": "2026-05-01T00:00:00Z"})));
    assert_eq!(more.code(), "not_now");
    // In an emergency nobody counts.
    assert_eq!(freeze(&server, json!({}))["frozen"], true);
}

#[test]
fn what_is_due_under_a_freeze_waits_and_keeps_its_order() {
    let server = with_flag::<11>();
    let experiment = json!({"key": "exp", "variants": {"control": 50, "new": 50}, "traffic": 10});
    server.ask("POST", "/api/experiments", Some(&experiment)).expect(201);
    freeze(&server, json!({"from": "2026-03-01T13:00:00Z", "until": "2026-03-01T15:00:00Z"}));
    freeze(&server, json!({"scope": "experiments", "from": "2026-03-01T14:00:00Z"}));
    let second = make(&server, &patch("2026-03-01T14:30:00Z", "search", json!({"percentage": 70})));
    let first = make(&server, &patch("2026-03-01T14:00:00Z", "search", json!({"percentage": 60})));
    let mut body = change("2026-03-01T14:10:00Z", "exp", json!({"patch": {"traffic": 20}}));
    body["collection"] = json!("experiments");
    let of_experiment = make(&server, &body);
    server.set("2026-03-01T14:45:00Z".parse().unwrap());
    // Who schedules under a freeze does not change a definition.
    make(&server, &patch("2026-03-02T14:45:00Z", "search", json!({"percentage": 80})));
    for schedule in [&first, &second, &of_experiment] {
        let held = get(&server, schedule);
        assert_eq!((&held["state"], &held["held_by"]["holds"]), (&json!("held"), &json!(true)));
    }
    let summary = server.get("/status")["schedules"].clone();
    assert_eq!((&summary["pending"], &summary["held"]), (&json!(4), &json!(3)));
    assert_eq!(summary["next"]["at"], "2026-03-02T14:45:00Z");
    // A held one is cancelled like any other; here another one takes its place.
    server.set("2026-03-01T15:00:00Z".parse().unwrap());
    server.settle();
    assert_eq!(server.get("/api/features/search")["percentage"], 70);
    let seq = |schedule: &Value| get(&server, schedule)["ended"]["seq"].as_u64().unwrap();
    assert!(seq(&first) < seq(&second));
    assert_eq!(get(&server, &first)["ended"]["reason"], "1 h 0 min late");
    assert_eq!(get(&server, &of_experiment)["state"], "held");
    server.ask("POST", "/experiments/unfreeze", None).expect(200);
    server.settle();
    assert_eq!(server.get("/api/experiments/exp")["traffic"], 20);
}
