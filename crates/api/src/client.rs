//! The client of the HTTP API, for operators' tools.
//!
//! One method for each operation, on the wire types that the server has too. Each request is sent
//! once, and no redirect is followed: whoever asks decides whether and where to ask again. Before
//! a client is made, the program installs a provider of cryptography for `rustls`.

mod access;
mod backup;
mod changes;
mod documents;
mod emergency;
mod environments;
mod erase;
mod error;
mod evaluation;
mod exchange;
mod experiments;
mod notifications;
mod past;
mod plan;
mod reason;
mod releases;
mod request;
mod results;
mod schedules;
mod session;
mod stale;
mod telemetry;

use std::fmt;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Url, redirect};

pub use changes::{ChangesFilter, ChangesQuery};
pub use documents::{PageQuery, Terms};
pub use error::{Error, SetupError};
pub use exchange::{Format, ImportQuery};
pub use past::When;
pub use releases::{CheckRunsOf, ReleaseVerb};
pub use request::Download;
pub use results::ResultsOf;
pub use telemetry::AnalyticsWindow;

/// How long to wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long to wait for a whole answer.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Asks one server, with one token.
pub struct Client {
    http: reqwest::Client,
    base: Url,
    environment: Option<String>,
}

impl Client {
    /// A client of the server at an address such as `http://127.0.0.1:8080`.
    ///
    /// Without a token only what needs none can be asked; without an environment the server takes
    /// the token's.
    ///
    /// # Errors
    ///
    /// Fails if the address is no HTTP URL, if the token cannot stand in a header, or if TLS is
    /// needed and cannot be set up.
    pub fn new(
        url: &str,
        token: Option<&str>,
        environment: Option<&str>,
    ) -> Result<Self, SetupError> {
        let base = base(url)?;
        let mut headers = HeaderMap::new();
        if let Some(token) = token {
            headers.insert(AUTHORIZATION, bearer(token)?);
        }
        let mut http = reqwest::Client::builder()
            .user_agent(concat!("hoist/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT);
        if base.scheme() == "http" {
            // Where no certificate is looked at, a machine without certificates is fine.
            http = http.tls_certs_only([]);
        }
        if is_this_machine(&base) {
            http = http.no_proxy();
        }
        let http = http.build().map_err(SetupError::Tls)?;
        Ok(Self { http, base, environment: environment.map(ToOwned::to_owned) })
    }
}

/// Never shows the token, nor an address that may have a password in it.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("environment", &self.environment).finish_non_exhaustive()
    }
}

fn base(url: &str) -> Result<Url, SetupError> {
    let base = Url::parse(url).map_err(|source| SetupError::Url { url: url.to_owned(), source })?;
    let is_http = matches!(base.scheme(), "http" | "https");
    let is_bare = base.query().is_none()
        && base.fragment().is_none()
        && base.username().is_empty()
        && base.password().is_none();
    if is_http && is_bare { Ok(base) } else { Err(SetupError::NotAServer) }
}

fn bearer(token: &str) -> Result<HeaderValue, SetupError> {
    let is_plain = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    let value = HeaderValue::try_from(format!("Bearer {token}"));
    match value {
        Ok(mut value) if is_plain => {
            value.set_sensitive(true);
            Ok(value)
        }
        _ => Err(SetupError::Token),
    }
}

/// Whether an address is one of this machine's own, to which no proxy leads.
fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    address.map_or(host == "localhost", |address| address.is_loopback())
}

#[cfg(test)]
mod tests;
