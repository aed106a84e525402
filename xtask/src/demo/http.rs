//! One HTTP/1.1 request over a plain connection: enough for a server on this machine.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

/// What is asked.
#[derive(Clone, Copy)]
pub(crate) struct Request<'r> {
    pub(crate) method: &'r str,
    pub(crate) path: &'r str,
    pub(crate) content_type: &'r str,
    pub(crate) body: &'r str,
}

/// Sends a request to an address such as `127.0.0.1:8080`, and gives the body of the answer. A
/// status that is not 2xx is an error.
pub(crate) fn send(address: &str, token: &str, request: Request<'_>) -> Result<String> {
    let Request { method, path, content_type, body } = request;
    let mut stream = TcpStream::connect(address).context("cannot reach the server")?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Authorization: Bearer {token}\r\nContent-Type: {content_type}\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )?;
    // The server closes the connection behind its answer, so the body needs no length.
    let mut answer = String::new();
    stream.read_to_string(&mut answer).context("the answer did not arrive whole")?;
    let (head, body) = answer.split_once("\r\n\r\n").context("the answer has no head")?;
    let status = head.split(' ').nth(1).unwrap_or_default();
    ensure!(status.starts_with('2'), "{method} {path} was answered with {status}: {body}");
    Ok(body.to_owned())
}

/// The text of a field in a JSON object, up to the next comma or brace: good for showing numbers
/// and plain words, not for reading JSON.
pub(crate) fn field<'j>(json: &'j str, name: &str) -> &'j str {
    let start = format!("\"{name}\":");
    let value = json.split_once(&start).map_or("", |(_, rest)| rest);
    if let Some(text) = value.strip_prefix('"') {
        return text.split('"').next().unwrap_or_default();
    }
    value.split([',', '}', ']']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        let json = r#"{"seq":7,"kind":"killed","reason":"a, b","last":null}"#;
        assert_eq!(field(json, "seq"), "7");
        assert_eq!(field(json, "kind"), "killed");
        assert_eq!(field(json, "reason"), "a, b");
        assert_eq!(field(json, "last"), "null");
        assert_eq!(field(json, "none"), "");
    }
}
