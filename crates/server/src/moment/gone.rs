//! What was there and is no more: documents that were deleted, kills that were lifted.
//!
//! A moment shows only what is there, and whoever has an older one must be told what to forget. So
//! the latest disappearances are remembered, up to a limit; who has something older is told
//! everything anew.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;
use hoist_ruleset::DocumentKind;

/// Disappearances that are remembered; of more, the older half is forgotten.
pub(crate) const GONE_MAX: usize = 10_000;

/// Something that can disappear.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Lost {
    Document(DocumentKind, Arc<str>),
    Kill(Arc<str>),
}

/// What is gone, each with the seq that says so.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gone {
    seqs: HashMap<Lost, u64, FixedState>,
    floor: u64,
}

impl Gone {
    /// Everything that disappeared after this seq and is not back is remembered.
    pub(crate) fn floor(&self) -> u64 {
        self.floor
    }

    pub(crate) fn contains(&self, what: &Lost) -> bool {
        self.seqs.contains_key(what)
    }

    pub(super) fn insert(&mut self, what: Lost, seq: u64) {
        self.seqs.insert(what, seq);
        if self.seqs.len() > GONE_MAX {
            let mut seqs: Vec<u64> = self.seqs.values().copied().collect();
            let (_, middle, _) = seqs.select_nth_unstable(GONE_MAX / 2);
            // What is older may come later; what was forgotten stays so.
            self.floor = self.floor.max(*middle);
            self.seqs.retain(|_, seq| *seq > self.floor);
        }
    }

    pub(super) fn remove(&mut self, what: &Lost) {
        self.seqs.remove(what);
    }

    /// What disappeared after a seq, which is not below the floor.
    pub(crate) fn after(&self, seq: u64) -> impl Iterator<Item = (&Lost, u64)> {
        self.seqs.iter().map(|(what, own)| (what, *own)).filter(move |(_, own)| *own > seq)
    }
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::Lists;
    use hoist_ruleset::log::{Collection, Draft, Head, Kind};
    use hoist_store::Fact;
    use jiff::Timestamp;

    use super::*;
    use crate::moment::Moment;

    #[test]
    fn the_floor_never_goes_down() {
        let mut gone = Gone::default();
        let lost = |seq: u64| Lost::Kill(seq.to_string().into());
        let max = u64::try_from(GONE_MAX).unwrap() * 2;
        for seq in (1..=max).rev() {
            let floor = gone.floor();
            gone.insert(lost(seq), seq);
            assert!(gone.floor() >= floor, "{floor} {}", gone.floor());
        }
        assert!((gone.floor() + 1..=max).all(|seq| gone.contains(&lost(seq))));
    }

    /// Facts come by key, not by time.
    #[test]
    fn whoever_is_read_from_the_log_forgets_the_oldest() {
        let max = u64::try_from(GONE_MAX).unwrap();
        let mut head = Head::genesis("log-1");
        let mut deleted = |number: u64| {
            let draft = Draft {
                kind: Kind::Deleted,
                collection: Collection::Features,
                key: format!("flag{number}"),
                digest: None,
                restored: None,
                actor: "token:ops".to_owned(),
                reason: None,
                request_id: None,
                origin: None,
            };
            let entry = draft.seal(&head, Timestamp::UNIX_EPOCH);
            let (log, seq) = (head.log.clone(), entry.seq);
            head = Head { log, seq, time: entry.time, hash: entry.hash };
            Fact { entry, body: None, created: None }
        };
        let mut facts: Vec<Fact> = (0..max + max / 4).map(&mut deleted).collect();
        facts.reverse();
        let end = head.seq;
        let (moment, _) = Moment::read(head, &facts, &Lists::default());
        let floor = moment.gone.floor();
        assert_eq!((floor, end), (max / 2 + 1, max + max / 4));
        let after = u64::try_from(moment.gone.after(floor).count()).unwrap();
        assert_eq!(after, end - floor);
    }

    #[test]
    fn the_older_half_is_forgotten_and_the_floor_says_so() {
        let mut gone = Gone::default();
        let lost = |seq: u64| Lost::Kill(seq.to_string().into());
        let max = u64::try_from(GONE_MAX).unwrap();
        (1..=max).for_each(|seq| gone.insert(lost(seq), seq));
        assert_eq!((gone.floor(), gone.after(0).count()), (0, GONE_MAX));
        gone.insert(lost(max + 1), max + 1);
        let floor = gone.floor();
        assert_eq!(floor, max / 2 + 1);
        assert!((1..=max + 1).all(|seq| gone.contains(&lost(seq)) == (seq > floor)));
        assert_eq!(gone.after(floor).count(), GONE_MAX / 2);
        gone.remove(&lost(max));
        assert_eq!(gone.after(max - 1).map(|(_, seq)| seq).collect::<Vec<_>>(), [max + 1]);
    }
}
