//! What a connection brings: events in their order, but for kills, which wait for nothing.

use std::collections::VecDeque;
use std::future::pending;
use std::pin::pin;
use std::time::Duration;

use hoist_api::KillNotice;
use hoist_api::stream::event;
use reqwest::Response;
use tokio::time::timeout;

use super::failure::Failure;
use super::install::{Installer, Kills};
use crate::sse::{Event, Parser};

/// How long a new stream may let wait for the first event: there always is one.
const FIRST_WAIT: Duration = Duration::from_secs(10);
/// How many bytes of events wait for one before them. Where more come, they wait in the network.
const WAITING_BYTES_MAX: usize = 1 << 20;

/// The events of one connection, and what they have come to.
pub(super) struct Source {
    /// None where there is no stream: then nothing comes.
    response: Option<Response>,
    parser: Parser,
    silence_max: Duration,
    waiting: VecDeque<Event>,
    waiting_bytes: usize,
    /// Why nothing comes behind what waits.
    ended: Option<Failure>,
    /// Whether the rules got on.
    pub(super) got_on: bool,
    /// Whether anything came that could be read.
    pub(super) was_heard: bool,
}

impl Source {
    pub(super) fn new(response: Option<Response>, silence_max: Duration) -> Self {
        Self {
            response,
            parser: Parser::default(),
            silence_max,
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            ended: None,
            got_on: false,
            was_heard: false,
        }
    }

    /// The next event.
    pub(super) async fn next(&mut self) -> Result<Event, Failure> {
        if let Some(event) = self.waiting.pop_front() {
            self.waiting_bytes = self.waiting_bytes.saturating_sub(event.data.len());
            return Ok(event);
        }
        match self.ended.take() {
            Some(failure) => Err(failure),
            None => self.pull().await,
        }
    }

    /// The server's wish for the time until a reconnection, if it has told one since last asked.
    pub(super) fn take_retry_ms(&mut self) -> Option<u64> {
        self.parser.take_retry_ms()
    }

    /// Does work, and meanwhile obeys the kills that come: they do not wait for a list that is
    /// fetched, nor for rules that are compiled. Gives those kills too.
    pub(super) async fn beside<T>(
        &mut self,
        installer: &Installer,
        work: impl Future<Output = T>,
    ) -> (T, Kills) {
        let mut work = pin!(work);
        let mut kills = Kills::new();
        loop {
            let listens = self.ended.is_none() && self.waiting_bytes < WAITING_BYTES_MAX;
            tokio::select! {
                biased;
                done = &mut work => return (done, kills),
                event = self.pull(), if listens => match event {
                    Ok(event) => {
                        let kill = self.sort(installer, event).await;
                        kills.extend(kill.map(|kill| (kill.key.clone(), kill)));
                    }
                    // The work is worth ending: what it fetches is not fetched again.
                    Err(failure) => self.ended = Some(failure),
                },
            }
        }
    }

    /// Obeys an event, and gives it, if it is a kill that can be obeyed. Anything else waits.
    async fn sort(&mut self, installer: &Installer, event: Event) -> Option<KillNotice> {
        let is_kill = event.name == event::KILL;
        let notice: Option<KillNotice> =
            is_kill.then(|| serde_json::from_str(&event.data).ok()).flatten();
        if let Some(notice) = notice
            && let Ok(is_news) = installer.kill(notice.clone()).await
        {
            self.got_on |= is_news;
            self.was_heard = true;
            return Some(notice);
        }
        self.waiting_bytes += event.data.len();
        self.waiting.push_back(event);
        None
    }

    /// Waits for the next event. Nothing is lost where nobody waits for it to the end.
    async fn pull(&mut self) -> Result<Event, Failure> {
        let Some(response) = &mut self.response else {
            return pending().await;
        };
        let wait = if self.was_heard { self.silence_max } else { self.silence_max.min(FIRST_WAIT) };
        loop {
            if let Some(event) = self.parser.next() {
                return Ok(event);
            }
            let piece = timeout(wait, response.chunk()).await;
            let piece = piece.map_err(|_elapsed| Failure::Silent)?;
            let piece = piece.map_err(|_cut| Failure::Ended)?.ok_or(Failure::Ended)?;
            self.parser.feed(&piece)?;
        }
    }
}
