//! What is wrong with a document, where, and what would be right.
//!
//! Every message that validation can print is a variant of [`Problem`]; `docs/diagnostics.md`
//! shows each of them with an example. The codes are stable: tools may match on them.

mod advice;
mod collector;
mod problem;

use std::fmt;
use std::sync::Arc;

pub use advice::closest;
pub(crate) use collector::Collector;
pub use problem::{Code, Problem};

use crate::path::Path;
use crate::source::Mark;

/// What stands in place of a file's name for documents that were there before. They have no lines.
pub const STANDING: &str = "environment";

/// One problem of one document, with its place.
///
/// Its text is two lines: `FILE:LINE:COLUMN: error[CODE] PATH: what is wrong`, then what would be
/// right.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Name of the file.
    pub file: Arc<str>,
    /// Line and column.
    pub mark: Mark,
    /// The document path, such as `features.checkout.rules[0].value`; empty for the whole file.
    pub path: String,
    /// What is wrong.
    pub problem: Problem,
}

impl Diagnostic {
    /// Longer paths are cut: nobody reads a hundred levels.
    const PATH_CHARACTERS_MAX: usize = 200;

    fn new(file: &Arc<str>, mark: Mark, path: &Path, problem: Problem) -> Self {
        let mut path = path.to_string();
        if let Some((cut, _)) = path.char_indices().nth(Self::PATH_CHARACTERS_MAX) {
            path.truncate(cut);
            path.push('…');
        }
        Self { file: Arc::clone(file), mark, path, problem }
    }

    /// The stable name of the kind of problem, such as `percentage_range`.
    pub fn code(&self) -> Code {
        self.problem.code()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, mark, path, problem } = self;
        match &**file {
            STANDING => write!(f, "already there: error[{}]", problem.code())?,
            file => write!(f, "{file}:{}:{}: error[{}]", mark.line, mark.column, problem.code())?,
        }
        if !path.is_empty() {
            write!(f, " {path}")?;
        }
        write!(f, ": {problem}\n    {}", problem.advice())
    }
}
