//! Group sequential boundaries against an integration of its own, and against printed tables.
//!
//! The oracle here shares nothing with the code that it checks: Simpson's rule over the whole line
//! on an even grid, where that has Gauss and Legendre's over panels of one half, and it is given
//! boundaries, where that looks for them.

use std::f64::consts::PI;

use crate::{Alpha, GroupSequential, Spending};

const GRID: u32 = 800;

/// The chance to cross each boundary of `|z|` and none before, without effect.
fn crossings(boundaries: &[f64], information: &[f64]) -> Vec<f64> {
    let normal = |x: f64, sd: f64| (-0.5 * x * x / sd / sd).exp() / (sd * (2.0 * PI).sqrt());
    let tail = |x: f64| 0.5 * libm::erfc(x / 2.0_f64.sqrt());
    // Scores where nothing was crossed, with their density times Simpson's weight.
    let mut inside = vec![(0.0, 1.0)];
    let mut before = 0.0;
    let mut chances = Vec::new();
    for (boundary, &now) in boundaries.iter().zip(information) {
        let (step, end) = ((now - before).sqrt(), boundary * now.sqrt());
        let over = |score: f64| tail((end - score) / step) + tail((end + score) / step);
        chances.push(inside.iter().map(|(score, weight)| weight * over(*score)).sum());
        let width = 2.0 * end / f64::from(GRID);
        let next = (0..=GRID).map(|index| {
            let score = -end + width * f64::from(index);
            let simpson = match index {
                0 | GRID => 1.0,
                odd if odd % 2 == 1 => 4.0,
                _ => 2.0,
            };
            let density: f64 =
                inside.iter().map(|(from, weight)| weight * normal(score - from, step)).sum();
            (score, density * simpson * width / 3.0)
        });
        inside = next.collect();
        before = now;
    }
    chances
}

/// Jennison and Turnbull (2000), tables 2.1 and 2.3: the constants of Pocock's and of O'Brien and
/// Fleming's tests at 0.05, by how many looks there are. They have three decimals.
#[test]
fn the_oracle_has_the_printed_constants() {
    for (looks, pocock, obrien_fleming) in
        [(2, 2.178, 1.977), (3, 2.289, 2.004), (4, 2.361, 2.024), (5, 2.413, 2.040)]
    {
        let all = f64::from(looks);
        let information: Vec<f64> = (1..=looks).map(|look| f64::from(look) / all).collect();
        let constant = vec![pocock; information.len()];
        let falling: Vec<f64> = information.iter().map(|t| obrien_fleming / t.sqrt()).collect();
        for boundaries in [constant, falling] {
            let whole: f64 = crossings(&boundaries, &information).iter().sum();
            assert!((whole - 0.05).abs() < 1e-4, "{boundaries:?}: {whole}");
        }
    }
}

#[test]
fn boundaries_of_three_looks_and_more_spend_what_they_may() {
    let designs: [&[f64]; 5] = [
        &[0.3, 0.4, 1.0],
        &[1.0 / 3.0, 2.0 / 3.0, 1.0],
        &[0.25, 0.5, 0.75, 1.0],
        &[0.2, 0.4, 0.6, 0.8, 1.0],
        &[0.1, 0.35, 0.5, 0.9, 1.0],
    ];
    for information in designs {
        for spending in [Spending::OBrienFleming, Spending::Pocock, Spending::Power(2.0)] {
            for alpha in [0.05, 0.005] {
                let alpha = Alpha::new(alpha).unwrap();
                let test = GroupSequential { alpha, spending };
                let values = test.critical_values(information).unwrap();
                let mut due = 0.0;
                for (look, chance) in crossings(&values, information).iter().enumerate() {
                    due += chance;
                    let off = due - spending.spent(alpha, information[look]).unwrap();
                    assert!(off.abs() < 1e-8, "{spending:?} {information:?} {look}: {off:e}");
                }
            }
        }
    }
}

/// What gsDesign, ldbounds and rpact print for two sides of 0.05 at even looks.
#[test]
fn boundaries_are_those_that_are_printed() {
    let obrien_fleming: [&[f64]; 3] = [
        &[3.7103, 2.5114, 1.9930],
        &[4.3326, 2.9631, 2.3590, 2.0141],
        &[4.8769, 3.3570, 2.6803, 2.2898, 2.0310],
    ];
    let pocock: [&[f64]; 3] = [
        &[2.2794, 2.2949, 2.2959],
        &[2.3683, 2.3675, 2.3582, 2.3500],
        &[2.4380, 2.4268, 2.4102, 2.3967, 2.3860],
    ];
    for (spending, printed) in
        [(Spending::OBrienFleming, obrien_fleming), (Spending::Pocock, pocock)]
    {
        for values in printed {
            let all = values.len() as f64;
            let information: Vec<f64> = (1..=values.len()).map(|look| look as f64 / all).collect();
            let test = GroupSequential { alpha: Alpha::FIVE_PERCENT, spending };
            let ours = test.critical_values(&information).unwrap();
            for (our, value) in ours.iter().zip(values) {
                assert!((our - value).abs() < 1e-4, "{spending:?} {all}: {ours:?}");
            }
        }
    }
}
