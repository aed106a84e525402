//! Editing a segment's list by what is added and removed.

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{Code, KeysEdit, KeysEdited, ListName};
use hoist_ruleset::document::Segment;
use hoist_ruleset::limits::{ENTRY_BYTES_MAX, LIST_EDIT_MAX, SEGMENT_KEYS_MAX};
use hoist_ruleset::{DocumentKind, KeyList, Source};

use super::WRITERS;
use crate::answer::{Answer, json};
use crate::app::App;
use crate::caller::Caller;
use crate::moment::Moment;
use crate::operation::{Method, Operation, json as content};
use crate::plan::{Definitions, Refusal, define, expect_version, no_such, refusal};
use crate::request::{IfMatch, Json, Path};
use crate::routes::page::IF_MATCH;

/// Most bytes of an edit: so many keys fit.
const BODY_BYTES_MAX: usize = 4 << 20;

pub(super) fn operations() -> Vec<Operation> {
    let path = "/api/segments/{key}/keys";
    let about = "Add keys to a segment's list and remove keys from it, up to 10,000 of each";
    let edit = Operation::new(Method::Post, path, "editSegmentKeys", about, edit)
        .open_to(WRITERS)
        .with(&[IF_MATCH])
        .taking(content::<KeysEdit>())
        .taking_up_to(BODY_BYTES_MAX)
        .giving(200, content::<KeysEdited>());
    vec![edit]
}

async fn edit(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    IfMatch(version): IfMatch,
    Json(edit): Json<KeysEdit>,
) -> Answer {
    check(&edit)?;
    let (kind, name, list_name) = (DocumentKind::Segment, key.clone(), edit.list);
    let changed = app
        .change(&caller, edit.reason.clone(), move |moment, author, now| {
            expect_version(moment, kind, &name, version)?;
            define(moment, edited(moment, &name, &edit)?, author, now)
        })
        .await?;
    let moment = changed.moment;
    let (segment, definition) =
        (moment.documents.segments().get(key.as_str()), moment.definition(kind, &key));
    let (segment, definition) =
        segment.zip(definition).ok_or_else(|| no_such(&moment, kind, &key))?;
    let list = list(segment, list_name);
    let edited = KeysEdited {
        count: u64::try_from(list.len()).unwrap_or(u64::MAX),
        hash: list.digest().to_string(),
        version: definition.version,
        list: list_name,
        key,
    };
    json(StatusCode::OK, &edited)
}

fn check(edit: &KeysEdit) -> Result<(), Refusal> {
    for (name, keys) in [("add", &edit.add), ("remove", &edit.remove)] {
        if keys.len() > LIST_EDIT_MAX {
            let count = keys.len();
            let detail =
                format!("`{name}` has {count} keys; at most {LIST_EDIT_MAX} go in one request.");
            return Err(refusal(Code::Invalid, detail));
        }
        let is_key = |key: &String| {
            !key.is_empty() && key.len() <= ENTRY_BYTES_MAX && !key.contains(char::is_control)
        };
        if let Some(index) = keys.iter().position(|key| !is_key(key)) {
            let detail = format!(
                "`{name}[{index}]` is no targeting key: one has from 1 to {ENTRY_BYTES_MAX} bytes \
                 and no control characters."
            );
            return Err(refusal(Code::Invalid, detail));
        }
    }
    Ok(())
}

/// The segment's definition after the edit.
fn edited(moment: &Moment, key: &str, edit: &KeysEdit) -> Result<Definitions, Refusal> {
    let segments = moment.documents.segments();
    let missing = || no_such(moment, DocumentKind::Segment, key);
    let mut segment = Segment::clone(segments.get(key).ok_or_else(missing)?);
    let (add, remove) = (&edit.add, &edit.remove);
    let list = list(&segment, edit.list);
    let list = list.edited(add.iter().map(String::as_str), remove.iter().map(String::as_str));
    if list.len() > SEGMENT_KEYS_MAX {
        let count = list.len();
        let detail = format!("The list would have {count} keys; at most {SEGMENT_KEYS_MAX} fit.");
        return Err(refusal(Code::Invalid, detail));
    }
    let lists = [(list.digest(), list.clone())].into_iter().collect();
    match edit.list {
        ListName::Include => segment.include = list,
        ListName::Exclude => segment.exclude = list,
    }
    let json = serde_json::to_string(&segment).unwrap_or_default();
    let sources = vec![Source::document(DocumentKind::Segment, key, json)];
    Ok(Definitions { sources, lists, ..Definitions::default() })
}

fn list(segment: &Segment, name: ListName) -> &KeyList {
    match name {
        ListName::Include => &segment.include,
        ListName::Exclude => &segment.exclude,
    }
}
