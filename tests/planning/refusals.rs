//! Plans that are refused, and plans that say how little they know.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::program::{hoist, hoist_in, hoist_with, seen, tempfile};
use crate::server::Server;

fn flag(percentage: u32) -> Value {
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
    assert!(text.starts_with("### Plan: refused") && text.contains(said), "{text}");
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
                       a fifth. If that is meant, send allow_deletes=true (--allow-deletes).\n\
                       exit status 1";
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

/// Files against files, with these contexts.
fn offline(before: &Value, after: &Value, users: &str, more: &[&str]) -> String {
    let [before, after] = [before, after].map(|file| tempfile(&file.to_string()));
    let [before, after] = [&before, &after].map(|path| path.to_str().unwrap());
    let arguments = ["plan", after, "--against", before, "--users", "-"];
    let arguments = [&arguments[..], &["--now", "2026-01-01T00:00:00Z"], more].concat();
    seen(&hoist_with(&arguments, users.as_bytes()))
}

fn users(count: usize, plan: Option<&str>) -> String {
    let line = |user: usize| match plan {
        Some(plan) => json!({"targetingKey": format!("user-{user}"), "plan": plan}),
        None => json!({"targetingKey": format!("user-{user}")}),
    };
    (0..count).map(|user| format!("{}\n", line(user))).collect()
}

#[test]
fn too_little_is_said_to_be_too_little() {
    let file = |percentage| json!({"features": {"a": flag(percentage)}});
    assert_snapshot!(offline(&file(10), &file(20), "", &[]), @"
    1 document would change: 1 updated.
    Planned against files, evaluated at 2026-01-01T00:00:00Z.

    would update features/a
      ~ percentage: 10 → 20
    unchanged: 0 (files)

    features/a:
      of all users, exactly 10 % go from off to on

    note: No contexts were given, so nothing is known of how many users move. `--users` takes a file of them, one JSON object a line.
    exit status 0
    ");
    let nameless = offline(&file(10), &file(20), &"{}\n".repeat(150), &[]);
    let why = "note: 1 different context was recorded, without a targeting key: without keys there \
        are no users to count.";
    assert!(nameless.contains(why), "{nameless}");
    assert_snapshot!(offline(&file(10), &file(20), &users(99, None), &[]), @"
    1 document would change: 1 updated.
    Planned against files, evaluated at 2026-01-01T00:00:00Z.

    would update features/a
      ~ percentage: 10 → 20
    unchanged: 0 (files)

    features/a: not known how many users move: too few were recorded
      of all users, exactly 10 % go from off to on

    note: 99 contexts of 99 users recorded: too few to say how many users move. It takes at least 100 users.
    exit status 0
    ");
    assert_snapshot!(offline(&file(10), &file(20), &users(100, None), &[]), @"
    1 document would change: 1 updated.
    Planned against files, evaluated at 2026-01-01T00:00:00Z.
    100 users in 100 contexts were evaluated.

    would update features/a
      ~ percentage: 10 → 20
    unchanged: 0 (files)

    features/a: 14 of 100 recorded users move: 14 % (95 % interval 8.53 % to 22.1 %)
      FROM  TO  USERS  CONTEXTS
      off   on  14     14
      of all users, exactly 10 % go from off to on
    exit status 0
    ");
}

#[test]
fn what_nobody_was_recorded_with_is_said_to_be_unknown() {
    let file = |value: u32| {
        json!({"features": {"a": {"type": "boolean", "enabled": true, "rules": [
            {"name": "payers", "type": "property", "conditions": {"plan": "pro"},
                "value": value}]}}})
    };
    assert_snapshot!(offline(&file(10), &file(90), &users(200, None), &[]), @r#"
    1 document would change: 1 updated.
    Planned against files, evaluated at 2026-01-01T00:00:00Z.
    200 users in 200 contexts were evaluated.

    would update features/a
      ~ rules["payers"].value: 10 → 90
    unchanged: 0 (files)

    features/a: not known how many users move; as far as was recorded, 0 of 200 move
      of those whom rules[0] (payers) matches, exactly 80 % go from off to on
      note: No recorded context has `plan`: what rules that read it do is not known, and all figures are as if nobody had it.
    exit status 0
    "#);
    assert_snapshot!(offline(&file(10), &file(90), &users(200, Some("pro")), &[]), @r#"
    1 document would change: 1 updated.
    Planned against files, evaluated at 2026-01-01T00:00:00Z.
    200 users in 200 contexts were evaluated.

    would update features/a
      ~ rules["payers"].value: 10 → 90
    unchanged: 0 (files)

    features/a: 161 of 200 recorded users move: 80.5 % (95 % interval 74.5 % to 85.4 %)
      FROM                      TO                       USERS  CONTEXTS
      off by rules[0] (payers)  on by rules[0] (payers)  161    161
      of those whom rules[0] (payers) matches, exactly 80 % go from off to on
    exit status 0
    "#);
}

/// A flag with prerequisites moves nobody for whom they are not met, however its share changes.
#[test]
fn what_prerequisites_hold_back_is_said() {
    let file = |percentage: u32| {
        json!({"features": {
            "a": {"type": "boolean", "enabled": true},
            "b": {"type": "percentage", "enabled": true, "percentage": percentage,
                "requires": [{"flag": "a", "is": false}]},
            "c": {"type": "boolean", "enabled": true, "requires": [{"flag": "b", "is": true}]},
        }})
    };
    assert_snapshot!(offline(&file(10), &file(90), "", &[]), @"
    1 document changes: 1 updated. 2 are unchanged.
    Planned against files, evaluated at 2026-01-01T00:00:00Z.

    updated features/b
        ~ percentage: 10 → 90

    features/b: not known how many users move
        of those whose prerequisites are met and whom no rule matches, exactly 80 % go from off to on

    1 other one depends on what changes; who moves there is not known.

    note: No contexts were given, so nothing is known of how many users move. `--users` takes a file of them, one JSON object a line.
    exit status 0
    ");
    let told = offline(&file(10), &file(90), &users(100, None), &[]);
    assert!(told.contains("features/b: none of 100 recorded users moves"), "{told}");
    assert!(
        told.contains("1 other one depends on what changes; nobody who was recorded"),
        "{told}"
    );
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
    assert!(shown.starts_with("### Plan: refused, nothing would change\n\n```text\n"), "{shown}");
}
