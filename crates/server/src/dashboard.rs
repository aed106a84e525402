//! The dashboard's files, which are part of the program, and which page of it a path is.
//!
//! `build.rs` puts them into the program, compressed, from `dashboard/dist`, which the build of the
//! dashboard makes. Where nobody has made it, there is one page that says how.

use std::io::Read as _;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, REFERRER_POLICY, VARY,
};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use axum::response::IntoResponse as _;
use flate2::read::GzDecoder;
use hoist_api::Code;

use crate::answer::{Answer, ApiError};
use crate::request::has_tag;
use crate::secret;

/// A file of the dashboard.
struct File {
    /// Such as `/assets/index-1a2b3c.js`.
    path: &'static str,
    content_type: &'static str,
    /// Its tag, in quotes.
    tag: &'static str,
    content: Content,
}

/// What is in a file.
#[allow(dead_code, reason = "a program without the dashboard has no file")]
enum Content {
    /// Compressed in two ways.
    Text { brotli: &'static [u8], gzip: &'static [u8] },
    /// As it is: fonts and pictures, which are compressed already.
    Plain(&'static [u8]),
}

// `ENTRY`, the page that everything begins with, and `FILES`, all others, by path.
include!(concat!(env!("OUT_DIR"), "/dashboard.rs"));

/// What stands in the entry in place of the nonce.
const NONCE: &str = "__CSP_NONCE__";

/// Whether a request is one of somebody who opens a page of the dashboard.
pub(crate) fn is_page(request: &Request) -> bool {
    let path = request.uri().path();
    let is_other = ["/api/", "/ofrep/", "/assets/"].iter().any(|start| path.starts_with(start));
    let accepts = |accept: &str| accept.contains("text/html");
    let accept = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok());
    *request.method() == Method::GET && !is_other && accept.is_some_and(accepts)
}

/// What is at a path that is no operation's.
pub(crate) async fn file(request: Request) -> Answer {
    let (method, path) = (request.method(), request.uri().path());
    let is_read = matches!(*method, Method::GET | Method::HEAD);
    if is_read && path == "/" || is_page(&request) {
        return entry();
    }
    match FILES.binary_search_by(|file| file.path.cmp(path)) {
        Ok(place) if is_read => Ok(given(&FILES[place], request.headers())),
        _ => {
            let detail =
                "Nothing is at this path. `GET /api/openapi.json` describes what there is.";
            Err(ApiError::new(Code::NotFound, detail))
        }
    }
}

/// The page that everything begins with. It runs only scripts of this server, and only those style
/// elements that know the nonce of this very answer.
pub(crate) fn entry() -> Answer {
    let nonce = secret::nonce()?;
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; style-src-attr \
         'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri \
         'none'; form-action 'self'; frame-ancestors 'none'"
    );
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    let page = ENTRY.replace(NONCE, &nonce);
    Ok(([(CONTENT_SECURITY_POLICY, policy)], headers, page).into_response())
}

fn given(file: &File, asked: &HeaderMap) -> axum::response::Response {
    // The names of those under `/assets/` have a hash of what is in them.
    let cache = match file.path.starts_with("/assets/") {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    let headers = [(CACHE_CONTROL, cache), (ETAG, file.tag), (VARY, "accept-encoding")];
    if has_tag(asked, file.tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let (encoding, bytes) = match file.content {
        Content::Plain(bytes) => (None, Body::from(bytes)),
        Content::Text { brotli, .. } if takes(asked, "br") => (Some("br"), Body::from(brotli)),
        Content::Text { gzip, .. } if takes(asked, "gzip") => (Some("gzip"), Body::from(gzip)),
        Content::Text { gzip, .. } => (None, Body::from(inflated(gzip))),
    };
    let encoding = encoding.map(|encoding| [(CONTENT_ENCODING, encoding)]);
    let content_type = [(CONTENT_TYPE, file.content_type)];
    match encoding {
        Some(encoding) => (headers, content_type, encoding, bytes).into_response(),
        None => (headers, content_type, bytes).into_response(),
    }
}

/// Whether who asks takes an encoding. One that is named with a weight of nothing is not taken.
fn takes(asked: &HeaderMap, encoding: &str) -> bool {
    let lists = asked.get_all(ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
        name.trim() == encoding && weight.parse::<f32>().is_ok_and(|weight| weight > 0.0)
    })
}

fn inflated(gzip: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    // It was compressed with the program, so it can be read.
    GzDecoder::new(gzip).read_to_end(&mut bytes).ok();
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings() {
        for (accept, encoding, expected) in [
            ("gzip, deflate, br", "br", true),
            ("gzip, deflate, br;q=0.5", "br", true),
            ("gzip, br;q=0", "br", false),
            ("gzip;q=1.0", "gzip", true),
            ("", "gzip", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, accept.parse().unwrap());
            assert_eq!(takes(&headers, encoding), expected, "{accept}");
        }
    }

    #[test]
    fn files_are_in_order_and_the_entry_has_its_nonce() {
        assert!(FILES.is_sorted_by(|a, b| a.path < b.path));
        assert!(ENTRY.contains(NONCE));
    }
}
