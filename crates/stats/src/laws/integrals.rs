//! Whatever the numbers, what takes integrals is finite or a refusal.

use proptest::prelude::*;

use super::total::{any_alpha, any_number, check, check_numbers};
use crate::{Beta, Design, GroupSequential, Spending, power_for_means};

proptest! {
    // Each is some integrals.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn integrals(
        numbers in proptest::array::uniform4(any_number()), z in any_number(), alpha in any_alpha(),
    ) {
        let [a, b, c, d] = numbers;
        if let (Ok(control), Ok(candidate)) = (Beta::new(a.abs(), b.abs()), Beta::new(c.abs(), d)) {
            let said = control.against(&candidate);
            let losses = [said.loss_of_shipping, said.loss_of_keeping];
            check_numbers(Ok([losses.as_slice(), &[said.chance_to_win]].concat()));
        }
        if let Ok(design) = Design::new(alpha, 0.9, 1.0 + a.abs()) {
            let sizes = [
                design.units_for_means_by_student(b, c),
                design.units_for_non_inferiority_by_student(b, c, d),
                design.detectable_by_student(b, [2.0 + c.abs(), 2.0 + d.abs()]),
                power_for_means(b, c, [2.0 + a.abs(), d], alpha),
            ];
            for size in sizes {
                check_numbers(size.map(|size| vec![size]));
            }
            let look = design.first_look_by_student(b, c, &[[2.0, 3.0], [a, d]]);
            let least = design.detectable_by_student(b, [2.0, 3.0]);
            let sees_at_once = least.is_ok_and(|least| least <= c.abs());
            prop_assert!(look.is_err() || sees_at_once == (look == Ok(Some(0))));
        }
        let effect = crate::oracle::effect(z, 1.0, 9);
        for spending in [Spending::OBrienFleming, Spending::Pocock, Spending::Power(d)] {
            let test = GroupSequential { alpha, spending };
            check_numbers(spending.spent(alpha, a).map(|spent| {
                assert!((0.0..=alpha.get()).contains(&spent), "{spending:?} {a}");
                vec![spent]
            }));
            check_numbers(test.critical_values(&[a, b]));
            check_numbers(test.critical_values(&[0.3, 0.5 + c.abs()]));
            check(test.at(&[0.5, 1.0], &effect));
        }
    }
}
