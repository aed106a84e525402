//! Scheduled changes: make one, list them, look at one, cancel it.

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{
    Code, NextSchedule, Page, Schedule, ScheduleEnd, ScheduleRequest, ScheduleState,
    ScheduledChange, SchedulesSummary,
};
use hoist_ruleset::log::{Aspect, Collection, Entry, Kind};
use hoist_store::{Fact, Query};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;

use super::page::{CONFIRM, ConfirmQuery, PAGE, PAGE_BYTES_MAX, PageQuery, check_confirmed};
use super::{READERS, WRITERS};
use crate::answer::{Answer, json as answer, nothing};
use crate::app::App;
use crate::author::SERVER;
use crate::caller::Caller;
use crate::environment::unavailable;
use crate::moment::{Moment, ScheduleBody, Scheduled};
use crate::operation::Method::{Delete, Get, Post};
use crate::operation::{Operation, Parameter, json as content};
use crate::plan::{self, Refusal, refusal};
use crate::request::{Json, Parameters, Path};
use crate::secret;

/// For how long a change that was refused is told in the status.
const REFUSED_TOLD: SignedDuration = SignedDuration::from_hours(7 * 24);

pub(super) fn operations() -> Vec<Operation> {
    let (all, one) = ("/api/schedules", "/api/schedules/{id}");
    let about = "Change a definition at a time to come";
    let make = Operation::new(Post, all, "createSchedule", about, create);
    let about = "List the changes that are to come, in the order of their times";
    let list = Operation::new(Get, all, "listSchedules", about, list);
    let about = "Read a scheduled change, and how it ended";
    let get = Operation::new(Get, one, "getSchedule", about, get);
    let about = "Cancel a change that is to come";
    let cancel = Operation::new(Delete, one, "cancelSchedule", about, cancel);
    vec![
        list.open_to(READERS).with(PAGE).with(&[DONE]).giving(200, content::<Page<Schedule>>()),
        make.open_to(WRITERS)
            .with(&[CONFIRM])
            .taking(content::<ScheduleRequest>())
            .giving(201, content::<Schedule>()),
        get.open_to(READERS).giving(200, content::<Schedule>()),
        cancel.open_to(WRITERS).giving_nothing(204),
    ]
}

const DONE: Parameter = Parameter {
    name: "done",
    place: "query",
    about: "`true`: those that were made, cancelled or refused instead, the last one first.",
    schema: || json!({"type": "boolean", "default": false}),
};

async fn create(
    State(app): State<App>,
    caller: Caller,
    Parameters(ConfirmQuery { confirm }): Parameters<ConfirmQuery>,
    Json(request): Json<ScheduleRequest>,
) -> Answer {
    let ScheduleRequest { at, collection, key, change, if_version, reason } = request;
    // Nobody is there to be asked when it is deleted.
    if matches!(change, ScheduledChange::Delete(_)) {
        check_confirmed(confirm.as_deref(), &key, caller.environment()?.about().protected)?;
    }
    let body = ScheduleBody { at, collection, key, change, if_version };
    let id = secret::id("sch")?;
    let name = id.clone();
    let schedule =
        move |moment: &Moment, author: &_, now| plan::schedule(moment, &name, &body, author, now);
    let changed = app.change(&caller, reason, schedule).await?;
    let scheduled = changed.moment.schedules.get(&id);
    // The worker cannot have made it: this is the moment after its own entry.
    let lost = || refusal(Code::Internal, "The change was scheduled and is not there.");
    let scheduled = scheduled.ok_or_else(lost)?;
    answer(StatusCode::CREATED, &shown(scheduled, &changed.moment, app.now()))
}

#[derive(Debug, Default, Deserialize)]
struct DoneQuery {
    #[serde(default)]
    done: bool,
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    Parameters(page): Parameters<PageQuery>,
    Parameters(DoneQuery { done }): Parameters<DoneQuery>,
) -> Answer {
    let (limit, moment, now) = (page.limit()?, caller.environment()?.moment(), app.now());
    if done {
        let before = page.number()?;
        let page = app.with_whole_log(move |app| ended_before(app, &moment, before, limit)).await?;
        return answer(StatusCode::OK, &page);
    }
    let pending = moment.schedules.pending();
    let skipped = match &page.cursor {
        None => 0,
        Some(cursor) => {
            let last = moment.schedules.pending().position(|one| one.id == *cursor);
            let detail = "`cursor` is no change that is still to come: start from the beginning.";
            last.ok_or_else(|| refusal(Code::BadRequest, detail))? + 1
        }
    };
    let left = pending.len() - skipped;
    let shown = pending.skip(skipped).take(limit).map(|one| Ok(shown(one, &moment, now)));
    let items = up_to(PAGE_BYTES_MAX, shown)?;
    let next = items.last().filter(|_| left > items.len()).map(|last| last.id.clone());
    answer(StatusCode::OK, &Page::new(items, next))
}

async fn get(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let moment = caller.environment()?.moment();
    if let Some(scheduled) = moment.schedules.get(&id) {
        return answer(StatusCode::OK, &shown(scheduled, &moment, app.now()));
    }
    let found = app.blocking(move |app| {
        let shown: String = id.chars().take(64).collect();
        let missing = || refusal(Code::NotFound, format!("There is no scheduled change {shown}."));
        ended(app, &moment.head.log, &id)?.ok_or_else(missing)
    });
    answer(StatusCode::OK, &found.await?)
}

async fn cancel(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let cancel = move |moment: &Moment, author: &_, _| plan::cancel_schedule(moment, &id, author);
    app.change(&caller, None, cancel).await?;
    nothing()
}

/// A change that is to come.
fn shown(scheduled: &Scheduled, moment: &Moment, now: Timestamp) -> Schedule {
    let is_due = scheduled.body.at <= now;
    let freeze = moment.freeze_of(scheduled.body.kind(), now).filter(|_| is_due);
    let state = if freeze.is_some() { ScheduleState::Held } else { ScheduleState::Pending };
    Schedule { held_by: freeze.map(|freeze| freeze.shown(now)), ..of(scheduled, state, None) }
}

fn of(scheduled: &Scheduled, state: ScheduleState, ended: Option<ScheduleEnd>) -> Schedule {
    let ScheduleBody { at, collection, key, change, if_version } = scheduled.body.clone();
    Schedule {
        id: scheduled.id.clone(),
        state,
        at,
        collection,
        key,
        change,
        if_version,
        by: scheduled.by.clone(),
        created_at: scheduled.created,
        reason: scheduled.reason.clone(),
        seq: scheduled.seq,
        held_by: None,
        ended,
    }
}

/// A page of those that ended before a seq, the last one first. Blocks.
fn ended_before(
    app: &App,
    moment: &Moment,
    mut before: Option<u64>,
    limit: usize,
) -> Result<Page<Schedule>, Refusal> {
    let log = &moment.head.log;
    let mut ends: Vec<Entry> = Vec::new();
    // Between the ends are the entries that scheduled them.
    while ends.len() <= limit {
        let query = Query {
            collection: Some(Collection::Schedules),
            before,
            newest_first: true,
            limit,
            ..Query::default()
        };
        let entries = app.store.entries(log, &query).map_err(|error| unavailable(&error))?;
        let Some(last) = entries.last() else { break };
        before = Some(last.seq);
        let is_end = |entry: &Entry| {
            entry.kind.aspect() == Aspect::Schedule && entry.kind != Kind::Scheduled
        };
        ends.extend(entries.into_iter().filter(is_end));
    }
    let is_more = ends.len() > limit;
    ends.truncate(limit);
    let last = ends.last().map(|last| last.seq);
    let items = ends.iter().filter_map(|end| match ended(app, log, &end.key) {
        // What is there of it is in the log; asked for by its id, it says why it is not here.
        Err(refusal) if refusal.code == Code::Erased => None,
        ended => ended.transpose(),
    });
    let told = up_to(PAGE_BYTES_MAX, items)?;
    // Where the last one is not told, there is a next page.
    let told_last = told.last().and_then(|one| one.ended.as_ref()).map(|end| end.seq);
    let next = if is_more { last } else { None };
    let next = told_last.filter(|seq| Some(*seq) != last).or(next).map(|seq| seq.to_string());
    Ok(Page::new(told, next))
}

/// The first items, until they are more than so many bytes, and one at least.
fn up_to(
    most: usize,
    items: impl Iterator<Item = Result<Schedule, Refusal>>,
) -> Result<Vec<Schedule>, Refusal> {
    let (mut told, mut bytes) = (Vec::new(), 0);
    for item in items {
        let item = item?;
        bytes += serde_json::to_string(&item).map_or(0, |text| text.len());
        if bytes > most && !told.is_empty() {
            break;
        }
        told.push(item);
    }
    Ok(told)
}

/// A scheduled change that has ended, if there is one of that id. Blocks.
fn ended(app: &App, log: &str, id: &str) -> Result<Option<Schedule>, Refusal> {
    let query = Query {
        collection: Some(Collection::Schedules),
        key: Some(id.to_owned()),
        limit: 2,
        ..Query::default()
    };
    let entries = app.store.entries(log, &query).map_err(|error| unavailable(&error))?;
    let [begin, end] = entries.as_slice() else { return Ok(None) };
    let body = begin.digest.map(|digest| app.store.body(&digest)).transpose();
    let body = body.map_err(|error| unavailable(&error))?.flatten();
    let fact = Fact { entry: begin.clone(), body, created: None };
    app.store.check_body(&fact).map_err(|error| unavailable(&error))?;
    let state = match end.kind {
        Kind::Applied => ScheduleState::Applied,
        _ if end.actor == SERVER => ScheduleState::Refused,
        _ => ScheduleState::Cancelled,
    };
    let Entry { time, actor, reason, seq, .. } = end.clone();
    let ended = ScheduleEnd { at: time, by: actor, reason, seq };
    let scheduled = fact.body.and_then(|body| Scheduled::of(begin, &body));
    Ok(scheduled.map(|scheduled| of(&scheduled, state, Some(ended))))
}

/// The scheduled changes of an environment in short.
pub(super) fn summary(moment: &Moment, now: Timestamp) -> SchedulesSummary {
    let is_held = |one: &Scheduled| moment.freeze_of(one.body.kind(), now).is_some();
    let held = moment.schedules.due(now).filter(|one| is_held(one)).count();
    let is_next = |one: &&std::sync::Arc<Scheduled>| one.body.at > now || !is_held(one);
    let next = moment.schedules.pending().find(is_next).map(|one| NextSchedule {
        id: one.id.clone(),
        at: one.body.at,
        collection: one.body.collection,
        key: one.body.key.clone(),
    });
    let is_told = |at: Timestamp| now.duration_since(at) < REFUSED_TOLD;
    let refused = moment.schedules.refused().filter(|refused| is_told(refused.at));
    SchedulesSummary {
        pending: super::emergency::count(moment.schedules.pending().len()),
        held: super::emergency::count(held),
        next,
        refused: refused.cloned().collect(),
    }
}
