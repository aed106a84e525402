//! A receiver of webhooks: it keeps what it is sent, and answers as the test says.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::clock::{now, until};

/// How it treats who comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// It hangs up before it has read anything.
    Down,
    /// It answers with a status and more headers.
    Answers(u16, String),
}

/// One request, as it came.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: String,
    /// Whether it was accepted.
    pub(crate) accepted: bool,
    /// When, in seconds since 1970.
    pub(crate) at: i64,
}

impl Received {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn id(&self) -> &str {
        &self.headers["webhook-id"]
    }

    pub(crate) fn text(&self) -> String {
        self.json()["data"]["text"].as_str().unwrap().to_owned()
    }
}

pub(crate) struct Receiver {
    pub(crate) url: String,
    mood: Arc<Mutex<Mood>>,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Receiver {
    pub(crate) fn start() -> Self {
        Self::start_at("127.0.0.1")
    }

    /// A receiver at another address of this machine.
    pub(crate) fn start_at(address: &str) -> Self {
        let listener = TcpListener::bind((address, 0)).unwrap();
        let url = format!("http://{}/hooks/path-that-is-secret", listener.local_addr().unwrap());
        let mood = Arc::new(Mutex::new(Mood::Answers(204, String::new())));
        let received = Arc::new(Mutex::new(Vec::new()));
        let (own, kept) = (Arc::clone(&mood), Arc::clone(&received));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (mood, kept) = (own.lock().unwrap().clone(), Arc::clone(&kept));
                let stream = stream.unwrap();
                if mood != Mood::Down {
                    std::thread::spawn(move || answer(stream, &mood, &kept));
                }
            }
        });
        Self { url, mood, received }
    }

    pub(crate) fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    pub(crate) fn answers(&self, status: u16, headers: &str) {
        self.set(Mood::Answers(status, headers.to_owned()));
    }

    /// Everything that came, in order.
    pub(crate) fn all(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// Waits until so many requests have come, and gives them.
    #[track_caller]
    pub(crate) fn wait(&self, count: usize) -> Vec<Received> {
        until("messages arrive", Duration::from_secs(60), || {
            let all = self.all();
            (all.len() >= count).then_some(all)
        })
    }
}

fn answer(stream: TcpStream, mood: &Mood, kept: &Mutex<Vec<Received>>) -> Option<()> {
    let Mood::Answers(status, more) = mood else { return None };
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut headers, mut line) = (HashMap::new(), String::new());
    // A server that is killed in the middle sends half of a request.
    reader.read_line(&mut line).ok()?;
    loop {
        line.clear();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length")?.parse().ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = String::from_utf8(body).unwrap();
    let (accepted, at) = ((200..300).contains(status), now().as_second());
    kept.lock().unwrap().push(Received { headers, body, accepted, at });
    let answer = format!("HTTP/1.1 {status} X\r\n{more}content-length: 0\r\n\r\n");
    (&stream).write_all(answer.as_bytes()).ok()
}
