//! What a call of the SDK costs beside the engine's own evaluation, in one run.

use std::hint::black_box;
use std::time::Instant;

use hoist_eval::{EvaluationContext, evaluate};
use hoist_ruleset::Ruleset;
use hoist_sdk::Hoist;
use jiff::Timestamp;

/// Rounds of each measurement; the best counts.
const ROUNDS: u32 = 7;

/// Prints, for each key, the engine, `is_enabled` by key and by handle, and their ratio to the
/// timed's evaluation at the time that it is then, which has to be read for what depends on it.
pub(crate) fn measure(
    file: &str,
    ruleset: &Ruleset,
    evaluations: u32,
) -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::temp_dir().join(format!("hoist-bench-{}.yaml", std::process::id()));
    std::fs::write(&path, file)?;
    let hoist = Hoist::from_file(&path).build();
    std::fs::remove_file(&path)?;
    let hoist = hoist?;
    let users: Vec<_> = (0..1_000)
        .map(|user| {
            hoist
                .with_user(&format!("user_{user}"))
                .attribute("plan", ["free", "premium", "enterprise"][user % 3])
                .attribute("country", ["US", "BR", "DE", "CA"][user % 4])
        })
        .collect();
    let contexts: Vec<EvaluationContext> =
        users.iter().map(|user| user.context().clone()).collect();
    // What the SDK's own clock says: both do the same work.
    let now = Timestamp::now();
    println!(
        "\n{:<24} {:>8} {:>8} {:>8} {:>6} {:>8} {:>6} {:>9} {:>6}",
        "SDK: is_enabled",
        "engine",
        "and time",
        "by key",
        "ratio",
        "handle",
        "ratio",
        "variant()",
        "ratio"
    );
    for subject in ruleset.subjects() {
        let key = &*subject.key;
        let flag = hoist.flag(key);
        let reads_clock = ruleset.reads_clock(subject);
        let [mut engine, mut timed, mut by_key, mut handle, mut variant] = [f64::INFINITY; 5];
        for _ in 0..ROUNDS {
            engine = engine.min(time(evaluations, |turn| {
                let resolution = evaluate(ruleset, black_box(key), &contexts[turn], now);
                resolution.variant.is_some_and(|name| name != "off")
            }));
            timed = timed.min(time(evaluations, |turn| {
                let now = if reads_clock { Timestamp::now() } else { now };
                let resolution = evaluate(ruleset, black_box(key), &contexts[turn], now);
                resolution.variant.is_some_and(|name| name != "off")
            }));
            by_key = by_key.min(time(evaluations, |turn| users[turn].is_enabled(black_box(key))));
            handle =
                handle.min(time(evaluations, |turn| black_box(&flag).is_enabled(&users[turn])));
            variant =
                variant.min(time(evaluations, |turn| users[turn].variant(black_box(key)) == "on"));
        }
        println!(
            "{key:<24} {engine:>8.1} {timed:>8.1} {by_key:>8.1} {:>6.2} {handle:>8.1} {:>6.2} {variant:>9.1} {:>6.2}",
            by_key / timed,
            handle / timed,
            variant / timed
        );
    }
    Ok(())
}

/// Nanoseconds for one, over users in turn.
fn time(evaluations: u32, mut one: impl FnMut(usize) -> bool) -> f64 {
    let mut turn = 0;
    let start = Instant::now();
    for _ in 0..evaluations {
        black_box(one(turn));
        turn = if turn == 999 { 0 } else { turn + 1 };
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(evaluations)
}
