//! `hoist lint` and what a server says of a document that is written, from the outside.

use insta::assert_snapshot;
use serde_json::json;

use crate::program::{BRIEF, hoist, hoist_in, hoist_with, seen};
use crate::server::Server;

/// What is found in the brief's file is so: it names a segment that it does not have, and its
/// dates have passed.
#[test]
fn the_brief_as_it_is() {
    assert_snapshot!(seen(&hoist(&["lint", BRIEF, "--now", "2026-01-01T00:00:00Z"])), @"
    tests/fixtures/features.yaml:18:20: warning[segment_missing] features.new_search_algorithm.rules[0].conditions.segment: there is no segment `beta_testers`
        Write it, unless the application names segments in its contexts.
    tests/fixtures/features.yaml:56:15: advice[schedule_over] features.database_migration.end_date: this schedule is over: everybody is in
        Take it out, or give it a new time.
    tests/fixtures/features.yaml:80:15: advice[schedule_over] experiments.homepage_redesign.end_date: this experiment is over: everybody gets the control, or what was shipped
        Take it out once nothing asks for it. What is over does not go on by a later end; one that never ran begins by a `start_date` to come.
    stderr: 6 documents: 1 warning, 2 advice
    exit status 1
    ");
}

#[test]
fn the_brief_as_json() {
    let arguments = ["lint", BRIEF, "--now", "2025-07-15T00:00:00Z", "--json"];
    assert_snapshot!(seen(&hoist(&arguments)), @r#"
    {"findings":[{"code":"segment_missing","severity":"warning","file":"tests/fixtures/features.yaml","line":18,"column":20,"path":"features.new_search_algorithm.rules[0].conditions.segment","detail":"there is no segment `beta_testers`","remedy":"Write it, unless the application names segments in its contexts."}],"diagnostics":[]}
    exit status 1
    "#);
}

/// Advice fails nothing; invalid documents do, and are told as `hoist validate` tells them.
#[test]
fn the_status_is_for_ci() {
    let of = |text: &str| seen(&hoist_with(&["lint", "-"], text.as_bytes()));
    assert_snapshot!(of("features: {a: {type: boolean}}"), @"
    stderr: 1 document: nothing found
    exit status 0
    ");
    assert_snapshot!(of("segments: {a: {include: [u-1]}}"), @"
    -:1:12: advice[segment_unused] segments.a: nothing refers to this segment
        Take it out, or name it in a rule.
    stderr: 1 document: 1 advice
    exit status 0
    ");
    assert_snapshot!(of("features: {a: {type: boolean, enabled: 5}}"), @"
    stderr: -:1:40: error[wrong_type] features.a.enabled: expected true or false, found 5
    stderr:     Write true or false.
    stderr: 1 document: 1 problem
    exit status 1
    ");
    assert_snapshot!(seen(&hoist(&["lint", "-", "--against", "-"])), @"
    stderr: error: standard input can be read only once
    exit status 2
    ");
}

#[test]
fn a_server_s_documents_and_a_file_against_them() {
    let server = Server::start();
    let share = json!({"type": "percentage", "enabled": true, "percentage": 20});
    server.put("/api/features/a", &share).expect(201);
    let mut rules = json!({"type": "targeted", "enabled": true, "rules": [
        {"type": "property", "conditions": {"plan": {"in": []}}, "value": true}]});
    rules["owner"] = "search".into();
    server.put("/api/features/b", &rules).expect(201);
    let admin = server.admin();
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", &admin)];
    let of =
        |arguments: &[&str], text: &str| seen(&hoist_in(&variables, arguments, text.as_bytes()));
    assert_snapshot!(of(&["lint"], ""), @"
    warning[contradiction] features.b.rules[0].conditions.plan.in: an empty list holds for nobody, so this rule matches nobody
        Mend the conditions, or take them out.
    stderr: 2 documents: 1 warning
    exit status 1
    ");
    let text = "features: {a: {type: percentage, enabled: true, percentage: 20, bucket_by: team}}";
    assert_snapshot!(of(&["lint", "-", "--against", "server"], text), @"
    -:1:76: warning[bucket_by_changed] features.a.bucket_by: users were told apart by the targeting key and will be by `team`: they change sides
        Write the attribute that was, unless new cards are meant.
    stderr: 1 document: 1 warning
    exit status 1
    ");
}

/// A write is never refused for what is found: it is in the answer, and only there.
#[test]
fn whoever_writes_a_document_is_told() {
    let server = Server::start();
    let path = "/api/features/search";
    let sound = json!({"type": "percentage", "enabled": true, "percentage": 20});
    assert_eq!(server.put(path, &sound).expect(201).get("warnings"), None);
    let rules = json!([
        {"type": "property", "conditions": {"plan": ["free", "basic"]}, "value": true},
        {"type": "property", "conditions": {"plan": "free"}, "value": 50},
    ]);
    let mut written = server.patch(path, &json!({"rules": rules})).expect(200);
    assert_eq!(
        written["warnings"],
        json!([{
            "code": "unreachable_rule", "severity": "warning", "path": "rules[1]",
            "detail": "whoever matches this is decided before, by rules[0]",
            "remedy": "Give it a smaller `priority`, narrow what comes before, or take it out.",
        }])
    );
    assert_eq!(server.get(path).expect(200).get("warnings"), None);
    // What was answered can be written back.
    written["salt"] = "another".into();
    let again = server.put(path, &written).expect(200);
    let codes = ["unreachable_rule", "salt_changed"].map(|code| json!(code));
    let told: Vec<_> =
        again["warnings"].as_array().unwrap().iter().map(|each| &each["code"]).collect();
    assert_eq!(told, codes.iter().collect::<Vec<_>>());
    let new = json!({"key": "a", "type": "targeted", "enabled": true, "expires": "2020-01-01"});
    let made = server.post("/api/features", &new).expect(201);
    assert_eq!(made["warnings"][0]["code"], "expired");
}

#[test]
fn whoever_writes_on_the_command_line_is_told_too() {
    let server = Server::start();
    let admin = server.admin();
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", &admin)];
    let arguments = ["flags", "create", "old", "--type", "boolean", "expires=2020-01-01"];
    assert_snapshot!(seen(&hoist_in(&variables, &arguments, b"")), @"
    created old: it is off (version 1)
    stderr: warning[expired] expires: this flag was to be gone by 2020-01-01
    stderr:     Take it out of the program and then out of here.
    exit status 0
    ");
}
