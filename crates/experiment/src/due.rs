//! Tests that are due: each is computed once, when its users are there and their windows closed.

use hoist_ruleset::document::Method;

use crate::closed::last_closed_day;
use crate::contrast::{Contrast, contrast};
use crate::input::Input;
use crate::plan::PlannedMetric;
use crate::reading::{Case, alpha};
use crate::standing::{Standing, closed_users};
use crate::tested::{Because, Found, Tested};

/// The parts of the sample at which the group sequential method looks.
const LOOKS: [f64; 5] = [0.2, 0.4, 0.6, 0.8, 1.0];
/// Two looks with less than this between them are one.
const STEP_MIN: f64 = 0.01;

/// The tests that are due now and not yet in the log.
///
/// None once a phase was ended otherwise than by its plan: that moment may have been chosen by what
/// was seen.
pub(crate) fn tests(input: &Input<'_>, standing: &Standing, cases: &[Case<'_>]) -> Vec<Tested> {
    if standing.was_ended {
        return Vec::new();
    }
    cases.iter().filter_map(|case| test(input, standing, case)).collect()
}

fn test(input: &Input<'_>, standing: &Standing, case: &Case<'_>) -> Option<Tested> {
    let plan = input.plan;
    let metric = plan.metrics.get(case.metric)?;
    let (because, information) = match plan.method {
        Method::Hybrid | Method::Fixed => fixed(input, standing, case, metric)?,
        Method::GroupSequential => look(input, standing, case, metric)?,
        Method::AlwaysValid | Method::Bayesian => return None,
    };
    let last_day = last_closed_day(plan, metric, input.now);
    let (found, users, relative, adjusted) =
        match contrast(input, case.metric, case.variant, last_day, alpha(plan)).ok()? {
            Contrast::Counts([control, candidate]) => {
                let users = control[1] + candidate[1];
                (Found::Counts { control, candidate }, users, false, false)
            }
            Contrast::Student(student) => {
                let effect = student.effect;
                let found = Found::Student {
                    estimate: effect.estimate,
                    standard_error: effect.standard_error,
                    degrees_of_freedom: effect.degrees_of_freedom,
                };
                (found, effect.units, student.relative, student.adjusted)
            }
        };
    Some(Tested {
        metric: metric.key.clone(),
        variant: plan.variants.get(case.variant)?.name.clone(),
        at: input.now,
        because,
        information,
        users,
        relative,
        adjusted,
        found,
    })
}

/// The one fixed test.
fn fixed(
    input: &Input<'_>,
    standing: &Standing,
    case: &Case<'_>,
    metric: &PlannedMetric,
) -> Option<(Because, f64)> {
    if case.fixed_test().is_some() {
        return None;
    }
    let closed = closed_users(input, metric);
    let planned = input.plan.sample_size;
    if planned.is_some_and(|planned| closed >= planned) {
        Some((Because::PlannedSample, information(closed, planned)))
    } else {
        standing.is_over.then(|| (Because::EndDate, information(closed, planned)))
    }
}

/// The next look of the group sequential method, if its part of the sample is there.
fn look(
    input: &Input<'_>,
    standing: &Standing,
    case: &Case<'_>,
    metric: &PlannedMetric,
) -> Option<(Because, f64)> {
    let last = case.tested.last();
    if last.is_some_and(|last| last.because != Because::Look) {
        return None;
    }
    let last = last.map_or(0.0, |last| last.information);
    let now = input
        .plan
        .sample_size
        .map_or(0.0, |planned| information(closed_users(input, metric), Some(planned)));
    if standing.is_over || now >= 1.0 {
        let because = if now >= 1.0 { Because::PlannedSample } else { Because::EndDate };
        // What is left of alpha is spent: there is no other look. To count more information than
        // there is makes the look only stricter.
        return Some((because, now.max(1.0).max(last + STEP_MIN)));
    }
    let is_next = LOOKS.iter().any(|part| last < *part && *part <= now) && now - last >= STEP_MIN;
    is_next.then_some((Because::Look, now))
}

fn information(closed: u64, planned: Option<u64>) -> f64 {
    planned.map_or(1.0, |planned| (closed as f64 / planned.max(1) as f64).min(100.0))
}
