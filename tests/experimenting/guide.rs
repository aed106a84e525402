//! The guide's way from a file to a verdict, with its commands as they stand there.

use std::fs;
use std::path::Path;
use std::process::Command;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::WITHIN;
use super::happening::uuid;
use crate::clock::{now, until};
use crate::program::{root, seen};
use crate::server::Server;

/// The blocks of the guide that come right after a text.
fn blocks(after: &str) -> Vec<String> {
    let guide = fs::read_to_string(root().join("docs/experiments.md")).unwrap();
    let block = |rest: &str| rest.split("```").next().unwrap().to_owned();
    guide.split(after).skip(1).map(block).collect()
}

/// Runs commands in a folder: the first that fails ends it. Gives what is seen.
fn run(server: &Server, folder: &Path, commands: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_hoist")).parent().unwrap();
    let path = format!("{}:{}", program.display(), option_env!("PATH").unwrap_or("/usr/bin:/bin"));
    let output = Command::new("sh")
        .args(["-ec", commands])
        .envs([("PATH", path), ("HOIST_URL", server.url.clone()), ("HOIST_TOKEN", server.admin())])
        .env_remove("HOIST_ENVIRONMENT")
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{commands}{}", seen(&output));
    seen(&output)
}

/// Sends that users were exposed, half of them to each variant, and that some signed up.
fn send(server: &Server, users: u32) {
    let at = now() - SignedDuration::from_millis(1);
    let events = (0..users).flat_map(|number| {
        let user = format!("u{number}");
        let variant = if number % 2 == 0 { "control" } else { "short" };
        let exposure = json!({"type": "exposure", "id": uuid(&user), "key": "checkout_layout",
            "variant": variant, "user": user, "at": at});
        let signup = json!({"type": "metric", "id": uuid(&format!("{user} signs up")),
            "event": "signup", "user": user, "at": at});
        let signs_up = number / 2 % 100 < if number % 2 == 0 { 25 } else { 45 };
        [Some(exposure), signs_up.then_some(signup)].into_iter().flatten()
    });
    let events: Vec<Value> = events.collect();
    for batch in events.chunks(1_000) {
        let answer = server.post("/api/events", &json!({"events": batch})).expect(202);
        assert_eq!(answer["refused"], json!([]));
    }
}

#[test]
fn from_a_file_to_a_verdict() {
    let (server, folder) = (Server::start(), tempfile::tempdir().unwrap());
    let [file] = &blocks("<!-- checkout.yaml -->\n```yaml\n")[..] else { panic!("one file") };
    fs::write(folder.path().join("checkout.yaml"), file).unwrap();
    let commands = blocks("<!-- runs -->\n```sh\n");
    let [start, read, end] = &commands[..] else { panic!("{commands:?}") };
    let started = run(&server, folder.path(), start);
    assert!(started.contains("checkout_layout: started, phase 1"), "{started}");
    until("the clock went on", WITHIN, || {
        let found = server.get("/api/experiments/checkout_layout").expect(200);
        let since: jiff::Timestamp = found["life"]["since"].as_str().unwrap().parse().unwrap();
        (now().duration_since(since) > SignedDuration::from_millis(2)).then_some(())
    });
    send(&server, 2_000);
    until("all are summed up", WITHIN, || {
        let answer = server.get("/api/experiments/checkout_layout/results?refresh=true");
        (answer.status == 200 && answer.json()["sample"]["observed"] == 2_000).then_some(())
    });
    let found = run(&server, folder.path(), read);
    assert!(found.contains("verdict   ship: short"), "{found}");
    let ended = run(&server, folder.path(), end);
    assert!(ended.contains("verdict   ship: short"), "{ended}");
    assert!(ended.contains("the server found the same"), "{ended}");
}
