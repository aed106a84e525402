//! A server for tests: it speaks HTTP/1.1 on a port of its own, answers as it is told, and counts
//! each event id once, as the real one does.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use hoist_api::{Event, EventsAnswer, EventsRequest, Exposure, Observed, TelemetryReport};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::endpoint::Endpoint;

/// What is answered to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// As the real server does.
    Take,
    /// The same, but each event that has an odd number in its key is refused.
    RefuseOdd,
    /// Takes everything, and cuts the connection instead of answering.
    TakeAndCut,
    /// Cuts the connection.
    Cut,
    /// Never answers.
    Hang,
    /// A status, and seconds of `Retry-After`.
    Status(u16, Option<u32>),
    /// What might be an answer to this request, and is one to another.
    OfAnother,
    /// 200 with something else.
    Garbage,
}

#[derive(Default)]
pub(crate) struct Seen {
    /// How many requests.
    pub(crate) requests: u64,
    /// How many events each request had.
    pub(crate) batches: Vec<usize>,
    /// Ids in the order in which they were stored, each once.
    pub(crate) ids: Vec<String>,
    stored: BTreeMap<String, ()>,
    /// Reports by batch, each once, in the order in which they came.
    pub(crate) reports: BTreeMap<u64, TelemetryReport>,
    /// How often each report was sent.
    pub(crate) sent: BTreeMap<u64, u32>,
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    /// Answers the request of a number, from 0, as `reply` says.
    pub(crate) async fn start(reply: impl Fn(u64) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (reply, shared) = (Arc::new(reply), Arc::clone(&seen));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (reply, seen) = (Arc::clone(&reply), Arc::clone(&shared));
                tokio::spawn(async move { serve(stream, &*reply, &seen).await.ok() });
            }
        });
        Self { address, seen, task }
    }

    pub(crate) fn endpoint(&self) -> Endpoint {
        Endpoint::new(&format!("http://{}", self.address), "token", "instance").unwrap()
    }

    pub(crate) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    stream: TcpStream,
    reply: &(impl Fn(u64) -> Reply + Send + Sync),
    seen: &Mutex<Seen>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let (mut path, mut length, mut id) = (String::new(), 0, String::new());
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if path.is_empty() {
                path = line.split(' ').nth(1).unwrap().to_owned();
            } else if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().unwrap();
            } else if let Some(value) = line.strip_prefix("x-request-id: ") {
                id = value.to_owned();
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        let number = {
            let mut seen = seen.lock().unwrap();
            seen.requests += 1;
            seen.requests - 1
        };
        let reply = reply(number);
        let (status, retry_after, answer) = match reply {
            Reply::Take | Reply::RefuseOdd | Reply::TakeAndCut => {
                let is_odd_refused = reply == Reply::RefuseOdd;
                (202, None, take(&mut seen.lock().unwrap(), &path, &body, is_odd_refused))
            }
            Reply::Cut => return Ok(()),
            Reply::Hang => std::future::pending().await,
            Reply::Status(status, retry_after) => (status, retry_after, json!({})),
            Reply::OfAnother => {
                id = "another".to_owned();
                let request: EventsRequest = serde_json::from_slice(&body).unwrap();
                let accepted = request.events.len();
                (202, None, json!({"accepted": accepted, "duplicates": 0, "refused": []}))
            }
            Reply::Garbage => (200, None, json!("<html>")),
        };
        if reply == Reply::TakeAndCut {
            return Ok(());
        }
        let answer = answer.to_string();
        let retry_after =
            retry_after.map(|it| format!("retry-after: {it}\r\n")).unwrap_or_default();
        let length = answer.len();
        let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n{retry_after}");
        stream.write_all(format!("{head}x-request-id: {id}\r\n\r\n{answer}").as_bytes()).await?;
    }
}

fn take(seen: &mut Seen, path: &str, body: &[u8], is_odd_refused: bool) -> Value {
    if path == "/api/telemetry" {
        let report: TelemetryReport = serde_json::from_slice(body).unwrap();
        *seen.sent.entry(report.batch).or_default() += 1;
        let known = seen.reports.get(&report.batch);
        assert!(known.is_none_or(|known| *known == report), "it is sent again unchanged");
        let duplicate = known.is_some();
        seen.reports.insert(report.batch, report);
        return json!({"duplicate": duplicate, "seq": 1});
    }
    assert_eq!(path, "/api/events");
    let request: EventsRequest = serde_json::from_slice(body).unwrap();
    seen.batches.push(request.events.len());
    let mut answer = EventsAnswer::default();
    for (index, event) in (0..).zip(request.events) {
        let (id, name) = match event {
            Event::Exposure(exposure) => (exposure.id, exposure.key),
            Event::Metric(observed) => (observed.id, observed.event),
        };
        if is_odd_refused && name.ends_with(['1', '3', '5', '7', '9']) {
            let refused = json!({"index": index, "code": "invalid", "detail": "odd"});
            answer.refused.push(serde_json::from_value(refused).unwrap());
        } else if seen.stored.insert(id.clone(), ()).is_none() {
            seen.ids.push(id);
            answer.accepted += 1;
        } else {
            answer.duplicates += 1;
        }
    }
    serde_json::to_value(answer).unwrap()
}

/// The id of the event of a number.
pub(crate) fn id(number: u64) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// An exposure, told from others by a number.
pub(crate) fn exposure(number: u64) -> Event {
    Event::Exposure(Exposure {
        id: id(number),
        key: format!("flag-{number}"),
        variant: "on".to_owned(),
        user: format!("user-{number}"),
        at: Timestamp::UNIX_EPOCH,
        attributes: BTreeMap::new(),
    })
}

/// An observation.
pub(crate) fn observed(number: u64, value: f64) -> Event {
    Event::Metric(Observed {
        id: id(number),
        event: "conversion".to_owned(),
        user: "u".to_owned(),
        value,
        at: Timestamp::UNIX_EPOCH,
        experiment: None,
    })
}

/// Waits until something holds, at most for 20 seconds.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..4_000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("never: {what}");
}
