//! What can be typed about the releases of a server.

use std::path::PathBuf;

use clap::{Args, Subcommand, value_parser};

use super::flags::{
    Asking, Changing, DefinitionArguments, DeleteArguments, GetArguments, SetArguments,
};
use super::values::parse_key;

#[derive(Debug, Subcommand)]
pub(crate) enum ReleaseCommand {
    List(ReleaseListArguments),
    /// Print a release, as YAML that a file can have; how it runs is told by `status`
    #[command(after_help = "Example:\n  hoist release get checkout_v2")]
    Get(GetArguments),
    Create(ReleaseCreateArguments),
    /// Change fields of a release, and leave the others as they are
    ///
    /// Fields are those of `hoist flags set`. While it runs, a change is for the next run.
    #[command(after_help = "Example:\n  hoist release set checkout_v2 on_failure=pause")]
    Set(SetArguments),
    /// Delete a release that does not run
    ///
    /// It is done at once, but in protected environments, which want --confirm. Its history stays.
    #[command(after_help = "Example:\n  hoist release delete checkout_v2 --reason done")]
    Delete(DeleteArguments),
    Start(ReleaseStartArguments),
    Run(ReleaseRunArguments),
    /// Tell how a run of a release stands: steps, checks with value and threshold, what it waits for
    #[command(after_help = "Examples:\n  \
        hoist release status checkout_v2\n  \
        hoist release status checkout_v2 --run 2 --json")]
    Status(ReleaseOfArguments),
    /// Show a run of a release until it is over: redrawn on a terminal, else a line for each change
    ///
    /// The exit status is 0 once everybody is in, and 1 if it was taken back; then stderr has the
    /// check that decided. Ctrl-C only stops the watching: the release goes on.
    #[command(after_help = "Example:\n  hoist release watch checkout_v2")]
    Watch(ReleaseOfArguments),
    Checks(ReleaseChecksArguments),
    /// Stay at this share until somebody resumes or promotes; checks go on
    #[command(after_help = "Example:\n  hoist release pause checkout_v2 --reason 'lunch'")]
    Pause(ReleaseAskArguments),
    /// Go on; what failed before is forgiven, and fails again if it is still so
    #[command(after_help = "Example:\n  hoist release resume checkout_v2")]
    Resume(ReleaseAskArguments),
    /// Go to the next step as soon as the checks hold, whatever its time, gate or a pause say
    #[command(after_help = "Example:\n  hoist release promote checkout_v2 --reason 'it is small'")]
    Promote(ReleaseAskArguments),
    Approve(ReleaseApproveArguments),
    Abort(ReleaseAbortArguments),
}

/// Take a release back: the share is 0 at once, and the flag is killed
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist release abort checkout_v2 --reason 'support is called'\n  \
    hoist release abort checkout_v2 --leave-traffic --reason 'the old HAProxy is gone'")]
pub(crate) struct ReleaseAbortArguments {
    /// Key of the release
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    /// End one that waits for traffic to be taken back, which nobody can do any more
    #[arg(long)]
    pub(crate) leave_traffic: bool,

    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// List the releases, and how the last run of each stands
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist release list\n  \
    hoist release list --active --json")]
pub(crate) struct ReleaseListArguments {
    /// Only those that run
    #[arg(long)]
    pub(crate) active: bool,

    #[command(flatten)]
    pub(crate) asking: Asking,
}

/// Make a release
///
/// It does nothing until it is started.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist release create checkout_v2 flag=checkout checks='[]'\n  \
    hoist release create checkout_v2 --from checkout_v2.json")]
pub(crate) struct ReleaseCreateArguments {
    /// Key of the release
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    #[command(flatten)]
    pub(crate) definition: DefinitionArguments,

    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// Start a release: it goes to the first step above the present share
///
/// One that runs stays as it is.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist release start checkout_v2 --reason 'the new checkout is ready'\n  \
    hoist release start checkout_v2 --dry-run\n  \
    hoist release start checkout_v2 --revive --reason 'the errors are fixed'")]
pub(crate) struct ReleaseStartArguments {
    /// Key of the release
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    #[command(flatten)]
    pub(crate) how: StartingArguments,

    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// How a release is started.
#[derive(Args, Debug)]
pub(crate) struct StartingArguments {
    /// Revive the flag if it is killed, as it is after a release that was taken back
    #[arg(long)]
    pub(crate) revive: bool,

    /// Only write down what checks find: nothing is taken back because of them
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Import a file with a release, start it, and with --wait go on until it is over
///
/// Where it cannot start, nothing is imported. Where its release and metrics run already as the
/// file has them, or have succeeded and everybody is in, nothing of the file is written, and a note
/// says so.
///
/// With --wait the exit status is 0 once everybody is in, and 1 if it was taken back; then stderr
/// has the check that decided, its value, baseline and threshold. Ctrl-C only stops the waiting: the
/// release goes on, and the exit status is 1.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist release run release.yaml --wait\n  \
    hoist release run release.yaml --wait --revive --reason \"build $BUILD_NUMBER\"")]
pub(crate) struct ReleaseRunArguments {
    /// A file as `hoist import` takes it, with one release; or - for standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Wait until it is over, and tell what happens meanwhile
    #[arg(long)]
    pub(crate) wait: bool,

    #[command(flatten)]
    pub(crate) how: StartingArguments,

    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// Which run of a release.
#[derive(Args, Debug)]
pub(crate) struct ReleaseOfArguments {
    /// Key of the release
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    /// Which run of it, from 1; without it, the last one
    #[arg(long, value_name = "N")]
    pub(crate) run: Option<u64>,

    #[command(flatten)]
    pub(crate) asking: Asking,
}

/// List what each run of each check found, the newest first
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist release checks checkout_v2\n  \
    hoist release checks checkout_v2 --check 'error rate' --run 2 --limit 200")]
pub(crate) struct ReleaseChecksArguments {
    /// Key of the release
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    /// Which run of the release, from 1; without it, the last one
    #[arg(long, value_name = "N")]
    pub(crate) run: Option<u64>,

    /// Only what this check found
    #[arg(long, value_name = "NAME")]
    pub(crate) check: Option<String>,

    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = value_parser!(u32).range(1..))]
    pub(crate) limit: u32,

    #[command(flatten)]
    pub(crate) asking: Asking,
}

/// What people ask of a release that runs.
#[derive(Args, Debug)]
pub(crate) struct ReleaseAskArguments {
    /// Key of the release
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// Let a step begin that has a gate
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist release approve checkout_v2 --reason 'the numbers are good'\n  \
    hoist release approve checkout_v2 --step full")]
pub(crate) struct ReleaseApproveArguments {
    /// Key of the release
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    /// The name of the step; without it, the first whose gate is closed
    #[arg(long, value_name = "NAME")]
    pub(crate) step: Option<String>,

    #[command(flatten)]
    pub(crate) changing: Changing,
}
