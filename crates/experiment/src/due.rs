//! Tests that are due: each is computed once, when its users are there and their windows closed.

use hoist_ruleset::document::Method;
use hoist_stats::{Basis, Effect, Ratio};

use crate::closed::last_closed_day;
use crate::contrast::{Contrast, contrast};
use crate::health::users;
use crate::input::Input;
use crate::plan::PlannedMetric;
use crate::reading::{Case, alpha};
use crate::standing::{Standing, closed_users};
use crate::tested::{Because, Found, Over, Tested};

/// The parts of the sample at which the group sequential method looks.
const LOOKS: [f64; 5] = [0.2, 0.4, 0.6, 0.8, 1.0];
/// Two looks with less than this between them are one.
const STEP_MIN: f64 = 0.01;

/// The tests that are due now and not yet in the log.
///
/// None once a phase has ended. Where that was otherwise than by its plan, the moment may have been
/// chosen by what was seen; where it was by its plan, all its tests were made before.
pub(crate) fn tests(input: &Input<'_>, standing: &Standing, cases: &[Case<'_>]) -> Vec<Tested> {
    if standing.has_ended {
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
    let last_day = last_day(input, metric, because);
    let contrast = contrast(input, case.metric, case.variant, last_day, alpha(plan)).ok()?;
    let Contrast { effect, relative, adjusted, counts } = contrast;
    let over =
        |Ratio { base, base_variance, slope, rest, .. }| Over { base, base_variance, slope, rest };
    let ratio = if let Basis::Ratio(ratio) = effect.basis { Some(ratio) } else { None };
    let Effect { estimate, standard_error, degrees_of_freedom, units: users, .. } = effect;
    let found = match counts {
        Some([control, candidate]) => Found::Counts { control, candidate },
        None => Found::Student { estimate, standard_error, degrees_of_freedom },
    };
    Some(Tested {
        metric: metric.key.clone(),
        variant: plan.variants.get(case.variant)?.name.clone(),
        at: input.as_of,
        because,
        information,
        users,
        relative,
        adjusted,
        found,
        ratio: ratio.map(over),
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
        let all = users(input).iter().sum();
        standing.is_over.then(|| (Because::EndDate, information(all, planned)))
    }
}

/// The last day whose users are in a test: at the end date it is all, whose windows were cut off
/// alike in all variants.
fn last_day(input: &Input<'_>, metric: &PlannedMetric, because: Because) -> i32 {
    match because {
        Because::EndDate => i32::MAX,
        Because::Look | Because::PlannedSample => last_closed_day(input.plan, metric, input.now),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::Trial;
    use crate::{Conclusion, Verdict};

    #[test]
    fn the_fixed_test_is_computed_once() {
        let mut trial = Trial::of("sample_size: 4000, metrics: [conversion_rate]").shares(
            0,
            [500, 2000],
            [560, 2000],
        );
        // The windows of the first day's users are closed on the ninth day.
        for (days, due) in [(1, 0), (7, 0), (8, 1)] {
            trial = trial.after(days);
            let analysis = trial.analyse();
            assert_eq!(analysis.due.tests.len(), due, "{days}");
            assert_eq!((analysis.verdict, analysis.due.conclude), (Verdict::KeepRunning, None));
        }
        let first = trial.monitored();
        assert_eq!(first.due.conclude, Some(Conclusion::PlannedSample));
        // What is late changes the running effect, and never the test.
        trial = trial.shares(0, [20, 100], [60, 100]);
        let later = trial.monitored();
        assert_eq!((trial.tested.len(), later.due.tests.len()), (1, 0));
        assert_eq!(later.metrics[0].variants[1].effect.as_ref().unwrap().tests, 1);
    }

    #[test]
    fn at_the_end_date_all_windows_are_closed() {
        let plan = "end_date: 2026-03-04T12:00:00Z, metrics: [conversion_rate, clicks_rate]";
        let mut trial = Trial::of(plan).shares(0, [500, 2000], [620, 2000]).after(3);
        trial = trial.shares(1, [500, 2000], [500, 2000]);
        assert_eq!(trial.analyse().due.tests.len(), 0);
        let ended = trial.after(4);
        let tests = ended.analyse().due.tests;
        assert_eq!(
            tests.iter().map(|test| test.because).collect::<Vec<_>>(),
            [Because::EndDate; 2]
        );
        // Who ended it before has perhaps seen what came: no test is computed at such a moment.
        let mut by_hand = ended.clone();
        by_hand.plan.ended = Some(crate::trial::start());
        let analysis = by_hand.analyse();
        assert_eq!((analysis.due.tests.len(), analysis.due.conclude), (0, None));
    }

    #[test]
    fn looks_are_at_parts_of_the_sample() {
        let plan = "method: group_sequential, sample_size: 4000, metrics: [conversion_rate]";
        let mut trial = Trial::of(plan);
        let mut looks = Vec::new();
        for day in 0..12_i32 {
            trial = trial.converted(0, 0, day, [90, 360]).converted(0, 1, day, [92, 360]);
            trial = trial.after(i64::from(day) + 8);
            let due = trial.analyse().due.tests;
            looks.extend(due.iter().map(|test| (day, test.because, test.information)));
            trial.tested.extend(due);
        }
        use Because::{Look, PlannedSample};
        let expected = [
            (1, Look, 0.36),
            (2, Look, 0.54),
            (3, Look, 0.72),
            (4, Look, 0.9),
            (5, PlannedSample, 1.08),
        ];
        assert_eq!(looks, expected);
        assert_eq!(trial.analyse().verdict, Verdict::NoDifference);
    }

    #[test]
    fn the_last_look_spends_what_is_left() {
        let plan = "method: group_sequential, sample_size: 4000, end_date: 2026-03-10T00:00:00Z, \
                    metrics: [conversion_rate]";
        let mut trial = Trial::of(plan).shares(0, [250, 1000], [300, 1000]).after(8);
        let early = trial.monitored();
        assert_eq!((trial.tested[0].because, early.verdict), (Because::Look, Verdict::KeepRunning));
        trial = trial.after(9);
        let last = trial.monitored();
        assert_eq!((trial.tested[1].because, trial.tested[1].information), (Because::EndDate, 1.0));
        assert_eq!((last.verdict, last.due.conclude), (Verdict::Ship, Some(Conclusion::EndDate)));
    }
}
