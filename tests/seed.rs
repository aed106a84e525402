//! What a run of the tests is told and what it tells: the seed of random choices, how much is
//! tried, and figures.

use std::env;
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

/// The seed that `HOIST_SEED` asks for, or a new one. It is printed, so that a test that fails
/// shows it.
#[expect(clippy::disallowed_methods, reason = "a new seed comes from the clock")]
pub(crate) fn seed() -> u64 {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    let seed = setting("HOIST_SEED").unwrap_or_else(|| u64::try_from(now() % (1 << 53)).unwrap());
    tell(format_args!("HOIST_SEED={seed}"));
    seed
}

/// A number from the environment.
#[expect(clippy::disallowed_methods, reason = "how much is tried is said from outside")]
pub(crate) fn setting(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// Tells whoever runs the tests something that is no failure.
#[expect(clippy::print_stdout, reason = "cargo shows it where the test fails, or is asked to")]
pub(crate) fn tell(text: fmt::Arguments<'_>) {
    println!("{text}");
}
