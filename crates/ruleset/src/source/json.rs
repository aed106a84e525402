//! JSON to tree.
//!
//! The parser is `serde_json`; the places come from where its raw values lie in the text. Each
//! level is scanned once more than the one above it, so the limits of depth and size bound the
//! time.

use serde_json::value::RawValue;

use super::{Entry, Mark, Node, Value};
use crate::diagnostic::Problem;
use crate::limits::DEPTH_MAX;
use crate::pairs::Pairs;

/// Parses one JSON text.
pub(super) fn parse(text: &str) -> Result<Node, (Mark, Problem)> {
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| {
        (mark_of(text, &error), Problem::JsonSyntax { detail: without_place(&error) })
    })?;
    let mut lines = Lines { text, offset: 0, mark: Mark { line: 1, column: 1 } };
    Ok(node(raw, &mut lines, 0))
}

/// The place of an error, whose column `serde_json` counts in bytes.
fn mark_of(text: &str, error: &serde_json::Error) -> Mark {
    let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    let before = line.as_bytes().get(..error.column().saturating_sub(1)).unwrap_or(line.as_bytes());
    let column = String::from_utf8_lossy(before).chars().count() + 1;
    Mark::new(error.line().max(1), column)
}

/// The message of `serde_json` without its " at line 1 column 2", which the mark tells.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or_default().to_owned()
}

fn node(raw: &RawValue, lines: &mut Lines<'_>, depth: usize) -> Node {
    let mark = lines.locate(raw.get());
    Node { mark, value: value(raw, lines, depth) }
}

fn value(raw: &RawValue, lines: &mut Lines<'_>, depth: usize) -> Value {
    let text = raw.get();
    let container = text.starts_with(['[', '{']);
    if container && depth >= DEPTH_MAX {
        return Value::Refused(Box::new(Problem::TooDeep));
    }
    let parsed = if text.starts_with('[') {
        serde_json::from_str::<Vec<&RawValue>>(text).map(|items| {
            Value::List(items.into_iter().map(|item| node(item, lines, depth + 1)).collect())
        })
    } else if text.starts_with('{') {
        serde_json::from_str::<Pairs<&RawValue, &RawValue>>(text).map(|Pairs(pairs)| {
            Value::Map(
                pairs.into_iter().map(|(key, item)| entry(key, item, lines, depth)).collect(),
            )
        })
    } else {
        serde_json::from_str::<serde_json::Value>(text).map(|scalar| match scalar {
            serde_json::Value::Bool(value) => Value::Bool(value),
            // An integer beyond 64 bits would come out as a float near it.
            serde_json::Value::Number(value)
                if value.is_f64() && !text.contains(['.', 'e', 'E']) =>
            {
                Value::Refused(Box::new(Problem::NotFinite { text: crate::read::shown(text) }))
            }
            serde_json::Value::Number(value) => Value::Number(value),
            serde_json::Value::String(value) => Value::String(value),
            _ => Value::Null,
        })
    };
    // Raw values are scanned, not decoded: a number beyond 1e308 or a lone surrogate shows here.
    parsed.unwrap_or_else(|error| {
        Value::Refused(Box::new(if text.starts_with(|first: char| "-0123456789".contains(first)) {
            Problem::NotFinite { text: crate::read::shown(text) }
        } else {
            Problem::JsonSyntax { detail: without_place(&error) }
        }))
    })
}

/// One pair of an object. A key that is no text refuses its own value.
fn entry(key: &RawValue, item: &RawValue, lines: &mut Lines<'_>, depth: usize) -> Entry {
    let mark = lines.locate(key.get());
    let node = node(item, lines, depth + 1);
    match serde_json::from_str(key.get()) {
        Ok(key) => Entry { key, mark, node },
        Err(error) => {
            let problem = Problem::JsonSyntax { detail: without_place(&error) };
            let node = Node { mark, value: Value::Refused(Box::new(problem)) };
            Entry { key: String::new(), mark, node }
        }
    }
}

/// Tells line and column of slices of one text. Asked in order, the whole text is walked once.
struct Lines<'t> {
    text: &'t str,
    offset: usize,
    mark: Mark,
}

impl Lines<'_> {
    fn locate(&mut self, slice: &str) -> Mark {
        let offset = slice.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        let between = self.text.get(self.offset..offset).unwrap_or_default();
        for character in between.chars() {
            if character == '\n' {
                self.mark = Mark { line: self.mark.line + 1, column: 1 };
            } else {
                self.mark.column += 1;
            }
        }
        self.offset = self.offset.max(offset);
        self.mark
    }
}
