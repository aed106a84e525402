//! `hoist validate`, from the outside.

use std::path::Path;
use std::process::Output;

use insta::assert_snapshot;

use crate::program::{BRIEF, hoist, hoist_with, root, seen};

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

/// As the brief's program prints an experiment: its key is `id`, empty lists are null.
#[test]
fn an_experiment_of_the_brief_s_program_is_valid() {
    let experiment = br#"{"id":"homepage","name":"Homepage","description":"","hypothesis":"",
        "start_date":"2025-07-01T00:00:00Z","end_date":"2025-08-01T00:00:00Z",
        "variants":[{"name":"control","weight":0.5,"config":null,"is_control":true},
                    {"name":"new","weight":0.5,"config":null,"is_control":false}],
        "metrics":null,"sample_size":1000,"confidence":0.95,"status":"running"}"#;
    assert_snapshot!(seen(&hoist_with(&["validate", "-"], experiment)), @"
    ok      experiment homepage (2 variants)
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

/// The examples of the guide are valid, each where it belongs.
#[test]
fn the_examples_of_the_guide_are_valid() {
    let guide = std::fs::read_to_string(root().join("docs/flags.md")).unwrap();
    let blocks = guide.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let mut sections = 0;
    for block in blocks {
        let indented = |by: usize| {
            let lines = block.lines().map(|line| format!("{:by$}{line}\n", ""));
            lines.collect::<String>()
        };
        let flag = "features:\n  f:\n    type: targeted\n";
        let file = if block.starts_with("rules:") {
            format!("{flag}{}", indented(4))
        } else if block.starts_with("conditions:") {
            format!("{flag}    rules:\n      - value: true\n{}", indented(8))
        } else {
            sections += 1;
            block.to_owned()
        };
        let output = hoist_with(&["validate", "-"], file.as_bytes());
        assert!(output.status.success(), "{file}\n{}", seen(&output));
    }
    assert!(sections >= 3, "only {sections} whole examples were found");
}
