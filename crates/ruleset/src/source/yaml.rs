//! YAML to tree.
//!
//! The parser is `granit-parser`; here its events become a tree. Scalars follow the core schema
//! of YAML 1.2 (section 10.3): `NO` and `on` are strings. Aliases are expanded within a budget.
//! The stack is explicit, so no nesting of the input nests a call here.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use granit_parser::{Event, Parser, ScalarStyle, Span, Tag};

use super::{Entry, Mark, Node, Value};
use crate::diagnostic::Problem;
use crate::limits::{ALIAS_NODES_MAX, DEPTH_MAX};

/// Parses a stream that holds one YAML document.
pub(super) fn parse(text: &str) -> Result<Node, (Mark, Problem)> {
    let mut tree = Tree::default();
    let options = granit_parser::options! { disallow_directives: true };
    let mut documents = 0;
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| {
            (mark_of(error.marker()), Problem::YamlSyntax { detail: error.info() })
        })?;
        if matches!(event, Event::DocumentStart(..)) {
            documents += 1;
            if documents > 1 {
                return Err((mark_of(&span.start), Problem::YamlDocuments));
            }
        }
        tree.accept(event, &span);
    }
    tree.root.ok_or((Mark { line: 1, column: 1 }, Problem::FileEmpty))
}

fn mark_of(marker: &granit_parser::Marker) -> Mark {
    Mark { line: marker.line(), column: marker.col() + 1 }
}

/// A list or map that is still open, with the anchor that names it (0 for none).
struct Open {
    node: Node,
    anchor: usize,
    /// In a map, the key whose value comes next.
    key: Option<(String, Mark)>,
}

#[derive(Default)]
struct Tree {
    root: Option<Node>,
    open: Vec<Open>,
    /// What each anchor names, and how many nodes that is.
    anchors: HashMap<usize, (Node, usize), FixedState>,
    expanded: usize,
    /// Containers open beyond the depth limit; their content is skipped.
    skipped: usize,
}

impl Tree {
    fn accept(&mut self, event: Event<'_>, span: &Span) {
        let mark = mark_of(&span.start);
        match event {
            Event::SequenceEnd | Event::MappingEnd if self.skipped > 0 => self.skipped -= 1,
            Event::SequenceStart(..) | Event::MappingStart(..) if self.skipped > 0 => {
                self.skipped += 1;
            }
            _ if self.skipped > 0 => {}
            Event::SequenceStart(_, anchor, tag) => {
                self.start(Value::List(Vec::new()), mark, anchor, tag.as_deref());
            }
            Event::MappingStart(_, anchor, tag) => {
                self.start(Value::Map(Vec::new()), mark, anchor, tag.as_deref());
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(Open { node, anchor, .. }) = self.open.pop() {
                    self.finish(node, anchor);
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                let value = scalar(&text, style, tag.as_deref());
                self.finish(Node { mark, value }, anchor);
            }
            Event::Alias(anchor) => {
                let value = self.expand(anchor, mark);
                self.finish(Node { mark, value }, 0);
            }
            _ => {}
        }
    }

    fn start(&mut self, empty: Value, mark: Mark, anchor: usize, tag: Option<&Tag>) {
        let known = tag.is_none_or(|tag| matches!(tag.core_suffix(), Some("seq" | "map")));
        if self.open.len() >= DEPTH_MAX {
            self.skipped = 1;
            self.finish(refused(mark, Problem::TooDeep), 0);
        } else if let Some(tag) = tag.filter(|_| !known) {
            self.skipped = 1;
            self.finish(refused(mark, Problem::YamlTag { tag: tag.original() }), 0);
        } else {
            self.open.push(Open { node: Node { mark, value: empty }, anchor, key: None });
        }
    }

    /// Puts a complete node where it belongs: as root, list item, map key or map value.
    fn finish(&mut self, node: Node, anchor: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), size(&node)));
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        match &mut open.node.value {
            Value::List(items) => items.push(node),
            Value::Map(entries) => match open.key.take() {
                None => open.key = Some(key(node, entries)),
                Some((key, mark)) if key.is_empty() && ends_with_refused(entries, mark) => {}
                Some((key, mark)) => entries.push(Entry { key, mark, node }),
            },
            _ => {}
        }
    }

    /// A copy of what an anchor names, within the budget.
    fn expand(&mut self, anchor: usize, mark: Mark) -> Value {
        let Some((target, size)) = self.anchors.get(&anchor) else {
            let detail = "an alias may not stand inside what it names".to_owned();
            return Value::Refused(Box::new(Problem::YamlSyntax { detail }));
        };
        if self.expanded + size > ALIAS_NODES_MAX {
            return Value::Refused(Box::new(Problem::AliasBomb));
        }
        self.expanded += size;
        let mut copy = target.clone();
        relocate(&mut copy, mark);
        copy.value
    }
}

fn refused(mark: Mark, problem: Problem) -> Node {
    Node { mark, value: Value::Refused(Box::new(problem)) }
}

/// The text of a key. One that is no text is refused in place of its value.
fn key(node: Node, entries: &mut Vec<Entry>) -> (String, Mark) {
    let mark = node.mark;
    let text = match node.value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    };
    if text.is_none() {
        let node = refused(mark, Problem::KeyNotText);
        entries.push(Entry { key: String::new(), mark, node });
    }
    (text.unwrap_or_default(), mark)
}

/// Whether the key at this mark was refused, so that its value has nowhere to go.
fn ends_with_refused(entries: &[Entry], mark: Mark) -> bool {
    entries.last().is_some_and(|last| {
        last.mark == mark && last.key.is_empty() && matches!(last.node.value, Value::Refused(_))
    })
}

fn size(node: &Node) -> usize {
    match &node.value {
        Value::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Map(entries) => 1 + entries.iter().map(|entry| size(&entry.node)).sum::<usize>(),
        _ => 1,
    }
}

/// Gives a copied tree the place of its alias, for messages.
fn relocate(node: &mut Node, mark: Mark) {
    node.mark = mark;
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| relocate(item, mark)),
        Value::Map(entries) => {
            for entry in entries {
                entry.mark = mark;
                relocate(&mut entry.node, mark);
            }
        }
        _ => {}
    }
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    if let Some(tag) = tag {
        return match tag.core_suffix() {
            Some("str") => Value::String(text.to_owned()),
            _ => Value::Refused(Box::new(Problem::YamlTag { tag: tag.original() })),
        };
    }
    if style == ScalarStyle::Plain { plain(text) } else { Value::String(text.to_owned()) }
}

/// A plain scalar by the core schema of YAML 1.2, section 10.3.2.
fn plain(text: &str) -> Value {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Value::Refused(Box::new(Problem::NotFinite { text: text.to_owned() }));
    }
    let radix = |prefix, radix| {
        let digits = text.strip_prefix(prefix)?;
        let number = digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
        number.then(|| u64::from_str_radix(digits, radix).ok()).flatten().map(Into::into)
    };
    let number = radix("0x", 16).or_else(|| radix("0o", 8)).or_else(|| decimal(text, unsigned));
    number.map_or_else(|| Value::String(text.to_owned()), Value::Number)
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn decimal(text: &str, unsigned: &str) -> Option<serde_json::Number> {
    let starts = unsigned.strip_prefix('.').unwrap_or(unsigned);
    let number_like = starts.starts_with(|first: char| first.is_ascii_digit())
        && unsigned.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    if !number_like {
        return None;
    }
    let text = text.strip_prefix('+').unwrap_or(text);
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    if let Ok(whole) = text.parse::<u64>() {
        return Some(whole.into());
    }
    serde_json::Number::from_f64(text.parse().ok()?)
}
