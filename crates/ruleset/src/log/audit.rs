//! Checking a whole log: its chain, and what its entries tell of.
//!
//! The walk goes on after a fault, so that one report names what is wrong in several places. It
//! takes each entry for what it says it follows, so that one fault is told once and not again by
//! every entry behind it.
//!
//! A body may be missing if, and only if, a later entry says that it was erased.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use serde_json::Value;

use super::{Entry, Fault, Head, Kind};
use crate::digest::Digest;

/// Who sees so many knows enough.
const FAULTS_MAX: usize = 20;

/// A log that is being checked, from its first entry on.
#[derive(Debug)]
pub struct Audit {
    head: Head,
    /// Whether the hash of the head is not known: what has it is missing or unreadable.
    lost: bool,
    entries: u64,
    /// What is wrong, with its place: the number of the entry as it was read.
    faults: Vec<(u64, Fault)>,
    /// What was missing and was not said to be erased yet.
    missing: HashMap<Digest, Vec<(u64, Fault)>, FixedState>,
    erased: u64,
}

/// What is kept beside an entry, as far as it is there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// The document or fact that the entry tells of.
    pub body: Option<&'a str>,
    /// Where it came from.
    pub origin: Option<&'a str>,
}

/// What was found when a log was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audited {
    /// How many entries there were.
    pub entries: u64,
    /// The end of the log as it was read.
    pub head: Head,
    /// What is wrong, in the order of the log: the first 20 faults. None if the log is sound.
    pub faults: Vec<Fault>,
    /// Where each of them is: the number of the entry as it was read, from 1; for what is wrong with
    /// the end, one more than there are.
    pub places: Vec<u64>,
    /// How many documents and origins are missing because a later entry erased them.
    pub erased: u64,
}

impl Audit {
    /// Before the first entry of a log.
    pub fn of(log: &str) -> Self {
        Self {
            head: Head::genesis(log),
            lost: false,
            entries: 0,
            faults: Vec::new(),
            missing: HashMap::default(),
            erased: 0,
        }
    }

    /// Whether so much is wrong that there is no need to go on.
    pub fn is_full(&self) -> bool {
        self.faults.len() >= FAULTS_MAX
    }

    /// Takes the next entry.
    pub fn take(&mut self, entry: &Entry, beside: Beside<'_>) {
        self.step(entry.seq);
        if std::mem::take(&mut self.lost) {
            self.head.hash = entry.previous;
        }
        if let Err(fault) = self.head.check(entry) {
            self.fault(fault);
        }
        self.look_beside(entry, beside);
        let Entry { log, seq, time, hash, .. } = entry.clone();
        self.head = Head { log, seq, time, hash };
    }

    /// Takes an entry of which nothing but its seq can be read.
    pub fn unreadable(&mut self, seq: u64) {
        self.step(seq);
        self.fault(Fault::Changed { seq });
        self.head.seq = seq;
        self.lost = true;
    }

    /// Where the walk has come to.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Notes something that is wrong with the entry that was taken last.
    pub fn fault(&mut self, fault: Fault) {
        self.faults.push((self.entries, fault));
    }

    /// Goes on at a seq, over what is missing before it.
    fn step(&mut self, seq: u64) {
        self.entries += 1;
        let expected = self.head.seq + 1;
        if seq != expected {
            self.fault(Fault::Gap { expected, found: seq });
            self.head.seq = seq.saturating_sub(1);
            self.lost = true;
        }
    }

    fn look_beside(&mut self, entry: &Entry, beside: Beside<'_>) {
        let (seq, place) = (entry.seq, self.entries);
        if let Some(digest) = entry.digest {
            match body_fault(seq, digest, beside.body) {
                // What says what was erased cannot itself be erased.
                Some(fault @ Fault::BodyMissing { .. }) if entry.kind != Kind::Erased => {
                    self.missing.entry(digest).or_default().push((place, fault));
                }
                Some(fault) => self.fault(fault),
                None if entry.kind == Kind::Erased => self.excuse(beside.body.unwrap_or_default()),
                None => {}
            }
        }
        if let Some(digest) = entry.origin {
            match body_fault(seq, digest, beside.origin) {
                Some(Fault::BodyMissing { .. }) => {
                    let fault = Fault::OriginMissing { seq, digest };
                    self.missing.entry(digest).or_default().push((place, fault));
                }
                Some(_) => self.fault(Fault::OriginChanged { seq, digest }),
                None => {}
            }
        }
    }

    /// Bodies that an entry says were erased may be missing up to here. One that was written again
    /// later has to be there.
    pub fn excuse(&mut self, body: &str) {
        let digests: Vec<Value> = serde_json::from_str(body).unwrap_or_default();
        for digest in digests.iter().filter_map(|digest| digest.as_str()?.parse().ok()) {
            let missing = self.missing.remove::<Digest>(&digest);
            self.erased += missing.map_or(0, |missing| missing.len() as u64);
        }
    }

    /// Compares where the walk came to with the head that was noted.
    pub fn end(mut self, noted: &Head) -> Audited {
        let seq = self.head.seq;
        let (is_full, end) = (self.is_full(), self.entries + 1);
        self.faults.extend(self.missing.drain().flat_map(|(_, missing)| missing));
        if is_full {
            // The end was not reached.
        } else if seq < noted.seq {
            self.faults.push((end, Fault::Truncated { expected: noted.seq, found: seq + 1 }));
        } else if seq > noted.seq || (!self.lost && self.head != *noted) {
            self.faults.push((end, Fault::OtherHead { seq }));
        }
        // What is wrong with one entry stays in the order in which it was found.
        self.faults.sort_by_key(|(place, _)| *place);
        self.faults.truncate(FAULTS_MAX);
        let (places, faults) = self.faults.into_iter().unzip();
        Audited { entries: self.entries, head: self.head, faults, places, erased: self.erased }
    }
}

/// What is wrong with the body of an entry.
pub fn body_fault(seq: u64, digest: Digest, body: Option<&str>) -> Option<Fault> {
    let Some(body) = body else {
        return Some(Fault::BodyMissing { seq, digest });
    };
    let value = serde_json::from_str(body).ok();
    let sound = value.is_some_and(|value| Digest::of_json(&value) == digest);
    (!sound).then_some(Fault::BodyChanged { seq, digest })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::log::{Collection, Draft};

    /// Who does what; the body, and whether it is still there.
    type Step = (Kind, &'static str, bool);

    /// The faults of a log of such steps.
    fn faults(steps: &[Step]) -> Vec<Fault> {
        let (mut head, mut audit) = (Head::genesis("l"), Audit::of("l"));
        for (kind, body, is_there) in steps {
            let text = match kind {
                Kind::Erased => serde_json::json!([digest(body)]).to_string(),
                _ => (*body).to_owned(),
            };
            let draft = Draft {
                kind: *kind,
                collection: Collection::Segments,
                key: "vips".to_owned(),
                digest: Some(digest(&text)),
                restored: None,
                actor: "token:ops".to_owned(),
                reason: None,
                request_id: None,
                origin: None,
            };
            let entry = draft.seal(&head, Timestamp::UNIX_EPOCH);
            head.check(&entry).unwrap();
            let body = is_there.then_some(text.as_str());
            audit.take(&entry, Beside { body, origin: None });
        }
        audit.end(&head).faults
    }

    fn digest(text: &str) -> Digest {
        Digest::of_json(&serde_json::from_str(text).unwrap())
    }

    #[test]
    fn what_was_erased_may_be_missing_and_nothing_else() {
        use Kind::{Created, Erased, Updated};
        let missing = |seq, body| Fault::BodyMissing { seq, digest: digest(body) };
        let list = serde_json::json!([digest("1")]).to_string();
        for (steps, expected) in [
            (&[(Created, "1", true), (Updated, "2", true)][..], vec![]),
            (&[(Created, "1", false), (Updated, "2", true)], vec![missing(1, "1")]),
            (&[(Created, "1", false), (Updated, "2", true), (Erased, "1", true)], vec![]),
            (&[(Created, "1", true), (Updated, "2", true), (Erased, "1", true)], vec![]),
            (
                &[(Created, "1", false), (Updated, "2", false), (Erased, "1", true)],
                vec![missing(2, "2")],
            ),
            // An erasure says nothing of what came after it.
            (
                &[(Created, "1", false), (Erased, "1", true), (Updated, "1", false)],
                vec![missing(3, "1")],
            ),
            (&[(Created, "1", false), (Erased, "1", true), (Updated, "2", true)], vec![]),
            // Without its list, an erasure excuses nothing.
            (
                &[(Created, "1", false), (Erased, "1", false)],
                vec![missing(1, "1"), missing(2, &list)],
            ),
        ] {
            assert_eq!(faults(steps), expected, "{steps:?}");
        }
    }
}
