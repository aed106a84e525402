//! A version of a service: it answers, it tells Prometheus how, and it can be broken.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::clock::timed;

/// The upper ends of the buckets of its histogram, in seconds; the last has none.
const BUCKETS: [f64; 3] = [0.2, 0.4, 0.8];
/// How long a slow version takes.
const SLOW: Duration = Duration::from_millis(500);

/// What is wrong with a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    Nothing,
    /// Every other request fails.
    Errors,
    /// Every request takes half a second.
    Slowness,
}

/// What a version has seen: requests that went well and those that failed, by bucket.
#[derive(Default)]
struct Seen {
    /// Requests that have come, answered or not.
    come: u64,
    counts: [[u64; BUCKETS.len() + 1]; 2],
    sums: [f64; 2],
}

/// A version that runs until the test ends.
pub(super) struct Shop {
    pub(super) address: SocketAddr,
    trouble: Arc<Mutex<Trouble>>,
    seen: Arc<Mutex<Seen>>,
}

impl Shop {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let trouble = Arc::new(Mutex::new(Trouble::Nothing));
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (own, kept) = (Arc::clone(&trouble), Arc::clone(&seen));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (trouble, seen) = (Arc::clone(&own), Arc::clone(&kept));
                std::thread::spawn(move || serve(&stream.unwrap(), &trouble, &seen));
            }
        });
        Self { address, trouble, seen }
    }

    pub(super) fn has(&self, trouble: Trouble) {
        *self.trouble.lock().unwrap() = trouble;
    }

    /// How many requests have come.
    pub(super) fn requests(&self) -> u64 {
        self.seen.lock().unwrap().come
    }
}

/// Answers the requests of a connection until it ends.
fn serve(stream: &TcpStream, trouble: &Mutex<Trouble>, seen: &Mutex<Seen>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut first = String::new();
        reader.read_line(&mut first).ok().filter(|read| *read > 0)?;
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        }
        // Not held during a request: one must not wait for another.
        let trouble = *trouble.lock().unwrap();
        let (status, body) = match first.starts_with("GET /metrics ") {
            true => (200, metrics(&seen.lock().unwrap())),
            false => (buy(trouble, seen), String::new()),
        };
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: text/plain\r\ncontent-length: {length}\r\n\r\n"
        );
        let mut writer = stream;
        writer.write_all((head + &body).as_bytes()).ok()?;
    }
}

/// One request, with the trouble that there is. Gives its status.
fn buy(trouble: Trouble, seen: &Mutex<Seen>) -> u16 {
    seen.lock().unwrap().come += 1;
    let ((), took) = timed(|| {
        if trouble == Trouble::Slowness {
            std::thread::sleep(SLOW);
        }
    });
    let mut seen = seen.lock().unwrap();
    let all: u64 = seen.counts.iter().flatten().sum();
    let has_failed = trouble == Trouble::Errors && all.is_multiple_of(2);
    let seconds = took.as_secs_f64();
    let bucket = BUCKETS.iter().position(|end| seconds <= *end).unwrap_or(BUCKETS.len());
    seen.counts[usize::from(has_failed)][bucket] += 1;
    seen.sums[usize::from(has_failed)] += seconds;
    if has_failed { 500 } else { 200 }
}

/// Both series are there from the start: what appears later has no increase.
fn metrics(seen: &Seen) -> String {
    const NAME: &str = "http_server_request_duration_seconds";
    let mut text = format!("# TYPE {NAME} histogram\n");
    for (status, (counts, sum)) in ["200", "500"].iter().zip(seen.counts.iter().zip(seen.sums)) {
        let label = format!("http_response_status_code=\"{status}\"");
        let ends = BUCKETS.iter().map(f64::to_string).chain(["+Inf".to_owned()]);
        let mut all = 0;
        for (end, count) in ends.zip(counts) {
            all += count;
            writeln!(text, "{NAME}_bucket{{{label},le=\"{end}\"}} {all}").unwrap();
        }
        writeln!(text, "{NAME}_sum{{{label}}} {sum}\n{NAME}_count{{{label}}} {all}").unwrap();
    }
    text
}
