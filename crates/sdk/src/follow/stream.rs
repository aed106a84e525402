//! One connection to the stream, from its opening to its end.

use std::convert::Infallible;
use std::time::Duration;

use reqwest::{Method, Response, header};
use tokio::time::Instant;

use super::failure::Failure;
use super::fetch::{expect_ok, send};
use super::source::Source;
use super::{Ended, Follower, GOOD_STREAM, off_thread};
use crate::apply::Message;
use crate::plain;
use crate::sse::Event;

impl Follower {
    /// Opens the stream and follows it to its end.
    pub(super) async fn stream(&mut self) -> Ended {
        let since = Instant::now();
        let response = match self.open().await {
            Ok(response) => response,
            Err(failure) => return Ended { failure, was_good: false, was_heard: false },
        };
        let mut source = Source::new(Some(response), self.pace.silence_max);
        let failure = match self.read(&mut source).await {
            Ok(never) => match never {},
            Err(failure) => failure,
        };
        let Source { got_on, was_heard, .. } = source;
        let was_good = got_on || (was_heard && since.elapsed() >= GOOD_STREAM);
        Ended { failure, was_good, was_heard }
    }

    async fn open(&self) -> Result<Response, Failure> {
        let mut request = self
            .endpoint
            .request(Method::GET, "api/stream")
            .header(header::ACCEPT, "text/event-stream");
        let current = self.installer.instance.current();
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

    async fn read(&mut self, source: &mut Source) -> Result<Infallible, Failure> {
        loop {
            let event = source.next().await?;
            if let Some(wait_ms) = source.take_retry_ms() {
                self.backoff.set_first(Duration::from_millis(wait_ms));
            }
            self.event(event, source).await?;
        }
    }

    async fn event(&mut self, event: Event, source: &mut Source) -> Result<(), Failure> {
        let Event { name, data } = event;
        let size = data.len();
        let shown = name.clone();
        let reading = off_thread(size, move || Message::read(&name, &data));
        let (message, _) = source.beside(&self.installer, reading).await;
        let Some(Ok(message)) = message else {
            let why = match message {
                Some(Err(error)) => plain::sentence(&error),
                _ => "it could not be read".to_owned(),
            };
            return Err(Failure::Garbage(format!("an event `{shown}`: {why}")));
        };
        // An event of a newer server.
        let Some(message) = message else {
            return Ok(());
        };
        let (message, kills) = match message {
            Message::Kills(kills) => {
                let kills = source.with_next(kills);
                (Message::Kills(kills.clone()), kills)
            }
            other => (other, Vec::new()),
        };
        let are_kills = !kills.is_empty();
        source.got_on |= match self.take(message, size, source).await {
            Err(Failure::NeedsSnapshot) => {
                self.tag = None;
                self.poll(source).await?;
                // The rules may be those before the kill: of all messages, none may be lost less.
                if are_kills {
                    self.installer.kill(kills).await?;
                }
                true
            }
            taken => taken?,
        };
        source.was_heard = true;
        self.polls = false;
        // A kill goes before what is still missing.
        if !are_kills {
            self.live();
        }
        Ok(())
    }
}
