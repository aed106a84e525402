//! The two loops behind an outbox: one sends, one helps with the disk when the queue fills.
//!
//! What is done to the disk is done on threads for that, under one lock, and so is done whole even
//! where nobody waits for it any more.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hoist_api::EventsAnswer;
use tokio::sync::{Notify, watch};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use super::OutboxOptions;
use super::batch::Batch;
use super::post::post;
use super::queue::Queue;
use super::spill::{End, Spill, SpillError, Unread};
use super::trouble::{Cause, Trouble};
use super::verdict::{Verdict, is_sound, judge};
use crate::backoff::random;
use crate::endpoint::Endpoint;

/// What the loops and those who push have in common.
pub(super) struct Desk {
    pub(super) options: OutboxOptions,
    pub(super) told: Trouble,
    queue: Mutex<Queue>,
    /// Locked before the queue, never after it.
    spill: Mutex<Option<Spill>>,
    /// There is something to send.
    pub(super) wake_sender: Notify,
    /// The queue fills.
    pub(super) wake_spiller: Notify,
    /// It is being closed: no use in waiting longer.
    pub(super) hurry: Notify,
}

impl Desk {
    pub(super) fn new(options: OutboxOptions) -> Self {
        let queue = Mutex::new(Queue::new(options.queue_max));
        Self {
            options,
            queue,
            told: Trouble::of("events"),
            spill: Mutex::default(),
            wake_sender: Notify::new(),
            wake_spiller: Notify::new(),
            hurry: Notify::new(),
        }
    }

    pub(super) fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn spill(&self) -> MutexGuard<'_, Option<Spill>> {
        self.spill.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens the folder, and finds what a process before left there.
    fn open(&self) {
        let Some(folder) = &self.options.spill else { return };
        match Spill::open(folder, self.options.spill_bytes_max) {
            Ok(opened) => {
                let mut spill = self.spill();
                self.queue().recover(opened.events());
                *spill = Some(opened);
            }
            Err(error) => {
                self.told.tell(Cause::NoSpill, &format_args!("{}: {error}", folder.display()));
            }
        }
    }

    /// Writes a batch that the queue has given out. Gives whether that went well.
    fn write(&self, spill: &mut Spill, batch: Batch, end: End) -> bool {
        let Err(error) = spill.add(&batch, end) else { return true };
        let cause = match error {
            SpillError::Full { .. } => Cause::SpillFull,
            SpillError::Io(_) => Cause::SpillFails,
        };
        self.told.tell(cause, &error);
        self.queue().unspill(batch);
        false
    }

    /// Moves a quarter of the queue to the disk. Gives whether that went well.
    fn relieve(&self) -> bool {
        let mut spill = self.spill();
        let Some(spill) = spill.as_mut() else { return false };
        let target = self.options.queue_max / 4;
        let mut moved = 0;
        while moved < target {
            let Some(batch) = self.queue().spill() else { break };
            moved += usize::try_from(batch.events()).unwrap_or(usize::MAX);
            if !self.write(spill, batch, End::Back) {
                return false;
            }
        }
        true
    }

    /// Reads the oldest batch of the disk into the sender's hand. Gives whether it is of use to
    /// go on at once.
    fn fetch(&self) -> bool {
        let mut spill = self.spill();
        match spill.as_mut().and_then(Spill::first) {
            Some(Ok(batch)) => self.queue().take_from_disk(batch),
            Some(Err(Unread::Corrupt(events))) => {
                self.queue().lose(events);
                self.told.tell(Cause::Corrupt, &format_args!("{events} events"));
            }
            Some(Err(Unread::GivenUp(events))) => {
                self.queue().lose(events);
                let detail = format_args!("{events} events are left to the next process");
                self.told.tell(Cause::SpillFails, &detail);
            }
            Some(Err(Unread::Later(error))) => {
                self.told.tell(Cause::SpillFails, &error);
                return false;
            }
            None => {}
        }
        true
    }

    /// The server has what there is to have of a batch.
    fn settle(&self, batch: &Batch, stored: u64, refused: u64) {
        if let Batch::Disk { number, .. } = batch {
            let mut spill = self.spill();
            if let Some(spill) = spill.as_mut() {
                spill.remove(*number);
            }
            self.queue().settle(stored, refused);
        } else {
            self.queue().settle(stored, refused);
        }
    }

    /// Puts everything that waits in memory on the disk, or drops it where there is no room.
    fn leave(&self) {
        let mut spill = self.spill();
        if let Some(spill) = spill.as_mut() {
            let hand = self.queue().spill_hand();
            let mut fits = hand.is_none_or(|batch| self.write(spill, batch, End::Front));
            while fits {
                let Some(batch) = self.queue().spill() else { break };
                fits = self.write(spill, batch, End::Back);
            }
        }
        let dropped = self.queue().abandon();
        if dropped > 0 {
            let detail = format_args!("{dropped} events at the close");
            self.told.tell(Cause::QueueFull, &detail);
        }
        *spill = None;
    }
}

/// Does something with the disk where waiting for it holds nobody up. Gives nothing if the
/// runtime stops.
async fn on_disk<T: Send + 'static>(
    desk: &Arc<Desk>,
    what: impl FnOnce(&Desk) -> T + Send + 'static,
) -> Option<T> {
    let desk = Arc::clone(desk);
    spawn_blocking(move || what(&desk)).await.ok()
}

/// Sends and spills until the deadline, or until everything is sent after one was set.
pub(super) async fn run(
    desk: Arc<Desk>,
    endpoint: Endpoint,
    mut deadline: watch::Receiver<Option<Instant>>,
    done: watch::Sender<bool>,
) {
    on_disk(&desk, Desk::open).await;
    tokio::select! {
        () = send(&desk, &endpoint) => {}
        () = relieve(&desk) => {}
        () = passed(&mut deadline) => {}
    }
    on_disk(&desk, Desk::leave).await;
    done.send_replace(true);
}

/// Ends at the deadline. Where nobody can set one any more, that is now.
async fn passed(deadline: &mut watch::Receiver<Option<Instant>>) {
    let set = deadline.wait_for(Option::is_some).await.ok().and_then(|it| *it);
    if let Some(at) = set {
        sleep_until(at).await;
    }
}

/// Ends when the outbox is closed and nothing waits.
async fn send(desk: &Arc<Desk>, endpoint: &Endpoint) {
    let mut backoff = desk.options.backoff;
    while let Some(batch) = next(desk).await {
        let events = batch.events();
        let heard = post(endpoint, "api/events", batch.body(), desk.options.timeout).await;
        let verdict = judge::<EventsAnswer>(&heard, |answer| is_sound(answer, events));
        let (stored, refused) = match verdict {
            Verdict::Taken(answer) => {
                desk.told.recovered();
                for refused in &answer.refused {
                    desk.told.tell(Cause::Refused(refused.code), &refused.detail);
                }
                let refused = answer.refused.len().try_into().unwrap_or(events);
                (events - refused, refused)
            }
            Verdict::Hopeless(cause) => {
                desk.told.tell(cause, &format_args!("{events} events"));
                (0, 0)
            }
            Verdict::Again(haste, cause) => {
                desk.told.tell(cause, &format_args!("{events} events wait"));
                let delay = backoff.next(haste, random());
                tokio::select! {
                    () = sleep(delay) => {}
                    () = desk.hurry.notified() => {}
                }
                continue;
            }
        };
        backoff.reset();
        match &*batch {
            // No wait for a thread where the disk has nothing to do with it.
            Batch::Memory(_) => desk.settle(&batch, stored, refused),
            Batch::Disk { .. } => {
                on_disk(desk, move |desk| desk.settle(&batch, stored, refused)).await;
            }
        }
    }
}

/// What is to be sent next: what was sent before and not answered, then what is on the disk, then
/// the queue.
async fn next(desk: &Arc<Desk>) -> Option<Arc<Batch>> {
    loop {
        let (hand, on_disk_events, is_empty, is_closed) = {
            let queue = desk.queue();
            (queue.hand(), queue.on_disk(), queue.is_empty(), queue.is_closed())
        };
        if hand.is_some() {
            return hand;
        }
        if on_disk_events > 0 {
            if !on_disk(desk, Desk::fetch).await? {
                sleep(desk.options.disk_pause).await;
            }
        } else if !is_empty {
            linger(desk).await;
            let mut queue = desk.queue();
            // Meanwhile the oldest may have gone to the disk.
            if queue.on_disk() == 0
                && let Some(batch) = queue.take()
            {
                return Some(batch);
            }
        } else if is_closed {
            return None;
        } else {
            desk.wake_sender.notified().await;
        }
    }
}

/// Waits for a whole batch, at most as long as an event may wait.
async fn linger(desk: &Desk) {
    let until = Instant::now() + desk.options.linger;
    while !desk.queue().is_ready() {
        if timeout_at(until, desk.wake_sender.notified()).await.is_err() {
            return;
        }
    }
}

/// Keeps room in the queue. Never ends.
async fn relieve(desk: &Arc<Desk>) {
    loop {
        while desk.queue().is_crowded() {
            if on_disk(desk, Desk::relieve).await != Some(true) {
                sleep(desk.options.disk_pause).await;
            }
        }
        desk.wake_spiller.notified().await;
    }
}
