//! Reading operators and their operands.

use ipnet::IpNet;
use semver::VersionReq;

use super::cursor::{Cursor, describe};
use super::scalar::{as_scalar, shown};
use crate::diagnostic::Problem;
use crate::document::{Operator, Pattern, Scalar};
use crate::limits::{OPERANDS_MAX, SEGMENT_KEYS_MAX};
use crate::source::Value;

/// The operators of one attribute, all of which have to hold.
pub(super) fn operators(cursor: &Cursor<'_>) -> Option<Vec<Operator>> {
    let entries = cursor.entries()?;
    if entries.is_empty() {
        cursor.wrong_type("at least one operator, such as {gte: 18}");
        return None;
    }
    Some(entries.iter().filter_map(|(name, _, operand)| operator(name, operand)).collect())
}

fn operator(name: &str, operand: &Cursor<'_>) -> Option<Operator> {
    Some(match name {
        "eq" => Operator::Eq(scalar(operand, "eq")?),
        "ne" => Operator::Ne(scalar(operand, "ne")?),
        "in" => Operator::In(scalars(operand, "in")?),
        "not_in" => Operator::NotIn(scalars(operand, "not_in")?),
        "contains" => Operator::Contains(one_or_many(operand, |item| item.scalar())?),
        "starts_with" => Operator::StartsWith(texts(operand, "starts_with")?),
        "ends_with" => Operator::EndsWith(texts(operand, "ends_with")?),
        "matches" => Operator::Matches(one_or_many(operand, pattern)?),
        "gt" => Operator::Gt(number(operand, "gt")?),
        "gte" => Operator::Gte(number(operand, "gte")?),
        "lt" => Operator::Lt(number(operand, "lt")?),
        "lte" => Operator::Lte(number(operand, "lte")?),
        "before" => Operator::Before(operand.timestamp()?),
        "after" => Operator::After(operand.timestamp()?),
        "semver" => Operator::Semver(one_or_many(operand, requirement)?),
        "cidr" => Operator::Cidr(one_or_many(operand, range)?),
        "exists" => Operator::Exists(operand.bool()?),
        unknown => {
            let known = Operator::NAMES.to_vec();
            operand.report(Problem::UnknownField { field: shown(unknown), known });
            return None;
        }
    })
}

fn refuse<T>(cursor: &Cursor<'_>, operator: &'static str, expected: &'static str) -> Option<T> {
    match cursor.value() {
        Value::Refused(_) => cursor.wrong_type(expected),
        value => cursor.report(Problem::Operand { operator, expected, found: describe(value) }),
    }
    None
}

fn scalar(cursor: &Cursor<'_>, operator: &'static str) -> Option<Scalar> {
    as_scalar(cursor.node()).or_else(|| refuse(cursor, operator, "one string, number or boolean"))
}

fn scalars(cursor: &Cursor<'_>, operator: &'static str) -> Option<Vec<Scalar>> {
    if !matches!(cursor.value(), Value::List(_)) {
        return refuse(cursor, operator, "a list of strings, numbers or booleans");
    }
    let items = cursor.list_of("values", SEGMENT_KEYS_MAX)?;
    Some(items.iter().filter_map(Cursor::scalar).collect())
}

fn number(cursor: &Cursor<'_>, operator: &'static str) -> Option<serde_json::Number> {
    match cursor.value() {
        Value::Number(number) => Some(number.clone()),
        _ => refuse(cursor, operator, "a number"),
    }
}

fn texts(cursor: &Cursor<'_>, operator: &'static str) -> Option<Vec<String>> {
    one_or_many(cursor, |item| match item.value() {
        Value::String(text) => Some(text.clone()),
        _ => refuse(item, operator, "a string"),
    })
}

/// Reads a single operand or a list of them, of which one that fits is enough.
fn one_or_many<T>(cursor: &Cursor<'_>, read: impl Fn(&Cursor<'_>) -> Option<T>) -> Option<Vec<T>> {
    match cursor.value() {
        Value::List(_) => {
            let items = cursor.list_of("values", OPERANDS_MAX)?;
            Some(items.iter().filter_map(read).collect())
        }
        _ => Some(vec![read(cursor)?]),
    }
}

fn pattern(cursor: &Cursor<'_>) -> Option<Pattern> {
    match cursor.collector().regex(cursor.string()?) {
        Some(Ok(pattern)) => return Some(pattern),
        Some(Err(detail)) => cursor.report(Problem::Regex { detail }),
        None => cursor.report(Problem::RegexTotal),
    }
    None
}

fn requirement(cursor: &Cursor<'_>) -> Option<VersionReq> {
    let text = cursor.string()?;
    match VersionReq::parse(text) {
        Ok(requirement) => Some(requirement),
        Err(error) => {
            let (found, detail) = (shown(text), error.to_string());
            cursor.report(Problem::Semver { found, detail });
            None
        }
    }
}

fn range(cursor: &Cursor<'_>) -> Option<IpNet> {
    let text = cursor.string()?;
    let range = text.parse().ok();
    if range.is_none() {
        cursor.report(Problem::Cidr { found: shown(text) });
    }
    range
}
