//! Reading single values: text, numbers, times, payloads.

use std::cell::Cell;

use jiff::Timestamp;
use jiff::civil::Date;

use super::cursor::{Cursor, describe};
use crate::diagnostic::Problem;
use crate::document::{Scalar, Span};
use crate::limits;
use crate::number::{Percentage, Weight};
use crate::source::{Node, Value};
use crate::time::parse_timestamp;

/// Text as a message shows it: what is long is cut, what is not printable is escaped.
pub(crate) fn shown(text: &str) -> String {
    const CHARACTERS: usize = 60;
    let mut shown: String = text.chars().take(CHARACTERS).flat_map(char::escape_debug).collect();
    if text.chars().nth(CHARACTERS).is_some() {
        shown.push('…');
    }
    shown
}

impl<'n> Cursor<'n> {
    pub(super) fn bool(&self) -> Option<bool> {
        match self.value() {
            Value::Bool(value) => Some(*value),
            _ => {
                self.wrong_type("true or false");
                None
            }
        }
    }

    /// Any string.
    pub(super) fn string(&self) -> Option<&'n str> {
        match self.value() {
            Value::String(text) => Some(text),
            _ => {
                self.wrong_type("a string");
                None
            }
        }
    }

    /// A string that is not empty and not too long: a name, a salt, an attribute.
    pub(super) fn name(&self) -> Option<&'n str> {
        self.filled(limits::NAME_BYTES_MAX)
    }

    /// One string of a list, such as a user id.
    fn entry(&self) -> Option<&'n str> {
        self.filled(limits::ENTRY_BYTES_MAX)
    }

    fn filled(&self, max: usize) -> Option<&'n str> {
        let text = self.string()?;
        if text.is_empty() {
            self.report(Problem::Empty);
            return None;
        }
        self.printable(text)?;
        self.within(text, max)
    }

    /// Names are printed in logs and terminals, where a control character could draw anything.
    pub(super) fn printable<'t>(&self, text: &'t str) -> Option<&'t str> {
        if text.contains(char::is_control) {
            self.report(Problem::ControlCharacter { found: shown(text) });
            return None;
        }
        Some(text)
    }

    /// Prose.
    pub(super) fn text(&self) -> Option<String> {
        self.within(self.string()?, limits::TEXT_BYTES_MAX).map(str::to_owned)
    }

    pub(super) fn within<'t>(&self, text: &'t str, max: usize) -> Option<&'t str> {
        if text.len() > max {
            self.report(Problem::TooLong { bytes: text.len(), max });
            return None;
        }
        Some(text)
    }

    /// One of some words.
    pub(super) fn one_of<T: Copy>(&self, choices: &[(&'static str, T)]) -> Option<T> {
        let text = self.string()?;
        let found = choices.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if found.is_none() {
            let allowed = choices.iter().map(|(name, _)| *name).collect();
            self.report(Problem::NotOneOf { found: shown(text), allowed });
        }
        found
    }

    pub(super) fn number(&self) -> Option<&'n serde_json::Number> {
        match self.value() {
            Value::Number(number) => Some(number),
            _ => {
                self.wrong_type("a number");
                None
            }
        }
    }

    pub(super) fn integer(&self) -> Option<i64> {
        let whole = self.number()?.as_i64();
        if whole.is_none() {
            self.wrong_type("a whole number");
        }
        whole
    }

    /// A number within a range that is named in words.
    pub(super) fn number_in(
        &self,
        range: &'static str,
        sound: impl Fn(f64) -> bool,
    ) -> Option<f64> {
        let number = self.number()?;
        let value = number.as_f64().filter(|value| sound(*value));
        if value.is_none() {
            self.report(Problem::NumberRange { found: number.to_string(), range });
        }
        value
    }

    pub(super) fn percentage(&self) -> Option<Percentage> {
        self.exact(Percentage::new, |found| Problem::PercentageRange { found })
    }

    pub(super) fn weight(&self) -> Option<Weight> {
        self.exact(Weight::new, |found| Problem::WeightRange { found })
    }

    /// A number that is kept as an integer of a fixed unit.
    fn exact<T>(
        &self,
        new: impl Fn(f64) -> Option<T>,
        problem: impl Fn(String) -> Problem,
    ) -> Option<T> {
        let exact = match self.value() {
            Value::Number(number) => number.as_f64().and_then(new),
            Value::Refused(_) => {
                self.wrong_type("a number");
                return None;
            }
            _ => None,
        };
        if exact.is_none() {
            self.report(problem(describe(self.value())));
        }
        exact
    }

    /// A length of time.
    pub(super) fn span(&self) -> Option<Span> {
        let text = self.string()?;
        let span = Span::parse(text);
        if span.is_none() {
            self.report(Problem::TimeSpan { found: shown(text) });
        }
        span
    }

    /// A point in time, RFC 3339.
    pub(super) fn timestamp(&self) -> Option<Timestamp> {
        let text = self.string()?;
        let parsed = parse_timestamp(text);
        if parsed.is_none() {
            self.report(Problem::Timestamp { found: shown(text) });
        }
        parsed
    }

    /// A calendar day.
    pub(super) fn date(&self) -> Option<Date> {
        let text = self.string()?;
        let date = text.parse().ok().filter(|_| text.len() == "2026-12-31".len());
        if date.is_none() {
            self.report(Problem::Date { found: shown(text) });
        }
        date
    }

    /// A list of strings that are not empty; a single string counts as a list of one.
    pub(super) fn strings(&self, max: usize) -> Option<Vec<String>> {
        if matches!(self.value(), Value::String(_)) {
            return Some(vec![self.entry()?.to_owned()]);
        }
        let Value::List(items) = self.value() else {
            self.wrong_type("a string or a list of strings");
            return None;
        };
        if items.len() > max {
            self.report(Problem::TooMany { what: "entries", count: items.len(), max });
            return None;
        }
        let before = self.problems();
        let strings = items.iter().enumerate().filter_map(|(index, item)| {
            // A list may hold a million keys: the path is built only for those that are wrong.
            match &item.value {
                Value::String(text)
                    if !text.is_empty()
                        && text.len() <= limits::ENTRY_BYTES_MAX
                        && !text.contains(char::is_control) =>
                {
                    Some(text.clone())
                }
                _ => self.at(item, self.path().index(index)).entry().map(str::to_owned),
            }
        });
        let strings: Vec<_> = strings.collect();
        (self.problems() == before).then_some(strings)
    }

    /// A string, number or boolean.
    pub(super) fn scalar(&self) -> Option<Scalar> {
        let scalar = as_scalar(self.node());
        if scalar.is_none() {
            self.wrong_type("a string, a number or a boolean");
        }
        scalar
    }

    /// Any JSON value within the limit of payloads.
    pub(super) fn payload(&self) -> Option<serde_json::Value> {
        let before = self.problems();
        let values = Cell::new(0);
        let value = self.json(&values);
        let bytes = match &value {
            Some(value) => value.to_string().len(),
            None => values.get(),
        };
        if bytes > limits::PAYLOAD_BYTES_MAX {
            self.report(Problem::PayloadTooLarge { bytes });
        }
        value.filter(|_| self.problems() == before)
    }

    /// Stops at the first thing that JSON cannot hold, and where there are more values than bytes
    /// are allowed: an alias bomb has very much of either.
    fn json(&self, values: &Cell<usize>) -> Option<serde_json::Value> {
        values.set(values.get() + 1);
        if values.get() > limits::PAYLOAD_BYTES_MAX {
            return None;
        }
        Some(match self.value() {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(number) => number.clone().into(),
            Value::String(text) => text.as_str().into(),
            Value::List(items) => {
                let item = |(index, node)| self.at(node, self.path().index(index)).json(values);
                let items: Option<_> = items.iter().enumerate().map(item).collect();
                serde_json::Value::Array(items?)
            }
            Value::Map(_) => {
                let entries = self.entries()?.into_iter();
                let pair = |(key, _, cursor): (&str, _, Cursor<'_>)| {
                    Some((key.to_owned(), cursor.json(values)?))
                };
                let pairs: Option<_> = entries.map(pair).collect();
                serde_json::Value::Object(pairs?)
            }
            Value::Refused(_) => {
                self.wrong_type("a value");
                return None;
            }
        })
    }
}

/// A node's value, if it is a string, number or boolean.
pub(super) fn as_scalar(node: &Node) -> Option<Scalar> {
    match &node.value {
        Value::String(text) => Some(Scalar::String(text.clone())),
        Value::Number(number) => Some(Scalar::Number(number.clone())),
        Value::Bool(value) => Some(Scalar::Bool(*value)),
        _ => None,
    }
}
