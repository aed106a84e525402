//! Requests that the server makes: the one client for all of them, which reaches nothing inside.
//!
//! Addresses are checked where connections are made, not before: a literal address when the URL is
//! read, a name by the resolver that the connection itself uses. So there is no other answer of the
//! DNS between the check and the connection. Redirects are not followed, proxies of the environment
//! are not used, and no connection is kept for the next request.

mod allowed;

use std::error::Error;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::http::HeaderMap;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Url, redirect};
use thiserror::Error;

pub use allowed::{Allow, Allowed, NotAllowed};

/// How long it may take until there is a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Longest URL, in bytes.
const URL_BYTES_MAX: usize = 2_048;

/// A request to be made: a POST if it has a body, else a GET.
#[derive(Clone, Debug)]
pub struct Request<'r> {
    /// Where to.
    pub url: &'r str,
    /// Headers, among them those that let us in.
    pub headers: &'r [(&'static str, String)],
    /// What is sent.
    pub body: Option<String>,
    /// How long all of it may take, the answer's body included.
    pub timeout: Duration,
    /// Most bytes of the answer's body; with 0 it is not read.
    pub answer_bytes_max: usize,
}

/// What came back, whatever its status.
#[derive(Clone, Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

/// Why nothing came back. No sentence has more of the URL than its host: paths may be secrets.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Failure {
    /// It is no address of anything.
    #[error("a URL is absolute, with http or https and a host, and without a name and password")]
    NoUrl,
    /// It would be sent for everyone to read.
    #[error(
        "{host} would be asked without encryption: use https, or start the server with \
         `--allow-outbound {host}`"
    )]
    NotEncrypted {
        /// The host.
        host: String,
    },
    /// The host is an address that is not to be reached, or its name leads there.
    #[error(
        "{host} is at {address}, where this server sends nothing ({what}): if it is meant, start \
         the server with `--allow-outbound {host}`"
    )]
    Forbidden {
        /// The host.
        host: String,
        /// The address.
        address: IpAddr,
        /// What kind of address that is.
        what: &'static str,
    },
    /// The name leads nowhere.
    #[error("{host} cannot be found: its name leads to no address")]
    Unresolved {
        /// The host.
        host: String,
    },
    /// It took too long.
    #[error("{host} did not answer within {seconds} s")]
    TimedOut {
        /// The host.
        host: String,
        /// How long it was waited.
        seconds: u64,
    },
    /// The answer is too long.
    #[error("{host} answered with more than {bytes_max} bytes")]
    TooLarge {
        /// The host.
        host: String,
        /// How much is read.
        bytes_max: usize,
    },
    /// No connection, or one that broke off.
    #[error("{host} cannot be reached: {why}")]
    Unreachable {
        /// The host.
        host: String,
        /// The cause.
        why: String,
    },
}

type Lookup = Arc<
    dyn Fn(String) -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>
        + Send
        + Sync,
>;

/// Makes requests to where it is allowed.
pub struct Outbound {
    allowed: Arc<Allowed>,
    lookup: Lookup,
    /// Without certificates, and with those of the machine: reading them takes time and memory, so
    /// each is made when it is needed.
    clients: [OnceLock<Result<Client, String>>; 2],
}

impl Outbound {
    /// A client that reaches public addresses, and those that are allowed.
    pub fn new(allowed: Allowed) -> Self {
        let lookup: Lookup = Arc::new(|host| {
            Box::pin(async move { Ok(tokio::net::lookup_host((host, 0)).await?.collect()) })
        });
        Self { allowed: Arc::new(allowed), lookup, clients: Default::default() }
    }

    /// Refuses a URL to which nothing would be sent, as far as that can be told without asking
    /// anybody. Gives as much of it as is no secret: scheme, host and port.
    ///
    /// # Errors
    ///
    /// Why nothing would be sent.
    pub fn check(&self, url: &str) -> Result<String, Failure> {
        self.parse(url).map(|(url, _)| url.origin().ascii_serialization())
    }

    /// The URL, and its host as it is told.
    fn parse(&self, url: &str) -> Result<(Url, String), Failure> {
        if url.len() > URL_BYTES_MAX {
            return Err(Failure::NoUrl);
        }
        let url = Url::parse(url).map_err(|_error| Failure::NoUrl)?;
        let is_plain = url.username().is_empty() && url.password().is_none();
        let is_http = matches!(url.scheme(), "http" | "https");
        let host = url.host_str().filter(|_| is_plain && is_http);
        let host = host.ok_or(Failure::NoUrl)?.to_owned();
        // The parser wrote all forms of an address in one: 0x7f.1 is 127.0.0.1 by now.
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let address = bare.parse::<IpAddr>().ok();
        if let Some(address) = address {
            self.allowed.check(address).map_err(|what| Failure::Forbidden {
                host: bare.to_owned(),
                address,
                what,
            })?;
        }
        let is_named = match address {
            Some(address) => self.allowed.has_address(address),
            None => self.allowed.has_name(bare),
        };
        let host = bare.to_owned();
        if url.scheme() == "https" || is_named {
            return Ok((url, host));
        }
        Err(Failure::NotEncrypted { host })
    }

    /// Makes a request, and reads the answer whatever its status.
    ///
    /// # Errors
    ///
    /// It may not be made, or nothing came back.
    pub async fn send(&self, request: Request<'_>) -> Result<Response, Failure> {
        let Request { url, headers, body, timeout, answer_bytes_max } = request;
        let (url, host) = self.parse(url)?;
        let client = self.client(url.scheme() == "https").map_err(|why| {
            let host = host.clone();
            Failure::Unreachable { host, why: why.to_owned() }
        })?;
        let failed = |error: reqwest::Error| failure(&host, timeout, error);
        let mut request = match body {
            Some(body) => client.post(url).body(body),
            None => client.get(url),
        };
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let mut response = request.timeout(timeout).send().await.map_err(failed)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut body = Vec::new();
        if answer_bytes_max == 0 {
            return Ok(Response { status, headers, body });
        }
        while let Some(part) = response.chunk().await.map_err(failed)? {
            if body.len() + part.len() > answer_bytes_max {
                let bytes_max = answer_bytes_max;
                return Err(Failure::TooLarge { host, bytes_max });
            }
            body.extend_from_slice(&part);
        }
        Ok(Response { status, headers, body })
    }

    fn client(&self, encrypted: bool) -> Result<&Client, &str> {
        let build = || {
            let resolver =
                Resolver { allowed: Arc::clone(&self.allowed), lookup: Arc::clone(&self.lookup) };
            let mut client = Client::builder()
                .user_agent(concat!("hoist/", env!("CARGO_PKG_VERSION")))
                .redirect(redirect::Policy::none())
                .no_proxy()
                .pool_max_idle_per_host(0)
                .connect_timeout(CONNECT_TIMEOUT)
                .dns_resolver(Arc::new(resolver));
            if !encrypted {
                client = client.tls_certs_only([]);
            }
            client.build().map_err(|error| format!("TLS cannot be set up: {}", cause(&error)))
        };
        let client = self.clients[usize::from(encrypted)].get_or_init(build);
        client.as_ref().map_err(String::as_str)
    }
}

/// Gives a connection only the addresses that it may have.
struct Resolver {
    allowed: Arc<Allowed>,
    lookup: Lookup,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = Arc::clone(&self.allowed);
        let host = name.as_str().to_owned();
        let found = (self.lookup)(host.clone());
        Box::pin(async move {
            let found = found.await.unwrap_or_default();
            let has_name = allowed.has_name(&host);
            let mut refused = None;
            let mut may_have = |address: &SocketAddr| match allowed.check(address.ip()) {
                Ok(()) => true,
                Err(_) if has_name => true,
                Err(what) => {
                    refused = Some((address.ip(), what));
                    false
                }
            };
            let addresses: Vec<SocketAddr> = found.into_iter().filter(&mut may_have).collect();
            if !addresses.is_empty() {
                return Ok(Box::new(addresses.into_iter()) as Addrs);
            }
            let failure = match refused {
                Some((address, what)) => Failure::Forbidden { host, address, what },
                None => Failure::Unresolved { host },
            };
            Err(failure.into())
        })
    }
}

/// What an error of the client means.
fn failure(host: &str, timeout: Duration, error: reqwest::Error) -> Failure {
    let error = error.without_url();
    let mut source: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(each) = source {
        if let Some(own) = each.downcast_ref::<Failure>() {
            return own.clone();
        }
        source = each.source();
    }
    let host = host.to_owned();
    if error.is_timeout() {
        let waited = if error.is_connect() { timeout.min(CONNECT_TIMEOUT) } else { timeout };
        return Failure::TimedOut { host, seconds: waited.as_secs() };
    }
    Failure::Unreachable { host, why: cause(&error) }
}

/// The innermost cause of an error, which says most.
fn cause(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests;
