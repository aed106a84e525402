//! What is to be done.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::decision::Decision;
use crate::plan::{Hundredths, percent};

/// Something to be done now. It is asked for until it is told to be done.
///
/// Whoever does it compares the epoch with that of the lease, so nobody does what a later holder of
/// the lease has overtaken. The number is what it is told to be done by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// The epoch of the lease.
    pub epoch: u64,
    /// Its number within the release; numbers rise.
    pub number: u64,
    /// What.
    pub intent: Intent,
    /// Why.
    pub decision: Decision,
}

/// What is to be done. Doing it twice is as doing it once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Make the flag at 0 % unless it is there.
    CreateFlag,
    /// Take a kill back.
    Revive,
    /// Deploy the new version beside the old one, and wait until it is ready.
    Deploy,
    /// Ask the new version whether it answers.
    SmokeTest,
    /// Send so much traffic to the new version.
    SetTraffic {
        /// In 1/100 %.
        share: Hundredths,
    },
    /// Let so many users in.
    SetShare {
        /// In 1/100 %.
        share: Hundredths,
    },
    /// Point the service at the new version.
    SwitchService,
    /// Make the share part of the flag's definition.
    SetDefinition {
        /// In 1/100 %.
        share: Hundredths,
    },
    /// Remove the old version.
    CleanUp,
    /// Turn the flag off.
    Kill,
    /// Remove the new version.
    DeleteCandidate,
    /// Tell people what was decided, by which numbers, and that traffic cannot be taken back yet.
    Warn,
    /// Tell people what was decided, and by which numbers.
    Announce,
}

impl Intent {
    /// Whether it is about who is sent where.
    pub fn is_traffic(&self) -> bool {
        matches!(self, Self::SetTraffic { .. })
    }

    /// Whether somebody else has to answer before it is done: they may take as long as they like.
    pub fn is_asked_of_others(&self) -> bool {
        self.is_traffic() || matches!(self, Self::SmokeTest)
    }

    /// Whether it is about who is in, or is sent where.
    pub fn is_move(&self) -> bool {
        self.is_traffic() || matches!(self, Self::SetShare { .. })
    }
}

impl fmt::Display for Intent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CreateFlag => f.write_str("making the flag"),
            Self::Revive => f.write_str("reviving the flag"),
            Self::Deploy => f.write_str("deploying the new version"),
            Self::SmokeTest => f.write_str("the smoke tests"),
            Self::SetTraffic { share } => write!(f, "sending {} of the traffic", percent(*share)),
            Self::SetShare { share } => write!(f, "setting the share to {}", percent(*share)),
            Self::SwitchService => f.write_str("switching the service"),
            Self::SetDefinition { .. } => f.write_str("writing the share into the definition"),
            Self::CleanUp => f.write_str("removing the old version"),
            Self::Kill => f.write_str("killing the flag"),
            Self::DeleteCandidate => f.write_str("removing the new version"),
            Self::Warn => f.write_str("the warning"),
            Self::Announce => f.write_str("the announcement"),
        }
    }
}

/// An effect that is not done yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    /// Its number.
    pub number: u64,
    /// What.
    pub intent: Intent,
    /// Why.
    pub decision: Decision,
    /// How often it could not be done.
    pub failures: u32,
    /// Why not, the last time.
    pub problem: Option<String>,
}
