//! Rules that never decide, because of what they say or of what comes before.

use super::finding::Steps;
use super::formula::Formula;
use super::prove::Prover;
use super::{Document, contradiction};
use crate::document::Rule;
use crate::lint::fault::{DECIDED, Fault, IN};

/// A rule that is tried.
pub(super) struct Tried<'d> {
    /// Its place in the document.
    pub(super) index: usize,
    pub(super) rule: &'d Rule,
    pub(super) formula: Formula<'d>,
    /// Whether it is proven that nobody gets here and matches.
    pub(super) is_dead: bool,
}

/// How the rules of a document work together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The first that matches decides, by ascending priority.
    ByPriority,
    /// Whoever matches one is in.
    Alike,
}

/// The rules that are tried, in their order, and what is wrong with them.
pub(super) fn rules<'d>(
    document: &mut Document<'d, '_>,
    field: &'static str,
    rules: impl Iterator<Item = &'d Rule>,
    order: Order,
) -> Vec<Tried<'d>> {
    let tried = |(index, rule): (usize, &'d Rule)| {
        let formula = Formula::of(&rule.conditions);
        Tried { index, rule, formula, is_dead: false }
    };
    let mut all: Vec<_> = rules.enumerate().filter(|(_, rule)| rule.enabled).map(tried).collect();
    if order == Order::ByPriority {
        all.sort_by_key(|each| each.rule.priority);
    }
    let (so, what) = match order {
        Order::ByPriority => ("this rule matches nobody", DECIDED),
        Order::Alike => ("this rule adds nobody", IN),
    };
    for next in 0..all.len() {
        let (before, rest) = all.split_at_mut(next);
        let own = &mut rest[0];
        let steps = Steps::default().key(field).index(own.index);
        own.is_dead = contradiction::check(document, &own.rule.conditions, &steps, so);
        if own.is_dead {
            continue;
        }
        if let Some(cover) = cover(&document.prover, before, own) {
            own.is_dead = true;
            let by = named(field, &cover);
            document.report(&steps, Fault::UnreachableRule { by, what });
        }
    }
    all
}

/// The rules that leave nothing to another one, if some do: one of them, or else as few as found.
fn cover<'t, 'd>(
    prover: &Prover,
    before: &'t [Tried<'d>],
    own: &Tried<'d>,
) -> Option<Vec<&'t Tried<'d>>> {
    let excludes = |rules: &[&Tried<'d>]| {
        let others = rules.iter().map(|each| (&each.formula, false));
        prover.excludes(others.chain([(&own.formula, true)]))
    };
    let mut rules: Vec<&Tried<'d>> = before.iter().filter(|each| !each.is_dead).collect();
    if rules.is_empty() || !excludes(&rules) {
        return None;
    }
    if let Some(one) = rules.iter().find(|each| excludes(&[each])) {
        return Some(vec![one]);
    }
    for index in (0..rules.len()).rev() {
        let dropped = rules.remove(index);
        if !excludes(&rules) {
            rules.insert(index, dropped);
        }
    }
    Some(rules)
}

/// `rules[0] (beta) and rules[2] together`.
fn named(field: &str, rules: &[&Tried<'_>]) -> String {
    let name = |each: &&Tried<'_>| {
        let name = each.rule.name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        format!("{field}[{}]{name}", each.index)
    };
    let names: Vec<_> = rules.iter().map(name).collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => {
            format!("{} and {last} together", others.join(", "))
        }
        _ => names.concat(),
    }
}
