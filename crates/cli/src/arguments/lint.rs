//! `hoist lint`.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;

use super::ServerArguments;
use super::values::parse_time;

/// Tell what documents that are valid cannot do: rules that nobody reaches, and the like
///
/// A warning is proven for every user and every moment, or moves users; advice may be meant so.
/// Without FILE, the documents of a server are looked at. docs/diagnostics.md shows everything that
/// can be found. Exit status: 0 nothing or only advice, 1 warnings or invalid documents, 2 usage.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist lint features.yaml\n  \
    hoist lint flags/ --json\n  \
    hoist lint flags/ --against server\n  \
    git show main:features.yaml | hoist lint features.yaml --against -")]
pub(crate) struct LintArguments {
    /// Files to read as one set, folders of .yaml, .yml and .json files, or - for standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// What was there before: a file, a folder, - or `server`
    ///
    /// Then a changed `salt` or `bucket_by`, by which users change sides, is told too.
    #[arg(long, value_name = "FILE|server")]
    pub(crate) against: Option<PathBuf>,

    /// Look at it at this time instead of now, such as 2026-03-01T09:00:00Z
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) now: Option<Timestamp>,

    /// Print one JSON object: findings, and diagnostics of what is not valid
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) server: ServerArguments,
}
