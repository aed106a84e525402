//! `hoist-bench`: Hoist beside the floor, without peers. `hoist-bench sdk`: the SDK and the brief's
//! file. `hoist-bench reload`: what a change costs. `hoist-bench stats`: what a comparison costs.
//! With `--once` each measurement runs short, to show that it works.
#![allow(clippy::disallowed_methods, reason = "clocks are read to measure")]

mod brief;
mod reload;
mod sdk;
mod stats;

use std::process::ExitCode;

use hoist_bench::report::{self, Field, Options};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).peekable();
    let part = arguments.next_if(|argument| !argument.starts_with("--"));
    let options = Options::parse(arguments);
    hoist_bench::exit(options.and_then(|options| match part.as_deref() {
        None => without_peers(options),
        Some("sdk") => brief::run(options.once),
        Some("reload") => reload::measure(options.once),
        Some("stats") => stats::measure(options.once),
        Some(other) => Err(format!("there is no part `{other}`: sdk, reload or stats")),
    }))
}

fn without_peers(options: Options) -> Result<(), String> {
    report::run(Field { ready: hoist_bench::ours()?, missing: Vec::new() }, "allocations", options)
}
