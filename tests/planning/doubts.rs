//! What a plan says where it knows too little, or where nobody moves.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::refusals::flag;
use crate::program::{hoist_with, seen, tempfile};

/// Files against files, with these contexts.
pub(super) fn offline(before: &Value, after: &Value, users: &str, more: &[&str]) -> String {
    let [before, after] = [before, after].map(|file| tempfile(&file.to_string()));
    let [before, after] = [&before, &after].map(|path| path.to_str().unwrap());
    let arguments = ["plan", after, "--against", before, "--users", "-"];
    let arguments = [&arguments[..], &["--now", "2026-01-01T00:00:00Z"], more].concat();
    seen(&hoist_with(&arguments, users.as_bytes()))
}

pub(super) fn users(count: usize, plan: Option<&str>) -> String {
    let line = |user: usize| match plan {
        Some(plan) => json!({"targetingKey": format!("user-{user}"), "plan": plan}),
        None => json!({"targetingKey": format!("user-{user}")}),
    };
    (0..count).map(|user| format!("{}\n", line(user))).collect()
}

#[test]
fn too_little_is_said_to_be_too_little() {
    let file = |percentage| json!({"features": {"a": flag(percentage)}});
    assert_snapshot!(offline(&file(10), &file(20), "", &[]), @"
    1 document would change: 1 updated.
    Planned against files, evaluated at 2026-01-01T00:00:00Z.

    would update features/a
      ~ percentage: 10 → 20
    unchanged: 0 (files)

    features/a:
      of all users, exactly 10 % go from off to on

    note: No contexts were given, so nothing is known of how many users move. `--users` takes a file of them, one JSON object a line.
    exit status 0
    ");
    let nameless = offline(&file(10), &file(20), &"{}\n".repeat(150), &[]);
    let why = "note: 1 different context was recorded, without a targeting key: without keys there \
        are no users to count.";
    assert!(nameless.contains(why), "{nameless}");
    assert_snapshot!(offline(&file(10), &file(20), &users(99, None), &[]), @"
    1 document would change: 1 updated.
    Planned against files, evaluated at 2026-01-01T00:00:00Z.

    would update features/a
      ~ percentage: 10 → 20
    unchanged: 0 (files)

    features/a: not known how many users move: too few were recorded
      of all users, exactly 10 % go from off to on

    note: 99 contexts of 99 users recorded: too few to say how many users move. It takes at least 100 users.
    exit status 0
    ");
    assert_snapshot!(offline(&file(10), &file(20), &users(100, None), &[]), @"
    1 document would change: 1 updated.
    Planned against files, evaluated at 2026-01-01T00:00:00Z.
    100 users in 100 contexts were evaluated.

    would update features/a
      ~ percentage: 10 → 20
    unchanged: 0 (files)

    features/a: 14 of 100 recorded users move: 14 % (95 % interval 8.53 % to 22.1 %)
      FROM  TO  USERS  CONTEXTS
      off   on  14     14
      of all users, exactly 10 % go from off to on
    exit status 0
    ");
}

#[test]
fn what_nobody_was_recorded_with_is_said_to_be_unknown() {
    let file = |value: u32| {
        json!({"features": {"a": {"type": "boolean", "enabled": true, "rules": [
            {"name": "payers", "type": "property", "conditions": {"plan": "pro"},
                "value": value}]}}})
    };
    assert_snapshot!(offline(&file(10), &file(90), &users(200, None), &[]), @r#"
    1 document would change: 1 updated.
    Planned against files, evaluated at 2026-01-01T00:00:00Z.
    200 users in 200 contexts were evaluated.

    would update features/a
      ~ rules["payers"].value: 10 → 90
    unchanged: 0 (files)

    features/a: not known how many users move; as far as was recorded, 0 of 200 move
      of those whom rules[0] (payers) matches, exactly 80 % go from off to on
      note: No recorded context has `plan`: what rules that read it do is not known, and all figures are as if nobody had it.
    exit status 0
    "#);
    assert_snapshot!(offline(&file(10), &file(90), &users(200, Some("pro")), &[]), @r#"
    1 document would change: 1 updated.
    Planned against files, evaluated at 2026-01-01T00:00:00Z.
    200 users in 200 contexts were evaluated.

    would update features/a
      ~ rules["payers"].value: 10 → 90
    unchanged: 0 (files)

    features/a: 161 of 200 recorded users move: 80.5 % (95 % interval 74.5 % to 85.4 %)
      FROM                      TO                       USERS  CONTEXTS
      off by rules[0] (payers)  on by rules[0] (payers)  161    161
      of those whom rules[0] (payers) matches, exactly 80 % go from off to on
    exit status 0
    "#);
}

/// A flag with prerequisites moves nobody for whom they are not met, however its share changes.
#[test]
fn what_prerequisites_hold_back_is_said() {
    let file = |percentage: u32| {
        json!({"features": {
            "a": {"type": "boolean", "enabled": true},
            "b": {"type": "percentage", "enabled": true, "percentage": percentage,
                "requires": [{"flag": "a", "is": false}]},
            "c": {"type": "boolean", "enabled": true, "requires": [{"flag": "b", "is": true}]},
        }})
    };
    assert_snapshot!(offline(&file(10), &file(90), "", &[]), @"
    1 document would change: 1 updated.
    Planned against files, evaluated at 2026-01-01T00:00:00Z.

    would update features/b
      ~ percentage: 10 → 90
    unchanged: 2 (files)

    features/b:
      of those whose prerequisites are met and whom no rule matches, exactly 80 % go from off to on

    1 other one depends on what changes; who moves there is not known.

    note: No contexts were given, so nothing is known of how many users move. `--users` takes a file of them, one JSON object a line.
    exit status 0
    ");
    let told = offline(&file(10), &file(90), &users(100, None), &[]);
    assert!(told.contains("features/b: none of 100 recorded users moves"), "{told}");
    assert!(
        told.contains("1 other one depends on what changes; nobody who was recorded"),
        "{told}"
    );
}
