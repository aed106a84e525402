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
//! Half of the level goes to all steps together, which see what is a little worse throughout. The
//! other half is divided among the steps, each by itself: what breaks only under much traffic would
//! else have to outweigh all that was well before.
//!
//! Where nobody is left to compare with, the candidate is compared with what the baseline's share
//! was at worst (Wilson 1927) in the last step that had one.

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
    /// The candidate's share.
    pub(crate) value: f64,
    /// The baseline's.
    pub(crate) baseline: f64,
    /// How likely evidence as strong as this is at any time without a difference, as a part of the
    /// level of the whole check.
    pub(crate) p_value: f64,
    /// The place of the step that the baseline is from, where it is from an earlier one.
    pub(crate) held_over: Option<usize>,
    /// What it is about.
    pub(crate) scope: &'static str,
}

impl Tally {
    /// Takes the counts of a step so far in place of those that were there.
    pub(crate) fn put(&mut self, step: usize, candidate: Counts, baseline: Counts) {
        self.0.retain(|stratum| stratum.step != step);
        self.0.push(Stratum { step, candidate, baseline });
    }

    /// What all steps say together, and then what the last one says by itself, each to be compared
    /// with a level. `more` is whether more hits are worse, `steps` how many there will be.
    pub(crate) fn test(&self, more: bool, steps: usize, level: f64) -> Vec<Tested> {
        let both: Vec<&Stratum> = self.0.iter().filter(|one| one.is_concurrent()).collect();
        together(&both, more).into_iter().chain(self.alone(&both, more, steps, level)).collect()
    }

    fn alone(&self, both: &[&Stratum], more: bool, steps: usize, level: f64) -> Option<Tested> {
        let steps = steps.max(1) as f64;
        let last = self.0.last()?;
        let (value, scope) = (last.candidate.share()?, " at this step");
        if let Some(baseline) = last.baseline.share() {
            let p_value = 2.0 * steps * p_value(more, |psi| ln_evidence(last, psi));
            let p_value = p_value.min(1.0);
            return Some(Tested { value, baseline, p_value, held_over: None, scope });
        }
        let held = both.last()?;
        // Half of this step's part of the level goes to how far off the baseline may be.
        let alpha = Alpha::new(level / (2.0 * steps)).ok()?;
        let Counts { hits, units } = held.baseline;
        let interval = Proportion::new(hits, units).ok()?.wilson(alpha);
        let worst = if more { interval.upper } else { interval.lower };
        let Counts { hits, units } = last.candidate;
        let ln_evidence =
            |psi: f64| hits as f64 * psi.ln() - units as f64 * ((psi - 1.0) * worst).ln_1p();
        let p_value = (4.0 * steps * p_value(more, ln_evidence)).min(1.0);
        let (baseline, held_over) = (held.baseline.share()?, Some(held.step));
        Some(Tested { value, baseline, p_value, held_over, scope })
    }
}

impl Stratum {
    fn is_concurrent(&self) -> bool {
        self.candidate.share().is_some() && self.baseline.share().is_some()
    }
}

fn together(both: &[&Stratum], more: bool) -> Option<Tested> {
    let (baseline, value) = standardised(both).or_else(|| pooled(both))?;
    let of_all = |psi: f64| both.iter().map(|one| ln_evidence(one, psi)).sum::<f64>();
    let p_value = (2.0 * p_value(more, of_all)).min(1.0);
    Some(Tested { value, baseline, p_value, held_over: None, scope: " over all steps" })
}

/// The logarithm of the evidence of one step for `psi` times as many hits.
fn ln_evidence(Stratum { candidate, baseline, .. }: &Stratum, psi: f64) -> f64 {
    let (own, other) = (candidate.units as f64, baseline.units as f64);
    let share = own / (own + other);
    let hits = candidate.hits as f64 + baseline.hits as f64;
    candidate.hits as f64 * psi.ln() - hits * ((psi - 1.0) * share).ln_1p()
}

/// One over the mean of the evidence for each alternative.
fn p_value(more: bool, ln_evidence: impl Fn(f64) -> f64) -> f64 {
    let alternatives: &[f64] = if more { &MORE } else { &FEWER };
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
