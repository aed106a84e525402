//! Plans that are refused, and plans that say how little they know.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::doubts::offline;
use crate::program::{hoist, hoist_in, seen, tempfile};
use crate::server::Server;

pub(super) fn flag(percentage: u32) -> Value {
    json!({"type": "percentage", "enabled": true, "percentage": percentage})
}

fn detail(server: &Server, path: &str, token: &str, body: &Value, status: u16) -> String {
    let headers = [("content-type", "application/json")];
    let answer = server.send("POST", path, Some(token), Some(&body.to_string()), &headers);
    answer.expect(status)["detail"].as_str().unwrap().to_owned()
}

#[test]
fn a_plan_for_another_environment_is_refused() {
    let server = Server::start();
    let viewer = server.token("viewer", &["default"]);
    let body = json!({"features": {"a": flag(5)}});
    let path = "/api/plan?environment=staging";
    let why = detail(&server, path, &viewer, &body, 403);
    assert_eq!(why, "This token does not hold for that environment.");
    let file = tempfile("features: {a: {type: boolean, enabled: true}}");
    let variables = [("HOIST_URL", &*server.url), ("HOIST_TOKEN", &*viewer)];
    let arguments = ["plan", file.to_str().unwrap(), "--environment", "staging"];
    assert_snapshot!(seen(&hoist_in(&variables, &arguments, b"")), @"
    stderr: error: This token does not hold for that environment.
    exit status 1
    ");
    let admin = server.admin();
    let why = detail(&server, path, &admin, &body, 404);
    assert_eq!(why, "There is no environment staging.");
    // The right one by name, and files of another: nothing of it is there.
    let plan = server.post("/api/plan", &body).expect(200);
    assert!(!plan["notes"].to_string().contains("is it the one"), "{}", plan["notes"]);
    server.put("/api/features/other", &flag(5)).expect(201);
    let plan = server.post("/api/plan", &body).expect(200);
    let notes = plan["notes"].to_string();
    let which =
        "None of these documents is in the environment default, which has 1 other document:";
    assert!(notes.contains(which), "{notes}");
    // An empty environment is the right one only where there is no other.
    server.post("/api/environments", &json!({"key": "staging"})).expect(201);
    let plan = server.post("/api/plan?environment=staging", &body).expect(200);
    let notes = plan["notes"].to_string();
    assert!(notes.contains("in the environment staging, which is empty: is it the one"), "{notes}");
}

#[test]
fn what_an_import_would_refuse_is_refused_or_told() {
    let server = Server::start();
    let documents = json!({
        "features": {"base": flag(5), "above": {"type": "boolean", "enabled": true,
            "requires": [{"flag": "base", "is": true}]}},
    });
    server.post("/api/import", &documents).expect(200);
    let admin = server.admin();
    let invalid = json!({"features": {"base": {"type": "percentage", "percentage": 500}}});
    let why = detail(&server, "/api/plan", &admin, &invalid, 422);
    assert!(why.starts_with("500 "), "{why}");
    let without = json!({"features": {"above": {"type": "boolean", "enabled": true,
        "requires": [{"flag": "base", "is": true}]}}});
    let why = detail(&server, "/api/plan?prune=true&allow_deletes=true", &admin, &without, 409);
    assert_eq!(why, "The flag base is used by flag above. Change those first, or delete them.");
    // What is wrong in the file comes before what that does to what is there.
    let file = tempfile(&invalid.to_string());
    let variables = [("HOIST_URL", &*server.url), ("HOIST_TOKEN", &*admin)];
    let told = seen(&hoist_in(&variables, &["plan", file.to_str().unwrap()], b""));
    assert_snapshot!(told.replace(file.to_str().unwrap(), "FILE"), @"
    stderr: error: What was sent is not sound
    stderr: FILE:1:55: error[percentage_range] features.base.percentage: 500 is no percentage
    stderr:     Write a number from 0 to 100 with at most two decimals, such as 25 or 0.5.
    stderr: on the server: error[prerequisite_refused] features.above.requires[0].flag: `base` itself was refused
    stderr:     Mend that one first; its problems are listed too.
    exit status 1
    ");
    let circle = json!({"features": {"base": {"type": "boolean", "enabled": true,
        "requires": [{"flag": "above", "is": true}]}}});
    let why = detail(&server, "/api/plan", &admin, &circle, 422);
    assert_eq!(
        why,
        "these require each other in a circle: above → base → above. Take one of these references out."
    );
    assert!(detail(&server, "/api/plan?prun=true", &admin, &circle, 400).contains("prun"));

    server.post("/experiments/freeze", &json!({"scope": "all", "reason": "audit"})).expect(200);
    let plan = server.post("/api/plan", &json!({"features": {"base": flag(50)}})).expect(200);
    let obstacles = plan["obstacles"].as_array().unwrap();
    assert_eq!(obstacles.len(), 1);
    assert!(obstacles[0].as_str().unwrap().contains("frozen"), "{obstacles:?}");
    server.post("/experiments/unfreeze", &json!({})).expect(200);
    server.post("/flags/base/kill", &json!({"reason": "fire"})).expect(200);
    let plan = server.post("/api/plan", &json!({"features": {"base": flag(50)}})).expect(200);
    let notes = plan["movements"][0]["notes"].to_string();
    assert!(notes.contains("It is killed"), "{notes}");
    // Nothing of all this has changed anything.
    assert_eq!(server.get("/api/features/base").json()["percentage"], 5);
}

/// Whoever reads stdout as Markdown or as JSON finds there what was refused.
#[test]
fn a_refusal_is_written_as_the_answer_would_be() {
    let server = Server::start();
    let variables = [("HOIST_URL", &*server.url), ("HOIST_TOKEN", &*server.admin())];
    let file = tempfile("features: {a: {type: boolen}}");
    let file = file.to_str().unwrap();
    let said = "\"boolen\" is none of the possible values";
    let comment = hoist_in(&variables, &["plan", file, "--markdown"], b"");
    let text = String::from_utf8(comment.stdout).unwrap();
    assert!(text.starts_with("### Hoist: refused") && text.contains(said), "{text}");
    for (arguments, code) in [
        (&["plan", file][..], "invalid"),
        (&["import", file], "invalid"),
        (&["rollback", "a"], "not_found"),
        (&["promote", "a", "--from", "default", "--to", "nowhere"], "not_found"),
    ] {
        let refused = hoist_in(&variables, &[arguments, &["--json"]].concat(), b"");
        let problem: Value = serde_json::from_slice(&refused.stdout).unwrap();
        assert_eq!(problem["code"], code, "{arguments:?}");
        assert_eq!(refused.status.code(), Some(1), "{arguments:?}");
        let told = String::from_utf8(refused.stderr).unwrap();
        assert!(told.starts_with("error: "), "{told}");
    }
}

#[test]
fn documents_of_configuration_files_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("flags.yaml");
    let file = |percentage: u32| json!({"features": {"a": flag(percentage)}});
    std::fs::write(&config, file(5).to_string()).unwrap();
    let server = Server::start_with(&["--config", config.to_str().unwrap()]);
    let plan = server.post("/api/plan", &file(50)).expect(200);
    let obstacles = plan["obstacles"].to_string();
    assert!(obstacles.contains("configuration files"), "{obstacles}");
    assert_eq!(plan["movements"][0]["exact"][0]["moves"][0]["ranks"], 4_500);
}

/// A plan that would delete much is refused as the import would be, and both are let through by
/// the same words.
#[test]
fn most_documents_are_not_deleted_by_accident() {
    let server = Server::start();
    let file = |keys: &[&str]| {
        let flags = keys.iter().map(|key| ((*key).to_owned(), flag(5)));
        json!({"features": flags.collect::<serde_json::Map<_, _>>()})
    };
    let before = file(&["a", "b", "c", "d", "e"]);
    server.post("/api/import", &before).expect(200);
    let viewer = server.token("viewer", &["default"]);
    let [few, most] = [&["a", "b"][..], &["a", "b", "c", "d"]].map(|keys| {
        let path = tempfile(&file(keys).to_string());
        path.to_str().unwrap().to_owned()
    });
    let against = tempfile(&before.to_string());
    let variables = [("HOIST_URL", &*server.url), ("HOIST_TOKEN", &*viewer)];
    for base in [&["plan", &few][..], &["plan", &few, "--against", against.to_str().unwrap()]] {
        let plan = |more: &[&str]| seen(&hoist_in(&variables, &[base, more].concat(), b""));
        let refused = "stderr: error: The import would delete 3 of 5 documents, which is more than \
                       a fifth: features/c, features/d, features/e. If that is meant, send \
                       allow_deletes=true (--allow-deletes).\nexit status 1";
        assert_eq!(plan(&["--prune"]), refused);
        let comment = plan(&["--prune", "--markdown"]);
        assert!(comment.starts_with("### Hoist: refused, nothing changes"), "{comment}");
        let meant = plan(&["--prune", "--allow-deletes"]);
        assert!(meant.starts_with("3 documents would change: 3 deleted.\n"), "{meant}");
        assert!(meant.ends_with("exit status 0"), "{meant}");
        assert!(plan(&["--allow-deletes"]).ends_with("exit status 2"));
    }
    let fifth = seen(&hoist_in(&variables, &["plan", &most, "--prune"], b""));
    assert!(fifth.starts_with("1 document would change: 1 deleted.\n"), "{fifth}");
    // What else stands in the way is what is read first.
    server.post("/experiments/freeze", &json!({"scope": "all", "reason": "audit"})).expect(200);
    let frozen = seen(&hoist_in(&variables, &["plan", &most, "--prune"], b""));
    assert!(frozen.starts_with("would be refused now: "), "{frozen}");
    let frozen = seen(&hoist_in(&variables, &["plan", &most, "--prune", "--markdown"], b""));
    let start = "### Plan for <code>default</code>\n\n> **Would be refused now:** ";
    assert!(frozen.starts_with(start), "{frozen}");
}

#[test]
fn a_rule_that_nobody_reaches_is_found_anew() {
    let rule = |country: &str| json!({"type": "location", "conditions": {"country": country}, "value": true});
    let file = |rules: Value| json!({"features": {"a": {"type": "targeted", "enabled": true, "rules": rules}}});
    let before = file(json!([rule("US")]));
    let after = file(json!([rule("US"), rule("US")]));
    let shown = offline(&before, &after, "", &["--json"]);
    let plan: Value = serde_json::from_str(shown.lines().next().unwrap()).unwrap();
    let findings = plan["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0]["code"], "unreachable_rule");
    assert_eq!((&findings[0]["key"], &findings[0]["line"]), (&json!("a"), &json!(1)));
}

#[test]
fn wrong_usage() {
    assert_snapshot!(seen(&hoist(&["plan"])), @"
    stderr: error: the following required arguments were not provided:
    stderr:   <FILE>...
    stderr: 
    stderr: Usage: hoist plan <FILE>...
    stderr: 
    stderr: For more information, try '--help'.
    exit status 2
    ");
    assert_snapshot!(seen(&hoist(&["plan", "a.yaml", "--users", "b"])), @"
    stderr: error: the following required arguments were not provided:
    stderr:   --against <FILE>
    stderr: 
    stderr: Usage: hoist plan --against <FILE> --users <FILE|-> <FILE>...
    stderr: 
    stderr: For more information, try '--help'.
    exit status 2
    ");
    assert_snapshot!(seen(&hoist(&["plan", "-", "--against", "-"])), @"
    stderr: error: standard input can be read only once
    exit status 2
    ");
    assert_snapshot!(seen(&hoist(&["plan", "nothing.yaml", "--against", "nothing.yaml"])), @"
    stderr: error: cannot read nothing.yaml: No such file or directory (os error 2)
    exit status 1
    ");
    let file = json!({"features": {"a": flag(5)}});
    assert_snapshot!(offline(&file, &file, "{}\n[]\n", &[]), @r#"
    stderr: error: -:2: a context is a JSON object such as {"targetingKey": "user-1"}
    exit status 1
    "#);
    let wrong = json!({"features": {"a": {"type": "percentage", "percentage": 5, "rule": []}}});
    let shown = offline(&file, &wrong, "", &[]);
    assert!(shown.ends_with("exit status 1") && shown.contains("unknown_field"), "{shown}");
    let shown = offline(&file, &wrong, "", &["--markdown"]);
    assert!(shown.starts_with("### Hoist: refused, nothing changes\n\n```text\n"), "{shown}");
}
