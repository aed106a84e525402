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
mod release;
mod rule;
mod scalar;
mod segment;
mod variant;

use std::sync::Arc;

use crate::check::{self, Rooms};
use crate::diagnostic::{Collector, Diagnostic, Problem};
use crate::document::{Documents, Experiment, Flag, Metric, Release, Segment};
use crate::list::Lists;
use crate::path::Path;
use crate::source::{Holds, Mark, Node, Source, Value};
use cursor::{Cursor, Sink};
pub use flag::READ_ONLY;
pub(crate) use scalar::shown;

/// What reading gave: the documents that stand, and what is wrong with the others.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Everything that was accepted. All references within it are sound.
    pub documents: Documents,
    /// The problems found, by file and line; where there are very many, the first of them.
    pub diagnostics: Vec<Diagnostic>,
    /// How many problems there were in all.
    pub problems: usize,
    /// One entry for each document of the input, in its order, accepted or refused.
    pub entries: Vec<Entry>,
}

/// One document of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: DocumentKind,
    /// Its key; one that is none and too long is cut.
    pub key: String,
    /// Name of the file it stands in.
    pub file: Arc<str>,
    /// Where it stands.
    pub mark: Mark,
    /// Whether it was accepted.
    pub accepted: bool,
}

/// The kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DocumentKind {
    /// A flag.
    Flag,
    /// A segment.
    Segment,
    /// A metric.
    Metric,
    /// An experiment.
    Experiment,
    /// A release.
    Release,
}

impl DocumentKind {
    /// All of them, in the order in which the sections of a file are read.
    pub const ALL: [Self; 5] =
        [Self::Flag, Self::Segment, Self::Metric, Self::Experiment, Self::Release];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Segment => "segment",
            Self::Metric => "metric",
            Self::Experiment => "experiment",
            Self::Release => "release",
        }
    }

    /// The section of a file that holds documents of this kind.
    pub fn section(self) -> &'static str {
        match self {
            Self::Flag => "features",
            Self::Segment => "segments",
            Self::Metric => "metrics",
            Self::Experiment => "experiments",
            Self::Release => "releases",
        }
    }
}

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
    let (documents, lists) = (Documents::default(), Lists::default());
    read_onto(&Onto { documents: &documents, lists: &lists, remove: &[] }, sources)
}

/// What sources are read onto: documents that were accepted before.
#[derive(Clone, Copy, Debug)]
pub struct Onto<'d> {
    /// The documents. Those that the sources hold anew are replaced where they stand.
    pub documents: &'d Documents,
    /// The long lists that documents of the sources may name by their digest.
    pub lists: &'d Lists,
    /// Documents that are to be there no more.
    pub remove: &'d [(DocumentKind, String)],
}

impl Onto<'_> {
    /// Kind and key of what is to be there no more.
    pub(crate) fn gone(&self) -> Vec<(DocumentKind, &str)> {
        self.remove.iter().map(|(kind, key)| (*kind, key.as_str())).collect()
    }
}

/// Reads sources onto documents that are there already, and checks all together.
///
/// Where there are no problems, [`Reading::documents`] is the new set. A document that the sources
/// do not hold may become unsound by what they hold, such as a prerequisite whose variant is gone;
/// then it is reported and not in the set.
pub fn read_onto(onto: &Onto<'_>, sources: &[Source]) -> Reading {
    read_by(onto, sources, |onto, drafts, collector| {
        check::check(onto, drafts, Rooms::Documents, collector)
    })
}

/// The same where operational state stands beside the documents. It says which part of its layer
/// each experiment has, so what documents with start dates would take by themselves is not judged.
pub fn read_beside_state(onto: &Onto<'_>, sources: &[Source]) -> Reading {
    read_by(onto, sources, |onto, drafts, collector| {
        check::check(onto, drafts, Rooms::State, collector)
    })
}

/// Reads sources, and lets one of the checks of [`crate::check`] have the last word.
pub(crate) fn read_by(
    onto: &Onto<'_>,
    sources: &[Source],
    check: impl Fn(&Onto<'_>, Vec<Draft<'_>>, &Collector) -> (Documents, Vec<Entry>),
) -> Reading {
    let collector = Collector::default();
    let sink = |source| sink(source, &collector, onto.lists);
    let sinks: Vec<Sink<'_>> = sources.iter().map(sink).collect();
    let trees: Vec<Option<Node>> = sources.iter().zip(&sinks).map(tree).collect();
    let mut drafts = Vec::new();
    for ((source, tree), sink) in sources.iter().zip(&trees).zip(&sinks) {
        match (tree, &source.holds) {
            (None, _) => {}
            (Some(root), Holds::File) => file(root, sink, &mut drafts),
            (Some(root), Holds::Document(kind, key)) => {
                drafts.push(draft(*kind, key, root.mark, &Cursor::root(root, sink)));
            }
        }
    }
    let (documents, entries) = check(onto, drafts, &collector);
    drop(sinks);
    let problems = collector.count();
    Reading { documents, entries, problems, diagnostics: collector.into_diagnostics() }
}

fn sink<'s>(source: &'s Source, collector: &'s Collector, lists: &'s Lists) -> Sink<'s> {
    Sink { file: &source.name, collector, lists }
}

fn tree((source, sink): (&Source, &Sink<'_>)) -> Option<Node> {
    source.parse().map_err(|(mark, problem)| sink.report(mark, &Path::default(), problem)).ok()
}

/// One document of the input before its references are checked.
pub(crate) struct Draft<'n> {
    pub(crate) entry: Entry,
    pub(crate) body: Option<Body>,
    /// The document's source, to tell the lines of problems found later; none where the document
    /// was there before.
    pub(crate) node: Option<&'n Node>,
    path: Path,
}

impl<'n> Draft<'n> {
    /// A document that was accepted before.
    pub(crate) fn standing(kind: DocumentKind, key: &str, file: Arc<str>, body: Body) -> Self {
        let mark = Mark { line: 1, column: 1 };
        let entry = Entry { kind, key: key.to_owned(), file, mark, accepted: true };
        Self { entry, body: Some(body), node: None, path: Path::default() }
    }

    /// Where the document is. There are many that stand, of which few are ever told about.
    pub(crate) fn path(&self) -> Path {
        match self.node {
            Some(_) => self.path.clone(),
            None => Path::default().key(self.entry.kind.section()).key(&self.entry.key),
        }
    }
}

/// A document that is sound in itself.
#[derive(Clone)]
pub(crate) enum Body {
    Flag(Arc<Flag>),
    Segment(Arc<Segment>),
    Metric(Arc<Metric>),
    Experiment(Arc<Experiment>),
    Release(Arc<Release>),
}

/// Reads one file. One without any document is told: a slip must not pass for an empty set.
fn file<'n>(root: &'n Node, sink: &'n Sink<'n>, drafts: &mut Vec<Draft<'n>>) {
    let (drafts_before, problems_before) = (drafts.len(), sink.count());
    let cursor = Cursor::root(root, sink);
    match lone_document(root) {
        Some(kind) => lone(kind, &cursor, drafts),
        None => sections(&cursor, drafts),
    }
    if drafts.len() == drafts_before && sink.count() == problems_before {
        cursor.report(Problem::FileEmpty);
    }
}

fn sections<'n>(root: &Cursor<'n>, drafts: &mut Vec<Draft<'n>>) {
    let Some(mut fields) = root.map() else {
        return;
    };
    for kind in DocumentKind::ALL {
        let section = fields.get_or_null(kind.section());
        for (key, mark, cursor) in
            section.and_then(|section| section.raw_entries()).unwrap_or_default()
        {
            drafts.push(draft(kind, key, mark, &cursor));
        }
    }
    fields.finish();
}

/// What a file is that is one document by itself, as an API or the brief's Go program prints it.
fn lone_document(root: &Node) -> Option<DocumentKind> {
    let has = |field| root.get(field).is_some();
    if has("type") {
        Some(DocumentKind::Flag)
    } else if has("variants") {
        Some(DocumentKind::Experiment)
    } else {
        None
    }
}

fn lone<'n>(kind: DocumentKind, root: &Cursor<'n>, drafts: &mut Vec<Draft<'n>>) {
    let text = |field| match root.node().get(field).map(|node| &node.value) {
        Some(Value::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let Some(key) = text("key").or_else(|| text("id")) else {
        let example = "key: new_search";
        root.report(Problem::Missing { field: "key", example });
        return;
    };
    drafts.push(draft(kind, key, root.node().mark, root));
}

fn draft<'n>(kind: DocumentKind, key: &str, mark: Mark, cursor: &Cursor<'n>) -> Draft<'n> {
    let before = cursor.problems();
    let unreadable = key.is_empty() && matches!(cursor.value(), Value::Refused(_));
    if !crate::key::is_key(key) && !unreadable {
        cursor.report(Problem::BadKey { key: shown(key) });
    }
    let body = match kind {
        DocumentKind::Flag => flag::read(cursor, key).map(|flag| Body::Flag(Arc::new(flag))),
        DocumentKind::Segment => {
            segment::read(cursor, key).map(|segment| Body::Segment(Arc::new(segment)))
        }
        DocumentKind::Metric => {
            metric::read(cursor, key).map(|metric| Body::Metric(Arc::new(metric)))
        }
        DocumentKind::Experiment => {
            experiment::read(cursor, key).map(|experiment| Body::Experiment(Arc::new(experiment)))
        }
        DocumentKind::Release => {
            release::read(cursor, key).map(|release| Body::Release(Arc::new(release)))
        }
    };
    let body = body.filter(|_| cursor.problems() == before);
    let key = if crate::key::is_key(key) { key.to_owned() } else { shown(key) };
    let file = Arc::clone(cursor.file());
    let entry = Entry { kind, key, file, mark, accepted: body.is_some() };
    Draft { entry, body, node: Some(cursor.node()), path: cursor.path().clone() }
}
