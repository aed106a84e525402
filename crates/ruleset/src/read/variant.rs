//! Reading variants and splits.

use std::collections::HashSet;

use foldhash::fast::FixedState;

use super::cursor::Cursor;
use super::scalar::shown;
use crate::diagnostic::Problem;
use crate::document::{Split, Variant};
use crate::limits::{NAME_BYTES_MAX, VARIANTS_MAX};
use crate::number::Weight;
use crate::source::Value;

/// The variants of a flag or experiment: a map by name, or a list.
pub(super) fn variants(cursor: &Cursor<'_>) -> Option<Vec<Variant>> {
    let before = cursor.problems();
    let count = match cursor.value() {
        Value::List(items) => items.len(),
        Value::Map(entries) => entries.len(),
        _ => 0,
    };
    if count > VARIANTS_MAX {
        cursor.report(Problem::TooMany { what: "variants", count, max: VARIANTS_MAX });
        return None;
    }
    let read: Vec<Option<Variant>> = match cursor.value() {
        Value::List(_) => cursor.list()?.iter().map(|item| variant(item, None)).collect(),
        _ => {
            let entries = cursor.entries()?.into_iter();
            entries.map(|(name, _, entry)| variant(&entry, Some(name))).collect()
        }
    };
    if count == 0 {
        cursor.wrong_type("at least one variant");
    }
    let variants: Vec<Variant> = read.into_iter().flatten().collect();
    if cursor.problems() == before {
        check(&variants, cursor);
    }
    (cursor.problems() == before).then_some(variants)
}

fn variant(cursor: &Cursor<'_>, name: Option<&str>) -> Option<Variant> {
    if let (Value::Number(_), Some(name)) = (cursor.value(), name) {
        let name = named(cursor, name)?;
        return Some(Variant { name, weight: cursor.weight()?, config: None, is_control: false });
    }
    if name.is_some() && !matches!(cursor.value(), Value::Map(_)) {
        cursor.wrong_type("a weight, or a map such as {weight: 0.5}");
        return None;
    }
    let mut fields = cursor.map()?;
    let own = match name {
        Some(_) => fields.get("name"),
        None => fields.require("name", "name: treatment"),
    };
    let own = own.and_then(|field| field.name());
    if let (Some(own), Some(name)) = (own, name)
        && own != name
    {
        cursor.report(Problem::KeyMismatch { own: shown(own), key: shown(name) });
    }
    let weight = fields.require("weight", "weight: 0.5").and_then(|field| field.weight());
    let config = fields.get_or_null("config").map(|field| field.payload());
    let is_control = fields.get("is_control").is_some_and(|field| field.bool() == Some(true));
    // What the brief's program counted; it is read by nobody.
    fields.ignore(&["statistics"]);
    fields.finish();
    Some(Variant {
        name: named(cursor, name.or(own)?)?,
        weight: weight?,
        config: match config {
            Some(read) => Some(read?),
            None => None,
        },
        is_control,
    })
}

fn named(cursor: &Cursor<'_>, name: &str) -> Option<String> {
    if name.is_empty() {
        cursor.report(Problem::Empty);
        return None;
    }
    cursor.printable(name)?;
    cursor.within(name, NAME_BYTES_MAX).map(str::to_owned)
}

/// What only all variants together can get wrong.
fn check(variants: &[Variant], cursor: &Cursor<'_>) {
    let mut seen: HashSet<&str, FixedState> = HashSet::default();
    for variant in variants {
        if !seen.insert(&variant.name) {
            cursor.report(Problem::Repeated { name: shown(&variant.name) });
        }
    }
    if variants.iter().any(|variant| variant.config.is_some()) {
        for variant in variants.iter().filter(|variant| variant.config.is_none()) {
            cursor.report(Problem::ConfigMissing { name: shown(&variant.name) });
        }
    }
    let mut controls = variants.iter().filter(|variant| variant.is_control);
    if let (Some(first), Some(second)) = (controls.next(), controls.next()) {
        let (first, second) = (shown(&first.name), shown(&second.name));
        cursor.report(Problem::ControlTwice { first, second });
    }
    check_sum(variants.iter().map(|variant| variant.weight), cursor);
}

/// Weights sum to 1 or to 100, within 0.1 %. Returns whether they do.
fn check_sum(weights: impl Iterator<Item = Weight>, cursor: &Cursor<'_>) -> bool {
    let sum: u64 = weights.map(Weight::units).sum();
    let sound = |whole: u64| sum.abs_diff(whole) <= whole / 1_000;
    let sound = sound(Weight::UNIT) || sound(100 * Weight::UNIT);
    if !sound {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53; it is only shown")]
        let sum = sum as f64 / Weight::UNIT as f64;
        cursor.report(Problem::WeightSum { sum });
    }
    sound
}

/// A split of a rule: weights by the names of the flag's variants.
pub(super) fn split(cursor: &Cursor<'_>, variants: &[Variant]) -> Option<Split> {
    let before = cursor.problems();
    let mut weights = Vec::new();
    let entries = cursor.entries()?;
    if entries.len() > VARIANTS_MAX {
        let count = entries.len();
        cursor.report(Problem::TooMany { what: "variants", count, max: VARIANTS_MAX });
        return None;
    }
    for (name, _, entry) in entries {
        if !variants.iter().any(|variant| variant.name == name) {
            entry.report(unknown_variant(name, variants));
        }
        weights.push((name.to_owned(), entry.weight()));
    }
    if cursor.problems() > before {
        return None;
    }
    let weights: Vec<_> =
        weights.into_iter().filter_map(|(name, weight)| Some((name, weight?))).collect();
    check_sum(weights.iter().map(|(_, weight)| *weight), cursor).then_some(Split(weights))
}

pub(super) fn unknown_variant(name: &str, variants: &[Variant]) -> Problem {
    let known = variants.iter().map(|variant| shown(&variant.name)).collect();
    Problem::UnknownVariant { name: shown(name), known }
}
