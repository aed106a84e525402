//! Batches of events on the disk, oldest first, for when the server does not answer.
//!
//! One file is one batch: `NUMBER-EVENTS.events` is a line with a checksum, then the request's
//! body. Files are written under another name and renamed, so a process that dies leaves a whole
//! file or none. They outlive the process; a machine that loses power may lose some, which the
//! checksum finds. A file is removed when the server has its events.
//!
//! Processes that share a folder each use a numbered place in it, which they lock. A place that
//! is free again belongs to the next process, with what is in it.

use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::batch::Batch;
use super::queue::BATCH_EVENTS_MAX;

/// The most processes that share a folder.
const PLACES_MAX: usize = 64;
/// Number of the first file. There is room for older ones before it.
const FIRST: u64 = 1 << 32;
/// How often a file is tried to be read before those behind it go on without it.
const READS_MAX: u32 = 10;
const VERSION: &str = "hoist-events-1";
const SUFFIX: &str = ".events";
const UNFINISHED: &str = "unfinished";

/// Why a batch is not on the disk.
#[derive(Debug, Error)]
pub(super) enum SpillError {
    /// Over the limit.
    #[error("at most {bytes_max} bytes of events are kept on the disk")]
    Full {
        /// The limit.
        bytes_max: u64,
    },
    /// For example, the disk is full.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Where a batch goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Before all others.
    Front,
    /// Behind all others.
    Back,
}

/// A place in a folder, locked for as long as this lives.
#[derive(Debug)]
pub(super) struct Spill {
    place: PathBuf,
    /// Dropping it unlocks the place.
    _lock: File,
    entries: VecDeque<Entry>,
    /// How often reading the oldest failed.
    failed_reads: u32,
    bytes: u64,
    bytes_max: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    number: u64,
    events: u64,
    bytes: u64,
}

/// Why the oldest batch is not read.
#[derive(Debug)]
pub(super) enum Unread {
    /// The file is not what was written, and is gone: so many events.
    Corrupt(u64),
    /// The disk does not give it now. It stays the oldest.
    Later(io::Error),
    /// The disk did not give it again and again. The file stays for the next process: so many
    /// events.
    GivenUp(u64),
}

impl Spill {
    /// Opens the first place of a folder that nobody uses, with what is in it.
    pub(super) fn open(folder: &Path, bytes_max: u64) -> io::Result<Self> {
        for place in 0..PLACES_MAX {
            let place = folder.join(place.to_string());
            fs::create_dir_all(&place)?;
            let lock = private().create(true).truncate(false).open(place.join("lock"))?;
            match lock.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => continue,
                Err(TryLockError::Error(error)) => return Err(error),
            }
            let mut entries = Vec::new();
            for file in fs::read_dir(&place)? {
                let file = file?;
                let name = file.file_name();
                entries.extend(name.to_str().and_then(parse).map(|(number, events)| {
                    let bytes = file.metadata().map_or(0, |metadata| metadata.len());
                    Entry { number, events, bytes }
                }));
            }
            entries.sort_unstable();
            let bytes = entries.iter().map(|entry| entry.bytes).sum();
            return Ok(Self {
                place,
                _lock: lock,
                entries: entries.into(),
                failed_reads: 0,
                bytes,
                bytes_max,
            });
        }
        let why = format!("{PLACES_MAX} processes use this folder, which is the limit");
        Err(io::Error::new(io::ErrorKind::ResourceBusy, why))
    }

    /// How many events are there.
    pub(super) fn events(&self) -> u64 {
        self.entries.iter().map(|entry| entry.events).sum()
    }

    /// Writes a batch. Where that fails, nothing of it stays.
    pub(super) fn add(&mut self, batch: &Batch, end: End) -> Result<(), SpillError> {
        let number = match end {
            End::Front => self.entries.front().map_or(FIRST, |entry| entry.number - 1),
            End::Back => self.entries.back().map_or(FIRST, |entry| entry.number + 1),
        };
        let body = batch.body();
        let text = format!("{}\n{body}", checksum(batch.events(), &body));
        let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
        if self.bytes.saturating_add(bytes) > self.bytes_max {
            return Err(SpillError::Full { bytes_max: self.bytes_max });
        }
        let entry = Entry { number, events: batch.events(), bytes };
        let unfinished = self.place.join(UNFINISHED);
        let written = private()
            .create(true)
            .truncate(true)
            .open(&unfinished)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .and_then(|()| fs::rename(&unfinished, self.path(entry)));
        if let Err(error) = written {
            // Where it cannot be removed either, the next batch takes its place.
            fs::remove_file(&unfinished).ok();
            return Err(error.into());
        }
        match end {
            End::Front => self.entries.push_front(entry),
            End::Back => self.entries.push_back(entry),
        }
        self.bytes += bytes;
        Ok(())
    }

    /// Reads the oldest batch. It stays until it is removed; a damaged one is removed at once.
    pub(super) fn first(&mut self) -> Option<Result<Batch, Unread>> {
        let entry = *self.entries.front()?;
        let text = match fs::read_to_string(self.path(entry)) {
            Ok(text) => text,
            // No text, no file, or something else in its place: no later try can mend it.
            Err(error) if is_damage(error.kind()) => String::new(),
            Err(error) => return Some(Err(self.unread(entry, error))),
        };
        self.failed_reads = 0;
        let batch = match text.split_once('\n') {
            Some((sum, body)) if sum == checksum(entry.events, body) => Ok(Batch::Disk {
                number: entry.number,
                events: entry.events,
                body: body.to_owned(),
            }),
            _ => {
                self.remove(entry.number);
                Err(Unread::Corrupt(entry.events))
            }
        };
        Some(batch)
    }

    fn unread(&mut self, entry: Entry, error: io::Error) -> Unread {
        self.failed_reads += 1;
        if self.failed_reads < READS_MAX {
            return Unread::Later(error);
        }
        self.failed_reads = 0;
        self.entries.pop_front();
        self.bytes -= entry.bytes;
        Unread::GivenUp(entry.events)
    }

    /// Removes the oldest batch, if it has this number.
    pub(super) fn remove(&mut self, number: u64) {
        if let Some(entry) = self.entries.pop_front_if(|entry| entry.number == number) {
            self.bytes -= entry.bytes;
            // A file that stays is sent once more by the next process: the server knows its ids.
            fs::remove_file(self.path(entry)).ok();
        }
    }

    fn path(&self, entry: Entry) -> PathBuf {
        self.place.join(format!("{:020}-{}{SUFFIX}", entry.number, entry.events))
    }
}

/// Whether a file that cannot be read will never be what was written.
fn is_damage(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{InvalidData, IsADirectory, NotFound};
    matches!(kind, InvalidData | IsADirectory | NotFound)
}

/// Writing a file that nobody else may read, where the system has such: events name users.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Number and events of a file, by its name.
fn parse(name: &str) -> Option<(u64, u64)> {
    let (number, events) = name.strip_suffix(SUFFIX)?.split_once('-')?;
    let (number, events) = (number.parse().ok()?, events.parse().ok()?);
    let is_ours = name == format!("{number:020}-{events}{SUFFIX}")
        && (1..u64::MAX).contains(&number)
        && (1..=BATCH_EVENTS_MAX).contains(&usize::try_from(events).ok()?);
    is_ours.then_some((number, events))
}

fn checksum(events: u64, body: &str) -> String {
    let digest = Sha256::new().chain_update(events.to_be_bytes()).chain_update(body).finalize();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{VERSION} {hex}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX: u64 = 1 << 20;

    type Damage = fn(&Path);

    fn batch(name: &str, events: usize) -> Batch {
        Batch::Memory(vec![format!("{{\"id\":{name:?}}}").into(); events])
    }

    /// Everything that can be read, as bodies.
    fn drain(spill: &mut Spill) -> Vec<Result<String, u64>> {
        let mut all = Vec::new();
        while let Some(read) = spill.first() {
            all.push(match read {
                Ok(Batch::Disk { number, body, .. }) => {
                    spill.remove(number);
                    Ok(body)
                }
                Ok(Batch::Memory(_)) => unreachable!("it was on the disk"),
                Err(Unread::Corrupt(events)) => Err(events),
                Err(other) => panic!("{other:?}"),
            });
        }
        all
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        let files = fs::read_dir(folder.join("0")).unwrap().map(|file| file.unwrap().path());
        let mut files: Vec<_> = files.filter(|path| path.extension().is_some()).collect();
        files.sort();
        files
    }

    #[test]
    fn order_survives_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let mut spill = Spill::open(folder.path(), MAX).unwrap();
        spill.add(&batch("b", 2), End::Back).unwrap();
        spill.add(&batch("c", 100), End::Back).unwrap();
        spill.add(&batch("a", 1), End::Front).unwrap();
        assert_eq!(spill.events(), 103);
        drop(spill);
        let mut spill = Spill::open(folder.path(), MAX).unwrap();
        assert_eq!(spill.events(), 103);
        spill.add(&batch("d", 1), End::Back).unwrap();
        let expected =
            [("a", 1), ("b", 2), ("c", 100), ("d", 1)].map(|(n, e)| Ok(batch(n, e).body()));
        assert_eq!(drain(&mut spill), expected);
        assert_eq!((spill.events(), spill.bytes, files(folder.path()).len()), (0, 0, 0));
    }

    /// Whatever is done to a file, it is skipped, its events are counted, and the others are read.
    #[test]
    fn damage_is_found() {
        let damages: [(&str, Damage); 6] = [
            ("a bit", |path| {
                let mut bytes = fs::read(path).unwrap();
                *bytes.last_mut().unwrap() ^= 1;
                fs::write(path, bytes).unwrap();
            }),
            ("half", |path| {
                let bytes = fs::read(path).unwrap();
                fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
            }),
            ("empty", |path| fs::write(path, "").unwrap()),
            ("no text", |path| fs::write(path, [0xff; 100]).unwrap()),
            ("gone", |path| fs::remove_file(path).unwrap()),
            ("a folder", |path| {
                fs::remove_file(path).unwrap();
                fs::create_dir(path).unwrap();
            }),
        ];
        for (name, damage) in damages {
            let folder = tempfile::tempdir().unwrap();
            let mut spill = Spill::open(folder.path(), MAX).unwrap();
            for name in ["a", "b", "c"] {
                spill.add(&batch(name, 7), End::Back).unwrap();
            }
            damage(&files(folder.path())[1]);
            let expected = [Ok(batch("a", 7).body()), Err(7), Ok(batch("c", 7).body())];
            assert_eq!(drain(&mut spill), expected, "{name}");
        }
    }

    /// What cannot be read now is not lost: neither for this process nor, if that lasts, for the
    /// next.
    #[cfg(unix)]
    #[test]
    fn a_read_that_fails_removes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut spill = Spill::open(folder.path(), MAX).unwrap();
        for name in ["a", "b"] {
            spill.add(&batch(name, 7), End::Back).unwrap();
        }
        let first = files(folder.path())[0].clone();
        let aside = folder.path().join("aside");
        let fails = || {
            fs::rename(&first, &aside).unwrap();
            // It leads to itself: reading it fails, for whoever it is.
            std::os::unix::fs::symlink(&first, &first).unwrap();
        };
        let mends = || fs::rename(&aside, &first).unwrap();
        fails();
        assert!(matches!(spill.first(), Some(Err(Unread::Later(_)))));
        mends();
        assert!(matches!(spill.first(), Some(Ok(Batch::Disk { events: 7, .. }))));
        fails();
        let tries = (0..READS_MAX).map(|_| spill.first().unwrap().unwrap_err());
        assert!(matches!(tries.last(), Some(Unread::GivenUp(7))));
        mends();
        assert_eq!(drain(&mut spill), [Ok(batch("b", 7).body())]);
        drop(spill);
        let mut spill = Spill::open(folder.path(), MAX).unwrap();
        assert_eq!(drain(&mut spill), [Ok(batch("a", 7).body())]);
    }

    #[test]
    fn only_files_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        drop(Spill::open(folder.path(), MAX).unwrap());
        let huge = format!("{:020}-{}{SUFFIX}", 7, u64::MAX);
        let last = format!("{:020}-1{SUFFIX}", u64::MAX);
        for name in ["7-1.events", "a-1.events", "notes.txt", &huge, &last, UNFINISHED] {
            fs::write(folder.path().join("0").join(name), "x").unwrap();
        }
        let spill = Spill::open(folder.path(), MAX).unwrap();
        assert_eq!((spill.events(), spill.bytes), (0, 0));
    }

    #[test]
    fn the_limit_holds() {
        let folder = tempfile::tempdir().unwrap();
        let mut spill = Spill::open(folder.path(), 1_000).unwrap();
        let refused = loop {
            if let Err(error) = spill.add(&batch("a", 10), End::Back) {
                break error;
            }
        };
        assert!(matches!(refused, SpillError::Full { bytes_max: 1_000 }));
        let on_disk: u64 = files(folder.path()).iter().map(|it| it.metadata().unwrap().len()).sum();
        assert!((700..=1_000).contains(&on_disk), "{on_disk}");
        assert_eq!(spill.bytes, on_disk);
    }

    #[test]
    fn each_process_has_a_place() {
        let folder = tempfile::tempdir().unwrap();
        let mut one = Spill::open(folder.path(), MAX).unwrap();
        let other = Spill::open(folder.path(), MAX).unwrap();
        assert_ne!(one.place, other.place);
        one.add(&batch("a", 1), End::Back).unwrap();
        assert_eq!(other.events(), 0);
        drop(one);
        assert_eq!(Spill::open(folder.path(), MAX).unwrap().events(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn others_cannot_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let mut spill = Spill::open(folder.path(), MAX).unwrap();
        spill.add(&batch("a", 1), End::Back).unwrap();
        let mode = files(folder.path())[0].metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
