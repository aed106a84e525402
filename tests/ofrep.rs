//! OFREP from the outside: status codes, shapes, tags, and the same answers as the engine's.

mod tags;
mod vectors;

use serde_json::{Value, json};

use crate::server::{Answer, Server};

const ONE: &str = "/ofrep/v1/evaluate/flags/";
const ALL: &str = "/ofrep/v1/evaluate/flags";

/// A server with one flag of each kind, one that is off and one for servers alone.
fn server() -> Server {
    let server = Server::start();
    let documents = json!({
        "features": {
            "plain": {"type": "boolean", "enabled": true},
            "off": {"type": "boolean", "when_off": {"why": "not yet"}},
            "half": {"type": "percentage", "enabled": true, "percentage": 50},
            "everybody": {"type": "percentage", "enabled": true, "percentage": 100},
            "layout": {"type": "variant", "enabled": true,
                "variants": {"control": 0.5, "wide": 0.5}},
            "rising": {"type": "gradual", "enabled": true,
                "start_date": "2020-01-01T00:00:00Z", "end_date": "2120-01-01T00:00:00Z"},
            "targeted": {"type": "targeted", "enabled": true, "rules": [
                {"type": "segment", "conditions": {"segment": "staff"}, "value": true},
            ]},
            "dependent": {"type": "boolean", "enabled": true,
                "requires": [{"flag": "off", "is": true}]},
            "following": {"type": "boolean", "enabled": true,
                "requires": [{"flag": "plain", "is": true}]},
            "ruled": {"type": "boolean", "enabled": true, "rules": [
                {"type": "property", "conditions": {"plan": "free"}, "value": false},
            ]},
            "secret": {"type": "boolean", "enabled": true, "visibility": "server"},
        },
        "segments": {"staff": {"include": ["ana"]}, "unused": {"include": ["eve"]}},
        "experiments": {"experiment": {"start_date": "2020-01-01T00:00:00Z",
            "variants": {"control": 0.5, "b": 0.5}, "metrics": ["sales"]}},
    });
    server.post("/api/import", &documents).expect(200);
    server
}

/// Sends a body as it is.
fn sent(server: &Server, path: &str, body: Option<&str>, headers: &[(&str, &str)]) -> Answer {
    server.send("POST", path, Some(&server.admin()), body, headers)
}

fn of_user(user: &str) -> String {
    json!({"context": {"targetingKey": user}}).to_string()
}

#[test]
fn contexts_that_are_taken() {
    let server = server();
    let cases = [
        None,
        Some(""),
        Some(" \n"),
        Some("{}"),
        Some(r#"{"context": null}"#),
        Some(r#"{"context": {}}"#),
        Some(r#"{"context": {"targetingKey": null}}"#),
        Some(r#"{"context": {"targetingKey": ""}, "more": 1}"#),
    ];
    for body in cases {
        for headers in [&[][..], &[("content-type", "text/plain")]] {
            let answer = sent(&server, &format!("{ONE}everybody"), body, headers).expect(200);
            assert_eq!(answer["value"], true, "{body:?}");
            // It needs somebody to bucket.
            let answer = sent(&server, &format!("{ONE}half"), body, headers).expect(400);
            let expected = ("half", "TARGETING_KEY_MISSING");
            assert_eq!(
                (answer["key"].as_str(), answer["errorCode"].as_str()),
                (Some(expected.0), Some(expected.1)),
                "{body:?}"
            );
            assert!(answer["errorDetails"].is_string());
            let flags = sent(&server, ALL, body, headers).expect(200)["flags"].clone();
            let half = flags.as_array().unwrap().iter().find(|flag| flag["key"] == "half");
            assert_eq!(half, Some(&answer), "{body:?}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    let server = server();
    let large = json!({"context": {"a": "x".repeat(65_536)}}).to_string();
    let cases = [
        ("PARSE_ERROR", "{"),
        ("PARSE_ERROR", "[]"),
        ("PARSE_ERROR", "\"context\""),
        ("PARSE_ERROR", "null"),
        ("PARSE_ERROR", r#"{"context": {"a": 01}}"#),
        ("PARSE_ERROR", r#"{"context": {}, "context": {}}"#),
        ("INVALID_CONTEXT", r#"{"context": []}"#),
        ("INVALID_CONTEXT", r#"{"context": "u"}"#),
        ("INVALID_CONTEXT", r#"{"context": {"targetingKey": 1}}"#),
        ("INVALID_CONTEXT", r#"{"context": {"targetingKey": ["u"]}}"#),
        ("INVALID_CONTEXT", r#"{"context": {"a": 1, "a": 2}}"#),
        ("INVALID_CONTEXT", &large),
    ];
    for (code, body) in cases {
        let shown: String = body.chars().take(80).collect();
        let answer = sent(&server, &format!("{ONE}plain"), Some(body), &[]);
        assert_eq!(answer.header("content-type"), "application/json", "{shown}");
        let answer = answer.expect(400);
        assert_eq!(
            (&answer["key"], &answer["errorCode"]),
            (&json!("plain"), &json!(code)),
            "{shown}: {answer}"
        );
        let details = answer["errorDetails"].as_str().unwrap();
        assert!(details.ends_with('.') && details.len() < 300, "{details}");
        let bulk = sent(&server, ALL, Some(body), &[]).expect(400);
        assert_eq!(bulk, json!({"errorCode": code, "errorDetails": details}), "{shown}");
    }
}

#[test]
fn keys_and_paths() {
    let server = server();
    let body = of_user("u");
    for path in [
        "//ofrep/v1/evaluate/flags/plain",
        "/ofrep//v1/evaluate/flags//plain",
        "/ofrep/v1/evaluate/flags/pl%61in",
        "/ofrep/v1/evaluate/flags/plain?x=1",
    ] {
        assert_eq!(sent(&server, path, Some(&body), &[]).expect(200)["key"], "plain", "{path}");
    }
    assert_eq!(sent(&server, "//ofrep/v1/evaluate/flags", Some(&body), &[]).status, 200);
    for key in ["missing", "caf%C3%A9", "a%20b", "a%2Fb", "%00", &"k".repeat(500)] {
        let answer = sent(&server, &format!("{ONE}{key}"), Some(&body), &[]).expect(404);
        assert_eq!(answer["errorCode"], "FLAG_NOT_FOUND");
        assert_eq!(answer["errorDetails"], "There is no such flag.");
        assert!(answer["key"].as_str().unwrap().len() <= 128);
    }
    assert_eq!(sent(&server, &format!("{ONE}%ff"), Some(&body), &[]).code(), "bad_request");
    for method in ["GET", "PUT", "DELETE"] {
        let answer = server.send(method, ALL, Some(&server.admin()), None, &[]);
        assert_eq!((answer.status, answer.header("allow")), (405, "POST,OPTIONS"), "{method}");
    }
    assert_eq!(server.send("POST", ALL, None, Some(&body), &[]).code(), "unauthorized");
    let emergency = server.token("emergency", &["default"]);
    assert_eq!(server.send("POST", ALL, Some(&emergency), Some(&body), &[]).code(), "forbidden");
}

#[test]
fn reasons_and_shapes_of_every_kind() {
    let server = server();
    let bulk = sent(&server, ALL, Some(&of_user("ana")), &[]);
    assert_eq!(bulk.header("content-type"), "application/json");
    let bulk = bulk.expect(200);
    assert_eq!(
        bulk["metadata"],
        json!({"flagSetId": "default", "contextId": "ana",
        "version": bulk["metadata"]["version"]})
    );
    let mut reasons = serde_json::Map::new();
    for flag in bulk["flags"].as_array().unwrap() {
        let key = flag["key"].as_str().unwrap();
        for (field, is_text) in [("reason", true), ("variant", true), ("value", false)] {
            assert!(!flag[field].is_null() && (!is_text || flag[field].is_string()), "{flag}");
        }
        for (name, fact) in flag["metadata"].as_object().unwrap() {
            assert!(fact.is_string() || fact.is_boolean() || fact.is_number(), "{key} {name}");
        }
        reasons.insert(key.to_owned(), flag["reason"].clone());
        // One by one, the answer is the same, and has the version that it was made from.
        let mut one = sent(&server, &format!("{ONE}{key}"), Some(&of_user("ana")), &[]).expect(200);
        let version = one["metadata"].as_object_mut().unwrap().remove("version");
        assert_eq!((&one, version.as_ref()), (flag, Some(&bulk["metadata"]["version"])));
    }
    // STATIC is for what depends on neither context nor time: clients keep such results.
    assert_eq!(
        Value::Object(reasons),
        json!({
            "plain": "STATIC", "off": "DISABLED", "half": "SPLIT", "everybody": "SPLIT",
            "layout": "SPLIT", "rising": "SPLIT", "targeted": "TARGETING_MATCH",
            "dependent": "DISABLED", "following": "DEFAULT", "ruled": "DEFAULT", "secret": "STATIC",
            "experiment": "SPLIT",
        })
    );
}

#[test]
fn client_tokens_see_what_is_for_all() {
    let server = server();
    let client = server.token("client", &["default"]);
    let asked = |path: &str| server.send("POST", path, Some(&client), Some(&of_user("u")), &[]);
    let bulk = asked(ALL);
    for hidden in ["secret", "prerequisite"] {
        assert!(!bulk.text.contains(hidden), "{}", bulk.text);
    }
    let keys = |answer: &Value| answer["flags"].as_array().unwrap().len();
    let all = sent(&server, ALL, Some(&of_user("u")), &[]).expect(200);
    assert!(all.to_string().contains(r#""prerequisite":"off""#));
    assert_eq!(keys(&bulk.expect(200)) + 1, keys(&all));
    let hidden = asked(&format!("{ONE}secret"));
    let missing = asked(&format!("{ONE}absent"));
    assert_eq!(hidden.text.replace("secret", "absent"), missing.text);
    assert_eq!((hidden.status, missing.status), (404, 404));
}

#[test]
fn numbers_and_text_arrive_as_they_were_written() {
    let server = Server::start();
    for written in [
        "1",
        "1.0",
        "0.1",
        "-0.0",
        "1e3",
        "100.0",
        "9007199254740993",
        "18446744073709551615",
        "1.7976931348623157e308",
        r#""ünï \"q\" \\ \u0000""#,
        "[]",
        "{}",
        r#"{"b":1,"a":1.0,"nested":{"z":[1,2.50]}}"#,
    ] {
        let flag = format!(r#"{{"type":"boolean","enabled":true,"when_on":{written}}}"#);
        let path = "/api/features/payload";
        let put = server.send("PUT", path, Some(&server.admin()), Some(&flag), &[]);
        assert!(put.status < 300, "{}", put.text);
        // Written once by a JSON writer: exponents, escapes and zeros at the end may differ in
        // form, integer and float never change places.
        let expected = serde_json::from_str::<Value>(written).unwrap().to_string();
        let expected = format!("\"value\":{expected},");
        for path in [format!("{ONE}payload"), ALL.to_owned()] {
            let answer = sent(&server, &path, Some(&of_user("u")), &[]);
            assert!(answer.text.contains(&expected), "{expected} in {}", answer.text);
        }
        let exported = server.get("/api/features/payload").text;
        assert!(exported.contains(&expected.replace("\"value\"", "\"when_on\"")), "{exported}");
    }
    // Numbers that a fast parser takes for their neighbours.
    for written in [
        "31.245270191439438",
        "121.48791951161945",
        "1.0715086071862673e+301",
        "2.2250738585072014e-308",
        "5e-324",
    ] {
        let flag = format!(r#"{{"type":"boolean","enabled":true,"when_on":{written}}}"#);
        let path = "/api/features/payload";
        assert_eq!(server.send("PUT", path, Some(&server.admin()), Some(&flag), &[]).status, 200);
        let answer = sent(&server, &format!("{ONE}payload"), Some(&of_user("u")), &[]);
        assert!(answer.text.contains(&format!("\"value\":{written},")), "{}", answer.text);
    }
    // They are in the log as they were answered.
    assert_eq!(server.get("/api/changes/verify").expect(200)["faults"], json!([]));
}
