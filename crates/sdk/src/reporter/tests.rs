//! The reporter against a server that answers as it is told.

use std::sync::Mutex;

use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::outbox::wire::{Reply, Server, until};

/// As long as the limits allow.
pub(super) fn count(number: usize) -> Count {
    Count {
        flag: format!("{number:0128}"),
        result: "v".repeat(128),
        reason: "TARGETING_MATCH".to_owned(),
        rule: Some(99),
        n: 1 + number as u64,
        errors: 0,
    }
}

pub(super) fn sample(number: usize) -> Sample {
    Sample {
        flag: format!("{number:0128}"),
        variant: Some("v".repeat(128)),
        reason: "TARGETING_MATCH".to_owned(),
        rule: Some(99),
        seq: 1,
        at: Timestamp::UNIX_EPOCH,
        context: json!({"a": "x".repeat(crate::sampler::CONTEXT_BYTES_MAX)}),
    }
}

/// Counts as an application does, and gives away what it has counted.
#[derive(Clone, Default)]
struct Tally(Arc<Mutex<(u64, u64)>>);

impl Tally {
    fn add(&self, n: u64) {
        self.0.lock().unwrap().0 += n;
    }

    fn source(&self) -> impl FnMut() -> Report + Send + 'static {
        let tally = Arc::clone(&self.0);
        move || {
            let mut tally = tally.lock().unwrap();
            let n = std::mem::take(&mut tally.0);
            tally.1 += 1;
            let counts = if n == 0 { vec![] } else { vec![Count { n, ..count(0) }] };
            Report { seq_applied: tally.1, counts, ..Report::default() }
        }
    }
}

fn total(server: &Server) -> u64 {
    server.seen().reports.values().flat_map(|report| &report.counts).map(|count| count.n).sum()
}

/// Times so short that a test can await some.
fn quick() -> ReporterOptions {
    ReporterOptions {
        timing: Timing {
            tick: Duration::from_millis(20),
            moved: Duration::from_millis(10),
            spread: Duration::from_millis(1),
            kill: Duration::from_millis(2),
        },
        backoff: Backoff::quick(),
    }
}

/// The next report comes only when something happens.
fn idle() -> ReporterOptions {
    let timing = Timing { tick: Duration::from_secs(3_600), ..quick().timing };
    ReporterOptions { timing, ..quick() }
}

fn start(server: &Server, tally: &Tally, options: ReporterOptions) -> Reporter {
    Reporter::start(server.endpoint(), "instance".to_owned(), tally.source(), options)
}

/// Whatever the server answers, each evaluation is told once, in reports without a gap.
#[tokio::test]
async fn each_evaluation_once() {
    let script = [
        Reply::Take,
        Reply::TakeAndCut,
        Reply::Status(503, None),
        Reply::Take,
        Reply::Cut,
        Reply::Garbage,
        Reply::TakeAndCut,
        Reply::Status(429, Some(0)),
        Reply::Status(401, None),
        Reply::TakeAndCut,
    ];
    let reply = move |n| {
        usize::try_from(n).ok().and_then(|n| script.get(n).copied()).unwrap_or(Reply::Take)
    };
    let server = Server::start(reply).await;
    let tally = Tally::default();
    let reporter = start(&server, &tally, quick());
    let mut expected = 0;
    for n in 1..100 {
        tally.add(n);
        expected += n;
        tokio::task::yield_now().await;
        if n % 10 == 0 {
            let before = server.seen().requests;
            until("another request", || server.seen().requests > before).await;
        }
    }
    reporter.close(Duration::from_secs(30)).await;
    assert_eq!((total(&server), reporter.lost()), (expected, 0));
    let seen = server.seen();
    let batches: Vec<_> = seen.reports.keys().copied().collect();
    assert_eq!(batches, (1..=batches.len() as u64).collect::<Vec<_>>());
    assert!(seen.sent.values().filter(|sent| **sent > 1).count() >= 2, "{:?}", seen.sent);
    assert!(seen.reports.values().all(|report| report.instance == "instance"));
}

/// What is too long for one report is told in several, whichever of them has to be sent again.
#[tokio::test]
async fn a_long_report() {
    let reply = |n| if n == 1 { Reply::TakeAndCut } else { Reply::Take };
    let server = Server::start(reply).await;
    let mut counts: Vec<_> = (0..2_500).map(count).collect();
    let expected: u64 = counts.iter().map(|count| count.n).sum();
    let source = move || Report { counts: std::mem::take(&mut counts), ..Report::default() };
    let reporter = Reporter::start(server.endpoint(), "i".to_owned(), source, idle());
    reporter.kill_applied();
    until("all parts", || server.seen().reports.len() == 3).await;
    assert_eq!((total(&server), server.seen().sent[&2]), (expected, 2));
}

/// What the server will never take is counted as lost, and the next report goes out.
#[tokio::test]
async fn a_report_that_is_refused() {
    let reply = |n| if n == 0 { Reply::Status(422, None) } else { Reply::Take };
    let server = Server::start(reply).await;
    let tally = Tally::default();
    tally.add(5);
    let reporter = start(&server, &tally, quick());
    until("lost", || reporter.lost() == 5).await;
    tally.add(7);
    reporter.close(Duration::from_secs(30)).await;
    assert_eq!((total(&server), reporter.lost()), (7, 5));
    assert!(!server.seen().reports.contains_key(&1));
}

/// A kill is told without waiting for the next tick, and so are moved rules.
#[tokio::test]
async fn what_is_applied_is_told_at_once() {
    let server = Server::start(|_| Reply::Take).await;
    let reporter = start(&server, &Tally::default(), idle());
    for reports in 1..4_u64 {
        reporter.kill_applied();
        until("told", || server.seen().reports.len() as u64 == reports).await;
    }
    reporter.rules_applied();
    until("told", || server.seen().reports.len() == 4).await;
    assert_eq!(server.seen().reports[&4].seq_applied, 4);
}

/// Many kills in a row are one report, or a few.
#[tokio::test]
async fn kills_are_coalesced() {
    let server = Server::start(|_| Reply::Take).await;
    let timing = Timing { kill: Duration::from_millis(50), ..idle().timing };
    let options = ReporterOptions { timing, ..idle() };
    let reporter = start(&server, &Tally::default(), options);
    let began = Instant::now();
    for _ in 0..1_000 {
        reporter.kill_applied();
        tokio::task::yield_now().await;
    }
    until("told", || !server.seen().reports.is_empty()).await;
    reporter.close(Duration::from_secs(30)).await;
    // One at the close beside those that the time allows.
    let allowed = 2 + began.elapsed().as_millis() / 50;
    let reports = server.seen().reports.len();
    assert!(reports as u128 <= allowed, "{reports} of {allowed}");
}

/// A kill that comes while a report waits is told without waiting for the end of that wait.
#[tokio::test]
async fn a_kill_hurries_what_waits() {
    let reply = |n| if n == 0 { Reply::Status(503, None) } else { Reply::Take };
    let server = Server::start(reply).await;
    let hour = Duration::from_secs(3_600);
    let options = ReporterOptions { backoff: Backoff::new(hour, hour, hour), ..idle() };
    let reporter = start(&server, &Tally::default(), options);
    reporter.rules_applied();
    until("refused", || server.seen().requests == 1).await;
    reporter.kill_applied();
    until("both told", || server.seen().reports.len() == 2).await;
}

/// A close ends in its time though the server never answers.
#[tokio::test]
async fn a_close_that_cannot_send() {
    let server = Server::start(|_| Reply::Hang).await;
    let reporter = start(&server, &Tally::default(), quick());
    let closing = reporter.close(Duration::from_millis(50));
    timeout(Duration::from_secs(30), closing).await.unwrap();
}
