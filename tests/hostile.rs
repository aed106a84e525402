//! Input made to be expensive: it is refused, or accepted, in bounded time.
//!
//! The bounds are generous, since builds for tests are slow and machines noisy.

use std::fmt::Write;
use std::time::{Duration, Instant};

use hoist_eval::{EvaluationContext, counterfactual};
use hoist_ruleset::{Reading, Ruleset, Source, State, limits, read};
use jiff::Timestamp;
use serde_json::json;

#[expect(clippy::disallowed_methods, reason = "bounded time is what is tested")]
fn read_within(seconds: u64, name: &str, text: String) -> Reading {
    let start = Instant::now();
    let reading = read(&[Source::new(name, text)]);
    let took = start.elapsed();
    assert!(took < Duration::from_secs(seconds), "{took:?}");
    reading
}

fn flags(count: usize, fields: impl Fn(usize) -> String) -> String {
    let mut text = "features:\n".to_owned();
    for index in 0..count {
        writeln!(text, "  f{index}: {{type: boolean, {}}}", fields(index)).unwrap();
    }
    text
}

fn requires(index: usize) -> String {
    format!("requires: [{{flag: f{index}, is: true}}]")
}

/// Each refusal causes the next; the last one in the file is the first to be refused.
#[test]
fn a_chain_of_refusals() {
    let last = limits::FLAGS_MAX - 1;
    let text = flags(limits::FLAGS_MAX, |index| match index {
        index if index == last => "enabled: maybe".into(),
        index => requires(index + 1),
    });
    let reading = read_within(20, "chain.yaml", text);
    assert_eq!(reading.documents.flags().len(), 0);
    assert_eq!(reading.diagnostics.len(), limits::DIAGNOSTICS_MAX + 1);
}

#[test]
fn one_circle_of_all_flags() {
    let text = flags(limits::FLAGS_MAX, |index| requires((index + 1) % limits::FLAGS_MAX));
    assert_eq!(read_within(20, "circle.yaml", text).documents.flags().len(), 0);
}

#[test]
fn thousands_of_small_circles() {
    let text = flags(limits::FLAGS_MAX, |index| requires(index ^ 1));
    assert_eq!(read_within(20, "circles.yaml", text).documents.flags().len(), 0);
}

#[test]
fn thousands_of_missing_prerequisites() {
    let missing = |index: usize, each: usize| format!("{{flag: g{index}_{each}, is: true}}");
    let text = flags(limits::FLAGS_MAX, |index| {
        let list: Vec<_> =
            (0..limits::PREREQUISITES_MAX / 5).map(|each| missing(index, each)).collect();
        format!("requires: [{}]", list.join(", "))
    });
    assert_eq!(read_within(30, "missing.yaml", text).documents.flags().len(), 0);
}

/// Names that are as long as can be and alike cost the most to guess from.
#[test]
fn thousands_of_long_names_that_are_nearly_right() {
    let long = "k".repeat(limits::KEY_BYTES_MAX - 5);
    let mut text = "features:\n".to_owned();
    for index in 0..limits::FLAGS_MAX {
        let requires = format!("[{{flag: {long}x{index:04}, is: true}}]");
        writeln!(text, "  {long}{index:05}: {{type: boolean, requires: {requires}}}").unwrap();
    }
    assert_eq!(read_within(20, "names.yaml", text).documents.flags().len(), 0);
}

/// All problems are counted, the first of them kept.
#[test]
fn very_many_problems() {
    let mut text = "features:\n".to_owned();
    for index in 0..200_000 {
        writeln!(text, "  {index}: x").unwrap();
    }
    let reading = read_within(30, "keys.yaml", text);
    assert_eq!(reading.diagnostics.len(), limits::DIAGNOSTICS_MAX + 1);
    assert!(reading.problems >= 200_000, "{}", reading.problems);
}

#[test]
fn one_anchor_used_very_often() {
    let mut text = "features:\n  a:\n    type: boolean\n    when_on:\n      - &x [".to_owned();
    text.push_str(&"0, ".repeat(50_000));
    text.push_str("0]\n");
    text.push_str(&"      - *x\n".repeat(100_000));
    let reading = read_within(20, "alias.yaml", text);
    assert_eq!(reading.documents.flags().len(), 0);
}

#[test]
fn very_deep_and_very_long() {
    for name in ["deep.json", "deep.yaml"] {
        let deep = format!("{{\"features\": {}{}}}", "[".repeat(1 << 17), "]".repeat(1 << 17));
        assert!(!read_within(20, name, deep).diagnostics.is_empty());
    }
    let long = "k".repeat(1 << 20);
    let reading = read_within(20, "long.yaml", format!("features:\n  ? {long}\n  : {{}}\n"));
    assert!(reading.diagnostics.iter().all(|each| each.to_string().len() < 1_000));
    let indented: String = (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert!(!read_within(20, "indented.yaml", indented).diagnostics.is_empty());
}

/// Most rules, most comparisons, and a context in which each looks at a long list: what would
/// change the result is looked for no longer than it is worth.
#[test]
#[expect(clippy::disallowed_methods, reason = "bounded time is what is tested")]
fn a_counterfactual_of_everything() {
    let mut text =
        "features:\n  f:\n    type: targeted\n    enabled: true\n    rules:\n".to_owned();
    for rule in 0..limits::RULES_MAX {
        let any = |member: usize| {
            let tests: String =
                (0..7).map(|test| format!("a{rule}_{member}_{test}: {{gt: 5, lt: 9}}, ")).collect();
            format!(
                "{{any: [{{type: property, conditions: {{{tests}}}}}, {{type: property, conditions: {{list: x}}}}]}}, "
            )
        };
        let all: String = (0..5).map(any).collect();
        writeln!(text, "      - {{conditions: {{all: [{all}]}}, value: {}}}", rule % 2 == 1)
            .unwrap();
    }
    let reading = read(&[Source::new("f.yaml", text)]);
    assert_eq!(reading.problems, 0, "{:?}", reading.diagnostics);
    let ruleset = Ruleset::compile(&reading.documents, &State::default());
    let list: Vec<String> = (0..limits::CONTEXT_LIST_MAX).map(|item| item.to_string()).collect();
    let start = Instant::now();
    for list in [json!(list), json!(["x"])] {
        let context = EvaluationContext::of_user("u").with("list", list);
        let found = counterfactual(&ruleset, "f", &context, Timestamp::UNIX_EPOCH);
        assert!(found.is_some());
    }
    let took = start.elapsed();
    assert!(took < Duration::from_secs(20), "{took:?}");
}

/// The first rule has very many ways not to match, each of very many tests, and decides for every
/// context that is tried for the rules behind it.
#[test]
#[expect(clippy::disallowed_methods, reason = "bounded time is what is tested")]
fn a_counterfactual_behind_a_large_rule() {
    // Pairs of the same two attributes, and pairs with one of their own; few enough, they are told.
    for (name, pairs) in [("a", 3_000), ("", 3_000), ("", 100)] {
        let pair = |index: usize| {
            let own = if name.is_empty() { format!("p{index}") } else { name.to_owned() };
            json!({"type": "property", "conditions": {own: 1, "b": 2}})
        };
        let any: Vec<_> = (0..pairs).map(pair).collect();
        let large = json!({"conditions": {"any": any}, "value": false});
        let small = |index: usize| json!({"type": "property", "conditions": {format!("c{index}"): 3}, "value": true});
        let rules: Vec<_> = std::iter::once(large).chain((1..99).map(small)).collect();
        let flag = json!({"type": "targeted", "enabled": true, "rules": rules});
        let reading = read(&[Source::new("f.json", json!({"features": {"f": flag}}).to_string())]);
        assert_eq!(reading.problems, 0, "{:?}", reading.diagnostics.first());
        let ruleset = Ruleset::compile(&reading.documents, &State::default());
        let first = if name.is_empty() { "p0" } else { name };
        let context = EvaluationContext::of_user("u").with(first, json!(1)).with("b", json!(2));
        let start = Instant::now();
        let found = counterfactual(&ruleset, "f", &context, Timestamp::UNIX_EPOCH).unwrap();
        let took = start.elapsed();
        assert!(took < Duration::from_secs(10), "{took:?}");
        assert_eq!(found.alternatives.is_empty(), pairs > 100, "{found:?}");
    }
}
