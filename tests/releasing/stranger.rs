//! What answers where a Prometheus should be, in whatever way a test wants.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use crate::clock::instant;

/// What it answers to a question, a form; with nothing it takes the question and never answers.
type Answer = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

pub(super) struct Stranger {
    pub(super) url: String,
    answer: Arc<Mutex<Answer>>,
    /// When it was asked.
    asked: Arc<Mutex<Vec<Instant>>>,
}

impl Stranger {
    /// One that answers nobody.
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answer: Arc<Mutex<Answer>> = Arc::new(Mutex::new(Arc::new(|_: &str| None)));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (own, all) = (Arc::clone(&answer), Arc::clone(&asked));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                all.lock().unwrap().push(instant());
                let (stream, answer) = (stream.unwrap(), Arc::clone(&own.lock().unwrap()));
                std::thread::spawn(move || serve(stream, &answer));
            }
        });
        Self { url, answer, asked }
    }

    /// Answers so from now on.
    pub(super) fn answers(&self, answer: impl Fn(&str) -> Option<String> + Send + Sync + 'static) {
        *self.answer.lock().unwrap() = Arc::new(answer);
    }

    /// When it was asked, each time.
    pub(super) fn asked(&self) -> Vec<Instant> {
        self.asked.lock().unwrap().clone()
    }
}

/// Whoever asks may be gone by the time of the answer.
fn serve(mut stream: TcpStream, answer: &Answer) {
    let Some(question) = question(&stream) else { return };
    if let Some(answer) = answer(&question) {
        stream.write_all(answer.as_bytes()).ok();
    }
    let mut part = [0; 4_096];
    while stream.read(&mut part).is_ok_and(|length| length > 0) {}
}

/// The body of a request.
fn question(stream: &TcpStream) -> Option<String> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(told) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = told.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    String::from_utf8(body).ok()
}

pub(super) fn http(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
}

pub(super) fn result(kind: &str, result: &str) -> String {
    let data = format!(r#"{{"resultType":"{kind}","result":{result}}}"#);
    http("200 OK", &format!(r#"{{"status":"success","data":{data}}}"#))
}

pub(super) fn number(value: &str) -> String {
    result("vector", &format!(r#"[{{"metric":{{}},"value":[1700000000,"{value}"]}}]"#))
}
