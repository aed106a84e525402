//! Verifying the change logs of a folder or of a copy of it, without a server.

use std::path::Path;

use hoist_api::Verification;
use hoist_store::{Log, Store};

/// Verifies every log of a folder or database file. A running server does not mind, and nothing is
/// changed.
pub(crate) fn verify(data: &Path) -> anyhow::Result<Vec<Verification>> {
    let store = Store::open_copy(data)?;
    let verification = |log: Log| {
        let found = store.verify(&log.head.log)?;
        let faults = found.faults.iter().map(ToString::to_string).collect();
        let log = format!("{} ({})", log.name, log.head.log);
        let hash = found.head.hash.to_string();
        Ok(Verification { log, entries: found.entries, hash, faults })
    };
    let mut found: Vec<_> =
        store.logs()?.into_iter().map(verification).collect::<anyhow::Result<_>>()?;
    let orphans = store.orphans()?;
    if orphans > 0 {
        let fault = format!("{orphans} entries belong to no log: theirs was removed");
        let log = "(removed)".to_owned();
        found.push(Verification {
            log,
            entries: orphans,
            hash: String::new(),
            faults: vec![fault],
        });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use hoist_ruleset::Digest;
    use hoist_ruleset::log::{Collection, Draft, Kind};
    use hoist_store::{Aside, Batch, Erase};
    use jiff::Timestamp;
    use tempfile::TempDir;

    use super::*;

    /// A folder with a log of three entries, whose store was closed.
    fn folder() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let store = Store::open(&data).unwrap();
        let mut head = store.create_log("default", "log-1", Timestamp::UNIX_EPOCH).unwrap().head;
        for number in 1..=3 {
            let body = format!("{{\"v\":{number}}}");
            let digest = Digest::of_json(&serde_json::from_str(&body).unwrap());
            let draft = Draft {
                kind: Kind::Created,
                collection: Collection::Features,
                key: format!("f{number}"),
                digest: Some(digest),
                restored: None,
                actor: "token:ops".to_owned(),
                reason: None,
                request_id: None,
                origin: None,
            };
            let entry = draft.seal(&head, Timestamp::UNIX_EPOCH);
            let onto = head.clone();
            head.check(&entry).unwrap();
            let bodies = vec![(digest, body)];
            store
                .append(&Batch {
                    onto,
                    entries: vec![entry],
                    bodies,
                    nodes: Vec::new(),
                    erase: Erase::default(),
                    aside: Aside::default(),
                })
                .unwrap();
        }
        (folder, data)
    }

    fn faults(data: &Path) -> Vec<String> {
        let [Verification { log, entries: 3, faults, .. }] = &verify(data).unwrap()[..] else {
            panic!("there is one log of three entries");
        };
        assert_eq!(log, "default (log-1)");
        faults.clone()
    }

    #[test]
    fn a_sound_log_and_one_that_was_changed() {
        let (_folder, data) = folder();
        assert_eq!(faults(&data), Vec::<String>::new());
        assert_eq!(faults(&data.join("hoist.db")), Vec::<String>::new());
        let database = rusqlite::Connection::open(data.join("hoist.db")).unwrap();
        database.execute_batch("UPDATE entries SET actor = 'nobody' WHERE seq = 2").unwrap();
        drop(database);
        let faults = faults(&data);
        assert!(!faults.is_empty());
        assert!(faults.iter().all(|fault| fault.starts_with("entry 2 ")), "{faults:?}");
    }

    #[test]
    fn where_there_is_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let error = verify(&folder.path().join("none")).unwrap_err();
        assert!(format!("{error:#}").starts_with("there is no "), "{error:#}");
    }
}
