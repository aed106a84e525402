//! The share of a gradual flag at a moment, and the moment at which a rank gets in.

use hoist_ruleset::compiled::Curve;

/// The threshold in 1/100 % at a time in milliseconds since 1970.
///
/// Nobody is in before the first point; between two points it is `p0 + floor((t − t0)·(p1 − p0) /
/// (t1 − t0))`; from the last point on it stays.
pub fn threshold(curve: &Curve, now_ms: i64) -> u16 {
    let passed = curve.points.partition_point(|(at_ms, _)| *at_ms <= now_ms);
    let Some(&(from_ms, from)) = passed.checked_sub(1).and_then(|last| curve.points.get(last))
    else {
        return 0;
    };
    let Some(&(to_ms, to)) = curve.points.get(passed) else {
        return from;
    };
    // Timestamps span less than 7e14 ms and a share 10,000 ranks: the product fits 63 bits.
    let risen = (now_ms - from_ms) * i64::from(to - from) / (to_ms - from_ms);
    from + u16::try_from(risen).unwrap_or(0)
}

/// The first time in milliseconds since 1970 at which the threshold is above a rank.
pub(crate) fn enters_at_ms(curve: &Curve, rank: u16) -> Option<i64> {
    let above = curve.points.iter().position(|(_, share)| *share > rank)?;
    let (to_ms, to) = curve.points[above];
    let Some(&(from_ms, from)) = above.checked_sub(1).map(|before| &curve.points[before]) else {
        return Some(to_ms);
    };
    let needed = i64::from(rank + 1 - from) * (to_ms - from_ms);
    let rise = i64::from(to - from);
    Some(from_ms + (needed + rise - 1) / rise)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(points: &[(i64, u16)]) -> Curve {
        Curve { points: points.into() }
    }

    #[test]
    fn straight_lines_between_points() {
        let curve = curve(&[(1_000, 0), (2_000, 5_000), (4_000, 5_000), (5_000, 10_000)]);
        for (now, share) in [
            (i64::MIN, 0),
            (999, 0),
            (1_000, 0),
            (1_001, 5),
            (1_999, 4_995),
            (2_000, 5_000),
            (3_999, 5_000),
            (4_500, 7_500),
            (5_000, 10_000),
            (i64::MAX, 10_000),
        ] {
            assert_eq!(threshold(&curve, now), share, "{now}");
        }
    }

    #[test]
    fn one_point_is_a_step() {
        let curve = curve(&[(1_000, 2_500)]);
        assert_eq!((threshold(&curve, 999), threshold(&curve, 1_000)), (0, 2_500));
        assert_eq!(enters_at_ms(&curve, 2_499), Some(1_000));
        assert_eq!(enters_at_ms(&curve, 2_500), None);
    }

    #[test]
    fn a_rank_enters_at_the_first_such_moment() {
        let curve = curve(&[(0, 0), (77_777, 3_333), (100_000, 3_333), (123_457, 10_000)]);
        for rank in 0..10_000 {
            let enters = enters_at_ms(&curve, rank).unwrap();
            assert!(threshold(&curve, enters) > rank, "{rank}");
            assert!(threshold(&curve, enters - 1) <= rank, "{rank}");
        }
    }
}
