//! Compiling conditions.

use std::fmt::{Display, Write};
use std::sync::Arc;

use super::Names;
use crate::compiled::{
    Attribute, AttributeTest, Bucketing, Condition, ScalarSet, SegmentTest, Share, Test,
};
use crate::document::{self, Clause, Conditions, Operator, Scalar};
use crate::key::KeySpace;
use crate::number::Number;

/// Whose conditions they are: that decides what a `percentage` condition hashes.
pub(super) struct Scope<'n> {
    names: &'n Names<'n>,
    flag_salt: Arc<str>,
    condition: Bucketing,
}

impl<'n> Scope<'n> {
    /// Shares of a boolean-like flag nest; what gates a split has a salt of its own.
    pub(super) fn of_flag(
        names: &'n Names<'n>,
        flag: &document::Flag,
        bucketing: &Bucketing,
    ) -> Self {
        if flag.variants().is_empty() {
            let flag_salt = Arc::clone(&bucketing.salt);
            Self { names, flag_salt, condition: bucketing.clone() }
        } else {
            Self::of_split(names, bucketing)
        }
    }

    pub(super) fn of_split(names: &'n Names<'n>, bucketing: &Bucketing) -> Self {
        let salt = format!("{}:traffic", bucketing.salt).into();
        let condition = Bucketing { by: Arc::clone(&bucketing.by), salt };
        Self { names, flag_salt: Arc::clone(&bucketing.salt), condition }
    }

    /// Membership in a segment is the same whoever asks: it hashes the segment's own name.
    pub(super) fn of_segment(names: &'n Names<'n>, key: &str) -> Self {
        let salt: Arc<str> = format!("segment:{key}").into();
        let by = Arc::clone(&names.targeting_key);
        Self { names, flag_salt: Arc::clone(&salt), condition: Bucketing { by, salt } }
    }

    pub(super) fn flag_salt(&self) -> Arc<str> {
        Arc::clone(&self.flag_salt)
    }

    pub(super) fn condition_salt(&self) -> &Arc<str> {
        &self.condition.salt
    }

    /// The conditions of the enabled rules of an audience or a segment.
    pub(super) fn rules(&self, rules: &[document::Rule]) -> Box<[Condition]> {
        let enabled = rules.iter().filter(|rule| rule.enabled);
        enabled.map(|rule| self.condition(&rule.conditions)).collect()
    }

    pub(super) fn condition(&self, conditions: &Conditions) -> Condition {
        all(conditions.clauses.iter().map(|clause| self.clause(clause)).collect())
    }

    fn members(&self, members: &[Conditions]) -> Box<[Condition]> {
        members.iter().map(|member| self.condition(member)).collect()
    }

    fn clause(&self, clause: &Clause) -> Condition {
        match clause {
            Clause::All(members) => Condition::All(self.members(members)),
            Clause::Any(members) => Condition::Any(self.members(members)),
            Clause::Not(member) => Condition::Not(Box::new(self.condition(member))),
            Clause::Users(users) => {
                let set = Arc::new(ScalarSet::of_strings(users));
                let expected = listed("in", users.iter().map(quoted));
                attribute_test(&self.names.targeting_key, Test::In(set), expected)
            }
            Clause::Groups(groups) => {
                let set = Arc::new(ScalarSet::of_strings(groups));
                let expected = listed("in", groups.iter().map(quoted));
                let one = |name| {
                    let attribute = Arc::new(Attribute::new(name));
                    attribute_test(&attribute, Test::In(Arc::clone(&set)), expected.clone())
                };
                any(vec![one("groups"), one("group")])
            }
            Clause::Segments(names) => any(names.iter().map(|name| self.segment(name)).collect()),
            Clause::Percentage(percentage) => Condition::Share(Share {
                threshold: percentage.threshold(),
                bucketing: self.condition.clone(),
            }),
            Clause::Time(window) => Condition::Time(window.clone()),
            Clause::OneOf(name, values) => {
                let set = Arc::new(ScalarSet::of_scalars(values));
                let expected = listed("in", values.iter());
                attribute_test(&Arc::new(Attribute::new(name)), Test::In(set), expected)
            }
            Clause::Tests(name, operators) => {
                let attribute = Arc::new(Attribute::new(name));
                all(operators.iter().map(|each| operator(&attribute, each)).collect())
            }
        }
    }

    fn segment(&self, name: &str) -> Condition {
        Condition::Segment(SegmentTest {
            name: name.into(),
            attribute: Arc::clone(&self.names.segment),
            slot: self.names.slot(KeySpace::Segments, name),
        })
    }
}

fn all(mut conditions: Vec<Condition>) -> Condition {
    match conditions.pop() {
        Some(only) if conditions.is_empty() => only,
        Some(last) => {
            conditions.push(last);
            Condition::All(conditions.into())
        }
        None => Condition::All(Box::default()),
    }
}

fn any(mut conditions: Vec<Condition>) -> Condition {
    match conditions.pop() {
        Some(only) if conditions.is_empty() => only,
        Some(last) => {
            conditions.push(last);
            Condition::Any(conditions.into())
        }
        None => Condition::Any(Box::default()),
    }
}

fn attribute_test(attribute: &Arc<Attribute>, test: Test, expected: Box<str>) -> Condition {
    Condition::Attribute(AttributeTest { attribute: Arc::clone(attribute), test, expected })
}

fn operator(attribute: &Arc<Attribute>, operator: &Operator) -> Condition {
    let number = Number::from_json;
    let (test, expected) = match operator {
        Operator::Eq(value) => {
            let set = ScalarSet::of_scalars(std::slice::from_ref(value));
            (Test::In(Arc::new(set)), listed("eq", [value]))
        }
        Operator::Ne(value) => {
            let set = ScalarSet::of_scalars(std::slice::from_ref(value));
            (Test::NotIn(Arc::new(set)), listed("ne", [value]))
        }
        Operator::In(values) => {
            (Test::In(Arc::new(ScalarSet::of_scalars(values))), listed("in", values))
        }
        Operator::NotIn(values) => {
            (Test::NotIn(Arc::new(ScalarSet::of_scalars(values))), listed("not_in", values))
        }
        Operator::Contains(values) => {
            let text = |value: &Scalar| match value {
                Scalar::String(text) => Some(text.as_str().into()),
                _ => None,
            };
            let texts = values.iter().filter_map(text).collect();
            let test = Test::Contains { texts, values: ScalarSet::of_scalars(values) };
            (test, listed("contains", values))
        }
        Operator::StartsWith(texts) => {
            (Test::StartsWith(boxed(texts)), listed("starts_with", texts.iter().map(quoted)))
        }
        Operator::EndsWith(texts) => {
            (Test::EndsWith(boxed(texts)), listed("ends_with", texts.iter().map(quoted)))
        }
        Operator::Matches(patterns) => {
            let regexes = patterns.iter().map(|pattern| pattern.regex().clone()).collect();
            let shown = patterns.iter().map(|pattern| quoted(pattern.regex().as_str()));
            (Test::Matches(regexes), listed("matches", shown))
        }
        Operator::Gt(value) => (Test::Gt(number(value)), listed("gt", [value])),
        Operator::Gte(value) => (Test::Gte(number(value)), listed("gte", [value])),
        Operator::Lt(value) => (Test::Lt(number(value)), listed("lt", [value])),
        Operator::Lte(value) => (Test::Lte(number(value)), listed("lte", [value])),
        Operator::Before(instant) => (Test::Before(*instant), listed("before", [instant])),
        Operator::After(instant) => (Test::After(*instant), listed("after", [instant])),
        Operator::Semver(requirements) => {
            (Test::Semver(requirements.as_slice().into()), listed("semver", requirements))
        }
        Operator::Cidr(ranges) => (Test::Cidr(ranges.as_slice().into()), listed("cidr", ranges)),
        Operator::Exists(expected) => (Test::Exists(*expected), listed("exists", [expected])),
    };
    attribute_test(attribute, test, expected)
}

fn boxed(texts: &[String]) -> Box<[Box<str>]> {
    texts.iter().map(|text| text.as_str().into()).collect()
}

fn quoted(text: impl AsRef<str>) -> String {
    format!("{:?}", text.as_ref())
}

/// An operator and its operands in words; of a long list the beginning and the count.
fn listed<T: Display>(operator: &str, operands: impl IntoIterator<Item = T>) -> Box<str> {
    const SHOWN: usize = 5;
    let mut text = operator.to_owned();
    let mut count = 0_usize;
    for operand in operands {
        count += 1;
        if count <= SHOWN {
            let comma = if count > 1 { "," } else { "" };
            // Writing to a string cannot fail.
            _ = write!(text, "{comma} {operand}");
        }
    }
    match count {
        0 => text.push_str(" an empty list"),
        _ if count > SHOWN => _ = write!(text, " … ({count} in all)"),
        _ => {}
    }
    text.into()
}
