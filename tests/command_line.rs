//! The command line as a whole, from the outside.

use std::process::{Command, Stdio};

use insta::assert_snapshot;

use crate::program::{BRIEF, hoist, root, seen};

#[test]
fn wrong_usage() {
    assert_snapshot!(seen(&hoist(&["evaluate", "x", "-f", BRIEF, "-a", "plan"])), @"
    stderr: error: invalid value 'plan' for '--attribute <NAME=VALUE>': write NAME=VALUE, such as plan=premium
    stderr: 
    stderr: For more information, try '--help'.
    exit status 2
    ");
    assert_snapshot!(seen(&hoist(&["evaluate", "x", "-f", BRIEF, "--at", "tomorrow"])), @"
    stderr: error: invalid value 'tomorrow' for '--at <SEQ|TIME>': write a seq such as 42, or RFC 3339 with an offset or Z, such as 2026-03-01T09:00:00Z, or local time with its zone: 2026-03-01T10:00[Europe/Berlin]
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
fn wrong_usage_of_a_server() {
    assert_snapshot!(seen(&hoist(&["kill"])), @"
    stderr: error: the following required arguments were not provided:
    stderr:   <FLAG|--tag <TAG>|--all>
    stderr: 
    stderr: Usage: hoist kill <FLAG|--tag <TAG>|--all>
    stderr: 
    stderr: For more information, try '--help'.
    exit status 2
    ");
    assert_snapshot!(seen(&hoist(&["kill", "search", "--all"])), @"
    stderr: error: the argument '[FLAG]...' cannot be used with '--all'
    stderr: 
    stderr: Usage: hoist kill <FLAG|--tag <TAG>|--all>
    stderr: 
    stderr: For more information, try '--help'.
    exit status 2
    ");
    assert_snapshot!(seen(&hoist(&["flags", "delete", ".."])), @"
    stderr: error: invalid value '..' for '<KEY>': a key starts with a letter and has up to 128 letters, digits, `.`, `_` and `-`
    stderr: 
    stderr: For more information, try '--help'.
    exit status 2
    ");
    assert_snapshot!(seen(&hoist(&["flags", "create", "search"])), @"
    stderr: error: the following required arguments were not provided:
    stderr:   --type <TYPE>
    stderr: 
    stderr: Usage: hoist flags create --type <TYPE> <KEY> [FIELD=VALUE]...
    stderr: 
    stderr: For more information, try '--help'.
    exit status 2
    ");
    assert_snapshot!(seen(&hoist(&["flags", "set", "search", "rules[0].value=1"])), @"
    stderr: error: invalid value 'rules[0].value=1' for '<FIELD=VALUE>...': a list is set as a whole: write rules='[…]'
    stderr: 
    stderr: For more information, try '--help'.
    exit status 2
    ");
    assert_snapshot!(seen(&hoist(&["flags", "set", "search", "a=1", "a.b=2"])), @"
    stderr: error: `a.b` is set twice; set each field once
    exit status 2
    ");
    assert_snapshot!(seen(&hoist(&["status", "--url", "localhost:8080"])), @"
    stderr: error: the server's URL starts with http:// or https:// and has no user, password, query or fragment; write one such as http://127.0.0.1:8080
    exit status 2
    ");
    assert_snapshot!(seen(&hoist(&["flags", "get", "search", "--token", "two words"])), @"
    stderr: error: the token is empty, or has characters that no token has, such as spaces or quotes; give it as it was shown
    exit status 2
    ");
    assert_snapshot!(seen(&hoist(&["explain", "x", "-f", BRIEF, "--at", "42"])), @"
    stderr: error: a seq is one of a server's change log, and files have none; --now says at what time they are evaluated
    exit status 2
    ");
}

#[test]
fn nobody_answers() {
    let nobody = ["--url", "http://127.0.0.1:1"];
    let run = |arguments: &[&str]| seen(&hoist(&[arguments, &nobody].concat()));
    assert_snapshot!(run(&["kill", "search", "checkout_flow"]), @"
    stderr: error: search: cannot reach http://127.0.0.1:1: Connection refused (os error 111)
    stderr: hint: is `hoist serve` running there? --url or HOIST_URL says where it is
    stderr: error: checkout_flow: cannot reach http://127.0.0.1:1: Connection refused (os error 111)
    stderr: hint: is `hoist serve` running there? --url or HOIST_URL says where it is
    exit status 1
    ");
    assert_snapshot!(run(&["evaluate", "search"]), @"
    stderr: error: cannot reach http://127.0.0.1:1: Connection refused (os error 111)
    stderr: hint: is `hoist serve` running there? --url or HOIST_URL says where it is
    exit status 1
    ");
}

/// Without a provider of cryptography it would panic, which is status 101.
#[test]
fn tls_is_set_up() {
    let output = hoist(&["status", "--url", "https://127.0.0.1:1"]);
    assert_eq!(output.status.code(), Some(1), "{}", seen(&output));
}

#[test]
fn completions_name_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = hoist(&["completions", shell]);
        let script = String::from_utf8(output.stdout).unwrap();
        for command in ["validate", "evaluate", "explain", "flags", "kill", "completions"] {
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

/// What the README says can be typed without a server.
#[test]
fn the_commands_of_the_readme_work() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let commands: Vec<&str> =
        readme.lines().filter_map(|line| line.strip_prefix("hoist ")).collect();
    let commands: Vec<&str> =
        commands.into_iter().filter(|command| command.contains("features.yaml")).collect();
    assert!(commands.len() >= 2, "{commands:?}");
    for command in commands {
        let arguments: Vec<&str> = command.split_whitespace().collect();
        let output = hoist(&arguments);
        assert!(output.status.success(), "hoist {command}\n{}", seen(&output));
    }
}
