//! Evaluation with an observer: each step, and what would change it.
//!
//! There is one evaluator. It tells every step to an [`Observer`]; the silent one compiles to
//! nothing, the other one writes a tree. So an explanation cannot differ from the evaluation.

mod counterfactual;
mod facts;
mod sentence;

use std::io::{self, Write};
use std::ops::Range;

use hoist_ruleset::Ruleset;
use jiff::Timestamp;
use serde_json::Value;
use strum::AsRefStr;

use crate::resolution::Resolution;
use crate::{Evaluation, EvaluationContext};

pub use counterfactual::{Alternative, Change, Counterfactual, Obstacle, ShareOf, counterfactual};

/// Evaluates a key and tells each step.
pub fn explain<'r>(
    ruleset: &'r Ruleset,
    key: &str,
    context: &EvaluationContext,
    now: Timestamp,
) -> Explanation<'r> {
    let mut trace = Trace { levels: vec![Vec::new()], skipped: 0 };
    let resolution = match ruleset.get(key) {
        Some(subject) => {
            let outcome = Evaluation { ruleset, context, now }.outcome(subject, &mut trace);
            Resolution::new(subject, outcome)
        }
        None => {
            trace.leaf(false, || What::UnknownKey);
            Resolution::flag_not_found()
        }
    };
    Explanation { resolution, steps: trace.levels.pop().unwrap_or_default() }
}

/// A resolution and the steps that led to it, in the order in which they were taken.
#[derive(Clone, Debug)]
pub struct Explanation<'r> {
    /// The same as [`crate::evaluate`] gives.
    pub resolution: Resolution<'r>,
    /// The steps. Those that were not needed any more are not among them, nor those within more
    /// than 50 others.
    pub steps: Vec<Step>,
}

/// One step of an evaluation.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What was looked at. Its text is a sentence.
    pub what: What,
    /// Whether it holds: the rule matched, the condition is met, the user is in.
    pub holds: bool,
    /// The steps within it.
    pub steps: Vec<Step>,
}

/// What a step looked at. Ranks and thresholds are in 1/100 %.
#[derive(Clone, Debug, PartialEq, AsRefStr)]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it; the sentence of each variant explains it")]
pub enum What {
    UnknownKey,
    Killed,
    NotEnabled,
    Archived,
    Prerequisite { key: String, expected: String, actual: Option<String>, killed: bool },
    MissingPrerequisite { key: String },
    Rule { index: u16, name: Option<String> },
    All,
    Any,
    Not,
    Attribute { name: String, expected: String, actual: Option<Value> },
    Segment { name: String, membership: Membership },
    Time { window: String, now: Timestamp },
    NoRule,
    Share { threshold: u16, rank: Option<u16> },
    Gradual { threshold: u16, enters_at: Option<Timestamp> },
    Split { rank: Option<u16>, variant: String, range: Range<u16> },
    NoBucketingValue { attribute: String },
    Running,
    Shipped { variant: String },
    Window { start: Option<Timestamp>, end: Option<Timestamp>, now: Timestamp },
    Audience,
    Traffic { layer: Option<String>, range: Range<u16>, rank: Option<u16> },
}

impl What {
    /// The stable name of the kind of step, such as `not_enabled`.
    pub fn name(&self) -> &str {
        self.as_ref()
    }
}

/// A value as an explanation keeps it: one that is large, as the beginning of its JSON text.
pub(crate) fn kept(value: &Value) -> Value {
    const BYTES: usize = 200;
    let mut text = Beginning { bytes: Vec::new(), most: BYTES };
    match serde_json::to_writer(&mut text, value) {
        Ok(()) => value.clone(),
        Err(_) => format!("{}…", String::from_utf8_lossy(&text.bytes)).into(),
    }
}

/// Takes the beginning of a text, then fails.
struct Beginning {
    bytes: Vec<u8>,
    most: usize,
}

impl Write for Beginning {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.most {
            return Err(io::ErrorKind::WriteZero.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Why somebody is in a segment, or is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum Membership {
    /// The context's own `segment` attribute names it.
    Context,
    /// The segment's `exclude` list names the user.
    Excluded,
    /// The segment's `include` list names the user.
    Included,
    /// One of the segment's rules matches.
    Rule,
    /// The segment names the user in no way.
    None,
    /// There is no document of that name, and the context does not name it either.
    NoDocument,
}

impl Membership {
    /// The stable name, such as `no_document`.
    pub fn name(&self) -> &str {
        self.as_ref()
    }
}

/// Whoever is told the steps of an evaluation.
pub(crate) trait Observer {
    /// A step begins that has steps within it.
    fn enter(&mut self);

    /// The step that began last ends.
    fn leave(&mut self, holds: bool, what: impl FnOnce() -> What);

    /// A step without steps within it.
    fn leaf(&mut self, holds: bool, what: impl FnOnce() -> What) {
        self.enter();
        self.leave(holds, what);
    }
}

/// The observer of plain evaluation: nothing is built.
pub(crate) struct Silent;

impl Observer for Silent {
    fn enter(&mut self) {}

    fn leave(&mut self, _holds: bool, _what: impl FnOnce() -> What) {}
}

/// The observer of explanation. Each open step collects the steps within it.
struct Trace {
    levels: Vec<Vec<Step>>,
    /// Open steps that are nested too deeply to be kept.
    skipped: usize,
}

impl Trace {
    /// Steps nested deeper are left out: nobody reads them, and readers of JSON refuse them.
    const LEVELS_MAX: usize = 50;
}

impl Observer for Trace {
    fn enter(&mut self) {
        if self.levels.len() < Self::LEVELS_MAX {
            self.levels.push(Vec::new());
        } else {
            self.skipped += 1;
        }
    }

    fn leave(&mut self, holds: bool, what: impl FnOnce() -> What) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        let steps = self.levels.pop().unwrap_or_default();
        if let Some(level) = self.levels.last_mut() {
            level.push(Step { what: what(), holds, steps });
        }
    }
}
