//! Exact numbers: integers of a millionth, so that sums do not depend on the order of adding.

/// One, in millionths.
pub const UNIT: i64 = 1_000_000;
/// Greatest total of a user, on either side of zero, in millionths: 1e8.
pub const TOTAL_MAX: i64 = 100_000_000 * UNIT;

/// A value in millionths: multiplied as IEEE 754 multiplies, then rounded half to even. What is
/// beyond the greatest total counts as that; what is no number, not at all.
#[must_use]
pub fn millionths(value: f64) -> i64 {
    let scaled = (value * UNIT as f64).round_ties_even();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole; what is too large saturates, and NaN becomes 0"
    )]
    let whole = scaled as i64;
    whole.clamp(-TOTAL_MAX, TOTAL_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_rounded_once() {
        for (value, expected) in [
            (1.0, UNIT),
            (-0.1, -100_000),
            (19.99, 19_990_000),
            (0.000_000_5, 0),
            (0.000_001_5, 2),
            (-0.000_002_5, -2),
            (1e8, TOTAL_MAX),
            (1e300, TOTAL_MAX),
            (f64::NEG_INFINITY, -TOTAL_MAX),
            (f64::NAN, 0),
        ] {
            assert_eq!(millionths(value), expected, "{value}");
        }
    }
}
