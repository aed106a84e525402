//! How far a phase is: users, closed windows, the planned end.

use hoist_ruleset::document::{Method, MetricRole};
use hoist_stats::{Alpha, Design, Hybrid};
use jiff::Timestamp;

use crate::against::logged;
use crate::analyse::is_peek_proof;
use crate::analysis::{Conclusion, Sample};
use crate::closed::{DAY_MS, closes_at_ms, day_of, is_over, last_closed_day};
use crate::contrast::contrast;
use crate::health::users;
use crate::input::Input;
use crate::plan::PlannedMetric;
use crate::reading::{Case, alpha};
use crate::sums::Cell;
use crate::tested::Because;

/// The pace is that of so many days.
const PACE_DAYS: i32 = 7;
const POWER: f64 = 0.8;
/// Fewer users tell no pace.
const PACE_USERS_MIN: u64 = 100;

/// How far a phase is.
pub(crate) struct Standing {
    /// Users whose windows of all metrics that decide are closed.
    pub(crate) closed: u64,
    /// Its end has come.
    pub(crate) is_over: bool,
    /// It was ended, by its plan or otherwise: no test of it is made any more.
    pub(crate) has_ended: bool,
    /// It was ended before its end, by somebody or by another phase.
    pub(crate) was_ended: bool,
    /// As many users as planned have closed windows.
    pub(crate) is_reached: bool,
    /// Nothing more is to come, by its plan or otherwise.
    pub(crate) is_at_end: bool,
    /// The same, by its plan.
    pub(crate) is_planned_end: bool,
}

impl Standing {
    pub(crate) fn of(input: &Input<'_>) -> Self {
        let (plan, now) = (input.plan, input.now);
        let closed = deciding(input).into_iter().map(|metric| closed_users(input, metric)).min();
        let closed = closed.unwrap_or_else(|| users(input).iter().sum());
        let is_over = is_over(plan, now);
        let ended = plan.ended.filter(|ended| *ended <= now);
        let has_ended = ended.is_some();
        let was_ended =
            ended.is_some_and(|ended| plan.end_date.is_none_or(|end_date| ended < end_date));
        // What the log says was reached stays so, also if users turn out to be none.
        let is_reached = plan.sample_size.is_some_and(|planned| closed >= planned)
            || plan.ended_by == Some(Conclusion::PlannedSample)
            || was_reached(input);
        let is_at_end = is_over || is_reached;
        let is_planned_end = is_reached || (is_over && !was_ended);
        Self { closed, is_over, has_ended, was_ended, is_reached, is_at_end, is_planned_end }
    }
}

/// The metrics whose windows the planned end waits for: goals and guardrails, or all where there
/// are none.
fn deciding<'i>(input: &Input<'i>) -> Vec<&'i PlannedMetric> {
    let metrics = &input.plan.metrics;
    let decides = |metric: &&PlannedMetric| metric.role != MetricRole::Secondary;
    let deciding: Vec<_> = metrics.iter().filter(decides).collect();
    if deciding.is_empty() { metrics.iter().collect() } else { deciding }
}

/// Whether all that decides was tested because the planned sample was there.
fn was_reached(input: &Input<'_>) -> bool {
    let of_sample = |key: &str, variant: usize| {
        let name = input.plan.variants.get(variant).map(|variant| &variant.name);
        input.tested.iter().any(|test| {
            (test.metric.as_str(), Some(&test.variant)) == (key, name)
                && test.because == Because::PlannedSample
        })
    };
    !input.tested.is_empty()
        && deciding(input)
            .iter()
            .all(|metric| input.plan.candidates().all(|variant| of_sample(&metric.key, variant)))
}

/// The variants that may have users, as sums call them.
fn open<'i>(input: &Input<'i>) -> impl Iterator<Item = u16> + use<'i> {
    input.plan.open().filter_map(|place| u16::try_from(place).ok())
}

/// Users, of all variants, whose window of a metric is closed.
pub(crate) fn closed_users(input: &Input<'_>, metric: &PlannedMetric) -> u64 {
    let last = last_closed_day(input.plan, metric, input.now);
    open(input).map(|variant| input.ledger.through(Cell::USERS, variant, last).users()).sum()
}

/// How far a phase is, for people.
pub(crate) fn sample(input: &Input<'_>, standing: &Standing, cases: &[Case<'_>]) -> Sample {
    let planned = input.plan.sample_size;
    let observed = users(input).iter().sum();
    let progress = planned.map(|planned| (standing.closed as f64 / planned.max(1) as f64).min(1.0));
    let expected_end = expected_end(input, standing, observed);
    let seconds_left = expected_end.map(|end| {
        u64::try_from(end.as_second().saturating_sub(input.now.as_second())).unwrap_or(0)
    });
    let detectable = detectable(input, cases);
    let detectable_effect = detectable.map(|(effect, _)| effect);
    // The standard error falls with the root of the users.
    let users_for_min_effect =
        detectable.zip(input.plan.min_effect).and_then(|((now, closed), min)| {
            let users = closed as f64 * (now / min).powi(2);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "just checked to be between 0 and 1e15"
            )]
            (0.0..1e15).contains(&users).then_some(users.ceil() as u64)
        });
    let closed = standing.closed;
    let cut_off = cut_off(standing, observed, closed);
    Sample {
        planned,
        observed,
        closed,
        cut_off,
        progress,
        expected_end,
        seconds_left,
        detectable_effect,
        users_for_min_effect,
    }
}

/// How many had their window cut off by the end, at most, where it has come.
pub(crate) fn cut_off(standing: &Standing, observed: u64, closed: u64) -> u64 {
    if standing.is_over { observed.saturating_sub(closed) } else { 0 }
}

/// When the planned end is reached if users go on to come as they did, or the end date.
fn expected_end(input: &Input<'_>, standing: &Standing, observed: u64) -> Option<Timestamp> {
    if standing.is_at_end {
        return Some(input.plan.end().map_or(input.now, |end| end.min(input.now)));
    }
    let by_sample = input.plan.sample_size.and_then(|planned| {
        let last_day = match planned.checked_sub(observed).filter(|missing| *missing > 0) {
            None => day_of_user(input, planned)?,
            Some(missing) => day_of(comes_at(input, missing)?),
        };
        let closes = |metric| closes_at_ms(input.plan, last_day, metric);
        let closes: Option<Vec<i64>> = deciding(input).into_iter().map(closes).collect();
        let last = closes?.into_iter().max()?.max(input.now.as_millisecond());
        Timestamp::from_millisecond(last).ok()
    });
    [by_sample, input.plan.end()].into_iter().flatten().min()
}

/// When so many more users will have come.
fn comes_at(input: &Input<'_>, missing: u64) -> Option<Timestamp> {
    let today = day_of(input.now);
    let first = today.saturating_sub(PACE_DAYS - 1);
    let from = (i64::from(first) * DAY_MS).max(input.plan.started.as_millisecond());
    let elapsed = input.now.as_millisecond().checked_sub(from).filter(|elapsed| *elapsed > 0)?;
    let lately = |variant| {
        let days = input.ledger.days(Cell::USERS, variant);
        days.filter(|(day, _)| *day >= first).map(|(_, sums)| sums.users()).sum::<u64>()
    };
    let came: u64 = open(input).map(lately).sum();
    let wait = u128::from(missing) * u128::try_from(elapsed).ok()? / u128::from(came.max(1));
    let wait = i64::try_from(wait).ok().filter(|_| came >= PACE_USERS_MIN)?;
    Timestamp::from_millisecond(input.now.as_millisecond().checked_add(wait)?).ok()
}

/// The day on which there were so many users.
fn day_of_user(input: &Input<'_>, count: u64) -> Option<i32> {
    let mut days: Vec<(i32, u64)> = open(input)
        .flat_map(|variant| input.ledger.days(Cell::USERS, variant))
        .map(|(day, sums)| (day, sums.users()))
        .collect();
    days.sort_unstable();
    let mut all = 0;
    let reached = days.into_iter().find(|(_, users)| {
        all += users;
        all >= count
    });
    reached.map(|(day, _)| day)
}

/// What can be detected, and by how many users of all variants: by the one fixed test where it was
/// computed, else by such a test of those whose windows are closed. The least precise of the
/// variants decides.
///
/// At the level of that test: the part of alpha that its method leaves to it, divided among all
/// goals and variants, as the first step of Holm's correction does.
fn detectable(input: &Input<'_>, cases: &[Case<'_>]) -> Option<(f64, u64)> {
    let plan = input.plan;
    let is_goal = |metric: &&PlannedMetric| metric.role == MetricRole::Goal;
    let first = plan.metrics.iter().position(|metric| metric.role == MetricRole::Goal)?;
    let tests = plan.metrics.iter().filter(is_goal).count() * plan.candidates().count();
    let share = if plan.method == Method::Hybrid { Hybrid::FIXED_SHARE } else { 1.0 };
    let level = Alpha::new(alpha(plan).get() * share / tests.max(1) as f64).ok()?;
    let metric = plan.metrics.get(first)?;
    let of_first = || cases.iter().filter(|case| case.metric == first);
    let closed = last_closed_day(plan, metric, input.now);
    let is_tested = of_first().all(|case| case.fixed_test().is_some());
    let error = |case: &Case<'_>| {
        let contrast = match case.fixed_test() {
            Some(test) if is_tested => logged(test).ok()?,
            _ => contrast(input, first, case.variant, closed, level).ok()?,
        };
        contrast.relative.then_some(contrast.effect.standard_error)
    };
    let errors: Option<Vec<f64>> = of_first().map(error).collect();
    let error = errors?.into_iter().max_by(f64::total_cmp)?;
    let is_cut = is_tested && is_over(plan, input.now);
    let users = if is_cut { users(input).iter().sum() } else { closed_users(input, metric) };
    Some((Design::new(level, POWER, 1.0).ok()?.detectable(error).ok()?, users))
}

/// Whether an effect may be read as it is: what is not peek-proof waits for its one look.
pub(crate) fn is_sound(input: &Input<'_>, standing: &Standing, tests: u32) -> bool {
    match input.plan.method {
        Method::Hybrid | Method::GroupSequential | Method::AlwaysValid => true,
        Method::Fixed => tests > 0,
        Method::Bayesian => standing.is_planned_end,
    }
}

/// Whether an effect may decide by now: what is not peek-proof does so at the planned end alone.
pub(crate) fn decides(input: &Input<'_>, standing: &Standing, tests: u32) -> bool {
    let is_time = standing.is_planned_end || is_peek_proof(input.plan.method);
    is_time && is_sound(input, standing, tests)
}

/// Whether an effect is all that its method has to say at the end.
pub(crate) fn is_final(input: &Input<'_>, standing: &Standing, tests: u32) -> bool {
    let is_tested = matches!(input.plan.method, Method::Hybrid | Method::GroupSequential);
    decides(input, standing, tests) && (tests > 0 || !is_tested)
}

#[cfg(test)]
mod tests {
    use crate::trial::Trial;

    /// Days, each with so many users, until now; the time left in days.
    fn check(plan: &str, users: &[i64], expected: Option<f64>) {
        let mut trial = Trial::of(plan);
        for (day, users) in (0..).zip(users) {
            trial = trial.converted(0, 0, day, [0, users / 2]).converted(0, 1, day, [0, users / 2]);
        }
        let left = trial.after(i64::try_from(users.len()).unwrap()).analyse().sample.seconds_left;
        assert_eq!(left.map(|seconds| seconds as f64 / 86_400.0), expected, "{plan} {users:?}");
    }

    #[test]
    fn time_left() {
        let sample = "sample_size: 4000, metrics: [conversion_rate]";
        check(sample, &[], None);
        check(sample, &[0, 0], None);
        // Three more days, the rest of that day, and the window of a week.
        check(sample, &[1000], Some(11.0));
        check(sample, &[1000, 1000, 1000, 1000], Some(7.0));
        check(sample, &[1000, 1000, 1000, 1000, 0, 0], Some(5.0));
        check(sample, &[4000, 0, 0, 0, 0, 0, 0, 0], Some(0.0));
        check("end_date: 2026-03-05T00:00:00Z, metrics: [conversion_rate]", &[10], Some(3.0));
        let both = "sample_size: 4000, end_date: 2026-03-05T00:00:00Z, metrics: [conversion_rate]";
        check(both, &[1000], Some(3.0));
        check("metrics: [conversion_rate]", &[1000], None);
    }

    #[test]
    fn users_for_the_smallest_effect() {
        let plan = "sample_size: 4000, min_detectable_effect: 0.05, metrics: [conversion_rate]";
        let sample = Trial::of(plan).shares(0, [500, 2000], [500, 2000]);
        let early = sample.clone().after(3).analyse().sample;
        assert_eq!(
            (early.progress, early.closed, early.users_for_min_effect),
            (Some(0.0), 0, None)
        );
        // 16 (1 - p)/p/effect^2 for each variant is a rule of thumb, at a level of 0.05: with four
        // fifths of that it takes 6.5 % more.
        let users = sample.clone().after(9).monitored().sample.users_for_min_effect;
        let rule = 1.065 * 2.0 * 16.0 * 3.0 / 0.0025;
        assert!((users.unwrap() as f64 / rule - 1.0).abs() < 0.03, "{users:?}");
        // Who comes later, and has an open window, makes nothing more certain.
        let later = sample.converted(0, 0, 8, [500, 2000]).after(9).analyse().sample;
        assert_eq!((later.users_for_min_effect, later.closed), (users, 4000));
    }
}
