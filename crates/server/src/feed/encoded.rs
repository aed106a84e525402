//! Messages as bytes, each made once and shared by all readers that are due the same.
//!
//! Only what the present moment gives is kept: nobody is sent an older one again.

use std::collections::VecDeque;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use hoist_api::stream::event;
use hoist_api::{Heartbeat, Snapshot};
use serde::Serialize;
use tokio::sync::OnceCell;
use tokio::task::JoinError;

use super::Due;
use super::difference::{difference, kills, snapshot};
use crate::moment::Moment;

/// Messages that are kept. Readers that keep up are all due the same; others come back from a
/// break, each from where it was.
const KEPT_MAX: usize = 16;

/// One or more events on their way to a reader. Cloning it copies nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Message {
    /// Seq that the reader is at with it; of kills, that of the last one.
    pub(crate) seq: u64,
    /// What is before the body.
    head: Bytes,
    body: Bytes,
}

/// What ends an event.
const END: &[u8] = b"\n\n";

impl Message {
    fn new(seq: u64, text: Vec<u8>) -> Self {
        Self { seq, head: Bytes::new(), body: text.into() }
    }

    /// Says after how long a reader whose stream ended is to come back.
    pub(crate) fn retry(ms: u32) -> Self {
        Self::new(0, format!("retry: {ms}\n\n").into())
    }

    /// Takes its next bytes, at most so many; none where it is at its end.
    pub(crate) fn take(&mut self, bytes_max: usize) -> Option<Bytes> {
        let part = if self.head.is_empty() { &mut self.body } else { &mut self.head };
        (!part.is_empty()).then(|| part.split_to(bytes_max.min(part.len())))
    }
}

/// The messages of an environment.
#[derive(Debug, Default)]
pub(crate) struct Feed(Mutex<Kept>);

/// What is made from the rules after one seq.
#[derive(Debug, Default)]
struct Kept {
    ruleset_seq: u64,
    messages: VecDeque<(Due, Arc<OnceCell<Message>>)>,
    compressed: Arc<OnceCell<Bytes>>,
}

impl Feed {
    /// The message that is due at a moment.
    ///
    /// # Errors
    ///
    /// Making it panicked.
    pub(crate) async fn message(
        &self,
        environment: &str,
        moment: &Arc<Moment>,
        due: Due,
    ) -> Result<Message, JoinError> {
        let cell = self.with(moment, |kept| {
            if let Some((_, cell)) = kept.messages.iter().find(|(own, _)| *own == due) {
                return Arc::clone(cell);
            }
            if kept.messages.len() == KEPT_MAX {
                kept.messages.pop_front();
            }
            let cell = Arc::<OnceCell<_>>::default();
            kept.messages.push_back((due, Arc::clone(&cell)));
            cell
        });
        let make = async || {
            // Short, and not to wait for a thread behind whoever else wants one.
            if matches!(due, Due::Kills { .. }) {
                return Ok(encode(environment, moment, due));
            }
            let (environment, moment) = (environment.to_owned(), Arc::clone(moment));
            tokio::task::spawn_blocking(move || encode(&environment, &moment, due)).await
        };
        cell.get_or_try_init(make).await.cloned()
    }

    /// Everything at a moment as JSON.
    ///
    /// # Errors
    ///
    /// Making it panicked.
    pub(crate) async fn snapshot(
        &self,
        environment: &str,
        moment: &Arc<Moment>,
    ) -> Result<Bytes, JoinError> {
        let Message { body, .. } = self.message(environment, moment, Due::Snapshot).await?;
        Ok(body.slice(..body.len().saturating_sub(END.len())))
    }

    /// The same, compressed by gzip.
    ///
    /// # Errors
    ///
    /// Making it panicked.
    pub(crate) async fn compressed_snapshot(
        &self,
        environment: &str,
        moment: &Arc<Moment>,
    ) -> Result<Bytes, JoinError> {
        let cell = self.with(moment, |kept| Arc::clone(&kept.compressed));
        let make = async || {
            let json = self.snapshot(environment, moment).await?;
            tokio::task::spawn_blocking(move || compressed(&json)).await
        };
        cell.get_or_try_init(make).await.cloned()
    }

    /// Looks at what is kept of a moment. Of one that is not the newest any more nothing is kept.
    fn with<T>(&self, moment: &Moment, look: impl FnOnce(&mut Kept) -> T) -> T {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Kept { ruleset_seq: moment.ruleset_seq, ..Kept::default() };
        if moment.ruleset_seq < kept.ruleset_seq {
            return look(&mut new());
        }
        if moment.ruleset_seq > kept.ruleset_seq {
            *kept = new();
        }
        look(&mut kept)
    }
}

/// Everything at a moment of the past as JSON, which says that it is of the past. Few ask for it,
/// so it is not kept.
///
/// # Errors
///
/// Making it panicked.
pub(crate) async fn past_snapshot(
    environment: &str,
    moment: &Arc<Moment>,
    is_compressed: bool,
) -> Result<Bytes, JoinError> {
    let (environment, moment) = (environment.to_owned(), Arc::clone(moment));
    let make = move || {
        let mut text = Vec::new();
        write_json(&mut text, &Snapshot { past: true, ..snapshot(&moment, &environment) });
        if is_compressed { compressed(&text) } else { text.into() }
    };
    tokio::task::spawn_blocking(make).await
}

/// Makes a message.
pub(super) fn encode(environment: &str, moment: &Moment, due: Due) -> Message {
    let (log, seq) = (&moment.line, moment.head.seq);
    let mut text = Vec::new();
    match due {
        Due::Nothing => heartbeat(moment),
        Due::Kills { after } => {
            for notice in kills(moment, after) {
                write_event(&mut text, event::KILL, "", &notice);
            }
            Message::new(moment.kill_seq, text)
        }
        Due::Change { from } => {
            let id = format!("id: {log}.{seq}\n");
            write_event(&mut text, event::CHANGE, &id, &difference(moment, from));
            Message::new(seq, text)
        }
        Due::Snapshot => {
            let head = format!("event: {}\nid: {log}.{seq}\ndata: ", event::SNAPSHOT).into();
            write_json(&mut text, &snapshot(moment, environment));
            text.extend_from_slice(END);
            Message { seq, head, body: text.into() }
        }
    }
}

/// Tells a reader that has everything where it is.
pub(crate) fn heartbeat(moment: &Moment) -> Message {
    let (log, seq) = (moment.line.to_string(), moment.head.seq);
    let mut text = Vec::new();
    write_event(&mut text, event::HEARTBEAT, "", &Heartbeat { log, seq });
    Message::new(seq, text)
}

/// Writes an event. JSON has no line breaks, so its data is one line.
fn write_event(text: &mut Vec<u8>, name: &str, id: &str, data: &impl Serialize) {
    text.extend_from_slice(format!("event: {name}\n{id}data: ").as_bytes());
    write_json(text, data);
    text.extend_from_slice(END);
}

fn write_json(text: &mut Vec<u8>, value: &impl Serialize) {
    // Only maps whose keys are no strings are no JSON, and a vector takes everything.
    if let Err(error) = serde_json::to_writer(text, value) {
        unreachable!("a message is JSON: {error}");
    }
}

fn compressed(bytes: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    match encoder.write_all(bytes).and_then(|()| encoder.finish()) {
        Ok(bytes) => bytes.into(),
        Err(error) => unreachable!("a vector takes everything: {error}"),
    }
}
