//! Conditions that are at fault.

use hoist_ruleset::lint::FaultCode;
use serde_json::{Value, json};

/// Conditions with a fault, and the path to it.
pub(super) fn with(code: FaultCode) -> Vec<(Value, &'static str)> {
    let day = |field: &str, day: u8| json!({"type": "time", "conditions": {field: format!("2026-07-{day:02}T00:00:00Z")}});
    match code {
        FaultCode::Contradiction => vec![
            (json!({"role": []}), "role"),
            (json!({"role": {"in": []}}), "role.in"),
            (json!({"role": "a", "not": {"role": ["a", "b"]}}), ""),
            (json!({"role": {"exists": false, "starts_with": "a"}}), "role"),
            (json!({"all": [{"age": {"gt": 5}}, {"not": {"age": {"gte": 4}}}]}), "all[1]"),
            (json!({"all": [day("before", 3), day("after", 4)]}), "all[1]"),
            (
                json!({"all": [{"beta": true}, {"any": [{"beta": {"exists": false}}, {"beta": []}]}]}),
                "all[1]",
            ),
            (
                json!({"any": [{"role": "a"}, {"version": {"semver": ">2, <1"}}]}),
                "any[1].version.semver",
            ),
            (json!({"targetingKey": {"gte": 18}}), "targetingKey.gte"),
            (json!({"not": {"any": [{"beta": true}, {"not": {"beta": true}}]}}), "not"),
            (
                json!({"all": [{"type": "percentage", "conditions": {"percentage": 20}},
                {"not": {"type": "percentage", "conditions": {"percentage": 20}}}]}),
                "all[1]",
            ),
            (
                json!({"network": {"cidr": "10.1.0.0/16"}, "not": {"network": {"cidr": "10.0.0.0/8"}}}),
                "",
            ),
            (json!({"version": {"semver": "~1.2.3"}, "not": {"version": {"semver": "^1.2"}}}), ""),
            (
                json!({"role": {"starts_with": "abc"}, "not": {"role": {"starts_with": ["x", "ab"]}}}),
                "",
            ),
        ],
        FaultCode::OperandTypes => vec![
            (json!({"age": {"gt": 5, "contains": "a"}}), "age"),
            (json!({"version": {"semver": "^1", "gte": 1}}), "version"),
            (json!({"signup": {"after": "2025-01-01T00:00:00Z", "semver": "^1"}}), "signup"),
            (json!({"all": [{"beta": true}, {"beta": {"matches": "^t"}}]}), "all[1].beta"),
        ],
        FaultCode::NoSingleValue => vec![
            (json!({"age": {"gt": 5, "lt": 3}}), "age"),
            (json!({"age": {"gte": 5, "lte": 5, "ne": 5}}), "age"),
            (json!({"role": {"in": ["a"], "not_in": ["a"]}}), "role"),
            (
                json!({"role": {"starts_with": "a", "not_in": ["x"], "matches": "b", "eq": "c"}}),
                "role",
            ),
            (
                json!({"all": [{"version": {"semver": "^1"}}, {"version": {"semver": "^2"}}]}),
                "all[1].version",
            ),
            (
                json!({"all": [{"network": {"cidr": "10.0.0.0/8"}}, {"network": {"cidr": "11.0.0.0/8"}}]}),
                "all[1].network",
            ),
        ],
        FaultCode::OnlyList => vec![
            (json!({"all": [{"role": "a"}, {"role": ["b", "c"]}]}), "all[1].role"),
            (json!({"tags": {"in": ["a"], "contains": "b"}}), "tags"),
        ],
        FaultCode::SegmentMissing => vec![
            (
                json!({"not": {"type": "segment", "conditions": {"segment": "nowhere"}}}),
                "not.segment",
            ),
            (
                json!({"any": [{"role": "a"}, {"type": "segment", "conditions": {"segment": ["x"]}}]}),
                "any[1].segment",
            ),
        ],
        FaultCode::PersonalData => vec![
            (json!({"email": {"ends_with": "@example.com"}}), "email"),
            (json!({"role": "a", "any": [{"user.phoneNumber": "1"}, {"beta": true}]}), "any[0]"),
        ],
        _ => Vec::new(),
    }
}
