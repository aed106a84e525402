//! The noncentral t distribution, as far as power needs it.

use crate::effect::Alpha;
use crate::special::gamma;
use crate::special::normal;
use crate::special::quadrature;
use crate::special::student;

/// From here on S is 1, to 1e-9.
const NORMAL_FROM: f64 = 1e9;

/// Which tails of T a test calls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sides {
    Both,
    /// Only what is above.
    Upper,
}

/// P(|T| > t), or P(T > t), for `T = (Z + shift)/S`, t the critical value and S the root of
/// chi-squared over its degrees of freedom: the mean over S of the normal tails, by quadrature.
///
/// Exact but for the quadrature, where the series (Lenth 1989, AS 243) loses digits at large
/// shifts.
pub(super) fn power(shift: f64, df: f64, alpha: Alpha, sides: Sides) -> f64 {
    let called = match sides {
        Sides::Both => alpha.get(),
        Sides::Upper => 2.0 * alpha.get(),
    };
    let critical = student::two_sided_quantile(called, df);
    let tails = |place: f64| match sides {
        Sides::Both => normal::sf(place - shift) + normal::sf(place + shift),
        Sides::Upper => normal::sf(place - shift),
    };
    if df > NORMAL_FROM {
        return tails(critical).min(1.0);
    }
    let spread = 1.0 / (2.0 * df).sqrt();
    let (from, to) = ((1.0 - 12.0 * spread).max(0.0), 1.0 + 13.0 * spread);
    // Each panel's half is narrower than what a critical value makes steep.
    let mut points = quadrature::even_points(from, to, 16);
    for step in [-8.0, -4.0, -2.0, 0.0, 2.0, 4.0, 8.0] {
        let place = (shift + step) / critical;
        // So close to zero, S has no chance that counts, and its square may be no number.
        if place > from.max(1e-12) && place < to {
            points.push(place);
        }
    }
    points.sort_by(f64::total_cmp);
    let power = quadrature::over_panels(&points, |s| {
        2.0 / s * gamma::density_times_x(0.5 * df, 0.5 * df * s * s) * tails(critical * s)
    });
    power.clamp(0.0, 1.0)
}
