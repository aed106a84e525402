//! R15: a backup that is made while others write is restored elsewhere: it has what was answered
//! before it began, and half of nothing; and whatever is changed of its file, it is refused.
//!
//! `HOIST_SOAK_ROUNDS` says how often, `HOIST_SEED` which choices.

use super::*;

/// How often where nobody says how often.
const ROUNDS: u64 = 2;
/// Places at which each backup is cut off, and at which a bit of it is turned.
const PLACES: usize = 100;

#[test]
fn a_backup_under_load_is_whole_and_a_damaged_one_is_refused() {
    let (seed, rounds) = (seed(), setting("HOIST_SOAK_ROUNDS").unwrap_or(ROUNDS));
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut random = Random::new(seed);
    let (mut entries, mut during, mut bytes) = (0, 0, 0);
    for round in 0..rounds {
        let mut server = Server::start_on(&data, &[]);
        let first = seq(&server);
        let file = folder.path().join(format!("{round}.tar"));
        let mut made = Made::default();
        let sent = write_until_killed_after(&mut server, round, seed, &mut random, |server| {
            made = back_up(server, &file);
        });
        let server = Server::start_on(&data, &[]);
        let (restored, log) = restored(folder.path(), &file, &data, first);
        assert!(restored_seq(&log, first) >= made.before, "what was answered is not there");
        let all = log_after(&server, first);
        assert_eq!(log[..], all[..log.len()], "another past");
        let (tokens, sent): (Vec<Sent>, Vec<Sent>) =
            sent.into_iter().partition(|sent| sent.is_token || sent.revokes.is_some());
        for sent in &sent {
            let own = log.iter().filter(|entry| entry["request_id"] == *sent.id).count();
            assert!(own == 0 || own == sent.effect.len(), "half of {sent:?}");
        }
        check_state(&restored, &log, &sent);
        check_instance(&server, &restored);
        drop((restored, server, tokens));
        std::fs::remove_dir_all(folder.path().join("restored")).unwrap();
        let text = std::fs::read(&file).unwrap();
        refuse_damaged(&text, folder.path(), &mut random);
        std::fs::remove_file(&file).unwrap();
        entries += log.len();
        during += made.after - made.before;
        bytes = text.len();
    }
    assert!(during > 0, "no change was answered while a backup was made");
    let places = u64::try_from(2 * PLACES).unwrap() * rounds;
    tell(format_args!(
        "figure: {rounds} backups, {during} changes answered while they were made, {entries} \
         entries restored and compared, the last backup {bytes} bytes; {places} damaged ones, all \
         refused"
    ));
}

/// Seqs of the log before a backup and after it.
#[derive(Default)]
struct Made {
    before: u64,
    after: u64,
}

fn back_up(server: &Server, file: &Path) -> Made {
    let before = seq(server);
    let output = crate::program::hoist_in(
        &[("HOIST_URL", &server.url), ("HOIST_TOKEN", &server.admin())],
        &["backup", file.to_str().unwrap()],
        b"",
    );
    assert!(output.status.success(), "{}", crate::program::seen(&output));
    Made { before, after: seq(server) }
}

/// A server on what is restored, and the entries after a seq there.
fn restored(folder: &Path, file: &Path, data: &Path, first: u64) -> (Server, Vec<Value>) {
    let target = folder.join("restored");
    let (file, name) = (file.to_str().unwrap(), target.to_str().unwrap());
    let output = crate::program::hoist(&["restore", file, "--data", name]);
    assert!(output.status.success(), "{}", crate::program::seen(&output));
    check_files(&target);
    // The secret is in no backup; whoever has it keeps it elsewhere.
    std::fs::copy(data.join("admin.token"), target.join("admin.token")).unwrap();
    let server = Server::start_on(&target, &[]);
    let log = log_after(&server, first);
    (server, log)
}

fn restored_seq(log: &[Value], first: u64) -> u64 {
    log.last().map_or(first, |entry| entry["seq"].as_u64().unwrap())
}

/// The log of tokens is a beginning of the one that was copied, and sound.
fn check_instance(server: &Server, restored: &Server) {
    let entries = |server: &Server| {
        let path = "/api/instance/changes?order=asc&limit=1000";
        server.get(path).expect(200)["items"].as_array().unwrap().clone()
    };
    let (all, own) = (entries(server), entries(restored));
    assert_eq!(own[..], all[..own.len()]);
    assert_eq!(restored.get("/api/instance/changes/verify").expect(200)["faults"], json!([]));
}

/// Cuts the file off and turns bits of it at random places: nothing of it is restored.
fn refuse_damaged(file: &[u8], folder: &Path, random: &mut Random) {
    let target = folder.join("damaged");
    let refuse = |bytes: &[u8], what: &str| {
        let error = hoist_store::backup::restore(&mut &*bytes, &target, true).unwrap_err();
        assert!(error.to_string().starts_with("this "), "{what}: {error}");
        for name in ["damaged", "damaged.part"] {
            assert!(!folder.join(name).exists(), "{what}: {name} is left");
        }
    };
    for _ in 0..PLACES {
        let at = random.below(file.len());
        refuse(&file[..at], &format!("cut off at {at}"));
        let (at, bit) = (random.below(file.len()), random.below(8));
        let mut turned = file.to_vec();
        turned[at] ^= 1 << bit;
        refuse(&turned, &format!("bit {bit} of byte {at}"));
    }
}
