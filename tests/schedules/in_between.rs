//! What comes of a change where something happens to its document in between.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{change, get, make, with_flag};
use crate::set_clock::Clocked;

const AT: &str = "2026-03-01T13:00:00Z";

/// A flag, what is scheduled for it, what happens before that, and what then is refused, by some
/// words of why; nothing where it is made.
struct Case {
    key: &'static str,
    change: Value,
    /// Whether the change is bound to the version that was there.
    bound: bool,
    between: Option<(&'static str, &'static str, Value)>,
    refused: Option<&'static str>,
}

fn cases() -> Vec<Case> {
    let case = |key, change, bound, between, refused| Case { key, change, bound, between, refused };
    let boolean = || json!({"type": "boolean", "enabled": true});
    let mine = || json!({"put": {"type": "boolean", "owner": "me"}});
    let delete = || json!({"delete": true});
    let needing = json!({"type": "boolean", "requires": [{"flag": "needed", "is": true}]});
    let variants = json!({"type": "variant", "variants": {"a": 50, "b": 50}});
    vec![
        case("same", mine(), true, None, None),
        case(
            "edited",
            mine(),
            true,
            Some(("PATCH", "edited", json!({"owner": "x"}))),
            Some("Schedule it anew for version"),
        ),
        case(
            "merged",
            json!({"patch": {"owner": "me"}}),
            false,
            Some(("PATCH", "merged", json!({"tags": ["t"]}))),
            None,
        ),
        case(
            "gone",
            json!({"patch": {"owner": "me"}}),
            false,
            Some(("DELETE", "gone", json!({}))),
            Some("There is no flag gone"),
        ),
        case(
            "remade",
            json!({"put": boolean()}),
            false,
            Some(("DELETE", "remade", json!({}))),
            None,
        ),
        case("away", delete(), false, None, None),
        case(
            "twice",
            delete(),
            false,
            Some(("DELETE", "twice", json!({}))),
            Some("There is no flag twice"),
        ),
        case(
            "needed",
            delete(),
            false,
            Some(("PUT", "needing", needing)),
            Some("is used by flag needing"),
        ),
        case(
            "typed",
            json!({"patch": {"when_on": {"a": 1}}}),
            false,
            Some(("PUT", "typed", variants)),
            Some("when_on"),
        ),
        case("there", json!({"patch": {"enabled": true}}), false, None, None),
    ]
}

/// Does what a case says before its time.
fn prepare<const N: usize>(server: &Clocked<N>, case: &Case) -> Value {
    let path = |key: &str| format!("/api/features/{key}");
    let flag = json!({"type": "boolean", "enabled": true});
    let flag = server.ask("PUT", &path(case.key), Some(&flag)).expect(201);
    let mut body = change(AT, case.key, case.change.clone());
    if case.bound {
        body["if_version"] = flag["version"].clone();
    }
    let made = make(server, &body);
    if let Some((method, key, body)) = &case.between {
        let body = (*method != "DELETE").then_some(body);
        let answer = server.ask(method, &path(key), body);
        assert!(answer.status < 300, "{}", answer.text);
    }
    made
}

#[test]
fn what_cannot_be_done_at_its_time_is_refused_and_told() {
    let server = with_flag::<2>();
    let cases = cases();
    let made: Vec<Value> = cases.iter().map(|case| prepare(&server, case)).collect();
    server.set(AT.parse().unwrap());
    server.settle();
    let mut refused = Vec::new();
    for (case, made) in cases.iter().zip(&made) {
        let done = get(&server, made);
        let (state, reason) =
            (&done["state"], done["ended"]["reason"].as_str().unwrap_or_default());
        match case.refused {
            None => assert_eq!((state, reason), (&json!("applied"), ""), "{done}"),
            Some(says) => {
                assert!(*state == "refused" && reason.contains(says), "{done}");
                refused
                    .push(json!({"id": made["id"], "at": done["ended"]["at"], "reason": reason}));
            }
        }
    }
    assert_eq!(server.get("/status")["schedules"]["refused"], json!(refused));
    let flag = |key: &str| server.ask("GET", &format!("/api/features/{key}"), None).json();
    assert_eq!((&flag("same")["owner"], &flag("edited")["owner"]), (&json!("me"), &json!("x")));
    assert_eq!((&flag("merged")["owner"], &flag("merged")["tags"]), (&json!("me"), &json!(["t"])));
    for (key, is_there) in [("remade", true), ("away", false), ("needed", true)] {
        assert_eq!(flag(key)["key"] == key, is_there, "{key}");
    }
    // What was so already is a change no more.
    assert_eq!(
        flag("there")["version"].as_u64(),
        made.last().unwrap()["seq"].as_u64().map(|seq| seq - 1)
    );
    // After a week nobody is reminded any more.
    server.jump(SignedDuration::from_hours(7 * 24));
    assert_eq!(server.get("/status")["schedules"]["refused"], json!([]));
}
