//! A million evaluations of the brief's file, what one costs by kind, what counting adds, and what
//! a call of the SDK costs.

use std::hint::black_box;
use std::time::Instant;

use hoist_eval::{EvaluationContext, Tally, evaluate, evaluate_slot};
use hoist_ruleset::{Ruleset, Source, State, read};
use jiff::Timestamp;

use crate::sdk;

const FILE: &str = include_str!("../../tests/fixtures/features.yaml");
const EVALUATIONS: u32 = 1_000_000;
/// 2025-07-15T00:00:00Z, within the window of the file's experiment.
const WHILE_THE_EXPERIMENT_RUNS: Timestamp = Timestamp::constant(1_752_537_600, 0);
/// 2025-08-15T00:00:00Z, while the file's gradual flag rises.
const WHILE_THE_SHARE_RISES: Timestamp = Timestamp::constant(1_755_216_000, 0);

/// Prints the rates of this run on this machine; compare within a run only.
///
/// # Errors
///
/// Where the file or the SDK fails.
pub(crate) fn run(once: bool) -> Result<(), String> {
    let reading = read(&[Source::new("features.yaml", FILE)]);
    if let Some(diagnostic) = reading.diagnostics.first() {
        return Err(diagnostic.to_string());
    }
    let ruleset = Ruleset::compile(&reading.documents, &State::default());
    let contexts: Vec<EvaluationContext> = (0..1_000)
        .map(|user| {
            EvaluationContext::of_user(&format!("user_{user}"))
                .with("plan", ["free", "premium", "enterprise"][user % 3])
                .with("country", ["US", "BR", "DE", "CA"][user % 4])
        })
        .collect();
    let keys: Vec<&str> = ruleset.subjects().map(|subject| subject.key.as_ref()).collect();

    println!("{:<32} {:>8} {:>14} {:>8}", "what", "ns each", "per second", "not off");
    let evaluations = if once { EVALUATIONS / 100 } else { EVALUATIONS };
    for key in &keys {
        let gradual = *key == "database_migration";
        let now = if gradual { WHILE_THE_SHARE_RISES } else { WHILE_THE_EXPERIMENT_RUNS };
        measure(key, &[key], &ruleset, &contexts, now, evaluations);
    }
    let now = WHILE_THE_EXPERIMENT_RUNS;
    measure("1,000,000 of the brief's file", &keys, &ruleset, &contexts, now, EVALUATIONS);
    counting(&ruleset, &contexts, evaluations);
    sdk::measure(FILE, &ruleset, evaluations).map_err(|error| error.to_string())
}

/// What counting adds to evaluations by slot, as SDKs and the server make them.
fn counting(ruleset: &Ruleset, contexts: &[EvaluationContext], evaluations: u32) {
    let tally = Tally::new(ruleset);
    let slots: Vec<_> = ruleset.slots().collect();
    let now = WHILE_THE_EXPERIMENT_RUNS;
    let round = |count: bool| {
        let start = Instant::now();
        let pairs = contexts.iter().cycle().zip(slots.iter().cycle());
        for (user, slot) in pairs.take(evaluations as usize) {
            let resolution = evaluate_slot(black_box(ruleset), *slot, user, now);
            if count {
                tally.count(*slot, &resolution);
            }
            black_box(resolution);
        }
        start.elapsed().as_secs_f64() / f64::from(evaluations) * 1e9
    };
    let [mut without, mut with] = [f64::INFINITY; 2];
    for _ in 0..10 {
        without = without.min(round(false));
        with = with.min(round(true));
    }
    println!("{:<32} {without:>8.1}", "by slot, not counted");
    println!("{:<32} {with:>8.1} {:>14.2} x", "by slot, counted", with / without);
}

/// Evaluates every key for every user in turn; the best of five rounds counts.
fn measure(
    name: &str,
    keys: &[&str],
    ruleset: &Ruleset,
    contexts: &[EvaluationContext],
    now: Timestamp,
    evaluations: u32,
) {
    let mut best_s = f64::INFINITY;
    let mut not_off = 0;
    for _ in 0..5 {
        not_off = 0;
        let mut pairs = contexts.iter().cycle().zip(keys.iter().cycle());
        let start = Instant::now();
        for _ in 0..evaluations {
            let Some((user, key)) = pairs.next() else { break };
            let resolution = evaluate(black_box(ruleset), black_box(key), user, now);
            not_off += u32::from(resolution.variant.is_some_and(|name| name != "off"));
            black_box(resolution);
        }
        best_s = best_s.min(start.elapsed().as_secs_f64() / f64::from(evaluations));
    }
    let share = 100.0 * f64::from(not_off) / f64::from(evaluations);
    println!("{name:<32} {:>8.1} {:>14.0} {share:>6.1} %", best_s * 1e9, 1.0 / best_s);
}
