//! `hoist references` on a folder of code.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::program::{hoist, hoist_in, seen};
use crate::server::Server;

const DOCUMENTS: &str = "
features:
  checkout.flow: {type: boolean}
  dark_mode: {type: boolean}
  old_search: {type: boolean}
experiments:
  button-colour: {variants: {control: 0.5, green: 0.5}, metrics: [click_rate]}
";

/// Code in which two of four keys are named.
fn code() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &[u8]| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("features.yaml", DOCUMENTS.as_bytes());
    write(
        "src/shop.rs",
        b"// dark_mode\nif user.is_enabled(\"dark_mode\") {}\n\nis_enabled(\"dark_mod\")",
    );
    write("src/a/page.ts", b"const flow = flags.checkout.flow.value;\n\"button-colours\"\n");
    write(".github/ci.yml", b"run: ./check --flag=dark_mode\n");
    write(".git/config", b"old_search\n");
    write(".gitignore", b"target/\n");
    write("target/built.rs", b"old_search\n");
    write("docs/flags.md", b"`old_search`\n");
    write("logo.png", b"\x89PNG\0old_search\n");
    write("data.json", " \"old_search\"".repeat(400_000).as_bytes());
    folder
}

/// What is told of the folder.
fn told(folder: &Path, more: &[&str]) -> String {
    let (name, file) = (folder.to_str().unwrap(), folder.join("features.yaml"));
    let arguments = ["references", name, "--file", file.to_str().unwrap(), "--exclude", "docs"];
    seen(&hoist(&[&arguments[..], more].concat())).replace(name, "DIR")
}

#[test]
fn where_keys_are_and_where_they_are_not() {
    let folder = code();
    let expected = "\
nowhere: button-colour (experiment)
DIR/src/a/page.ts:1: checkout.flow
DIR/.github/ci.yml:1: dark_mode
DIR/src/shop.rs:1: dark_mode
DIR/src/shop.rs:2: dark_mode
nowhere: old_search (flag)
stderr: note: DIR/src/shop.rs:4 asks for dark_mod, which there is not
stderr: keys without a reference: 2; files searched: 4, 2 passed over as binary or longer than 4 MiB
exit status 0";
    assert_eq!(told(folder.path(), &[]), expected);
    let unused = told(folder.path(), &["--unused"]);
    assert!(unused.starts_with("button-colour\nold_search\nstderr: "), "{unused}");
    let folder_name = folder.path().to_str().unwrap();
    let features = folder.path().join("features.yaml");
    let arguments = ["references", folder_name, "-f", features.to_str().unwrap(), "--json"];
    let output = hoist(&arguments);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let docs = format!("{folder_name}/docs/flags.md");
    let expected = json!({"key": "old_search", "kind": "flag",
        "references": [{"file": docs, "line": 1}]});
    assert_eq!(report["items"][3], expected);
    assert_eq!(report["unknown"][0]["key"], "dark_mod");
    assert_eq!((&report["files"], &report["skipped"]), (&json!(5), &json!(2)));
}

#[test]
fn what_ci_is_told() {
    let folder = code();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let file = path("features.yaml");
    let status = |arguments: &[&str]| {
        let all = [&["references", "--file", &file, "--exit-code"], arguments].concat();
        hoist(&all).status.code()
    };
    assert_eq!(status(&[&path("src")]), Some(1), "src/shop.rs asks for what there is not");
    assert_eq!(status(&[&path("src/a")]), Some(0));
    assert_eq!(status(&[&path("src/a"), "--unused"]), Some(1));
    // A file that is named is passed over as one that is found.
    let page = path("src/a/page.ts");
    for arguments in [&[&*page, "--exclude", "*.ts"][..], &[&path("target"), "--exclude", "*"]] {
        let shown = seen(&hoist(&[&["references", "--file", &file], arguments].concat()));
        assert!(shown.starts_with("stderr: error: nothing was searched in "), "{shown}");
        assert!(shown.ends_with("exit status 1"), "{shown}");
    }
}

#[test]
fn keys_of_a_server() {
    let server = Server::start();
    server.put("/api/features/dark_mode", &json!({"type": "boolean"})).expect(201);
    server.put("/api/features/gone", &json!({"type": "boolean"})).expect(201);
    let folder = code();
    let source = folder.path().join("src");
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", &server.admin())];
    let arguments = ["references", source.to_str().unwrap(), "--unused"];
    let found = seen(&hoist_in(&variables, &arguments, b""));
    assert!(found.starts_with("gone\nstderr: "), "{found}");
    let nowhere =
        seen(&hoist(&["references", "no-such-folder", "--file", "tests/fixtures/features.yaml"]));
    assert!(nowhere.contains("cannot read no-such-folder"), "{nowhere}");
}
