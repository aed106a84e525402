//! Comparisons of one attribute that no single value passes together.

use super::attribute::Demands;
use super::comparison::{Comparison, Operands, Place};
use super::fault::Fault;
use super::finding::Steps;
use super::formula::Formula;
use super::kinds::Kinds;
use super::{Document, clause_name};
use crate::document::{Clause, Conditions};

/// A comparison that has to hold beside others.
struct Beside<'c> {
    attribute: &'c str,
    comparison: Comparison<'c>,
    steps: Steps,
}

/// Looks at everything that has to hold together, and at each alternative by itself.
pub(super) fn check(document: &mut Document<'_, '_>, conditions: &Conditions, steps: &Steps) {
    let (mut beside, mut alternatives) = (Vec::new(), Vec::new());
    gather(conditions, steps, &mut beside, &mut alternatives);
    // Whoever is told that nothing passes need not be told that no single value does.
    if !document.prover.excludes([(&Formula::of(conditions), true)]) {
        together(document, &beside);
    }
    // Else there would be some for each level of what is nested.
    drop(beside);
    for (conditions, steps) in alternatives {
        check(document, conditions, &steps);
    }
}

fn gather<'c>(
    conditions: &'c Conditions,
    steps: &Steps,
    beside: &mut Vec<Beside<'c>>,
    alternatives: &mut Vec<(&'c Conditions, Steps)>,
) {
    let steps = steps.key("conditions");
    for clause in &conditions.clauses {
        let steps = steps.key(clause_name(clause));
        match clause {
            Clause::All(members) => {
                for (index, member) in members.iter().enumerate() {
                    gather(member, &steps.index(index), beside, alternatives);
                }
            }
            Clause::Any(members) => {
                let members = members.iter().enumerate();
                alternatives.extend(members.map(|(index, each)| (each, steps.index(index))));
            }
            Clause::Not(member) => alternatives.push((member, steps)),
            Clause::OneOf(attribute, values) => {
                let comparison = Comparison::In(Operands::of_scalars(values));
                beside.push(Beside { attribute, comparison, steps });
            }
            Clause::Tests(attribute, operators) => {
                let comparisons = operators.iter().filter_map(|operator| {
                    let comparison = Comparison::of(operator)?;
                    Some(Beside { attribute, comparison, steps: steps.clone() })
                });
                beside.extend(comparisons);
            }
            _ => {}
        }
    }
}

/// Judges the comparisons of each attribute once, at the last of them.
fn together(document: &mut Document<'_, '_>, beside: &[Beside<'_>]) {
    for (index, last) in beside.iter().enumerate() {
        let is_same = |each: &&Beside<'_>| each.attribute == last.attribute;
        let is_last = beside[index + 1..].iter().find(is_same).is_none();
        if !is_last {
            continue;
        }
        let own: Vec<_> = beside.iter().filter(is_same).map(|each| &each.comparison).collect();
        if own.len() > 1 {
            let fault = judge(document, last.attribute, &own);
            fault.into_iter().for_each(|fault| document.report(&last.steps, fault));
        }
    }
}

fn judge(document: &Document<'_, '_>, attribute: &str, own: &[&Comparison<'_>]) -> Option<Fault> {
    let mut spend = |work| document.prover.compare(work);
    let demands = Demands::default();
    let mut fits =
        |comparisons: &[&Comparison<'_>]| demands.fits(comparisons, Place::Alone, &mut spend);
    // What looks for an element, such as `contains: 5`, says that there is a list.
    if fits(own) || !own.iter().all(|each| fits(&[each])) {
        return None;
    }
    let attribute = attribute.to_owned();
    let kinds: Vec<Kinds> = own.iter().map(|each| Kinds::of(each)).collect();
    for (index, one) in kinds.iter().enumerate() {
        if let Some(other) = kinds[..index].iter().find(|other| !one.meet(**other)) {
            let (one, other) = (other.name(), one.name());
            return Some(Fault::OperandTypes { attribute, one, other });
        }
    }
    let is_membership =
        |each: &&Comparison<'_>| matches!(each, Comparison::In(_) | Comparison::Contains(_));
    Some(if own.iter().all(is_membership) {
        Fault::OnlyList { attribute }
    } else {
        Fault::NoSingleValue { attribute }
    })
}
