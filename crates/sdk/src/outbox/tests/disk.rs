//! Events on the disk: across restarts, and on a disk that refuses.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::*;
use crate::outbox::spill::Spill;

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(files) = fs::read_dir(folder.join("0")) else { return Vec::new() };
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some());
    files.sort();
    files
}

/// Pushes as fast as the disk helps.
async fn push_all(outbox: &Outbox, numbers: std::ops::Range<u64>) {
    for number in numbers {
        until("room", || !outbox.desk.queue().is_crowded()).await;
        outbox.push(&exposure(number));
    }
}

/// Nothing is lost between a process that finds no server and the next, and the order is kept.
#[tokio::test]
async fn across_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let (server, switch) = switched(Reply::Status(503, None), Reply::Take).await;
    let spill = Some(folder.path().to_owned());
    let options = OutboxOptions { queue_max: 1_000, spill, ..quick() };
    let outbox = Outbox::start(server.endpoint(), options.clone());
    push_all(&outbox, 0..5_000).await;
    assert!(outbox.counts().on_disk >= 3_000, "{:?}", outbox.counts());
    outbox.close(Duration::ZERO).await;
    // Whoever closes again waits for a disk that stood still longer than the first close may take.
    let counts = outbox.close(LONG).await;
    let expected = Counts { pushed: 5_000, waiting: 5_000, on_disk: 5_000, ..Counts::default() };
    assert_eq!(counts, expected);

    // Another process, in the same place as the first one has left it.
    let outbox = Outbox::start(server.endpoint(), options.clone());
    until("recovered", || outbox.counts().recovered == 5_000).await;
    push_all(&outbox, 5_000..5_500).await;
    drop(outbox);
    // Until then another place is opened, which is empty.
    let left = || Spill::open(folder.path(), options.spill_bytes_max).unwrap().events();
    until("left", || left() == 5_500).await;

    switch.store(true, Ordering::Relaxed);
    let outbox = Outbox::start(server.endpoint(), options);
    until("recovered", || outbox.counts().recovered == 5_500).await;
    push_all(&outbox, 5_500..5_700).await;
    let counts = outbox.close(LONG).await;
    let expected = Counts { pushed: 5_700, recovered: 5_500, stored: 5_700, ..Counts::default() };
    assert_eq!(counts, expected);
    assert_eq!(server.seen().ids, ids(0..5_700));
    assert_eq!(files(folder.path()), [] as [PathBuf; 0]);
}

/// Damaged files are skipped, their events counted as dropped.
#[tokio::test]
async fn damaged_files() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(|_| Reply::Take).await;
    let spill = Some(folder.path().to_owned());
    let options = OutboxOptions { spill, ..quick() };
    let nowhere = Endpoint::new("http://127.0.0.1:1", "t", "i").unwrap();
    let outbox = Outbox::start(nowhere, options.clone());
    (0..450).for_each(|number| outbox.push(&exposure(number)));
    outbox.close(Duration::ZERO).await;
    assert_eq!(outbox.close(LONG).await.on_disk, 450);
    for damaged in [1, 4] {
        fs::write(&files(folder.path())[damaged], "hoist-events-1 00\n{}").unwrap();
    }
    let outbox = Outbox::start(server.endpoint(), options);
    until("sent", || outbox.counts().stored == 300).await;
    let counts = outbox.close(LONG).await;
    let expected = Counts { stored: 300, dropped: 150, ..Counts::default() };
    assert_eq!(counts, Counts { pushed: 450, recovered: 450, ..expected });
    assert_eq!(server.seen().ids, [ids(0..100), ids(200..400)].concat());
}

/// A folder that cannot be one: as without.
#[tokio::test]
async fn no_folder() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let server = Server::start(|_| Reply::Take).await;
    let spill = Some(file.path().to_owned());
    let outbox = Outbox::start(server.endpoint(), OutboxOptions { spill, ..quick() });
    (0..150).for_each(|number| outbox.push(&exposure(number)));
    assert_eq!(outbox.close(LONG).await.stored, 150);
    assert!(outbox.desk.told.has_told(Cause::NoSpill));
}

/// Fills the queue while the disk refuses, then lets the disk take, then the server: what was
/// kept arrives in order, what was not is counted.
async fn starve(folder: &Path, refuse: impl Fn(), allow: impl Fn()) {
    let (server, switch) = switched(Reply::Status(503, None), Reply::Take).await;
    let spill = Some(folder.to_owned());
    let outbox =
        Outbox::start(server.endpoint(), OutboxOptions { queue_max: 1_000, spill, ..quick() });
    push_all(&outbox, 0..2_000).await;
    refuse();
    let mut pushed = 2_000;
    while outbox.counts().dropped == 0 {
        outbox.push(&exposure(pushed));
        pushed += 1;
        tokio::task::yield_now().await;
        assert_eq!(sum(outbox.counts()), pushed);
    }
    until("told", || outbox.desk.told.has_told(Cause::SpillFails)).await;
    let before = outbox.counts();
    allow();
    until("the disk helps again", || outbox.counts().on_disk > before.on_disk).await;
    switch.store(true, Ordering::Relaxed);
    let counts = outbox.close(LONG).await;
    assert_eq!((counts.pushed, counts.waiting), (pushed, 0));
    assert_eq!((counts.stored, sum(counts)), (pushed - counts.dropped, pushed));
    let stored = server.seen().ids.clone();
    assert!(stored.is_sorted() && stored.len() as u64 == counts.stored);
}

#[tokio::test]
async fn a_disk_that_refuses() {
    let folder = tempfile::tempdir().unwrap();
    let (place, aside) = (folder.path().join("0"), folder.path().join("aside"));
    let refuse = || fs::rename(&place, &aside).unwrap();
    starve(folder.path(), refuse, || fs::rename(&aside, &place).unwrap()).await;
}

/// A disk of a megabyte that only its holder sees, save by way of `/proc`.
struct SmallDisk {
    holder: Child,
    path: PathBuf,
}

impl SmallDisk {
    fn mount(folder: &Path) -> Option<Self> {
        let script = "mount -t tmpfs -o size=1m tmpfs \"$0\" && echo mounted && exec cat";
        let mut holder = Command::new("unshare")
            .args(["-rm", "sh", "-c", script])
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut line = String::new();
        BufReader::new(holder.stdout.take()?).read_line(&mut line).ok()?;
        let root = PathBuf::from(format!("/proc/{}/root", holder.id()));
        let path = root.join(folder.strip_prefix("/").ok()?);
        let disk = Self { holder, path };
        (line == "mounted\n").then_some(disk)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        self.holder.kill().unwrap();
        self.holder.wait().unwrap();
    }
}

/// `ENOSPC`. Where the system lets nobody mount a disk, only the test above shows what follows.
#[tokio::test]
async fn a_full_disk() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(folder.path()) else { return };
    let filler = disk.path.join("filler");
    let fill = || {
        let mut file = fs::File::create(&filler).unwrap();
        while file.write(&[0; 4_096]).is_ok_and(|written| written > 0) {}
    };
    starve(&disk.path, fill, || fs::remove_file(&filler).unwrap()).await;
}
