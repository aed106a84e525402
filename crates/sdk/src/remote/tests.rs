//! What a client for which the server evaluates tells of itself.

use serde_json::json;
use tokio::time::timeout;

use super::*;
use crate::scripted::{Scripted, Step, answer};
use crate::{Cause, Hoist};

const SOON: Duration = Duration::from_secs(30);
const JSON: &str = "application/json";

async fn until(what: &str, remote: &RemoteHoist, is_so: impl Fn(&RemoteStatus) -> bool) {
    let looking = async {
        while !is_so(&remote.status()) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let status = || remote.status();
    timeout(SOON, looking).await.unwrap_or_else(|_| panic!("{what}: {:?}", status()));
}

fn flag(value: bool) -> String {
    let variant = if value { "on" } else { "off" };
    json!({"key": "a", "value": value, "reason": "STATIC", "variant": variant, "metadata": {}})
        .to_string()
}

#[tokio::test]
async fn it_tells_whether_the_server_answers_and_each_cause_once() {
    let problem = |status, detail| {
        let problem = json!({"type": "t", "title": "t", "status": status, "detail": detail,
            "code": "unauthorized", "request_id": "r"});
        answer(&format!("{status} No"), "application/problem+json", &problem.to_string())
    };
    let server = Scripted::start(move |line, before| {
        if line.contains("/flags ") {
            return vec![answer("200 OK", JSON, "{}")];
        }
        match before {
            0 | 4 => vec![answer("200 OK", JSON, &flag(true))],
            1 => vec![problem(401, "no such token")],
            2 => vec![answer("200 OK", JSON, r#"{"key": 5}"#)],
            3 => vec![problem(503, "wait a little")],
            _ => vec![Step::Hang],
        }
    })
    .await;
    let builder = Hoist::remote(&server.url, "t").answer_wait(SOON).default("a", false);
    let remote = builder.build().unwrap();
    let user = remote.with_context(EvaluationContext::of_user("u"));
    until("the first answer", &remote, |status| status.connection == Connection::Live).await;
    assert!(user.is_enabled("a").await);
    for (cause, part) in [
        (Cause::Unauthorized, "no such token"),
        (Cause::Garbage, "the number `5` is not a text"),
        (Cause::Refused, "wait a little"),
    ] {
        assert!(!user.is_enabled("a").await, "{cause:?}: the default");
        let status = remote.status();
        assert!(matches!(status.connection, Connection::Stale { .. }), "{status:?}");
        let problem = status.problem.unwrap();
        assert_eq!(problem.cause, cause);
        assert!(problem.detail.contains(part), "{}", problem.detail);
    }
    assert!(user.is_enabled("a").await);
    let status = remote.status();
    assert_eq!((status.connection, status.problem), (Connection::Live, None));
    remote.close().await;
    assert_eq!(remote.status().connection, Connection::Offline);
}

#[test]
fn what_is_sent_is_the_context() {
    let context = EvaluationContext::of_user("u").with("plan", "premium").with("age", 42);
    let sent = user::text(&context);
    assert_eq!(EvaluationContext::parse(&sent).unwrap().attribute("age"), Some(&42.into()));
    assert_eq!(sent, r#"{"age":42,"plan":"premium","targetingKey":"u"}"#);
    assert_eq!(user::text(&EvaluationContext::default()), "{}");
}
