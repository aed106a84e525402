//! What checks of releases are told: measurements of those who are in beside those who are not.
//!
//! A metric of Hoist is measured over users who met the flag for the first time during the step.
//! Who is in and who is not is drawn by the hash among them, and they came at the same time; who
//! had met it before is left out, as those who change sides would be compared with newcomers.

use std::slice;
use std::sync::Arc;

use hoist_api::Code;
use hoist_delivery::{Check, Due, Measured, Plan, Side, Source};
use hoist_ruleset::document::{self, CheckSource, MetricGuess, MetricKind, MetricWindow};
use hoist_ruleset::{Documents, MetricKey};
use hoist_store::{Newcomers, NewcomersOf};

use super::prometheus::Prometheus;
use super::prometheus::measure::Asked;
use super::query::Names;
use super::{Run, evaluations, prometheus};
use crate::app::App;
use crate::environment::Environment;
use crate::moment::Moment;
use crate::plan::{Refusal, refusal};

/// The variants of a flag that is measured: who is in, and who is not.
const SIDES: [&str; 2] = ["on", "off"];

/// Why a side has no value of a metric, where it has none.
const NOBODY: &str = "nobody there has met the flag for the first time since the step began, or \
                      what it is divided by is 0";

/// What of users counts for a metric.
#[derive(Debug, PartialEq)]
pub(crate) struct Counted {
    /// Any of these events.
    pub(crate) events: Vec<String>,
    pub(crate) over: Over,
    pub(crate) window_ms: Option<i64>,
}

/// What is divided by what.
#[derive(Debug, PartialEq)]
pub(crate) enum Over {
    /// Users who have an event by users.
    HitsByUsers,
    /// The sum of the events' values by users.
    TotalByUsers,
    /// The sum of the events' values by that of another one's.
    TotalByTotal {
        /// The other event.
        denominator: String,
    },
}

/// Whether all that a release compares can be measured.
pub(super) fn check(
    app: &App,
    moment: &Moment,
    release: &document::Release,
) -> Result<(), Refusal> {
    let has_prometheus = app.releases.prometheus.is_some();
    let are_default = release.checks == document::ReleaseCheck::defaults();
    let own = if are_default { ", which a release without `checks` has," } else { "" };
    for check in &release.checks {
        if let CheckSource::Prometheus { .. } = check.source
            && !has_prometheus
        {
            let detail = format!(
                "The check {}{own} asks Prometheus, and this server knows of none: start it with \
                 `--prometheus-url`.",
                check.name
            );
            return Err(refusal(Code::Invalid, detail));
        }
        let Some(metric) = check.metric() else { continue };
        let unfit = |why: String| {
            let name = &check.name;
            refusal(Code::Invalid, format!("The check {name}{own} cannot be made: {why}."))
        };
        counted(&moment.documents, metric).map_err(unfit)?;
        let flag = moment.documents.flags().get(release.flag.as_str());
        let measures = |of: &document::MetricUse| of.metric == *metric;
        if flag.is_some_and(|flag| !flag.metrics.iter().any(measures)) {
            let flag = &release.flag;
            return Err(unfit(format!(
                "it is not written down who is given {flag}. Give the flag `metrics: [{metric}]`"
            )));
        }
    }
    Ok(())
}

/// Makes one run of a check.
pub(super) async fn measure(
    app: &App,
    environment: &Arc<Environment>,
    run: &Arc<Run>,
    due: Due,
) -> Measured {
    let nothing =
        Measured { check: due.check, step: due.step, run: due.run, ..Measured::default() };
    let Some(check) = run.release.plan.checks.get(due.check) else { return nothing };
    match &check.source {
        Source::Metric { metric } => {
            let (app, environment) = (app.clone(), Arc::clone(environment));
            let (run, metric, sequential) = (Arc::clone(run), metric.clone(), check.sequential);
            let sides = move || of_metric(&app, &environment, &run, &metric, sequential);
            let sides = tokio::task::spawn_blocking(sides).await;
            match sides.unwrap_or_else(|_panicked| Err("it could not be counted".to_owned())) {
                Ok([candidate, baseline]) => {
                    let problem = Some(NOBODY.to_owned());
                    Measured { candidate, baseline, problem, ..nothing }
                }
                Err(problem) => Measured { problem: Some(problem), ..nothing },
            }
        }
        Source::Prometheus { samples, .. } => {
            let Some(prometheus) = &app.releases.prometheus else {
                let problem = Some("this server knows of no Prometheus".to_owned());
                return Measured { problem, ..nothing };
            };
            let mut measured = of_prometheus(app, prometheus, run, (check, due)).await;
            if samples.is_none() && check.min_samples > 0 {
                count_evaluations(app, environment, run, &mut measured).await;
            }
            measured
        }
    }
}

/// What Prometheus says of both sides.
async fn of_prometheus(
    app: &App,
    prometheus: &Prometheus,
    run: &Run,
    (check, due): (&Check, Due),
) -> Measured {
    let definition = run.definition();
    let target = definition.as_ref().ok().and_then(|release| release.target.as_ref());
    let names = Names {
        flag: run.flag(),
        namespace: target.map(|target| target.namespace.as_str()),
        deployment: target.map(|target| target.deployment.as_str()),
    };
    let step = run.release.plan.steps.get(due.step);
    let has_baseline = step.is_some_and(|step| Plan::has_baseline(step.share));
    let asked = Asked { due, check, names, has_baseline, at: app.now() };
    prometheus::measure::measure(prometheus, &asked).await
}

/// How much values are about, where no query says it: evaluations of the flag since the step began.
async fn count_evaluations(
    app: &App,
    environment: &Arc<Environment>,
    run: &Arc<Run>,
    measured: &mut Measured,
) {
    let Some(from) = run.watched_since else { return };
    let (environment, of) = (Arc::clone(environment), Arc::clone(run));
    let counted =
        app.blocking(move |app| Ok(evaluations::since(app, &environment, of.flag(), from)));
    // Where they cannot be counted, nothing says how many there are, and that is told.
    let Ok(Ok([candidate, baseline])) = counted.await else { return };
    for (side, count) in [(&mut measured.candidate, candidate), (&mut measured.baseline, baseline)]
    {
        side.samples = side.value.map(|_| count);
    }
}

/// Both sides of a metric of Hoist since the step began. Blocks.
fn of_metric(
    app: &App,
    environment: &Environment,
    run: &Run,
    metric: &str,
    sequential: bool,
) -> Result<[Side; 2], String> {
    let log = environment.moment().head.log.clone();
    let key = MetricKey::parse(metric).ok_or("its metric has no sound name")?;
    let Counted { events, over, window_ms } = run.counted(&key)?;
    let (from, to) = (run.watched_since.ok_or("the step has not begun")?, app.now());
    let sums = |events: &[String]| {
        let of = NewcomersOf { key: run.flag(), from, to, events, window_ms };
        app.events.newcomers(&log, of).map_err(|error| error.to_string())
    };
    let found = sums(&events)?;
    let below = match &over {
        Over::TotalByTotal { denominator } => sums(slice::from_ref(denominator))?,
        Over::HitsByUsers | Over::TotalByUsers => Vec::new(),
    };
    Ok(SIDES.map(|variant| {
        let of = |found: &[Newcomers]| found.iter().find(|side| side.variant == variant).cloned();
        let below = of(&below).map_or(0.0, |below| below.total);
        of(&found).map_or_else(Side::default, |side| side_of(&side, &over, below, sequential))
    }))
}

/// The numbers of one side; `below` is what the total of a ratio is divided by. Pure.
fn side_of(side: &Newcomers, over: &Over, below: f64, sequential: bool) -> Side {
    let Newcomers { users, hits, total, .. } = *side;
    if users == 0 {
        return Side::default();
    }
    if sequential {
        return Side::counted(hits, users);
    }
    let value = match over {
        Over::HitsByUsers => hits as f64 / users as f64,
        Over::TotalByUsers => total / users as f64,
        Over::TotalByTotal { .. } => total / below,
    };
    // Divided by nothing it is no value.
    Side { value: Some(value).filter(|value| value.is_finite()), ..Side::of(value, users) }
}

/// What of users counts, or why that cannot be told while a release runs. Pure.
pub(crate) fn counted(documents: &Documents, metric: &MetricKey) -> Result<Counted, String> {
    let Some(document) = documents.metrics().get(metric.as_str()) else {
        let MetricGuess { events, is_share, .. } = MetricGuess::of(metric);
        let over = if is_share { Over::HitsByUsers } else { Over::TotalByUsers };
        let window_ms = milliseconds(MetricWindow::default());
        return Ok(Counted { events, over, window_ms });
    };
    if let Some(cap) = document.cap {
        return Err(format!(
            "the metric {metric} has a cap ({cap}), and a release sums up whole values: check one \
             of the same event without `cap`, or the share of users who have it (kind conversion)"
        ));
    }
    let over = match &document.kind {
        MetricKind::Conversion => Over::HitsByUsers,
        MetricKind::Mean => Over::TotalByUsers,
        MetricKind::Ratio { denominator } => {
            Over::TotalByTotal { denominator: denominator.clone() }
        }
        MetricKind::Quantile { .. } => {
            return Err(format!(
                "the metric {metric} is a quantile, which a release does not count: check a metric \
                 of kind conversion, mean or ratio, or ask Prometheus with `histogram_quantile()`"
            ));
        }
    };
    let window_ms = milliseconds(document.window);
    Ok(Counted { events: vec![document.event.clone()], over, window_ms })
}

fn milliseconds(window: MetricWindow) -> Option<i64> {
    match window {
        MetricWindow::Minutes(minutes) => Some(i64::from(minutes) * 60_000),
        MetricWindow::UntilEnd => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The metric `m` of a definition, as it would be counted.
    fn of(definition: &str) -> Result<Counted, String> {
        let text = format!("metrics: {{m: {{event: pay, window: 1h, {definition}}}}}");
        let reading = hoist_ruleset::read(&[hoist_ruleset::Source::new("m.yaml", text)]);
        assert_eq!(reading.diagnostics, []);
        counted(&reading.documents, &MetricKey::parse("m").unwrap())
    }

    #[test]
    fn sums_over_users_are_counted_and_nothing_else() {
        let denominator = "visit".to_owned();
        for (definition, over) in [
            ("kind: conversion", Over::HitsByUsers),
            ("kind: mean", Over::TotalByUsers),
            ("kind: ratio, denominator: visit", Over::TotalByTotal { denominator }),
        ] {
            let (events, window_ms) = (vec!["pay".to_owned()], Some(3_600_000));
            assert_eq!(of(definition), Ok(Counted { events, over, window_ms }));
        }
        for (definition, told) in [
            ("kind: mean, cap: 500", "has a cap (500)"),
            ("kind: mean, cap: p99", "has a cap (p99)"),
            ("kind: ratio, denominator: visit, cap: 5", "has a cap (5)"),
            ("kind: quantile, quantile: 0.5", "is a quantile"),
        ] {
            assert!(of(definition).unwrap_err().contains(told), "{definition}");
        }
        // A metric that nobody defined is what its name says.
        let guessed = counted(&Documents::default(), &MetricKey::parse("buy_rate").unwrap());
        assert_eq!(guessed.unwrap().over, Over::HitsByUsers);
    }

    #[test]
    fn a_side_is_what_is_divided_by_what() {
        let side = Newcomers { variant: "on".to_owned(), users: 8, hits: 4, total: 12.0 };
        let nobody = Newcomers { users: 0, hits: 0, total: 0.0, ..side.clone() };
        let by_total = Over::TotalByTotal { denominator: "visit".to_owned() };
        for (over, below, value) in [
            (&Over::HitsByUsers, 0.0, Some(0.5)),
            (&Over::TotalByUsers, 0.0, Some(1.5)),
            (&by_total, 48.0, Some(0.25)),
            (&by_total, 0.0, None),
        ] {
            let expected = Side { value, samples: Some(8), counts: None };
            assert_eq!(side_of(&side, over, below, false), expected);
            assert_eq!(side_of(&nobody, over, below, false), Side::default());
        }
        assert_eq!(side_of(&side, &Over::HitsByUsers, 0.0, true), Side::counted(4, 8));
    }
}
