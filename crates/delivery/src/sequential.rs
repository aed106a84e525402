//! A test on counts that may be read at every run of a check, with few of them too.
//!
//! Of `K` hits on both sides, a candidate that is no different has each with the probability `pi`,
//! its share of all units; how many of them it has is then at most as spread as a binomial number
//! (Hoeffding 1963, theorem 4), so that `psi^X/(1 - pi + psi pi)^K` is on average at most 1 for any
//! `psi` that was chosen before. Such a number may be multiplied over steps, each with its own `pi`:
//! so a candidate of a quiet hour is never compared with a baseline of a busy one. The mean over
//! some `psi` is the evidence, and by Ville's inequality it exceeds `1/alpha` at any time at all in
//! at most `alpha` of the releases that change nothing. It takes no normal distribution, so no
//! smallest sample.
//!
//! Where nobody is left to compare with, the candidate is compared with what the baseline's share
//! was at worst (Wilson 1927) in the last step that had one. The level is divided among the two.

use hoist_stats::{Alpha, Estimate, Proportion, stratified};
use serde::{Deserialize, Serialize};

use crate::evidence::Counts;

/// How often a release that changes nothing may be taken back by its sequential checks together.
pub const ALPHA: f64 = 0.05;

/// How many times as many hits there may be, where more are worse.
const MORE: [f64; 8] = [1.1, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0];
/// The same where fewer are worse.
const FEWER: [f64; 7] = [0.95, 0.9, 0.8, 0.65, 0.5, 0.3, 0.1];

/// The counts of a check by step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally(Vec<Stratum>);

/// The counts of one step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Stratum {
    step: usize,
    candidate: Counts,
    baseline: Counts,
}

/// What the counts say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tested {
    /// The candidate's share, as if all steps had the same mixture.
    pub(crate) value: f64,
    /// The baseline's.
    pub(crate) baseline: f64,
    /// How likely evidence as strong as this is at any time without a difference.
    pub(crate) p_value: f64,
    /// The place of the step that the baseline is from, where it is from an earlier one.
    pub(crate) held_over: Option<usize>,
}

impl Tally {
    /// Takes the counts of a step so far in place of those that were there.
    pub(crate) fn put(&mut self, step: usize, candidate: Counts, baseline: Counts) {
        self.0.retain(|stratum| stratum.step != step);
        self.0.push(Stratum { step, candidate, baseline });
    }

    /// What all steps say together, to be compared with a level. `more` is whether more hits are
    /// worse.
    pub(crate) fn test(&self, more: bool, level: f64) -> Option<Tested> {
        let alternatives: &[f64] = if more { &MORE } else { &FEWER };
        let is_concurrent = |one: &&Stratum| one.baseline.share().is_some();
        let both: Vec<&Stratum> = self.0.iter().filter(is_concurrent).collect();
        let last = self.0.last()?;
        let of_step = |psi: f64| both.iter().map(|one| ln_evidence(one, psi)).sum::<f64>();
        let concurrent = 2.0 * p_value(alternatives, of_step);
        if last.baseline.share().is_some() {
            let (baseline, value) = standardised(&both).or_else(|| pooled(&both))?;
            return Some(Tested { value, baseline, p_value: concurrent.min(1.0), held_over: None });
        }
        let held = both.last()?;
        let (value, baseline) = (last.candidate.share()?, held.baseline.share()?);
        let worst = worst_of(held.baseline, more, level)?;
        let Counts { hits, units } = last.candidate;
        let of_last =
            |psi: f64| hits as f64 * psi.ln() - units as f64 * ((psi - 1.0) * worst).ln_1p();
        let p_value = concurrent.min(4.0 * p_value(alternatives, of_last)).min(1.0);
        Some(Tested { value, baseline, p_value, held_over: Some(held.step) })
    }
}

/// The logarithm of the evidence of one step for `psi` times as many hits.
fn ln_evidence(Stratum { candidate, baseline, .. }: &Stratum, psi: f64) -> f64 {
    let (own, other) = (candidate.units as f64, baseline.units as f64);
    let share = own / (own + other);
    let hits = candidate.hits as f64 + baseline.hits as f64;
    candidate.hits as f64 * psi.ln() - hits * ((psi - 1.0) * share).ln_1p()
}

/// One over the mean of the evidence for each alternative.
fn p_value(alternatives: &[f64], ln_evidence: impl Fn(f64) -> f64) -> f64 {
    let all: Vec<f64> = alternatives.iter().map(|psi| ln_evidence(*psi)).collect();
    let largest = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !largest.is_finite() {
        return 1.0;
    }
    let mean = all.iter().map(|ln| (ln - largest).exp()).sum::<f64>() / all.len() as f64;
    (-largest - mean.ln()).min(0.0).exp()
}

/// The shares of baseline and candidate, each as if it had all users of every step.
fn standardised(both: &[&Stratum]) -> Option<(f64, f64)> {
    let estimate = |counts: Counts| Proportion::new(counts.hits, counts.units)?.estimate();
    let pairs = both.iter().map(|one| Ok((estimate(one.baseline)?, estimate(one.candidate)?)));
    let pairs: Result<Vec<(Estimate, Estimate)>, hoist_stats::Refusal> = pairs.collect();
    let (baseline, candidate) = stratified(&pairs.ok()?).ok()?;
    Some((baseline.value(), candidate.value()))
}

/// The same of all steps as one, where a step is too small to be one by itself.
fn pooled(both: &[&Stratum]) -> Option<(f64, f64)> {
    let share = |pick: fn(&Stratum) -> Counts| {
        let sum = both.iter().map(|one| pick(one)).fold((0_u64, 0_u64), |(hits, units), one| {
            (hits.saturating_add(one.hits), units.saturating_add(one.units))
        });
        Counts { hits: sum.0, units: sum.1 }.share()
    };
    Some((share(|one| one.baseline)?, share(|one| one.candidate)?))
}

/// The share that a baseline may have had, in the candidate's favour. Half of the level goes to the
/// steps that had a baseline, a quarter to this, a quarter to what is made of it.
fn worst_of(baseline: Counts, more: bool, level: f64) -> Option<f64> {
    let alpha = Alpha::new(level / 2.0).ok()?;
    let interval = Proportion::new(baseline.hits, baseline.units).ok()?.wilson(alpha);
    Some(if more { interval.upper } else { interval.lower })
}
