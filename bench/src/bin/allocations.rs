//! Counts the allocations of each evaluator and scenario, for the table of `hoist-bench`.

use std::process::ExitCode;

use hoist_bench::measure::{Memory, count};

fn main() -> ExitCode {
    let counted = hoist_bench::ours().and_then(|mut ours| {
        count(&mut ours, |act| {
            let info = allocation_counter::measure(act);
            Memory { allocations: info.count_total, kept_bytes: info.bytes_current }
        })
    });
    hoist_bench::exit(counted)
}
