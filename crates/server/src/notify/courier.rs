//! Delivers what is in the outbox.
//!
//! Each channel is served by itself, so that none waits for another. Within a channel, messages go
//! out in the order of their entries; one that fails holds up those about the same keys, and where
//! nothing gets through the channel rests as a whole. The outbox keeps how often and until when, so
//! a server that starts again goes on where it was. Times are the wall clock's, read anew at each
//! look.

mod attempt;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use hoist_ruleset::log::Collection;
use jiff::{SignedDuration, Timestamp};
use tokio::task::{self, JoinSet};
use tracing::{error, warn};

use super::Channel;
use super::retry::{ASKED_MAX, After};
use crate::answer::ApiError;
use crate::app::App;
use crate::environment::unavailable;
pub(crate) use attempt::{told, try_out, webhook_id};

/// Messages of one channel that are looked at at a time. Where so many are held up, those behind
/// them wait too.
const PENDING_MAX: usize = 1_000;
/// How long a channel rests when its outbox could not be read or written.
const STORE_PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// How often the clock is looked at while something waits: it may jump.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);

/// When a channel is to be served again.
#[derive(Default)]
struct Turn {
    at: Option<Timestamp>,
    /// Whether nothing is to be tried before.
    rests: bool,
    /// Who serves it now.
    running: Option<task::Id>,
    /// Whether the bell was rung meanwhile.
    rung: bool,
}

impl Turn {
    fn ring(&mut self, now: Timestamp) {
        if self.running.is_some() {
            self.rung = true;
        } else if !self.rests {
            self.at = Some(now);
        }
    }

    fn is_due(&self, now: Timestamp) -> bool {
        self.running.is_none() && self.at.is_some_and(|at| left(at, now).is_none())
    }

    fn end(&mut self, next: Next, now: Timestamp) {
        let at = next.pause.map(|pause| now + pause);
        let at = if self.rung && !next.rests { Some(now) } else { at };
        *self = Self { at, rests: next.rests, running: None, rung: false };
    }
}

/// What is left when a channel was served.
struct Next {
    /// For how long nothing is to be tried; none where nothing is left.
    pause: Option<SignedDuration>,
    /// Whether new messages wait as well.
    rests: bool,
}

/// Delivers until the server stops.
pub(crate) async fn keep(app: App) {
    let mut rounds: JoinSet<(String, Next)> = JoinSet::new();
    let mut turns: HashMap<String, Turn> = HashMap::new();
    loop {
        let channels = app.notifications.channels().all();
        turns.retain(|id, turn| {
            turn.running.is_some() || channels.iter().any(|channel| channel.id == *id)
        });
        let now = app.now();
        for channel in channels.iter() {
            let turn = turns
                .entry(channel.id.clone())
                .or_insert_with(|| Turn { at: Some(now), ..Turn::default() });
            if turn.is_due(now) {
                turn.running = Some(rounds.spawn(serve(app.clone(), Arc::clone(channel))).id());
            }
        }
        let idle = turns.values().filter(|turn| turn.running.is_none());
        let next = idle.filter_map(|turn| Some(left(turn.at?, now).unwrap_or_default())).min();
        let next = next.map(|next| next.unsigned_abs().min(LOOK_INTERVAL));
        tokio::select! {
            () = app.notifications.channels().bell.notified() => {
                turns.values_mut().for_each(|turn| turn.ring(app.now()));
            }
            Some(ended) = rounds.join_next() => match ended {
                Ok((id, next)) => turns.entry(id).or_default().end(next, app.now()),
                Err(failed) => {
                    error!(%failed, "a worker failed");
                    let own = turns.values_mut().find(|turn| turn.running == Some(failed.id()));
                    if let Some(turn) = own {
                        turn.end(Next { pause: Some(STORE_PAUSE), rests: true }, app.now());
                    }
                }
            },
            () = tokio::time::sleep(next.unwrap_or_default()), if next.is_some() => {}
        }
    }
}

async fn serve(app: App, channel: Arc<Channel>) -> (String, Next) {
    let next = deliver(&app, &channel).await.unwrap_or_else(|ApiError(refusal)| {
        let (channel, why) = (&channel.name, &refusal.detail);
        warn!(channel, why, "the outbox could not be read or written; it is tried again");
        Next { pause: Some(STORE_PAUSE), rests: true }
    });
    (channel.id.clone(), next)
}

type Key = (String, Collection, String);

/// Delivers all of a channel that can be delivered now.
async fn deliver(app: &App, channel: &Channel) -> Result<Next, ApiError> {
    loop {
        let id = channel.id.clone();
        let pending = move |app: &App| app.store.pending(&id, PENDING_MAX);
        let pending = app.blocking(move |app| pending(app).map_err(|error| unavailable(&error)));
        let pending = pending.await?;
        let (is_all, mut has_moved) = (pending.len() < PENDING_MAX, false);
        // Keys about which something earlier waits.
        let mut held: HashSet<Key> = HashSet::new();
        let mut pause: Option<SignedDuration> = None;
        for queued in &pending {
            let keys = || {
                let key = |(of, key): &(Collection, String)| (queued.log.clone(), *of, key.clone());
                queued.keys.iter().map(key)
            };
            if keys().any(|key| held.contains(&key)) {
                held.extend(keys());
                continue;
            }
            let own = match left(queued.due, app.now()) {
                Some(left) => Some(left),
                None => match attempt::attempt(app, channel, queued).await? {
                    After::Delivered | After::Never { .. } => None,
                    After::Again { pause, rests: true, .. } => {
                        return Ok(Next { pause: Some(pause), rests: true });
                    }
                    After::Again { pause, rests: false, .. } => Some(pause),
                },
            };
            match own {
                Some(own) => {
                    held.extend(keys());
                    pause = Some(pause.map_or(own, |pause| pause.min(own)));
                }
                None => has_moved = true,
            }
        }
        if is_all || !has_moved {
            return Ok(Next { pause, rests: false });
        }
    }
}

/// How long it is still until a time. Where that would be longer than anything waits, the clock has
/// gone back, and the time has come.
fn left(until: Timestamp, now: Timestamp) -> Option<SignedDuration> {
    let left = until.duration_since(now);
    Some(left).filter(|left| left.is_positive() && *left <= ASKED_MAX)
}
