//! One reader of a stream: what it has, what it waits for, when it ends.
//!
//! It is the body of an answer and nothing else: no task, no channel, no buffer. hyper asks it for
//! the next bytes when there is room for them, so a reader that does not read is not even woken.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use futures_util::stream::{Stream, unfold};
use tokio::sync::watch;
use tokio::time::Instant;
use tracing::error;

use crate::app::App;
use crate::caller::Identity;
use crate::environment::Environment;
use crate::feed::{Due, Message, Position, due, heartbeat};

/// How often a reader that has everything is told so.
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(15);
/// Most bytes that are handed to the connection at a time. It holds at most 16 such slices, so
/// that is what stands between a kill and the socket.
const SLICE_BYTES_MAX: usize = 2 << 10;

pub(super) struct Reader {
    app: App,
    environment: Arc<Environment>,
    identity: Identity,
    /// Its number among the streams that are open.
    number: u64,
    position: Option<Position>,
    /// What is left of the message that it is being sent.
    message: Message,
    /// When it is to be told that it has everything.
    heartbeat: Instant,
    changes: watch::Receiver<u64>,
    tokens: watch::Receiver<()>,
    stopping: watch::Receiver<bool>,
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.app.streams.close(self.number);
    }
}

impl Reader {
    pub(super) fn new(
        app: App,
        environment: Arc<Environment>,
        identity: Identity,
        number: u64,
        position: Option<Position>,
        retry_ms: u32,
    ) -> Self {
        let (changes, tokens) = (environment.changes(), app.tokens.changes());
        let stopping = app.stopping.subscribe();
        let message = Message::retry(retry_ms);
        let heartbeat = Instant::now();
        Self {
            app,
            environment,
            identity,
            number,
            position,
            message,
            heartbeat,
            changes,
            tokens,
            stopping,
        }
    }

    /// The bytes that it is sent, until it ends.
    pub(super) fn slices(self) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
        // On the heap, since a future that has it moves it around within itself.
        unfold(Box::new(self), async |mut reader| {
            let slice = reader.next().await?;
            Some((Ok(slice), reader))
        })
    }

    /// Waits for the next bytes; none where the stream ends.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if self.is_over() {
                return None;
            }
            if let Some(slice) = self.message.take(SLICE_BYTES_MAX) {
                return Some(slice);
            }
            if !self.turn().await? {
                self.wait().await;
            }
        }
    }

    /// Turns to the next message, if one is due; none where it cannot be made.
    async fn turn(&mut self) -> Option<bool> {
        // A moment is in force before it is told of, so none is missed.
        self.changes.mark_unchanged();
        let moment = self.environment.moment();
        let due = due(&moment, self.position);
        if due != Due::Nothing {
            let message = self.environment.feed.message(&self.environment.name, &moment, due).await;
            self.message = message.inspect_err(|error| error!(%error, "a message failed")).ok()?;
        } else if self.heartbeat <= Instant::now() {
            self.heartbeat = Instant::now() + HEARTBEAT_INTERVAL;
            self.identity.note_use(self.app.now());
            self.message = heartbeat(&moment);
        } else {
            return Some(false);
        }
        self.position = Position::after(self.position, due, self.message.seq);
        Some(true)
    }

    /// Waits until something may be due, or the stream may have to end.
    async fn wait(&mut self) {
        let left = self.identity.expires_at().map(|expires_at| {
            Duration::try_from(expires_at.duration_since(self.app.now())).unwrap_or_default()
        });
        let until = left.and_then(|left| Instant::now().checked_add(left));
        let until = until.map_or(self.heartbeat, |until| until.min(self.heartbeat));
        // Whichever it was is found out by looking; a sender that is gone is the server's end.
        tokio::select! {
            _ = self.changes.changed() => {}
            _ = self.tokens.changed() => {}
            _ = self.stopping.changed() => {}
            () = tokio::time::sleep_until(until) => {}
        }
    }

    /// Whether it may not go on: the server stops, its environment is no more, or its token holds
    /// no more.
    fn is_over(&self) -> bool {
        let holds = match &self.identity {
            Identity::Token(token) => self.app.tokens.is_valid(token, self.app.now()),
            Identity::Everyone | Identity::Anonymous(_) | Identity::ConfiguredAdmin => true,
        };
        *self.stopping.borrow() || self.environment.is_archived() || !holds
    }
}
