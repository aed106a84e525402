//! `hoist lint`: each fault is found, and nothing else.

mod bounds;
mod laws;
mod seen;

use std::collections::BTreeSet;

use hoist_ruleset::lint::FaultCode;
use strum::IntoEnumIterator;

use crate::faults;

/// A code without an example would be missing from the page, and nobody would have read it.
#[test]
fn every_code_of_lint_has_an_example_that_shows_it_alone() {
    let mut shown = BTreeSet::new();
    for fault in faults::all() {
        let findings = fault.findings();
        let codes: BTreeSet<String> =
            findings.iter().map(|each| each.finding.code().to_string()).collect();
        let text: Vec<_> = findings.iter().map(ToString::to_string).collect();
        assert_eq!(codes, BTreeSet::from([fault.code]), "{}", text.join("\n"));
        shown.extend(codes);
    }
    let all: BTreeSet<String> = FaultCode::iter().map(|code| code.to_string()).collect();
    assert_eq!(all, shown);
}
