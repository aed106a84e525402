//! Hoist's evaluation engine.
//!
//! [`evaluate`] is a pure function of a compiled [`Ruleset`], a key, an
//! [`EvaluationContext`] and a time. It cannot fail, takes no lock, reads no clock and, on the
//! paths that flags usually take, allocates nothing; its results borrow from the ruleset.
//! [`explain()`] runs the same code with an observer that writes down each step, [`movement`] runs
//! it before and after a change of the rules.
//!
//! ```
//! use hoist_eval::{EvaluationContext, Reason, evaluate};
//! use hoist_ruleset::{Ruleset, Source, State, read};
//!
//! let yaml = "
//! features:
//!   premium:
//!     type: targeted
//!     enabled: true
//!     rules:
//!       - {type: property, conditions: {plan: [premium, enterprise]}, value: true}
//! ";
//! let reading = read(&[Source::new("features.yaml", yaml)]);
//! let ruleset = Ruleset::compile(&reading.documents, &State::default());
//!
//! let user = EvaluationContext::of_user("u-1").with("plan", "premium");
//! let resolution = evaluate(&ruleset, "premium", &user, jiff::Timestamp::UNIX_EPOCH);
//! assert_eq!(resolution.variant, Some("on"));
//! assert_eq!(resolution.reason, Reason::TargetingMatch);
//! ```

mod attribute;
pub mod bucketing;
mod condition;
mod context;
mod experiment;
mod explain;
mod exposure;
mod fact;
mod flag;
mod gradual;
pub mod movement;
mod resolution;
mod tally;

use hoist_ruleset::Ruleset;
use hoist_ruleset::compiled::{Slot, Subject, SubjectKind};
use jiff::Timestamp;

pub use context::{ContextError, EvaluationContext};
pub use explain::{
    Alternative, Change, Counterfactual, Explanation, Membership, Obstacle, ShareOf, Step, What,
    counterfactual, explain,
};
pub use exposure::{Exposed, Remembered};
pub use gradual::threshold;
pub use resolution::{Assignment, ErrorCode, Metadata, Reason, Resolution};
pub use tally::{Counted, Tally, result_name};

use explain::{Observer, Silent};
use resolution::Outcome;

/// What a flag or experiment is for a user at a moment.
///
/// Never fails: an unknown key, or a share that needs a bucketing value and finds none, is a
/// resolution with [`Reason::Error`] and no value; the caller uses a default of its own.
#[inline]
pub fn evaluate<'r>(
    ruleset: &'r Ruleset,
    key: &str,
    context: &EvaluationContext,
    now: Timestamp,
) -> Resolution<'r> {
    match ruleset.get(key) {
        Some(subject) => evaluate_subject(ruleset, subject, context, now),
        None => Resolution::flag_not_found(),
    }
}

/// [`evaluate`] for who has looked the key up already. The subject has to be of that ruleset.
// Inlined, so that who needs a part of the resolution pays for that part.
#[inline(always)]
pub fn evaluate_subject<'r>(
    ruleset: &'r Ruleset,
    subject: &'r Subject,
    context: &EvaluationContext,
    now: Timestamp,
) -> Resolution<'r> {
    let evaluation = Evaluation { ruleset, context, now };
    Resolution::new(subject, evaluation.outcome(subject, &mut Silent))
}

/// [`evaluate`] for who has looked the slot up already.
///
/// # Panics
///
/// On a slot that another, larger ruleset gave.
#[inline(always)]
pub fn evaluate_slot<'r>(
    ruleset: &'r Ruleset,
    slot: Slot,
    context: &EvaluationContext,
    now: Timestamp,
) -> Resolution<'r> {
    evaluate_subject(ruleset, ruleset.subject(slot), context, now)
}

/// All flags and experiments for one user, with their keys, in the order of their files.
pub fn evaluate_all<'r, 'c>(
    ruleset: &'r Ruleset,
    context: &'c EvaluationContext,
    now: Timestamp,
) -> impl ExactSizeIterator<Item = (&'r str, Resolution<'r>)> + use<'r, 'c> {
    ruleset.subjects().map(move |subject| {
        (subject.key.as_ref(), evaluate_subject(ruleset, subject, context, now))
    })
}

/// The inputs of one evaluation.
#[derive(Clone, Copy)]
struct Evaluation<'r, 'c> {
    ruleset: &'r Ruleset,
    context: &'c EvaluationContext,
    now: Timestamp,
}

impl Evaluation<'_, '_> {
    /// DESIGN 5: the first step that applies decides.
    #[inline]
    fn outcome<O: Observer>(&self, subject: &Subject, observer: &mut O) -> Outcome {
        if subject.killed {
            observer.leaf(false, || What::Killed);
            return Outcome { killed: true, ..Outcome::new(subject.off, Reason::Disabled) };
        }
        match &subject.kind {
            SubjectKind::Flag(flag) => self.flag(subject, flag, observer),
            SubjectKind::Experiment(experiment) => self.experiment(subject, experiment, observer),
        }
    }
}
