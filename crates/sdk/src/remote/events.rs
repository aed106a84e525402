//! Listening for other rules: OFREP's stream of events.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header;
use serde_json::Value;
use tokio::time::Instant;
use tracing::debug;

use super::Remote;
use crate::backoff::{Backoff, Haste, random};
use crate::follow::failure::Failure;
use crate::follow::fetch;
use crate::sse::Parser;
use crate::status::Cause;

/// A stream that says nothing for so long, not even a comment, is dead.
/// A server says something every 15 seconds.
const SILENT_MAX: Duration = Duration::from_secs(35);
/// A stream that lived this long was a good one.
const GOOD_STREAM: Duration = Duration::from_secs(10);

/// Listens for ever: whoever does not want it any more aborts it.
pub(super) async fn listen(remote: Arc<Remote>) {
    let mut backoff = Backoff::RULES;
    let mut address = None;
    loop {
        let known = match address.take() {
            Some(known) => Ok(Some(known)),
            None => remote.event_stream().await,
        };
        let wait = match known {
            Ok(Some(known)) => {
                let since = Instant::now();
                let failure = match remote.follow(&known).await {
                    Ok(never) => match never {},
                    Err(failure) => failure,
                };
                remote.results.set_told(false);
                debug!(%failure, "nobody tells of other rules: every question is asked");
                remote.missed(&failure);
                // Of one that was refused, another may be told by now.
                address = (failure.cause() == Cause::Unreachable).then_some(known);
                wait_after(&mut backoff, since.elapsed(), &failure, random())
            }
            // A server without such a stream: it may have one after an update.
            Ok(None) => {
                remote.health.live();
                backoff.next(Haste::Slowly, random())
            }
            Err(failure) => {
                debug!(%failure, "the server does not say where it tells of other rules");
                remote.missed(&failure);
                backoff.next(failure.haste(), random())
            }
        };
        tokio::time::sleep(wait).await;
    }
}

/// How long to wait after a stream that lived for a while.
fn wait_after(backoff: &mut Backoff, lived: Duration, failure: &Failure, random: u32) -> Duration {
    // One that is cut short again and again is no success, however well it begins.
    if lived >= GOOD_STREAM {
        backoff.reset();
    }
    backoff.next(failure.haste(), random)
}

impl Remote {
    async fn follow(&self, address: &str) -> Result<std::convert::Infallible, Failure> {
        let foreign = || Failure::Garbage("its stream of events is another server's".to_owned());
        let request = self.endpoint.request_to(address).ok_or_else(foreign)?;
        let request = request.header(header::ACCEPT, "text/event-stream");
        let mut response = fetch::expect_ok(fetch::send(request).await?).await?;
        self.results.set_told(true);
        self.health.live();
        let mut parser = Parser::default();
        loop {
            let piece = tokio::time::timeout(SILENT_MAX, response.chunk()).await;
            let piece = piece.map_err(|_elapsed| Failure::Silent)?;
            let piece = piece.map_err(|_cut| Failure::Ended)?.ok_or(Failure::Ended)?;
            parser.feed(&piece)?;
            while let Some(event) = parser.next() {
                let data: Value = serde_json::from_str(&event.data).unwrap_or_default();
                // What is not understood may be about other rules too: asking again does no harm.
                if event.name == "message" || data["type"] == "refetchEvaluation" {
                    self.results.forget();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
