//! Versions at which the result of a requirement may change.

use semver::{Comparator, Op, Version, VersionReq};

/// Those that a requirement names, and those beside them.
pub(super) fn around(requirement: &VersionReq) -> impl Iterator<Item = Version> {
    requirement.comparators.iter().flat_map(beside).chain([Version::new(0, 0, 0)])
}

fn beside(comparator: &Comparator) -> Vec<Version> {
    let Comparator { major, minor, patch, .. } = *comparator;
    let named = Version {
        pre: comparator.pre.clone(),
        ..Version::new(major, minor.unwrap_or(0), patch.unwrap_or(0))
    };
    let mut versions = vec![named.clone()];
    versions.extend(before(&named));
    let next = |number: u64| number.saturating_add(1);
    versions.extend([
        Version::new(named.major, named.minor, next(named.patch)),
        Version::new(named.major, next(named.minor), 0),
        Version::new(next(named.major), 0, 0),
    ]);
    if matches!(comparator.op, Op::Less | Op::LessEq) {
        // What is below comes first: it is what passes.
        versions.swap(0, 1);
    }
    versions
}

/// A version before another one, without a pre-release.
fn before(version: &Version) -> Option<Version> {
    let Version { major, minor, patch, .. } = *version;
    match (major.checked_sub(1), minor.checked_sub(1), patch.checked_sub(1)) {
        (_, _, Some(patch)) => Some(Version::new(major, minor, patch)),
        (_, Some(minor), None) => Some(Version::new(major, minor, 0)),
        (Some(major), None, None) => Some(Version::new(major, 0, 0)),
        (None, None, None) => None,
    }
}
