//! What holds of scores, of intervals at any critical value, and of margins.

use proptest::prelude::*;

use super::{alphas, estimates, is_close, proportions};
use crate::{
    Alpha, Better, Guardrail, Interval, Ruling, difference, lift_by_delta, lift_by_fieller,
    lift_by_log_ratio, lift_of_proportions, newcombe, non_inferiority,
};

proptest! {
    /// Scores and intervals are the same thing: an end of the interval is a value from which the
    /// effect is as far as the critical value says, and a rule that reads once says what it did.
    #[test]
    fn the_ends_of_an_interval_have_the_critical_value_for_a_score(
        a in estimates(), b in estimates(), p in proportions(), q in proportions(),
        critical in 0.1..6.0_f64, alpha in alphas(),
    ) {
        let all = [
            difference(&a, &b, alpha), lift_by_delta(&a, &b, alpha), lift_by_fieller(&a, &b, alpha),
            newcombe(p, q, alpha), lift_by_log_ratio(p, q, alpha), lift_of_proportions(p, q, alpha),
        ];
        for effect in all.into_iter().filter_map(Result::ok) {
            let Ok(Interval { lower, upper }) = effect.within(critical) else { continue };
            prop_assert!(lower <= effect.estimate && effect.estimate <= upper, "{effect:?}");
            // At the ends of what there is, there is no further value.
            let is_end = |value: f64| value.abs() > 1.0 - 1e-9 && effect.estimate.abs() <= 1.0;
            for (end, expected) in [(lower, critical), (upper, -critical)] {
                let Ok(score) = effect.score(end) else { continue };
                prop_assert!(
                    is_close(score, expected, 1e3) || is_end(end), "{effect:?} {end} {score}"
                );
            }
            let again = Ruling::once(&effect.scored(0.0).unwrap(), alpha).told(&effect).unwrap();
            prop_assert!(is_close(again.ln_p_value, effect.ln_p_value, 1.0 - effect.ln_p_value));
            let width = effect.interval.upper - effect.interval.lower;
            prop_assert!(is_close(again.interval.lower, effect.interval.lower, width + 1e-6));
            prop_assert!(is_close(again.interval.upper, effect.interval.upper, width + 1e-6));
        }
    }

    /// The margin is passed with a p under alpha where the interval at twice that is above it.
    #[test]
    fn a_margin_is_passed_where_the_interval_is_beyond_it(
        a in estimates(), b in estimates(), p in proportions(), q in proportions(),
        margin in 0.0..0.9_f64, alpha in 0.001..0.4_f64,
    ) {
        let (half, alpha) = (Alpha::new(alpha).unwrap(), Alpha::new(2.0 * alpha).unwrap());
        let all = [
            difference(&a, &b, alpha), lift_by_delta(&a, &b, alpha), lift_by_fieller(&a, &b, alpha),
            newcombe(p, q, alpha), lift_by_log_ratio(p, q, alpha), lift_of_proportions(p, q, alpha),
        ];
        for effect in all.into_iter().filter_map(Result::ok) {
            for (better, is_beyond) in [
                (Better::Larger, effect.interval.lower > -margin),
                (Better::Smaller, effect.interval.upper < margin),
            ] {
                let Ok(test) = non_inferiority(&effect, margin, better, half) else { continue };
                let near = (test.p_value / half.get() - 1.0).abs() < 1e-6;
                let is_passed = test.guardrail == Guardrail::NonInferior;
                prop_assert!(near || is_passed == is_beyond, "{effect:?} {margin} {test:?}");
            }
        }
    }
}
