//! The change log: what was appended verifies, and nothing else does.

use hoist_ruleset::log::{Draft, Entry, Fault, Head, Kind};
use hoist_ruleset::{Digest, log};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// Entries of one input.
const ENTRIES_MAX: usize = 8;

/// Bits that are flipped, each alone.
const FLIPS: usize = 16;

/// Appends entries that the bytes choose, which verify; flips bits of what was written, which is
/// then refused, unless it says the same.
pub fn log(data: &[u8]) {
    let Some((place, data)) = data.split_first_chunk::<4>() else {
        return;
    };
    let entries = chain(data);
    assert_eq!(fault(&entries), None, "{entries:?}");
    let lines: Vec<String> =
        entries.iter().map(|entry| serde_json::to_string(entry).unwrap()).collect();
    let text = lines.join("\n");
    assert_eq!(read(text.as_bytes()).as_ref(), Some(&entries), "{text}");
    let mut bytes = text.into_bytes();
    if bytes.is_empty() {
        return;
    }
    // Most flipped bits leave no entry to be read, so one alone would say little.
    let place = usize::try_from(u32::from_le_bytes(*place)).unwrap();
    for flip in 0..FLIPS {
        let bit = (place + flip * 7_919) % (bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        if let Some(found) = read(&bytes) {
            let text = String::from_utf8_lossy(&bytes);
            assert!(found == entries || fault(&found).is_some(), "bit {bit} of {text}");
        }
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
    for gone in 0..entries.len().saturating_sub(1) {
        let mut without = entries.clone();
        without.remove(gone);
        assert!(fault(&without).is_some(), "without {gone}: {entries:?}");
    }
}

/// The entries that bytes choose, each from its own part.
fn chain(data: &[u8]) -> Vec<Entry> {
    let mut head = Head::genesis("log-1");
    let parts = data.split(|byte| *byte == 0xff).take(ENTRIES_MAX);
    let entry = |part: &[u8]| {
        let (choices, text) = part.split_first_chunk::<4>().unwrap_or((&[0; 4], part));
        let text = String::from_utf8_lossy(text);
        let mut texts = text.split('\n').map(str::to_owned);
        let kinds = [
            Kind::Created,
            Kind::Updated,
            Kind::Deleted,
            Kind::RolledBack,
            Kind::Killed,
            Kind::Revived,
            Kind::Frozen,
            Kind::Unfrozen,
            Kind::Scheduled,
            Kind::Applied,
            Kind::Cancelled,
            Kind::Erased,
        ];
        let collections = [
            log::Collection::Features,
            log::Collection::Segments,
            log::Collection::Metrics,
            log::Collection::Experiments,
            log::Collection::Releases,
            log::Collection::Environment,
            log::Collection::Schedules,
            log::Collection::Environments,
            log::Collection::Tokens,
            log::Collection::Channels,
        ];
        let [kind, collection, time, extra] = choices.map(usize::from);
        let draft = Draft {
            kind: kinds[kind % kinds.len()],
            collection: collections[collection % collections.len()],
            key: texts.next().unwrap_or_default(),
            digest: (extra & 1 == 1).then(|| Digest::of(part)),
            restored: (extra & 2 == 2).then_some(u64::MAX >> time.min(63)),
            actor: texts.next().unwrap_or_default(),
            reason: texts.next(),
            request_id: texts.next(),
            origin: (extra & 4 == 4).then(|| Digest::of(text.as_bytes())),
        };
        // Before the last entry's too: the clock may go back, the log's time does not.
        let moved = SignedDuration::from_millis(i64::try_from(time * time * 977).unwrap());
        let entry = draft.seal(&head, Timestamp::UNIX_EPOCH + moved);
        head.check(&entry).unwrap();
        entry
    };
    parts.map(entry).collect()
}

fn fault(entries: &[Entry]) -> Option<Fault> {
    let mut head = Head::genesis("log-1");
    entries.iter().find_map(|entry| head.check(entry).err())
}

/// Reads entries, one a line; `None` where anything is no entry.
fn read(bytes: &[u8]) -> Option<Vec<Entry>> {
    std::str::from_utf8(bytes)
        .ok()?
        .split('\n')
        .filter(|line| !line.is_empty())
        .map(entry)
        .collect()
}

fn entry(line: &str) -> Option<Entry> {
    let Value::Object(fields) = serde_json::from_str(line).ok()? else {
        return None;
    };
    let text = |name: &str| fields.get(name)?.as_str().map(str::to_owned);
    let optional = |name: &str| match fields.get(name)? {
        Value::Null => Some(None),
        Value::String(text) => Some(Some(text.clone())),
        _ => None,
    };
    let digest = |name: &str| match optional(name)? {
        None => Some(None),
        Some(text) => text.parse().ok().map(Some),
    };
    Some(Entry {
        log: text("log")?,
        seq: fields.get("seq")?.as_u64()?,
        time: text("time")?.parse().ok()?,
        kind: text("kind")?.parse().ok()?,
        collection: text("collection")?.parse().ok()?,
        key: text("key")?,
        digest: digest("digest")?,
        restored: match fields.get("restored")? {
            Value::Null => None,
            restored => Some(restored.as_u64()?),
        },
        actor: text("actor")?,
        reason: optional("reason")?,
        request_id: optional("request_id")?,
        origin: match fields.get("origin") {
            None => None,
            Some(origin) => Some(origin.as_str()?.parse().ok()?),
        },
        touches_ruleset: fields.get("touches_ruleset")?.as_bool()?,
        previous: digest("previous")??,
        hash: digest("hash")??,
    })
}
