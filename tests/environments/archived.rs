//! Environments that are served no more: what ends, what is kept, and what cannot end.

use std::time::Duration;

use serde_json::json;

use super::{because, detail, keys, make, value};
use crate::clock::until;
use crate::program::{hoist_in, seen};
use crate::server::Server;
use crate::sse::{Next, Sse};

#[test]
fn an_archived_environment_is_served_no_more_and_its_log_is_kept() {
    let server = Server::start();
    make(&server, "staging");
    let flag = json!({"type": "boolean", "enabled": true});
    server.put("/api/features/a?environment=staging", &flag).expect(201);
    let [replica, client] = ["server", "client"].map(|kind| server.token(kind, &["staging"]));
    let both = server.token("server", &["staging", "default"]);
    let everywhere = server.token("server", &["*"]);
    let of = "/api/stream?environment=staging";
    let mut streams: Vec<Sse> = [&replica, &both, &everywhere]
        .into_iter()
        .map(|token| Sse::open(&server, of, token, &[]))
        .chain([Sse::open(&server, "/ofrep/v1/events", &client, &[])])
        .collect();
    streams.iter_mut().for_each(|stream| _ = stream.event());
    let path = "/api/environments/staging";
    let unconfirmed = server.delete(path);
    assert_eq!(unconfirmed.code(), "invalid");
    assert!(detail(&unconfirmed).contains("?confirm=staging"), "{}", detail(&unconfirmed));
    assert_eq!(server.delete(&format!("{path}?confirm=default")).code(), "bad_request");
    let log = server.get(path).expect(200)["log"].as_str().unwrap().to_owned();
    because(&server, "DELETE", &format!("{path}?confirm=staging"), None).expect(204);
    for stream in &mut streams {
        assert_eq!(stream.next_news(), Next::End);
    }

    let check = |server: &Server| {
        for token in [&replica, &client] {
            assert_eq!(value(server, token, "").code(), "unauthorized");
        }
        assert_eq!(value(server, &both, "?environment=staging").code(), "forbidden");
        let gone = value(server, &everywhere, "?environment=staging");
        assert_eq!(gone.code(), "not_found");
        assert!(detail(&gone).starts_with("The environment staging was archived at 20"));
        assert_eq!(value(server, &both, "").status, 404, "default has no such flag");
        assert_eq!(server.get(path).code(), "not_found");
        let list = server.get("/api/environments?archived=true").expect(200);
        let archived = &list["items"][0];
        assert_eq!((&archived["key"], &archived["log"]), (&json!("staging"), &json!(log)));
        assert_eq!(archived["seq"], 1);
        assert!(archived["archived_at"].as_str() > archived["created_at"].as_str());
    };
    check(&server);
    assert_eq!(keys(&server, ""), ["default"]);
    // The name is free, and those who held for the old one do not hold for the new one.
    make(&server, "staging");
    server.put("/api/features/a?environment=staging", &flag).expect(201);
    for token in [&replica, &client] {
        assert_eq!(value(&server, token, "").code(), "unauthorized");
    }
    assert_eq!(value(&server, &both, "?environment=staging").code(), "forbidden");
    value(&server, &everywhere, "?environment=staging").expect(200);
    let (confirm, data) = (format!("{path}?confirm=staging"), server.data.clone());
    server.delete(&confirm).expect(204);
    let folder = server.stop_and_keep().2;
    let told = seen(&hoist_in(&[], &["audit", "verify", "--data", data.to_str().unwrap()], b""));
    assert!(told.contains(&format!("staging~{log} ({log}) is sound: 1 entries")), "{told}");
    let server = Server::start_on(&data, &[]);
    assert_eq!(keys(&server, "?archived=true"), ["staging", "staging"]);
    assert_eq!(value(&server, &replica, "").code(), "unauthorized");
    make(&server, "staging");
    assert_eq!(value(&server, &both, "?environment=staging").code(), "forbidden");
    drop(folder);
}

#[test]
fn what_has_to_be_there_cannot_be_archived() {
    let server = Server::start();
    let default = server.delete("/api/environments/default?confirm=default");
    assert_eq!(default.code(), "invalid");
    make(&server, "open");
    let (data, folder) = (server.data.clone(), server.stop_and_keep().2);
    let server = Server::start_on(&data, &["--anonymous", "client", "--environment", "open"]);
    assert_eq!(server.delete("/api/environments/open?confirm=open").code(), "not_now");
    assert_eq!(keys(&server, ""), ["default", "open"]);
    drop(folder);
}

/// Whoever writes while an environment is archived is refused, or has written before that.
#[test]
fn nothing_is_written_behind_the_end_of_an_environment() {
    let server = Server::start();
    make(&server, "staging");
    let written = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let server = &server;
                scope.spawn(move || {
                    let write = |number: u64| {
                        let path = format!("/api/features/f{writer}-{number}?environment=staging");
                        server.put(&path, &json!({"type": "boolean"}))
                    };
                    let written = (0..).map(write).take_while(|answer| answer.status == 201);
                    written.count()
                })
            })
            .collect();
        until("some are written", Duration::from_secs(60), || {
            let seq = &server.get("/api/environments/staging").expect(200)["seq"];
            (seq.as_u64() > Some(20)).then_some(())
        });
        server.delete("/api/environments/staging?confirm=staging").expect(204);
        writers.into_iter().map(|writer| writer.join().unwrap()).sum::<usize>()
    });
    let list = server.get("/api/environments?archived=true").expect(200);
    assert_eq!(list["items"][0]["seq"], written);
}

/// The instance's log knows which logs there are, and how those of archived environments end.
#[test]
fn logs_that_were_removed_or_cut_off_are_noticed() {
    let server = Server::start();
    for key in ["live", "old"] {
        make(&server, key);
        for number in 0..3 {
            let path = format!("/api/features/f{number}?environment={key}");
            server.put(&path, &json!({"type": "boolean"})).expect(201);
        }
    }
    server.delete("/api/environments/old?confirm=old").expect(204);
    let (data, folder) = (server.data.clone(), server.stop_and_keep().2);
    let cut = "UPDATE logs SET seq = 2 WHERE name LIKE 'old~%';
        DELETE FROM entries WHERE seq = 3 AND log = (SELECT number FROM logs WHERE name LIKE 'old~%')";
    let remove = |name: &str| {
        let log = format!("(SELECT number FROM logs WHERE name LIKE '{name}')");
        format!("DELETE FROM entries WHERE log = {log}; DELETE FROM logs WHERE number = {log}")
    };
    let copied = |sql: &str| {
        let copy = tempfile::tempdir().unwrap();
        let to = copy.path().join("data");
        std::fs::create_dir(&to).unwrap();
        for file in ["hoist.db", "admin.token"] {
            std::fs::copy(data.join(file), to.join(file)).unwrap();
        }
        rusqlite::Connection::open(to.join("hoist.db")).unwrap().execute_batch(sql).unwrap();
        (copy, to)
    };
    for name in ["live", "old~%"] {
        let (_copy, to) = copied(&remove(name));
        let told = seen(&Server::command(&to, &[]).output().unwrap());
        assert!(told.contains("a change log is missing from the database"), "{name} {told}");
    }
    let (_copy, to) = copied(cut);
    let (_, log) = Server::start_on(&to, &[]).stop();
    assert!(log.contains("an archived log does not end as it did"), "{log}");
    let (_, log) = Server::start_on(&data, &[]).stop();
    assert!(!log.contains("an archived log does not end as it did"), "{log}");
    drop(folder);
}
