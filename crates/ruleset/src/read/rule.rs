//! Reading rules.

use super::condition;
use super::cursor::{Cursor, Fields, describe};
use super::flag::name;
use super::variant::{split, unknown_variant};
use crate::diagnostic::Problem;
use crate::document::{FlagRule, Rule, RuleValue, Variant};
use crate::limits::RULES_MAX;
use crate::source::Value;

/// What the values of a flag's rules may be.
pub(super) enum ValueKind<'v> {
    /// True, false or a share.
    Boolean,
    /// A variant or a split.
    Variants(&'v [Variant]),
    /// The flag's type or variants could not be read; values are not judged.
    Unknown,
}

/// The rules of a flag.
pub(super) fn flag_rules(cursor: &Cursor<'_>, values: &ValueKind<'_>) -> Option<Vec<FlagRule>> {
    let items = cursor.list_of("rules", RULES_MAX)?;
    Some(items.iter().filter_map(|item| flag_rule(item, values)).collect())
}

fn flag_rule(cursor: &Cursor<'_>, values: &ValueKind<'_>) -> Option<FlagRule> {
    let mut fields = cursor.map()?;
    let rule = rule(&mut fields);
    let value = fields.require("value", "value: true").and_then(|field| value(&field, values));
    let salt = fields.get("salt");
    if let (Some(salt), Some(value)) = (&salt, &value)
        && !matches!(value, RuleValue::Share(_))
    {
        salt.report(Problem::SaltWithoutShare);
    }
    let salt = salt.and_then(|field| field.name().map(str::to_owned));
    fields.finish();
    Some(FlagRule { rule: rule?, value: value?, salt })
}

fn value(cursor: &Cursor<'_>, values: &ValueKind<'_>) -> Option<RuleValue> {
    let found = || describe(cursor.value());
    match (values, cursor.value()) {
        (ValueKind::Unknown, _) => None,
        (_, Value::Refused(_)) => {
            cursor.wrong_type("a value");
            None
        }
        (ValueKind::Boolean, Value::Bool(on)) => Some(RuleValue::On(*on)),
        (ValueKind::Boolean, Value::Number(_)) => cursor.percentage().map(RuleValue::Share),
        (ValueKind::Boolean, _) => {
            cursor.report(Problem::BooleanRuleValue { found: found() });
            None
        }
        (ValueKind::Variants(variants), Value::String(name)) => {
            if variants.iter().any(|variant| variant.name == *name) {
                return Some(RuleValue::Variant(name.clone()));
            }
            cursor.report(unknown_variant(name, variants));
            None
        }
        (ValueKind::Variants(variants), Value::Map(_)) => {
            let mut fields = cursor.map()?;
            let weights = fields.require("split", "split: {control: 0.5, treatment: 0.5}");
            let split = weights.and_then(|field| split(&field, variants));
            fields.finish();
            split.map(RuleValue::Split)
        }
        (ValueKind::Variants(_), _) => {
            cursor.report(Problem::VariantRuleValue { found: found() });
            None
        }
    }
}

/// The rules of an audience or a segment: they have neither value nor salt.
pub(super) fn membership_rules(cursor: &Cursor<'_>) -> Option<Vec<Rule>> {
    let items = cursor.list_of("rules", RULES_MAX)?;
    Some(items.iter().filter_map(membership_rule).collect())
}

fn membership_rule(cursor: &Cursor<'_>) -> Option<Rule> {
    let mut fields = cursor.map()?;
    let rule = rule(&mut fields);
    for field in ["value", "salt"] {
        if let Some(found) = fields.peek(field) {
            found.report(Problem::MembershipRuleField { field });
        }
    }
    fields.ignore(&["value", "salt"]);
    fields.finish();
    rule
}

fn rule(fields: &mut Fields<'_>) -> Option<Rule> {
    let rule_type = fields.get("type");
    let conditions = condition::of_rule(fields, rule_type.as_ref());
    Some(Rule {
        name: name(fields, "name"),
        description: fields.get("description").and_then(|field| field.text()),
        priority: fields.get("priority").and_then(|field| field.integer()).unwrap_or(0),
        enabled: fields.get("enabled").and_then(|field| field.bool()).unwrap_or(true),
        conditions: conditions?,
    })
}
