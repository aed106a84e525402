//! Flags that may go: as the server lists them, and as the command tells.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::clock::{now, until};
use crate::program::{hoist_in, seen};
use crate::server::Server;

/// Keys of the flags that may go, each with the kinds of reasons.
fn listed(server: &Server, query: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/features?stale=true{query}&limit=1{cursor}");
        let page = server.get(&path).expect(200);
        for item in page["items"].as_array().unwrap() {
            let reasons = item["stale"].as_array().unwrap().iter();
            let reasons: Vec<&str> = reasons.map(|each| each["why"].as_str().unwrap()).collect();
            all.push(format!("{}: {}", item["key"].as_str().unwrap(), reasons.join(" ")));
        }
        let Value::String(next) = &page["next"] else { return all };
        cursor = format!("&cursor={next}");
    }
}

/// Makes everything so many days older, behind Hoist's back. Gives when all of it was made by then.
fn age(data: &std::path::Path, days: i64) -> Timestamp {
    let then = now() - SignedDuration::from_hours(24 * days);
    let database = rusqlite::Connection::open(data.join("hoist.db")).unwrap();
    database.execute("UPDATE entries SET time = ?1", [then.to_string()]).unwrap();
    database.execute("UPDATE logs SET created = ?1", [then.to_string()]).unwrap();
    then
}

#[test]
fn flags_that_may_go() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start_on(&data, &[]);
    let half = json!({"type": "percentage", "percentage": 50, "enabled": true});
    let mut expired = half.clone();
    (expired["expires"], expired["owner"]) = (json!("2020-02-29"), json!("shop"));
    let archived = json!({"type": "boolean", "archived": true, "expires": "2020-02-29"});
    let on = json!({"type": "boolean", "enabled": true});
    for (key, flag) in
        [("expired", &expired), ("half", &half), ("unused", &half), ("on", &on), ("old", &archived)]
    {
        server.put(&format!("/api/features/{key}"), flag).expect(201);
    }
    for key in ["half", "on"] {
        let body = json!({"context": {"targetingKey": "ana"}});
        server.post(&format!("/ofrep/v1/evaluate/flags/{key}"), &body).expect(200);
        until("the count", Duration::from_secs(30), || {
            let analytics = server.get(&format!("/api/features/{key}/analytics")).expect(200);
            (analytics["total"] == 1).then_some(())
        });
    }
    // What is not known yet is not told.
    assert_eq!(listed(&server, ""), ["expired: expired"]);
    let command = |server: &Server, more: &[&str]| {
        let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", &server.admin())];
        seen(&hoist_in(&variables, &[&["flags", "list", "--stale"], more].concat(), b""))
    };
    let told = command(&server, &[]);
    assert!(told.starts_with("expired (shop): It was to be gone after 2020-02-29.\n"), "{told}");
    assert!(told.contains("which is less than 30 days: whether a flag is used is not known"));
    let (status, _) = server.stop();
    assert!(status.success());

    let then = age(&data, 40);
    let server = Server::start_on(&data, &[]);
    let expected = ["expired: expired unused", "unused: unused", "on: one_value"];
    assert_eq!(listed(&server, ""), expected);
    assert_eq!(listed(&server, "&days=41"), ["expired: expired"]);
    let told = command(&server, &["--days", "40"]);
    let since = then.strftime("%Y-%m-%d").to_string();
    let expected = format!(
        "expired (shop): It was to be gone after 2020-02-29.\n\
         expired (shop): Nobody has evaluated it since it was made on {since} (40 days).\n\
         unused: Nobody has evaluated it since it was made on {since} (40 days).\n\
         on: Everybody gets `enabled` since {since} (40 days), whoever they are.\n\
         stderr: `hoist references DIR` tells where code names them\nexit status 0"
    );
    assert_eq!(told, expected);
    let json = command(&server, &["--json"]);
    let page: Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&page["days"], &page["items"][1]["stale"][0]["why"]),
        (&json!(30), &json!("unused"))
    );
    assert_eq!(server.get("/api/features?stale=true&days=0").code(), "bad_request");
    let alone = server.get("/api/features?days=3");
    assert_eq!(alone.code(), "bad_request");
    assert!(alone.text.contains("`days` goes with `stale=true`"), "{}", alone.text);
    let past = command(&server, &["--at", "1"]);
    assert!(past.contains("cannot be used with") && past.ends_with("exit status 2"), "{past}");
    assert_eq!(server.get("/api/segments?stale=true").code(), "bad_request");
}
