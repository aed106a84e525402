//! Connections of HTTP/2 at which nothing is asked.
//!
//! Such a connection may be kept for ever by a client that answers pings, and holds a place. So it
//! is noted how many requests are being answered; a stream of changes is one until it ends.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use hyper::body::{Frame, SizeHint};
use tokio::sync::watch;

/// How many requests of a connection are being answered.
#[derive(Clone)]
pub(super) struct Requests(Arc<watch::Sender<usize>>);

impl Requests {
    pub(super) fn none() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }

    /// A request has come; it is being answered until what is given is dropped.
    pub(super) fn begin(&self) -> Busy {
        self.0.send_modify(|count| *count += 1);
        Busy(self.clone())
    }

    /// Waits until nothing was asked for so long.
    pub(super) async fn rest(&self, limit: Duration) {
        let mut count = self.0.subscribe();
        loop {
            // The sender is here, so neither can fail.
            count.wait_for(|count| *count == 0).await.ok();
            if tokio::time::timeout(limit, count.changed()).await.is_err() {
                return;
            }
        }
    }
}

/// A request that is being answered.
pub(super) struct Busy(Requests);

impl Busy {
    /// The answer; the request is being answered until all of it is sent.
    pub(super) fn until_sent(self, response: Response) -> Response {
        response.map(|body| Body::new(Answering { body, _busy: self }))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.0.send_modify(|count| *count -= 1);
    }
}

struct Answering {
    body: Body,
    _busy: Busy,
}

impl HttpBody for Answering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(60);

    #[tokio::test(start_paused = true)]
    async fn a_connection_rests_since_its_last_answer() {
        let (requests, start) = (Requests::none(), Instant::now());
        requests.rest(LIMIT).await;
        assert_eq!(start.elapsed().as_secs(), 60);
        let first = requests.begin();
        let (resting, start) = (requests.clone(), Instant::now());
        let resting = tokio::spawn(async move { resting.rest(LIMIT).await });
        tokio::time::sleep(LIMIT * 2).await;
        let sent = first.until_sent(Response::new(Body::empty()));
        tokio::time::sleep(LIMIT * 2).await;
        drop(sent);
        tokio::time::sleep(LIMIT / 2).await;
        drop(requests.begin());
        resting.await.unwrap();
        assert_eq!(start.elapsed().as_secs(), 4 * 60 + 30 + 60);
    }
}
