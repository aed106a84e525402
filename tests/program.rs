//! Running the real `hoist` program.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The file of the brief's section 8, as it is.
pub(crate) const BRIEF: &str = "tests/fixtures/features.yaml";

/// The project's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs the program at the project's root, with this on its standard input.
pub(crate) fn hoist_with(arguments: &[&str], input: &[u8]) -> Output {
    hoist_in(&[], arguments, input)
}

/// The same, with these variables in its environment.
pub(crate) fn hoist_in(variables: &[(&str, &str)], arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hoist"));
    // What a developer has set for a server of theirs is none of the tests' business.
    for name in ["HOIST_URL", "HOIST_TOKEN", "HOIST_ENVIRONMENT", "EMERGENCY_TOKEN"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied());
    let mut child = command
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // Written beside reading: a program that answers before it has read all must not block.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

/// Runs the program at the project's root.
pub(crate) fn hoist(arguments: &[&str]) -> Output {
    hoist_with(arguments, b"")
}

/// Everything that a person sees: what was printed, complaints, exit status.
pub(crate) fn seen(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let status = output.status.code().unwrap();
    let mut seen = text(&output.stdout);
    for line in text(&output.stderr).lines() {
        seen.push_str(&format!("stderr: {line}\n"));
    }
    seen + &format!("exit status {status}")
}

/// A file of its own in the folder that cargo gives to integration tests.
pub(crate) fn tempfile(text: &str) -> PathBuf {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let name = format!("{:016x}.yaml", hasher.finish());
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    // At once: another test that has the same text may be reading it.
    let new = tempfile::NamedTempFile::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    std::fs::write(new.path(), text).unwrap();
    new.persist(&path).unwrap();
    path
}
