//! The way back to an earlier definition, for every kind of document. That of flags is also among
//! the emergency controls, under a path that people know by heart.

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{RollbackRequest, RolledBack};
use hoist_ruleset::DocumentKind;

use super::page::IF_MATCH;
use super::{KINDS, RESCUERS, WRITERS};
use crate::answer::{Answer, json};
use crate::app::App;
use crate::author::Author;
use crate::caller::Caller;
use crate::environment::Planning;
use crate::moment::Moment;
use crate::operation::Method::Post;
use crate::operation::{Operation, json as content};
use crate::plan::expect_version;
use crate::request::{IfMatch, Path, Urgent};
use crate::rollback;

pub(super) fn operations() -> Vec<Operation> {
    let about = "Back to an earlier definition";
    let of = |kind, path: String, id: String| {
        Operation::new(Post, path, id, about, move |app, caller, key, version, request| {
            roll_back(kind, app, caller, key, version, request)
        })
        .with(&[IF_MATCH])
        .taking(content::<RollbackRequest>().optional())
        .giving(200, content::<RolledBack>())
    };
    let flag = of(DocumentKind::Flag, "/flags/{key}/rollback".to_owned(), "rollback".to_owned());
    let mut operations = vec![flag.open_to(RESCUERS)];
    for (kind, name) in KINDS {
        let path = format!("/api/{}/{{key}}/rollback", kind.section());
        operations.push(of(kind, path, format!("rollback{name}")).open_to(WRITERS));
    }
    operations
}

async fn roll_back(
    kind: DocumentKind,
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    IfMatch(version): IfMatch,
    Urgent(request): Urgent<RollbackRequest>,
) -> Answer {
    let (environment, name) = (caller.environment()?, key.clone());
    let roll_back = move |moment: &Moment, author: &Author, now| {
        expect_version(moment, kind, &name, version)?;
        rollback::plan(&environment, moment, (kind, &name), request.seq, author, now)
    };
    // That of a segment reads long lists: no kill waits for it.
    let changed = app.change_at_leisure(Planning::Long, &caller, request.reason, roll_back).await?;
    let (seq, restored) = (changed.moment.head.seq, changed.found);
    json(StatusCode::OK, &RolledBack { key, seq, restored })
}
