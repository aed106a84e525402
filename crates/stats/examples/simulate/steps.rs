//! A share that changes between steps while the metric does too, and events of one user that are
//! alike.

use hoist_stats::{Alpha, Cuped, Estimate, Moments, Proportion, Refusal, difference, stratified};

use crate::random::Random;
use crate::worlds::World;
use crate::{Row, Scale};

const ALPHA: Alpha = Alpha::FIVE_PERCENT;

/// Users of control and candidate, and the metric's mean, in each step.
const STEPS: [([u32; 2], f64); 3] = [([900, 100], 10.0), ([500, 500], 11.0), ([100, 900], 12.0)];

pub(crate) fn rows(scale: Scale) -> Vec<Row> {
    let mut rows = vec![
        bias(
            scale,
            300,
            "share changes: bias of the stratified estimate, in s.e.",
            [-2.0, 2.0],
            |random| {
                let pairs = strata(random)?;
                let (control, candidate) = stratified(&pairs)?;
                Ok(candidate.value() - control.value())
            },
        ),
        bias(
            scale,
            301,
            "share changes: bias of the pooled estimate (naive), in s.e.",
            [10.0, 1e9],
            pooled,
        ),
        bias(scale, 302, "CUPED: bias, in s.e.", [-2.0, 2.0], |random| {
            let [control, candidate] = [0, 1].map(|_| World::Cuped.users(random, 0.0, 200));
            let cuped = Cuped::fit(&[control, candidate])?;
            Ok(cuped.difference(&control, &candidate, ALPHA)?.estimate)
        }),
    ];
    let coverage = scale.hits(303, |random| {
        let (control, candidate) = stratified(&strata(random)?)?;
        Ok(!difference(&control, &candidate, ALPHA)?.interval.covers_zero())
    });
    rows.push(Row::share(
        scale,
        "share changes: stratified test, no effect",
        coverage,
        [0.04, 0.06],
    ));
    let naive = scale.hits(304, |random| {
        let [control, candidate] = [0, 1].map(|_| World::Ratio.users(random, 0.0, 2000));
        let share = |variant: &Moments<2>| {
            let events = variant.units() as f64;
            let (clicks, views) = (variant.means()[0] * events, variant.means()[1] * events);
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "they are counts"
            )]
            let counts = (clicks.round() as u64, views.round() as u64);
            Proportion::new(counts.0, counts.1)?.estimate()
        };
        Ok(difference(&share(&control)?, &share(&candidate)?, ALPHA)?.p_value < ALPHA.get())
    });
    rows.push(Row::share(
        scale,
        "clicks per view as independent events (naive)",
        naive,
        [0.08, 1.0],
    ));
    rows
}

fn strata(random: &mut Random) -> Result<Vec<(Estimate, Estimate)>, Refusal> {
    let mut pairs = Vec::new();
    for (users, mean) in STEPS {
        let [control, candidate] = users.map(|count| {
            let rows: Vec<_> = (0..count).map(|_| [mean + 2.0 * random.normal()]).collect();
            Moments::of(&rows).and_then(|moments| Estimate::mean(&moments))
        });
        pairs.push((control?, candidate?));
    }
    Ok(pairs)
}

fn pooled(random: &mut Random) -> Result<f64, Refusal> {
    let (mut sums, mut users) = ([0.0; 2], [0.0; 2]);
    for (control, candidate) in strata(random)? {
        for (index, one) in [control, candidate].iter().enumerate() {
            users[index] += one.units() as f64;
            sums[index] += one.value() * one.units() as f64;
        }
    }
    Ok(sums[1] / users[1] - sums[0] / users[0])
}

/// The mean of an estimate of nothing, over its standard error.
pub(crate) fn bias(
    scale: Scale,
    row: u64,
    what: &str,
    [from, to]: [f64; 2],
    estimate: impl Fn(&mut Random) -> Result<f64, Refusal>,
) -> Row {
    let all: Vec<_> = (0..scale.runs)
        .map(|run| estimate(&mut Random::new(scale.seed, row, run)).map(|estimate| [estimate]))
        .collect();
    let estimates: Vec<_> = all.iter().filter_map(|one| one.ok()).collect();
    let mean = Moments::of(&estimates).and_then(|all| Estimate::mean(&all));
    let measured = mean.map_or(f64::NAN, |mean| mean.value() / mean.standard_error());
    let slack = 0.5 * scale.slack;
    let refused = 1.0 - estimates.len() as f64 / all.len() as f64;
    let (what, from, to) = (what.to_owned(), from - slack, to + slack);
    Row { what, measured, from, to, refused, refused_to: 0.0 }
}
