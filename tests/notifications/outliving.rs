//! The outbox outlives receivers that are down and servers that are killed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::json;

use super::receiver::{Mood, Receiver};
use super::signed::verify;
use super::{SOON, channel, flag, settle};
use crate::clock::until;
use crate::server::Server;

const FLAGS: usize = 10;
const ROUNDS: usize = 5;

fn start(data: &std::path::Path) -> Server {
    Server::start_on(data, &["--allow-outbound", "127.0.0.1"])
}

#[test]
fn each_of_fifty_messages_arrives_in_the_order_of_its_flag() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (mut server, receiver) = (start(&data), Receiver::start());
    let secret = channel(&server, "ops", &receiver, &json!({"kinds": ["updated"]}));
    (0..FLAGS).for_each(|number| flag(&server, &format!("flag-{number}"), &json!({})));
    receiver.set(Mood::Down);
    for round in 0..ROUNDS {
        for number in 0..FLAGS {
            let owner = json!({"owner": format!("owner-{round}")});
            flag(&server, &format!("flag-{number}"), &owner);
        }
        // Down in more than one way.
        match round {
            1 => receiver.answers(503, ""),
            2 => receiver.answers(500, ""),
            _ => receiver.set(Mood::Down),
        }
        server.kill();
        server = start(&data);
        let queue = server.get("/api/notifications/ops").expect(200)["queue"].clone();
        assert_eq!(queue["pending"], (round + 1) * FLAGS, "{queue}");
    }
    until("it was tried", SOON, || {
        let channel = server.get("/api/notifications/ops").expect(200);
        channel["queue"]["failure"].as_str().map(str::to_owned)
    });
    receiver.answers(200, "");
    // Killed in the middle of it too, twice.
    for already in [5, 20] {
        until("some arrive", SOON, || (accepted(&receiver).len() >= already).then_some(()));
        server.kill();
        server = start(&data);
    }
    settle(&server, "ops");
    check(&receiver, &secret);
    assert_eq!(server.get("/api/notifications/ops/dead").expect(200)["items"], json!([]));
}

/// The ids that were accepted so far.
fn accepted(receiver: &Receiver) -> BTreeSet<String> {
    let all = receiver.all();
    all.iter().filter(|it| it.accepted).map(|it| it.id().to_owned()).collect()
}

fn check(receiver: &Receiver, secret: &str) {
    let all = receiver.all();
    // Also what was not accepted was signed, and an id is always the same message.
    let mut bodies: HashMap<&str, &str> = HashMap::new();
    for received in &all {
        assert!(verify(secret, received), "{received:?}");
        let before = bodies.entry(received.id()).or_insert(&received.body);
        assert_eq!(*before, received.body);
    }
    let (mut seen, mut seqs) = (BTreeSet::new(), BTreeMap::<String, Vec<u64>>::new());
    for received in all.iter().filter(|it| it.accepted) {
        if seen.insert(received.id()) {
            let data = received.json()["data"].clone();
            let key = data["key"].as_str().unwrap().to_owned();
            seqs.entry(key).or_default().push(data["seq"].as_u64().unwrap());
        }
    }
    assert_eq!(seen.len(), FLAGS * ROUNDS);
    for (key, seqs) in &seqs {
        assert_eq!(seqs.len(), ROUNDS, "{key}");
        assert!(seqs.is_sorted(), "{key}: {seqs:?}");
    }
    let again = all.iter().filter(|it| it.accepted).count() - seen.len();
    // At most the one that was on its way when the server was killed.
    assert!(again <= 2, "{again} messages were accepted twice");
}

#[test]
fn one_message_that_is_refused_holds_up_only_its_own_flag() {
    let (server, receiver) = (super::server(), Receiver::start());
    channel(&server, "ops", &receiver, &json!({}));
    receiver.answers(500, "");
    flag(&server, "a", &json!({}));
    receiver.wait(1);
    flag(&server, "a", &json!({"owner": "ana"}));
    flag(&server, "b", &json!({}));
    let keys = |all: &[super::receiver::Received]| -> Vec<_> {
        all.iter().map(|it| it.json()["data"]["key"].as_str().unwrap().to_owned()).collect()
    };
    until("b is tried too", SOON, || keys(&receiver.all()).contains(&"b".to_owned()).then_some(()));
    receiver.answers(200, "");
    settle(&server, "ops");
    let told: Vec<_> = receiver.all().into_iter().filter(|it| it.accepted).collect();
    let of_a: Vec<_> = told.iter().map(|it| it.json()["data"].clone()).collect();
    let kinds: Vec<_> = of_a.iter().filter(|it| it["key"] == "a").map(|it| &it["kind"]).collect();
    assert_eq!(kinds, ["created", "updated"]);
    for line in [
        "hoist_notifications_total{channel=\"ops\",outcome=\"delivered\"} 3",
        "hoist_notifications_pending{channel=\"ops\"} 0",
        "hoist_notifications_dead{channel=\"ops\"} 0",
        "hoist_notifications_oldest_seconds{channel=\"ops\"} 0",
    ] {
        // It is counted right after it has left the outbox.
        until(line, SOON, || server.get("/metrics").text.contains(line).then_some(()));
    }
}
