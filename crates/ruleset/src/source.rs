//! Source text as a tree that knows where everything stands.
//!
//! YAML and JSON become the same [`Node`]: order and duplicate keys are kept, each value has its
//! line, and what no document may hold (a level too deep, an alias bomb, a tag) stands in the tree
//! as [`Value::Refused`], so that only the document that holds it is refused, as far as the
//! parsers go on behind it. Nothing here knows what a flag is.

mod json;
mod yaml;

use std::sync::Arc;

use crate::diagnostic::Problem;
use crate::limits::FILE_BYTES_MAX;
use crate::read::DocumentKind;

/// A named text: a file, standard input or a request's body.
#[derive(Clone, Debug)]
pub struct Source {
    /// What people call it in messages, such as the file's path.
    pub name: Arc<str>,
    /// The syntax, or `None` to tell from the text: `{` or `[` first is JSON, all else YAML.
    pub syntax: Option<Syntax>,
    /// The bytes, not yet known to be UTF-8.
    pub bytes: Vec<u8>,
    /// What the text is.
    pub holds: Holds,
}

/// What a text is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Holds {
    /// A file: sections, or one document that says what it is.
    #[default]
    File,
    /// One document of this kind and key, whether or not it says so.
    Document(DocumentKind, String),
}

impl Source {
    /// A source whose syntax is told by its name's ending (`.json`, `.yaml`, `.yml`).
    pub fn new(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        let syntax = match ending.as_deref() {
            Some("json") => Some(Syntax::Json),
            Some("yaml" | "yml") => Some(Syntax::Yaml),
            _ => None,
        };
        Self { name: name.into(), syntax, bytes: bytes.into(), holds: Holds::File }
    }

    /// One document as JSON, such as a request's body.
    pub fn document(kind: DocumentKind, key: &str, json: impl Into<Vec<u8>>) -> Self {
        let name = format!("{} {key}", kind.name()).into();
        let holds = Holds::Document(kind, key.to_owned());
        Self { name, syntax: Some(Syntax::Json), bytes: json.into(), holds }
    }

    /// Parses the text. A problem that makes the whole text unreadable is the error.
    pub(crate) fn parse(&self) -> Result<Node, (Mark, Problem)> {
        let nowhere = Mark { line: 1, column: 1 };
        if self.bytes.len() > FILE_BYTES_MAX {
            return Err((nowhere, Problem::FileTooLarge { bytes: self.bytes.len() }));
        }
        let text = std::str::from_utf8(&self.bytes).map_err(|error| {
            let sound = self.bytes.get(..error.valid_up_to()).unwrap_or_default();
            (Mark::after(sound), Problem::NotUtf8)
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim_start().is_empty() {
            return Err((nowhere, Problem::FileEmpty));
        }
        match self.syntax.unwrap_or_else(|| Syntax::guess(text)) {
            Syntax::Json => json::parse(text),
            Syntax::Yaml => yaml::parse(text),
        }
    }
}

/// The two ways to write a document down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// JSON (RFC 8259).
    Json,
    /// YAML 1.2, core schema.
    Yaml,
}

impl Syntax {
    fn guess(text: &str) -> Self {
        match text.trim_start().as_bytes().first() {
            Some(b'{' | b'[') => Self::Json,
            _ => Self::Yaml,
        }
    }
}

/// A place in a text: line and column, both from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

impl Mark {
    /// A file has fewer bytes than `u32` can count.
    fn new(line: usize, column: usize) -> Self {
        let small = |count| u32::try_from(count).unwrap_or(u32::MAX);
        Self { line: small(line), column: small(column) }
    }

    /// The place right behind a text's beginning.
    fn after(beginning: &[u8]) -> Self {
        let line_start = beginning.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let line = beginning.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = String::from_utf8_lossy(&beginning[line_start..]).chars().count() + 1;
        Self::new(line, column)
    }
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) mark: Mark,
    pub(crate) value: Value,
}

/// What stands there. Maps keep order and duplicates.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    String(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
    /// Something that no document may hold; whoever reads it reports the problem.
    Refused(Box<Problem>),
}

/// One key of a map and its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) mark: Mark,
    pub(crate) node: Node,
}

impl Node {
    /// The value of a key of a map; the first one, where the key stands twice.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Map(entries) => {
                entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
            }
            _ => None,
        }
    }
}

impl Value {
    /// The value's type, as a person would call it.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::List(items) if items.is_empty() => "an empty list",
            Self::Map(entries) if entries.is_empty() => "an empty map",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::Refused(_) => "something unreadable",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree as JSON text with every value's line, to compare the two syntaxes by.
    fn shape(node: &Node) -> String {
        let line = node.mark.line;
        match &node.value {
            Value::Null => format!("null@{line}"),
            Value::Bool(value) => format!("{value}@{line}"),
            Value::Number(value) => format!("{value}@{line}"),
            Value::String(value) => format!("{value:?}@{line}"),
            Value::List(items) => {
                format!("[{}]", items.iter().map(shape).collect::<Vec<_>>().join(" "))
            }
            Value::Map(entries) => {
                let one = |entry: &Entry| format!("{}={}", entry.key, shape(&entry.node));
                format!("{{{}}}", entries.iter().map(one).collect::<Vec<_>>().join(" "))
            }
            Value::Refused(problem) => format!("!{}@{line}", problem.code()),
        }
    }

    fn check(name: &str, text: &str, expected: &str) {
        let tree = Source::new(name, text).parse();
        let found = match tree {
            Ok(node) => shape(&node),
            Err((mark, problem)) => format!("{}@{}:{}", problem.code(), mark.line, mark.column),
        };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn json_keeps_lines_order_and_duplicates() {
        check(
            "a.json",
            "{\"b\": 1,\n \"a\": [true,\n  null, 1.0],\n \"a\": \"\\ud83d\\ude00\"}",
            "{b=1@1 a=[true@2 null@3 1.0@3] a=\"😀\"@4}",
        );
        check("a.json", "{\"a\": 1,}", "json_syntax@1:9");
        check("a.json", "{\"a\":\n NaN}", "json_syntax@2:2");
        check("a.json", "{} {}", "json_syntax@1:4");
        check("a.json", "", "file_empty@1:1");
    }

    #[test]
    fn yaml_follows_the_core_schema() {
        check(
            "a.yaml",
            "a: NO\nb: on\nc: true\nd: ~\ne: 0x1F\nf: 1_000\ng: .5\nh: '1'\ni: 2025-08-01T00:00:00Z",
            "{a=\"NO\"@1 b=\"on\"@2 c=true@3 d=null@4 e=31@5 f=\"1_000\"@6 g=0.5@7 h=\"1\"@8 \
             i=\"2025-08-01T00:00:00Z\"@9}",
        );
        check(
            "a.yaml",
            "a: .nan\nb: !foo x\nc: !!str 5\n404: x",
            "{a=!not_finite@1 b=!yaml_tag@2 c=\"5\"@3 404=\"x\"@4}",
        );
        check("a.yaml", "a: &x [1]\nb: *x\nc: {a: *x}", "{a=[1@1] b=[1@2] c={a=[1@3]}}");
        check("a.yaml", "a: *missing", "yaml_syntax@1:4");
        check("a.yaml", "a: 1\n---\nb: 2", "yaml_documents@2:1");
        check(
            "a.yaml",
            "? [1]\n: 2\n? {a: 1}\n: [3]\nz: 1",
            "{=!key_not_text@1 =!key_not_text@3 z=1@5}",
        );
        check("a.yaml", "a: [1", "yaml_syntax@1:4");
    }

    #[test]
    fn bombs_are_refused_in_place() {
        let deep = format!("a: {}1{}\nb: 2", "[".repeat(100), "]".repeat(100));
        let tree = Source::new("a.yaml", deep).parse().unwrap();
        assert!(shape(&tree).ends_with("b=2@2}"));
        assert!(shape(&tree).contains("!too_deep@1"));

        let deep = format!("{{\"a\": {}1{}, \"b\": 2}}", "[".repeat(100), "]".repeat(100));
        let tree = Source::new("a.json", deep).parse().unwrap();
        assert!(shape(&tree).ends_with("b=2@1}"));
        assert!(shape(&tree).contains("!too_deep@1"));

        let mut bomb = String::from("l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let below = vec![format!("*l{}", level - 1); 10].join(", ");
            bomb.push_str(&format!("l{level}: &l{level} [{below}]\n"));
        }
        bomb.push_str("good: 1\n");
        let tree = Source::new("a.yaml", bomb).parse().unwrap();
        let shape = shape(&tree);
        assert!(shape.contains("!alias_bomb") && shape.ends_with("good=1@13}"));
        assert!(shape.len() < 8_000_000, "{}", shape.len());
    }

    #[test]
    fn bytes_that_are_no_text() {
        let source = Source::new("a.yaml", b"a: 1\nb: \xff\n".to_vec());
        let (mark, problem) = source.parse().unwrap_err();
        assert_eq!((mark.line, mark.column, problem.code()), (2, 4, crate::Code::NotUtf8));
    }
}
