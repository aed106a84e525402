//! What was agreed on at the start of a release, and does not change while it runs.

use hoist_ruleset::document::{self, CheckSource, CheckTest, OnFailure, ReleaseStrategy, Router};
use serde::{Deserialize, Serialize};

/// A share in 1/100 %.
pub type Hundredths = u16;

/// Everybody.
pub const FULL: Hundredths = 10_000;

/// A release as its document had it at the start. Times are in milliseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The flag whose share is moved.
    pub flag: String,
    /// Whether a deployment is made for it.
    pub deploys: bool,
    /// Whether a service is switched to that deployment in the end.
    pub switches: bool,
    /// Whether somebody sends traffic by the share.
    pub routes: bool,
    /// Whether the new version has to answer before anybody is sent there.
    pub smoke_tests: bool,
    /// The steps.
    pub steps: Vec<Step>,
    /// The checks.
    pub checks: Vec<Check>,
    /// What a failed check leads to.
    pub on_failure: Failure,
    /// From the start to when it is taken back unless it is done.
    pub deadline_ms: u64,
}

/// A share, and how long it holds at least.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Its share.
    pub share: Hundredths,
    /// How long it holds at least.
    pub duration_ms: u64,
    /// Whether somebody has to let it begin.
    pub gate: bool,
}

/// A check and its bounds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// Where its numbers come from.
    pub source: Source,
    /// The candidate's value is at most this.
    pub max: Option<f64>,
    /// The candidate's value is at least this.
    pub min: Option<f64>,
    /// The candidate's value is at most so many times the baseline's.
    pub max_ratio: Option<f64>,
    /// The candidate's value is at least so many times the baseline's.
    pub min_ratio: Option<f64>,
    /// A baseline below this counts as this where it is multiplied by `max_ratio`.
    pub floor: Option<f64>,
    /// How often it is made.
    pub interval_ms: u64,
    /// With fewer samples on a side it tells nothing.
    pub min_samples: u64,
    /// So many runs of a step may fail.
    pub failures_allowed: u32,
    /// Only so many failed runs in a row count.
    pub consecutive: u32,
    /// Without data for so long it has failed.
    pub no_data_ms: u64,
    /// Whether ratios are judged by a sequential test on counts.
    pub sequential: bool,
}

impl Check {
    /// Whether the candidate is compared with a baseline.
    pub fn is_relative(&self) -> bool {
        self.max_ratio.is_some() || self.min_ratio.is_some()
    }

    /// Whether it is told what there was since the step began, not since its last run. Such numbers
    /// do not go away when their source falls silent; they only grow no more.
    pub(crate) fn is_of_whole_step(&self) -> bool {
        self.sequential || matches!(self.source, Source::Metric { .. })
    }
}

/// Where a check's numbers come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Queries to Prometheus.
    Prometheus {
        /// For the value.
        query: String,
        /// For the number of samples.
        samples: Option<String>,
    },
    /// A metric of Hoist.
    Metric {
        /// Its key.
        metric: String,
    },
}

/// What a failed check leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// It is taken back.
    Rollback,
    /// It waits for somebody.
    Pause,
    /// Nothing: a dry run.
    Ignore,
}

impl Plan {
    /// The plan of a document.
    pub fn of(release: &document::Release) -> Self {
        let is_gated =
            |name: &str| release.gates.iter().any(|gate: &document::Gate| gate.before == name);
        let step = |step: &document::ReleaseStep| Step {
            name: step.name.clone(),
            share: step.percentage.threshold(),
            duration_ms: milliseconds(u64::from(step.duration.seconds())),
            gate: is_gated(&step.name),
        };
        Self {
            flag: release.flag.to_string(),
            deploys: release.strategy != ReleaseStrategy::Flag,
            switches: release.strategy == ReleaseStrategy::BlueGreen,
            routes: release.router != Router::None,
            smoke_tests: !release.smoke_tests.is_empty(),
            steps: release.steps.iter().map(step).collect(),
            checks: release.checks.iter().map(check).collect(),
            on_failure: match release.on_failure {
                OnFailure::Rollback => Failure::Rollback,
                OnFailure::Pause => Failure::Pause,
                OnFailure::Ignore => Failure::Ignore,
            },
            deadline_ms: milliseconds(release.deadline_seconds()),
        }
    }

    /// How many checks share the chance of a false alarm.
    pub(crate) fn sequential_checks(&self) -> usize {
        self.checks.iter().filter(|check| check.sequential).count()
    }

    /// Whether anybody is left to compare with.
    pub fn has_baseline(share: Hundredths) -> bool {
        share < FULL
    }
}

fn check(check: &document::ReleaseCheck) -> Check {
    let source = match &check.source {
        CheckSource::Prometheus { query, samples } => {
            Source::Prometheus { query: query.clone(), samples: samples.clone() }
        }
        CheckSource::Metric { metric } => Source::Metric { metric: metric.to_string() },
    };
    Check {
        name: check.name.clone(),
        source,
        max: check.max,
        min: check.min,
        max_ratio: check.max_ratio,
        min_ratio: check.min_ratio,
        floor: check.floor,
        interval_ms: milliseconds(u64::from(check.interval.seconds())),
        min_samples: check.min_samples,
        failures_allowed: check.failures_allowed,
        consecutive: check.consecutive,
        no_data_ms: milliseconds(u64::from(check.no_data_limit.seconds())),
        sequential: check.test == CheckTest::Sequential,
    }
}

fn milliseconds(seconds: u64) -> u64 {
    seconds.saturating_mul(1_000)
}

/// A share as people read it.
pub(crate) fn percent(share: Hundredths) -> String {
    format!("{} %", f64::from(share) / 100.0)
}
