//! Files and functions small enough to read at once.
//!
//! A file has at most 300 lines of code, its inline tests not counted; over that it needs a reason
//! in `LONG_FILES`, and over 500 there is none. A function has at most 70. Clippy counts functions
//! too, but not those of macros and not `bench/`.

use super::code::Code;
use super::{Complaint, File};

const FILE_LINES_TARGET: usize = 300;
const FILE_LINES_MAX: usize = 500;
const FUNCTION_LINES_MAX: usize = 70;

/// The files over the target, each with the reason why it is better in one piece.
const LONG_FILES: &[(&str, &str)] = &[];

fn check(files: &[File], long_files: &[(&str, &str)]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (path, _) in long_files {
        if !files.iter().any(|file| file.path == *path) {
            complaints.push(format!("{path}:1: is gone: remove its row from LONG_FILES"));
        }
    }
    for file in files.iter().filter(|file| file.is_rust()) {
        match Code::parse(file) {
            Ok(code) => {
                let listed = long_files.iter().any(|(path, _)| *path == file.path);
                let lines = code.count_outside_tests();
                complaints.extend(why_not(lines, listed).map(|why| file.complain(1, why)));
                complaints.extend(long_functions(file, &code));
            }
            Err(error) => complaints.push(file.complain(error.span().start().line, error)),
        }
    }
    complaints
}

fn why_not(lines: usize, listed: bool) -> Option<String> {
    if lines > FILE_LINES_MAX {
        return Some(format!("{lines} lines of code, {FILE_LINES_MAX} is the limit: split it"));
    }
    match (lines > FILE_LINES_TARGET, listed) {
        (true, false) => Some(format!(
            "{lines} lines of code, {FILE_LINES_TARGET} is the target: split it, or say in \
             LONG_FILES of tidy/size.rs why not"
        )),
        (false, true) => Some("is not long any more: remove its row from LONG_FILES".to_owned()),
        _ => None,
    }
}

fn long_functions(file: &File, code: &Code) -> Vec<Complaint> {
    let sized = code.functions.iter().map(|(name, lines)| (name, lines, code.count(lines)));
    let long =
        sized.filter(|(_, _, count)| *count > FUNCTION_LINES_MAX).map(|(name, lines, count)| {
            let what =
                format!("`{name}` has {count} lines, {FUNCTION_LINES_MAX} is the limit: split it");
            file.complain(*lines.start(), what)
        });
    long.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::{assert_complaints, assert_tidy, tree};

    fn file_of(lines: usize) -> File {
        let comments = "// Not counted.\n\n".repeat(lines);
        File::new("a.rs", &format!("{comments}{}", "const A: u8 = 1;\n".repeat(lines)))
    }

    #[test]
    fn files() {
        let check = |lines, long_files, expected: &[&str]| {
            assert_complaints(&check(&[file_of(lines)], long_files), expected);
        };
        check(300, &[], &[]);
        check(301, &[], &["a.rs:1: 301 lines of code, 300 is the target"]);
        check(500, &[("a.rs", "a table")], &[]);
        check(501, &[("a.rs", "a table")], &["a.rs:1: 501 lines of code, 500 is the limit"]);
        check(300, &[("a.rs", "a table")], &["a.rs:1: is not long any more"]);
        check(1, &[("b.rs", "a table")], &["b.rs:1: is gone"]);
    }

    #[test]
    fn functions() {
        let check = |body: usize, expected: &[&str]| {
            let text =
                format!("// Why.\nfn long() {{\n{}}}", "    // Why.\n    one();\n".repeat(body));
            assert_complaints(&check(&[File::new("a.rs", &text)], &[]), expected);
        };
        check(68, &[]);
        check(69, &["a.rs:2: `long` has 71 lines, 70 is the limit"]);
    }

    #[test]
    fn what_is_no_rust_is_a_complaint() {
        assert_complaints(&check(&[File::new("a.rs", "\nfn")], &[]), &["a.rs:"]);
    }

    #[test]
    fn tree_is_tidy() {
        assert_tidy(&check(&tree::files(), LONG_FILES));
    }
}
