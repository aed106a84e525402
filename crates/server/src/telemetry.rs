//! Counting what the server does, for Prometheus. The names are the brief's.
//!
//! Only keys that exist become labels, and series of what is there no more are dropped when the
//! telemetry is read and once a minute. So the number of series is bounded by the limits.

mod folded;
mod forget;
mod notified;
mod reported;

use std::sync::{Arc, Mutex, PoisonError};

use hoist_eval::{Counted, Reason};
use hoist_ruleset::ExperimentStatus;
use hoist_ruleset::compiled::{Availability, Strategy, SubjectKind};
use jiff::Timestamp;
use prometheus::{
    Encoder as _, Error, GaugeVec, Histogram, HistogramOpts, HistogramVec, IntCounter,
    IntCounterVec, IntGaugeVec, Opts, Registry, TextEncoder, exponential_buckets,
};

use crate::counts::Taken;
use crate::moment::Moment;
use folded::Folding;
use notified::Notified;
pub(crate) use notified::Outcome;
use reported::Reported;

/// The counters, and the gauges that are set when they are read.
pub(crate) struct Telemetry {
    registry: Registry,
    evaluations: IntCounterVec,
    duration: HistogramVec,
    assignments: IntCounterVec,
    errors: IntCounterVec,
    kills: IntCounterVec,
    /// Bulk evaluations that were answered in full, and with 304.
    bulk: [IntCounter; 2],
    pub(crate) reported: Reported,
    pub(crate) folded: Folding,
    notified: Notified,
    experiments: IntGaugeVec,
    rollout: GaugeVec,
    /// Held while the gauges are set and read.
    reading: Mutex<()>,
}

impl Telemetry {
    /// # Errors
    ///
    /// A name or label that Prometheus does not allow.
    pub(crate) fn new() -> Result<Self, Error> {
        let registry = Registry::new();
        let counter = |name: &str, help: &str, labels: &[&str]| {
            let counter = IntCounterVec::new(Opts::new(name, help), labels)?;
            registry.register(Box::new(counter.clone())).map(|()| counter)
        };
        let duration = HistogramOpts::new(
            "feature_flag_evaluation_duration_seconds",
            "Time the server takes to answer a request for one flag. Local evaluation in an SDK \
             takes nanoseconds and is not in it.",
        );
        let duration = duration.buckets(exponential_buckets(0.000_1, 2.0, 10)?);
        let duration = HistogramVec::new(duration, &["flag"])?;
        registry.register(Box::new(duration.clone()))?;
        let experiments =
            Opts::new("feature_experiments_active", "Number of experiments by status");
        let experiments = IntGaugeVec::new(experiments, &["status"])?;
        registry.register(Box::new(experiments.clone()))?;
        let rollout = Opts::new(
            "feature_rollout_percentage",
            "Share of users for whom a percentage or gradual flag is on, from 0 to 100",
        );
        let rollout = GaugeVec::new(rollout, &["flag"])?;
        registry.register(Box::new(rollout.clone()))?;
        let cache_hits = counter(
            "feature_flag_cache_hits_total",
            "Bulk evaluations that were answered with 304 (hit) or in full (no hit)",
            &["flag", "hit"],
        )?;
        Ok(Self {
            evaluations: counter(
                "feature_flag_evaluations_total",
                "Total number of feature flag evaluations",
                &["flag", "result"],
            )?,
            assignments: counter(
                "feature_variant_assignments_total",
                "Total variant assignments",
                &["experiment", "variant"],
            )?,
            errors: counter(
                "feature_flag_errors_total",
                "Total errors in feature flag evaluation",
                &["flag", "error_type"],
            )?,
            kills: counter(
                "feature_kill_switches_activated_total",
                "Total kill switches activated",
                &["flag", "reason"],
            )?,
            bulk: ["false", "true"].map(|hit| cache_hits.with_label_values(&["", hit])),
            reported: Reported::register(&registry)?,
            folded: Folding::register(&registry)?,
            notified: Notified::register(&registry)?,
            duration,
            experiments,
            rollout,
            reading: Mutex::default(),
            registry,
        })
    }

    /// Adds what was counted; assignments only where one flag was asked for, since clients that
    /// ask for all do not use all.
    pub(crate) fn counted(&self, taken: &Taken<'_>) {
        for counted in taken.one.iter().chain(&taken.all) {
            let (key, result) = (&*counted.subject.key, counted.result());
            let counter = if counted.error.is_some() { &self.errors } else { &self.evaluations };
            counter.with_label_values(&[key, result]).inc_by(counted.n);
        }
        for Counted { subject, variant, reason, n, .. } in &taken.one {
            let is_assignment =
                matches!(subject.kind, SubjectKind::Experiment(_)) && *reason == Reason::Split;
            if let Some(variant) = variant.filter(|_| is_assignment) {
                self.assignments.with_label_values(&[&*subject.key, variant]).inc_by(*n);
            }
        }
    }

    /// Counts a user who was assigned a variant for a phase.
    pub(crate) fn assigned(&self, key: &str, variant: &str) {
        self.assignments.with_label_values(&[key, variant]).inc();
    }

    /// Where it is observed how long requests for one flag take.
    pub(crate) fn duration(&self, key: &str) -> Histogram {
        self.duration.with_label_values(&[key])
    }

    /// Counts a request for a flag that is not there, without its name.
    pub(crate) fn flag_not_found(&self) {
        self.errors.with_label_values(&["", "FLAG_NOT_FOUND"]).inc();
    }

    /// Counts a kill, by who has done it: `manual` for a person, `release`, or `flagger`.
    pub(crate) fn killed(&self, key: &str, by: &str) {
        self.kills.with_label_values(&[key, by]).inc();
    }

    /// Counts a bulk evaluation, by whether the client had its answer already.
    pub(crate) fn bulk(&self, hit: bool) {
        self.bulk[usize::from(hit)].inc();
    }

    /// Drops the series of flags, experiments and results that are in none of these moments.
    pub(crate) fn forget(&self, moments: &[Arc<Moment>]) {
        let subjects = |key: &str| {
            let key = key.to_owned();
            moments.iter().filter_map(move |moment| moment.ruleset.get(&key))
        };
        let is_there = |key: &str| key.is_empty() || subjects(key).next().is_some();
        let has = |[key, result]: [&str; 2]| {
            subjects(key).any(|subject| {
                ["enabled", "disabled", "other"].contains(&result)
                    || subject.variants.iter().any(|variant| *variant.name == *result)
            })
        };
        let retain_keys = |[key, _]: [&str; 2]| is_there(key);
        forget::retain(&self.evaluations, ["flag", "result"], has);
        forget::retain(&self.assignments, ["experiment", "variant"], has);
        self.folded.retain(has);
        forget::retain(&self.errors, ["flag", "error_type"], retain_keys);
        forget::retain(&self.kills, ["flag", "reason"], retain_keys);
        forget::retain(&self.duration, ["flag"], |[key]| is_there(key));
    }

    /// The text that Prometheus reads, with the gauges of some moments.
    pub(crate) fn text(&self, moments: &[Arc<Moment>], now: Timestamp) -> Result<String, Error> {
        // Nothing is left half done by whoever panicked: the gauges are set anew.
        let _reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        self.forget(moments);
        self.rollout.reset();
        let [mut draft, mut running, mut concluded] = [0, 0, 0];
        for moment in moments {
            for subject in moment.ruleset.subjects() {
                match &subject.kind {
                    SubjectKind::Flag(flag) => {
                        if let Some(share) = share(&flag.strategy, now) {
                            let is_off =
                                subject.killed || flag.availability != Availability::Enabled;
                            let share = if is_off { 0.0 } else { share };
                            self.rollout.with_label_values(&[&*subject.key]).set(share);
                        }
                    }
                    SubjectKind::Experiment(experiment) => {
                        *match experiment.status_at(now) {
                            ExperimentStatus::Draft | ExperimentStatus::Scheduled => &mut draft,
                            ExperimentStatus::Running => &mut running,
                            ExperimentStatus::Ended
                            | ExperimentStatus::Concluded
                            | ExperimentStatus::Archived => &mut concluded,
                        } += 1;
                    }
                }
            }
        }
        for (status, count) in [("draft", draft), ("running", running), ("concluded", concluded)] {
            self.experiments.with_label_values(&[status]).set(count);
        }
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}

/// The share of a flag whose strategy is one, in percent.
fn share(strategy: &Strategy, now: Timestamp) -> Option<f64> {
    let threshold = match strategy {
        Strategy::Share(threshold) => *threshold,
        Strategy::Gradual(curve) => hoist_eval::threshold(curve, now.as_millisecond()),
        _ => return None,
    };
    Some(f64::from(threshold) / 100.0)
}
