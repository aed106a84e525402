//! Whatever the numbers, an answer is finite or a refusal.

use proptest::prelude::*;

use crate::{
    Alpha, Arrivals, Better, BoundedMean, Cap, ConfidenceSequence, Cuped, Design, Due, Effect,
    Estimate, Hybrid, Interval, MixtureTest, Moments, Normal, Proportion, Ratio, Refusal,
    benjamini_hochberg, best_allocation, cochran_q, covariate_balance, design_effect, difference,
    difference_of_proportions, fisher_exact, hodges_lehmann, holm, lift, lift_by_delta,
    lift_by_fieller, lift_by_log_ratio, lift_of_proportions, lift_score, linearised, mann_whitney,
    newcombe, non_inferiority, odds_ratio, post_stratified, power, power_of_t_test, quantile,
    quantile_of_clusters, srm, srm_sequential, stratified, thompson_weights,
};

/// Any number there is: by its bits, by its size, and those that things go wrong with.
pub(super) fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<u64>().prop_map(f64::from_bits),
        -10.0..10.0_f64,
        0.0..1.0_f64,
        (-320.0..308.0_f64).prop_map(|exponent| 10.0_f64.powf(exponent)),
        prop::sample::select(vec![
            0.0,
            -0.0,
            1.0,
            -1.0,
            f64::MAX,
            f64::MIN,
            f64::MIN_POSITIVE,
            5e-324,
            f64::EPSILON,
            1.0 - f64::EPSILON / 2.0,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NAN,
        ]),
    ]
}

fn any_count() -> impl Strategy<Value = u64> {
    prop_oneof![0_u64..4, 0_u64..3000, 0..10_u64.pow(9), any::<u64>()]
}

pub(super) fn any_alpha() -> impl Strategy<Value = Alpha> {
    any_number().prop_map(|alpha| Alpha::new(alpha).unwrap_or(Alpha::FIVE_PERCENT))
}

fn any_rows<const K: usize>() -> impl Strategy<Value = Vec<[f64; K]>> {
    proptest::collection::vec(proptest::array::uniform(any_number()), 0..12)
}

#[track_caller]
pub(super) fn check(effect: Result<Effect, Refusal>) {
    let Ok(effect) = effect else { return };
    let Effect { estimate, standard_error, interval, p_value, degrees_of_freedom, .. } = effect;
    let ln_p_value = effect.ln_p_value;
    let all = [estimate, standard_error, interval.lower, interval.upper, p_value, ln_p_value];
    assert!(all.into_iter().all(f64::is_finite), "{effect:?}");
    assert!(standard_error >= 0.0 && degrees_of_freedom >= 1.0, "{effect:?}");
    assert!((0.0..=1.0).contains(&p_value) && interval.lower <= interval.upper, "{effect:?}");
    assert!(p_value < 1e-300 || (p_value.ln() - ln_p_value).abs() < 1e-10, "{effect:?}");
    assert!(p_value >= 1e-300 || ln_p_value < -690.0, "{effect:?}");
}

#[track_caller]
pub(super) fn check_numbers(numbers: Result<Vec<f64>, Refusal>) {
    if let Ok(numbers) = numbers {
        assert!(numbers.iter().all(|number| number.is_finite()), "{numbers:?}");
    }
}

fn check_estimate(estimate: Result<Estimate, Refusal>) {
    check_numbers(estimate.map(|one| vec![one.value(), one.variance(), one.standard_error()]));
}

/// All that takes an effect.
fn check_readings(effect: &Effect, number: f64, planned: u64, alpha: Alpha) {
    check(ConfidenceSequence::planned(alpha, planned).and_then(|all| all.at(effect, alpha)));
    check(MixtureTest::for_effects_of(number).and_then(|test| test.at(effect, alpha)));
    if let Ok(mut rule) = Hybrid::planned(alpha, planned) {
        check(rule.read(effect, alpha));
        check_numbers(rule.conclude(effect, Due::EndDate).map(|fixed| vec![fixed.estimate]));
        check(rule.read(effect, alpha));
    }
    let (error, df) = (effect.standard_error, effect.degrees_of_freedom);
    let fixed = Effect::known_by_student(planned, number, error, df, alpha);
    check(fixed);
    check(
        fixed
            .and_then(|fixed| Hybrid::concluded(alpha, planned, fixed))
            .and_then(|rule| rule.read(effect, alpha)),
    );
    check_numbers(effect.score(number).map(|score| vec![score]));
    check_numbers(effect.error_at(number).map(|error| vec![error]));
    check_numbers(effect.within(number).map(|Interval { lower, upper }| {
        assert!(number >= 0.0 && lower <= upper, "{effect:?} {number}");
        vec![lower, upper]
    }));
    let test = non_inferiority(effect, number, Better::Smaller, alpha);
    check_numbers(test.map(|test| vec![test.p_value, test.ln_p_value]));
    check_numbers(Normal::of(effect).and_then(|belief| {
        let belief = Normal::new(0.0, number)?.updated(&belief)?;
        let interval = belief.credible(alpha)?;
        let losses = [belief.loss_of_shipping(), belief.loss_of_keeping()];
        let ends = [interval.lower, interval.upper, belief.chance_to_win()];
        Ok([losses.as_slice(), ends.as_slice()].concat())
    }));
}

proptest! {
    #[test]
    fn comparisons(
        numbers in proptest::array::uniform5(any_number()),
        counts in proptest::array::uniform3(any_count()),
        alpha in any_alpha(),
    ) {
        let [a, b, c, d, e] = numbers;
        let pair = (Estimate::new(counts[0], a, b), Estimate::new(counts[1], c, d));
        let (Ok(control), Ok(candidate)) = pair else { return Ok(()) };
        for compare in [difference, lift, lift_by_delta, lift_by_fieller] {
            let effect = compare(&control, &candidate, alpha);
            check(effect);
            if let Ok(effect) = effect {
                let test = cochran_q(&[effect, Effect { estimate: e, ..effect }, effect]);
                check_numbers(test.map(|test| vec![test.statistic, test.p_value, test.ln_p_value]));
                check_readings(&effect, e, counts[2], alpha);
            }
        }
        check_numbers(Ratio::of(&control, &candidate).and_then(|ratio| {
            let Interval { lower, upper } = ratio.interval(e)?;
            assert!(lower <= upper, "{ratio:?} {e}");
            Ok(vec![lower, upper, ratio.error_at(e)?])
        }));
        let both = stratified(&[(control, candidate), (candidate, control)]);
        check(both.and_then(|(control, candidate)| difference(&control, &candidate, alpha)));
    }

    #[test]
    fn counts(
        counts in proptest::array::uniform4(any_count()), number in any_number(),
        alpha in any_alpha(),
    ) {
        let [a, b, c, d] = counts;
        let pair = (Proportion::new(a, b), Proportion::new(c, d));
        let (Ok(control), Ok(candidate)) = pair else { return Ok(()) };
        for compare in [difference_of_proportions, newcombe, lift_by_log_ratio, lift_of_proportions] {
            let effect = compare(control, candidate, alpha);
            check(effect);
            if let Ok(effect) = effect {
                check_readings(&effect, number, counts[0], alpha);
                let test = cochran_q(&[effect, Effect { estimate: number, ..effect }, effect]);
                check_numbers(test.map(|test| vec![test.statistic, test.p_value]));
            }
        }
        check_numbers(lift_score(control, candidate, number).map(|score| vec![score]));
        check_numbers(fisher_exact(control, candidate).map(|p| vec![p]));
        check_numbers(odds_ratio(control, candidate, alpha).map(|odds| {
            let ends = [odds.estimate, odds.upper].map(|end| end.unwrap_or(f64::MAX));
            assert!(odds.lower <= ends[1] && (0.0..=1.0).contains(&odds.p_value), "{odds:?}");
            vec![odds.lower, odds.ln_p_value, ends[0], ends[1]]
        }));
        let wilson = control.wilson(alpha);
        prop_assert!(0.0 <= wilson.lower && wilson.lower <= wilson.upper && wilson.upper <= 1.0);
    }

    #[test]
    fn values(
        a in any_rows::<4>(), b in any_rows::<4>(), alpha in any_alpha(), level in any_number(),
    ) {
        let (flat, other) = (a.concat(), b.concat());
        check_estimate(quantile(&flat, level));
        check_estimate(quantile_of_clusters(&[&flat, &other, &flat], level));
        check_numbers(mann_whitney(&flat, &other).map(|t| vec![t.z, t.ln_p_value, t.probability]));
        check_numbers(hodges_lehmann(&flat, &other, alpha).map(|shift| {
            assert!(shift.interval.lower <= shift.estimate, "{shift:?}");
            vec![shift.interval.lower, shift.estimate, shift.interval.upper]
        }));
        let bounds = Interval { lower: -level.abs(), upper: level.abs() };
        if let Ok(mut mean) = BoundedMean::within(bounds, alpha) {
            let is_within: Vec<_> = flat.iter().map(|value| mean.push(*value).is_ok()).collect();
            let Interval { lower, upper } = mean.interval();
            prop_assert!(bounds.lower <= lower && lower <= upper && upper <= bounds.upper);
            let taken = is_within.iter().filter(|is| **is).count();
            prop_assert_eq!(mean.units(), taken as u64);
        }
        check_numbers(Cap::at(level, &flat, true).and_then(|cap| {
            Ok(vec![cap.value, cap.share_above, cap.apply(level)?])
        }));
        let pair = (Moments::of(&a), Moments::of(&b));
        let (Ok(a), Ok(b)) = pair else { return Ok(()) };
        let [first, second] = [0, 1].map(|i| (a.only(i).unwrap(), b.only(i).unwrap()));
        prop_assert!(a.only(4).is_err() && a.variance(4).is_err() && a.covariance(0, 9).is_err());
        check_estimate(Estimate::mean(&first.0));
        check(post_stratified(&[first, second], alpha).map(|said| said.effect));
        check(covariate_balance(&a, &b));
        if let (Ok(a), Ok(b)) = (linearised(&a), linearised(&b)) {
            check_estimate(Estimate::ratio(&a));
            let cuped = Cuped::fit(&[a, b]);
            check(cuped.and_then(|cuped| cuped.difference(&a, &b, alpha)));
            check(cuped.and_then(|cuped| cuped.lift(&a, &b, alpha)));
        }
    }

    #[test]
    fn sums(
        units in any_count(), sums in proptest::array::uniform2(any_number()),
        exact in any::<[i128; 2]>(), scale in any_number(), alpha in any_alpha(),
    ) {
        let all = [
            Moments::from_sums(units, [sums[0]], [[sums[1]]]),
            Moments::from_exact_sums(units, [exact[0]], [[exact[1]]], scale),
            Moments::from_covariances(units, [sums[0]], [[sums[1]]]),
        ];
        for moments in all {
            check_estimate(moments.and_then(|moments| Estimate::mean(&moments)));
        }
        check_numbers(power(sums[0], sums[1], alpha).map(|power| vec![power]));
        check_numbers(power_of_t_test(sums[0], units, units / 3, alpha).map(|power| vec![power]));
    }

    #[test]
    fn families(
        p in proptest::collection::vec(any_number(), 0..6),
        users in proptest::collection::vec(any_count(), 0..6),
        floor in any_number(), alpha in any_alpha(),
    ) {
        check_numbers(holm(&p, alpha).map(|all| all.p_values));
        check_numbers(benjamini_hochberg(&p, alpha).map(|all| all.p_values));
        for weights in [p.clone(), p.iter().map(|p| p.abs()).collect(), vec![1.0; users.len()]] {
            check_numbers(srm(&users, &weights).map(|srm| vec![srm.ln_p_value, srm.ratio]));
            let test = srm_sequential(&users, &weights, floor.abs().max(1.0));
            check_numbers(test.map(|srm| vec![srm.ln_p_value, srm.ratio]));
        }
        let normals: Vec<_> =
            p.windows(2).filter_map(|pair| Normal::new(pair[0], pair[1].abs()).ok()).collect();
        for floor in [floor, 0.0] {
            check_numbers(thompson_weights(&normals, Better::Larger, floor));
        }
    }

    #[test]
    fn designs(
        numbers in proptest::array::uniform4(any_number()), units in any::<[[u64; 2]; 3]>(),
        alpha in any_alpha(),
    ) {
        let [power, allocation, variance, difference] = numbers;
        let ours = || Design::new(Alpha::FIVE_PERCENT, 0.8, 1.0);
        for design in [Design::new(alpha, power, allocation), ours()] {
            let Ok(design) = design else { continue };
            let sizes = [
                design.units_for_means(variance, difference),
                design.units_for_means_by_student(variance, difference),
                design.units_for_proportions(variance, difference),
                design.units_for_proportions_by_arcsine(variance, difference),
                design.units_for_non_inferiority(variance, difference, power),
                design.detectable(variance),
                design.detectable_share(power, [variance, difference], Better::Larger),
            ];
            for size in sizes {
                check_numbers(size.map(|size| vec![size]));
            }
            check_numbers(design.growth_needed(difference, variance).map(|growth| vec![growth]));
            check_numbers(design.of_all(units[0][0]).and_then(|all| all.detectable(1.0)).map(|x| vec![x]));
            let look = design.first_look_for([variance, power], difference, &units);
            // Another way to ask the same: what is detectable at each.
            let sees = |[control, candidate]: &[u64; 2]| {
                let variance = variance / *control as f64 + power / *candidate as f64;
                design.detectable(variance.sqrt()).is_ok_and(|least| least <= difference.abs())
            };
            if let Ok(look) = look {
                prop_assert_eq!(look, units.iter().position(sees));
            }
        }
        check_numbers(design_effect(variance, power, difference).map(|effect| vec![effect]));
        check_numbers(best_allocation(units[0][0]).map(|allocation| vec![allocation]));
        let past: Vec<u64> = units.iter().flatten().copied().cycle().take(15).collect();
        for past in [past.clone(), past.iter().map(|units| units >> 40).collect(), vec![0; 15]] {
            if let Ok(arrivals) = Arrivals::of(&past) {
                check_numbers(Ok(vec![arrivals.after(20), arrivals.after(u32::MAX)]));
                let day = arrivals.days_until(variance);
                prop_assert!(day.is_none_or(|day| arrivals.after(day) >= variance));
            }
        }
    }
}

/// What has been found once.
#[test]
fn found() {
    // A critical value so large that a node was at zero.
    let alpha = Alpha::new(1e-157).unwrap();
    check_numbers(power_of_t_test(f64::MIN_POSITIVE, 9, 3, alpha).map(|power| vec![power]));
}
