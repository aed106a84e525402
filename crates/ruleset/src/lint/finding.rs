//! A fault and its place.

use std::fmt;
use std::sync::Arc;

use super::fault::{Fault, FaultCode, Severity};
use crate::path::Path;
use crate::read::DocumentKind;
use crate::source::Mark;

/// A fault of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The kind of the document.
    pub kind: DocumentKind,
    /// Its key.
    pub key: String,
    /// What is wrong.
    pub fault: Fault,
    pub(super) steps: Steps,
}

impl Finding {
    /// The stable name of the kind of fault.
    pub fn code(&self) -> FaultCode {
        self.fault.code()
    }

    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        self.code().severity()
    }

    /// The path within the canonical form of the document, such as `rules[0].value`.
    pub fn path(&self) -> String {
        self.steps.below(Path::default()).to_string()
    }
}

/// The way from a document to a place within it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Steps(pub(super) Vec<Step>);

/// One step into a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

impl Steps {
    pub(super) fn key(&self, key: &str) -> Self {
        self.with(Step::Key(key.to_owned()))
    }

    pub(super) fn index(&self, index: usize) -> Self {
        self.with(Step::Index(index))
    }

    fn with(&self, step: Step) -> Self {
        let steps = self.0.iter().cloned().chain([step]);
        Self(steps.collect())
    }

    pub(super) fn below(&self, path: Path) -> Path {
        self.0.iter().fold(path, |path, step| match step {
            Step::Key(key) => path.key(key),
            Step::Index(index) => path.index(*index),
        })
    }
}

/// A finding in a file.
///
/// Its text is two lines: `FILE:LINE:COLUMN: warning[CODE] PATH: what is wrong`, then what helps.
#[derive(Clone, Debug, PartialEq)]
pub struct Located {
    /// Name of the file.
    pub file: Arc<str>,
    /// Line and column.
    pub mark: Mark,
    /// The path from the file's root, such as `features.checkout.rules[0].value`.
    pub path: String,
    /// What was found.
    pub finding: Finding,
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, mark, path, finding } = self;
        let (severity, code) = (finding.severity(), finding.code());
        write!(f, "{file}:{}:{}: {severity}[{code}]", mark.line, mark.column)?;
        let Finding { fault, .. } = finding;
        write!(f, " {path}: {fault}\n    {}", fault.remedy())
    }
}
