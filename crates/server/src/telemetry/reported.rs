//! Counting what others send: events, and what SDKs report of their own evaluations.

use hoist_api::InstancesSummary;
use hoist_store::{Count, Written};
use prometheus::{Error, IntCounter, IntCounterVec, IntGaugeVec, Opts, Registry};

use super::Telemetry;

/// The counters of what was sent.
pub(crate) struct Reported {
    events: IntCounterVec,
    exposures: IntCounterVec,
    dropped: IntCounter,
    instances: IntGaugeVec,
}

impl Reported {
    pub(super) fn register(registry: &Registry) -> Result<Self, Error> {
        let events =
            Opts::new("hoist_events_total", "Events that were sent, by what became of them");
        let events = IntCounterVec::new(events, &["result"])?;
        registry.register(Box::new(events.clone()))?;
        let exposures = Opts::new(
            "hoist_exposures_total",
            "Exposures by requests for one flag, by what became of them",
        );
        let exposures = IntCounterVec::new(exposures, &["result"])?;
        registry.register(Box::new(exposures.clone()))?;
        let dropped = IntCounter::new(
            "hoist_telemetry_dropped_total",
            "Counts and samples of SDKs that were dropped: of flags that are not there, or unsound",
        )?;
        registry.register(Box::new(dropped.clone()))?;
        let instances = Opts::new(
            "hoist_instances",
            "Instances that evaluate in their own process, by whether they have applied everything",
        );
        let instances = IntGaugeVec::new(instances, &["state"])?;
        registry.register(Box::new(instances.clone()))?;
        Ok(Self { events, exposures, dropped, instances })
    }

    /// Counts the events of a request.
    pub(crate) fn events(&self, written: Written, refused: usize) {
        let refused = u64::try_from(refused).unwrap_or(u64::MAX);
        let Written { accepted, duplicates } = written;
        for (result, n) in [("accepted", accepted), ("duplicate", duplicates), ("refused", refused)]
        {
            self.events.with_label_values(&[result]).inc_by(n);
        }
    }

    /// Counts exposures by the server's own evaluations: those that were written, and dropped ones.
    pub(crate) fn exposures(&self, written: Written, dropped: u64) {
        let Written { accepted, duplicates } = written;
        for (result, n) in [("accepted", accepted), ("duplicate", duplicates), ("dropped", dropped)]
        {
            self.exposures.with_label_values(&[result]).inc_by(n);
        }
    }

    /// Counts an exposure of a user that no event can be about.
    pub(crate) fn exposure_refused(&self) {
        self.exposures.with_label_values(&["refused"]).inc();
    }

    /// Counts what was dropped of a report.
    pub(crate) fn dropped(&self, count: u64) {
        self.dropped.inc_by(count);
    }

    /// Sets how many instances there are.
    pub(crate) fn instances(&self, summary: &InstancesSummary) {
        let InstancesSummary { applied, lagging, not_tracked } = *summary;
        for (state, n) in [("applied", applied), ("lagging", lagging), ("not_tracked", not_tracked)]
        {
            self.instances.with_label_values(&[state]).set(i64::try_from(n).unwrap_or(i64::MAX));
        }
    }
}

impl Telemetry {
    /// Adds evaluations that an SDK has counted.
    pub(crate) fn reported(&self, counts: &[Count]) {
        for Count { key, result, n, errors, .. } in counts {
            if *errors > 0 {
                self.errors.with_label_values(&[key, result]).inc_by(*errors);
            }
            if n > errors {
                self.evaluations.with_label_values(&[key, result]).inc_by(n - errors);
            }
        }
    }
}
