//! Exposures and observations on their way to the server.
//!
//! A push is a function call: the event goes into a bounded queue, and a task on the runtime sends
//! batches. What the server does not take now is sent again, unchanged and in order; the ids let
//! the server count each event once. When the queue fills, its oldest events go to the disk, where
//! there is a folder for it; otherwise the newest are dropped. Everything is counted:
//! `pushed = stored + refused + dropped + waiting`, at every moment.

mod batch;
mod courier;
mod event;
pub(crate) mod post;
mod queue;
mod spill;
pub(crate) mod trouble;
pub(crate) mod verdict;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod wire;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hoist_api::Event;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use crate::backoff::Backoff;
use crate::endpoint::Endpoint;
use courier::Desk;
use queue::Pushed;
use trouble::Cause;

/// How long a close may take for the disk, beyond the time it was given for the server.
const SPILL_WITHIN: Duration = Duration::from_secs(2);

/// The limits of an outbox.
#[derive(Clone, Debug)]
pub(crate) struct OutboxOptions {
    /// The most events in memory, beside the batch that is being sent. They have at most 16 MiB.
    pub(crate) queue_max: usize,
    /// The folder for events that find no room in memory.
    pub(crate) spill: Option<PathBuf>,
    /// The most bytes there.
    pub(crate) spill_bytes_max: u64,
    /// The longest that an event waits for others to be sent with.
    pub(crate) linger: Duration,
    /// The longest that the server may take to answer.
    pub(crate) timeout: Duration,
    /// The waits between tries.
    pub(crate) backoff: Backoff,
    /// How long a disk that fails is left alone.
    pub(crate) disk_pause: Duration,
}

impl Default for OutboxOptions {
    fn default() -> Self {
        Self {
            queue_max: 10_000,
            spill: None,
            spill_bytes_max: 64 << 20,
            linger: Duration::from_secs(1),
            timeout: Duration::from_secs(10),
            backoff: Backoff::EVENTS,
            disk_pause: Duration::from_secs(5),
        }
    }
}

/// How many events went where. `pushed = stored + refused + dropped + waiting`.
///
/// ```
/// # fn main() -> Result<(), hoist_sdk::Error> {
/// # let test = hoist_sdk::testing::TestHoist::new("")?;
/// let events = test.hoist().event_counts();
/// if events.dropped > 0 {
///     println!("{} of {} events are lost", events.dropped, events.pushed);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// All events: those of this process, and those that were found on the disk.
    pub pushed: u64,
    /// How many of them were found on the disk, where a process before left them.
    pub recovered: u64,
    /// The server has them. Some may have been there before.
    pub stored: u64,
    /// The server did not take them: they are not sound.
    pub refused: u64,
    /// They are lost: there was no room, a file was damaged, or the server cannot take them.
    pub dropped: u64,
    /// They are in memory or on the disk.
    pub waiting: u64,
    /// How many of those that wait are on the disk. After a close, the next process sends them.
    pub on_disk: u64,
}

/// Takes events, and brings them to the server.
///
/// Dropping it is closing it without waiting: what is queued goes to the disk, if there is a folder
/// and the runtime still runs.
pub(crate) struct Outbox {
    desk: Arc<Desk>,
    deadline: watch::Sender<Option<Instant>>,
    done: watch::Receiver<bool>,
}

impl Outbox {
    /// Starts on the runtime that this is called on.
    pub(crate) fn start(endpoint: Endpoint, options: OutboxOptions) -> Self {
        let desk = Arc::new(Desk::new(options));
        let (deadline, deadline_set) = watch::channel(None);
        let (is_done, done) = watch::channel(false);
        tokio::spawn(courier::run(Arc::clone(&desk), endpoint, deadline_set, is_done));
        Self { desk, deadline, done }
    }

    /// Takes an event, whose id is a UUID. Never waits, on whatever thread. Gives whether there was
    /// room, so that handing on the same once more would be of no use.
    pub(crate) fn offer(&self, event: &Event) -> bool {
        let pushed = match event::text(event) {
            Ok(text) => self.desk.queue().push(text),
            Err(cause) => {
                self.desk.queue().push_unfit();
                self.desk.told.tell(cause, &"");
                return true;
            }
        };
        match pushed {
            Pushed::Kept { wakes_sender, wakes_spiller } => {
                if wakes_sender {
                    self.desk.wake_sender.notify_one();
                }
                if wakes_spiller && self.desk.options.spill.is_some() {
                    self.desk.wake_spiller.notify_one();
                }
            }
            Pushed::Full => {
                self.desk.told.tell(Cause::QueueFull, &"");
                return false;
            }
            Pushed::Closed => {
                self.desk.told.tell(Cause::Closed, &"");
            }
        }
        true
    }

    /// How many events went where, at one moment.
    pub(crate) fn counts(&self) -> Counts {
        self.desk.queue().counts()
    }

    /// Takes no more events, sends what waits for so long, and puts what remains on the disk;
    /// without one, what remains is dropped. Gives what became of all.
    pub(crate) async fn close(&self, within: Duration) -> Counts {
        self.desk.queue().close();
        self.desk.wake_sender.notify_one();
        self.desk.hurry.notify_one();
        self.deadline.send_if_modified(|deadline| {
            let is_first = deadline.is_none();
            deadline.get_or_insert_with(|| Instant::now() + within);
            is_first
        });
        let mut done = self.done.clone();
        // Where the runtime has stopped, or the disk hangs, there is nothing to wait for.
        timeout(within + SPILL_WITHIN, done.wait_for(|done| *done)).await.ok();
        self.counts()
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.desk.queue().close();
    }
}
