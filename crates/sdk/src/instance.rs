//! What all clones of a `Hoist` have in common: the rules in force, and how a call is answered.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use hoist_eval::{EvaluationContext, evaluate_subject};
use hoist_ruleset::compiled::{Slot, Subject};
use jiff::Timestamp;
use tokio::sync::watch;

use crate::change::Listeners;
use crate::clock::Clock;
use crate::counts::{AllCounts, Counts};
use crate::error::Error;
use crate::fallback::Fallbacks;
use crate::hook::{Call, CallKind, Hooks};
use crate::known::Known;
use crate::pins::Pins;
use crate::reporter::Report;
use crate::resolution::Seen;
use crate::sampler::{Candidate, Sampler, SamplerOptions};
use crate::status::Health;
use crate::tracking::{Sink, Tracking};

/// The rules in force. Each ruleset has a number of its own.
#[derive(Debug, Default)]
pub(crate) struct Current {
    pub(crate) generation: u32,
    pub(crate) known: Known,
    /// Counts evaluations by these rules, where they are reported.
    counts: Option<Arc<Counts>>,
}

/// One instance of the SDK.
pub(crate) struct Instance {
    /// A UUID, made up when it starts.
    pub(crate) id: String,
    current: ArcSwap<Current>,
    /// What was in force before: kept until the next change, so that no evaluation that still
    /// reads it is the one that has to free it.
    retired: Mutex<Arc<Current>>,
    pub(crate) fallbacks: Fallbacks,
    pub(crate) hooks: Hooks,
    pub(crate) clock: Clock,
    pub(crate) tracking: Tracking,
    /// Evaluations that were not yet reported, where they are.
    counts: Option<AllCounts>,
    pub(crate) sampler: Sampler,
    /// Only in tests of applications.
    pub(crate) pins: Option<Pins>,
    pub(crate) health: Health,
    pub(crate) listeners: Listeners,
    is_closing: AtomicBool,
    /// The number of the ruleset in force.
    changed: watch::Sender<u32>,
}

/// What is asked for: a key, or one whose place was found before.
#[derive(Clone, Copy)]
pub(crate) enum Lookup<'k> {
    Key(&'k str),
    Remembered(&'k Place),
}

/// A key and its slot in one ruleset, as last looked up.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) key: Box<str>,
    /// The ruleset's number above, the slot's index below.
    found: AtomicU64,
}

/// No slot has this index: a ruleset has far fewer.
const NOWHERE: u32 = u32::MAX;

impl Place {
    pub(crate) fn of(key: &str) -> Self {
        // No ruleset has number 0 but the empty one, in which nothing is found.
        Self { key: key.into(), found: AtomicU64::new(u64::from(NOWHERE)) }
    }

    fn slot(&self, current: &Current) -> Option<Slot> {
        let found = self.found.load(Ordering::Relaxed);
        let ruleset = &current.known.ruleset;
        let [generation, index] = [found >> 32, found & u64::from(NOWHERE)];
        if generation == u64::from(current.generation) {
            return u32::try_from(index).ok().and_then(|index| ruleset.nth(index));
        }
        let slot = ruleset.slot(&self.key);
        let index = slot.and_then(|slot| u32::try_from(slot.index()).ok()).unwrap_or(NOWHERE);
        let found = u64::from(current.generation) << 32 | u64::from(index);
        self.found.store(found, Ordering::Relaxed);
        slot
    }
}

impl<'k> Lookup<'k> {
    pub(crate) fn key(self) -> &'k str {
        match self {
            Self::Key(key) => key,
            Self::Remembered(place) => &place.key,
        }
    }

    fn slot(self, current: &Current) -> Option<Slot> {
        match self {
            Self::Key(key) => current.known.ruleset.slot(key),
            Self::Remembered(place) => place.slot(current),
        }
    }
}

/// The parts of an instance that differ between those with a server, offline and in tests.
pub(crate) struct Parts {
    pub(crate) fallbacks: Fallbacks,
    pub(crate) hooks: Hooks,
    pub(crate) clock: Clock,
    pub(crate) sink: Sink,
    /// Whether evaluations are counted, to be reported, and which of them are sampled.
    pub(crate) sampling: Option<SamplerOptions>,
    pub(crate) pins: Option<Pins>,
    pub(crate) health: Health,
}

impl Instance {
    pub(crate) fn new(id: String, known: Known, parts: Parts) -> Self {
        let Parts { fallbacks, hooks, clock, sink, sampling, pins, health } = parts;
        let all = sampling.is_some().then(AllCounts::default);
        let counts = all.as_ref().map(|all| all.begin(&known.ruleset));
        Self {
            id,
            current: ArcSwap::from_pointee(Current { generation: 1, known, counts }),
            counts: all,
            sampler: Sampler::new(sampling.unwrap_or_default()),
            retired: Mutex::default(),
            fallbacks,
            hooks,
            clock,
            tracking: Tracking::into(sink),
            pins,
            health,
            listeners: Listeners::default(),
            is_closing: AtomicBool::new(false),
            changed: watch::channel(1).0,
        }
    }

    /// Evaluates, and shows the result while the rules are at hand. Takes no lock but a short one
    /// for a new exposure or a sample, and reads the clock only for what depends on it.
    pub(crate) fn evaluate<R>(
        &self,
        lookup: Lookup<'_>,
        context: &EvaluationContext,
        see: impl FnOnce(&Seen<'_>) -> R,
    ) -> R {
        let current = self.current.load();
        let known = &current.known;
        let (key, seq, ruleset) = (lookup.key(), known.seq(), &*known.ruleset);
        let fallback = || self.fallbacks.get(key);
        let Some(slot) = lookup.slot(&current) else {
            let resolution = &hoist_eval::Resolution::flag_not_found();
            return see(&Seen { key, subject: None, resolution, seq, fallback: fallback() });
        };
        let subject = ruleset.subject(slot);
        let pins = self.pins.as_ref().filter(|_| !subject.killed);
        let pinned = pins.and_then(|pins| pins.resolution(subject, context));
        // Borrowed, not moved: moving one costs as much as some evaluations.
        let evaluated;
        let resolution = match &pinned {
            Some(pinned) => pinned,
            None => {
                let reads_clock = ruleset.reads_clock(subject);
                let now = if reads_clock { self.clock.now() } else { Timestamp::UNIX_EPOCH };
                evaluated = evaluate_subject(ruleset, subject, context, now);
                &evaluated
            }
        };
        if let Some(counts) = &current.counts {
            counts.count(slot, resolution);
        }
        if self.sampler.wants(slot.index()) {
            self.sample(slot, resolution, subject, context, seq);
        }
        if let Some(exposed) = resolution.exposed(context, |flag| known.flag_version(flag))
            && self.tracking.is_wanted()
        {
            self.tracking.expose(&known.log, &exposed, || self.clock.exact());
        }
        let fallback = if resolution.value.is_none() { fallback() } else { None };
        see(&Seen { key, subject: Some(subject), resolution, seq, fallback })
    }

    /// Offers an evaluation to the sampler, which has asked for it.
    fn sample(
        &self,
        slot: Slot,
        resolution: &hoist_eval::Resolution<'_>,
        subject: &Subject,
        context: &EvaluationContext,
        seq: u64,
    ) {
        let candidate = Candidate {
            flag: &subject.key,
            variant: resolution.variant,
            reason: resolution.reason.as_str(),
            rule: resolution.rule.map(|rule| rule.index.into()),
            seq,
            at: self.clock.exact(),
            targeting_key: context.targeting_key(),
            attribute: &|name| context.attribute(name).cloned(),
        };
        self.sampler.offer(slot.index(), candidate);
    }

    /// From now on what is reported is the last.
    pub(crate) fn begin_closing(&self) {
        self.is_closing.store(true, Ordering::Release);
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.is_closing.load(Ordering::Acquire)
    }

    /// What there is to report: where the instance is, and what it has evaluated since it was asked
    /// before.
    pub(crate) fn report(&self, is_end: bool) -> Report {
        let known = &self.current().known;
        Report {
            log: (!known.log.is_empty()).then(|| known.log.to_string()),
            seq_applied: known.seq(),
            kill_seq_applied: known.kill_seq(),
            counts: self.counts.as_ref().map(AllCounts::take).unwrap_or_default(),
            samples: self.sampler.take(self.clock.exact(), is_end),
            is_last: is_end,
        }
    }

    /// Evaluates with hooks around it, if there are any. `fault` is what is wrong with an answer.
    pub(crate) fn call<R>(
        &self,
        kind: CallKind,
        lookup: Lookup<'_>,
        context: &EvaluationContext,
        answer: impl FnOnce(&Seen<'_>) -> R,
        fault: fn(&R) -> Option<&Error>,
    ) -> R {
        if self.hooks.is_empty() {
            return self.evaluate(lookup, context, answer);
        }
        let call = Call { key: lookup.key(), kind, context };
        self.hooks.before(&call);
        let (answer, resolution, missing) = self.evaluate(lookup, context, |seen| {
            let missing = seen.resolution.error.map(|_| seen.no_value());
            (answer(seen), seen.to_resolution(), missing)
        });
        let error = fault(&answer).or(missing.as_ref());
        self.hooks.done(&call, error.map_or(Ok(Some(&resolution)), Err));
        answer
    }

    pub(crate) fn current(&self) -> Arc<Current> {
        self.current.load_full()
    }

    /// Puts in force what is known now, and tells who listens. Only one at a time may do so.
    pub(crate) fn install(&self, next: Known) {
        let before = self.current.load_full();
        let same_rules = Arc::ptr_eq(&before.known.ruleset, &next.ruleset);
        let generation = before.generation.wrapping_add(u32::from(!same_rules));
        let own = || self.counts.as_ref().map(|all| all.begin(&next.ruleset));
        let counts = if same_rules { before.counts.clone() } else { own() };
        let current = Arc::new(Current { generation, known: next, counts });
        self.current.store(Arc::clone(&current));
        if !same_rules {
            self.changed.send_replace(generation);
            self.listeners.tell(&before.known, &current.known);
        }
        *self.retired.lock().unwrap_or_else(PoisonError::into_inner) = before;
    }

    /// Tells whenever another ruleset is in force.
    pub(crate) fn changes(&self) -> watch::Receiver<u32> {
        self.changed.subscribe()
    }
}
