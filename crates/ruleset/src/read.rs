//! From source text to documents, with every problem of the input reported at once.
//!
//! Each document is read alone: one that has problems is refused, the others stand. References
//! between documents are the business of [`crate::check`].

mod condition;
mod cursor;
mod experiment;
mod flag;
mod lift;
mod metric;
mod operator;
mod rule;
mod scalar;
mod segment;
mod variant;

use std::sync::Arc;

use crate::check;
use crate::diagnostic::{Diagnostic, Problem};
use crate::document::{Documents, Experiment, Flag, Metric, Segment};
use crate::limits::DIAGNOSTICS_MAX;
use crate::path::Path;
use crate::source::{Mark, Node, Source, Value};
use cursor::{Cursor, Sink};
pub(crate) use scalar::shown;

/// What reading gave: the documents that stand, and what is wrong with the others.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Everything that was accepted. All references within it are sound.
    pub documents: Documents,
    /// Every problem found, by file and line.
    pub diagnostics: Vec<Diagnostic>,
    /// One entry for each document of the input, in its order, accepted or refused.
    pub entries: Vec<Entry>,
}

/// One document of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: DocumentKind,
    /// Its key, as written.
    pub key: String,
    /// Name of the file it stands in.
    pub file: Arc<str>,
    /// Where it stands.
    pub mark: Mark,
    /// Whether it was accepted.
    pub accepted: bool,
}

/// The kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// A flag.
    Flag,
    /// A segment.
    Segment,
    /// A metric.
    Metric,
    /// An experiment.
    Experiment,
}

impl DocumentKind {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Segment => "segment",
            Self::Metric => "metric",
            Self::Experiment => "experiment",
        }
    }

    /// The section of a file that holds documents of this kind.
    pub fn section(self) -> &'static str {
        match self {
            Self::Flag => "features",
            Self::Segment => "segments",
            Self::Metric => "metrics",
            Self::Experiment => "experiments",
        }
    }
}

/// The sections of a file, in the order in which they are read.
const SECTIONS: [DocumentKind; 4] =
    [DocumentKind::Flag, DocumentKind::Segment, DocumentKind::Metric, DocumentKind::Experiment];

/// Reads all sources as one set of documents.
///
/// Never fails: what cannot be accepted is named in [`Reading::diagnostics`], the rest stands in
/// [`Reading::documents`].
///
/// ```
/// use hoist_ruleset::{Source, read};
///
/// let yaml = "features:\n  good: {type: boolean, enabled: true}\n  bad: {type: boolen}\n";
/// let reading = read(&[Source::new("flags.yaml", yaml)]);
/// assert_eq!(reading.documents.flags().len(), 1);
/// assert_eq!(
///     reading.diagnostics[0].to_string(),
///     "flags.yaml:3:15: error[not_one_of] features.bad.type: \"boolen\" is none of the possible \
///      values\n    Did you mean `boolean`? Possible: boolean, percentage, variant, gradual, \
///      targeted.",
/// );
/// ```
pub fn read(sources: &[Source]) -> Reading {
    let mut drafts = Drafts::default();
    let mut diagnostics = Vec::new();
    for source in sources {
        let sink = Sink::new(Arc::clone(&source.name));
        match source.parse() {
            Ok(root) => {
                let before = drafts.0.len();
                file(&root, &sink, &mut drafts);
                if drafts.0.len() == before && sink.count() == 0 {
                    sink.report(root.mark, &Path::default(), Problem::FileEmpty);
                }
            }
            Err((mark, problem)) => sink.report(mark, &Path::default(), problem),
        }
        diagnostics.extend(sink.into_diagnostics());
    }
    let mut reading = check::check(drafts, diagnostics);
    reading.diagnostics.sort_by(|a, b| (&a.file, a.mark, &a.path).cmp(&(&b.file, b.mark, &b.path)));
    reading
}

/// All documents of the input before their references are checked.
#[derive(Default)]
pub(crate) struct Drafts(pub(crate) Vec<Draft>);

/// One document of the input before its references are checked.
pub(crate) struct Draft {
    pub(crate) entry: Entry,
    pub(crate) body: Option<Body>,
    /// The document's source, to tell the lines of problems found later.
    pub(crate) node: Node,
    pub(crate) path: Path,
}

/// A document that is sound in itself.
pub(crate) enum Body {
    Flag(Flag),
    Segment(Segment),
    Metric(Metric),
    Experiment(Experiment),
}

fn file(root: &Node, sink: &Sink, drafts: &mut Drafts) {
    let root = Cursor::root(root, sink);
    if let Some(kind) = lone_document(root.node()) {
        lone(kind, &root, drafts);
        return;
    }
    let Some(mut fields) = root.map() else {
        return;
    };
    for kind in SECTIONS {
        let section = fields.get(kind.section());
        let Some(entries) = section.as_ref().and_then(Cursor::raw_entries) else {
            continue;
        };
        for (name, mark, cursor) in entries {
            let before = sink.count();
            let parsed = body(kind, &cursor, name);
            let sound = !cursor.is_refused_key() && sink.count() == before;
            drafts.push(kind, name, mark, &cursor, parsed.filter(|_| sound));
        }
    }
    fields.finish();
}

/// What a file is that is one document by itself, as an API or the brief's Go program prints it.
fn lone_document(root: &Node) -> Option<DocumentKind> {
    let has = |field| root.get(field).is_some();
    if has("type") {
        Some(DocumentKind::Flag)
    } else if has("variants") && !SECTIONS.iter().any(|kind| has(kind.section())) {
        Some(DocumentKind::Experiment)
    } else {
        None
    }
}

fn lone(kind: DocumentKind, root: &Cursor<'_>, drafts: &mut Drafts) {
    let text = |field| match root.node().get(field).map(|node| &node.value) {
        Some(Value::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let Some(key) = text("key").or_else(|| text("id")) else {
        let example = "key: new_search";
        root.report(Problem::Missing { field: "key", example });
        return;
    };
    drafts.push(kind, key, root.node().mark, root, body(kind, root, key));
}

fn body(kind: DocumentKind, cursor: &Cursor<'_>, key: &str) -> Option<Body> {
    if !crate::key::is_key(key) && !cursor.is_refused_key() {
        cursor.report(Problem::BadKey { key: scalar::shown(key) });
    }
    match kind {
        DocumentKind::Flag => flag::read(cursor, key).map(Body::Flag),
        DocumentKind::Segment => segment::read(cursor, key).map(Body::Segment),
        DocumentKind::Metric => metric::read(cursor, key).map(Body::Metric),
        DocumentKind::Experiment => experiment::read(cursor, key).map(Body::Experiment),
    }
}

impl Drafts {
    fn push(
        &mut self,
        kind: DocumentKind,
        key: &str,
        mark: Mark,
        cursor: &Cursor<'_>,
        body: Option<Body>,
    ) {
        let accepted = body.is_some();
        let file = Arc::clone(cursor.file());
        let entry = Entry { kind, key: key.to_owned(), file, mark, accepted };
        let (node, path) = (cursor.node().clone(), cursor.path().clone());
        self.0.push(Draft { entry, body, node, path });
    }
}

/// Keeps the first problems of a file and says so where there were more.
fn limit(diagnostics: &mut Vec<Diagnostic>) {
    if diagnostics.len() > DIAGNOSTICS_MAX {
        diagnostics.truncate(DIAGNOSTICS_MAX);
        if let Some(last) = diagnostics.last().cloned() {
            let problem = Problem::TooManyProblems;
            diagnostics.push(Diagnostic { path: String::new(), problem, ..last });
        }
    }
}
