//! What goes over the wire, and what becomes of answers that are none.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};

use hoist_ruleset::DocumentKind;
use insta::assert_snapshot;
use serde_json::json;

use super::*;
use crate::{Code, Problem, ReasonRequest};

/// Answers one request with this text, and tells what was asked.
fn answering(answer: String) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let request = request(&stream);
        stream.write_all(answer.as_bytes()).unwrap();
        request
    });
    (url, asked)
}

fn request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let start = head.len();
        reader.read_line(&mut head).unwrap();
        match head[start..].trim_end().split_once(": ") {
            Some(("content-length", value)) => length = value.parse().unwrap(),
            None if head[start..].trim_end().is_empty() => break,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    head + std::str::from_utf8(&body).unwrap()
}

fn response(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

fn client(url: &str) -> Client {
    // All tests share the process, so it is there already for all but the first.
    rustls::crypto::ring::default_provider().install_default().ok();
    Client::new(url, Some("s3cret"), Some("production")).unwrap()
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(future)
}

fn status_of(answer: String) -> Error {
    let (url, asked) = answering(answer);
    let error = wait(client(&url).status()).unwrap_err();
    asked.join().unwrap();
    error
}

/// The text of an error, without the port that differs from run to run.
fn text(error: &Error) -> String {
    let text = error.to_string();
    let Some((before, rest)) = text.split_once("127.0.0.1:") else { return text };
    format!("{before}SERVER{}", rest.trim_start_matches(|each: char| each.is_ascii_digit()))
}

#[test]
fn a_change_says_who_where_on_what_and_why() {
    let answer = Problem::new(Code::Conflict, "It is at version 8 now.");
    let answer = response("409 Conflict", &serde_json::to_string(&answer).unwrap());
    let (url, asked) = answering(answer);
    let terms = Terms { if_version: Some(7), reason: Some("zurück") };
    let client = client(&format!("{url}/hoist/"));
    let patch = json!({"enabled": false});
    let error = wait(client.patch(DocumentKind::Flag, "a/b c", &patch, terms)).unwrap_err();
    assert!(matches!(error, Error::Problem(problem) if problem.code == Code::Conflict));
    let asked = asked.join().unwrap();
    let lines: Vec<_> =
        asked.lines().filter(|line| !line.starts_with("host") && !line.is_empty()).collect();
    assert_snapshot!(lines.join("\n"), @r#"
    PATCH /hoist/api/features/a%2Fb%20c?environment=production HTTP/1.1
    if-match: "7"
    x-hoist-reason: zur%C3%BCck
    content-type: application/json
    accept: */*
    user-agent: hoist/0.1.0
    authorization: Bearer s3cret
    content-length: 17
    {"enabled":false}
    "#);
}

#[test]
fn answers_that_are_none() {
    let html = "<html>\n<h1>502 Bad Gateway</h1>\u{1b}[2J";
    assert_snapshot!(text(&status_of(response("502 Bad Gateway", html))), @"http://SERVER answered with status 502, but not as Hoist does: <html> <h1>502 Bad Gateway</h1> [2J");
    assert_snapshot!(text(&status_of(response("404 Not Found", ""))), @"http://SERVER answered with status 404, but not as Hoist does: the body is empty");
    assert_snapshot!(text(&status_of(response("200 OK", "{\"seq\": 1}"))), @r#"http://SERVER answered with status 200, but not as Hoist does: missing field `environment` at line 1 column 10, in {"seq": 1}"#);
    let elsewhere = "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://else/\r\n\r\n";
    assert_snapshot!(text(&status_of(elsewhere.to_owned())), @"http://SERVER answered with status 307, but not as Hoist does: it leads to http://else/, where no token is sent unasked");
    assert_snapshot!(text(&status_of(String::new())), @"no answer from http://SERVER");
}

#[test]
fn nobody_there() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = wait(client(&url).status()).unwrap_err();
    assert_snapshot!(text(&error), @"cannot reach http://SERVER");
}

/// A dot would make `kill .` the request that kills many.
#[test]
fn keys_that_lead_elsewhere_are_not_sent() {
    let client = client("http://127.0.0.1:1");
    for key in ["", ".", ".."] {
        let error = wait(client.kill(key, &ReasonRequest::default())).unwrap_err();
        assert!(matches!(error, Error::NotSendable(_)), "{key}: {error}");
    }
}

#[test]
fn addresses_and_tokens_are_checked_and_not_shown() {
    for url in ["", "localhost:8080", "ftp://a", "http://a?b", "http://user:pass@a", "http://a#b"] {
        assert!(Client::new(url, None, None).is_err(), "{url}");
    }
    for token in ["", "two words", "tok\nen", "\"quoted\u{e9}\""] {
        let error = Client::new("http://127.0.0.1", Some(token), None).unwrap_err();
        assert!(matches!(error, SetupError::Token), "{error}");
        assert!(token.is_empty() || !error.to_string().contains(token));
    }
    assert!(!format!("{:?}", client("http://127.0.0.1")).contains("s3cret"));
}
