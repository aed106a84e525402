//! How long the other side of a connection may take nothing of what it is to be sent.
//!
//! Whoever does not read holds what is on its way to them, and in the end a place among the
//! connections. The clock runs only while something cannot be written: a connection at rest has no
//! timer.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// A connection whose writes fail once nothing was taken for too long.
pub(super) struct Patient<T> {
    stream: T,
    limit: Duration,
    /// Until when something must be taken; none while nothing waits.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl<T> Patient<T> {
    pub(super) fn for_at_most(limit: Duration, stream: T) -> Self {
        Self { stream, limit, deadline: None }
    }

    /// Fails a write that could not be made for too long.
    fn watch(
        &mut self,
        context: &mut Context<'_>,
        polled: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if polled.is_ready() {
            self.deadline = None;
            return polled;
        }
        let limit = self.limit;
        let deadline =
            self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(limit))).as_mut();
        let late = || Err(io::Error::new(io::ErrorKind::TimedOut, "nothing was read"));
        deadline.poll(context).map(|()| late())
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Patient<T> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Patient<T> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.watch(context, polled)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.stream).poll_write_vectored(context, slices);
        this.watch(context, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(20);

    #[tokio::test(start_paused = true)]
    async fn who_reads_nothing_is_given_up_and_who_reads_little_is_not() {
        let (server, mut client) = tokio::io::duplex(8);
        let mut server = Patient::for_at_most(LIMIT, server);
        let writing =
            tokio::spawn(async move { server.write_all(&[1; 40]).await.unwrap_err().kind() });
        let start = tokio::time::Instant::now();
        // It takes something each time just before the end.
        for _ in 0..3 {
            tokio::time::sleep(LIMIT - Duration::from_secs(1)).await;
            client.read_exact(&mut [0; 8]).await.unwrap();
        }
        assert_eq!(writing.await.unwrap(), io::ErrorKind::TimedOut);
        assert_eq!(start.elapsed().as_secs(), 3 * 19 + 20);
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_at_rest_has_no_timer() {
        let (server, mut client) = tokio::io::duplex(8);
        let mut server = Patient::for_at_most(LIMIT, server);
        let reading = tokio::spawn(async move {
            tokio::time::sleep(LIMIT / 2).await;
            client.read_exact(&mut [0; 16]).await.unwrap();
            client
        });
        server.write_all(&[1; 16]).await.unwrap();
        assert!(server.deadline.is_none());
        let mut client = reading.await.unwrap();
        tokio::time::sleep(LIMIT * 3).await;
        server.write_all(&[1; 8]).await.unwrap();
        client.read_exact(&mut [0; 8]).await.unwrap();
    }
}
