//! What holds of every release, whatever happens to it.

#![expect(clippy::print_stdout, reason = "what was counted is shown, not only judged")]

mod healthy;
mod plans;
mod promises;
mod random;
mod total;
mod world;

use crate::release::Status;
use random::Random;
use world::World;

/// Debug builds take a few; with optimisation it is as many as are promised.
const HISTORIES: u64 = if cfg!(debug_assertions) { 100 } else { 100_000 };

/// A share never rises while a check fails or lacks data, a rollback ends at share 0, every history
/// ends, nobody acts under a lease that another has: the world itself refuses to go on otherwise.
#[test]
fn every_history_ends_as_it_should() {
    let mut ends = [0_u64; 3];
    for seed in 0..HISTORIES {
        let end = World::new(Random::new(seed)).run();
        let place = match end {
            Some(Status::Succeeded) => 0,
            Some(_) => 1,
            None => 2,
        };
        ends[place] += 1;
    }
    let [succeeded, rolled_back, never_started] = ends;
    println!(
        "{HISTORIES} histories: {succeeded} succeeded, {rolled_back} rolled back, \
         {never_started} had nothing to do"
    );
    // A law about rollbacks says nothing where there are none.
    assert!(succeeded > HISTORIES / 20 && rolled_back > HISTORIES / 5, "{ends:?}");
}
