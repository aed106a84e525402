//! Tokens: who may ask. They live in the instance's own log, as the digests of their secrets.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use foldhash::fast::FixedState;
use hoist_api::{Code, IssuedToken, NewToken, Token, TokenKind};
use hoist_ruleset::Digest;
use hoist_ruleset::log::{Collection, Entry, Head, Kind};
use hoist_store::{AppendError, Batch, Log, Store, StoreError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tracing::{info, warn};

use crate::author::Author;
use crate::environment::unavailable;
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
            last_used_at: self.last_used(),
        }
    }
}

type Index = HashMap<Digest, Arc<TokenFact>, FixedState>;

/// All tokens of the instance.
pub(crate) struct Tokens {
    store: Arc<Store>,
    /// By the digest of their secret. Looking one up takes the same time for every secret that is
    /// none, as far as its digest says nothing about it.
    index: ArcSwap<Index>,
    /// The end of the instance's log; held while it is appended to.
    head: Mutex<Head>,
    /// Tells whenever there are other tokens.
    changes: watch::Sender<()>,
    /// The latest expiry that was seen to have passed, in milliseconds since 1970.
    passed_ms: AtomicI64,
}

impl Tokens {
    pub(crate) fn open(store: Arc<Store>, log: Log) -> Result<Self, StoreError> {
        let index = read(&store, &log.head)?;
        let (index, head) = (ArcSwap::from_pointee(index), Mutex::new(log.head));
        let (changes, _) = watch::channel(());
        let passed_ms = AtomicI64::new(i64::MIN);
        Ok(Self { store, index, head, changes, passed_ms })
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
        self.head.lock().unwrap_or_else(PoisonError::into_inner).clone()
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

    /// Makes a token. Blocks.
    pub(crate) fn issue(
        &self,
        wanted: NewToken,
        author: &Author,
        now: Timestamp,
    ) -> Result<IssuedToken, Refusal> {
        let secret = secret::token(wanted.kind)?;
        self.issue_with(secret, wanted, author, now)
    }

    /// Makes a token with a secret that is known already. Blocks.
    pub(crate) fn issue_with(
        &self,
        secret: String,
        wanted: NewToken,
        author: &Author,
        now: Timestamp,
    ) -> Result<IssuedToken, Refusal> {
        let NewToken { name, kind, environments, expires_at, events } = wanted;
        let id = secret::id("tok")?;
        let fact = TokenFact {
            id: id.clone(),
            name,
            kind,
            environments,
            created_at: now,
            expires_at,
            events,
            sha256: Digest::of(&secret).to_string(),
            last_used: AtomicI64::new(0),
        };
        let (digest, body) = kept(&serde_json::to_value(&fact).unwrap_or_default());
        let draft = author.draft(Kind::Created, Collection::Tokens, &id, Some(digest));
        let check = |index: &Index| {
            let detail = format!("There are {TOKENS_MAX} tokens already; revoke some.");
            let full = || refusal(Code::NotNow, detail);
            if index.len() < TOKENS_MAX { Ok(()) } else { Err(full()) }
        };
        self.append(draft, Some(body), now, check, |index| {
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
        self.append(draft, None, now, check, remove)?;
        info!(id, "token revoked");
        Ok(())
    }

    fn append(
        &self,
        draft: hoist_ruleset::log::Draft,
        body: Option<String>,
        now: Timestamp,
        check: impl FnOnce(&Index) -> Result<(), Refusal>,
        change: impl FnOnce(&mut Index),
    ) -> Result<(), Refusal> {
        let mut head = self.head.lock().unwrap_or_else(PoisonError::into_inner);
        check(&self.index.load())?;
        let mut sealed = Plan::seal(vec![(draft, body)], &head, now);
        let Some((entry, body)) = sealed.pop() else {
            return Ok(());
        };
        let bodies = entry.digest.zip(body).into_iter().collect();
        let entries = vec![entry];
        let batch = Batch { onto: head.clone(), entries, bodies, nodes: Vec::new() };
        match self.store.append(&batch) {
            Ok(()) => {}
            Err(AppendError::Store(error)) => return Err(unavailable(&error)),
            Err(error) => {
                warn!(%error, "the instance's log is not where it was left");
                return Err(refusal(Code::StoreUnavailable, "Somebody else wrote. Try again."));
            }
        }
        if let Some(Entry { seq, time, hash, .. }) = batch.entries.first() {
            *head = Head { log: head.log.clone(), seq: *seq, time: *time, hash: *hash };
        }
        let mut index = (**self.index.load()).clone();
        change(&mut index);
        self.index.store(Arc::new(index));
        self.changes.send_replace(());
        Ok(())
    }

    /// Writes down when tokens were last used. Blocks.
    pub(crate) fn save_uses(&self) -> Result<(), StoreError> {
        let index = self.index.load();
        let used = |token: &Arc<TokenFact>| Some((token.id.clone(), token.last_used()?));
        let uses: Vec<_> = index.values().filter_map(used).collect();
        self.store.save_token_uses(&uses)
    }

    /// Whether there is a token that may do everything, and is valid.
    pub(crate) fn has_admin(&self, now: Timestamp) -> bool {
        let is_admin = |token: &TokenFact| {
            token.kind == TokenKind::Admin && token.holds_for("*") && !token.is_expired(now)
        };
        self.index.load().values().any(|token| is_admin(token))
    }
}

fn read(store: &Store, head: &Head) -> Result<Index, StoreError> {
    let uses: HashMap<String, Timestamp> = store.token_uses()?.into_iter().collect();
    let facts = store.current(&head.log, None)?;
    let tokens = facts.iter().filter(|fact| fact.entry.collection == Collection::Tokens);
    let token = |body: &str| {
        let token: TokenFact = serde_json::from_str(body).ok()?;
        let last_used = uses.get(&token.id).map_or(0, |time| time.as_millisecond());
        token.last_used.store(last_used, Ordering::Relaxed);
        Some((token.sha256.parse().ok()?, Arc::new(token)))
    };
    Ok(tokens.filter_map(|fact| token(fact.body.as_deref()?)).collect())
}
