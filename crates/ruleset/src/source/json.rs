//! JSON to tree.
//!
//! The parser is `serde_json`; the places come from where its raw values lie in the text. Each
//! level is scanned once more than the one above it, so the limits of depth and size bound the
//! time.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Entry, Mark, Node, Value};
use crate::diagnostic::Problem;
use crate::limits::DEPTH_MAX;

/// Parses one JSON text.
pub(super) fn parse(text: &str) -> Result<Node, (Mark, Problem)> {
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| {
        let mark = Mark { line: error.line().max(1), column: error.column().max(1) };
        (mark, Problem::JsonSyntax { detail: without_place(&error) })
    })?;
    let mut lines = Lines { text, offset: 0, mark: Mark { line: 1, column: 1 } };
    Ok(node(raw, &mut lines, 0))
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
        serde_json::from_str::<Pairs<'_>>(text).map(|Pairs(pairs)| {
            let entry = |(key, item)| {
                let node = node(item, lines, depth + 1);
                Entry { key, mark: node.mark, node }
            };
            Value::Map(pairs.into_iter().map(entry).collect())
        })
    } else {
        serde_json::from_str::<serde_json::Value>(text).map(|scalar| match scalar {
            serde_json::Value::Bool(value) => Value::Bool(value),
            serde_json::Value::Number(value) => Value::Number(value),
            serde_json::Value::String(value) => Value::String(value),
            _ => Value::Null,
        })
    };
    // Raw values are scanned, not decoded: a number beyond 1e308 or a lone surrogate shows here.
    parsed.unwrap_or_else(|error| {
        Value::Refused(Box::new(if text.starts_with('"') {
            Problem::JsonSyntax { detail: without_place(&error) }
        } else {
            Problem::NotFinite { text: crate::read::shown(text) }
        }))
    })
}

/// The pairs of an object, in order, duplicates kept.
struct Pairs<'t>(Vec<(String, &'t RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(Collect)
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
