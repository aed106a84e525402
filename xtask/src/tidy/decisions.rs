//! The architecture decision records in `docs/adr` are numbered from 0001 without a gap, and each
//! has its status, so that one can refer to them for ever and see which still hold.

use super::{Complaint, File};

fn check(files: &[File]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let mut records: Vec<&File> = files
        .iter()
        .filter(|file| file.folder() == "docs/adr" && file.name() != "README.md")
        .collect();
    records.sort_by_key(|file| &file.path);
    for (number, record) in (1..).zip(records) {
        let start = format!("{number:04}-");
        if !record.name().starts_with(&start) || !record.is_markdown() {
            let what = format!("must be named {start}….md: number the records without a gap");
            complaints.push(record.complain(1, what));
        }
        if !record.text.lines().any(|line| line.starts_with("Status: ")) {
            let what = "has no line `Status: …`: say proposed, accepted, rejected or superseded";
            complaints.push(record.complain(1, what));
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
        let check = |records: &[(&str, &str)], expected: &[&str]| {
            let files: Vec<File> =
                records.iter().map(|(path, text)| File::new(path, text)).collect();
            assert_complaints(&check(&files), expected);
        };
        let first = ("docs/adr/0001-hash.md", "# Hash\n\nStatus: accepted\n");
        let third = ("docs/adr/0003-store.md", "Status: rejected\n");
        check(&[third, ("docs/adr/0002-log.md", "Status: accepted"), first], &[]);
        check(&[first, third], &["docs/adr/0003-store.md:1: must be named 0002-….md"]);
        check(&[("docs/adr/0001-a.md", "Status")], &["docs/adr/0001-a.md:1: has no line `Status"]);
        check(&[("docs/adr/README.md", "# Records"), ("docs/a.md", "# A")], &[]);
    }

    #[test]
    fn tree_is_tidy() {
        assert_tidy(&check(&tree::files()));
    }
}
