//! `hoist experiments simulate`.

use std::path::PathBuf;

use clap::Args;
use clap::value_parser;

use super::server::ServerArguments;
use super::values::parse_key;

/// Tell how often an experiment would be wrong, and how often right, by running it many times
///
/// Each repetition is the experiment once more, with made-up users, on a server of its own in a
/// temporary folder, whose clock is moved on: their events are sent, stored, summed up and analysed
/// as real ones are, and the monitor concludes. Half of the repetitions have no effect, half have
/// --effect on the first goal. Audience, traffic, layer and dates are left out.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist experiments simulate --file features.yaml --users 2000 --repetitions 50\n  \
    hoist experiments simulate checkout_layout --effect 0.05 --peeks 14 --json")]
pub(crate) struct ExperimentSimulateArguments {
    /// Key of the experiment; may be left out where a file has only one
    #[arg(value_parser = parse_key, required_unless_present = "file")]
    pub(crate) key: Option<String>,

    /// Take the experiment and its metrics from a file or folder, not from a server
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Vec<PathBuf>,

    /// Users of each repetition, all variants together, which is the planned sample too; without
    /// it, the sample size of the experiment, else 2000
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(100..=1_000_000))]
    pub(crate) users: Option<u64>,

    /// Relative effect on the first goal, such as 0.1; without it, the smallest that the experiment
    /// looks for, else 0.1
    #[arg(long, value_name = "E", allow_negative_numbers = true)]
    pub(crate) effect: Option<f64>,

    /// Share of users who convert without an effect
    #[arg(long, value_name = "B", default_value_t = 0.25)]
    pub(crate) baseline: f64,

    /// How many there are without an effect, and as many with one
    #[arg(long, value_name = "R", default_value_t = 20,
        value_parser = value_parser!(u32).range(1..=500))]
    pub(crate) repetitions: u32,

    /// How often somebody looks while users come: once a day
    #[arg(long, value_name = "P", default_value_t = 10,
        value_parser = value_parser!(u32).range(1..=100))]
    pub(crate) peeks: u32,

    /// The same seed gives the same users, who do the same
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,

    /// Print a JSON object
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) server: ServerArguments,
}
