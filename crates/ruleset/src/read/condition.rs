//! Reading conditions.
//!
//! Within `conditions`, the words `all`, `any` and `not` nest; their members are maps of `type`
//! and `conditions`, or plain conditions of the type around them.

use super::cursor::{Cursor, Fields};
use super::operator;
use super::scalar::{as_scalar, shown};
use crate::diagnostic::Problem;
use crate::document::{Clause, Conditions, RuleKind, TimeWindow};
use crate::limits::{CONDITION_DEPTH_MAX, SEGMENT_KEYS_MAX};
use crate::source::Value;
use crate::time::{DAY_NAMES, Hours, TimeZoneName, parse_day};

const KINDS: [(&str, RuleKind); 8] = [
    ("user", RuleKind::User),
    ("group", RuleKind::Group),
    ("percentage", RuleKind::Percentage),
    ("time", RuleKind::Time),
    ("location", RuleKind::Location),
    ("property", RuleKind::Property),
    ("segment", RuleKind::Segment),
    ("user_segment", RuleKind::Segment),
];

/// The conditions of a rule, whose type stands beside them.
pub(super) fn of_rule(
    fields: &mut Fields<'_>,
    rule_type: Option<&Cursor<'_>>,
) -> Option<Conditions> {
    let conditions = fields.require("conditions", "conditions: {plan: premium}");
    let kind = match rule_type {
        Some(field) => Some(field.one_of(&KINDS)?),
        None => None,
    };
    read(&conditions?, kind, 1)
}

/// The map under `conditions`.
fn read(cursor: &Cursor<'_>, kind: Option<RuleKind>, depth: usize) -> Option<Conditions> {
    if matches!(cursor.value(), Value::List(_)) {
        cursor.report(Problem::ConditionsList);
        return None;
    }
    if matches!(cursor.value(), Value::Null) {
        cursor.wrong_type("a map of conditions; {} holds for everybody");
        return None;
    }
    let before = cursor.problems();
    let mut fields = cursor.map()?;
    let mut clauses = Vec::new();
    clauses.extend(members(fields.get("all"), kind, depth).map(Clause::All));
    clauses.extend(members(fields.get("any"), kind, depth).map(Clause::Any));
    clauses.extend(fields.get("not").and_then(|field| {
        Some(Clause::Not(Box::new(deeper(&field, depth, |depth| member(&field, kind, depth))?)))
    }));
    match kind {
        Some(RuleKind::Location | RuleKind::Property) => {
            let attributes = fields.others();
            clauses.extend(attributes.iter().filter_map(|(name, field)| attribute(name, field)));
        }
        Some(kind) => {
            clauses.extend(typed(&mut fields, kind));
            fields.finish();
        }
        None => {
            let untyped = clauses.is_empty() || !fields.others().is_empty();
            if untyped && cursor.problems() == before {
                cursor.report(Problem::ConditionType);
            }
        }
    }
    (cursor.problems() == before).then_some(Conditions { kind, clauses })
}

/// Goes one level down, if there is one left.
fn deeper<T>(
    cursor: &Cursor<'_>,
    depth: usize,
    read: impl FnOnce(usize) -> Option<T>,
) -> Option<T> {
    if depth >= CONDITION_DEPTH_MAX {
        cursor.report(Problem::ConditionDepth);
        return None;
    }
    read(depth + 1)
}

fn members(
    field: Option<Cursor<'_>>,
    kind: Option<RuleKind>,
    depth: usize,
) -> Option<Vec<Conditions>> {
    let field = field?;
    deeper(&field, depth, |depth| {
        let items = field.list()?;
        Some(items.iter().filter_map(|item| member(item, kind, depth)).collect())
    })
}

/// A member of `all`, `any` or `not`: `type` and `conditions`, or conditions of the type around.
fn member(cursor: &Cursor<'_>, around: Option<RuleKind>, depth: usize) -> Option<Conditions> {
    let spelled_out = ["type", "conditions"].iter().any(|field| cursor.node().get(field).is_some());
    if !spelled_out {
        return read(cursor, around, depth);
    }
    let mut fields = cursor.map()?;
    let kind = match fields.get("type") {
        Some(field) => field.one_of(&KINDS).map(Some),
        None => Some(around),
    };
    let conditions = fields.require("conditions", "conditions: {plan: premium}");
    fields.finish();
    read(&conditions?, kind?, depth)
}

/// The entries of the types that have names of their own.
fn typed(fields: &mut Fields<'_>, kind: RuleKind) -> Option<Clause> {
    match kind {
        RuleKind::User => strings(fields, "user_ids").map(Clause::Users),
        RuleKind::Group => strings(fields, "groups").map(Clause::Groups),
        RuleKind::Segment => strings(fields, "segment").map(Clause::Segments),
        RuleKind::Percentage => {
            fields.get("percentage").and_then(|field| field.percentage()).map(Clause::Percentage)
        }
        RuleKind::Time => time(fields),
        RuleKind::Location | RuleKind::Property => None,
    }
}

fn strings(fields: &mut Fields<'_>, field: &'static str) -> Option<Vec<String>> {
    fields.get(field).and_then(|field| field.strings(SEGMENT_KEYS_MAX))
}

fn time(fields: &mut Fields<'_>) -> Option<Clause> {
    let window = TimeWindow {
        after: fields.get("after").and_then(|field| field.timestamp()),
        before: fields.get("before").and_then(|field| field.timestamp()),
        days: fields.get("days").and_then(|field| days(&field)),
        hours: fields.get("hours").and_then(|field| {
            let text = field.string()?;
            let hours = Hours::parse(text);
            if hours.is_none() {
                field.report(Problem::Hours { found: shown(text) });
            }
            hours
        }),
        timezone: fields.get("timezone").and_then(|field| {
            let name = field.string()?;
            let zone = TimeZoneName::parse(name);
            if zone.is_none() {
                field.report(Problem::TimeZone { name: shown(name) });
            }
            zone
        }),
    };
    if let (Some(after), Some(before)) = (window.after, window.before)
        && before <= after
    {
        let (start, end) = (after.to_string(), before.to_string());
        fields.at().report(Problem::WindowOrder { start, end });
    }
    (window != TimeWindow::default()).then(|| Clause::Time(Box::new(window)))
}

fn days(cursor: &Cursor<'_>) -> Option<Vec<jiff::civil::Weekday>> {
    let mut days = Vec::new();
    for name in cursor.strings(100)? {
        let Some(day) = parse_day(&name) else {
            let allowed = DAY_NAMES.to_vec();
            cursor.report(Problem::NotOneOf { found: shown(&name), allowed });
            continue;
        };
        days.push(day);
    }
    Some(days)
}

/// One attribute: a value, a list of values, or operators.
fn attribute(name: &str, cursor: &Cursor<'_>) -> Option<Clause> {
    if name.is_empty() {
        cursor.report(Problem::Empty);
        return None;
    }
    cursor.printable(name)?;
    let name = cursor.within(name, crate::limits::NAME_BYTES_MAX)?.to_owned();
    match cursor.value() {
        Value::Map(_) => Some(Clause::Tests(name, operator::operators(cursor)?)),
        Value::List(_) => {
            let items = cursor.list_of("values", SEGMENT_KEYS_MAX)?;
            Some(Clause::OneOf(name, items.iter().filter_map(Cursor::scalar).collect()))
        }
        _ => match as_scalar(cursor.node()) {
            Some(value) => Some(Clause::OneOf(name, vec![value])),
            None => {
                cursor.wrong_type("a value, a list of values, or operators such as {gte: 18}");
                None
            }
        },
    }
}
