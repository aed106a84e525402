//! From arguments to a ruleset and a user.

use std::io::Write;

use anyhow::bail;
use hoist_eval::EvaluationContext;
use hoist_ruleset::limits::CONTEXT_BYTES_MAX;
use hoist_ruleset::{DocumentKind, Entry, Reading, Ruleset, State, read};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::arguments::{RuleArguments, UserArguments};
use crate::output::complain;
use crate::{Usage, input};

/// The rules of some files, at a time.
pub(crate) struct Rules {
    pub(crate) ruleset: Ruleset,
    pub(crate) now: Timestamp,
    reading: Reading,
}

impl Rules {
    /// Reads the files. Broken documents are told and left out.
    pub(crate) fn read(arguments: &RuleArguments) -> anyhow::Result<Self> {
        let (sources, errors) = input::sources(&arguments.files);
        if let Some(error) = errors.into_iter().next() {
            return Err(error);
        }
        let reading = read(&sources);
        let ruleset = Ruleset::compile(&reading.documents, &State::default());
        Ok(Self { ruleset, now: input::time(arguments.at), reading })
    }

    /// Tells what is wrong with the files. Fails where nothing is left to evaluate, or where the
    /// document asked for is among the refused.
    pub(crate) fn check(&self, key: Option<&str>) -> anyhow::Result<()> {
        const SHOWN: usize = 5;
        let Reading { diagnostics, entries, problems, .. } = &self.reading;
        for diagnostic in diagnostics.iter().take(SHOWN) {
            complain(format_args!("{diagnostic}"));
        }
        if *problems > SHOWN {
            let more = problems - SHOWN;
            complain(format_args!("… and {more} more; `hoist validate` tells of them"));
        }
        let refused = |entry: &&Entry| {
            !entry.accepted && matches!(entry.kind, DocumentKind::Flag | DocumentKind::Experiment)
        };
        if let Some(entry) = entries.iter().filter(refused).find(|each| Some(&*each.key) == key) {
            bail!("`{}` was refused, so it cannot be evaluated", entry.key);
        }
        if self.ruleset.subjects().len() == 0 {
            bail!("there is nothing to evaluate");
        }
        Ok(())
    }

    /// The key that was probably meant, in a sentence for whoever asked for an unknown one.
    pub(crate) fn unknown_key(&self, key: &str) -> String {
        let keys: Vec<_> = self.ruleset.subjects().map(|subject| subject.key.as_ref()).collect();
        match hoist_ruleset::closest(key, keys.iter().copied()) {
            Some(name) => format!("there is no flag or experiment `{key}`; did you mean `{name}`?"),
            None => format!("there is no flag or experiment `{key}`; there are: {}", few(&keys)),
        }
    }
}

fn few(keys: &[&str]) -> String {
    const SHOWN: usize = 10;
    let shown = keys.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if keys.len() > SHOWN { format!("{shown} … ({} in all)", keys.len()) } else { shown }
}

/// The evaluation context of the user on the command line.
pub(crate) fn user(arguments: &UserArguments) -> anyhow::Result<EvaluationContext> {
    let mut map = Map::new();
    let targeting_key = arguments.user.iter().map(|key| ("targetingKey", Value::from(&**key)));
    let attributes = arguments.attribute.iter();
    let attributes = attributes.map(|(name, value)| (name.as_str(), value.clone()));
    for (name, value) in targeting_key.chain(attributes) {
        if map.insert(name.to_owned(), value).is_some() {
            return Err(Usage(format!("the attribute `{name}` is given twice")).into());
        }
    }
    let mut size = Counter(0);
    serde_json::to_writer(&mut size, &map)?;
    if size.0 > CONTEXT_BYTES_MAX {
        return Err(hoist_eval::ContextError::TooLarge { bytes: size.0 }.into());
    }
    Ok(EvaluationContext::from_json(map.into())?)
}

/// Counts bytes instead of writing them.
struct Counter(usize);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
