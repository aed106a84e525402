//! What is saved is found again, damage is told, and long lists come along.

use hoist_api::{KillNotice, Killed};
use hoist_ruleset::{Lists, Source, read};
use jiff::Timestamp;

use super::*;
use crate::apply::{Applied, Message, apply};

fn known() -> Known {
    let many: Vec<String> = (0..1_500).map(|n| format!("\"user_{n}\"")).collect();
    let text = format!(
        "{{\"features\": {{\"a\": {{\"type\": \"boolean\", \"enabled\": true}}}}, \
         \"segments\": {{\"s\": {{\"include\": [{}]}}}}}}",
        many.join(",")
    );
    let reading = read(&[Source::new("f.json", text)]);
    assert_eq!(reading.diagnostics, []);
    let known = Known::of_documents(reading.documents);
    let known = Known { log: "l".into(), rules_seq: 5, ..known };
    let at = Timestamp::UNIX_EPOCH;
    let killed = Some(Killed { reason: None, by: "t".to_owned(), at });
    let notice = KillNotice { log: "l".to_owned(), seq: 9, key: "a".to_owned(), killed };
    match apply(&known, Message::Kills(vec![notice]), &Lists::default()) {
        Applied::Known(known, _) => known,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_saved_is_found_again() {
    let folder = std::env::temp_dir().join(format!("hoist-{}", uuid::Uuid::new_v4()));
    let cache = Cache::new(&folder, "http://x", "t", None);
    let known = known();
    cache.save(&known).unwrap();
    cache.save(&known).unwrap();
    let (found, complaints) = file::read(&cache.path).unwrap();
    assert_eq!(complaints, []);
    assert_eq!(found.documents, known.documents);
    assert_eq!((found.seq(), found.kill_seq()), (5, 9));
    assert!(found.ruleset.get("a").unwrap().killed);

    let saved = std::fs::read(&cache.path).unwrap();
    for (damaged, why) in [
        (saved[..saved.len() - 1].to_vec(), "checksum"),
        (saved[..20].to_vec(), "checksum"),
        ([&saved[..200], &b"x"[..], &saved[201..]].concat(), "checksum"),
        (saved[1..].to_vec(), "does not begin"),
        (Vec::new(), "does not begin"),
    ] {
        std::fs::write(&cache.path, damaged).unwrap();
        let told = file::read_saved(&cache.path).unwrap_err();
        assert!(told.contains(why), "{told}");
    }
    let others = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(others, 1, "nothing is left beside it");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn newer_rules_of_another_process_are_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::new(folder.path(), "http://x", "t", None);
    let ours = known();
    assert!(!file::is_newer(&cache.path, &ours), "there is none");
    let with = |log: &str, rules_seq| Known { log: log.into(), rules_seq, ..known() };
    let without_kill = Known { overlay: Default::default(), ..known() };
    for (there, is_newer) in [
        (known(), false),
        (with("l", 6), true),
        (with("l", 4), false),
        (with("other", 6), false),
        (without_kill.clone(), false),
    ] {
        cache.save(&there).unwrap();
        let seq = there.rules_seq;
        assert_eq!(file::is_newer(&cache.path, &ours), is_newer, "{} {seq}", there.log);
    }
    cache.save(&ours).unwrap();
    assert!(file::is_newer(&cache.path, &without_kill), "the kill is newer");
    std::fs::write(&cache.path, "hoist-cache-1 damaged").unwrap();
    assert!(!file::is_newer(&cache.path, &without_kill), "damage is overwritten");
}

#[cfg(unix)]
#[test]
fn others_cannot_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::new(folder.path(), "http://x", "t", None);
    cache.save(&known()).unwrap();
    let mode = cache.path.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn each_token_and_environment_has_a_place_of_its_own() {
    let name = |url, token, environment| Cache::new(Path::new("d"), url, token, environment).path;
    let places = [
        name("http://x", "t", None),
        name("http://y", "t", None),
        name("http://x", "u", None),
        name("http://x", "t", Some("e")),
    ];
    let different: std::collections::BTreeSet<_> = places.iter().collect();
    assert_eq!(different.len(), places.len());
    assert!(places.iter().all(|path| path.to_string_lossy().len() < 40));
}
