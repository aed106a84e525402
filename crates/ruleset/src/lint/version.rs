//! Version requirements as ranges.

use semver::{Comparator, Op, VersionReq};

/// Major, minor, patch.
type Triple = (u64, u64, u64);

/// The releases that meet a requirement: from the first, up to but without the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    from: Triple,
    to: Option<Triple>,
}

impl Range {
    /// The releases that meet a requirement; `None` where pre-releases may meet it too, or where
    /// its numbers are too large. What has no pre-release in it is met by releases only.
    pub(super) fn of(requirement: &VersionReq) -> Option<Self> {
        let all = Self { from: (0, 0, 0), to: None };
        let comparators = requirement.comparators.iter();
        comparators.map(of_comparator).try_fold(all, |range, next| Some(range.and(next?)))
    }

    pub(super) fn and(self, other: Self) -> Self {
        let to = match (self.to, other.to) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        Self { from: self.from.max(other.from), to }
    }

    pub(super) fn is_empty(self) -> bool {
        self.to.is_some_and(|to| to <= self.from)
    }

    pub(super) fn is_within(self, other: Self) -> bool {
        self.is_empty() || self.and(other) == self
    }
}

fn of_comparator(comparator: &Comparator) -> Option<Range> {
    let Comparator { op, major, minor, patch, pre } = comparator;
    if !pre.is_empty() {
        return None;
    }
    let from = (*major, minor.unwrap_or(0), patch.unwrap_or(0));
    // The first release that does not begin with the numbers that are written.
    let behind = match (minor, patch) {
        (None, _) => (major.checked_add(1)?, 0, 0),
        (Some(minor), None) => (*major, minor.checked_add(1)?, 0),
        (Some(minor), Some(patch)) => (*major, *minor, patch.checked_add(1)?),
    };
    let first = (0, 0, 0);
    let (from, to) = match op {
        Op::Exact | Op::Wildcard => (from, Some(behind)),
        Op::Greater => (behind, None),
        Op::GreaterEq => (from, None),
        Op::Less => (first, Some(from)),
        Op::LessEq => (first, Some(behind)),
        Op::Tilde => {
            let next_minor = || Some((*major, (*minor)?.checked_add(1)?, 0));
            (from, Some(if minor.is_some() { next_minor()? } else { behind }))
        }
        Op::Caret => (from, Some(caret(*major, *minor, *patch, behind)?)),
        _ => return None,
    };
    Some(Range { from, to })
}

/// Where `^` ends: behind the left-most number that is not zero.
fn caret(major: u64, minor: Option<u64>, patch: Option<u64>, behind: Triple) -> Option<Triple> {
    Some(match (major, minor, patch) {
        (1.., _, _) => (major.checked_add(1)?, 0, 0),
        (0, Some(minor @ 1..), _) => (0, minor.checked_add(1)?, 0),
        _ => behind,
    })
}

#[cfg(test)]
mod tests {
    use semver::Version;

    use super::*;

    /// The range says what the requirement says, for every small release.
    #[test]
    fn a_range_is_its_requirement() {
        let texts = [
            "*",
            "=1",
            "=1.2",
            "=1.2.3",
            "1.*",
            "1.2.*",
            ">1",
            ">1.2",
            ">1.2.3",
            ">=1",
            ">=1.2",
            ">=1.2.3",
            "<1",
            "<1.2",
            "<1.2.3",
            "<=1",
            "<=1.2",
            "<=1.2.3",
            "~1",
            "~1.2",
            "~1.2.3",
            "^0",
            "^0.0",
            "^0.0.3",
            "^0.2",
            "^0.2.3",
            "^1",
            "^1.2",
            "^1.2.3",
            ">=1.2, <2",
            ">2, <1",
            "^0.0.0",
            "~0.0",
            ">1, <=1.9.0",
        ];
        for text in texts {
            let requirement = VersionReq::parse(text).unwrap();
            let range = Range::of(&requirement).unwrap();
            for (major, minor, patch) in (0..64).map(|each| (each / 16, each / 4 % 4, each % 4)) {
                let triple = (major, minor, patch);
                let is_in = triple >= range.from && range.to.is_none_or(|to| triple < to);
                let version = Version::new(major, minor, patch);
                assert_eq!(is_in, requirement.matches(&version), "{version} and {text}");
            }
        }
        assert_eq!(Range::of(&VersionReq::parse(">=1.0.0-rc.1").unwrap()), None);
    }
}
