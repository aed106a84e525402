//! Environments: made, protected and archived while the server runs, and kept apart.

mod archived;
mod foreign;
mod protected;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::until;
use crate::program::{hoist_in, root, seen};
use crate::server::{Answer, Server};
use crate::sse::Sse;

pub(crate) fn make(server: &Server, key: &str) {
    server.post("/api/environments", &json!({"key": key})).expect(201);
}

/// Asks with a token other than the admin's, and a body where there is one.
fn ask(server: &Server, token: &str, method: &str, path: &str, body: Option<&Value>) -> Answer {
    server.send(method, path, Some(token), body.map(Value::to_string).as_deref(), &[])
}

/// Sends with a reason.
fn because(server: &Server, method: &str, path: &str, body: Option<&Value>) -> Answer {
    let body = body.map(Value::to_string);
    let headers = [("x-hoist-reason", "asked for")];
    server.send(method, path, Some(&server.admin()), body.as_deref(), &headers)
}

fn detail(answer: &Answer) -> String {
    answer.json()["detail"].as_str().unwrap().to_owned()
}

fn keys(server: &Server, query: &str) -> Vec<String> {
    let list = server.get(&format!("/api/environments{query}")).expect(200);
    let items = list["items"].as_array().unwrap();
    items.iter().map(|item| item["key"].as_str().unwrap().to_owned()).collect()
}

fn value(server: &Server, token: &str, environment: &str) -> Answer {
    let path = format!("/ofrep/v1/evaluate/flags/a{environment}");
    ask(server, token, "POST", &path, Some(&json!({"context": {"targetingKey": "u"}})))
}

#[test]
fn environments_are_made_described_and_listed() {
    let server = Server::start();
    assert_eq!(keys(&server, ""), ["default"]);
    let wanted = json!({"key": "staging", "description": "to try", "reason": "new team"});
    let made = server.post("/api/environments", &wanted).expect(201);
    assert_eq!(made, server.get("/api/environments/staging").expect(200));
    let about = |it: &Value| (it["description"].clone(), it["protected"].clone());
    assert_eq!((about(&made), &made["seq"]), ((json!("to try"), json!(false)), &json!(0)));
    assert_eq!(keys(&server, ""), ["default", "staging"]);
    let patch = |body: Value| server.patch("/api/environments/staging", &body).expect(200);
    assert_eq!(about(&patch(json!({"protected": true}))), (json!("to try"), json!(true)));
    let off = json!({"protected": false, "description": "", "reason": "moved"});
    assert_eq!(about(&patch(off)), (Value::Null, json!(false)));
    // What changes nothing is no entry.
    patch(json!({"protected": false}));
    let log = server.get("/api/instance/changes?order=asc").expect(200);
    let told = |item: &Value| {
        let text = |field: &str| item[field].as_str().unwrap_or("-").to_owned();
        format!("{} {} {}", text("kind"), text("key"), text("reason"))
    };
    let items = log["items"].as_array().unwrap().iter();
    let items: Vec<String> =
        items.filter(|item| item["collection"] == "environments").map(told).collect();
    let expected = [
        "created default -",
        "created staging new team",
        "updated staging -",
        "updated staging moved",
    ];
    assert_eq!(items, expected);
    let log = server.get("/api/instance/changes?limit=1&diff=true").expect(200);
    let diff = log["items"][0]["diff"].as_array().unwrap();
    let fields: Vec<&Value> = diff.iter().map(|field| &field["path"]).collect();
    assert_eq!(fields, ["description", "protected"]);
    let token = server.get("/api/instance/changes?collection=tokens&diff=true").expect(200);
    assert_eq!(token["items"][0]["diff"], Value::Null, "what is kept of a token is not told");
    assert_eq!(server.get("/api/instance/changes/verify").expect(200)["faults"], json!([]));
}

#[test]
fn names_and_numbers_of_environments_have_limits() {
    let server = Server::start();
    let post = |body: Value| server.post("/api/environments", &body);
    for key in ["", "Staging", "1a", "-a", "a_b", "a.b", "a~b", "a b", "instance", &"a".repeat(64)]
    {
        assert_eq!(post(json!({"key": key})).code(), "invalid", "{key}");
    }
    for body in [json!({}), json!({"key": 1}), json!({"key": "a", "protect": true})] {
        assert_eq!(post(body).code(), "bad_request");
    }
    let long = json!({"key": "a", "description": "x".repeat(4_097)});
    assert_eq!(post(long).code(), "invalid");
    post(json!({"key": "a".repeat(63)})).expect(201);
    assert_eq!(post(json!({"key": "default"})).code(), "conflict");
    for number in 2..100 {
        make(&server, &format!("e{number}"));
    }
    let refused = post(json!({"key": "one-too-many"}));
    assert_eq!(refused.code(), "not_now");
    assert!(detail(&refused).contains("100 environments"), "{}", detail(&refused));
    assert_eq!(server.get("/api/environments/nowhere").code(), "not_found");
    assert_eq!(server.patch("/api/environments/nowhere", &json!({})).code(), "not_found");
}

/// Which environments there are is decided by who holds for all of them.
#[test]
fn an_admin_of_one_environment_makes_and_archives_none() {
    let server = Server::start();
    make(&server, "staging");
    let admin = server.token("admin", &["staging"]);
    let staging = "/api/environments/staging";
    for (method, path, body) in [
        ("POST", "/api/environments", Some(json!({"key": "mine"}))),
        ("PATCH", staging, Some(json!({"protected": true}))),
        ("DELETE", "/api/environments/staging?confirm=staging", None),
    ] {
        let answer = ask(&server, &admin, method, path, body.as_ref());
        assert_eq!(answer.code(), "forbidden", "{method} {path}");
    }
    ask(&server, &admin, "GET", staging, None).expect(200);
    let foreign = ask(&server, &admin, "GET", "/api/environments/default", None);
    assert_eq!(foreign.code(), "forbidden");
    let nowhere = ask(&server, &admin, "GET", "/api/environments/nowhere", None);
    assert_eq!(nowhere.code(), "forbidden", "nor does it learn which there are");
    let seen = ask(&server, &admin, "GET", "/api/environments", None).expect(200);
    assert_eq!(seen["items"].as_array().unwrap().len(), 1);
}

#[test]
fn tokens_are_made_for_environments_that_there_are() {
    let server = Server::start();
    make(&server, "staging");
    let token = |environment: &str| {
        let body = json!({"name": "t", "kind": "editor", "environments": [environment]});
        server.post("/api/tokens", &body)
    };
    let refused = token("stagng");
    assert_eq!(refused.code(), "invalid");
    assert_eq!(detail(&refused), "There is no environment stagng. There are default, staging.");
    let staging = token("staging").expect(201)["token"].as_str().unwrap().to_owned();
    let flag = json!({"key": "a", "type": "boolean", "enabled": true});
    // Its only environment is the one that is meant.
    ask(&server, &staging, "POST", "/api/features", Some(&flag)).expect(201);
    assert_eq!(server.get("/api/features/a").code(), "not_found");
    server.get("/api/features/a?environment=staging").expect(200);
    let both = server.token("editor", &["staging", "default"]);
    assert_eq!(ask(&server, &both, "GET", "/api/features/a", None).code(), "not_found");
    make(&server, "production");
    let several = server.token("editor", &["staging", "production"]);
    assert_eq!(ask(&server, &several, "GET", "/api/features/a", None).code(), "bad_request");
    ask(&server, &several, "GET", "/api/features/a?environment=staging", None).expect(200);
    let foreign = ask(&server, &several, "GET", "/api/features/a?environment=default", None);
    assert_eq!(foreign.code(), "forbidden");
}

/// Each has a flag of the same key, killed in every other one; nobody sees another's.
#[test]
fn ten_environments_are_kept_apart() {
    let server = Server::start();
    let names: Vec<String> = (0..10).map(|number| format!("team-{number}")).collect();
    let mut tokens = Vec::new();
    for (number, name) in names.iter().enumerate() {
        make(&server, name);
        let payload = json!({"of": name});
        let flag = json!({"type": "boolean", "enabled": true, "when_on": payload});
        server.put(&format!("/api/features/a?environment={name}"), &flag).expect(201);
        let own = json!({"type": "boolean"});
        server.put(&format!("/api/features/own-{number}?environment={name}"), &own).expect(201);
        tokens.push((server.token("server", &[name]), server.token("client", &[name])));
        if number % 2 == 1 {
            let kill = format!("/flags/a/kill?environment={name}");
            server.post(&kill, &json!({"reason": name})).expect(200);
        }
    }
    let check = |server: &Server| {
        for (number, (name, (replica, client))) in names.iter().zip(&tokens).enumerate() {
            let is_killed = number % 2 == 1;
            let expected = if is_killed { json!(false) } else { json!({"of": name}) };
            for token in [replica, client] {
                assert_eq!(value(server, token, "").expect(200)["value"], expected, "{name}");
                let foreign =
                    value(server, token, &format!("?environment=team-{}", (number + 1) % 10));
                assert_eq!(foreign.code(), "forbidden");
            }
            let snapshot = ask(server, replica, "GET", "/api/snapshot", None).expect(200);
            let flags: Vec<&String> = snapshot["features"].as_object().unwrap().keys().collect();
            assert_eq!(flags, ["a", &format!("own-{number}")]);
            assert_eq!(snapshot["state"]["killed"]["a"].is_null(), !is_killed, "{snapshot}");
            let mut stream = Sse::rules(server, replica, None);
            assert_eq!(stream.event().data["features"]["a"]["when_on"], json!({"of": name}));
        }
        let status = server.get("/status").expect(200);
        assert_eq!((&status["environment"], &status["seq"]), (&json!("default"), &json!(0)));
    };
    check(&server);
    let (data, folder) = (server.data.clone(), server.stop_and_keep().2);
    check(&Server::start_on(&data, &[]));
    drop(folder);
}

/// The SDK and OFREP of an environment that was made later.
#[test]
fn applications_follow_an_environment_that_was_just_made() {
    let server = Server::start();
    make(&server, "staging");
    let token = server.token("server", &["staging"]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let soon = Duration::from_secs(30);
    let sdk = hoist_sdk::Hoist::connect(&server.url, &token).start_wait(soon);
    let sdk = runtime.block_on(sdk.build()).unwrap();
    let flag = json!({"type": "boolean", "enabled": true});
    server.put("/api/features/a?environment=staging", &flag).expect(201);
    let user = sdk.with_user("u");
    until("the flag", soon, || user.is_enabled("a").then_some(()));
    server.post("/flags/a/kill?environment=staging", &json!({})).expect(200);
    until("the kill", soon, || (!user.is_enabled("a")).then_some(()));
    server.put("/api/features/a", &flag).expect(201);
    assert_eq!(value(&server, &token, "").expect(200)["value"], false);
}

/// What was said of environments is so after a restart, also where the server was killed.
#[test]
fn a_restart_finds_every_environment_as_it_was() {
    let mut server = Server::start();
    for (key, protected) in [("staging", false), ("production", true), ("old", false)] {
        let body = json!({"key": key, "protected": protected, "description": key});
        server.post("/api/environments", &body).expect(201);
        let flag = json!({"key": format!("of-{key}"), "type": "boolean"});
        let path = format!("/api/features?environment={key}");
        because(&server, "POST", &path, Some(&flag)).expect(201);
    }
    server.delete("/api/environments/old?confirm=old").expect(204);
    let lists = |server: &Server| {
        ["", "?archived=true"]
            .map(|query| server.get(&format!("/api/environments{query}")).expect(200))
    };
    let before = lists(&server);
    server.kill();
    let again = Server::start_on(&server.data, &[]);
    assert_eq!(lists(&again), before);
    again.get("/api/features/of-staging?environment=staging").expect(200);
    let patch = json!({"enabled": true});
    let protected = again.patch("/api/features/of-production?environment=production", &patch);
    assert_eq!(protected.code(), "invalid");
}

#[test]
fn environments_by_the_command_line() {
    let server = Server::start();
    let admin = server.admin();
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", admin.as_str())];
    let run = |arguments: &[&str]| seen(&hoist_in(&variables, arguments, b""));
    let made =
        run(&["environments", "create", "production", "--protected", "--description", "live"]);
    assert_eq!(made, "made production: it is protected\nexit status 0");
    let refused = run(&["environments", "unprotect", "production"]);
    assert!(refused.contains("is protected: say why") && refused.ends_with('1'), "{refused}");
    let create = ["flags", "create", "a", "--type", "boolean", "--environment", "production"];
    assert!(run(&create).contains("--reason"), "{}", run(&create));
    let reason = [&create[..], &["--reason", "launch"]].concat();
    assert!(run(&reason).starts_with("created a: it is off"), "{}", run(&reason));
    let delete = ["flags", "delete", "a", "--environment", "production", "--reason", "over"];
    assert!(run(&delete).contains("--confirm a"), "{}", run(&delete));
    let confirmed = [&delete[..], &["--confirm", "a"]].concat();
    assert_eq!(run(&confirmed), "deleted a\nexit status 0");
    let list = run(&["environments", "list"]);
    assert!(list.contains("production  yes        2 "), "{list}");
    let open = run(&["environments", "unprotect", "production", "--reason", "over"]);
    assert_eq!(open, "changed production: it is not protected\nexit status 0");
    let unconfirmed = run(&["environments", "archive", "production"]);
    assert!(unconfirmed.contains("--confirm <KEY>"), "{unconfirmed}");
    assert!(unconfirmed.ends_with("exit status 2"), "{unconfirmed}");
    let archived = run(&["environments", "archive", "production", "--confirm", "production"]);
    assert!(archived.starts_with("archived production: it is served no more"), "{archived}");
    let list = run(&["environments", "list", "--archived"]);
    assert!(list.contains("production  log_"), "{list}");
    let log = run(&["audit", "list", "--instance"]);
    assert!(log.contains("environments/production"), "{log}");
    let log = run(&["audit", "list", "--instance", "--collection", "environments", "--diff"]);
    assert!(log.contains("\n     ~ protected: true → false\n"), "{log}");
}

/// The commands of the guide, one after the other, as a person types them.
#[test]
fn the_guide_does_what_it_says() {
    let server = Server::start();
    let guide = std::fs::read_to_string(root().join("docs/environments.md")).unwrap();
    let blocks = guide.split("<!-- runs -->\n```sh\n").skip(1);
    let script: String = blocks.map(|block| block.split("```").next().unwrap()).collect();
    assert_eq!(script.matches("hoist ").count(), script.lines().count(), "{script}");
    let program = Path::new(env!("CARGO_BIN_EXE_hoist")).parent().unwrap();
    let script = format!("PATH=\"$PROGRAM:$PATH\"\n{script}");
    let output = Command::new("sh")
        .args(["-e", "-c", &script])
        .env("PROGRAM", program)
        .env("HOIST_URL", &server.url)
        .env("HOIST_TOKEN", server.admin())
        .env_remove("HOIST_ENVIRONMENT")
        .current_dir(server.data.parent().unwrap())
        .output()
        .unwrap();
    let seen = seen(&output);
    assert!(seen.ends_with("exit status 0"), "{seen}");
    assert_eq!(keys(&server, ""), ["default", "production", "staging"]);
    assert_eq!(keys(&server, "?archived=true"), ["preview-12"]);
}
