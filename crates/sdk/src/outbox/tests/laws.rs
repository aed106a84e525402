//! What holds whatever the server answers and whoever pushes.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::outbox::batch::Batch;
use crate::outbox::queue::Queue;

/// What the server says to some requests. Where nothing is refused, all ends well.
fn replies(has_refusals: bool) -> impl Strategy<Value = Vec<Reply>> {
    let reply = prop_oneof![
        4 => Just(Reply::Take),
        2 => Just(Reply::TakeAndCut),
        1 => Just(Reply::Cut),
        1 => Just(Reply::Hang),
        1 => Just(Reply::Garbage),
        1 => Just(Reply::OfAnother),
        1 => Just(Reply::Status(429, Some(0))),
        1 => Just(Reply::Status(500, None)),
        1 => Just(Reply::Status(403, None)),
        2 => Just(Reply::RefuseOdd),
        2 => Just(Reply::Status(413, None)),
    ];
    let reply = reply.prop_map(move |reply| match reply {
        Reply::RefuseOdd | Reply::Status(413, _) if !has_refusals => Reply::Cut,
        reply => reply,
    });
    vec(reply, 0..12)
}

/// Pushes from four threads while the server answers as the list says, then as it should.
fn journey(replies: Vec<Reply>, has_refusals: bool, queue_max: usize, has_spill: bool) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let options = OutboxOptions {
        queue_max,
        spill: has_spill.then(|| folder.path().to_owned()),
        timeout: Duration::from_millis(60),
        linger: Duration::from_millis(2),
        ..quick()
    };
    runtime.block_on(async {
        let reply = move |n| {
            usize::try_from(n).ok().and_then(|n| replies.get(n).copied()).unwrap_or(Reply::Take)
        };
        let server = Server::start(reply).await;
        let outbox = Outbox::start(server.endpoint(), options);
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let outbox = &outbox;
                scope.spawn(move || {
                    for number in 0..300 {
                        outbox.push(&exposure(thread * 300 + number));
                        let counts = outbox.counts();
                        assert_eq!(sum(counts), counts.pushed);
                        std::thread::yield_now();
                    }
                });
            }
        });
        let counts = outbox.close(LONG).await;
        assert_eq!((counts.pushed, sum(counts), counts.waiting), (1_200, 1_200, 0));
        let seen = server.seen();
        let stored = seen.ids.len() as u64;
        if has_refusals {
            // What the server took without being heard, it may then have refused.
            assert!((counts.stored..=1_200).contains(&stored), "{counts:?} {stored}");
        } else {
            assert_eq!((counts.stored, counts.refused), (stored, 0));
        }
        assert!(seen.batches.iter().all(|events| *events <= 100));
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn each_event_is_in_one_place(
        (has_refusals, replies) in any::<bool>().prop_flat_map(|it| (Just(it), replies(it))),
        queue_max in prop_oneof![Just(150_usize), Just(400), Just(10_000)],
        has_spill: bool,
    ) {
        journey(replies, has_refusals, queue_max, has_spill);
    }
}

#[derive(Clone, Debug)]
enum Step {
    Push(usize),
    Take,
    Settle(u64, u64),
    Spill(bool),
    Fetch,
    Close,
    SpillHand(bool),
    Abandon,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (1..130_usize).prop_map(Step::Push),
        2 => Just(Step::Take),
        3 => (0..100_u64, 0..100_u64).prop_map(|(s, r)| Step::Settle(s, r)),
        2 => any::<bool>().prop_map(Step::Spill),
        2 => Just(Step::Fetch),
        1 => Just(Step::Close),
        1 => any::<bool>().prop_map(Step::SpillHand),
        1 => Just(Step::Abandon),
    ]
}

proptest! {
    /// Whatever is done to the queue, each event is counted once, and order is kept.
    #[test]
    fn the_queue_counts_each_event_once(steps in vec(step(), 0..60), events_max in 1..300_usize) {
        let mut queue = Queue::new(events_max);
        let mut disk: Vec<Batch> = Vec::new();
        let mut next = 0_u64;
        for step in steps {
            match step {
                Step::Push(events) => for _ in 0..events {
                    queue.push(format!("{next:09}").into());
                    next += 1;
                },
                Step::Take => if queue.hand().is_none() && queue.on_disk() == 0 {
                    queue.take();
                },
                Step::Settle(stored, refused) => if let Some(batch) = queue.hand() {
                    let stored = stored.min(batch.events());
                    queue.settle(stored, refused.min(batch.events() - stored));
                },
                Step::Spill(works) => if let Some(batch) = queue.spill() {
                    if works { disk.push(batch) } else { queue.unspill(batch) }
                },
                Step::Fetch => if queue.hand().is_none() && !disk.is_empty() {
                    let batch = disk.remove(0);
                    let (events, body) = (batch.events(), batch.body());
                    queue.take_from_disk(Batch::Disk { number: 1, events, body });
                },
                Step::Close => queue.close(),
                Step::SpillHand(works) => if let Some(batch) = queue.spill_hand() {
                    if works {
                        disk.insert(0, batch);
                    } else {
                        // It would come after younger ones; so this is done at the end only.
                        queue.unspill(batch);
                        queue.abandon();
                    }
                },
                Step::Abandon => { queue.abandon(); },
            }
            let counts = queue.counts();
            prop_assert_eq!(counts.pushed, next);
            prop_assert_eq!(sum(counts), next);
            let from_disk = queue.hand().filter(|hand| matches!(**hand, Batch::Disk { .. }));
            let on_disk: u64 = disk.iter().chain(from_disk.as_deref()).map(Batch::events).sum();
            prop_assert_eq!(counts.on_disk, on_disk);
        }
        let bodies: String = disk.iter().map(Batch::body).collect();
        let numbers = bodies.split(|c: char| !c.is_ascii_digit()).filter(|it| !it.is_empty());
        prop_assert!(numbers.is_sorted());
    }
}
