//! Many metrics at once, the split, guardrails.

use hoist_stats::{
    Alpha, Better, Estimate, Guardrail, Refusal, SRM_CONCENTRATION, Srm, benjamini_hochberg,
    difference, holm, non_inferiority, srm, srm_sequential,
};

use crate::random::Random;
use crate::{Row, Scale};

const ALPHA: Alpha = Alpha::FIVE_PERCENT;
const METRICS: usize = 10;

/// What is called, how often it may be, and whether it is in one run.
type Question = (&'static str, [f64; 2], fn(&mut Random) -> Result<bool, Refusal>);

const QUESTIONS: [Question; 7] = [
    ("10 metrics, no effect: any of them, uncorrected (naive)", [0.35, 0.45], |random| {
        Ok(is_any(&p_values(random)))
    }),
    ("10 metrics, no effect: any of them, Holm", [0.03, 0.05], |random| {
        Ok(is_any(&holm(&p_values(random), ALPHA)?.p_values))
    }),
    ("10 metrics, no effect: any of them, Benjamini-Hochberg", [0.03, 0.05], |random| {
        Ok(is_any(&benjamini_hochberg(&p_values(random), ALPHA)?.p_values))
    }),
    ("the split is right: chi-squared at 0.001, once", [0.0, 0.002], |random| {
        splits(random, 1, |users| srm(users, &[1.0, 1.0]))
    }),
    ("the split is right: chi-squared at 0.001, 50 looks (naive)", [0.005, 0.02], |random| {
        splits(random, 50, |users| srm(users, &[1.0, 1.0]))
    }),
    ("the split is right: sequential at 0.001, 50 looks", [0.0, 0.001], |random| {
        splits(random, 50, |users| srm_sequential(users, &[1.0, 1.0], SRM_CONCENTRATION))
    }),
    ("an effect at the margin: called non-inferior", [0.04, 0.05], |random| {
        let mut estimate =
            |mean| Estimate::new(500, mean + random.normal() / 500.0_f64.sqrt(), 1.0);
        let effect = difference(&estimate(1.0)?, &estimate(0.9)?, ALPHA)?;
        let test = non_inferiority(&effect, 0.1, Better::Larger, ALPHA)?;
        Ok(test.guardrail == Guardrail::NonInferior)
    }),
];

pub(crate) fn rows(scale: Scale) -> Vec<Row> {
    // These cost nearly nothing, and some of the shares are small.
    let wide = Scale { runs: 5 * scale.runs, slack: scale.slack.max(2.0), ..scale };
    let row = |(index, (what, bounds, is_hit)): (usize, Question)| {
        Row::share(wide, what, wide.hits(400 + index as u64, is_hit), bounds)
    };
    QUESTIONS.into_iter().enumerate().map(row).collect()
}

fn is_any(p_values: &[f64]) -> bool {
    p_values.iter().any(|p| *p < ALPHA.get())
}

/// Of metrics without effect.
fn p_values(random: &mut Random) -> Vec<f64> {
    (0..METRICS).map(|_| random.uniform()).collect()
}

/// Whether a test of the split is ever below 0.001, at looks with 400 more users each.
fn splits(
    random: &mut Random,
    looks: u32,
    test: fn(&[u64]) -> Result<Srm, Refusal>,
) -> Result<bool, Refusal> {
    let mut users = [0_u64, 0];
    for _ in 0..looks {
        for _ in 0..400 {
            users[usize::from(random.uniform() < 0.5)] += 1;
        }
        if test(&users)?.p_value < 0.001 {
            return Ok(true);
        }
    }
    Ok(false)
}
