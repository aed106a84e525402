//! What whoever writes a document is told of it. It is in the answer and nowhere else.

use hoist_api::Warning;
use hoist_ruleset::lint::{Finding, lint_document};
use hoist_ruleset::{DocumentKind, Documents};
use jiff::Timestamp;
use tokio::sync::Semaphore;

/// At most one document is looked at at a time, so that no documents take all threads.
static LINTING: Semaphore = Semaphore::const_new(1);

/// What can be found in a document that was written; nothing while another one is looked at.
pub(crate) fn warnings(
    documents: &Documents,
    before: &Documents,
    (kind, key): (DocumentKind, &str),
    now: Timestamp,
) -> Vec<Warning> {
    let Ok(_turn) = LINTING.try_acquire() else {
        return Vec::new();
    };
    lint_document(documents, Some(before), (kind, key), now).iter().map(warning).collect()
}

/// A finding as it is sent.
pub(crate) fn warning(finding: &Finding) -> Warning {
    Warning {
        code: finding.code().to_string(),
        severity: finding.severity().to_string(),
        path: finding.path(),
        detail: finding.fault.to_string(),
        remedy: finding.fault.remedy().to_owned(),
    }
}
