//! Configuration files are kept in force: whole or not at all, whatever happens to them, and what
//! became of them is told.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::clock::until;
use crate::server::Server;

/// The files are looked at every second.
const WITHIN: Duration = Duration::from_secs(20);

/// A server with a configuration file, or a folder with that file in it; its path; and the folder
/// that everything is in.
fn fixture(text: &str, in_folder: bool, arguments: &[&str]) -> (Server, PathBuf, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join(if in_folder { "config" } else { "features.yaml" });
    if in_folder {
        fs::create_dir(&config).unwrap();
        fs::write(config.join("features.yaml"), text).unwrap();
    } else {
        fs::write(&config, text).unwrap();
    }
    let server = serve(folder.path(), &config, arguments);
    (server, config, folder)
}

fn serve(folder: &Path, config: &Path, arguments: &[&str]) -> Server {
    let arguments = [&["--config", config.to_str().unwrap()], arguments].concat();
    Server::start_on(&folder.join("data"), &arguments)
}

fn flags(keys: impl IntoIterator<Item = &'static str>) -> String {
    let flag = |key| format!("  {key}: {{type: boolean, enabled: true}}\n");
    "features:\n".to_owned() + &keys.into_iter().map(flag).collect::<String>()
}

fn config(server: &Server) -> Value {
    server.get("/status").expect(200)["config"].clone()
}

fn seq(server: &Server) -> u64 {
    server.get("/status").expect(200)["seq"].as_u64().unwrap()
}

fn keys(server: &Server) -> Vec<String> {
    let list = server.get("/api/features?limit=1000").expect(200);
    let key = |flag: &Value| flag["key"].as_str().unwrap().to_owned();
    list["items"].as_array().unwrap().iter().map(key).collect()
}

#[track_caller]
fn until_keys(server: &Server, expected: &[&str]) {
    until("the flags", WITHIN, || (keys(server) == expected).then_some(()));
    until("applied", WITHIN, || (config(server)["applied"] == true).then_some(()));
}

/// Waits until the files are reported to be wrong in this way.
#[track_caller]
fn until_problem(server: &Server, part: &str) -> Vec<String> {
    let told = |config: &Value| -> Vec<String> {
        let problems = config["problems"].as_array().unwrap().iter();
        problems.map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    until(part, WITHIN, || {
        let config = config(server);
        let is_told = told(&config).iter().any(|problem| problem.contains(part));
        is_told.then(|| {
            assert_eq!(config["applied"], false);
            told(&config)
        })
    })
}

/// Waits until something is in the log so often, and not more often: what is logged is read by
/// another thread.
#[track_caller]
fn until_logged(server: &Server, part: &str, times: usize) {
    let logged = || server.log().matches(part).count();
    until("it is logged", WITHIN, || (logged() >= times).then_some(()));
    assert_eq!(logged(), times, "{}", server.log());
}

/// Puts a new text in place as editors and tools do: beside it, then over it.
fn replace(file: &Path, text: &str) {
    let new = file.with_extension("new");
    fs::write(&new, text).unwrap();
    fs::rename(new, file).unwrap();
}

#[test]
fn a_file_is_applied_on_start_and_when_it_changes() {
    let (mut server, file, folder) = fixture(&flags(["a", "b"]), false, &[]);
    assert_eq!(keys(&server), ["a", "b"]);
    let status = config(&server);
    assert_eq!((&status["applied"], &status["problems"]), (&json!(true), &json!([])));
    assert_eq!(status["path"], file.to_str().unwrap());
    let flag = server.get("/api/features/a").expect(200);
    assert_eq!((&flag["managed_by"], &flag["version"]), (&json!("config"), &json!(1)));
    let change = &server.get("/api/changes").expect(200)["items"][0];
    assert_eq!((&change["actor"], &change["kind"]), (&json!("config"), &json!("created")));
    replace(&file, &flags(["a", "b", "c"]));
    until_keys(&server, &["a", "b", "c"]);
    // Only what is new is a change; the same file after a restart is none.
    assert_eq!(seq(&server), 3);
    server.kill();
    let server = serve(folder.path(), &file, &[]);
    assert_eq!((seq(&server), config(&server)["applied"].clone()), (3, json!(true)));
}

#[test]
fn a_bad_file_changes_nothing_and_is_told_everywhere() {
    let (server, file, _folder) = fixture(&flags(["a", "b"]), false, &[]);
    let bad = "features:\n  a: {type: boolean, enabled: false}\n  b: {type: boolen}\n";
    replace(&file, bad);
    let name = file.display().to_string();
    let problems = until_problem(&server, "features.b.type");
    assert_eq!(problems.len(), 1);
    assert!(problems[0].starts_with(&format!("{name}:3:13: error[not_one_of]")), "{problems:?}");
    let ready = server.send("GET", "/readyz", None, None, &[]).expect(200);
    assert_eq!((&ready["status"], &ready["config"]), (&json!("degraded"), &json!(false)));
    let place = format!("{name}:3:13: error[not_one_of]");
    until_logged(&server, &place, 1);
    assert_eq!((seq(&server), keys(&server)), (2, vec!["a".into(), "b".into()]));
    assert_eq!(server.get("/api/features/a").expect(200)["enabled"], true);
    // It is told once, and not at every look.
    replace(&file, &bad.replace("boolen", "bolean"));
    until_problem(&server, "bolean");
    until_logged(&server, &place, 2);
    fs::remove_file(&file).unwrap();
    until_problem(&server, &format!("cannot read {name}"));
    replace(&file, &bad.replace("boolen", "boolean"));
    until("recovery", WITHIN, || (config(&server)["applied"] == true).then_some(()));
    assert_eq!(server.get("/api/features/a").expect(200)["enabled"], false);
    assert_eq!(config(&server)["problems"], json!([]));
    let ready = server.send("GET", "/readyz", None, None, &[]).expect(200);
    assert_eq!((&ready["status"], &ready["config"]), (&json!("ready"), &json!(true)));
}

#[test]
fn a_server_starts_with_a_bad_file_and_says_so() {
    let (server, file, _folder) = fixture("features: [\n", false, &[]);
    until_problem(&server, "features.yaml:1:11: error[yaml_syntax]");
    assert_eq!(seq(&server), 0);
    replace(&file, &flags(["a"]));
    until_keys(&server, &["a"]);
}

#[test]
fn an_empty_folder_deletes_nothing() {
    let (server, folder, _parent) = fixture(&flags(["a"]), true, &[]);
    fs::write(folder.join("more.json"), r#"{"features": {"b": {"type": "boolean"}}}"#).unwrap();
    until_keys(&server, &["a", "b"]);
    fs::remove_file(folder.join("features.yaml")).unwrap();
    until_problem(&server, "would delete 1 of 2 documents");
    // A file that cannot be read as a whole is wrong, not gone.
    fs::write(folder.join("features.yaml"), "features: [\n").unwrap();
    until_problem(&server, "features.yaml:1:11: error[yaml_syntax]");
    fs::remove_file(folder.join("features.yaml")).unwrap();
    fs::remove_file(folder.join("more.json")).unwrap();
    until_problem(&server, "there are no .yaml, .yml or .json files");
    fs::write(folder.join("features.yaml"), "features: {}\n").unwrap();
    until_problem(&server, "features.yaml:1");
    assert_eq!((seq(&server), keys(&server)), (2, vec!["a".into(), "b".into()]));
}

#[test]
fn more_than_a_fifth_is_deleted_only_where_it_is_allowed() {
    let all = ["a", "b", "c", "d", "e"];
    let (mut server, file, folder) = fixture(&flags(all), false, &[]);
    // One of five is a fifth.
    replace(&file, &flags(["a", "b", "c", "d"]));
    until_keys(&server, &all[..4]);
    replace(&file, &flags(["a", "b", "c"]));
    until_problem(
        &server,
        "The configuration files would delete 1 of 4 documents, which is more than a fifth: \
         features/d. If that is meant, start the server with --config-allow-deletes.",
    );
    assert_eq!(keys(&server), &all[..4]);
    server.kill();
    let server = serve(folder.path(), &file, &["--config-allow-deletes"]);
    assert_eq!(keys(&server), ["a", "b", "c"]);
    replace(&file, &flags(["a"]));
    until_keys(&server, &["a"]);
}

#[test]
fn what_files_manage_is_changed_there_and_can_be_killed() {
    let (server, file, _folder) = fixture(&flags(["a"]), false, &[]);
    let flag = json!({"type": "boolean", "enabled": false});
    let refused = [
        server.put("/api/features/a", &flag),
        server.patch("/api/features/a", &flag),
        server.delete("/api/features/a"),
        server.post("/api/features/a/toggle", &json!({})),
        server.post("/flags/a/rollback", &json!({"seq": 1})),
        server.post("/api/import", &json!({"features": {"a": flag}})),
    ];
    for refused in refused {
        assert_eq!((refused.status, refused.code()), (409, "managed".to_owned()));
        let expected = "The flag a lives in the server's configuration files (features.yaml:2): \
                        change it there. Killing it is possible all the same.";
        assert_eq!(refused.json()["detail"], expected);
    }
    // An import leaves alone what files manage, also where it prunes.
    let pruned = server.post("/api/import?prune=true", &json!({"features": {"b": flag}}));
    assert_eq!(pruned.expect(200)["deleted"], json!([]));
    server.post("/flags/a/kill", &json!({"reason": "fire"})).expect(200);
    replace(&file, "features:\n  a: {type: boolean, description: new}\n");
    let changed = until("the change", WITHIN, || {
        let flag = server.get("/api/features/a").expect(200);
        (flag["description"] == "new").then_some(flag)
    });
    assert_eq!(changed["killed"]["reason"], "fire");
    let user = json!({"context": {"targetingKey": "u"}});
    let found = server.post("/ofrep/v1/evaluate/flags/a", &user).expect(200);
    assert_eq!((&found["value"], &found["metadata"]["killed"]), (&json!(false), &json!(true)));
}

#[test]
fn a_freeze_delays_a_change_and_its_end_lets_it_through() {
    let (server, file, _folder) = fixture(&flags(["a"]), false, &[]);
    server.post("/experiments/freeze", &json!({"reason": "holidays"})).expect(200);
    replace(&file, &flags(["a", "b"]));
    until_problem(&server, "Changes are frozen by token:admin");
    assert_eq!(keys(&server), ["a"]);
    server.post("/experiments/unfreeze", &json!({})).expect(200);
    until_keys(&server, &["a", "b"]);
}

#[test]
fn a_document_that_was_made_by_hand_is_adopted_and_let_go() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start_on(&folder.path().join("data"), &[]);
    let flag = json!({"type": "boolean", "enabled": true});
    server.put("/api/features/mine", &flag).expect(201);
    server.put("/api/features/other", &flag).expect(201);
    server.kill();
    let file = folder.path().join("features.yaml");
    fs::write(&file, flags(["mine"])).unwrap();
    let mut server = serve(folder.path(), &file, &[]);
    // The same definition, and from now on the file's.
    let adopted = server.get("/api/features/mine").expect(200);
    assert_eq!((&adopted["managed_by"], &adopted["version"]), (&json!("config"), &json!(3)));
    assert_eq!(server.patch("/api/features/mine", &json!({"enabled": false})).code(), "managed");
    // What files never had is none of their business.
    assert_eq!(server.get("/api/features/other").expect(200)["managed_by"], Value::Null);
    server.patch("/api/features/other", &json!({"enabled": false})).expect(200);
    server.kill();
    let server = serve(folder.path(), &file, &[]);
    assert_eq!((seq(&server), keys(&server)), (4, vec!["mine".into(), "other".into()]));
}

#[cfg(unix)]
#[test]
fn a_mounted_link_that_turns_elsewhere_is_followed() {
    use std::os::unix::fs::symlink;
    // As Kubernetes mounts a ConfigMap: config/features.yaml → ..data/features.yaml, and ..data is
    // a link to a folder with a date, which is replaced by another one at once.
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    let version = |name: &str, text: &str| {
        fs::create_dir_all(config.join(name)).unwrap();
        fs::write(config.join(name).join("features.yaml"), text).unwrap();
        symlink(name, config.join("..new")).unwrap();
        fs::rename(config.join("..new"), config.join("..data")).unwrap();
    };
    version("..2026_01", &flags(["a"]));
    symlink("..data/features.yaml", config.join("features.yaml")).unwrap();
    let server = serve(folder.path(), &config, &[]);
    assert_eq!(keys(&server), ["a"]);
    version("..2026_02", &flags(["a", "b"]));
    fs::remove_dir_all(config.join("..2026_01")).unwrap();
    until_keys(&server, &["a", "b"]);
}

#[test]
fn a_file_that_could_not_be_read_is_forgotten_once_it_is_gone() {
    let (server, config, _folder) = fixture(&flags(["a", "b"]), true, &[]);
    until_keys(&server, &["a", "b"]);
    // It can be opened and not be read, by root neither: nothing is at its beginning.
    let broken = config.join("broken.yaml");
    std::os::unix::fs::symlink("/proc/self/mem", &broken).unwrap();
    until("told", WITHIN, || (self::config(&server)["applied"] == false).then_some(()));
    fs::remove_file(&broken).unwrap();
    until_keys(&server, &["a", "b"]);
}

#[test]
fn a_file_of_another_name_is_another_file() {
    let (server, config, _folder) = fixture(&flags(["a"]), true, &[]);
    until_keys(&server, &["a"]);
    let wrong = config.join("b.json");
    fs::write(&wrong, flags(["b"])).unwrap();
    until("told", WITHIN, || (self::config(&server)["applied"] == false).then_some(()));
    fs::rename(&wrong, config.join("b.yaml")).unwrap();
    until_keys(&server, &["a", "b"]);
}

#[test]
fn a_slip_of_the_pen_is_not_taken_for_a_deletion() {
    let (server, config, _folder) = fixture(&flags(["a", "b"]), false, &[]);
    until_keys(&server, &["a", "b"]);
    replace(&config, "features: {a: {type: boolen}}\n");
    let problems = until("told", WITHIN, || {
        let problems = self::config(&server)["problems"].to_string();
        (problems.len() > 2).then_some(problems)
    });
    assert!(problems.contains("boolen") && !problems.contains("allow-deletes"), "{problems}");
}
