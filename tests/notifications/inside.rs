//! No message gets to where the server is not to reach, whatever its URL looks like (S4).

use serde_json::json;

use super::receiver::Receiver;
use super::{channel, flag, server};
use crate::server::{Answer, Server};

fn create(server: &Server, name: &str, url: &str) -> Answer {
    let body = json!({"name": name, "type": "webhook", "url": url});
    server.post("/api/notifications", &body)
}

#[test]
fn channels_to_the_inside_are_refused_or_reach_nobody() {
    let (server, canary) = (Server::start(), Receiver::start());
    let port = canary.url.rsplit(':').next().unwrap().split('/').next().unwrap();
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
    ] {
        for scheme in ["http", "https"] {
            let answer = create(&server, "inside", &format!("{scheme}://{host}:{port}/x"));
            assert_eq!(answer.code(), "invalid", "{scheme} {host}");
            assert!(answer.text.contains("--allow-outbound"), "{}", answer.text);
        }
    }
    for url in ["http://example.com/", "ftp://example.com/", "https://a:b@example.com/", "x"] {
        assert_eq!(create(&server, "inside", url).code(), "invalid", "{url}");
    }
    // Where a name leads is known when it is asked for, each time anew.
    create(&server, "named", &format!("https://localhost:{port}/x")).expect(201);
    let tested = server.post("/api/notifications/named/test", &json!({})).expect(200);
    assert_eq!((&tested["delivered"], &tested["status"]), (&json!(false), &json!(null)));
    let detail = tested["detail"].as_str().unwrap();
    assert!(detail.contains("where this server sends nothing (this machine)"), "{detail}");
    flag(&server, "a", &json!({}));
    crate::clock::until("it is tried", super::SOON, || {
        let channel = server.get("/api/notifications/named").expect(200);
        channel["queue"]["failure"].as_str().map(|why| assert!(why.contains("sends nothing")))
    });
    assert_eq!(canary.all().len(), 0);
}

#[test]
fn a_redirect_leads_nowhere() {
    let (server, receiver) = (server(), Receiver::start());
    let canary = Receiver::start_at("127.0.0.2");
    channel(&server, "ops", &receiver, &json!({}));
    for status in [301, 302, 307, 308] {
        receiver.answers(status, &format!("location: {}\r\n", canary.url));
        let tested = server.post("/api/notifications/ops/test", &json!({})).expect(200);
        assert_eq!((&tested["delivered"], &tested["status"]), (&json!(false), &json!(status)));
        assert!(tested["detail"].as_str().unwrap().contains("no redirect"), "{tested}");
    }
    assert_eq!(create(&server, "inside", &canary.url).code(), "invalid", "another address");
    assert_eq!((receiver.all().len(), canary.all().len()), (4, 0));
}
