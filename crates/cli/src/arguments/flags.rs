//! What can be typed about the flags of a server.

use std::path::PathBuf;

use clap::{Args, Subcommand, value_parser};
use serde_json::Value;

use super::server::ServerArguments;
use super::values::{parse_field, parse_key};
use super::when::AtArguments;

#[derive(Debug, Subcommand)]
pub(crate) enum FlagsCommand {
    List(ListArguments),
    Get(GetArguments),
    Create(CreateArguments),
    Set(SetArguments),
    #[command(name = "toggle")]
    Flip(FlipArguments),
    Delete(DeleteArguments),
    History(HistoryArguments),
}

/// List the flags
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist flags list\n  \
    hoist flags list --stale --days 60\n  \
    hoist flags list --at '2026-03-01T10:00[Europe/Berlin]'")]
pub(crate) struct ListArguments {
    /// Only those that may go, and why: expired, unused, or the same for everybody
    ///
    /// That is told of the present alone.
    #[arg(long, conflicts_with = "at")]
    pub(crate) stale: bool,

    /// With --stale: for how many days nobody evaluates them or all get the same; without it, 30
    #[arg(long, value_name = "N", requires = "stale")]
    pub(crate) days: Option<u32>,

    #[command(flatten)]
    pub(crate) when: AtArguments,

    #[command(flatten)]
    pub(crate) asking: Asking,
}

/// Print a flag, as YAML that a file of flags can have
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist flags get checkout_flow\n  \
    hoist flags get checkout_flow --at 417")]
pub(crate) struct GetArguments {
    /// Its key
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    #[command(flatten)]
    pub(crate) when: AtArguments,

    #[command(flatten)]
    pub(crate) asking: Asking,
}

/// Make a flag
///
/// A flag is off for everybody until it is enabled.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist flags create new_search --type percentage --percentage 25 --enabled\n  \
    hoist flags create checkout_flow --type variant variants='{\"control\": 50, \"short\": 50}'\n  \
    hoist flags get old_search --json | hoist flags create new_search --from -")]
pub(crate) struct CreateArguments {
    /// Its key
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    /// What kind of flag
    #[arg(
        long = "type",
        value_name = "TYPE",
        required_unless_present = "from",
        value_parser = ["boolean", "percentage", "variant", "gradual", "targeted"]
    )]
    pub(crate) kind: Option<String>,

    /// Enable it at once
    #[arg(long)]
    pub(crate) enabled: bool,

    /// The share of the users who are in, from 0 to 100
    #[arg(long, value_name = "P")]
    pub(crate) percentage: Option<serde_json::Number>,

    /// What it is for
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,

    /// Other fields, as those of `hoist flags set`
    #[arg(value_name = "FIELD=VALUE", value_parser = parse_field)]
    pub(crate) fields: Vec<(String, Value)>,

    /// Take the definition from a file with a JSON object, or from standard input with -
    ///
    /// Its key is replaced by KEY. For YAML and files of many flags there is `hoist import`.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["kind", "enabled", "percentage", "description", "fields"]
    )]
    pub(crate) from: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// Change fields of a flag, and leave the others as they are
///
/// VALUE is read as JSON where it is JSON, else as a string. Fields of objects are named with dots;
/// FIELD=null removes a field. Lists are set as a whole.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist flags set new_search percentage=50\n  \
    hoist flags set new_search metadata.owner=team-search expires=null\n  \
    hoist flags set new_search rules='[{\"type\": \"property\", \"conditions\": {\"plan\": \"premium\"}, \"value\": 50}]'")]
pub(crate) struct SetArguments {
    /// Its key
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    /// Fields and their values
    #[arg(value_name = "FIELD=VALUE", required = true, value_parser = parse_field)]
    pub(crate) fields: Vec<(String, Value)>,

    #[command(flatten)]
    pub(crate) version: VersionArguments,

    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// What a new document says.
#[derive(Args, Debug)]
pub(crate) struct DefinitionArguments {
    /// Its fields and their values, as those of `hoist flags set`
    #[arg(
        value_name = "FIELD=VALUE",
        required_unless_present = "from",
        value_parser = parse_field
    )]
    pub(crate) fields: Vec<(String, Value)>,

    /// Take the definition from a file with a JSON object, or from standard input with -
    ///
    /// Its key is replaced by KEY. For YAML and files of many there is `hoist import`.
    #[arg(long, value_name = "FILE", conflicts_with = "fields")]
    pub(crate) from: Option<PathBuf>,
}

/// Enable a flag that is not enabled, and the other way round
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  \
    hoist flags toggle dark_mode --reason 'trial in the office'")]
pub(crate) struct FlipArguments {
    /// Its key
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    #[command(flatten)]
    pub(crate) version: VersionArguments,

    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// Delete a flag
///
/// It is done at once, but in protected environments, which want --confirm. A flag that others
/// refer to is not deleted. Its history stays.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist flags delete old_search --reason 'on for everybody since May'\n  \
    hoist flags delete old_search --environment production --confirm old_search --reason done")]
pub(crate) struct DeleteArguments {
    /// Its key
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    /// The key once more, which protected environments want
    #[arg(long, value_name = "KEY")]
    pub(crate) confirm: Option<String>,

    #[command(flatten)]
    pub(crate) version: VersionArguments,

    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// List the changes of a flag, the newest first: who, when, why, and what is different
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  \
    hoist flags history checkout_flow --limit 5")]
pub(crate) struct HistoryArguments {
    /// Its key
    #[arg(value_parser = parse_key)]
    pub(crate) key: String,

    /// How many changes at most
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = value_parser!(u32).range(1..))]
    pub(crate) limit: u32,

    #[command(flatten)]
    pub(crate) asking: Asking,
}

/// What each change of a flag that is there can be bound to.
#[derive(Args, Debug)]
pub(crate) struct VersionArguments {
    /// Change it only if it is still at this version
    #[arg(long, value_name = "VERSION")]
    pub(crate) if_version: Option<u64>,
}

/// What all changes have.
#[derive(Args, Debug)]
pub(crate) struct Changing {
    /// Why, for the history; protected environments want it
    #[arg(long)]
    pub(crate) reason: Option<String>,

    #[command(flatten)]
    pub(crate) asking: Asking,
}

/// What all questions have.
#[derive(Args, Debug)]
pub(crate) struct Asking {
    /// Print the server's answer, a JSON object
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) server: ServerArguments,
}
