//! Some evaluations, chosen at random, for the server's reservoir.
//!
//! Time is cut into windows. Of each flag's evaluations in one, those with the smallest random
//! ranks are kept (bottom-k sampling: Cohen and Kaplan, "Summarizing data using bottom-k
//! sketches", 2007), so each evaluation has the same chance. Nobody draws a rank per evaluation:
//! a thread draws how many to pass over until the next whose rank would be small enough, and
//! counts down. So nearly all evaluations cost a decrement, and none anything while it is off.
//!
//! Of a context only the attributes that were named leave the process, and of the targeting key a
//! hash: the same user has the same one, and nobody gets the key back who does not know it.

mod chance;
mod reservoir;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use foldhash::fast::FixedState;
use hoist_api::Sample;
use hoist_ruleset::Digest;
use jiff::Timestamp;
use serde_json::{Map, Value};

use chance::Chance;
use reservoir::Reservoir;

/// The most samples that wait, of all flags together.
const SAMPLES_MAX: usize = 2_000;
/// The most bytes of a sample's context; attributes beyond are left out.
pub(crate) const CONTEXT_BYTES_MAX: usize = 2_048;
const MINUTE_MS: i64 = 60_000;
/// A minute has so many windows, or fewer where so few samples are wanted.
const WINDOWS_MAX: u32 = 6;

/// What is sampled.
#[derive(Clone, Debug, Default)]
pub(crate) struct SamplerOptions {
    /// The most samples of a flag in a minute; 0 is off.
    pub(crate) per_minute_max: u32,
    /// The attributes that may be told.
    pub(crate) attributes: Vec<String>,
}

/// An evaluation that may become a sample. Everything is borrowed: most become none.
#[derive(Clone, Copy)]
pub(crate) struct Candidate<'e> {
    /// The flag or experiment.
    pub(crate) flag: &'e str,
    /// The variant's name.
    pub(crate) variant: Option<&'e str>,
    /// OpenFeature's name for why.
    pub(crate) reason: &'e str,
    /// The place of the rule that decided.
    pub(crate) rule: Option<u32>,
    /// Seq of the rules.
    pub(crate) seq: u64,
    /// When.
    pub(crate) at: Timestamp,
    /// Who.
    pub(crate) targeting_key: Option<&'e str>,
    /// The value of an attribute.
    pub(crate) attribute: &'e dyn Fn(&str) -> Option<Value>,
}

/// Chooses some evaluations at random.
pub(crate) struct Sampler {
    attributes: Vec<String>,
    /// Of a flag in a window; 0 is off.
    per_window_max: usize,
    window_ms: i64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Number of the window that is open.
    window: i64,
    open: HashMap<Box<str>, Reservoir, FixedState>,
    in_open: usize,
    /// The samples of windows that are over.
    done: Vec<Sample>,
}

impl Sampler {
    pub(crate) fn new(options: SamplerOptions) -> Self {
        let windows = options.per_minute_max.clamp(1, WINDOWS_MAX);
        Self {
            attributes: options.attributes,
            per_window_max: usize::try_from(options.per_minute_max / windows).unwrap_or(usize::MAX),
            window_ms: MINUTE_MS / i64::from(windows),
            state: Mutex::default(),
        }
    }

    /// Whether the evaluation that is being made is to be offered. `place` tells flags apart, as
    /// their slots do; flags that share one are sampled more seldom.
    #[inline]
    pub(crate) fn wants(&self, place: usize) -> bool {
        self.per_window_max > 0 && chance::is_due(place)
    }

    /// Takes an evaluation that is wanted, and decides for how long none of its flag is.
    pub(crate) fn offer(&self, place: usize, candidate: Candidate<'_>) {
        let chance = chance::drawn(place);
        let rank = chance.rank(chance::random());
        let next = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            self.turn(&mut state, candidate.at);
            self.keep(&mut state, rank, &candidate)
        };
        chance::draw(place, next);
    }

    /// Gives the chance that the flag's next evaluations need.
    fn keep(&self, state: &mut State, rank: u64, candidate: &Candidate<'_>) -> Chance {
        let State { open, in_open, done, .. } = state;
        let is_full = *in_open + done.len() >= SAMPLES_MAX;
        let reservoir = match open.get_mut(candidate.flag) {
            Some(reservoir) => reservoir,
            // Not even a name is kept where there is no room for a sample.
            None if is_full => return Chance::SMALLEST,
            None => open.entry(candidate.flag.into()).or_default(),
        };
        let max = if is_full { reservoir.len().max(1) } else { self.per_window_max };
        if reservoir.wants(rank, max) {
            let before = reservoir.len();
            reservoir.insert(rank, self.sample(candidate), max);
            *in_open += reservoir.len() - before;
        }
        reservoir.chance(max)
    }

    /// The samples of all windows that are over; at the end, of the one that is open too.
    pub(crate) fn take(&self, now: Timestamp, is_end: bool) -> Vec<Sample> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.turn(&mut state, now);
        if is_end {
            state.close();
        }
        std::mem::take(&mut state.done)
    }

    /// Closes the window that is open, if a time is beyond it, or so long before it that the clock
    /// was set back. What is a little late belongs to the window that is open.
    fn turn(&self, state: &mut State, now: Timestamp) {
        let window = now.as_millisecond().div_euclid(self.window_ms);
        if window > state.window || window + 1 < state.window {
            state.close();
            state.window = window;
            chance::begin_window();
        }
    }

    fn sample(&self, candidate: &Candidate<'_>) -> Sample {
        Sample {
            flag: candidate.flag.to_owned(),
            variant: candidate.variant.map(str::to_owned),
            reason: candidate.reason.to_owned(),
            rule: candidate.rule,
            seq: candidate.seq,
            at: candidate.at,
            context: context(candidate, &self.attributes),
        }
    }
}

impl State {
    fn close(&mut self) {
        self.done.extend(self.open.drain().flat_map(|(_, reservoir)| reservoir.into_samples()));
        self.in_open = 0;
    }
}

/// What may be told of a context.
fn context(candidate: &Candidate<'_>, attributes: &[String]) -> Value {
    let mut context = Map::new();
    if let Some(key) = candidate.targeting_key {
        context.insert("targetingKey".to_owned(), hash(key).into());
    }
    let mut bytes = 0;
    for name in attributes.iter().filter(|name| *name != "targetingKey") {
        let Some(value) = (candidate.attribute)(name) else { continue };
        let size = name.len() + value.to_string().len();
        if bytes + size <= CONTEXT_BYTES_MAX {
            bytes += size;
            context.insert(name.clone(), value);
        }
    }
    context.into()
}

/// The first 16 bytes of the SHA-256 of a targeting key, as hexadecimal digits.
pub(crate) fn hash(targeting_key: &str) -> String {
    Digest::of(targeting_key).to_string()
}
