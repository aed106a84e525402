//! Why a request came to nothing.

use crate::Problem;

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The address cannot be read.
    #[error("`{url}` is no URL; write one such as http://127.0.0.1:8080")]
    Url {
        /// The address.
        url: String,
        /// Why not.
        source: <reqwest::Url as std::str::FromStr>::Err,
    },
    /// The address is one of something else.
    #[error(
        "the server's URL starts with http:// or https:// and has no user, password, query or \
         fragment; write one such as http://127.0.0.1:8080"
    )]
    NotAServer,
    /// The token cannot be sent.
    #[error(
        "the token is empty, or has characters that no token has, such as spaces or quotes; give \
         it as it was shown"
    )]
    Token,
    /// TLS cannot be set up, for example because the machine has no certificates.
    #[error("TLS cannot be set up")]
    Tls(#[source] reqwest::Error),
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server refused.
    #[error("{}", .0.detail)]
    Problem(Box<Problem>),
    /// There was no whole answer. Where there was a connection, the request may have been done.
    #[error("{} {url}", if source.is_connect() { "cannot reach" } else { "no answer from" })]
    Unreachable {
        /// The server.
        url: String,
        /// Why not.
        source: reqwest::Error,
    },
    /// The answer is not one of Hoist's.
    #[error("{url} answered with status {status}, but not as Hoist does: {what}")]
    Unexpected {
        /// The server.
        url: String,
        /// The HTTP status.
        status: u16,
        /// What is wrong with the answer, with the beginning of its body.
        what: String,
    },
    /// The request cannot be sent.
    #[error("{0}")]
    NotSendable(String),
}
