//! Connections: accepted within limits, served, and finished when the server stops.

mod opening;
mod patience;

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use futures_util::FutureExt as _;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Instant;
use tracing::{debug, info, warn};

use crate::request::{self, single_slashes};
use opening::Opening;
use patience::Patient;

/// Connections that are served at a time; more wait in the system's queue.
const CONNECTIONS_MAX: usize = 12_000;
/// How long the head of a request may take to arrive.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// Most bytes of the head of a request, and most headers.
const HEAD_BYTES_MAX: usize = 64 << 10;
const HEADERS_MAX: usize = 100;
/// Requests at a time on one HTTP/2 connection.
const STREAMS_MAX: u32 = 200;
/// How long a client may take nothing of what it is to be sent.
const WRITE_TIMEOUT: Duration = Duration::from_secs(20);
/// Most bytes that wait on one HTTP/2 stream.
const STREAM_BYTES_MAX: usize = 32 << 10;
/// How long requests may take to finish once the server stops.
const GRACE: Duration = Duration::from_secs(8);

/// Serves connections until `shutdown` resolves, then finishes what has begun.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()>,
) {
    let builders = Arc::new(Builders { plain: builder().http1_only(), any: builder() });
    let stopping = watch::Sender::new(false);
    let graceful = GracefulShutdown::new();
    let connections = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &connections) => accepted,
            () = &mut shutdown => break,
        };
        let Some((stream, permit)) = accepted else { continue };
        prepare(&stream);
        let router = router.clone();
        let (builders, watcher) = (Arc::clone(&builders), graceful.watcher());
        let mut stopped = stopping.subscribe();
        tokio::spawn(async move {
            let deadline = Instant::now() + HEAD_TIMEOUT;
            let is_plain = tokio::select! {
                biased;
                opened = tokio::time::timeout_at(deadline, opening::is_plain(&stream)) => opened,
                // Who has not begun to ask is not waited for.
                _ = stopped.changed() => return,
            };
            let Ok(Ok(is_plain)) = is_plain else { return };
            let builder = if is_plain { &builders.plain } else { &builders.any };
            let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
                let request: Request = single_slashes(request.map(Body::new));
                request::answer(router.clone(), request).map(Ok::<_, Infallible>)
            });
            let stream = Opening::until(deadline, Patient::for_at_most(WRITE_TIMEOUT, stream));
            let connection = builder.serve_connection(TokioIo::new(stream), service);
            // A client that goes away or talks nonsense is nobody's fault here.
            if let Err(error) = watcher.watch(connection).await {
                debug!(%error, "a connection ended early");
            }
            drop(permit);
        });
    }
    drop(listener);
    stopping.send_replace(true);
    info!("stopping: finishing the requests that have begun");
    if tokio::time::timeout(GRACE, graceful.shutdown()).await.is_err() {
        warn!("some requests did not finish in time and were cut off");
    }
}

/// How connections are served.
struct Builders {
    /// One that begins as HTTP/1. Where hyper has to find that out itself, it gets the beginning
    /// apart from the rest, and doubles its buffer for it.
    plain: Builder<TokioExecutor>,
    any: Builder<TokioExecutor>,
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(HEAD_BYTES_MAX)
        .max_headers(HEADERS_MAX);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS_MAX)
        .max_send_buf_size(STREAM_BYTES_MAX)
        .max_header_list_size(u32::try_from(HEAD_BYTES_MAX).unwrap_or(u32::MAX))
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(20));
    builder
}

/// Sets what a connection needs of the system. Where the system has no such thing, it does without.
fn prepare(stream: &TcpStream) {
    stream.set_nodelay(true).ok();
    #[cfg(target_os = "linux")]
    {
        /// Bytes from which on the system takes no more to send. What it has goes before a kill.
        const UNSENT_BYTES: u32 = 16 << 10;
        /// How long a client may acknowledge nothing: one that vanished does not say so.
        const ACKNOWLEDGE_TIMEOUT: Duration = Duration::from_secs(30);

        let socket = socket2::SockRef::from(stream);
        // A small send buffer would bound the same, and slow down whoever is far away.
        socket.set_tcp_notsent_lowat(UNSENT_BYTES).ok();
        socket.set_tcp_user_timeout(Some(ACKNOWLEDGE_TIMEOUT)).ok();
    }
}

async fn accept(
    listener: &TcpListener,
    connections: &Arc<Semaphore>,
) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let permit = Arc::clone(connections).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => Some((stream, permit)),
        Err(error) => {
            // Out of file descriptors, most likely: others have to close first.
            if !matches!(error.kind(), io::ErrorKind::ConnectionAborted) {
                warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            None
        }
    }
}
