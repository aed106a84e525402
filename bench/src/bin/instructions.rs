//! Evaluates so many times and does nothing else, so that callgrind can count instructions:
//! `instructions floor share 20000`. `cargo xtask bench instructions` runs it.

use std::hint::black_box;
use std::process::ExitCode;

use hoist_bench::contender::prepare;
use hoist_bench::flags;
use hoist_bench::floor::Floor;
use hoist_bench::hoist::Hoist;
use hoist_bench::scenario::Scenario;
use xxhash_rust::xxh3::xxh3_64;
use xxhash_rust::xxh64::xxh64;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    hoist_bench::exit(run(&arguments))
}

fn run(arguments: &[String]) -> Result<(), String> {
    let [evaluator, scenario, times] = arguments else {
        return Err("usage: instructions floor|hoist|hash SCENARIO TIMES".to_owned());
    };
    let times: u32 = times.parse().map_err(|_| "how many times is a number")?;
    let mut contender = match evaluator.as_str() {
        "floor" => prepare::<Floor>()?,
        "hoist" => prepare::<Hoist>()?,
        "hash" => return hash(scenario, times),
        other => return Err(format!("there is no evaluator `{other}`: floor, hoist or hash")),
    };
    let scenario = Scenario::named(scenario).ok_or("there is no such scenario")?;
    contender.time(scenario, times).map(|_| ()).ok_or("it cannot do that".to_owned())
}

/// What the floor hashes with, or what it did where its reference figures come from.
fn hash(name: &str, times: u32) -> Result<(), String> {
    let [person, flag] = [&flags::person(7).id, &flags::thousand()[1].key];
    let both = format!("{person}{flag}");
    let hash = match name {
        "xxh64" => |both: &str, _: &str| xxh64(both.as_bytes(), 0),
        "xxh3" => |_: &str, id: &str| xxh3_64(id.as_bytes()),
        other => return Err(format!("there is no hash `{other}`: xxh64 or xxh3")),
    };
    for _ in 0..times {
        black_box(hash(black_box(&both), black_box(person)));
    }
    Ok(())
}
