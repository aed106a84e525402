//! From arguments to a ruleset and a user.

use anyhow::bail;
use hoist_eval::{ContextError, EvaluationContext};
use hoist_ruleset::limits::CONTEXT_BYTES_MAX;
use hoist_ruleset::{DocumentKind, Entry, Reading, Ruleset, State, read};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::arguments::{Moment, RuleArguments, UserArguments};
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
        let now = match (arguments.at, arguments.now) {
            (None, now) => now,
            (Some(Moment::Time(time)), None) => Some(time),
            (Some(Moment::Time(_)), Some(_)) => {
                let why = "files have no past, so --at and --now are the same there: give one";
                return Err(Usage(why.to_owned()).into());
            }
            (Some(Moment::Seq(_)), _) => {
                let why = "a seq is one of a server's change log, and files have none; --now says \
                           at what time they are evaluated";
                return Err(Usage(why.to_owned()).into());
            }
        };
        let (sources, errors) = input::sources(&arguments.files);
        if let Some(error) = errors.into_iter().next() {
            return Err(error);
        }
        let reading = read(&sources);
        let ruleset = Ruleset::compile(&reading.documents, &State::default());
        Ok(Self { ruleset, now: input::time(now), reading })
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

/// A user: what evaluation reads, and the JSON that says so to a server.
pub(crate) struct User {
    pub(crate) context: EvaluationContext,
    pub(crate) json: String,
}

impl User {
    /// A user from one line of JSON.
    pub(crate) fn parse(json: String) -> Result<Self, ContextError> {
        Ok(Self { context: EvaluationContext::parse(&json)?, json })
    }

    /// The user on the command line.
    pub(crate) fn of(arguments: &UserArguments) -> anyhow::Result<Self> {
        let mut map = Map::new();
        let targeting_key = arguments.user.iter().map(|key| ("targetingKey", Value::from(&**key)));
        let attributes = arguments.attribute.iter();
        let attributes = attributes.map(|(name, value)| (name.as_str(), value.clone()));
        for (name, value) in targeting_key.chain(attributes) {
            if map.insert(name.to_owned(), value).is_some() {
                return Err(Usage(format!("the attribute `{name}` is given twice")).into());
            }
        }
        let json = serde_json::to_string(&map)?;
        if json.len() > CONTEXT_BYTES_MAX {
            return Err(ContextError::TooLarge { bytes: json.len() }.into());
        }
        Ok(Self { context: EvaluationContext::from_json(map.into())?, json })
    }
}
