//! Tokens.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumIter, EnumString, IntoStaticStr, VariantNames};

/// What a token may do.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    AsRefStr,
    EnumIter,
    IntoStaticStr,
    EnumString,
    VariantNames,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// Reads documents, history and status; explains and evaluates.
    Viewer,
    /// Also writes, kills, revives and rolls back.
    Editor,
    /// Everything.
    Admin,
    /// Kills, revives, rolls back, freezes, unfreezes, reads the status; nothing else.
    Emergency,
    /// What a server-side application needs: the ruleset, OFREP.
    Server,
    /// What a browser may have: OFREP for flags whose `visibility` is `all`.
    Client,
    /// What a delivery tool calls about the flags that the token names: `/webhook`, `/gate/check`,
    /// `/rollback/check`.
    Webhook,
    /// Reads `/metrics` and asks `/api/v1/query`.
    Telemetry,
}

/// A token to be made.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What people call it; it stands in the history of what it does.
    #[schemars(length(min = 1, max = 128))]
    pub name: String,
    /// What it may do.
    pub kind: TokenKind,
    /// Where: names of environments, or `["*"]` for all.
    #[schemars(length(min = 1, max = 100))]
    pub environments: Vec<String>,
    /// Until when; absent, until it is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub expires_at: Option<Timestamp>,
    /// Of a client token: whether it may send events and is exposed to experiments by what it
    /// evaluates. It may, unless this is false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    pub events: Option<bool>,
    /// Of a webhook token: the flags that it is for. Such a token names at least one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub flags: Vec<String>,
}

/// A token, without its secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Token {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub kind: TokenKind,
    /// Where.
    pub environments: Vec<String>,
    /// When it was made.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
    /// Until when.
    #[schemars(with = "Option<String>")]
    pub expires_at: Option<Timestamp>,
    /// Of a client token: whether it may send events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    pub events: Option<bool>,
    /// Of a webhook token: the flags that it is for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// When it was last used, to about a minute.
    #[schemars(with = "Option<String>")]
    pub last_used_at: Option<Timestamp>,
}

/// A token that was just made. Its secret is shown this once.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct IssuedToken {
    /// The secret, to be sent as `Authorization: Bearer TOKEN` or `X-API-Key: TOKEN`.
    pub token: String,
    /// Everything else about it.
    #[serde(flatten)]
    pub about: Token,
}
