//! Backups: what is restored is what was there, and what is not whole is refused.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;

use super::*;
use crate::backup::{Backup, BackupError, Terms, check, restore};
use crate::schema::EVENTS;
use crate::{Content, Event, EventBatch, Happening};

fn terms(scratch: &Path) -> Terms {
    Terms {
        scratch: scratch.to_owned(),
        now: time(1_000),
        hoist: "0.1.0".to_owned(),
        disk_reserve_bytes: 0,
        stop: Arc::default(),
    }
}

/// A store with the story and one event, and the backup of it.
fn backed_up() -> (TempDir, Vec<u8>) {
    let (folder, store) = store();
    append(&store, STORY);
    let events = store.events().unwrap();
    let what = Happening::Observation { event: "bought".into(), value: 1.0, experiment: None };
    let event = Event { id: [7; 16], user: "ana".into(), at: time(5), what };
    let batch = EventBatch { log: LOG.into(), content: Content::Events(vec![event]) };
    events.write(&[batch]).unwrap();
    let backup = Backup::of_store(&store, &terms(folder.path())).unwrap();
    let (bytes, mut file) = (backup.bytes(), Vec::new());
    backup.write(&mut file).unwrap();
    assert_eq!(bytes, file.len() as u64);
    (folder, file)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// What is said where a backup is restored beside nothing else, of which nothing is left.
fn refusal(mut file: &[u8]) -> String {
    let parent = folder();
    let error = restore(&mut file, &parent.path().join("data"), true).unwrap_err();
    assert_eq!(names(parent.path()), [""; 0]);
    error.to_string().replace(&parent.path().display().to_string(), "PARENT")
}

#[test]
fn what_is_restored_is_what_was_there() {
    let (folder, file) = backed_up();
    assert_eq!(names(folder.path()), ["events.db", "hoist.db", "lock"]);
    let manifest = check(&mut &*file).unwrap();
    assert_eq!((manifest.logs[0].seq, manifest.logs[0].id.as_str()), (8, LOG));
    let parent = super::folder();
    let data = parent.path().join("data");
    // What a restore leaves that was killed is in nobody's way.
    fs::create_dir(parent.path().join("data.part")).unwrap();
    fs::write(parent.path().join("data.part/hoist.db"), "half").unwrap();
    assert_eq!(restore(&mut &*file, &data, false).unwrap(), manifest);
    assert_eq!(names(parent.path()), [""; 0]);
    assert_eq!(restore(&mut &*file, &data, true).unwrap(), manifest);
    assert_eq!(names(&data), ["events.db", "hoist.db"]);
    let (before, after) = (Store::open(folder.path()).unwrap(), Store::open(&data).unwrap());
    assert_eq!(before.current(LOG, None).unwrap(), after.current(LOG, None).unwrap());
    assert_eq!(after.verify(LOG).unwrap().faults, []);
    let of = |store: &Store| {
        let (from, to) = (time(0), time(10));
        store.events().unwrap().of_user(LOG, "ana", from, to).unwrap()
    };
    assert_eq!(of(&before), of(&after));
    assert_eq!(of(&after).len(), 1);
}

#[test]
fn each_restore_makes_a_line_of_its_own() {
    let (_folder, file) = backed_up();
    let parent = folder();
    let mut lines = vec![LOG.to_owned()];
    for name in ["a", "b"] {
        let data = parent.path().join(name);
        restore(&mut &*file, &data, true).unwrap();
        let log = Store::open(&data).unwrap().logs().unwrap().remove(0);
        assert_eq!(log.head.log, LOG);
        assert!(log.line.starts_with("log-1.") && !lines.contains(&log.line), "{}", log.line);
        lines.push(log.line);
    }
}

#[test]
fn restores_go_where_nothing_is() {
    let (_folder, file) = backed_up();
    let (empty, used) = (folder(), folder());
    let with_slash = format!("{}/./", empty.path().display());
    restore(&mut &*file, Path::new(&with_slash), true).unwrap();
    assert_eq!(names(empty.path()), ["events.db", "hoist.db"]);
    fs::write(used.path().join("file"), "").unwrap();
    let part = PathBuf::from(format!("{}.part", empty.path().display()));
    for folder in [empty.path(), used.path()] {
        let error = restore(&mut &*file, folder, true).unwrap_err();
        assert!(matches!(error, BackupError::Occupied { .. }), "{error}");
    }
    // Nor is anything removed that no restore has made.
    fs::create_dir(&part).unwrap();
    fs::write(part.join("file"), "").unwrap();
    let error = restore(&mut &*file, empty.path(), false).unwrap_err();
    assert!(matches!(error, BackupError::InTheWay { .. }), "{error}");
    assert_eq!(names(&part), ["file"]);
    fs::remove_dir_all(&part).unwrap();
}

#[test]
fn whatever_is_changed_of_a_backup_is_noticed() {
    let (_folder, file) = backed_up();
    let end = file.len();
    // Much of what describes the file, and some of the rest.
    let described = (0..1_536).chain(end - 2_560..end).step_by(7);
    for at in described.chain((1_536..end - 2_560).step_by(1_997)) {
        let mut changed = file.clone();
        changed[at] ^= 1 << (at % 8);
        check(&mut &*changed).unwrap_err();
    }
    for length in (0..end).step_by(5_501).chain([511, 512, 513, end - 2_048, end - 1]) {
        let error = check(&mut &file[..length]).unwrap_err();
        assert!(matches!(error, BackupError::Truncated { .. }), "{length}: {error}");
    }
    let mut longer = file.clone();
    longer.push(0);
    assert!(refusal(&longer).contains("something follows its end"));
    assert!(refusal(&file[..end / 2]).starts_with("this backup is not whole: it ends within "));
    let mut flipped = file;
    // Within the database that comes last.
    flipped[end - 4_096] ^= 1;
    let found = refusal(&flipped);
    assert!(found.ends_with(" is not what was copied; take another copy of it"), "{found}");
    assert!(refusal(b"").contains("it ends within manifest.json"));
    let expected = "this is no backup of Hoist: it does not begin with a manifest";
    assert_eq!(refusal(&[b'x'; 4_096]), expected);
    assert!(refusal(&[&[0x1f, 0x8b][..], &[b'x'; 4_096]].concat()).contains("gzip -d"));
}

/// A backup of a folder that somebody changed before, behind Hoist's back.
fn of_changed(sql: &str) -> Vec<u8> {
    let (folder, store) = store();
    append(&store, STORY);
    drop(store.events().unwrap());
    let database = Connection::open(folder.path().join("hoist.db")).unwrap();
    database.execute_batch(sql).unwrap();
    let mut file = Vec::new();
    let backup = Backup::of_store(&store, &terms(folder.path())).unwrap();
    backup.write(&mut file).unwrap();
    file
}

#[test]
fn a_log_that_is_not_what_was_appended_is_not_restored() {
    for sql in [
        "UPDATE entries SET actor = 'nobody' WHERE seq = 2",
        "DELETE FROM entries WHERE seq = 8",
        "UPDATE bodies SET body = '{\"v\":9}' WHERE body = '{\"v\":2}'",
    ] {
        let expected = "this backup is damaged: the log of default is not what was appended";
        assert_eq!(refusal(&of_changed(sql)), expected, "{sql}");
    }
    let removed = "PRAGMA foreign_keys = off; DELETE FROM logs";
    let expected = "this backup is damaged: its logs are not those that its manifest names; take \
        another copy of it";
    assert_eq!(refusal(&of_changed(removed)), expected);
}

#[test]
fn backups_of_a_newer_hoist() {
    let (_folder, file) = backed_up();
    let known = EVENTS.known();
    for (name, from, to, expected) in [
        (
            "format",
            1,
            2,
            "in a form that this one does not know (2; it knows 1): restore it with that Hoist or \
             a newer one"
                .to_owned(),
        ),
        (
            "schema",
            known,
            9,
            format!(
                "whose schema of events.db is 9; this one knows {known}: restore it with that \
                 Hoist or a newer one"
            ),
        ),
    ] {
        let [from, to] = [from, to].map(|number| format!("\"{name}\": {number}"));
        let mut other = file.clone();
        // The schema of events comes first.
        let at = file.windows(from.len()).position(|part| part == from.as_bytes()).unwrap();
        other[at..at + to.len()].copy_from_slice(to.as_bytes());
        let made = "this backup was made by Hoist 0.1.0,";
        assert_eq!(refusal(&other), format!("{made} {expected}"));
    }
}

#[test]
fn nothing_is_left_of_a_backup_that_is_not_made() {
    let (folder, store) = store();
    let events = store.events().unwrap();
    let before = names(folder.path());
    // Whoever made this one was killed.
    fs::write(folder.path().join("events.db.copy"), "half").unwrap();
    let mut terms = terms(folder.path());
    terms.disk_reserve_bytes = u64::MAX;
    let error = Backup::of_store(&store, &terms).unwrap_err();
    assert!(matches!(error, BackupError::NoRoom { .. }), "{error}");
    terms.disk_reserve_bytes = 0;
    terms.stop.store(true, Ordering::Relaxed);
    let error = Backup::of_store(&store, &terms).unwrap_err();
    assert!(matches!(error, BackupError::Stopped), "{error}");
    assert_eq!(names(folder.path()), before);
    terms.stop = Arc::new(AtomicBool::new(false));
    Backup::of_store(&store, &terms).unwrap();
    fs::write(folder.path().join("hoist.db.copy"), "half").unwrap();
    drop((events, store));
    drop(Store::open(folder.path()).unwrap());
    assert_eq!(names(folder.path()), ["events.db", "hoist.db", "lock"]);
}

#[test]
fn two_restores_into_one_folder_leave_each_other_alone() {
    let ((folder, file), mut is_tried) = (backed_up(), false);
    let data = folder.path().join("restored");
    // The second one begins while the first one reads.
    let mut input = Pausing {
        file: &file,
        then: || {
            if !std::mem::replace(&mut is_tried, true) {
                let error = restore(&mut &*file, &data, true).unwrap_err();
                assert!(error.to_string().contains("restored.part"), "{error}");
            }
        },
    };
    restore(&mut input, &data, true).unwrap();
    assert!(is_tried);
    Store::open(&data).unwrap();
}

/// Does something once a part was read.
struct Pausing<'f, F> {
    file: &'f [u8],
    then: F,
}

impl<F: FnMut()> std::io::Read for Pausing<'_, F> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(bytes)?;
        (self.then)();
        Ok(read)
    }
}
