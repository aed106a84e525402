//! Whatever Prometheus answers that is no number: the release stays where it is and says why.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{RELEASE, SOON};
use crate::clock::{instant, until};
use crate::server::Server;

/// What answers where a Prometheus should be.
struct Stranger {
    address: SocketAddr,
    answer: Arc<Mutex<Option<String>>>,
    /// When it was asked first.
    asked: Arc<OnceLock<Instant>>,
}

impl Stranger {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let answer = Arc::new(Mutex::new(None));
        let asked = Arc::new(OnceLock::new());
        let (own, first) = (Arc::clone(&answer), Arc::clone(&asked));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                first.get_or_init(instant);
                let (stream, answer) = (stream.unwrap(), own.lock().unwrap().clone());
                std::thread::spawn(move || serve(stream, answer));
            }
        });
        Self { address, answer, asked }
    }

    /// Answers so from now on; with nothing it takes the question and never answers.
    fn answers(&self, answer: Option<String>) {
        *self.answer.lock().unwrap() = answer;
    }
}

fn serve(mut stream: TcpStream, answer: Option<String>) {
    if let Some(answer) = answer {
        // What it is asked does not matter.
        BufReader::new(&stream).read_line(&mut String::new()).ok();
        stream.write_all(answer.as_bytes()).ok();
    }
    let mut part = [0; 4_096];
    while stream.read(&mut part).is_ok_and(|length| length > 0) {}
}

fn http(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
}

fn result(kind: &str, result: &str) -> String {
    let data = format!(r#"{{"resultType":"{kind}","result":{result}}}"#);
    http("200 OK", &format!(r#"{{"status":"success","data":{data}}}"#))
}

fn number(value: &str) -> String {
    result("vector", &format!(r#"[{{"metric":{{}},"value":[1700000000,"{value}"]}}]"#))
}

/// A query may take 10 seconds, and there are up to four for a run of a check.
#[test]
fn a_source_that_hangs_keeps_no_abort_waiting() {
    let stranger = Stranger::start();
    let server = Server::start_with(&["--prometheus-url", &format!("http://{}", stranger.address)]);
    let check = json!([{"name": "errors", "source": "prometheus", "query": "errors", "max": 0.5,
        "interval": "1s"}]);
    let steps = json!([{"percentage": 5, "duration": "1h"}, {"percentage": 100, "duration": "1s"}]);
    let release = json!({"flag": "checkout", "checks": check, "steps": steps});
    server.put(RELEASE, &release).expect(201);
    server.post(&format!("{RELEASE}/start"), &json!({})).expect(200);
    let asked = until("it is asked", SOON, || stranger.asked.get().copied());
    server.post(&format!("{RELEASE}/abort"), &json!({})).expect(200);
    until("it is back", SOON, || {
        let now = server.get(&format!("{RELEASE}/status")).expect(200);
        (now["status"] == "rolled_back").then_some(())
    });
    let known = server.get("/api/features/checkout").expect(200);
    assert_eq!(known["killed"]["by"], "release:checkout_v2");
    let waited = asked.elapsed();
    assert!(waited < Duration::from_secs(9), "it waited for its source: {waited:?}");
}

#[test]
fn what_is_no_number_holds_the_release_and_is_told() {
    let stranger = Stranger::start();
    let server = Server::start_with(&["--prometheus-url", &format!("http://{}", stranger.address)]);
    let check = json!([{"name": "errors", "source": "prometheus", "query": "errors", "max": 0.5,
        "interval": "1s", "no_data_limit": "1h"}]);
    let steps = json!([{"percentage": 5, "duration": "1s"}, {"percentage": 100, "duration": "1s"}]);
    let release = json!({"flag": "checkout", "checks": check, "steps": steps});
    server.put(RELEASE, &release).expect(201);
    stranger.answers(Some(result("vector", "[]")));
    server.post(&format!("{RELEASE}/start"), &json!({})).expect(200);
    let status = || server.get(&format!("{RELEASE}/status")).expect(200);
    let parse = r#"{"status":"error","errorType":"bad_data","error":"parse error"}"#;
    let long = "x".repeat(10 << 20);
    for (answer, why) in [
        (Some(result("vector", "[]")), "it gives nothing: no series fits"),
        (Some(number("NaN")), "it gives NaN, which is no number to compare"),
        (Some(result("matrix", r#"[{"metric":{},"values":[[1,"1"]]}]"#)), "a range of samples"),
        (Some(http("400 Bad Request", parse)), "it refused the query (400): parse error"),
        (Some(http("502 Bad Gateway", "<html>oops</html>")), "status 502, is not Prometheus"),
        (Some(http("200 OK", &long)), "answered with more than 1048576 bytes"),
        (None, "did not answer within 10 s"),
    ] {
        stranger.answers(answer);
        let held = until(why, SOON, || {
            let now = status();
            let last = now["checks"][0]["last"]["reason"].as_str()?;
            (last.contains(why) && now["step_left_seconds"].is_null()).then_some(now)
        });
        assert_eq!((&held["share"], &held["status"]), (&json!(5.0), &json!("running")), "{held}");
        assert_eq!(held["checks"][0]["last"]["verdict"], "no_data", "{held}");
        let waits = held["waits_for"].as_array().unwrap();
        assert!(waits.iter().any(|it| it.as_str().unwrap().contains(why)), "{held}");
    }
    // As if there had been nothing.
    stranger.answers(Some(number("0.1")));
    let done =
        until("it goes on", SOON, || Some(status()).filter(|now| now["status"] == "succeeded"));
    assert_eq!((&done["run"], &done["share"]), (&json!(1), &json!(100.0)));
    let found: Value = server.get(&format!("{RELEASE}/checks?limit=1")).expect(200);
    assert_eq!(found["items"][0]["verdict"], "pass", "{found}");
}
