//! Metrics: what is counted of a user, and which way is good.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use super::{About, MetricCap};
use crate::key::MetricKey;

/// A metric of experiments.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Metric {
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// For people.
    #[serde(flatten)]
    pub about: About,
    /// The event that is counted or whose values are summed.
    pub event: String,
    /// What is made of the events.
    #[serde(flatten)]
    pub kind: MetricKind,
    /// Which way is good.
    pub direction: Direction,
    /// How much of a user's total counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<MetricCap>,
    /// How long after exposure events count.
    pub window: MetricWindow,
}

/// What is made of a user's events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MetricKind {
    /// Share of users with at least one event.
    Conversion,
    /// Mean per user of the events' values.
    Mean,
    /// Sum of the event's values over the sum of another's.
    Ratio {
        /// The other event.
        denominator: String,
    },
    /// A quantile of the events' values.
    Quantile {
        /// Which one, between 0 and 1, such as 0.95.
        quantile: f64,
    },
}

impl MetricKind {
    /// The kind's name in documents.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Conversion => "conversion",
            Self::Mean => "mean",
            Self::Ratio { .. } => "ratio",
            Self::Quantile { .. } => "quantile",
        }
    }
}

/// Which way is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better.
    Increase,
    /// Less is better.
    Decrease,
}

impl Direction {
    /// The direction's name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Increase => "increase",
            Self::Decrease => "decrease",
        }
    }
}

/// How long after exposure a user's events count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricWindow {
    /// So many minutes; at least one.
    Minutes(u32),
    /// Until the experiment ends.
    UntilEnd,
}

impl MetricWindow {
    const DAY: u32 = 24 * 60;

    /// Reads `none`, or a whole number of minutes, hours or days such as `30m`, `12h` or `7d`.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "none" {
            return Some(Self::UntilEnd);
        }
        let minutes_of = [('m', 1), ('h', 60), ('d', Self::DAY)];
        let (digits, minutes) = minutes_of
            .iter()
            .find_map(|(unit, minutes)| Some((text.strip_suffix(*unit)?, *minutes)))?;
        let count: u32 = digits.parse().ok().filter(|count| *count > 0)?;
        count.checked_mul(minutes).map(Self::Minutes)
    }
}

impl Default for MetricWindow {
    fn default() -> Self {
        Self::Minutes(7 * Self::DAY)
    }
}

impl fmt::Display for MetricWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::UntilEnd => f.write_str("none"),
            Self::Minutes(minutes) if minutes.is_multiple_of(Self::DAY) => {
                write!(f, "{}d", minutes / Self::DAY)
            }
            Self::Minutes(minutes) if minutes.is_multiple_of(60) => write!(f, "{}h", minutes / 60),
            Self::Minutes(minutes) => write!(f, "{minutes}m"),
        }
    }
}

impl Serialize for MetricWindow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What a metric without a document is taken for, from its name alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricGuess {
    /// The name.
    pub metric: MetricKey,
    /// Events that count; one of them is enough.
    pub events: Vec<String>,
    /// Whether it is a share of users; else it is a mean of values.
    pub is_share: bool,
    /// Which way is good.
    pub direction: Direction,
}

impl MetricGuess {
    const DECREASE: [&str; 6] = ["bounce", "error", "churn", "refund", "unsubscribe", "latency"];

    /// Which way is good of a metric that does not say it: of unwelcome things less is better.
    pub fn direction_of(name: &str) -> Direction {
        let decreases = Self::DECREASE.iter().any(|word| name.contains(word));
        if decreases { Direction::Decrease } else { Direction::Increase }
    }

    /// `X_rate` is the share of users with an event `X` or `X_rate`; any other name the mean of
    /// that event's values.
    pub fn of(metric: &MetricKey) -> Self {
        let name = metric.as_str();
        let stem = name.strip_suffix("_rate").filter(|stem| !stem.is_empty());
        let events = match stem {
            Some(stem) => vec![stem.to_owned(), name.to_owned()],
            None => vec![name.to_owned()],
        };
        let direction = Self::direction_of(name);
        Self { metric: metric.clone(), events, is_share: stem.is_some(), direction }
    }
}

impl fmt::Display for MetricGuess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.is_share { "share of users with" } else { "mean of" };
        let better = match self.direction {
            Direction::Increase => "more is better",
            Direction::Decrease => "less is better",
        };
        write!(f, "{} = {what} event {}, {better}", self.metric, self.events.join(" or "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows() {
        for (text, minutes) in [("30m", 30), ("90m", 90), ("12h", 720), ("7d", 10_080)] {
            let window = MetricWindow::parse(text).unwrap();
            assert_eq!(window, MetricWindow::Minutes(minutes));
            assert_eq!(window.to_string(), text);
        }
        assert_eq!(MetricWindow::parse("none"), Some(MetricWindow::UntilEnd));
        for bad in ["", "7", "d", "0d", "-1d", "1.5h", "9999999d", "7 d", "7D"] {
            assert_eq!(MetricWindow::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_document_without_a_direction_keeps_that_of_its_name() {
        for (key, rest, expected) in [
            ("bounce_rate", "", Direction::Decrease),
            ("bounce_rate", ", direction: increase", Direction::Increase),
            ("signing_up", "", Direction::Increase),
            ("signing_up", ", direction: decrease", Direction::Decrease),
        ] {
            let file = format!("metrics: {{{key}: {{event: e, kind: conversion{rest}}}}}");
            let reading = crate::read(&[crate::Source::new("f.yaml", file)]);
            assert_eq!(
                reading.documents.metrics().get(key).unwrap().direction,
                expected,
                "{key}{rest}"
            );
        }
    }

    #[test]
    fn guesses() {
        let check = |name: &str, expected: &str| {
            let guess = MetricGuess::of(&MetricKey::parse(name).unwrap());
            assert_eq!(guess.to_string(), expected);
        };
        check(
            "engagement_rate",
            "engagement_rate = share of users with event engagement or engagement_rate, more is \
             better",
        );
        check(
            "bounce_rate",
            "bounce_rate = share of users with event bounce or bounce_rate, less is better",
        );
        check(
            "conversion_rate",
            "conversion_rate = share of users with event conversion or conversion_rate, more is \
             better",
        );
        check("time_on_page", "time_on_page = mean of event time_on_page, more is better");
        check("p95_latency", "p95_latency = mean of event p95_latency, less is better");
    }
}
