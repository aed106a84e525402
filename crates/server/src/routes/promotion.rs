//! Comparing environments, and promoting documents from one to another.

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{Code, Compared, Comparison, PromoteRequest, Promotion};
use hoist_ruleset::log::Collection;
use serde::Deserialize;
use serde_json::json as value;

use super::environments::held;
use super::page::{PAGE, PAGE_BYTES_MAX, PageQuery};
use super::{READERS, WRITERS};
use crate::answer::{Answer, json};
use crate::app::App;
use crate::author::Author;
use crate::caller::Caller;
use crate::environment::Planning;
use crate::moment::Moment;
use crate::operation::{Method, Operation, Parameter, json as content};
use crate::plan::{Refusal, refusal};
use crate::promotion::{self, Name, Place, Promoted};
use crate::request::{Json, Parameters, Path};

pub(super) fn operations() -> [Operation; 2] {
    let path = "/api/environments/{key}/compare";
    let about = "What is different in another environment, document by document, field by field";
    let compare = Operation::new(Method::Get, path, "compareEnvironments", about, compare)
        .of_instance()
        .open_to(READERS)
        .with(&[WITH])
        .with(PAGE)
        .giving(200, content::<Comparison>());
    let path = "/api/environments/{key}/promote";
    let about = "Have documents be so in another environment: all of them, or nothing";
    let promote = Operation::new(Method::Post, path, "promote", about, promote)
        .of_instance()
        .open_to(WRITERS)
        .taking(content::<PromoteRequest>())
        .giving(200, content::<Promotion>());
    [compare, promote]
}

const WITH: Parameter = Parameter {
    name: "with",
    place: "query",
    about: "The other environment. The token has to hold for both.",
    schema: || value!({"type": "string"}),
};

#[derive(Debug, Deserialize)]
struct WithQuery {
    with: String,
}

async fn compare(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Parameters(WithQuery { with }): Parameters<WithQuery>,
    Parameters(page): Parameters<PageQuery>,
) -> Answer {
    let limit = page.limit()?;
    let after = page.cursor.as_deref().map(name_of).transpose()?;
    let (one, other) = (held(&app, &caller, &key)?, held(&app, &caller, &with)?);
    let comparison = app.blocking(move |_| {
        let (from, to) = (one.moment(), other.moment());
        let (differing, unchanged) = promotion::differing(&from, &to);
        let is_left = |name: &&Name| after.as_ref().is_none_or(|after| *name > after);
        let left: Vec<&Name> = differing.iter().filter(is_left).collect();
        let (mut items, mut bytes) = (Vec::new(), 0);
        for name in left.iter().take(limit) {
            let item = promotion::compared(&from, &to, name);
            bytes += length(&item);
            if bytes > PAGE_BYTES_MAX && !items.is_empty() {
                break;
            }
            items.push(item);
        }
        let last: Option<&Compared> = items.last().filter(|_| items.len() < left.len());
        let next = last.map(|last| format!("{}/{}", last.collection, last.key));
        let (environment, seq, with_seq) = (key, from.head.seq, to.head.seq);
        Ok(Comparison { environment, seq, with, with_seq, items, unchanged, next })
    });
    json(StatusCode::OK, &comparison.await?)
}

/// The name of a document that a cursor is. It need not be there any more.
fn name_of(cursor: &str) -> Result<Name, Refusal> {
    let name = cursor.split_once('/').and_then(|(collection, key)| {
        let kind = collection.parse::<Collection>().ok()?.documents()?;
        Some((kind, key.to_owned()))
    });
    let detail = "`cursor` is the `next` of the page before; this is none.";
    name.ok_or_else(|| refusal(Code::BadRequest, detail))
}

/// Bytes of what is sent of a document.
fn length(item: &Compared) -> usize {
    serde_json::to_string(item).map_or(0, |text| text.len())
}

async fn promote(
    State(app): State<App>,
    caller: Caller,
    Path(from): Path<String>,
    Json(request): Json<PromoteRequest>,
) -> Answer {
    let (source, target) = (held(&app, &caller, &from)?, held(&app, &caller, &request.to)?);
    if from == request.to {
        let detail = "`to` is where the documents are already: name another environment.";
        return Err(refusal(Code::Invalid, detail).into());
    }
    let author = caller.author(request.reason.clone())?;
    if !request.dry_run {
        target.check_reason(&author)?;
    }
    let permit = app.turn(&app.imports).await?;
    let (moment, name) = (source.moment(), source.name.clone());
    let from_seq = moment.head.seq;
    let author = promoting(author, &from, from_seq);
    let (to, dry_run) = (request.to.clone(), request.dry_run);
    let plan = move |there: &Moment, author: &Author, now| {
        // Planning goes on where who asked for it has gone, so it holds the permit itself.
        let _held = &permit;
        let from = Place { name: &name, moment: &moment };
        let to = Place { name: &request.to, moment: there };
        let chosen = promotion::chosen(from, &request)?;
        promotion::plan(from, to, &chosen, &request, author, now)
    };
    let (promoted, seq) = if dry_run {
        let dry = app.blocking(move |_| {
            let there = target.moment();
            let (_, promoted) = plan(&there, &author, target.now())?;
            Ok((promoted, there.head.seq))
        });
        dry.await?
    } else {
        let changed = app.change_of(target, Planning::Long, author, plan).await?;
        (changed.found, changed.moment.head.seq)
    };
    let Promoted { items, unchanged } = promoted;
    let items = bounded(items);
    json(StatusCode::OK, &Promotion { from, from_seq, to, seq, dry_run, items, unchanged })
}

/// The author of what is promoted: where it comes from stands in the history too.
fn promoting(author: Author, from: &str, seq: u64) -> Author {
    let whence = format!("promoted from {from}, seq {seq}");
    let reason = match &author.reason {
        Some(reason) => format!("{reason} ({whence})"),
        None => whence,
    };
    Author { reason: Some(reason), ..author }
}

/// The items of an answer, of which the later ones have no fields where it would be too large.
fn bounded(mut items: Vec<Compared>) -> Vec<Compared> {
    let mut bytes = 0;
    for item in &mut items {
        bytes += length(item);
        if bytes > PAGE_BYTES_MAX {
            item.changes.clear();
        }
    }
    items
}
