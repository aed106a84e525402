//! The facts of a step as JSON, for tools.

use serde_json::{Value, json};

use super::{Change, Obstacle, What};

impl What {
    /// What the step looked at as JSON: its facts by name, null where there are none. Ranks and
    /// thresholds are in 1/100 %.
    pub fn facts(&self) -> Value {
        let time = |time: &Option<jiff::Timestamp>| time.map(|time| time.to_string());
        match self {
            What::UnknownKey
            | What::Killed
            | What::NotEnabled
            | What::Archived
            | What::NoRule
            | What::All
            | What::Any
            | What::Not
            | What::Running
            | What::Audience => Value::Null,
            What::MissingPrerequisite { key } => json!({"key": key}),
            What::Prerequisite { key, expected, actual, killed } => {
                json!({"key": key, "expected": expected, "actual": actual, "killed": killed})
            }
            What::Rule { index, name } => json!({"index": index, "name": name}),
            What::Attribute { name, expected, actual } => {
                json!({"attribute": name, "expected": expected, "actual": actual})
            }
            What::Segment { name, membership } => {
                json!({"segment": name, "membership": membership.name()})
            }
            What::Time { window, now } => json!({"expected": window, "actual": now.to_string()}),
            What::Share { threshold, rank } => json!({"threshold": threshold, "rank": rank}),
            What::Gradual { threshold, enters_at } => {
                json!({"threshold": threshold, "enters_at": time(enters_at)})
            }
            What::Split { rank, variant, range } => {
                json!({"variant": variant, "rank": rank, "from": range.start, "to": range.end})
            }
            What::NoBucketingValue { attribute } => json!({"attribute": attribute}),
            What::Shipped { variant } => json!({"variant": variant}),
            What::Window { start, end, now } => {
                json!({"start": time(start), "end": time(end), "actual": now.to_string()})
            }
            What::Traffic { layer, range, rank } => {
                json!({"layer": layer, "rank": rank, "from": range.start, "to": range.end})
            }
        }
    }
}

impl Change {
    /// What changes as JSON: its facts by name. Shares are in 1/100 %.
    pub fn facts(&self) -> Value {
        match self {
            Self::Attribute { name, from, to, segment } => {
                json!({"attribute": name, "from": from, "to": to, "segment": segment})
            }
            Self::Share { of, from, to } => {
                json!({"of": of.name(), "rule": of.rule(), "from": from, "to": to})
            }
            Self::Time { at, .. } => json!({"at": at.to_string()}),
        }
    }
}

impl Obstacle {
    /// What is in the way as JSON: its facts by name, null where there are none.
    pub fn facts(&self) -> Value {
        match self {
            Self::Prerequisite { key, expected, .. } => json!({"key": key, "expected": expected}),
            Self::Ended { end } => json!({"end": end.to_string()}),
            Self::Layer { layer } => json!({"layer": layer}),
            Self::Killed | Self::NotEnabled | Self::Archived | Self::NotRunning | Self::Shipped => {
                Value::Null
            }
        }
    }
}
