//! Times contenders in turn, so that what disturbs the machine disturbs all of them alike.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::contender::Contender;
use crate::scenario::Scenario;

/// How long one measurement takes, about.
const SLICE: Duration = Duration::from_millis(10);
/// Evaluations over which allocations are counted: each flag and each person has its turn.
const COUNTED: u32 = 500;

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

/// Measures so many rounds, in each of which every contender has its turn.
pub fn figures(
    contenders: &mut [Box<dyn Contender>],
    rounds: u32,
    allocations: &BTreeMap<(String, String), f64>,
) -> Figures {
    let mut figures = Figures::new();
    for scenario in Scenario::EACH {
        let times: Vec<u32> =
            contenders.iter_mut().map(|it| fitting(&mut **it, scenario)).collect();
        for _ in 0..rounds {
            for (contender, times) in contenders.iter_mut().zip(&times) {
                let Some(took) = contender.time(scenario, *times) else { continue };
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

/// Counts each contender's allocations with a function that counts those of a call, and prints
/// them for [`counted`] to read.
pub fn count(contenders: &mut [Box<dyn Contender>], of: fn(&mut dyn FnMut()) -> u64) {
    for scenario in Scenario::EACH {
        for contender in &mut *contenders {
            let mut could = contender.time(scenario, 1).is_some();
            let count = of(&mut || could &= contender.time(scenario, COUNTED).is_some());
            if could {
                #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^53")]
                let each = count as f64 / f64::from(COUNTED);
                println!("{}\t{}\t{each}", contender.name(), scenario.name());
            }
        }
    }
}

/// Runs the program of a name beside this one, which counts allocations. It is another program,
/// because counting would cost those who allocate much some of their time.
///
/// # Errors
///
/// Where it is not there, or fails.
pub fn counted(name: &str) -> Result<BTreeMap<(String, String), f64>, String> {
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
