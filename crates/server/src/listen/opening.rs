//! The first bytes of a connection, which have to arrive in time.
//!
//! hyper waits for them without a limit, to tell HTTP/1 from HTTP/2; its own timeouts count from
//! then on. Whoever says nothing, or stops within the preface of HTTP/2, would hold a connection
//! for ever.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

/// What a connection of HTTP/2 begins with (RFC 9113, section 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A connection whose reads fail once it has been silent for too long at its beginning.
pub(super) struct Opening<T> {
    stream: T,
    /// Until when hyper must be able to tell the version; none once it is.
    deadline: Option<Pin<Box<Sleep>>>,
    /// How many bytes of the preface have arrived.
    seen: usize,
}

/// Waits for the first bytes of a connection, and tells whether they are none of HTTP/2. They are
/// still there to be read.
pub(super) async fn is_plain(stream: &TcpStream) -> io::Result<bool> {
    // "PRI" is no method of HTTP/1.
    let mut start = [0; 3];
    let length = stream.peek(&mut start).await?;
    Ok(!PREFACE.starts_with(&start[..length]))
}

impl<T> Opening<T> {
    pub(super) fn until(deadline: Instant, stream: T) -> Self {
        Self { stream, deadline: Some(Box::pin(tokio::time::sleep_until(deadline))), seen: 0 }
    }

    /// Notes bytes that have arrived.
    fn note(&mut self, bytes: &[u8]) {
        let is_preface = PREFACE[self.seen..].starts_with(bytes);
        self.seen += bytes.len();
        if !is_preface || self.seen == PREFACE.len() {
            self.deadline = None;
        }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Opening<T> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let polled = Pin::new(&mut this.stream).poll_read(context, buffer);
        let Some(deadline) = &mut this.deadline else {
            return polled;
        };
        if polled.is_pending() {
            let late = || Err(io::Error::new(io::ErrorKind::TimedOut, "nothing was asked"));
            return deadline.as_mut().poll(context).map(|()| late());
        }
        this.note(&buffer.filled()[before..]);
        polled
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Opening<T> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(context, bytes)
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
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
