//! Which strings a comparison leaves, as far as that can be told without trying them.
//!
//! A comparison of strings has options, of which one is enough. Of two options it can often be
//! told that no string fits both, or that what fits one fits the other. Where it cannot, nothing
//! is claimed.

use ipnet::IpNet;
use jiff::Timestamp;
use semver::VersionReq;

use super::comparison::{Comparison, Place};
use super::version::Range;

/// One way to pass.
#[derive(Clone, Copy, Debug)]
enum Choice<'d> {
    Start(&'d str),
    End(&'d str),
    Part(&'d str),
    Pattern(&'d str),
    Version(&'d VersionReq),
    Address(IpNet),
}

/// How a string is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Time,
    Version,
    Address,
}

impl Format {
    /// What a comparison reads a string as, if not as it is. No string can be read as two of them.
    pub(super) fn of(comparison: &Comparison<'_>) -> Option<Self> {
        match comparison {
            Comparison::Before(_) | Comparison::After(_) => Some(Self::Time),
            Comparison::Semver(_) => Some(Self::Version),
            Comparison::Cidr(_) => Some(Self::Address),
            _ => None,
        }
    }
}

/// Whether a string may pass all of `positive` and none of `negative`, of which none is a set that
/// a string has to be in.
pub(super) fn may_fit(
    positive: &[&Comparison<'_>],
    negative: &[&Comparison<'_>],
    place: Place,
    spend: &mut impl FnMut(usize) -> bool,
) -> bool {
    let mut formats = positive.iter().filter_map(|each| Format::of(each));
    if let Some(first) = formats.next() {
        if formats.any(|other| other != first) {
            return false;
        }
        if first == Format::Time && !is_some_time(positive, negative) {
            return false;
        }
    }
    let choices: Vec<Vec<Choice<'_>>> = positive.iter().filter_map(|each| choices(each)).collect();
    let denying: usize = negative.iter().map(|each| each.operands()).sum();
    for (index, own) in choices.iter().enumerate() {
        let others: usize = choices[..index].iter().map(Vec::len).sum();
        if !spend(own.len() * (others + denying + 1)) {
            return true;
        }
        let left = |choice: &&Choice<'_>| {
            let denied = negative.iter().any(|each| always_passes(**choice, each, place));
            let alone = |other: &Vec<Choice<'_>>| other.iter().all(|each| apart(**choice, *each));
            !denied && !is_empty(**choice) && !choices[..index].iter().any(alone)
        };
        if own.iter().find(left).is_none() {
            return false;
        }
    }
    true
}

/// The options of a comparison; `None` where it is none of those that have some.
fn choices<'d>(comparison: &Comparison<'d>) -> Option<Vec<Choice<'d>>> {
    Some(match comparison {
        Comparison::Contains(set) => set.texts.iter().map(|text| Choice::Part(text)).collect(),
        Comparison::StartsWith(texts) => texts.iter().map(|text| Choice::Start(text)).collect(),
        Comparison::EndsWith(texts) => texts.iter().map(|text| Choice::End(text)).collect(),
        Comparison::Matches(patterns) => {
            patterns.iter().map(|each| Choice::Pattern(each.regex().as_str())).collect()
        }
        Comparison::Semver(requirements) => requirements.iter().map(Choice::Version).collect(),
        Comparison::Cidr(ranges) => ranges.iter().map(|range| Choice::Address(*range)).collect(),
        _ => return None,
    })
}

/// Whether some point in time passes; there is a comparison that asks for one.
fn is_some_time(positive: &[&Comparison<'_>], negative: &[&Comparison<'_>]) -> bool {
    let mut from: Option<Timestamp> = None;
    let mut to: Option<Timestamp> = None;
    let tests = positive.iter().map(|each| (each, true));
    for (comparison, passes) in tests.chain(negative.iter().map(|each| (each, false))) {
        match (comparison, passes) {
            (Comparison::After(at), true) | (Comparison::Before(at), false) => {
                from = from.max(Some(*at));
            }
            (Comparison::Before(at), true) | (Comparison::After(at), false) => {
                to = Some(to.map_or(*at, |to| to.min(*at)));
            }
            _ => {}
        }
    }
    from.zip(to).is_none_or(|(from, to)| from < to)
}

fn is_empty(choice: Choice<'_>) -> bool {
    matches!(choice, Choice::Version(requirement)
        if Range::of(requirement).is_some_and(Range::is_empty))
}

/// Whether no string fits both.
fn apart(one: Choice<'_>, other: Choice<'_>) -> bool {
    match (one, other) {
        (Choice::Start(a), Choice::Start(b)) => !a.starts_with(b) && !b.starts_with(a),
        (Choice::End(a), Choice::End(b)) => !a.ends_with(b) && !b.ends_with(a),
        (Choice::Version(a), Choice::Version(b)) => {
            let ranges = Range::of(a).zip(Range::of(b));
            ranges.is_some_and(|(a, b)| a.and(b).is_empty())
        }
        (Choice::Address(a), Choice::Address(b)) => !a.contains(&b) && !b.contains(&a),
        _ => false,
    }
}

/// Whether every string that fits a choice passes a comparison.
fn always_passes(choice: Choice<'_>, comparison: &Comparison<'_>, place: Place) -> bool {
    let parts = || match comparison {
        Comparison::Contains(set) if place == Place::Alone => Some(&set.texts),
        _ => None,
    };
    let has_part = |text: &str| parts().is_some_and(|parts| parts.iter().any(|p| text.contains(p)));
    match (choice, comparison) {
        (Choice::Start(text), Comparison::StartsWith(starts)) => {
            starts.iter().any(|start| text.starts_with(start))
        }
        (Choice::End(text), Comparison::EndsWith(ends)) => {
            ends.iter().any(|end| text.ends_with(end))
        }
        (Choice::Start(text) | Choice::End(text) | Choice::Part(text), _) => has_part(text),
        (Choice::Pattern(text), Comparison::Matches(patterns)) => {
            patterns.iter().any(|pattern| pattern.regex().as_str() == text)
        }
        (Choice::Version(own), Comparison::Semver(requirements)) => {
            let range = Range::of(own);
            let within = |other| range.zip(Range::of(other)).is_some_and(|(a, b)| a.is_within(b));
            requirements.iter().any(|other| other == own || within(other))
        }
        (Choice::Address(own), Comparison::Cidr(ranges)) => {
            ranges.iter().any(|range| range.contains(&own))
        }
        _ => false,
    }
}
