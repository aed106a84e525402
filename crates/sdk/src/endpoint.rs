//! The server: its address, the token, and the HTTP client that everything shares.

use std::fmt;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Method, RequestBuilder, Url, redirect};
use thiserror::Error;

/// Why there is no way to the server.
#[derive(Debug, Error)]
pub(crate) enum SetupError {
    /// The address cannot be read, or is one of something else.
    #[error("{url:?} is no address of a Hoist server; write one such as http://127.0.0.1:8080")]
    Url {
        /// The address.
        url: String,
    },
    /// The token cannot be sent.
    #[error("the token is empty or has characters that no token has; give it as it was shown")]
    Token,
    /// TLS cannot be set up, for example because the machine has no certificates.
    #[error("TLS cannot be set up")]
    Tls(#[source] reqwest::Error),
}

/// A server, and the right to ask it. Cloning it costs a counter.
#[derive(Clone)]
pub(crate) struct Endpoint {
    http: reqwest::Client,
    base: Url,
    environment: Option<String>,
}

impl Endpoint {
    /// A server at an address such as `http://127.0.0.1:8080`, asked as `instance`.
    ///
    /// Without `rustls`'s default provider of cryptography, ring is installed as one.
    pub(crate) fn new(url: &str, token: &str, instance: &str) -> Result<Self, SetupError> {
        let wrong = || SetupError::Url { url: without_password(url) };
        let mut base = Url::parse(url).map_err(|_error| wrong())?;
        let is_bare = base.query().is_none()
            && base.fragment().is_none()
            && base.username().is_empty()
            && base.password().is_none();
        if !matches!(base.scheme(), "http" | "https") || !is_bare {
            return Err(wrong());
        }
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        let mut headers = HeaderMap::new();
        let is_plain = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
        let bearer = HeaderValue::try_from(format!("Bearer {token}")).ok().filter(|_| is_plain);
        let mut bearer = bearer.ok_or(SetupError::Token)?;
        bearer.set_sensitive(true);
        headers.insert(AUTHORIZATION, bearer);
        if let Ok(instance) = HeaderValue::try_from(instance) {
            headers.insert(hoist_api::stream::INSTANCE_HEADER, instance);
        }
        // Whoever installed one before is right.
        rustls::crypto::ring::default_provider().install_default().ok();
        let mut http = reqwest::Client::builder()
            .user_agent(crate::endpoint::SDK)
            .default_headers(headers)
            .redirect(redirect::Policy::none())
            .connect_timeout(std::time::Duration::from_secs(5));
        if base.scheme() == "http" {
            // Where no certificate is looked at, a machine without certificates is fine.
            http = http.tls_certs_only([]);
        }
        if is_this_machine(&base) {
            http = http.no_proxy();
        }
        Ok(Self { http: http.build().map_err(SetupError::Tls)?, base, environment: None })
    }

    /// The same, for one environment of those that the token is for.
    pub(crate) fn with_environment(self, environment: Option<&str>) -> Self {
        Self { environment: environment.map(str::to_owned), ..self }
    }

    /// A request to a path such as `api/stream`. It has no time limit of its own.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path()));
        if let Some(environment) = &self.environment {
            url.query_pairs_mut().append_pair("environment", environment);
        }
        self.http.request(method, url)
    }

    /// A request to an address that the server gave, whole or as a path; `None` where it is not
    /// the server's own: nobody else is shown the token.
    pub(crate) fn request_to(&self, address: &str) -> Option<RequestBuilder> {
        let url = self.base.join(address).ok().filter(|url| url.origin() == self.base.origin())?;
        Some(self.http.request(Method::GET, url))
    }
}

/// An address as it may be shown: what stands before an `@` may be a password.
fn without_password(url: &str) -> String {
    let Some((before, host)) = url.rsplit_once('@') else { return url.to_owned() };
    let scheme = before.split_once("://").map_or(String::new(), |(it, _)| format!("{it}://"));
    format!("{scheme}...@{host}")
}

/// Name and version of this SDK.
pub(crate) const SDK: &str = concat!("hoist-rust/", env!("CARGO_PKG_VERSION"));

/// Never shows the token.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").finish_non_exhaustive()
    }
}

/// Whether an address is one of this machine's own, to which no proxy leads.
fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    address.map_or(host == "localhost", |address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_tokens() {
        let refused = |url, token| Endpoint::new(url, token, "i").err().map(|e| e.to_string());
        assert!(refused("ftp://x", "t").unwrap().contains("no address of a Hoist server"));
        for url in ["http://u:hidden@x", "ftp://u:hid@hidden@x", "u:hidden@x", "http://u:hidden@"] {
            let told = refused(url, "t").unwrap();
            assert!(told.contains("...@") && !told.contains("hid"), "{told}");
        }
        assert!(refused("http://x?y", "t").is_some());
        assert!(refused("http://x", "a b").unwrap().contains("token"));
        let endpoint = Endpoint::new("http://127.0.0.1:1/base", "secret", "i").unwrap();
        let request = endpoint.request(Method::GET, "api/stream").build().unwrap();
        assert_eq!(request.url().as_str(), "http://127.0.0.1:1/base/api/stream");
        let endpoint = endpoint.with_environment(Some("a b"));
        let request = endpoint.request(Method::GET, "api/stream").build().unwrap();
        assert_eq!(request.url().query(), Some("environment=a+b"));
        let own = |address| endpoint.request_to(address).is_some();
        assert!(own("/events?x=1") && own("http://127.0.0.1:1/events"));
        assert!(!own("http://127.0.0.1:2/events") && !own("https://elsewhere/"));
        assert!(!format!("{endpoint:?}").contains("secret"));
    }
}
