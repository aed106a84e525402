//! What a part of a sample says of the whole.

/// The standard normal distribution's 97.5 % point.
const Z: f64 = 1.959_963_984_540_054;

/// The 95 % interval for the part of all users who move, where so many of those that were recorded
/// do; `None` where none was recorded.
///
/// It is Wilson's score interval ("Probable inference, the law of succession, and statistical
/// inference", 1927), which holds for parts near nobody and everybody too. It takes users to be
/// recorded alike, whoever they are.
#[expect(clippy::cast_precision_loss, reason = "what is recorded is bounded far below 2^53")]
pub fn interval(moved: u64, of: u64) -> Option<(f64, f64)> {
    if of == 0 {
        return None;
    }
    let (n, p) = (of as f64, moved as f64 / of as f64);
    let scale = 1.0 + Z * Z / n;
    let centre = (p + Z * Z / (2.0 * n)) / scale;
    let half = Z / scale * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    // Of nobody and of everybody, rounding must not say otherwise.
    let low = if moved == 0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if moved == of { 1.0 } else { (centre + half).min(1.0) };
    Some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_intervals() {
        assert_eq!(interval(0, 0), None);
        for (moved, of, low, high) in [
            (0, 100, 0.0, 0.036_993),
            (1, 100, 0.001_767, 0.054_486),
            (50, 100, 0.403_832, 0.596_168),
            (100, 100, 0.963_007, 1.0),
            (250, 1_000, 0.224_153, 0.277_760),
        ] {
            let (found_low, found_high) = interval(moved, of).unwrap();
            assert!((found_low - low).abs() < 1e-5, "{moved} of {of}: {found_low}");
            assert!((found_high - high).abs() < 1e-5, "{moved} of {of}: {found_high}");
        }
    }
}
