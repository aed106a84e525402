//! `cargo xtask simulate`: whether methods err as often as they say.
//!
//! Each row is a share of simulated experiments, and the bounds that it has to be in; those that
//! the naive ways break are there to show that the simulation would see it. `--short` takes a twentieth
//! of the experiments and bounds that are wider by three standard errors, for a bias by half of
//! that; `--only=NAME` makes the rows of one module. The numbers depend on the seed alone.
#![allow(clippy::print_stdout, reason = "a table is what this program is for")]

mod families;
mod late;
mod methods;
mod peeking;
mod random;
mod steps;
mod worlds;

use std::process::ExitCode;

use random::Random;

/// How much is simulated.
#[derive(Clone, Copy)]
struct Scale {
    runs: u32,
    seed: u64,
    /// By how many standard errors bounds are wider.
    slack: f64,
}

impl Scale {
    /// In how many runs it is so. A run that is refused counts too, so that refusals are seen.
    fn hits(
        self,
        row: u64,
        is_hit: impl Fn(&mut Random) -> Result<bool, hoist_stats::Refusal>,
    ) -> u32 {
        let is_hit = |run| is_hit(&mut Random::new(self.seed, row, run)).unwrap_or(true);
        (0..self.runs).map(|run| u32::from(is_hit(run))).sum()
    }
}

/// A share, or a bias in standard errors, and what it has to be in.
struct Row {
    what: String,
    measured: f64,
    from: f64,
    to: f64,
}

impl Row {
    /// A share of so many runs.
    fn share(scale: Scale, what: &str, hits: u32, runs: u32, [from, to]: [f64; 2]) -> Self {
        let error = |share: f64| scale.slack * (share * (1.0 - share) / f64::from(runs)).sqrt();
        let measured = f64::from(hits) / f64::from(runs);
        let (from, to) = ((from - error(from)).max(0.0), (to + error(to)).min(1.0));
        Self { what: what.to_owned(), measured, from, to }
    }

    fn holds(&self) -> bool {
        (self.from..=self.to).contains(&self.measured)
    }
}

type Group = (&'static str, fn(Scale) -> Vec<Row>);

/// What `--only=NAME` can name.
const GROUPS: [Group; 5] = [
    ("peeking", peeking::rows),
    ("late", late::rows),
    ("steps", steps::rows),
    ("methods", methods::rows),
    ("families", families::rows),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_short = arguments.iter().any(|argument| argument == "--short");
    let seed = arguments.iter().find_map(|argument| argument.strip_prefix("--seed="));
    let seed = seed.and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let scale = if is_short {
        Scale { runs: 200, seed, slack: 3.0 }
    } else {
        Scale { runs: 4000, seed, slack: 0.0 }
    };
    println!("{} experiments a row or more, seed {seed}\n", scale.runs);
    let mut broken = 0;
    let only = arguments.iter().find_map(|argument| argument.strip_prefix("--only="));
    for (name, rows) in GROUPS {
        if only.is_some_and(|only| only != name) {
            continue;
        }
        for row in rows(scale) {
            let verdict = if row.holds() { "" } else { "  <- out of bounds" };
            let Row { what, measured, from, to } = &row;
            println!("{what:<82} {measured:>8.4}  in [{from:.3}, {to:.3}]{verdict}");
            broken += u32::from(!row.holds());
        }
    }
    println!("\n{broken} out of bounds");
    if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
