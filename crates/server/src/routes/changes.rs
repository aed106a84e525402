//! The change log of an environment and that of the instance: what happened, filtered and in
//! pages, and whether it is sound.

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{Change, Changes, Code, Verification};
use hoist_ruleset::closest;
use hoist_ruleset::log::{Collection, Entry, Head, Kind, Origin};
use hoist_ruleset::parse_timestamp;
use hoist_store::Query;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use strum::IntoEnumIterator;

use super::history::definitions;
use super::page::{PAGE, PageQuery};
use super::{ADMINS, READERS};
use crate::answer::{Answer, ApiError, json as answer};
use crate::app::App;
use crate::caller::Caller;
use crate::environment::unavailable;
use crate::operation::{Method, Operation, Parameter, json as content};
use crate::plan::Refusal;
use crate::request::Parameters;

pub(super) fn operations() -> Vec<Operation> {
    let listing = |operation: Operation| {
        let operation = operation.with(PAGE).with(FILTERS).with(&[ORDER, DIFF]);
        operation.giving(200, content::<Changes>())
    };
    let about = "What happened in the environment, the newest first";
    let list = Operation::new(Method::Get, "/api/changes", "listChanges", about, changes);
    let about = "Check that the log is what was appended: nothing changed, removed or reordered";
    let verify = Operation::new(Method::Get, "/api/changes/verify", "verifyChanges", about, verify);
    let path = "/api/instance/changes";
    let about = "What happened to tokens and environments, the newest first";
    let list_instance =
        Operation::new(Method::Get, path, "listInstanceChanges", about, instance_changes);
    let path = "/api/instance/changes/verify";
    let about = "Check that the log of tokens and environments is what was appended";
    let verify_instance =
        Operation::new(Method::Get, path, "verifyInstanceChanges", about, verify_instance);
    vec![
        listing(list.open_to(READERS)),
        verify.open_to(READERS).giving(200, content::<Verification>()),
        listing(list_instance.of_instance().open_to(ADMINS)),
        verify_instance.of_instance().open_to(ADMINS).giving(200, content::<Verification>()),
    ]
}

/// Which entries are asked for: those for which everything given holds.
pub(super) const FILTERS: &[Parameter] = &[
    Parameter {
        name: "kind",
        place: "query",
        about: "Only entries of this kind, such as `killed`.",
        schema: || json!({"type": "string", "enum": names::<Kind>()}),
    },
    Parameter {
        name: "collection",
        place: "query",
        about: "Only entries about keys of this collection, such as `features`.",
        schema: || json!({"type": "string", "enum": names::<Collection>()}),
    },
    Parameter {
        name: "key",
        place: "query",
        about: "Only entries about this key.",
        schema: || json!({"type": "string"}),
    },
    Parameter {
        name: "actor",
        place: "query",
        about: "Only entries by this actor, such as `config`, `token:ops` for every token of that \
                name, or `token:ops (ID)` for one.",
        schema: || json!({"type": "string"}),
    },
    Parameter {
        name: "since",
        place: "query",
        about: "Only entries of this time and later.",
        schema: || json!({"type": "string", "format": "date-time"}),
    },
    Parameter {
        name: "until",
        place: "query",
        about: "Only entries before this time.",
        schema: || json!({"type": "string", "format": "date-time"}),
    },
    Parameter {
        name: "after",
        place: "query",
        about: "Only entries with a greater seq.",
        schema: || json!({"type": "integer", "minimum": 0}),
    },
    Parameter {
        name: "before",
        place: "query",
        about: "Only entries with a smaller seq.",
        schema: || json!({"type": "integer", "minimum": 0}),
    },
];

const ORDER: Parameter = Parameter {
    name: "order",
    place: "query",
    about: "`asc` for the oldest first.",
    schema: || json!({"type": "string", "enum": ["asc", "desc"], "default": "desc"}),
};

const DIFF: Parameter = Parameter {
    name: "diff",
    place: "query",
    about: "Also what is different in the definitions, and of environments in what is said of \
            them.",
    schema: || json!({"type": "boolean", "default": false}),
};

/// The filters of a request, as they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Filters {
    kind: Option<String>,
    collection: Option<String>,
    key: Option<String>,
    actor: Option<String>,
    since: Option<String>,
    until: Option<String>,
    after: Option<u64>,
    before: Option<u64>,
}

impl Filters {
    /// Whether any is given.
    pub(super) fn is_any(&self) -> bool {
        *self != Self::default()
    }

    /// What they ask the store for.
    pub(super) fn query(self) -> Result<Query, ApiError> {
        let Self { kind, collection, key, actor, since, until, after, before } = self;
        Ok(Query {
            kind: known("kind", kind.as_deref())?,
            collection: known("collection", collection.as_deref())?,
            key,
            actor,
            since: time("since", since.as_deref())?,
            until: time("until", until.as_deref())?,
            after,
            before,
            ..Query::default()
        })
    }
}

fn names<T: IntoEnumIterator + AsRef<str>>() -> Vec<String> {
    T::iter().map(|each| each.as_ref().to_owned()).collect()
}

/// The value of a parameter that has one of a few names. Another one would find nothing, which
/// would be taken for an answer.
fn known<T>(name: &str, text: Option<&str>) -> Result<Option<T>, ApiError>
where
    T: IntoEnumIterator + AsRef<str> + std::str::FromStr,
{
    let Some(text) = text else { return Ok(None) };
    text.parse().map(Some).map_err(|_error| {
        let names = names::<T>();
        let similar = closest(text, names.iter().map(String::as_str));
        let hint = similar.map_or_else(String::new, |name| format!(" Did you mean {name}?"));
        let shown: String = text.chars().take(64).collect();
        let detail = format!("`{name}` is one of {}; {shown:?} is none.{hint}", names.join(", "));
        ApiError::new(Code::BadRequest, detail)
    })
}

pub(super) fn time(name: &str, text: Option<&str>) -> Result<Option<Timestamp>, ApiError> {
    let read = |text| {
        parse_timestamp(text).ok_or_else(|| {
            let detail =
                format!("`{name}` is a time as RFC 3339 has it, such as 2026-03-01T09:00:00Z.");
            ApiError::new(Code::BadRequest, detail)
        })
    };
    text.map(read).transpose()
}

#[derive(Debug, Default, Deserialize)]
struct Shown {
    #[serde(default)]
    order: Order,
    #[serde(default)]
    diff: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Order {
    Asc,
    #[default]
    Desc,
}

async fn changes(
    State(app): State<App>,
    caller: Caller,
    Parameters(page): Parameters<PageQuery>,
    Parameters(filters): Parameters<Filters>,
    Parameters(shown): Parameters<Shown>,
) -> Answer {
    let log = caller.environment()?.moment().head.log.clone();
    listed(app, log, &page, filters.query()?, shown).await
}

async fn instance_changes(
    State(app): State<App>,
    caller: Caller,
    Parameters(page): Parameters<PageQuery>,
    Parameters(filters): Parameters<Filters>,
    Parameters(shown): Parameters<Shown>,
) -> Answer {
    check_instance(&caller)?;
    let log = app.tokens.head().log;
    listed(app, log, &page, filters.query()?, shown).await
}

/// A page of a log.
async fn listed(app: App, log: String, page: &PageQuery, mut query: Query, shown: Shown) -> Answer {
    let (limit, cursor) = (page.limit()?, page.number()?);
    let Shown { order, diff } = shown;
    match order {
        Order::Asc => query.after = query.after.max(cursor),
        Order::Desc => query.before = [query.before, cursor].into_iter().flatten().min(),
    }
    query.newest_first = order == Order::Desc;
    query.limit = limit + 1;
    let changes = app
        .blocking(move |app| {
            let entries = app.store.entries(&log, &query);
            let entries = entries.map_err(|error| unavailable(&error))?;
            let mut changes = page_of(app, &entries, limit)?;
            if diff {
                definitions::add(app, &entries, &mut changes, false)?;
            }
            Ok(changes)
        })
        .await?;
    answer(StatusCode::OK, &changes)
}

/// A page of entries, of which one more than fits was asked for.
pub(super) fn page_of(app: &App, entries: &[Entry], limit: usize) -> Result<Changes, Refusal> {
    let shown = &entries[..entries.len().min(limit)];
    let next = shown.last().filter(|_| entries.len() > limit).map(|last| last.seq.to_string());
    let mut items: Vec<Change> = shown.iter().map(Change::from).collect();
    for (change, origin) in items.iter_mut().zip(origins(app, shown)?) {
        change.address = origin.map(|origin| origin.address);
    }
    Ok(Changes { items, next })
}

/// Where entries came from, as far as it is known and was not erased.
pub(super) fn origins(app: &App, entries: &[Entry]) -> Result<Vec<Option<Origin>>, Refusal> {
    let digests: Vec<_> = entries.iter().filter_map(|entry| entry.origin).collect();
    let bodies = app.store.bodies(&digests).map_err(|error| unavailable(&error))?;
    let mut bodies = bodies.into_iter();
    // Who has no origin has no body among these.
    let origin = |entry: &Entry| {
        entry.origin.and_then(|_digest| bodies.next().flatten()).and_then(|it| Origin::read(&it))
    };
    Ok(entries.iter().map(origin).collect())
}

async fn verify(State(app): State<App>, caller: Caller) -> Answer {
    let head = caller.environment()?.moment().head.clone();
    let verification = app.with_whole_log(move |app| verified(app, &head)).await?;
    answer(StatusCode::OK, &verification)
}

/// What is found of a log, of which a head is remembered that nobody can have changed.
fn verified(app: &App, remembered: &Head) -> Result<Verification, Refusal> {
    let log = remembered.log.clone();
    let found = app.store.verify(&log).map_err(|error| unavailable(&error))?;
    let mut faults: Vec<String> = found.faults.iter().map(ToString::to_string).collect();
    let query = Query {
        after: remembered.seq.checked_sub(1),
        before: Some(remembered.seq + 1),
        limit: 1,
        ..Query::default()
    };
    let there = app.store.entries(&log, &query).map_err(|error| unavailable(&error))?;
    let is_there = there.first().is_some_and(|entry| entry.hash == remembered.hash);
    if !is_there && remembered.seq > 0 && faults.is_empty() {
        let seq = remembered.seq;
        faults.push(format!(
            "entry {seq} is not the one that this server knows: the log was cut off or written anew"
        ));
    }
    let hash = found.head.hash.to_string();
    Ok(Verification { log, entries: found.entries, hash, faults })
}

async fn verify_instance(State(app): State<App>, caller: Caller) -> Answer {
    check_instance(&caller)?;
    let head = app.tokens.head();
    let verification = app.with_whole_log(move |app| verified(app, &head)).await?;
    answer(StatusCode::OK, &verification)
}

/// The instance's log is about every environment, so who reads it holds for all of them.
pub(super) fn check_instance(caller: &Caller) -> Result<(), ApiError> {
    caller.check_everywhere("The instance's log is")
}
