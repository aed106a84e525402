//! Parts compared each by itself, and put together: segments, phases, steps of a release.

use crate::compare::satterthwaite;
use crate::effect::{Alpha, Effect, Method, Units};
use crate::estimate::Estimate;
use crate::moments::Moments;
use crate::refusal::{Refusal, at_least};

/// A stratum with fewer units of a variant is merged with its neighbour: its variance says nothing.
const STRATUM_UNITS_MIN: u64 = 10;

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
/// w d_s^2 - d^2)/n`. Degrees of freedom by Satterthwaite. Strata with under 10 units of a variant
/// are merged with the next. Not for strata that the experiment can move units between.
pub fn post_stratified(
    strata: &[(Moments<1>, Moments<1>)],
    alpha: Alpha,
) -> Result<Effect, Refusal> {
    let merged = merge_small(strata)?;
    let mut all = Vec::with_capacity(merged.len());
    let (mut control_units, mut candidate_units) = (0_u64, 0_u64);
    for (control, candidate) in &merged {
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

fn merge_small(
    strata: &[(Moments<1>, Moments<1>)],
) -> Result<Vec<(Moments<1>, Moments<1>)>, Refusal> {
    let is_small = |(a, b): &(Moments<1>, Moments<1>)| a.units().min(b.units()) < STRATUM_UNITS_MIN;
    let mut merged: Vec<(Moments<1>, Moments<1>)> = Vec::with_capacity(strata.len());
    for stratum in strata {
        match merged.last_mut().filter(|last| is_small(last)) {
            Some(last) => *last = (last.0.merge(&stratum.0)?, last.1.merge(&stratum.1)?),
            None => merged.push(*stratum),
        }
    }
    // The last has no next.
    if let Some(small) = merged.pop_if(|last| is_small(last)) {
        match merged.last_mut() {
            Some(last) => *last = (last.0.merge(&small.0)?, last.1.merge(&small.1)?),
            None => merged.push(small),
        }
    }
    at_least(1, merged.len() as u64)?;
    Ok(merged)
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
}
