//! What every package inherits from the workspace: lints, versions and the fields of the package.
//!
//! So there is one place to change each, and no package can quietly opt out of the lints.

use toml::{Table, Value};

use super::{Complaint, File};

const INHERITED: &[&str] = &["version", "edition", "rust-version", "license", "publish"];
const DEPENDENCIES: &[&str] = &["dependencies", "dev-dependencies", "build-dependencies"];

fn check(manifest: &File) -> Vec<Complaint> {
    let table: Table = match manifest.text.parse() {
        Ok(table) => table,
        Err(error) => return vec![manifest.complain(1, format!("is no TOML: {error}"))],
    };
    let mut complaints = Vec::new();
    if !table.get("lints").is_some_and(inherits) {
        let what = "must have `[lints] workspace = true`: add it";
        complaints.push(manifest.complain(manifest.line_of("[lints]"), what));
    }
    for field in INHERITED {
        if !table.get("package").and_then(|package| package.get(field)).is_some_and(inherits) {
            let what = format!("must inherit {field}: write `{field}.workspace = true`");
            complaints.push(manifest.complain(manifest.line_of(field), what));
        }
    }
    for (name, _) in dependencies(&table).filter(|(_, dependency)| !inherits(dependency)) {
        let what = format!(
            "must inherit {name}: put its version in [workspace.dependencies] and write \
             `{name}.workspace = true`"
        );
        complaints.push(manifest.complain(manifest.line_of(name), what));
    }
    complaints
}

fn inherits(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

/// All dependencies, also those for one target only.
fn dependencies(table: &Table) -> impl Iterator<Item = (&String, &Value)> {
    let targets = table.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flat_map(Table::values).filter_map(Value::as_table);
    let tables = std::iter::once(table).chain(targets);
    let kinds = tables.flat_map(|table| DEPENDENCIES.iter().filter_map(|kind| table.get(*kind)));
    kinds.filter_map(Value::as_table).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::{assert_complaints, assert_tidy, tree};

    const GOOD: &str = "\
[package]
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true
publish.workspace = true
[lints]
workspace = true
[dependencies]
regex.workspace = true
tokio = { workspace = true, features = [\"net\"] }
[target.'cfg(unix)'.dev-dependencies]
libc.workspace = true
";

    #[test]
    fn examples() {
        let check = |from, to, expected: &[&str]| {
            let manifest = File::new("Cargo.toml", &GOOD.replace(from, to));
            assert_complaints(&check(&manifest), expected);
        };
        check("", "", &[]);
        check("[package]", "[package", &["Cargo.toml:1: is no TOML"]);
        check("[lints]\nworkspace", "[lints]\nother", &["Cargo.toml:7: must have `[lints]"]);
        check(
            "license.workspace = true",
            "license = \"MIT\"",
            &["Cargo.toml:5: must inherit license"],
        );
        check("publish.workspace = true\n", "", &["Cargo.toml:1: must inherit publish"]);
        check("regex.workspace = true", "regex = \"1\"", &["Cargo.toml:10: must inherit regex"]);
        check("libc.workspace = true", "libc = \"1\"", &["Cargo.toml:13: must inherit libc"]);
    }

    #[test]
    fn tree_is_tidy() {
        let crates = tree::crates();
        let complaints: Vec<_> = crates.iter().flat_map(|this| check(&this.manifest)).collect();
        assert_tidy(&complaints);
    }
}
