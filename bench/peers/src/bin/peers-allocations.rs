//! Counts the allocations of each evaluator and scenario, for the table of `hoist-bench-peers`.

use std::process::ExitCode;

use hoist_bench::measure::{Memory, count};

fn main() -> ExitCode {
    let counted = hoist_bench_peers::field().and_then(|mut field| {
        count(&mut field.ready, |act| {
            let info = allocation_counter::measure(act);
            Memory { allocations: info.count_total, kept_bytes: info.bytes_current }
        })
    });
    hoist_bench::exit(counted)
}
