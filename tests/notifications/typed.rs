//! Notifications from the command line.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use super::receiver::Receiver;
use super::signed::verify;
use super::{flag, server};
use crate::program::{hoist_in, root, seen};

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

/// The commands of the guide, one after the other, as a person types them.
#[test]
fn the_guide_does_what_it_says() {
    let (server, chat, audit) = (server(), Receiver::start(), Receiver::start());
    flag(&server, "checkout", &json!({}));
    let guide = std::fs::read_to_string(root().join("docs/notifications.md")).unwrap();
    let blocks = guide.split("<!-- runs -->\n```sh\n").skip(1);
    let script: String = blocks.map(|block| block.split("```").next().unwrap()).collect();
    assert_eq!(script.matches("hoist ").count(), script.lines().count(), "{script}");
    let program = Path::new(env!("CARGO_BIN_EXE_hoist")).parent().unwrap();
    let folder = server.data.parent().unwrap();
    let output = Command::new("sh")
        .args(["-e", "-c", &format!("PATH=\"$PROGRAM:$PATH\"\n{script}")])
        .env("PROGRAM", program)
        .env("HOIST_URL", &server.url)
        .env("HOIST_TOKEN", server.admin())
        .env("CHAT_URL", &chat.url)
        .env("AUDIT_URL", &audit.url)
        .env_remove("HOIST_ENVIRONMENT")
        .current_dir(folder)
        .output()
        .unwrap();
    let seen = seen(&output);
    assert!(seen.ends_with("exit status 0"), "{seen}");
    let texts = chat.wait(2);
    let text = texts[1].json()["text"].as_str().unwrap().to_owned();
    assert!(text.starts_with("Flag checkout was killed in default by token admin"), "{text}");
    assert!(text.contains(" Reason: errors rise. Seq 2."), "{text}");
    for file in ["audit.secret", "audit.new"] {
        let secret = std::fs::read_to_string(folder.join(file)).unwrap();
        assert!(secret.starts_with("whsec_"), "{file}");
    }
    // The test, and then the rotation, which is told as well.
    assert_eq!(audit.wait(2)[1].json()["type"], "channels.updated");
}
