//! `cargo xtask simulate`: whether methods err as often as they say.
//!
//! Each row is a share of simulated experiments, and the bounds that it has to be in; those that
//! the naive ways break are there to show that the simulation would see it. What is refused is no
//! alarm and no answer either: it is counted beside each row, and has a bound of its own, which is
//! zero unless a row says otherwise. `--short` takes a quarter of the experiments and bounds that
//! are wider by three standard errors, for a bias by half of that: a rule that errs twice as often
//! as it may is seen all the same, which is a row too. `--only=NAME` makes the rows of one module.
//! The numbers depend on the seed alone.
#![allow(clippy::print_stdout, reason = "a table is what this program is for")]

mod families;
mod late;
mod methods;
mod peeking;
mod random;
mod steps;
mod uncertain;
mod worlds;

use std::process::ExitCode;

use hoist_stats::Refusal;
use random::Random;

/// How much is simulated.
#[derive(Clone, Copy)]
struct Scale {
    runs: u32,
    seed: u64,
    /// By how many standard errors bounds are wider.
    slack: f64,
}

/// In how many runs it was so, and in how many there was a refusal instead.
#[derive(Clone, Copy, Default)]
struct Counted {
    runs: u32,
    hits: u32,
    refused: u32,
}

impl Counted {
    fn add(&mut self, is_hit: Result<bool, Refusal>) {
        self.runs += 1;
        match is_hit {
            Ok(is_hit) => self.hits += u32::from(is_hit),
            Err(_) => self.refused += 1,
        }
    }

    /// Both, as if they had been counted together.
    fn and(self, other: Self) -> Self {
        Self {
            runs: self.runs + other.runs,
            hits: self.hits + other.hits,
            refused: self.refused + other.refused,
        }
    }

    fn share(self) -> f64 {
        f64::from(self.hits) / f64::from(self.runs)
    }
}

impl Scale {
    fn hits(self, row: u64, is_hit: impl Fn(&mut Random) -> Result<bool, Refusal>) -> Counted {
        let mut counted = Counted::default();
        for run in 0..self.runs {
            counted.add(is_hit(&mut Random::new(self.seed, row, run)));
        }
        counted
    }

    /// A bound that is so many standard errors of a share wider.
    fn slack(self, share: f64, runs: u32) -> f64 {
        self.slack * (share * (1.0 - share) / f64::from(runs)).sqrt()
    }
}

/// A share, or a bias in standard errors, and what it has to be in.
struct Row {
    what: String,
    measured: f64,
    from: f64,
    to: f64,
    /// Of all runs.
    refused: f64,
    refused_to: f64,
}

impl Row {
    /// A share of all runs, of which none may be refused.
    fn share(scale: Scale, what: &str, counted: Counted, [from, to]: [f64; 2]) -> Self {
        let Counted { runs, refused, .. } = counted;
        Self {
            what: what.to_owned(),
            measured: counted.share(),
            from: (from - scale.slack(from, runs)).max(0.0),
            to: (to + scale.slack(to, runs)).min(1.0),
            refused: f64::from(refused) / f64::from(runs),
            refused_to: 0.0,
        }
    }

    fn holds(&self) -> bool {
        (self.from..=self.to).contains(&self.measured) && self.refused <= self.refused_to
    }
}

type Group = (&'static str, fn(Scale) -> Vec<Row>);

/// What `--only=NAME` can name.
const GROUPS: [Group; 6] = [
    ("peeking", peeking::rows),
    ("late", late::rows),
    ("steps", steps::rows),
    ("methods", methods::rows),
    ("families", families::rows),
    ("uncertain", uncertain::rows),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_short = arguments.iter().any(|argument| argument == "--short");
    let seed = arguments.iter().find_map(|argument| argument.strip_prefix("--seed="));
    let seed = seed.and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let scale = if is_short {
        Scale { runs: 1000, seed, slack: 3.0 }
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
            let Row { what, measured, from, to, refused, .. } = &row;
            let bounds = format!("in [{from:.3}, {to:.3}]");
            println!("{what:<82} {measured:>8.4}  {bounds:<18} refused {refused:.4}{verdict}");
            broken += u32::from(!row.holds());
        }
    }
    println!("\n{broken} out of bounds");
    if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
