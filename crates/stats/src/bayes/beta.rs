//! Two shares with beta distributions.

use crate::proportion::Proportion;
use crate::refusal::Refusal;
use crate::special::beta;
use crate::special::quadrature;

/// What is believed of a share: Beta(a, b).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beta {
    a: f64,
    b: f64,
}

/// What is believed of the difference of two shares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetaComparison {
    /// How likely the candidate's share is above the control's.
    pub chance_to_win: f64,
    /// What is expected to be lost by shipping: E[max(control - candidate, 0)].
    pub loss_of_shipping: f64,
    /// What is expected to be lost by staying: E[max(candidate - control, 0)].
    pub loss_of_keeping: f64,
}

impl Beta {
    /// All shares alike: Bayes's prior.
    pub const FLAT: Self = Self { a: 1.0, b: 1.0 };

    /// Jeffreys's prior.
    pub const JEFFREYS: Self = Self { a: 0.5, b: 0.5 };

    /// Parameters from 0.5, where [`Self::JEFFREYS`] has them, to 1e12.
    pub fn new(a: f64, b: f64) -> Result<Self, Refusal> {
        let range = 0.5..=1e12;
        if range.contains(&a) && range.contains(&b) {
            Ok(Self { a, b })
        } else {
            Err(Refusal::Invalid("the parameters of a beta distribution are from 0.5 to 1e12"))
        }
    }

    /// The posterior, with this as the prior: successes and failures are added.
    pub fn updated(&self, seen: Proportion) -> Result<Self, Refusal> {
        let failures = seen.units - seen.successes;
        Self::new(self.a + seen.successes as f64, self.b + failures as f64)
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.a / (self.a + self.b)
    }

    /// The candidate's share against this one, the control's.
    ///
    /// `P(B > A) = int f_B F_A`, `E[max(B - A, 0)] = int (1 - F_B) F_A`: integrals of what is never
    /// negative, over panels of both distributions' standard deviations, in the angle whose squared
    /// sine is the share, where Jeffreys's prior is smooth too. To 1e-9 for parameters that are
    /// multiples of 1/2.
    ///
    /// ```
    /// # use hoist_stats::{Beta, Proportion};
    /// let [control, candidate] = [(10, 100), (20, 100)].map(|(successes, units)| {
    ///     Beta::FLAT.updated(Proportion::new(successes, units).unwrap()).unwrap()
    /// });
    /// let comparison = control.against(&candidate);
    /// assert!((comparison.chance_to_win - 0.975_173).abs() < 1e-6);
    /// ```
    #[must_use]
    pub fn against(&self, candidate: &Self) -> BetaComparison {
        let points = angles(self, candidate);
        let share = |angle: f64| {
            let (sine, cosine) = angle.sin_cos();
            (sine * sine, cosine * cosine, 2.0 * sine * cosine)
        };
        let tails = |one: &Self, x: f64, y: f64| beta::tails(one.a, one.b, x, y);
        let (mut win, mut keeping) = (0.0, 0.0);
        let loss_of_shipping = quadrature::over_panels_weighted(&points, |angle, weight| {
            let (x, y, slope) = share(angle);
            let (of_control, of_candidate) = (tails(self, x, y), tails(candidate, x, y));
            // The density over the angle, f(x) dx/d(angle), with x y cancelled.
            let density = beta::prefactor(candidate.a, candidate.b, x, y) * 4.0 / slope;
            win += weight * density * of_control.lower;
            keeping += weight * slope * of_candidate.upper * of_control.lower;
            slope * of_candidate.lower * of_control.upper
        });
        BetaComparison {
            chance_to_win: win.clamp(0.0, 1.0),
            loss_of_shipping,
            loss_of_keeping: keeping,
        }
    }

    fn standard_deviation(&self) -> f64 {
        let whole = self.a + self.b;
        (self.a / whole * (self.b / whole) / (whole + 1.0)).sqrt()
    }
}

/// Panels that follow both distributions.
fn angles(control: &Beta, candidate: &Beta) -> Vec<f64> {
    let mut shares = vec![0.0, 1.0];
    for one in [control, candidate] {
        // A tail of few conversions is long; others are about normal.
        let reach = if one.a.min(one.b) < 100.0 { 5 } else { 2 };
        for step in -reach..=reach {
            shares.push(one.mean() + 8.0 * f64::from(step) * one.standard_deviation());
        }
    }
    let mut angles: Vec<f64> =
        shares.into_iter().map(|share| share.clamp(0.0, 1.0).sqrt().asin()).collect();
    angles.sort_by(f64::total_cmp);
    angles.dedup_by(|a, b| *a <= *b);
    angles
}
