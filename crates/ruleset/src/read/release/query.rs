//! Reading queries, whose `{{…}}` are replaced when they are asked.

use super::super::cursor::Cursor;
use super::super::scalar::shown;
use crate::diagnostic::Problem;
use crate::document::ReleaseCheck;
use crate::limits;

/// A query and what it asks to be replaced.
pub(super) struct Query {
    pub(super) text: String,
    /// Whether it asks for one side alone.
    pub(super) has_track: bool,
}

/// Reads a query. Names of a deployment can only be put in where there is a target.
pub(super) fn read(cursor: &Cursor<'_>, has_target: bool) -> Option<Query> {
    let text = cursor.within(cursor.string()?, limits::TEXT_BYTES_MAX)?;
    if text.trim().is_empty() {
        cursor.report(Problem::Empty);
        return None;
    }
    let known: Vec<&'static str> = ReleaseCheck::PLACEHOLDERS
        .into_iter()
        .filter(|name| has_target || !["namespace", "deployment"].contains(name))
        .collect();
    let mut has_track = false;
    for part in text.split("{{").skip(1) {
        let Some((name, _)) = part.split_once("}}") else {
            cursor.report(Problem::PlaceholderOpen { found: shown(part) });
            return None;
        };
        let name = name.trim();
        if !known.contains(&name) {
            cursor.report(Problem::Placeholder { found: shown(name), known });
            return None;
        }
        has_track |= name == "track";
    }
    Some(Query { text: text.to_owned(), has_track })
}
