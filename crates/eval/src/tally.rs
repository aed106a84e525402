//! Counting evaluations without a lock.
//!
//! Most threads have counters of their own, which nobody else writes: adding to one is as cheap as
//! to any number. Counters only rise. Who reads remembers what was read before, so each evaluation
//! is in exactly one of the readings, whatever else is going on.

use std::cell::Cell;
use std::iter;
use std::mem;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use hoist_ruleset::Ruleset;
use hoist_ruleset::compiled::{Flag, Rule, RuleOutcome, Slot, Strategy, Subject, SubjectKind};

use crate::resolution::Outcome;
use crate::{ErrorCode, Reason, Resolution};

/// The threads that count first in a process, as many as this, have a shard each.
const OWN: usize = 16;
/// The others share as many as this.
const SHARED: usize = 8;

/// How often evaluations by one ruleset had which result.
///
/// Memory is taken for a flag or experiment when a thread's shard first counts one of its
/// evaluations; after that, counting costs a few nanoseconds and no allocation.
///
/// ```
/// use hoist_eval::{EvaluationContext, Tally, evaluate_slot};
/// use hoist_ruleset::{Ruleset, Source, State, read};
///
/// let reading = read(&[Source::new("f.yaml", "features: {a: {type: boolean, enabled: true}}")]);
/// let ruleset = Ruleset::compile(&reading.documents, &State::default());
/// let tally = Tally::new(&ruleset);
///
/// let (slot, now) = (ruleset.slot("a").unwrap(), jiff::Timestamp::UNIX_EPOCH);
/// let resolution = evaluate_slot(&ruleset, slot, &EvaluationContext::default(), now);
/// tally.count(slot, &resolution);
/// tally.count(slot, &resolution);
///
/// let counted = tally.take(&ruleset);
/// assert_eq!((counted[0].variant, counted[0].n), (Some("on"), 2));
/// assert!(tally.take(&ruleset).is_empty());
/// ```
#[derive(Debug)]
pub struct Tally {
    subjects: usize,
    shards: [Shard; OWN + SHARED],
    /// What the counters of each slot said when they were read last.
    read: Mutex<Vec<Box<[u64]>>>,
}

/// What one thread has counted, or some: a row of counters for each slot. Two cache lines wide,
/// since processors fetch them in pairs.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Shard(OnceLock<Box<[Row]>>);

type Row = OnceLock<Box<[AtomicU64]>>;

/// Evaluations that went alike.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'r> {
    /// The flag or experiment.
    pub subject: &'r Subject,
    /// Name of the variant; `None` where there was no value.
    pub variant: Option<&'r str>,
    /// Why.
    pub reason: Reason,
    /// Why there was no value.
    pub error: Option<ErrorCode>,
    /// The rule that decided: its place in the document, from 0.
    pub rule: Option<u16>,
    /// How many; never 0.
    pub n: u64,
}

impl<'r> Counted<'r> {
    /// What it is called where it is counted: the name of [`result_name`], or the error's code.
    pub fn result(&self) -> &'r str {
        match self.error {
            Some(error) => error.as_str(),
            None => result_name(self.subject, self.variant.unwrap_or_default()),
        }
    }
}

/// What a result is called where it is counted: `enabled` or `disabled`, or the variant's name.
pub fn result_name<'s>(subject: &Subject, variant: &'s str) -> &'s str {
    match (&subject.kind, variant) {
        (SubjectKind::Flag(flag), "on") if !is_split(flag) => "enabled",
        (SubjectKind::Flag(flag), "off") if !is_split(flag) => "disabled",
        (_, variant) => variant,
    }
}

/// Whether a flag has variants of its own.
fn is_split(flag: &Flag) -> bool {
    matches!(flag.strategy, Strategy::Split(_))
}

impl Tally {
    /// A tally of evaluations by this ruleset and no other.
    pub fn new(ruleset: &Ruleset) -> Self {
        let subjects = ruleset.subjects().len();
        Self { subjects, shards: Default::default(), read: Mutex::default() }
    }

    /// Counts an evaluation of what is in a slot. A key that was not found is in none.
    #[inline(always)]
    pub fn count(&self, slot: Slot, resolution: &Resolution<'_>) {
        let Some((subject, outcome)) = &resolution.origin else {
            return;
        };
        let shard = shard();
        let rows = self.shards[shard].0.get_or_init(|| vacant(self.subjects));
        let row = rows.get(slot.index()).map(|row| row.get_or_init(|| vacant(length(subject))));
        // Whoever mixes up rulesets gets wrong figures, not a panic.
        if let Some(counter) = row.and_then(|row| row.get(place(subject, outcome))) {
            if shard < OWN {
                counter.store(counter.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
            } else {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Takes out what was counted since the last time, in the order of the ruleset, which has to
    /// be the tally's own.
    pub fn take<'r>(&self, ruleset: &'r Ruleset) -> Vec<Counted<'r>> {
        let mut taken = Vec::new();
        // Who panicked while reading has lost what it read; the rest goes on.
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let shards = self.shards.iter().filter_map(|shard| shard.0.get());
        let shards: Vec<&[Row]> = shards.map(AsRef::as_ref).collect();
        if shards.is_empty() {
            return taken;
        }
        read.resize_with(self.subjects, Box::default);
        for (slot, (subject, read)) in ruleset.subjects().zip(&mut *read).enumerate() {
            let rows = shards.iter().filter_map(|rows| rows.get(slot)?.get());
            let rows: Vec<&[AtomicU64]> = rows.map(AsRef::as_ref).collect();
            if rows.is_empty() {
                continue;
            }
            if read.is_empty() {
                *read = vacant(length(subject));
            }
            for ((place, counted), read) in counters(subject).enumerate().zip(read) {
                let counters = rows.iter().filter_map(|row| row.get(place));
                let all = counters.map(|counter| counter.load(Ordering::Relaxed)).sum();
                let n = all - mem::replace(read, all);
                if n > 0 {
                    taken.push(Counted { n, ..counted });
                }
            }
        }
        taken
    }
}

/// The shard of this thread.
#[inline]
fn shard() -> usize {
    static THREADS: AtomicUsize = AtomicUsize::new(0);
    const NONE_YET: usize = usize::MAX;
    thread_local! {
        static NUMBER: Cell<usize> = const { Cell::new(NONE_YET) };
    }
    NUMBER.with(|own| {
        if own.get() == NONE_YET {
            let threads = THREADS.fetch_add(1, Ordering::Relaxed);
            own.set(if threads < OWN { threads } else { OWN + threads % SHARED });
        }
        own.get()
    })
}

#[cold]
fn vacant<T: Default>(length: usize) -> Box<[T]> {
    iter::repeat_with(T::default).take(length).collect()
}

/// Reasons of evaluations that no rule decided, in the order of their counters.
const WITHOUT_RULE: [Reason; 4] =
    [Reason::Static, Reason::Default, Reason::Split, Reason::Disabled];

/// What each counter of a row is for: by reason and variant where no rule decided, then by rule
/// and variant, since a rule has one reason. Behind each list of variants is one for errors.
fn counters(subject: &Subject) -> impl Iterator<Item = Counted<'_>> {
    let by_variant = move |reason, rule| {
        let error = None;
        let names = subject.variants.iter().map(|variant| Some(&*variant.name));
        names.map(move |variant| Counted { subject, variant, reason, error, rule, n: 0 })
    };
    let failed = move |rule| {
        let (reason, error) = (Reason::Error, Some(ErrorCode::TargetingKeyMissing));
        Counted { subject, variant: None, reason, error, rule, n: 0 }
    };
    let without = WITHOUT_RULE.into_iter().flat_map(move |reason| by_variant(reason, None));
    let of_rule = move |rule: &Rule| {
        let reason = match rule.outcome {
            RuleOutcome::Variant(_) => Reason::TargetingMatch,
            RuleOutcome::Share { .. } | RuleOutcome::Split(_) => Reason::Split,
        };
        let rule = Some(rule.index);
        by_variant(reason, rule).chain(iter::once(failed(rule)))
    };
    without.chain(iter::once(failed(None))).chain(rules(subject).iter().flat_map(of_rule))
}

/// How many counters a row has.
fn length(subject: &Subject) -> usize {
    let variants = subject.variants.len();
    WITHOUT_RULE.len() * variants + 1 + rules(subject).len() * (variants + 1)
}

/// Which counter of its row an outcome is counted by.
#[inline]
fn place(subject: &Subject, outcome: &Outcome) -> usize {
    let variants = subject.variants.len();
    let without_rule = WITHOUT_RULE.len() * variants;
    let variant = outcome.variant.map(usize::from);
    match (outcome.rule, variant) {
        (Some(rule), variant) => {
            without_rule + 1 + usize::from(rule) * (variants + 1) + variant.unwrap_or(variants)
        }
        (None, None) => without_rule,
        (None, Some(variant)) => {
            let reason = match outcome.reason {
                Reason::Static => 0,
                Reason::Default => 1,
                Reason::Split => 2,
                Reason::Disabled | Reason::TargetingMatch | Reason::Error => 3,
            };
            reason * variants + variant
        }
    }
}

fn rules(subject: &Subject) -> &[Rule] {
    match &subject.kind {
        SubjectKind::Flag(flag) => &flag.rules,
        SubjectKind::Experiment(_) => &[],
    }
}
