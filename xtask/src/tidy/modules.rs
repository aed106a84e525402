//! No dead files: a `mod` declaration leads to every Rust file that is no root of its own.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::{Complaint, File};

/// Folders in which every file is a program.
const PROGRAM_FOLDERS: &[&str] = &["bin", "examples", "benches", "fuzz_targets"];

fn check(files: &[File]) -> Vec<Complaint> {
    let rust: BTreeMap<&str, &File> =
        files.iter().filter(|file| file.is_rust()).map(|file| (file.path.as_str(), file)).collect();
    let mut reached = BTreeSet::new();
    let mut open: Vec<&File> = rust.values().copied().filter(|file| is_root(file)).collect();
    while let Some(file) = open.pop() {
        if !reached.insert(file.path.as_str()) {
            continue;
        }
        let declared = declared_files(file);
        open.extend(declared.iter().filter_map(|path| rust.get(path.as_str())));
    }
    let dead = rust.values().filter(|file| !reached.contains(file.path.as_str()));
    dead.map(|file| file.complain(1, "no `mod` leads to this file: declare or delete it")).collect()
}

/// Whether cargo starts to compile at this file.
fn is_root(file: &File) -> bool {
    let folder = file.folder().rsplit('/').next().unwrap_or_default();
    match file.name() {
        "lib.rs" | "main.rs" => true,
        "build.rs" => folder != "src",
        _ => PROGRAM_FOLDERS.contains(&folder),
    }
}

/// The paths at which the compiler looks for the modules that a file declares.
fn declared_files(file: &File) -> Vec<String> {
    // What does not parse is a complaint of the check of sizes.
    let Ok(tree) = syn::parse_file(&file.text) else {
        return Vec::new();
    };
    let folder = match (is_root(file), file.path.strip_suffix(".rs")) {
        (false, Some(folder)) if file.name() != "mod.rs" => folder,
        _ => file.folder(),
    };
    let mut paths = Vec::new();
    declared_in(&tree.items, folder, file.folder(), &mut paths);
    paths
}

fn declared_in(items: &[syn::Item], folder: &str, path_folder: &str, paths: &mut Vec<String>) {
    for item in items {
        let syn::Item::Mod(module) = item else {
            continue;
        };
        let child = format!("{folder}/{}", module.ident);
        match (&module.content, path_attribute(module)) {
            (Some((_, items)), _) => declared_in(items, &child, &child, paths),
            (None, Some(path)) => paths.push(format!("{path_folder}/{path}")),
            (None, None) => paths.extend([format!("{child}.rs"), format!("{child}/mod.rs")]),
        }
    }
}

/// The value of `#[path = "…"]`.
fn path_attribute(module: &syn::ItemMod) -> Option<String> {
    let attribute = module.attrs.iter().find(|attribute| attribute.path().is_ident("path"))?;
    let syn::Expr::Lit(value) = &attribute.meta.require_name_value().ok()?.value else {
        return None;
    };
    let syn::Lit::Str(path) = &value.lit else {
        return None;
    };
    Some(path.value())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::{assert_complaints, assert_tidy, tree};

    #[test]
    fn reachable_files() {
        let files = [
            ("src/lib.rs", "mod a;\n#[path = \"other.rs\"]\nmod c;\nmod d {\n    mod e;\n}"),
            ("src/a.rs", "#[cfg(test)]\nmod b;"),
            ("src/a/b.rs", ""),
            ("src/other.rs", ""),
            ("src/d/e.rs", ""),
            ("src/bin/tool.rs", ""),
            ("build.rs", ""),
            ("tests/main.rs", "mod cli;"),
            ("tests/cli.rs", ""),
        ];
        assert_tidy(&check(&files.map(|(path, text)| File::new(path, text))));
    }

    #[test]
    fn dead_files() {
        let files = [("src/main.rs", "// mod a;"), ("src/a.rs", "mod b;"), ("src/a/b.rs", "")];
        let complaints = check(&files.map(|(path, text)| File::new(path, text)));
        assert_complaints(&complaints, &["src/a.rs:1: no `mod` leads", "src/a/b.rs:1: no `mod`"]);
    }

    #[test]
    fn tree_is_tidy() {
        assert_tidy(&check(&tree::files()));
    }
}
