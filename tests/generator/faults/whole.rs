//! Documents that are at fault.

use hoist_ruleset::lint::FaultCode;
use serde_json::{Value, json};

/// The section, the path to the fault, the document, and another one beside it or before it.
pub(super) fn with(code: FaultCode) -> Vec<(&'static str, &'static str, Value, Value)> {
    let flag = |kind: &str, mut fields: Value| {
        fields["type"] = kind.into();
        fields["enabled"] = true.into();
        fields
    };
    let rules = |rules: Value| flag("targeted", json!({"rules": rules}));
    let percentage =
        |share: u32| json!({"type": "percentage", "conditions": {"percentage": share}});
    let gated = |share: u32, value: Value| {
        let mut rule = percentage(share);
        rule["value"] = value;
        rule
    };
    let property = |conditions: Value, value: Value| json!({"type": "property", "conditions": conditions, "value": value});
    let window = |from: &str, to: &str| json!({"type": "time", "value": 30, "conditions": {"after": from, "before": to}});
    let split = json!({"a": 0.5, "b": 0.5});
    let flag_at = |path, document| ("features", path, document, Value::Null);
    let experiment_at = |path, document| ("experiments", path, document, Value::Null);
    let with = |path, document, other| ("features", path, document, other);
    let requires =
        |is: Value| flag("boolean", json!({"requires": [{"flag": "required", "is": is}]}));
    let share = flag("percentage", json!({"percentage": 20}));
    match code {
        FaultCode::AttributeTypes => vec![with(
            "rules[0].conditions.kind",
            rules(json!([property(json!({"kind": {"gt": 1}}), json!(true))])),
            rules(json!([property(json!({"kind": "a"}), json!(true))])),
        )],
        FaultCode::OnePercent => {
            vec![flag_at(
                "rules[0].value",
                rules(json!([property(json!({"plan": "a"}), json!(1))])),
            )]
        }
        FaultCode::ShareUnreachable => vec![
            flag_at(
                "percentage",
                flag("percentage", json!({"percentage": 20, "rules": [gated(30, json!(false))]})),
            ),
            flag_at(
                "rules[1].value",
                rules(json!([gated(30, json!(true)), property(json!({}), json!(20))])),
            ),
            flag_at(
                "rules[0].value",
                rules(json!([property(json!({"plan": "a", "not": percentage(40)}), json!(40))])),
            ),
            experiment_at(
                "traffic",
                json!({"variants": split, "traffic": 30,
                "audience": [{"conditions": {"not": percentage(30)}}]}),
            ),
        ],
        FaultCode::StrategyUnreachable => vec![
            flag_at(
                "variants",
                flag(
                    "variant",
                    json!({"variants": split, "rules": [property(json!({}), json!("a"))]}),
                ),
            ),
            flag_at(
                "start_date",
                flag(
                    "gradual",
                    json!({"start_date": "2026-05-01T00:00:00Z",
                "end_date": "2026-09-01T00:00:00Z", "rules": [
                    property(json!({"plan": "a"}), json!(true)),
                    property(json!({"not": {"plan": "a"}}), json!(false))]}),
                ),
            ),
        ],
        FaultCode::ShareWithoutEffect => vec![
            flag_at("rules[0].value", rules(json!([gated(20, json!(20))]))),
            flag_at(
                "percentage",
                flag(
                    "percentage",
                    json!({"percentage": 20,
                "rules": [property(json!({"not": percentage(15)}), json!(true))]}),
                ),
            ),
            experiment_at(
                "traffic",
                json!({"variants": split, "traffic": 50, "audience": [percentage(20)]}),
            ),
        ],
        FaultCode::VariantUnreachable => vec![
            flag_at("variants[1]", flag("variant", json!({"variants": {"a": 1, "b": 0}}))),
            experiment_at("variants[1]", json!({"variants": {"a": 1, "b": 0, "c": 0.0001}})),
        ],
        FaultCode::SaltChanged => vec![
            with("salt", flag("percentage", json!({"percentage": 30, "salt": "new"})), share),
            with(
                "rules[0].salt",
                rules(json!([{"type": "property", "conditions": {"plan": "a"}, "value": 30,
                "salt": "new"}])),
                rules(json!([property(json!({"plan": "a"}), json!(20))])),
            ),
        ],
        FaultCode::BucketByChanged => {
            vec![with(
                "bucket_by",
                flag("percentage", json!({"percentage": 20, "bucket_by": "team"})),
                share,
            )]
        }
        FaultCode::NeverEnds => vec![
            flag_at(
                "curve",
                flag(
                    "gradual",
                    json!({"curve": [{"at": "2026-06-02T00:00:00Z", "percentage": 99}]}),
                ),
            ),
            experiment_at(
                "start_date",
                json!({"variants": split, "start_date": "2026-06-02T00:00:00Z"}),
            ),
        ],
        FaultCode::ScheduleOver => vec![
            flag_at(
                "rules[0]",
                rules(json!([window("2026-05-01T00:00:00Z", "2026-06-01T00:00:00Z")])),
            ),
            flag_at(
                "end_date",
                flag(
                    "gradual",
                    json!({"start_date": "2025-05-01T00:00:00Z",
                "end_date": "2026-06-01T00:00:00Z"}),
                ),
            ),
            experiment_at(
                "end_date",
                json!({"variants": split, "start_date": "2025-05-01T00:00:00Z",
                "end_date": "2026-06-01T00:00:00Z"}),
            ),
        ],
        FaultCode::ScheduleOverlap => {
            let running = json!({"variants": split, "metrics": ["sales"], "sample_size": 500,
                "start_date": "2026-05-01T00:00:00Z"});
            vec![
                flag_at(
                    "rules[1]",
                    rules(json!([
                        window("2026-07-01T00:00:00Z", "2026-07-20T00:00:00Z"),
                        window("2026-07-10T00:00:00Z", "2026-08-01T00:00:00Z")
                    ])),
                ),
                ("experiments", "start_date", running.clone(), running),
            ]
        }
        FaultCode::Expired => {
            vec![flag_at("expires", flag("boolean", json!({"expires": "2026-05-31"})))]
        }
        FaultCode::PrerequisiteNever => vec![
            with("requires[0]", requires(json!(false)), flag("boolean", json!({}))),
            with("requires[0]", requires(json!(true)), flag("targeted", json!({}))),
            with("requires[0]", requires(json!(true)), flag("boolean", json!({"archived": true}))),
            with(
                "requires[0]",
                requires(json!("b")),
                flag(
                    "variant",
                    json!({"variants": {"a": 1, "b": 0},
                "archived": true}),
                ),
            ),
        ],
        FaultCode::PrerequisiteDisabled => {
            vec![with(
                "requires[0]",
                requires(json!(true)),
                json!({"type": "boolean", "enabled": false}),
            )]
        }
        FaultCode::SegmentUnused => vec![("segments", "", json!({"include": ["u"]}), Value::Null)],
        _ => Vec::new(),
    }
}
