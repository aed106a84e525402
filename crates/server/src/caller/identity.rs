//! By what right somebody asks.

use std::sync::Arc;

use hoist_api::{Code, TokenKind};
use hoist_ruleset::Digest;
use jiff::Timestamp;

use crate::answer::ApiError;
use crate::app::App;
use crate::tokens::TokenFact;

/// What the holder of the configured admin token is told by; ids of tokens begin otherwise.
const CONFIGURED: &str = "configured:";

/// By what right.
#[derive(Clone)]
pub(crate) enum Identity {
    /// An operation that is open to everyone.
    Everyone,
    /// Requests without a token are allowed this.
    Anonymous(TokenKind),
    /// The token of the server's own configuration.
    ConfiguredAdmin,
    /// A token of the instance.
    Token(Arc<TokenFact>),
}

impl Identity {
    /// Whose the secret of a token is.
    pub(crate) fn of_secret(app: &App, secret: &str) -> Result<Self, ApiError> {
        let digest = Digest::of(secret);
        if app.admin == Some(digest) {
            return Ok(Self::ConfiguredAdmin);
        }
        app.tokens.find(&digest, app.now()).map(Self::Token).ok_or_else(|| {
            let detail = "This token is unknown, revoked or expired, or its environment was \
                          archived. Ask for a new one.";
            ApiError::new(Code::Unauthorized, detail)
        })
    }

    /// Who signed in, while what they signed in by holds; [`Self::holder`] named it.
    pub(crate) fn of_holder(app: &App, holder: &str) -> Option<Self> {
        if let Some(digest) = holder.strip_prefix(CONFIGURED) {
            let holds = app.admin.is_some_and(|admin| admin.to_string() == digest);
            return holds.then_some(Self::ConfiguredAdmin);
        }
        app.tokens.find_by_id(holder, app.now()).map(Self::Token)
    }

    /// By what somebody may sign in; none for those who have nothing of their own.
    pub(crate) fn holder(&self, app: &App) -> Option<String> {
        match self {
            Self::Everyone | Self::Anonymous(_) => None,
            Self::ConfiguredAdmin => app.admin.map(|admin| format!("{CONFIGURED}{admin}")),
            Self::Token(token) => Some(token.id.clone()),
        }
    }

    pub(crate) fn kind(&self) -> Option<TokenKind> {
        match self {
            Self::Everyone => None,
            Self::Anonymous(kind) => Some(*kind),
            Self::ConfiguredAdmin => Some(TokenKind::Admin),
            Self::Token(token) => Some(token.kind),
        }
    }

    /// The environments whose names it holds for; none for all.
    pub(crate) fn environments(&self) -> Option<&[String]> {
        match self {
            Self::Token(token) if !token.holds_for("*") => Some(&token.environments),
            _ => None,
        }
    }

    pub(crate) fn holds_for(&self, environment: &str) -> bool {
        match self {
            Self::Token(token) => token.holds_for(environment),
            Self::Everyone | Self::Anonymous(_) | Self::ConfiguredAdmin => true,
        }
    }

    /// The flags that it is for; none for all.
    pub(crate) fn flags(&self) -> Option<&[String]> {
        match self {
            Self::Token(token) if token.kind == TokenKind::Webhook => Some(&token.flags),
            _ => None,
        }
    }

    /// Until when it holds.
    pub(crate) fn expires_at(&self) -> Option<Timestamp> {
        match self {
            Self::Token(token) => token.expires_at,
            _ => None,
        }
    }

    /// Notes that it is being used.
    pub(crate) fn note_use(&self, now: Timestamp) {
        if let Self::Token(token) = self {
            token.note_use(now);
        }
    }

    pub(super) fn actor(&self) -> String {
        match self {
            Self::Everyone => "everyone".to_owned(),
            Self::Anonymous(_) => "anonymous".to_owned(),
            Self::ConfiguredAdmin => "admin".to_owned(),
            // Names are free, and may be given twice: the id says which of them it was.
            Self::Token(token) => format!("token:{} ({})", token.name, token.id),
        }
    }
}
