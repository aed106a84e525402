//! What can be typed about notifications.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use hoist_api::ChannelKind;
use strum::VariantNames;

use super::environments::{AskingInstance, ChangingInstance};
use super::values::parse_environment;

#[derive(Debug, Subcommand)]
pub(crate) enum NotificationsCommand {
    /// List channels, and what they are still to be told
    #[command(after_help = "Example:\n  hoist notifications list --json | jq '.items[].queue'")]
    List(AskingInstance),
    Create(ChannelCreateArguments),
    /// Give a channel another secret; for a day, messages are signed with both
    ///
    /// The secret is the only thing on standard output, and is shown this once.
    #[command(after_help = "Example:\n  hoist notifications rotate audit > new.secret")]
    Rotate(ChannelChangeArguments),
    /// Send a message at once, and tell what came of it
    #[command(after_help = "Example:\n  hoist notifications test ops-chat")]
    Test(ChannelArguments),
    /// Delete a channel, and with it what it was still to be told
    #[command(after_help = "Example:\n  hoist notifications delete ops-chat")]
    Delete(ChannelChangeArguments),
    /// List messages that were given up
    #[command(after_help = "Example:\n  hoist notifications dead ops-chat")]
    Dead(ChannelArguments),
    Replay(ChannelReplayArguments),
}

/// Make a channel: who is told, and of what
///
/// Of what is left out, everything is told. For a webhook, the secret that its messages are signed
/// with is the only thing on standard output, and is shown this once. Slack and what is compatible
/// with it takes no signature.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist notifications create ops-chat --type slack --to https://hooks.slack.com/services/… \\\n    \
    --environment production --kind killed,revived,rolled_back,frozen\n  \
    hoist notifications create audit --type webhook --to https://siem.example.com/hoist \\\n    \
    --environment '*' --environment instance > audit.secret\n  \
    hoist notifications create payments --type slack --to https://chat.example.com/hooks/… \\\n    \
    --tag payments --key 'checkout*'")]
pub(crate) struct ChannelCreateArguments {
    /// What it is called: lower-case letters, digits and dashes
    #[arg(value_parser = parse_environment)]
    pub(crate) name: String,

    /// What it is told in
    #[arg(long = "type", value_name = "TYPE", value_parser = channel_kinds())]
    pub(crate) kind: ChannelKind,

    /// Where messages are sent; best given by its variable, since others see what is typed
    #[arg(long = "to", value_name = "URL", env = "HOIST_NOTIFICATION_URL", hide_env_values = true)]
    pub(crate) to: String,

    /// An environment that is told of, * for all, or `instance` for tokens, environments and
    /// channels; may be given several times
    #[arg(long = "environment", value_name = "NAME", default_value = "*")]
    pub(crate) environments: Vec<String>,

    /// Only what is of these kinds, such as killed,revived
    #[arg(long = "kind", value_name = "KIND", value_delimiter = ',')]
    pub(crate) kinds: Vec<String>,

    /// Only what is about these collections, such as features,experiments
    #[arg(long = "collection", value_name = "NAME", value_delimiter = ',')]
    pub(crate) collections: Vec<String>,

    /// Only what is about these keys; * stands for any characters, ? for one
    #[arg(long = "key", value_name = "PATTERN", value_delimiter = ',')]
    pub(crate) keys: Vec<String>,

    /// Only what is about flags and experiments with one of these tags
    #[arg(long = "tag", value_name = "TAG", value_delimiter = ',')]
    pub(crate) tags: Vec<String>,

    #[command(flatten)]
    pub(crate) changing: ChangingInstance,
}

fn channel_kinds() -> impl TypedValueParser<Value = ChannelKind> {
    PossibleValuesParser::new(ChannelKind::VARIANTS).try_map(|name| name.parse::<ChannelKind>())
}

#[derive(Args, Debug)]
pub(crate) struct ChannelArguments {
    /// Its name
    #[arg(value_parser = parse_environment)]
    pub(crate) name: String,

    #[command(flatten)]
    pub(crate) asking: AskingInstance,
}

#[derive(Args, Debug)]
pub(crate) struct ChannelChangeArguments {
    /// Its name
    #[arg(value_parser = parse_environment)]
    pub(crate) name: String,

    #[command(flatten)]
    pub(crate) changing: ChangingInstance,
}

/// Deliver messages after all that were given up
///
/// They go under the ids that they had before, so that a receiver which has one of them already
/// knows it.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    hoist notifications replay ops-chat\n  \
    hoist notifications replay ops-chat --id 17")]
pub(crate) struct ChannelReplayArguments {
    /// The channel's name
    #[arg(value_parser = parse_environment)]
    pub(crate) name: String,

    /// One message, as `hoist notifications dead` has it; without it, all
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<u64>,

    #[command(flatten)]
    pub(crate) asking: AskingInstance,
}
