//! The server, what is changed on it, and what it remembers of that.

use std::net::SocketAddr;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::generator::Random;
use crate::server::Server;

/// Flags that are there all the time.
pub(super) const FLAGS: usize = 12;

pub(super) fn key(number: usize) -> String {
    format!("flag_{number}")
}

/// A kill or a revival that the server has answered.
pub(super) struct Switched {
    pub(super) seq: u64,
    pub(super) key: String,
    pub(super) is_kill: bool,
}

pub(super) struct World {
    pub(super) server: Server,
    /// Kills and revivals, in the order of their seqs.
    pub(super) switched: Vec<Switched>,
    pub(super) restarts: u64,
    pub(super) changes: u64,
    _folder: tempfile::TempDir,
}

impl World {
    pub(super) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start_on(&folder.path().join("data"), &["--log", "info"]);
        let flag = |number| {
            (key(number), json!({"type": "percentage", "enabled": true, "percentage": 50}))
        };
        let flags: serde_json::Map<String, Value> = (0..FLAGS).map(flag).collect();
        server.post("/api/import", &json!({"features": flags})).expect(200);
        Self { server, switched: Vec::new(), restarts: 0, changes: 0, _folder: folder }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.server.url.strip_prefix("http://").unwrap().parse().unwrap()
    }

    /// Kills the server's process, and starts another one on the same folder.
    pub(super) fn restart(&mut self) {
        self.server.kill();
        self.server = Server::start_on(&self.server.data.clone(), &["--log", "info"]);
        self.restarts += 1;
    }

    /// Makes some changes, one after another.
    pub(super) fn change(&mut self, random: &mut Random) {
        for _ in 0..1 + random.below(8) {
            self.changes += 1;
            let key = key(random.below(FLAGS));
            match random.below(10) {
                0..4 => {
                    let body = json!({"percentage": random.below(101)});
                    self.server.patch(&format!("/api/features/{key}"), &body).expect(200);
                }
                4 => {
                    let flag = json!({"type": "boolean", "enabled": random.chance(50)});
                    let status = self.server.put("/api/features/extra", &flag).status;
                    assert!(matches!(status, 200 | 201), "{status}");
                }
                5 => {
                    let status = self.server.delete("/api/features/extra").status;
                    assert!(matches!(status, 204 | 404), "{status}");
                }
                _ => self.switch(key),
            }
        }
    }

    /// Kills a flag, or revives it where it is killed.
    fn switch(&mut self, key: String) {
        let last = self.switched.iter().rev().find(|switched| switched.key == key);
        let is_kill = last.is_none_or(|last| !last.is_kill);
        let act = if is_kill { "kill" } else { "revive" };
        self.server.post(&format!("/flags/{key}/{act}"), &json!({"reason": "chaos"})).expect(200);
        // Nobody else writes.
        let seq = self.server.get("/status").expect(200)["seq"].as_u64().unwrap();
        self.switched.push(Switched { seq, key, is_kill });
    }

    /// What everybody should have: the value of each flag for a user.
    pub(super) fn values(&self, user: &str) -> Vec<(String, Value)> {
        let body = json!({"context": {"targetingKey": user}});
        let answer = self.server.post("/api/evaluate", &body).expect(200);
        let item = |item: &Value| (item["key"].as_str().unwrap().to_owned(), item["value"].clone());
        answer["items"].as_array().unwrap().iter().map(item).collect()
    }

    /// How many events are on the server's disk; each is there once.
    pub(super) fn into_events(mut self) -> u64 {
        self.server.kill();
        let database = Connection::open(self.server.data.join("events.db")).unwrap();
        let query = "SELECT count(*), count(DISTINCT id) FROM events JOIN names \
                     ON names.number = events.name WHERE names.name = 'tried'";
        let counts = database.query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?)));
        let (all, different): (i64, i64) = counts.unwrap();
        assert_eq!(all, different);
        u64::try_from(all).unwrap()
    }
}
