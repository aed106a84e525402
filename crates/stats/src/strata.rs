//! Parts compared each by itself, and put together: segments, phases, steps of a release.

use crate::chance::Chance;
use crate::compare::satterthwaite;
use crate::effect::{Alpha, Effect, Method, Units};
use crate::estimate::Estimate;
use crate::moments::Moments;
use crate::refusal::{Refusal, at_least, finite};

/// A stratum with fewer units of a variant is merged with others: its variance says nothing.
const STRATUM_UNITS_MIN: u64 = 10;
/// Shares that are less likely than this by chance are not those of one split.
const SPLIT_ALPHA: f64 = 0.001;

/// What is said within strata, and of which strata together.
#[derive(Debug, Clone, PartialEq)]
pub struct PostStratified {
    /// The difference.
    pub effect: Effect,
    /// The places of the strata that were too small and of those that they were merged with, into
    /// one; none where all were large enough.
    pub merged: Vec<usize>,
}

/// One variant of each pair of estimates, as if both variants had the same mixture of strata.
///
/// With weights `w = n_s/n` of both variants together, the value is `sum w m_s` and its variance
/// `sum w^2 s_s^2/n_s` (Cochran 1977, Sampling Techniques, 5.4), with degrees of freedom by
/// Satterthwaite (5.4, equation 5.16): a stratum that weighs much and has few units has few. What
/// comes out goes into [`difference`](crate::difference) or [`lift`](crate::lift).
///
/// For steps between which the variants' shares changed: there the pooled means compare early with
/// late units (Simpson's paradox), and these do not.
pub fn stratified(strata: &[(Estimate, Estimate)]) -> Result<(Estimate, Estimate), Refusal> {
    let all: Vec<u64> = strata.iter().map(|(a, b)| a.units.saturating_add(b.units)).collect();
    let whole = all.iter().try_fold(0_u64, |sum, units| sum.checked_add(*units));
    let whole = whole.ok_or(Refusal::Overflow)? as f64;
    let standardised = |pick: fn(&(Estimate, Estimate)) -> &Estimate| -> Result<_, Refusal> {
        let (mut units, mut value, mut parts) = (0, 0.0, Vec::with_capacity(strata.len()));
        for (both, stratum_units) in strata.iter().zip(&all) {
            let (one, weight) = (pick(both), *stratum_units as f64 / whole);
            units += one.units;
            value += weight * one.value;
            parts.push((weight * weight * one.variance(), one.degrees_of_freedom));
        }
        let variance: f64 = parts.iter().map(|(variance, _)| variance).sum();
        let estimate = Estimate::new(units, value, variance * units as f64)?;
        Ok(Estimate { degrees_of_freedom: satterthwaite(&parts), ..estimate })
    };
    Ok((standardised(|both| &both.0)?, standardised(|both| &both.1)?))
}

/// The difference within strata that were known before the exposure, put together.
///
/// Miratrix, Sekhon and Yu (2013), J. R. Stat. Soc. B 75: `sum w (m2_s - m1_s)` with `w = n_s/n`
/// and variance `sum w^2 (s2^2/n2 + s1^2/n1)`, and, because another sample had other weights, `(sum
/// w d_s^2 - d^2)/n`. Degrees of freedom by Satterthwaite. Not for strata that the experiment can
/// move units between.
///
/// Strata with under 10 units of a variant are merged into one, and where that is still too small,
/// with the largest stratum, or all that are as large: so the order of strata does not matter. That
/// takes an equal split in all of them, up to chance: where the shares of those that are merged
/// differ (chi-squared at 0.001), as between steps of a release, it is refused, because units that
/// are not alike would be compared. [`stratified`] takes such strata.
pub fn post_stratified(
    strata: &[(Moments<1>, Moments<1>)],
    alpha: Alpha,
) -> Result<PostStratified, Refusal> {
    let merged = small_and_partners(strata)?;
    let effect = within(&put_together(strata, &merged)?, alpha)?;
    Ok(PostStratified { effect, merged })
}

fn within(strata: &[(Moments<1>, Moments<1>)], alpha: Alpha) -> Result<Effect, Refusal> {
    let mut all = Vec::with_capacity(strata.len());
    let (mut control_units, mut candidate_units) = (0_u64, 0_u64);
    for (control, candidate) in strata {
        let pair = (Estimate::mean(control)?, Estimate::mean(candidate)?);
        control_units = control_units.checked_add(pair.0.units).ok_or(Refusal::Overflow)?;
        candidate_units = candidate_units.checked_add(pair.1.units).ok_or(Refusal::Overflow)?;
        all.push(pair);
    }
    let units = Units::of(control_units, candidate_units)?;
    let n = units.all as f64;
    let (mut estimate, mut square, mut parts) = (0.0, 0.0, Vec::new());
    for (control, candidate) in &all {
        let weight = (control.units + candidate.units) as f64 / n;
        let apart = candidate.value - control.value;
        estimate += weight * apart;
        square += weight * apart * apart;
        parts.extend(
            [control, candidate]
                .map(|one| (weight * weight * one.variance(), one.degrees_of_freedom)),
        );
    }
    let within: f64 = parts.iter().map(|(variance, _)| variance).sum();
    // What the weights add is zero or more, but for rounding.
    let between = ((square - estimate * estimate) / n).max(0.0);
    let df = satterthwaite(&parts);
    Effect::by_student(Method::PostStratified, units, estimate, within + between, df, alpha)
}

/// The places of the strata that are put together.
fn small_and_partners(strata: &[(Moments<1>, Moments<1>)]) -> Result<Vec<usize>, Refusal> {
    at_least(1, strata.len() as u64)?;
    let units = |place: &usize| strata.get(*place).map_or([0; 2], |(a, b)| [a.units(), b.units()]);
    let of_all = |places: &[usize]| -> Result<[u64; 2], Refusal> {
        places.iter().map(units).try_fold([0_u64; 2], |sum, one| {
            let add = |place: usize| sum[place].checked_add(one[place]).ok_or(Refusal::Overflow);
            Ok([add(0)?, add(1)?])
        })
    };
    let is_small = |[control, candidate]: [u64; 2]| control.min(candidate) < STRATUM_UNITS_MIN;
    let size =
        |place: &usize| units(place).iter().fold(0, |sum: u64, all| sum.saturating_add(*all));
    let places = 0..strata.len();
    let mut together: Vec<usize> = places.clone().filter(|it| is_small(units(it))).collect();
    if !together.is_empty() && is_small(of_all(&together)?) {
        let others = || places.clone().filter(|it| !is_small(units(it)));
        let largest = others().map(|it| size(&it)).max();
        together.extend(others().filter(|it| Some(size(it)) == largest));
        together.sort_unstable();
    }
    let all = of_all(&together)?;
    if together.len() < 2 {
        return Ok(Vec::new());
    }
    let split = together.iter().map(|place| split_distance(units(place), all)).sum();
    let degrees_of_freedom = together.len() as f64 - 1.0;
    if Chance::chi_squared(finite(split)?, degrees_of_freedom).p_value < SPLIT_ALPHA {
        return Err(Refusal::Invalid(
            "strata with under 10 units of a variant are merged, and these have another split than \
             those that they would be merged with, so that unlike units would be compared: leave \
             them out, merge them yourself, or take `stratified`",
        ));
    }
    Ok(together)
}

/// How far a stratum's units are from the split of all: a part of chi-squared.
fn split_distance(units: [u64; 2], all: [u64; 2]) -> f64 {
    let [own, whole] = [units, all].map(|[a, b]| a as f64 + b as f64);
    let expected = all.map(|all| all as f64 * (own / whole));
    let part = |(units, expected): (u64, f64)| {
        let off = units as f64 - expected;
        if off == 0.0 { 0.0 } else { off * off / expected }
    };
    units.into_iter().zip(expected).map(part).sum()
}

fn put_together(
    strata: &[(Moments<1>, Moments<1>)],
    together: &[usize],
) -> Result<Vec<(Moments<1>, Moments<1>)>, Refusal> {
    let mut all = Vec::with_capacity(strata.len());
    let mut one: (Moments<1>, Moments<1>) = (Moments::default(), Moments::default());
    for (place, stratum) in strata.iter().enumerate() {
        if together.contains(&place) {
            one = (one.0.merge(&stratum.0)?, one.1.merge(&stratum.1)?);
        } else {
            all.push(*stratum);
        }
    }
    if !together.is_empty() {
        all.push(one);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::difference;

    #[test]
    fn a_small_stratum_has_few_degrees_of_freedom() {
        let of = |units, value, variance| Estimate::new(units, value, variance).unwrap();
        // Shares of 1:1 and then of 1:500: the candidate's variance is that of three units.
        let strata =
            [(of(100, 1.0, 1.0), of(100, 1.0, 1.0)), (of(1497, 2.0, 1.0), of(3, 2.5, 1.0))];
        let (control, candidate) = stratified(&strata).unwrap();
        let effect = difference(&control, &candidate, Alpha::FIVE_PERCENT).unwrap();
        assert!((2.0..2.1).contains(&effect.degrees_of_freedom), "{effect:?}");
        assert_eq!(effect.units, 1700);
    }

    type Stratum = (Moments<1>, Moments<1>);

    fn stratum(units: [u64; 2], mean: f64) -> Stratum {
        let one = |units| Moments::from_covariances(units, [mean], [[1.0]]).unwrap();
        (one(units[0]), one(units[1]))
    }

    #[test]
    fn the_order_of_strata_does_not_matter() {
        let strata = [stratum([14, 8], 20.0), stratum([500, 500], 1.0), stratum([500, 500], 40.0)];
        let said = |order: [usize; 3]| {
            let strata = order.map(|place| strata[place]);
            let said = post_stratified(&strata, Alpha::FIVE_PERCENT).unwrap();
            assert_eq!(said.merged, [0, 1, 2]);
            said.effect
        };
        let first = said([0, 1, 2]);
        for order in [[0, 2, 1], [1, 0, 2], [2, 1, 0]] {
            let other = said(order);
            assert!((other.estimate - first.estimate).abs() < 1e-12, "{order:?}");
            assert!((other.p_value - first.p_value).abs() < 1e-12, "{order:?}");
        }
        // Nothing is there, and it is not called.
        assert!(first.p_value > 0.9, "{first:?}");
    }

    #[test]
    fn what_is_merged_is_told_and_only_what_is_split_alike() {
        let alpha = Alpha::FIVE_PERCENT;
        let [a, b, c] = [stratum([100, 90], 1.0), stratum([9, 8], 3.0), stratum([4, 6], 5.0)];
        let merged = |strata: &[Stratum]| post_stratified(strata, alpha).map(|it| it.merged);
        assert_eq!(merged(&[a, a]), Ok(vec![]));
        assert_eq!(merged(&[b, a, c, a]), Ok(vec![0, 2]), "both together are large enough");
        assert_eq!(merged(&[c, a, stratum([300, 310], 2.0)]), Ok(vec![0, 2]));
        // A step with a share of 1 in 200 and one of half.
        let steps = [stratum([1990, 8], 10.0), stratum([1000, 1000], 20.0)];
        assert!(matches!(merged(&steps), Err(Refusal::Invalid(_))));
        assert!(post_stratified(&[b], alpha).is_ok(), "there is no other");
    }
}
