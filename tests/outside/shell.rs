//! What a person types into a shell: the emergency scripts and the commands of the guides.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{BRIEF, root, seen};
use crate::server::Server;

/// A server with two flags of which one has an earlier definition, and an emergency token for it.
fn burning() -> (Server, String) {
    let server = Server::start();
    for key in ["checkout", "search"] {
        let flag = json!({"key": key, "type": "boolean", "enabled": true});
        server.post("/api/features", &flag).expect(201);
    }
    server.patch("/api/features/search", &json!({"description": "new"})).expect(200);
    let token = server.token("emergency", &["default"]);
    (server, token)
}

/// A script, run in a folder of its own.
struct Script {
    folder: TempDir,
    variables: Vec<(&'static str, String)>,
}

impl Script {
    fn new(text: &str, variables: Vec<(&'static str, String)>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("script.sh"), text).unwrap();
        Self { folder, variables }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new("bash")
            .arg("script.sh")
            .args(arguments)
            .env_remove("HOIST_ENVIRONMENT")
            .env_remove("EMERGENCY_TOKEN")
            .envs(self.variables.iter().cloned())
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }

    /// What it printed, where it ended well.
    #[track_caller]
    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", seen(&output));
        String::from_utf8(output.stdout).unwrap()
    }
}

/// The script of the brief's section 10, as it is but for the host.
#[test]
#[ignore = "it needs curl and jq: `cargo xtask test` runs it"]
fn the_script_of_the_brief() {
    let (server, token) = burning();
    let text = std::fs::read_to_string(root().join("tests/fixtures/brief-emergency.sh")).unwrap();
    let text = text.replace("http://api.features.internal", &server.url);
    let script = Script::new(&text, vec![("EMERGENCY_TOKEN", token)]);
    // The team's own hook is the team's.
    let hook = script.folder.path().join("notify-team.sh");
    std::fs::write(&hook, "#!/bin/sh\necho \"$1\" >> told.txt\n").unwrap();
    assert!(Command::new("chmod").arg("+x").arg(&hook).status().unwrap().success());
    assert!(script.done(&["kill", "checkout", "payment errors"]).contains("\"seq\":4"));
    assert!(script.done(&["rollback", "search"]).contains("\"restored\":2"));
    assert!(script.done(&["freeze"]).contains("\"frozen\":true"));
    let status = script.done(&["status"]);
    let status: Value = serde_json::from_str(&status[status.find('{').unwrap()..]).unwrap();
    assert_eq!(status["flags"]["killed"], json!(["checkout"]));
    let told = std::fs::read_to_string(script.folder.path().join("told.txt")).unwrap();
    assert_eq!(told, "Kill switch activated for checkout: payment errors\n");
    assert_eq!(
        server.get("/api/features/checkout").expect(200)["killed"]["reason"],
        "payment errors"
    );
}

#[test]
#[ignore = "it needs curl and jq: `cargo xtask test` runs it"]
fn our_script() {
    let (server, token) = burning();
    let text = std::fs::read_to_string(root().join("scripts/feature-emergency.sh")).unwrap();
    let variables = vec![("HOIST_URL", server.url.clone()), ("EMERGENCY_TOKEN", token)];
    let script = Script::new(&text, variables);
    let reason = "a \"quoted\" reason \\ with 🔥\nand a line";
    script.done(&["kill", "checkout", reason]);
    let killed = server.get("/api/features/checkout").expect(200);
    assert_eq!(killed["killed"]["reason"], "a \"quoted\" reason \\ with 🔥 and a line");
    script.done(&["revive", "checkout"]);
    script.done(&["rollback", "search", "back"]);
    script.done(&["freeze", "holidays"]);
    let status: Value = serde_json::from_str(&script.done(&["status"])).unwrap();
    assert_eq!(status["freeze"]["reason"], "holidays");
    script.done(&["unfreeze"]);
    for (arguments, expected) in [
        (&["kill", "nobody"] as &[&str], 1),
        (&["unfreeze"], 1),
        (&["kill"], 2),
        (&["kill", "a/b"], 2),
        (&["explode"], 2),
        (&[], 2),
    ] {
        assert_eq!(script.run(arguments).status.code(), Some(expected), "{arguments:?}");
    }
    for (token, expected) in [("", 2), ("hoist_emergency_wrong", 1)] {
        let variables =
            vec![("HOIST_URL", server.url.clone()), ("EMERGENCY_TOKEN", token.to_owned())];
        let script = Script::new(&text, variables);
        assert_eq!(script.run(&["status"]).status.code(), Some(expected), "{token:?}");
    }
}

/// The blocks of a page behind `<!-- runs -->`, in order.
fn commands(page: &str) -> String {
    let text = std::fs::read_to_string(root().join(page)).unwrap();
    let marked = text.split("<!-- runs -->\n```sh\n").skip(1);
    let blocks: Vec<&str> = marked.map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(!blocks.is_empty(), "{page} has no block that runs");
    blocks.concat()
}

/// Runs the commands of a page as they stand, beside the file that they name.
fn run_page(page: &str, server: &Server, token: &str) {
    let strict = "curl() { command curl --disable --fail-with-body -sS \"$@\"; }\n";
    let program = Path::new(env!("CARGO_BIN_EXE_hoist")).parent().unwrap();
    let path = format!("{}:{}", program.display(), option_env!("PATH").unwrap_or("/usr/bin:/bin"));
    let variables = vec![
        ("PATH", path),
        ("url", server.url.clone()),
        ("auth", format!("Authorization: Bearer {token}")),
        ("HOIST_URL", server.url.clone()),
        ("HOIST_TOKEN", token.to_owned()),
    ];
    let script = Script::new(&format!("set -eux\n{strict}{}", commands(page)), variables);
    std::fs::copy(root().join(BRIEF), script.folder.path().join("features.yaml")).unwrap();
    script.done(&[]);
}

#[test]
#[ignore = "it needs curl and jq: `cargo xtask test` runs it"]
fn the_commands_of_the_guides() {
    for page in ["README.md", "docs/server.md", "docs/schedules.md", "docs/curl.md", "docs/web.md"]
    {
        let server = Server::start();
        run_page(page, &server, &server.admin());
    }
    let server = Server::start();
    let flag = json!({"key": "checkout", "type": "boolean"});
    server.post("/api/features", &flag).expect(201);
    server.patch("/api/features/checkout", &json!({"enabled": true})).expect(200);
    run_page("docs/history.md", &server, &server.admin());
    run_page("docs/emergency.md", &server, &server.token("emergency", &["default"]));
}
