//! Which share can be seen beside another.

use super::{Design, check_share};
use crate::bayes::thompson::Better;
use crate::refusal::{Refusal, finite};

impl Design {
    /// By how much the share of the candidate has to differ from the control's to be seen with this
    /// power, by so many units of control and candidate, which need not be whole.
    ///
    /// The d with `d^2 = (z_alpha/2 + z_power)^2 (p q/n1 + (p + d)(q - d)/n2)`, which is quadratic:
    /// [`Self::units_for_proportions`] solved for the candidate, whose variance is its own and not
    /// the control's. Refused where no share up to 1, or down to 0, is far enough.
    ///
    /// ```
    /// # use hoist_stats::{Alpha, Better, Design};
    /// let design = Design::new(Alpha::FIVE_PERCENT, 0.8, 1.0).unwrap();
    /// let units = design.units_for_proportions(0.1, 0.12).unwrap();
    /// let larger = design.detectable_share(0.1, [units; 2], Better::Larger).unwrap();
    /// assert!((larger - 0.02).abs() < 1e-12);
    /// assert!(design.detectable_share(0.9, [20.0; 2], Better::Larger).is_err());
    /// ```
    pub fn detectable_share(
        &self,
        control: f64,
        units: [f64; 2],
        towards: Better,
    ) -> Result<f64, Refusal> {
        check_share(control)?;
        if !units.iter().all(|units| *units > 0.0) {
            return Err(Refusal::Invalid("each variant has units, or clusters of these"));
        }
        let (share, rest) = match towards {
            Better::Larger => (control, 1.0 - control),
            Better::Smaller => (1.0 - control, control),
        };
        let z = self.z();
        let [of_control, of_candidate] = units.map(|units| z / units * z);
        // 0 = a d^2 - b d - c.
        let a = 1.0 + of_candidate;
        let b = of_candidate * (rest - share);
        let c = share * rest * (of_control + of_candidate);
        let root = (b * b + 4.0 * a * c).sqrt();
        // Without the difference of two numbers that are nearly the same.
        let difference = if b < 0.0 { 2.0 * c / (root - b) } else { (b + root) / (2.0 * a) };
        let difference = finite(difference)?;
        if difference > 0.0 && difference <= rest {
            return Ok(difference);
        }
        Err(Refusal::Invalid(match towards {
            Better::Larger => "not even a share of 1 is seen with this power: it takes more units",
            Better::Smaller => "not even a share of 0 is seen with this power: it takes more units",
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Alpha, power};

    fn power_of(share: f64, difference: f64, units: [f64; 2]) -> f64 {
        let other = share + difference;
        let variance = share * (1.0 - share) / units[0] + other * (1.0 - other) / units[1];
        power(difference, variance.sqrt(), Alpha::FIVE_PERCENT).unwrap()
    }

    #[test]
    fn what_is_detectable_is_seen_with_the_power_and_its_size_is_the_units() {
        for (control, candidate, allocation) in [
            (0.1, 0.12, 1.0),
            (0.001, 0.002, 0.5),
            (1e-6, 3e-6, 2.0),
            (0.0, 0.01, 1.0),
            (0.98, 0.99, 0.1),
            (0.3, 0.999, 1.0),
            (0.12, 0.1, 1.0),
            (0.5, 0.001, 3.0),
            (1.0, 0.7, 1.0),
        ] {
            let design = Design::new(Alpha::FIVE_PERCENT, 0.8, allocation).unwrap();
            let control_units = design.units_for_proportions(control, candidate).unwrap();
            let units = [control_units, control_units * allocation];
            let rises = candidate > control;
            let towards = if rises { Better::Larger } else { Better::Smaller };
            let size = design.detectable_share(control, units, towards).unwrap();
            let difference = candidate - control;
            assert!((size / difference.abs() - 1.0).abs() < 1e-9, "{control} {candidate}: {size}");
            let power = power_of(control, difference, units);
            // The chance of the wrong sign is left out.
            assert!((power - 0.8).abs() < 2e-6, "{control} {candidate}: {power}");
        }
    }

    #[test]
    fn no_share_is_beyond_all_shares() {
        let design = Design::new(Alpha::FIVE_PERCENT, 0.8, 1.0).unwrap();
        for (control, units, towards, is_seen) in [
            (0.9, 20.0, Better::Larger, false),
            (0.9, 20.0, Better::Smaller, true),
            (0.1, 20.0, Better::Smaller, false),
            // A share of 1 has no variance: 7.85 0.9/0.1 units of the control see it.
            (0.9, 70.0, Better::Larger, false),
            (0.9, 71.0, Better::Larger, true),
            (1.0, 1e9, Better::Larger, false),
            (0.0, 1e9, Better::Smaller, false),
        ] {
            let seen = design.detectable_share(control, [units; 2], towards);
            assert_eq!(seen.is_ok(), is_seen, "{control} {units} {towards:?}: {seen:?}");
        }
        assert!(design.detectable_share(1.5, [9.0; 2], Better::Larger).is_err());
        assert!(design.detectable_share(0.5, [0.0, 9.0], Better::Larger).is_err());
    }
}
