//! `cargo xtask bench instructions`: how many instructions an evaluation takes, by callgrind.
//!
//! Unlike times they are the same in every run of one build, so they are a gate of CI: who makes
//! evaluations dearer hears of it. A scenario runs N times and 2 N times; the difference is what N
//! evaluations cost, without what preparing them does.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::cargo::{self, Lockfile};
use crate::outside::{self, Place, Program};

/// What an evaluation of Hoist's takes at present. Whoever makes one cheaper writes it here.
const PRESENT: [(&str, u64); 3] = [("boolean", 305), ("share", 611), ("rules", 1_327)];
/// How much more an evaluation may take before the gate shuts, in percent: what another version of
/// the compiler may do.
const MARGIN_PERCENT: u64 = 10;
/// What the floor took where the targets come from, with a hash of the user's id alone.
const REFERENCE: [(&str, u64); 3] = [("boolean", 264), ("share", 338), ("rules", 686)];

const PAGE: &str = "docs/performance.md";
const TIMES: u64 = 20_000;
const PROGRAM: &str = "bench/target/release/instructions";

/// Prints the counts, with `--write` also to the page, and fails where Hoist's are over their
/// limits.
pub(super) fn run(place: Place, arguments: &[String]) -> Result<()> {
    outside::provide(Program::Valgrind, place)?;
    let build = "build --release --manifest-path bench/Cargo.toml --bin instructions";
    cargo::run(build, Lockfile::MayChange)?;
    let [xxh64, xxh3] = [each("hash", "xxh64")?, each("hash", "xxh3")?];
    let mut table =
        "| instructions | floor | with xxh3 | reference | Hoist | × floor | at most |\n\
                     |---|---|---|---|---|---|---|\n"
            .to_owned();
    let mut complaints = Vec::new();
    for ((scenario, present), (_, reference)) in PRESENT.into_iter().zip(REFERENCE) {
        let (floor, hoist) = (each("floor", scenario)?, each("hoist", scenario)?);
        let with_xxh3 = if scenario == "share" { floor + xxh3 - xxh64 } else { floor };
        let limit = limit(present);
        let hundredths = hoist * 100 / floor.max(1);
        let times = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        table.push_str(&format!(
            "| {scenario} | {floor} | {with_xxh3} | {reference} | {hoist} | {times} | {limit} |\n"
        ));
        complaints.extend(complaint(scenario, hoist, present));
    }
    table.push_str(&format!(
        "\nAn xxh64 of id and salt takes {xxh64} of them, an xxh3 of the id alone, with which the \
         reference was measured, {xxh3}.\n"
    ));
    println!("\n{table}");
    if arguments.iter().any(|argument| argument == "--write") {
        let page = fs::read_to_string(PAGE).context("cannot read the page")?;
        fs::write(PAGE, with_table(&page, &table)?).context("cannot write the page")?;
    }
    ensure!(complaints.is_empty(), "{}", complaints.join("\n"));
    Ok(())
}

/// The page with what is between its markers replaced.
fn with_table(page: &str, table: &str) -> Result<String> {
    let [begin, end] = ["<!-- instructions:begin -->", "<!-- instructions:end -->"];
    let parts =
        page.split_once(begin).and_then(|(before, rest)| Some((before, rest.split_once(end)?.1)));
    let (before, after) = parts.with_context(|| format!("{PAGE} has no {begin} and {end}"))?;
    Ok(format!("{before}{begin}\n\n{}\n\n{end}{after}", table.trim_end()))
}

fn limit(present: u64) -> u64 {
    present + present * MARGIN_PERCENT / 100
}

fn complaint(scenario: &str, count: u64, present: u64) -> Option<String> {
    let limit = limit(present);
    (count > limit).then(|| {
        format!(
            "an evaluation of `{scenario}` takes {count} instructions, {limit} is the limit: look \
             at `valgrind --tool=callgrind {PROGRAM} hoist {scenario} {TIMES}` with \
             callgrind_annotate for what your change added; where it is worth that, write \
             {count} in PRESENT of xtask/src/bench/instructions.rs and say why in its commit"
        )
    })
}

/// Instructions of one evaluation.
fn each(evaluator: &str, scenario: &str) -> Result<u64> {
    let [few, many] = [TIMES, 2 * TIMES].map(|times| count(evaluator, scenario, times));
    Ok((many? - few?) / TIMES)
}

fn count(evaluator: &str, scenario: &str, times: u64) -> Result<u64> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    valgrind.arg(Path::new(PROGRAM)).args([evaluator, scenario, &times.to_string()]);
    let output = valgrind.output().context("cannot start valgrind")?;
    let told = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "`{PROGRAM} {evaluator} {scenario}` failed: {told}");
    let number = told.lines().find_map(|line| line.split("Collected :").nth(1));
    let number = number.context("callgrind printed no count")?;
    number.trim().parse().with_context(|| format!("callgrind's count is {number:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_a_place_for_the_table() {
        let page = fs::read_to_string(cargo::repository_root().join(PAGE)).unwrap();
        let once = with_table(&page, "| a |\n").unwrap();
        assert!(once.contains("\n\n| a |\n\n"));
        assert_eq!(with_table(&once, "| a |\n").unwrap(), once);
    }

    #[test]
    fn the_regression_that_crosses_a_limit_is_told_what_to_do() {
        assert_eq!(complaint("share", 440, 400), None);
        let why = complaint("share", 441, 400).unwrap();
        assert!(
            why.starts_with("an evaluation of `share` takes 441 instructions, 440 is"),
            "{why}"
        );
        assert!(why.contains("write 441 in PRESENT"), "{why}");
    }
}
