//! Tokens in URLs: those who ask can send no header of their own. Query strings are not logged here,
//! but may be elsewhere, so only tokens that can do little are taken from there.

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hoist_api::{Code, TokenKind};

use super::Identity;
use crate::answer::ApiError;
use crate::request::query_parameter;

/// The secret in a request's URL: the password before its host, which clients send as basic
/// authorisation, or else `token` in the query string.
pub(super) fn secret(headers: &HeaderMap, query: Option<&str>) -> Result<Option<String>, ApiError> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let basic = value.and_then(|value| value.split_once(' '));
    let basic = basic.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"));
    if let Some((_, encoded)) = basic {
        let password = password(encoded.trim());
        let unreadable = || ApiError::new(Code::Unauthorized, "The password cannot be read.");
        return password.map(Some).ok_or_else(unreadable);
    }
    // A token in a header goes before one in the URL.
    if value.is_some() || headers.contains_key(super::X_API_KEY) {
        return Ok(None);
    }
    query_parameter(query, "token")
}

/// Refuses who puts a token into a URL that does not belong there.
pub(super) fn check(identity: Identity) -> Result<Identity, ApiError> {
    if let Some(TokenKind::Webhook | TokenKind::Telemetry) = identity.kind() {
        return Ok(identity);
    }
    let detail = "Only tokens of kind webhook and telemetry are taken from a URL, which others may \
                  read: send this one as `X-API-Key: TOKEN`.";
    Err(ApiError::new(Code::Forbidden, detail))
}

fn password(encoded: &str) -> Option<String> {
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    decoded.split_once(':').map(|(_user, password)| password.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_token_is() {
        let plain = |text: &str| STANDARD.encode(text);
        for (name, header, query, expected) in [
            ("", String::new(), Some("token=a"), Ok(Some("a"))),
            ("", String::new(), Some("flag=b"), Ok(None)),
            ("", String::new(), None, Ok(None)),
            ("authorization", format!("Basic {}", plain("hoist:a:b")), None, Ok(Some("a:b"))),
            ("authorization", format!("basic {}", plain(":a")), Some("token=b"), Ok(Some("a"))),
            ("authorization", format!("Basic {}", plain("a")), None, Err(())),
            ("authorization", "Basic ?".to_owned(), None, Err(())),
            // What stands in a header is read as everywhere else.
            ("authorization", "Bearer a".to_owned(), Some("token=b"), Ok(None)),
            ("x-api-key", "a".to_owned(), Some("token=b"), Ok(None)),
        ] {
            let mut headers = HeaderMap::new();
            if !name.is_empty() {
                headers.insert(name, header.parse().unwrap());
            }
            let found = secret(&headers, query).map_err(drop);
            assert_eq!(found, expected.map(|it| it.map(str::to_owned)), "{header} {query:?}");
        }
    }
}
