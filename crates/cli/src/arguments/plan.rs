//! `hoist plan`.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;

use super::ServerArguments;
use super::values::parse_time;

/// Tell what files would change if they were imported, and for how many users
///
/// Users whose evaluations were recorded are evaluated before the change and after it, at the same
/// moment. With --against, files are compared with files and no server is asked. Nothing is
/// changed. docs/plan.md says what the figures can tell and what not.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist plan features.yaml\n  \
    hoist plan flags/ --prune --markdown > comment.md\n  \
    hoist plan flags/ --against main/ --users contexts.ndjson --exit-code\n\n\
    Exit status: 0 planned, 1 refused or failed, 2 wrong usage. With --exit-code, 1 also where\n\
    something would change.")]
pub(crate) struct PlanArguments {
    /// Files, folders of .yaml, .yml and .json files, or - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// As if what is not in the files were deleted, up to a fifth of the documents
    #[arg(long)]
    pub(crate) prune: bool,

    /// With --prune, delete more than a fifth
    #[arg(long, requires = "prune")]
    pub(crate) allow_deletes: bool,

    /// What is there before: a file, a folder or -, in place of a server's documents
    #[arg(long, value_name = "FILE")]
    pub(crate) against: Option<PathBuf>,

    /// With --against: contexts to evaluate in place of recorded ones, one JSON object a line
    #[arg(long, value_name = "FILE|-", requires = "against")]
    pub(crate) users: Option<PathBuf>,

    /// With --against: evaluate at this time instead of now, such as 2026-03-01T09:00:00Z
    #[arg(long, value_name = "TIME", value_parser = parse_time, requires = "against")]
    pub(crate) now: Option<Timestamp>,

    /// Print one JSON object, as the API has it
    #[arg(long, conflicts_with = "markdown")]
    pub(crate) json: bool,

    /// Print Markdown, for a comment on a pull request
    #[arg(long)]
    pub(crate) markdown: bool,

    /// End with 1 where something would change, as `git diff --exit-code` does
    #[arg(long)]
    pub(crate) exit_code: bool,

    #[command(flatten)]
    pub(crate) server: ServerArguments,
}
