//! `hoist import` as a check of a pull request: what would change, field by field, in the terminal
//! and as Markdown, by exit status, and what is refused.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::folders::{done, run, text};
use crate::server::Server;

const FLAGS: &str = "features:
  checkout:
    type: percentage
    percentage: 10
    enabled: true
  search: {type: boolean, enabled: true, description: find}
  a: {type: boolean}
  b: {type: boolean}
  c: {type: boolean}
";

/// A server with some flags, and the folder that they are from.
fn fixture() -> (Server, tempfile::TempDir) {
    let (server, folder) = (Server::start(), tempfile::tempdir().unwrap());
    fs::write(folder.path().join("flags.yaml"), FLAGS).unwrap();
    done(&server, &["import", text(folder.path())]);
    (server, folder)
}

/// Imports a folder with more arguments; what is seen calls it DIR.
fn import(server: &Server, folder: &Path, arguments: &[&str]) -> String {
    let arguments = [&["import", text(folder)], arguments].concat();
    let seen = run(server, &arguments).replace(text(folder), "DIR");
    // So it is written in Markdown.
    seen.replace(&text(folder).replace('.', "&#46;"), "DIR")
}

/// Shows the same each time.
macro_rules! assert_seen {
    ($($argument:tt)*) => {
        insta::with_settings!({filters => vec![
            (r"tok(_|&#95;)[0-9a-f]+", "tok"),
            (r"\d{4}-\d\d-\d\dT\d\d(:|&#58;)\d\d(:|&#58;)\d\dZ", "TIME"),
        ]}, { assert_snapshot!($($argument)*) })
    };
}

fn digest(server: &Server) -> Value {
    let newest = server.get("/api/changes?limit=1").expect(200);
    newest["items"][0]["hash"].clone()
}

#[test]
fn a_pull_request_is_told_what_it_changes() {
    let (server, folder) = fixture();
    let path = folder.path();
    let check = |how: &[&str]| import(&server, path, &[&["--dry-run", "--prune"], how].concat());
    assert_snapshot!(check(&["--exit-code"]), @"
    unchanged: 5 (seq 5)
    exit status 0
    ");
    server.post("/flags/checkout/kill", &json!({"reason": "<b>errors</b> @team"})).expect(200);
    let before = digest(&server);
    let changed = FLAGS.replace("percentage: 10", "percentage: 25").replace("find", "'a | `b`'");
    fs::write(path.join("flags.yaml"), changed.replace("  a: {type: boolean}\n", "")).unwrap();
    fs::write(path.join("new.yaml"), "features: {new: {type: boolean}}\n").unwrap();
    assert_seen!(check(&[]), @r#"
    would create features/new
    would update features/checkout
      ~ percentage: 10 → 25
    would update features/search
      ~ description: "find" → "a | `b`"
    would delete features/a
    stays off: features/checkout, killed by token:admin (tok) since TIME: <b>errors</b> @team
    unchanged: 2 (seq 6)
    exit status 0
    "#);
    assert_seen!(check(&["--exit-code", "--markdown"]), @r#"
    <!-- hoist import -->
    ### Hoist: 4 documents would change

    - **stays off**: <code>features/checkout</code> at <code>DIR/flags&#46;yaml&#58;2</code>, <code>killed by token&#58;admin &#40;tok&#41; since TIME&#58; &#60;b&#62;errors&#60;/b&#62; &#64;team</code>

    <details><summary>create <code>features/new</code> at <code>DIR/new&#46;yaml&#58;1</code></summary>

    ```diff
    + type: "boolean"
    + enabled: false
    ```

    </details>

    <details><summary>update <code>features/checkout</code> at <code>DIR/flags&#46;yaml&#58;2</code></summary>

    ```diff
    ~ percentage: 10 → 25
    ```

    </details>

    <details><summary>update <code>features/search</code> at <code>DIR/flags&#46;yaml&#58;6</code></summary>

    ```diff
    ~ description: "find" → "a | `b`"
    ```

    </details>

    <details><summary>delete <code>features/a</code></summary>

    ```diff
    - type: "boolean"
    - enabled: false
    ```

    </details>

    unchanged: 2 (seq 6)
    exit status 1
    "#);
    let told: Value = serde_json::from_str(check(&["--json"]).lines().next().unwrap()).unwrap();
    assert_eq!(told["updated"][0]["place"], json!({"file": "DIR/flags.yaml", "line": 2}));
    assert_eq!(
        told["updated"][0]["changes"],
        json!([{"path": "percentage", "before": 10, "after": 25}])
    );
    assert_eq!(told["deleted"][0]["changes"][0], json!({"path": "type", "before": "boolean"}));
    assert_eq!(told["drift"][0]["what"], "killed");
    assert_eq!(digest(&server), before, "a dry run changes nothing");
    // The merge does what was told, and then there is nothing to do.
    assert!(import(&server, path, &["--prune"]).starts_with("created features/new\n"));
    assert_seen!(check(&["--exit-code"]), @"
    stays off: features/checkout, killed by token:admin (tok) since TIME: <b>errors</b> @team
    unchanged: 5 (seq 10)
    exit status 0
    ");
}

#[test]
fn a_bad_file_among_many_is_told_by_place_and_nothing_is_applied() {
    let (server, folder) = fixture();
    let path = folder.path();
    for number in 0..30 {
        let flag = format!("features: {{good_{number}: {{type: boolean}}}}\n");
        fs::write(path.join(format!("good-{number}.yaml")), flag).unwrap();
    }
    fs::write(path.join("bad.yaml"), "features:\n  bad: {type: '```</code>'}\n").unwrap();
    let before = digest(&server);
    let refused = import(&server, path, &[]);
    assert_snapshot!(refused, @r#"
    stderr: error: What was sent is not sound
    stderr: DIR/bad.yaml:2:15: error[not_one_of] features.bad.type: "```</code>" is none of the possible values
    stderr:     Possible: boolean, percentage, variant, gradual, targeted.
    exit status 1
    "#);
    for how in [&["--dry-run"][..], &["--prune", "--allow-deletes"]] {
        assert_eq!(import(&server, path, how), refused);
    }
    assert_snapshot!(import(&server, path, &["--dry-run", "--markdown"]), @r#"
    <!-- hoist import -->
    ### Hoist: refused, nothing changes

    ````text
    What was sent is not sound
    DIR/bad.yaml:2:15: error[not_one_of] features.bad.type: "```</code>" is none of the possible values
        Possible: boolean, percentage, variant, gradual, targeted.
    ````
    stderr: error: What was sent is not sound
    stderr: DIR/bad.yaml:2:15: error[not_one_of] features.bad.type: "```</code>" is none of the possible values
    stderr:     Possible: boolean, percentage, variant, gradual, targeted.
    exit status 1
    "#);
    // A circle that only all files together make.
    fs::write(
        path.join("bad.yaml"),
        "features: {x: {type: boolean, requires: [{flag: y, is: true}]}}\n",
    )
    .unwrap();
    fs::write(
        path.join("y.yaml"),
        "features: {y: {type: boolean, requires: [{flag: x, is: true}]}}\n",
    )
    .unwrap();
    assert_snapshot!(import(&server, path, &[]), @"
    stderr: error: What was sent is not sound
    stderr: DIR/bad.yaml:1:41: error[prerequisite_cycle] features.x.requires: these require each other in a circle: x → y → x
    stderr:     Take one of these references out.
    stderr: DIR/y.yaml:1:41: error[prerequisite_cycle] features.y.requires: these require each other in a circle: x → y → x
    stderr:     Take one of these references out.
    exit status 1
    ");
    assert_eq!(digest(&server), before);
}

#[test]
fn most_documents_are_not_deleted_by_accident() {
    let (server, folder) = fixture();
    let path = folder.path();
    let before = digest(&server);
    fs::write(path.join("flags.yaml"), "features: {a: {type: boolean}}\n").unwrap();
    let refused = import(&server, path, &["--prune"]);
    assert_snapshot!(refused, @"
    stderr: error: The import would delete 4 of 5 documents, which is more than a fifth: features/checkout, features/search, features/b, features/c. If that is meant, send allow_deletes=true (--allow-deletes).
    exit status 1
    ");
    assert_eq!(import(&server, path, &["--prune", "--dry-run"]), refused);
    assert_eq!(digest(&server), before);
    // Without --prune the others are left alone.
    assert_snapshot!(import(&server, path, &["--dry-run", "--exit-code"]), @"
    unchanged: 1 (seq 5)
    exit status 0
    ");
    let seen = import(&server, path, &["--prune", "--allow-deletes", "--dry-run"]);
    assert_eq!(seen.matches("would delete features/").count(), 4, "{seen}");
    let seen = import(&server, path, &["--prune", "--allow-deletes"]);
    assert!(seen.ends_with("unchanged: 1 (seq 9)\nexit status 0"), "{seen}");
    for wrong in
        [&["--allow-deletes"][..], &["--exit-code"], &["--dry-run", "--json", "--markdown"]]
    {
        assert!(import(&server, path, wrong).ends_with("exit status 2"), "{wrong:?}");
    }
}
