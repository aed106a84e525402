//! The laws of `fuzz/` on what fuzzing starts from, and on what it once found.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hoist_fuzz::{Connection, OFREP_RULES, TARGETS, ofrep, seeds};

use crate::server::Server;

/// Cases of a target, each with what it is.
fn cases(target: &str) -> Vec<(String, Vec<u8>)> {
    let seeds = (0..)
        .zip(seeds::of(target))
        .map(|(index, seed): (usize, _)| (format!("{target}: seed {index}"), seed));
    let found = seeds::found(target).into_iter();
    let all: Vec<_> =
        seeds.chain(found.map(|(path, case)| (path.display().to_string(), case))).collect();
    assert!(all.len() > 5, "{target} has no seeds");
    all
}

#[test]
fn the_laws_hold() {
    for (target, law) in TARGETS {
        for (name, case) in cases(target) {
            let kept = catch_unwind(|| law(&case));
            assert!(kept.is_ok(), "{name} breaks a law, see above");
        }
    }
}

#[test]
fn the_laws_of_ofrep_hold() {
    let server = Server::start();
    let (admin, file) = (
        server.admin(),
        serde_json::json!({"files": [{"name": "rules.yaml", "text": OFREP_RULES}]}),
    );
    server.post("/api/import/files", &file).expect(200);
    let address = server.url.strip_prefix("http://").unwrap();
    let mut connection = Connection::new(address, Some(&admin));
    for (name, case) in cases("ofrep") {
        let kept = catch_unwind(AssertUnwindSafe(|| ofrep(&mut connection, &case)));
        assert!(kept.is_ok(), "{name} breaks a law, see above");
    }
}
