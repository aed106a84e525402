//! Connections: accepted within limits, served, and finished when the server stops.

mod opening;
mod patience;
mod resting;

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::CONNECTION;
use axum::response::Response;
use futures_util::FutureExt as _;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Instant;
use tracing::{debug, info, warn};

use crate::rates::Peer;
use crate::request::{self, single_slashes};
use opening::Opening;
use patience::Patient;
use resting::Requests;

/// Connections that are served at a time; more wait in the system's queue. There is room for the
/// 10,000 streams of SDKs, the 5,000 of browsers, and for 1,500 that ask for something else.
const CONNECTIONS_MAX: usize = 16_500;
/// How long a connection of HTTP/2 is kept without a request; one of HTTP/1 has to begin the next
/// one within the time of a head.
const REST_MAX: Duration = Duration::from_secs(30);
/// How long who came just before the server stops may take to begin, and who was answered just
/// before it to ask once more.
const LATE_MAX: Duration = Duration::from_millis(500);
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
const GRACE: Duration = Duration::from_secs(7);

/// Serves connections until `shutdown` resolves, then finishes what has begun.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()>,
) {
    let builders = Arc::new(Builders { plain: builder().http1_only(), any: builder() });
    // Every connection listens to it for as long as it is there.
    let stopping = watch::Sender::new(false);
    let connections = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let begin = |stream, permit| {
        let (router, builders) = (router.clone(), Arc::clone(&builders));
        let stopped = stopping.subscribe();
        tokio::spawn(async move {
            // A client that goes away or talks nonsense is nobody's fault here.
            if let Err(error) = connection(stream, &builders, router, stopped).await {
                debug!(%error, "a connection ended early");
            }
            drop(permit);
        });
    };
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &connections) => accepted,
            () = &mut shutdown => break,
        };
        if let Some((stream, permit)) = accepted {
            begin(stream, permit);
        }
    }
    // Whoever the system has let in already would see their connection break.
    for stream in queued(listener) {
        let Ok(permit) = Arc::clone(&connections).try_acquire_owned() else { break };
        begin(stream, permit);
    }
    stopping.send_replace(true);
    info!("stopping: finishing the requests that have begun");
    if tokio::time::timeout(GRACE, stopping.closed()).await.is_err() {
        warn!("some requests did not finish in time and were cut off");
    }
}

/// The connections that the system has accepted for a listener. Nobody is let in any more then.
fn queued(listener: TcpListener) -> Vec<TcpStream> {
    let mut streams = Vec::new();
    let Ok(listener) = listener.into_std() else {
        return streams;
    };
    // Those that come meanwhile are not waited for without end.
    while streams.len() < CONNECTIONS_MAX
        && let Ok((stream, _)) = listener.accept()
    {
        let stream = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream));
        streams.extend(stream);
    }
    streams
}

/// Serves one connection to its end.
async fn connection(
    stream: TcpStream,
    builders: &Builders,
    router: Router,
    mut stopped: watch::Receiver<bool>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    prepare(&stream);
    // Nobody looks at this one, so a stop is news to it for ever.
    let unseen = stopped.clone();
    let peer = stream.peer_addr().ok();
    let deadline = Instant::now() + HEAD_TIMEOUT;
    let is_plain = tokio::select! {
        biased;
        opened = tokio::time::timeout_at(deadline, opening::is_plain(&stream)) => opened,
        // Who has not begun to ask is not waited for.
        () = stop_opening(&mut stopped) => return Ok(()),
    };
    let Ok(Ok(is_plain)) = is_plain else { return Ok(()) };
    let builder = if is_plain { &builders.plain } else { &builders.any };
    let requests = Requests::none();
    let peer = peer.map(|address| Peer(address.ip()));
    let service = hyper::service::service_fn({
        let requests = requests.clone();
        move |request: hyper::Request<Incoming>| {
            let busy = (!is_plain).then(|| requests.begin());
            let is_stopping = unseen.has_changed().unwrap_or(true);
            let mut request: Request = single_slashes(request.map(Body::new));
            if let Some(peer) = peer {
                request.extensions_mut().insert(peer);
            }
            request::answer(router.clone(), request).map(move |response| {
                Ok::<_, Infallible>(match busy {
                    Some(busy) => busy.until_sent(response),
                    None => last_if(is_stopping, response),
                })
            })
        }
    });
    let stream = Opening::until(deadline, Patient::for_at_most(WRITE_TIMEOUT, stream));
    let mut connection = std::pin::pin!(builder.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        biased;
        ended = connection.as_mut() => return ended,
        _ = stopped.wait_for(|stopping| *stopping) => {}
        () = requests.rest(REST_MAX), if !is_plain => {}
    }
    if is_plain {
        // Whoever is about to ask again is answered, and told that it was the last time: HTTP/1 has
        // no other way to say so than to break off.
        tokio::select! {
            biased;
            ended = connection.as_mut() => return ended,
            () = tokio::time::sleep(LATE_MAX) => {}
        }
    }
    // What was begun is finished.
    connection.as_mut().graceful_shutdown();
    connection.await
}

/// An answer that is the last one on its connection of HTTP/1 if the server stops.
fn last_if(is_stopping: bool, mut response: Response) -> Response {
    if is_stopping {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Waits until the server stops, and a little longer.
async fn stop_opening(stopped: &mut watch::Receiver<bool>) {
    stopped.wait_for(|stopping| *stopping).await.ok();
    tokio::time::sleep(LATE_MAX).await;
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
