//! No allocation on the fast path, bounded work on every other.

use std::fmt::Write;
use std::hint::black_box;

use allocation_counter::measure;
use hoist_eval::{EvaluationContext, Tally, counterfactual, evaluate, evaluate_slot, explain};
use hoist_ruleset::{Ruleset, Source, State, limits, read};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::laws::compile;

fn allocations(ruleset: &Ruleset, key: &str, context: &EvaluationContext) -> u64 {
    let now: Timestamp = "2026-01-15T12:00:00Z".parse().unwrap();
    assert!(evaluate(ruleset, key, context, now).error.is_none(), "{key} is to be evaluated");
    measure(|| {
        for _ in 0..10 {
            black_box(evaluate(black_box(ruleset), key, context, now));
        }
    })
    .count_total
}

#[test]
fn the_counter_counts() {
    assert!(measure(|| drop(black_box(vec![1]))).count_total > 0);
}

#[test]
fn usual_evaluations_allocate_nothing() {
    let list: Vec<String> = (0..10_000).map(|user| format!("user_{user}")).collect();
    let rules = json!([
        {"type": "property", "conditions": {"plan": ["free", "basic"]}, "value": true},
        {"type": "property", "conditions": {"age": {"gte": 65}}, "value": true},
        {"type": "property", "conditions": {"version": {"semver": ">=9"}}, "value": true},
        {"type": "property", "conditions": {"address.city": {"starts_with": "Ber"}}, "value": false},
        {"type": "user", "conditions": {"user_ids": list}, "value": true},
        {"type": "property", "conditions": {"email": {"matches": "^[a-z]+@example"}}, "value": true},
        {"type": "segment", "conditions": {"segment": "staff"}, "value": true},
        {"type": "group", "conditions": {"groups": ["admins"]}, "value": 12.5},
    ]);
    let ruleset = compile(&json!({
        "segments": {"staff": {"include": list, "rules": [
            {"type": "property", "conditions": {"email": {"ends_with": "@example.com"}}},
        ]}},
        "features": {
            "boolean": {"type": "boolean", "enabled": true},
            "percentage": {"type": "percentage", "enabled": true, "percentage": 30},
            "variant": {"type": "variant", "enabled": true,
                        "variants": {"control": 0.33, "b": 0.33, "c": 0.34}},
            "gradual": {"type": "gradual", "enabled": true, "start_date": "2026-01-01T00:00:00Z",
                        "end_date": "2026-02-01T00:00:00Z"},
            "targeted": {"type": "targeted", "enabled": true, "rules": rules},
            "by_number": {"type": "percentage", "enabled": true, "percentage": 30,
                          "bucket_by": "age"},
            "requiring": {"type": "boolean", "enabled": true, "requires": [
                {"flag": "percentage", "is": true}, {"flag": "variant", "is": "b"},
            ]},
            "killed": {"type": "boolean", "enabled": false},
        },
        "experiments": {"experiment": {"start_date": "2026-01-01T00:00:00Z", "traffic": 50,
                                       "variants": {"control": 0.5, "treatment": 0.5}}},
    }));
    let context = EvaluationContext::of_user("somebody@else.org")
        .with("plan", "premium")
        .with("age", 42)
        .with("version", "1.2.3")
        .with("email", "somebody@else.org")
        .with("address", json!({"city": "Paris"}))
        .with("groups", json!(["staff", "admins"]));
    for subject in ruleset.subjects() {
        assert_eq!(allocations(&ruleset, &subject.key, &context), 0, "{}", subject.key);
    }
    let (tally, now) = (Tally::new(&ruleset), Timestamp::UNIX_EPOCH);
    let count_all = || {
        for slot in ruleset.slots() {
            tally.count(slot, &evaluate_slot(&ruleset, slot, &context, now));
        }
    };
    assert!(measure(count_all).count_total > 0, "the first time there is no counter yet");
    assert_eq!(measure(count_all).count_total, 0);
}

/// Evaluates and explains on the stack that threads have as a rule, or less: one megabyte for code
/// that is not optimised, half of one for code that is.
fn on_a_small_stack(text: String, key: &'static str, expected: &'static str) {
    let reading = read(&[Source::new("deep.yaml", text)]);
    assert_eq!(reading.diagnostics.first().map(ToString::to_string), None);
    let ruleset = Ruleset::compile(&reading.documents, &State::default());
    let context = EvaluationContext::of_user("deep");
    let run = move || {
        let found = evaluate(&ruleset, key, &context, Timestamp::UNIX_EPOCH);
        assert_eq!(found.variant, Some(expected));
        let explanation = explain(&ruleset, key, &context, Timestamp::UNIX_EPOCH);
        assert_eq!(explanation.resolution.variant, Some(expected));
        let text: String = explanation.steps.iter().map(ToString::to_string).collect();
        assert!(text.lines().count() > 10, "{text}");
        let out = EvaluationContext::of_user("out");
        counterfactual(&ruleset, key, &out, Timestamp::UNIX_EPOCH);
    };
    let stack_bytes = if cfg!(debug_assertions) { 1 << 20 } else { 512 << 10 };
    std::thread::Builder::new().stack_size(stack_bytes).spawn(run).unwrap().join().unwrap();
}

/// The longest chain of segments that is accepted, each nested as deeply as is accepted.
#[test]
fn the_deepest_segments_evaluate() {
    let nots = limits::CONDITION_DEPTH_MAX - 2;
    let mut text = "segments:\n  s0: {include: [deep]}\n".to_owned();
    for index in 1..limits::REFERENCE_DEPTH_MAX {
        let below = format!("{{segment: s{}}}", index - 1);
        let nested = "{not: ".repeat(nots) + &below + &"}".repeat(nots);
        writeln!(text, "  s{index}: {{rules: [{{type: segment, conditions: {nested}}}]}}").unwrap();
    }
    let last = limits::REFERENCE_DEPTH_MAX - 1;
    let rule = format!("{{type: segment, conditions: {{segment: s{last}}}, value: true}}");
    writeln!(text, "features:\n  f: {{type: targeted, enabled: true, rules: [{rule}]}}").unwrap();
    on_a_small_stack(text, "f", "on");
}

/// The longest chain of prerequisites that is accepted.
#[test]
fn the_deepest_prerequisites_evaluate() {
    let mut text = "features:\n  f0: {type: boolean, enabled: true}\n".to_owned();
    for index in 1..=limits::REFERENCE_DEPTH_MAX {
        let requires = format!("[{{flag: f{}, is: true}}]", index - 1);
        writeln!(text, "  f{index}: {{type: boolean, enabled: true, requires: {requires}}}")
            .unwrap();
    }
    on_a_small_stack(text, "f250", "on");
}

/// Ten thousand documents and a list of a million keys are read within bounds.
#[test]
fn the_largest_accepted_documents_evaluate() {
    let (flags, keys) = (10_000, 1_000_000);
    let include: Vec<Value> = (0..keys).map(|user| format!("user_{user}").into()).collect();
    let rule = json!({"type": "segment", "conditions": {"segment": "large"}, "value": true});
    let flag = json!({"type": "targeted", "enabled": true, "rules": [rule]});
    let features: serde_json::Map<String, Value> =
        (0..flags).map(|index| (format!("flag_{index}"), flag.clone())).collect();
    let ruleset =
        compile(&json!({"features": features, "segments": {"large": {"include": include}}}));
    let last = format!("user_{}", keys - 1);
    for (user, expected) in [(&*last, "on"), ("nobody", "off")] {
        let context = EvaluationContext::of_user(user);
        let found = evaluate(&ruleset, "flag_7", &context, Timestamp::UNIX_EPOCH);
        assert_eq!(found.variant, Some(expected), "{user}");
    }
}
