//! The parser of documents: whatever the text, its problems are told, and what stands is sound.

use hoist_ruleset::{Reading, Source, read};

use crate::accepted;

/// Reads any bytes as YAML and as JSON. Reading twice gives the same, and what is accepted keeps
/// the laws of what is accepted.
pub fn documents(data: &[u8]) {
    for name in ["f.yaml", "f.json"] {
        let read = || read(&[Source::new(name, data)]);
        let (first, again) = (read(), read());
        assert_eq!(first.documents, again.documents);
        assert_eq!(told(&first), told(&again));
        let refused = first.entries.iter().any(|entry| !entry.accepted);
        assert!(!refused || first.problems > 0, "it is refused, and nobody is told why");
        accepted::check(&first.documents);
    }
}

/// Everything that is told of a reading.
fn told(reading: &Reading) -> Vec<String> {
    reading.diagnostics.iter().map(ToString::to_string).collect()
}
