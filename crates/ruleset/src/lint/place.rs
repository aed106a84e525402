//! Finding the lines of findings in the files that were read.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::finding::{Finding, Located, Step};
use crate::path::Path;
use crate::read::{DocumentKind, Entry};
use crate::source::{Mark, Node, Source, Value};

/// Tells where findings stand: in which of the sources, on which line. Those of documents that no
/// source has are left out.
///
/// The sources are parsed again, which costs less than to keep their trees for the few readings
/// that ask for this.
pub fn locate(sources: &[Source], entries: &[Entry], findings: Vec<Finding>) -> Vec<Located> {
    let mut trees: HashMap<Arc<str>, Option<Node>, FixedState> = HashMap::default();
    let mut places: HashMap<(DocumentKind, &str), &Entry, FixedState> = HashMap::default();
    places.extend(entries.iter().map(|entry| ((entry.kind, entry.key.as_str()), entry)));
    let mut located = Vec::new();
    for finding in findings {
        let Some(entry) = places.get(&(finding.kind, finding.key.as_str())) else {
            continue;
        };
        let tree = trees.entry(Arc::clone(&entry.file)).or_insert_with(|| {
            let source = sources.iter().find(|source| source.name == entry.file)?;
            source.parse().ok()
        });
        let (mark, path) = place(tree.as_ref(), entry, &finding);
        located.push(Located { file: Arc::clone(&entry.file), mark, path, finding });
    }
    located.sort_by(|a, b| (&a.file, a.mark, &a.path).cmp(&(&b.file, b.mark, &b.path)));
    located
}

/// The place of a finding in the tree of its file, as far as the file spells it out.
fn place(tree: Option<&Node>, entry: &Entry, finding: &Finding) -> (Mark, String) {
    let below = |node: &'_ Node| -> Option<(Mark, Path)> {
        let (section, key) = (entry.kind.section(), entry.key.as_str());
        let (document, path) = match node.get(section).and_then(|section| section.get(key)) {
            Some(document) => (document, Path::default().key(section).key(key)),
            None => (node, Path::default()),
        };
        Some(descend(document, path, &finding.steps.0, entry.mark))
    };
    let canonical = || {
        let root = Path::default().key(entry.kind.section()).key(&entry.key);
        (entry.mark, finding.steps.below(root))
    };
    let (mark, path) = tree.and_then(below).unwrap_or_else(canonical);
    (mark, path.to_string())
}

/// Follows steps from a document: a member of `all` may be written without `conditions`, and
/// variants may be a map. Where a step leads nowhere, the place before it is told.
fn descend(document: &Node, path: Path, steps: &[Step], mark: Mark) -> (Mark, Path) {
    let (mut node, mut path, mut mark) = (document, path, mark);
    for step in steps {
        let next = match (step, &node.value) {
            (Step::Key(key), _) => node.get(key).map(|next| (next, path.key(key))),
            (Step::Index(index), Value::List(items)) => {
                items.get(*index).map(|next| (next, path.index(*index)))
            }
            (Step::Index(index), Value::Map(entries)) => {
                entries.get(*index).map(|entry| (&entry.node, path.key(&entry.key)))
            }
            _ => None,
        };
        match next {
            Some((next, next_path)) => (node, path, mark) = (next, next_path, next.mark),
            None if *step == Step::Key("conditions".to_owned()) => {}
            None => break,
        }
    }
    (mark, path)
}
