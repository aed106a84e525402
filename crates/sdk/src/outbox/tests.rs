//! The outbox against a server that answers as it is told.

mod chaos;
mod disk;
mod laws;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::wire::{Reply, Server, exposure, id, observed, until};
use super::*;

/// Long enough for everything here.
const LONG: Duration = Duration::from_secs(30);

/// Waits so short that a test can await some.
fn quick() -> OutboxOptions {
    OutboxOptions {
        linger: Duration::from_millis(10),
        backoff: Backoff::quick(),
        disk_pause: Duration::from_millis(20),
        ..OutboxOptions::default()
    }
}

impl Outbox {
    fn push(&self, event: &Event) {
        self.offer(event);
    }
}

fn sum(counts: Counts) -> u64 {
    counts.stored + counts.refused + counts.dropped + counts.waiting
}

fn ids(numbers: std::ops::Range<u64>) -> Vec<String> {
    numbers.map(id).collect()
}

/// A server that first answers in one way, and in another when the switch is set.
async fn switched(before: Reply, after: Reply) -> (Server, Arc<AtomicBool>) {
    let switch = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&switch);
    let reply = move |_| if set.load(Ordering::Relaxed) { after } else { before };
    (Server::start(reply).await, switch)
}

#[tokio::test]
async fn batches_in_order() {
    let server = Server::start(|_| Reply::Take).await;
    let outbox = Outbox::start(server.endpoint(), OutboxOptions::default());
    (0..250).for_each(|number| outbox.push(&exposure(number)));
    let counts = outbox.close(LONG).await;
    let expected = Counts { pushed: 250, stored: 250, ..Counts::default() };
    assert_eq!(counts, expected);
    assert_eq!(server.seen().ids, ids(0..250));
    assert_eq!(server.seen().batches, [100, 100, 50]);
    outbox.push(&exposure(250));
    assert_eq!(outbox.counts(), Counts { pushed: 251, dropped: 1, ..expected });
    assert_eq!(outbox.close(LONG).await.pushed, 251);
}

/// A few events are not kept back until there are many.
#[tokio::test]
async fn one_event_is_sent_soon() {
    let server = Server::start(|_| Reply::Take).await;
    let outbox = Outbox::start(server.endpoint(), quick());
    outbox.push(&observed(1, 1.0));
    until("stored", || outbox.counts().stored == 1).await;
    outbox.push(&observed(2, f64::NAN));
    assert_eq!(outbox.counts().dropped, 1);
}

/// What the server does not take now, it gets later, unchanged and once.
#[tokio::test]
async fn trouble_that_passes() {
    for trouble in [
        Reply::Cut,
        Reply::TakeAndCut,
        Reply::Hang,
        Reply::Garbage,
        Reply::OfAnother,
        Reply::Status(429, Some(0)),
        Reply::Status(500, None),
        Reply::Status(503, None),
        Reply::Status(401, None),
        Reply::Status(403, None),
        Reply::Status(404, None),
        Reply::Status(302, None),
    ] {
        let server = Server::start(move |n| if n < 3 { trouble } else { Reply::Take }).await;
        // Short only where it is meant to pass: then a slow machine adds tries.
        let is_silent = trouble == Reply::Hang;
        let timeout = Duration::from_millis(if is_silent { 100 } else { 10_000 });
        let options = OutboxOptions { timeout, ..quick() };
        let outbox = Outbox::start(server.endpoint(), options);
        (0..150).for_each(|number| outbox.push(&exposure(number)));
        until(&format!("stored after {trouble:?}"), || outbox.counts().stored == 150).await;
        assert_eq!(server.seen().ids, ids(0..150), "{trouble:?}");
        let requests = server.seen().requests;
        assert!(requests == 5 || is_silent && requests > 5, "{trouble:?}: {requests}");
        assert_eq!(outbox.counts(), Counts { pushed: 150, stored: 150, ..Counts::default() });
    }
}

/// What the server will never take is dropped and counted, and the next batch goes out.
#[tokio::test]
async fn trouble_that_stays() {
    for status in [400, 409, 413, 422] {
        let reply = move |n| if n == 0 { Reply::Status(status, Some(60)) } else { Reply::Take };
        let server = Server::start(reply).await;
        let outbox = Outbox::start(server.endpoint(), quick());
        (0..150).for_each(|number| outbox.push(&exposure(number)));
        let counts = outbox.close(LONG).await;
        assert_eq!(counts, Counts { pushed: 150, stored: 50, dropped: 100, ..Counts::default() });
        assert_eq!(server.seen().ids, ids(100..150));
    }
}

#[tokio::test]
async fn a_refused_event_takes_no_other_down() {
    let server = Server::start(|_| Reply::RefuseOdd).await;
    let outbox = Outbox::start(server.endpoint(), quick());
    (0..150).for_each(|number| outbox.push(&exposure(number)));
    let counts = outbox.close(LONG).await;
    assert_eq!(counts, Counts { pushed: 150, stored: 75, refused: 75, ..Counts::default() });
}

/// Without a folder, the newest are dropped.
#[tokio::test]
async fn a_full_queue() {
    let (server, switch) = switched(Reply::Status(503, None), Reply::Take).await;
    let outbox = Outbox::start(server.endpoint(), OutboxOptions { queue_max: 200, ..quick() });
    (0..100).for_each(|number| outbox.push(&exposure(number)));
    // The first hundred are with the sender now.
    until("a request", || server.seen().requests > 0).await;
    (100..1_000).for_each(|number| outbox.push(&exposure(number)));
    let expected = Counts { pushed: 1_000, dropped: 700, waiting: 300, ..Counts::default() };
    assert_eq!(outbox.counts(), expected);
    switch.store(true, Ordering::Relaxed);
    let counts = outbox.close(LONG).await;
    assert_eq!(counts, Counts { stored: 300, waiting: 0, ..expected });
    assert_eq!(server.seen().ids, ids(0..300));
}

/// The queue is bounded in bytes too.
#[tokio::test]
async fn large_events() {
    let server = Server::start(|_| Reply::Hang).await;
    let outbox = Outbox::start(server.endpoint(), quick());
    let large = |number| match exposure(number) {
        Event::Exposure(mut it) => {
            it.user = "u".repeat(60_000);
            Event::Exposure(it)
        }
        other => other,
    };
    (0..1_000).for_each(|number| outbox.push(&large(number)));
    let counts = outbox.counts();
    assert!((250..310).contains(&counts.waiting), "{counts:?}");
    assert_eq!(sum(counts), 1_000);
}

/// A close is over in its time, whatever the server does, and tells what is lost.
#[tokio::test]
async fn a_close_that_cannot_send() {
    for reply in [Reply::Hang, Reply::Status(503, Some(100)), Reply::Cut] {
        let server = Server::start(move |_| reply).await;
        let outbox = Outbox::start(server.endpoint(), quick());
        (0..150).for_each(|number| outbox.push(&exposure(number)));
        let closing = outbox.close(Duration::from_millis(50));
        timeout(LONG, closing).await.unwrap();
        // It waits no longer than it may, also where the machine stood still: so it is asked again.
        let counts = outbox.close(LONG).await;
        assert_eq!(counts, Counts { pushed: 150, dropped: 150, ..Counts::default() }, "{reply:?}");
    }
}

/// Pushing needs no runtime, and goes on after it has stopped.
#[test]
fn without_a_runtime() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (server, outbox) = runtime.block_on(async {
        let server = Server::start(|_| Reply::Take).await;
        let outbox = Outbox::start(server.endpoint(), quick());
        (server, outbox)
    });
    outbox.push(&exposure(0));
    runtime.block_on(until("stored", || outbox.counts().stored == 1));
    drop(runtime);
    outbox.push(&exposure(1));
    let counts = outbox.counts();
    assert_eq!(counts, Counts { pushed: 2, stored: 1, waiting: 1, ..Counts::default() });
    drop(server);
}
