//! What can be typed about tokens, and files in and out.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand, ValueEnum};
use hoist_api::TokenKind;
use jiff::Timestamp;
use strum::VariantNames;

use super::flags::Changing;
use super::server::AddressArguments;
use super::values::parse_time;
use super::when::AtArguments;

#[derive(Debug, Subcommand)]
pub(crate) enum TokensCommand {
    Create(TokenCreateArguments),
    /// List the tokens, without their secrets
    #[command(after_help = "Example:\n  hoist tokens list --json | jq '.items[].name'")]
    List(TokenListArguments),
    Revoke(TokenRevokeArguments),
}

/// Make a token
///
/// Its secret is the only thing on standard output, and is shown this once.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  \
    HOIST_TOKEN=$(hoist tokens create ci --kind editor --environment staging)")]
pub(crate) struct TokenCreateArguments {
    /// What people call it; it stands in the history of what it does
    pub(crate) name: String,

    /// What it may do
    #[arg(long, value_parser = token_kinds())]
    pub(crate) kind: TokenKind,

    /// Where: an environment, or * for all; may be given several times
    #[arg(
        long = "environment",
        value_name = "NAME",
        env = "HOIST_ENVIRONMENT",
        hide_env_values = true,
        default_value = "default"
    )]
    pub(crate) environments: Vec<String>,

    /// Until when, such as 2026-03-01T09:00:00Z; without it, until it is revoked
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) expires: Option<Timestamp>,

    /// Of a webhook token: a flag that it is for; may be given several times
    #[arg(long = "flag", value_name = "FLAG")]
    pub(crate) flags: Vec<String>,

    /// Of a client token: let it send no events, and make none of what it evaluates
    #[arg(long)]
    pub(crate) no_events: bool,

    /// Print the server's answer, a JSON object
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) address: AddressArguments,
}

fn token_kinds() -> impl TypedValueParser<Value = TokenKind> {
    PossibleValuesParser::new(TokenKind::VARIANTS).try_map(|name| name.parse::<TokenKind>())
}

#[derive(Args, Debug)]
pub(crate) struct TokenListArguments {
    /// Print the server's answer, a JSON object
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) address: AddressArguments,
}

/// Revoke a token: it opens nothing from now on
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  \
    hoist tokens revoke tok_6f2a81c07d5e4b3f9a1c2d3e")]
pub(crate) struct TokenRevokeArguments {
    /// Its id, as `hoist tokens list` shows it
    pub(crate) id: String,

    #[command(flatten)]
    pub(crate) address: AddressArguments,
}

/// Write all documents of an environment (flags, segments, metrics, experiments, releases) to a file
/// or a folder
///
/// In a folder each document has its own file, always at the same place, such as
/// features/checkout.yaml; experiments of one layer are together, since their order counts. A file
/// that says the same already stays as it is, with its comments.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist export features.yaml\n  \
    hoist export --folder flags/ --prune && git -C flags diff\n  \
    hoist export --at 2026-03-01T09:00:00Z then.yaml\n  \
    hoist export --format json | jq .features")]
pub(crate) struct ExportArguments {
    /// The file; without it, standard output
    pub(crate) file: Option<PathBuf>,

    /// Write one file for each document into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "file")]
    pub(crate) folder: Option<PathBuf>,

    /// Remove files of documents that are no more, if they are as an export would have them
    #[arg(long, requires = "folder")]
    pub(crate) prune: bool,

    /// How to write it; without it, JSON if FILE ends in .json, else YAML
    #[arg(long, value_enum)]
    pub(crate) format: Option<FileFormat>,

    #[command(flatten)]
    pub(crate) when: AtArguments,

    #[command(flatten)]
    pub(crate) server: super::server::ServerArguments,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum FileFormat {
    Yaml,
    Json,
}

/// Apply files of flags, segments, metrics, experiments and releases to an environment
///
/// All files are applied together or not at all, so documents of one may name those of another.
/// Told is what changes, field by field, and what stays killed whatever the files say. Exit status
/// 1 means that the import was refused, or with --exit-code that it would change something.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist import features.yaml --dry-run\n  \
    hoist import flags/ --prune --dry-run --markdown > comment.md\n  \
    hoist import flags/ --prune --dry-run --exit-code   # 1 where flags/ is not what holds\n  \
    hoist import features.yaml --prune --reason 'release 14'")]
pub(crate) struct ImportArguments {
    /// Files, folders of .yaml, .yml and .json files, or - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Only tell what would change
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Delete what is not in the files, up to a fifth of the documents
    #[arg(long)]
    pub(crate) prune: bool,

    /// With --prune, delete more than a fifth
    #[arg(long, requires = "prune")]
    pub(crate) allow_deletes: bool,

    /// With --dry-run, end with 1 where something would change, as `git diff --exit-code` does
    #[arg(long, requires = "dry_run")]
    pub(crate) exit_code: bool,

    /// Print Markdown, such as for a comment on a pull request
    #[arg(long, conflicts_with = "json")]
    pub(crate) markdown: bool,

    #[command(flatten)]
    pub(crate) changing: Changing,
}
