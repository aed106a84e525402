//! What can be typed about the change log, and about erasing what it says of people.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand, value_parser};
use jiff::Timestamp;

use super::flags::Asking;
use super::server::AddressArguments;
use super::server::ServerArguments;
use super::values::parse_time;

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    List(Box<AuditListArguments>),
    Export(Box<AuditExportArguments>),
    Verify(AuditVerifyArguments),
}

/// Which changes.
#[derive(Args, Debug)]
pub(crate) struct AuditFilterArguments {
    /// Only changes of this kind, such as killed
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<String>,

    /// Only changes of this collection, such as features
    #[arg(long, value_name = "COLLECTION")]
    pub(crate) collection: Option<String>,

    /// Only changes of this key
    #[arg(long, value_name = "KEY")]
    pub(crate) key: Option<String>,

    /// Only changes by this actor: config, token:NAME, or 'token:NAME (ID)'
    #[arg(long, value_name = "ACTOR")]
    pub(crate) actor: Option<String>,

    /// Only changes of this time and later, such as 2026-03-01T09:00:00Z
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) since: Option<Timestamp>,

    /// Only changes before this time
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) until: Option<Timestamp>,

    /// Only what came after this seq
    #[arg(long, value_name = "SEQ")]
    pub(crate) after: Option<u64>,

    /// Only what came before this seq
    #[arg(long, value_name = "SEQ")]
    pub(crate) before: Option<u64>,
}

/// List the change log, the newest first
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist audit list --kind killed --since 2026-03-01T00:00:00Z\n  \
    hoist audit list --collection features --key checkout_flow --actor token:ops\n  \
    hoist audit list --after 100 --oldest-first --limit 1000\n  \
    hoist audit list --instance --collection environments --diff")]
pub(crate) struct AuditListArguments {
    #[command(flatten)]
    pub(crate) filter: AuditFilterArguments,

    /// The oldest first
    #[arg(long)]
    pub(crate) oldest_first: bool,

    /// Also what is different in the definitions, and with --instance in environments
    #[arg(long)]
    pub(crate) diff: bool,

    /// The log of tokens and environments, instead of an environment's
    #[arg(long)]
    pub(crate) instance: bool,

    /// How many changes at most
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = value_parser!(u32).range(1..))]
    pub(crate) limit: u32,

    #[command(flatten)]
    pub(crate) asking: Asking,
}

/// Write the change log to standard output, one JSON object a line, the oldest change first
///
/// The first line says which log it is and where it ends. `hoist audit verify FILE` checks it.
/// What is filtered is an excerpt, of which nobody can tell whether it is complete.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist audit export > audit.ndjson\n  \
    hoist audit export --kind killed | jq -r 'select(.seq) | [.time, .key, .actor] | @tsv'")]
pub(crate) struct AuditExportArguments {
    #[command(flatten)]
    pub(crate) filter: AuditFilterArguments,

    /// The log of tokens and environments, instead of an environment's
    #[arg(long)]
    pub(crate) instance: bool,

    #[command(flatten)]
    pub(crate) server: ServerArguments,
}

/// Check that nobody changed the change log behind the server's back
///
/// Checks each entry's hash, that each follows the one before it, and that each document is what
/// was stored, or was erased by an entry that says so. A server checks its own log; an export, or
/// with --data a folder or a copy of its database, is checked without a server, and nothing in it
/// is changed.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist audit verify\n  \
    hoist audit verify audit.ndjson --expect 5f0c…\n  \
    hoist audit verify --data /backup/hoist.db")]
pub(crate) struct AuditVerifyArguments {
    /// An export of `hoist audit export`, or - for standard input, instead of asking a server
    #[arg(value_name = "FILE", conflicts_with_all = ["data", "instance"])]
    pub(crate) file: Option<PathBuf>,

    /// A hash that was told before, which has to be that of an entry in the file
    #[arg(long, value_name = "HASH", requires = "file")]
    pub(crate) expect: Option<String>,

    /// A server's folder, or a copy of its database, instead of asking a server
    #[arg(long, value_name = "DIR|FILE")]
    pub(crate) data: Option<PathBuf>,

    /// The log of tokens and environments, instead of an environment's
    #[arg(long, conflicts_with = "data")]
    pub(crate) instance: bool,

    #[command(flatten)]
    pub(crate) asking: Asking,
}

/// Erase a person from all environments, or an address that changes came from
///
/// Their events and samples go, and documents of the past that name them; the change log still
/// verifies. What is in force and names them stays and is told: remove them there, then erase
/// again. What is erased never comes back: --dry-run tells first what would go. Exit status:
/// 0 nothing names them any more, 1 something still does or it was refused.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist erase --user ana@example.com --reason 'request 4711'\n  \
    hoist erase --user ana@example.com --dry-run\n  \
    hoist erase --address 203.0.113.9")]
pub(crate) struct EraseArguments {
    /// A user, as events and documents have them
    #[arg(long, value_name = "ID", required_unless_present = "address")]
    pub(crate) user: Option<String>,

    /// An address that changes came from
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) address: Option<IpAddr>,

    /// Only tell what would go, and what would stay
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Why, for the history, which keeps it: do not name the person
    #[arg(long)]
    pub(crate) reason: Option<String>,

    /// Print the server's answer, a JSON object
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) to: AddressArguments,
}
