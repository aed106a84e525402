//! No unfinished business on main, and no large files in the history.
//!
//! A marker in backticks or right behind a quote is a mention, as in the table below.

use super::{Complaint, File};

const MARKERS: &[&str] = &["FIXME", "TODO", "XXX", "HACK"];

/// git keeps every version of every file for ever.
const FILE_KIB_MAX: usize = 512;
/// The large files: the description of the API, written by `cargo xtask codegen` and read by
/// programs, and its types, written from it. Compressed, as git keeps them, they are a fifteenth.
const CONTRACT: &[&str] = &["docs/openapi.json", "dashboard/src/api/schema.d.ts"];
const CONTRACT_KIB_MAX: usize = 1024;

fn check(files: &[File]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for file in files {
        let is_contract = CONTRACT.contains(&&*file.path);
        let max = if is_contract { CONTRACT_KIB_MAX } else { FILE_KIB_MAX };
        if file.bytes > max * 1024 {
            let what =
                format!("has {} KiB, {max} is the limit: generate or shrink it", file.bytes / 1024);
            complaints.push(file.complain(1, what));
        }
        if !file.is_rust() && !file.is_markdown() {
            continue;
        }
        for (number, line) in (1..).zip(file.text.lines()) {
            for marker in MARKERS.iter().filter(|marker| is_marked(line, marker)) {
                let what = format!("{marker} on main: do it now, or open an issue and remove it");
                complaints.push(file.complain(number, what));
            }
        }
    }
    complaints
}

fn is_marked(line: &str, marker: &str) -> bool {
    line.match_indices(marker).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + marker.len()..].chars().next();
        let in_word = |neighbour: char| neighbour.is_alphanumeric() || neighbour == '_';
        !before.is_some_and(|before| in_word(before) || before == '`' || before == '"')
            && !after.is_some_and(in_word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::{assert_complaints, assert_tidy, tree};

    #[test]
    fn markers() {
        let check = |text: String, expected: &[&str]| {
            assert_complaints(&check(&[File::new("a.md", &text)]), expected);
        };
        check("No `FIXME` here, and \"TODO\" or HACKNEY is none.".to_owned(), &[]);
        for marker in MARKERS {
            let expected = format!("a.md:2: {marker} on main");
            check(format!("# Title\n({marker}: mend)"), &[&expected]);
        }
    }

    #[test]
    fn only_rust_and_markdown_have_markers() {
        let text = format!("// {}", MARKERS[0]);
        assert_complaints(&check(&[File::new("a.rs", &text)]), &["a.rs:1: "]);
        assert_tidy(&check(&[File::new("a.json", &text)]));
    }

    #[test]
    fn sizes() {
        let check = |bytes, expected: &[&str]| {
            let file = File { bytes, ..File::new("a.bin", "") };
            assert_complaints(&check(&[file]), expected);
        };
        check(512 * 1024, &[]);
        check(512 * 1024 + 1, &["a.bin:1: has 512 KiB, 512 is the limit"]);
    }

    #[test]
    fn tree_is_tidy() {
        assert_tidy(&check(&tree::files()));
    }
}
