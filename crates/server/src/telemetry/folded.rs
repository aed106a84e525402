//! Counting what events were summed up to, and how far that is.

use prometheus::{Error, GaugeVec, IntCounterVec, IntGaugeVec, Opts, Registry};

use super::forget;
use crate::fold::{Folded, Step};

/// The counters of what was summed up, and the gauges of how far it is.
pub(crate) struct Folding {
    conversions: IntCounterVec,
    sessions: IntCounterVec,
    users: IntCounterVec,
    waiting: IntGaugeVec,
    lag: GaugeVec,
    as_of: GaugeVec,
}

impl Folding {
    pub(super) fn register(registry: &Registry) -> Result<Self, Error> {
        let counter = |name: &str, help: &str, labels: &[&str]| {
            let counter = IntCounterVec::new(Opts::new(name, help), labels)?;
            registry.register(Box::new(counter.clone())).map(|()| counter)
        };
        let gauge = |name: &str, help: &str| {
            let gauge = GaugeVec::new(Opts::new(name, help), &["environment"])?;
            registry.register(Box::new(gauge.clone())).map(|()| gauge)
        };
        let waiting =
            Opts::new("hoist_fold_waiting_users", "Users with events that are not summed up yet");
        let waiting = IntGaugeVec::new(waiting, &["environment"])?;
        registry.register(Box::new(waiting.clone()))?;
        let of_variant = ["experiment", "variant"];
        Ok(Self {
            conversions: counter(
                "business_conversions_total",
                "Exposed users who did what the goal of the experiment measures, each once",
                &of_variant,
            )?,
            sessions: counter(
                "business_sessions_total",
                "Users who were exposed to the variant, each once",
                &of_variant,
            )?,
            users: counter(
                "hoist_fold_users_total",
                "Users whose events were summed up, as often as they were",
                &["environment"],
            )?,
            waiting,
            lag: gauge(
                "hoist_fold_lag_seconds",
                "For how long events may have been waiting to be summed up",
            )?,
            as_of: gauge(
                "hoist_fold_as_of_timestamp_seconds",
                "All events that were stored before this time are summed up",
            )?,
        })
    }

    /// Adds what a step has summed up.
    pub(crate) fn add(&self, environment: &str, step: &Step) {
        self.users.with_label_values(&[environment]).inc_by(step.users);
        for ((key, variant), arrived) in &step.arrived {
            let labels = [key, variant];
            self.sessions.with_label_values(&labels).inc_by(arrived.users);
            self.conversions.with_label_values(&labels).inc_by(arrived.converted);
        }
    }

    /// Sets how far each environment is, by name. Of others, nothing is told any more.
    pub(crate) fn set(&self, all: &[(String, Folded)]) {
        let is_there = |name: &str| all.iter().any(|(environment, _)| environment == name);
        forget::retain(&self.users, ["environment"], |[name]| is_there(name));
        self.waiting.reset();
        self.lag.reset();
        self.as_of.reset();
        for (environment, folded) in all {
            let labels = [environment.as_str()];
            let waiting = i64::try_from(folded.waiting).unwrap_or(i64::MAX);
            self.waiting.with_label_values(&labels).set(waiting);
            self.lag.with_label_values(&labels).set(folded.lag_seconds);
            if let Some(as_of) = folded.as_of {
                let seconds = as_of.as_duration().as_secs_f64();
                self.as_of.with_label_values(&labels).set(seconds);
            }
        }
    }

    pub(super) fn retain(&self, has: impl Fn([&str; 2]) -> bool) {
        for counter in [&self.conversions, &self.sessions] {
            forget::retain(counter, ["experiment", "variant"], &has);
        }
    }
}
