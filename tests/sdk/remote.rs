//! Remote mode: the server's own results, kept only while they are known to hold.

use hoist_sdk::Hoist;
use serde_json::json;

use super::wire::{Script, Wire};
use super::{SOON, runtime, until_true};
use crate::server::Server;

#[test]
fn remote_results_are_those_of_the_server_and_a_kill_is_seen() {
    let server = Server::start();
    let flag = json!({"type": "targeted", "enabled": true, "when_on": {"ttl": 60},
        "rules": [{"type": "property", "conditions": {"plan": "premium"}, "value": true}]});
    server.put("/api/features/a", &flag).expect(201);
    let runtime = runtime();
    let _inside = runtime.enter();
    let token = server.token("client", &["default"]);
    let remote = Hoist::remote(&server.url, &token).default("b", "blue").answer_wait(SOON);
    let remote = remote.build().unwrap();
    let user = remote.with_user("u");
    let premium = user.clone().attribute("plan", "premium");
    runtime.block_on(async {
        assert!(premium.is_enabled("a").await && !user.is_enabled("a").await);
        assert_eq!(premium.value::<serde_json::Value>("a").await.unwrap(), json!({"ttl": 60}));
        assert_eq!(user.variant("b").await, "blue");
        for key in ["unknown", "../../../api/features", "a?b", ""] {
            assert!(user.value::<String>(key).await.unwrap_err().is_no_value(), "{key}");
        }
    });
    server.post("/flags/a/kill", &json!({"reason": "it burns"})).expect(200);
    // What is kept holds until the stream of events says otherwise, which takes no time to speak of.
    until_true("the kill", || {
        let killed = runtime.block_on(premium.resolve("a")).unwrap();
        killed.killed && !killed.enabled
    });
    let nobody = Hoist::remote("http://127.0.0.1:1", "t").default("a", true).build().unwrap();
    let user = nobody.with_user("u");
    assert!(runtime.block_on(user.is_enabled("a")));
    assert!(runtime.block_on(user.resolve("a")).unwrap_err().is_no_answer());
}

#[test]
fn remote_results_are_kept_while_the_server_tells_of_other_rules() {
    let bulk =
        json!({"flags": [], "metadata": {}, "eventStreams": [{"type": "sse", "url": "/events"}]});
    let flag = |variant: &str| {
        json!({"key": "a", "value": true, "variant": variant, "reason": "STATIC", "metadata": {}})
            .to_string()
    };
    let wire = Wire::start(vec![
        Script::answer(&bulk.to_string()).to("/flags "),
        Script::hanging(&[": open\n\n"]).to("/events"),
        Script::answer(&flag("on")).to("/flags/a"),
        Script::answer(&flag("off")).to("/flags/a"),
    ]);
    let runtime = runtime();
    let _inside = runtime.enter();
    let remote = Hoist::remote(&wire.url, "t").answer_wait(SOON).build().unwrap();
    until_true("the stream of events", || remote.keeps_results());
    let user = remote.with_user("u");
    for _ in 0..3 {
        assert!(runtime.block_on(user.is_enabled("a")));
    }
    assert!(!runtime.block_on(remote.with_user("v").is_enabled("a")), "another user is asked for");
    let questions = wire.asked().iter().filter(|head| head.contains("/flags/a")).count();
    assert_eq!(questions, 2);
}
