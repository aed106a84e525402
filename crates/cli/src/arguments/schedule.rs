//! What can be typed about changes at a time to come.

use clap::{Args, Subcommand, ValueEnum, value_parser};
use hoist_api::DocumentCollection;
use serde_json::Value;

use super::flags::{Asking, Changing};
use super::values::{When, parse_field, parse_key, parse_when};

#[derive(Debug, Subcommand)]
pub(crate) enum ScheduleCommand {
    Set(ScheduleSetArguments),
    Delete(ScheduleDeleteArguments),
    List(ScheduleListArguments),
    Get(ScheduleGetArguments),
    Cancel(ScheduleCancelArguments),
}

/// Change fields of a flag at a time to come
///
/// Fields are those of `hoist flags set`. They are merged into the definition as it is then. What
/// is not sound now is refused now; what is not at its time is refused then, which `hoist status`
/// tells. Under a freeze a change waits until that is over.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist schedule set new_search enabled=true --at 2026-12-01T08:00:00Z --reason launch\n  \
    hoist schedule set new_search percentage=50 --at '2026-12-01T09:00[Europe/Berlin]'")]
pub(crate) struct ScheduleSetArguments {
    /// Key of the flag
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    /// Fields and their values
    #[arg(value_name = "FIELD=VALUE", required = true, value_parser = parse_field)]
    pub(crate) fields: Vec<(String, Value)>,

    #[command(flatten)]
    pub(crate) scheduling: Scheduling,
}

/// Delete a flag at a time to come
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist schedule delete old_search --at 2026-12-31T00:00:00Z --reason 'end of the quarter'\n  \
    hoist schedule delete beta --collection segments --at 2026-12-31T00:00:00Z --confirm beta")]
pub(crate) struct ScheduleDeleteArguments {
    /// Key of the flag
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    /// The key once more, which protected environments want
    #[arg(long, value_name = "KEY")]
    pub(crate) confirm: Option<String>,

    #[command(flatten)]
    pub(crate) scheduling: Scheduling,
}

/// When, and of which kind the document is.
#[derive(Args, Debug)]
pub(crate) struct Scheduling {
    /// When: RFC 3339 such as 2026-12-01T08:00:00Z, or local time with its zone in brackets
    ///
    /// A local time such as 2026-03-29T02:30[Europe/Berlin] that a change of the clocks leaves out
    /// is taken for that much later, and one that comes twice for the first. The answer says which
    /// moment it is.
    #[arg(long, value_name = "TIME", value_parser = parse_when)]
    pub(crate) at: When,

    /// Of which kind the document is
    #[arg(long, value_name = "KIND", value_enum, default_value_t = CollectionName::Features)]
    pub(crate) collection: CollectionName,

    /// Change it only if it is still at this version then
    #[arg(long, value_name = "VERSION")]
    pub(crate) if_version: Option<u64>,

    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// A kind of documents, as it is typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum CollectionName {
    Features,
    Segments,
    Metrics,
    Experiments,
    Releases,
}

impl From<CollectionName> for DocumentCollection {
    fn from(name: CollectionName) -> Self {
        match name {
            CollectionName::Features => Self::Features,
            CollectionName::Segments => Self::Segments,
            CollectionName::Metrics => Self::Metrics,
            CollectionName::Experiments => Self::Experiments,
            CollectionName::Releases => Self::Releases,
        }
    }
}

/// List the changes that are to come, in the order of their times
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist schedule list\n  \
    hoist schedule list --done --limit 10")]
pub(crate) struct ScheduleListArguments {
    /// Those that were made, cancelled or refused instead, when and why, the last one first
    #[arg(long)]
    pub(crate) done: bool,

    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = value_parser!(u32).range(1..))]
    pub(crate) limit: u32,

    #[command(flatten)]
    pub(crate) asking: Asking,
}

/// Tell what a scheduled change is, and how it ended
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  \
    hoist schedule get sch_6f2a81c07d5e4b3f9a1c2d3e")]
pub(crate) struct ScheduleGetArguments {
    /// Its id, as `hoist schedule list` has it
    pub(crate) id: String,

    #[command(flatten)]
    pub(crate) asking: Asking,
}

/// Cancel a change that is to come
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  \
    hoist schedule cancel sch_6f2a81c07d5e4b3f9a1c2d3e --reason 'not yet'")]
pub(crate) struct ScheduleCancelArguments {
    /// Its id, as `hoist schedule list` has it
    pub(crate) id: String,

    #[command(flatten)]
    pub(crate) changing: Changing,
}
