//! What became known since a release was looked at last.

use serde::{Deserialize, Serialize};

/// How the world stands, and what happened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The epoch of the lease under which this is asked. Whoever had an earlier one is not answered.
    pub epoch: u64,
    /// Whether nothing may move.
    pub frozen: bool,
    /// Whether somebody, and not this release, has killed the flag, turned it off or archived it.
    pub killed: bool,
    /// What happened, in its order.
    pub news: Vec<News>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// An effect is done.
    Done {
        /// Its number.
        number: u64,
    },
    /// An effect could not be done.
    Failed {
        /// Its number.
        number: u64,
        /// Why.
        reason: String,
        /// Whether trying again is of no use, such as after a failed smoke test.
        hopeless: bool,
    },
    /// An effect was not begun, which is no failure of it.
    NotBegun {
        /// Its number.
        number: u64,
        /// Why.
        reason: String,
    },
    /// A check was made.
    Measured(Measured),
    /// It was looked whether traffic is as it was set.
    Looked(Traffic),
    /// Somebody asked for something.
    Asked {
        /// What.
        command: Command,
        /// Who.
        by: String,
        /// Why, in their words.
        why: Option<String>,
    },
}

/// How traffic was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Traffic {
    /// As it was set.
    AsSet,
    /// As it was not set, which is mended.
    SetAgain,
    /// As it was not set, or nobody can tell.
    NotAsSet {
        /// Why.
        why: String,
    },
}

/// What people ask of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Stay at this share. Checks go on.
    Pause,
    /// Go on.
    Resume,
    /// Go to the next step as soon as the checks hold, whatever its time and its gate say.
    Promote,
    /// Let a step begin.
    Approve {
        /// Its name.
        step: String,
    },
    /// Take it back.
    Abort,
    /// Be done with taking it back though traffic is not.
    LeaveTraffic,
}

/// The numbers of one run of a check, or why there are none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Which check, by its place.
    pub check: usize,
    /// In which step, by its place.
    pub step: usize,
    /// Which run of it. A run counts once, however often it is told.
    pub run: u64,
    /// Those who are in.
    pub candidate: Side,
    /// Those who are not, at the same time.
    pub baseline: Side,
    /// Why there are no numbers.
    pub problem: Option<String>,
}

/// The numbers of one side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// The value. Counts say it themselves.
    pub value: Option<f64>,
    /// How many requests or users it is about.
    pub samples: Option<u64>,
    /// Since the step began, for a sequential test.
    pub counts: Option<Counts>,
}

impl Side {
    /// A value of so many samples.
    pub fn of(value: f64, samples: u64) -> Self {
        Self { value: Some(value), samples: Some(samples), counts: None }
    }

    /// Counts since the step began.
    pub fn counted(hits: u64, units: u64) -> Self {
        Self { value: None, samples: None, counts: Some(Counts { hits, units }) }
    }
}

/// How many of how many: errors of requests, conversions of users.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Of how many it is so.
    pub hits: u64,
    /// How many there were.
    pub units: u64,
}

impl Counts {
    /// The share, where it is one.
    pub fn share(self) -> Option<f64> {
        let is_share = self.units > 0 && self.hits <= self.units;
        is_share.then(|| self.hits as f64 / self.units as f64)
    }
}
