//! Where each event is, and how many went where. Pure: who does the sending and the writing tells
//! it what became of them.
//!
//! An event is in one of four places: with the sender (`hand`), on the disk or on its way there,
//! in the queue, or gone (stored, refused, dropped). So at every moment
//! `pushed = stored + refused + dropped + waiting`.

use std::collections::VecDeque;
use std::sync::Arc;

use super::Counts;
use super::batch::Batch;

/// The most events of a batch.
pub(super) const BATCH_EVENTS_MAX: usize = 100;
/// A batch ends before the event that makes it larger.
pub(super) const BATCH_BYTES_MAX: usize = 1 << 20;
/// The queue's bound in bytes, beside that in events.
pub(super) const QUEUE_BYTES_MAX: usize = 16 << 20;

/// What a push leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pushed {
    /// It waits.
    Kept {
        /// Whether the sender has to hear of it.
        wakes_sender: bool,
        /// Whether the disk has to help.
        wakes_spiller: bool,
    },
    /// There is no room.
    Full,
    /// Nothing is taken any more.
    Closed,
}

/// All that waits in memory, and the counts.
#[derive(Debug, Default)]
pub(super) struct Queue {
    events_max: usize,
    texts: VecDeque<Box<str>>,
    bytes: usize,
    hand: Option<Arc<Batch>>,
    on_disk: u64,
    pushed: u64,
    recovered: u64,
    stored: u64,
    refused: u64,
    dropped: u64,
    is_closed: bool,
}

impl Queue {
    pub(super) fn new(events_max: usize) -> Self {
        Self { events_max, ..Self::default() }
    }

    /// Takes an event in.
    pub(super) fn push(&mut self, text: Box<str>) -> Pushed {
        self.pushed += 1;
        if self.is_closed || self.is_full(text.len()) {
            self.dropped += 1;
            return if self.is_closed { Pushed::Closed } else { Pushed::Full };
        }
        self.bytes += text.len();
        self.texts.push_back(text);
        let queued = self.texts.len();
        Pushed::Kept {
            wakes_sender: queued == 1 || queued == BATCH_EVENTS_MAX,
            wakes_spiller: self.is_crowded(),
        }
    }

    /// Counts an event that no server would take.
    pub(super) fn push_unfit(&mut self) {
        self.pushed += 1;
        self.dropped += 1;
    }

    fn is_full(&self, bytes: usize) -> bool {
        self.texts.len() >= self.events_max || self.bytes + bytes > QUEUE_BYTES_MAX
    }

    /// Whether the disk has to help: three quarters of the room are taken.
    pub(super) fn is_crowded(&self) -> bool {
        self.texts.len() * 4 >= self.events_max * 3 || self.bytes * 4 >= QUEUE_BYTES_MAX * 3
    }

    /// Whether there is nothing to wait for: a whole batch, or the last events of all.
    pub(super) fn is_ready(&self) -> bool {
        self.is_closed || self.texts.len() >= BATCH_EVENTS_MAX || self.bytes >= BATCH_BYTES_MAX
    }

    /// Whether no event is queued.
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Takes the oldest events out.
    fn oldest(&mut self) -> Vec<Box<str>> {
        let mut bytes = 0;
        let within = self.texts.iter().take(BATCH_EVENTS_MAX).take_while(|text| {
            bytes += text.len();
            bytes <= BATCH_BYTES_MAX
        });
        let count = within.count();
        let texts: Vec<_> = self.texts.drain(..count).collect();
        self.bytes -= texts.iter().map(|text| text.len()).sum::<usize>();
        texts
    }

    /// The batch that is being sent.
    pub(super) fn hand(&self) -> Option<Arc<Batch>> {
        self.hand.clone()
    }

    /// Gives the sender the oldest events of the queue, where there are any.
    pub(super) fn take(&mut self) -> Option<Arc<Batch>> {
        assert!(self.hand.is_none(), "one batch is sent at a time");
        let texts = self.oldest();
        self.hand = (!texts.is_empty()).then(|| Arc::new(Batch::Memory(texts)));
        self.hand.clone()
    }

    /// Gives the sender a batch that was read from the disk. It counts as being there.
    pub(super) fn take_from_disk(&mut self, batch: Batch) {
        assert!(self.hand.is_none(), "one batch is sent at a time");
        self.hand = Some(Arc::new(batch));
    }

    /// The batch that was being sent is gone: so many events were stored, so many refused, and
    /// the others cannot be sent.
    pub(super) fn settle(&mut self, stored: u64, refused: u64) {
        let Some(batch) = self.hand.take() else { return };
        let events = batch.events();
        if matches!(*batch, Batch::Disk { .. }) {
            self.on_disk -= events;
        }
        self.stored += stored;
        self.refused += refused;
        self.dropped += events - stored - refused;
    }

    /// Takes the oldest events out for the disk.
    pub(super) fn spill(&mut self) -> Option<Batch> {
        let texts = self.oldest();
        let batch = (!texts.is_empty()).then_some(Batch::Memory(texts))?;
        self.on_disk += batch.events();
        Some(batch)
    }

    /// Takes the batch that was being sent out for the disk, where it is not there already.
    pub(super) fn spill_hand(&mut self) -> Option<Batch> {
        let batch = self.hand.take_if(|batch| matches!(**batch, Batch::Memory(_)))?;
        self.on_disk += batch.events();
        Some(Arc::unwrap_or_clone(batch))
    }

    /// The disk did not take a batch: its events are the oldest of the queue again.
    pub(super) fn unspill(&mut self, batch: Batch) {
        self.on_disk -= batch.events();
        if let Batch::Memory(texts) = batch {
            self.bytes += texts.iter().map(|text| text.len()).sum::<usize>();
            texts.into_iter().rev().for_each(|text| self.texts.push_front(text));
        }
    }

    /// How many events are on the disk or on their way there.
    pub(super) fn on_disk(&self) -> u64 {
        self.on_disk
    }

    /// Events of a process before were found on the disk.
    pub(super) fn recover(&mut self, events: u64) {
        self.pushed += events;
        self.recovered += events;
        self.on_disk += events;
    }

    /// Events on the disk are damaged.
    pub(super) fn lose(&mut self, events: u64) {
        self.on_disk -= events;
        self.dropped += events;
    }

    /// Takes no more events.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
    }

    /// Whether it takes no more events.
    pub(super) fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Drops what is in memory, and gives how many events that were.
    pub(super) fn abandon(&mut self) -> u64 {
        let mut events = u64::try_from(self.texts.len()).unwrap_or(u64::MAX);
        self.texts.clear();
        self.bytes = 0;
        if let Some(batch) = self.hand.take_if(|batch| matches!(**batch, Batch::Memory(_))) {
            events += batch.events();
        }
        self.dropped += events;
        events
    }

    /// How many events went where.
    pub(super) fn counts(&self) -> Counts {
        let in_hand = match self.hand.as_deref() {
            Some(Batch::Memory(texts)) => texts.len(),
            _ => 0,
        };
        let in_memory = u64::try_from(self.texts.len() + in_hand).unwrap_or(u64::MAX);
        Counts {
            pushed: self.pushed,
            recovered: self.recovered,
            stored: self.stored,
            refused: self.refused,
            dropped: self.dropped,
            waiting: in_memory + self.on_disk,
            on_disk: self.on_disk,
        }
    }
}
