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
    /// Whether any event came, whatever comes of it.
    has_begun: bool,
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
            has_begun: false,
        }
    }

    /// The next event.
    pub(super) async fn next(&mut self) -> Result<Event, Failure> {
        if let Some(event) = self.take_waiting() {
            return Ok(event);
        }
        match self.ended.take() {
            Some(failure) => Err(failure),
            None => self.pull().await,
        }
    }

    /// Kills that are next, with those of their log that have come right behind them: where many
    /// flags are killed at once, the rules are not compiled for each.
    pub(super) fn with_next(&mut self, mut kills: Vec<KillNotice>) -> Vec<KillNotice> {
        loop {
            if self.waiting.is_empty()
                && let Some(event) = self.parser.next()
            {
                self.wait(event);
            }
            let next = self.waiting.front().and_then(|event| kill_beside(&kills, event));
            let Some(notice) = next else {
                return kills;
            };
            kills.push(notice);
            self.take_waiting();
        }
    }

    fn wait(&mut self, event: Event) {
        self.waiting_bytes += event.data.len();
        self.waiting.push_back(event);
    }

    fn take_waiting(&mut self) -> Option<Event> {
        let event = self.waiting.pop_front()?;
        self.waiting_bytes = self.waiting_bytes.saturating_sub(event.data.len());
        Some(event)
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
        let mut kills = Kills::default();
        loop {
            let listens = self.ended.is_none() && self.waiting_bytes < WAITING_BYTES_MAX;
            tokio::select! {
                biased;
                done = &mut work => return (done, kills),
                event = self.pull(), if listens => match event {
                    Ok(event) => {
                        let obeyed = self.sort(installer, event).await;
                        obeyed.into_iter().for_each(|kill| kills.note(kill));
                    }
                    // The work is worth ending: what it fetches is not fetched again.
                    Err(failure) => self.ended = Some(failure),
                },
            }
        }
    }

    /// Obeys an event, and gives it, if it is a kill that can be obeyed, together with the kills
    /// that have come right behind it. Anything else waits.
    async fn sort(&mut self, installer: &Installer, event: Event) -> Vec<KillNotice> {
        let (mut events, mut kills) = (vec![event], Vec::new());
        while let Some(notice) = events.last().and_then(|event| kill_beside(&kills, event)) {
            kills.push(notice);
            events.extend(self.parser.next());
            if events.len() == kills.len() {
                break;
            }
        }
        if !kills.is_empty() {
            match installer.kill(kills.clone()).await {
                Ok(is_news) => {
                    self.got_on |= is_news;
                    self.was_heard = true;
                    events.drain(..kills.len());
                }
                Err(_) => kills.clear(),
            }
        }
        events.into_iter().for_each(|event| self.wait(event));
        kills
    }

    /// Waits for the next event. Nothing is lost where nobody waits for it to the end.
    async fn pull(&mut self) -> Result<Event, Failure> {
        let Some(response) = &mut self.response else {
            return pending().await;
        };
        let wait = if self.has_begun { self.silence_max } else { self.silence_max.min(FIRST_WAIT) };
        loop {
            if let Some(event) = self.parser.next() {
                self.has_begun = true;
                return Ok(event);
            }
            let piece = timeout(wait, response.chunk()).await;
            let piece = piece.map_err(|_elapsed| Failure::Silent)?;
            let piece = piece.map_err(|_cut| Failure::Ended)?.ok_or(Failure::Ended)?;
            self.parser.feed(&piece)?;
        }
    }
}

/// The kill that an event tells of, if it may be obeyed together with those.
fn kill_beside(kills: &[KillNotice], event: &Event) -> Option<KillNotice> {
    let is_kill = event.name == event::KILL;
    let notice: KillNotice = is_kill.then(|| serde_json::from_str(&event.data).ok()).flatten()?;
    kills.first().is_none_or(|first| first.log == notice.log).then_some(notice)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn kills_of_a_log_that_have_come_are_taken_together_and_in_their_order() {
        let kill = |log: &str, seq: u64| {
            let notice = json!({"log": log, "seq": seq, "key": "a", "killed": null});
            ("kill", notice.to_string())
        };
        let beat = || ("heartbeat", json!({"log": "l", "seq": 4}).to_string());
        for (come, taken, next) in [
            (vec![kill("l", 2), kill("l", 3), beat(), kill("l", 5)], vec![1, 2, 3], "heartbeat"),
            (vec![kill("l", 2), kill("other", 3)], vec![1, 2], "kill"),
            (vec![beat(), kill("l", 2)], vec![1], "heartbeat"),
        ] {
            // Some wait already, and the others were only read off the network.
            for waiting in 0..=come.len() {
                let mut source = Source::new(None, FIRST_WAIT);
                for (place, (name, data)) in come.iter().enumerate() {
                    let text = format!("event: {name}\ndata: {data}\n\n");
                    source.parser.feed(text.as_bytes()).unwrap();
                    if place < waiting {
                        let event = source.parser.next().unwrap();
                        source.wait(event);
                    }
                }
                let first: KillNotice = serde_json::from_str(&kill("l", 1).1).unwrap();
                let kills = source.with_next(vec![first]);
                let seqs: Vec<u64> = kills.iter().map(|kill| kill.seq).collect();
                assert_eq!((seqs, &*source.take_waiting().unwrap().name), (taken.clone(), next));
                let rest: usize = source.waiting.iter().map(|event| event.data.len()).sum();
                assert_eq!(source.waiting_bytes, rest);
            }
        }
    }
}
