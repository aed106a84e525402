//! File names that say something, and a first line that says what the module is for.

use super::{Complaint, File};

/// Names under which anything can be put, so everything is.
const BANNED: &[&str] = &["utils", "util", "helpers", "common", "shared", "misc", "types"];

fn check(files: &[File]) -> Vec<Complaint> {
    let rust = files.iter().filter(|file| file.is_rust());
    rust.flat_map(|file| [header(file), name(file)].into_iter().flatten()).collect()
}

fn header(file: &File) -> Option<Complaint> {
    let missing = !file.text.starts_with("//!");
    missing.then(|| {
        file.complain(1, "must start with `//!`: say what the module is and what always holds")
    })
}

fn name(file: &File) -> Option<Complaint> {
    if file.name() == "mod.rs" {
        let what = format!("is named mod.rs: move it to {}.rs", file.folder());
        return Some(file.complain(1, what));
    }
    // A folder of that name gives as little away as a file.
    let banned = file.path.split('/').find(|part| {
        let stem = part.strip_suffix(".rs").unwrap_or(part);
        BANNED.contains(&stem)
    })?;
    Some(file.complain(1, format!("`{banned}` says nothing: name it after its concept")))
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
        check("src/backoff.rs", "//! Waits.\n", &[]);
        check("docs/common/a.md", "# Not Rust\n", &[]);
        check("src/backoff.rs", "\n//! Waits.\n", &["src/backoff.rs:1: must start with `//!`"]);
        check("src/a/mod.rs", "//! A.", &["src/a/mod.rs:1: is named mod.rs: move it to src/a.rs"]);
        check("src/utils.rs", "//! A.", &["src/utils.rs:1: `utils.rs` says nothing"]);
        check("src/misc/a.rs", "//! A.", &["src/misc/a.rs:1: `misc` says nothing"]);
    }

    #[test]
    fn tree_is_tidy() {
        assert_tidy(&check(&tree::files()));
    }
}
