//! Channels of notifications: make, list, try out, delete; what they missed.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use hoist_api::{
    Channel, ChannelQueue, Code, DeadMessage, IssuedChannel, NewChannel, Page, ReasonRequest,
    ReplayRequest, Replayed, TestedChannel,
};
use hoist_ruleset::is_environment_key;
use hoist_store::{Queue, Queued};

use super::ADMINS;
use super::page::{PAGE, PageQuery};
use crate::answer::{Answer, ApiError, json, nothing};
use crate::app::App;
use crate::caller::Caller;
use crate::environment::unavailable;
use crate::environments::INSTANCE;
use crate::notify::{self, Filter, Place, Wanted, courier};
use crate::operation::Method::{Delete, Get, Post};
use crate::operation::{Operation, json as content};
use crate::plan::{Refusal, refusal};
use crate::request::{Json, Parameters, Path, Urgent};

pub(super) fn operations() -> Vec<Operation> {
    let (all, one) = ("/api/notifications", "/api/notifications/{key}");
    let about = "List channels of notifications, without secrets";
    let list = Operation::new(Get, all, "listChannels", about, list);
    let about = "Make a channel; what its messages are signed with is shown once";
    let create = Operation::new(Post, all, "createChannel", about, create);
    let about = "Read a channel, without its secrets";
    let get = Operation::new(Get, one, "getChannel", about, get);
    let about = "Delete a channel, and with it what it was still to be told";
    let delete = Operation::new(Delete, one, "deleteChannel", about, delete);
    let about = "Give it another secret; for a day messages are signed with both";
    let rotate = Operation::new(Post, format!("{one}/rotate"), "rotateChannel", about, rotate);
    let about = "Send a message at once, and tell what came of it";
    let test = Operation::new(Post, format!("{one}/test"), "testChannel", about, test);
    let about = "List messages that were given up, the oldest first";
    let dead = Operation::new(Get, format!("{one}/dead"), "listDeadMessages", about, dead);
    let about = "Deliver messages after all that were given up";
    let replay = Operation::new(Post, format!("{one}/replay"), "replayMessages", about, replay);
    let rows = [
        list.with(PAGE).giving(200, content::<Page<Channel>>()),
        create.taking(content::<NewChannel>()).giving(201, content::<IssuedChannel>()),
        get.giving(200, content::<Channel>()),
        delete.giving_nothing(204),
        rotate
            .taking(content::<ReasonRequest>().optional())
            .giving(200, content::<IssuedChannel>()),
        test.giving(200, content::<TestedChannel>()),
        dead.with(PAGE).giving(200, content::<Page<DeadMessage>>()),
        replay.taking(content::<ReplayRequest>().optional()).giving(200, content::<Replayed>()),
    ];
    rows.into_iter().map(|row| row.of_instance().open_to(ADMINS)).collect()
}

/// Whether a caller may see or touch a channel: it tells of nothing that their token does not hold
/// for. An environment that has taken the name of an archived one is another.
fn may_touch(app: &App, caller: &Caller, channel: &notify::Channel) -> bool {
    let is_held = |place: &Place| {
        let environment = app.environments.get(&place.name);
        let log = environment.map(|environment| environment.moment().head.log.clone());
        caller.identity.holds_for(&place.name) && log.is_some() && log == place.log
    };
    caller.identity.holds_for("*") || channel.filter.environments.iter().all(is_held)
}

fn find(app: &App, caller: &Caller, name: &str) -> Result<Arc<notify::Channel>, Refusal> {
    let channel = app.notifications.find(name)?;
    // Whether there is a foreign one is nobody's business.
    let shown: String = name.chars().take(64).collect();
    let foreign = || refusal(Code::NotFound, format!("There is no channel {shown}."));
    may_touch(app, caller, &channel).then_some(channel).ok_or_else(foreign)
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    Parameters(page): Parameters<PageQuery>,
) -> Answer {
    let limit = page.limit()?;
    let all = app.notifications.channels().all();
    let after = page.cursor.unwrap_or_default();
    let rest = all.iter().filter(|channel| channel.name > after);
    let visible = rest.filter(|channel| may_touch(&app, &caller, channel));
    let mut channels: Vec<_> = visible.take(limit + 1).cloned().collect();
    let more = channels.len() > limit;
    channels.truncate(limit);
    let next = channels.last().filter(|_| more).map(|last| last.name.clone());
    let items = app.blocking(move |app| shown(app, &channels)).await?;
    json(StatusCode::OK, &Page::new(items, next))
}

async fn get(State(app): State<App>, caller: Caller, Path(key): Path<String>) -> Answer {
    let channel = find(&app, &caller, &key)?;
    json(StatusCode::OK, &one(&app, channel).await?)
}

async fn create(State(app): State<App>, caller: Caller, Json(new): Json<NewChannel>) -> Answer {
    let NewChannel { name, kind, url, environments, kinds, collections, keys, tags, reason } = new;
    check_name(&name)?;
    let environments =
        environments.iter().map(|name| place(&app, &caller, name)).collect::<Result<_, _>>()?;
    let filter = Filter { environments, kinds, collections, keys, tags };
    filter.check().map_err(|detail| refusal(Code::Invalid, detail))?;
    let to = app.outbound.check(&url).map_err(|failure| {
        // It says nothing of the URL but its host.
        refusal(Code::Invalid, format!("Nothing can be sent to this `url`: {failure}."))
    })?;
    let author = caller.author(reason)?;
    let wanted = Wanted { name, kind, url, to, filter };
    let made = move |app: &App| app.notifications.create(wanted, &author, app.now());
    let (channel, secret) = app.blocking(made).await?;
    let about = one(&app, channel).await?;
    json(StatusCode::CREATED, &IssuedChannel { secret, about })
}

async fn rotate(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Urgent(ReasonRequest { reason }): Urgent<ReasonRequest>,
) -> Answer {
    find(&app, &caller, &key)?;
    let author = caller.author(reason)?;
    let rotate = move |app: &App| app.notifications.rotate(&key, &author, app.now());
    let (channel, secret) = app.blocking(rotate).await?;
    let (secret, about) = (Some(secret), one(&app, channel).await?);
    json(StatusCode::OK, &IssuedChannel { secret, about })
}

async fn delete(State(app): State<App>, caller: Caller, Path(key): Path<String>) -> Answer {
    find(&app, &caller, &key)?;
    let author = caller.author(None)?;
    app.blocking(move |app| app.notifications.delete(&key, &author, app.now())).await?;
    nothing()
}

async fn test(State(app): State<App>, caller: Caller, Path(key): Path<String>) -> Answer {
    let channel = find(&app, &caller, &key)?;
    let who = caller.author(None)?.actor;
    json(StatusCode::OK, &courier::try_out(&app, &channel, &who).await?)
}

async fn dead(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Parameters(page): Parameters<PageQuery>,
) -> Answer {
    let channel = find(&app, &caller, &key)?;
    let (limit, after) = (page.limit()?, page.number()?.unwrap_or_default());
    let read = move |app: &App| {
        let mut dead =
            app.store.dead(&channel.id, after, limit + 1).map_err(|e| unavailable(&e))?;
        let more = dead.len() > limit;
        dead.truncate(limit);
        let next = dead.last().filter(|_| more).map(|last| last.number.to_string());
        let items: Result<Vec<_>, _> =
            dead.iter().map(|queued| message(app, &channel, queued)).collect();
        Ok(Page::new(items?, next))
    };
    json(StatusCode::OK, &app.blocking(read).await?)
}

fn message(app: &App, channel: &notify::Channel, queued: &Queued) -> Result<DeadMessage, Refusal> {
    let told = courier::told(app, &queued.log, &queued.seqs)?;
    Ok(DeadMessage {
        id: queued.number,
        webhook_id: courier::webhook_id(channel, queued),
        text: notify::message::text(&told),
        environment: told.environment,
        seqs: queued.seqs.clone(),
        created_at: queued.created,
        given_up_at: queued.given_up.unwrap_or(queued.created),
        attempts: queued.attempts,
        failure: queued.failure.clone().unwrap_or_default(),
    })
}

async fn replay(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Urgent(ReplayRequest { id }): Urgent<ReplayRequest>,
) -> Answer {
    let channel = find(&app, &caller, &key)?;
    let replay = move |app: &App| {
        let replayed = app.notifications.replay(&channel, id, app.now());
        replayed.map_err(|error| unavailable(&error))
    };
    let replayed = app.blocking(replay).await?;
    if let Some(id) = id.filter(|_| replayed == 0) {
        let detail = format!("No message {id} of this channel was given up.");
        return Err(ApiError::new(Code::NotFound, detail));
    }
    json(StatusCode::OK, &Replayed { replayed: u64::try_from(replayed).unwrap_or(u64::MAX) })
}

fn check_name(name: &str) -> Result<(), ApiError> {
    if is_environment_key(name) {
        return Ok(());
    }
    let detail = "`name` begins with a lower-case letter and has up to 63 lower-case letters, \
                  digits and dashes, such as `ops-chat`.";
    Err(ApiError::new(Code::Invalid, detail))
}

/// A place that a channel is to be told of, if the caller's token holds for it.
fn place(app: &App, caller: &Caller, name: &str) -> Result<Place, Refusal> {
    if !caller.identity.holds_for(name) {
        let detail = "A channel cannot be told of an environment that the token does not hold for.";
        return Err(refusal(Code::Forbidden, detail));
    }
    let log = match name {
        "*" => None,
        INSTANCE => Some(app.tokens.head().log),
        _ => match app.environments.find(name) {
            Ok(environment) => Some(environment.moment().head.log.clone()),
            Err(missing) => {
                let detail = format!("{}{}", missing.detail, app.environments.known());
                return Err(refusal(Code::Invalid, detail));
            }
        },
    };
    Ok(Place { name: name.to_owned(), log })
}

async fn one(app: &App, channel: Arc<notify::Channel>) -> Result<Channel, ApiError> {
    let name = channel.name.clone();
    let lost = move || refusal(Code::NotFound, format!("There is no channel {name}."));
    app.blocking(move |app| shown(app, &[channel])?.pop().ok_or_else(lost)).await
}

/// Channels as they are shown, with what is in their outboxes. Blocks.
fn shown(app: &App, channels: &[Arc<notify::Channel>]) -> Result<Vec<Channel>, Refusal> {
    let queues = queues(app)?;
    let shown = |channel: &Arc<notify::Channel>| {
        let queue = queues.get(&channel.id);
        let first = match queue.filter(|queue| queue.pending > 0) {
            Some(_) => app.store.pending(&channel.id, 1).map_err(|error| unavailable(&error))?,
            None => Vec::new(),
        };
        let notify::Channel { name, kind, to, filter, created, .. } = &**channel;
        Ok(Channel {
            name: name.clone(),
            kind: *kind,
            to: to.clone(),
            environments: filter.environments.iter().map(|place| place.name.clone()).collect(),
            kinds: filter.kinds.clone(),
            collections: filter.collections.clone(),
            keys: filter.keys.clone(),
            tags: filter.tags.clone(),
            created_at: *created,
            rotating_until: channel.rotating_until(app.now()),
            queue: ChannelQueue {
                pending: queue.map_or(0, |queue| queue.pending),
                oldest_at: queue.and_then(|queue| queue.oldest),
                failure: first.into_iter().next().and_then(|first| first.failure),
                dead: queue.map_or(0, |queue| queue.dead),
            },
        })
    };
    channels.iter().map(shown).collect()
}

fn queues(app: &App) -> Result<HashMap<String, Queue>, Refusal> {
    let queues = app.store.queues().map_err(|error| unavailable(&error))?;
    Ok(queues.into_iter().map(|queue| (queue.channel.clone(), queue)).collect())
}

/// Sets what telemetry tells of the outboxes. Blocks. Nothing is read where there are no channels.
pub(super) fn set_gauges(app: &App) -> Result<(), Refusal> {
    let channels = app.notifications.channels().all();
    let mut queues = if channels.is_empty() { HashMap::new() } else { queues(app)? };
    let named = channels.iter().map(|channel| (channel.name.clone(), queues.remove(&channel.id)));
    app.telemetry.set_queues(&named.collect::<Vec<_>>(), app.now());
    Ok(())
}
