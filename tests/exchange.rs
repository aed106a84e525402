//! Files of documents out of a server and into another: all of it, or nothing.

use serde_json::{Value, json};

use crate::program::{hoist_in, seen};
use crate::server::{Answer, Server};

/// A file with a document of every kind, and a list so long that documents name it by its digest.
fn file() -> Value {
    let crowd: Vec<String> = (0..5_000).map(|number| format!("user-{number:05}")).collect();
    json!({
        "features": {
            "base": {"type": "boolean", "enabled": true},
            "checkout": {
                "type": "targeted", "enabled": true, "description": "Öl, \"quoted\": # no comment",
                "requires": [{"flag": "base", "is": true}],
                "rules": [
                    {"type": "user_segment", "conditions": {"segment": "crowd"}, "value": true},
                    {"type": "property", "conditions": {"plan": ["premium"]}, "value": 12.5},
                ],
                "metrics": ["conversion"],
                "when_on": {"steps": [1, 2.0, 1e3], "text": "yes"},
            },
        },
        "segments": {
            "crowd": {"include": crowd, "exclude": ["nobody"]},
            "inner": {"rules": [
                {"type": "user_segment", "conditions": {"segment": "crowd"}},
            ]},
        },
        "metrics": {"conversion": {"kind": "conversion", "event": "purchase"}},
        "experiments": {
            "homepage": {
                "start_date": "2025-07-01T00:00:00Z", "end_date": "2025-08-01T00:00:00Z",
                "variants": [
                    {"name": "control", "weight": 0.5, "is_control": true, "config": {}},
                    {"name": "modern", "weight": 0.5, "config": {"hero": true}},
                ],
                "metrics": ["conversion", "bounce_rate"],
            },
        },
    })
}

fn import(server: &Server, query: &str, file: &str, syntax: &str) -> Answer {
    let content_type = format!("application/{syntax}");
    let headers = [("content-type", content_type.as_str())];
    let path = format!("/api/import{query}");
    server.send("POST", &path, Some(&server.admin()), Some(file), &headers)
}

fn import_json(server: &Server, query: &str, file: &Value) -> Answer {
    import(server, query, &file.to_string(), "json")
}

fn export(server: &Server, syntax: &str) -> String {
    let answer = server.get(&format!("/api/export?format={syntax}"));
    assert_eq!(answer.header("content-type"), format!("application/{syntax}"));
    assert_eq!(answer.status, 200);
    answer.text
}

fn seq(server: &Server) -> u64 {
    server.get("/status").expect(200)["seq"].as_u64().unwrap()
}

fn names(documents: &Value) -> Vec<String> {
    let name = |document: &Value| {
        let text = |field: &str| document[field].as_str().unwrap();
        format!("{} {}", text("collection"), text("key"))
    };
    documents.as_array().unwrap().iter().map(name).collect()
}

#[test]
fn what_is_exported_and_imported_elsewhere_is_the_same() {
    let first = Server::start();
    let report = import_json(&first, "", &file()).expect(200);
    assert_eq!(report["created"].as_array().unwrap().len(), 6, "{report}");
    for syntax in ["yaml", "json"] {
        let exported = export(&first, syntax);
        let mut second = Server::start();
        let report = import(&second, "", &exported, syntax).expect(200);
        assert_eq!((&report["unchanged"], &report["seq"]), (&json!(0), &json!(6)), "{syntax}");
        for syntax in ["yaml", "json"] {
            assert!(export(&second, syntax) == export(&first, syntax), "{syntax}");
        }
        // Once more changes nothing, here and there.
        for server in [&first, &second] {
            let report = import(server, "", &exported, syntax).expect(200);
            assert_eq!((&report["unchanged"], &report["seq"]), (&json!(6), &json!(6)), "{syntax}");
        }
        second.kill();
        let again = Server::start_on(&second.data, &[]);
        assert!(export(&again, "json") == export(&first, "json"), "read from its log");
        let user = json!({"context": {"targetingKey": "user-04999"}});
        let found = again.post("/ofrep/v1/evaluate/flags/checkout", &user).expect(200);
        assert_eq!(found["reason"], "TARGETING_MATCH", "{found}");
    }
}

#[test]
fn a_dry_run_tells_what_would_be_done_and_does_nothing() {
    let server = Server::start();
    import_json(&server, "", &file()).expect(200);
    let mut changed = file();
    changed["features"]["checkout"]["enabled"] = json!(false);
    changed["features"]["new"] = json!({"type": "boolean"});
    changed["segments"].as_object_mut().unwrap().remove("inner");
    let before = (export(&server, "json"), server.get("/api/changes").expect(200));
    for query in ["", "&prune=true"] {
        let mut told = import_json(&server, &format!("?dry_run=true{query}"), &changed).expect(200);
        assert_eq!((&export(&server, "json"), &told["seq"]), (&before.0, &json!(6)));
        assert_eq!(server.get("/api/changes").expect(200), before.1);
        assert_eq!(names(&told["created"]), ["features new"]);
        assert_eq!(names(&told["updated"]), ["features checkout"]);
        let deleted: &[&str] = if query.is_empty() { &[] } else { &["segments inner"] };
        assert_eq!(names(&told["deleted"]), deleted);
        if !query.is_empty() {
            let mut done = import_json(&server, "?prune=true", &changed).expect(200);
            assert_eq!((&told["dry_run"], &done["dry_run"]), (&json!(true), &json!(false)));
            assert_eq!(done["seq"], 9);
            for report in [&mut told, &mut done] {
                report["dry_run"] = Value::Null;
                report["seq"] = Value::Null;
            }
            assert_eq!(told, done);
            assert_eq!(server.get("/api/segments/inner").status, 404);
        }
    }
}

#[test]
fn one_broken_document_keeps_all_others_out_and_everything_wrong_is_told() {
    let server = Server::start();
    import_json(&server, "", &json!({"features": {"old": {"type": "boolean"}}})).expect(200);
    let broken = "features:\n  good: {type: boolean}\n  bad: {type: boolen}\n  worse:\n    \
                  type: percentage\n    percentage: 250\nsegments:\n  late: {include: 5}\n";
    for query in ["", "?dry_run=true", "?prune=true"] {
        let refused = import(&server, query, broken, "yaml");
        assert_eq!((refused.status, refused.code()), (422, "invalid".to_owned()), "{query}");
        let problem = refused.json();
        let places: Vec<(&str, u64)> = problem["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["path"].as_str().unwrap(), one["line"].as_u64().unwrap()))
            .collect();
        let expected = [
            ("features.bad.type", 3),
            ("features.worse.percentage", 6),
            ("segments.late.include", 8),
        ];
        assert_eq!(places, expected);
        assert_eq!((seq(&server), server.get("/api/features/good").status), (1, 404));
        assert_eq!(server.get("/api/features/old").status, 200);
    }
}

#[test]
fn under_a_freeze_nothing_is_imported() {
    let server = Server::start();
    import_json(&server, "", &file()).expect(200);
    server.post("/experiments/freeze", &json!({"reason": "holidays"})).expect(200);
    let new = json!({"features": {"new": {"type": "boolean"}}});
    for (query, body) in
        [("", &new), ("?dry_run=true", &new), ("?prune=true&allow_deletes=true", &new)]
    {
        let refused = import_json(&server, query, body);
        assert_eq!((refused.status, refused.code()), (409, "frozen".to_owned()), "{query}");
        assert!(refused.json()["detail"].as_str().unwrap().contains("holidays"));
    }
    // What changes nothing is no change.
    assert_eq!(import_json(&server, "", &file()).expect(200)["unchanged"], 6);
    server.post("/experiments/unfreeze", &json!({})).expect(200);
    // A freeze of experiments alone leaves the rest open.
    server.post("/experiments/freeze", &json!({"scope": "experiments"})).expect(200);
    import_json(&server, "", &new).expect(200);
    let experiment = &file()["experiments"]["homepage"];
    let other = json!({"features": {"newer": {"type": "boolean"}}, "experiments": {
        "other": experiment}});
    assert_eq!(import_json(&server, "", &other).code(), "frozen");
    assert_eq!(server.get("/api/features/newer").status, 404);
}

#[test]
fn what_others_refer_to_is_not_deleted() {
    let server = Server::start();
    import_json(&server, "", &file()).expect(200);
    let table = [
        ("/api/features/base", "The flag base is used by flag checkout."),
        ("/api/segments/crowd", "The segment crowd is used by flag checkout, segment inner."),
        (
            "/api/metrics/conversion",
            "The metric conversion is used by flag checkout, experiment homepage.",
        ),
    ];
    for (path, told) in table {
        let refused = server.delete(path);
        assert_eq!((refused.status, refused.code()), (409, "referenced".to_owned()));
        let problem = refused.json();
        let detail = problem["detail"].as_str().unwrap();
        assert_eq!(detail, format!("{told} Change those first, or delete them."));
    }
    // To prune is to delete: what stays must not refer to what goes.
    let mut without = file();
    without["features"].as_object_mut().unwrap().remove("base");
    let refused = import_json(&server, "?prune=true", &without);
    assert!(refused.status == 409 || refused.status == 422, "{}", refused.text);
    assert_eq!(seq(&server), 6);
    // What goes together may refer to each other.
    let rest = json!({"metrics": file()["metrics"].clone()});
    let report = import_json(&server, "?prune=true&allow_deletes=true", &rest).expect(200);
    assert_eq!((report["deleted"].as_array().unwrap().len(), seq(&server)), (5, 11));
    server.delete("/api/metrics/conversion").expect(204);
}

/// The files of a folder are one import: whole or not at all, and each may name what another has.
#[test]
fn a_folder_is_imported_whole_or_not_at_all() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("a.yaml", "features: {a: {type: boolean, requires: [{flag: b, is: true}]}}\n");
    write("b.yaml", "features: {b: {type: boolen}}\n");
    let admin = server.admin();
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", admin.as_str())];
    let import = |more: &[&str]| {
        let arguments = [&["import", folder.path().to_str().unwrap()], more].concat();
        seen(&hoist_in(&variables, &arguments, b""))
    };
    let refused = import(&[]);
    assert!(
        refused.contains("b.yaml:1:22: error[") && refused.contains("exit status 1"),
        "{refused}"
    );
    assert_eq!(server.get("/status").expect(200)["seq"], 0);
    write("b.yaml", "features: {b: {type: boolean}}\n");
    let imported = import(&[]);
    assert!(imported.starts_with("created features/a\ncreated features/b\n"), "{imported}");
    server.put("/api/features/c", &json!({"type": "boolean"})).expect(201);
    let pruned = import(&["--prune", "--allow-deletes"]);
    assert!(pruned.starts_with("deleted features/c\nunchanged: 2 "), "{pruned}");
}
