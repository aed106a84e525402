//! Whether the numbers can be believed, before they are.

use hoist_ruleset::document::MetricKind;
use hoist_stats::{SRM_CONCENTRATION, Srm, covariate_balance, srm, srm_sequential};
use jiff::civil::Date;
use jiff::{Timestamp, tz};

use crate::analysis::{
    CovariateCheck, Health, MultipleExposure, Refusal, SplitCheck, TooEarly, Unsummed,
};
use crate::closed::DAY_MS;
use crate::contrast::{BALANCE_ALPHA, USERS_MIN, past};
use crate::input::Input;
use crate::sums::Cell;

/// A split that is less likely than this by chance is not the one that was planned.
const SRM_ALPHA: f64 = 0.001;
/// By so much more than the whole, a later part is off by chance in one of twenty cases: the
/// quantile of chi-squared with one degree of freedom.
const CHANGE_MIN: f64 = 3.84;
/// More users than this who were shown several variants say that assignments do not hold.
const SEVERAL_MAX: f64 = 0.01;

/// Checks the numbers.
pub(crate) fn check(input: &Input<'_>) -> Health {
    let users = users(input);
    let all: u64 = users.iter().sum();
    let several = count(input, Cell::SEVERAL);
    let share = if several == 0 { 0.0 } else { several as f64 / (all + several) as f64 };
    let multiple_exposure = MultipleExposure { ok: share <= SEVERAL_MAX, users: several, share };
    let smallest = users.iter().enumerate();
    let smallest = smallest.filter(|(place, _)| input.plan.may_have_users(*place));
    let smallest = smallest.min_by_key(|(_, users)| **users);
    let (smallest, fewest) =
        smallest.map_or((None, 0), |(place, users)| (name(input, place), *users));
    let too_early =
        TooEarly { ok: fewest >= USERS_MIN, variant: smallest, users: fewest, needs: USERS_MIN };
    let variants = (0..input.plan.variants.len()).filter_map(|place| u16::try_from(place).ok());
    let cut = |variant| input.ledger.through(Cell::CUT, variant, i32::MAX).users();
    let cut_users = variants.chain([Cell::SEVERAL]).map(cut).sum();
    let places = 0..input.plan.variants.len();
    let unplanned = places.filter(|place| !input.plan.may_have_users(*place));
    let unplanned_users = unplanned.map(|place| count(input, narrow(place))).sum();
    let unsummed = Unsummed { ok: may_wait(input.unsummed, all + several), users: input.unsummed };
    Health {
        srm: split(input, &users, &unsummed),
        unsummed,
        multiple_exposure,
        too_early,
        cut_users,
        unplanned_users,
        covariates: covariates(input),
    }
}

/// Whether so many users may wait beside those that are summed up: at most a tenth of the root of
/// these. That is a fifth of the standard deviation that a count of half of them has, so whoever
/// waits moves no number by more than a small part of its chance.
fn may_wait(unsummed: u64, users: u64) -> bool {
    unsummed.saturating_mul(10).saturating_pow(2) <= users
}

/// How many users each variant has, in the order of the plan; none where it may have none.
#[must_use]
pub fn users(input: &Input<'_>) -> Vec<u64> {
    let users = |place: usize| match input.plan.may_have_users(place) {
        true => count(input, narrow(place)),
        false => 0,
    };
    (0..input.plan.variants.len()).map(users).collect()
}

fn narrow(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(Cell::SEVERAL)
}

fn count(input: &Input<'_>, variant: u16) -> u64 {
    input.ledger.through(Cell::USERS, variant, i32::MAX).users()
}

fn name(input: &Input<'_>, variant: usize) -> Option<String> {
    input.plan.variants.get(variant).map(|variant| variant.name.clone())
}

/// The split, which is wrong by either test. That for one look sees it much sooner. Looked at each
/// day, it calls ten times as many sound splits wrong: it is told where it is the only one.
fn split(input: &Input<'_>, users: &[u64], unsummed: &Unsummed) -> SplitCheck {
    let mut check = SplitCheck {
        at_any_look: false,
        ok: true,
        p_value: None,
        sequential_p_value: None,
        variant: None,
        ratio: None,
        since: None,
        refusal: None,
    };
    let Some(weights) = input.plan.weights() else {
        let reason = "the split is not fixed, so users may be split in any way";
        check.refusal = Some(Refusal { code: "split_not_fixed", reason: reason.to_owned() });
        return check;
    };
    if !unsummed.ok {
        let reason = format!("{} users are still to be summed up", unsummed.users);
        check.refusal = Some(Refusal { code: "summing_up", reason });
        return check;
    }
    let weights: Vec<f64> = weights.into_iter().map(|weight| weight as f64).collect();
    let once = srm(users, &weights);
    let ever = srm_sequential(users, &weights, SRM_CONCENTRATION);
    check.p_value = once.ok().map(|test| test.p_value);
    check.sequential_p_value = ever.ok().map(|test| test.p_value);
    check.refusal = once.err().map(Refusal::from);
    let has_failed = |test: &Srm| test.p_value < SRM_ALPHA;
    check.at_any_look = ever.is_ok_and(|test| has_failed(&test));
    let failed = [ever, once].into_iter().flatten().find(has_failed);
    if let Some(test) = failed {
        let (variant, ratio) = to_name(users, &weights, test);
        let since = off_since(input, &weights);
        let variant = name(input, variant);
        return SplitCheck { ok: false, variant, ratio: Some(ratio), since, ..check };
    }
    check
}

/// The variant to be named, and how many users it has for each that it should have.
///
/// Of two variants the one has too many where the other has too few, and no number tells which of
/// them is wrong. Users are lost more often than they are made up.
fn to_name(users: &[u64], weights: &[f64], test: Srm) -> (usize, f64) {
    let mut with_share = (0..weights.len()).filter(|place| weights[*place] > 0.0);
    let (Some(a), Some(b), None) = (with_share.next(), with_share.next(), with_share.next()) else {
        return (test.variant, test.ratio);
    };
    let [all, whole] = [(users[a] + users[b]) as f64, weights[a] + weights[b]];
    let ratio = |place: usize| users[place] as f64 / (all * weights[place] / whole);
    if ratio(a) < ratio(b) { (a, ratio(a)) } else { (b, ratio(b)) }
}

/// The day since which the split is off: the day from which on users are furthest from the plan by
/// Pearson's statistic, which is the likeliest moment of one change; or the first, unless a later
/// one is likelier by more than chance.
fn off_since(input: &Input<'_>, weights: &[f64]) -> Option<Date> {
    let variants: Vec<Vec<(i32, u64)>> = (0..weights.len())
        .map(|variant| {
            let days = input.ledger.days(Cell::USERS, narrow(variant));
            let days = days.filter(|_| input.plan.may_have_users(variant));
            days.map(|(day, sums)| (day, sums.users())).collect()
        })
        .collect();
    let mut days: Vec<i32> = variants.iter().flatten().map(|(day, _)| *day).collect();
    days.sort_unstable();
    days.dedup();
    let mut users = vec![0_u64; weights.len()];
    let mut by_day = Vec::with_capacity(days.len());
    for day in days.into_iter().rev() {
        for (users, days) in users.iter_mut().zip(&variants) {
            if let Ok(place) = days.binary_search_by_key(&day, |(day, _)| *day) {
                *users = users.saturating_add(days[place].1);
            }
        }
        by_day.push((pearson(&users, weights), day));
    }
    let (first, first_day) = by_day.last().copied()?;
    let (most, worst_day) = by_day.into_iter().max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    date_of(if most - first < CHANGE_MIN { first_day } else { worst_day })
}

fn pearson(users: &[u64], weights: &[f64]) -> f64 {
    let (all, whole): (f64, f64) =
        (users.iter().map(|users| *users as f64).sum(), weights.iter().sum());
    let term = |(users, weight): (&u64, &f64)| {
        let expected = all * weight / whole;
        if expected > 0.0 { (*users as f64 - expected).powi(2) / expected } else { 0.0 }
    };
    users.iter().zip(weights).map(term).sum()
}

/// The date of a day counted from 1970-01-01.
pub(crate) fn date_of(day: i32) -> Option<Date> {
    let at = Timestamp::from_millisecond(i64::from(day).checked_mul(DAY_MS)?).ok()?;
    Some(at.to_zoned(tz::TimeZone::UTC).date())
}

fn covariates(input: &Input<'_>) -> Vec<CovariateCheck> {
    let mut checks = Vec::new();
    for (place, metric) in input.plan.metrics.iter().enumerate() {
        if matches!(metric.kind, MetricKind::Quantile { .. }) {
            continue;
        }
        let Ok(control) = past(input, place, input.plan.control, i32::MAX) else { continue };
        for variant in input.plan.candidates() {
            let Ok(candidate) = past(input, place, variant, i32::MAX) else { continue };
            // Where nobody has a past, there is no variance, and nothing to check.
            let Ok(balance) = covariate_balance(&control, &candidate) else { continue };
            let (p_value, ok) = (balance.p_value, balance.p_value >= BALANCE_ALPHA);
            let variant = name(input, variant).unwrap_or_default();
            checks.push(CovariateCheck { metric: metric.key.clone(), variant, ok, p_value });
        }
    }
    checks
}

#[cfg(test)]
mod tests {
    use crate::trial::Trial;
    use crate::{Cell, Conclusion, Sums, Verdict};

    const THREE: &str = "{control: 0.5, wide: 0.25, tall: 0.25}";

    /// Users of each variant on each day, and whether that is as planned.
    fn check(weights: &str, days: &[&[i64]], expected: Option<(&str, &str)>) {
        let mut trial = Trial::of_variants(weights, "metrics: [conversion_rate]").after(9);
        for (day, users) in (0..).zip(days) {
            for (variant, users) in (0..).zip(*users) {
                trial = trial.converted(0, variant, day, [0, *users]);
            }
        }
        let srm = trial.analyse().health.srm;
        assert_eq!(srm.ok, expected.is_none(), "{srm:?}");
        if let Some((variant, since)) = expected {
            let said = (srm.variant.as_deref(), srm.since.unwrap().to_string());
            assert_eq!(said, (Some(variant), since.to_owned()), "{srm:?}");
        }
    }

    #[test]
    fn splits() {
        check(THREE, &[], None);
        check(THREE, &[&[0, 0, 0]], None);
        check(THREE, &[&[500, 250, 250]], None);
        check(THREE, &[&[500, 230, 270], &[510, 260, 240]], None);
        check(THREE, &[&[500, 150, 250]], Some(("wide", "2026-03-01")));
        check(THREE, &[&[500, 215, 250], &[500, 180, 250]], Some(("wide", "2026-03-01")));
        check(THREE, &[&[5000, 2500, 2500], &[5000, 2100, 2500]], Some(("wide", "2026-03-02")));
        check(
            THREE,
            &[&[500, 250, 250], &[500, 250, 400], &[500, 250, 400]],
            Some(("tall", "2026-03-02")),
        );
        // Of two, the one that lacks users.
        let two = "{control: 0.5, wide: 0.5}";
        check(two, &[&[5000, 4600]], Some(("wide", "2026-03-01")));
        check(two, &[&[4600, 5000]], Some(("control", "2026-03-01")));
        check("{control: 0.9, wide: 0.1}", &[&[7900, 1000]], Some(("control", "2026-03-01")));
        check("{control: 0.5, wide: 0.5, tall: 0}", &[&[500, 500, 0]], None);
        // Who is shown what has no weight came by an older definition, and says nothing of the split.
        check("{control: 0.5, wide: 0.5, tall: 0}", &[&[500, 500, 0], &[500, 500, 9]], None);
        check(
            "{control: 0.5, wide: 0.5, tall: 0}",
            &[&[5000, 4600, 900]],
            Some(("wide", "2026-03-01")),
        );
    }

    #[test]
    fn users_of_a_variant_without_weight_are_counted_apart() {
        let plan = "sample_size: 1000, metrics: [conversion_rate]";
        let trial = Trial::of_variants("{control: 0.5, wide: 0.5, tall: 0}", plan);
        let alone = trial.shares(0, [100, 500], [110, 500]).after(9);
        let with = alone.clone().converted(0, 2, 0, [5, 9]);
        let [alone, with] = [alone, with].map(|mut trial| trial.monitored());
        assert_eq!([alone.health.unplanned_users, with.health.unplanned_users], [0, 9]);
        assert_eq!(with.sample, alone.sample);
        assert_eq!((with.verdict, &with.reason), (alone.verdict, &alone.reason));
    }

    #[test]
    fn a_split_that_is_not_fixed_is_not_judged() {
        let mut trial = Trial::of("metrics: [conversion_rate]").shares(0, [0, 9000], [0, 100]);
        assert!(!trial.analyse().health.srm.ok);
        trial.plan.variants[0].weight = None;
        let srm = trial.analyse().health.srm;
        assert!(srm.ok && srm.p_value.is_none(), "{srm:?}");
        assert_eq!(srm.refusal.unwrap().code, "split_not_fixed");
    }

    #[test]
    fn users_of_several_variants_are_counted() {
        let mut trial = Trial::of("metrics: [conversion_rate]").shares(0, [0, 500], [0, 500]);
        let cell = Cell { metric: Cell::USERS, variant: Cell::SEVERAL, day: 20_513 };
        for (users, share, ok) in
            [(0, 0.0, true), (10, 10.0 / 1010.0, true), (1, 11.0 / 1011.0, false)]
        {
            trial.ledger.add(cell, &Sums::of_user().times(users));
            let several = trial.analyse().health.multiple_exposure;
            assert_eq!((several.share, several.ok), (share, ok), "{several:?}");
        }
        assert_eq!(trial.analyse().sample.observed, 1000);
    }

    #[test]
    fn while_many_wait_nothing_is_decided() {
        assert!(super::may_wait(0, 0) && super::may_wait(12, 16_000));
        assert!(!super::may_wait(1, 99) && !super::may_wait(13, 16_000));
        assert!(!super::may_wait(u64::MAX, 1 << 62));
        // Half of those who came are summed up, of one variant those who did more.
        let plan = "sample_size: 40000, metrics: [conversion_rate]";
        let trial = Trial::of(plan).shares(0, [1834, 7125], [1438, 6942]).after(1);
        let verdict_of = |unsummed| {
            let analysis = Trial { unsummed, ..trial.clone() }.monitored();
            (analysis.verdict, analysis.due.conclude, analysis.reason)
        };
        let (verdict, conclude, reason) = verdict_of(8747);
        assert_eq!((verdict, conclude), (Verdict::KeepRunning, None), "{reason}");
        assert!(reason.starts_with("8,747 users have events that are stored"), "{reason}");
        // With so few it is what it would be without them.
        let (verdict, conclude, reason) = verdict_of(11);
        assert_eq!((verdict, conclude), (Verdict::RollBack, Some(Conclusion::EarlyStop)));
        assert!(reason.contains("is worse"), "{reason}");
        // The split is not judged either.
        let mut off = Trial::of(plan).shares(0, [0, 2000], [0, 1000]).after(1);
        assert!(!off.analyse().health.srm.ok);
        off.unsummed = 1000;
        let srm = off.analyse().health.srm;
        assert_eq!((srm.ok, srm.refusal.unwrap().code), (true, "summing_up"));
    }

    #[test]
    fn it_is_told_by_which_test_a_split_is_wrong() {
        for (wide, ok, at_any_look) in
            [(2050, true, false), (1800, false, false), (1700, false, true)]
        {
            let trial = Trial::of("metrics: [conversion_rate]").shares(0, [0, 2200], [0, wide]);
            let analysis = trial.after(1).analyse();
            let srm = &analysis.health.srm;
            assert_eq!((srm.ok, srm.at_any_look), (ok, at_any_look), "{srm:?}");
            let (once, ever) = (srm.p_value.unwrap(), srm.sequential_p_value.unwrap());
            assert_eq!((ever < 0.001, once < 0.001), (at_any_look, !ok), "{srm:?}");
            let says_one = analysis.reason.contains("for one look, not");
            assert_eq!(says_one, !ok && !at_any_look, "{}", analysis.reason);
        }
    }
}
