//! One connection to the stream, from its opening to its end.

use std::time::Duration;

use reqwest::{Method, Response, header};
use tokio::time::Instant;

use super::failure::Failure;
use super::fetch::{expect_ok, send};
use super::{Ended, Follower, GOOD_STREAM, off_thread};
use crate::apply::Message;
use crate::sse::{Event, Parser};

/// How long a new stream may let wait for the first event: there always is one.
const FIRST_WAIT: Duration = Duration::from_secs(10);

/// What a connection has brought so far.
#[derive(Default)]
struct Progress {
    got_on: bool,
    was_heard: bool,
}

impl Follower {
    /// Opens the stream and follows it to its end.
    pub(super) async fn stream(&mut self) -> Ended {
        let since = Instant::now();
        let mut progress = Progress::default();
        let failure = match self.open().await {
            Ok(response) => match self.read(response, &mut progress).await {
                Ok(never) => match never {},
                Err(failure) => failure,
            },
            Err(failure) => failure,
        };
        let Progress { got_on, was_heard } = progress;
        let was_good = got_on || (was_heard && since.elapsed() >= GOOD_STREAM);
        Ended { failure, was_good, was_heard }
    }

    async fn open(&self) -> Result<Response, Failure> {
        let mut request = self
            .endpoint
            .request(Method::GET, "api/stream")
            .header(header::ACCEPT, "text/event-stream");
        let current = self.instance.current();
        let known = &current.known;
        let is_whole = known.has_rules && !known.is_incomplete && !known.is_behind;
        if is_whole && !known.log.is_empty() {
            request = request.header("last-event-id", format!("{}.{}", known.log, known.seq()));
        }
        let response = expect_ok(send(request).await?).await?;
        let kind = response.headers().get(header::CONTENT_TYPE);
        let is_stream = kind
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.starts_with("text/event-stream"));
        if !is_stream {
            return Err(Failure::Garbage("it is no stream of events".to_owned()));
        }
        Ok(response)
    }

    async fn read(
        &mut self,
        mut response: Response,
        progress: &mut Progress,
    ) -> Result<std::convert::Infallible, Failure> {
        let mut parser = Parser::default();
        loop {
            let silence_max = self.pace.silence_max;
            let wait = if progress.was_heard { silence_max } else { silence_max.min(FIRST_WAIT) };
            let piece = tokio::time::timeout(wait, response.chunk()).await;
            let piece = piece.map_err(|_elapsed| Failure::Silent)?;
            let piece = piece.map_err(|_cut| Failure::Ended)?.ok_or(Failure::Ended)?;
            parser.feed(&piece)?;
            if let Some(wait_ms) = parser.take_retry_ms() {
                self.backoff.set_first(Duration::from_millis(wait_ms));
            }
            while let Some(event) = parser.next() {
                self.event(event, progress).await?;
            }
        }
    }

    async fn event(&mut self, event: Event, progress: &mut Progress) -> Result<(), Failure> {
        let Event { name, data } = event;
        let size = data.len();
        let shown = name.clone();
        let message = off_thread(size, move || Message::read(&name, &data)).await;
        let Some(Ok(message)) = message else {
            let why = match message {
                Some(Err(error)) => error.to_string(),
                _ => "it could not be read".to_owned(),
            };
            return Err(Failure::Garbage(format!("an event `{shown}`: {why}")));
        };
        // An event of a newer server.
        let Some(message) = message else {
            return Ok(());
        };
        let kill = match &message {
            Message::Kill(notice) => Some(notice.clone()),
            _ => None,
        };
        let is_kill = kill.is_some();
        progress.got_on |= match self.take(message, size).await {
            Err(Failure::NeedsSnapshot) => {
                self.tag = None;
                self.poll().await?;
                // The rules may be those before the kill: of all messages, none may be lost less.
                if let Some(kill) = kill {
                    self.take(Message::Kill(kill), size).await?;
                }
                true
            }
            taken => taken?,
        };
        progress.was_heard = true;
        self.polls = false;
        // A kill goes before what is still missing.
        if !is_kill {
            self.live();
        }
        Ok(())
    }
}
