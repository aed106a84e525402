//! What holds of every release, whatever happens to it.

#![expect(clippy::print_stdout, reason = "what was counted is shown, not only judged")]

mod absence;
mod healthy;
mod lasting;
mod plans;
mod promises;
mod random;
mod total;
mod world;

use std::num::NonZeroUsize;
use std::thread;

use crate::release::Status;
use random::Random;
use world::World;

/// Debug builds take a few; with optimisation it is as many as are promised.
const HISTORIES: u64 = if cfg!(debug_assertions) { 100 } else { 100_000 };

/// A share never rises while a check fails or lacks data, a rollback ends at share 0, every history
/// ends, nobody acts under a lease that another has: the world itself refuses to go on otherwise.
#[test]
fn every_history_ends_as_it_should() {
    let workers = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let ends = thread::scope(|scope| {
        let lives = (0..workers as u64)
            .map(|first| scope.spawn(move || ends_of((first..HISTORIES).step_by(workers))));
        let lives: Vec<_> = lives.collect();
        lives.into_iter().map(|life| life.join().unwrap()).fold([0; 3], |all: [u64; 3], some| {
            std::array::from_fn(|place| all[place] + some[place])
        })
    });
    let [succeeded, rolled_back, never_started] = ends;
    println!(
        "{HISTORIES} histories: {succeeded} succeeded, {rolled_back} rolled back, \
         {never_started} had nothing to do"
    );
    // A law about rollbacks says nothing where there are none.
    assert!(succeeded > HISTORIES / 20 && rolled_back > HISTORIES / 5, "{ends:?}");
}

/// How many histories succeed, are rolled back, have nothing to do.
fn ends_of(seeds: impl Iterator<Item = u64>) -> [u64; 3] {
    let mut ends = [0; 3];
    for seed in seeds {
        let place = match World::new(Random::new(seed)).run() {
            Some(Status::Succeeded) => 0,
            Some(_) => 1,
            None => 2,
        };
        ends[place] += 1;
    }
    ends
}
