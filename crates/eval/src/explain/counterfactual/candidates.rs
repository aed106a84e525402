//! Values that pass some tests and fail others.
//!
//! Values are proposed test by test, the nearest first, then put together from parts; the first
//! that gives all tests the wanted result is taken. So a proposal may be wrong, never the value.

mod version;

use std::net::IpAddr;

use hoist_ruleset::Number;
use hoist_ruleset::compiled::Test;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::pattern;
use super::ways::Literal;

/// Values of one list that are proposed.
const EXAMPLES_MAX: usize = 20;

/// Tests of one attribute that are satisfied together.
const TESTS_MAX: usize = 100;

/// A value with which each test has the wanted result, near to the current one; null where the
/// attribute has to be missing. `None` where none is known.
pub(super) fn value_for(
    literals: &[(Literal<'_>, bool)],
    current: Option<&Value>,
) -> Option<Value> {
    if literals.len() > TESTS_MAX {
        return None;
    }
    let is_right = |value: &Value| {
        let value = Some(value).filter(|value| !value.is_null());
        literals.iter().all(|(literal, wanted)| literal.passes(value) == *wanted)
    };
    let is_targeting_key =
        literals.first().is_some_and(|(first, _)| first.attribute().is_targeting_key);
    // Whoever evaluates is somebody: the targeting key stays a text.
    let is_possible =
        |value: &Value| !is_targeting_key || value.as_str().is_some_and(|text| !text.is_empty());
    let mut proposed = Vec::new();
    for (literal, _) in literals {
        propose(*literal, &mut proposed);
    }
    by_distance(&mut proposed, current);
    let list = list_of(literals, &proposed, current);
    let mut values = Vec::new();
    match current {
        Some(Value::Array(_)) => values.extend([list].into_iter().chain(proposed)),
        _ => {
            let text = std::iter::once(text_of(literals).into());
            let made = text.chain(between(literals)).chain([list]);
            let is_filled = |value: &Value| match value {
                Value::Array(items) => !items.is_empty(),
                value => value.as_str() != Some(""),
            };
            values.extend(proposed.into_iter().chain(made.filter(is_filled)));
        }
    }
    values.extend([Value::Null, "other".into(), 0.into(), true.into(), false.into()]);
    values.into_iter().find(|value| is_possible(value) && is_right(value))
}

/// Values at which the result of a test may change.
fn propose(literal: Literal<'_>, values: &mut Vec<Value>) {
    let test = match literal {
        Literal::Test(test) => test,
        Literal::Named(test) => return values.push((*test.name).into()),
    };
    let mut texts =
        |texts: &[Box<str>]| values.extend(texts.iter().map(|text| Value::from(&**text)));
    match &test.test {
        Test::In(set) => values.extend(set.examples().take(EXAMPLES_MAX)),
        Test::NotIn(set) => {
            let fresh = ["other", "another"].map(Value::from);
            values.extend(fresh.into_iter().chain(set.examples().take(EXAMPLES_MAX)));
            values.extend([0, 1, 2].map(Value::from));
        }
        Test::Contains { texts: parts, values: elements } => {
            texts(parts);
            values.extend(elements.examples().take(EXAMPLES_MAX).map(|each| vec![each].into()));
        }
        Test::StartsWith(parts) | Test::EndsWith(parts) => texts(parts),
        Test::Matches(patterns) => {
            values.extend(patterns.iter().filter_map(pattern::example).map(Value::from));
        }
        Test::Gt(than) => numbers(*than, [1, 0, -1], values),
        Test::Gte(than) => numbers(*than, [0, -1, 1], values),
        Test::Lt(than) => numbers(*than, [-1, 0, 1], values),
        Test::Lte(than) => numbers(*than, [0, 1, -1], values),
        Test::Before(than) | Test::After(than) => instants(*than, values),
        Test::Semver(requirements) => {
            let versions = requirements.iter().flat_map(version::around);
            values.extend(versions.map(|version| version.to_string().into()));
        }
        Test::Cidr(ranges) => {
            let outside = ["192.0.2.1", "2001:db8::1"].map(Value::from);
            let first = |address: IpAddr| Value::from(address.to_string());
            values.extend(ranges.iter().map(|range| first(range.network())).chain(outside));
        }
        Test::Exists(_) => values.push("any".into()),
    }
}

/// A number and the whole ones beside it.
fn numbers(than: Number, order: [i8; 3], values: &mut Vec<Value>) {
    #[expect(clippy::cast_possible_truncation, reason = "its absolute value is below 10^15")]
    let beside = |step: i8| match than {
        Number::Whole(whole) => Number::Whole(whole.saturating_add(i128::from(step))),
        Number::Fraction(float) if step != 0 && float.abs() < 1e15 => {
            Number::Whole(float.floor() as i128 + i128::from(step > 0))
        }
        Number::Fraction(_) => than,
    };
    values.extend(order.iter().filter_map(|step| beside(*step).to_json()));
}

/// The numbers between the whole ones beside those that tests compare with.
fn between(literals: &[(Literal<'_>, bool)]) -> Vec<Value> {
    let floats = literals.iter().filter_map(|(literal, _)| match literal {
        Literal::Test(test) => match &test.test {
            Test::Gt(than) | Test::Gte(than) | Test::Lt(than) | Test::Lte(than) => {
                than.to_json()?.as_f64()
            }
            _ => None,
        },
        Literal::Named(_) => None,
    });
    let beside = |float: f64| [float + 0.5, float - 0.5, float.next_up(), float.next_down()];
    floats.flat_map(beside).map(Value::from).collect()
}

/// An instant and the second before it, as texts.
fn instants(than: Timestamp, values: &mut Vec<Value>) {
    let before = than.checked_sub(SignedDuration::from_secs(1)).ok();
    values.extend([Some(than), before].into_iter().flatten().map(|each| each.to_string().into()));
}

/// Brings the numbers into the order of their distance from the current one.
fn by_distance(values: &mut [Value], current: Option<&Value>) {
    if let Some(current) = current.and_then(Value::as_f64) {
        let distance =
            |value: &Value| value.as_f64().map_or(f64::INFINITY, |each| (each - current).abs());
        values.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
    }
}

/// A text from the parts that are wanted: beginning, middle, end.
fn text_of(literals: &[(Literal<'_>, bool)]) -> String {
    let (mut start, mut middle, mut end) = (String::new(), String::new(), String::new());
    for (literal, _) in literals.iter().filter(|(_, wanted)| *wanted) {
        let Literal::Test(test) = literal else {
            continue;
        };
        let longer = |text: &mut String, part: &str| {
            if part.len() > text.len() {
                part.clone_into(text);
            }
        };
        match &test.test {
            Test::StartsWith(parts) => {
                parts.first().into_iter().for_each(|part| longer(&mut start, part))
            }
            Test::EndsWith(parts) => {
                parts.first().into_iter().for_each(|part| longer(&mut end, part))
            }
            Test::Contains { texts, .. } => {
                texts.first().into_iter().for_each(|part| middle.push_str(part))
            }
            Test::Matches(patterns) => {
                let example = patterns.first().and_then(pattern::example);
                middle.push_str(&example.unwrap_or_default());
            }
            _ => {}
        }
    }
    start + &middle + &end
}

/// A list: of the current elements those that no test forbids, and for each wanted test that none
/// of them passes, the first value that does.
fn list_of(literals: &[(Literal<'_>, bool)], values: &[Value], current: Option<&Value>) -> Value {
    let is_allowed = |value: &Value| {
        literals.iter().all(|(literal, wanted)| *wanted || !passes_within(*literal, value))
    };
    let mut items: Vec<Value> = match current {
        Some(Value::Array(items)) => {
            items.iter().filter(|item| is_allowed(item)).cloned().collect()
        }
        _ => Vec::new(),
    };
    for (literal, _) in literals.iter().filter(|(_, wanted)| *wanted) {
        if !items.iter().any(|item| passes_within(*literal, item)) {
            let elements = values.iter().filter_map(|value| match value {
                Value::Array(items) => items.first(),
                value => Some(value),
            });
            let element =
                elements.into_iter().find(|item| passes_within(*literal, item) && is_allowed(item));
            items.extend(element.cloned());
        }
    }
    items.into()
}

/// Whether a list passes a test by this element.
fn passes_within(literal: Literal<'_>, element: &Value) -> bool {
    literal.passes(Some(&Value::Array(vec![element.clone()])))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use hoist_ruleset::compiled::{Condition, SubjectKind};
    use hoist_ruleset::{Ruleset, Source, State, read};

    /// The value for the operators of one attribute, in a document's own words.
    fn check(operators: &str, wanted: bool, current: Value, expected: Option<Value>) {
        let rule = format!("{{type: property, conditions: {{x: {operators}}}, value: true}}");
        let yaml = format!("features: {{f: {{type: targeted, rules: [{rule}]}}}}");
        let reading = read(&[Source::new("f.yaml", yaml)]);
        let ruleset = Ruleset::compile(&reading.documents, &State::default());
        let SubjectKind::Flag(flag) = &ruleset.get("f").expect(operators).kind else {
            unreachable!("{operators}");
        };
        let tests: Vec<_> = match &flag.rules[0].condition {
            Condition::All(members) => members.iter().collect(),
            one => vec![one],
        };
        let literals: Vec<_> = tests
            .into_iter()
            .map(|condition| match condition {
                Condition::Attribute(test) => (Literal::Test(test), wanted),
                other => unreachable!("{other:?}"),
            })
            .collect();
        let current = Some(&current).filter(|current| !current.is_null());
        assert_eq!(value_for(&literals, current), expected, "{operators} {wanted}");
    }

    #[test]
    fn the_nearest_value_that_passes() {
        let some = |operators, expected| check(operators, true, Value::Null, Some(expected));
        some("US", json!("US"));
        some("[CA, US]", json!("CA"));
        some("{in: [5, a]}", json!("a"));
        some("{ne: DE}", json!("other"));
        some("{ne: other}", json!("another"));
        some("{not_in: [0, 1]}", json!(2));
        some("{ne: true}", json!(false));
        some("{gt: 5}", json!(6));
        some("{gte: 5}", json!(5));
        some("{gte: 2.5}", json!(2.5));
        some("{gt: 2.5}", json!(3));
        some("{lt: 5}", json!(4));
        some("{lte: -3}", json!(-3));
        some("{gt: 5, lt: 6}", json!(5.5));
        some("{gte: 18, lt: 65}", json!(18));
        some("{starts_with: [ab, c]}", json!("ab"));
        some("{starts_with: a, contains: b, ends_with: c}", json!("abc"));
        some("{contains: [x, 3]}", json!("x"));
        some("{contains: 3}", json!([3]));
        some("{matches: '^[^@]+@x\\.org$'}", json!("a@x.org"));
        some("{after: 2026-01-01T00:00:00Z}", json!("2026-01-01T00:00:00Z"));
        some("{before: 2026-01-01T00:00:00Z}", json!("2025-12-31T23:59:59Z"));
        some("{semver: '>=1.2, <2'}", json!("1.2.0"));
        some("{semver: '>1.2'}", json!("1.3.0"));
        some("{semver: '<1.2'}", json!("1.1.0"));
        some("{cidr: 10.1.0.0/16}", json!("10.1.0.0"));
        some("{exists: true}", json!("any"));
        some("{exists: false}", json!(null));
        check("{gte: 18, lt: 65}", true, json!(70), Some(json!(64)));
        check("{contains: a}", true, json!(["b"]), Some(json!(["b", "a"])));
        check("{eq: a, gt: 5}", true, Value::Null, Some(json!(["a", 6])));
        check("{exists: false, gt: 5}", true, Value::Null, None);
    }

    #[test]
    fn the_nearest_value_that_fails() {
        let none = |operators, current, expected| check(operators, false, current, Some(expected));
        none("US", json!("US"), json!(null));
        none("US", json!(["DE", "US"]), json!(["DE"]));
        none("{gt: 5}", json!(9), json!(5));
        none("{gte: 5}", json!(5), json!(4));
        none(
            "{before: 2026-01-01T00:00:00Z}",
            json!("2020-01-01T00:00:00Z"),
            json!("2026-01-01T00:00:00Z"),
        );
        none("{semver: '>=1.2'}", json!("3.0.0"), json!("1.1.0"));
        none("{cidr: 10.0.0.0/8}", json!("10.1.1.1"), json!("192.0.2.1"));
        none("{exists: true}", json!(1), json!(null));
        none("{exists: false}", json!(null), json!("any"));
    }
}
