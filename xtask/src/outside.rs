//! Programs of others that tests run: pinned packages of Python and of Node, `promtool`,
//! Prometheus, `HAProxy`, curl, jq, valgrind.
//!
//! Whoever has only Rust can still run every other test, so at home what is missing is told and
//! the layer that needs it is skipped by name. CI installs what it needs, and fails without it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail, ensure};

use crate::cargo;

/// What tests and benchmarks need beside Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    /// The packages of `tests/requirements.txt`, in a virtual environment under `target/`.
    Python,
    /// The packages of `tests/outside/node/`, under `target/`.
    Node,
    /// Prometheus's own checker.
    Promtool,
    /// curl and jq, beside a shell.
    Shell,
    /// Prometheus itself and `HAProxy`, which releases ask and set.
    Releasing,
    /// Counts instructions, with its tool callgrind.
    Valgrind,
    /// Node and npm, which build the dashboard.
    Dashboard,
    /// The browser that its tests run in.
    Chromium,
    /// Compiles the schemas of a peer that is measured.
    Protoc,
}

impl Program {
    /// In the order in which steps ask for them.
    const OF_CI: [Self; 8] = [
        Self::Valgrind,
        Self::Dashboard,
        Self::Chromium,
        Self::Python,
        Self::Node,
        Self::Shell,
        Self::Promtool,
        Self::Releasing,
    ];
}

/// Where the tests run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// On somebody's machine, where nothing is installed uninvited outside `target/`.
    Home,
    /// In CI, where a missing package is installed if that is allowed.
    Ci,
}

/// The packages, each with its version.
const REQUIREMENTS: &str = "tests/requirements.txt";
/// What Node's packages are, and each with its version and digest.
const NODE_PACKAGES: [&str; 2] =
    ["tests/outside/node/package.json", "tests/outside/node/package-lock.json"];

/// Makes sure that a program is there. One at a time: packages are installed behind one lock.
pub(crate) fn provide(program: Program, place: Place) -> Result<()> {
    static INSTALLING: Mutex<()> = Mutex::new(());
    let _installing = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    match program {
        Program::Python => {
            let probe = ["python3", "-c", "import venv, ensurepip"];
            ensure_package(&probe, "python3-venv", place)?;
            environment(&target().join("outside/venv"), Path::new(REQUIREMENTS))
        }
        Program::Node => {
            ensure_package(&["node", "--version"], "nodejs", place)?;
            ensure_package(&["npm", "--version"], "npm", place)?;
            node_packages(&target().join("outside/node"))
        }
        Program::Dashboard => {
            ensure_package(&["node", "--version"], "nodejs", place)?;
            ensure_package(&["npm", "--version"], "npm", place)
        }
        Program::Chromium => ensure_package(&["/usr/bin/chromium", "--version"], "chromium", place),
        Program::Promtool => ensure_package(&["promtool", "--version"], "prometheus", place),
        Program::Releasing => {
            ensure_package(&["prometheus", "--version"], "prometheus", place)?;
            ensure_package(&["haproxy", "-v"], "haproxy", place)
        }
        Program::Valgrind => ensure_package(&["valgrind", "--version"], "valgrind", place),
        Program::Protoc => {
            ensure_package(&["protoc", "--version"], "protobuf-compiler", place)?;
            // The schemas that others include are in a package of their own.
            let included = "google/protobuf/struct.proto";
            let probe = ["protoc", "--descriptor_set_out=/dev/null", included];
            ensure_package(&probe, "libprotobuf-dev", place)
        }
        Program::Shell => ["curl", "jq"]
            .into_iter()
            .try_for_each(|name| ensure_package(&[name, "--version"], name, place)),
    }
}

/// Begins to make sure of all that CI needs. What does not work here is told by the step that needs
/// it, which asks again.
pub(crate) fn provide_ahead() {
    std::thread::spawn(|| {
        for program in Program::OF_CI {
            drop(provide(program, Place::Ci));
        }
    });
}

fn target() -> PathBuf {
    let own = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    cargo::repository_root().join(own)
}

/// Makes sure that a command works, by its Debian package where it does not and CI may.
fn ensure_package(command: &[&str], package: &str, place: Place) -> Result<()> {
    if succeeds(command) {
        return Ok(());
    }
    let what = command.join(" ");
    if place == Place::Home || !is_root() {
        bail!("`{what}` does not work here: install it (on Debian: `apt-get install {package}`)");
    }
    run(&["apt-get", "update", "-qq"])?;
    run(&["apt-get", "install", "-qq", "-y", "--no-install-recommends", package])?;
    ensure!(succeeds(command), "`{what}` does not work, although {package} is installed");
    Ok(())
}

/// Makes a virtual environment of exactly these packages, unless it is there already.
fn environment(folder: &Path, requirements: &Path) -> Result<()> {
    let wanted = fs::read(requirements).context("cannot read the list of packages")?;
    // Written last, so a half-made environment has none.
    let made_of = folder.join("made-of.txt");
    if fs::read(&made_of).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    if folder.exists() {
        fs::remove_dir_all(folder).context("cannot remove the stale Python environment")?;
    }
    let (folder, pip) = (folder.to_string_lossy(), folder.join("bin/pip"));
    let (pip, list) = (pip.to_string_lossy(), requirements.to_string_lossy());
    run(&["python3", "-m", "venv", &folder])?;
    // Without dependencies: every package that is needed is in the list, with its version.
    run(&[&pip, "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r", &list])?;
    run(&[&pip, "--disable-pip-version-check", "check"])?;
    fs::write(made_of, wanted).context("cannot finish the Python environment")
}

/// Installs exactly the locked packages, unless they are there already.
fn node_packages(folder: &Path) -> Result<()> {
    let read = |path: &&str| fs::read(path).with_context(|| format!("cannot read {path}"));
    let wanted = NODE_PACKAGES.iter().map(read).collect::<Result<Vec<_>>>()?;
    // Written last, so what is half-made has none.
    let made_of = folder.join("made-of.json");
    let lock = wanted.last().context("no lock")?;
    if fs::read(&made_of).is_ok_and(|found| found == *lock) {
        return Ok(());
    }
    fs::create_dir_all(folder).context("cannot make the folder of Node's packages")?;
    for (path, text) in NODE_PACKAGES.iter().zip(&wanted) {
        let name = Path::new(path).file_name().unwrap_or_default();
        fs::write(folder.join(name), text).context("cannot copy the list of packages")?;
    }
    let folder = folder.to_string_lossy();
    run(&["npm", "ci", "--prefix", &folder, "--ignore-scripts", "--no-audit", "--no-fund"])?;
    fs::write(made_of, lock).context("cannot finish Node's packages")
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

fn succeeds(command: &[&str]) -> bool {
    let quiet = |command: &mut Command| {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()
    };
    process(command).is_some_and(|mut command| quiet(&mut command).is_ok_and(|it| it.success()))
}

fn run(command: &[&str]) -> Result<()> {
    let line = command.join(" ");
    println!("\n$ {line}");
    let mut process = process(command).context("an empty command")?;
    process.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    let status = process.status().with_context(|| format!("cannot start `{line}`"))?;
    ensure!(status.success(), "`{line}` failed: {status}");
    Ok(())
}

fn process(command: &[&str]) -> Option<Command> {
    let (program, arguments) = command.split_first()?;
    let mut command = Command::new(program);
    command.args(arguments);
    Some(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_at_home_is_named() {
        let missing = ensure_package(&["no-such-program-here", "-V"], "its-package", Place::Home);
        assert_eq!(
            missing.unwrap_err().to_string(),
            "`no-such-program-here -V` does not work here: install it (on Debian: `apt-get \
             install its-package`)"
        );
        ensure_package(&["cargo", "--version"], "cargo", Place::Home).unwrap();
    }

    #[test]
    fn an_environment_that_is_made_of_the_same_is_kept() {
        let folder = std::env::temp_dir().join(format!("hoist-outside-{}", std::process::id()));
        let list = folder.join("list.txt");
        fs::create_dir_all(folder.join("venv")).unwrap();
        fs::write(&list, "a==1\n").unwrap();
        fs::write(folder.join("venv/made-of.txt"), "a==1\n").unwrap();
        environment(&folder.join("venv"), &list).unwrap();
        assert!(folder.join("venv/made-of.txt").exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn packages_of_node_are_locked_and_name_no_registry() {
        let read = |path| fs::read_to_string(cargo::repository_root().join(path)).unwrap();
        let [packages, lock] = NODE_PACKAGES.map(read);
        assert!(packages.contains("@openfeature/ofrep-web-provider"));
        for text in [&packages, &lock] {
            assert!(!text.contains("://"), "{text}");
        }
        assert_eq!(lock.matches("\"version\"").count(), lock.matches("\"sha512-").count());
    }

    #[test]
    fn every_package_has_its_version() {
        let list = fs::read_to_string(cargo::repository_root().join(REQUIREMENTS)).unwrap();
        let packages: Vec<&str> = list.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(!packages.is_empty());
        for package in packages {
            let pinned = package.split_once("==").is_some_and(|(name, version)| {
                let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
                name.chars().all(plain) && version.chars().all(plain)
            });
            assert!(pinned, "{REQUIREMENTS}: {package:?} is no `name==version`");
        }
    }
}
