//! Sizes of experiments with means, by Student's t: with few units the normal distribution
//! promises too much.

use super::noncentral::{self, Sides};
use super::{Design, VARIANCE};
use crate::effect::Alpha;
use crate::refusal::{Refusal, at_least, finite, not_negative};

/// With more units than this of the control, both distributions ask for the same, to 1e-6.
const UNITS_MAX: f64 = 1e7;

impl Design {
    /// The units of the control to see a difference of means, by the noncentral t distribution,
    /// from 2 on; where these are over 1e7, by the normal one.
    ///
    /// The least n for which [`power_for_means`] has the power. As G*Power and R's `power.t.test`
    /// (with `strict = TRUE`) have it: for half a standard deviation 63.77 and so 64, where
    /// [`Self::units_for_means`] says 62.79.
    ///
    /// ```
    /// # use hoist_stats::{Alpha, Design};
    /// let design = Design::new(Alpha::FIVE_PERCENT, 0.8, 1.0).unwrap();
    /// assert_eq!(design.units_for_means_by_student(1.0, 0.5).unwrap().ceil(), 64.0);
    /// assert_eq!(design.units_for_means_by_student(1.0, 0.8).unwrap().ceil(), 26.0);
    /// ```
    pub fn units_for_means_by_student(
        &self,
        unit_variance: f64,
        difference: f64,
    ) -> Result<f64, Refusal> {
        let by_normal = self.units_for_means(unit_variance, difference)?;
        let distance = difference.abs() / unit_variance.sqrt();
        Ok(self.least_units(by_normal, distance, Sides::Both))
    }

    /// The units of the control to show that a difference is less than a margin, one-sided at
    /// alpha, by the noncentral t distribution; see [`Self::units_for_non_inferiority`].
    pub fn units_for_non_inferiority_by_student(
        &self,
        unit_variance: f64,
        difference: f64,
        margin: f64,
    ) -> Result<f64, Refusal> {
        let by_normal = self.units_for_non_inferiority(unit_variance, difference, margin)?;
        // Below a half no critical value is positive, which is no test that anybody plans.
        if self.alpha.get() >= 0.5 {
            return Ok(by_normal);
        }
        let distance = (difference + margin) / unit_variance.sqrt();
        Ok(self.least_units(by_normal, distance, Sides::Upper))
    }

    /// The difference of means that is seen with this power, by so many units of control and
    /// candidate, which need not be whole: clusters have a mean size.
    pub fn detectable_by_student(
        &self,
        unit_variance: f64,
        units: [f64; 2],
    ) -> Result<f64, Refusal> {
        let deviation = not_negative(unit_variance, VARIANCE)?.sqrt();
        let (df, root) = of_units(units)?;
        let lacks = |shift: f64| noncentral::power(shift, df, self.alpha, Sides::Both) < self.power;
        let (mut from, mut to) = (0.0, 1.0);
        while lacks(to) && to < 1e300 {
            (from, to) = (to, 2.0 * to);
        }
        for _ in 0..60 {
            let middle = f64::midpoint(from, to);
            (from, to) = if lacks(middle) { (middle, to) } else { (from, middle) };
        }
        finite(to / root * deviation)
    }

    /// At which of the coming looks, by the units of control and candidate at each, a difference of
    /// means can first be seen with this power; none where that is too far away.
    pub fn first_look_by_student(
        &self,
        unit_variance: f64,
        difference: f64,
        looks: &[[f64; 2]],
    ) -> Result<Option<usize>, Refusal> {
        finite(difference)?;
        not_negative(unit_variance, VARIANCE)?;
        for (index, units) in looks.iter().enumerate() {
            let is_enough = units.iter().all(|units| *units >= 2.0);
            if is_enough && self.detectable_by_student(unit_variance, *units)? <= difference.abs() {
                return Ok(Some(index));
            }
        }
        Ok(None)
    }

    /// By bisection, for a difference of so many standard deviations.
    fn least_units(&self, by_normal: f64, distance: f64, sides: Sides) -> f64 {
        let lacks = |units: f64| {
            let (all, other) = (units * (1.0 + self.allocation), units * self.allocation);
            let shift = distance * (units / all * other).sqrt();
            noncentral::power(shift, all - 2.0, self.alpha, sides) < self.power
        };
        let (mut from, mut to) = (2.0_f64.max(2.0 / self.allocation), UNITS_MAX);
        if !lacks(from) {
            return from;
        }
        if by_normal >= to || lacks(to) {
            return by_normal;
        }
        for _ in 0..100 {
            let middle = (from * to).sqrt();
            (from, to) = if lacks(middle) { (middle, to) } else { (from, middle) };
            if to / from < 1.0 + 1e-13 {
                break;
            }
        }
        to
    }
}

/// The chance of a two-sided t test with one variance to see a difference of means, with so many
/// units of control and candidate, which need not be whole.
///
/// ```
/// # use hoist_stats::{Alpha, power_for_means};
/// // R: power.t.test(n = 20, delta = 1, sd = 1, strict = TRUE)
/// let power = power_for_means(1.0, 1.0, [20.0, 20.0], Alpha::FIVE_PERCENT).unwrap();
/// assert!((power - 0.868_953_0).abs() < 1e-7);
/// ```
pub fn power_for_means(
    difference: f64,
    unit_variance: f64,
    units: [f64; 2],
    alpha: Alpha,
) -> Result<f64, Refusal> {
    let deviation = not_negative(unit_variance, VARIANCE)?.sqrt();
    if deviation == 0.0 {
        return Err(Refusal::ZeroVariance);
    }
    let (df, root) = of_units(units)?;
    let shift = finite(finite(difference)?.abs() / deviation * root)?;
    Ok(noncentral::power(shift, df, alpha, Sides::Both))
}

/// The same of a difference of so many standard deviations.
pub fn power_of_t_test(
    standardised: f64,
    control_units: u64,
    candidate_units: u64,
    alpha: Alpha,
) -> Result<f64, Refusal> {
    let units = [control_units, candidate_units];
    at_least(2, control_units.min(candidate_units))?;
    power_for_means(standardised, 1.0, units.map(|units| units as f64), alpha)
}

/// Degrees of freedom, and the root of what a standard deviation is divided by in the error.
fn of_units([control, candidate]: [f64; 2]) -> Result<(f64, f64), Refusal> {
    if !(control >= 2.0 && candidate >= 2.0) {
        return Err(Refusal::Invalid("each variant has 2 units or more, or clusters of these"));
    }
    let all = finite(control + candidate)?;
    Ok((all - 2.0, (control / all * candidate).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(alpha: f64, power: f64) -> Design {
        Design::new(Alpha::new(alpha).unwrap(), power, 1.0).unwrap()
    }

    /// G*Power 3.1, "means: difference between two independent means", two-sided, one allocation.
    #[test]
    fn sizes_are_those_of_g_power() {
        for (distance, alpha, power, units) in [
            (0.2, 0.05, 0.8, 394.0),
            (0.5, 0.05, 0.8, 64.0),
            (0.8, 0.05, 0.8, 26.0),
            (0.5, 0.05, 0.95, 105.0),
            (0.8, 0.05, 0.95, 42.0),
        ] {
            let got = design(alpha, power).units_for_means_by_student(1.0, distance).unwrap();
            assert!((got.ceil() - units).abs() < 0.5, "{distance} {alpha} {power}: {got}");
        }
    }

    #[test]
    fn what_is_detectable_is_seen_with_the_power_and_its_size_is_the_units() {
        for (units, alpha, power) in [(2.0, 0.05, 0.8), (7.5, 0.01, 0.9), (5000.0, 0.05, 0.8)] {
            let design = design(alpha, power);
            let difference = design.detectable_by_student(9.0, [units; 2]).unwrap();
            let got = power_for_means(difference, 9.0, [units; 2], design.alpha()).unwrap();
            assert!((got - power).abs() < 1e-9, "{units}: {got}");
            let size = design.units_for_means_by_student(9.0, difference).unwrap();
            assert!((size / units - 1.0).abs() < 1e-9, "{units}: {size}");
            let looks = [[1.0, 50.0], [0.9 * units; 2], [units + 1e-6; 2]];
            let at = design.first_look_by_student(9.0, difference, &looks);
            assert_eq!(at, Ok(Some(2)));
        }
    }

    #[test]
    fn more_units_than_are_counted_are_those_of_the_normal_distribution() {
        let design = design(0.05, 0.8);
        let by_normal = design.units_for_means(1.0, 1e-4).unwrap();
        assert_eq!(design.units_for_means_by_student(1.0, 1e-4), Ok(by_normal));
        // Where both are known they differ by about z^2/4 (Guenther 1981).
        let [by_normal, by_student] = [Design::units_for_means, Design::units_for_means_by_student]
            .map(|size| size(&design, 1.0, 0.05).unwrap());
        assert!((by_student - by_normal - 0.96).abs() < 0.02, "{by_student} {by_normal}");
    }

    #[test]
    fn what_is_wrong_is_told() {
        let design = design(0.05, 0.8);
        let of_variance = Err(Refusal::Invalid(VARIANCE));
        assert_eq!(design.units_for_means_by_student(-1.0, 0.1), of_variance);
        assert_eq!(power_for_means(1.0, -1.0, [9.0; 2], Alpha::FIVE_PERCENT), of_variance);
        let zero = power_for_means(1.0, 0.0, [9.0; 2], Alpha::FIVE_PERCENT);
        assert_eq!(zero, Err(Refusal::ZeroVariance));
        assert_eq!(design.units_for_means_by_student(0.0, 0.1), Ok(2.0));
        let few = Refusal::InsufficientUnits { has: 1, needs: 2 };
        assert_eq!(power_of_t_test(1.0, 1, 9, Alpha::FIVE_PERCENT), Err(few));
        let negative = Err(Refusal::Invalid("a margin is 0 or more"));
        assert_eq!(design.units_for_non_inferiority_by_student(1.0, 0.5, -0.1), negative);
    }
}
