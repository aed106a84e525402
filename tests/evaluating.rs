//! `hoist evaluate` and `hoist explain`, from the outside.

use std::process::Output;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::program::{BRIEF, hoist, hoist_with, root, seen, tempfile};

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
    // Files have no past: --now is the clock, in any form, and --at is the same there.
    for command in [&["evaluate", "homepage_redesign"][..], &["explain", "homepage_redesign"]] {
        let at = |time: &[&str]| {
            let user = ["--user", "u-1", "-a", "country=US", "-f", BRIEF];
            seen(&hoist(&[command, &user, time].concat()))
        };
        let expected = at(&["--at", "2025-07-15T00:00:00Z"]);
        assert!(expected.contains("treatment, SPLIT in phase 1"), "{expected}");
        assert_eq!(at(&["--now", "2025-07-15T00:00:00Z"]), expected);
        assert_eq!(at(&["--now", "2025-07-15T02:00[Europe/Berlin]"]), expected);
        let both = at(&["--at", "2025-07-15T00:00:00Z", "--now", "2025-07-15T00:00:00Z"]);
        assert!(both.contains("give one") && both.ends_with("exit status 2"), "{both}");
    }
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
    each of these would change that:
      segment = "beta_testers" (now missing): on by rules[0]
      the share of rules[1] at 87.16 % or more (now 50 %): on by rules[1]
    exit status 0
    "#);
    let when = ["explain", "database_migration", "--at", "2025-08-10T00:00:00Z"];
    assert_snapshot!(seen(&hoist(&[&when[..], &user].concat())), @"
    database_migration: off, SPLIT, value false
    ✓ the share is 29.03 % at this time; this user is in from 2025-08-16T18:37:17.76Z on
    ✗ share 29.03 %: this user is at 50.88 %, in from 50.89 % on
    each of these would change that:
      from 2025-08-16T18:37:17.76Z on, if nothing else changes: on
    exit status 0
    ");
    let experiment = ["explain", "homepage_redesign", "--at", "2025-07-10T00:00:00Z"];
    assert_snapshot!(seen(&hoist(&[&experiment[..], &user].concat())), @r#"
    homepage_redesign: treatment, SPLIT in phase 1, exposed, value {"layout":"modern","hero_banner":true,"quick_actions":true}
    ✓ it assigns while its window is open
    ✓ its window is from 2025-07-01T00:00:00Z to 2025-08-01T00:00:00Z: it is 2025-07-10T00:00:00Z
    ✓ its traffic is from 0 % up to, not including, 100 %: this user is at 27.35 %
    ✓ treatment has the ranks from 5000 up to, not including, 10000: this user has rank 9099
    exit status 0
    "#);
    let json = [&["explain", "premium_features", "--json"], &user[..]].concat();
    assert_snapshot!(seen(&hoist(&json)), @r#"
    {"key":"premium_features","value":false,"variant":"off","reason":"DEFAULT","error_code":null,"rule":null,"metadata":{},"steps":[{"step":"rule","holds":false,"text":"rules[0] does not match","steps":[{"step":"attribute","holds":false,"text":"plan in \"premium\", \"enterprise\": it is missing","actual":null,"attribute":"plan","expected":"in \"premium\", \"enterprise\""}],"index":0,"name":null},{"step":"rule","holds":false,"text":"rules[1] does not match","steps":[{"step":"attribute","holds":false,"text":"targetingKey in \"admin@example.com\", \"test@example.com\": it is \"u-1\"","actual":"u-1","attribute":"targetingKey","expected":"in \"admin@example.com\", \"test@example.com\""}],"index":1,"name":null},{"step":"no_rule","holds":false,"text":"no rule decides: it is off"}],"counterfactual":{"obstacles":[],"freed":null,"alternatives":[{"text":"plan = \"premium\" (now missing): on by rules[0]","variant":"on","rule":{"index":0,"name":null},"changes":[{"change":"attribute","attribute":"plan","from":null,"segment":null,"to":"premium"}]},{"text":"targetingKey = \"admin@example.com\" (now \"u-1\"): on by rules[1]","variant":"on","rule":{"index":1,"name":null},"changes":[{"change":"attribute","attribute":"targetingKey","from":"u-1","segment":null,"to":"admin@example.com"}]}]}}
    exit status 0
    "#);
}

/// What is told to who is out, without the steps.
#[test]
fn what_would_change_a_result() {
    let rules = "
segments:
  staff: {include: [ana], rules: [{type: property, conditions: {email: {ends_with: '@x.org'}}}]}
features:
  base: {type: targeted, enabled: true, rules: [{conditions: {segment: staff}, type: segment, value: true}]}
  search:
    type: percentage
    enabled: true
    percentage: 10
    rules:
      - {type: property, conditions: {plan: free}, value: false}
      - {name: adults, type: property, conditions: {age: {gte: 18, lt: 65}, country: [DE, FR]}, value: true}
      - {type: time, conditions: {hours: '09:00-17:00', days: [mon], timezone: Europe/Berlin}, value: true}
  next: {type: boolean, enabled: false, requires: [{flag: base, is: true}, {flag: search, is: false}]}
experiments:
  page: {start_date: 2026-03-01T00:00:00Z, variants: {control: 0.5, new: 0.5}, traffic: 20, audience: [{type: property, conditions: {version: {semver: '>=2'}}}]}
";
    let told = |key: &str, user: &[&str]| {
        let arguments =
            ["explain", key, "--user", "u-1", "--at", "2026-02-04T12:00:00Z", "-f", "-"];
        let output = hoist_with(&[&arguments, user].concat(), rules.as_bytes());
        let text = seen(&output);
        let lines = text.lines().filter(|line| !line.trim_start().starts_with(['✓', '✗']));
        lines.collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(told("search", &["-a", "plan=free", "-a", "age=12"]), @r#"
    search: off, TARGETING_MATCH by rules[0], value false
    each of these would change that:
      age = 18 (now 12) and country = "DE" (now missing) and without plan (now "free"): on by rules[1] (adults)
    exit status 0
    "#);
    assert_snapshot!(told("search", &["-a", "age=12"]), @r#"
    search: off, SPLIT, value false
    each of these would change that:
      age = 18 (now 12) and country = "DE" (now missing): on by rules[1] (adults)
      its share at 25.31 % or more (now 10 %): on
      first at 2026-02-09T08:00:00Z, if nothing else changes: on by rules[2]
    exit status 0
    "#);
    assert_snapshot!(told("next", &[]), @r#"
    next: off, DISABLED, value false
    in the way:
      it is not enabled
      it requires base to be on
        each of these would change that:
          segment = "staff" (now missing), or this user in the `include` list of segment staff: on by rules[0]
    once that is gone, it is on
    exit status 0
    "#);
    assert_snapshot!(told("page", &["-a", "version=1.9.0"]), @r#"
    page: control, DEFAULT, value "control"
    no single change is known that would change that
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
    stderr: hint: say who asks, with --user ID
    exit status 1
    ");
    let rules = b"features:\n  good: {type: boolean, enabled: true}\n  bad: {type: boolen}\n";
    let good = ["evaluate", "good", "-f", "-"];
    assert_snapshot!(seen(&hoist_with(&good, rules)), @r#"
    good: on, STATIC, value true
    stderr: -:3:15: error[not_one_of] features.bad.type: "boolen" is none of the possible values
    stderr:     Did you mean `boolean`? Possible: boolean, percentage, variant, gradual, targeted.
    exit status 0
    "#);
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

fn json_lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn an_explanation_says_who_killed_it_and_why() {
    let server = crate::server::Server::start();
    let admin = server.admin();
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", admin.as_str())];
    let run = |arguments: &[&str]| {
        crate::program::seen(&crate::program::hoist_in(&variables, arguments, b""))
    };
    run(&["flags", "create", "g", "--type", "boolean"]);
    run(&["kill", "g", "--reason", "pay provider down"]);
    let told = run(&["explain", "g"]);
    assert!(told.contains("\nkilled by token:admin ("), "{told}");
    assert!(told.contains("Z: pay provider down\n"), "{told}");
    let explained = server.post("/api/features/g/explain", &json!({})).expect(200);
    assert_eq!(explained["killed"]["reason"], "pay provider down");
}

#[test]
fn a_draft_is_explained_and_nothing_of_it_is_stored() {
    let server = crate::server::Server::start();
    let flag = json!({"key": "g", "type": "boolean", "enabled": true});
    let version = server.post("/api/features", &flag).expect(201)["version"].clone();
    let rule = json!({"type": "property", "conditions": {"plan": "pro"}, "value": false});
    let mut draft = json!({"type": "targeted", "enabled": true, "rules": [rule]});
    let explain = |draft: &Value| {
        let context = json!({"targetingKey": "u", "plan": "pro"});
        server.post("/api/features/g/explain", &json!({"context": context, "draft": draft}))
    };
    let explained = explain(&draft).expect(200);
    assert_eq!(explained["value"], false);
    assert_eq!(explained["reason"], "TARGETING_MATCH");
    let now = server.get("/api/features/g").expect(200);
    assert_eq!((&now["type"], &now["version"]), (&json!("boolean"), &version));

    draft["rules"][0]["value"] = json!("nobody");
    let refused = explain(&draft).expect(422);
    assert_eq!(refused["path"], "rules[0].value");
}
