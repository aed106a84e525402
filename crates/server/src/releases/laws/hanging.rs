//! A router that takes what it is told and never answers keeps nobody from killing the flag. Time is
//! virtual: it goes on only where everybody waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use hoist_delivery::Command;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};
use tokio::time::{Instant, sleep};

use super::super::haproxy::tests::Backend;
use super::super::look::read;
use super::super::{Asked, ask, keep};
use super::{CLOCKS, admin, begin, options, told};
use crate::Server;
use crate::app::App;
use crate::environment::Environment;

const SOON: Duration = Duration::from_secs(60);

async fn until(what: &str, is_so: impl Fn() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < SOON, "it never was so that {what}");
        sleep(Duration::from_millis(20)).await;
    }
}

/// Whether it hangs, and how many it has kept waiting.
#[derive(Default)]
struct Hanging(AtomicBool, AtomicUsize);

async fn serve(mut stream: UnixStream, router: Arc<Backend>, hanging: Arc<Hanging>) {
    let mut line = [0; 512];
    let read = stream.read(&mut line).await.unwrap();
    if hanging.0.load(Ordering::SeqCst) {
        hanging.1.fetch_add(1, Ordering::SeqCst);
        std::future::pending::<()>().await;
    }
    let answer = router.answer(std::str::from_utf8(&line[..read]).unwrap());
    stream.write_all(answer.as_bytes()).await.ok();
}

fn share(app: &App, environment: &Environment) -> u16 {
    let log = environment.moment().head.log.clone();
    read(app, &log, "r").unwrap().map_or(0, |run| run.release.share)
}

/// For how long the flag is not killed after an abort, while the router hangs over `doing`.
async fn delay(doing: Option<Command>) -> Duration {
    let folder = tempfile::tempdir().unwrap();
    CLOCKS[5].store(1_800_000_000, Ordering::SeqCst);
    let (router, hanging) = (Backend::with(0, 100), Arc::new(Hanging::default()));
    let socket = folder.path().join("s.sock");
    let listener = UnixListener::bind(&socket).unwrap();
    let (own, on_wire) = (Arc::clone(&router), Arc::clone(&hanging));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&own), Arc::clone(&on_wire)));
        }
    });
    let socket = socket.to_str().unwrap();
    let server = Server::open(options::<5>(&folder.path().join("data"), socket)).unwrap();
    let app = server.app();
    let environment = app.environments.get("default").unwrap();
    begin(&app, &environment, socket, "10m");
    let worker = tokio::spawn(keep(app.clone()));
    let say = |command| {
        let asked = Asked { command, author: admin() };
        assert!(ask(&app, &environment, "r", &asked).is_ok());
    };
    until("the share is in force", || share(&app, &environment) == 1_000).await;
    hanging.0.store(true, Ordering::SeqCst);
    // It is time to see whether traffic is as it was set.
    CLOCKS[5].fetch_add(3, Ordering::SeqCst);
    doing.into_iter().for_each(say);
    until("the router hangs", || hanging.1.load(Ordering::SeqCst) > 0).await;
    let begin = Instant::now();
    say(Command::Abort);
    let is_killed = || told(&app, &environment, "features").iter().any(|kind| kind == "killed");
    until("the flag is killed", is_killed).await;
    let delay = begin.elapsed();
    hanging.0.store(false, Ordering::SeqCst);
    let is_over = || environment.moment().progress.of_flag("f").is_none();
    until("it is taken back", is_over).await;
    assert_eq!((router.weights(), share(&app, &environment)), ([0, 100], 0));
    worker.abort();
    delay
}

#[tokio::test(start_paused = true)]
async fn a_router_that_hangs_keeps_no_kill_waiting() {
    for doing in [None, Some(Command::Promote)] {
        let delay = delay(doing.clone()).await;
        // A turn waits for its router for a second before it looks again.
        assert!(delay < Duration::from_millis(1_500), "{doing:?}: the kill came after {delay:?}");
    }
}
