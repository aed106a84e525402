//! What holds a rollout up: kills, freezes; and what a rollout keeps from being changed.

use std::time::Duration;

use serde_json::{Value, json};

use super::{FLAG, advance, call, is, said, seq, start};
use crate::clock::until;
use crate::server::Server;

fn open_gate(server: &Server) {
    server.post(&format!("/gate/approve?flag={FLAG}"), &json!({})).expect(200);
}

/// The share goes there within a moment, without any further call.
fn arrives_at(server: &Server, percentage: f64) {
    until("the share is there", Duration::from_secs(30), || {
        (is(server, FLAG) == (percentage, false)).then_some(())
    });
}

#[test]
fn while_it_is_killed_or_frozen_the_gate_is_closed_and_the_share_stays() {
    let (server, token) = start();
    open_gate(&server);
    let hold = |path: &str| server.post(path, &json!({"reason": "look"})).expect(200);
    let pairs = [
        (format!("/flags/{FLAG}/kill"), format!("/flags/{FLAG}/revive"), "killed by"),
        ("/experiments/freeze".to_owned(), "/experiments/unfreeze".to_owned(), "frozen"),
    ];
    let mut weight = 10;
    call(&server, &token, "/webhook", &advance("a", weight)).expect(200);
    for (hold_by, let_go_by, word) in pairs {
        call(&server, &token, "/gate/check", &advance("a", weight)).expect(200);
        hold(&hold_by);
        let before = (is(&server, FLAG), seq(&server));
        let refused = call(&server, &token, "/gate/check", &advance("a", weight));
        assert_eq!(refused.status, 403);
        assert!(refused.json()["detail"].as_str().unwrap().contains(word), "{}", refused.text);
        // A hook that answered with an error would have Flagger take the run back.
        weight += 10;
        let told = call(&server, &token, "/webhook", &advance("a", weight)).expect(200);
        assert!(told["held"].as_str().unwrap().contains(word), "{told}");
        assert_eq!((is(&server, FLAG), seq(&server)), before);
        // It is not asked to be taken back either.
        assert_eq!(call(&server, &token, "/rollback/check", &advance("a", weight)).status, 403);
        hold(&let_go_by);
        // What was told meanwhile is not lost.
        arrives_at(&server, f64::from(weight));
    }
}

#[test]
fn a_run_that_succeeds_under_a_freeze_gets_there_after_it() {
    let (server, token) = start();
    call(&server, &token, "/webhook", &advance("a", 50)).expect(200);
    server.post("/experiments/freeze", &json!({})).expect(200);
    let told = call(&server, &token, "/webhook", &said("a", "Succeeded", json!({}))).expect(200);
    assert_eq!((told["percentage"].as_f64(), told["held"].is_string()), (Some(50.0), true));
    server.post("/experiments/unfreeze", &json!({})).expect(200);
    arrives_at(&server, 100.0);
    // It is the definition's now, and people's to change.
    let flag = server.get(&format!("/api/features/{FLAG}")).expect(200);
    assert_eq!(flag["percentage"], 100);
    server.patch(&format!("/api/features/{FLAG}"), &json!({"percentage": 30})).expect(200);
    assert_eq!(is(&server, FLAG), (30.0, false));
}

#[test]
fn the_way_back_waits_for_nothing() {
    let (server, token) = start();
    call(&server, &token, "/webhook", &advance("a", 50)).expect(200);
    server.post("/experiments/freeze", &json!({})).expect(200);
    call(&server, &token, "/webhook", &said("a", "Failed", json!({}))).expect(200);
    assert_eq!(is(&server, FLAG), (0.0, true));
}

#[test]
fn a_kill_by_a_person_stays_theirs() {
    let (server, token) = start();
    call(&server, &token, "/webhook", &advance("a", 50)).expect(200);
    server.post(&format!("/flags/{FLAG}/kill"), &json!({"reason": "mine"})).expect(200);
    call(&server, &token, "/webhook", &said("a", "Failed", json!({}))).expect(200);
    assert_eq!(is(&server, FLAG), (0.0, true));
    let flag = server.get(&format!("/api/features/{FLAG}")).expect(200);
    assert_eq!(flag["killed"]["reason"], "mine");
}

#[test]
fn what_moves_people_is_locked_while_a_run_moves_them() {
    let (server, token) = start();
    let path = format!("/api/features/{FLAG}");
    server.patch(&path, &json!({"metrics": ["conversion_rate"]})).expect(200);
    call(&server, &token, "/webhook", &advance("a", 50)).expect(200);
    for change in [
        json!({"percentage": 10}),
        json!({"type": "boolean", "percentage": null}),
        json!({"salt": "other"}),
        json!({"bucket_by": "company"}),
        json!({"metrics": []}),
    ] {
        let refused = server.patch(&path, &change).expect(409);
        assert_eq!(refused["code"], "not_now", "{refused}");
        assert!(refused["detail"].as_str().unwrap().contains("shop.test a"), "{refused}");
    }
    server.delete(&path).expect(409);
    server.patch(&path, &json!({"description": "moves nobody"})).expect(200);
    assert_eq!(is(&server, FLAG), (50.0, false));
    // Somebody may let go of it, for a Canary that is gone without a word.
    let left = server.delete(&format!("{path}/rollout")).expect(200);
    assert_eq!((&left["percentage"], &left["run"]["state"]), (&json!(0.0), &json!("ended")));
    assert_eq!(is(&server, FLAG), (0.0, false));
    // Whatever that Canary still does.
    call(&server, &token, "/webhook", &advance("a", 60)).expect(200);
    assert_eq!(is(&server, FLAG), (0.0, false));
    server.patch(&path, &json!({"percentage": 10})).expect(200);
}

#[test]
fn who_lets_go_of_a_flag_lets_nobody_in_unless_they_say_so() {
    let (server, token) = start();
    let path = format!("/api/features/{FLAG}");
    let in_force = || {
        let flag = server.get(&path).expect(200);
        (flag["percentage"].clone(), flag["in_force"].clone())
    };
    let moved = |percentage: f64, what: &str| {
        let reason = format!("the rollout of shop.test by Flagger {what}");
        json!({"percentage": percentage, "reason": reason})
    };
    call(&server, &token, "/webhook", &advance("a", 50)).expect(200);
    assert_eq!(in_force(), (json!(0), moved(50.0, "moves it")));
    call(&server, &token, "/webhook", &said("a", "Succeeded", json!({}))).expect(200);
    assert_eq!(in_force(), (json!(100), Value::Null));
    // The next revision has shown nothing yet that would let everybody in.
    call(&server, &token, "/webhook", &advance("b", 10)).expect(200);
    let left = server.delete(&format!("{path}/rollout")).expect(200);
    assert_eq!(left["percentage"], 10.0);
    assert_eq!(in_force(), (json!(100), moved(10.0, "has left it there")));
    server.patch(&path, &json!({"percentage": 20})).expect(200);
    assert_eq!(in_force(), (json!(20), Value::Null));

    call(&server, &token, "/webhook", &advance("c", 10)).expect(200);
    call(&server, &token, "/webhook", &said("c", "Failed", json!({}))).expect(200);
    let revived = server.post(&format!("/flags/{FLAG}/revive"), &json!({})).expect(200);
    assert_eq!(revived["in_force"], moved(0.0, "was taken back"), "{revived}");
    assert_eq!(in_force(), (json!(20), moved(0.0, "was taken back")));
    let raised = server.delete(&format!("{path}/rollout?raise=true")).expect(200);
    assert_eq!((&raised["percentage"], in_force().1), (&json!(20.0), Value::Null));
}

#[test]
fn a_canary_that_is_deleted_leaves_the_share_where_it_is() {
    let (server, token) = start();
    call(&server, &token, "/webhook", &advance("a", 50)).expect(200);
    call(&server, &token, "/webhook", &said("a", "Terminating", json!({}))).expect(200);
    assert_eq!(is(&server, FLAG), (50.0, false));
    server.patch(&format!("/api/features/{FLAG}"), &json!({"percentage": 7})).expect(200);
    assert_eq!(is(&server, FLAG), (7.0, false));
}

#[test]
fn a_flag_that_lives_in_a_file_keeps_its_share_until_the_file_says_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("features.yaml");
    let text = |percentage: u32| {
        format!(
            "features:\n  {FLAG}: {{type: percentage, enabled: true, percentage: {percentage}}}\n"
        )
    };
    std::fs::write(&file, text(0)).unwrap();
    let arguments = ["--config", file.to_str().unwrap()];
    let server = Server::start_on(&folder.path().join("data"), &arguments);
    let token = super::webhook_token(&server, &[FLAG]);
    call(&server, &token, "/webhook", &advance("a", 50)).expect(200);
    call(&server, &token, "/webhook", &said("a", "Succeeded", json!({}))).expect(200);
    assert_eq!(is(&server, FLAG), (100.0, false));
    assert_eq!(server.get(&format!("/api/features/{FLAG}")).expect(200)["percentage"], 0);
    std::fs::write(&file, text(40)).unwrap();
    arrives_at(&server, 40.0);
}

#[test]
fn evaluations_here_and_in_sdks_are_by_the_share() {
    let (server, token) = start();
    call(&server, &token, "/webhook", &advance("a", 30)).expect(200);
    let evaluated = |user: u32| {
        let context = json!({"context": {"targetingKey": format!("user_{user}")}});
        let path = format!("/ofrep/v1/evaluate/flags/{FLAG}");
        server.post(&path, &context).expect(200)["value"] == Value::Bool(true)
    };
    let here = (0..100).filter(|user| evaluated(*user)).collect::<Vec<_>>();
    assert!((15..45).contains(&here.len()), "{}", here.len());
    let snapshot = server.get("/api/snapshot").expect(200);
    assert_eq!(snapshot["state"]["shares"], json!({FLAG: 3000}));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let admin = server.admin();
        let hoist = hoist_sdk::Hoist::connect(&server.url, &admin).build().await.unwrap();
        let there = |users: &[u32]| {
            let users = users.iter().map(|user| format!("user_{user}"));
            users.filter(|user| hoist.with_user(user).is_enabled(FLAG)).count()
        };
        let everyone: Vec<u32> = (0..100).collect();
        assert_eq!((there(&here), there(&everyone)), (here.len(), here.len()));
        // The stream tells of moves, and of the end.
        for (said, expected) in [(advance("a", 100), 100), (said("a", "Failed", json!({})), 0)] {
            call(&server, &token, "/webhook", &said).expect(200);
            until("the SDK has heard", Duration::from_secs(30), || {
                (there(&everyone) == expected).then_some(())
            });
        }
        hoist.close().await;
    });
}
