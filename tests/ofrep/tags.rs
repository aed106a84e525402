//! Tags of answers with all flags: when they change, and how they are sent back.

use serde_json::json;

use super::{ALL, of_user, sent, server};
use crate::clock::within_an_hour;

#[test]
fn a_tag_changes_with_the_results_for_its_context_and_only_then() {
    within_an_hour();
    let server = server();
    let tag = |body: &str| {
        let answer = sent(&server, ALL, Some(body), &[]);
        let tag = answer.header("etag").to_owned();
        assert!(answer.status == 200 && tag.starts_with('"') && tag.len() > 10, "{tag}");
        tag
    };
    let same = |body: &str, tag: &str| {
        let answer = sent(&server, ALL, Some(body), &[("if-none-match", tag)]);
        assert_eq!(answer.text.is_empty(), answer.status == 304, "{}", answer.text);
        answer.status == 304 && answer.header("etag") == tag
    };
    let (ana, bob) = (of_user("ana"), of_user("bob"));
    let (of_ana, of_bob) = (tag(&ana), tag(&bob));
    assert!(same(&ana, &of_ana) && same(&bob, &of_bob));
    // Contexts have tags of their own, also where their results agree.
    assert_ne!(of_ana, of_bob);
    assert!(!same(&bob, &of_ana));
    let attribute = |order: &str| format!(r#"{{"context": {{{order}}}}}"#);
    let one = attribute(r#""targetingKey":"ana","unused":1,"more":2"#);
    assert_ne!(tag(&one), of_ana);
    // The order of attributes is no difference.
    assert!(same(&attribute(r#""more": 2,"unused":1,"targetingKey":"ana""#), &tag(&one)));

    // What concerns nobody, or somebody else, is no news.
    server.patch("/api/segments/unused", &json!({"description": "of nobody"})).expect(200);
    server.patch("/api/features/plain", &json!({"description": "plain"})).expect(200);
    server.post("/api/segments", &json!({"key": "new", "include": ["ana"]})).expect(201);
    assert!(same(&ana, &of_ana) && same(&bob, &of_bob));
    let edit = json!({"list": "include", "add": ["bob"]});
    server.post("/api/segments/staff/keys", &edit).expect(200);
    assert!(same(&ana, &of_ana) && !same(&bob, &of_bob));
    let of_bob = tag(&bob);
    // A kill is news for everybody; a revival is the old news.
    server.post("/flags/plain/kill", &json!({})).expect(200);
    assert!(!same(&ana, &of_ana) && !same(&bob, &of_bob));
    server.post("/flags/plain/revive", &json!({})).expect(200);
    assert!(same(&ana, &of_ana) && same(&bob, &of_bob));
}

#[test]
fn if_none_match_is_read_as_http_has_it() {
    within_an_hour();
    let server = server();
    let body = of_user("u");
    let tag = sent(&server, ALL, Some(&body), &[]).header("etag").to_owned();
    let cases = [
        (304, tag.clone()),
        (304, format!("W/{tag}")),
        (304, format!("\"a\", {tag}")),
        (304, format!("W/\"a,b\",W/{tag} , \"c\"")),
        (304, "*".to_owned()),
        (200, "\"a\"".to_owned()),
        (200, tag.trim_matches('"').to_owned()),
        (200, tag.replace('"', "\"x")),
        (200, String::new()),
        (200, "\"".to_owned()),
    ];
    for (status, known) in cases {
        let answer = sent(&server, ALL, Some(&body), &[("if-none-match", &known)]);
        assert_eq!((answer.status, answer.header("etag")), (status, &*tag), "{known}");
    }
    // Two headers are one list.
    let headers = [("if-none-match", "\"a\""), ("if-none-match", &*tag)];
    assert_eq!(sent(&server, ALL, Some(&body), &headers).status, 304);
    // The snapshot's tag is read in the same way.
    let tag = server.get("/api/snapshot").header("etag").to_owned();
    for (status, known) in [(304, format!("\"a\", W/{tag}")), (200, "\"a\"".to_owned())] {
        let headers = [("if-none-match", &*known)];
        let answer = server.send("GET", "/api/snapshot", Some(&server.admin()), None, &headers);
        assert_eq!((answer.status, answer.header("etag")), (status, &*tag), "{known}");
    }
}
