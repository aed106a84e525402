//! Folders of files: a change of one field is a change of one line, and what does not belong to an
//! export stays as it is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::json;

use crate::program::{hoist_in, seen};
use crate::server::Server;

/// Runs the program against a server, and gives everything that a person sees.
pub(crate) fn run(server: &Server, arguments: &[&str]) -> String {
    let admin = server.admin();
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", admin.as_str())];
    seen(&hoist_in(&variables, arguments, b""))
}

#[track_caller]
pub(crate) fn done(server: &Server, arguments: &[&str]) -> String {
    let seen = run(server, arguments);
    assert!(seen.ends_with("exit status 0"), "{seen}");
    seen
}

/// All files below a folder, by their path in it.
pub(crate) fn texts(folder: &Path) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(each) = folders.pop() {
        for entry in fs::read_dir(each).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let own = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                texts.insert(own, fs::read_to_string(&path).unwrap());
            }
        }
    }
    texts
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A folder with a document of every kind, as it is exported.
fn exported(server: &Server, folder: &Path) -> BTreeMap<String, String> {
    let crowd: Vec<String> = (0..1_500).map(|number| format!("user-{number:04}")).collect();
    let file = json!({
        "features": {
            "checkout": {
                "type": "percentage", "percentage": 10, "enabled": true,
                "description": "first line\nsecond line\n", "owner": "NO",
                "metadata": {"why": format!("long: {}", "words and ".repeat(40))},
                "rules": [
                    {"name": "beta", "type": "segment", "conditions": {"segment": "crowd"}, "value": true},
                    {"type": "property", "conditions": {"plan": ["on", "1e3"]}, "value": 12.5},
                ],
            },
            "search": {"type": "boolean", "requires": [{"flag": "checkout", "is": true}]},
        },
        "segments": {"crowd": {"include": crowd, "description": "the crowd"}},
        "metrics": {"buys": {"event": "buy", "kind": "mean"}},
    });
    server.post("/api/import", &file).expect(200);
    done(server, &["export", "--folder", text(folder)]);
    texts(folder)
}

#[test]
fn a_change_of_one_field_is_a_change_of_one_line_of_one_file() {
    let (server, folder) = (Server::start(), tempfile::tempdir().unwrap());
    let mut before = exported(&server, folder.path());
    let paths: Vec<&str> = before.keys().map(String::as_str).collect();
    let expected = [
        "features/checkout.yaml",
        "features/search.yaml",
        "metrics/buys.yaml",
        "segments/crowd.yaml",
    ];
    assert_eq!(paths, expected);
    insta::assert_snapshot!(before["features/checkout.yaml"].replace(&"words and ".repeat(40), "words"), @r#"
    features:
      checkout:
        type: percentage
        percentage: 10
        enabled: true
        description: |
          first line
          second line
        owner: "NO"
        metadata:
          why: "long: words"
        rules:
        - name: beta
          type: segment
          conditions:
            segment: crowd
          value: true
        - type: property
          conditions:
            plan:
            - "on"
            - "1e3"
          value: 12.5
    "#);
    let checkout = "/api/features/checkout";
    let mut rules = server.get(checkout).expect(200)["rules"].clone();
    rules[1]["value"] = json!(50);
    let changes = [
        (checkout, json!({"percentage": 25}), "features/checkout.yaml"),
        (checkout, json!({"enabled": false}), "features/checkout.yaml"),
        (checkout, json!({"description": "first line\nanother line\n"}), "features/checkout.yaml"),
        (checkout, json!({"metadata": {"why": "short"}}), "features/checkout.yaml"),
        (checkout, json!({"rules": rules}), "features/checkout.yaml"),
        ("/api/metrics/buys", json!({"window": "none"}), "metrics/buys.yaml"),
        ("/api/segments/crowd", json!({"description": "a crowd"}), "segments/crowd.yaml"),
    ];
    for (path, change, file) in changes {
        server.patch(path, &change).expect(200);
        let seen = done(&server, &["export", "--folder", text(folder.path())]);
        let place = folder.path().join(file);
        assert_eq!(seen, format!("wrote {}\nunchanged: 3\nexit status 0", place.display()));
        let after = texts(folder.path());
        let differing: Vec<_> =
            after.iter().filter(|(path, text)| before[*path] != **text).collect();
        let [(path, text)] = differing[..] else { panic!("{change}: {differing:?}") };
        let (was, is): (Vec<_>, Vec<_>) = (before[path].lines().collect(), text.lines().collect());
        let lines = was.iter().zip(&is).filter(|(was, is)| was != is).count();
        assert_eq!((path.as_str(), was.len(), lines), (file, is.len(), 1), "{change}\n{text}");
        before = after;
    }
    // A key of a long list has a line of its own.
    let edit = json!({"list": "include", "add": ["user-0500a"]});
    server.post("/api/segments/crowd/keys", &edit).expect(200);
    done(&server, &["export", "--folder", text(folder.path())]);
    let after = texts(folder.path());
    let without = after["segments/crowd.yaml"].replacen("    - user-0500a\n", "", 1);
    assert_eq!(without, before["segments/crowd.yaml"]);
}

#[test]
fn a_folder_keeps_what_is_no_business_of_an_export() {
    let (server, folder) = (Server::start(), tempfile::tempdir().unwrap());
    let path = folder.path();
    let export = |more: &[&str]| {
        let seen = run(&server, &[&["export", "--folder", text(path)], more].concat());
        seen.replace(text(path), "DIR")
    };
    exported(&server, path);
    // What says the same stays as it is, with its comments; what says something else does not.
    let search = path.join("features/search.yaml");
    let by_hand =
        "# why\nfeatures: {search: {type: boolean, requires: [{flag: checkout, is: true}]}}\n";
    fs::write(&search, by_hand).unwrap();
    fs::write(path.join("metrics/buys.yaml"), "metrics: {buys: {event: sell, kind: mean}}\n")
        .unwrap();
    fs::write(path.join("README.md"), "# Flags\n").unwrap();
    fs::write(path.join("compose.yaml"), "services: {}\n").unwrap();
    assert_eq!(export(&[]), "wrote DIR/metrics/buys.yaml\nunchanged: 3\nexit status 0");
    assert_eq!(fs::read_to_string(&search).unwrap(), by_hand);
    // What is no more is removed where it is asked for, and only if it is in its place.
    server.delete("/api/features/search").expect(204);
    server.delete("/api/metrics/buys").expect(204);
    fs::write(path.join("old.yaml"), "features: {old: {type: boolean}}\n").unwrap();
    fs::write(path.join("empty.yaml"), "features: {}\n").unwrap();
    insta::assert_snapshot!(export(&[]), @"
    left DIR/features/search.yaml, whose documents are no more: --prune removes it
    left DIR/metrics/buys.yaml, whose documents are no more: --prune removes it
    left DIR/old.yaml, whose documents are no more: it was not written by an export
    unchanged: 2
    exit status 0
    ");
    assert_eq!(texts(path).len(), 8);
    insta::assert_snapshot!(export(&["--prune"]), @"
    removed DIR/features/search.yaml
    removed DIR/metrics/buys.yaml
    left DIR/old.yaml, whose documents are no more: it was not written by an export
    unchanged: 2
    exit status 0
    ");
    let left = [
        "README.md",
        "compose.yaml",
        "empty.yaml",
        "features/checkout.yaml",
        "old.yaml",
        "segments/crowd.yaml",
    ];
    assert_eq!(texts(path).into_keys().collect::<Vec<_>>(), left);
}

#[test]
fn a_folder_has_no_document_twice_and_loses_none() {
    let (server, folder) = (Server::start(), tempfile::tempdir().unwrap());
    let path = folder.path();
    let export = |more: &[&str]| {
        let seen = run(&server, &[&["export", "--folder", text(path)], more].concat());
        seen.replace(text(path), "DIR")
    };
    exported(&server, path);
    fs::rename(path.join("features/checkout.yaml"), path.join("team.yaml")).unwrap();
    insta::assert_snapshot!(export(&["--prune"]), @"
    stderr: error: team.yaml has the flag checkout too, so nothing could read the folder: remove it there, or export to another folder
    exit status 1
    ");
    fs::rename(path.join("team.yaml"), path.join("features/checkout.yml")).unwrap();
    insta::assert_snapshot!(export(&[]), @"
    stderr: error: features/checkout.yml has the flag checkout too, so nothing could read the folder: give --prune to remove that file
    exit status 1
    ");
    assert!(
        export(&["--prune"])
            .contains("wrote DIR/features/checkout.yaml\nremoved DIR/features/checkout.yml\n")
    );
    fs::write(
        path.join("features/checkout.yaml"),
        "features: {checkout: {type: boolean}, new: {type: boolean}}\n",
    )
    .unwrap();
    insta::assert_snapshot!(export(&[]), @"
    stderr: error: features/checkout.yaml has the flag new too, which would be lost: move it to another file
    exit status 1
    ");
    // A file is no folder.
    let file = path.join("segments/crowd.yaml");
    let seen = run(&server, &["export", "--folder", text(&file)]);
    assert!(seen.contains("error: cannot read ") && seen.ends_with("exit status 1"), "{seen}");
}
