//! A reader of server-sent events, line by line.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::server::Server;

/// One part of a stream, up to its empty line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Event {
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) data: Option<String>,
    pub(super) retry: Option<String>,
    pub(super) comment: Option<String>,
}

/// A stream that is being read.
pub(super) struct Reader {
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    lines: BufReader<TcpStream>,
}

impl Reader {
    pub(super) fn open(server: &Server, path: &str, headers: &[(&str, &str)]) -> Self {
        let mut stream = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        // HTTP/1.0 has no chunks: what is read is the stream itself.
        let more: String =
            headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost\r\n{more}\r\n").unwrap();
        let mut lines = BufReader::new(stream);
        let head = part(&mut lines);
        let (first, rest) = head.split_first().unwrap();
        let headers = rest.iter().filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let status = first.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, headers, lines }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The next part; none at the end.
    pub(super) fn next(&mut self) -> Option<Event> {
        let lines = part(&mut self.lines);
        if lines.is_empty() {
            return None;
        }
        let mut event = Event::default();
        for line in lines {
            let (name, value) = line.split_once(':').unwrap();
            let place = match name {
                "id" => &mut event.id,
                "event" => &mut event.name,
                "data" => &mut event.data,
                "retry" => &mut event.retry,
                "" => &mut event.comment,
                _ => panic!("{line}"),
            };
            assert_eq!(place.replace(value.trim_start().to_owned()), None, "{line}");
        }
        Some(event)
    }

    /// The next event that has data.
    #[track_caller]
    pub(super) fn event(&mut self) -> Event {
        loop {
            let event = self.next().unwrap();
            if event.data.is_some() {
                return event;
            }
        }
    }

    /// Everything up to the end but comments.
    pub(super) fn rest(&mut self) -> Vec<Event> {
        let rest = std::iter::from_fn(|| self.next());
        rest.filter(|event| event.comment.is_none()).collect()
    }
}

/// The lines up to an empty one, or to the end.
fn part(lines: &mut impl BufRead) -> Vec<String> {
    let lines = lines.lines().map(|line| line.unwrap());
    lines.take_while(|line| !line.is_empty()).collect()
}
