//! YAML to tree.
//!
//! The parser is `granit-parser`; here its events become a tree. Scalars follow the core schema
//! of YAML 1.2 (section 10.3): `NO` and `on` are strings. Aliases are expanded within a budget.
//! The stack is explicit, so no nesting of the input nests a call here.

use std::collections::HashMap;
use std::rc::Rc;

use foldhash::fast::FixedState;
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Span, Tag};

use super::{Entry, Mark, Node, Value};
use crate::diagnostic::Problem;
use crate::limits::{ALIAS_BYTES_MAX, DEPTH_MAX};

/// Parses a stream that holds one YAML document.
pub(super) fn parse(text: &str) -> Result<Node, (Mark, Problem)> {
    let mut tree = Tree::default();
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let problem = match error.kind() {
                ErrorKind::RecursionLimitExceeded => Problem::TooDeep,
                _ => Problem::YamlSyntax { detail: error.info() },
            };
            (mark_of(error.marker()), problem)
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
    Mark::new(marker.line(), marker.col() + 1)
}

/// A list or map that is still open, with the anchor that names it (0 for none).
struct Open {
    node: Node,
    anchor: usize,
    /// In a map, the key whose value comes next.
    key: Option<(String, Mark)>,
}

/// What an anchor names.
struct Anchored {
    node: Node,
    bytes: usize,
    depth: usize,
}

#[derive(Default)]
struct Tree {
    root: Option<Node>,
    open: Vec<Open>,
    /// What each anchor names; `None` where that was too much to keep.
    anchors: HashMap<usize, Option<Rc<Anchored>>, FixedState>,
    /// Bytes that anchors and aliases have taken so far.
    alias_bytes: usize,
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
            self.anchor(anchor, &node);
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

    /// Keeps a copy of what an anchor names, within the budget.
    fn anchor(&mut self, anchor: usize, node: &Node) {
        let (bytes, depth) = size(node);
        let keep = || Rc::new(Anchored { node: node.clone(), bytes, depth });
        let anchored = self.takes(bytes).then(keep);
        self.anchors.insert(anchor, anchored);
    }

    /// Takes so much of the budget, if there is so much left.
    fn takes(&mut self, bytes: usize) -> bool {
        let taken = self.alias_bytes.saturating_add(bytes);
        let fits = taken <= ALIAS_BYTES_MAX;
        if fits {
            self.alias_bytes = taken;
        }
        fits
    }

    /// A copy of what an anchor names, within the budget and the limit of depth.
    fn expand(&mut self, anchor: usize, mark: Mark) -> Value {
        let refused = |problem| Value::Refused(Box::new(problem));
        let anchored = match self.anchors.get(&anchor) {
            Some(Some(anchored)) => Rc::clone(anchored),
            Some(None) => return refused(Problem::AliasBomb),
            None => {
                let detail = "an alias may not stand inside what it names".to_owned();
                return refused(Problem::YamlSyntax { detail });
            }
        };
        if self.open.len() + anchored.depth > DEPTH_MAX {
            return refused(Problem::TooDeep);
        }
        if !self.takes(anchored.bytes) {
            return refused(Problem::AliasBomb);
        }
        let mut copy = anchored.node.clone();
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

/// Memory and levels of a tree. Its depth is bounded, and so is this recursion.
fn size(node: &Node) -> (usize, usize) {
    let own = std::mem::size_of::<Node>();
    let sum = |below: &mut dyn Iterator<Item = (usize, usize)>| {
        let (bytes, depth) =
            below.fold((0, 0), |(bytes, depth), (more, deep)| (bytes + more, depth.max(deep)));
        (own + bytes, 1 + depth)
    };
    match &node.value {
        Value::String(text) => (own + text.len(), 0),
        Value::List(items) => sum(&mut items.iter().map(size)),
        Value::Map(entries) => sum(&mut entries.iter().map(|entry| {
            let (bytes, depth) = size(&entry.node);
            (bytes + entry.key.len() + std::mem::size_of::<Entry>(), depth)
        })),
        _ => (own, 0),
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
    let radix = |prefix, radix: u32| {
        let digits = text.strip_prefix(prefix).filter(|digits| !digits.is_empty())?;
        digits
            .chars()
            .all(|digit| digit.is_digit(radix))
            .then(|| u64::from_str_radix(digits, radix).ok())
    };
    let whole = radix("0x", 16).or_else(|| radix("0o", 8));
    let number = whole.map(|whole| whole.map(Into::into));
    match number.or_else(|| is_decimal(unsigned).then(|| decimal(text))) {
        None => Value::String(text.to_owned()),
        Some(Some(number)) => Value::Number(number),
        Some(None) => {
            Value::Refused(Box::new(Problem::NotFinite { text: crate::read::shown(text) }))
        }
    }
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_decimal(unsigned: &str) -> bool {
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.map(|text| text.strip_prefix(['-', '+']).unwrap_or(text));
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}

/// The number of a decimal, if JSON can hold it.
fn decimal(text: &str) -> Option<serde_json::Number> {
    let text = text.strip_prefix('+').unwrap_or(text);
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    if let Ok(whole) = text.parse::<u64>() {
        return Some(whole.into());
    }
    let is_whole = !text.contains(['.', 'e', 'E']);
    let float = text.parse().ok().filter(|_| !is_whole)?;
    serde_json::Number::from_f64(float)
}
