//! Pure crates name nothing that reads the world: no files, network, environment, threads, clock.
//!
//! `imports.rs` says which crates are pure, and keeps impure packages out of them; here the
//! standard library is kept out.

use super::imports::is_pure;
use super::{Complaint, File};

/// What a pure crate does not name, inline tests excepted.
const IMPURE: &[&str] = &[
    // Grouped imports would hide what they name from this list.
    "use std::{",
    "std::env",
    "std::fs",
    "std::net::Tcp",
    "std::net::Udp",
    "ToSocketAddrs",
    "std::os",
    "std::process",
    "std::thread",
    "std::io::stdin",
    "SystemTime",
    "Instant",
    "Timestamp::now",
    "RandomState",
    "thread_local!",
    "static mut",
    "LazyLock",
    "OnceLock",
];

/// What a file may name all the same.
const EXEMPT: &[(&str, &[&str])] = &[
    // Counters last, and threads have their own. No evaluation depends on them.
    ("crates/eval/src/tally.rs", &["thread_local!", "OnceLock"]),
    // Tests alone: the histories are played on all cores.
    ("crates/delivery/src/laws.rs", &["std::thread"]),
];

fn is_exempt(path: &str, word: &str) -> bool {
    EXEMPT.iter().any(|(file, words)| *file == path && words.contains(&word))
}

fn check(files: &[File]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        let folder = file.path.strip_prefix("crates/").and_then(|path| path.split_once("/src/"));
        if !folder.is_some_and(|(folder, _)| is_pure(folder)) {
            continue;
        }
        let code = file.text.split("#[cfg(test)]").next().unwrap_or_default();
        for (index, line) in code.lines().enumerate() {
            let is_comment = line.trim_start().starts_with("//");
            let mut words = IMPURE.iter().filter(|word| !is_exempt(&file.path, word));
            if let Some(word) = words.find(|word| !is_comment && line.contains(*word)) {
                let what = format!("`{word}` in a pure crate: take the value as a parameter");
                complaints.push(file.complain(index + 1, what));
            }
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::{assert_complaints, assert_tidy, tree};

    #[test]
    fn examples() {
        let check = |path, text, expected: &[&str]| {
            assert_complaints(&check(&[File::new(path, text)]), expected);
        };
        check("crates/eval/src/a.rs", "//! No std::fs here.\nfn a() {}\n", &[]);
        check("crates/cli/src/a.rs", "//! A.\nuse std::fs::File;\n", &[]);
        check("crates/eval/src/tally.rs", "//! A.\ntype Row = OnceLock<u64>;\n", &[]);
        let elsewhere = "crates/eval/src/a.rs:2: `OnceLock`";
        check("crates/eval/src/a.rs", "//! A.\ntype Row = OnceLock<u64>;\n", &[elsewhere]);
        let bad = "//! A.\nuse std::fs::File;\nfn now() -> Instant {}\n";
        let grouped = "//! A.\nuse std::{fs, env};\n";
        check("crates/eval/src/a.rs", grouped, &["crates/eval/src/a.rs:2: `use std::{`"]);
        let expected = ["crates/eval/src/a.rs:2: `std::fs`", "crates/eval/src/a.rs:3: `Instant`"];
        check("crates/eval/src/a.rs", bad, &expected);
    }

    #[test]
    fn tree_is_tidy() {
        assert_tidy(&check(&tree::files()));
    }
}
