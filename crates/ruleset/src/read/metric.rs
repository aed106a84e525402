//! Reading metrics.

use super::cursor::{Cursor, Fields};
use super::flag::{READ_ONLY, about, name, own_key};
use super::scalar::shown;
use crate::diagnostic::Problem;
use crate::document::{Direction, Metric, MetricCap, MetricGuess, MetricKind, MetricWindow};
use crate::source::Value;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Conversion,
    Mean,
    Ratio,
    Quantile,
}

const KINDS: [(&str, Kind); 4] = [
    ("conversion", Kind::Conversion),
    ("mean", Kind::Mean),
    ("ratio", Kind::Ratio),
    ("quantile", Kind::Quantile),
];

/// Reads a metric; its problems go to the cursor's sink.
pub(super) fn read(cursor: &Cursor<'_>, key: &str) -> Option<Metric> {
    let before = cursor.problems();
    let mut fields = cursor.map()?;
    own_key(&mut fields, "key", key);
    let event = fields
        .require("event", "event: purchase")
        .and_then(|field| field.name().map(str::to_owned));
    let kind = fields.require("kind", "kind: conversion").and_then(|field| field.one_of(&KINDS));
    let kind = kind_fields(&mut fields, kind);
    let directions = [("increase", Direction::Increase), ("decrease", Direction::Decrease)];
    let direction = fields.get("direction").and_then(|field| field.one_of(&directions));
    let cap = fields.get("cap").and_then(|field| cap(&field, kind.as_ref()));
    let window = fields.get("window").and_then(|field| window(&field));
    let metric = Metric {
        name: name(&mut fields, "name"),
        event: event.unwrap_or_default(),
        kind: kind.unwrap_or(MetricKind::Conversion),
        // As where it has no document at all: a document takes nothing away from its name.
        direction: direction.unwrap_or_else(|| MetricGuess::direction_of(key)),
        cap,
        window: window.unwrap_or_default(),
        about: about(&mut fields),
    };
    fields.ignore(&READ_ONLY);
    fields.finish();
    (cursor.problems() == before).then_some(metric)
}

/// The field that belongs to the metric's kind, and a complaint about those of other kinds.
fn kind_fields(fields: &mut Fields<'_>, kind: Option<Kind>) -> Option<MetricKind> {
    let mut owned = |field, owner: (&'static str, Kind)| {
        let found = fields.get(field)?;
        let name = KINDS.iter().find(|(_, each)| Some(*each) == kind).map(|(name, _)| *name)?;
        if kind == Some(owner.1) {
            return Some(found);
        }
        found.report(Problem::ForeignMetricField { field, belongs_to: owner.0, kind: name });
        None
    };
    let denominator = owned("denominator", ("ratio", Kind::Ratio));
    let quantile = owned("quantile", ("quantile", Kind::Quantile));
    let missing = |field, example| {
        fields.at().report(Problem::Missing { field, example });
        None
    };
    Some(match kind? {
        Kind::Conversion => MetricKind::Conversion,
        Kind::Mean => MetricKind::Mean,
        Kind::Ratio => match denominator {
            Some(field) => MetricKind::Ratio { denominator: field.name()?.to_owned() },
            None => return missing("denominator", "denominator: session"),
        },
        Kind::Quantile => match quantile {
            Some(field) => MetricKind::Quantile {
                quantile: field.number_in("a number between 0 and 1, such as 0.95", |value| {
                    0.0 < value && value < 1.0
                })?,
            },
            None => return missing("quantile", "quantile: 0.95"),
        },
    })
}

fn cap(cursor: &Cursor<'_>, kind: Option<&MetricKind>) -> Option<MetricCap> {
    const RANGE: &str =
        "a number greater than 0, or a percentile of users' totals from p50 to p99.99";
    let Value::String(text) = cursor.value() else {
        return cursor.number_in(RANGE, |value| value > 0.0).map(MetricCap::At);
    };
    let cap = MetricCap::percentile(text);
    match kind {
        _ if cap.is_none() => {
            cursor.report(Problem::NumberRange { found: shown(text), range: RANGE });
        }
        Some(MetricKind::Conversion | MetricKind::Quantile { .. }) => {
            let kind = kind.map_or("", MetricKind::name);
            cursor.report(Problem::PercentileCap { kind });
        }
        _ => {}
    }
    cap
}

fn window(cursor: &Cursor<'_>) -> Option<MetricWindow> {
    let text = cursor.string()?;
    let window = MetricWindow::parse(text);
    if window.is_none() {
        cursor.report(Problem::Duration { found: shown(text) });
    }
    window
}
