//! OpenFeature's JavaScript clients with their OFREP providers, for servers and for browsers, all
//! as published, get from a real server what an application expects.

use std::time::Duration;

use serde_json::{Value, json};

use super::client::{Client, flags};
use super::node_program;
use crate::clock::{until, within_an_hour};
use crate::server::Server;

fn start(kind: &str, server: &Server, token: &str, context: &Value) -> Client {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/outside/ofrep_client.cjs");
    let mut command = node_program();
    command.args([script, kind, &server.url, token, &context.to_string()]);
    Client::start(command)
}

/// A question to the client of a server, who says for whom it asks.
fn question(kind: &str, key: &str, default: Value, context: Value) -> Value {
    json!({"type": kind, "key": key, "default": default, "context": context})
}

#[test]
#[ignore = "it runs Node: `cargo xtask test` provides it"]
fn values_of_all_types_arrive_at_servers_and_browsers() {
    let server = Server::start();
    let seq = server.post("/api/import", &flags()).expect(200)["seq"].clone();
    let user = json!({"targetingKey": "u"});
    let cases = [
        (
            "boolean",
            "boolean",
            json!(false),
            json!({"value": true, "variant": "on",
            "reason": "STATIC", "error_code": null}),
        ),
        ("string", "string", json!("x"), json!({"value": "größer", "reason": "STATIC"})),
        // More than this language's numbers can tell apart.
        ("integer", "integer", json!(7), json!({"value": 9_007_199_254_740_992_u64})),
        ("float", "float", json!(7.5), json!({"value": 1, "error_code": null})),
        ("object", "object", json!({}), json!({"value": {"ttl": 60, "tags": ["a", "b"]}})),
        (
            "object",
            "layout",
            json!({}),
            json!({"value": {"columns": 2, "gap": 2},
            "variant": "wide", "reason": "SPLIT"}),
        ),
        ("string", "names", json!("x"), json!({"value": "b", "variant": "b"})),
        (
            "string",
            "disabled",
            json!("x"),
            json!({"value": "off", "variant": "off",
            "reason": "DISABLED", "error_code": null}),
        ),
        ("boolean", "gradual", json!(false), json!({"value": true, "reason": "SPLIT"})),
        ("boolean", "targeted", json!(true), json!({"value": false, "reason": "DEFAULT"})),
        (
            "boolean",
            "missing",
            json!(true),
            json!({"value": true, "reason": "ERROR",
            "error_code": "FLAG_NOT_FOUND"}),
        ),
        // A value of another type is the client's to refuse.
        (
            "boolean",
            "string",
            json!(true),
            json!({"value": true, "reason": "ERROR",
            "error_code": "TYPE_MISMATCH"}),
        ),
        ("integer", "object", json!(7), json!({"value": 7, "error_code": "TYPE_MISMATCH"})),
    ];
    for (kind, token) in [("server", "server"), ("web", "client"), ("server", "client")] {
        let mut client = start(kind, &server, &server.token(token, &["default"]), &user);
        for (of_type, key, default, expected) in &cases {
            client.check(&question(of_type, key, default.clone(), user.clone()), expected);
        }
        let mut metadata = json!({"flagSetId": "default", "contextId": "u",
            "experiment": "experiment", "phase": 1, "exposure": true});
        if kind == "server" {
            // In an answer with all flags it stands once for all of them.
            metadata["version"] = seq.clone();
        }
        let experiment = question("string", "experiment", json!("x"), user.clone());
        client.check(&experiment, &json!({"reason": "SPLIT", "metadata": metadata}));
        client.finish();
    }
}

#[test]
#[ignore = "it runs Node: `cargo xtask test` provides it"]
fn contexts_missing_targeting_keys_and_wrong_tokens() {
    let server = Server::start();
    server.post("/api/import", &flags()).expect(200);
    let token = server.token("client", &["default"]);
    let missing = json!({"value": true, "reason": "ERROR", "error_code": "TARGETING_KEY_MISSING"});
    let half = |context: &Value| question("boolean", "half", json!(true), context.clone());
    let targeted = |context: &Value| question("boolean", "targeted", json!(false), context.clone());
    let contexts = [json!({}), json!({"plan": "premium"}), json!({"plan": "free"})];
    let premium = json!({"value": true, "reason": "TARGETING_MATCH"});
    let free = json!({"value": false, "variant": "off", "reason": "DEFAULT"});

    let mut at_server = start("server", &server, &token, &json!({}));
    at_server.check(&half(&contexts[0]), &missing);
    at_server.check(&half(&contexts[1]), &missing);
    at_server.check(&targeted(&contexts[1]), &premium);
    at_server.check(&targeted(&contexts[2]), &free);
    at_server.finish();

    let mut in_browser = start("web", &server, &token, &contexts[0]);
    in_browser.check(&half(&contexts[0]), &missing);
    for (context, expected) in [(&contexts[1], &premium), (&contexts[2], &free)] {
        in_browser.ask(&json!({"context": context}));
        in_browser.check(&targeted(context), expected);
    }
    in_browser.finish();

    for (kind, expected) in [("server", "GENERAL"), ("web", "PROVIDER_FATAL")] {
        let mut refused = start(kind, &server, "no-token", &json!({"targetingKey": "u"}));
        let expected = json!({"value": true, "reason": "ERROR", "error_code": expected});
        refused.check(&half(&json!({"targetingKey": "u"})), &expected);
        refused.finish();
    }
}

#[test]
#[ignore = "it runs Node: `cargo xtask test` provides it"]
fn the_next_evaluation_of_a_server_sees_every_change() {
    let server = Server::start();
    server.post("/api/import", &flags()).expect(200);
    let user = json!({"targetingKey": "u"});
    let mut client = start("server", &server, &server.token("server", &["default"]), &user);
    let string = question("string", "string", json!("x"), user);
    client.check(&string, &json!({"value": "größer"}));
    server.patch("/api/features/string", &json!({"when_on": "smaller"})).expect(200);
    client.check(&string, &json!({"value": "smaller"}));
    server.post("/flags/string/kill", &json!({"reason": "fire"})).expect(200);
    client.check(&string, &json!({"value": "", "variant": "off", "reason": "DISABLED"}));
    assert_eq!(client.ask(&string)["metadata"]["killed"], true);
    client.finish();
}

#[test]
#[ignore = "it runs Node: `cargo xtask test` provides it"]
fn a_browser_sees_changes_and_kills_live() {
    within_an_hour();
    let server = Server::start();
    server.post("/api/import", &flags()).expect(200);
    let user = json!({"targetingKey": "u"});
    let mut client = start("web", &server, &server.token("client", &["default"]), &user);
    let requests = json!({"requests": true});
    let wait = json!({"wait": "change"});
    let boolean = question("boolean", "boolean", json!(false), user.clone());
    let string = question("string", "string", json!("x"), user.clone());
    let secret = question("boolean", "secret", json!(false), user);
    client.check(&boolean, &json!({"value": true}));
    // What is for servers alone is not there for a token that anybody may read.
    let hidden = json!({"value": false, "error_code": "FLAG_NOT_FOUND"});
    client.check(&secret, &hidden);

    server.patch("/api/features/string", &json!({"when_on": "smaller"})).expect(200);
    assert_eq!(client.ask(&wait), json!({"changed": ["string"]}));
    client.check(&string, &json!({"value": "smaller", "reason": "STATIC"}));

    server.post("/flags/boolean/kill", &json!({"reason": "fire"})).expect(200);
    assert_eq!(client.ask(&wait), json!({"changed": ["boolean"]}));
    let killed = json!({"value": false, "variant": "off", "reason": "DISABLED"});
    client.check(&boolean, &killed);

    // A change of what it may not see is no change for it: it has asked again, and got 304.
    let before = client.ask(&requests)["statuses"].as_array().unwrap().len();
    server.patch("/api/features/secret", &json!({"enabled": false})).expect(200);
    let statuses = until("it asks again", Duration::from_secs(30), || {
        let statuses = client.ask(&requests)["statuses"].clone();
        (statuses.as_array().unwrap().len() > before).then_some(statuses)
    });
    assert_eq!(statuses[before], 304);
    client.check(&secret, &hidden);
    server.delete("/api/features/string").expect(204);
    assert_eq!(client.ask(&wait), json!({"changed": ["string"]}));
    client.check(&string, &json!({"value": "x", "error_code": "FLAG_NOT_FOUND"}));

    // All of that over one stream, whose address did not change.
    let told = client.ask(&requests);
    assert_eq!(told["sources"], 1, "{told}");
    client.finish();
}

/// The page of `examples/web`, without the page.
#[test]
#[ignore = "it runs Node: `cargo xtask test` provides it"]
fn the_example_shows_a_flag_live() {
    within_an_hour();
    let server = Server::start();
    server.post("/api/features", &json!({"key": "new_search", "type": "boolean"})).expect(201);
    let token = server.token("client", &["default"]);
    let start = |token: &str| {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/outside/web_page.cjs");
        let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/web/flags.js");
        let mut command = node_program();
        command.args([script, example, &server.url, token, r#"{"targetingKey": "u-1"}"#]);
        Client::start(command)
    };
    let mut page = start(&token);
    let next = json!({});
    assert_eq!(page.ask(&next), json!({"values": {"new_search": false}}));
    server.patch("/api/features/new_search", &json!({"enabled": true})).expect(200);
    assert_eq!(page.ask(&next), json!({"values": {"new_search": true}}));
    server.post("/flags/new_search/kill", &json!({})).expect(200);
    assert_eq!(page.ask(&next), json!({"values": {"new_search": false}}));
    page.finish();

    let mut refused = start("none");
    let error = refused.ask(&next)["error"].as_str().unwrap().to_owned();
    assert!(error.starts_with("HTTP 401: ") && error.contains("revoked or expired"), "{error}");
}

/// The key of tickets goes with the process: whoever comes back is refused, asks again for all
/// flags, and finds a new address in the answer.
#[test]
#[cfg(target_os = "linux")]
#[ignore = "it runs Node: `cargo xtask test` provides it"]
fn a_browser_finds_its_way_back_to_a_server_that_was_restarted() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    // An address of this test's own, so that the port is still free for the second server.
    let server = Server::start_by(listening_on(&data, "127.77.0.1:0"), &data);
    server.post("/api/import", &flags()).expect(200);
    let user = json!({"targetingKey": "u"});
    let boolean = question("boolean", "boolean", json!(false), user.clone());
    let mut client = start("web", &server, &server.token("client", &["default"]), &user);
    client.check(&boolean, &json!({"value": true}));
    let address = server.url.strip_prefix("http://").unwrap().to_owned();
    server.stop();
    let server = Server::start_by(listening_on(&data, &address), &data);
    until("it has a new stream", Duration::from_secs(60), || {
        (client.ask(&json!({"requests": true}))["sources"] == 2).then_some(())
    });
    server.post("/flags/boolean/kill", &json!({})).expect(200);
    until("it sees the kill", Duration::from_secs(30), || {
        (client.ask(&boolean)["value"] == false).then_some(())
    });
    client.finish();
}

#[cfg(target_os = "linux")]
fn listening_on(data: &std::path::Path, address: &str) -> std::process::Command {
    use std::process::{Command, Stdio};

    let usual = Server::command(data, &[]);
    let arguments =
        usual.get_args().map(|one| if one == "127.0.0.1:0" { address.as_ref() } else { one });
    let mut command = Command::new(usual.get_program());
    command.args(arguments).current_dir(data.parent().unwrap());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}
