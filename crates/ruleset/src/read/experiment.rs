//! Reading experiments, and the metrics of experiments and flags.

use super::cursor::{Cursor, Fields, describe};
use super::flag::{READ_ONLY, about, name, own_key};
use super::rule::membership_rules;
use super::scalar::shown;
use super::variant;
use crate::diagnostic::Problem;
use crate::document::{Experiment, Method, MetricRole, MetricUse, OnConclude};
use crate::key::MetricKey;
use crate::limits::METRICS_MAX;
use crate::number::Percentage;
use crate::source::Value;

const METHODS: [(&str, Method); 5] = [
    ("hybrid", Method::Hybrid),
    ("group_sequential", Method::GroupSequential),
    ("always_valid", Method::AlwaysValid),
    ("fixed", Method::Fixed),
    ("bayesian", Method::Bayesian),
];

const ROLES: [(&str, MetricRole); 3] = [
    ("goal", MetricRole::Goal),
    ("secondary", MetricRole::Secondary),
    ("guardrail", MetricRole::Guardrail),
];

/// Reads an experiment; its problems go to the cursor's sink.
pub(super) fn read(cursor: &Cursor<'_>, key: &str) -> Option<Experiment> {
    let before = cursor.problems();
    let mut fields = cursor.map()?;
    own_key(&mut fields, "key", key);
    own_key(&mut fields, "id", key);
    let variants = variants(&mut fields);
    let (start_date, end_date) = window(&mut fields);
    let ends = [("control", OnConclude::Control), ("ship", OnConclude::Ship)];
    let experiment = Experiment {
        name: name(&mut fields, "name"),
        hypothesis: fields.get("hypothesis").and_then(|field| field.text()),
        start_date,
        end_date,
        variants: variants.unwrap_or_default(),
        metrics: metrics(&mut fields),
        sample_size: fields.get("sample_size").and_then(|field| sample_size(&field)),
        confidence: fields
            .get("confidence")
            .and_then(|field| {
                field
                    .number_in("a number from 0.5 up to, not including, 1, such as 0.95", |value| {
                        (0.5..1.0).contains(&value)
                    })
            })
            .unwrap_or(0.95),
        min_detectable_effect: fields.get("min_detectable_effect").and_then(|field| {
            let range = "a relative effect above 0 and below 1, such as 0.05 for 5 %";
            field.number_in(range, |value| value > 0.0 && value < 1.0)
        }),
        audience: fields.get("audience").and_then(|field| membership_rules(&field)),
        traffic: fields
            .get("traffic")
            .and_then(|field| field.percentage())
            .unwrap_or(Percentage::FULL),
        layer: name(&mut fields, "layer"),
        bucket_by: name(&mut fields, "bucket_by"),
        salt: name(&mut fields, "salt"),
        method: fields.get("method").and_then(|field| field.one_of(&METHODS)).unwrap_or_default(),
        on_conclude: fields
            .get("on_conclude")
            .and_then(|field| field.one_of(&ends))
            .unwrap_or_default(),
        about: about(&mut fields),
    };
    fields.ignore(&READ_ONLY);
    fields.ignore(&["results", "life"]);
    fields.finish();
    (cursor.problems() == before).then_some(experiment)
}

fn variants(fields: &mut Fields<'_>) -> Option<Vec<crate::document::Variant>> {
    let field = fields.require("variants", "variants: {control: 0.5, treatment: 0.5}")?;
    let variants = variant::variants(&field)?;
    if variants.len() < 2 {
        let (expected, found) = ("at least two variants", "one".to_owned());
        field.report(Problem::WrongType { expected, found });
        return None;
    }
    Some(variants)
}

type Window = (Option<jiff::Timestamp>, Option<jiff::Timestamp>);

fn window(fields: &mut Fields<'_>) -> Window {
    let start = fields.get("start_date").and_then(|field| field.timestamp());
    let end_field = fields.get("end_date");
    let end = end_field.as_ref().and_then(|field| field.timestamp());
    if let (Some(start), Some(end), Some(field)) = (start, end, end_field)
        && end <= start
    {
        field.report(Problem::WindowOrder { start: start.to_string(), end: end.to_string() });
    }
    (start, end)
}

fn sample_size(cursor: &Cursor<'_>) -> Option<u64> {
    let number = cursor.number()?;
    let size = number.as_u64().filter(|size| *size > 0);
    if size.is_none() {
        let range = "a whole number of users greater than 0";
        cursor.report(Problem::NumberRange { found: number.to_string(), range });
    }
    size
}

/// The field `metrics`: names, or maps of `metric`, `role` and `margin`.
pub(super) fn metrics(fields: &mut Fields<'_>) -> Vec<MetricUse> {
    let items =
        fields.get_or_null("metrics").and_then(|field| field.list_of("metrics", METRICS_MAX));
    let mut uses: Vec<MetricUse> = Vec::new();
    for (index, item) in items.unwrap_or_default().iter().enumerate() {
        let bare_role = if index == 0 { MetricRole::Goal } else { MetricRole::Secondary };
        let Some(metric) = metric_use(item, bare_role) else {
            continue;
        };
        if uses.iter().any(|other| other.metric == metric.metric) {
            item.report(Problem::Repeated { name: metric.metric.to_string() });
        }
        uses.push(metric);
    }
    uses
}

fn metric_use(cursor: &Cursor<'_>, bare_role: MetricRole) -> Option<MetricUse> {
    match cursor.value() {
        Value::String(_) => {
            Some(MetricUse { metric: metric_key(cursor)?, role: bare_role, margin: None })
        }
        Value::Map(_) => {
            let mut fields = cursor.map()?;
            let metric = fields
                .require("metric", "metric: conversion_rate")
                .and_then(|field| metric_key(&field));
            let role = fields.get("role").map_or(Some(bare_role), |field| field.one_of(&ROLES));
            let margin = fields.get("margin").and_then(|field| margin(&field, role));
            fields.finish();
            Some(MetricUse { metric: metric?, role: role?, margin })
        }
        value => {
            let found = describe(value);
            cursor.report(Problem::WrongType { expected: "a metric's name or a map", found });
            None
        }
    }
}

fn margin(cursor: &Cursor<'_>, role: Option<MetricRole>) -> Option<f64> {
    if let Some(role) = role.filter(|role| *role != MetricRole::Guardrail) {
        cursor.report(Problem::MarginRole { role: role.name() });
        return None;
    }
    let range = "a relative margin from 0 up to, not including, 1, such as 0.02 for 2 %";
    cursor.number_in(range, |value| (0.0..1.0).contains(&value))
}

fn metric_key(cursor: &Cursor<'_>) -> Option<MetricKey> {
    let text = cursor.string()?;
    let key = MetricKey::parse(text);
    if key.is_none() {
        cursor.report(Problem::BadKey { key: shown(text) });
    }
    key
}
