//! From a file in a pull request to what users get: what is planned is what the merge then does.

use std::path::Path;
use std::process::Output;
use std::time::Duration;

use hoist_sdk::Hoist;
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::clock::until;
use crate::program::{hoist_in, seen};
use crate::server::Server;

/// Users who are recorded: enough to say something of all.
const USERS: usize = 160;

fn hoist(server: &Server, token: &str, arguments: &[&str]) -> Output {
    hoist_in(&[("HOIST_URL", &server.url), ("HOIST_TOKEN", token)], arguments, b"")
}

/// The flags of a shop. `beta` depends on `search`, `staff` on a segment.
fn file(percentage: u32, country: &str) -> Value {
    json!({
        "features": {
            "search": {"type": "percentage", "enabled": true, "percentage": percentage},
            "beta": {"type": "boolean", "enabled": true,
                "requires": [{"flag": "search", "is": true}]},
            "staff": {"type": "targeted", "enabled": true, "rules": [
                {"name": "ours", "type": "segment", "conditions": {"segment": "near"},
                    "value": true}]},
            "layout": {"type": "variant", "enabled": true,
                "variants": {"narrow": 0.5, "wide": 0.5}},
            "other": {"type": "boolean", "enabled": true},
        },
        "segments": {"near": {"rules": [
            {"type": "location", "conditions": {"country": country}}]}},
    })
}

/// Reports evaluations of `search`, as SDKs do.
fn report(server: &Server, batch: u64, contexts: &[Value]) {
    let now = crate::clock::now();
    let sample = |context: &Value| {
        json!({"flag": "search", "variant": "off", "reason": "SPLIT", "seq": 1, "at": now,
            "context": context})
    };
    let samples: Vec<Value> = contexts.iter().map(sample).collect();
    let report = json!({"instance": "one", "batch": batch, "sdk": "test/1", "samples": samples});
    server.post("/api/telemetry", &report).expect(200);
}

/// Users as the server keeps them: digests in place of targeting keys.
fn contexts() -> Vec<Value> {
    let context = |user: usize| {
        let key = hoist_ruleset::Digest::of(format!("user-{user}")).to_string();
        let country = ["US", "CA", "DE", "FR"][user % 4];
        json!({"targetingKey": key, "country": country})
    };
    (0..USERS).map(context).collect()
}

/// What each of some users gets of each flag.
fn everybody(server: &Server, contexts: &[Value]) -> Vec<Value> {
    let ask = |context: &Value| {
        server.post("/api/evaluate", &json!({"context": context})).expect(200)["items"].clone()
    };
    contexts.iter().map(ask).collect()
}

/// How many users get another variant of a flag than before.
fn moved(before: &[Value], after: &[Value], key: &str) -> usize {
    let variant = |items: &Value| {
        let item = items.as_array().unwrap().iter().find(|item| item["key"] == key);
        item.map(|item| item["variant"].clone())
    };
    before.iter().zip(after).filter(|(was, is)| variant(was) != variant(is)).count()
}

#[test]
fn an_import_does_what_was_planned() {
    let server = Server::start();
    server.post("/api/import", &file(20, "US")).expect(200);
    report(&server, 1, &contexts());
    let mut changed = file(60, "DE");
    changed["features"]["layout"]["variants"] = json!({"narrow": 0.2, "wide": 0.8});
    let viewer = server.token("viewer", &["default"]);
    let body = changed.to_string();
    let json = [("content-type", "application/json")];
    let answer = server.send("POST", "/api/plan", Some(&viewer), Some(&body), &json);
    let plan = answer.expect(200);
    assert_eq!(plan["environment"], "default");
    assert_eq!(plan["recorded"]["users"], USERS);
    assert_eq!(plan["obstacles"], json!([]));

    let before = everybody(&server, &contexts());
    server.post("/api/import", &changed).expect(200);
    let after = everybody(&server, &contexts());
    let movements = plan["movements"].as_array().unwrap();
    let planned = |key: &str| {
        let found = movements.iter().find(|each| each["key"] == key);
        found.map_or(0, |found| found["moved"]["users"].as_u64().unwrap())
    };
    for key in ["search", "beta", "staff", "layout", "other"] {
        let moved = moved(&before, &after, key) as u64;
        assert_eq!(planned(key), moved, "{key}");
        assert_eq!(moved == 0, key == "other", "{key}");
    }
    // Who was asked is who was recorded while it was evaluated.
    let search = movements.iter().find(|each| each["key"] == "search").unwrap();
    assert_eq!(search["asked"], json!({"contexts": USERS, "users": USERS}));
    assert_eq!(search["asked_moved"], search["moved"]);
    assert_eq!(search["moves"][0]["from"]["variant"], "off");
    assert_eq!(search["exact"][0]["moves"], json!([{"from": "off", "to": "on", "ranks": 4_000}]));
    // What has been applied changes nothing.
    let again = server.post("/api/plan", &changed).expect(200);
    assert_eq!((&again["documents"], &again["movements"]), (&json!([]), &json!([])));
    assert_eq!(again["unchanged"], 6);
}

#[test]
fn what_an_sdk_samples_is_what_is_planned_with() {
    let server = Server::start();
    server.post("/api/import", &file(20, "US")).expect(200);
    let token = server.token("server", &["default"]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let hoist = Hoist::connect(&server.url, &token)
            .sample(100_000, ["country"])
            .start_wait(Duration::from_secs(30))
            .build()
            .await
            .unwrap();
        for user in 0..USERS {
            let user = hoist.with_user(&format!("user-{user}")).attribute("country", "US");
            user.is_enabled("search");
        }
        hoist.close().await;
    });
    let plan = || server.post("/api/plan", &file(60, "DE")).expect(200);
    let plan = until("the samples are there", Duration::from_secs(60), || {
        let plan = plan();
        (plan["recorded"]["users"] == USERS).then_some(plan)
    });
    let of = |key: &str| {
        let movements = plan["movements"].as_array().unwrap();
        movements.iter().find(|each| each["key"] == key).unwrap().clone()
    };
    assert_eq!(of("staff")["moved"]["users"], USERS, "all of them are in the US");
    assert_eq!(of("staff")["moves"][0]["from"]["rule"], json!({"index": 0, "name": "ours"}));
    assert_eq!(of("search")["asked"]["users"], USERS);
    assert_eq!(of("staff")["asked"]["users"], 0);
    assert_eq!(of("search")["basis"], "estimate");
    let estimate = of("search")["estimate"].clone();
    let [low, high] = ["low", "high"].map(|field| estimate[field].as_f64().unwrap());
    assert!(low > 0.2 && high < 0.6, "{estimate} of users who move is not about 0.4");
}

/// What a person sees, with the moments taken out.
fn without_times(text: &str) -> String {
    let is_time =
        |word: &&str| word.len() >= 20 && word.as_bytes()[4] == b'-' && word.contains('T');
    let time = |line: &str| {
        let words = line.split(' ').map(|word| if is_time(&word) { "TIME." } else { word });
        words.collect::<Vec<_>>().join(" ")
    };
    text.lines().map(time).collect::<Vec<_>>().join("\n")
}

/// A server with users, and its documents in a folder as a team keeps it in Git.
fn exported() -> (Server, tempfile::TempDir) {
    let server = Server::start();
    server.post("/api/import", &file(20, "US")).expect(200);
    report(&server, 1, &contexts());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("features.yaml");
    let exported = hoist(&server, &server.admin(), &["export", path.to_str().unwrap()]);
    assert!(exported.status.success(), "{}", seen(&exported));
    (server, folder)
}

#[test]
fn a_pull_request_shows_what_the_merge_then_does() {
    let (server, folder) = exported();
    let [viewer, editor] = ["viewer", "editor"].map(|kind| server.token(kind, &["default"]));
    let path = folder.path().join("features.yaml");
    let name = path.to_str().unwrap();
    let planned = |more: &[&str]| hoist(&server, &viewer, &[&["plan", name], more].concat());
    assert_snapshot!(without_times(&seen(&planned(&["--exit-code"]))), @"
    Nothing would change.
    Planned for the environment default at seq 6, evaluated at TIME.

    unchanged: 6 (seq 6)
    exit status 0
    ");

    edit(&path, "percentage: 20", "percentage: 60");
    edit(&path, "US", "DE");
    let shown = planned(&[]);
    assert_eq!(shown.status.code(), Some(0));
    assert_snapshot!(without_times(&seen(&shown)), @r#"
    2 documents would change: 2 updated.
    Planned for the environment default at seq 6, evaluated at TIME.
    160 users in 160 contexts were evaluated, recorded since TIME.

    would update features/search
      ~ percentage: 20 → 60
    would update segments/near
      ~ rules[0].conditions.country: "US" → "DE"
    unchanged: 4 (seq 6)

    features/search: 57 of 160 recorded users move: 35.6 % (95 % interval 28.6 % to 43.3 %)
      FROM  TO  USERS  CONTEXTS
      off   on  57     57
      of all users, exactly 40 % go from off to on

    features/staff (by what it depends on): 80 of 160 recorded users move: 50 % (95 % interval 42.3 % to 57.7 %)
      FROM                   TO                     USERS  CONTEXTS
      off                    on by rules[0] (ours)  40     40
      on by rules[0] (ours)  off                    40     40
      none of them was recorded with it

    features/beta (by what it depends on): 57 of 160 recorded users move: 35.6 % (95 % interval 28.6 % to 43.3 %)
      FROM                    TO  USERS  CONTEXTS
      off for want of search  on  57     57
      none of them was recorded with it

    note: Who was recorded has a hash in place of the targeting key: how many move is right, who they are is not.
    exit status 0
    "#);
    let same = planned(&["--json"]);
    let plan: Value = serde_json::from_slice(&same.stdout).unwrap();
    assert_eq!(plan["documents"].as_array().unwrap().len(), 2);

    // The merge.
    let before = everybody(&server, &contexts());
    assert!(hoist(&server, &editor, &["import", name]).status.success());
    let after = everybody(&server, &contexts());
    for movement in plan["movements"].as_array().unwrap() {
        let key = movement["key"].as_str().unwrap();
        assert_eq!(movement["moved"]["users"], moved(&before, &after, key), "{key}");
    }
    assert_eq!(planned(&["--exit-code"]).status.code(), Some(0), "nothing is left to change");
}

#[test]
fn a_comment_on_the_pull_request_says_the_same() {
    let (server, folder) = exported();
    let viewer = server.token("viewer", &["default"]);
    let path = folder.path().join("features.yaml");
    edit(&path, "percentage: 20", "percentage: 60");
    edit(&path, "US", "DE");
    let arguments = ["plan", path.to_str().unwrap(), "--markdown", "--exit-code"];
    let comment = hoist(&server, &viewer, &arguments);
    assert_snapshot!(without_times(&seen(&comment)), @"
    ### Plan for <code>default</code>

    2 documents would change: 2 updated.
    unchanged: 4 (seq 6)

    - <code>features&#47;search</code>: **57 of 160 recorded users move: 35.6 % (95 % interval 28.6 % to 43.3 %)**
      - 57 users: <code>off</code> → <code>on</code>
      - of all users, exactly 40 &#37; go from off to on
    - <code>features&#47;staff</code> (by what it depends on): **80 of 160 recorded users move: 50 % (95 % interval 42.3 % to 57.7 %)**
      - 40 users: <code>off</code> → <code>on by rules&#91;0&#93; &#40;ours&#41;</code>
      - 40 users: <code>on by rules&#91;0&#93; &#40;ours&#41;</code> → <code>off</code>
      - none of them was recorded with it
    - <code>features&#47;beta</code> (by what it depends on): **57 of 160 recorded users move: 35.6 % (95 % interval 28.6 % to 43.3 %)**
      - 57 users: <code>off for want of search</code> → <code>on</code>
      - none of them was recorded with it

    - Who was recorded has a hash in place of the targeting key&#58; how many move is right, who they are is not&#46;

    <details><summary>What changes</summary>

    - would update <code>features&#47;search</code>
      - <code>&#126; percentage&#58; 20 → 60</code>
    - would update <code>segments&#47;near</code>
      - <code>&#126; rules&#91;0&#93;&#46;conditions&#46;country&#58; &#34;US&#34; → &#34;DE&#34;</code>

    </details>

    Planned for the environment default at seq 6, evaluated at TIME. 160 users in 160 contexts were evaluated, recorded since TIME.
    exit status 1
    ");
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(path).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{from} in {text}");
    std::fs::write(path, text.replace(from, to)).unwrap();
}
