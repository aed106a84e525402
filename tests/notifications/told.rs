//! Which channel is told of what, and in which words.

use serde_json::{Value, json};

use super::receiver::{Mood, Receiver};
use super::{channel, flag, server, settle};
use crate::clock::until;

#[test]
fn a_channel_is_told_of_what_it_asks_for_in_a_sentence() {
    let (server, receiver) = (server(), Receiver::start());
    server.post("/api/environments", &json!({"key": "production"})).expect(201);
    let filter = json!({"environments": ["production"], "kinds": ["killed", "updated", "revived"],
        "keys": ["checkout*"], "tags": ["payments"]});
    channel(&server, "ops", &receiver, &filter);
    let production = |key: &str| format!("/api/features/{key}?environment=production");
    let put = |key: &str, tags: &[&str], percentage: u32| {
        let body = json!({"type": "percentage", "enabled": true, "percentage": percentage,
            "tags": tags});
        server.put(&production(key), &body);
    };
    put("checkout_v2", &["payments"], 10);
    put("checkout_v2", &["payments"], 25);
    put("checkout_v1", &["search"], 10);
    put("checkout_v1", &["search"], 25);
    put("search", &["payments"], 10);
    put("search", &["payments"], 25);
    flag(&server, "checkout_v2", &json!({"tags": ["payments"]}));
    server.post("/flags/checkout_v2/kill", &json!({"reason": "other environment"})).expect(200);
    let kill = "/flags/checkout_v2/kill?environment=production";
    server.post(kill, &json!({"reason": "errors rise"})).expect(200);
    // It had the tag before, so that it has lost it is told too.
    put("checkout_v2", &[], 25);
    settle(&server, "ops");
    let texts: Vec<String> = receiver.all().iter().map(|it| it.text()).collect();
    let id = server.get("/api/tokens").expect(200)["items"][0]["id"].clone();
    let who = format!("token admin ({})", id.as_str().unwrap());
    assert_eq!(
        texts,
        [
            format!(
                "Flag checkout_v2 was changed in production by {who}: percentage 10 → 25. Seq 2."
            ),
            format!(
                "Flag checkout_v2 was killed in production by {who}. Reason: errors rise. Seq 7."
            ),
            format!("Flag checkout_v2 was changed in production by {who}: tags is gone. Seq 8."),
        ]
    );
    let kill = receiver.all()[1].json();
    assert_eq!(kill["type"], "features.killed");
    assert_eq!(kill["data"]["reason"], "errors rise");
    assert_eq!(kill["data"]["url"], "https://flags.test/flags/checkout_v2?env=production");
}

#[test]
fn many_kills_of_one_request_are_one_message() {
    let (server, receiver) = (server(), Receiver::start());
    for number in 0..30 {
        flag(&server, &format!("flag-{number:02}"), &json!({}));
    }
    channel(&server, "ops", &receiver, &json!({}));
    server.post("/flags/kill", &json!({"all": true, "reason": "fire"})).expect(200);
    flag(&server, "after", &json!({}));
    let received = receiver.wait(2);
    let data = received[0].json()["data"].clone();
    assert_eq!(
        (&data["count"], &data["seq"], &data["last_seq"]),
        (&json!(30), &json!(31), &json!(60))
    );
    assert!(received[0].text().starts_with("30 flags were killed in default by "), "{data}");
    assert_eq!(received[1].json()["data"]["key"], "after");
}

#[test]
fn slack_gets_a_text_and_blocks() {
    let (server, receiver) = (server(), Receiver::start());
    let none = channel(&server, "chat", &receiver, &json!({"type": "slack"}));
    assert_eq!(none, "", "nothing is signed");
    let tested = server.post("/api/notifications/chat/test", &json!({})).expect(200);
    assert_eq!((&tested["delivered"], &tested["status"]), (&json!(true), &json!(204)), "{tested}");
    flag(&server, "a", &json!({}));
    let received = receiver.wait(2);
    assert!(!received[1].headers.contains_key("webhook-signature"));
    let body = received[1].json();
    let text = body["text"].as_str().unwrap();
    assert!(text.starts_with("Flag a was created in default by token admin"), "{text}");
    assert_eq!(body["blocks"][0]["text"]["text"], text);
    let link = "<https://flags.test/flags/a?env=default|Open in Hoist>";
    assert_eq!(body["blocks"][1]["elements"][0]["text"], link);
}

#[test]
fn tokens_and_channels_are_told_of_where_the_instance_is_named() {
    let (server, receiver) = (server(), Receiver::start());
    channel(&server, "audit", &receiver, &json!({"environments": ["instance"]}));
    flag(&server, "a", &json!({}));
    server.token("viewer", &["*"]);
    let other = Receiver::start();
    channel(&server, "other", &other, &json!({}));
    server.delete("/api/notifications/other").expect(204);
    settle(&server, "audit");
    let types: Vec<Value> = receiver.all().iter().map(|it| it.json()["type"].clone()).collect();
    assert_eq!(types, ["tokens.created", "channels.created", "channels.deleted"]);
    assert!(receiver.all()[0].text().starts_with("Token a viewer (tok_"));
    assert_eq!(other.all().len(), 0);
}

#[test]
fn who_holds_for_one_environment_sees_no_channel_of_another() {
    let (server, receiver) = (server(), Receiver::start());
    server.post("/api/environments", &json!({"key": "staging"})).expect(201);
    channel(&server, "all", &receiver, &json!({}));
    let admin = server.token("admin", &["staging"]);
    let ask = |method: &str, path: &str, body: Option<Value>| {
        let body = body.map(|body| body.to_string());
        server.send(method, path, Some(&admin), body.as_deref(), &[])
    };
    assert_eq!(ask("GET", "/api/notifications", None).expect(200)["items"], json!([]));
    for (method, path) in [("GET", ""), ("DELETE", ""), ("POST", "/test"), ("GET", "/dead")] {
        let path = format!("/api/notifications/all{path}");
        assert_eq!(ask(method, &path, None).code(), "not_found", "{path}");
    }
    let wanted = |environments: Value| {
        json!({"name": "own", "type": "webhook", "url": receiver.url,
            "environments": environments})
    };
    for foreign in [json!(["*"]), json!(["default"]), json!(["instance"]), json!(["staging", "*"])]
    {
        let answer = ask("POST", "/api/notifications", Some(wanted(foreign)));
        assert_eq!(answer.code(), "forbidden");
    }
    ask("POST", "/api/notifications", Some(wanted(json!(["staging"])))).expect(201);
    // An environment that takes the name later is another one.
    server
        .send(
            "DELETE",
            "/api/environments/staging?confirm=staging",
            Some(&server.admin()),
            None,
            &[],
        )
        .expect(204);
    server.post("/api/environments", &json!({"key": "staging"})).expect(201);
    server.put("/api/features/a?environment=staging", &json!({"type": "boolean", "enabled": true}));
    settle(&server, "all");
    let admin = server.token("admin", &["staging"]);
    let seen = server.send("GET", "/api/notifications", Some(&admin), None, &[]).expect(200);
    assert_eq!(seen["items"], json!([]), "nor is it seen by who holds for that one");
    let own = server.get("/api/notifications/own").expect(200);
    assert_eq!(own["queue"]["pending"], 0);
    assert_eq!(receiver.all().len(), 1, "only the channel of all is told");
}

#[test]
fn what_was_erased_is_not_told_any_more() {
    let (server, receiver) = (server(), Receiver::start());
    flag(&server, "a", &json!({"description": "For ana@example.com."}));
    receiver.set(Mood::Down);
    channel(&server, "ops", &receiver, &json!({}));
    flag(&server, "a", &json!({"owner": "ana@example.com"}));
    flag(&server, "a", &json!({"owner": "ops"}));
    let erased = server.post("/api/erase", &json!({"user": "ana@example.com"})).expect(200);
    assert_eq!(erased["documents"], 2, "{erased}");
    receiver.answers(200, "");
    settle(&server, "ops");
    let received = receiver.all();
    let told: Vec<_> = received.iter().filter(|it| it.accepted).collect();
    assert!(told.len() >= 3, "{told:?}");
    for received in told {
        assert!(!received.body.contains("ana@example.com"), "{}", received.body);
    }
}

#[test]
fn what_cannot_be_is_refused_in_a_sentence() {
    let (server, receiver) = (server(), Receiver::start());
    let refused = |more: Value, code: &str, what: &str| {
        let mut body = json!({"name": "a", "type": "webhook", "url": receiver.url});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = server.post("/api/notifications", &body);
        assert_eq!(answer.code(), code, "{}", answer.text);
        assert!(answer.text.contains(what), "{}", answer.text);
    };
    refused(json!({"name": "A b"}), "invalid", "lower-case letter");
    refused(json!({"type": "fax"}), "bad_request", "unknown variant");
    refused(json!({"kinds": ["kiled"]}), "invalid", "Did you mean killed?");
    refused(json!({"collections": ["flags"]}), "invalid", "features");
    refused(json!({"environments": []}), "invalid", "`environments`");
    refused(json!({"environments": ["nowhere"]}), "invalid", "There is no environment nowhere");
    refused(json!({"tags": [""]}), "invalid", "`tags`");
    refused(json!({"url": "https://"}), "invalid", "absolute");
    refused(json!({"secret": "mine"}), "bad_request", "unknown field");
    channel(&server, "a", &receiver, &json!({}));
    refused(json!({}), "conflict", "There is a channel a already");
    for (method, path) in [("GET", ""), ("DELETE", ""), ("POST", "/test"), ("POST", "/replay")] {
        let path = format!("/api/notifications/nothing{path}");
        let answer = server.send(method, &path, Some(&server.admin()), None, &[]);
        assert_eq!(answer.code(), "not_found", "{path}");
    }
    until("fifty are enough", super::SOON, || {
        let name = format!("c-{}", server.get("/api/notifications?limit=1000").text.len());
        let body = json!({"name": name, "type": "webhook", "url": receiver.url});
        (server.post("/api/notifications", &body).status == 409).then_some(())
    });
}

#[test]
fn a_rollout_of_flagger_that_fails_is_told_with_the_number_that_decided() {
    let (server, receiver) = (server(), Receiver::start());
    flag(&server, "checkout", &json!({"type": "percentage", "percentage": 0}));
    channel(&server, "ops", &receiver, &json!({"kinds": ["killed", "shared"]}));
    let call = |phase: &str, message: &str| {
        let call = json!({"name": "shop", "namespace": "test", "phase": phase, "checksum": "a1",
            "metadata": {"eventMessage": message, "eventType": "Warning"}});
        server.post("/webhook?flag=checkout", &call).expect(200);
    };
    call("Progressing", "Advance shop.test canary weight 25");
    call("Progressing", "Halt shop.test advancement success rate 90.50% < 99%");
    call("Failed", "Canary failed! Scaling down shop.test");
    settle(&server, "ops");
    let texts: Vec<String> = receiver.all().iter().map(|it| it.text()).collect();
    let moved = "The share of flag checkout was moved to 25 % in default";
    assert!(texts[0].starts_with(moved), "{texts:?}");
    let killed = texts.iter().find(|text| text.starts_with("Flag checkout was killed in default"));
    let why = "Reason: Flagger took shop.test back at 25 %: success rate 90.50% < 99%.";
    assert!(killed.unwrap().contains(why), "{texts:?}");
}
