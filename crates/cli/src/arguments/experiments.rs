//! What can be typed about the experiments of a server.

use clap::{Args, Subcommand};

use super::experiments_results::ExperimentResultsArguments;
use super::experiments_simulate::ExperimentSimulateArguments;
use super::flags::{
    Asking, Changing, DefinitionArguments, DeleteArguments, GetArguments, SetArguments,
};
use super::values::parse_key;
use super::when::AtArguments;

#[derive(Debug, Subcommand)]
pub(crate) enum ExperimentsCommand {
    List(ExperimentListArguments),
    /// Print an experiment, as YAML that a file can have, with where it is in its life
    #[command(after_help = "Example:\n  hoist experiments get checkout_layout")]
    Get(GetArguments),
    Create(ExperimentCreateArguments),
    /// Change fields of an experiment, and leave the others as they are
    ///
    /// Fields are those of `hoist flags set`. A change of the plan of what runs begins a phase.
    #[command(after_help = "Example:\n  hoist experiments set checkout_layout traffic=50")]
    Set(SetArguments),
    /// Delete an experiment that does not run
    ///
    /// It is done at once, but in protected environments, which want --confirm. Its history stays.
    #[command(after_help = "Example:\n  hoist experiments delete checkout_layout --reason done")]
    Delete(DeleteArguments),
    Start(ExperimentStartArguments),
    Conclude(ExperimentConcludeArguments),
    Archive(ExperimentArchiveArguments),
    Monitor(ExperimentMonitorArguments),
    Results(Box<ExperimentResultsArguments>),
    Simulate(Box<ExperimentSimulateArguments>),
}

/// List the experiments: where in its life each is, and what everybody gets
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist experiments list\n  \
    hoist experiments list --status running --json")]
pub(crate) struct ExperimentListArguments {
    /// Only those that are there in their lives
    #[arg(
        long,
        value_name = "STATUS",
        value_parser = ["draft", "running", "ended", "concluded", "archived"]
    )]
    pub(crate) status: Option<String>,

    #[command(flatten)]
    pub(crate) when: AtArguments,

    #[command(flatten)]
    pub(crate) asking: Asking,
}

/// Make an experiment
///
/// It assigns nobody until it is started, or until its `start_date`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist experiments create checkout_layout variants='{\"control\": 50, \"short\": 50}' \
    metrics='[\"conversion_rate\"]' sample_size=20000\n  \
    hoist experiments create checkout_layout --from checkout_layout.json")]
pub(crate) struct ExperimentCreateArguments {
    /// Key of the experiment
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    #[command(flatten)]
    pub(crate) definition: DefinitionArguments,

    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// Start an experiment: from now on it assigns, by a plan that is frozen
///
/// Tells what the planned sample is enough for. One that runs stays as it is.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist experiments start checkout_layout --reason 'the design is ready'\n  \
    hoist experiments start checkout_layout --baseline 0.12")]
pub(crate) struct ExperimentStartArguments {
    /// Key of the experiment
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    /// What the goal is without the change: the share of users who convert, or of a mean its
    /// standard deviation divided by it; without one, several are told
    #[arg(long, value_name = "B", value_parser = parse_baseline)]
    pub(crate) baseline: Option<f64>,

    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// Conclude an experiment: from now on everybody gets one variant
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist experiments conclude checkout_layout --ship short --reason 'more orders'\n  \
    hoist experiments conclude checkout_layout --ship control")]
pub(crate) struct ExperimentConcludeArguments {
    /// Key of the experiment
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    /// What everybody gets: a variant's name, or control; without it, as its `on_conclude` says
    #[arg(long, value_name = "VARIANT")]
    pub(crate) ship: Option<String>,

    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// Put a concluded experiment out of the way, or back
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist experiments archive checkout_layout\n  \
    hoist experiments archive checkout_layout --back")]
pub(crate) struct ExperimentArchiveArguments {
    /// Key of the experiment
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    /// Put it back among those that are concluded
    #[arg(long)]
    pub(crate) back: bool,

    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// Have the monitor look at an experiment now: whether it is due to be tested or concluded
///
/// The server does so by itself each hour.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  \
    hoist experiments monitor checkout_layout")]
pub(crate) struct ExperimentMonitorArguments {
    /// Key of the experiment
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// JSON has no other numbers, and what is lost on the way would be taken for not given.
fn parse_baseline(text: &str) -> Result<f64, String> {
    let baseline = text.parse::<f64>().ok().filter(|number| number.is_finite() && *number > 0.0);
    baseline.ok_or_else(|| "a number greater than 0 is expected, such as 0.12".to_owned())
}
