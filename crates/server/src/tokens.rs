//! Tokens: who may ask. They live in the instance's own log, as the digests of their secrets.
//!
//! A token holds for the environments that it names and that were not archived since it was made:
//! one that takes the name of another later is none of its. A token that holds nowhere any more is
//! none.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use arc_swap::ArcSwap;
use foldhash::fast::FixedState;
use hoist_api::{Code, IssuedToken, NewToken, Token, TokenKind};
use hoist_ruleset::Digest;
use hoist_ruleset::log::{Collection, Head, Kind};
use hoist_store::StoreError;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tracing::info;

use crate::author::Author;
use crate::instance_log::{Appending, InstanceLog};
use crate::plan::{Plan, Refusal, kept, refusal};
use crate::secret;

/// Most tokens of one instance.
const TOKENS_MAX: usize = 10_000;

/// A token as the log keeps it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TokenFact {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: TokenKind,
    pub(crate) environments: Vec<String>,
    pub(crate) created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expires_at: Option<Timestamp>,
    /// Of a client token: whether it may send events. It may unless it was made so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) events: Option<bool>,
    /// Of a webhook token: the flags that it is for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) flags: Vec<String>,
    /// SHA-256 of the secret, in hexadecimal digits. The secret has 256 random bits.
    sha256: String,
    /// Milliseconds since 1970; 0 where it was never used. Not in the log.
    #[serde(skip)]
    last_used: AtomicI64,
}

impl TokenFact {
    /// Whether it holds for an environment.
    pub(crate) fn holds_for(&self, environment: &str) -> bool {
        self.environments.iter().any(|name| name == "*" || name == environment)
    }

    /// The same token where an environment is archived; none where it holds nowhere else.
    fn without(&self, environment: &str) -> Option<Self> {
        let mut environments = self.environments.clone();
        environments.retain(|name| name != environment);
        let last_used = AtomicI64::new(self.last_used.load(Ordering::Relaxed));
        (!environments.is_empty()).then(|| Self {
            id: self.id.clone(),
            name: self.name.clone(),
            kind: self.kind,
            environments,
            created_at: self.created_at,
            expires_at: self.expires_at,
            events: self.events,
            flags: self.flags.clone(),
            sha256: self.sha256.clone(),
            last_used,
        })
    }

    fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|expires_at| expires_at <= now)
    }

    pub(crate) fn note_use(&self, now: Timestamp) {
        self.last_used.store(now.as_millisecond(), Ordering::Relaxed);
    }

    fn last_used(&self) -> Option<Timestamp> {
        let last_used = self.last_used.load(Ordering::Relaxed);
        Timestamp::from_millisecond(last_used).ok().filter(|_| last_used > 0)
    }

    /// The token as it is shown.
    pub(crate) fn shown(&self) -> Token {
        Token {
            id: self.id.clone(),
            name: self.name.clone(),
            kind: self.kind,
            environments: self.environments.clone(),
            created_at: self.created_at,
            expires_at: self.expires_at,
            events: (self.kind == TokenKind::Client).then(|| self.events != Some(false)),
            flags: self.flags.clone(),
            last_used_at: self.last_used(),
        }
    }
}

type Index = HashMap<Digest, Arc<TokenFact>, FixedState>;

/// All tokens of the instance.
pub(crate) struct Tokens {
    instance: Arc<InstanceLog>,
    /// By the digest of their secret. Looking one up takes the same time for every secret that is
    /// none, as far as its digest says nothing about it. Replaced as a whole, by who holds the end
    /// of the instance's log.
    index: ArcSwap<Index>,
    /// Tells whenever there are other tokens.
    changes: watch::Sender<()>,
    /// The latest expiry that was seen to have passed, in milliseconds since 1970.
    passed_ms: AtomicI64,
}

impl Tokens {
    /// Reads the tokens, given which environments were archived after which entries.
    pub(crate) fn open(
        instance: Arc<InstanceLog>,
        left: &[(String, u64)],
    ) -> Result<Self, StoreError> {
        let index = ArcSwap::from_pointee(read(&instance, left)?);
        let (changes, _) = watch::channel(());
        let passed_ms = AtomicI64::new(i64::MIN);
        Ok(Self { instance, index, changes, passed_ms })
    }

    /// The token of a secret's digest, if it is valid now. Notes that it was used.
    pub(crate) fn find(&self, digest: &Digest, now: Timestamp) -> Option<Arc<TokenFact>> {
        let index = self.index.load();
        let token = index.get(digest)?;
        if self.is_expired(token, now) {
            return None;
        }
        token.note_use(now);
        Some(Arc::clone(token))
    }

    /// Whether a token holds no more. A clock that goes back revives none: what was seen to have
    /// passed stays so while the server runs.
    fn is_expired(&self, token: &TokenFact, now: Timestamp) -> bool {
        let Some(expires_at) = token.expires_at else { return false };
        let expires_ms = expires_at.as_millisecond();
        if token.is_expired(now) {
            self.passed_ms.fetch_max(expires_ms, Ordering::Relaxed);
        }
        expires_ms <= self.passed_ms.load(Ordering::Relaxed)
    }

    /// The end of the instance's log.
    pub(crate) fn head(&self) -> Head {
        self.instance.head()
    }

    /// The token of an id, if it is valid now.
    pub(crate) fn find_by_id(&self, id: &str, now: Timestamp) -> Option<Arc<TokenFact>> {
        let index = self.index.load();
        index.values().find(|token| token.id == id && !self.is_expired(token, now)).cloned()
    }

    /// Whether a token that was found once is still valid.
    pub(crate) fn is_valid(&self, token: &TokenFact, now: Timestamp) -> bool {
        let digest = token.sha256.parse::<Digest>();
        !self.is_expired(token, now)
            && digest.is_ok_and(|digest| self.index.load().contains_key(&digest))
    }

    /// Tells whenever a token was made or revoked.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// All tokens, the oldest first.
    pub(crate) fn list(&self) -> Vec<Token> {
        let mut tokens: Vec<Token> =
            self.index.load().values().map(|token| token.shown()).collect();
        tokens.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        tokens
    }

    pub(crate) fn get(&self, id: &str) -> Option<Token> {
        self.index.load().values().find(|token| token.id == id).map(|token| token.shown())
    }

    /// Makes a token, if `check` still finds that it may be made. Blocks.
    pub(crate) fn issue(
        &self,
        wanted: NewToken,
        author: &Author,
        now: Timestamp,
        check: impl FnOnce(&NewToken) -> Result<(), Refusal>,
    ) -> Result<IssuedToken, Refusal> {
        let secret = secret::token(wanted.kind)?;
        self.issue_with(secret, wanted, author, now, check)
    }

    /// Makes a token with a secret that is known already. Blocks.
    pub(crate) fn issue_with(
        &self,
        secret: String,
        wanted: NewToken,
        author: &Author,
        now: Timestamp,
        check: impl FnOnce(&NewToken) -> Result<(), Refusal>,
    ) -> Result<IssuedToken, Refusal> {
        let id = secret::id("tok")?;
        let NewToken { name, kind, environments, expires_at, events, flags } = wanted.clone();
        let fact = TokenFact {
            id: id.clone(),
            name,
            kind,
            environments,
            created_at: now,
            expires_at,
            events,
            flags,
            sha256: Digest::of(&secret).to_string(),
            last_used: AtomicI64::new(0),
        };
        let (digest, body) = kept(&serde_json::to_value(&fact).unwrap_or_default());
        let draft = author.draft(Kind::Created, Collection::Tokens, &id, Some(digest));
        let check = |index: &Index| {
            let detail = format!("There are {TOKENS_MAX} tokens already; revoke some.");
            let full = || refusal(Code::NotNow, detail);
            check(&wanted)?;
            if index.len() < TOKENS_MAX { Ok(()) } else { Err(full()) }
        };
        let plan = Plan { drafts: vec![(draft, Some(body))], ..Plan::default() }.from(author);
        self.append(plan, now, check, |index| {
            index.insert(Digest::of(&secret), Arc::new(fact));
        })?;
        let about = self.get(&id);
        let about = about.ok_or_else(|| refusal(Code::Internal, "The token was lost."))?;
        info!(id, kind = kind.as_ref(), name = about.name, "token made");
        Ok(IssuedToken { token: secret, about })
    }

    /// Revokes a token: from the answer on it is none. Blocks.
    pub(crate) fn revoke(&self, id: &str, author: &Author, now: Timestamp) -> Result<(), Refusal> {
        let check = |index: &Index| {
            let shown: String = id.chars().take(64).collect();
            let missing = || refusal(Code::NotFound, format!("There is no token {shown}."));
            let is_there = index.values().any(|token| token.id == id);
            if is_there { Ok(()) } else { Err(missing()) }
        };
        let draft = author.draft(Kind::Deleted, Collection::Tokens, id, None);
        let remove = |index: &mut Index| index.retain(|_, token| token.id != id);
        let plan = Plan { drafts: vec![(draft, None)], ..Plan::default() }.from(author);
        self.append(plan, now, check, remove)?;
        info!(id, "token revoked");
        Ok(())
    }

    /// Appends what changes no token. Blocks.
    pub(crate) fn note(&self, plan: Plan, now: Timestamp) -> Result<(), Refusal> {
        self.append(plan, now, |_| Ok(()), |_| {})
    }

    /// An environment is archived: no token holds for it any more. Whoever calls this holds the
    /// end of the instance's log.
    pub(crate) fn leave(&self, environment: &str) {
        self.put(|index| leave(index, environment, |_token| true));
    }

    fn append(
        &self,
        plan: Plan,
        now: Timestamp,
        check: impl FnOnce(&Index) -> Result<(), Refusal>,
        change: impl FnOnce(&mut Index),
    ) -> Result<(), Refusal> {
        let plan = || {
            check(&self.index.load())?;
            Ok(Some(Appending { plan, log: None, secrets: Vec::new() }))
        };
        self.instance.append(now, plan, |_entry| self.put(change)).map(drop)
    }

    fn put(&self, change: impl FnOnce(&mut Index)) {
        let mut index = (**self.index.load()).clone();
        change(&mut index);
        self.index.store(Arc::new(index));
        self.changes.send_replace(());
    }

    /// Writes down when tokens were last used. Blocks.
    pub(crate) fn save_uses(&self) -> Result<(), StoreError> {
        let index = self.index.load();
        let used = |token: &Arc<TokenFact>| Some((token.id.clone(), token.last_used()?));
        let uses: Vec<_> = index.values().filter_map(used).collect();
        self.instance.store.save_token_uses(&uses)
    }

    /// Whether there is a token that may do everything, and is valid.
    pub(crate) fn has_admin(&self, now: Timestamp) -> bool {
        let is_admin = |token: &TokenFact| {
            token.kind == TokenKind::Admin && token.holds_for("*") && !token.is_expired(now)
        };
        self.index.load().values().any(|token| is_admin(token))
    }
}

/// Takes an environment from some of the tokens, and those that hold nowhere then from the index.
fn leave(index: &mut Index, environment: &str, which: impl Fn(&TokenFact) -> bool) {
    index.retain(|_, token| {
        if !which(token) || !token.environments.iter().any(|name| name == environment) {
            return true;
        }
        let left = token.without(environment).map(Arc::new);
        left.map(|left| *token = left).is_some()
    });
}

fn read(instance: &InstanceLog, left: &[(String, u64)]) -> Result<Index, StoreError> {
    let uses: HashMap<String, Timestamp> = instance.store.token_uses()?.into_iter().collect();
    let facts = instance.store.current(&instance.head().log, None)?;
    let mut made = HashMap::new();
    let mut index = Index::default();
    for fact in facts.iter().filter(|fact| fact.entry.collection == Collection::Tokens) {
        let body = fact.body.as_deref().unwrap_or_default();
        let Ok(token) = serde_json::from_str::<TokenFact>(body) else { continue };
        let Ok(digest) = token.sha256.parse() else { continue };
        let last_used = uses.get(&token.id).map_or(0, |time| time.as_millisecond());
        token.last_used.store(last_used, Ordering::Relaxed);
        made.insert(token.id.clone(), fact.entry.seq);
        index.insert(digest, Arc::new(token));
    }
    for (environment, seq) in left {
        let is_older = |token: &TokenFact| made.get(&token.id).is_some_and(|made| made < seq);
        leave(&mut index, environment, is_older);
    }
    Ok(index)
}
