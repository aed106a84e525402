//! What a call of the SDK costs beside the engine's own evaluation, in one run, and what telemetry
//! adds to it.
//!
//! What is compared takes turns in short rounds, and the best round of each counts: so neither
//! another program nor a change of the processor's speed makes a difference look like one.

use std::hint::black_box;
use std::time::{Duration, Instant};

use hoist_eval::{EvaluationContext, evaluate};
use hoist_ruleset::Ruleset;
use hoist_sdk::{Flag, Hoist, User};
use jiff::Timestamp;

/// Rounds of each measurement, and evaluations in a round.
const ROUNDS: u32 = 200;
const USERS: usize = 1_000;
/// Nobody answers there: the clients evaluate by their file.
const NOWHERE: &str = "http://127.0.0.1:1";

/// Prints, for each key, the engine, the engine with the clock that the SDK reads for what depends
/// on the time, and calls of the SDK with their ratios to both.
pub(crate) fn measure(
    file: &str,
    ruleset: &Ruleset,
    evaluations: u32,
) -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::temp_dir().join(format!("hoist-bench-{}.yaml", std::process::id()));
    std::fs::write(&path, file)?;
    let measured =
        calls(&path, ruleset, evaluations).and_then(|()| telemetry(&path, ruleset, evaluations));
    std::fs::remove_file(&path)?;
    measured
}

fn users(hoist: &Hoist) -> Vec<User> {
    let user = |user: usize| {
        hoist
            .with_user(&format!("user_{user}"))
            .attribute("plan", ["free", "premium", "enterprise"][user % 3])
            .attribute("country", ["US", "BR", "DE", "CA"][user % 4])
    };
    (0..USERS).map(user).collect()
}

fn calls(
    path: &std::path::Path,
    ruleset: &Ruleset,
    evaluations: u32,
) -> Result<(), Box<dyn std::error::Error>> {
    let hoist = Hoist::from_file(path).build()?;
    let users = users(&hoist);
    let contexts: Vec<EvaluationContext> =
        users.iter().map(|user| user.context().clone()).collect();
    let now = clock();
    println!(
        "\nSDK: `is_enabled` in ns; behind each, how often the engine, and the engine with a clock\n\
         {:<24} {:>7} {:>9} {:>7} {:>5} {:>5} {:>7} {:>5} {:>5} {:>9} {:>5}",
        "", "engine", "and clock", "by key", "", "", "handle", "", "", "variant()", ""
    );
    for subject in ruleset.subjects() {
        let key = &*subject.key;
        let flag = hoist.flag(key);
        let reads_clock = ruleset.reads_clock(subject);
        let bare = |turn: usize| is_not_off(ruleset, key, &contexts[turn], now);
        let timed = |turn: usize| {
            let now = if reads_clock { clock() } else { now };
            is_not_off(ruleset, key, &contexts[turn], now)
        };
        let by_key = |turn: usize| users[turn].is_enabled(black_box(key));
        let handle = |turn: usize| black_box(&flag).is_enabled(&users[turn]);
        let variant = |turn: usize| users[turn].variant(black_box(key)) == "on";
        let all: [&dyn Measured; 5] = [&bare, &timed, &by_key, &handle, &variant];
        let [bare, timed, by_key, handle, variant] = best(all, evaluations);
        println!(
            "{key:<24} {bare:>7.1} {timed:>9.1} {by_key:>7.1} {:>5.2} {:>5.2} {handle:>7.1} {:>5.2} {:>5.2} {variant:>9.1} {:>5.2}",
            by_key / bare,
            by_key / timed,
            handle / bare,
            handle / timed,
            variant / timed
        );
    }
    Ok(())
}

/// Prints what counting, sampling and reporting add: the same client without and with them.
fn telemetry(
    path: &std::path::Path,
    ruleset: &Ruleset,
    evaluations: u32,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(1).enable_all().build()?;
    let client = |is_on: bool| {
        let builder = Hoist::connect(NOWHERE, "none").bootstrap(path).events(false);
        let builder = builder.start_wait(Duration::from_millis(100));
        let builder = if is_on { builder.sample(60, ["plan"]) } else { builder.telemetry(false) };
        runtime.block_on(builder.build())
    };
    let [off, on] = [client(false)?, client(true)?];
    let [users_off, users_on] = [users(&off), users(&on)];
    println!(
        "\n{:<24} {:>7} {:>7} {:>5} {:>11} {:>7} {:>5}",
        "SDK: telemetry", "off", "on", "", "handle: off", "on", ""
    );
    for subject in ruleset.subjects() {
        let key = &*subject.key;
        let [flag_off, flag_on]: [Flag; 2] = [off.flag(key), on.flag(key)];
        let by_key_off = |turn: usize| users_off[turn].is_enabled(black_box(key));
        let by_key_on = |turn: usize| users_on[turn].is_enabled(black_box(key));
        let handle_off = |turn: usize| black_box(&flag_off).is_enabled(&users_off[turn]);
        let handle_on = |turn: usize| black_box(&flag_on).is_enabled(&users_on[turn]);
        let all: [&dyn Measured; 4] = [&by_key_off, &by_key_on, &handle_off, &handle_on];
        let [by_key_off, by_key_on, handle_off, handle_on] = best(all, evaluations);
        println!(
            "{key:<24} {by_key_off:>7.1} {by_key_on:>7.1} {:>5.2} {handle_off:>11.1} {handle_on:>7.1} {:>5.2}",
            by_key_on / by_key_off,
            handle_on / handle_off
        );
    }
    runtime.shutdown_background();
    Ok(())
}

fn is_not_off(ruleset: &Ruleset, key: &str, context: &EvaluationContext, now: Timestamp) -> bool {
    let resolution = evaluate(ruleset, black_box(key), context, now);
    resolution.variant.is_some_and(|name| name != "off")
}

/// The clock that the SDK reads.
#[cfg(target_os = "linux")]
fn clock() -> Timestamp {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::RealtimeCoarse);
    Timestamp::new(time.tv_sec, i32::try_from(time.tv_nsec).unwrap_or_default()).unwrap_or_default()
}

#[cfg(not(target_os = "linux"))]
fn clock() -> Timestamp {
    Timestamp::now()
}

/// Something for a user, whose place is given.
trait Measured {
    /// Nanoseconds for one of so many, over users in turn.
    fn time(&self, evaluations: u32) -> f64;
}

impl<F: Fn(usize) -> bool> Measured for F {
    fn time(&self, evaluations: u32) -> f64 {
        let mut turn = 0;
        let start = Instant::now();
        for _ in 0..evaluations {
            black_box(self(turn));
            turn = if turn == USERS - 1 { 0 } else { turn + 1 };
        }
        start.elapsed().as_secs_f64() * 1e9 / f64::from(evaluations)
    }
}

/// The best round of each.
fn best<const N: usize>(all: [&dyn Measured; N], evaluations: u32) -> [f64; N] {
    let mut best = [f64::INFINITY; N];
    for _ in 0..ROUNDS {
        for (best, one) in best.iter_mut().zip(&all) {
            *best = best.min(one.time((evaluations / ROUNDS).max(1)));
        }
    }
    best
}
