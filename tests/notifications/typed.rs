//! Notifications from the command line.

use serde_json::json;

use super::receiver::Receiver;
use super::signed::verify;
use super::{flag, server};
use crate::program::{hoist_in, seen};

#[test]
fn channels_are_made_tried_listed_and_deleted() {
    let (server, receiver) = (server(), Receiver::start());
    let variables = [
        ("HOIST_URL", server.url.as_str()),
        ("HOIST_TOKEN", &server.admin()),
        ("HOIST_NOTIFICATION_URL", &receiver.url),
    ];
    let run =
        |arguments: &[&str]| hoist_in(&variables, &[&["notifications"], arguments].concat(), b"");
    let made = run(&["create", "ops", "--type", "webhook", "--kind", "killed,revived"]);
    assert!(made.status.success(), "{}", seen(&made));
    let secret = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    let told = String::from_utf8(made.stderr).unwrap();
    assert!(told.starts_with("made channel ops, which sends to http://127.0.0.1:"), "{told}");
    let tested = seen(&run(&["test", "ops"]));
    assert!(tested.starts_with("The receiver accepted it. ("), "{tested}");
    assert!(verify(&secret, &receiver.wait(1)[0]));
    flag(&server, "a", &json!({}));
    receiver.answers(410, "");
    server.post("/flags/a/kill", &json!({"reason": "errors"})).expect(200);
    crate::clock::until("it is given up", super::SOON, || {
        seen(&run(&["dead", "ops"])).contains("Flag a was killed").then_some(())
    });
    receiver.answers(200, "");
    let replayed = seen(&run(&["replay", "ops"]));
    assert_eq!(replayed, "1 message to ops will be delivered after all\nexit status 0");
    super::settle(&server, "ops");
    receiver.answers(500, "");
    let tested = seen(&run(&["test", "ops"]));
    assert!(tested.contains("not accepted: the receiver answered with 500"), "{tested}");
    assert!(tested.ends_with("exit status 1"), "{tested}");
    let rotated = run(&["rotate", "ops", "--reason", "leaked"]);
    assert!(String::from_utf8(rotated.stdout).unwrap().starts_with("whsec_"));
    let deleted = seen(&run(&["delete", "ops"]));
    assert_eq!(deleted, "deleted channel ops: it is told nothing from now on\nexit status 0");
    let wrong = seen(&run(&["create", "Ops", "--type", "webhook"]));
    assert!(wrong.ends_with("exit status 2"), "{wrong}");
}
