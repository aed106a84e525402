//! Tests that run programs of others against a real server: OpenFeature's Python client,
//! schemathesis, promtool, a shell with curl and jq.
//!
//! They are marked `ignore`, so that plain `cargo test` needs none of them. `cargo xtask test` and
//! `cargo xtask ci` provide the programs (`xtask/src/outside.rs`) and run these tests.

mod ofrep_python;
mod promtool;
mod schemathesis;
mod shell;

use std::path::Path;
use std::process::Command;

/// A program of the Python environment that xtask makes.
fn python_program(name: &str) -> Command {
    // Cargo's folder for files of integration tests is in its target folder.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let program = target.join("outside/venv/bin").join(name);
    assert!(program.exists(), "{}: `cargo xtask test` puts it there", program.display());
    Command::new(program)
}
