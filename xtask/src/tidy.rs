//! The rules about this tree that neither rustc nor clippy knows, as tests.
//!
//! Each check is a pure function from files or metadata to complaints, tried on a small good and a
//! small bad example and then on the real tree. A complaint names the file, the line and what to
//! do. A new rule is a new check here, not a remark in a review.

mod code;
mod decisions;
mod examples;
mod imports;
mod inventory;
mod manifests;
mod markdown;
mod markers;
mod modules;
mod names;
mod purity;
mod size;
mod tree;
mod words;

/// What is wrong, where, and what to do about it.
type Complaint = String;

/// A file of the repository. A file that is not UTF-8 has an empty text.
#[derive(Clone, Debug)]
struct File {
    /// From the root of the repository, with `/` on every system.
    path: String,
    text: String,
    bytes: usize,
}

impl File {
    /// A made-up file, for the examples of the checks.
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), bytes: text.len() }
    }

    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The path of the folder it is in; empty for the root.
    fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    fn is_markdown(&self) -> bool {
        self.path.ends_with(".md")
    }

    /// The number of the first line that starts with `key` as a whole word; 1 if there is none.
    fn line_of(&self, key: &str) -> usize {
        let starts = |line: &str| {
            let rest = line.strip_prefix(key);
            rest.is_some_and(|rest| {
                !rest.starts_with(|next: char| next.is_alphanumeric() || "-_".contains(next))
            })
        };
        self.text.lines().position(starts).map_or(1, |index| index + 1)
    }

    fn complain(&self, line: usize, what: impl std::fmt::Display) -> Complaint {
        format!("{}:{line}: {what}", self.path)
    }
}

/// Fails the test that calls it, with one complaint a line.
#[track_caller]
fn assert_tidy(complaints: &[Complaint]) {
    assert!(complaints.is_empty(), "the tree is not tidy:\n  {}", complaints.join("\n  "));
}

/// Asserts what a check says about an example, each complaint by the start of its text.
#[track_caller]
fn assert_complaints(complaints: &[Complaint], expected: &[&str]) {
    let matches = complaints.len() == expected.len()
        && complaints.iter().zip(expected).all(|(complaint, start)| complaint.starts_with(start));
    assert!(matches, "expected the complaints {expected:#?}, got {complaints:#?}");
}
