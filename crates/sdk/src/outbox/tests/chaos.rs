//! Events through a network that fails: none is lost without being counted, none is stored twice.

use hoist_testkit::{Ending, Harm, Proxy};

use super::*;
use crate::backoff::random;

/// Rounds, each with a network, a folder and a client of its own.
const ROUNDS: u32 = 8;
const EVENTS: u64 = 1_500;

/// Does something to the network, chosen by a random number.
fn harm(proxy: &Proxy, random: u32) {
    let ms = |ms: u32| Duration::from_millis(ms.into());
    let ending = [Ending::Close, Ending::Reset, Ending::HalfClose][(random >> 8) as usize % 3];
    let part = random >> 16;
    match random % 8 {
        0 | 1 => proxy.heal(),
        2 => proxy.set(Harm { delay: ms(part % 20), jitter: ms(20), ..Harm::default() }),
        3 => proxy.cut(ending),
        4 => {
            proxy.set(Harm { ends_after: Some((u64::from(part % 200), ending)), ..Harm::default() })
        }
        5 => proxy.set(Harm { stalls: true, ..Harm::default() }),
        6 => proxy.set(Harm { refuses: true, ..Harm::default() }),
        _ => proxy.duplicate_once(),
    }
}

async fn round(seed: u32) {
    let server = Server::start(|_| Reply::Take).await;
    let proxy = Proxy::start(server.address, seed.into()).await.unwrap();
    let endpoint = Endpoint::new(&format!("http://{}", proxy.address()), "t", "i").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let spill = Some(folder.path().to_owned());
    let timeout = Duration::from_millis(100);
    let outbox =
        Outbox::start(endpoint, OutboxOptions { queue_max: 400, spill, timeout, ..quick() });
    let mut random = seed;
    for number in 0..EVENTS {
        outbox.push(&exposure(number));
        if number % 50 == 0 {
            // A linear congruential generator: the seed of a failure gives the same harm again.
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            harm(&proxy, random.rotate_left(16));
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let counts = outbox.counts();
        assert_eq!((counts.pushed, sum(counts)), (number + 1, number + 1));
    }
    proxy.heal();
    let counts = outbox.close(LONG).await;
    assert_eq!((counts.waiting, counts.refused), (0, 0), "seed {seed}");
    let stored = server.seen().ids.len() as u64;
    assert_eq!((stored, stored + counts.dropped), (counts.stored, EVENTS), "seed {seed}");
}

#[tokio::test]
async fn a_network_that_fails() {
    for seed in std::iter::repeat_with(random).take(ROUNDS as usize) {
        round(seed).await;
    }
}
