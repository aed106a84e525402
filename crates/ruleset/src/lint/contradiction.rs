//! Conditions that hold for nobody, and which part of them is to blame.

use super::fault::Fault;
use super::finding::Steps;
use super::formula::Formula;
use super::prove::Prover;
use super::{Document, clause_name};
use crate::document::{Clause, Conditions, Operator};

/// Whether conditions hold for nobody. That is reported, or else which of their alternatives do.
pub(super) fn check(
    document: &mut Document<'_, '_>,
    conditions: &Conditions,
    steps: &Steps,
    so: &'static str,
) -> bool {
    let formula = Formula::of(conditions);
    if document.prover.excludes([(&formula, true)]) {
        let (steps, why) = blame(&document.prover, conditions, steps);
        document.report(&steps, Fault::Contradiction { why, so });
        return true;
    }
    // Else there would be one for each level of what is nested.
    drop(formula);
    let steps = steps.key("conditions");
    for clause in &conditions.clauses {
        let below = steps.key(clause_name(clause));
        match clause {
            Clause::All(members) => {
                for (index, member) in members.iter().enumerate() {
                    check(document, member, &below.index(index), so);
                }
            }
            Clause::Any(members) => {
                for (index, member) in members.iter().enumerate() {
                    let so = "this alternative matches nobody";
                    check(document, member, &below.index(index), so);
                }
            }
            Clause::Not(member) => {
                _ = check(document, member, &below, "the `not` around it holds for everybody");
            }
            _ => {}
        }
    }
    false
}

/// The smallest part that holds for nobody, and why.
fn blame(prover: &Prover, conditions: &Conditions, steps: &Steps) -> (Steps, String) {
    let steps = steps.key("conditions");
    let clauses: Vec<_> =
        conditions.clauses.iter().map(|each| (each, Formula::of_clause(each))).collect();
    let alone = clauses.iter().find(|(_, formula)| prover.excludes([(formula, true)]));
    if let Some((clause, _)) = alone {
        return blame_clause(prover, clause, &steps.key(clause_name(clause)));
    }
    for (index, (one, of_one)) in clauses.iter().enumerate() {
        for (other, of_other) in &clauses[..index] {
            if prover.excludes([(of_one, true), (of_other, true)]) {
                let (one, other) = (clause_name(one), clause_name(other));
                return (steps, format!("`{other}` and `{one}` exclude each other"));
            }
        }
    }
    (steps, "these conditions exclude each other".to_owned())
}

fn blame_clause(prover: &Prover, clause: &Clause, steps: &Steps) -> (Steps, String) {
    let empty = "an empty list holds for nobody";
    let why = match clause {
        Clause::All(members) => return blame_members(prover, members, steps),
        Clause::Any(members) => match members.first() {
            Some(first) => return blame(prover, first, &steps.index(0)),
            None => "`any` of nothing holds for nobody",
        },
        Clause::Not(_) => "`not` of what always holds never does",
        Clause::Percentage(_) => "0 % are nobody",
        Clause::Time(_) => "this window has no moment",
        Clause::OneOf(_, values) if !values.is_empty() => "the targeting key is a string",
        Clause::Tests(name, operators) => return blame_operators(prover, name, operators, steps),
        Clause::Users(_) | Clause::Groups(_) | Clause::Segments(_) | Clause::OneOf(..) => empty,
    };
    (steps.clone(), why.to_owned())
}

fn blame_members(prover: &Prover, members: &[Conditions], steps: &Steps) -> (Steps, String) {
    let formulas: Vec<_> = members.iter().map(Formula::of).collect();
    for (index, own) in formulas.iter().enumerate() {
        if prover.excludes([(own, true)]) {
            return blame(prover, &members[index], &steps.index(index));
        }
        for (before, other) in formulas[..index].iter().enumerate() {
            if prover.excludes([(own, true), (other, true)]) {
                let why = format!("this and all[{before}] exclude each other");
                return (steps.index(index), why);
            }
        }
    }
    (steps.clone(), "these exclude each other".to_owned())
}

fn blame_operators(
    prover: &Prover,
    name: &str,
    operators: &[Operator],
    steps: &Steps,
) -> (Steps, String) {
    for operator in operators {
        let formula = Formula::of_operator(name, operator);
        if prover.excludes([(&formula, true)]) {
            let why = if is_empty(operator) {
                "an empty list holds for nobody".to_owned()
            } else {
                format!("nothing that `{name}` can be passes this")
            };
            return (steps.key(operator.name()), why);
        }
    }
    (steps.clone(), format!("no value of `{name}` passes all of these, nor does a list"))
}

fn is_empty(operator: &Operator) -> bool {
    match operator {
        Operator::In(values) | Operator::NotIn(values) | Operator::Contains(values) => {
            values.is_empty()
        }
        Operator::StartsWith(texts) | Operator::EndsWith(texts) => texts.is_empty(),
        Operator::Matches(patterns) => patterns.is_empty(),
        Operator::Semver(requirements) => requirements.is_empty(),
        Operator::Cidr(ranges) => ranges.is_empty(),
        _ => false,
    }
}
