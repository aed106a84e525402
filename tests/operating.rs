//! Operating a real server from the command line, as a person would.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use insta::{assert_snapshot, with_settings};

use crate::program::{BRIEF, hoist_in, seen};
use crate::server::Server;

/// What a person sees of a command that asks a server.
fn asked(server: &Server, token: &str, arguments: &[&str], input: &str) -> String {
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", token)];
    seen(&hoist_in(&variables, arguments, input.as_bytes()))
}

/// Times, ids and secrets differ from run to run.
macro_rules! assert_seen {
    ($seen:expr, @$snapshot:literal) => {
        with_settings!({filters => vec![
            (r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "TIME"),
            (r"(tok|log|req)_[0-9a-f]{24}|req_[0-9a-f]+", "ID"),
            (r"hoist_[a-z]+_[0-9a-f]{64}", "SECRET"),
            (r"\b[0-9a-f]{64}\b", "HASH"),
            (r"http://127.0.0.1:\d+", "URL"),
        ]}, {
            assert_snapshot!($seen, @$snapshot);
        });
    };
}

#[test]
fn a_file_is_imported() {
    let server = Server::start();
    let admin = server.admin();
    let run = |arguments: &[&str]| asked(&server, &admin, arguments, "");
    assert_seen!(run(&["import", BRIEF, "--dry-run"]), @"
    would create features/dark_mode
    would create features/new_search_algorithm
    would create features/checkout_flow
    would create features/database_migration
    would create features/premium_features
    would create experiments/homepage_redesign
    advice[metric_guessed] experiments/homepage_redesign: guessed from its name: engagement_rate = share of users with event engagement or engagement_rate, more is better
    advice[metric_guessed] experiments/homepage_redesign: guessed from its name: bounce_rate = share of users with event bounce or bounce_rate, less is better
    advice[metric_guessed] experiments/homepage_redesign: guessed from its name: time_on_page = mean of event time_on_page, more is better
    advice[metric_guessed] experiments/homepage_redesign: guessed from its name: conversion_rate = share of users with event conversion or conversion_rate, more is better
    unchanged: 0 (seq 0)
    exit status 0
    ");
    assert_seen!(run(&["import", BRIEF]), @"
    created features/dark_mode
    created features/new_search_algorithm
    created features/checkout_flow
    created features/database_migration
    created features/premium_features
    created experiments/homepage_redesign
    advice[metric_guessed] experiments/homepage_redesign: guessed from its name: engagement_rate = share of users with event engagement or engagement_rate, more is better
    advice[metric_guessed] experiments/homepage_redesign: guessed from its name: bounce_rate = share of users with event bounce or bounce_rate, less is better
    advice[metric_guessed] experiments/homepage_redesign: guessed from its name: time_on_page = mean of event time_on_page, more is better
    advice[metric_guessed] experiments/homepage_redesign: guessed from its name: conversion_rate = share of users with event conversion or conversion_rate, more is better
    unchanged: 0 (seq 6)
    exit status 0
    ");
    assert_seen!(run(&["flags", "list"]), @"
    KEY                   TYPE        STATE  SHARE                                            VERSION  UPDATED
    dark_mode             boolean     on     -                                                1        TIME
    new_search_algorithm  percentage  on     25 %                                             2        TIME
    checkout_flow         variant     on     control 0.5, treatment_a 0.25, treatment_b 0.25  3        TIME
    database_migration    gradual     on     rising until TIME                4        TIME
    premium_features      targeted    on     -                                                5        TIME
    exit status 0
    ");
}

#[test]
fn a_flag_is_made_changed_and_found() {
    let server = Server::start();
    let admin = server.admin();
    let run = |arguments: &[&str]| asked(&server, &admin, arguments, "");
    asked(&server, &admin, &["import", BRIEF], "");
    let create = ["flags", "create", "search_v3", "--type", "percentage", "--percentage", "5"];
    assert_seen!(run(&create), @"
    created search_v3: it is off (version 7)
    exit status 0
    ");
    assert_seen!(run(&create), @"
    stderr: error: There is a flag search_v3 already; change that one.
    exit status 1
    ");
    assert_seen!(run(&["flags", "set", "search_v3", "percentage=101"]), @"
    stderr: error: What was sent is not sound
    stderr: flag search_v3:1:35: error[percentage_range] percentage: 101 is no percentage
    stderr:     Write a number from 0 to 100 with at most two decimals, such as 25 or 0.5.
    exit status 1
    ");
    assert_seen!(run(&["flags", "set", "search_v3", "percentage=20", "enabled=true"]), @"
    changed search_v3: it is on (version 8)
    exit status 0
    ");
    assert_seen!(run(&["flags", "set", "search_v3", "percentage=30", "--if-version", "7"]), @"
    stderr: error: The flag search_v3 is at version 8, the change was made from version 7. Look at `current`, change that, and send its version.
    exit status 1
    ");
    assert_seen!(run(&["flags", "toggle", "search_v3"]), @"
    changed search_v3: it is off (version 9)
    exit status 0
    ");
    assert_seen!(run(&["flags", "get", "search_v3"]), @"
    # version 9, off, updated TIME
    features:
      search_v3:
        type: percentage
        percentage: 20
        enabled: false
        archived: false
    exit status 0
    ");
    assert_seen!(run(&["flags", "history", "search_v3"]), @r#"
    SEQ  TIME                  CHANGE   DOCUMENT            BY                                          FROM       REASON
    9    TIME  updated  features/search_v3  token:admin (ID)  127.0.0.1  -
         ~ enabled: true → false
    8    TIME  updated  features/search_v3  token:admin (ID)  127.0.0.1  -
         ~ percentage: 5 → 20
         ~ enabled: false → true
    7    TIME  created  features/search_v3  token:admin (ID)  127.0.0.1  -
         + (all of it): {"type":"percentage","percentage":5,"enabled":false}
    exit status 0
    "#);
    assert_seen!(run(&["flags", "delete", "search_v3"]), @"
    deleted search_v3
    exit status 0
    ");
    assert_seen!(run(&["flags", "get", "search_v4"]), @"
    stderr: error: There is no flag search_v4.
    exit status 1
    ");
    assert_seen!(run(&["audit", "verify"]), @"
    the log ID is sound: 10 entries, each as it was appended
    its last hash is HASH
    exit status 0
    ");
}

#[test]
fn a_server_evaluates_and_explains() {
    let server = Server::start();
    let admin = server.admin();
    let run = |arguments: &[&str]| asked(&server, &admin, arguments, "");
    asked(&server, &admin, &["import", BRIEF], "");
    assert_seen!(run(&["evaluate", "premium_features", "--user", "u", "-a", "plan=premium"]), @"
    premium_features: on, TARGETING_MATCH by rules[0], value true
    exit status 0
    ");
    assert_seen!(run(&["explain", "new_search_algorithm", "--user", "u-1", "-a", "country=US"]), @r#"
    new_search_algorithm: off, SPLIT by rules[1], value false
    ✗ rules[0] does not match
      ✗ segment beta_testers: the context does not name it, and it has no document
    ✓ rules[1] matches
      ✓ country in "US", "CA": it is "US"
    ✗ share 50 %: this user is at 87.15 %, in from 87.16 % on
    each of these would change that:
      segment = "beta_testers" (now missing): on by rules[0]
      the share of rules[1] at 87.16 % or more (now 50 %): on by rules[1]
    exit status 0
    "#);
}

#[test]
fn an_emergency_is_handled() {
    let server = Server::start();
    let admin = server.admin();
    asked(&server, &admin, &["import", BRIEF], "");
    let token = server.token("emergency", &["default"]);
    let run = |arguments: &[&str]| asked(&server, &token, arguments, "");
    assert_seen!(run(&["kill", "checkout_flow", "nope", "--reason", "on fire"]), @"
    killed checkout_flow (seq 7): everybody gets the off result until it is revived
    stderr: error: nope: There is no flag nope.
    exit status 1
    ");
    assert_seen!(run(&["rollback", "dark_mode"]), @"
    stderr: error: There is no earlier definition of dark_mode to go back to. To turn it off for everybody, kill it.
    exit status 1
    ");
    assert_seen!(run(&["freeze", "--reason", "holidays"]), @"
    frozen (seq 8): no definition changes until `hoist unfreeze`
    exit status 0
    ");
    assert_seen!(run(&["status"]), @"
    environment  default, seq 8, server 0.1.0
    flags        5, 5 of them enabled
    killed       checkout_flow
    experiments  0 running, frozen
    freeze       all definitions by token:a emergency (ID) since TIME (all): holidays
    rules        the newest
    instances    none
    exit status 0
    ");
    assert_seen!(asked(&server, &admin, &["flags", "toggle", "dark_mode"], ""), @"
    stderr: error: Changes are frozen by token:a emergency (ID) since TIME: holidays. Lift the freeze, or kill, revive and roll back flags, which is possible all the same.
    stderr: hint: `hoist unfreeze` lifts the freeze; kill and rollback go on under it
    exit status 1
    ");
    assert_seen!(run(&["flags", "toggle", "dark_mode"]), @"
    stderr: error: A token of kind emergency may not do this: it takes editor or admin.
    exit status 1
    ");
    assert_seen!(run(&["unfreeze"]), @"
    not frozen any more (seq 9): definitions may change again
    exit status 0
    ");
    assert_seen!(run(&["revive", "checkout_flow"]), @"
    revived checkout_flow (seq 10): its definition holds again
    exit status 0
    ");
    assert_seen!(run(&["kill", "--all"]), @"
    killed 5 flags (seq 15): everybody gets the off results until they are revived: dark_mode, new_search_algorithm, checkout_flow, database_migration, premium_features
    exit status 0
    ");
    assert_seen!(asked(&server, "wrong", &["status"], ""), @"
    stderr: error: This token is unknown, revoked or expired, or its environment was archived. Ask for a new one.
    stderr: hint: the token is that of --emergency-token or EMERGENCY_TOKEN, or else --token or HOIST_TOKEN
    exit status 1
    ");
}

#[test]
fn tokens_are_made_and_revoked() {
    let server = Server::start();
    let admin = server.admin();
    let run = |arguments: &[&str]| asked(&server, &admin, arguments, "");
    assert_seen!(run(&["tokens", "create", "ci", "--kind", "viewer"]), @"
    SECRET
    stderr: made token ci (ID), viewer in default; its secret is shown this once
    exit status 0
    ");
    assert_seen!(run(&["tokens", "list"]), @"
    ID                            NAME   KIND    ENVIRONMENTS  CREATED               EXPIRES  LAST USED
    ID  admin  admin   *             TIME  -        TIME
    ID  ci     viewer  default       TIME  -        -
    exit status 0
    ");
    let tokens = server.get("/api/tokens").expect(200);
    let id = tokens["items"][1]["id"].as_str().unwrap();
    assert_seen!(run(&["tokens", "revoke", id]), @"
    revoked token ID: it opens nothing from now on
    exit status 0
    ");
    assert_seen!(run(&["tokens", "revoke", id]), @"
    stderr: error: There is no token ID.
    exit status 1
    ");
}

/// What is exported can be imported again, through a pipe too.
#[test]
fn export_and_import_go_through_a_pipe() {
    let (server, empty) = (Server::start(), Server::start());
    let admin = server.admin();
    asked(&server, &admin, &["import", BRIEF], "");
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", admin.as_str())];
    let exported = hoist_in(&variables, &["export"], b"");
    let exported = String::from_utf8(exported.stdout).unwrap();
    assert_seen!(asked(&empty, &empty.admin(), &["import", "-"], &exported), @"
    created features/dark_mode
    created features/new_search_algorithm
    created features/checkout_flow
    created features/database_migration
    created features/premium_features
    created experiments/homepage_redesign
    advice[metric_guessed] experiments/homepage_redesign: guessed from its name: engagement_rate = share of users with event engagement or engagement_rate, more is better
    advice[metric_guessed] experiments/homepage_redesign: guessed from its name: bounce_rate = share of users with event bounce or bounce_rate, less is better
    advice[metric_guessed] experiments/homepage_redesign: guessed from its name: time_on_page = mean of event time_on_page, more is better
    advice[metric_guessed] experiments/homepage_redesign: guessed from its name: conversion_rate = share of users with event conversion or conversion_rate, more is better
    unchanged: 0 (seq 6)
    exit status 0
    ");
    let again = [("HOIST_URL", empty.url.as_str()), ("HOIST_TOKEN", &empty.admin())];
    let again = hoist_in(&again, &["export"], b"");
    assert_eq!(String::from_utf8(again.stdout).unwrap(), exported);
}

/// Whoever the system has let in waits in its queue; a stop is no reason to break the connection.
#[test]
fn a_stop_answers_whoever_waits_in_the_queue() {
    let server = Server::start();
    let signal = |name: &str| {
        let sent = Command::new("kill").args([name, &server.pid().to_string()]).status();
        assert!(sent.unwrap().success());
    };
    signal("-STOP");
    let connect = |_| {
        let address = server.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        stream
    };
    let waiting: Vec<TcpStream> = (0..20).map(connect).collect();
    signal("-TERM");
    signal("-CONT");
    for mut stream in waiting {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer:?}");
    }
}
