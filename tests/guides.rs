//! The commands of the guides can be typed as they stand: each block behind `<!-- runs -->` is run
//! by a shell, page by page, on a new server. A machine without curl runs none.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::program::{BRIEF, root};
use crate::server::Server;

/// The blocks of a page that are marked, in order.
fn commands(page: &str) -> String {
    let text = std::fs::read_to_string(root().join(page)).unwrap();
    let marked = text.split("<!-- runs -->\n```sh\n").skip(1);
    let blocks: Vec<&str> = marked.map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(!blocks.is_empty(), "{page} has no block that runs");
    blocks.concat()
}

/// Runs the commands of a page in a folder of their own, beside the file that they name.
fn run(page: &str, server: &Server, token: &str) {
    if Command::new("curl").arg("--version").output().is_err() {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guides").join(page);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(root().join(BRIEF), folder.join("features.yaml")).unwrap();
    let strict = "curl() { command curl --disable --fail-with-body -sS \"$@\"; }\n";
    let output = Command::new("sh")
        .args(["-eux", "-c", &format!("{strict}{}", commands(page))])
        .env("url", &server.url)
        .env("auth", format!("Authorization: Bearer {token}"))
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{page}: {}\n{err}\n{out}", output.status);
}

#[test]
fn first_look() {
    let server = Server::start();
    run("README.md", &server, &server.admin());
}

#[test]
fn server_guide() {
    let server = Server::start();
    run("docs/server.md", &server, &server.admin());
}

#[test]
fn emergency_guide() {
    let server = Server::start();
    let flag = json!({"key": "checkout", "type": "boolean"});
    server.post("/api/features", &flag).expect(201);
    server.patch("/api/features/checkout", &json!({"enabled": true})).expect(200);
    run("docs/emergency.md", &server, &server.token("emergency", &["default"]));
}
