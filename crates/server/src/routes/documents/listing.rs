//! Documents as they are sent, one and a page of them.

use std::sync::Arc;

use axum::http::StatusCode;
use hoist_api::{Code, Document, Page};
use hoist_ruleset::{DocumentKind, ExperimentStatus};
use jiff::Timestamp;
use serde_json::value::{RawValue, to_raw_value};

use crate::answer::{Answer, json};
use crate::app::App;
use crate::moment::Moment;
use crate::plan::{Refusal, refusal};
use crate::routes::page::{PAGE_BYTES_MAX, PageQuery};
use crate::routes::when::When;

/// A document as it is sent: where it is in its life depends on the time.
pub(super) fn shown(
    moment: &Moment,
    kind: DocumentKind,
    key: &str,
    now: Timestamp,
) -> Option<Document> {
    let is_experiment = kind == DocumentKind::Experiment;
    let status = is_experiment.then(|| moment.status_of(key, now)).flatten();
    let status = status.map(|status| status.as_ref().to_owned());
    Some(Document { status, ..moment.document(kind, key)? })
}

/// Documents of a kind; of experiments, those with a status if one is given.
pub(in crate::routes) async fn list(
    kind: DocumentKind,
    app: App,
    when: When,
    page: PageQuery,
    status: Option<ExperimentStatus>,
) -> Answer {
    let (limit, moment, now) = (page.limit()?, Arc::clone(&when.moment), when.now);
    let read = move |_: &App| page_of(kind, &moment, limit, page.cursor.as_deref(), (status, now));
    Ok(when.told(json(StatusCode::OK, &app.blocking(read).await?)?))
}

/// A page of documents as the text that is sent.
fn page_of(
    kind: DocumentKind,
    moment: &Moment,
    limit: usize,
    cursor: Option<&str>,
    (status, now): (Option<ExperimentStatus>, Timestamp),
) -> Result<Page<Box<RawValue>>, Refusal> {
    let keys = moment.documents.keys().filter(|(own, _)| *own == kind).map(|(_, key)| key);
    let has_status = |key: &str| status.is_none() || moment.status_of(key, now) == status;
    let mut keys: Vec<&str> = keys.collect();
    // The cursor is the last key of the page before, so what is made or deleted in between moves
    // nothing from one page to the next.
    if let Some(cursor) = cursor {
        let Some(last) = keys.iter().position(|key| *key == cursor) else {
            let detail = "`cursor` is no key that is there any more: start from the beginning.";
            return Err(refusal(Code::BadRequest, detail));
        };
        keys.drain(..=last);
    }
    keys.retain(|key| has_status(key));
    let (mut items, mut bytes) = (Vec::new(), 0);
    for key in keys.iter().take(limit) {
        let text =
            shown(moment, kind, key, now).map(|document| to_raw_value(&document)).transpose();
        let Some(text) = text.unwrap_or_default() else { continue };
        bytes += text.get().len();
        if bytes > PAGE_BYTES_MAX && !items.is_empty() {
            break;
        }
        items.push(text);
    }
    let next = keys.get(items.len()..).filter(|left| !left.is_empty());
    let next = next.and(keys.get(items.len().wrapping_sub(1))).map(|key| (*key).to_owned());
    let is_first = cursor.is_none();
    let erased = is_first.then(|| moment.untold.missing(kind, &moment.documents));
    Ok(Page { items, next, erased: erased.unwrap_or_default() })
}
