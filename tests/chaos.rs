//! The SDK behind a network that fails, before a server that is killed: every evaluation answers,
//! no instance goes back, no kill is undone, and in the end all have what the server has.
//!
//! `HOIST_SOAK_ROUNDS` says how often, `HOIST_SEED` which choices.

mod client;
mod world;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use hoist_sdk::EventCounts;
use hoist_testkit::{Ending, Harm, Proxy};
use tokio::runtime::Runtime;

use crate::clock::until;
use crate::generator::Random;
use crate::seed::{seed, setting, tell};
use client::Client;
use world::World;

/// How often where nobody says how often.
const ROUNDS: u64 = 20;
const CLIENTS: usize = 4;
/// How long instances may take to be where the server is, once nothing is in their way.
const CONVERGED_WITHIN: Duration = Duration::from_secs(60);

#[test]
fn whatever_happens_to_connections_evaluation_goes_on_and_no_kill_is_undone() {
    let (seed, rounds) = (seed(), setting("HOIST_SOAK_ROUNDS").unwrap_or(ROUNDS));
    let mut random = Random::new(seed);
    let runtime = Runtime::new().unwrap();
    let mut world = World::start();
    let proxy = runtime.block_on(Proxy::start(world.address(), seed)).unwrap();
    let token = world.server.token("server", &["default"]);
    let clients: Vec<Client> = (0..CLIENTS)
        .map(|number| {
            Client::connect(&runtime, &format!("http://{}", proxy.address()), &token, number)
        })
        .collect();
    let mut evaluations = 0;
    for round in 0..rounds {
        evaluations += while_evaluating(&clients, || {
            for _ in 0..2 + random.below(4) {
                harm(&proxy, &mut random);
                world.change(&mut random);
                clients.iter().for_each(|client| client.track(&mut random));
                if random.chance(15) {
                    world.restart();
                    proxy.lead_to(world.address());
                }
            }
            proxy.heal();
            converge(&world, &clients, round);
        });
        for client in &clients {
            client.check(&world, round);
        }
    }
    let counts: Vec<_> = clients.into_iter().map(|client| client.close(&runtime)).collect();
    let (restarts, changes, switched) = (world.restarts, world.changes, world.switched.len());
    let sum = |of: fn(&EventCounts) -> u64| counts.iter().map(of).sum::<u64>();
    let stored = world.into_events();
    let (sent, dropped) = (sum(|counts| counts.pushed), sum(|counts| counts.dropped));
    let told = sum(|counts| counts.stored);
    // What was on its way when the time for an end was over is dropped, and may have arrived.
    assert!((told..=told + dropped).contains(&stored), "{stored} {counts:?}");
    tell(format_args!(
        "figure: {rounds} rounds, {restarts} kills of the server, {} connections through the proxy, \
         {changes} changes of which {switched} were kills and revivals, {evaluations} evaluations, \
         {sent} events sent, of which {stored} are stored, each once, and {dropped} were dropped",
        proxy.taken(),
    ));
}

/// Does something to the connections, now or from now on.
fn harm(proxy: &Proxy, random: &mut Random) {
    let ending = random.pick(&[Ending::Close, Ending::Reset, Ending::HalfClose]);
    let milliseconds = |number: usize| Duration::from_millis(u64::try_from(number).unwrap());
    let harm = match random.below(8) {
        0 => Harm { stalls: true, ..Harm::default() },
        1 => Harm { refuses: true, ..Harm::default() },
        2 | 3 => {
            let bytes = u64::try_from(random.below(3_000)).unwrap();
            Harm { ends_after: Some((bytes, ending)), ..Harm::default() }
        }
        4 | 5 => {
            let (delay, jitter) = (milliseconds(random.below(30)), milliseconds(random.below(50)));
            Harm { delay, jitter, ..Harm::default() }
        }
        _ => Harm::default(),
    };
    proxy.set(harm);
    if random.chance(50) {
        proxy.cut(ending);
    }
    if random.chance(50) {
        proxy.duplicate_once();
    }
}

/// Evaluates on other threads for as long as something is done; gives how often.
fn while_evaluating(clients: &[Client], work: impl FnOnce()) -> u64 {
    let (is_done, evaluations) = (AtomicBool::new(false), AtomicU64::new(0));
    /// Ends the other threads also where the work fails.
    struct Done<'d>(&'d AtomicBool);
    impl Drop for Done<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    std::thread::scope(|scope| {
        let _done = Done(&is_done);
        for client in clients {
            scope.spawn(|| {
                while !is_done.load(Ordering::Relaxed) {
                    evaluations.fetch_add(client.evaluate(), Ordering::Relaxed);
                    // The machine has other things to do as well.
                    std::thread::sleep(Duration::from_millis(1));
                }
            });
        }
        work();
    });
    evaluations.into_inner()
}

fn converge(world: &World, clients: &[Client], round: u64) {
    let seq = world.server.get("/status").expect(200)["seq"].as_u64().unwrap();
    let what = format!("all at seq {seq} in round {round}");
    until(&what, CONVERGED_WITHIN, || clients.iter().all(|it| it.seq() == seq).then_some(()));
}
