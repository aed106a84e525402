//! Exposures by the server's own evaluations: whoever is given a variant of what is measured is
//! stored once, whoever evaluates, and nothing of it is in the way of an answer.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use hoist_api::exposure_id;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::clock::{now, timed, until};
use crate::server::{Server, stopped_in_time};

/// How long an exposure may take to be on the disk.
const STORED_WITHIN: Duration = Duration::from_secs(30);

/// A server with an experiment that runs, and flags with and without metrics.
fn fill(server: &Server) {
    let share = |more: Value| {
        let mut flag = json!({"type": "percentage", "enabled": true, "percentage": 50});
        flag.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        flag
    };
    let documents = json!({
        "metrics": {"bought": {"event": "bought", "kind": "conversion"}},
        "features": {
            "plain": share(json!({})),
            "measured": share(json!({"metrics": ["bought"]})),
            "constant": {"type": "boolean", "enabled": true, "metrics": ["bought"]},
            "by_team": share(json!({"metrics": ["bought"], "bucket_by": "team"})),
        },
        "experiments": {"layout": {"start_date": "2025-01-01T00:00:00Z", "metrics": ["bought"],
            "variants": {"control": 0.5, "wide": 0.5}}},
    });
    server.post("/api/import", &documents).expect(200);
}

/// What a context is given of a flag, by OFREP.
fn evaluate(server: &Server, token: &str, key: &str, context: &Value) -> Value {
    let (path, body) = (format!("/ofrep/v1/evaluate/flags/{key}"), json!({"context": context}));
    server.send("POST", &path, Some(token), Some(&body.to_string()), &[]).expect(200)
}

/// The exposures in a folder: key, user, variant, id.
fn stored(data: &Path) -> Vec<[String; 4]> {
    let database = Connection::open(data.join("events.db")).unwrap();
    let sql = "SELECT keys.name, users.name, own.name, lower(hex(id)) FROM events \
        JOIN users ON users.number = user JOIN names AS own ON own.number = events.name \
        JOIN names AS keys ON keys.number = key ORDER BY 1, 2, 3";
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok([0, 1, 2, 3].map(|at| row.get(at).unwrap())));
    rows.unwrap().map(Result::unwrap).collect()
}

/// Waits until so many exposures went this way.
#[track_caller]
fn counted(server: &Server, result: &str, expected: u64) {
    let line = format!("hoist_exposures_total{{result=\"{result}\"}} {expected}");
    until(&line, STORED_WITHIN, || {
        server.get("/metrics").text.lines().any(|own| own == line).then_some(())
    });
}

#[test]
fn who_is_given_a_variant_is_stored_once() {
    let server = Server::start();
    fill(&server);
    let admin = server.admin();
    let client = server.token("client", &["default"]);
    let ana = json!({"targetingKey": "ana", "team": 7});
    for token in [&admin, &client, &admin] {
        for key in ["plain", "measured", "constant", "by_team", "layout"] {
            evaluate(&server, token, key, &ana);
        }
    }
    // These say nothing of what somebody is shown.
    let bo = json!({"context": {"targetingKey": "bo", "team": 8}});
    server.post("/ofrep/v1/evaluate/flags", &bo).expect(200);
    server.post("/api/evaluate", &bo).expect(200);
    server.post("/api/features/measured/explain", &bo).expect(200);
    counted(&server, "accepted", 3);
    let variant = |key: &str| evaluate(&server, &admin, key, &ana)["variant"].clone();
    let expected = [("by_team", "7"), ("layout", "ana"), ("measured", "ana")].map(|(key, user)| {
        let variant = variant(key).as_str().unwrap().to_owned();
        let version = match key {
            "layout" => 1,
            flag => {
                let flag = server.get(&format!("/api/features/{flag}")).expect(200);
                flag["version"].as_u64().unwrap()
            }
        };
        let id = exposure_id(key, version, user, &variant).simple().to_string();
        [key.to_owned(), user.to_owned(), variant, id]
    });
    assert_eq!(stored(&server.data), expected);

    let exposure = |key: &str| evaluate(&server, &admin, key, &ana)["metadata"]["exposure"].clone();
    let told = ["plain", "constant", "measured", "layout"].map(exposure);
    assert_eq!(told, [Value::Null, Value::Null, true.into(), true.into()]);

    // A server that does not remember finds them.
    let data = server.data.clone();
    let (status, _, _folder) = server.stop_and_keep();
    assert!(status.success());
    let server = Server::start_on(&data, &[]);
    for key in ["measured", "by_team", "layout"] {
        evaluate(&server, &admin, key, &ana);
    }
    counted(&server, "duplicate", 3);
    assert_eq!(stored(&data), expected);
    // Who is forgotten is somebody new.
    server.post("/api/erase", &json!({"user": "ana"})).expect(200);
    evaluate(&server, &admin, "layout", &ana);
    counted(&server, "accepted", 1);
}

/// Who keeps their variant is measured in each phase all the same.
#[test]
fn each_phase_of_a_flag_exposes_everybody_anew() {
    let (server, runtime) = (Server::start(), tokio::runtime::Runtime::new().unwrap());
    fill(&server);
    let (admin, token) = (server.admin(), server.token("server", &["default"]));
    let builder = hoist_sdk::Hoist::connect(&server.url, &token).start_wait(STORED_WITHIN);
    let hoist = runtime.block_on(builder.build()).unwrap();
    let users = 40;
    for (phase, percentage) in [(1, 30), (2, 50), (3, 30)] {
        let change = json!({"percentage": percentage});
        let changed = server.patch("/api/features/measured", &change).expect(200);
        let version = changed["version"].as_u64().unwrap();
        until("the rules", STORED_WITHIN, || {
            (hoist.with_user("x").resolve("plain").seq >= version).then_some(())
        });
        for user in 0..users {
            let context = json!({"targetingKey": format!("u{user}")});
            evaluate(&server, &admin, "measured", &context);
            hoist.with_user(&format!("s{user}")).is_enabled("measured");
        }
        let of = |prefix: &str| {
            let is_own = |row: &&[String; 4]| row[0] == "measured" && row[1].starts_with(prefix);
            let rows = stored(&server.data);
            let own: BTreeSet<String> =
                rows.iter().filter(is_own).map(|row| row[3].clone()).collect();
            own.len()
        };
        until(&format!("phase {phase}"), STORED_WITHIN, || {
            ([of("u"), of("s")] == [phase * users; 2]).then_some(())
        });
    }
    runtime.block_on(hoist.close());
}

/// Whoever makes the same exposure anew, in another version or language, has to make this id.
#[test]
fn the_id_of_an_exposure_is_for_ever() {
    let id = exposure_id("layout", 1, "ana", "wide").to_string();
    assert_eq!(id, "9245ad2a-b317-5f92-8a68-66bd259c163d");
}

#[test]
fn what_an_sdk_has_sent_is_the_same_exposure() {
    let server = Server::start();
    fill(&server);
    let (admin, ana) = (server.admin(), json!({"targetingKey": "ana"}));
    let bulk = server.post("/ofrep/v1/evaluate/flags", &json!({"context": ana})).expect(200);
    let flags = bulk["flags"].as_array().unwrap();
    let layout = flags.iter().find(|flag| flag["key"] == "layout").unwrap();
    let variant = layout["variant"].as_str().unwrap();
    let sent = json!({"events": [{"type": "exposure", "key": "layout", "variant": variant,
        "id": exposure_id("layout", 1, "ana", variant).to_string(), "user": "ana", "at": now()}]});
    assert_eq!(server.post("/api/events", &sent).expect(202)["accepted"], 1);
    evaluate(&server, &admin, "layout", &ana);
    counted(&server, "duplicate", 1);
    assert_eq!(stored(&server.data).len(), 1);
}

#[test]
fn no_answer_waits_for_the_store_and_what_waits_is_written_at_the_end() {
    let users = 300;
    assert_eq!(stopped_in_time(|| evaluated_and_stopped(users)), users + 1);
}

/// Evaluates for so many users while nothing can be stored, and for one more before the stop; gives
/// the log, and how many exposures are stored.
fn evaluated_and_stopped(users: usize) -> (String, usize) {
    let server = Server::start();
    fill(&server);
    let admin = server.admin();
    let other = Connection::open(server.data.join("events.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let ((), took) = timed(|| {
        for user in 0..users {
            evaluate(&server, &admin, "layout", &json!({"targetingKey": format!("u{user}")}));
        }
    });
    assert!(took < Duration::from_secs(20), "{took:?}");
    evaluate(&server, &admin, "layout", &json!({"targetingKey": "x".repeat(1_000)}));
    counted(&server, "refused", 1);
    until("it is logged", STORED_WITHIN, || {
        server.log().contains("events cannot be stored").then_some(())
    });
    assert_eq!(stored(&server.data).len(), 0);
    other.execute_batch("ROLLBACK").unwrap();
    // The last second is written by the stop.
    evaluate(&server, &admin, "layout", &json!({"targetingKey": "late"}));
    let data = server.data.clone();
    let (status, log, _folder) = server.stop_and_keep();
    assert!(status.success(), "{log}");
    (log, stored(&data).len())
}
