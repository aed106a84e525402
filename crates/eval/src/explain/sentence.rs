//! Steps as sentences.

use std::fmt;
use std::ops::Range;

use hoist_ruleset::Percentage;

use super::{Membership, Step, What};

impl fmt::Display for Step {
    /// The step and those within it, one a line, each level indented by two.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

impl Step {
    fn write(&self, f: &mut fmt::Formatter<'_>, indent: usize) -> fmt::Result {
        let mark = if self.holds { '✓' } else { '✗' };
        writeln!(f, "{:indent$}{mark} {}", "", self.sentence())?;
        self.steps.iter().try_for_each(|step| step.write(f, indent + 2))
    }

    /// The step in words.
    pub fn sentence(&self) -> String {
        let holds = self.holds;
        match &self.what {
            What::Prerequisite { .. } => self.prerequisite(),
            What::MissingPrerequisite { key } => format!("requires {key}, which there is not"),
            What::Running
            | What::Shipped { .. }
            | What::Window { .. }
            | What::Audience
            | What::Traffic { .. } => self.experiment(),
            What::All
            | What::Any
            | What::Not
            | What::Attribute { .. }
            | What::Segment { .. }
            | What::Time { .. } => self.condition(),
            What::UnknownKey => "there is no flag or experiment of that key".into(),
            What::Killed => "it is killed".into(),
            What::NotEnabled => "it is not enabled".into(),
            What::Archived => "it is archived".into(),
            What::Rule { index, name } => {
                let name = name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
                let verdict = if holds { "matches" } else { "does not match" };
                format!("rules[{index}]{name} {verdict}")
            }
            What::NoRule if holds => "no rule decides: it is on".into(),
            What::NoRule => "no rule decides: it is off".into(),
            What::Share { threshold, rank } => share(*threshold, *rank, holds),
            What::Gradual { threshold, enters_at } => {
                let now = format!("the share is {} at this time", percent(*threshold));
                match enters_at {
                    Some(at) => format!("{now}; this user is in from {at} on"),
                    None => now,
                }
            }
            What::Split { rank, variant, range } => {
                let rank = rank.map(|rank| format!(": this user has rank {rank}"));
                let Range { start, end } = range;
                let rank = rank.unwrap_or_default();
                format!("{variant} has the ranks from {start} up to, not including, {end}{rank}")
            }
            What::NoBucketingValue { attribute } => {
                format!("{attribute} is missing, and this needs it to choose")
            }
        }
    }

    fn prerequisite(&self) -> String {
        let What::Prerequisite { key, expected, actual, killed } = &self.what else {
            return String::new();
        };
        let actual = match (killed, actual) {
            (true, _) => "is killed, which never meets it".to_owned(),
            (_, Some(actual)) => format!("is {actual}"),
            (_, None) => "has no value".to_owned(),
        };
        format!("requires {key} to be {expected}: it {actual}")
    }

    fn condition(&self) -> String {
        match &self.what {
            What::All => "all of:".into(),
            What::Any => "any of:".into(),
            What::Not => "not:".into(),
            What::Attribute { name, expected, actual } => match actual {
                Some(actual) => format!("{name} {expected}: it is {}", actual),
                None => format!("{name} {expected}: it is missing"),
            },
            What::Segment { name, membership } => {
                format!("segment {name}: {}", membership.sentence())
            }
            What::Time { window, now } => format!("{window}: it is {now}"),
            _ => String::new(),
        }
    }

    fn experiment(&self) -> String {
        let holds = self.holds;
        match &self.what {
            What::Running if holds => "it assigns while its window is open".into(),
            What::Running => "it is not running: everybody gets the control".into(),
            What::Shipped { variant } => format!("{variant} was shipped: everybody gets it"),
            What::Window { start, end, now } => {
                let from = start.map(|start| format!(" from {start}")).unwrap_or_default();
                let to = end.map(|end| format!(" to {end}")).unwrap_or_default();
                format!("its window is{from}{to}: it is {now}")
            }
            What::Audience if holds => "in the audience".into(),
            What::Audience => "not in the audience".into(),
            What::Traffic { layer, range, rank } => {
                let place = match layer {
                    Some(layer) => format!("its part of layer {layer}"),
                    None => "its traffic".to_owned(),
                };
                let (from, to) = (percent(range.start), percent(range.end));
                let rank = rank.map(|rank| format!(": this user is at {}", percent(rank)));
                let rank = rank.unwrap_or_default();
                format!("{place} is from {from} up to, not including, {to}{rank}")
            }
            _ => String::new(),
        }
    }
}

impl Membership {
    fn sentence(self) -> &'static str {
        match self {
            Self::Context => "the context's own `segment` names it",
            Self::Excluded => "its `exclude` list names the user",
            Self::Included => "its `include` list names the user",
            Self::Rule => "one of its rules matches",
            Self::None => "it does not name the user, and no rule of it matches",
            Self::NoDocument => "the context does not name it, and it has no document",
        }
    }
}

fn share(threshold: u16, rank: Option<u16>, holds: bool) -> String {
    let threshold = percent(threshold);
    match rank {
        None if holds => format!("share {threshold}: everybody is in"),
        None => format!("share {threshold}: nobody is in without a bucketing value"),
        Some(rank) if holds => format!("share {threshold}: this user is at {}", percent(rank)),
        Some(rank) => {
            let (at, from) = (percent(rank), percent(rank + 1));
            format!("share {threshold}: this user is at {at}, in from {from} on")
        }
    }
}

fn percent(hundredths: u16) -> String {
    Percentage::from_threshold(hundredths).to_string()
}
