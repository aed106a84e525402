//! Gates: closed until somebody opens them, and open until somebody closes them.

use serde_json::json;

use super::{FLAG, advance, call, prepare, said, start};
use crate::server::Server;

#[test]
fn each_gate_is_closed_until_somebody_opens_it() {
    let (server, token) = start();
    let check = |gate: &str| {
        call(&server, &token, &format!("/gate/check?gate={gate}"), &advance("a", 5)).status
    };
    let say = |word: &str, gate: &str| {
        let path = format!("/gate/{word}?flag={FLAG}&gate={gate}");
        server.post(&path, &json!({"reason": "looked at it"})).expect(200)
    };
    assert_eq!(check("promotion"), 403);
    let path = "/gate/check?gate=promotion";
    let closed = call(&server, &token, path, &advance("a", 5)).expect(403);
    assert_eq!(
        (&closed["code"], &closed["title"]),
        (&json!("gate_closed"), &json!("The gate is closed"))
    );
    let detail = closed["detail"].as_str().unwrap();
    let opens =
        format!("`POST /gate/approve?flag={FLAG}&gate=promotion` with an editor token opens");
    assert!(detail.contains(&opens), "{detail}");
    let said = say("approve", "promotion");
    assert_eq!(said, json!({"flag": FLAG, "gate": "promotion", "open": true}));
    assert_eq!((check("promotion"), check("traffic")), (200, 403));
    say("halt", "promotion");
    assert_eq!(check("promotion"), 403);
    // The words of Flagger's own tester, of which these are the persistent ones.
    say("open", "promotion");
    assert_eq!(check("promotion"), 200);
    say("close", "promotion");
    assert_eq!(check("promotion"), 403);
    let shown = server.get(&format!("/api/features/{FLAG}/rollout")).expect(200);
    let gate = &shown["gates"]["promotion"];
    assert_eq!((&gate["open"], &gate["reason"]), (&json!(false), &json!("looked at it")));
    assert_eq!(gate["by"].as_str().unwrap().split(' ').next(), Some("token:admin"));
    for gate in ["", "Rollout", "blah", "rollback", &"a".repeat(65)] {
        let path = format!("/gate/approve?flag={FLAG}&gate={gate}");
        let unknown = server.post(&path, &json!({})).expect(422);
        let known = "`gate` is rollout, traffic, promotion.";
        assert!(unknown["detail"].as_str().unwrap().contains(known), "{unknown}");
    }
}

#[test]
fn a_run_is_taken_back_when_somebody_asks_for_it_and_the_next_one_is_not() {
    let (server, token) = start();
    let check = || call(&server, &token, "/rollback/check", &advance("a", 5)).status;
    let ask = |word: &str| server.post(&format!("/rollback/{word}?flag={FLAG}"), &json!({}));
    assert_eq!(ask("open").code(), "not_now");
    call(&server, &token, "/webhook", &advance("a", 5)).expect(200);
    assert_eq!(check(), 403);
    ask("open").expect(200);
    assert_eq!(check(), 200);
    ask("close").expect(200);
    assert_eq!(check(), 403);
    ask("open").expect(200);
    call(&server, &token, "/webhook", &said("a", "Failed", json!({}))).expect(200);
    call(&server, &token, "/webhook", &advance("b", 5)).expect(200);
    assert_eq!(check(), 403);
}

#[test]
fn what_people_have_said_survives_a_server_that_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = Server::start_on(&data, &[]);
    let token = prepare(&server);
    call(&server, &token, "/webhook", &advance("a", 5)).expect(200);
    for path in ["/gate/approve?gate=traffic&", "/gate/halt?gate=promotion&", "/rollback/open?"] {
        server.post(&format!("{path}flag={FLAG}"), &json!({"reason": "mine"})).expect(200);
    }
    let asked = |server: &Server| {
        ["/gate/check?gate=traffic", "/gate/check?gate=promotion", "/rollback/check"]
            .map(|path| call(server, &token, path, &advance("a", 5)).status)
    };
    assert_eq!(asked(&server), [200, 403, 200]);
    let shown = server.get(&format!("/api/features/{FLAG}/rollout")).expect(200);
    server.kill();
    server = Server::start_on(&data, &[]);
    assert_eq!(asked(&server), [200, 403, 200]);
    assert_eq!(server.get(&format!("/api/features/{FLAG}/rollout")).expect(200), shown);
    // Flagger does as it was asked, and that is the end of the wish.
    call(&server, &token, "/webhook", &said("a", "Failed", json!({}))).expect(200);
    assert_eq!(asked(&server), [403, 403, 403]);
}

#[test]
fn where_changes_need_a_reason_gates_do_too() {
    let (server, _token) = start();
    server.patch("/api/environments/default", &json!({"protected": true})).expect(200);
    let path = format!("/gate/approve?flag={FLAG}");
    assert_eq!(server.post(&path, &json!({})).code(), "invalid");
    server.post(&path, &json!({"reason": "looked at it"})).expect(200);
}
