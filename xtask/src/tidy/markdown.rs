//! Markdown files have one title, and their links to other files of the tree lead somewhere.
//!
//! Links to the web are not followed: a test must not fail because a site is down. Code blocks and
//! code spans are skipped.

use std::collections::BTreeSet;

use super::{Complaint, File};

fn check(files: &[File]) -> Vec<Complaint> {
    let targets = link_targets(files);
    let markdown = files.iter().filter(|file| file.is_markdown());
    markdown.flat_map(|file| [title(file), links(file, &targets)].concat()).collect()
}

/// Every file and every folder that has one.
fn link_targets(files: &[File]) -> BTreeSet<&str> {
    let mut targets = BTreeSet::from([""]);
    for file in files {
        targets.insert(&file.path);
        targets.extend(file.path.match_indices('/').map(|(end, _)| &file.path[..end]));
    }
    targets
}

fn title(file: &File) -> Vec<Complaint> {
    let titles: Vec<usize> = prose(&file.text)
        .filter(|(_, line)| line.starts_with("# "))
        .map(|(number, _)| number)
        .collect();
    match titles.as_slice() {
        [_] => Vec::new(),
        [] => vec![file.complain(1, "has no title: start it with `# `")],
        [_, more @ ..] => {
            let what = "a second title: make it `## `, or split the file";
            more.iter().map(|&number| file.complain(number, what)).collect()
        }
    }
}

fn links(file: &File, targets: &BTreeSet<&str>) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (number, line) in prose(&file.text) {
        // Behind an odd number of backticks is code.
        let text: Vec<&str> = line.split('`').step_by(2).collect();
        // What stands in for a span keeps `[`code`](link)` a link.
        for link in text.join("code").split("](").skip(1) {
            let target = link.split([')', ' ', '#']).next().unwrap_or_default();
            let elsewhere = target.contains(':') || target.is_empty();
            if !elsewhere && !targets.contains(resolve(file.folder(), target).as_str()) {
                let what = format!("the link to {target} leads nowhere: mend or remove it");
                complaints.push(file.complain(number, what));
            }
        }
    }
    complaints
}

/// A path from the root of the repository; a leading `/` means that root.
fn resolve(folder: &str, target: &str) -> String {
    let start = if target.starts_with('/') { "" } else { folder };
    let mut parts = Vec::new();
    for part in start.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            // Above the root there is nothing of ours; the name of no file keeps it unresolved.
            ".." if parts.is_empty() => parts.push(".."),
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// The numbered lines outside fenced code blocks.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_code = false;
    (1..).zip(text.lines()).filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        in_code ^= fence;
        !in_code && !fence
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::{assert_complaints, assert_tidy, tree};

    #[track_caller]
    fn check_example(text: &str, expected: &[&str]) {
        let files = [File::new("docs/a.md", text), File::new("src/b.rs", "")];
        assert_complaints(&check(&files), expected);
    }

    #[test]
    fn titles() {
        check_example("# A\n## B\n```sh\n# a comment\n```\n", &[]);
        check_example("## B\n", &["docs/a.md:1: has no title"]);
        check_example("# A\n\n# B\n", &["docs/a.md:3: a second title"]);
    }

    #[test]
    fn links() {
        check_example("# A\n[b](../src/b.rs#L1), [`src`](/src/), [a](a.md \"A\"), [self](#a)", &[]);
        check_example("# A\n[web](https://example.com/a), `[no](link)`, [x](mailto:a@b)", &[]);
        check_example("# A\n[b](src/b.rs)", &["docs/a.md:2: the link to src/b.rs leads nowhere"]);
        check_example("# A\n[b](../../a.md)", &["docs/a.md:2: the link to ../../a.md leads"]);
    }

    #[test]
    fn tree_is_tidy() {
        assert_tidy(&check(&tree::files()));
    }
}
