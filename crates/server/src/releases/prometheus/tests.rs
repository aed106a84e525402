//! What becomes of a check whatever answers, with HTTP servers that are nothing but their answers.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use hoist_delivery::{Check, Counts, Due, Measured, Side, Source};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;

use super::measure::{Asked, measure};
use super::*;
use crate::releases::query::Names;

/// What answers questions such as `query canary` and `samples stable`, and what it was asked, head
/// and body, in order.
struct Wire {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<(String, String)>>>,
}

type Answers = Vec<(&'static str, String)>;

/// Answers nobody before so many have asked. Who asks what has no answer waits for ever.
async fn answering(answers: Answers, together: usize) -> Wire {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (all, gate) = (Arc::clone(&asked), Arc::new(Barrier::new(together)));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (answers, all, gate) = (answers.clone(), Arc::clone(&all), Arc::clone(&gate));
            tokio::spawn(async move { answer(stream, &answers, &all, &gate).await });
        }
    });
    Wire { address, asked }
}

async fn answer(
    mut stream: TcpStream,
    answers: &Answers,
    asked: &Mutex<Vec<(String, String)>>,
    gate: &Barrier,
) {
    let mut text = String::new();
    let (head, body) = loop {
        let mut part = [0; 4_096];
        let read = stream.read(&mut part).await.unwrap();
        text.push_str(std::str::from_utf8(&part[..read]).unwrap());
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.split("content-length: ").nth(1).unwrap();
        if length.lines().next() == Some(&body.len().to_string()) {
            break (head.to_owned(), body.to_owned());
        }
    };
    let what = if body.contains("errors") { "query" } else { "samples" };
    let whose = if body.contains("canary") { "canary" } else { "stable" };
    let found = answers.iter().find(|(question, _)| *question == format!("{what} {whose}"));
    asked.lock().unwrap().push((head, body));
    gate.wait().await;
    match found {
        Some((_, answer)) => stream.write_all(answer.as_bytes()).await.unwrap_or_default(),
        None => std::future::pending().await,
    }
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

fn number(value: &str) -> String {
    let result = format!(r#"[{{"metric":{{}},"value":[1700000000.25,"{value}"]}}]"#);
    ok(&format!(r#"{{"status":"success","data":{{"resultType":"vector","result":{result}}}}}"#))
}

fn prometheus(wire: &Wire, user: Option<&str>, secret: Option<PrometheusSecret>) -> Prometheus {
    // There is one for the process; other tests may have been faster.
    rustls::crypto::ring::default_provider().install_default().ok();
    let url = format!("http://{}/prefix/", wire.address);
    let options = PrometheusOptions { url, user: user.map(str::to_owned), secret };
    // Longer than a machine that does much else may stand still.
    let timeout = Duration::from_secs(20);
    Prometheus { timeout, ..Prometheus::new(options).unwrap() }
}

fn check(samples: bool, sequential: bool) -> Check {
    let query = r#"errors{t="{{track}}",f="{{flag}}"}[{{interval}}]"#.to_owned();
    let samples = samples.then(|| "all{{track}}".to_owned());
    Check {
        name: "errors".to_owned(),
        source: Source::Prometheus { query, samples },
        max: None,
        min: None,
        max_ratio: Some(1.1),
        min_ratio: None,
        floor: None,
        interval_ms: 30_000,
        min_samples: 0,
        failures_allowed: 0,
        consecutive: 1,
        no_data_ms: 60_000,
        sequential,
    }
}

async fn run(prometheus: &Prometheus, check: &Check, has_baseline: bool) -> Measured {
    let due = Due { check: 2, step: 1, run: 7, elapsed_ms: 12_500 };
    let names = Names { flag: "checkout", namespace: None, deployment: None };
    let at = Timestamp::from_millisecond(1_700_000_000_250).unwrap();
    measure(prometheus, &Asked { due, check, names, has_baseline, at }).await
}

/// What it was asked, sorted.
fn bodies(wire: &Wire) -> Vec<String> {
    let mut all: Vec<_> = wire.asked.lock().unwrap().iter().map(|(_, body)| body.clone()).collect();
    all.sort();
    all
}

/// Values and samples of both sides.
fn numbers(values: [&str; 4]) -> Answers {
    let questions = ["query canary", "samples canary", "query stable", "samples stable"];
    questions.into_iter().zip(values.map(number)).collect()
}

#[tokio::test]
async fn both_sides_are_asked_at_once_of_one_moment() {
    let wire = answering(numbers(["0.5", "99.6", "0.25", "300"]), 4).await;
    let measured = run(&prometheus(&wire, None, None), &check(true, false), true).await;
    let expected = Measured {
        check: 2,
        step: 1,
        run: 7,
        candidate: Side::of(0.5, 100),
        baseline: Side::of(0.25, 300),
        problem: None,
    };
    assert_eq!(measured, expected);
    let query =
        |track| format!("query=errors%7Bt%3D%22{track}%22%2Cf%3D%22checkout%22%7D%5B30s%5D");
    let all = ["query=allcanary".to_owned(), "query=allstable".to_owned()];
    let all = all.into_iter().chain(["canary", "stable"].map(query));
    let rest = "&timeout=20s&time=2023-11-14T22%3A13%3A20.250Z";
    assert_eq!(bodies(&wire), all.map(|query| query + rest).collect::<Vec<_>>());
    let (head, _) = wire.asked.lock().unwrap()[0].clone();
    assert!(head.starts_with("POST /prefix/api/v1/query HTTP/1.1\r\n"), "{head}");
    assert!(!head.contains("authorization"), "{head}");
}

/// It is asked at 22:13:20, and has twenty seconds to answer.
#[tokio::test]
async fn the_numbers_of_a_clock_that_is_wrong_are_none() {
    let dated = |time: &str| {
        let head = format!("HTTP/1.1 200 OK\r\ndate: Tue, 14 Nov 2023 {time} GMT\r\n");
        number("1").replacen("HTTP/1.1 200 OK\r\n", &head, 1)
    };
    for (time, problem) in [
        ("22:13:16", None),
        ("22:13:26", None),
        ("22:13:14", Some("22:13:14Z where that of this server says 2023-11-14T22:13:20Z")),
        ("22:14:20", Some("its clock says 2023-11-14T22:14:20Z where")),
    ] {
        let wire = answering(vec![("query canary", dated(time))], 1).await;
        let measured = run(&prometheus(&wire, None, None), &check(false, false), false).await;
        let told = measured.problem.as_deref();
        assert_eq!(measured.candidate.value.is_some(), problem.is_none(), "{time}: {told:?}");
        assert!(told.unwrap_or_default().contains(problem.unwrap_or_default()), "{told:?}");
    }
}

#[tokio::test]
async fn a_test_gets_counts_since_the_step_began() {
    let wire = answering(numbers(["2.4", "100.5", "3", "1000"]), 1).await;
    let measured = run(&prometheus(&wire, None, None), &check(true, true), true).await;
    assert_eq!(measured.problem, None);
    assert_eq!(measured.candidate.counts, Some(Counts { hits: 2, units: 101 }));
    assert_eq!(measured.baseline.counts, Some(Counts { hits: 3, units: 1_000 }));
    assert!(bodies(&wire).iter().any(|body| body.contains("12500ms")));
}

#[tokio::test]
async fn nobody_is_asked_about_a_side_that_is_not_looked_at() {
    let wire = answering(numbers(["1", "5", "2", "6"]), 1).await;
    let prometheus = prometheus(&wire, None, None);
    let full = run(&prometheus, &check(false, false), false).await;
    let absolute = Check { max_ratio: None, max: Some(1.0), ..check(false, false) };
    let absolute = run(&prometheus, &absolute, true).await;
    for measured in [full, absolute] {
        assert_eq!(measured.problem, None);
        assert_eq!((measured.candidate.value, measured.candidate.samples), (Some(1.0), None));
        assert_eq!(measured.baseline, Side::default());
    }
    assert_eq!(bodies(&wire).len(), 2);
}

#[tokio::test]
async fn what_is_no_number_is_a_problem_and_never_a_value() {
    let long = "x".repeat(ANSWER_BYTES_MAX + 1);
    let page = "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 4\r\nconnection: close\r\n\r\noops";
    let to = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{";
    let one = || Some(number("1"));
    for (value, samples, expected) in [
        (Some(number("NaN")), one(), "query of canary: it gives NaN"),
        (
            Some(ok(&long)),
            one(),
            "query of canary: 127.0.0.1 answered with more than 1048576 bytes",
        ),
        (Some(page.to_owned()), one(), "query of canary: what answered, with status 502, is not"),
        (Some(to.to_owned()), one(), "query of canary: it answered 302"),
        (None, one(), "query of canary: 127.0.0.1 did not answer"),
        (None, None, "query of canary: 127.0.0.1 did not answer"),
        (Some(half.to_owned()), one(), "query of canary: "),
        (one(), Some(number("-1")), "samples of canary: it gives -1, which is no count"),
        (one(), Some(number("1e300")), "samples of canary: it gives 1000000"),
    ] {
        let candidate = [("query canary", value), ("samples canary", samples)];
        let told = candidate.into_iter().filter_map(|(question, it)| Some((question, it?)));
        let stable = numbers(["1"; 4]).into_iter().skip(2);
        let wire = answering(told.chain(stable).collect(), 1).await;
        let mut prometheus = prometheus(&wire, None, None);
        if expected.ends_with("did not answer") {
            prometheus.timeout = Duration::from_secs(2);
        }
        let measured = run(&prometheus, &check(true, false), true).await;
        let problem = measured.problem.unwrap();
        assert!(problem.starts_with("Prometheus, ") && problem.contains(expected), "{problem}");
        assert_eq!((measured.candidate, measured.baseline), Default::default());
    }
}

#[tokio::test]
async fn a_baseline_without_numbers_leaves_those_of_the_candidate() {
    let wire = answering(numbers(["1", "9", "+Inf", "9"]), 1).await;
    let measured = run(&prometheus(&wire, None, None), &check(true, false), true).await;
    assert_eq!(measured.candidate, Side::of(1.0, 9));
    assert_eq!(measured.baseline, Side::default());
    assert!(measured.problem.unwrap().contains("query of stable: it gives +Inf"));
}

#[tokio::test]
async fn what_lets_us_in_is_sent_and_read_anew_from_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    let wire = answering(numbers(["1"; 4]), 1).await;
    let told = PrometheusSecret::Text("pass:word".to_owned());
    let basic = prometheus(&wire, Some("hoist"), Some(told));
    let bearer = prometheus(&wire, None, Some(PrometheusSecret::File(file.clone())));
    assert_eq!(run(&basic, &check(false, false), false).await.problem, None);
    for secret in ["one\n", "two"] {
        std::fs::write(&file, secret).unwrap();
        assert_eq!(run(&bearer, &check(false, false), false).await.problem, None);
    }
    std::fs::remove_file(&file).unwrap();
    let problem = run(&bearer, &check(false, false), false).await.problem.unwrap();
    assert!(problem.contains("the secret for Prometheus in "), "{problem}");
    let heads: Vec<String> =
        wire.asked.lock().unwrap().iter().map(|(head, _)| head.clone()).collect();
    for (head, expected) in
        heads.iter().zip(["Basic aG9pc3Q6cGFzczp3b3Jk", "Bearer one", "Bearer two"])
    {
        assert!(head.contains(&format!("authorization: {expected}")), "{head}");
    }
    assert_eq!(heads.len(), 3);
}

#[test]
fn an_address_that_is_none_is_told_before_the_start() {
    for (url, expected) in [
        ("prometheus:9090", "a URL is absolute"),
        ("", "relative URL without a base"),
        ("file:///etc/passwd", "a URL is absolute"),
        ("http://a:b@prometheus/", "without a name and password"),
        ("http://prometheus/?query=1", "without `?`"),
    ] {
        let options = PrometheusOptions { url: url.to_owned(), user: None, secret: None };
        let problem = Prometheus::new(options).err().unwrap();
        assert!(problem.contains(expected), "{url}: {problem}");
    }
}
