//! Operational state: what stands beside the definitions and wins over them.
//!
//! Kills, a running release's share and an experiment's life cycle are facts of the change log,
//! not fields of a document, so no import or rollback of definitions can overwrite them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumString};

use crate::key::{ExperimentKey, FlagKey};
use crate::number::Percentage;

/// The operational state of one environment at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Keys of killed flags and experiments.
    pub killed: BTreeSet<String>,
    /// Shares of running releases; each replaces the percentage of a `percentage` flag.
    pub shares: BTreeMap<FlagKey, Percentage>,
    /// What the log says of the lives of experiments; of those that it says nothing of, their dates
    /// tell.
    pub experiments: BTreeMap<ExperimentKey, ExperimentState>,
}

/// The life cycle of one experiment.
#[derive(Clone, Debug, PartialEq)]
pub struct ExperimentState {
    /// Where in its life it is.
    pub status: ExperimentStatus,
    /// Number of the current phase, from 1; before the start, of the one that comes.
    pub phase: u32,
    /// The variant that everybody gets from now on.
    pub shipped: Option<String>,
    /// Its share ranks within its layer, in 1/100 %, as recorded when it was started, or accepted
    /// with a start date.
    pub layer_range: Option<Range<u16>>,
}

/// Where in its life an experiment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, AsRefStr, EnumString, Serialize, Deserialize)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ExperimentStatus {
    /// Not started, whatever its dates say.
    Draft,
    /// Not started by anybody: its dates alone say when it runs, if they do.
    Scheduled,
    /// Assigns within its window.
    Running,
    /// Its end date has come: it assigns no more, and is concluded once what happened until then has
    /// arrived. So it is by its dates, and nothing that is recorded.
    Ended,
    /// Assigns no more.
    Concluded,
    /// Concluded and out of the way.
    Archived,
}
