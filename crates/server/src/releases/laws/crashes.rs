//! A server that is gone before or after any effect, and comes back, ends as if it had never been
//! gone, however long that was. `tests/releasing/killed.rs` has the same with `kill -9`, whenever
//! that hits.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use hoist_delivery::{Command, Intent, News};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::super::haproxy::tests::{Backend, answering};
use super::super::look::look;
use super::super::turn::{AllDue, due};
use super::super::{Asked, PrometheusOptions, ask, effects, evidence};
use super::{CLOCKS, LOOKS_MAX, admin, begin_checked, options, told};
use crate::app::App;
use crate::environment::Environment;
use crate::{Options, Server};

/// For how many seconds a server is gone: within its lease, longer than a check may be without data,
/// longer than any step, which is at each boundary.
const GONE: [i64; 3] = [0, 3, 25];
const A_DAY: i64 = 86_400;

/// A Prometheus that is always content; its address.
async fn content() -> String {
    // There is one for the process; other tests may have been faster.
    rustls::crypto::ring::default_provider().install_default().ok();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let body = r#"{"status":"success","data":{"resultType":"scalar","result":[0,"0.1"]}}"#;
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut text = String::new();
                while !text.contains("query=errors") {
                    let mut part = [0; 4_096];
                    let read = stream.read(&mut part).await.unwrap();
                    text.push_str(std::str::from_utf8(&part[..read]).unwrap());
                }
                let (ok, length) = ("HTTP/1.1 200 OK\r\nconnection: close", body.len());
                let answer = format!("{ok}\r\ncontent-length: {length}\r\n\r\n{body}");
                stream.write_all(answer.as_bytes()).await.unwrap();
            });
        }
    });
    url
}

fn measured(data: &Path, socket: &str, prometheus: &str) -> Options {
    let mut options = options::<1>(data, socket);
    let url = prometheus.to_owned();
    options.releases.prometheus = Some(PrometheusOptions { url, user: None, secret: None });
    options
}

/// What the checks that are due are told.
async fn measure(app: &App, environment: &Arc<Environment>) -> Vec<News> {
    let Some(AllDue { run, checks, .. }) = due(app, environment, "r").unwrap() else {
        return Vec::new();
    };
    let mut news = Vec::new();
    for due in checks {
        news.push(News::Measured(evidence::measure(app, environment, &run, due).await));
    }
    news
}

/// How a story ended: what the log says of release and flag, what traffic is then, and how many
/// boundaries of effects and looks there were.
type Ends = ([Vec<String>; 2], [u32; 2], usize, usize);

/// At one boundary of an effect the server is gone, with all that it has in memory, for a while.
async fn story(gone_at: usize, seconds: i64, is_aborted: bool) -> Ends {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    CLOCKS[1].store(1_800_000_000, Ordering::SeqCst);
    let router = Backend::with(0, 100);
    let own = router.clone();
    let wire = answering(true, move |line| own.answer(line)).await;
    let prometheus = content().await;
    let open = || Server::open(measured(&data, &wire.socket, &prometheus)).unwrap();
    let mut server = open();
    let step = if is_aborted { "10m" } else { "1m" };
    let checks = json!([{"name": "errors", "source": "prometheus", "query": "errors", "max": 0.5,
        "interval": "10s", "no_data_limit": "20s"}]);
    let app = server.app();
    let environment = app.environments.get("default").unwrap();
    begin_checked(&app, &environment, &wire.socket, step, &checks);
    drop((environment, app));
    let (mut news, mut boundaries, mut aborts) = (Vec::new(), 0, is_aborted);
    let mut is_measured = false;
    for looks in 0..LOOKS_MAX {
        CLOCKS[1].fetch_add(9, Ordering::SeqCst);
        let app = server.app();
        let environment = app.environments.get("default").unwrap();
        let found = measure(&app, &environment).await;
        is_measured = is_measured || !found.is_empty();
        news.extend(found);
        let looked =
            look(&app, &app.releases, &environment, ("r", None), std::mem::take(&mut news));
        let Some(looked) = looked.unwrap() else {
            let told = ["releases", "features"].map(|of| told(&app, &environment, of));
            return (told, router.weights(), boundaries, looks);
        };
        if aborts && looked.run.release.watched.is_some() {
            let asked = Asked { command: Command::Abort, author: admin() };
            assert!(ask(&app, &environment, "r", &asked).is_ok());
            aborts = false;
        }
        let mut is_gone = false;
        for effect in &looked.effects {
            boundaries += 1;
            is_gone = is_gone || boundaries == gone_at;
            if is_gone {
                break;
            }
            if let Intent::SetShare { share } | Intent::SetTraffic { share } = effect.intent {
                let is_first = looked.run.release.watched.is_none();
                let rises = share > looked.run.release.share;
                assert!(!rises || is_first || is_measured, "gone at {gone_at}: nobody measured");
            }
            news.push(effects::perform(&app, &environment, &looked, effect).await);
            boundaries += 1;
            is_gone = boundaries == gone_at;
        }
        if is_gone {
            news.clear();
            drop((looked, environment, app, server));
            CLOCKS[1].fetch_add(seconds, Ordering::SeqCst);
            server = open();
            is_measured = false;
        }
    }
    panic!("gone at {gone_at}: this never ends");
}

#[tokio::test]
async fn whichever_boundary_it_is_gone_at_it_ends_the_same() {
    for (is_aborted, weights) in [(false, [100, 0]), (true, [0, 100])] {
        let (told, traffic, boundaries, looks) = story(0, 0, is_aborted).await;
        assert_eq!(traffic, weights);
        // Before and after making the flag, each step's traffic and share, and what is at the end.
        assert!(boundaries >= 14, "{boundaries}");
        for gone_at in 1..=boundaries {
            for seconds in [GONE[gone_at % GONE.len()], A_DAY] {
                let (again, traffic, _, looks_again) = story(gone_at, seconds, is_aborted).await;
                let what = format!("gone at {gone_at} for {seconds} s");
                assert_eq!((&again, traffic), (&told, weights), "{what}");
                assert!(looks_again >= looks, "{what}: time without a server was time of a step");
            }
        }
    }
}
