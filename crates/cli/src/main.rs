//! The `hoist` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    hoist::run(std::env::args_os())
}
