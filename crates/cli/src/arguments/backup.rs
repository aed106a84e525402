//! What can be typed about backups.

use std::path::PathBuf;

use clap::Args;

use super::server::AddressArguments;

/// Make a backup of a running server: one file with everything that it keeps
///
/// The server goes on meanwhile, and nobody waits for it. Takes an admin token that holds for all
/// environments. The file is checked while it is written, and is there only once it is whole. It
/// holds no secret of any token, but users and what they did: keep it as you keep the server.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist backup hoist-2026-03-01.tar\n  \
    hoist backup - | zstd > hoist.tar.zst\n  \
    hoist backup hoist.tar --data hoist-data")]
pub(crate) struct BackupArguments {
    /// Where to, or - for standard output
    pub(crate) file: PathBuf,

    /// Replace the file if it is there
    #[arg(long)]
    pub(crate) force: bool,

    /// Copy this folder of a server, whether it runs or not, without asking one
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,

    /// Print what the backup says of itself, a JSON object
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) address: AddressArguments,
}

/// Make a folder of a backup, or refuse it whole
///
/// Every byte is compared with its digest, every database and every change log is checked from its
/// first entry to its last, and only then the folder is put in place. Start a server on it with
/// `hoist serve --data DIR`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist restore hoist.tar --data hoist-data\n  \
    hoist restore hoist.tar --check\n  \
    zstd -d < hoist.tar.zst | hoist restore - --data hoist-data")]
pub(crate) struct RestoreArguments {
    /// The backup, or - for standard input
    pub(crate) file: PathBuf,

    /// The folder to make, which is empty or not there yet
    #[arg(long, value_name = "DIR", required_unless_present = "check")]
    pub(crate) data: Option<PathBuf>,

    /// Only tell whether it could be restored; that takes its room on the disk for a while, beside
    /// the folder, or beside the file
    #[arg(long)]
    pub(crate) check: bool,

    /// Print what the backup says of itself, a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}
