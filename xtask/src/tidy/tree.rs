//! Reads the real tree: the files that git knows or would add, and cargo's view of the packages.
//!
//! The only module of tidy that does I/O.

use std::fs;
use std::process::Command;

use cargo_metadata::{DependencyKind, MetadataCommand};

use super::File;
use super::imports::Crate;
use crate::cargo::repository_root;

/// All files, except those that git ignores.
pub(super) fn files() -> Vec<File> {
    let root = repository_root();
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let output = git.current_dir(root).output().expect("git lists the files");
    assert!(output.status.success(), "git ls-files failed: {output:?}");
    let paths = String::from_utf8(output.stdout).expect("paths are UTF-8");
    let files = paths.split_terminator('\0').filter_map(|path| {
        // git still lists a file that was deleted and not committed.
        let contents = fs::read(root.join(path)).ok()?;
        let bytes = contents.len();
        let text = String::from_utf8(contents).unwrap_or_default();
        Some(File { path: path.to_owned(), text, bytes })
    });
    files.collect()
}

/// The crates of the workspace.
pub(super) fn crates() -> Vec<Crate> {
    let root = repository_root();
    let mut command = MetadataCommand::new();
    // Without dependencies it needs neither the network nor a Cargo.lock that is up to date.
    let metadata = command.current_dir(root).no_deps().exec().expect("cargo metadata");
    let crates = metadata.packages.into_iter().map(|package| {
        let (dev, normal) = package
            .dependencies
            .into_iter()
            .partition::<Vec<_>, _>(|dependency| dependency.kind == DependencyKind::Development);
        let names = |dependencies: Vec<cargo_metadata::Dependency>| {
            dependencies.into_iter().map(|dependency| dependency.name).collect()
        };
        let path = package.manifest_path.strip_prefix(root).expect("packages are in the tree");
        let text = fs::read_to_string(&package.manifest_path).expect("cargo has just read it");
        Crate {
            name: package.name.to_string(),
            manifest: File::new(path.as_str(), &text),
            normal: names(normal),
            dev: names(dev),
        }
    });
    crates.collect()
}
