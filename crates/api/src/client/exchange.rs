//! Files of documents in and out.

use std::time::Duration;

use reqwest::Method;

use super::{Client, Error, Terms};
use crate::{ImportFiles, ImportReport};

/// How long to wait while a large file is applied.
const IMPORT_TIMEOUT: Duration = Duration::from_secs(300);

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// YAML.
    Yaml,
    /// JSON.
    Json,
}

/// How files are applied.
#[derive(Clone, Copy, Debug, Default)]
pub struct ImportQuery<'q> {
    /// Change nothing, and tell what would change.
    pub dry_run: bool,
    /// Delete what is not in the files.
    pub prune: bool,
    /// Delete more than a fifth of the documents, if it comes to that.
    pub allow_deletes: bool,
    /// Why, for the history.
    pub reason: Option<&'q str>,
}

impl Format {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Json => "json",
        }
    }

    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Yaml => "application/yaml",
            Self::Json => "application/json",
        }
    }
}

impl Client {
    /// All documents as one file.
    pub async fn export(&self, format: Format) -> Result<Vec<u8>, Error> {
        let call = self.call(Method::GET, &["api", "export"])?;
        call.query("format", Some(format.name())).accept(format.media_type()).bytes().await
    }

    /// Applies files of documents: all of them, or nothing.
    pub async fn import(
        &self,
        files: &ImportFiles,
        query: ImportQuery<'_>,
    ) -> Result<ImportReport, Error> {
        let ImportQuery { dry_run, prune, allow_deletes, reason } = query;
        let call = self.call(Method::POST, &["api", "import", "files"])?.patient(IMPORT_TIMEOUT);
        let call = call.query("dry_run", dry_run.then_some(true));
        let call = call.query("prune", prune.then_some(true));
        let call = call.query("allow_deletes", allow_deletes.then_some(true));
        let call = call.terms(&Terms { reason, ..Terms::default() })?;
        call.json(files)?.answer().await
    }
}
