//! Testing one attribute.

use std::net::IpAddr;

use hoist_ruleset::compiled::{ScalarSet, Test};
use hoist_ruleset::parse_timestamp;
use serde_json::Value;

use crate::fact::{Found, Operand, within};

/// Whether an attribute passes a test. A missing one passes only `exists: false`; nothing is
/// coerced, and on a list one element that passes is enough.
#[inline(always)]
pub(crate) fn passes(test: &Test, found: Option<Found<'_>>) -> bool {
    match (test, found) {
        // The usual case, without a call.
        (Test::In(set), Some(Found::Fact(fact))) if !fact.json.is_array() => {
            is_in(set, &fact.json, &fact.operand) == Some(true)
        }
        _ => any_passes(test, found),
    }
}

fn any_passes(test: &Test, found: Option<Found<'_>>) -> bool {
    match (test, found) {
        (Test::Exists(expected), found) => found.is_some() == *expected,
        (_, None) => false,
        (_, Some(Found::Fact(fact))) => match &fact.json {
            Value::Array(items) => one_passes(test, items),
            json => passes_one(test, json, &fact.operand),
        },
        (_, Some(Found::Nested(Value::Array(items)))) => one_passes(test, items),
        (_, Some(Found::Nested(json))) => passes_one(test, json, &within(test, json)),
    }
}

fn one_passes(test: &Test, items: &[Value]) -> bool {
    match test {
        Test::Contains { values, .. } => {
            items.iter().any(|item| is_in(values, item, &within(test, item)) == Some(true))
        }
        _ => items.iter().any(|item| passes_one(test, item, &within(test, item))),
    }
}

#[inline]
fn passes_one(test: &Test, json: &Value, operand: &Operand) -> bool {
    match (test, operand) {
        (Test::In(set), _) => is_in(set, json, operand) == Some(true),
        (Test::NotIn(set), _) => is_in(set, json, operand) == Some(false),
        (Test::Gt(than), Operand::Number(number)) => number > than,
        (Test::Gte(than), Operand::Number(number)) => number >= than,
        (Test::Lt(than), Operand::Number(number)) => number < than,
        (Test::Lte(than), Operand::Number(number)) => number <= than,
        (Test::Semver(requirements), Operand::Text { version: Some(version), .. }) => {
            requirements.iter().any(|each| each.matches(version))
        }
        (Test::Exists(expected), _) => *expected,
        _ => json.as_str().is_some_and(|text| text_passes(test, text)),
    }
}

/// Whether a value is in a set; `None` where the set holds nothing of its type.
#[inline(always)]
fn is_in(set: &ScalarSet, json: &Value, operand: &Operand) -> Option<bool> {
    match (operand, json) {
        (Operand::Text { hash, .. }, Value::String(text)) => set.contains_text(text, *hash),
        (Operand::Number(number), _) => set.contains_number(*number),
        (Operand::Bool(value), _) => set.contains_bool(*value),
        _ => None,
    }
}

/// The tests that only a string can pass.
fn text_passes(test: &Test, text: &str) -> bool {
    match test {
        Test::Contains { texts, .. } => texts.iter().any(|part| text.contains(&**part)),
        Test::StartsWith(starts) => starts.iter().any(|start| text.starts_with(&**start)),
        Test::EndsWith(ends) => ends.iter().any(|end| text.ends_with(&**end)),
        Test::Matches(patterns) => patterns.iter().any(|pattern| pattern.is_match(text)),
        Test::Before(than) => parse_timestamp(text).is_some_and(|instant| instant < *than),
        Test::After(than) => parse_timestamp(text).is_some_and(|instant| instant >= *than),
        Test::Cidr(ranges) => text.parse::<IpAddr>().is_ok_and(|address| {
            let address = address.to_canonical();
            ranges.iter().any(|range| range.contains(&address))
        }),
        _ => false,
    }
}
