//! What is different between two environments.

use serde_json::{Value, json};

use super::{compare, import, promote, staging, told, with_two};

#[test]
fn two_environments_are_compared_field_by_field() {
    let server = with_two();
    import(&server, "staging", &staging());
    let mut other = staging();
    other["features"]["checkout"]["percentage"] = json!(25);
    other["features"]["checkout"]["rules"][0]["value"] = json!(10);
    other["features"].as_object_mut().unwrap().remove("plain");
    other["features"]["old"] = json!({"type": "boolean"});
    other["segments"]["inner"] = json!({"include": ["user-x", "user-y"]});
    import(&server, "production", &other);
    // What is operational is no difference.
    server.post("/flags/base/kill?environment=production", &json!({})).expect(200);
    let comparison = compare(&server, "staging", "production");
    let expected = [
        "changed features/checkout",
        "missing features/old",
        "created features/plain",
        "changed segments/inner",
    ];
    assert_eq!(told(&comparison), expected);
    let changes = json!([
        {"path": "percentage", "before": 25, "after": 50},
        {"path": "rules[\"crowd\"].value", "before": 10, "after": true},
    ]);
    assert_eq!(comparison["items"][0]["changes"], changes);
    assert_eq!((&comparison["unchanged"], &comparison["next"]), (&json!(3), &Value::Null));
    assert_eq!((&comparison["seq"], &comparison["with_seq"]), (&json!(6), &json!(7)));
    let back = compare(&server, "production", "staging");
    let expected = [
        "changed features/checkout",
        "created features/old",
        "missing features/plain",
        "changed segments/inner",
    ];
    assert_eq!(told(&back), expected);
    assert_eq!(told(&compare(&server, "staging", "staging")), [""; 0]);

    // Page by page it is the same, and stays so where something comes in between.
    let (mut pages, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/environments/staging/compare?with=production&limit=1{cursor}");
        let page = server.get(&path).expect(200);
        pages.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
        if next == "features/old" {
            server.delete("/api/features/old?environment=production").expect(204);
        }
    }
    assert_eq!(Value::from(pages), comparison["items"]);
    for cursor in ["nothing", "tokens/a"] {
        let path = format!("/api/environments/staging/compare?with=production&cursor={cursor}");
        assert_eq!(server.get(&path).code(), "bad_request");
    }
}

#[test]
fn a_comparison_is_paged_by_bytes_too() {
    let server = with_two();
    let file = |letter: &str| {
        let text = letter.repeat(60_000);
        let flags = (0..100).map(|number| {
            let flag = json!({"type": "boolean", "when_on": text.clone()});
            (format!("f{number:02}"), flag)
        });
        json!({"features": flags.collect::<serde_json::Map<_, _>>()})
    };
    for (environment, letter) in [("staging", "x"), ("production", "y")] {
        let path = format!("/api/import?environment={environment}");
        server.post(&path, &file(letter)).expect(200);
    }
    let (mut seen, mut pages, mut cursor) = (0, 0, String::new());
    loop {
        let path = format!("/api/environments/staging/compare?with=production&limit=1000{cursor}");
        let page = server.get(&path);
        assert!(page.text.len() < 5 << 20, "{}", page.text.len());
        let page = page.expect(200);
        (seen, pages) = (seen + page["items"].as_array().unwrap().len(), pages + 1);
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, 100);
    assert!(pages > 1);
    let report = promote(&server, "staging", &json!({"to": "production", "all": true}));
    assert!(report.text.len() < 5 << 20, "{}", report.text.len());
    assert_eq!(told(&report.expect(200)).len(), 100);
    assert_eq!(told(&compare(&server, "staging", "production")), [""; 0]);
}
