//! `hoist experiments results`.

use std::path::PathBuf;

use clap::Args;

use super::flags::Asking;
use super::values::parse_key;

/// Tell what an experiment, or a flag with metrics, has found
///
/// Whether the numbers can be believed comes first, then how far it is, each metric with its
/// effects, and the verdict. --file computes all that again from an export, without a server.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist experiments results checkout_flow\n  \
    hoist experiments results checkout_flow --why\n  \
    hoist experiments results checkout_flow --breakdown country --csv\n  \
    hoist experiments results checkout_flow --export > checkout_flow.ndjson\n  \
    hoist experiments results --file checkout_flow.ndjson")]
pub(crate) struct ExperimentResultsArguments {
    /// Key of the experiment, or of a flag with metrics
    #[arg(value_parser = parse_key, required_unless_present = "file", conflicts_with = "file")]
    pub(crate) key: Option<String>,

    /// Of this phase; without it, of the last one
    #[arg(long, value_name = "N", conflicts_with = "file")]
    pub(crate) phase: Option<u32>,

    /// Compute it now, in place of what was computed last
    #[arg(long, conflicts_with_all = ["file", "series", "export"])]
    pub(crate) refresh: bool,

    /// What was known at earlier times: the last of each hour
    #[arg(long, conflicts_with_all = ["file", "breakdown", "why", "export"])]
    pub(crate) series: bool,

    /// With --series: the last of each day
    #[arg(long, requires = "series")]
    pub(crate) daily: bool,

    /// By the values of an attribute; exploratory, never a decision
    #[arg(long, value_name = "ATTRIBUTE", conflicts_with_all = ["file", "why", "export"])]
    pub(crate) breakdown: Option<String>,

    /// For each effect, the commands that give the same number again
    #[arg(long, conflicts_with_all = ["csv", "json", "export"])]
    pub(crate) why: bool,

    /// What it is made of, as lines of JSON: the plan, each user, the tests that were logged
    #[arg(long, conflicts_with_all = ["file", "csv", "json"])]
    pub(crate) export: bool,

    /// Compute it from an export, or with - from standard input
    #[arg(long, value_name = "EXPORT")]
    pub(crate) file: Option<PathBuf>,

    /// Print comma-separated values, a line for each metric and variant
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,

    #[command(flatten)]
    pub(crate) asking: Asking,
}
