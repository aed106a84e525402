//! Who changes something, and why: what every entry of a log tells.

use hoist_ruleset::Digest;
use hoist_ruleset::log::{Collection, Draft, Kind};

/// The actor of changes that come from configuration files.
pub(crate) const CONFIG: &str = "config";
/// The actor of what the server does by itself.
pub(crate) const SERVER: &str = "server";

/// Who asks for a change, and why.
#[derive(Clone, Debug, Default)]
pub(crate) struct Author {
    /// Such as `token:ops` or [`CONFIG`].
    pub(crate) actor: String,
    pub(crate) reason: Option<String>,
    pub(crate) request_id: Option<String>,
    /// Where they ask from: its digest and what is kept by it.
    pub(crate) origin: Option<(Digest, String)>,
    /// Whether they may write and steer releases that deploy something or send traffic.
    pub(crate) may_deploy: bool,
}

impl Author {
    /// The configuration files as author.
    pub(crate) fn config() -> Self {
        Self { actor: CONFIG.to_owned(), may_deploy: true, ..Self::default() }
    }

    /// What removes what is too old to be kept.
    pub(crate) fn retention() -> Self {
        Self { actor: "retention".to_owned(), ..Self::default() }
    }

    /// The server itself.
    pub(crate) fn server() -> Self {
        Self { actor: SERVER.to_owned(), ..Self::default() }
    }

    pub(crate) fn is_config(&self) -> bool {
        self.actor == CONFIG
    }

    /// An entry of this author's.
    pub(crate) fn draft(
        &self,
        kind: Kind,
        collection: Collection,
        key: &str,
        digest: Option<Digest>,
    ) -> Draft {
        Draft {
            kind,
            collection,
            key: key.to_owned(),
            digest,
            restored: None,
            actor: self.actor.clone(),
            reason: self.reason.clone(),
            request_id: self.request_id.clone(),
            origin: self.origin.as_ref().map(|(digest, _)| *digest),
        }
    }
}
