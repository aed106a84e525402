//! Notifications: the channels that are told of entries of the logs, and what they missed.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumString, VariantNames};

/// What a channel is told in.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    AsRefStr,
    EnumString,
    VariantNames,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// JSON, signed as Standard Webhooks has it.
    Webhook,
    /// A text and blocks, as Slack and those that are compatible with it take them.
    Slack,
}

/// A channel to be made. Of what is left out, everything is told.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewChannel {
    /// What it is called: lower-case letters, digits and dashes.
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]{0,62}$"))]
    pub name: String,
    /// What it is told in.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
    /// Where messages are sent. It is kept as a secret is, and not shown again.
    #[schemars(length(min = 1, max = 2_048))]
    pub url: String,
    /// The environments that it is told of, or `["*"]` for all; `instance` for the log of tokens,
    /// environments and channels.
    #[serde(default = "everywhere")]
    #[schemars(length(min = 1, max = 100))]
    pub environments: Vec<String>,
    /// Only entries of these kinds, such as `killed`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub kinds: Vec<String>,
    /// Only entries about keys of these collections, such as `features`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub collections: Vec<String>,
    /// Only entries about these keys; `*` stands for any characters, `?` for one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub keys: Vec<String>,
    /// Only entries about what has one of these tags, before or after.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub tags: Vec<String>,
    /// Why, for the instance's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

fn everywhere() -> Vec<String> {
    vec!["*".to_owned()]
}

/// A channel, without its secrets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Channel {
    /// What it is called.
    pub name: String,
    /// What it is told in.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
    /// Where messages are sent: scheme, host and port, and no more.
    pub to: String,
    /// The environments that it is told of.
    pub environments: Vec<String>,
    /// Only entries of these kinds.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Only entries about keys of these collections.
    #[serde(default)]
    pub collections: Vec<String>,
    /// Only entries about these keys.
    #[serde(default)]
    pub keys: Vec<String>,
    /// Only entries about what has one of these tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// When it was made.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
    /// Until when messages are also signed with the secret before the last rotation.
    #[schemars(with = "Option<String>")]
    pub rotating_until: Option<Timestamp>,
    /// What it is still to be told.
    pub queue: ChannelQueue,
}

/// What a channel is still to be told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChannelQueue {
    /// Messages that are to be delivered.
    pub pending: u64,
    /// Since when the oldest of them waits.
    #[schemars(with = "Option<String>")]
    pub oldest_at: Option<Timestamp>,
    /// Why the first of them could not be delivered so far.
    pub failure: Option<String>,
    /// Messages that were given up.
    pub dead: u64,
}

/// A channel that was just made, or whose secret is new. The secret is shown this once.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct IssuedChannel {
    /// What its messages are signed with; null where they are not signed.
    pub secret: Option<String>,
    /// Everything else about it.
    #[serde(flatten)]
    pub about: Channel,
}

/// What came of a message that was sent at once to try a channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TestedChannel {
    /// Whether it was accepted.
    pub delivered: bool,
    /// The status of the answer; null where there was none.
    pub status: Option<u16>,
    /// What came of it, as a sentence.
    pub detail: String,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

/// A message that was given up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeadMessage {
    /// Its number in the outbox.
    pub id: u64,
    /// The id that it has on the way: its `webhook-id`.
    pub webhook_id: String,
    /// The environment that it is about; `instance` for the instance.
    pub environment: String,
    /// The entries that it tells of.
    pub seqs: Vec<u64>,
    /// What it says.
    pub text: String,
    /// Since when it waited.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
    /// When it was given up.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub given_up_at: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// Why the last attempt failed.
    pub failure: String,
}

/// Which messages are to be delivered after all. The body may be left out: then all.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplayRequest {
    /// One message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<u64>,
}

/// Messages that are to be delivered after all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Replayed {
    /// How many.
    pub replayed: u64,
}
