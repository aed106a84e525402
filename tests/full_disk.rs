//! R2: a disk that is full, or that refuses for another reason. Writes are refused at once, all
//! else goes on, nothing that was answered is lost, and as soon as there is room, there are writes.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::{timed, until};
use crate::events::{exposure, send as send_events};
use crate::seed::tell;
use crate::server::Server;

/// How long a write may take to be refused, most of the time and on a machine that stalls, and how
/// long it may take until writes work again.
const REFUSED_WITHIN: Duration = Duration::from_secs(2);
const STALLED_MAX: Duration = Duration::from_secs(15);
const RECOVERED_WITHIN: Duration = Duration::from_secs(5);
/// More writes than there is room for.
const WRITES_MAX: usize = 1_000;

/// Mounts a small disk over the server's folder, where nobody else sees it.
const MOUNT: &str = "mount -t tmpfs -o size=8m,mode=700 tmpfs \"$0\" && exec \"$@\"";
/// Lets a file that may not grow be an error like any other.
const IGNORE: &str = "trap '' XFSZ && exec \"$@\"";

/// The server that other programs start, on a folder within another.
fn start_through(outer: &[&str], folder: &Path) -> Server {
    let data = folder.join("data");
    let inner = Server::command(&data, &[]);
    let mut command = Command::new(outer[0]);
    command
        .args(&outer[1..])
        .arg(folder)
        .arg(inner.get_program())
        .args(inner.get_args())
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    Server::start_by(command, &data)
}

/// A flag that needs so much room that there soon is none.
fn flag(number: usize) -> Value {
    json!({"type": "boolean", "enabled": true, "when_on": format!("{number} {}", "x".repeat(60_000))})
}

/// Writes a flag, and adds how long that took.
fn write(server: &Server, number: usize, times: &mut Vec<Duration>) -> u16 {
    let path = format!("/api/features/f{number}");
    let (answer, took) = timed(|| server.put(&path, &flag(number)));
    times.push(took);
    if answer.status == 503 {
        assert_eq!(answer.code(), "store_unavailable");
    }
    answer.status
}

/// Most were answered at once, and none waited for the disk.
#[track_caller]
fn check_times(mut times: Vec<Duration>) {
    times.sort_unstable();
    assert!(times[times.len() / 2] < REFUSED_WITHIN, "{times:?}");
    assert!(times.last().is_some_and(|longest| *longest < STALLED_MAX), "{times:?}");
}

/// Takes the room away from a server and gives it back. Gives how many flags were written.
fn starve(server: &Server, fill: impl Fn(), free: impl Fn()) -> usize {
    let (mut accepted, mut refused) = (Vec::new(), Vec::new());
    assert_eq!(write(server, 0, &mut accepted), 201);
    fill();
    let written =
        (1..WRITES_MAX).take_while(|number| write(server, *number, &mut accepted) == 201).count()
            + 1;
    assert!(written < WRITES_MAX, "there always was room");
    for number in written..written + 10 {
        assert_eq!(write(server, number, &mut refused), 503, "{}", server.log());
    }
    [accepted, refused].into_iter().for_each(check_times);
    let token = json!({"name": "late", "kind": "viewer", "environments": ["*"],
        "expires_at": "2999-01-01T00:00:00Z"});
    let edits = [
        server.post("/flags/f0/kill", &json!({})),
        server.post("/api/tokens", &token),
        // A text that is there already would need no room.
        server.patch("/api/features/f0", &flag(WRITES_MAX)),
    ];
    // The smallest of them may find room in a page that is there already.
    assert!(edits.iter().all(|edit| matches!(edit.status, 200 | 201 | 503)));
    assert_eq!(edits[2].code(), "store_unavailable");
    let user = json!({"context": {"targetingKey": "u"}});
    for number in 1..written {
        let path = format!("/ofrep/v1/evaluate/flags/f{number}");
        assert_eq!(server.post(&path, &user).expect(200)["value"], flag(number)["when_on"]);
        let shown = server.get(&format!("/api/features/f{number}")).expect(200);
        assert_eq!(shown["when_on"], flag(number)["when_on"]);
    }
    let verified = server.get("/api/changes/verify").expect(200);
    assert_eq!(verified["faults"], json!([]));
    assert_eq!(server.send("GET", "/healthz", None, None, &[]).status, 200);
    free();
    until("writes", RECOVERED_WITHIN, || {
        (server.put("/api/features/late", &flag(0)).status == 201).then_some(())
    });
    written
}

/// Everything that was answered is in the files that the server leaves behind.
fn check_files(mut server: Server, data: &Path, written: usize) {
    let before = server.get("/api/export?format=json").expect(200);
    // Where the folder goes with the server, its files are looked at first.
    let copy = tempfile::tempdir().unwrap();
    for file in ["hoist.db", "hoist.db-wal", "admin.token"] {
        fs::copy(data.join(file), copy.path().join(file)).unwrap();
    }
    server.kill();
    let again = Server::start_on(copy.path(), &[]);
    assert_eq!(again.get("/api/export?format=json").expect(200), before);
    assert_eq!(before["features"].as_object().unwrap().len(), written + 1);
    let verified = again.get("/api/changes/verify").expect(200);
    assert_eq!(verified["faults"], json!([]));
}

/// Whether this run is one that must not leave anything out.
#[expect(clippy::disallowed_methods, reason = "only the environment tells")]
fn in_ci() -> bool {
    std::env::var_os("CI").is_some()
}

/// `ENOSPC`, on a real disk. Where the system lets nobody mount one, this says so; what follows
/// from a disk that refuses is tested below in any case.
#[test]
fn a_full_disk() {
    let folder = tempfile::tempdir().unwrap();
    let unshare = ["unshare", "-rm", "sh", "-c"];
    let probe = Command::new(unshare[0])
        .args(&unshare[1..])
        .arg(MOUNT)
        .arg(folder.path())
        .arg("true")
        .output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        assert!(!in_ci(), "CI must be able to try a full disk");
        tell(format_args!(
            "NOT TESTED: a full disk. `unshare -rm` and `mount -t tmpfs` are not allowed."
        ));
        return;
    }
    let mut server = start_through(&[unshare.as_slice(), &[MOUNT]].concat(), folder.path());
    // The mounted folder as the server sees it.
    let root = PathBuf::from(format!("/proc/{}/root", server.pid()));
    let inside = |path: &Path| root.join(path.strip_prefix("/").unwrap());
    server.data = inside(&server.data);
    let filler = inside(folder.path()).join("filler");
    let fill = || {
        let mut file = fs::File::create(&filler).unwrap();
        while file.write(&[0; 4_096]).is_ok_and(|written| written > 0) {}
    };
    let written = starve(&server, fill, || fs::remove_file(&filler).unwrap());
    let data = server.data.clone();
    check_files(server, &data, written);
}

/// `EFBIG`, which any process may be told to get: SQLite takes it for a disk that fails.
#[test]
fn a_disk_that_refuses() {
    let folder = tempfile::tempdir().unwrap();
    let server = start_through(&["sh", "-c", IGNORE], folder.path());
    let limit = |bytes: &str| {
        let (pid, limit) = (format!("--pid={}", server.pid()), format!("--fsize={bytes}:"));
        assert!(Command::new("prlimit").args([pid, limit]).status().unwrap().success());
    };
    let written = starve(&server, || limit("500000"), || limit("unlimited"));
    let data = server.data.clone();
    check_files(server, &data, written);
}

/// Events on a disk without room: refused as a whole, and stored once there is room again.
#[test]
fn events_on_a_disk_that_refuses() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = start_through(&["sh", "-c", IGNORE], folder.path());
    let documents = json!({"experiments": {"layout": {"variants": {"control": 0.5, "wide": 0.5},
        "metrics": ["bought"], "start_date": "2025-01-01T00:00:00Z"}}});
    server.post("/api/import", &documents).expect(200);
    let limit = |bytes: &str| {
        let (pid, limit) = (format!("--pid={}", server.pid()), format!("--fsize={bytes}:"));
        assert!(Command::new("prlimit").args([pid, limit]).status().unwrap().success());
    };
    let request = |number: u64| -> Vec<Value> {
        let user = |number: u64| format!("{number:0>200}");
        (number * 100..number * 100 + 100).map(|it| exposure(it, &user(it))).collect()
    };
    limit("500000");
    let (mut stored, mut refused, mut times) = (Vec::new(), Vec::new(), [Vec::new(), Vec::new()]);
    while refused.len() < 5 && stored.len() < WRITES_MAX {
        let events = request(u64::try_from(stored.len() + refused.len()).unwrap());
        let (answer, took) = timed(|| send_events(&server, &events));
        times[usize::from(answer.status != 202)].push(took);
        match answer.status {
            202 => stored.push(events),
            _ => {
                assert_eq!(answer.code(), "store_unavailable");
                assert_eq!(answer.header("retry-after"), "1");
                refused.push(events);
            }
        }
    }
    assert!(!stored.is_empty() && refused.len() == 5, "{} {}", stored.len(), refused.len());
    times.into_iter().for_each(check_times);
    server
        .post("/ofrep/v1/evaluate/flags/layout", &json!({"context": {"targetingKey": "u"}}))
        .expect(200);
    limit("unlimited");
    for events in &refused {
        until("events are stored", RECOVERED_WITHIN, || {
            let answer = send_events(&server, events);
            (answer.status == 202).then(|| assert_eq!(answer.json()["accepted"], 100))
        });
    }
    server.kill();
    let again = Server::start_on(&server.data, &[]);
    for events in stored.iter().chain(&refused) {
        assert_eq!(send_events(&again, events).expect(202)["duplicates"], 100);
    }
}
