//! Documents with a fault that `hoist lint` finds, one file of `conformance/lint` for each code.
//!
//! `CODE.before.yaml` is what was there before, where the fault is in the change.

use std::path::Path;

use hoist_ruleset::lint::{Located, lint, locate};
use hoist_ruleset::{Documents, Source, read};
use jiff::Timestamp;

/// The moment at which all of them are looked at.
pub(crate) const NOW: &str = "2026-06-01T00:00:00Z";

/// A file and the code that it shows.
pub(crate) struct Fault {
    pub(crate) code: String,
    pub(crate) source: Source,
    pub(crate) before: Option<Source>,
}

impl Fault {
    /// Everything that is found in it.
    pub(crate) fn findings(&self) -> Vec<Located> {
        let sources = std::slice::from_ref(&self.source);
        let reading = read(sources);
        assert_eq!(reading.diagnostics, [], "{}", self.source.name);
        let before = self.before.as_ref().map(documents);
        let now: Timestamp = NOW.parse().unwrap();
        locate(sources, &reading.entries, lint(&reading.documents, before.as_ref(), now))
    }
}

fn documents(source: &Source) -> Documents {
    read(std::slice::from_ref(source)).documents
}

/// All of them, by code.
pub(crate) fn all() -> Vec<Fault> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/lint");
    let source = |name: &str| Some(Source::new(name, std::fs::read(folder.join(name)).ok()?));
    let names = folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.retain(|name| !name.contains(".before."));
    names.sort();
    let fault = |name: &String| {
        let code = name.trim_end_matches(".yaml").to_owned();
        let before = source(&format!("{code}.before.yaml"));
        Fault { source: source(name).unwrap(), before, code }
    };
    names.iter().map(fault).collect()
}
