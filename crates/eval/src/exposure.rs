//! Exposures: who is shown a variant where that is measured, and telling each of them once.

use std::borrow::Cow;
use std::hash::{BuildHasher as _, Hash};
use std::sync::atomic::{AtomicU64, Ordering};

use foldhash::fast::FixedState;
use hoist_ruleset::compiled::SubjectKind;

use crate::{EvaluationContext, Reason, Resolution};

/// Somebody who is given a variant of a flag or experiment that is measured.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Exposed<'e> {
    /// The flag or experiment.
    pub key: &'e str,
    /// What is exposed anew under another number: the phase of an experiment, from 1; of a flag
    /// the version of its definition, because each change may begin a phase.
    pub phase: u64,
    /// The value that bucketed.
    pub user: Cow<'e, str>,
    /// Name of the variant.
    pub variant: &'e str,
}

impl Resolution<'_> {
    /// Who is exposed by this resolution of a context: whoever a share or a split of a tracked flag
    /// or experiment decided about. A ruleset does not know the versions of flags: `version` does.
    #[inline]
    pub fn exposed<'e>(
        &'e self,
        context: &'e EvaluationContext,
        version: impl FnOnce(&str) -> u64,
    ) -> Option<Exposed<'e>> {
        let (subject, outcome) = self.origin?;
        if !subject.tracked || outcome.reason != Reason::Split {
            return None;
        }
        let (by, phase) = match &subject.kind {
            SubjectKind::Flag(flag) => (&flag.bucketing.by, version(&subject.key)),
            SubjectKind::Experiment(experiment) => {
                (&experiment.bucketing.by, experiment.phase.into())
            }
        };
        let (user, variant) = (context.bucketing_value(by)?, self.variant?);
        Some(Exposed { key: &subject.key, phase, user, variant })
    }
}

/// What was told lately, as far as there is room: for telling everything once, or nearly so.
///
/// Each thing has the one place that it may have, so there is no lock and the size is fixed. What
/// has lost its place to something else is taken for new.
#[derive(Debug)]
pub struct Remembered(Box<[AtomicU64]>);

impl Remembered {
    /// Room for so many things.
    pub fn of_size(size: usize) -> Self {
        Self((0..size.max(1)).map(|_| AtomicU64::new(0)).collect())
    }

    /// Whether this was not told before. From now on it was.
    pub fn is_new(&self, told: &impl Hash) -> bool {
        let (place, hash) = self.place(told);
        place.load(Ordering::Relaxed) != hash && place.swap(hash, Ordering::Relaxed) != hash
    }

    /// What could not be told after all is new when it happens again.
    pub fn forget(&self, told: &impl Hash) {
        let (place, hash) = self.place(told);
        // Where another one has taken the place meanwhile, there is nothing to forget.
        place.compare_exchange(hash, 0, Ordering::Relaxed, Ordering::Relaxed).ok();
    }

    /// Everything is new again.
    pub fn forget_all(&self) {
        self.0.iter().for_each(|place| place.store(0, Ordering::Relaxed));
    }

    /// The place of a thing, and what stands there where it was told: zero is an empty place.
    fn place(&self, told: &impl Hash) -> (&AtomicU64, u64) {
        let hash = FixedState::default().hash_one(told);
        (&self.0[(hash >> 32) as usize % self.0.len()], hash | 1)
    }
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::{Ruleset, Source, State, read};
    use jiff::Timestamp;

    use super::*;
    use crate::evaluate;

    const RULES: &str = "
features:
  plain: {type: percentage, enabled: true, percentage: 100}
  measured: {type: percentage, enabled: true, percentage: 50, metrics: [m]}
  constant: {type: boolean, enabled: true, metrics: [m]}
metrics: {m: {event: m, kind: conversion}}
experiments:
  company: {start_date: 2025-07-01T00:00:00Z, end_date: 2025-08-01T00:00:00Z, bucket_by: company,
            variants: {control: 0.5, b: 0.5}, metrics: [m]}
";

    #[test]
    fn who_counts_as_exposed() {
        let reading = read(&[Source::new("f.yaml", RULES)]);
        assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
        let ruleset = Ruleset::compile(&reading.documents, &State::default());
        let user = EvaluationContext::of_user("u").with("company", 42);
        let nobody = EvaluationContext::default();
        let (running, over) = ("2025-07-02T00:00:00Z", "2025-08-02T00:00:00Z");
        for (key, context, now, expected) in [
            ("plain", &user, running, None),
            ("measured", &user, running, Some("u")),
            ("measured", &nobody, running, None),
            ("constant", &user, running, None),
            ("company", &user, running, Some("42")),
            ("company", &user, over, None),
            ("nothing", &user, running, None),
        ] {
            let now: Timestamp = now.parse().unwrap();
            let resolution = evaluate(&ruleset, key, context, now);
            let exposed = resolution.exposed(context, |_| 7);
            assert_eq!(exposed.as_ref().map(|exposed| &*exposed.user), expected, "{key}");
            if let Some(exposed) = exposed {
                let phase = if key == "company" { 1 } else { 7 };
                assert_eq!((exposed.key, exposed.phase), (key, phase));
                assert_eq!(Some(exposed.variant), resolution.variant);
            }
        }
    }

    #[test]
    fn what_was_told_is_known_again() {
        let remembered = Remembered::of_size(1 << 15);
        assert!((0..100).all(|n| remembered.is_new(&n)));
        assert!((0..100).filter(|n| !remembered.is_new(n)).count() > 95);
        remembered.forget(&7);
        assert!(remembered.is_new(&7) && !remembered.is_new(&7));
        remembered.forget_all();
        assert!((0..100).all(|n| remembered.is_new(&n)));
        // Something else in the same place takes it.
        let one = Remembered::of_size(1);
        assert!(one.is_new(&1) && one.is_new(&2) && one.is_new(&1));
        one.forget(&2);
        assert!(!one.is_new(&1));
    }
}
