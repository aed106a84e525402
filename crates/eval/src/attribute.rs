//! Testing one attribute.

use std::net::IpAddr;

use hoist_ruleset::compiled::Test;
use hoist_ruleset::{Number, parse_timestamp};
use semver::Version;
use serde_json::Value;

/// Whether an attribute passes a test. A missing one passes only `exists: false`; nothing is
/// coerced, and on a list one element that passes is enough.
pub(crate) fn passes(test: &Test, value: Option<&Value>) -> bool {
    match (test, value) {
        (Test::Exists(expected), _) => value.is_some() == *expected,
        (_, None) => false,
        (Test::Contains { values, .. }, Some(Value::Array(items))) => {
            items.iter().any(|item| values.contains(item) == Some(true))
        }
        (_, Some(Value::Array(items))) => items.iter().any(|item| passes_one(test, item)),
        (_, Some(value)) => passes_one(test, value),
    }
}

fn passes_one(test: &Test, value: &Value) -> bool {
    match test {
        Test::In(set) => set.contains(value) == Some(true),
        Test::NotIn(set) => set.contains(value) == Some(false),
        Test::Gt(than) => number(value).is_some_and(|number| number > *than),
        Test::Gte(than) => number(value).is_some_and(|number| number >= *than),
        Test::Lt(than) => number(value).is_some_and(|number| number < *than),
        Test::Lte(than) => number(value).is_some_and(|number| number <= *than),
        Test::Exists(expected) => *expected,
        _ => value.as_str().is_some_and(|text| text_passes(test, text)),
    }
}

fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(Number::from_json(number)),
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
        Test::Semver(requirements) => Version::parse(text)
            .is_ok_and(|version| requirements.iter().any(|each| each.matches(&version))),
        Test::Cidr(ranges) => text.parse::<IpAddr>().is_ok_and(|address| {
            let address = address.to_canonical();
            ranges.iter().any(|range| range.contains(&address))
        }),
        _ => false,
    }
}
