//! What the stream of events says, and what follows where it ends.

use reqwest::StatusCode;
use serde_json::json;
use tokio::sync::Notify;
use tokio::time::timeout;

use super::*;
use crate::Hoist;
use crate::scripted::{Scripted, Step, answer};

const SOON: Duration = Duration::from_secs(30);
const JSON: &str = "application/json";

#[tokio::test]
async fn other_rules_empty_the_results_and_the_address_is_asked_for_once() {
    let changed = Arc::new(Notify::new());
    let changes = Arc::clone(&changed);
    let server = Scripted::start(move |line, before| {
        if line.contains("/flags/a") {
            let flag = json!({"key": "a", "value": before == 0, "reason": "STATIC",
                "variant": if before == 0 { "on" } else { "off" }, "metadata": {}});
            return vec![answer("200 OK", JSON, &flag.to_string())];
        }
        if line.contains("/flags ") {
            let streams = json!({"eventStreams": [{"type": "sse", "url": "/events"}]});
            return vec![answer("200 OK", JSON, &streams.to_string())];
        }
        let open = answer("200 OK", "text/event-stream", ": open\n\n");
        if before == 0 {
            return vec![open];
        }
        let told = "event: message\ndata: {\"type\": \"refetchEvaluation\"}\n\n".to_owned();
        vec![open, Step::Until(Arc::clone(&changes)), Step::Send(told), Step::Hang]
    })
    .await;
    let remote = Hoist::remote(&server.url, "t").answer_wait(SOON).build().unwrap();
    let until = async |what: &str, look: &dyn Fn() -> bool| {
        let looking = async {
            while !look() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(SOON, looking).await.unwrap_or_else(|_| panic!("{what}"));
    };
    let is_second = || server.asked("/events") == 2 && remote.keeps_results();
    until("the second stream", &is_second).await;
    let user = remote.with_user("u");
    for _ in 0..3 {
        assert!(user.is_enabled("a").await);
    }
    assert_eq!(server.asked("/flags/a"), 1, "the result is kept");
    let version = remote.remote().results.version();
    changed.notify_one();
    until("the message", &|| remote.remote().results.version() > version).await;
    assert!(!user.is_enabled("a").await);
    assert_eq!((server.asked("/flags/a"), server.asked("/flags ")), (2, 1));
}

#[test]
fn streams_that_are_cut_short_are_opened_less_and_less_often() {
    let mut backoff = Backoff::RULES;
    let mut wait = |lived, failure: &Failure| {
        wait_after(&mut backoff, Duration::from_secs(lived), failure, u32::MAX).as_millis()
    };
    assert_eq!([0, 1, 9].map(|lived| wait(lived, &Failure::Ended)), [250, 500, 1_000]);
    assert_eq!([10, 0].map(|lived| wait(lived, &Failure::Ended)), [250, 500]);
    let refused = Failure::Refused {
        status: StatusCode::TOO_MANY_REQUESTS,
        detail: String::new(),
        retry_after: Some(Duration::from_secs(20)),
    };
    assert_eq!(wait(0, &refused), 22_000, "and a tenth more");
}
