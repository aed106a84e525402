//! Counting what channels are told, and what they are still to be told.

use hoist_store::Queue;
use jiff::Timestamp;
use prometheus::{Error, GaugeVec, IntCounterVec, IntGaugeVec, Opts, Registry};

use super::{Telemetry, forget};

/// What came of an attempt to deliver a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Delivered,
    /// It is tried again.
    Failed,
    GivenUp,
}

/// The counters and gauges of notifications.
pub(crate) struct Notified {
    attempts: IntCounterVec,
    pending: IntGaugeVec,
    dead: IntGaugeVec,
    oldest: GaugeVec,
}

impl Notified {
    pub(super) fn register(registry: &Registry) -> Result<Self, Error> {
        let attempts = Opts::new(
            "hoist_notifications_total",
            "Messages to channels, by what came of them: delivered, failed (each attempt) or \
             given_up",
        );
        let attempts = IntCounterVec::new(attempts, &["channel", "outcome"])?;
        registry.register(Box::new(attempts.clone()))?;
        let gauge = |name: &str, help: &str| {
            let gauge = IntGaugeVec::new(Opts::new(name, help), &["channel"])?;
            registry.register(Box::new(gauge.clone())).map(|()| gauge)
        };
        let pending =
            gauge("hoist_notifications_pending", "Messages that are still to be delivered")?;
        let dead = gauge("hoist_notifications_dead", "Messages that were given up")?;
        let oldest = Opts::new(
            "hoist_notifications_oldest_seconds",
            "Age of the oldest message that is still to be delivered",
        );
        let oldest = GaugeVec::new(oldest, &["channel"])?;
        registry.register(Box::new(oldest.clone()))?;
        Ok(Self { attempts, pending, dead, oldest })
    }
}

impl Telemetry {
    /// Counts what came of messages to a channel.
    pub(crate) fn notified(&self, channel: &str, outcome: Outcome, n: usize) {
        let outcome = match outcome {
            Outcome::Delivered => "delivered",
            Outcome::Failed => "failed",
            Outcome::GivenUp => "given_up",
        };
        let n = u64::try_from(n).unwrap_or(u64::MAX);
        self.notified.attempts.with_label_values(&[channel, outcome]).inc_by(n);
    }

    /// Sets what is in the outbox of each channel, by name; series of others are dropped.
    pub(crate) fn set_queues(&self, channels: &[(String, Option<Queue>)], now: Timestamp) {
        let Notified { attempts, pending, dead, oldest } = &self.notified;
        pending.reset();
        dead.reset();
        oldest.reset();
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        for (name, queue) in channels {
            let queue = queue.as_ref();
            let labels = &[name.as_str()];
            let depth = |of: fn(&Queue) -> u64| queue.map_or(0, |queue| number(of(queue)));
            pending.with_label_values(labels).set(depth(|queue| queue.pending));
            dead.with_label_values(labels).set(depth(|queue| queue.dead));
            let age = queue.and_then(|queue| queue.oldest).map(|since| now.duration_since(since));
            oldest.with_label_values(labels).set(age.map_or(0.0, |age| age.as_secs_f64()));
        }
        let is_there = |[name, _]: [&str; 2]| channels.iter().any(|(own, _)| own == name);
        forget::retain(attempts, ["channel", "outcome"], is_there);
    }
}
