//! Reading the checks of releases.

use super::super::cursor::{Cursor, Fields};
use super::super::scalar::shown;
use super::query::{self, Query};
use crate::diagnostic::Problem;
use crate::document::{CheckSource, CheckTest, ReleaseCheck};
use crate::key::MetricKey;
use crate::limits;

const TESTS: [(&str, CheckTest); 2] =
    [("ratio", CheckTest::Ratio), ("sequential", CheckTest::Sequential)];

/// The field `checks`.
pub(super) fn checks(cursor: &Cursor<'_>, has_target: bool) -> Option<Vec<ReleaseCheck>> {
    let items = cursor.list_of("checks", limits::CHECKS_MAX)?;
    let mut checks: Vec<ReleaseCheck> = Vec::with_capacity(items.len());
    for item in &items {
        let Some(check) = check(item, has_target) else {
            continue;
        };
        if checks.iter().any(|other| other.name == check.name) {
            item.report(Problem::Repeated { name: shown(&check.name) });
        }
        checks.push(check);
    }
    Some(checks)
}

fn check(cursor: &Cursor<'_>, has_target: bool) -> Option<ReleaseCheck> {
    let mut fields = cursor.map()?;
    let name = fields.require("name", "name: error rate");
    let name = name.and_then(|field| field.name().map(str::to_owned));
    let any = "a finite number";
    let ratio = "a ratio greater than 0, such as 1.1";
    let mut bound = |field, range, sound: fn(f64) -> bool| {
        fields.get(field).and_then(|found| found.number_in(range, sound))
    };
    let (max, min) = (bound("max", any, |_| true), bound("min", any, |_| true));
    let max_ratio = bound("max_ratio", ratio, |value| value > 0.0);
    let min_ratio = bound("min_ratio", ratio, |value| value > 0.0);
    let floor = bound("floor", "a baseline greater than 0, such as 0.001", |value| value > 0.0);
    let spans = |field: Option<Cursor<'_>>, own| field.map_or(Some(own), |field| field.span());
    let interval = spans(fields.get("interval"), ReleaseCheck::INTERVAL);
    let no_data_limit = spans(fields.get("no_data_limit"), ReleaseCheck::NO_DATA_LIMIT);
    let test = fields.get("test").map_or(Some(CheckTest::Ratio), |field| field.one_of(&TESTS));
    let source = source(&mut fields, has_target);
    let samples_max = 1_000_000_000_000;
    let check = ReleaseCheck {
        min_samples: count(&mut fields, "min_samples", 0, samples_max).unwrap_or(0),
        failures_allowed: count(&mut fields, "failures_allowed", 0, 1_000_000).unwrap_or(0),
        consecutive: count(&mut fields, "consecutive", 1, 1_000).unwrap_or(1),
        name: name.unwrap_or_default(),
        source: source.as_ref().map_or_else(nothing, |(source, _)| source.clone()),
        max,
        min,
        max_ratio,
        min_ratio,
        floor,
        interval: interval?,
        no_data_limit: no_data_limit?,
        test: test?,
    };
    bounds(&fields, &check);
    if let Some((_, has_track)) = source {
        comparison(&fields, &check, has_track);
    }
    fields.finish();
    Some(check)
}

/// What stands in for a source that could not be read, in a check that is refused.
fn nothing() -> CheckSource {
    CheckSource::Prometheus { query: String::new(), samples: None }
}

fn count<N: TryFrom<u64> + Copy>(
    fields: &mut Fields<'_>,
    field: &'static str,
    min: u64,
    max: u64,
) -> Option<N> {
    let found = fields.get(field)?;
    let number = found.number()?;
    let whole = number.as_u64().filter(|count| (min..=max).contains(count));
    let count = whole.and_then(|count| N::try_from(count).ok());
    if count.is_none() {
        let range = if min == 0 { "a whole number from 0 on" } else { "a whole number from 1 on" };
        found.report(Problem::NumberRange { found: number.to_string(), range });
    }
    count
}

/// The source, and whether it tells the candidate from the baseline.
fn source(fields: &mut Fields<'_>, has_target: bool) -> Option<(CheckSource, bool)> {
    let kinds = [("prometheus", false), ("metric", true)];
    let kind = fields.require("source", "source: prometheus").and_then(|at| at.one_of(&kinds));
    let mut owned = |field, belongs_to: &'static str| {
        let found = fields.get(field)?;
        let own = if kind? { "metric" } else { "prometheus" };
        if own == belongs_to {
            return Some(found);
        }
        found.report(Problem::ForeignCheckField { field, belongs_to, own });
        None
    };
    let query = owned("query", "prometheus");
    let samples = owned("samples", "prometheus");
    let metric = owned("metric", "metric");
    let missing = |field, example| {
        fields.at().report(Problem::Missing { field, example });
        None
    };
    if kind? {
        let Some(field) = metric else { return missing("metric", "metric: conversion_rate") };
        let text = field.string()?;
        let metric = MetricKey::parse(text);
        if metric.is_none() {
            field.report(Problem::BadKey { key: shown(text) });
        }
        return Some((CheckSource::Metric { metric: metric? }, true));
    }
    let Some(field) = query else {
        return missing("query", "query: 'sum(rate(errors_total{track=\"{{track}}\"}[1m]))'");
    };
    let query = query::read(&field, has_target);
    let samples = samples.map(|field| query::read(&field, has_target));
    let Query { text, has_track } = query?;
    let samples = match samples {
        Some(samples) => Some(samples?.text),
        None => None,
    };
    Some((CheckSource::Prometheus { query: text, samples }, has_track))
}

/// Bounds that there are, and that something can be within.
fn bounds(fields: &Fields<'_>, check: &ReleaseCheck) {
    let has_any =
        ["max", "min", "max_ratio", "min_ratio"].iter().any(|field| fields.peek(field).is_some());
    if !has_any {
        fields.at().report(Problem::CheckUnbounded);
    }
    for (low, high) in [(check.min, check.max), (check.min_ratio, check.max_ratio)] {
        if let (Some(low), Some(high)) = (low, high)
            && low > high
        {
            fields.at().report(Problem::BoundsCross { low, high });
        }
    }
    if check.max_ratio.is_none()
        && let Some(field) = fields.peek("floor")
    {
        field.report(Problem::FloorWithoutRatio);
    }
    if check.no_data_limit < check.interval {
        let (limit, interval) = (check.no_data_limit.to_string(), check.interval.to_string());
        fields.at().report(Problem::NoDataLimitShort { limit, interval });
    }
}

/// What is compared with a baseline asks for either side, and what is tested is counted.
fn comparison(fields: &Fields<'_>, check: &ReleaseCheck, has_track: bool) {
    if check.is_relative()
        && !has_track
        && let Some(query) = fields.peek("query")
    {
        query.report(Problem::TrackMissing);
    }
    let Some(test) = fields.peek("test").filter(|_| check.test == CheckTest::Sequential) else {
        return;
    };
    let is_counted = !matches!(check.source, CheckSource::Prometheus { samples: None, .. });
    if check.max_ratio.is_some() == check.min_ratio.is_some() {
        test.report(Problem::SequentialNeeds { needs: "one of `max_ratio` and `min_ratio`" });
    } else if !is_counted {
        test.report(Problem::SequentialNeeds { needs: "`samples`, which counts all requests" });
    }
}
