//! What was decided, and because of what.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::plan::Hundredths;

/// A decision with its evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// What was decided.
    pub kind: Kind,
    /// When.
    pub at: Timestamp,
    /// Why, in a sentence.
    pub reason: String,
    /// Who asked for it, if somebody did.
    pub by: Option<String>,
    /// The last finding of each check, or of the one that decided.
    pub evidence: Vec<Finding>,
}

/// What can be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It began.
    Started,
    /// It goes to a share.
    Stepped {
        /// In 1/100 %.
        share: Hundredths,
    },
    /// It stays where it is.
    Paused,
    /// It goes on.
    Resumed,
    /// A step may begin.
    Approved,
    /// It is to go on as soon as the checks hold.
    Promoted,
    /// Traffic is not as it was set, so it stays at its step.
    Misrouted,
    /// Traffic is as it was set again, or where a kill has it go.
    Rerouted,
    /// Nobody looked at it for a while, which speaks neither for it nor against it.
    Unattended,
    /// It is taken back without traffic, which nobody can send any more.
    TrafficLeft,
    /// Everybody is in.
    Succeeded,
    /// It is taken back.
    RolledBack,
}
