//! Times contenders in turn, so that what disturbs the machine disturbs all of them alike.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use hoist_ruleset::Ruleset;
use serde_json::{Value, json};

use crate::contender::Contender;
use crate::scenario::Scenario;
use crate::{flags, hoist};

/// How long one measurement takes, about: so short that some are not disturbed even on a machine
/// that does other work.
const SLICE: Duration = Duration::from_millis(1);
/// Evaluations over which allocations are counted: each flag and each person has its turn.
const COUNTED: u32 = 500;
/// Over how many flags, and keys of a segment, their memory is averaged.
const MANY_FLAGS: usize = 10_000;
const MANY_KEYS: usize = 1_000_000;

/// What one evaluator needs for one scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// The best of all rounds.
    pub ns: f64,
    /// Allocations, on average.
    pub allocations: f64,
}

/// Figures by the name of the evaluator and the scenario.
pub type Figures = BTreeMap<(&'static str, &'static str), Figure>;

/// What was counted, by the name of the evaluator and the scenario, or what needs memory.
pub type Counts = BTreeMap<(String, String), f64>;

/// Measures so many rounds, in each of which every contender has its turn.
pub fn figures(
    contenders: &mut [Box<dyn Contender>],
    rounds: u32,
    allocations: &Counts,
) -> Figures {
    let mut figures = Figures::new();
    for scenario in Scenario::EACH {
        let times: Vec<u32> =
            contenders.iter_mut().map(|it| fitting(&mut **it, scenario)).collect();
        for _ in 0..rounds {
            for (contender, times) in contenders.iter_mut().zip(&times) {
                // The first time is for the caches, which others had before.
                let warm = contender.time(scenario, *times);
                let Some(took) = warm.and_then(|_| contender.time(scenario, *times)) else {
                    continue;
                };
                let ns = took.as_secs_f64() * 1e9 / f64::from(*times);
                let key = (contender.name(), scenario.name());
                let owned = (key.0.to_owned(), key.1.to_owned());
                let allocations = allocations.get(&owned).copied().unwrap_or(f64::NAN);
                let figure = figures.entry(key).or_insert(Figure { ns, allocations });
                figure.ns = figure.ns.min(ns);
            }
        }
    }
    figures
}

/// How many evaluations take about [`SLICE`].
fn fitting(contender: &mut dyn Contender, scenario: Scenario) -> u32 {
    let mut times = 1;
    while contender.time(scenario, times).is_some_and(|took| took < SLICE / 2) && times < 1 << 24 {
        times *= 2;
    }
    times
}

/// What a call did with memory.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    /// How often it allocated.
    pub allocations: u64,
    /// What it allocated and did not free.
    pub kept_bytes: i64,
}

/// Says what a call does with memory.
pub type Counter = fn(&mut dyn FnMut()) -> Memory;

/// Counts the allocations of all, and what Hoist's rules need, and prints them for [`counted`] to
/// read.
///
/// # Errors
///
/// Where Hoist does not take its flags.
pub fn count(contenders: &mut [Box<dyn Contender>], of: Counter) -> Result<(), String> {
    for scenario in Scenario::EACH {
        for contender in &mut *contenders {
            let mut could = contender.time(scenario, 1).is_some();
            let memory = of(&mut || could &= contender.time(scenario, COUNTED).is_some());
            if could {
                let each = memory.allocations as f64 / f64::from(COUNTED);
                println!("{}\t{}\t{each}", contender.name(), scenario.name());
            }
        }
    }
    println!(
        "Hoist\tflag\t{}",
        bytes(of, &hoist::document(&flags::mixed(MANY_FLAGS)), MANY_FLAGS)?
    );
    let keys = (0..MANY_KEYS).map(|number| flags::person(number).id);
    let segment = json!({"segments": {"many": {"include": keys.collect::<Vec<_>>()}}});
    println!("Hoist\tkey\t{}", bytes(of, &segment, MANY_KEYS)?);
    Ok(())
}

/// What each of so many things in a document needs once it is compiled.
fn bytes(of: Counter, document: &Value, count: usize) -> Result<f64, String> {
    let mut ruleset = Ok(Ruleset::default());
    let memory = of(&mut || ruleset = hoist::compile(document));
    ruleset.map(|_| memory.kept_bytes as f64 / count as f64)
}

/// What Hoist's rules need, in words.
pub fn memory(counted: &Counts) -> String {
    let of = |what: &str| {
        let figure = counted.get(&("Hoist".to_owned(), what.to_owned()));
        figure.copied().unwrap_or(f64::NAN)
    };
    format!(
        "\nMemory: {:.0} bytes for each of {MANY_FLAGS} flags, a quarter of each kind, and {:.0} \
         bytes for each of {MANY_KEYS} keys of a segment, whose ids have 24 bytes.\n",
        of("flag"),
        of("key")
    )
}

/// Runs the program of a name beside this one, which counts allocations. It is another program,
/// because counting would cost those who allocate much some of their time.
///
/// # Errors
///
/// Where it is not there, or fails.
pub fn counted(name: &str) -> Result<Counts, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let beside = own.parent().unwrap_or(Path::new(".")).join(name);
    let output = Command::new(&beside).output().map_err(|error| {
        format!("cannot run {}, which counts allocations: {error}", beside.display())
    })?;
    if !output.status.success() {
        return Err(format!("{name} failed: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let line = |line: &str| {
        let mut parts = line.split('\t').map(str::to_owned);
        let key = (parts.next()?, parts.next()?);
        Some((key, parts.next()?.parse().ok()?))
    };
    Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(line).collect())
}
