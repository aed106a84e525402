//! Counts the allocations of each evaluator and scenario, for the table of `hoist-bench`.

use std::process::ExitCode;

use allocation_counter::measure;

fn main() -> ExitCode {
    match hoist_bench::ours() {
        Ok(mut ours) => {
            hoist_bench::measure::count(&mut ours, |act| measure(act).count_total);
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}
