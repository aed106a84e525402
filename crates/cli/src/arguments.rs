//! What can be typed: one struct a command, from which help and completions derive.

mod audit;
mod backup;
mod emergency;
mod environments;
mod experiments;
mod experiments_results;
mod experiments_simulate;
mod flags;
mod lint;
mod login;
mod notifications;
mod operating;
mod plan;
pub(crate) mod prometheus;
mod references;
mod releases;
mod schedule;
pub(crate) mod serve;
mod server;
mod stats;
mod values;
mod when;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use jiff::Timestamp;
use serde_json::Value;
pub(crate) use serve::ServeArguments;

pub(crate) use audit::{
    AuditCommand, AuditExportArguments, AuditFilterArguments, AuditListArguments,
    AuditVerifyArguments, EraseArguments,
};
pub(crate) use backup::{BackupArguments, RestoreArguments};
pub(crate) use emergency::{
    ActArguments, FreezeArguments, KillArguments, ReviveArguments, RollbackArguments,
    StatusArguments, UnfreezeArguments,
};
pub(crate) use environments::{
    AskingInstance, ChangingInstance, EnvironmentArchiveArguments, EnvironmentCompareArguments,
    EnvironmentCreateArguments, EnvironmentListArguments, EnvironmentsCommand, PromoteArguments,
};
pub(crate) use experiments::{
    ExperimentArchiveArguments, ExperimentConcludeArguments, ExperimentCreateArguments,
    ExperimentListArguments, ExperimentMonitorArguments, ExperimentStartArguments,
    ExperimentsCommand,
};
pub(crate) use experiments_results::ExperimentResultsArguments;
pub(crate) use experiments_simulate::ExperimentSimulateArguments;
pub(crate) use flags::{
    Asking, Changing, CreateArguments, DefinitionArguments, DeleteArguments, FlagsCommand,
    FlipArguments, GetArguments, HistoryArguments, ListArguments, SetArguments,
};
pub(crate) use lint::LintArguments;
pub(crate) use login::LoginArguments;
pub(crate) use notifications::{
    ChannelArguments, ChannelChangeArguments, ChannelCreateArguments, ChannelReplayArguments,
    NotificationsCommand,
};
pub(crate) use operating::{
    ExportArguments, FileFormat, ImportArguments, TokenCreateArguments, TokenListArguments,
    TokenRevokeArguments, TokensCommand,
};
pub(crate) use plan::PlanArguments;
pub(crate) use references::ReferencesArguments;
pub(crate) use releases::{
    ReleaseAbortArguments, ReleaseApproveArguments, ReleaseAskArguments, ReleaseChecksArguments,
    ReleaseCommand, ReleaseCreateArguments, ReleaseListArguments, ReleaseOfArguments,
    ReleaseRunArguments, ReleaseStartArguments,
};
pub(crate) use schedule::{
    ScheduleCancelArguments, ScheduleCommand, ScheduleDeleteArguments, ScheduleGetArguments,
    ScheduleListArguments, ScheduleSetArguments, Scheduling,
};
pub(crate) use server::{AddressArguments, EmergencyServerArguments, ServerArguments};
pub(crate) use stats::StatsCommand;
pub(crate) use values::{Moment, When};
use values::{parse_attribute, parse_moment, parse_time};

/// Feature flags, experiments and progressive delivery.
#[derive(Debug, Parser)]
#[command(
    name = "hoist",
    version,
    max_term_width = 100,
    after_help = "Exit status: 0 done, 1 refused or failed, 2 wrong usage.\n\
                  A first try: hoist validate features.yaml"
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Serve(Box<ServeArguments>),
    Validate(ValidateArguments),
    Lint(Box<LintArguments>),
    References(ReferencesArguments),
    Evaluate(EvaluateArguments),
    Explain(ExplainArguments),
    /// List, read and change the flags of a server
    #[command(subcommand)]
    Flags(FlagsCommand),
    /// List, change, start and conclude the experiments of a server, and read what they have found
    #[command(subcommand)]
    Experiments(ExperimentsCommand),
    /// Start, watch, pause and take back the releases of a server
    #[command(subcommand)]
    Release(ReleaseCommand),
    /// Change flags at a time to come, list such changes and cancel them
    #[command(subcommand)]
    Schedule(ScheduleCommand),
    Kill(KillArguments),
    Revive(ReviveArguments),
    Rollback(RollbackArguments),
    Freeze(FreezeArguments),
    Unfreeze(UnfreezeArguments),
    Status(StatusArguments),
    Plan(Box<PlanArguments>),
    Import(ImportArguments),
    Export(ExportArguments),
    /// Make, protect, compare and archive environments
    #[command(subcommand)]
    Environments(EnvironmentsCommand),
    Promote(PromoteArguments),
    /// Make, list and revoke tokens
    #[command(subcommand)]
    Tokens(TokensCommand),
    Login(LoginArguments),
    /// Say who is told what happens, try it out, and deliver what was missed
    #[command(subcommand)]
    Notifications(NotificationsCommand),
    /// List, export and check the change log
    #[command(subcommand)]
    Audit(AuditCommand),
    Erase(EraseArguments),
    Backup(BackupArguments),
    Restore(RestoreArguments),
    /// Check numbers of experiments: JSON from standard input, JSON out
    ///
    /// docs/statistics.md has the fields of each, and which method is for what. Exit status: 0
    /// computed, 1 refused or wrong input, 2 usage.
    #[command(subcommand)]
    Stats(StatsCommand),
    /// Print a completion script for a shell
    ///
    /// For example: `hoist completions bash > /etc/bash_completion.d/hoist`
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Tell everything that is wrong with files of flags, segments, metrics, experiments and releases
///
/// Prints one line for each document: accepted or refused, and for each metric without a document
/// of its own what is guessed from its name. Each problem is told with file, line, document path,
/// what is wrong and what would be right. A broken document is refused alone; the others stand.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist validate features.yaml\n  \
    hoist validate flags/ --json\n  \
    curl -s https://example.com/features.yaml | hoist validate -")]
pub(crate) struct ValidateArguments {
    /// Files to read as one set, folders of .yaml, .yml and .json files, or - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Print one JSON object: documents and diagnostics
    #[arg(long)]
    pub(crate) json: bool,
}

/// Tell what a flag or experiment is for a user
///
/// By the rules of a server, or with --file by those of files. Without KEY, all flags and
/// experiments are evaluated. The server counts no such evaluation.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist evaluate premium_features --user u-1 -a plan=premium\n  \
    hoist evaluate premium_features --user u-1 --at 2026-03-01T09:00:00Z\n  \
    hoist evaluate premium_features --user u-1 --at 417 --now 2026-03-01T09:00:00Z\n  \
    hoist evaluate --user u-1 -a country=US --file features.yaml --now 2026-12-24T00:00:00Z\n  \
    hoist evaluate checkout_flow --users users.ndjson --json --file features.yaml\n  \
    echo '{\"targetingKey\": \"u-1\"}' | hoist evaluate dark_mode --users - --file features.yaml")]
pub(crate) struct EvaluateArguments {
    /// Key of a flag or experiment
    pub(crate) key: Option<String>,

    #[command(flatten)]
    pub(crate) user: UserArguments,

    /// Evaluate for many users: a file of one JSON context a line, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["user", "attribute"])]
    pub(crate) users: Option<PathBuf>,

    /// Print JSON, one object a line, with `value`, `variant`, `reason`, `error_code` and more
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) rules: RuleArguments,
}

/// Tell why a flag or experiment is what it is for a user, step by step
///
/// Each condition is shown with what it expects and what it finds, each share with the user's
/// rank. For who is out, what would change that follows: the smallest changes of attributes, the
/// share that would reach them, the time at which they get in; each was evaluated. By the rules of
/// a server, or with --file of files.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist explain new_search_algorithm --user u-1 -a country=US\n  \
    hoist explain new_search_algorithm --user u-1 -a country=US --file features.yaml")]
pub(crate) struct ExplainArguments {
    /// Key of a flag or experiment
    pub(crate) key: String,

    #[command(flatten)]
    pub(crate) user: UserArguments,

    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) rules: RuleArguments,
}

/// Which rules, and when.
#[derive(Args, Debug)]
pub(crate) struct RuleArguments {
    /// File or folder with the rules, or - for standard input; may be given several times
    #[arg(long = "file", short = 'f', value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// By the rules that held then, at that time: a time, or a seq of a server's change log
    ///
    /// Files have no past: with --file it is --now by another name.
    #[arg(long, value_name = "SEQ|TIME", value_parser = parse_moment)]
    pub(crate) at: Option<Moment>,

    /// As if the clock showed this time, such as 2026-03-01T09:00:00Z
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) now: Option<Timestamp>,

    #[command(flatten)]
    pub(crate) server: ServerArguments,
}

/// For whom.
#[derive(Args, Debug)]
pub(crate) struct UserArguments {
    /// The user's targeting key
    #[arg(long, short = 'u', value_name = "ID")]
    pub(crate) user: Option<String>,

    /// An attribute; the value is read as JSON where it is JSON, else as a string
    ///
    /// So plan=premium is a string, age=42 a number, beta=true a boolean, tags=["a","b"] a list,
    /// and zip='"01234"' a string again.
    #[arg(long, short = 'a', value_name = "NAME=VALUE", value_parser = parse_attribute)]
    pub(crate) attribute: Vec<(String, Value)>,
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_sound() {
        crate::command_line().debug_assert();
    }
}
