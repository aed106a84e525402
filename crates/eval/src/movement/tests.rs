//! What is said of changes.

use hoist_ruleset::{Documents, Ruleset, Source, State, read};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::EvaluationContext;

fn compiled(file: &Value) -> (Documents, Ruleset) {
    let reading = read(&[Source::new("f.json", file.to_string())]);
    assert_eq!(reading.diagnostics, [], "{file}");
    let ruleset = Ruleset::compile(&reading.documents, &State::default());
    (reading.documents, ruleset)
}

fn population(contexts: &[Value]) -> Population {
    let record = |context: &Value| Record {
        context: EvaluationContext::from_json(context.clone()).unwrap(),
        asked: None,
        at: None,
    };
    Population::of(contexts.iter().map(record), usize::MAX)
}

/// The figures of changes that need nobody to be recorded, as `PLACE FROM>TO RANKS`.
fn told(before: &Value, after: &Value, now: i64) -> Vec<String> {
    let now = Timestamp::from_second(now).unwrap();
    let file = |flag: &Value| match flag.get("metrics") {
        Some(_) => json!({"experiments": {"a": flag}}),
        None => json!({"features": {"a": flag, "other": {"type": "boolean", "enabled": true}}}),
    };
    let (was, is) = (compiled(&file(before)), compiled(&file(after)));
    let told = exact([(&was.0, &was.1), (&is.0, &is.1)], "a", now);
    let line = |each: &Exact| {
        let one = |Dealt { from, to, ranks }: &Dealt| format!(" {from}>{to} {ranks}");
        let met = if each.has_prerequisites { " met" } else { "" };
        format!("{:?}{met}{}", each.place, each.dealt.iter().map(one).collect::<String>())
    };
    told.iter().map(line).collect()
}

#[test]
fn shares_and_splits_are_told_exactly() {
    let share =
        |percentage: f64| json!({"type": "percentage", "enabled": true, "percentage": percentage});
    let split = |variants: Value| json!({"type": "variant", "enabled": true, "variants": variants});
    let with = |mut flag: Value, field: &str, value: Value| {
        flag[field] = value;
        flag
    };
    let rule =
        |value: Value| json!([{"type": "property", "conditions": {"plan": "pro"}, "value": value}]);
    let gradual = |end: &str| {
        json!({"type": "gradual", "enabled": true, "start_date": "1970-01-01T00:00:00Z",
            "end_date": end})
    };
    let experiment = |variants: Value| {
        json!({"start_date": "1970-01-01T00:00:00Z", "traffic": 50, "variants": variants,
            "metrics": ["m"]})
    };
    let halves = || split(json!({"a": 0.5, "b": 0.5}));
    let required = json!([{"flag": "other", "is": true}]);
    let tenth = json!([{"type": "percentage", "conditions": {"percentage": 10}, "value": true}]);
    for (before, after, expected) in [
        (share(25.0), share(50.0), &["Everybody off>on 2500"][..]),
        // The rule takes the lowest ranks away, so those of the others are not even.
        (with(share(5.0), "rules", tenth.clone()), with(share(10.0), "rules", tenth), &[]),
        (share(50.0), share(25.5), &["Everybody on>off 2450"]),
        (share(25.0), share(25.0), &[]),
        (share(25.0), json!({"type": "boolean", "enabled": true}), &["Everybody off>on 7500"]),
        (share(25.0), with(share(50.0), "salt", json!("new")), &[]),
        (share(25.0), with(share(50.0), "enabled", json!(false)), &[]),
        (
            with(share(25.0), "requires", required.clone()),
            with(share(30.0), "requires", required),
            &["Others met off>on 500"],
        ),
        (
            with(share(25.0), "rules", rule(json!(10))),
            with(share(25.0), "rules", rule(json!(true))),
            &["Rule(0) off>on 9000"],
        ),
        (
            with(share(25.0), "rules", rule(json!(10))),
            with(share(30.0), "rules", rule(json!(10))),
            &["Others off>on 500"],
        ),
        (halves(), split(json!({"a": 0.6, "b": 0.4})), &["Everybody b>a 1000"]),
        (halves(), split(json!({"b": 0.5, "a": 0.5})), &["Everybody a>b 5000 b>a 5000"]),
        (halves(), split(json!({"a": 0.4, "b": 0.3, "c": 0.3})), &["Everybody a>b 1000 b>c 3000"]),
        (halves(), split(json!({"a": 1, "b": 0})), &["Everybody b>a 5000"]),
        (
            with(halves(), "rules", rule(json!("a"))),
            with(halves(), "rules", rule(json!({"split": {"b": 1}}))),
            &["Rule(0) a>b 10000"],
        ),
        (
            gradual("1970-01-01T00:00:40Z"),
            gradual("1970-01-01T00:00:20Z"),
            &["Everybody off>on 2500"],
        ),
        (
            experiment(json!({"a": 0.5, "b": 0.5})),
            experiment(json!({"a": 0.6, "b": 0.4})),
            &["Others b>a 1000"],
        ),
    ] {
        assert_eq!(told(&before, &after, 10), expected, "{before}\n{after}");
    }
}

#[test]
fn what_is_read_and_who_carries_it() {
    let is = |name: &str, value: &str| json!({"type": "property", "conditions": {name: value}});
    let on = |kind: &str, conditions: Value| json!({"type": kind, "conditions": conditions, "value": true});
    let share = json!({"type": "percentage", "enabled": true, "percentage": 5});
    let mut base = share.clone();
    base["bucket_by"] = "company_id".into();
    let (_, rules) = compiled(&json!({
        "segments": {
            "team": {"rules": [
                {"type": "property", "conditions": {"company.size": {"gt": 5}}},
            ]},
            "staff": {"include": ["ana"], "rules": [
                {"type": "segment", "conditions": {"segment": "team"}},
            ]},
        },
        "features": {
            "base": base,
            "plain": share,
            "all": {"type": "boolean", "enabled": true, "requires": [{"flag": "base", "is": true}],
                "rules": [
                    on("group", json!({"groups": ["beta"]})),
                    on("segment", json!({"segment": "staff"})),
                    on("segment", json!({"segment": "absent"})),
                ]},
            "few": {"type": "boolean", "enabled": true, "rules": [
                on("user", json!({"user_ids": ["ana"]})),
                on("property", json!({"not": is("plan", "pro")})),
            ]},
        },
    }));
    let recorded = population(&[
        json!({"targetingKey": "u1", "group": "beta", "plan": "pro", "company": {"size": 9}}),
        json!({"targetingKey": "u1", "plan": "free"}),
        json!({"targetingKey": "u2", "plan": null}),
    ]);
    let told = |key: &str| {
        let sides = [&rules, &Ruleset::default()];
        let Reads { attributes, names_users, bucketed_by } = reads(sides, key, &recorded);
        let bucketed_by: Vec<_> = bucketed_by.iter().map(|name| &**name).collect();
        let one = |read: &Read| {
            let Count { contexts, users } = read.carried;
            format!("{} {contexts}/{users}", read.attribute)
        };
        let attributes = attributes.iter().map(one).collect::<Vec<_>>().join(", ");
        (attributes, names_users, bucketed_by.join(", "))
    };
    for (key, attributes, names_users, bucketed_by) in [
        ("plain", "", false, ""),
        ("base", "company_id 0/0", false, "company_id"),
        ("few", "plan 2/1", true, ""),
        ("all", "company.size 1/1, company_id 0/0, groups 1/1, segment 0/0", true, ""),
        ("absent", "", false, ""),
    ] {
        assert_eq!(
            told(key),
            (attributes.to_owned(), names_users, bucketed_by.to_owned()),
            "{key}"
        );
    }
}

#[test]
fn moves_tell_rules_and_values() {
    let file = |value: Value, config: Value| {
        json!({"features": {"a": {"type": "variant", "enabled": true,
            "variants": [
                {"name": "x", "weight": 1, "config": config},
                {"name": "y", "weight": 0, "config": 2},
            ],
            "rules": [{"name": "pros", "type": "property", "conditions": {"plan": "pro"},
                "value": value}]}}})
    };
    let recorded = population(&[
        json!({"targetingKey": "u1", "plan": "pro"}),
        json!({"targetingKey": "u1", "plan": "free"}),
        json!({"targetingKey": "u2", "plan": "free"}),
        json!({"plan": "free"}),
    ]);
    let (_, before) = compiled(&file(json!("x"), json!(1)));
    let told = |after: &Value| {
        let (_, after) = compiled(after);
        let found = movement([&before, &after], "a", &recorded, Timestamp::UNIX_EPOCH);
        let side = |of: &Resolution<'_>| {
            let rule = of.rule.and_then(|rule| rule.name.as_deref()).unwrap_or("-");
            format!(
                "{}={} by {rule}",
                of.variant.unwrap_or("-"),
                of.value.map_or("-", |v| &*v.json)
            )
        };
        let line = |each: &Move<'_>| {
            let Count { contexts, users } = each.count;
            format!("{} > {}: {contexts}/{users}", side(&each.from), side(&each.to))
        };
        (found.moved, found.moves.iter().map(line).collect::<Vec<_>>())
    };
    let count = |contexts, users| Count { contexts, users };
    assert_eq!(told(&file(json!("x"), json!(1))), (count(0, 0), vec![]));
    assert_eq!(
        told(&file(json!("y"), json!(1))),
        (count(1, 1), vec!["x=1 by pros > y=2 by pros: 1/1".to_owned()])
    );
    assert_eq!(
        told(&file(json!("x"), json!(3))),
        (
            count(4, 2),
            vec![
                "x=1 by - > x=3 by -: 3/2".to_owned(),
                "x=1 by pros > x=3 by pros: 1/1".to_owned(),
            ]
        )
    );
    assert_eq!(
        told(&json!({"features": {"b": {"type": "boolean"}}})),
        (
            count(4, 2),
            vec!["x=1 by - > -=- by -: 3/2".to_owned(), "x=1 by pros > -=- by -: 1/1".to_owned()]
        )
    );
}
