//! Environments as files: what is exported and imported elsewhere is the same, and a change of one
//! field is a change of one line.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::generator::{self, Random};
use crate::program::{hoist_in, seen};
use crate::server::Server;

/// Runs the program against a server, and gives everything that a person sees.
fn run(server: &Server, arguments: &[&str]) -> String {
    let admin = server.admin();
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", admin.as_str())];
    seen(&hoist_in(&variables, arguments, b""))
}

#[track_caller]
fn done(server: &Server, arguments: &[&str]) -> String {
    let seen = run(server, arguments);
    assert!(seen.ends_with("exit status 0"), "{seen}");
    seen
}

/// All files below a folder, by their path in it.
fn texts(folder: &Path) -> BTreeMap<String, String> {
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

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// What defines an environment: the digest of each document, by kind and key.
fn digests(server: &Server) -> BTreeMap<String, String> {
    let mut digests = BTreeMap::new();
    let mut path = "/api/changes?order=asc&limit=1000".to_owned();
    loop {
        let page = server.get(&path).expect(200);
        for change in page["items"].as_array().unwrap() {
            let name = format!("{} {}", change["collection"], change["key"]);
            match (change["kind"].as_str().unwrap(), change["digest"].as_str()) {
                ("deleted", _) => drop(digests.remove(&name)),
                (_, Some(digest)) => drop(digests.insert(name, digest.to_owned())),
                _ => {}
            }
        }
        let Some(cursor) = page["next"].as_str() else { return digests };
        path = format!("/api/changes?order=asc&limit=1000&cursor={cursor}");
    }
}

/// What everybody gets of everything.
fn evaluations(server: &Server, contexts: &[Value]) -> Vec<Value> {
    let mut evaluations = Vec::new();
    for context in contexts {
        let body = json!({"context": context, "now": "2026-01-15T12:00:00Z"});
        let mut found = server.post("/api/evaluate", &body).expect(200);
        let items = found["items"].as_array_mut().unwrap();
        items.sort_by_key(|each| each["key"].as_str().unwrap().to_owned());
        evaluations.push(items.clone().into());
    }
    evaluations
}

/// One change at random; what is refused, as it would leave something unsound, changes nothing.
fn change(server: &Server, random: &mut Random) {
    let made = generator::documents(random);
    let (section, documents) = random.pick(&made.as_object().unwrap().iter().collect::<Vec<_>>());
    let documents: Vec<(&String, &Value)> = documents.as_object().unwrap().iter().collect();
    let Some((key, document)) = (!documents.is_empty()).then(|| random.pick(&documents)) else {
        return;
    };
    let path = format!("/api/{section}/{key}");
    let answer = match random.below(10) {
        0 => server.post("/api/import", &made),
        1 => server.delete(&path),
        2 => server.patch(&path, &json!({"description": "multi\n  line\n\n# no comment: \t"})),
        3 => server.patch(&path, &json!({"owner": "x ".repeat(200), "metadata": {"n": "1e3"}})),
        4 => server.post(&format!("/api/features/{key}/toggle"), &json!({})),
        5 => server.post(&format!("/flags/{key}/kill"), &json!({})),
        6 => server.post(&format!("/flags/{key}/rollback"), &json!({})),
        7 => {
            let add: Vec<String> = (0..900).map(|_| format!("u-{}", random.below(5_000))).collect();
            let edit = json!({"list": "include", "add": add, "remove": ["u-1"]});
            server.post(&format!("/api/segments/segment_{}/keys", random.below(2)), &edit)
        }
        _ => server.put(&path, document),
    };
    assert!(answer.status < 500, "{}", answer.text);
}

/// An experiment in a layer whose name no file can have.
fn layered(server: &Server, key: &str) {
    let experiment = json!({
        "variants": [{"name": "control", "weight": 0.5}, {"name": "new", "weight": 0.5}],
        "metrics": ["conversion_rate"], "layer": "../pages: a/b", "traffic": 30,
        "start_date": "2026-01-05T00:00:00Z", "end_date": "2026-02-20T00:00:00Z",
    });
    server.put(&format!("/api/experiments/{key}"), &experiment).expect(201);
}

#[test]
fn what_any_changes_left_is_the_same_elsewhere() {
    let server = Server::start();
    // Who came first has the lower part of the layer, whatever comes first by name.
    ["z", "a", "m"].iter().for_each(|key| layered(&server, key));
    for seed in 0..4 {
        let mut random = Random::new(seed);
        (0..25).for_each(|_| change(&server, &mut random));
        let contexts: Vec<Value> = (0..5).map(|_| generator::context(&mut random)).collect();
        let status = server.get("/status").expect(200);
        for key in status["flags"]["killed"].as_array().unwrap() {
            server
                .post(&format!("/flags/{}/revive", key.as_str().unwrap()), &json!({}))
                .expect(200);
        }
        let folder = tempfile::tempdir().unwrap();
        let kinds: [(&str, &[&str]); 4] = [
            ("all.yaml", &[]),
            ("all.json", &[]),
            ("yaml", &["--folder"]),
            ("json", &["--format", "json", "--folder"]),
        ];
        let expected = (digests(&server), evaluations(&server, &contexts));
        assert!(expected.0.len() > 5, "{:?}", expected.0);
        for (name, how) in kinds {
            let [first, again] = ["first", "again"].map(|each| folder.path().join(each).join(name));
            [&first, &again]
                .iter()
                .for_each(|path| fs::create_dir_all(path.parent().unwrap()).unwrap());
            done(&server, &[&["export"], how, &[text(&first)]].concat());
            let other = Server::start();
            done(&other, &["import", text(&first)]);
            assert_eq!(digests(&other), expected.0, "seed {seed}, {name}");
            assert_eq!(evaluations(&other, &contexts), expected.1, "seed {seed}, {name}");
            done(&other, &[&["export"], how, &[text(&again)]].concat());
            let all = |path: &Path| {
                if path.is_dir() {
                    texts(path)
                } else {
                    BTreeMap::from([(name.to_owned(), fs::read_to_string(path).unwrap())])
                }
            };
            assert_eq!(all(&first), all(&again), "seed {seed}, {name}");
            assert!(
                all(&first).values().all(|text| text.ends_with('\n') && !text.ends_with("\n\n"))
            );
        }
    }
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
    // Nothing is written where the folder would have a document twice, or lose one.
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
    let seen = run(&server, &["export", "--folder", text(&path.join("README.md"))]);
    assert!(seen.contains("error: cannot read ") && seen.ends_with("exit status 1"), "{seen}");
}
