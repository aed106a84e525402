//! The compiled ruleset: what evaluation reads.
//!
//! Sorting, parsing, name lookup and thresholds are done here, once per change. Evaluating only
//! reads, so any number of threads may share one ruleset. Nothing here takes a lock, save regular
//! expressions: `regex` keeps scratch memory in a pool, of which the first thread has its own.

mod attribute;
mod clock;
mod compile;
mod condition;
mod scalar_set;

use std::sync::Arc;

use jiff::Timestamp;
use xxhash_rust::xxh3::xxh3_64;

pub use attribute::{Attribute, text_hash};
pub use clock::ClockUse;
pub(crate) use compile::split;
pub use condition::{AttributeTest, Condition, SegmentTest, Share, Test};
pub use scalar_set::ScalarSet;

use crate::document::{Documents, Visibility};
use crate::list::KeyList;
use crate::pages::Pages;
use crate::places::{self, Places};
use crate::state::{ExperimentStatus, State};

/// All flags, experiments and segments of one environment at one moment.
#[derive(Clone, Debug, Default)]
pub struct Ruleset {
    /// Flags, then experiments.
    subjects: Pages<Arc<Subject>>,
    flags: Places,
    experiments: Places,
    segments: Pages<Arc<Segment>>,
    /// Whether any segment's membership depends on the time.
    segments_read_clock: bool,
}

impl Ruleset {
    /// Compiles documents under an operational state. What was accepted always compiles.
    ///
    /// ```
    /// use hoist_ruleset::{Ruleset, Source, State, read};
    ///
    /// let reading = read(&[Source::new("f.yaml", "features: {a: {type: boolean, enabled: true}}")]);
    /// let ruleset = Ruleset::compile(&reading.documents, &State::default());
    /// assert!(ruleset.get("a").is_some());
    /// assert!(ruleset.get("b").is_none());
    /// ```
    pub fn compile(documents: &Documents, state: &State) -> Self {
        let (ruleset, nothing) = (&Self::default(), &Documents::default());
        Self::recompile(
            &Before { ruleset, documents: nothing, state: &State::default() },
            documents,
            state,
        )
    }

    /// Compiles documents under a state, taking over from what was compiled before what neither
    /// has changed. The result is that of [`Ruleset::compile`], at the cost of the change.
    pub fn recompile(before: &Before<'_>, documents: &Documents, state: &State) -> Self {
        compile::ruleset(documents, state, before)
    }

    /// The flag or experiment of a key.
    pub fn get(&self, key: &str) -> Option<&Subject> {
        self.slot(key).map(|slot| self.subject(slot))
    }

    /// The slot of a key: whoever evaluates it often looks it up once.
    pub fn slot(&self, key: &str) -> Option<Slot> {
        let hash = places::hash(key);
        let is_it = |slot: u32| *self.subjects[slot as usize].key == *key;
        let experiment = || {
            let flags = Slot::at(self.flags.len())?.0;
            self.experiments.find(hash, |place| is_it(flags + place)).map(|place| flags + place)
        };
        self.flags.find(hash, is_it).or_else(experiment).map(Slot)
    }

    /// The flag or experiment in a slot of this ruleset.
    ///
    /// # Panics
    ///
    /// On a slot that another, larger ruleset gave.
    pub fn subject(&self, slot: Slot) -> &Subject {
        &self.subjects[slot.index()]
    }

    /// The slot at a place in the order of [`Ruleset::subjects`].
    pub fn nth(&self, index: u32) -> Option<Slot> {
        ((index as usize) < self.subjects.len()).then_some(Slot(index))
    }

    /// All flags, then all experiments, each in the order of their file.
    pub fn subjects(&self) -> impl ExactSizeIterator<Item = &Subject> {
        self.slots().map(|slot| self.subject(slot))
    }

    /// The slots of [`Ruleset::subjects`], in the same order.
    pub fn slots(&self) -> impl ExactSizeIterator<Item = Slot> + use<> {
        (0..Slot::at(self.subjects.len()).map_or(0, |end| end.0)).map(Slot)
    }

    /// The segment in a slot of this ruleset.
    ///
    /// # Panics
    ///
    /// On a slot that another, larger ruleset gave.
    pub fn segment(&self, slot: Slot) -> &Segment {
        &self.segments[slot.index()]
    }

    /// The same with a targeting key in the `include` list of a segment, to see what that would
    /// change. Everything else is shared.
    ///
    /// # Panics
    ///
    /// As [`Ruleset::segment`].
    #[must_use]
    pub fn with_member(&self, slot: Slot, targeting_key: &str) -> Self {
        let segment = self.segment(slot);
        let include = segment.include.edited([targeting_key], []);
        let segment = Segment { include, ..segment.clone() };
        let mut changed = self.clone();
        changed.segments.set(slot.index(), Arc::new(segment));
        changed
    }
}

/// A ruleset and what it was compiled from.
#[derive(Clone, Copy, Debug)]
pub struct Before<'b> {
    /// The ruleset.
    pub ruleset: &'b Ruleset,
    /// The documents it was compiled from.
    pub documents: &'b Documents,
    /// The state it was compiled under.
    pub state: &'b State,
}

/// The place of a flag, experiment or segment in one ruleset. It means nothing in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(u32);

impl Slot {
    /// The slot at a place. There are far fewer than fit 32 bits: see `FLAGS_MAX`.
    fn at(place: usize) -> Option<Self> {
        u32::try_from(place).ok().map(Self)
    }

    /// Its place among the slots of its kind, from 0; of subjects, that in [`Ruleset::subjects`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a key can name.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The key.
    pub key: Box<str>,
    /// The results it can have. Boolean-like flags have `off` first and `on` second.
    pub variants: Box<[Variant]>,
    /// Index of the result for whom it is off: `off`, or the control variant.
    pub off: u16,
    /// Whether it was killed.
    pub killed: bool,
    /// Who may see it.
    pub visibility: Visibility,
    /// Whether who gets a result by share or split is exposed: experiments, flags with metrics.
    pub tracked: bool,
    /// How its result depends on the time.
    pub clock: ClockUse,
    /// How a result is chosen.
    pub kind: SubjectKind,
}

/// A flag or an experiment.
#[derive(Clone, Debug)]
pub enum SubjectKind {
    /// A flag.
    Flag(Flag),
    /// An experiment.
    Experiment(Experiment),
}

/// One result: its name and its value.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The name.
    pub name: Box<str>,
    /// The value.
    pub payload: Payload,
    /// The key of its flag, its name and its value as the beginning of a JSON object, written once:
    /// `{"key":"search","variant":"on","value":true`.
    pub json: Box<str>,
    /// A hash of that text, for tags.
    pub json_hash: u64,
}

impl Variant {
    fn new(key: &str, name: &str, value: serde_json::Value) -> Self {
        let payload = Payload::new(value);
        let text = serde_json::Value::from;
        let json = format!(
            "{{\"key\":{},\"variant\":{},\"value\":{}",
            text(key),
            text(name),
            payload.json
        );
        let json_hash = xxh3_64(json.as_bytes());
        Self { name: name.into(), payload, json: json.into(), json_hash }
    }
}

/// A value with its JSON text, written once.
#[derive(Clone, Debug, PartialEq)]
pub struct Payload {
    /// The value.
    pub value: serde_json::Value,
    /// The value as compact JSON.
    pub json: Box<str>,
}

impl Payload {
    /// Writes a value's text.
    pub fn new(value: serde_json::Value) -> Self {
        let json = value.to_string().into();
        Self { value, json }
    }
}

/// Index of the variant `off` of a boolean-like flag.
pub const OFF: u16 = 0;
/// Index of the variant `on` of a boolean-like flag.
pub const ON: u16 = 1;

/// How a flag chooses.
#[derive(Clone, Debug)]
pub struct Flag {
    /// Whether it is evaluated at all.
    pub availability: Availability,
    /// What has to hold first.
    pub prerequisites: Box<[Prerequisite]>,
    /// Enabled rules, in the order in which they are tried.
    pub rules: Box<[Rule]>,
    /// For whom no rule decides.
    pub strategy: Strategy,
    /// What buckets.
    pub bucketing: Bucketing,
}

/// Whether a flag is evaluated at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// It is.
    Enabled,
    /// Its definition says that it is not enabled.
    NotEnabled,
    /// It is archived.
    Archived,
}

/// What is hashed.
#[derive(Clone, Debug)]
pub struct Bucketing {
    /// The attribute whose value buckets.
    pub by: Arc<Attribute>,
    /// The salt of shares and splits.
    pub salt: Arc<str>,
}

/// Another flag or experiment, and the result that it has to have.
#[derive(Clone, Debug)]
pub struct Prerequisite {
    /// Its key.
    pub key: Box<str>,
    /// Its slot and the index of the variant that it has to have. Absent where there is no such
    /// flag, experiment or variant: then it is never met.
    pub target: Option<(Slot, u16)>,
}

/// A flag's strategy for whom no rule decides.
#[derive(Clone, Debug)]
pub enum Strategy {
    /// On for everybody. Static where nothing else depends on the context.
    On {
        /// Whether no rule and no prerequisite can say otherwise.
        is_static: bool,
    },
    /// Off.
    Off,
    /// On below a threshold in 1/100 %.
    Share(u16),
    /// On below a threshold that depends on the time.
    Gradual(Curve),
    /// A variant by weights.
    Split(Split),
}

/// How a gradual flag's threshold depends on the time: straight lines between points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    /// Milliseconds since 1970 and threshold in 1/100 %; times rise strictly. Never empty.
    pub points: Box<[(i64, u16)]>,
}

/// Ranges of split ranks, in the order of the variants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Upper bound of each variant's range, excluded; the last one is 10,000.
    pub bounds: Box<[u16]>,
    /// The variant that has all the weight, if one has: it needs no bucketing value.
    pub certain: Option<u16>,
}

/// A rule of a flag.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its place in the document, from 0.
    pub index: u16,
    /// What people call it.
    pub name: Option<Box<str>>,
    /// Whom it matches.
    pub condition: Condition,
    /// What they get.
    pub outcome: RuleOutcome,
}

/// What the users that a rule matches get.
#[derive(Clone, Debug)]
pub enum RuleOutcome {
    /// This variant.
    Variant(u16),
    /// On below a threshold in 1/100 %, with this salt.
    Share {
        /// Who is in.
        threshold: u16,
        /// The rule's own, or the flag's.
        salt: Arc<str>,
    },
    /// A variant by weights.
    Split(Split),
}

/// How an experiment chooses.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// Where in its life it is, by what is recorded.
    pub status: ExperimentStatus,
    /// What it does at the moment.
    pub serving: Serving,
    /// Start of the window.
    pub start: Option<Timestamp>,
    /// End of the window, excluded.
    pub end: Option<Timestamp>,
    /// Who matches one of these takes part; absent, everybody does.
    pub audience: Option<Box<[Condition]>>,
    /// Which of the audience take part.
    pub gate: Gate,
    /// What buckets.
    pub bucketing: Bucketing,
    /// Who gets what.
    pub split: Split,
    /// Number of the phase, from 1.
    pub phase: u32,
}

impl Experiment {
    /// Where in its life it is at a time: draft, running, ended, concluded or archived. Its dates tell
    /// where nothing is recorded, and whether what runs is over. What was over before anything was
    /// recorded has nobody to wait for: it is concluded. A kill does not change that.
    pub fn status_at(&self, now: Timestamp) -> ExperimentStatus {
        let is_over = self.end.is_some_and(|end| end <= now);
        match self.status {
            ExperimentStatus::Running if is_over => ExperimentStatus::Ended,
            ExperimentStatus::Scheduled => match self.start {
                Some(start) if start <= now && is_over => ExperimentStatus::Concluded,
                Some(start) if start <= now => ExperimentStatus::Running,
                _ => ExperimentStatus::Draft,
            },
            recorded => recorded,
        }
    }
}

/// What an experiment does at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serving {
    /// Everybody gets the control: a draft, or concluded without a winner.
    Control,
    /// Everybody gets this variant.
    Shipped(u16),
    /// It assigns within its window.
    Assigning,
}

/// Which share ranks take part in an experiment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// First rank that takes part.
    pub from: u16,
    /// First rank behind it that does not.
    pub to: u16,
    /// What the rank is hashed with.
    pub salt: Arc<str>,
    /// The layer, if it is one that gates.
    pub layer: Option<Box<str>>,
}

/// A segment's members.
#[derive(Clone, Debug)]
pub struct Segment {
    /// The key.
    pub key: Box<str>,
    /// Targeting keys that are out.
    pub exclude: KeyList,
    /// Targeting keys that are in.
    pub include: KeyList,
    /// Who matches one of these is in.
    pub rules: Box<[Condition]>,
    /// Whether these depend on the time by themselves.
    pub reads_clock: bool,
}
