//! The way of events and telemetry to the disk: many requests share a commit.
//!
//! Requests hand over what they have and wait. One thread takes everything that waits, commits it
//! as one transaction and answers all of them. What waits is bounded, so that a disk that is slow
//! makes requests be refused at once rather than the server run out of memory.

use std::error::Error as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use hoist_api::Code;
use hoist_store::{Content, EventBatch, Events, StoreError, Written};
use tokio::sync::oneshot;
use tracing::{error, info};

use crate::answer::ApiError;
use crate::plan::{Refusal, refusal};

/// Events and counts that wait or are being written, all requests together.
const ROWS_WAITING_MAX: usize = 20_000;
/// The same in bytes of what was sent.
const BYTES_WAITING_MAX: usize = 64 << 20;

/// The queue in front of the database of events, and its one writer.
pub(crate) struct Intake {
    queue: Arc<Queue>,
    writer: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    filled: Condvar,
}

#[derive(Default)]
struct State {
    waiting: Vec<Waiting>,
    /// Of what waits and of what is being written.
    size: Size,
    is_closed: bool,
}

/// How much a batch is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Size {
    pub(crate) rows: usize,
    pub(crate) bytes: usize,
}

struct Waiting {
    batch: EventBatch,
    size: Size,
    /// Is told what became of it, whether somebody still waits for that or not.
    note: Note,
    answer: oneshot::Sender<Result<Written, Refusal>>,
}

/// What is done once something is written.
type Note = Box<dyn FnOnce(Written) + Send>;

impl Intake {
    /// Starts the writer.
    ///
    /// Events leave so many bytes of the disk to everything else.
    pub(crate) fn start(events: Arc<Events>, reserve_bytes: u64) -> std::io::Result<Self> {
        let queue = Arc::new(Queue::default());
        let writer = std::thread::Builder::new().name("events".to_owned()).spawn({
            let queue = Arc::clone(&queue);
            move || write_all(&queue, &Disk { events: &events, reserve_bytes })
        })?;
        Ok(Self { queue, writer: Some(writer) })
    }

    /// Writes a batch. When this is answered, it is on the disk, and was noted: also where whoever
    /// has sent it does not wait for the answer.
    pub(crate) async fn write(
        &self,
        batch: EventBatch,
        size: Size,
        note: impl FnOnce(Written) + Send + 'static,
    ) -> Result<Written, ApiError> {
        let written = self.queue.push(batch, size, Box::new(note))?;
        Ok(written.await.map_err(lost)??)
    }

    /// Writes what the server itself has counted, of which one batch waits at a time: it takes no
    /// place from events, and is not refused because of them.
    pub(crate) async fn write_own(&self, batch: EventBatch) -> Result<Written, ApiError> {
        let written = self.queue.push_own(batch);
        Ok(written.await.map_err(lost)??)
    }
}

fn lost(_gone: oneshot::error::RecvError) -> Refusal {
    refusal(Code::Internal, "The events could not be stored.")
}

impl Drop for Intake {
    /// Nobody waits any more, so the writer is done soon.
    fn drop(&mut self) {
        self.queue.lock().is_closed = true;
        self.queue.filled.notify_one();
        if let Some(writer) = self.writer.take() {
            // It has told already if it panicked.
            writer.join().ok();
        }
    }
}

impl Queue {
    /// No code that can panic runs under this lock.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(
        &self,
        batch: EventBatch,
        size: Size,
        note: Note,
    ) -> Result<oneshot::Receiver<Result<Written, Refusal>>, ApiError> {
        let (answer, written) = oneshot::channel();
        let mut state = self.lock();
        let rows = state.size.rows.saturating_add(size.rows);
        let bytes = state.size.bytes.saturating_add(size.bytes);
        // What is alone always fits, since every request is bounded.
        if state.size.rows > 0 && (rows > ROWS_WAITING_MAX || bytes > BYTES_WAITING_MAX) {
            let detail = format!(
                "Nothing of this was stored: more than {ROWS_WAITING_MAX} events would wait to be \
                 written. Send it again later."
            );
            return Err(ApiError::new(Code::TooManyRequests, detail));
        }
        state.size = Size { rows, bytes };
        state.waiting.push(Waiting { batch, size, note, answer });
        drop(state);
        self.filled.notify_one();
        Ok(written)
    }

    fn push_own(&self, batch: EventBatch) -> oneshot::Receiver<Result<Written, Refusal>> {
        let (answer, written) = oneshot::channel();
        let (size, note) = (Size::default(), Box::new(|_| {}));
        self.lock().waiting.push(Waiting { batch, size, note, answer });
        self.filled.notify_one();
        written
    }

    /// Everything that waits; nothing once the server goes.
    fn take(&self) -> Vec<Waiting> {
        let mut state = self.lock();
        while state.waiting.is_empty() && !state.is_closed {
            state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        std::mem::take(&mut state.waiting)
    }

    fn done(&self, size: Size) {
        let mut state = self.lock();
        state.size.rows -= size.rows;
        state.size.bytes -= size.bytes;
    }
}

/// The database, and the room around it.
struct Disk<'e> {
    events: &'e Events,
    reserve_bytes: u64,
}

impl Disk<'_> {
    /// Whether events may be written: into the disk's room, or into what was freed within the
    /// database by events that grew old. A disk that does not say so is tried.
    fn has_room(&self) -> bool {
        let Ok(free) = self.events.free_bytes() else { return true };
        free >= self.reserve_bytes
            || free + self.events.reusable_bytes().unwrap_or(0) >= self.reserve_bytes
    }
}

/// Writes until there is nothing any more that could be.
fn write_all(queue: &Queue, disk: &Disk<'_>) {
    let (mut is_failing, mut is_low) = (false, false);
    loop {
        let waiting = queue.take();
        if waiting.is_empty() {
            return;
        }
        let waiting = refuse_without_room(waiting, queue, disk, &mut is_low);
        let mut size = Size::default();
        let (mut batches, mut answers) = (Vec::new(), Vec::new());
        for Waiting { batch, size: own, note, answer } in waiting {
            size = Size { rows: size.rows + own.rows, bytes: size.bytes + own.bytes };
            batches.push(batch);
            answers.push((note, answer));
        }
        // A mistake must not leave everybody waiting for ever.
        let written = catch_unwind(AssertUnwindSafe(|| disk.events.write(&batches)));
        queue.done(size);
        let written = match written {
            Ok(written) => {
                tell(&written, &mut is_failing);
                written.map_err(|error| unavailable(&error))
            }
            Err(_panic) => Err(refusal(Code::Internal, "The events could not be stored.")),
        };
        for (place, (note, answer)) in answers.into_iter().enumerate() {
            let own = match &written {
                Ok(written) => {
                    let own = written.get(place).copied().unwrap_or_default();
                    note(own);
                    Ok(own)
                }
                Err(refusal) => Err(refusal.clone()),
            };
            // Who asked may have gone; it is written all the same.
            answer.send(own).ok();
        }
    }
}

/// Refuses what takes more and more of a disk that has little room left, and gives the rest.
fn refuse_without_room(
    waiting: Vec<Waiting>,
    queue: &Queue,
    disk: &Disk<'_>,
    is_low: &mut bool,
) -> Vec<Waiting> {
    let was_low = std::mem::replace(is_low, !disk.has_room());
    if *is_low != was_low {
        let mebibytes = disk.reserve_bytes >> 20;
        if *is_low {
            error!("events are refused: less than {mebibytes} MiB of the disk are free");
        } else {
            info!("events are stored again: there is room on the disk");
        }
    }
    if !*is_low {
        return waiting;
    }
    let is_event = |waiting: &Waiting| !matches!(waiting.batch.content, Content::Telemetry(_));
    let (events, others): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_event);
    for Waiting { size, answer, .. } in events {
        queue.done(size);
        let detail = "Nothing was stored: the server's disk is nearly full, and what is left of it \
                      is kept for changes of flags. Send it again later.";
        answer.send(Err(refusal(Code::StoreUnavailable, detail))).ok();
    }
    others
}

/// Tells the log when writing begins to fail, and when it works again.
fn tell(written: &Result<Vec<Written>, StoreError>, is_failing: &mut bool) {
    match written {
        Err(error) if !*is_failing => {
            error!(%error, cause = ?error.source(), "events cannot be stored");
        }
        Ok(_) if *is_failing => info!("events can be stored again"),
        _ => {}
    }
    *is_failing = written.is_err();
}

/// The refusal where events cannot be written or read.
pub(crate) fn unavailable(error: &StoreError) -> Refusal {
    let why = match error {
        StoreError::Full { .. } => "the server's disk is full",
        StoreError::Corrupt { .. } => "the server's database of events is damaged",
        _ => "the server's database of events cannot be read or written right now",
    };
    refusal(Code::StoreUnavailable, format!("Nothing was stored: {why}. Send it again later."))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use hoist_store::{Content, Telemetry};
    use jiff::Timestamp;

    use super::*;

    fn batch() -> EventBatch {
        let (counts, samples) = (Vec::new(), Vec::new());
        let telemetry = Telemetry { report: None, at: Timestamp::UNIX_EPOCH, counts, samples };
        EventBatch { log: Arc::from("log-1"), content: Content::Telemetry(telemetry) }
    }

    #[test]
    fn what_the_server_counts_takes_no_place_from_events() {
        let queue = Queue::default();
        let size = |rows| Size { rows, bytes: 0 };
        let _own = queue.push_own(batch());
        let _full = queue.push(batch(), size(ROWS_WAITING_MAX), Box::new(|_| {})).unwrap();
        let refused = queue.push(batch(), size(1), Box::new(|_| {})).unwrap_err();
        assert_eq!(refused.0.code, Code::TooManyRequests);
        let _own = queue.push_own(batch());
        assert_eq!(queue.take().len(), 3);
        queue.done(size(ROWS_WAITING_MAX));
        assert!(queue.push(batch(), size(1), Box::new(|_| {})).is_ok());
    }
}
