//! HTTP/2 by hand (RFC 9113): for what no client would send.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::server::Server;

pub(crate) const DATA: u8 = 0;
pub(crate) const HEADERS: u8 = 1;
pub(crate) const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GO_AWAY: u8 = 7;
pub(crate) const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
const ACK: u8 = 1;
const END_HEADERS: u8 = 4;

/// The end of a request without a body.
pub(crate) const WHOLE: u8 = END_STREAM | END_HEADERS;

/// One frame.
pub(crate) fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut bytes = length[1..].to_vec();
    bytes.extend_from_slice(&[kind, flags]);
    bytes.extend_from_slice(&stream.to_be_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

/// Fields as literals without Huffman codes, to be remembered (RFC 7541, section 6.2.1).
pub(crate) fn fields(fields: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, value) in fields {
        bytes.push(0x40);
        for text in [name, value] {
            // A longer text would need a length of several bytes.
            assert!(text.len() < 127, "{text}");
            bytes.push(u8::try_from(text.len()).unwrap());
            bytes.extend_from_slice(text.as_bytes());
        }
    }
    bytes
}

/// The fields of a `GET`.
pub(crate) fn get(path: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let plain = [(":method", "GET"), (":scheme", "http"), (":authority", "x"), (":path", path)];
    fields(&[&plain, more].concat())
}

/// A connection that has begun.
pub(crate) fn connect(server: &Server) -> TcpStream {
    let mut stream = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").unwrap();
    stream.write_all(&frame(SETTINGS, 0, 0, &[])).unwrap();
    stream
}

/// Asks once on a connection of its own; gives what the answer's body says.
pub(crate) fn ask(server: &Server, path: &str, more: &[(&str, &str)]) -> String {
    let mut stream = connect(server);
    stream.write_all(&frame(HEADERS, WHOLE, 1, &get(path, more))).unwrap();
    let mut body = Vec::new();
    loop {
        let (kind, flags, payload) = read_frame(&mut stream);
        if kind == DATA {
            body.extend_from_slice(&payload);
        }
        if matches!(kind, DATA | HEADERS) && flags & END_STREAM != 0 {
            return String::from_utf8(body).unwrap();
        }
    }
}

/// The next frame: its kind, its flags, what is in it.
pub(crate) fn read_frame(stream: &mut TcpStream) -> (u8, u8, Vec<u8>) {
    try_read_frame(stream).unwrap()
}

fn try_read_frame(stream: &mut TcpStream) -> std::io::Result<(u8, u8, Vec<u8>)> {
    let mut head = [0; 9];
    stream.read_exact(&mut head)?;
    let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
    let mut payload = vec![0; usize::try_from(length).unwrap()];
    stream.read_exact(&mut payload)?;
    Ok((head[3], head[4], payload))
}

/// Answers pings and asks for nothing, until the server ends the connection or has been silent for
/// longer than it pings; tells whether it said that it would end.
#[expect(clippy::disallowed_methods, reason = "a deadline for what never happens")]
pub(crate) fn hold(stream: &mut TcpStream, within: Duration) -> bool {
    let start = std::time::Instant::now();
    let mut is_told = false;
    while let Ok((kind, flags, payload)) = try_read_frame(stream) {
        is_told |= kind == GO_AWAY;
        if matches!(kind, SETTINGS | PING) && flags & ACK == 0 {
            let payload = if kind == PING { payload } else { Vec::new() };
            // It may be gone by now.
            stream.write_all(&frame(kind, ACK, 0, &payload)).ok();
        }
        if start.elapsed() > within {
            break;
        }
    }
    is_told
}
