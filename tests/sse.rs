//! A reader of server-sent events that sees everything: bytes, chunks, ends.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::server::Server;

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) id: Option<String>,
    pub(crate) data: Value,
}

/// A connection on which events come.
pub(crate) struct Sse {
    connection: BufReader<TcpStream>,
    /// The head of the answer.
    pub(crate) head: String,
    /// What has arrived and is no whole event yet.
    text: Vec<u8>,
    /// Up to where no event ends in it.
    searched: usize,
    /// After how many milliseconds the server wants to see it again.
    pub(crate) retry_ms: Option<u32>,
}

/// What came next.
#[derive(Debug, PartialEq)]
pub(crate) enum Next {
    Event(Event),
    /// The answer is over, as HTTP has it.
    End,
    /// The connection is.
    Broken,
    /// Nothing came in time.
    Silence,
}

impl Sse {
    /// Asks for a path and waits for the head of the answer.
    pub(crate) fn open(server: &Server, path: &str, token: &str, headers: &[(&str, &str)]) -> Self {
        let mut sse = Self::ask(server, path, token, headers);
        sse.read_head();
        assert!(sse.head.starts_with("HTTP/1.1 200 "), "{}", sse.head);
        sse
    }

    /// Asks for the environment's stream.
    pub(crate) fn rules(server: &Server, token: &str, last_id: Option<&str>) -> Self {
        let headers: Vec<(&str, &str)> =
            last_id.map(|id| ("last-event-id", id)).into_iter().collect();
        Self::open(server, "/api/stream", token, &headers)
    }

    /// Asks, and reads nothing.
    pub(crate) fn ask(server: &Server, path: &str, token: &str, headers: &[(&str, &str)]) -> Self {
        let mut stream = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
        let headers: String =
            headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: x\r\nx-api-key: {token}\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let connection = BufReader::with_capacity(512, stream);
        Self { connection, head: String::new(), text: Vec::new(), searched: 0, retry_ms: None }
    }

    pub(crate) fn read_head(&mut self) {
        while !self.head.ends_with("\r\n\r\n") {
            assert!(self.connection.read_line(&mut self.head).unwrap() > 0, "{}", self.head);
        }
    }

    /// The port that it comes from.
    pub(crate) fn port(&self) -> u16 {
        self.connection.get_ref().local_addr().unwrap().port()
    }

    /// The next event, which must come.
    #[track_caller]
    pub(crate) fn event(&mut self) -> Event {
        match self.next() {
            Next::Event(event) => event,
            other => panic!("{other:?}"),
        }
    }

    /// The next event that is no heartbeat.
    #[track_caller]
    pub(crate) fn news(&mut self) -> Event {
        match self.next_news() {
            Next::Event(event) => event,
            other => panic!("{other:?}"),
        }
    }

    /// Waits until something arrives, and leaves it there.
    pub(crate) fn wait(&self) {
        assert_eq!(self.connection.get_ref().peek(&mut [0]).unwrap(), 1);
    }

    /// What comes next that is no heartbeat.
    pub(crate) fn next_news(&mut self) -> Next {
        loop {
            match self.next() {
                Next::Event(event) if event.name == "heartbeat" => {}
                other => return other,
            }
        }
    }

    /// What comes next that is no heartbeat, within some time of silence.
    pub(crate) fn within(&mut self, limit: Duration) -> Next {
        self.connection.get_ref().set_read_timeout(Some(limit)).unwrap();
        let next = self.next_news();
        self.connection.get_ref().set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        next
    }

    pub(crate) fn next(&mut self) -> Next {
        loop {
            let unsearched = &self.text[self.searched..];
            if let Some(end) = unsearched.windows(2).position(|pair| pair == b"\n\n") {
                let rest = self.text.split_off(self.searched + end + 2);
                let text = std::mem::replace(&mut self.text, rest);
                self.searched = 0;
                match self.parse(std::str::from_utf8(&text).unwrap()) {
                    Some(event) => return Next::Event(event),
                    None => continue,
                }
            }
            self.searched = self.text.len().saturating_sub(1);
            match self.chunk() {
                Ok(0) => return Next::End,
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Next::Silence,
                Err(_) => return Next::Broken,
            }
        }
    }

    /// Reads a chunk; the last one has no bytes.
    fn chunk(&mut self) -> io::Result<usize> {
        let mut line = String::new();
        self.connection.read_line(&mut line)?;
        let broken = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let size = usize::from_str_radix(line.trim_end(), 16).map_err(|_none| broken())?;
        let mut bytes = vec![0; size + 2];
        self.connection.read_exact(&mut bytes)?;
        assert!(bytes.ends_with(b"\r\n"));
        self.text.extend_from_slice(&bytes[..size]);
        Ok(size)
    }

    fn parse(&mut self, text: &str) -> Option<Event> {
        let (mut name, mut id, mut data) = (None, None, None);
        for (field, value) in text.trim_end().lines().map(|line| line.split_once(": ").unwrap()) {
            match field {
                "event" => name = Some(value.to_owned()),
                "id" => id = Some(value.to_owned()),
                "data" => data = Some(serde_json::from_str(value).unwrap()),
                "retry" => self.retry_ms = Some(value.parse().unwrap()),
                _ => panic!("{text}"),
            }
        }
        Some(Event { name: name?, id, data: data.unwrap() })
    }
}
