//! Tests that run programs of others against a real server: OpenFeature's clients for
//! Python, Node and browsers, schemathesis, promtool, a shell with curl and jq,
//! Prometheus and `HAProxy`.
//!
//! They are marked `ignore`, so that plain `cargo test` needs none of them. `cargo xtask test` and
//! `cargo xtask ci` provide the programs (`xtask/src/outside.rs`) and run these tests.

mod client;
mod flagger;
mod ofrep_node;
mod ofrep_python;
mod promtool;
mod releasing;
mod schemathesis;
mod shell;

use std::path::{Path, PathBuf};
use std::process::Command;

/// A program of the Python environment that xtask makes.
fn python_program(name: &str) -> Command {
    Command::new(provided(&format!("venv/bin/{name}")))
}

/// Node, with the packages that xtask installs.
fn node_program() -> Command {
    let mut command = Command::new("node");
    command.env("NODE_PATH", provided("node/node_modules"));
    command
}

/// A file that xtask puts into the target folder.
fn provided(path: &str) -> PathBuf {
    // Cargo's folder for files of integration tests is in its target folder.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let path = target.join("outside").join(path);
    assert!(path.exists(), "{}: `cargo xtask test` puts it there", path.display());
    path
}
