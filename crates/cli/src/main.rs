//! The `hoist` program.

use std::process::ExitCode;

/// A request makes and drops some sixty small pieces of memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    hoist::run(std::env::args_os())
}
