//! Who is signed in to the dashboard, by which right, and by which links one may sign in.
//!
//! A cookie counts only in requests that pages of this server itself make: a browser sends it with
//! those of other pages on the same host too. So the host has to be the one that the session was
//! made for, whatever name somebody else gives our address, and whoever changes something has to be
//! from there ([`is_own`]).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};
use foldhash::fast::FixedState;
use hoist_api::Code;
use hoist_ruleset::Digest;
use hoist_store::{SignIn, Store, StoreError};
use jiff::{SignedDuration, Timestamp};

use crate::environment::unavailable;
use crate::plan::{Refusal, refusal};
use crate::secret;

/// How long a link may be used.
const LINK_AGE_MAX: SignedDuration = SignedDuration::from_mins(10);
/// How long a session holds.
const SESSION_AGE_MAX: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Most links and sessions of one instance.
const SIGN_INS_MAX: usize = 10_000;
/// What the cookie's name begins with. Cookies know no ports, so the instance's id is behind it.
const COOKIE: &str = "hoist_session_";

/// All links and sessions.
pub(crate) struct Sessions {
    store: Arc<Store>,
    /// By the digest of their secret.
    index: Mutex<HashMap<Digest, SignIn, FixedState>>,
    /// The name of the cookie.
    cookie: String,
}

/// A secret, and until when it holds.
pub(crate) struct Issued {
    pub(crate) secret: String,
    pub(crate) expires: Timestamp,
}

impl Sessions {
    /// Reads those that there are. Blocks.
    pub(crate) fn open(store: Arc<Store>, instance: &str) -> Result<Self, StoreError> {
        let read = store.sign_ins()?.into_iter().map(|sign_in| (sign_in.digest, sign_in));
        let index = Mutex::new(read.collect());
        let id: String = instance.chars().filter(char::is_ascii_alphanumeric).take(12).collect();
        Ok(Self { store, index, cookie: format!("{COOKIE}{id}") })
    }

    /// Makes a link for whoever holds a right. Blocks.
    pub(crate) fn link(&self, holder: String, now: Timestamp) -> Result<Issued, Refusal> {
        let issued = Issued { secret: secret::login()?, expires: later(now, LINK_AGE_MAX) };
        self.save(&issued, holder, None, None, now)?;
        Ok(issued)
    }

    /// By whose right a link is, if it holds.
    pub(crate) fn holder_of_link(&self, login: &str, now: Timestamp) -> Option<String> {
        let index = self.index();
        let link = index.get(&Digest::of(login))?;
        (link.host.is_none() && now < link.expires).then(|| link.holder.clone())
    }

    /// Begins a session on a host, by a link that is used up by it if there is one. Blocks.
    pub(crate) fn begin(
        &self,
        holder: String,
        host: &str,
        link: Option<&str>,
        now: Timestamp,
    ) -> Result<Issued, Refusal> {
        let issued = Issued { secret: secret::login()?, expires: later(now, SESSION_AGE_MAX) };
        self.save(&issued, holder, Some(host.to_owned()), link.map(Digest::of), now)?;
        Ok(issued)
    }

    fn save(
        &self,
        issued: &Issued,
        holder: String,
        host: Option<String>,
        link: Option<Digest>,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let (digest, expires) = (Digest::of(&issued.secret), issued.expires);
        let new = SignIn { digest, holder, host, expires };
        self.forget_expired(now)?;
        if self.index().len() >= SIGN_INS_MAX {
            let detail = format!("There are {SIGN_INS_MAX} links and sessions already.");
            return Err(refusal(Code::TooManyRequests, detail));
        }
        if !self.store.save_sign_in(&new, link.as_ref()).map_err(|error| unavailable(&error))? {
            return Err(used_up());
        }
        let mut index = self.index();
        link.map(|link| index.remove(&link));
        index.insert(digest, new);
        Ok(())
    }

    fn forget_expired(&self, now: Timestamp) -> Result<(), Refusal> {
        let index = self.index();
        let expired = index.values().filter(|sign_in| sign_in.expires <= now);
        let expired: Vec<Digest> = expired.map(|sign_in| sign_in.digest).collect();
        drop(index);
        self.remove(&expired)
    }

    /// The session of a request, if it shows one that counts.
    pub(crate) fn shown(&self, asked: &Asked<'_>, now: Timestamp) -> Option<SignIn> {
        let secret = self.cookie_of(asked.headers)?;
        let host = asked.host()?;
        let session = self.index().get(&Digest::of(secret)).cloned()?;
        let counts = session.host.as_deref() == Some(host) && now < session.expires;
        (counts && is_own(asked)).then_some(session)
    }

    /// Ends the session whose cookie is shown. Blocks.
    pub(crate) fn end(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let digest = self.cookie_of(headers).map(Digest::of);
        let is_session = |digest: &Digest| {
            self.index().get(digest).is_some_and(|sign_in| sign_in.host.is_some())
        };
        let found: Vec<Digest> = digest.into_iter().filter(is_session).collect();
        self.remove(&found)
    }

    fn remove(&self, digests: &[Digest]) -> Result<(), Refusal> {
        if digests.is_empty() {
            return Ok(());
        }
        self.store.remove_sign_ins(digests).map_err(|error| unavailable(&error))?;
        let mut index = self.index();
        digests.iter().for_each(|digest| drop(index.remove(digest)));
        Ok(())
    }

    /// The secret in the cookie, if there is one.
    fn cookie_of<'h>(&self, headers: &'h HeaderMap) -> Option<&'h str> {
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).map(str::trim_start);
        pairs.find_map(|pair| pair.strip_prefix(self.cookie.as_str())?.strip_prefix('='))
    }

    /// The header that gives a browser its cookie, or with no secret takes it away.
    pub(crate) fn cookie(&self, issued: Option<&Issued>, now: Timestamp, secure: bool) -> String {
        let secret = issued.map_or("", |issued| &issued.secret);
        let age = issued.map_or(0, |issued| issued.expires.duration_since(now).as_secs());
        let secure = if secure { "; Secure" } else { "" };
        let name = &self.cookie;
        format!("{name}={secret}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{secure}")
    }

    fn index(&self) -> MutexGuard<'_, HashMap<Digest, SignIn, FixedState>> {
        // Nothing is left half done by whoever panicked.
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

pub(crate) fn used_up() -> Refusal {
    let detail = "This link was used already, is older than 10 minutes, or is none. `hoist login` \
                  makes a new one.";
    refusal(Code::Unauthorized, detail)
}

/// What of a request says whose it is.
pub(crate) struct Asked<'r> {
    pub(crate) method: &'r Method,
    pub(crate) uri: &'r Uri,
    pub(crate) headers: &'r HeaderMap,
}

impl<'r> Asked<'r> {
    pub(crate) fn of(parts: &'r Parts) -> Self {
        Self { method: &parts.method, uri: &parts.uri, headers: &parts.headers }
    }

    /// The host that the request is to, with its port, as the browser names it.
    pub(crate) fn host(&self) -> Option<&'r str> {
        let named = self.headers.get(header::HOST).and_then(|host| host.to_str().ok());
        self.uri.authority().map(|authority| authority.as_str()).or(named)
    }

    /// The scheme of the page that asks, if it is one of this very host.
    pub(crate) fn own_scheme(&self) -> Option<&'r str> {
        let origin = self.headers.get(header::ORIGIN)?.to_str().ok()?;
        let (scheme, host) = origin.split_once("://")?;
        (self.host() == Some(host) && matches!(scheme, "http" | "https")).then_some(scheme)
    }
}

/// Whether a request is one of our own page. Browsers name the origin of whatever changes something,
/// and of whatever another origin asks for and could read; where they say more than that, it counts.
fn is_own(asked: &Asked<'_>) -> bool {
    let site = asked.headers.get("sec-fetch-site").map(|site| site.as_bytes());
    if !matches!(site, None | Some(b"same-origin" | b"none")) {
        return false;
    }
    match asked.headers.contains_key(header::ORIGIN) {
        true => asked.own_scheme().is_some(),
        false => matches!(*asked.method, Method::GET | Method::HEAD),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_requests_of_our_own_pages_count() {
        let own = "http://hoist.example:8080";
        for (method, headers, expected) in [
            ("GET", &[][..], true),
            ("GET", &[("sec-fetch-site", "same-origin")], true),
            ("GET", &[("sec-fetch-site", "none")], true),
            ("GET", &[("sec-fetch-site", "same-site")], false),
            ("GET", &[("sec-fetch-site", "cross-site")], false),
            ("GET", &[("origin", own)], true),
            ("GET", &[("origin", "http://hoist.example:9090")], false),
            ("POST", &[("origin", own)], true),
            ("POST", &[("origin", "https://hoist.example:8080")], true),
            ("POST", &[("origin", own), ("sec-fetch-site", "same-origin")], true),
            ("POST", &[("origin", own), ("sec-fetch-site", "same-site")], false),
            ("POST", &[], false),
            ("POST", &[("sec-fetch-site", "same-origin")], false),
            ("POST", &[("origin", "null")], false),
            ("POST", &[("origin", "http://hoist.example")], false),
            ("POST", &[("origin", "http://hoist.example:8080.evil.example")], false),
            ("POST", &[("origin", "chrome-extension://hoist.example:8080")], false),
        ] {
            let mut map = HeaderMap::new();
            map.insert("host", "hoist.example:8080".parse().unwrap());
            for (name, value) in headers {
                map.insert(*name, value.parse().unwrap());
            }
            let (method, uri) = (method.parse().unwrap(), Uri::from_static("/api/features"));
            let asked = Asked { method: &method, uri: &uri, headers: &map };
            assert_eq!(is_own(&asked), expected, "{method} {headers:?}");
        }
    }
}
