//! Opening: what is told about a folder that cannot be used, and what copies can do.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::*;
use crate::{OpenError, Query, StoreError};

/// A folder with the story in it, and nobody who has it open.
fn closed() -> TempDir {
    let (folder, store) = store();
    append(&store, STORY);
    drop(store);
    folder
}

fn run(folder: &Path, sql: &str) {
    Connection::open(folder.join("hoist.db")).unwrap().execute_batch(sql).unwrap();
}

/// What is said about a folder, by both ways to open it.
fn errors(folder: &Path) -> [String; 2] {
    [Store::open(folder).unwrap_err(), Store::open_copy(folder).unwrap_err()]
        .map(|error| error.to_string().replace(&folder.display().to_string(), "FOLDER"))
}

#[test]
fn one_server_per_folder() {
    let (folder, store) = store();
    let error = Store::open(folder.path()).unwrap_err();
    assert!(matches!(error, OpenError::Locked { .. }), "{error}");
    drop(store);
    Store::open(folder.path()).unwrap();
}

#[test]
fn the_folder_is_created_for_its_user_alone() {
    let parent = folder();
    let folder = parent.path().join("a/b");
    let store = Store::open(&folder).unwrap();
    store.check().unwrap();
    #[cfg(unix)]
    for (path, expected) in [("", 0o700), ("hoist.db", 0o600), ("hoist.db-wal", 0o600)] {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = folder.join(path).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, expected, "{path}");
    }
}

#[test]
fn a_store_that_was_closed_is_one_file() {
    let folder = closed();
    assert!(!folder.path().join("hoist.db-wal").exists());
}

#[test]
fn databases_of_other_versions_and_programs() {
    let table = [
        (
            "PRAGMA user_version = 99",
            "FOLDER/hoist.db was written by a newer Hoist (its schema is 99, this one knows 7): \
             run the newer one, or restore the backup from before the upgrade",
        ),
        (
            "PRAGMA application_id = 1",
            "FOLDER/hoist.db holds no data of Hoist: name the folder that a Hoist server runs on",
        ),
    ];
    for (sql, expected) in table {
        let folder = closed();
        run(folder.path(), sql);
        assert_eq!(errors(folder.path()), [expected; 2]);
    }
}

#[test]
fn a_database_of_an_older_hoist_is_brought_up_to_date() {
    let folder = folder();
    run(folder.path(), include_str!("../schema/1.sql"));
    run(folder.path(), "PRAGMA application_id = 0x484f4953; PRAGMA user_version = 1");
    let number = "INSERT INTO logs VALUES (1, 'log-1', 'default', '2026-03-01T09:00:00Z', 0, \
        '1970-01-01T00:00:00Z', zeroblob(32))";
    run(folder.path(), number);
    let error = Store::open_copy(folder.path()).unwrap_err();
    assert!(matches!(error, OpenError::Older { found: 1, .. }), "{error}");
    for _ in 0..2 {
        let log = Store::open(folder.path()).unwrap().logs().unwrap().remove(0);
        assert_eq!((log.name.as_str(), log.line.as_str()), ("default", LOG));
    }
}

#[test]
fn damaged_files() {
    let damage: [fn(&mut Vec<u8>); 3] = [
        |bytes| bytes.fill(b'x'),
        |bytes| bytes.truncate(bytes.len() / 2),
        // Behind the schema, where only the check of the structure looks.
        |bytes| bytes[8 * 4096..].fill(b'x'),
    ];
    for (number, damage) in damage.into_iter().enumerate() {
        let folder = closed();
        let file = folder.path().join("hoist.db");
        let mut bytes = fs::read(&file).unwrap();
        damage(&mut bytes);
        fs::write(&file, &bytes).unwrap();
        for error in errors(folder.path()) {
            assert!(error.starts_with("FOLDER/hoist.db is damaged ("), "{number}: {error}");
        }
        assert_eq!(fs::read(&file).unwrap(), bytes, "{number}: left as it is");
    }
}

#[test]
fn what_is_no_folder() {
    let folder = folder();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let expected = "FOLDER cannot be used for Hoist's data: it takes a folder on a local disk with \
        room";
    assert_eq!(errors(&file)[0], expected);
    let expected = "FOLDER holds no data of Hoist: name the folder that a Hoist server runs on";
    assert_eq!(errors(&file)[1], expected);
    let missing = Store::open_copy(&folder.path().join("missing")).unwrap_err();
    assert!(matches!(missing, OpenError::Missing { .. }), "{missing}");
}

/// Whether this user can be kept from writing at all.
#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    fs::write(path.join("probe"), "").is_err()
}

#[cfg(unix)]
#[test]
fn folders_that_cannot_be_written_to_can_be_read() {
    let folder = closed();
    if set_mode(folder.path(), 0o500) {
        let error = Store::open(folder.path()).unwrap_err();
        assert!(matches!(error, OpenError::ReadOnly { .. }), "{error}");
        let copy = Store::open_copy(folder.path()).unwrap();
        assert_eq!(copy.verify(LOG).unwrap().faults, []);
    }
    set_mode(folder.path(), 0o700);
}

#[test]
fn copies_are_read_with_what_is_not_yet_written_back() {
    let (folder, store) = store();
    append(&store, STORY);
    let copy = super::folder();
    for file in ["hoist.db", "hoist.db-wal"] {
        fs::copy(folder.path().join(file), copy.path().join(file)).unwrap();
    }
    for path in [copy.path().to_owned(), copy.path().join("hoist.db"), folder.path().to_owned()] {
        let copy = Store::open_copy(&path).unwrap();
        assert_eq!(copy.verify(LOG).unwrap().entries, 8);
        let error = try_append(&copy, STORY).unwrap_err();
        assert!(matches!(error, AppendError::Store(StoreError::Unavailable { .. })), "{error}");
    }
    append(&store, STORY);
}

/// What is done where the folder cannot be written to, which root always can.
#[cfg(unix)]
#[test]
fn frozen_copies_are_read_and_left_as_they_are() {
    use crate::connect::Place;

    let (folder, store) = store();
    append(&store, STORY);
    let copy = super::folder();
    let copy = copy.path().join("50% ä?#");
    for files in [&["hoist.db", "hoist.db-wal"][..], &["hoist.db"]] {
        fs::create_dir(&copy).unwrap();
        for file in files {
            fs::copy(folder.path().join(file), copy.join(file)).unwrap();
        }
        let reader = Place::frozen(copy.join("hoist.db")).reader().unwrap();
        let entries: i64 =
            reader.query_row("SELECT count(*) FROM entries", [], |row| row.get(0)).unwrap();
        assert_eq!(entries, 8);
        drop(reader);
        assert_eq!(fs::read_dir(&copy).unwrap().count(), files.len());
        fs::remove_dir_all(&copy).unwrap();
        // Everything is in one file from now on.
        let writer = store.database.writer.lock().unwrap();
        writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    }
}

/// What an older Hoist wrote is what it was: each hash, each document, each moment of the past.
#[test]
fn what_an_older_version_wrote_is_brought_up_to_date() {
    let folder = folder();
    run(folder.path(), include_str!("written-by-1.sql"));
    let error = Store::open_copy(folder.path()).unwrap_err();
    assert!(matches!(error, OpenError::Older { found: 1, known: 7, .. }), "{error}");
    let store = Store::open(folder.path()).unwrap();
    let logs = store.logs().unwrap();
    for (log, entries) in logs.iter().zip([9, 1]) {
        let audited = store.verify(&log.head.log).unwrap();
        assert_eq!((audited.entries, audited.faults), (entries, vec![]));
        assert_eq!(audited.head, log.head);
    }
    let then = store.current(&logs[0].head.log, Some(3)).unwrap();
    let bodies: Vec<_> = then.iter().filter_map(|fact| fact.body.as_deref()).collect();
    let expected =
        [r#"{"type":"percentage","percentage":25,"enabled":true}"#, r#"{"include":["ana"]}"#];
    assert_eq!(bodies, expected);
    // It goes on from there, and what is new can be asked of what is old.
    let batch = batch(&logs[0].head, &[Change(Kind::Killed, "search", "")]);
    store.append(&batch).unwrap();
    assert_eq!(store.verify(&logs[0].head.log).unwrap().faults, []);
    let kills = Query { kind: Some(Kind::Killed), limit: 9, ..Query::default() };
    let kills = store.entries(&logs[0].head.log, &kills).unwrap();
    assert_eq!(kills.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [5, 10]);
    drop(store);
    assert_eq!(Store::open(folder.path()).unwrap().logs().unwrap()[0].head.seq, 10);
}
