//! Rules from files: documents as people write them, snapshots, and what the disk cache saves.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hoist_api::{KillNotice, Snapshot};
use hoist_ruleset::{Digest, KeyList, Lists, Source};
use serde::{Deserialize, Serialize};

use crate::apply::{Applied, Complaint, Message, apply};
use crate::builder::Builder;
use crate::clock::Clock;
use crate::error::{Error, Kind};
use crate::hoist::Hoist;
use crate::instance::{Instance, Parts};
use crate::known::Known;
use crate::plain;
use crate::status::{Cause, Health};
use crate::tracking::Sink;

/// What [`Hoist::from_file`] sets up: a client by the rules of a file, without a server.
///
/// ```
/// use hoist_sdk::{Builder, FileSetup, Hoist};
///
/// fn with_defaults(builder: Builder<FileSetup>) -> Builder<FileSetup> {
///     builder.defaults([("dark_mode", true), ("sound", false)])
/// }
///
/// assert!(with_defaults(Hoist::from_file("/nowhere.yaml")).build().is_err());
/// ```
pub struct FileSetup {
    pub(crate) path: PathBuf,
}

/// For a client by the rules of a file.
impl Builder<FileSetup> {
    /// The client. A document that cannot be used is left out, and told in the log and in
    /// [`Hoist::status`].
    ///
    /// # Errors
    ///
    /// The file cannot be read, or nothing in it can be used.
    ///
    /// ```
    /// use hoist_sdk::Hoist;
    ///
    /// let error = Hoist::from_file("/nowhere/features.yaml").build().unwrap_err();
    /// assert!(error.is_file());
    /// ```
    pub fn build(self) -> Result<Hoist, Error> {
        let Self { own, setup } = self;
        let (known, complaints) = read(&setup.path)?;
        let parts = Parts {
            fallbacks: own.fallbacks,
            hooks: own.hooks,
            clock: Clock::System,
            sink: Sink::Nowhere,
            sampling: None,
            pins: None,
            health: Health::offline(),
        };
        let instance = Instance::new(uuid::Uuid::new_v4().to_string(), known, parts);
        for complaint in complaints {
            instance.health.report(Cause::Document, &complaint.document, complaint.why);
        }
        Ok(Hoist::of(Arc::new(instance), None, None, Vec::new()))
    }
}

/// First word of a file that was saved by the disk cache; its checksum follows.
const SAVED: &str = "hoist-cache-1 ";

/// What is saved: a snapshot, the kills that are ahead of it, the long lists that it names.
#[derive(Serialize, Deserialize)]
struct Saved {
    snapshot: Snapshot,
    overlay: Vec<KillNotice>,
    lists: BTreeMap<String, Vec<String>>,
    is_incomplete: bool,
}

/// The text that is saved of what is known.
pub(crate) fn save(known: &Known) -> String {
    let lists = known.documents.lists();
    let keys = |list: &KeyList| list.keys().into_iter().map(str::to_owned).collect();
    let saved = Saved {
        snapshot: known.snapshot(),
        overlay: known.overlay.values().cloned().collect(),
        lists: lists.iter().map(|(digest, list)| (digest.to_string(), keys(list))).collect(),
        is_incomplete: known.is_incomplete || known.is_behind,
    };
    // Texts, numbers and maps by text: nothing in it can fail to be written.
    let text = serde_json::to_string(&saved).unwrap_or_default();
    format!("{SAVED}{}\n{text}", Digest::of(&text))
}

/// The parts of what is saved that tell how new it is.
#[derive(Deserialize)]
struct Head {
    snapshot: SnapshotHead,
    overlay: Vec<KillNotice>,
}

#[derive(Deserialize)]
struct SnapshotHead {
    log: String,
    seq: u64,
}

/// Whether another process has saved newer rules of the same log, or the same with newer kills.
pub(crate) fn is_newer(path: &Path, known: &Known) -> bool {
    let saved = std::fs::read_to_string(path).unwrap_or_default();
    let Some((sum, text)) = saved.strip_prefix(SAVED).and_then(|it| it.split_once('\n')) else {
        return false;
    };
    let Some(head) = serde_json::from_str::<Head>(text).ok() else { return false };
    let kills = |seqs: &mut dyn Iterator<Item = u64>| seqs.max().unwrap_or_default();
    let there = (head.snapshot.seq, kills(&mut head.overlay.iter().map(|notice| notice.seq)));
    let here = (known.rules_seq, kills(&mut known.overlay.values().map(|notice| notice.seq)));
    head.snapshot.log == *known.log && there > here && sum == Digest::of(text).to_string()
}

/// Reads a file of rules, whichever of the three it is.
pub(crate) fn read(path: &Path) -> Result<(Known, Vec<Complaint>), Error> {
    let bytes = std::fs::read(path).map_err(|source| Kind::File { path: path.into(), source })?;
    of_bytes(&path.to_string_lossy(), bytes)
        .map_err(|why| Kind::Documents { name: path.to_string_lossy().into_owned(), why }.into())
}

/// Reads what the disk cache saved, or says in a part of a sentence why that cannot be used.
pub(crate) fn read_saved(path: &Path) -> Result<(Known, Vec<Complaint>), String> {
    let bytes = std::fs::read(path).map_err(|error| format!("it cannot be read ({error})"))?;
    match bytes.strip_prefix(SAVED.as_bytes()) {
        Some(saved) => of_saved(saved),
        None => Err("it does not begin as this version of the SDK saves it".to_owned()),
    }
}

/// Rules from bytes, or why there are none.
pub(crate) fn of_bytes(name: &str, bytes: Vec<u8>) -> Result<(Known, Vec<Complaint>), String> {
    if let Some(saved) = bytes.strip_prefix(SAVED.as_bytes()) {
        return of_saved(saved);
    }
    if let Ok(snapshot) = serde_json::from_slice::<Snapshot>(&bytes) {
        return of_snapshot(snapshot, &Lists::default());
    }
    let reading = hoist_ruleset::read(&[Source::new(name, bytes)]);
    let complaint = |diagnostic: &hoist_ruleset::Diagnostic| Complaint {
        document: diagnostic.path.clone(),
        why: diagnostic.to_string(),
    };
    let complaints: Vec<Complaint> = reading.diagnostics.iter().map(complaint).collect();
    match complaints.first() {
        Some(first) if reading.documents.keys().next().is_none() => Err(first.why.clone()),
        _ => Ok((Known::of_documents(reading.documents), complaints)),
    }
}

fn of_snapshot(snapshot: Snapshot, lists: &Lists) -> Result<(Known, Vec<Complaint>), String> {
    match apply(&Known::default(), Message::Snapshot(Box::new(snapshot)), lists) {
        Applied::Known(known, complaints) => Ok((known, complaints)),
        _ => Err("it is no snapshot".to_owned()),
    }
}

fn of_saved(saved: &[u8]) -> Result<(Known, Vec<Complaint>), String> {
    let text = std::str::from_utf8(saved).map_err(|_error| "it is not UTF-8".to_owned())?;
    let (sum, text) = text.split_once('\n').unwrap_or_default();
    if sum != Digest::of(text).to_string() {
        return Err("it is damaged: its checksum does not fit".to_owned());
    }
    let saved: Saved = plain::read(text.as_bytes())?;
    let lists = saved.lists.values().map(|keys| {
        let list: KeyList = keys.iter().map(String::as_str).collect();
        (list.digest(), list)
    });
    let (mut known, complaints) = of_snapshot(saved.snapshot, &lists.collect())?;
    known.is_incomplete |= saved.is_incomplete;
    for notice in saved.overlay {
        if let Applied::Known(next, _) =
            apply(&known, Message::Kills(vec![notice]), &Lists::default())
        {
            known = next;
        }
    }
    Ok((known, complaints))
}
