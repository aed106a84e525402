//! Corrections, pasts and margins.

use hoist_ruleset::document::MetricKind;

use crate::trial::{Trial, start};
use crate::{Effect, Row, Shown, Totals, UNIT, Verdict};

const FOUR: &str = "{control: 0.25, wide: 0.25, tall: 0.25, deep: 0.25}";

fn effects(trial: &mut Trial, metric: usize) -> Vec<Effect> {
    let analysis = trial.monitored();
    let variants = analysis.metrics[metric].variants.iter();
    variants.filter_map(|variant| variant.effect.clone()).collect()
}

#[test]
fn goals_of_several_variants_are_corrected_together() {
    let mut trial = Trial::of_variants(FOUR, "sample_size: 8000, metrics: [conversion_rate]");
    for (variant, yes) in (0..).zip([500, 505, 562, 640]) {
        trial = trial.converted(0, variant, 0, [yes, 2000]);
    }
    let effects = effects(&mut trial.clone().after(9), 0);
    // By itself the second would be significant too.
    let alone: Vec<bool> = effects.iter().map(|one| one.uncorrected_p_value < 0.05).collect();
    let together: Vec<bool> = effects.iter().map(|one| one.p_value < 0.05).collect();
    assert_eq!(alone, [false, true, true]);
    assert_eq!(together, [false, false, true]);
    for effect in &effects {
        assert_eq!(effect.significant, effect.p_value < 0.05, "{effect:?}");
        assert!(effect.p_value >= effect.uncorrected_p_value);
    }
    let analysis = trial.after(9).monitored();
    assert_eq!((analysis.verdict, analysis.winner.as_deref()), (Verdict::Ship, Some("deep")));
}

/// Users who do more if they did more before, and a little more with the variant, whose past is
/// more by so much.
fn with_past(plan: &str, more_before: i64) -> Trial {
    let mut trial = Trial::of(plan).after(9);
    for place in 0_i64..4000 {
        let variant = place % 2;
        let before = UNIT * (1 + place % 97 + more_before * variant);
        let totals = Totals {
            outcome: before + UNIT * (place % 5) + 300_000 * variant,
            outcome_before: before,
            denominator: UNIT * (1 + place % 3),
            denominator_before: UNIT * (1 + place % 3),
            values: Vec::new(),
        };
        trial.ledger.put(&Row {
            exposed_at: start(),
            shown: Shown::One(u16::try_from(variant).unwrap()),
            totals: vec![totals],
            is_cut: false,
        });
    }
    trial
}

#[test]
fn a_past_makes_intervals_narrower() {
    let mut mean = with_past("sample_size: 4000, metrics: [spent]", 0);
    let mut ratio = mean.clone();
    let denominator = "visit".to_owned();
    ratio.plan.metrics[0].kind = MetricKind::Ratio { denominator };
    for (trial, gain) in [(&mut mean, 0.1), (&mut ratio, 0.15)] {
        let adjusted = effects(trial, 0).remove(0);
        assert!(trial.analyse().health.covariates[0].ok);
        // Without its past, the same experiment.
        trial.tested.clear();
        let without = trial.ledger.iter().map(|(cell, sums)| (*cell, sums.without_past()));
        trial.ledger = without.collect();
        let plain = effects(trial, 0).remove(0);
        assert!(adjusted.adjusted && !plain.adjusted);
        assert!(adjusted.standard_error < gain * plain.standard_error, "{adjusted:?} {plain:?}");
        assert!(adjusted.significant && !plain.significant);
    }
}

#[test]
fn a_past_that_variants_do_not_share_adjusts_nothing() {
    let mut trial = with_past("sample_size: 4000, metrics: [spent]", 20);
    let effect = effects(&mut trial, 0).remove(0);
    let check = trial.analyse().health.covariates.remove(0);
    assert!(!effect.adjusted && !check.ok && check.p_value < 1e-6, "{check:?}");
}
