//! Which crate of the workspace may depend on which, and what pure crates must not touch.
//!
//! The table is the architecture; `docs/ARCHITECTURE.md` explains it. A new edge is a decision:
//! write an ADR, then add it here. Pure crates have no clock, randomness or I/O, not even in their
//! tests by way of another crate of ours.

use super::{Complaint, File};

/// A crate of the workspace, as far as tidy cares.
pub(super) struct Crate {
    pub(super) name: String,
    pub(super) manifest: File,
    /// The packages it depends on, build dependencies included.
    pub(super) normal: Vec<String>,
    /// The packages that only its tests depend on.
    pub(super) dev: Vec<String>,
}

struct Rule {
    name: &'static str,
    pure: bool,
    /// Space-separated folders.
    may_import: &'static str,
}

const fn pure(name: &'static str, may_import: &'static str) -> Rule {
    Rule { name, pure: true, may_import }
}

const fn impure(name: &'static str, may_import: &'static str) -> Rule {
    Rule { name, pure: false, may_import }
}

const RULES: &[Rule] = &[
    pure("ruleset", ""),
    pure("eval", "ruleset"),
    pure("stats", ""),
    pure("experiment", "stats ruleset"),
    pure("delivery", "ruleset stats"),
    impure("api", "ruleset"),
    impure("store", "ruleset"),
    impure("server", "ruleset eval stats experiment delivery api store"),
    impure("actuators", "server delivery"),
    impure("sdk", "ruleset eval api"),
    impure("cli", "ruleset eval stats experiment delivery api store server actuators sdk"),
    impure("testkit", ""),
    impure("shop", "sdk"),
    impure("xtask", ""),
];

/// What gives a program time, randomness, logs or a network.
const IMPURE_PACKAGES: &[&str] = &["tokio", "tracing", "rand", "getrandom", "reqwest", "chrono"];

fn check(crates: &[Crate]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for this in crates {
        let Some(rule) = rule_of(&this.name) else {
            complaints.push(this.manifest.complain(
                this.manifest.line_of("name"),
                format!("{} has no row in RULES of tidy/imports.rs: add one", this.name),
            ));
            continue;
        };
        for name in &this.normal {
            complaints.extend(
                why_not_import(rule, name)
                    .map(|why| this.manifest.complain(this.manifest.line_of(name), why)),
            );
        }
        let impure = |name: &&String| rule_of(name).is_some_and(|rule| !rule.pure);
        for name in this.dev.iter().filter(|name| rule.pure && impure(name)) {
            let why = format!(
                "{} is pure, so its tests must not depend on {name}: move the test to tests/",
                rule.name
            );
            complaints.push(this.manifest.complain(this.manifest.line_of(name), why));
        }
    }
    complaints
}

fn why_not_import(rule: &Rule, name: &str) -> Option<String> {
    if rule.pure && IMPURE_PACKAGES.contains(&name) {
        return Some(format!("{} is pure and must not depend on {name}: remove it", rule.name));
    }
    let folder = rule_of(name)?.name;
    let allowed = rule.may_import.split_whitespace().any(|allowed| allowed == folder);
    (!allowed).then(|| {
        format!("{} may not import {folder}: remove it, or write an ADR for the edge", rule.name)
    })
}

/// Whether the crate of a folder under `crates/` is pure.
pub(super) fn is_pure(folder: &str) -> bool {
    RULES.iter().any(|rule| rule.pure && rule.name == folder)
}

fn rule_of(package: &str) -> Option<&'static Rule> {
    let folder = match package {
        "hoist" => "cli",
        "xtask" => "xtask",
        _ => package.strip_prefix("hoist-")?,
    };
    RULES.iter().find(|rule| rule.name == folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::{assert_complaints, assert_tidy, tree};

    fn example(name: &str, normal: &[&str], dev: &[&str]) -> Crate {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let lines: Vec<_> =
            normal.iter().chain(dev).map(|name| format!("{name}.workspace = true")).collect();
        let text = format!("name = {name:?}\n{}", lines.join("\n"));
        let manifest = File::new("Cargo.toml", &text);
        Crate { name: name.to_owned(), manifest, normal: owned(normal), dev: owned(dev) }
    }

    #[test]
    fn good_edges() {
        let server = example("hoist-server", &["hoist-eval", "tokio"], &["hoist-testkit"]);
        let eval = example("hoist-eval", &["hoist-ruleset", "regex"], &["hoist-stats"]);
        assert_tidy(&check(&[server, eval]));
    }

    #[test]
    fn bad_edges() {
        let examples = [
            example("hoist-ruleset", &["tokio", "hoist-eval"], &["hoist-testkit"]),
            example("hoist-server", &["hoist"], &[]),
            example("hoist-extra", &[], &[]),
        ];
        let expected = [
            "Cargo.toml:2: ruleset is pure and must not depend on tokio",
            "Cargo.toml:3: ruleset may not import eval",
            "Cargo.toml:4: ruleset is pure, so its tests must not depend on hoist-testkit",
            "Cargo.toml:2: server may not import cli",
            "Cargo.toml:1: hoist-extra has no row",
        ];
        assert_complaints(&check(&examples), &expected);
    }

    #[test]
    fn tree_is_tidy() {
        assert_tidy(&check(&tree::crates()));
    }
}
