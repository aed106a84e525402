//! The manifests of `deploy/flagger/` are such as Flagger takes.

use std::path::Path;

use super::python_program;

#[test]
#[ignore = "it runs Python: `cargo xtask test` finds it"]
fn the_manifests_are_sound() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let script = root.join("tests/outside/flagger_manifests.py");
    let output = python_program("python").arg(script).arg(&root).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.starts_with("5 manifests are sound"), "{said}");
}
