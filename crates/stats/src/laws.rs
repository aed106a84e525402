//! What holds of all data.

use proptest::prelude::*;

use crate::special::{normal, student};
use crate::{
    Alpha, Arrivals, ConfidenceSequence, Cuped, Due, Effect, Estimate, Hybrid, Method, MixtureTest,
    Moments, Proportion, benjamini_hochberg, best_allocation, difference, hodges_lehmann, holm,
    lift_by_delta, lift_by_fieller, lift_by_log_ratio, lift_of_proportions, mann_whitney, newcombe,
    odds_ratio, post_stratified,
};

mod integrals;
mod readings;
mod total;

fn estimates() -> impl Strategy<Value = Estimate> {
    (2_u64..1_000_000, -100.0..100.0_f64, 0.01..1000.0_f64)
        .prop_map(|(units, value, variance)| Estimate::new(units, value, variance).unwrap())
}

fn proportions() -> impl Strategy<Value = Proportion> {
    (1_u64..5000, 0.0..1.0_f64).prop_map(|(units, share)| {
        let successes = (0..units).filter(|unit| *unit as f64 + 0.5 < share * units as f64);
        Proportion::new(successes.count() as u64, units).unwrap()
    })
}

fn alphas() -> impl Strategy<Value = Alpha> {
    prop_oneof![Just(0.05), Just(0.01), 1e-9..0.5_f64].prop_map(|alpha| Alpha::new(alpha).unwrap())
}

fn rows<const K: usize>() -> impl Strategy<Value = Vec<[f64; K]>> {
    proptest::collection::vec(proptest::array::uniform(-1000.0..1000.0_f64), 2..60)
}

fn is_close(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= 1e-9 * scale
}

/// All tests of two variants that have an interval.
fn effects(a: &Estimate, b: &Estimate, p: Proportion, q: Proportion, alpha: Alpha) -> Vec<Effect> {
    let fixed = difference(a, b, alpha);
    let sequence = ConfidenceSequence::planned(Alpha::FIVE_PERCENT, 5000).unwrap();
    let mixture = MixtureTest::for_effects_of(0.5).unwrap();
    let mut hybrid = Hybrid::planned(Alpha::FIVE_PERCENT, 5000).unwrap();
    let before = fixed.and_then(|fixed| hybrid.read(&fixed, alpha));
    let after = fixed.and_then(|fixed| {
        let half = Effect { estimate: 0.5 * fixed.estimate, ..fixed };
        hybrid.conclude(&half, Due::EndDate)?;
        hybrid.read(&fixed, alpha)
    });
    let all = [
        fixed,
        lift_by_delta(a, b, alpha),
        lift_by_fieller(a, b, alpha),
        newcombe(p, q, alpha),
        lift_by_log_ratio(p, q, alpha),
        lift_of_proportions(p, q, alpha),
        fixed.and_then(|effect| sequence.at(&effect, alpha)),
        fixed.and_then(|effect| mixture.at(&effect, alpha)),
        before,
        after,
    ];
    all.into_iter().filter_map(Result::ok).collect()
}

/// Differences with a covariate, with two, and within strata.
fn adjusted(a: &[[f64; 3]], b: &[[f64; 3]], alpha: Alpha) -> Vec<Effect> {
    fn first<const K: usize>(rows: &[[f64; 3]]) -> Moments<K> {
        let rows: Vec<[f64; K]> = rows.iter().map(|row| std::array::from_fn(|i| row[i])).collect();
        Moments::of(&rows).unwrap()
    }
    let by_one = Cuped::fit(&[first::<2>(a), first(b)]).unwrap();
    let by_two = Cuped::fit(&[first::<3>(a), first(b)]).unwrap();
    let ((a1, a2), (b1, b2)) = (a.split_at(a.len() / 2), b.split_at(b.len() / 2));
    let all = [
        by_one.difference(&first(a), &first(b), alpha),
        by_two.difference(&first(a), &first(b), alpha),
        post_stratified(&[(first(a1), first(b1)), (first(a2), first(b2))], alpha)
            .map(|said| said.effect),
    ];
    all.into_iter().filter_map(Result::ok).collect()
}

/// Whether the interval covers zero if and only if the p-value is at least alpha.
fn agrees(effect: &Effect, alpha: Alpha) -> bool {
    let near = (effect.p_value / alpha.get() - 1.0).abs() < 1e-6;
    near || effect.interval.covers_zero() == (effect.p_value >= alpha.get())
}

proptest! {
    #[test]
    fn interval_covers_zero_where_p_is_at_least_alpha(
        a in estimates(), b in estimates(), p in proportions(), q in proportions(),
        alpha in alphas(),
    ) {
        for effect in effects(&a, &b, p, q, alpha) {
            prop_assert!(agrees(&effect, alpha), "{effect:?} {alpha:?}");
            prop_assert!(effect.interval.lower <= effect.interval.upper);
        }
    }

    #[test]
    fn swapping_the_variants_flips_the_sign(
        a in estimates(), b in estimates(), p in proportions(), q in proportions(),
        alpha in alphas(),
    ) {
        let pairs = [
            (difference(&a, &b, alpha).unwrap(), difference(&b, &a, alpha).unwrap()),
            (newcombe(p, q, alpha).unwrap(), newcombe(q, p, alpha).unwrap()),
        ];
        for (one, other) in pairs {
            let scale = one.estimate.abs() + one.interval.upper - one.interval.lower;
            prop_assert!(is_close(one.estimate, -other.estimate, scale));
            prop_assert!(is_close(one.interval.lower, -other.interval.upper, scale));
            prop_assert!(is_close(one.p_value, other.p_value, one.p_value));
        }
    }

    #[test]
    fn adjusted_effects_are_effects(
        a in rows::<3>(), b in rows::<3>(), shift in -2000.0..2000.0_f64, alpha in alphas(),
    ) {
        let b: Vec<[f64; 3]> = b.iter().map(|[y, x, z]| [y + shift, *x, *z]).collect();
        for (effect, other) in adjusted(&a, &b, alpha).iter().zip(adjusted(&b, &a, alpha)) {
            prop_assert!(agrees(effect, alpha), "{effect:?} {alpha:?}");
            let scale = effect.estimate.abs() + effect.standard_error;
            prop_assert_eq!(effect.method, other.method);
            prop_assert!(is_close(effect.estimate, -other.estimate, scale));
            prop_assert!(is_close(effect.interval.lower, -other.interval.upper, 1e3 * scale));
        }
        // Relative to one variant or the other, lifts do not swap.
        let [a, b] = [&a, &b].map(|rows| Moments::of(rows).unwrap());
        let cuped = Cuped::fit(&[a, b]).unwrap();
        let lifts = [cuped.lift_by_delta(&a, &b, alpha), cuped.lift_by_fieller(&a, &b, alpha)];
        for lift in lifts.into_iter().filter_map(Result::ok) {
            prop_assert!(agrees(&lift, alpha), "{lift:?} {alpha:?}");
        }
    }

    #[test]
    fn ranks_swap_too(a in rows::<1>(), b in rows::<1>()) {
        let (a, b) = (a.concat(), b.concat());
        let (one, other) = (mann_whitney(&a, &b).unwrap(), mann_whitney(&b, &a).unwrap());
        prop_assert!(is_close(one.z, -other.z, 1.0));
        prop_assert!(is_close(one.probability, 1.0 - other.probability, 1.0));
    }

    #[test]
    fn odds_and_shifts_are_those_of_their_tests(
        p in proportions(), q in proportions(), a in rows::<1>(), b in rows::<1>(),
        alpha in alphas(),
    ) {
        if let Ok(odds) = odds_ratio(p, q, alpha) {
            let near = (odds.p_value / alpha.get() - 1.0).abs() < 1e-9;
            let covers = odds.lower <= 1.0 && odds.upper.is_none_or(|upper| upper >= 1.0);
            prop_assert!(near || covers == (odds.p_value >= alpha.get()), "{p:?} {q:?} {odds:?}");
            let other = odds_ratio(q, p, alpha).unwrap();
            prop_assert!(is_close(odds.ln_p_value, other.ln_p_value, 1.0));
            if let (Some(upper), Some(estimate)) = (odds.upper, odds.estimate) {
                prop_assert!(is_close(upper * other.lower, 1.0, 1.0), "{odds:?} {other:?}");
                prop_assert!(odds.lower <= estimate && estimate <= upper);
            }
        }
        let (a, b) = (a.concat(), b.concat());
        if let Ok(shift) = hodges_lehmann(&a, &b, alpha) {
            let p = mann_whitney(&a, &b).unwrap().p_value;
            let near = (p / alpha.get() - 1.0).abs() < 1e-9;
            prop_assert!(near || shift.interval.covers_zero() == (p >= alpha.get()), "{shift:?}");
            let moved: Vec<f64> = b.iter().map(|value| value + 64.0).collect();
            let moved = hodges_lehmann(&a, &moved, alpha).unwrap();
            prop_assert!(is_close(moved.estimate, shift.estimate + 64.0, 1000.0));
            let other = hodges_lehmann(&b, &a, alpha).unwrap();
            prop_assert!(is_close(other.interval.lower, -shift.interval.upper, 1000.0));
        }
    }

    #[test]
    fn merged_parts_are_the_whole(rows in rows::<3>(), at in any::<prop::sample::Index>()) {
        let (first, second) = rows.split_at(at.index(rows.len()));
        let merged = Moments::of(first).unwrap().merge(&Moments::of(second).unwrap()).unwrap();
        let whole = Moments::of(&rows).unwrap();
        for (i, j) in [(0, 0), (0, 2), (2, 1), (1, 1)] {
            prop_assert!(is_close(merged.means()[i], whole.means()[i], 1000.0));
            let both = (merged.covariance(i, j).unwrap(), whole.covariance(i, j).unwrap());
            prop_assert!(is_close(both.0, both.1, 1e6));
        }
    }

    #[test]
    fn exact_sums_are_the_moments(values in proptest::collection::vec(any::<[i32; 2]>(), 2..50)) {
        let wide: Vec<[i128; 2]> = values.iter().map(|row| row.map(i128::from)).collect();
        let sum = |of: &dyn Fn(&[i128; 2]) -> i128| wide.iter().map(of).sum::<i128>();
        let sums = [sum(&|row| row[0]), sum(&|row| row[1])];
        let mixed = sum(&|row| row[0] * row[1]);
        let products =
            [[sum(&|row| row[0] * row[0]), mixed], [mixed, sum(&|row| row[1] * row[1])]];
        let exact = Moments::from_exact_sums(values.len() as u64, sums, products, 1e-6).unwrap();
        let rows: Vec<_> = values.iter().map(|row| row.map(|n| f64::from(n) * 1e-6)).collect();
        let moments = Moments::of(&rows).unwrap();
        for (i, j) in [(0, 0), (0, 1), (1, 1)] {
            let both = (exact.covariance(i, j).unwrap(), moments.covariance(i, j).unwrap());
            prop_assert!(is_close(both.0, both.1, 1e7));
            prop_assert!(is_close(exact.means()[i], moments.means()[i], 2e3));
        }
    }

    #[test]
    fn scaled_data_have_scaled_effects(
        a in rows::<2>(), b in rows::<2>(), scale in 1e-6..1e6_f64, alpha in alphas(),
    ) {
        let scaled = |rows: &[[f64; 2]]| -> Vec<_> {
            rows.iter().map(|row| row.map(|number| number * scale)).collect()
        };
        let effect = |a: &[[f64; 2]], b: &[[f64; 2]]| {
            let (a, b) = (Moments::of(a).unwrap(), Moments::of(b).unwrap());
            let cuped = Cuped::fit(&[a, b]).unwrap();
            let lift = cuped.lift_by_delta(&a, &b, alpha).unwrap();
            (cuped.difference(&a, &b, alpha).unwrap(), lift)
        };
        let (plain, scaled) = (effect(&a, &b), effect(&scaled(&a), &scaled(&b)));
        let size = plain.0.estimate.abs() + plain.0.standard_error;
        prop_assert!(is_close(scaled.0.estimate / scale, plain.0.estimate, size));
        prop_assert!(is_close(scaled.0.p_value, plain.0.p_value, plain.0.p_value * 100.0));
        let size = plain.1.estimate.abs() + plain.1.standard_error;
        prop_assert!(is_close(scaled.1.estimate, plain.1.estimate, size * 100.0));
    }

    #[test]
    fn larger_effects_have_smaller_p(
        a in estimates(), effect in 0.0..10.0_f64, more in 1.0001..3.0_f64, alpha in alphas(),
    ) {
        let at = |effect| Estimate::new(500, a.value() + effect, 4.0).unwrap();
        let all = |effect| {
            let one = Proportion::new(500, 1000).unwrap();
            effects(&a, &at(effect), one, one, alpha)
        };
        let (small, large) = (all(effect), all(effect * more));
        let methods = |all: &[Effect]| all.iter().map(|one| one.method).collect::<Vec<_>>();
        // None is left out because another is refused, and there is more than one.
        prop_assert_eq!(methods(&small), methods(&large));
        prop_assert!(small.len() > 3 && small[0].method == Method::Welch);
        for (small, large) in small.iter().zip(large) {
            // By the delta method, a larger lift is also less certain.
            if small.method != Method::Delta && small.estimate > 0.0 {
                prop_assert!(large.p_value <= small.p_value * (1.0 + 1e-9), "{small:?} {large:?}");
            }
        }
    }

    #[test]
    fn units_only_come_and_come_more_slowly(
        past in proptest::collection::vec(0_u64..10_000, 14..40), units in 0.0..1e6_f64,
    ) {
        let arrivals = Arrivals::of(&past).unwrap();
        let days = u32::try_from(past.len()).unwrap();
        prop_assert!(is_close(arrivals.after(days), past.iter().sum::<u64>() as f64, 1e-3));
        let week = |from: u32| arrivals.after(from + 7) - arrivals.after(from);
        for day in days..days + 30 {
            let (now, next) = (week(day), week(day + 7));
            prop_assert!(now >= 0.0 && next <= now * (1.0 + 1e-9) + 1e-6, "{day} {now} {next}");
        }
        let day = arrivals.days_until(units);
        prop_assert!(day.is_none_or(|day| arrivals.after(day) >= units));
        prop_assert!(day.is_none_or(|day| day == 1 || arrivals.after(day - 1) < units));
    }

    #[test]
    fn the_best_allocation_has_the_least_variance(candidates in 1_u64..20, off in 0.5..2.0_f64) {
        // Of a difference from the control, for one unit in all.
        let k = candidates as f64;
        let variance = |allocation: f64| (1.0 + 1.0 / allocation) * (1.0 + k * allocation);
        let best = best_allocation(candidates).unwrap();
        prop_assert!(variance(best) <= variance(best * off) * (1.0 + 1e-12));
    }

    #[test]
    fn corrected_level_makes_the_decisions(
        p in proptest::collection::vec(prop_oneof![0.0..0.1_f64, 0.0..=1.0_f64], 1..20),
        alpha in alphas(),
    ) {
        for corrected in [holm(&p, alpha).unwrap(), benjamini_hochberg(&p, alpha).unwrap()] {
            for (raw, adjusted) in p.iter().zip(&corrected.p_values) {
                prop_assert!(adjusted >= raw);
                let near = (raw / corrected.level.get() - 1.0).abs() < 1e-9;
                let is_positive = *adjusted < alpha.get();
                prop_assert!(near || is_positive == (*raw < corrected.level.get()));
            }
        }
    }

    #[test]
    fn quantiles_are_the_inverse_of_tails(ln_p in -690.0..-0.001_f64, ln_df in 0.0..45.0_f64) {
        let (p, df) = (ln_p.exp(), ln_df.exp());
        let t = student::two_sided_quantile(p, df);
        prop_assert!(is_close(student::two_sided(t, df), p, p), "{p} {df} {t}");
        let z = normal::two_sided_quantile(p);
        prop_assert!(is_close(normal::two_sided(z), p, p), "{p} {z}");
    }
}

/// Whoever computes it again, at a better moment, gets what was computed.
#[test]
fn the_fixed_test_is_computed_once() {
    let alpha = Alpha::FIVE_PERCENT;
    let effect = |units, value| {
        let one = |value| Estimate::new(units, value, 1.0).unwrap();
        difference(&one(1.0), &one(value), alpha).unwrap()
    };
    let mut rule = Hybrid::planned(alpha, 1000).unwrap();
    assert!(rule.conclude(&effect(499, 1.5), Due::Planned).is_err());
    assert_eq!(rule.fixed(), None);
    let first = rule.conclude(&effect(500, 1.01), Due::Planned).unwrap();
    let read = rule.read(&effect(600, 1.1), alpha);
    for due in [Due::Planned, Due::EndDate] {
        assert_eq!(rule.conclude(&effect(5000, 1.5), due), Ok(first));
    }
    assert_eq!(rule.read(&effect(600, 1.1), alpha), read);
    // As it is logged: estimate, standard error and degrees of freedom.
    let Effect { units, estimate, standard_error, degrees_of_freedom, .. } = first;
    let logged =
        Effect::known_by_student(units, estimate, standard_error, degrees_of_freedom, alpha);
    let again = Hybrid::concluded(alpha, 1000, logged.unwrap()).unwrap();
    assert_eq!(again.read(&effect(600, 1.1), alpha), read);
}
