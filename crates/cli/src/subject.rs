//! From arguments to a ruleset and a user.

use std::io::Write;

use anyhow::bail;
use hoist_eval::EvaluationContext;
use hoist_ruleset::limits::CONTEXT_BYTES_MAX;
use hoist_ruleset::{DocumentKind, Reading, Ruleset, State, read};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::arguments::{RuleArguments, UserArguments};
use crate::input;
use crate::output::complain;

/// The rules of some files, at a time.
pub(crate) struct Rules {
    pub(crate) ruleset: Ruleset,
    pub(crate) now: Timestamp,
    reading: Reading,
}

impl Rules {
    /// Reads the files. Broken documents are told and left out.
    pub(crate) fn read(arguments: &RuleArguments) -> anyhow::Result<Self> {
        let reading = read(&input::sources(&arguments.files)?);
        let ruleset = Ruleset::compile(&reading.documents, &State::default());
        Ok(Self { ruleset, now: input::time(arguments.at), reading })
    }

    /// Complains about what was refused. Fails where nothing is left to evaluate, or where the
    /// document asked for is among the refused.
    pub(crate) fn check(&self, key: Option<&str>) -> anyhow::Result<()> {
        let refused = self.reading.entries.iter().filter(|entry| !entry.accepted);
        let refused: Vec<_> = refused.collect();
        let wanted = |entry_key: &str| key.is_some_and(|key| key == entry_key);
        let asked_for = refused.iter().any(|entry| {
            matches!(entry.kind, DocumentKind::Flag | DocumentKind::Experiment)
                && wanted(&entry.key)
        });
        let unreadable = self.reading.entries.is_empty();
        if asked_for || unreadable {
            for diagnostic in &self.reading.diagnostics {
                complain(format_args!("{diagnostic}"));
            }
            match key.filter(|_| asked_for) {
                Some(key) => bail!("`{key}` was refused, so it cannot be evaluated"),
                None => bail!("there is nothing to evaluate"),
            }
        }
        if !self.reading.diagnostics.is_empty() {
            let count = refused.len();
            let were = if count == 1 { "document was" } else { "documents were" };
            complain(format_args!(
                "warning: {count} {were} refused and left out; `hoist validate` tells why"
            ));
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
            bail!("the attribute `{name}` is given twice");
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
