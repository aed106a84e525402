//! What can be typed about environments.

use clap::{ArgGroup, Args, Subcommand};

use super::server::AddressArguments;
use super::values::parse_environment;

#[derive(Debug, Subcommand)]
pub(crate) enum EnvironmentsCommand {
    List(EnvironmentListArguments),
    Create(EnvironmentCreateArguments),
    /// Have changes in an environment need a reason, and deletions a confirmation
    #[command(after_help = "Example:\n  hoist environments protect production")]
    Protect(EnvironmentChangeArguments),
    /// Let an environment be changed without a reason again
    #[command(after_help = "Example:\n  hoist environments unprotect production --reason moving")]
    Unprotect(EnvironmentChangeArguments),
    Describe(EnvironmentDescribeArguments),
    Archive(EnvironmentArchiveArguments),
    Compare(EnvironmentCompareArguments),
}

/// List the environments that the token holds for
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  \
    hoist environments list --archived")]
pub(crate) struct EnvironmentListArguments {
    /// Those that are served no more, the newest first
    #[arg(long)]
    pub(crate) archived: bool,

    #[command(flatten)]
    pub(crate) asking: AskingInstance,
}

/// Make an environment, empty
///
/// It takes an admin token for all environments.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  \
    hoist environments create production --protected --description 'What customers see'")]
pub(crate) struct EnvironmentCreateArguments {
    /// What it is called: lower-case letters, digits and dashes
    #[arg(value_parser = parse_environment)]
    pub(crate) key: String,

    /// What it is for
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,

    /// Have changes need a reason, and deletions a confirmation
    #[arg(long)]
    pub(crate) protected: bool,

    #[command(flatten)]
    pub(crate) changing: ChangingInstance,
}

#[derive(Args, Debug)]
pub(crate) struct EnvironmentChangeArguments {
    /// Its name
    #[arg(value_parser = parse_environment)]
    pub(crate) key: String,

    #[command(flatten)]
    pub(crate) changing: ChangingInstance,
}

/// Say what an environment is for
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  \
    hoist environments describe staging 'What the next release shows'")]
pub(crate) struct EnvironmentDescribeArguments {
    /// Its name
    #[arg(value_parser = parse_environment)]
    pub(crate) key: String,

    /// What it is for; '' takes it away
    pub(crate) description: String,

    #[command(flatten)]
    pub(crate) changing: ChangingInstance,
}

/// Archive an environment: it is served no more, and only its log is kept
///
/// Its streams end, tokens hold for it no more, and its name is free. `hoist environments list
/// --archived` shows it, and `hoist audit verify --data` checks its log with the others.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  hoist environments archive preview-12 --confirm preview-12")]
pub(crate) struct EnvironmentArchiveArguments {
    /// Its name
    #[arg(value_parser = parse_environment)]
    pub(crate) key: String,

    /// Its name once more
    #[arg(long, value_name = "KEY")]
    pub(crate) confirm: String,

    #[command(flatten)]
    pub(crate) changing: ChangingInstance,
}

/// Tell what is different between two environments, field by field
///
/// What is shown is what a promotion of everything from the first to the second would change there.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  hoist environments compare staging production")]
pub(crate) struct EnvironmentCompareArguments {
    /// The environment to compare
    #[arg(value_parser = parse_environment)]
    pub(crate) key: String,

    /// The one to compare it with
    #[arg(value_parser = parse_environment)]
    pub(crate) with: String,

    #[command(flatten)]
    pub(crate) asking: AskingInstance,
}

/// Have documents of one environment be so in another one
///
/// All of them together or not at all, and by the checks that hold there. Definitions are promoted,
/// kills and freezes are not. With --dry-run it only shows the differences.
#[derive(Args, Debug)]
#[command(
    group = ArgGroup::new("which").args(["documents", "all"]).required(true),
    after_help = "Examples:\n  \
    hoist promote checkout --from staging --to production --dry-run\n  \
    hoist promote checkout segments/beta --from staging --to production --reason 'tried'\n  \
    hoist promote --all --prune --from staging --to production"
)]
pub(crate) struct PromoteArguments {
    /// Keys of flags; other documents such as segments/beta or experiments/homepage
    #[arg(value_name = "FLAG")]
    pub(crate) documents: Vec<String>,

    /// All documents
    #[arg(long)]
    pub(crate) all: bool,

    /// Where they are
    #[arg(long, value_name = "NAME", value_parser = parse_environment)]
    pub(crate) from: String,

    /// Where they are to be so too
    #[arg(long, value_name = "NAME", value_parser = parse_environment)]
    pub(crate) to: String,

    /// Also the prerequisites, segments and metrics that they need
    #[arg(long, conflicts_with = "all")]
    pub(crate) with_references: bool,

    /// With --all: delete there what is not here
    #[arg(long, requires = "all")]
    pub(crate) prune: bool,

    /// With --prune, delete more than a fifth of the documents that are there
    #[arg(long, requires = "prune")]
    pub(crate) allow_deletes: bool,

    /// Only tell what would change
    #[arg(long)]
    pub(crate) dry_run: bool,

    #[command(flatten)]
    pub(crate) changing: ChangingInstance,
}

/// What changes have that are not of one environment.
#[derive(Args, Debug)]
pub(crate) struct ChangingInstance {
    /// Why, for the history; protected environments want it
    #[arg(long)]
    pub(crate) reason: Option<String>,

    #[command(flatten)]
    pub(crate) asking: AskingInstance,
}

/// What questions have that are not of one environment.
#[derive(Args, Debug)]
pub(crate) struct AskingInstance {
    /// Print the server's answer, a JSON object
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) address: AddressArguments,
}
