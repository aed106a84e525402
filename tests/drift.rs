//! Configuration files and what holds: each document names its file and line, and what is not as
//! the files say is told.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::until;
use crate::folders::{done, text};
use crate::server::Server;

/// The files are looked at every second.
const WITHIN: Duration = Duration::from_secs(20);

fn serve(folder: &Path) -> Server {
    let config = folder.join("config");
    let arguments = ["--config", text(&config), "--config-allow-deletes"];
    Server::start_on(&folder.join("data"), &arguments)
}

/// Writes a file of the configuration at once, as editors do.
fn write(folder: &Path, name: &str, text: &str) {
    let file = folder.join("config").join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let new = file.with_extension("new");
    fs::write(&new, text).unwrap();
    fs::rename(new, file).unwrap();
}

fn place(server: &Server, key: &str) -> Value {
    server.get(&format!("/api/features/{key}")).expect(200)["managed_at"].clone()
}

#[track_caller]
fn until_place(server: &Server, key: &str, file: &str, line: u32) {
    let expected = json!({"file": file, "line": line});
    until("the place", WITHIN, || (place(server, key) == expected).then_some(()));
}

fn config(server: &Server) -> Value {
    server.get("/status").expect(200)["config"].clone()
}

/// What is not as the files say, a line each.
fn drift(server: &Server) -> Vec<String> {
    let line = |drift: &Value| {
        let text = |field: &str| drift[field].as_str().unwrap_or("-").to_owned();
        let [what, collection, key, file] = ["what", "collection", "key", "file"].map(text);
        format!("{what} {collection}/{key} {file}:{} {}", drift["line"], text("detail"))
    };
    config(server)["drift"].as_array().unwrap().iter().map(line).collect()
}

#[track_caller]
fn until_drift(server: &Server, expected: &[&str]) {
    until("the drift", WITHIN, || (drift(server) == expected).then_some(()));
}

const FLAGS: &str = "features:\n  a: {type: boolean, enabled: true}\n  b:\n    type: boolean\n";
const MORE: &str = r#"{"features": {"c": {"type": "boolean", "enabled": true}}}"#;

#[test]
fn a_managed_document_names_its_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "flags/team.yaml", FLAGS);
    write(folder.path(), "more.json", MORE);
    let mut server = serve(folder.path());
    for (key, file, line) in
        [("a", "flags/team.yaml", 2), ("b", "flags/team.yaml", 3), ("c", "more.json", 1)]
    {
        assert_eq!(place(&server, key), json!({"file": file, "line": line}));
        let refused = server.patch(&format!("/api/features/{key}"), &json!({"owner": "me"}));
        assert_eq!(refused.code(), "managed");
        let expected = format!("configuration files ({file}:{line}): change it there.");
        assert!(refused.text.contains(&expected), "{}", refused.text);
    }
    // What the server says of a document can be sent back.
    let mut mine = server.get("/api/features/a").expect(200);
    mine["key"] = json!("mine");
    assert_eq!(server.post("/api/features", &mine).expect(201).get("managed_at"), None);
    let seq = server.get("/status").expect(200)["seq"].clone();
    // Lines and files change without any change of a document, and the places with them.
    write(folder.path(), "flags/team.yaml", &format!("# The team's flags\n\n{FLAGS}"));
    until_place(&server, "b", "flags/team.yaml", 5);
    fs::rename(folder.path().join("config/more.json"), folder.path().join("config/z.json"))
        .unwrap();
    until_place(&server, "c", "z.json", 1);
    assert_eq!(server.get("/status").expect(200)["seq"], seq);
    // They are right after a change of something else, and after a restart.
    server.patch("/api/features/mine", &json!({"enabled": false})).expect(200);
    server.post("/flags/a/kill", &json!({})).expect(200);
    assert_eq!(place(&server, "b"), json!({"file": "flags/team.yaml", "line": 5}));
    server.kill();
    let server = serve(folder.path());
    assert_eq!(place(&server, "a"), json!({"file": "flags/team.yaml", "line": 4}));
    let list = server.get("/api/features").expect(200);
    let places: Vec<&Value> =
        list["items"].as_array().unwrap().iter().map(|flag| &flag["managed_at"]["line"]).collect();
    assert_eq!(places, [&json!(4), &json!(5), &json!(1), &Value::Null]);
    let page = done(&server, &["flags", "get", "b"]);
    assert!(page.contains("# managed by config at flags/team.yaml:5\n"), "{page}");
    // A bad file changes no place: what holds is from the one before.
    write(folder.path(), "flags/team.yaml", "features:\n\n\n\n\n  a: {type: boolen}\n");
    until("told", WITHIN, || (config(&server)["applied"] == false).then_some(()));
    assert_eq!(place(&server, "a"), json!({"file": "flags/team.yaml", "line": 4}));
}

#[test]
fn a_server_that_starts_with_a_bad_file_knows_no_lines_and_says_which_files() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "flags.yaml", FLAGS);
    let mut server = serve(folder.path());
    server.kill();
    write(folder.path(), "flags.yaml", "features: [\n");
    let server = serve(folder.path());
    let flag = server.get("/api/features/a").expect(200);
    assert_eq!((&flag["managed_by"], flag.get("managed_at")), (&json!("config"), None));
    assert_eq!(config(&server)["drift"], json!([]));
    let refused = server.delete("/api/features/a");
    assert!(
        refused.text.contains(&format!("({})", text(&folder.path().join("config")))),
        "{}",
        refused.text
    );
    write(folder.path(), "flags.yaml", FLAGS);
    until_place(&server, "a", "flags.yaml", 2);
}

#[test]
fn what_is_not_as_the_files_say_is_told() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "flags.yaml", FLAGS);
    write(folder.path(), "more.json", MORE);
    let server = serve(folder.path());
    assert_eq!(drift(&server), [""; 0]);
    // A flag that is off by its file is off: its kill is nothing that a reader of the file misses.
    for key in ["a", "b"] {
        server.post(&format!("/flags/{key}/kill"), &json!({"reason": "fire"})).expect(200);
    }
    server.put("/api/segments/staff", &json!({"include": ["u"]})).expect(201);
    let at = server.get("/api/features/a").expect(200)["killed"].clone();
    let (by, at) = (at["by"].as_str().unwrap(), at["at"].as_str().unwrap());
    let killed =
        format!("killed features/a flags.yaml:2 killed by {by} since {}Z: fire", &at[..19]);
    let staff = "unmanaged segments/staff -:null no file has it";
    assert_eq!(drift(&server), [&*killed, staff]);
    let page = done(&server, &["status"]);
    let line = format!(
        "drift        features/a (flags.yaml:2): killed by {by} since {}Z: fire\n",
        &at[..19]
    );
    assert!(
        page.contains(&line) && page.contains("\n             segments/staff: no file has it\n"),
        "{page}"
    );
    // Under a freeze what is new, changed or gone in the files waits, and is told where it is.
    server.post("/experiments/freeze", &json!({})).expect(200);
    let new = "features:\n\n  a: {type: boolean, enabled: true, description: new}\n  d: {type: boolean}\n";
    write(folder.path(), "flags.yaml", new);
    let waits = [
        &killed.replace("yaml:2", "yaml:3"),
        "waiting features/a flags.yaml:3 what the file says does not hold yet",
        "waiting features/b -:null no file has it any more, and it is not deleted yet",
        staff,
        "waiting features/d flags.yaml:4 what the file says does not hold yet",
    ];
    until_drift(&server, &waits);
    // The place of what holds is the one that it was applied from.
    assert_eq!(place(&server, "a"), json!({"file": "flags.yaml", "line": 2}));
    server.post("/experiments/unfreeze", &json!({})).expect(200);
    until_drift(&server, &[&killed.replace("yaml:2", "yaml:3"), staff]);
    assert_eq!(place(&server, "d"), json!({"file": "flags.yaml", "line": 4}));
    server.post("/flags/a/revive", &json!({})).expect(200);
    server.delete("/api/segments/staff").expect(204);
    assert_eq!(drift(&server), [""; 0]);
}

#[test]
fn other_environments_are_told_nothing_of_the_files() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "flags.yaml", "features:\n  secret: {type: boolen}\n");
    let server = serve(folder.path());
    assert_eq!(config(&server)["applied"], false);
    crate::environments::make(&server, "staging");
    let status = server.get("/status?environment=staging").expect(200);
    assert_eq!(status["config"], Value::Null);
}
