//! What the client reaches and what it does not, with listeners that count who comes.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";

/// Listens at an address, answers everything with some text, and counts who connects.
async fn listen(address: &str, answer: String) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((address, 0)).await.unwrap();
    let (place, count) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            counted.fetch_add(1, Ordering::SeqCst);
            let mut request = [0; 1_024];
            _ = stream.read(&mut request).await.unwrap();
            stream.write_all(answer.as_bytes()).await.ok();
        }
    });
    (place, count)
}

fn outbound(allow: &[&str]) -> Outbound {
    // There is one for the process; other tests may have been faster.
    rustls::crypto::ring::default_provider().install_default().ok();
    Outbound::new(allow.iter().map(|text| text.parse::<Allow>().unwrap()).collect())
}

async fn ask(outbound: &Outbound, url: &str) -> Result<Response, Failure> {
    let timeout = Duration::from_secs(5);
    outbound.send(Request { url, headers: &[], body: None, timeout, answer_bytes_max: 64 }).await
}

#[tokio::test]
async fn no_form_of_an_address_gets_inside() {
    let (place, count) = listen("127.0.0.1", OK.to_owned()).await;
    let outbound = outbound(&[]);
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0x7f.1",
        "127.0.0.1.",
        "%31%32%37.0.0.1",
        "①②⑦.0.0.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
        "169.254.169.254",
        "localhost",
    ] {
        for scheme in ["http", "https"] {
            let failure = ask(&outbound, &format!("{scheme}://{host}:{}/", place.port())).await;
            let failure = failure.unwrap_err();
            let expected = match (host, scheme) {
                ("localhost", "http") => matches!(failure, Failure::NotEncrypted { .. }),
                _ => matches!(failure, Failure::Forbidden { .. }),
            };
            assert!(expected, "{scheme} {host}: {failure}");
        }
    }
    for url in ["file:///etc/passwd", "gopher://127.0.0.1/", "https://", "/x", "https://a:b@c/"] {
        assert_eq!(ask(&outbound, url).await.unwrap_err(), Failure::NoUrl, "{url}");
    }
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn what_is_allowed_is_reached_and_a_redirect_leads_nowhere() {
    let (inside, canary) = listen("127.0.0.2", OK.to_owned()).await;
    let to =
        format!("HTTP/1.1 302 Found\r\nlocation: http://{inside}/\r\ncontent-length: 0\r\n\r\n");
    let (outside, count) = listen("127.0.0.1", to).await;
    let outbound = outbound(&["127.0.0.1"]);
    let answer = ask(&outbound, &format!("http://{outside}/")).await.unwrap();
    assert_eq!((answer.status, count.load(Ordering::SeqCst)), (302, 1));
    assert!(ask(&outbound, &format!("http://{inside}/")).await.is_err());
    assert_eq!(canary.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn each_connection_goes_to_the_address_that_was_checked_for_it() {
    let (canary, canaries) = listen("127.0.0.1", OK.to_owned()).await;
    // The same port where it is allowed.
    let allowed = TcpListener::bind(("127.0.0.2", canary.port())).await.unwrap();
    let served = tokio::spawn(async move {
        let (mut stream, _) = allowed.accept().await.unwrap();
        let mut request = [0; 1_024];
        _ = stream.read(&mut request).await.unwrap();
        stream.write_all(OK.as_bytes()).await.unwrap();
    });
    // A name whose answers change between looks: allowed first, then inside, then both at once.
    let answers = Mutex::new(vec![vec!["127.0.0.1"], vec!["127.0.0.1"], vec!["127.0.0.2"]]);
    let lookup: Lookup = Arc::new(move |_host| {
        let answer = answers.lock().unwrap().pop().unwrap();
        let answer = answer.iter().map(|ip| SocketAddr::new(ip.parse().unwrap(), 0)).collect();
        Box::pin(async move { Ok(answer) })
    });
    let outbound = Outbound { lookup, ..outbound(&["127.0.0.2", "other.test"]) };
    // Named hosts may be anywhere; this one is not named, so its addresses are looked at.
    let url = format!("https://rebinding.test:{}/", canary.port());
    // It answers, if not in TLS: so it was reached.
    let reached = ask(&outbound, &url).await.unwrap_err();
    assert!(matches!(reached, Failure::Unreachable { .. }), "{reached}");
    served.await.unwrap();
    for _ in 0..2 {
        let refused = ask(&outbound, &url).await.unwrap_err();
        let expected = Failure::Forbidden {
            host: "rebinding.test".to_owned(),
            address: "127.0.0.1".parse().unwrap(),
            what: "this machine",
        };
        assert_eq!(refused, expected);
    }
    assert_eq!(canaries.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn of_mixed_answers_only_the_allowed_ones_are_tried() {
    let (canary, canaries) = listen("127.0.0.1", OK.to_owned()).await;
    // Nobody listens at the address that is allowed.
    let lookup: Lookup = Arc::new(|_host| {
        let both = ["127.0.0.1", "127.0.0.3"].map(|ip| SocketAddr::new(ip.parse().unwrap(), 0));
        Box::pin(async move { Ok(both.to_vec()) })
    });
    let outbound = Outbound { lookup, ..outbound(&["127.0.0.3"]) };
    let url = format!("https://mixed.test:{}/", canary.port());
    let failure = ask(&outbound, &url).await.unwrap_err();
    assert!(matches!(failure, Failure::Unreachable { .. }), "{failure}");
    assert_eq!(canaries.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn answers_have_a_length_and_a_time() {
    let long = format!("HTTP/1.1 200 OK\r\ncontent-length: 65\r\n\r\n{}", "x".repeat(65));
    let (long, _) = listen("127.0.0.1", long).await;
    let (slow, _) =
        listen("127.0.0.1", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n".into()).await;
    let outbound = outbound(&["127.0.0.1"]);
    let failure = ask(&outbound, &format!("http://{long}/")).await.unwrap_err();
    assert_eq!(failure, Failure::TooLarge { host: "127.0.0.1".to_owned(), bytes_max: 64 });
    let held = TcpListener::bind("127.0.0.1:0").await.unwrap();
    for place in [held.local_addr().unwrap(), slow] {
        let url = format!("http://{place}/secret-path");
        let timeout = Duration::from_millis(200);
        let request =
            Request { url: &url, headers: &[], body: None, timeout, answer_bytes_max: 64 };
        let failure = outbound.send(request).await.unwrap_err();
        assert!(!failure.to_string().contains("secret-path"), "{failure}");
    }
}
