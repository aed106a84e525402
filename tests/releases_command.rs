//! `hoist release`, as people and pipelines use it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::clock::until;
use crate::folders::{done, run};
use crate::program::{root, seen};
use crate::server::Server;

const SOON: Duration = Duration::from_secs(60);
/// Two steps that are over at once.
const SHORT: &str = "releases: {short: {flag: search, checks: [], steps: [\
    {name: half, percentage: 50, duration: 1s}, {name: full, percentage: 100, duration: 1s}]}}";
/// One that would take a day.
const LONG: &str = "releases: {checkout_v2: {flag: checkout, checks: [], steps: [\
    {name: canary, percentage: 5, duration: 1d}, {name: full, percentage: 100, duration: 1s}]}}";

/// The program while it goes on, and its lines.
struct Watching {
    child: Child,
    stdout: BufReader<ChildStdout>,
    told: String,
}

impl Watching {
    fn start(server: &Server, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hoist"))
            .args(arguments)
            .envs([("HOIST_URL", server.url.clone()), ("HOIST_TOKEN", server.admin())])
            .env_remove("HOIST_ENVIRONMENT")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Self { child, stdout, told: String::new() }
    }

    /// Reads lines until there is one with this.
    #[track_caller]
    fn wait_for(&mut self, text: &str) {
        let mut line = String::new();
        while !line.contains(text) {
            line.clear();
            let length = self.stdout.read_line(&mut line).unwrap();
            assert!(length > 0, "it ended before {text}:\n{}", self.told);
            self.told += &line;
        }
    }

    /// Everything that was seen once it has ended.
    fn end(mut self) -> String {
        let mut rest = String::new();
        while self.stdout.read_line(&mut rest).unwrap() > 0 {}
        let Output { status, stderr, .. } = self.child.wait_with_output().unwrap();
        let stdout = (self.told + &rest).into_bytes();
        seen(&Output { status, stdout, stderr })
    }
}

/// A file in a folder that lives as long as the test.
fn file(folder: &Path, text: &str) -> String {
    let path = folder.join("release.yaml");
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn who_watches_sees_what_people_ask() {
    let (server, folder) = (Server::start(), tempfile::tempdir().unwrap());
    done(&server, &["import", &file(folder.path(), LONG)]);
    let list = done(&server, &["release", "list"]);
    assert!(list.contains("checkout_v2  checkout  -    never started"), "{list}");
    let never = run(&server, &["release", "watch", "checkout_v2"]);
    assert!(never.ends_with("exit status 1"), "{never}");
    let started = done(&server, &["release", "start", "checkout_v2", "--reason", "ready"]);
    assert!(started.starts_with("checkout_v2: run 1, running, checkout at "), "{started}");

    let mut watching = Watching::start(&server, &["release", "watch", "checkout_v2"]);
    watching.wait_for("stepped: going to 5 %");
    done(&server, &["release", "pause", "checkout_v2", "--reason", "lunch"]);
    watching.wait_for("paused: lunch (");
    let active = done(&server, &["release", "list", "--active"]);
    assert!(active.contains("paused"), "{active}");

    // Who stops watching stops nothing else.
    let mut other = Watching::start(&server, &["release", "watch", "checkout_v2"]);
    other.wait_for("paused: lunch (");
    kill_process(Pid::from_child(&other.child), Signal::INT).unwrap();
    let stopped = other.end();
    assert!(stopped.contains("stderr: stopped watching; the release goes on"), "{stopped}");
    assert!(stopped.ends_with("exit status 0"), "{stopped}");
    let status = done(&server, &["release", "status", "checkout_v2"]);
    assert!(status.starts_with("release   checkout_v2, run 1, paused\n"), "{status}");
    assert!(status.contains("because   it is paused: lunch\n"), "{status}");

    let abort = ["release", "abort", "checkout_v2", "--reason", "support is called"];
    let aborted = done(&server, &abort);
    assert!(aborted.contains("rolled back: aborted: support is called ("), "{aborted}");
    let watched = watching.end();
    let why =
        "stderr: error: checkout_v2 was taken back at step canary: aborted: support is called (";
    assert!(watched.contains(why) && watched.ends_with("exit status 1"), "{watched}");
    let checks = done(&server, &["release", "checks", "checkout_v2"]);
    assert!(checks.starts_with("no check was made\n"), "{checks}");
    let history = server.get("/api/releases/checkout_v2/history").expect(200);
    assert!(history.to_string().contains("support is called"), "{history}");
}

#[test]
fn a_file_is_run_to_its_end() {
    let (server, folder) = (Server::start(), tempfile::tempdir().unwrap());
    let run_it = ["release", "run", &file(folder.path(), SHORT), "--wait"];
    let told = done(&server, &run_it);
    for each in ["created releases/short", "stepped: going to 50 %", "succeeded: "] {
        assert!(told.contains(each), "{each} in {told}");
    }
    assert_eq!(server.get("/api/features/search").expect(200)["percentage"], 100);
    // A job that runs again after that has nothing to do, until somebody takes users out again.
    let told = done(&server, &run_it);
    let note = "note: short has succeeded already by this document, and everybody is in (run 1, ";
    assert!(told.contains(note) && told.contains("succeeded: "), "{told}");
    server.patch("/api/features/search", &serde_json::json!({"percentage": 10})).expect(200);
    let told = done(&server, &run_it);
    assert!(told.contains("short: run 2, running"), "{told}");

    let run_it = ["release", "run", &file(folder.path(), LONG), "--wait"];
    let mut waiting = Watching::start(&server, &run_it);
    waiting.wait_for("stepped: going to 5 %");
    // A job that is started again waits for the same run; one of another document does not.
    let mut again = Watching::start(&server, &run_it);
    again.wait_for("stepped: going to 5 %");
    let before = server.get("/api/releases/checkout_v2").expect(200);
    file(folder.path(), &LONG.replace("1d", "2d"));
    let other = run(&server, &run_it);
    assert!(other.contains("by another document than this"), "{other}");
    assert!(other.ends_with("exit status 1"), "{other}");
    // What is refused leaves nothing behind: the file as it was is still what runs.
    assert_eq!(server.get("/api/releases/checkout_v2").expect(200), before);
    file(folder.path(), LONG);
    let told = done(&server, &run_it[..3]);
    let note = "note: checkout_v2 runs already by this document (run 1, ";
    assert!(told.contains(note), "{told}");
    for (dry, refused) in [
        (&["release", "start", "checkout_v2", "--dry-run"][..], true),
        (&["release", "start", "checkout_v2"], false),
    ] {
        let told = run(&server, dry);
        assert_eq!(told.contains("runs already, in earnest (run 1)"), refused, "{told}");
        assert_eq!(told.ends_with("exit status 1"), refused, "{told}");
    }
    done(&server, &["release", "abort", "checkout_v2"]);
    for waiting in [waiting, again] {
        let told = waiting.end();
        assert!(told.contains("error: checkout_v2 was taken back at step canary"), "{told}");
        assert!(told.ends_with("exit status 1"), "{told}");
    }

    let none = run(&server, &["release", "run", &file(folder.path(), "features: {}")]);
    assert!(none.contains("has no release"), "{none}");
    // One that cannot start is not written either.
    let unheard = "releases: {new: {flag: f, checks: [{name: e, source: prometheus, query: '1',
        max: 1}]}}";
    let refused = run(&server, &["release", "run", &file(folder.path(), unheard)]);
    assert!(refused.contains("--prometheus-url"), "{refused}");
    server.get("/api/releases/new").expect(404);
}

/// The blocks of the guide that come right after a text.
fn blocks(after: &str) -> Vec<String> {
    let guide = fs::read_to_string(root().join("docs/releases.md")).unwrap();
    let block = |rest: &str| rest.split("```").next().unwrap().to_owned();
    guide.split(after).skip(1).map(block).collect()
}

#[test]
fn the_guide_s_commands_do_what_it_says() {
    let (server, folder) = (Server::start(), tempfile::tempdir().unwrap());
    let [file] = &blocks("<!-- release.yaml -->\n```yaml\n")[..] else { panic!("one file") };
    fs::write(folder.path().join("release.yaml"), file).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_hoist")).parent().unwrap();
    let path = format!("{}:{}", program.display(), option_env!("PATH").unwrap_or("/usr/bin:/bin"));
    let commands = blocks("<!-- runs -->\n```sh\n");
    assert_eq!(commands.len(), 4, "{commands:?}");
    // It may be rolling back still, or rolled back already.
    let seen_of = ["run 1, running", "run 1, paused", "run 1, roll", "run 2, roll"];
    for (place, (commands, expected)) in commands.iter().zip(seen_of).enumerate() {
        let output = Command::new("sh")
            .args(["-ec", commands])
            .envs([("PATH", &path), ("HOIST_URL", &server.url), ("HOIST_TOKEN", &server.admin())])
            .env_remove("HOIST_ENVIRONMENT")
            .current_dir(folder.path())
            .output()
            .unwrap();
        let seen = seen(&output);
        assert!(output.status.success() && seen.contains(expected), "{commands}{seen}");
        if place >= 2 {
            until("it is taken back", SOON, || {
                let now = server.get("/api/releases/checkout_v2/status").expect(200);
                (now["status"] == "rolled_back").then_some(())
            });
        }
    }
}
