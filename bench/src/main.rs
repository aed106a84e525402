//! `hoist-bench`: Hoist beside the floor, without peers. `hoist-bench sdk`: the SDK and the brief's
//! file. With `--once` each measurement runs short, to show that it works.
#![allow(clippy::disallowed_methods, reason = "clocks are read to measure")]

mod brief;
mod sdk;

use std::process::ExitCode;

use hoist_bench::report::{self, Field, Options};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).peekable();
    let is_sdk = arguments.next_if(|argument| argument == "sdk").is_some();
    let options = Options::parse(arguments);
    hoist_bench::exit(options.and_then(|options| match is_sdk {
        true => brief::run(options.once),
        false => without_peers(options),
    }))
}

fn without_peers(options: Options) -> Result<(), String> {
    report::run(Field { ready: hoist_bench::ours()?, missing: Vec::new() }, "allocations", options)
}
