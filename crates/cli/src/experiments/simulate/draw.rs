//! Made-up users: when they come and what they do. Pure, and the same for the same seed.

use hoist_api::{Event, Exposure, Observed, exposure_id};
use hoist_eval::bucketing;
use hoist_experiment::PlannedMetric;
use hoist_ruleset::document::{MetricCap, MetricKind};
use jiff::{SignedDuration, Timestamp};

/// The mean of values without an effect. They are exponentially distributed.
const MEAN: f64 = 10.0;
/// Seconds of a day in which users come: what they do then is done on the same day.
const DAY_SECONDS: f64 = 80_000.0;
/// How soon they do it, in minutes, where the window is not shorter.
const SOON_MINUTES: u32 = 60;
/// What is counted for a ratio: one to so many for each user.
const COUNT_MAX: u32 = 5;

/// What users are drawn by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draw {
    pub(super) seed: u64,
    /// The share of users who convert without an effect.
    pub(super) baseline: f64,
}

/// Somebody in a repetition.
pub(super) struct User<'u> {
    pub(super) experiment: &'u str,
    pub(super) name: &'u str,
    pub(super) variant: &'u str,
}

impl Draw {
    /// A number from 0 to 1, without 1.
    fn share(self, user: &str, of: &str) -> f64 {
        let hash = bucketing::hash(user, &format!("{} {of}", self.seed));
        (hash >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// All that somebody does who comes on a day. Each metric has a factor: 1 is no effect.
    pub(super) fn events(
        self,
        user: &User<'_>,
        day: Timestamp,
        metrics: &[(&PlannedMetric, f64)],
    ) -> Vec<Event> {
        let User { experiment, name, variant } = *user;
        let after = |seconds: f64| SignedDuration::from_millis(to_whole(seconds * 1e3));
        let at = day + after(DAY_SECONDS * self.share(name, "comes"));
        let mut events = vec![Event::Exposure(Exposure {
            id: exposure_id(experiment, 1, name, variant).to_string(),
            key: experiment.to_owned(),
            variant: variant.to_owned(),
            user: name.to_owned(),
            at,
            attributes: std::collections::BTreeMap::new(),
        })];
        for (place, (metric, factor)) in (0..).zip(metrics) {
            let minutes = metric.window_minutes.unwrap_or(SOON_MINUTES).min(SOON_MINUTES);
            let at = at + after(f64::from(minutes) * 30.0 * self.share(name, "does"));
            for (event, value) in self.done(name, metric, *factor) {
                events.push(Event::Metric(Observed {
                    // Of an event that several metrics count, each has its own.
                    id: exposure_id(&metric.key, place, name, event).to_string(),
                    event: event.to_owned(),
                    user: name.to_owned(),
                    value,
                    at,
                    experiment: Some(experiment.to_owned()),
                }));
            }
        }
        events
    }

    /// What somebody does by a metric: events and their values.
    fn done<'m>(self, name: &str, metric: &'m PlannedMetric, factor: f64) -> Vec<(&'m str, f64)> {
        let Some(event) = metric.events.first() else { return Vec::new() };
        let share = |of: &str| self.share(name, &format!("{} {of}", metric.key));
        match &metric.kind {
            MetricKind::Conversion => {
                let converts = share("converts") < self.baseline * factor;
                converts.then_some((&**event, 1.0)).into_iter().collect()
            }
            MetricKind::Mean | MetricKind::Quantile { .. } => {
                vec![(event, -MEAN * factor * (1.0 - share("value")).ln())]
            }
            MetricKind::Ratio { denominator } => {
                let count = (1..=COUNT_MAX)
                    .filter(|one| share("count") < f64::from(*one) / f64::from(COUNT_MAX))
                    .count();
                let hits = (0..count)
                    .filter(|one| share(&format!("hit {one}")) < self.baseline * factor)
                    .count();
                vec![(denominator, count as f64), (event, hits as f64)]
            }
        }
    }

    /// What a metric is in truth.
    pub(super) fn truth(self, metric: &PlannedMetric, factor: f64) -> f64 {
        let mean = MEAN * factor;
        match (&metric.kind, metric.cap) {
            (MetricKind::Conversion | MetricKind::Ratio { .. }, _) => self.baseline * factor,
            (MetricKind::Mean, None) => mean,
            (MetricKind::Mean, Some(cap)) => {
                // A percentile of all users is near that of the control.
                let cap = match cap {
                    MetricCap::At(cap) => cap,
                    MetricCap::Percentile(_) => -MEAN * (1.0 - cap.level().unwrap_or(1.0)).ln(),
                };
                mean * (1.0 - (-cap / mean).exp())
            }
            (MetricKind::Quantile { quantile }, _) => -mean * (1.0 - quantile).ln(),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds of a day")]
fn to_whole(value: f64) -> i64 {
    value as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_come_to_the_truth() {
        let draw = Draw { seed: 7, baseline: 0.2 };
        let day = "2026-03-01T00:00:00Z".parse().unwrap();
        let kinds = [
            (MetricKind::Conversion, None),
            (MetricKind::Mean, None),
            (MetricKind::Mean, Some(12.0)),
            (MetricKind::Ratio { denominator: "view".to_owned() }, None),
        ];
        for (kind, cap) in kinds {
            let metric: PlannedMetric = PlannedMetric {
                key: "m".to_owned(),
                role: hoist_ruleset::document::MetricRole::Goal,
                events: vec!["e".to_owned()],
                kind,
                direction: hoist_ruleset::document::Direction::Increase,
                cap: cap.map(MetricCap::At),
                window_minutes: None,
                margin: None,
            };
            let (mut sum, mut count, mut users) = (0.0, 0.0, 0.0);
            for number in 0..20_000 {
                let name = format!("u{number}");
                let user = User { experiment: "x", name: &name, variant: "control" };
                users += 1.0;
                for event in draw.events(&user, day, &[(&metric, 1.5)]) {
                    match event {
                        Event::Metric(Observed { event, value, .. }) if event == "e" => {
                            sum += cap.map_or(value, |cap| value.min(cap));
                        }
                        Event::Metric(Observed { value, .. }) => count += value,
                        Event::Exposure(_) => {}
                    }
                }
            }
            let mean: f64 = sum / if count > 0.0 { count } else { users };
            let truth = draw.truth(&metric, 1.5);
            assert!((mean / truth - 1.0).abs() < 0.04, "{:?}: {mean}, {truth}", metric.kind);
        }
    }
}
