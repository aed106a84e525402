//! Backups from the outside: the commands, what is refused, and clients that go on after a restore.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use hoist_sdk::Hoist;
use hoist_testkit::Proxy;
use serde_json::json;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::clock::until;
use crate::program::{hoist, hoist_in, root, seen};
use crate::server::Server;

/// How long anything may take on a machine that does much else.
const SOON: Duration = Duration::from_secs(60);

fn flag() -> serde_json::Value {
    json!({"type": "boolean", "enabled": true})
}

/// Runs the command against a server, in a folder whose name is not shown.
fn run(server: &Server, token: &str, folder: &Path, arguments: &[&str]) -> String {
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", token)];
    let folder = folder.to_str().unwrap();
    let arguments: Vec<String> =
        arguments.iter().map(|argument| argument.replace("FOLDER", folder)).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    seen(&hoist_in(&variables, &arguments, b"")).replace(folder, "FOLDER")
}

#[track_caller]
fn check(seen: &str, begins: &str, ends: &str) {
    assert!(seen.starts_with(begins) && seen.ends_with(ends), "{seen}");
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_backup_is_one_file_that_is_whole() {
    let server = Server::start();
    server.put("/api/features/a", &flag()).expect(201);
    let (folder, admin) = (tempfile::tempdir().unwrap(), server.admin());
    let run = |arguments: &[&str]| run(&server, &admin, folder.path(), arguments);
    let made = run(&["backup", "FOLDER/a.tar"]);
    check(
        &made,
        "wrote FOLDER/a.tar: made at 2",
        "default at seq 1, instance at seq 2\nexit status 0",
    );
    let file = folder.path().join("a.tar");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(names(folder.path()), ["a.tar"]);
    let text = String::from_utf8_lossy(&fs::read(&file).unwrap()).into_owned();
    assert!(!text.contains(admin.rsplit('_').next().unwrap()), "a secret is in the backup");

    let again = run(&["backup", "FOLDER/a.tar"]);
    check(&again, "stderr: error: FOLDER/a.tar is there already: ", "exit status 1");
    check(&run(&["backup", "FOLDER/a.tar", "--force"]), "wrote FOLDER/a.tar: ", "status 0");
    let offline = run(&["backup", "FOLDER/b.tar", "--data", server.data.to_str().unwrap()]);
    check(&offline, "wrote FOLDER/b.tar: ", "default at seq 1, instance at seq 2\nexit status 0");
    for file in ["a", "b"] {
        let checked = run(&["restore", &format!("FOLDER/{file}.tar"), "--check"]);
        check(&checked, &format!("FOLDER/{file}.tar can be restored: "), "exit status 0");
    }
    assert_eq!(names(folder.path()), ["a.tar", "b.tar"]);
    let restored = run(&["restore", "FOLDER/b.tar", "--data", "FOLDER/data"]);
    check(&restored, "restored FOLDER/data: made at 2", "exit status 0");
    let restored = run(&["restore", "FOLDER/b.tar", "--data", "FOLDER/data"]);
    check(&restored, "stderr: error: FOLDER/b.tar was not restored: FOLDER/data is not empty", "1");
    let other = fs::read(&file).unwrap();
    fs::write(&file, &other[..other.len() - 700]).unwrap();
    let cut = run(&["restore", "FOLDER/a.tar", "--check"]);
    let expected = "stderr: error: FOLDER/a.tar was not restored: this backup is not whole: it ends \
        within the digest at its end; take another copy of it\nexit status 1";
    assert_eq!(cut, expected);
    assert_eq!(names(folder.path()), ["a.tar", "b.tar", "data"]);
}

#[test]
fn standard_output_and_input() {
    let server = Server::start();
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", &server.admin())];
    let made = hoist_in(&variables, &["backup", "-"], b"");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let arguments = ["restore", "-", "--data", data.to_str().unwrap()];
    let restored = hoist_in(&[], &arguments, &made.stdout);
    assert!(restored.status.success(), "{}", seen(&restored));
    assert_eq!(names(&data), ["events.db", "hoist.db"]);
}

#[test]
fn backups_are_for_those_who_hold_everywhere() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let narrow = server.token("admin", &["default"]);
    let refused = run(&server, &narrow, folder.path(), &["backup", "FOLDER/a.tar"]);
    let begins = "stderr: error: A backup is for admin tokens that hold for all environments.";
    check(&refused, begins, "exit status 1");
    assert_eq!(names(folder.path()), [""; 0]);
    let missing = seen(&hoist(&["restore", "nothing.tar"]));
    assert!(missing.contains("--data <DIR>") && missing.ends_with("exit status 2"), "{missing}");
}

#[test]
fn a_backup_leaves_the_room_that_is_kept_free() {
    // Nobody has so much.
    let server = Server::start_with(&["--disk-reserve", "999999999"]);
    let folder = tempfile::tempdir().unwrap();
    let refused = run(&server, &server.admin(), folder.path(), &["backup", "FOLDER/a.tar"]);
    let begins = "stderr: error: There is no room for a backup: its copies take 1 MiB of the \
        server's disk for a while, ";
    check(&refused, begins, "exit status 1");
    server.put("/api/features/a", &flag()).expect(201);
    let files = names(&server.data);
    assert!(!files.iter().any(|name| name.ends_with(".copy")), "{files:?}");
}

/// What the guide says can be typed.
#[test]
fn the_commands_of_the_guide() {
    let guide = fs::read_to_string(root().join("docs/backup.md")).unwrap();
    let blocks: Vec<&str> = guide.split("<!-- runs -->\n```sh\n").skip(1).collect();
    let commands: String = blocks.iter().map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(commands.lines().count() >= 5, "{commands}");
    let (server, folder) = (Server::start(), tempfile::tempdir().unwrap());
    let program = Path::new(env!("CARGO_BIN_EXE_hoist")).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", program.display());
    let output = Command::new("sh")
        .args(["-eu", "-c", &commands])
        .current_dir(folder.path())
        .envs([
            ("PATH", path.as_str()),
            ("HOIST_URL", &server.url),
            ("HOIST_TOKEN", &server.admin()),
        ])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", seen(&output));
    let expected = ["hoist-data", "hoist-monday.tar", "hoist-monday.tar.gz", "hoist-restored"];
    assert_eq!(names(folder.path()), expected);
}

/// A server, a proxy that leads to it and to what comes after it, and where both are.
struct World {
    folder: TempDir,
    server: Server,
    proxy: Proxy,
}

impl World {
    fn start(runtime: &Runtime) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start_on(&folder.path().join("data"), &[]);
        let proxy = runtime.block_on(Proxy::start(address(&server), 1)).unwrap();
        Self { folder, server, proxy }
    }

    fn url(&self) -> String {
        format!("http://{}", self.proxy.address())
    }

    fn back_up(&self) {
        let folder = self.folder.path();
        let made = run(&self.server, &self.server.admin(), folder, &["backup", "FOLDER/a.tar"]);
        check(&made, "wrote", "exit status 0");
    }

    /// Loses what came after the backup.
    fn restore(&mut self) {
        let folder = self.folder.path().to_owned();
        self.server.kill();
        let arguments = ["restore", "FOLDER/a.tar", "--data", "FOLDER/restored"];
        check(&run(&self.server, "x", &folder, &arguments), "restored", "exit status 0");
        fs::copy(folder.join("data/admin.token"), folder.join("restored/admin.token")).unwrap();
        self.server = Server::start_on(&folder.join("restored"), &[]);
        self.proxy.lead_to(address(&self.server));
    }
}

fn address(server: &Server) -> std::net::SocketAddr {
    server.url.strip_prefix("http://").unwrap().parse().unwrap()
}

#[test]
fn clients_that_saw_what_is_lost_go_on_with_what_is_restored() {
    let runtime = Runtime::new().unwrap();
    let mut world = World::start(&runtime);
    for key in ["killed_later", "killed_before", "switched_off"] {
        world.server.put(&format!("/api/features/{key}"), &flag()).expect(201);
    }
    world.server.post("/flags/killed_before/kill", &json!({"reason": "fire"})).expect(200);
    world.back_up();
    world.server.post("/flags/killed_before/revive", &json!({})).expect(200);
    world.server.post("/flags/killed_later/kill", &json!({"reason": "fire"})).expect(200);
    world.server.patch("/api/features/switched_off", &json!({"enabled": false})).expect(200);
    for number in 0..20 {
        world.server.put(&format!("/api/features/lost_{number}"), &flag()).expect(201);
    }
    let token_lost = world.server.token("server", &["default"]);
    let instances: Vec<Hoist> = ["stream", "cache"]
        .map(|name| {
            let builder = Hoist::connect(&world.url(), &world.server.admin()).start_wait(SOON);
            let builder = builder.cache_dir(world.folder.path().join(name));
            runtime.block_on(builder.build()).unwrap()
        })
        .into();
    let all = |instance: &Hoist| {
        let user = instance.with_user("ana");
        let keys = ["killed_later", "killed_before", "switched_off", "lost_7"];
        keys.map(|key| user.is_enabled(key))
    };
    for instance in &instances {
        until("the future", SOON, || (all(instance) == [false, true, false, true]).then_some(()));
    }
    let tag = world.server.get("/api/snapshot").header("etag").to_owned();
    // One of them is away meanwhile, and starts from its cache.
    let [stays, leaves] = instances.try_into().unwrap_or_else(|_| panic!("there are two"));
    runtime.block_on(leaves.close());
    world.restore();
    let builder = Hoist::connect(&world.url(), &world.server.admin());
    let builder = builder.cache_dir(world.folder.path().join("cache"));
    let returns = runtime.block_on(builder.build()).unwrap();
    for instance in [&stays, &returns] {
        until("the past", SOON, || (all(instance) == [true, false, true, false]).then_some(()));
    }
    // Kills are those of the restored log from now on.
    world.server.post("/flags/switched_off/kill", &json!({"reason": "fire"})).expect(200);
    world.server.post("/flags/killed_before/revive", &json!({})).expect(200);
    for instance in [&stays, &returns] {
        until("a kill", SOON, || (all(instance) == [true, true, false, false]).then_some(()));
    }
    // Also at the same seq as before, what was seen is not what there is.
    let seq = |server: &Server| server.get("/status").expect(200)["seq"].as_u64().unwrap();
    let lost: u64 = tag.trim_matches('"').rsplit('.').next().unwrap().parse().unwrap();
    while seq(&world.server) < lost {
        let number = seq(&world.server);
        world.server.put(&format!("/api/features/new_{number}"), &flag()).expect(201);
    }
    let admin = world.server.admin();
    let known = [("if-none-match", tag.as_str())];
    let answer = world.server.send("GET", "/api/snapshot", Some(&admin), None, &known);
    assert_eq!(answer.status, 200, "the tag is one of what is lost");
    assert_eq!(answer.json()["seq"], lost);
    until("receipts", SOON, || {
        let instances = world.server.get("/api/instances").expect(200);
        (instances["summary"]["applied"] == 2).then_some(())
    });
    let refused = world.server.send("GET", "/api/snapshot", Some(&token_lost), None, &[]);
    assert_eq!(refused.status, 401, "a token that was made after the backup");
    for instance in [stays, returns] {
        runtime.block_on(instance.close());
    }
}

#[test]
fn telemetry_stays_with_its_flag() {
    let runtime = Runtime::new().unwrap();
    let mut world = World::start(&runtime);
    world.server.put("/api/features/a", &flag()).expect(201);
    let body = json!({"context": {"targetingKey": "ana"}});
    let total = |server: &Server| {
        let analytics = server.get("/api/features/a/analytics").expect(200);
        analytics["total"].as_u64().unwrap()
    };
    let evaluate = |server: &Server, wanted: u64| {
        server.post("/ofrep/v1/evaluate/flags/a", &body).expect(200);
        until("the count", SOON, || (total(server) == wanted).then_some(()));
    };
    evaluate(&world.server, 1);
    world.back_up();
    evaluate(&world.server, 2);
    world.restore();
    assert_eq!(total(&world.server), 1);
    evaluate(&world.server, 2);
}
