//! What entries say, and of what.

use serde::Serialize;
use strum::{AsRefStr, EnumIter, EnumString};

use crate::read::DocumentKind;

/// What an entry says. The log is not a bus: nothing else is an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, AsRefStr, EnumIter, EnumString, Serialize)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A definition that was not there.
    Created,
    /// Another definition of what was there.
    Updated,
    /// No definition any more.
    Deleted,
    /// An earlier definition again.
    RolledBack,
    /// Off for everybody, whatever the definition says.
    Killed,
    /// Killed no more.
    Revived,
    /// No definition may change.
    Frozen,
    /// Definitions may change again.
    Unfrozen,
    /// A definition is to change at a time to come.
    Scheduled,
    /// It was changed as scheduled.
    Applied,
    /// It is not to change as scheduled any more.
    Cancelled,
    /// An experiment is not started: which phase comes next, and its part of its layer.
    Drafted,
    /// A phase of an experiment has begun, by its plan.
    Started,
    /// An experiment is over: why, and what everybody gets from now on.
    Concluded,
    /// A concluded experiment is out of the way.
    Archived,
    /// It is among the concluded ones again.
    Unarchived,
    /// The one fixed test of each metric and variant of a phase was made.
    Tested,
    /// Another share of a flag than its definition has, or that again.
    Shared,
    /// A release has begun to move the share of its flag.
    Launched,
    /// It stays where it is until somebody decides.
    Paused,
    /// It goes on.
    Resumed,
    /// One of its steps may begin.
    Approved,
    /// It is to go on as soon as its checks hold.
    Promoted,
    /// Somebody has it taken back.
    Aborted,
    /// It is done: everybody is in.
    Succeeded,
    /// It is taken back: nobody is in.
    TakenBack,
    /// Bodies of entries before it are gone: they told of a person, or were too old to be kept.
    Erased,
}

/// The facts about one key that do not touch each other. The last entry of each tells what is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, AsRefStr, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Aspect {
    /// What people wrote.
    Definition,
    /// Whether it is killed.
    Kill,
    /// Whether definitions may change.
    Freeze,
    /// What is to change at a time to come.
    Schedule,
    /// Where in its life an experiment is.
    Life,
    /// What the fixed tests of an experiment gave.
    Test,
    /// Which share of a flag is in force instead of its definition's.
    Share,
    /// How far a release has come.
    Progress,
    /// What is gone of its past.
    Erasure,
}

impl Kind {
    /// Which fact about its key an entry of this kind tells.
    pub fn aspect(self) -> Aspect {
        match self {
            Self::Created | Self::Updated | Self::Deleted | Self::RolledBack => Aspect::Definition,
            Self::Killed | Self::Revived => Aspect::Kill,
            Self::Frozen | Self::Unfrozen => Aspect::Freeze,
            Self::Scheduled | Self::Applied | Self::Cancelled => Aspect::Schedule,
            Self::Drafted | Self::Started | Self::Concluded | Self::Archived | Self::Unarchived => {
                Aspect::Life
            }
            Self::Tested => Aspect::Test,
            Self::Shared => Aspect::Share,
            Self::Launched
            | Self::Paused
            | Self::Resumed
            | Self::Approved
            | Self::Promoted
            | Self::Aborted
            | Self::Succeeded
            | Self::TakenBack => Aspect::Progress,
            Self::Erased => Aspect::Erasure,
        }
    }

    /// Whether entries of this kind can concern those who evaluate.
    pub(super) fn touches_ruleset(self) -> bool {
        !matches!(self.aspect(), Aspect::Erasure | Aspect::Test | Aspect::Progress)
    }
}

/// What a key is a key of. Environments, tokens and channels are in the instance's log, all others in an
/// environment's.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    AsRefStr,
    EnumIter,
    EnumString,
    Serialize,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Collection {
    /// Flags.
    Features,
    /// Segments.
    Segments,
    /// Metrics.
    Metrics,
    /// Experiments.
    Experiments,
    /// Releases.
    Releases,
    /// The environment itself: its freezes, each under the name of its scope or an id of its own.
    Environment,
    /// Changes that are scheduled.
    Schedules,
    /// Environments.
    Environments,
    /// Tokens.
    Tokens,
    /// Channels of notifications.
    Channels,
}

impl Collection {
    /// The kind of documents that it holds, if it holds documents of an environment.
    pub fn documents(self) -> Option<DocumentKind> {
        match self {
            Self::Features => Some(DocumentKind::Flag),
            Self::Segments => Some(DocumentKind::Segment),
            Self::Metrics => Some(DocumentKind::Metric),
            Self::Experiments => Some(DocumentKind::Experiment),
            Self::Releases => Some(DocumentKind::Release),
            Self::Environment
            | Self::Schedules
            | Self::Environments
            | Self::Tokens
            | Self::Channels => None,
        }
    }

    /// Whether entries about it concern those who evaluate.
    pub(super) fn touches_ruleset(self) -> bool {
        matches!(self, Self::Features | Self::Segments | Self::Experiments)
    }
}

impl From<DocumentKind> for Collection {
    fn from(kind: DocumentKind) -> Self {
        match kind {
            DocumentKind::Flag => Self::Features,
            DocumentKind::Segment => Self::Segments,
            DocumentKind::Metric => Self::Metrics,
            DocumentKind::Experiment => Self::Experiments,
            DocumentKind::Release => Self::Releases,
        }
    }
}
