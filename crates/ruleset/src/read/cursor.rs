//! Walking a tree while every problem goes to one place.
//!
//! A [`Cursor`] stands at a node and knows its path. A reader that cannot use what it finds
//! reports and returns `None`; its caller goes on with the next field, so that one run finds all
//! problems. Whether a document stands is told by the number of problems before and after.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::scalar::shown;
use crate::diagnostic::{Collector, Problem};
use crate::list::Lists;
use crate::path::Path;
use crate::source::{Entry, Mark, Node, Value};

/// Where problems of one file go.
pub(super) struct Sink<'s> {
    pub(super) file: &'s Arc<str>,
    pub(super) collector: &'s Collector,
    /// The lists that may be named by their digest.
    pub(super) lists: &'s Lists,
}

impl Sink<'_> {
    pub(super) fn report(&self, mark: Mark, path: &Path, problem: Problem) {
        self.collector.report(self.file, mark, path, problem);
    }

    pub(super) fn count(&self) -> usize {
        self.collector.count()
    }
}

/// A node, its path, and where its problems go.
#[derive(Clone)]
pub(super) struct Cursor<'n> {
    node: &'n Node,
    path: Path,
    sink: &'n Sink<'n>,
}

impl<'n> Cursor<'n> {
    pub(super) fn root(node: &'n Node, sink: &'n Sink<'n>) -> Self {
        Self { node, path: Path::default(), sink }
    }

    pub(super) fn node(&self) -> &'n Node {
        self.node
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn file(&self) -> &'n Arc<str> {
        self.sink.file
    }

    pub(super) fn collector(&self) -> &'n Collector {
        self.sink.collector
    }

    pub(super) fn lists(&self) -> &'n Lists {
        self.sink.lists
    }

    pub(super) fn value(&self) -> &'n Value {
        &self.node.value
    }

    pub(super) fn problems(&self) -> usize {
        self.sink.count()
    }

    pub(super) fn report(&self, problem: Problem) {
        self.sink.report(self.node.mark, &self.path, problem);
    }

    /// Reports that something else was expected here, and what was refused in its own words.
    pub(super) fn wrong_type(&self, expected: &'static str) {
        match &self.node.value {
            Value::Refused(problem) => self.report((**problem).clone()),
            value => self.report(Problem::WrongType { expected, found: describe(value) }),
        }
    }

    /// A cursor at another node of the same document.
    pub(super) fn at(&self, node: &'n Node, path: Path) -> Self {
        Self { node, path, sink: self.sink }
    }

    /// The items of a list.
    pub(super) fn list(&self) -> Option<Vec<Cursor<'n>>> {
        let Value::List(items) = &self.node.value else {
            self.wrong_type("a list");
            return None;
        };
        let item = |(index, node)| self.at(node, self.path.index(index));
        Some(items.iter().enumerate().map(item).collect())
    }

    /// The items of a list of at most so many things.
    pub(super) fn list_of(&self, what: &'static str, max: usize) -> Option<Vec<Cursor<'n>>> {
        let items = self.list()?;
        if items.len() > max {
            self.report(Problem::TooMany { what, count: items.len(), max });
            return None;
        }
        Some(items)
    }

    /// The fields of a map whose keys are names that we choose.
    pub(super) fn map(&self) -> Option<Fields<'n>> {
        let Value::Map(entries) = &self.node.value else {
            self.wrong_type("a map");
            return None;
        };
        self.report_duplicates(entries);
        Some(Fields { at: self.clone(), entries, known: Vec::new(), ignored: Vec::new() })
    }

    /// The entries of a map whose keys are names that people choose.
    pub(super) fn entries(&self) -> Option<Vec<(&'n str, Mark, Cursor<'n>)>> {
        let Value::Map(entries) = &self.node.value else {
            self.wrong_type("a map");
            return None;
        };
        self.report_duplicates(entries);
        self.raw_entries()
    }

    /// The entries of a map, keys that stand twice included and not reported.
    pub(super) fn raw_entries(&self) -> Option<Vec<(&'n str, Mark, Cursor<'n>)>> {
        let Value::Map(entries) = &self.node.value else {
            self.wrong_type("a map");
            return None;
        };
        let cursor = |entry: &'n Entry| {
            (entry.key.as_str(), entry.mark, self.at(&entry.node, self.path.key(&entry.key)))
        };
        Some(entries.iter().map(cursor).collect())
    }

    /// Reports keys that stand twice.
    pub(super) fn report_duplicates(&self, entries: &[Entry]) {
        let mut first: HashMap<&str, u32, FixedState> = HashMap::default();
        for entry in entries {
            if let Some(first_line) = first.get(entry.key.as_str()) {
                let problem =
                    Problem::DuplicateKey { key: shown(&entry.key), first_line: *first_line };
                self.sink.report(entry.mark, &self.path.key(&entry.key), problem);
            } else {
                first.insert(&entry.key, entry.mark.line);
            }
        }
    }
}

/// A value as a message names it: itself where that is short, else its type.
pub(super) fn describe(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("\"{}\"", shown(text)),
        other => other.type_name().to_owned(),
    }
}

/// The fields of one map. Each field that is asked for is known; [`Fields::finish`] reports the
/// others.
pub(super) struct Fields<'n> {
    at: Cursor<'n>,
    entries: &'n [Entry],
    known: Vec<&'static str>,
    ignored: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// Where the map stands.
    pub(super) fn at(&self) -> &Cursor<'n> {
        &self.at
    }

    /// A field. One without a value is there, and whoever reads it says that it has none.
    pub(super) fn get(&mut self, name: &'static str) -> Option<Cursor<'n>> {
        self.known.push(name);
        self.peek(name)
    }

    /// A field that counts as absent where it is null: the brief's program prints empty lists and
    /// maps so.
    pub(super) fn get_or_null(&mut self, name: &'static str) -> Option<Cursor<'n>> {
        self.get(name).filter(|field| !matches!(field.value(), Value::Null))
    }

    /// A field that has to be there; one that is absent is reported with an example.
    pub(super) fn require(
        &mut self,
        field: &'static str,
        example: &'static str,
    ) -> Option<Cursor<'n>> {
        let found = self.get(field);
        if found.is_none() {
            self.at.report(Problem::Missing { field, example });
        }
        found
    }

    /// A field, without making it known.
    pub(super) fn peek(&self, name: &str) -> Option<Cursor<'n>> {
        let entry = self.entries.iter().find(|entry| entry.key == name)?;
        Some(self.at.at(&entry.node, self.at.path.key(name)))
    }

    /// Accepts fields without reading them, and without offering them in messages.
    pub(super) fn ignore(&mut self, names: &[&'static str]) {
        self.ignored.extend_from_slice(names);
    }

    /// The fields that nobody asked for, with the names that people choose.
    pub(super) fn others(&self) -> Vec<(&'n str, Cursor<'n>)> {
        let asked = |entry: &&Entry| !self.known.contains(&entry.key.as_str());
        let cursor = |entry: &'n Entry| {
            (entry.key.as_str(), self.at.at(&entry.node, self.at.path.key(&entry.key)))
        };
        self.entries.iter().filter(asked).map(cursor).collect()
    }

    /// Reports the fields that nobody asked for.
    pub(super) fn finish(self) {
        for entry in self.entries {
            let key = entry.key.as_str();
            if self.known.contains(&key) || self.ignored.contains(&key) {
                continue;
            }
            let problem = match &entry.node.value {
                Value::Refused(problem) if key.is_empty() => (**problem).clone(),
                _ => Problem::UnknownField { field: shown(key), known: self.known.clone() },
            };
            self.at.sink.report(entry.mark, &self.at.path.key(key), problem);
        }
    }
}
