//! A server that sends just what a test has written down, to see what a client makes of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What is answered to one request. Requests beyond the last script are not answered.
pub(super) struct Script {
    /// What stands in the first line of the request that it answers.
    path: &'static str,
    head: &'static str,
    body: String,
    hangs: bool,
}

const STREAM: &str = "content-type: text/event-stream";

impl Script {
    /// A stream that ends after some pieces.
    pub(super) fn stream(pieces: &[&str]) -> Self {
        Self { path: "/api/stream", head: STREAM, body: pieces.concat(), hangs: false }
    }

    /// A stream that stays open after some pieces.
    pub(super) fn hanging(pieces: &[&str]) -> Self {
        Self { path: "/api/stream", head: STREAM, body: pieces.concat(), hangs: true }
    }

    /// The data of an event, as a plain answer.
    pub(super) fn json(event: &str) -> Self {
        let body = event.split("data: ").nth(1).unwrap().trim().to_owned();
        Self::answer(&body)
    }

    /// A plain answer.
    pub(super) fn answer(json: &str) -> Self {
        let head = "content-type: application/json";
        Self { path: "", head, body: json.to_owned(), hangs: false }
    }

    /// The same, for requests of one path alone.
    pub(super) fn to(self, path: &'static str) -> Self {
        Self { path, ..self }
    }
}

/// The server. Each request has a connection of its own.
pub(super) struct Wire {
    pub(super) url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Wire {
    /// Answers each request with the first script that fits it and was not used yet. Whoever is
    /// left over waits.
    pub(super) fn start(mut scripts: Vec<Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heads = Arc::clone(&asked);
        // It ends with the test's process: it holds nothing but its sockets.
        std::thread::spawn(move || {
            let mut open = Vec::new();
            for mut stream in listener.incoming().map_while(Result::ok) {
                let head = head(&stream);
                let first = head.lines().next().unwrap_or_default();
                let script = scripts.iter().position(|script| first.contains(script.path));
                let script = script.map(|index| scripts.remove(index));
                heads.lock().unwrap().push(head);
                if let Some(script) = &script {
                    answer(&mut stream, script);
                }
                if script.is_none_or(|script| script.hangs) {
                    open.push(stream);
                }
            }
        });
        Self { url, asked }
    }

    /// The heads of all requests so far, in lower case but for their values.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn head(stream: &TcpStream) -> String {
    let mut head = String::new();
    for line in BufReader::new(stream.take(64 << 10)).lines() {
        let line = line.unwrap();
        if line.is_empty() {
            return head;
        }
        head.push_str(&line);
        head.push('\n');
    }
    head
}

fn answer(stream: &mut TcpStream, script: &Script) {
    let Script { head, body, .. } = script;
    let head = format!("HTTP/1.1 200 OK\r\n{head}\r\nconnection: close\r\n\r\n");
    // The client may have gone: then the test sees it.
    stream.write_all(head.as_bytes()).ok();
    // In pieces that end anywhere.
    for piece in body.as_bytes().chunks(37) {
        stream.write_all(piece).ok();
        stream.flush().ok();
    }
}
