//! How many users an experiment needs, and what it can see.

use crate::effect::Alpha;
use crate::refusal::{Refusal, at_least, finite, not_negative};
use crate::special::normal;

pub(crate) mod arrivals;
mod noncentral;
mod shares;
pub(crate) mod student;

const VARIANCE: &str = "a variance is 0 or more";

/// What an experiment shall be able to do.
///
/// Sizes are those of one look at the end. A [`Hybrid`](crate::Hybrid) test needs about a tenth
/// more for the same power, a confidence sequence twice as many. CUPED leaves
/// [a part](crate::Cuped::variance_left) of the variance; clusters multiply it with their
/// [`design_effect`]. Sizes are not rounded: round up. How long they take:
/// [`Arrivals`](crate::Arrivals).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Design {
    alpha: Alpha,
    power: f64,
    allocation: f64,
}

impl Design {
    /// Two-sided at alpha, with a power of more than alpha and less than 1, and so many units of
    /// the candidate for each of the control; [`best_allocation`] has the best of them.
    pub fn new(alpha: Alpha, power: f64, allocation: f64) -> Result<Self, Refusal> {
        if !(power > alpha.get() && power < 1.0) {
            return Err(Refusal::Invalid("power is more than alpha and less than 1"));
        }
        if !(1e-6..=1e6).contains(&allocation) {
            return Err(Refusal::Invalid("allocation is from 1e-6 to 1e6"));
        }
        Ok(Self { alpha, power, allocation })
    }

    /// The units of the control to see a difference of means, each unit with that variance.
    ///
    /// `(z_alpha/2 + z_power)^2 variance (1 + 1/allocation)/difference^2` (Chow, Shao, Wang and
    /// Lokhnygina 2018, equation 3.6). By the normal distribution: under 100 units, see
    /// [`Self::units_for_means_by_student`].
    ///
    /// ```
    /// # use hoist_stats::{Alpha, Design};
    /// let design = Design::new(Alpha::FIVE_PERCENT, 0.8, 1.0).unwrap();
    /// assert_eq!(design.units_for_means(1.0, 0.1).unwrap().ceil(), 1570.0);
    /// ```
    pub fn units_for_means(&self, unit_variance: f64, difference: f64) -> Result<f64, Refusal> {
        self.units(unit_variance * (1.0 + 1.0 / self.allocation), difference)
    }

    /// The units of the control to see one share become another.
    ///
    /// `(z_alpha/2 + z_power)^2 (p1 q1 + p2 q2/allocation)/(p2 - p1)^2` (Chow et al. 2018, equation
    /// 4.11), unpooled as [`difference`](crate::difference) is.
    pub fn units_for_proportions(&self, control: f64, candidate: f64) -> Result<f64, Refusal> {
        check_share(control)?;
        check_share(candidate)?;
        let variance = control * (1.0 - control) + candidate * (1.0 - candidate) / self.allocation;
        self.units(variance, candidate - control)
    }

    /// The same by Cohen's `h = 2 asin(sqrt(p2)) - 2 asin(sqrt(p1))` (Cohen 1988, chapter 6), which
    /// other tools use.
    pub fn units_for_proportions_by_arcsine(
        &self,
        control: f64,
        candidate: f64,
    ) -> Result<f64, Refusal> {
        check_share(control)?;
        check_share(candidate)?;
        let h = 2.0 * candidate.sqrt().asin() - 2.0 * control.sqrt().asin();
        self.units(1.0 + 1.0 / self.allocation, h)
    }

    /// The units of the control to show that a difference is less than a margin, one-sided at
    /// alpha, where it is as given (Chow et al. 2018, equation 3.7).
    pub fn units_for_non_inferiority(
        &self,
        unit_variance: f64,
        difference: f64,
        margin: f64,
    ) -> Result<f64, Refusal> {
        let z = normal::upper_quantile(self.alpha.get()) + self.z_of_power();
        let apart = difference + not_negative(margin, "a margin is 0 or more")?;
        if apart <= 0.0 || apart.is_nan() {
            return Err(Refusal::Invalid(
                "a difference as bad as the margin, or worse, is never shown to be within it",
            ));
        }
        units_of(z, unit_variance * (1.0 + 1.0 / self.allocation), apart)
    }

    /// The effect that is seen with this power, given the standard error: `(z_alpha/2 + z_power)
    /// se`.
    ///
    /// It leaves out the chance to call the effect with the wrong sign, which is nothing from a
    /// power of a half. Of a share, the error changes with the effect: see
    /// [`Self::detectable_share`].
    pub fn detectable(&self, standard_error: f64) -> Result<f64, Refusal> {
        let standard_error = not_negative(standard_error, "a standard error is 0 or more")?;
        finite(self.z() * standard_error)
    }

    /// How often it may call a difference where there is none.
    #[must_use]
    pub const fn alpha(&self) -> Alpha {
        self.alpha
    }

    /// The same design where each of so many tests shall see its effect: every goal of every
    /// candidate.
    ///
    /// At `alpha/tests`, which is the least that [`holm`](crate::holm) gives, with a power of
    /// `power^(1/tests)`, which is that of all together where they are independent, and no more
    /// than that where they are alike.
    pub fn of_all(&self, tests: u64) -> Result<Self, Refusal> {
        at_least(1, tests)?;
        let part = 1.0 / tests as f64;
        Self::new(Alpha::new(self.alpha.get() * part)?, self.power.powf(part), self.allocation)
    }

    /// By how many times the units of a running experiment have to grow until it sees an effect of
    /// that size with this power, by the standard error that it has so far; it does already at 1 or
    /// less.
    ///
    /// `((z_alpha/2 + z_power) se/effect)^2`: the variance of a unit stays, so the squared error
    /// falls with the units. Give it the effect that is worth seeing, never the one that was seen:
    /// the power to see what was seen says no more than its p-value (Hoenig and Heisey 2001, The
    /// American Statistician 55).
    pub fn growth_needed(&self, effect: f64, standard_error: f64) -> Result<f64, Refusal> {
        let standard_error = not_negative(standard_error, "a standard error is 0 or more")?;
        if effect == 0.0 {
            return Err(Refusal::Invalid("no number of units shows a difference of zero"));
        }
        let root = self.z() * standard_error / finite(effect)?;
        finite(root * root)
    }

    /// At which of the coming looks, by the units of control and candidate at each, a difference
    /// of units with these variances can first be seen with this power; none where that is too far away.
    pub fn first_look_for(
        &self,
        unit_variances: [f64; 2],
        difference: f64,
        looks: &[[u64; 2]],
    ) -> Result<Option<usize>, Refusal> {
        for variance in unit_variances {
            not_negative(variance, VARIANCE)?;
        }
        finite(difference)?;
        let [of_control, of_candidate] = unit_variances;
        let sees = |units: &[u64; 2]| {
            let [control, candidate] = units.map(|units| units as f64);
            let standard_error = (of_control / control + of_candidate / candidate).sqrt();
            control > 0.0 && candidate > 0.0 && self.z() * standard_error <= difference.abs()
        };
        Ok(looks.iter().position(sees))
    }

    /// The quantile of the power, also of one so small that it is lost in a difference from 1.
    fn z_of_power(&self) -> f64 {
        if self.power < 0.5 {
            -normal::upper_quantile(self.power)
        } else {
            normal::upper_quantile(1.0 - self.power)
        }
    }

    fn z(&self) -> f64 {
        normal::two_sided_quantile(self.alpha.get()) + self.z_of_power()
    }

    fn units(&self, variance: f64, difference: f64) -> Result<f64, Refusal> {
        units_of(self.z(), variance, difference)
    }
}

/// The units of each candidate for each of the control with which all differences from the control
/// are known best: `1/sqrt(k)` (Dunnett 1955, JASA 50).
pub fn best_allocation(candidates: u64) -> Result<f64, Refusal> {
    at_least(1, candidates)?;
    Ok(1.0 / (candidates as f64).sqrt())
}

/// How much more the mean of values varies that come in clusters, such as the orders of a customer
/// or the users of a company, than that of as many independent ones.
///
/// `1 + ((1 + cv^2) size - 1) icc` (Eldridge, Ashby and Kerry 2006, International Journal of
/// Epidemiology 35): with the clusters' mean size, the sizes' standard deviation over that, and the
/// correlation within a cluster. For planning; once there are data, a ratio per cluster
/// ([`Estimate::ratio`](crate::Estimate::ratio)) has all of it in its variance.
pub fn design_effect(
    mean_size: f64,
    spread_of_size: f64,
    correlation: f64,
) -> Result<f64, Refusal> {
    if !(mean_size >= 1.0 && (0.0..=1.0).contains(&correlation)) {
        return Err(Refusal::Invalid("clusters have a size from 1 and a correlation from 0 to 1"));
    }
    let cv = not_negative(spread_of_size, "a spread is 0 or more")?;
    finite(1.0 + ((1.0 + cv * cv) * mean_size - 1.0) * correlation)
}

/// The chance of a two-sided test to see an effect of that size, given its standard error:
/// `Phi(|effect|/se - z) + Phi(-|effect|/se - z)`.
pub fn power(effect: f64, standard_error: f64, alpha: Alpha) -> Result<f64, Refusal> {
    let standard_error = not_negative(standard_error, "a standard error is 0 or more")?;
    if standard_error == 0.0 {
        return Err(Refusal::ZeroVariance);
    }
    let shift = (finite(effect)? / standard_error).abs();
    let z = normal::two_sided_quantile(alpha.get());
    Ok((normal::sf(z - shift) + normal::sf(z + shift)).min(1.0))
}

fn units_of(z: f64, variance: f64, difference: f64) -> Result<f64, Refusal> {
    let variance = not_negative(variance, VARIANCE)?;
    if difference == 0.0 {
        return Err(Refusal::Invalid("no number of units shows a difference of zero"));
    }
    let root = z * variance.sqrt() / finite(difference)?;
    finite(root * root)
}

fn check_share(share: f64) -> Result<(), Refusal> {
    if (0.0..=1.0).contains(&share) {
        Ok(())
    } else {
        Err(Refusal::Invalid("a share is from 0 to 1"))
    }
}
