//! The change log: what an entry is, how entries are chained, and how a chain is checked.
//!
//! Everything that is true in an environment is a reading of its log (ADR 2). An entry is made by
//! [`Draft::seal`] onto a [`Head`] and holds the hash of the one before it; [`Head::check`] finds
//! what was changed, removed or put elsewhere, and [`Audit`] checks a whole log with what its
//! entries tell of. Where entries are kept is no business of this module.

mod audit;
mod kind;
mod origin;

use jiff::Timestamp;
use serde::Serialize;
use thiserror::Error;

use crate::digest::Digest;

pub use audit::{Audit, Audited, Beside, body_fault};
pub use kind::{Aspect, Collection, Kind};
pub use origin::{ADDRESSES, Origin};

/// What is to become an entry: who does what to which key, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What is done.
    pub kind: Kind,
    /// To a key of what.
    pub collection: Collection,
    /// To which key.
    pub key: String,
    /// Digest of the document or fact after it; none where nothing is left to tell.
    pub digest: Option<Digest>,
    /// The seq whose definition is restored, if one is.
    pub restored: Option<u64>,
    /// Who does it, such as `token:ops` or `config`.
    pub actor: String,
    /// Why, in their words.
    pub reason: Option<String>,
    /// The request that asked for it.
    pub request_id: Option<String>,
    /// Digest of where it came from; see [`Origin`].
    pub origin: Option<Digest>,
}

/// One entry. Its hash covers every other field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Id of the log.
    pub log: String,
    /// Number within the log, from 1, without gaps.
    pub seq: u64,
    /// When. Never before the entry before it.
    pub time: Timestamp,
    /// What was done.
    pub kind: Kind,
    /// To a key of what.
    pub collection: Collection,
    /// To which key.
    pub key: String,
    /// Digest of the document or fact after it.
    pub digest: Option<Digest>,
    /// The seq whose definition was restored.
    pub restored: Option<u64>,
    /// Who did it.
    pub actor: String,
    /// Why.
    pub reason: Option<String>,
    /// The request that asked for it.
    pub request_id: Option<String>,
    /// Digest of where it came from. Entries that have none are hashed as they were before there
    /// was such a field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Digest>,
    /// Whether it concerns those who evaluate.
    pub touches_ruleset: bool,
    /// Hash of the entry before it; of the first one, the digest of the log's id.
    pub previous: Digest,
    /// Hash of everything above.
    pub hash: Digest,
}

impl Entry {
    /// Whether the other fields give its hash: of one entry alone, that is all that can be checked.
    pub fn gives_its_hash(&self) -> bool {
        self.expected_hash() == self.hash
    }

    /// The hash that the other fields give.
    fn expected_hash(&self) -> Digest {
        // Every field becomes JSON: texts, integers and a boolean.
        let mut fields = serde_json::to_value(self).unwrap_or_default();
        if let Some(fields) = fields.as_object_mut() {
            fields.remove("hash");
        }
        Digest::of_json(&fields)
    }
}

/// The end of a log, which the next entry goes onto.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Id of the log.
    pub log: String,
    /// Seq of the last entry; 0 where there is none.
    pub seq: u64,
    /// Its time.
    pub time: Timestamp,
    /// Its hash.
    pub hash: Digest,
}

impl Head {
    /// The head of a log without entries.
    pub fn genesis(log: &str) -> Self {
        let hash = Digest::of(log);
        Self { log: log.to_owned(), seq: 0, time: Timestamp::UNIX_EPOCH, hash }
    }

    /// Checks that an entry is the one that belongs onto this head, and moves on to it.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with the entry. The head stays where it was.
    pub fn check(&mut self, entry: &Entry) -> Result<(), Fault> {
        let seq = entry.seq;
        let expected = self.seq + 1;
        if entry.log != self.log {
            return Err(Fault::ForeignLog { seq, found: entry.log.clone() });
        }
        if seq != expected {
            return Err(Fault::Gap { expected, found: seq });
        }
        if !entry.gives_its_hash() {
            return Err(Fault::Changed { seq });
        }
        if entry.previous != self.hash {
            return Err(Fault::Unchained { seq });
        }
        if entry.time < self.time {
            return Err(Fault::TimeGoesBack { seq });
        }
        *self = Self { log: entry.log.clone(), seq, time: entry.time, hash: entry.hash };
        Ok(())
    }
}

impl Draft {
    /// Makes the entry that goes onto a head. Time never goes back, whatever the clock does.
    pub fn seal(self, onto: &Head, now: Timestamp) -> Entry {
        let Self { kind, collection, key, digest, restored, actor, reason, request_id, origin } =
            self;
        let entry = Entry {
            log: onto.log.clone(),
            seq: onto.seq + 1,
            time: now.max(onto.time),
            touches_ruleset: kind.touches_ruleset() && collection.touches_ruleset(),
            previous: onto.hash,
            hash: Digest::default(),
            kind,
            collection,
            key,
            digest,
            restored,
            actor,
            reason,
            request_id,
            origin,
        };
        Entry { hash: entry.expected_hash(), ..entry }
    }
}

/// What is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// An entry of another log.
    #[error("entry {seq} belongs to the log {found}")]
    ForeignLog {
        /// Its seq.
        seq: u64,
        /// The log that it names.
        found: String,
    },
    /// Entries are missing, or stand in another order.
    #[error("entry {expected} is missing: the next one there is {found}")]
    Gap {
        /// The seq that had to come.
        expected: u64,
        /// The seq that came.
        found: u64,
    },
    /// The entry is not what was appended.
    #[error("entry {seq} was changed: its content does not give its hash")]
    Changed {
        /// Its seq.
        seq: u64,
    },
    /// The entry before it is not the one that it was appended to.
    #[error("entry {seq} does not follow the entry before it: one of the two was put there later")]
    Unchained {
        /// Its seq.
        seq: u64,
    },
    /// Its time is before that of the entry before it.
    #[error("the time of entry {seq} is before that of the entry before it")]
    TimeGoesBack {
        /// Its seq.
        seq: u64,
    },
    /// The document or fact that an entry tells of is not what was stored with it.
    #[error("the document of entry {seq} was changed: it does not give the digest {digest}")]
    BodyChanged {
        /// The entry's seq.
        seq: u64,
        /// Digest of the document.
        digest: Digest,
    },
    /// The document or fact that an entry tells of is gone.
    #[error("the document of entry {seq} is missing: nothing is stored under its digest {digest}")]
    BodyMissing {
        /// The entry's seq.
        seq: u64,
        /// Digest of the document.
        digest: Digest,
    },
    /// Where a change came from is not what was stored with its entry.
    #[error("where entry {seq} came from was changed: it does not give the digest {digest}")]
    OriginChanged {
        /// The entry's seq.
        seq: u64,
        /// Digest of where it came from.
        digest: Digest,
    },
    /// Where a change came from is gone.
    #[error("where entry {seq} came from is missing: nothing is stored under its digest {digest}")]
    OriginMissing {
        /// The entry's seq.
        seq: u64,
        /// Digest of where it came from.
        digest: Digest,
    },
    /// A long list that the entry's segment names is not what was stored, or gone.
    #[error("a list of the segment of entry {seq} is damaged: {what}")]
    ListDamaged {
        /// The entry's seq.
        seq: u64,
        /// What is wrong with it.
        what: String,
    },
    /// The last entries are missing.
    #[error("the log has {expected} entries, of which the last ones, from {found} on, are missing")]
    Truncated {
        /// How many there have to be.
        expected: u64,
        /// The first one that is missing.
        found: u64,
    },
    /// The last entry is not the head that was noted with it.
    #[error(
        "the noted head of the log is not its last entry, {seq}: one of the two was put there later"
    )]
    OtherHead {
        /// Seq of the last entry.
        seq: u64,
    },
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator as _;

    use super::*;

    fn draft(key: &str) -> Draft {
        Draft {
            kind: Kind::Created,
            collection: Collection::Features,
            key: key.to_owned(),
            digest: Some(Digest::of("{}")),
            restored: None,
            actor: "token:ops".to_owned(),
            reason: None,
            request_id: None,
            origin: None,
        }
    }

    fn chain(length: i64) -> Vec<Entry> {
        let mut head = Head::genesis("log-1");
        let entry = |number: i64| {
            let now = Timestamp::from_second(100 - number % 3).unwrap();
            let entry = draft(&format!("flag{number}")).seal(&head, now);
            head.check(&entry).unwrap();
            entry
        };
        (0..length).map(entry).collect()
    }

    fn fault(entries: &[Entry]) -> Option<Fault> {
        let mut head = Head::genesis("log-1");
        entries.iter().find_map(|entry| head.check(entry).err())
    }

    #[test]
    fn a_sound_chain_verifies_and_time_stands_still_where_the_clock_goes_back() {
        let entries = chain(10);
        assert_eq!(fault(&entries), None);
        assert!(entries.iter().map(|entry| entry.seq).eq(1..=10));
    }

    #[test]
    fn whatever_is_changed_removed_or_moved_is_found() {
        let sound = chain(5);
        let tamper = |change: fn(&mut Vec<Entry>)| {
            let mut entries = sound.clone();
            change(&mut entries);
            fault(&entries)
        };
        let changed = Some(Fault::Changed { seq: 3 });
        assert_eq!(tamper(|entries| entries[2].actor.push('x')), changed);
        assert_eq!(tamper(|entries| entries[2].digest = None), changed);
        assert_eq!(tamper(|entries| entries[2].kind = Kind::Deleted), changed);
        assert_eq!(tamper(|entries| entries[2].origin = Some(Digest::of("home"))), changed);
        assert_eq!(tamper(|entries| entries[2].touches_ruleset = false), changed);
        assert_eq!(tamper(|entries| entries[2].previous = Digest::default()), changed);
        let gap = |expected, found| Some(Fault::Gap { expected, found });
        assert_eq!(tamper(|entries| drop(entries.remove(2))), gap(3, 4));
        assert_eq!(tamper(|entries| entries.swap(1, 2)), gap(2, 3));
        let foreign = Fault::ForeignLog { seq: 1, found: "log-2".into() };
        assert_eq!(tamper(|entries| entries[0].log = "log-2".into()), Some(foreign));
        // One entry written anew, hash and all: the one behind it does not know it.
        let rewritten = tamper(|entries| {
            entries[2].actor = "nobody".into();
            entries[2].hash = entries[2].expected_hash();
        });
        assert_eq!(rewritten, Some(Fault::Unchained { seq: 4 }));
    }

    /// Made by the code before entries had an origin: what was hashed then is hashed so for ever.
    #[test]
    fn entries_of_before_keep_their_hashes() {
        let entries = chain(2);
        let hashes = entries.iter().map(|entry| entry.hash.to_string()).collect::<Vec<_>>();
        assert_eq!(hashes, HASHES_OF_BEFORE);
        let from = |origin| {
            Draft { origin, ..draft("flag0") }.seal(&Head::genesis("log-1"), entries[0].time)
        };
        assert_eq!(from(None), entries[0]);
        assert_ne!(from(Some(Digest::of("home"))).hash, entries[0].hash);
    }

    const HASHES_OF_BEFORE: [&str; 2] = [
        "f849d4d4e6e64ce5e632afcf6bff404d449fd0434bf8fc5e91f6f81e1ff75c8f",
        "4e563f6259634e74ba4738f0200f0a9345fe605f3060a98552edd9918d272de7",
    ];

    #[test]
    fn what_is_only_told_concerns_nobody_who_evaluates() {
        let seal =
            |kind| Draft { kind, ..draft("a") }.seal(&Head::genesis("l"), Timestamp::UNIX_EPOCH);
        for kind in Kind::iter() {
            let aspect = kind.aspect();
            let is_beside = matches!(aspect, Aspect::Erasure | Aspect::Test | Aspect::Progress);
            assert_eq!(seal(kind).touches_ruleset, !is_beside, "{kind:?}");
        }
    }

    #[test]
    fn the_log_is_not_a_bus() {
        let kinds: Vec<_> = Kind::iter().map(|kind| kind.as_ref().to_owned()).collect();
        let expected = "created updated deleted rolled_back killed revived frozen unfrozen \
                        scheduled applied cancelled drafted started concluded archived \
                        unarchived tested shared launched paused resumed approved promoted \
                        aborted succeeded taken_back erased";
        assert_eq!(kinds.join(" "), expected);
    }
}
