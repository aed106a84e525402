//! Erasing people: they are nowhere in the folder any more, and the log still verifies, online,
//! offline and after a restart.

use std::path::Path;

use hoist_ruleset::Digest;
use hoist_ruleset::log::{Collection, Draft, Head, Kind, Origin};
use hoist_store::{Aside, Batch, Erase, Store};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::clock::{now, until};
use crate::program::{hoist_in, seen};
use crate::server::{Answer, Server};

const ANA: &str = "ana.maria@example.com";

/// The files of a folder in which a text stands.
pub(crate) fn files_with(folder: &Path, text: &str) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let has = |file: &std::path::PathBuf| {
        let bytes = std::fs::read(file).unwrap();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    };
    let name = |file: std::path::PathBuf| file.file_name().unwrap().to_str().unwrap().to_owned();
    files.filter(has).map(name).collect()
}

fn asked(server: &Server, arguments: &[&str]) -> String {
    let admin = server.admin();
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", admin.as_str())];
    seen(&hoist_in(&variables, arguments, b""))
}

fn erase(server: &Server, request: &Value) -> Value {
    server.post("/api/erase", request).expect(200)
}

/// Documents and events that name Ana.
fn fill(server: &Server) {
    let crowd: Vec<String> = (0..3_000).map(|number| format!("user-{number}")).collect();
    let with_ana = [crowd.clone(), vec![ANA.to_owned()]].concat();
    server.put("/api/segments/vips", &json!({"include": ["bob", ANA]})).expect(201);
    server.put("/api/segments/crowd", &json!({"include": with_ana})).expect(201);
    let flag = json!({"type": "boolean", "enabled": true, "description": format!("For {ANA}."),
        "rules": [{"type": "user", "conditions": {"user_ids": [ANA]}, "value": true}]});
    server.put("/api/features/page", &flag).expect(201);
    let flag = json!({"type": "percentage", "percentage": 50, "metrics": ["m"], "enabled": true});
    server.put("/api/features/measured", &flag).expect(201);
    let exposure = |number: usize, user: &str| {
        json!({"type": "exposure", "id": format!("67e55044-10b1-426f-9247-{number:012}"),
            "key": "measured", "variant": "on", "user": user, "at": now()})
    };
    let mut events: Vec<Value> =
        (0..900).map(|number| exposure(number, &format!("user-{}", number * 7919 % 900))).collect();
    events.insert(450, exposure(900, ANA));
    server.post("/api/events", &json!({"events": events})).expect(202);
}

/// The same documents, without her.
fn remove(server: &Server) {
    server.put("/api/segments/vips", &json!({"include": ["bob"]})).expect(200);
    let edit = json!({"list": "include", "remove": [ANA]});
    server.post("/api/segments/crowd/keys", &edit).expect(200);
    server.put("/api/features/page", &json!({"type": "boolean", "enabled": true})).expect(200);
}

fn verify_everywhere(server: &Server) {
    let online = server.get("/api/changes/verify").expect(200);
    assert_eq!(online["faults"], json!([]));
    let export = server.get("/api/changes/export").text;
    let offline = hoist_in(&[], &["audit", "verify", "-"], export.as_bytes());
    let told = seen(&offline);
    assert!(told.contains(online["hash"].as_str().unwrap()), "{told}");
    assert!(told.contains("they were erased\nexit status 0"), "{told}");
    let data = server.data.to_str().unwrap();
    let told = seen(&hoist_in(&[], &["audit", "verify", "--data", data], b""));
    assert!(told.ends_with("exit status 0"), "{told}");
}

#[test]
fn whoever_is_erased_is_nowhere_in_the_folder() {
    let server = Server::start();
    fill(&server);
    // What names her now stays, and is told with what to do.
    let told = asked(&server, &["erase", "--user", ANA]);
    assert!(told.starts_with("erased 1 event, 0 documents of the past, 0 addresses\n"), "{told}");
    for name in ["segments/vips", "segments/crowd", "features/page"] {
        let sentence = format!("{name} names them as it is now: remove them there first");
        assert!(told.contains(&sentence), "{told}");
    }
    assert!(told.ends_with("exit status 1"), "{told}");
    assert_ne!(files_with(&server.data, ANA), [""; 0]);
    let before = server.get("/api/changes").expect(200)["items"].clone();
    remove(&server);
    // A dry run tells what would go; words of the engine name nobody.
    let would = erase(&server, &json!({"user": ANA, "dry_run": true}));
    let past = would["past"].as_array().unwrap().iter();
    let keys: Vec<&str> = past.map(|it| it["key"].as_str().unwrap()).collect();
    assert_eq!((keys, &would["dry_run"]), (vec!["page", "crowd", "vips"], &json!(true)));
    assert_ne!(files_with(&server.data, ANA), [""; 0]);
    for word in ["percentage", "boolean", "user_ids", "measured"] {
        let would = erase(&server, &json!({"user": word, "dry_run": true}));
        assert_eq!((&would["documents"], &would["remaining"]), (&json!(0), &json!([])), "{word}");
    }
    let erased = erase(&server, &json!({"user": ANA}));
    assert_eq!((&erased["documents"], &erased["remaining"]), (&json!(3), &json!([])));
    assert_eq!(erased["complete"], true);
    assert_eq!(files_with(&server.data, ANA), [""; 0]);
    verify_everywhere(&server);
    // The entries are all there.
    let all = server.get("/api/changes?order=asc").expect(200)["items"].clone();
    let (all, before) = (all.as_array().unwrap(), before.as_array().unwrap());
    assert!(before.iter().all(|item| all.contains(item)));
    let kinds: Vec<String> = all
        .iter()
        .skip(7)
        .map(|item| {
            format!("{} {}/{}", item["kind"], item["collection"], item["key"]).replace('"', "")
        })
        .collect();
    let expected = ["erased features/page", "erased segments/crowd", "erased segments/vips"];
    assert_eq!(kinds, expected);
    told_to_be_erased(&server);
    let data = server.data.clone();
    let (status, log, _folder) = server.stop_and_keep();
    assert!(status.success() && !log.contains(ANA), "{log}");
    let server = Server::start_on(&data, &[]);
    verify_everywhere(&server);
    told_to_be_erased(&server);
    assert_eq!(files_with(&data, ANA), [""; 0]);
    // What is removed behind the server's back is found all the same.
    let database = rusqlite::Connection::open(data.join("hoist.db")).unwrap();
    let sql = "DELETE FROM bodies WHERE body LIKE '%\"percentage\":50%'";
    assert_eq!(database.execute(sql, []).unwrap(), 1);
    let faults = server.get("/api/changes/verify").expect(200)["faults"].clone();
    assert!(faults[0].as_str().unwrap().starts_with("the document of entry 4 is missing"));
    assert_eq!(faults.as_array().unwrap().len(), 1);
}

/// The past says that it is gone, and never something else in its place.
fn told_to_be_erased(server: &Server) {
    let gone = |answer: Answer, what: &str| {
        assert_eq!((answer.status, answer.code().as_str()), (410, "erased"), "{}", answer.text);
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("cannot be told any more: its document was erased by token:"));
        assert!(detail.contains(what), "{detail}");
    };
    let at = json!({"at": 4, "context": {"targetingKey": "bob"}, "keys": ["page"]});
    gone(server.post("/api/evaluate", &at), "was at seq ");
    gone(
        server.post("/flags/page/rollback", &json!({"seq": 4})),
        "What features/page was at seq 3 ",
    );
    let history = server.get("/api/features/page/history").expect(200)["items"].clone();
    let erased: Vec<(u64, bool)> = history
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["seq"].as_u64().unwrap(), item["erased"] == json!(true)))
        .filter(|(seq, _)| *seq < 8)
        .collect();
    assert_eq!(erased, [(7, false), (3, true)]);
    // What came after is still there.
    let at = json!({"at": 7, "context": {"targetingKey": "bob"}, "keys": ["page"]});
    assert_eq!(server.post("/api/evaluate", &at).expect(200)["items"][0]["value"], true);
}

#[test]
fn addresses_are_erased_from_both_logs() {
    let server = Server::start();
    let admin = server.admin();
    let from = |address: &str, path: &str, body: &Value| {
        let headers = [("x-forwarded-for", address)];
        server.send("POST", path, Some(&admin), Some(&body.to_string()), &headers)
    };
    from("203.0.113.77", "/api/features", &json!({"key": "a", "type": "boolean"})).expect(201);
    from("203.0.113.78", "/flags/a/kill", &json!({})).expect(200);
    let token = json!({"name": "t", "kind": "viewer", "environments": ["default"]});
    from("203.0.113.77", "/api/tokens", &token).expect(201);
    let erased = erase(&server, &json!({"address": "203.0.113.77"}));
    assert_eq!((&erased["addresses"], &erased["documents"]), (&json!(2), &json!(0)));
    assert_eq!(files_with(&server.data, "203.0.113.77"), [""; 0]);
    assert_ne!(files_with(&server.data, "203.0.113.78"), [""; 0]);
    let items = server.get("/api/changes?order=asc").expect(200)["items"].clone();
    assert_eq!(
        (&items[0]["address"], &items[1]["address"]),
        (&Value::Null, &json!("203.0.113.78"))
    );
    assert_ne!(items[0]["origin"], Value::Null, "that it came from somewhere is in the chain");
    assert_eq!((&items[2]["kind"], &items[2]["key"]), (&json!("erased"), &json!("addresses")));
    for path in ["/api/changes/verify", "/api/instance/changes/verify"] {
        assert_eq!(server.get(path).expect(200)["faults"], json!([]));
    }
    verify_everywhere(&server);
    for (request, expected) in [
        (json!({}), "Say who"),
        (json!({"user": ""}), "`user` has 1 to"),
        (json!({"address": "home"}), "`address`"),
        (json!({"users": ["a"]}), "unknown field"),
    ] {
        let refused = server.post("/api/erase", &request);
        assert!(
            (400..500).contains(&refused.status) && refused.text.contains(expected),
            "{}",
            refused.text
        );
    }
}

/// The log of an environment in which a flag was changed so many days ago each.
fn changed(store: &Store, days: &[i64]) {
    store.create_log("instance", "log_i", Timestamp::UNIX_EPOCH).unwrap();
    let log = store.create_log("default", "log_d", Timestamp::UNIX_EPOCH).unwrap();
    let mut head: Head = log.head;
    for (number, days) in days.iter().enumerate() {
        let document =
            json!({"type": "boolean", "enabled": false, "description": format!("text {number}")});
        let digest = Digest::of_json(&document);
        let origin = Origin { address: format!("203.0.113.{number}"), nonce: "n".to_owned() };
        let (from, text) = origin.kept();
        let draft = Draft {
            kind: if number == 0 { Kind::Created } else { Kind::Updated },
            collection: Collection::Features,
            key: "a".to_owned(),
            digest: Some(digest),
            restored: None,
            actor: "token:ops".to_owned(),
            reason: None,
            request_id: None,
            origin: Some(from),
        };
        let entry = draft.seal(&head, now() - SignedDuration::from_hours(24 * days));
        let onto = head.clone();
        head.check(&entry).unwrap();
        let bodies = vec![(digest, document.to_string()), (from, text)];
        let (nodes, erase, aside) = (Vec::new(), Erase::default(), Aside::default());
        store.append(&Batch { onto, entries: vec![entry], bodies, nodes, erase, aside }).unwrap();
    }
}

#[test]
fn what_is_too_old_is_erased_and_what_is_in_force_never() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let store = Store::open(&data).unwrap();
    // The third one took the place of the second one 40 days ago.
    changed(&store, &[400, 90, 40, 10]);
    drop(store);
    // Without a policy everything stays.
    let server = Server::start_on(&data, &[]);
    assert_eq!(server.get("/api/changes").expect(200)["items"].as_array().unwrap().len(), 4);
    drop(server);
    let server = Server::start_on(&data, &["--history-retention", "30"]);
    let kinds = || {
        let items = server.get("/api/changes?kind=erased&order=asc").expect(200)["items"].clone();
        let items = items.as_array().unwrap().clone();
        items.iter().map(|item| (item["key"].clone(), item["actor"].clone())).collect::<Vec<_>>()
    };
    let expected = [(json!("a"), json!("retention")), (json!("addresses"), json!("retention"))];
    until("what is old is erased", std::time::Duration::from_secs(30), || {
        let mut kinds = kinds();
        kinds.sort_by_key(|(key, _)| key.to_string());
        (kinds == expected).then_some(())
    });
    let is_there = |text: &str| !files_with(&data, text).is_empty();
    until("it is gone from the files", std::time::Duration::from_secs(30), || {
        let gone = ["text 0", "text 1", "203.0.113.0", "203.0.113.1", "203.0.113.2"];
        (!gone.into_iter().any(is_there)).then_some(())
    });
    let left = ["text 0", "text 1", "text 2", "text 3"].map(is_there);
    assert_eq!(left, [false, false, true, true]);
    let left = ["203.0.113.0", "203.0.113.1", "203.0.113.2", "203.0.113.3"].map(is_there);
    assert_eq!(left, [false, false, false, true]);
    assert_eq!(server.get("/api/features/a").expect(200)["description"], "text 3");
    verify_everywhere(&server);
    // It is not done again.
    drop(server);
    let server = Server::start_on(&data, &["--history-retention", "30"]);
    verify_everywhere(&server);
    assert_eq!(server.get("/api/changes").expect(200)["items"].as_array().unwrap().len(), 6);
}

#[test]
fn only_what_depends_on_an_erased_document_cannot_be_told() {
    let server = Server::start();
    let flag = |rules: Value| json!({"type": "boolean", "enabled": true, "rules": rules});
    let is_vip = json!([{"type": "segment", "conditions": {"segment": "vips"}, "value": true}]);
    server.put("/api/segments/vips", &json!({"include": [ANA]})).expect(201);
    server.put("/api/features/base", &flag(json!([]))).expect(201);
    server.put("/api/features/by_segment", &flag(is_vip)).expect(201);
    let mut requiring = flag(json!([]));
    requiring["requires"] = json!([{"flag": "by_segment", "is": true}]);
    server.put("/api/features/requiring", &requiring).expect(201);
    let mut named = flag(json!([]));
    named["description"] = ANA.into();
    server.put("/api/features/named", &named).expect(201);
    requiring["requires"] = json!([{"flag": "named", "is": true}]);
    server.put("/api/features/after_named", &requiring).expect(201);
    server.put("/api/segments/vips", &json!({"include": ["bob"]})).expect(200);
    server.patch("/api/features/named", &json!({"description": null})).expect(200);
    let erased = erase(&server, &json!({"user": ANA}));
    assert_eq!((&erased["documents"], &erased["remaining"]), (&json!(2), &json!([])));
    let context = json!({"targetingKey": "bob"});
    let evaluate = |keys: Value| {
        server.post("/api/evaluate", &json!({"at": 6, "context": context, "keys": keys}))
    };
    assert_eq!(evaluate(json!(["base"])).expect(200)["items"][0]["value"], true);
    for key in ["by_segment", "requiring", "named", "after_named"] {
        let refused = evaluate(json!([key]));
        assert_eq!((refused.status, refused.code().as_str()), (410, "erased"), "{key}");
        let path = format!("/api/features/{key}/explain");
        let refused = server.post(&path, &json!({"at": 6, "context": context}));
        assert_eq!(refused.status, 410, "{key}: {}", refused.text);
    }
    let all = server.post("/api/evaluate", &json!({"at": 6, "context": context})).expect(200);
    let expected = json!(["after_named", "by_segment", "named", "requiring"]);
    assert_eq!((&all["items"][0]["key"], &all["erased"]), (&json!("base"), &expected));
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
    let list = server.get("/api/features?at=6").expect(200);
    assert_eq!(list["erased"], json!(["after_named", "named"]));
    for path in ["features/named?at=6", "segments/vips?at=6", "export?at=6", "snapshot?at=6"] {
        let refused = server.get(&format!("/api/{path}"));
        assert_eq!(refused.status, 410, "{path}: {}", refused.text);
        assert!(refused.text.contains("erased"), "{}", refused.text);
    }
    // What came after is whole.
    assert_eq!(server.get("/api/features?at=8").expect(200)["erased"], Value::Null);
    assert_eq!(server.get("/api/export?at=8").status, 200);
}
