//! One attempt to deliver one message, and noting what came of it.

use std::time::Duration;

use hoist_api::{FieldChange, TestedChannel};
use hoist_ruleset::diff;
use hoist_ruleset::log::{Aspect, Entry, Kind};
use hoist_store::{Query, Queued, StoreError, Which};
use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;
use tracing::{info, warn};

use super::super::channel::{Channel, Kept};
use super::super::message::Told;
use super::super::retry::{After, GIVE_UP_AFTER, judge};
use super::super::{payload, signature};
use crate::answer::ApiError;
use crate::app::App;
use crate::environment::unavailable;
use crate::environments::INSTANCE;
use crate::outbound::{Failure, Request, Response};
use crate::plan::Refusal;
use crate::secret;
use crate::telemetry::Outcome;

/// How long a receiver may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The id that a message has on the way, whenever it is sent.
pub(crate) fn webhook_id(channel: &Channel, queued: &Queued) -> String {
    signature::id(&channel.id, &queued.hash)
}

/// Tries to deliver a message, and notes in the outbox what came of it.
pub(super) async fn attempt(
    app: &App,
    channel: &Channel,
    queued: &Queued,
) -> Result<After, ApiError> {
    let Some(after) = tried(app, channel, queued).await? else {
        // The channel was deleted meanwhile, and this with it.
        return Ok(After::Delivered);
    };
    note(app, channel, queued, after.clone()).await?;
    Ok(after)
}

/// What came of an attempt; nothing where the channel is there no more.
async fn tried(app: &App, channel: &Channel, queued: &Queued) -> Result<Option<After>, ApiError> {
    // As it is now: its secret may be another one by now.
    let current = app.notifications.channels().get(&channel.name);
    let Some(current) = current.filter(|current| current.id == channel.id) else {
        return Ok(None);
    };
    let (log, seqs) = (queued.log.clone(), queued.seqs.clone());
    let told = app.blocking(move |app| told(app, &log, &seqs)).await?;
    if told.entries.is_empty() {
        let why = "the entries that it tells of are not in the log".to_owned();
        return Ok(Some(After::Never { why }));
    }
    let now = app.now();
    let body = payload::body(current.kind, &told, app.notifications.public_url.as_deref());
    let sent = match &current.kept {
        Some(kept) => send(app, kept, &webhook_id(channel, queued), body, now).await,
        None => {
            let why = "the channel's secrets do not open with this server's secrets.key";
            Err(Failure::Unreachable { host: channel.to.clone(), why: why.to_owned() })
        }
    };
    Ok(Some(judge(&sent, queued.attempts, secret::between(500, 1_000), now)))
}

/// Sends a body to where a channel leads, signed if it is.
async fn send(
    app: &App,
    kept: &Kept,
    id: &str,
    body: String,
    now: Timestamp,
) -> Result<Response, Failure> {
    let mut headers = vec![
        ("content-type", "application/json".to_owned()),
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", now.as_second().to_string()),
    ];
    if let Some(secret) = &kept.secret {
        let previous = kept.previous.as_ref().filter(|previous| previous.until > now);
        let previous = previous.map(|previous| &previous.secret);
        let secrets: Vec<_> = [secret].into_iter().chain(previous).collect();
        let signature = signature::header(&secrets, id, now.as_second(), &body);
        headers.push(("webhook-signature", signature));
    }
    let request = Request {
        url: &kept.url,
        headers: &headers,
        body: Some(body),
        timeout: TIMEOUT,
        answer_bytes_max: 0,
    };
    app.outbound.send(request).await
}

/// Notes what came of an attempt.
async fn note(app: &App, channel: &Channel, queued: &Queued, after: After) -> Result<(), ApiError> {
    let (id, name, now) = (channel.id.clone(), channel.name.clone(), app.now());
    let (number, attempts) = (queued.number, queued.attempts + 1);
    let is_old = now.duration_since(queued.created) >= GIVE_UP_AFTER;
    let noted = move |app: &App| -> Result<(), StoreError> {
        let count = |outcome, n| app.telemetry.notified(&name, outcome, n);
        let give_up = |which, why: &str| {
            let given_up = app.store.give_up(&id, which, why, now)?;
            warn!(channel = name, given_up, why, "messages are given up; they can be replayed");
            count(Outcome::GivenUp, given_up);
            Ok(())
        };
        match &after {
            After::Delivered => {
                app.store.delivered(number)?;
                count(Outcome::Delivered, 1);
                info!(channel = name, attempts, "a message was delivered");
            }
            After::Again { pause, rests, why } => {
                app.store.failed(number, now + *pause, why)?;
                count(Outcome::Failed, 1);
                let pause_ms = pause.as_millis();
                warn!(channel = name, attempts, pause_ms, why, "a message could not be delivered");
                // Where nothing gets through, the others that are as old are given up with it.
                match (is_old, rests) {
                    (false, _) => {}
                    (true, true) => give_up(Which::Before(now - GIVE_UP_AFTER), why)?,
                    (true, false) => give_up(Which::One(number), why)?,
                }
            }
            After::Never { why } => {
                count(Outcome::Failed, 1);
                give_up(Which::One(number), why)?;
            }
        }
        Ok(())
    };
    app.blocking(move |app| noted(app).map_err(|error| unavailable(&error))).await
}

/// Sends a message that tells of nothing, at once.
pub(crate) async fn try_out(
    app: &App,
    channel: &Channel,
    who: &str,
) -> Result<TestedChannel, Refusal> {
    let (id, now, start) = (secret::id("msg")?, app.now(), Instant::now());
    let body = payload::test(channel.kind, &channel.name, who, now);
    let sent = match &channel.kept {
        Some(kept) => send(app, kept, &id, body, now).await,
        None => {
            let why = "the channel's secrets do not open with this server's secrets.key";
            Err(Failure::Unreachable { host: channel.to.clone(), why: why.to_owned() })
        }
    };
    let took_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let status = sent.as_ref().ok().map(|response| response.status);
    let (delivered, detail) = match judge(&sent, 0, 1_000, now) {
        After::Delivered => (true, "The receiver accepted it.".to_owned()),
        After::Again { why, .. } | After::Never { why } => {
            (false, format!("It was not accepted: {why}."))
        }
    };
    Ok(TestedChannel { delivered, status, detail, took_ms })
}

/// What some entries say, as far as it is still known. Blocks.
pub(crate) fn told(app: &App, log: &str, seqs: &[u64]) -> Result<Told, Refusal> {
    read(app, log, seqs).map_err(|error| unavailable(&error))
}

fn read(app: &App, log: &str, seqs: &[u64]) -> Result<Told, StoreError> {
    let (first, last) = (seqs.first().copied(), seqs.last().copied());
    let query = Query {
        after: first.map(|first| first.saturating_sub(1)),
        before: last.map(|last| last + 1),
        limit: usize::MAX,
        ..Query::default()
    };
    let mut entries = app.store.entries(log, &query)?;
    entries.retain(|entry| seqs.binary_search(&entry.seq).is_ok());
    let (mut body, mut changes) = (None, Vec::new());
    if let [entry] = &entries[..] {
        let text = entry.digest.map(|digest| app.store.body(&digest)).transpose()?.flatten();
        body = text.and_then(|text| serde_json::from_str::<Value>(&text).ok());
        changes = changed(app, entry, body.as_ref())?;
    }
    Ok(Told { environment: environment(app, log), entries, body, changes })
}

/// What an entry changed of a definition. Nothing where one of the two is gone: that is no reason to
/// tell nobody of the entry.
fn changed(
    app: &App,
    entry: &Entry,
    after: Option<&Value>,
) -> Result<Vec<FieldChange>, StoreError> {
    let is_change = entry.kind.aspect() == Aspect::Definition && entry.kind != Kind::Created;
    let Some(after) = after.filter(|_| is_change) else { return Ok(Vec::new()) };
    let before =
        app.store.definition(&entry.log, entry.collection, &entry.key, entry.seq.saturating_sub(1));
    let before = match before {
        Ok(before) => before.and_then(|(_, text)| text),
        Err(StoreError::Erased { .. } | StoreError::Damaged { .. }) => None,
        Err(error) => return Err(error),
    };
    let before = before.and_then(|text| serde_json::from_str::<Value>(&text).ok());
    let changes = before.map(|before| diff(&before, after)).unwrap_or_default();
    Ok(changes.into_iter().map(FieldChange::from).collect())
}

/// The name of the environment of a log.
fn environment(app: &App, log: &str) -> String {
    let live = app.environments.values().find(|each| each.moment().head.log == log);
    let archived = || app.environments.archived().into_iter().find(|each| each.log == log);
    let live = live.map(|each| each.name.clone());
    live.or_else(|| archived().map(|each| each.key)).unwrap_or_else(|| INSTANCE.to_owned())
}
