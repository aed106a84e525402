//! Exports of the change log, and what is found in one that somebody has changed.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::auditing::fill;
use crate::program::{hoist_in, seen};
use crate::server::Server;

/// The lines of an export of a server's log, and the hash that the server tells.
fn export(server: &Server, arguments: &[&str]) -> Vec<String> {
    let arguments: Vec<&str> = ["audit", "export"].iter().chain(arguments).copied().collect();
    let admin = server.admin();
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", admin.as_str())];
    let output = hoist_in(&variables, &arguments, b"");
    assert!(output.status.success(), "{}", seen(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_inclusive('\n').map(str::to_owned).collect()
}

/// What is said of an export with these lines.
fn verified(lines: &[String], more: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = written(&folder, lines);
    let arguments: Vec<&str> =
        ["audit", "verify", file.to_str().unwrap()].iter().chain(more).copied().collect();
    seen(&hoist_in(&[], &arguments, b""))
}

fn written(folder: &TempDir, lines: &[String]) -> PathBuf {
    let file = folder.path().join("audit.ndjson");
    std::fs::write(&file, lines.concat()).unwrap();
    file
}

#[test]
fn an_export_verifies_offline_and_tells_the_hash_that_the_server_tells() {
    let server = Server::start();
    fill(&server);
    let lines = export(&server, &[]);
    let first: Value = serde_json::from_str(&lines[0]).unwrap();
    let online = server.get("/api/changes/verify").expect(200);
    assert_eq!((&first["hash"], &first["head"]), (&online["hash"], &online["entries"]));
    assert_eq!((&first["environment"], &first["filtered"]), (&json!("default"), &json!(false)));
    let hash = first["hash"].as_str().unwrap();
    // Its first entries are the server's own, which come from nowhere.
    let told = verified(&export(&server, &["--instance"]), &[]);
    assert!(told.contains("entries, each as it was appended"), "{told}");
    let told = verified(&lines, &["--expect", hash]);
    assert!(told.contains(": 11 entries, each as it was appended"), "{told}");
    assert!(told.contains("the expected hash is that of entry 11"), "{told}");
    assert!(told.ends_with("exit status 0") && told.contains(hash), "{told}");
    // A hash that was noted earlier is still that of an entry.
    let earlier: Value = serde_json::from_str(&lines[4]).unwrap();
    let told = verified(&lines, &["--expect", earlier["hash"].as_str().unwrap()]);
    assert!(told.contains("that of entry 4"), "{told}");
    let told = verified(&lines, &["--expect", &"0".repeat(64)]);
    assert!(told.contains("no entry has the hash 0000"), "{told}");
    // What is read is what was stored, to the last digit.
    assert_eq!(lines.iter().filter(|line| line.contains("\"percentage\":2.5")).count(), 2);
    let instance = export(&server, &["--instance"]);
    assert!(verified(&instance, &[]).contains("the log instance (log_"));
    assert!(!instance.concat().contains(&server.admin()));
    let standard = hoist_in(&[], &["audit", "verify", "-", "--json"], lines.concat().as_bytes());
    let standard: Value = serde_json::from_slice(&standard.stdout).unwrap();
    assert_eq!((&standard["faults"], &standard["entries"]), (&json!([]), &json!(11)));
}

type Tamper = Box<dyn Fn(&mut Vec<String>)>;

/// What can be done to the lines of an export, and what is said first of that.
fn tamperings() -> Vec<(Tamper, &'static str)> {
    let replace = |line: usize, from: &'static str, to: &'static str| {
        move |lines: &mut Vec<String>| {
            assert!(lines[line - 1].contains(from), "{}", lines[line - 1]);
            lines[line - 1] = lines[line - 1].replacen(from, to, 1);
        }
    };
    vec![
        (Box::new(replace(9, "„nötig“", "nötig")), "line 9: entry 8 was changed"),
        (Box::new(replace(2, "flag 1", "flag 2")), "line 2: the document of entry 1 was changed"),
        (
            Box::new(replace(2, "127.0.0.1", "127.0.0.2")),
            "line 2: where entry 1 came from was changed",
        ),
        (Box::new(replace(7, "2.5", "25")), "line 7: the document of entry 6 was changed"),
        (
            Box::new(replace(3, "{", "{\"x\":1,")),
            "line 3: entry 2 cannot be read: something stands",
        ),
        (
            Box::new(replace(3, "\"created\"", "\"made\"")),
            "line 3: entry 2 cannot be read: its `kind`",
        ),
        (Box::new(replace(4, "\"seq\":3", "\"seq\":4")), "line 4: entry 3 is missing"),
        (
            Box::new(|lines| drop(lines.remove(5))),
            "line 6: entry 5 is missing: the next one there is 6",
        ),
        (Box::new(|lines| lines.swap(3, 4)), "line 4: entry 3 is missing: the next one there is 4"),
        (Box::new(|lines| lines.insert(3, lines[2].clone())), "line 4: entry 3 is missing"),
        (
            Box::new(|lines| drop(lines.pop())),
            "behind line 11: the log has 11 entries, of which the last",
        ),
        (
            Box::new(|lines| lines[11].truncate(90)),
            "line 12: entry 11 cannot be read: it ends in the middle",
        ),
        (Box::new(|lines| lines[11].truncate(0)), "behind line 11: the log has 11 entries"),
        (
            Box::new(|lines| {
                let mut change: Value = serde_json::from_str(&lines[5]).unwrap();
                change.as_object_mut().unwrap().remove("document");
                lines[5] = format!("{change}\n");
            }),
            "line 6: the document of entry 5 is missing",
        ),
        (
            Box::new(replace(1, "\"head\":11", "\"head\":12")),
            "behind line 12: the log has 12 entries",
        ),
    ]
}

#[test]
fn whatever_is_done_to_an_export_is_named() {
    let server = Server::start();
    fill(&server);
    let sound = export(&server, &[]);
    for (tamper, expected) in tamperings() {
        let mut lines = sound.clone();
        tamper(&mut lines);
        let told = verified(&lines, &[]);
        assert!(told.starts_with(expected), "{expected}: {told}");
        assert!(told.ends_with("exit status 1"), "{told}");
    }
}

/// With the head cut off as well it is a sound log, which is not the one that somebody knows.
#[test]
fn a_log_that_was_written_anew_is_known_by_its_hash() {
    let server = Server::start();
    fill(&server);
    let mut lines = export(&server, &[]);
    lines.pop();
    let mut first: Value = serde_json::from_str(&lines[0]).unwrap();
    let last: Value = serde_json::from_str(&lines[10]).unwrap();
    let known = first["hash"].as_str().unwrap().to_owned();
    (first["head"], first["hash"]) = (json!(10), last["hash"].clone());
    lines[0] = format!("{first}\n");
    assert!(verified(&lines, &[]).ends_with("exit status 0"));
    assert!(verified(&lines, &["--expect", &known]).contains("the log was cut off before it"));
    for text in ["", "{}\n", "features: {}\n"] {
        let told = verified(&[text.to_owned()], &[]);
        assert!(told.contains("is no export of a change log"), "{told}");
        assert!(told.ends_with("exit status 1"), "{told}");
    }
}

#[test]
fn an_excerpt_says_that_it_is_one() {
    let server = Server::start();
    fill(&server);
    let lines = export(&server, &["--collection", "features", "--kind", "created"]);
    assert_eq!(lines.len(), 5);
    let told = verified(&lines, &[]);
    assert!(told.starts_with("the excerpt of the log default (log_"), "{told}");
    assert!(told.contains("whether entries are missing cannot be told"), "{told}");
    assert!(told.ends_with("exit status 0"), "{told}");
    for (line, from, to, expected) in [
        (1, "flag 1", "flag 9", "line 2: the document of entry 1 was changed"),
        (2, "token:", "config:", "line 3: entry 2 was changed"),
    ] {
        let mut lines = lines.clone();
        lines[line] = lines[line].replacen(from, to, 1);
        let told = verified(&lines, &[]);
        assert!(told.starts_with(expected) && told.ends_with("exit status 1"), "{told}");
    }
    let mut lines = lines.clone();
    lines.swap(1, 2);
    assert!(verified(&lines, &[]).starts_with("line 3: entry 1 stands behind entry 2"));
}

/// A document of a database that was changed behind the server's back is missing in its export, and
/// so it is named there too.
#[test]
fn what_is_missing_in_the_database_is_missing_in_the_export() {
    let server = Server::start();
    fill(&server);
    let database = rusqlite::Connection::open(Path::new(&server.data).join("hoist.db")).unwrap();
    let removed =
        database.execute("DELETE FROM bodies WHERE body LIKE '%\"percentage\":2.5%flag 2%'", []);
    assert_eq!(removed.unwrap(), 1);
    let told = verified(&export(&server, &[]), &[]);
    assert!(told.starts_with("line 8: the document of entry 7 is missing"), "{told}");
}
