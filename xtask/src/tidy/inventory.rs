//! Two documents that must not fall behind: the map of the crates, and the list of dependencies.
//!
//! `docs/ARCHITECTURE.md` names each crate of the workspace, in backticks, by package name, folder
//! or path. `docs/DEPENDENCIES.md` has a table row for each direct dependency that is not ours, its
//! name in backticks in the first cell; rejected crates belong in a list, not in such a table. The
//! packages of the dashboard are listed alike.

use std::collections::BTreeSet;

use super::imports::Crate;
use super::{Complaint, File};

fn check_architecture(document: &File, crates: &[Crate]) -> Vec<Complaint> {
    let named: BTreeSet<&str> =
        code_spans(&document.text).map(|span| span.trim_end_matches('/')).collect();
    let missing = crates.iter().filter(|this| {
        let path = this.manifest.folder();
        let folder = path.rsplit('/').next().unwrap_or(path);
        ![this.name.as_str(), path, folder].iter().any(|name| named.contains(name))
    });
    missing
        .map(|this| {
            document.complain(1, format!("does not name the crate `{}`: describe it", this.name))
        })
        .collect()
}

fn check_dependencies(document: &File, crates: &[Crate], packages: &[&str]) -> Vec<Complaint> {
    let ours: BTreeSet<&str> = crates.iter().map(|this| this.name.as_str()).collect();
    let all = crates.iter().flat_map(|this| this.normal.iter().chain(&this.dev));
    // `fuzz/` is ours too, though no crate of the workspace.
    let is_ours = |name: &&str| ours.contains(name) || *name == "hoist-fuzz";
    let all = all.map(String::as_str).chain(packages.iter().copied());
    let used: BTreeSet<&str> = all.filter(|name| !is_ours(name)).collect();

    let mut listed = BTreeSet::new();
    let mut complaints = Vec::new();
    for (number, line) in (1..).zip(document.text.lines()) {
        let first_cell = line.strip_prefix('|').and_then(|row| row.split('|').next());
        for name in code_spans(first_cell.unwrap_or_default()) {
            listed.insert(name);
            if !used.contains(name) {
                let what = format!("nothing depends on `{name}` any more: remove the row");
                complaints.push(document.complain(number, what));
            }
        }
    }
    for name in used.difference(&listed) {
        let what = format!("has no row for `{name}`: say what it is for and why this one");
        complaints.push(document.complain(1, what));
    }
    complaints
}

/// The packages that a `package.json` of ours names with their versions.
fn packages(manifest: &str) -> Vec<&str> {
    let pairs = manifest.lines().filter_map(|line| line.trim().split_once(": \""));
    let versions = pairs.filter(|(_, version)| version.starts_with(|c: char| c.is_ascii_digit()));
    versions.map(|(name, _)| name.trim_matches('"')).collect()
}

/// What stands in backticks.
fn code_spans(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::{assert_complaints, assert_tidy, tree};

    fn crates() -> Vec<Crate> {
        let example = |name: &str, manifest, normal: &[&str]| Crate {
            name: name.to_owned(),
            manifest: File::new(manifest, ""),
            normal: normal.iter().map(|&name| name.to_owned()).collect(),
            dev: vec!["insta".to_owned()],
        };
        vec![
            example("hoist-eval", "crates/eval/Cargo.toml", &["regex", "hoist-ruleset"]),
            example("hoist-ruleset", "crates/ruleset/Cargo.toml", &[]),
            example("xtask", "xtask/Cargo.toml", &[]),
        ]
    }

    #[test]
    fn architecture() {
        let check = |text, expected: &[&str]| {
            assert_complaints(&check_architecture(&File::new("a.md", text), &crates()), expected);
        };
        check("`eval`, `crates/ruleset/`, `xtask`", &[]);
        check("`eval` and `xtask`", &["a.md:1: does not name the crate `hoist-ruleset`"]);
        check("`hoist-eval`, `ruleset`, xtask", &["a.md:1: does not name the crate `xtask`"]);
    }

    #[test]
    fn dependencies() {
        let check = |text, expected: &[&str]| {
            let document = File::new("a.md", text);
            assert_complaints(&check_dependencies(&document, &crates(), &["react"]), expected);
        };
        check(
            "| crate | why |\n|---|---|\n| `regex`, `react` | |\n| `insta` | see `x` |\n- `gone`",
            &[],
        );
        check(
            "| `regex`, `insta`, `react` | |\n| `gone` | |",
            &["a.md:2: nothing depends on `gone`"],
        );
        check("| `regex`, `react` | |", &["a.md:1: has no row for `insta`"]);
        check("| `regex`, `insta` | |", &["a.md:1: has no row for `react`"]);
        assert_eq!(
            packages("  \"engines\": { \"node\": \">=20\" },\n  \"react\": \"19.3.1\","),
            ["react"]
        );
    }

    #[test]
    fn tree_is_tidy() {
        let files = tree::files();
        let document = |path: &str| {
            let found = files.iter().find(|file| file.path == path);
            found.unwrap_or_else(|| panic!("{path} is missing: write it"))
        };
        let crates = tree::crates();
        assert_tidy(&check_architecture(document("docs/ARCHITECTURE.md"), &crates));
        let manifest =
            std::fs::read_to_string(crate::cargo::repository_root().join("dashboard/package.json"));
        let manifest = manifest.unwrap();
        let dependencies = document("docs/DEPENDENCIES.md");
        assert_tidy(&check_dependencies(dependencies, &crates, &packages(&manifest)));
    }
}
