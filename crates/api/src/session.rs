//! Signing in to the dashboard.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::TokenKind;

/// What somebody signs in with: one of the two.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum SignInRequest {
    /// What stands behind `#login=` in a link that was made for it.
    Login(String),
    /// The secret of a token of kind viewer, editor or admin.
    Token(String),
}

impl fmt::Debug for SignInRequest {
    /// The secret ends up in no log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Login(_) => "Login(***)",
            Self::Token(_) => "Token(***)",
        })
    }
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Session {
    /// The name of the token whose right it is.
    pub name: String,
    /// What it may do.
    pub kind: TokenKind,
    /// Where: names of environments, or `["*"]` for all.
    pub environments: Vec<String>,
    /// Until when the session holds.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub expires_at: Timestamp,
}

/// Whether somebody is signed in, and who.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SessionState {
    /// Who is; null where nobody is.
    pub session: Option<Session>,
}

/// A link that opens the dashboard once.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct LoginLink {
    /// What to put behind the server's address: `/#login=…`. Browsers send no server what is behind
    /// the `#`.
    pub path: String,
    /// Until when it may be used.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub expires_at: Timestamp,
}

impl fmt::Debug for LoginLink {
    /// The secret ends up in no log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "LoginLink until {}", self.expires_at)
    }
}

/// How far an environment's change log goes, and the journal of its releases beside it, as the
/// stream of its heads tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HeadNotice {
    /// Id of the log.
    pub log: String,
    /// Seq of its last entry.
    pub seq: u64,
    /// Where this is another number than before, more is known of a release: what checks found, what
    /// it waits for. That is no entry of the log.
    pub journal: u64,
}
