//! Every message that validation can print is shown in `docs/diagnostics.md`, and reads well.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use allocation_counter::measure;
use hoist_ruleset::Code;
use strum::IntoEnumIterator;

use crate::cases::{self, Case};

/// A code without an example would be missing from the page, and nobody would have read it.
#[test]
fn every_code_has_an_example_that_shows_it() {
    let mut shown = BTreeSet::new();
    for case in cases::all() {
        let codes: BTreeSet<String> =
            case.reading().diagnostics.iter().map(|each| each.code().to_string()).collect();
        assert!(codes.contains(&case.code), "{}: found only {codes:?}", case.source.name);
        shown.extend(codes);
    }
    let all: BTreeSet<String> = Code::iter().map(|code| code.to_string()).collect();
    assert_eq!(all.difference(&shown).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn every_message_says_where_and_what_would_be_right() {
    for case in cases::all() {
        for diagnostic in case.reading().diagnostics {
            let text = diagnostic.to_string();
            let advice = diagnostic.problem.advice();
            assert!(!advice.is_empty(), "{text}");
            let example = advice.starts_with("For example: ");
            assert!(advice.ends_with(['.', '?']) || example, "{text}");
            assert!(diagnostic.mark.line >= 1 && diagnostic.mark.column >= 1, "{text}");
            assert!(text.lines().all(|line| line.chars().count() < 400), "{text}");
            let whole_file = diagnostic.path.is_empty();
            let lines = String::from_utf8_lossy(&case.source.bytes).lines().count().max(1);
            assert!(diagnostic.mark.line as usize <= lines + 1, "{text}");
            assert!(!whole_file || diagnostic.problem.code() != Code::UnknownField, "{text}");
        }
    }
}

/// A broken document among good ones is refused alone.
#[test]
fn the_others_stand() {
    for case in cases::all() {
        let reading = case.reading();
        let small = case.source.bytes.len() < 2_000;
        assert!(case.about.is_some() || small, "{}: too large to show", case.source.name);
        let good = reading.entries.iter().filter(|entry| entry.key == "good");
        for entry in good {
            assert!(entry.accepted, "{}", case.source.name);
        }
        let accepted = reading.entries.iter().filter(|entry| entry.accepted).count();
        let documents = &reading.documents;
        let standing = documents.flags().len()
            + documents.segments().len()
            + documents.metrics().len()
            + documents.experiments().len()
            + documents.releases().len();
        assert_eq!(accepted, standing, "{}", case.source.name);
        assert!(!reading.diagnostics.is_empty(), "{}", case.source.name);
    }
}

/// RELIABILITY S5 asks for 100 ms and 16 MiB of optimised code on a quiet machine; the bounds here
/// hold for a debug build on a busy one, and what grows with the square of the input misses them.
#[test]
#[expect(clippy::disallowed_methods, reason = "bounded time is what is tested")]
fn bad_input_is_refused_in_bounded_time_and_memory() {
    for case in cases::all() {
        let Case { source, .. } = &case;
        let start = Instant::now();
        let memory = measure(|| drop(case.reading()));
        let took = start.elapsed();
        assert!(took < Duration::from_secs(30), "{}: {took:?}", source.name);
        let bytes = memory.bytes_max;
        let most = 192 << 20;
        assert!(bytes < most, "{}: {bytes} bytes at once", source.name);
    }
}
