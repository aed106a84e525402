//! The real `hoist` program, from the outside.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use insta::assert_snapshot;
use serde_json::Value;

const BRIEF: &str = "tests/fixtures/features.yaml";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs the program at the project's root, with this on its standard input.
fn hoist_with(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hoist"))
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

fn hoist(arguments: &[&str]) -> Output {
    hoist_with(arguments, b"")
}

/// Everything that a person sees: what was printed, complaints, exit status.
fn seen(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let status = output.status.code().unwrap();
    let mut seen = text(&output.stdout);
    for line in text(&output.stderr).lines() {
        seen.push_str(&format!("stderr: {line}\n"));
    }
    seen + &format!("exit status {status}")
}

fn json_lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The brief's file is accepted as it is, and each guess is told.
#[test]
fn the_brief_is_valid() {
    assert_snapshot!(seen(&hoist(&["validate", BRIEF])), @"
    ok      flag dark_mode (boolean, enabled)
    ok      flag new_search_algorithm (percentage, enabled)
    ok      flag checkout_flow (variant, enabled)
    ok      flag database_migration (gradual, enabled)
    ok      flag premium_features (targeted, enabled)
    ok      experiment homepage_redesign (2 variants); guessed: engagement_rate = share of users with event engagement or engagement_rate, more is better; bounce_rate = share of users with event bounce or bounce_rate, less is better; time_on_page = mean of event time_on_page, more is better; conversion_rate = share of users with event conversion or conversion_rate, more is better
    exit status 0
    ");
}

#[test]
fn a_flag_of_the_brief_s_program_is_valid() {
    let flag = br#"{"key":"test_feature","enabled":true,"description":"","type":"percentage",
        "rules":null,"variants":null,"metadata":{"percentage":"30"},
        "created_at":"2025-01-01T00:00:00Z","updated_at":"2025-01-01T00:00:00Z"}"#;
    assert_snapshot!(seen(&hoist_with(&["validate", "-"], flag)), @"
    ok      flag test_feature (percentage, enabled)
    exit status 0
    ");
}

#[test]
fn problems_go_to_stderr_and_fail() {
    let text = b"features:\n  good: {type: boolean}\n  bad: {type: percentage, percentage: 101}\n";
    assert_snapshot!(seen(&hoist_with(&["validate", "-"], text)), @"
    ok      flag good (boolean, not enabled)
    refused flag bad
    stderr: -:3:39: error[percentage_range] features.bad.percentage: 101 is no percentage
    stderr:     Write a number from 0 to 100 with at most two decimals, such as 25 or 0.5.
    stderr: 1 accepted, 1 refused, 1 problem
    exit status 1
    ");
}

#[test]
fn validation_as_json() {
    let text = b"features:\n  bad: {type: percentage, percentage: 101}\n";
    assert_snapshot!(seen(&hoist_with(&["validate", "--json", "-"], text)), @r#"
    {"documents":[{"kind":"flag","key":"bad","file":"-","line":2,"accepted":false,"guesses":[]}],"diagnostics":[{"code":"percentage_range","file":"-","line":2,"column":39,"path":"features.bad.percentage","message":"101 is no percentage","advice":"Write a number from 0 to 100 with at most two decimals, such as 25 or 0.5."}]}
    exit status 1
    "#);
}

#[test]
fn a_user_of_the_brief() {
    let one = ["evaluate", "premium_features", "--user", "u", "-a", "plan=premium", "-f", BRIEF];
    assert_snapshot!(seen(&hoist(&one)), @"
    premium_features: on, TARGETING_MATCH by rules[0], value true
    exit status 0
    ");
    let json = [&one[..], &["--json"]].concat();
    assert_snapshot!(seen(&hoist(&json)), @r#"
    {"key":"premium_features","value":true,"variant":"on","reason":"TARGETING_MATCH","error_code":null,"rule":{"index":0,"name":null},"metadata":{}}
    exit status 0
    "#);
    let all = ["evaluate", "--user", "u-1", "-a", "country=US", "--at", "2025-07-15T00:00:00Z"];
    assert_snapshot!(seen(&hoist(&[&all[..], &["-f", BRIEF]].concat())), @r#"
    dark_mode: on, STATIC, value true
    new_search_algorithm: off, SPLIT by rules[1], value false
    checkout_flow: treatment_b, SPLIT, value {"steps":1,"auto_save":true,"express":true}
    database_migration: off, SPLIT, value false
    premium_features: off, DEFAULT, value false
    homepage_redesign: treatment, SPLIT in phase 1, exposed, value {"layout":"modern","hero_banner":true,"quick_actions":true}
    exit status 0
    "#);
}

#[test]
fn an_explanation() {
    let user = ["--user", "u-1", "-a", "country=US", "-f", BRIEF];
    let rules = [&["explain", "new_search_algorithm"], &user[..]].concat();
    assert_snapshot!(seen(&hoist(&rules)), @r#"
    new_search_algorithm: off, SPLIT by rules[1], value false
    ✗ rules[0] does not match
      ✗ segment beta_testers: the context does not name it, and it has no document
    ✓ rules[1] matches
      ✓ country in "US", "CA": it is "US"
    ✗ share 50 %: this user is at 87.15 %, in from 87.16 % on
    exit status 0
    "#);
    let when = ["explain", "database_migration", "--at", "2025-08-10T00:00:00Z"];
    assert_snapshot!(seen(&hoist(&[&when[..], &user].concat())), @"
    database_migration: off, SPLIT, value false
    ✓ the share is 29.03 % at this time; this user is in from 2025-08-16T18:37:17.76Z on
    ✗ share 29.03 %: this user is at 50.88 %, in from 50.89 % on
    exit status 0
    ");
    let experiment = ["explain", "homepage_redesign", "--at", "2025-07-10T00:00:00Z"];
    assert_snapshot!(seen(&hoist(&[&experiment[..], &user].concat())), @r#"
    homepage_redesign: treatment, SPLIT in phase 1, exposed, value {"layout":"modern","hero_banner":true,"quick_actions":true}
    ✓ the experiment is running
    ✓ its window is from 2025-07-01T00:00:00Z to 2025-08-01T00:00:00Z: it is 2025-07-10T00:00:00Z
    ✓ its traffic is 0 % to 100 %: this user is at 27.35 %
    ✓ treatment has the ranks 5000 to 10000: this user has rank 9099
    exit status 0
    "#);
    let json = [&["explain", "premium_features", "--json"], &user[..]].concat();
    assert_snapshot!(seen(&hoist(&json)), @r#"
    {"key":"premium_features","value":false,"variant":"off","reason":"DEFAULT","error_code":null,"rule":null,"metadata":{},"steps":[{"step":"rule","holds":false,"text":"rules[0] does not match","steps":[{"step":"attribute","holds":false,"text":"plan in \"premium\", \"enterprise\": it is missing"}]},{"step":"rule","holds":false,"text":"rules[1] does not match","steps":[{"step":"attribute","holds":false,"text":"targetingKey in \"admin@example.com\", \"test@example.com\": it is \"u-1\""}]},{"step":"no_rule","holds":false,"text":"no rule decides: it is off"}]}
    exit status 0
    "#);
}

/// The counts that the brief's own hash gives for its own users.
#[test]
fn ten_thousand_users() {
    let users: String =
        (0..10_000).map(|user| format!("{{\"targetingKey\": \"user_{user}\"}}\n")).collect();
    let count = |rules: &str, key: &str, variant: &str| {
        let file = tempfile(rules);
        let path = file.to_str().unwrap();
        let output =
            hoist_with(&["evaluate", key, "--users", "-", "--json", "-f", path], users.as_bytes());
        assert!(output.status.success());
        let lines = json_lines(&output);
        assert_eq!(lines.len(), 10_000);
        lines.iter().filter(|line| line["variant"] == variant).count()
    };
    let share = |key: &str, percentage: u32| {
        format!(
            "features: {{{key}: {{type: percentage, enabled: true, percentage: {percentage}}}}}"
        )
    };
    assert_eq!(count(&share("test_feature", 30), "test_feature", "on"), 3_022);
    assert_eq!(count(&share("new_search_algorithm", 25), "new_search_algorithm", "on"), 2_543);
    let test_exp = "features: {test_exp: {type: variant, enabled: true, \
                    variants: {control: 0.33, variant_a: 0.33, variant_b: 0.34}}}";
    for (variant, users) in [("control", 3_334), ("variant_a", 3_251), ("variant_b", 3_415)] {
        assert_eq!(count(test_exp, "test_exp", variant), users);
    }
    let brief = std::fs::read_to_string(root().join(BRIEF)).unwrap();
    for (variant, users) in [("control", 4_987), ("treatment_a", 2_462), ("treatment_b", 2_551)] {
        assert_eq!(count(&brief, "checkout_flow", variant), users);
    }
}

/// A file of its own in the folder that cargo gives to integration tests.
fn tempfile(text: &str) -> PathBuf {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let name = format!("{:016x}.yaml", hasher.finish());
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// One line for each line of the input, also where it is no context, whatever its length.
#[test]
fn many_users_with_mistakes_among_them() {
    let mut users = b"{\"targetingKey\": \"u-1\"}\n\n[1]\n{\"a\": \"".to_vec();
    users.extend(std::iter::repeat_n(b'x', 10 << 20));
    users.extend(b"\"}\n{\"targetingKey\": \"\xff\"}\nnonsense\n{\"targetingKey\": 5}\n");
    users.extend(b"{\"targetingKey\": \"u-2\", \"plan\": \"premium\"}");
    let arguments = ["evaluate", "premium_features", "--users", "-", "-f", BRIEF];
    assert_snapshot!(seen(&hoist_with(&arguments, &users)), @r#"
    u-1: premium_features: off, DEFAULT, value false
    line 3: refused: a context is a JSON object such as {"targetingKey": "user-1"}
    line 4: refused: a context has at most 65536 bytes of JSON, this one has 10485769
    line 5: refused: a context is a JSON object, this is no JSON: invalid utf-8 sequence of 1 bytes from index 18
    line 6: refused: a context is a JSON object, this is no JSON: expected ident (column 2)
    line 7: refused: `targetingKey` is a string; put it in quotes
    u-2: premium_features: on, TARGETING_MATCH by rules[0], value true
    exit status 1
    "#);
}

#[test]
fn what_cannot_be_evaluated() {
    let unknown = ["evaluate", "premium_featurs", "--user", "u", "-f", BRIEF];
    assert_snapshot!(seen(&hoist(&unknown)), @"
    premium_featurs: no value, FLAG_NOT_FOUND: the caller's default is used
    stderr: error: there is no flag or experiment `premium_featurs`; did you mean `premium_features`?
    exit status 1
    ");
    let nobody = ["evaluate", "new_search_algorithm", "-f", BRIEF];
    assert_snapshot!(seen(&hoist(&nobody)), @"
    new_search_algorithm: no value, TARGETING_KEY_MISSING: the caller's default is used
    exit status 1
    ");
    let rules = b"features:\n  good: {type: boolean, enabled: true}\n  bad: {type: boolen}\n";
    let good = ["evaluate", "good", "-f", "-"];
    assert_snapshot!(seen(&hoist_with(&good, rules)), @"
    good: on, STATIC, value true
    stderr: warning: 1 document was refused and left out; `hoist validate` tells why
    exit status 0
    ");
    let bad = ["evaluate", "bad", "-f", "-"];
    assert_snapshot!(seen(&hoist_with(&bad, rules)), @r#"
    stderr: -:3:15: error[not_one_of] features.bad.type: "boolen" is none of the possible values
    stderr:     Did you mean `boolean`? Possible: boolean, percentage, variant, gradual, targeted.
    stderr: error: `bad` was refused, so it cannot be evaluated
    exit status 1
    "#);
    let missing = ["evaluate", "good", "-f", "nowhere.yaml"];
    assert_snapshot!(seen(&hoist(&missing)), @"
    stderr: error: cannot read nowhere.yaml: No such file or directory (os error 2)
    exit status 1
    ");
}

#[test]
fn wrong_usage() {
    assert_snapshot!(seen(&hoist(&["evaluate", "dark_mode"])), @"
    stderr: error: the following required arguments were not provided:
    stderr:   --file <FILE>
    stderr: 
    stderr: Usage: hoist evaluate --file <FILE> <KEY>
    stderr: 
    stderr: For more information, try '--help'.
    exit status 2
    ");
    assert_snapshot!(seen(&hoist(&["evaluate", "x", "-f", BRIEF, "-a", "plan"])), @"
    stderr: error: invalid value 'plan' for '--attribute <NAME=VALUE>': write NAME=VALUE, such as plan=premium
    stderr: 
    stderr: For more information, try '--help'.
    exit status 2
    ");
    assert_snapshot!(seen(&hoist(&["evaluate", "x", "-f", BRIEF, "--at", "tomorrow"])), @"
    stderr: error: invalid value 'tomorrow' for '--at <TIME>': failed to parse four digit integer as year: invalid digit, expected 0-9 but got t; write RFC 3339 with an offset or Z, such as 2026-03-01T09:00:00Z
    stderr: 
    stderr: For more information, try '--help'.
    exit status 2
    ");
    let twice = ["evaluate", "dark_mode", "-f", BRIEF, "-a", "a=1", "-a", "a=2"];
    assert_snapshot!(seen(&hoist(&twice)), @"
    stderr: error: the attribute `a` is given twice
    exit status 1
    ");
}

#[test]
fn completions_name_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = hoist(&["completions", shell]);
        let script = String::from_utf8(output.stdout).unwrap();
        for command in ["validate", "evaluate", "explain", "completions"] {
            assert!(script.contains(command), "{shell}: {command}");
        }
    }
}

/// `hoist … | head` ends quietly.
#[test]
fn a_closed_pipe_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hoist"))
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

/// A folder is one set of documents, and a key stands in it once.
#[test]
fn a_folder() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("a_folder");
    std::fs::create_dir_all(folder.join("nested")).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("a.yaml", "features: {a: {type: boolean, requires: [{flag: b, is: true}]}}\n");
    write("nested/b.json", "{\"features\": {\"b\": {\"type\": \"boolean\"}}}\n");
    write("notes.txt", "not read\n");
    let path = folder.to_str().unwrap();
    assert_snapshot!(seen(&hoist(&["validate", path])), @"
    ok      flag a (boolean, not enabled)
    ok      flag b (boolean, not enabled)
    exit status 0
    ");
    let shorter = |output: &Output| seen(output).replace(path, "FOLDER");
    write("nested/c.yaml", "features: {a: {type: targeted}}\n");
    assert_snapshot!(shorter(&hoist(&["validate", path])), @"
    refused flag a
    ok      flag b (boolean, not enabled)
    refused flag a
    stderr: FOLDER/nested/c.yaml:1:12: error[key_taken] features.a: the key `a` is taken by the flag in FOLDER/a.yaml:1
    stderr:     Rename one of the two; flags and experiments share their keys.
    stderr: 1 accepted, 2 refused, 1 problem
    exit status 1
    ");
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::create_dir_all(&folder).unwrap();
    assert_snapshot!(shorter(&hoist(&["validate", path])), @"
    stderr: error: there are no .yaml, .yml or .json files in FOLDER
    exit status 1
    ");
}

/// What the README says can be typed.
#[test]
fn the_commands_of_the_readme_work() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let commands: Vec<&str> =
        readme.lines().filter_map(|line| line.strip_prefix("hoist ")).collect();
    assert!(commands.len() >= 4, "{commands:?}");
    for command in commands {
        let arguments: Vec<&str> = command.split_whitespace().collect();
        let output = hoist(&arguments);
        assert!(output.status.success(), "hoist {command}\n{}", seen(&output));
    }
}
