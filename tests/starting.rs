//! What keeps a server from starting is told in a sentence that says what to do. The exit status
//! is 1, and nothing panics.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use insta::assert_snapshot;
use serde_json::json;

use crate::server::Server;

/// The arguments of a server on a folder.
fn arguments(data: &Path) -> Vec<String> {
    ["serve", "--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()].map(Into::into).into()
}

fn hoist(arguments: &[String]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hoist"));
    command.args(arguments);
    command
}

/// What is told where a server refuses to start, with the folder's name left out.
#[track_caller]
fn refusal(mut command: Command, data: &Path) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(output.stdout.is_empty() && !told.contains("panicked"), "{told}");
    told.replace(data.parent().unwrap().to_str().unwrap(), "…")
}

/// A folder in which a server has run and was stopped.
fn used(folder: &Path) -> std::path::PathBuf {
    let data = folder.join("data");
    let server = Server::start_on(&data, &[]);
    let long = "long ".repeat(800);
    for number in 0..20 {
        let flag = json!({"type": "boolean", "description": format!("{number} {long}")});
        server.put(&format!("/api/features/f{number}"), &flag).expect(201);
    }
    let (status, log) = server.stop();
    assert!(status.success(), "{log}");
    data
}

#[test]
fn a_database_that_is_none_or_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let data = used(folder.path());
    let database = data.join("hoist.db");
    let whole = fs::read(&database).unwrap();
    let told = |bytes: &[u8]| {
        fs::write(&database, bytes).unwrap();
        refusal(hoist(&arguments(&data)), &data)
    };
    let garbage = b"This is no database. ".repeat(1_000);
    assert_snapshot!(told(&garbage), @"error: …/data/hoist.db is damaged (file is not a database): restore it from a backup");
    assert_snapshot!(told(&whole[..whole.len() / 2]), @"error: …/data/hoist.db is damaged (database disk image is malformed): restore it from a backup");
    assert_snapshot!(told(&whole[..50]), @"error: …/data/hoist.db is damaged (database disk image is malformed): restore it from a backup");
    let mut torn = whole.clone();
    torn[8_192..12_288].fill(0x5a);
    assert_snapshot!(told(&torn), @"error: …/data/hoist.db is damaged (*** in database main *** Tree 3 page 3: btreeInitPage() returns error code 11): restore it from a backup");
    // It was not changed by looking at it.
    assert_eq!(fs::read(&database).unwrap(), torn);
    fs::write(&database, &whole).unwrap();
    let server = Server::start_on(&data, &[]);
    assert_eq!(server.get("/api/changes/verify").expect(200)["entries"], 20);
}

#[test]
fn a_database_of_a_newer_hoist_or_of_another_program() {
    let folder = tempfile::tempdir().unwrap();
    let data = used(folder.path());
    let sql = |sql: &str| {
        let database = rusqlite::Connection::open(data.join("hoist.db")).unwrap();
        database.execute_batch(sql).unwrap();
    };
    sql("PRAGMA user_version = 99");
    assert_snapshot!(refusal(hoist(&arguments(&data)), &data), @"error: …/data/hoist.db was written by a newer Hoist (its schema is 99, this one knows 7): run the newer one, or restore the backup from before the upgrade");
    sql("PRAGMA user_version = 1; PRAGMA application_id = 7");
    assert_snapshot!(refusal(hoist(&arguments(&data)), &data), @"error: …/data/hoist.db holds no data of Hoist: name the folder that a Hoist server runs on");
}

#[test]
fn a_folder_that_another_server_uses() {
    let server = Server::start();
    let (data, parent) = (&server.data, server.data.parent().unwrap());
    assert_snapshot!(refusal(hoist(&arguments(data)), data), @"error: …/data is in use by another Hoist server: stop that one, or give this one its own folder");
    // The first one does not mind, and a folder beside it is free.
    server.put("/api/features/f", &json!({"type": "boolean"})).expect(201);
    drop(Server::start_on(&parent.join("other"), &[]));
}

#[test]
fn a_port_that_is_taken() {
    let server = Server::start();
    let address = server.url.strip_prefix("http://").unwrap().to_owned();
    let data = server.data.parent().unwrap().join("other");
    let arguments = ["serve", "--listen", &address, "--data", data.to_str().unwrap()];
    let told = refusal(hoist(&arguments.map(Into::into)), &data);
    assert_snapshot!(told.replace(&address, "ADDRESS"), @"error: cannot listen on ADDRESS: stop what does, or name another --listen address: Address already in use (os error 98)");
    // The folder was not even made.
    assert!(!data.exists());
}

#[test]
fn a_folder_that_is_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::write(&data, "").unwrap();
    assert_snapshot!(refusal(hoist(&arguments(&data)), &data), @"error: …/data cannot be used for Hoist's data: it takes a folder on a local disk with room: File exists (os error 17)");
}

/// For root nothing is read-only, so a root gives up that right first.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_to() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let folder = tempfile::tempdir().unwrap();
    let data = used(folder.path());
    // An ordinary user has no such right, and may not give up what it does not have.
    let without = ["--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"];
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let command = if is_root {
        let mut command = Command::new("setpriv");
        command.args(without).arg(env!("CARGO_BIN_EXE_hoist")).args(arguments(&data));
        command
    } else {
        hoist(&arguments(&data))
    };
    let modes = |folder: u32, files: u32| {
        for entry in fs::read_dir(&data).unwrap() {
            let path = entry.unwrap().path();
            fs::set_permissions(path, fs::Permissions::from_mode(files)).unwrap();
        }
        fs::set_permissions(&data, fs::Permissions::from_mode(folder)).unwrap();
    };
    modes(0o500, 0o400);
    let told = refusal(command, &data);
    modes(0o700, 0o600);
    assert_snapshot!(told, @"error: …/data/lock cannot be written to: let the user that runs Hoist write there, or name another folder: Permission denied (os error 13)");
}

/// An empty file is a new database to SQLite; the folder says that it was another.
#[test]
fn a_database_that_was_emptied_or_lost() {
    let folder = tempfile::tempdir().unwrap();
    let data = used(folder.path());
    let database = data.join("hoist.db");
    fs::write(&database, b"").unwrap();
    let told = refusal(hoist(&arguments(&data)), &data);
    assert_snapshot!(told, @"error: …/data was used before, but its database is gone or empty: restore hoist.db from a backup, or remove admin.token from the folder to start anew");
    fs::remove_file(&database).unwrap();
    assert_eq!(refusal(hoist(&arguments(&data)), &data), told);
    fs::remove_file(data.join("admin.token")).unwrap();
    Server::start_on(&data, &[]);
}
