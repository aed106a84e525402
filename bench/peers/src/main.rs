//! `hoist-bench-peers`: Hoist beside the floor and beside others, in one process and one run.

use std::process::ExitCode;

use hoist_bench::report::{self, Options};

fn main() -> ExitCode {
    let options = Options::parse(std::env::args().skip(1));
    hoist_bench::exit(
        options.and_then(|options| {
            report::run(hoist_bench_peers::field()?, "peers-allocations", options)
        }),
    )
}
