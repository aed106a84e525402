//! Many metrics at once, the split, guardrails.

use hoist_stats::{
    Alpha, Better, Estimate, Guardrail, benjamini_hochberg, difference, holm, non_inferiority, srm,
    srm_sequential,
};

use crate::random::Random;
use crate::{Row, Scale};

const ALPHA: Alpha = Alpha::FIVE_PERCENT;
const METRICS: usize = 10;

pub(crate) fn rows(scale: Scale) -> Vec<Row> {
    // These cost nearly nothing, and some of the shares are small.
    let runs = 5 * scale.runs;
    let wide = Scale { runs, slack: scale.slack.max(2.0), ..scale };
    let share = |what: &str, row, bounds, is_hit: &dyn Fn(&mut Random) -> bool| {
        Row::share(wide, what, wide.hits(row, |random| Ok(is_hit(random))), runs, bounds)
    };
    vec![
        share(
            "10 metrics, no effect: any of them, uncorrected (naive)",
            400,
            [0.35, 0.45],
            &|random| p_values(random).iter().any(|p| *p < ALPHA.get()),
        ),
        share("10 metrics, no effect: any of them, Holm", 401, [0.03, 0.05], &|random| {
            holm(&p_values(random), ALPHA).is_ok_and(|family| is_any(&family.p_values))
        }),
        share(
            "10 metrics, no effect: any of them, Benjamini-Hochberg",
            402,
            [0.03, 0.05],
            &|random| {
                let family = benjamini_hochberg(&p_values(random), ALPHA);
                family.is_ok_and(|family| is_any(&family.p_values))
            },
        ),
        share("the split is right: chi-squared at 0.001, once", 403, [0.0, 0.002], &|random| {
            splits(random, 1, &|users| srm(users, &[1.0, 1.0]).map_or(1.0, |test| test.p_value))
        }),
        share(
            "the split is right: chi-squared at 0.001, 50 looks (naive)",
            404,
            [0.005, 0.02],
            &|random| {
                splits(random, 50, &|users| {
                    srm(users, &[1.0, 1.0]).map_or(1.0, |test| test.p_value)
                })
            },
        ),
        share("the split is right: sequential at 0.001, 50 looks", 405, [0.0, 0.001], &|random| {
            splits(random, 50, &|users| {
                srm_sequential(users, &[1.0, 1.0], 100.0).map_or(1.0, |test| test.p_value)
            })
        }),
        share("an effect at the margin: called non-inferior", 406, [0.04, 0.05], &|random| {
            let estimate = |random: &mut Random, mean| {
                Estimate::new(500, mean + random.normal() / 500.0_f64.sqrt(), 1.0)
            };
            let pair = (estimate(random, 1.0), estimate(random, 0.9));
            let (Ok(control), Ok(candidate)) = pair else { return true };
            let test = difference(&control, &candidate, ALPHA)
                .and_then(|effect| non_inferiority(&effect, 0.1, Better::Larger, ALPHA));
            test.is_ok_and(|test| test.guardrail == Guardrail::NonInferior)
        }),
    ]
}

fn is_any(p_values: &[f64]) -> bool {
    p_values.iter().any(|p| *p < ALPHA.get())
}

/// Of metrics without effect.
fn p_values(random: &mut Random) -> Vec<f64> {
    (0..METRICS).map(|_| random.uniform()).collect()
}

/// Whether a test of the split is ever below 0.001, at looks with 400 more users each.
fn splits(random: &mut Random, looks: u32, p_value: &dyn Fn(&[u64]) -> f64) -> bool {
    let mut users = [0_u64, 0];
    (0..looks).any(|_| {
        for _ in 0..400 {
            users[usize::from(random.uniform() < 0.5)] += 1;
        }
        p_value(&users) < 0.001
    })
}
