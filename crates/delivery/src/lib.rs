//! How a release advances, and how it takes itself back.
//!
//! [`advance()`] is one pure function: a [`Release`] as it was, what became known since, and the
//! time, to the release as it is and what is to be done now. It reads no clock, does nothing
//! itself, and has an answer for every input. A release is all of its state: written down and read
//! back between any two calls, it goes on as if nothing had happened.
//!
//! - [`Plan`] is what was agreed on at the start, from a document of `hoist-ruleset`.
//! - [`Evidence`] is what became known: measurements, effects that are done, commands, and how the
//!   world stands.
//! - [`Effect`]s are intents with an epoch and a number. Each is asked for again until it is told
//!   to be done, so doing one twice must be as doing it once.
//! - [`Finding`]s say of each check what was compared with what, and what came of it.
//! - [`Decision`]s say what was done because of them.

mod advance;
mod clock;
mod command;
mod decision;
mod effect;
mod evidence;
mod finding;
mod gates;
mod judge;
mod measurement;
mod plan;
mod release;
mod rollback;
mod sequential;
mod stay;
mod traffic;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

pub use advance::{Advance, advance};
pub use decision::{Decision, Kind};
pub use effect::{Effect, Intent, Pending};
pub use evidence::{Command, Counts, Evidence, Measured, News, Side, Traffic};
pub use finding::{Baseline, Bound, Finding, Verdict};
pub use plan::{Check, FULL, Failure, Hundredths, Plan, Source, Step};
pub use release::{CheckState, Due, Held, Phase, Release, StartError, Status};
pub use sequential::{ALPHA, Tally};
