//! Counterfactuals in words.

use hoist_ruleset::Percentage;

use super::{Alternative, Change, Obstacle, ShareOf};

impl Obstacle {
    /// The obstacle in words.
    pub fn sentence(&self) -> String {
        match self {
            Self::Killed => "it is killed".into(),
            Self::NotEnabled => "it is not enabled".into(),
            Self::Archived => "it is archived".into(),
            Self::Prerequisite { key, expected: Some(expected), .. } => {
                format!("it requires {key} to be {expected}")
            }
            Self::Prerequisite { key, expected: None, .. } => {
                format!("it requires of {key} what there is not")
            }
            Self::NotRunning => "it is not running".into(),
            Self::Shipped => "it is concluded, and everybody gets what was shipped".into(),
            Self::Ended { end } => format!("its window is over since {end}"),
            Self::Layer { layer } => {
                format!("its part of layer {layer} does not hold this user")
            }
        }
    }
}

impl Alternative {
    /// The alternative in words.
    pub fn sentence(&self) -> String {
        let changes: Vec<String> = self.changes.iter().map(Change::sentence).collect();
        let rule = match &self.rule {
            Some((index, Some(name))) => format!(" by rules[{index}] ({name})"),
            Some((index, None)) => format!(" by rules[{index}]"),
            None => String::new(),
        };
        format!("{}: {}{rule}", changes.join(" and "), self.variant)
    }
}

impl Change {
    /// The change in words.
    pub fn sentence(&self) -> String {
        match self {
            Self::Attribute { name, from, to, segment } => {
                let from = match from {
                    Some(from) => format!("now {from}"),
                    None => "now missing".to_owned(),
                };
                let list = match segment {
                    Some(name) => format!(", or this user in the `include` list of segment {name}"),
                    None => String::new(),
                };
                match to {
                    Some(to) => format!("{name} = {to} ({from}){list}"),
                    None => format!("without {name} ({from}){list}"),
                }
            }
            Self::Share { of, from, to } => {
                let percent = |threshold| Percentage::from_threshold(threshold);
                let bound = if to > from { "or more" } else { "or less" };
                let of = match of {
                    ShareOf::Flag => "its share".to_owned(),
                    ShareOf::Rule(index) => format!("the share of rules[{index}]"),
                    ShareOf::Condition(index) => {
                        format!("`percentage` among the conditions of rules[{index}]")
                    }
                    ShareOf::Traffic => "its traffic".to_owned(),
                };
                format!("{of} at {} {bound} (now {})", percent(*to), percent(*from))
            }
            Self::Time { at, stays: true } => format!("from {at} on, if nothing else changes"),
            Self::Time { at, stays: false } => format!("first at {at}, if nothing else changes"),
        }
    }
}
