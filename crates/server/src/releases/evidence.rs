//! What checks of releases are told: measurements of those who are in beside those who are not.
//!
//! A metric of Hoist is measured over users who met the flag for the first time during the step.
//! Who is in and who is not is drawn by the hash among them, and they came at the same time; who
//! had met it before is left out, as those who change sides would be compared with newcomers.

use std::sync::Arc;

use hoist_api::Code;
use hoist_delivery::{Check, Due, Hundredths, Measured, Side, Source};
use hoist_ruleset::document::{self, CheckSource, MetricGuess, MetricKind, MetricWindow};
use hoist_ruleset::{Documents, MetricKey};
use hoist_store::{Newcomers, NewcomersOf};

use super::prometheus::measure::Asked;
use super::query::Names;
use super::{Run, evaluations, prometheus, run};
use crate::app::App;
use crate::environment::Environment;
use crate::moment::Moment;
use crate::plan::{Refusal, refusal};

/// The variants of a flag that is measured: who is in, and who is not.
const SIDES: [&str; 2] = ["on", "off"];
/// With this share nobody is left to compare with.
const EVERYBODY: Hundredths = 10_000;

/// What of a user counts for a metric.
#[derive(Debug, PartialEq)]
pub(crate) struct Counted {
    /// One of these events.
    pub(crate) events: Vec<String>,
    /// Whether it is a share of users; else a mean of values.
    pub(crate) is_share: bool,
    pub(crate) window_ms: Option<i64>,
}

/// Whether all that a release compares can be measured.
pub(super) fn check(
    app: &App,
    moment: &Moment,
    release: &document::Release,
) -> Result<(), Refusal> {
    let has_prometheus = app.releases.prometheus.is_some();
    for check in &release.checks {
        if let CheckSource::Prometheus { .. } = check.source
            && !has_prometheus
        {
            let detail = format!(
                "The check {} asks Prometheus, and this server knows of none: start it with \
                 `--prometheus-url`.",
                check.name
            );
            return Err(refusal(Code::Invalid, detail));
        }
        let Some(metric) = run::metric(check) else { continue };
        let unfit = |why: String| {
            refusal(Code::Invalid, format!("The check {} cannot be made: {why}.", check.name))
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
    let sides = match &check.source {
        Source::Metric { metric } => {
            let (app, environment) = (app.clone(), Arc::clone(environment));
            let (run, metric, sequential) = (Arc::clone(run), metric.clone(), check.sequential);
            let sides = move || of_metric(&app, &environment, &run, &metric, sequential);
            let sides = tokio::task::spawn_blocking(sides).await;
            sides.unwrap_or_else(|_panicked| Err("it could not be counted".to_owned()))
        }
        Source::Prometheus { samples, .. } => {
            let mut measured = of_prometheus(app, run, check, due).await;
            if samples.is_none() {
                count_evaluations(app, environment, run, &mut measured).await;
            }
            return measured;
        }
    };
    match sides {
        Ok([candidate, baseline]) => Measured { candidate, baseline, ..nothing },
        Err(problem) => Measured { problem: Some(problem), ..nothing },
    }
}

/// What Prometheus says of both sides.
async fn of_prometheus(app: &App, run: &Run, check: &Check, due: Due) -> Measured {
    let Some(prometheus) = &app.releases.prometheus else {
        let problem = Some("this server knows of no Prometheus".to_owned());
        return Measured {
            check: due.check,
            step: due.step,
            run: due.run,
            problem,
            ..Measured::default()
        };
    };
    let definition = run.definition();
    let target = definition.as_ref().and_then(|release| release.target.as_ref());
    let names = Names {
        flag: run.flag(),
        namespace: target.map(|target| target.namespace.as_str()),
        deployment: target.map(|target| target.deployment.as_str()),
    };
    let step = run.release.plan.steps.get(due.step);
    let has_baseline = step.is_some_and(|step| step.share < EVERYBODY);
    prometheus::measure::measure(prometheus, &Asked { due, check, names, has_baseline }).await
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
    let moment = environment.moment();
    let key = MetricKey::parse(metric).ok_or("its metric has no sound name")?;
    let Counted { events, is_share, window_ms } = counted(&moment.documents, &key)?;
    let from = run.watched_since.ok_or("the step has not begun")?;
    let of = NewcomersOf { key: run.flag(), from, to: app.now(), events: &events, window_ms };
    let found = app.events.newcomers(&moment.head.log, of).map_err(|error| error.to_string())?;
    Ok(SIDES.map(|variant| {
        let side = found.iter().find(|side| side.variant == variant);
        side.map_or_else(Side::default, |side| side_of(side, is_share, sequential))
    }))
}

/// The numbers of one side. Pure.
fn side_of(side: &Newcomers, is_share: bool, sequential: bool) -> Side {
    let Newcomers { users, hits, total, .. } = *side;
    match (sequential, users) {
        (_, 0) => Side::default(),
        (true, _) => Side::counted(hits, users),
        (false, _) if is_share => Side::of(hits as f64 / users as f64, users),
        (false, _) => Side::of(total / users as f64, users),
    }
}

/// What of a user counts, or why that cannot be told while a release runs. Pure.
pub(crate) fn counted(documents: &Documents, metric: &MetricKey) -> Result<Counted, String> {
    let Some(document) = documents.metrics().get(metric.as_str()) else {
        let MetricGuess { events, is_share, .. } = MetricGuess::of(metric);
        return Ok(Counted { events, is_share, window_ms: milliseconds(MetricWindow::default()) });
    };
    let is_share = match &document.kind {
        MetricKind::Conversion => true,
        MetricKind::Mean if document.cap.is_none() => false,
        MetricKind::Mean => return Err(format!("the metric {metric} has a cap")),
        kind => return Err(format!("the metric {metric} is of kind {}", kind.name())),
    };
    let window_ms = milliseconds(document.window);
    Ok(Counted { events: vec![document.event.clone()], is_share, window_ms })
}

fn milliseconds(window: MetricWindow) -> Option<i64> {
    match window {
        MetricWindow::Minutes(minutes) => Some(i64::from(minutes) * 60_000),
        MetricWindow::UntilEnd => None,
    }
}
