//! Server-sent events: from bytes, however they are cut, to events.
//!
//! What has not been ended by an empty line is no event: half of one at the end of a stream is
//! dropped with the parser. Lines may end in LF, CR, or both. Sizes are bounded.

use std::collections::VecDeque;

/// Largest event, in bytes: as large as the largest file of documents.
pub(crate) const EVENT_BYTES_MAX: usize = 64 << 20;

/// One event of a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Event {
    /// Its name; `message` where it has none.
    pub(crate) name: String,
    /// The lines of its data.
    pub(crate) data: String,
}

/// Why a stream cannot be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("an event has more than {EVENT_BYTES_MAX} bytes")]
    TooLarge,
    #[error("a line is not UTF-8")]
    NotUtf8,
}

/// The state between two pieces of a stream.
#[derive(Debug, Default)]
pub(crate) struct Parser {
    line: Vec<u8>,
    after_cr: bool,
    past_first_line: bool,
    name: String,
    data: String,
    has_data: bool,
    events: VecDeque<Event>,
    retry_ms: Option<u64>,
}

impl Parser {
    /// Takes the next piece. After an error the parser is of no more use.
    pub(crate) fn feed(&mut self, mut bytes: &[u8]) -> Result<(), Unreadable> {
        if std::mem::take(&mut self.after_cr)
            && let [b'\n', rest @ ..] = bytes
        {
            bytes = rest;
        }
        while let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            let (line, rest) = (&bytes[..end], &bytes[end + 1..]);
            self.extend(line)?;
            let line = std::mem::take(&mut self.line);
            self.line(&line)?;
            bytes = match (bytes[end], rest) {
                (b'\r', [b'\n', rest @ ..]) => rest,
                (b'\r', []) => {
                    self.after_cr = true;
                    rest
                }
                _ => rest,
            };
        }
        self.extend(bytes)
    }

    /// The next event that is complete.
    pub(crate) fn next(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// The server's wish for the time until a reconnection, if it has told one since last asked.
    pub(crate) fn take_retry_ms(&mut self) -> Option<u64> {
        self.retry_ms.take()
    }

    fn extend(&mut self, bytes: &[u8]) -> Result<(), Unreadable> {
        if self.line.len() + bytes.len() + self.data.len() > EVENT_BYTES_MAX {
            return Err(Unreadable::TooLarge);
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    fn line(&mut self, line: &[u8]) -> Result<(), Unreadable> {
        let line = std::str::from_utf8(line).map_err(|_error| Unreadable::NotUtf8)?;
        let is_first = !std::mem::replace(&mut self.past_first_line, true);
        let line = if is_first { line.trim_start_matches('\u{feff}') } else { line };
        if line.is_empty() {
            self.end();
            return Ok(());
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => {
                if self.has_data {
                    self.data.push('\n');
                }
                self.has_data = true;
                self.data.push_str(value);
            }
            "retry" => self.retry_ms = value.parse().ok().or(self.retry_ms),
            // A comment, an id (what an event is about stands in it), or something newer.
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self) {
        let mut name = std::mem::take(&mut self.name);
        let data = std::mem::take(&mut self.data);
        if name.is_empty() {
            name.push_str("message");
        }
        if std::mem::take(&mut self.has_data) {
            self.events.push_back(Event { name, data });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(pieces: &[&[u8]]) -> Result<Vec<Event>, Unreadable> {
        let mut parser = Parser::default();
        let mut events = Vec::new();
        for piece in pieces {
            parser.feed(piece)?;
            events.extend(std::iter::from_fn(|| parser.next()));
        }
        Ok(events)
    }

    fn event(name: &str, data: &str) -> Event {
        Event { name: name.to_owned(), data: data.to_owned() }
    }

    #[test]
    fn what_is_an_event() {
        for (text, expected) in [
            ("data: a\n\n", vec![event("message", "a")]),
            ("\u{feff}event: kill\nid: x.1\ndata: {}\n\n", vec![event("kill", "{}")]),
            (
                "data:a\r\ndata: b\r\rdata:  c\n\n",
                vec![event("message", "a\nb"), event("message", " c")],
            ),
            (": comment\n\nevent: x\n\ndata: y\n\n", vec![event("message", "y")]),
            ("data\n\n", vec![event("message", "")]),
            ("data: whole\n\ndata: half\n", vec![event("message", "whole")]),
            ("newer: field\ndata: a\n\n", vec![event("message", "a")]),
        ] {
            assert_eq!(read(&[text.as_bytes()]).unwrap(), expected, "{text:?}");
        }
        assert_eq!(read(&[b"data: \xff\n"]), Err(Unreadable::NotUtf8));
        let mut parser = Parser::default();
        parser.feed(b"retry: 1500\nretry: soon\n").unwrap();
        assert_eq!((parser.take_retry_ms(), parser.take_retry_ms()), (Some(1_500), None));
    }

    #[test]
    fn an_event_without_end_is_given_up() {
        let mut parser = Parser::default();
        let piece = vec![b'x'; 1 << 20];
        let fed = (0..65).map(|_| parser.feed(&piece)).find(Result::is_err);
        assert_eq!(fed, Some(Err(Unreadable::TooLarge)));
    }

    proptest! {
        #[test]
        fn where_the_bytes_are_cut_makes_no_difference(
            text in "(data|event|id|retry|:|x|é|日|\r\n|\r|\n| |\n\n|[a-z]{1,4}){0,60}",
            cuts in proptest::collection::vec(0_usize..200, 0..8),
        ) {
            let bytes = text.as_bytes();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|two| &bytes[two[0]..two[1]]).collect();
            prop_assert_eq!(read(&pieces), read(&[bytes]));
        }

        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            _ = read(&[&bytes]);
        }
    }
}
