//! OFREP: whatever the body, the answer is one that the protocol knows.

use hoist_api::{BulkAnswer, BulkFlag, BulkProblem, FlagProblem, ResolvedFlag};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Connection;
use crate::connection::Answer;

/// The rules that the server serves: one flag of each type, and an experiment, none of which
/// depends on the time.
pub const OFREP_RULES: &str = "
segments:
  staff: {include: [ana], exclude: [bob], rules: [{type: property, conditions: {email: {ends_with: '@x.org'}}}]}
features:
  plain: {type: boolean, enabled: true, when_on: {a: [1, \"\u{1f980}\"]}}
  off: {type: boolean, enabled: false}
  share: {type: percentage, enabled: true, percentage: 33.33, bucket_by: company}
  split: {type: variant, enabled: true, variants: {control: {weight: 0.5, config: 1e300}, new: {weight: 0.5, config: []}}}
  soon: {type: gradual, enabled: true, curve: [{at: 1969-01-01T00:00:00Z, percentage: 50}]}
  rules:
    type: targeted
    enabled: true
    requires: [{flag: plain, is: true}]
    rules:
      - {type: segment, conditions: {segment: staff}, value: true}
      - {type: property, conditions: {age: {gte: 18}, tags: {contains: [a, 1]}, version: {semver: '>=1'}}, value: 50}
      - {type: property, conditions: {ip: {cidr: 10.0.0.0/8}, name: {matches: '^a+$'}, plan: {not_in: [free]}}, value: true}
  hidden: {type: boolean, enabled: true, visibility: server}
experiments:
  page: {start_date: 1969-01-01T00:00:00Z, variants: {control: 0.5, new: 0.5}, metrics: [conversion_rate], traffic: 50, audience: [{type: location, conditions: {country: DE}}]}
";

/// The keys of [`OFREP_RULES`], in their order.
const KEYS: [&str; 8] = ["plain", "off", "share", "split", "soon", "rules", "hidden", "page"];

const REASONS: [&str; 5] = ["STATIC", "DEFAULT", "TARGETING_MATCH", "SPLIT", "DISABLED"];

/// Sends the bytes as a body, for each flag and for all. The answers are of the specified shapes,
/// and say the same.
pub fn ofrep(connection: &mut Connection, data: &[u8]) {
    let bulk = connection.post("/ofrep/v1/evaluate/flags", data);
    let all: Option<BulkAnswer> = match bulk.status {
        200 => Some(parsed(&bulk)),
        400 => {
            let problem: BulkProblem = parsed(&bulk);
            is_refusal(&problem.error_code);
            None
        }
        413 => None,
        status => panic!("{status} {}", String::from_utf8_lossy(&bulk.body)),
    };
    if let Some(all) = &all {
        assert_eq!(all.flags.len(), KEYS.len());
    }
    for (index, key) in KEYS.into_iter().enumerate() {
        let one = connection.post(&format!("/ofrep/v1/evaluate/flags/{key}"), data);
        let in_bulk = all.as_ref().map(|all| &all.flags[index]);
        match (one.status, in_bulk) {
            (200, Some(BulkFlag::Resolved(other))) => {
                let flag: ResolvedFlag = parsed(&one);
                assert_eq!(flag.key, key);
                assert!(REASONS.contains(&&*flag.reason), "{flag:?}");
                assert!(flag.metadata.values().all(is_scalar), "{flag:?}");
                let same = (&flag.key, &flag.value, &flag.variant, &flag.reason);
                assert_eq!(same, (&other.key, &other.value, &other.variant, &other.reason));
            }
            (400, Some(BulkFlag::Problem(other))) => {
                let problem: FlagProblem = parsed(&one);
                assert_eq!(problem, *other);
                assert_eq!(problem.error_code, "TARGETING_KEY_MISSING");
            }
            (400, None) => {
                let problem: FlagProblem = parsed(&one);
                assert_eq!(problem.key, key);
                is_refusal(&problem.error_code);
            }
            (413, None) => {}
            (status, _) => panic!("{status} {}", String::from_utf8_lossy(&one.body)),
        }
    }
    let nobody = connection.post("/ofrep/v1/evaluate/flags/nobody", data);
    if nobody.status == 404 {
        let problem: FlagProblem = parsed(&nobody);
        assert_eq!(problem.error_code, "FLAG_NOT_FOUND");
    }
    assert_eq!(nobody.status == 404, all.is_some());
}

fn parsed<T: DeserializeOwned>(answer: &Answer) -> T {
    assert_eq!(answer.media_type, "application/json");
    let text = String::from_utf8_lossy(&answer.body);
    serde_json::from_slice(&answer.body).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// What may be wrong with a body.
fn is_refusal(code: &str) {
    assert!(["PARSE_ERROR", "INVALID_CONTEXT"].contains(&code), "{code}");
}

fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_))
}
