//! The command line as a whole, from the outside.

use std::process::{Command, Stdio};

use insta::assert_snapshot;

use crate::program::{BRIEF, hoist, root, seen};

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
    stderr: error: invalid value 'tomorrow' for '--at <TIME>': write RFC 3339 with an offset or Z, such as 2026-03-01T09:00:00Z
    stderr: 
    stderr: For more information, try '--help'.
    exit status 2
    ");
    let twice = ["evaluate", "dark_mode", "-f", BRIEF, "-a", "a=1", "-a", "a=2"];
    assert_snapshot!(seen(&hoist(&twice)), @"
    stderr: error: the attribute `a` is given twice
    exit status 2
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

/// The program's status and complaints when nobody reads what it prints.
fn unread(arguments: &[&str]) -> (Option<i32>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hoist"))
        .args(arguments)
        .current_dir(root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

/// `hoist … | head` ends quietly, and yet refuses what is to be refused.
#[test]
fn a_closed_pipe_hides_no_refusal() {
    assert_eq!(unread(&["completions", "bash"]), (Some(0), String::new()));
    assert_eq!(unread(&["validate", BRIEF]), (Some(0), String::new()));
    let (status, complaints) = unread(&["validate", "conformance/invalid/percentage_range.yaml"]);
    assert_eq!(status, Some(1));
    assert!(complaints.contains("error[percentage_range]"), "{complaints}");
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
