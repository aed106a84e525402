//! Users whose totals grow for a while: what is known of them changes between looks.

use hoist_stats::{Alpha, Due, Effect, Estimate, Hybrid, Moments, Refusal, difference};

use crate::random::Random;
use crate::{Counted, Row, Scale};

const LOOKS: u32 = 50;
const ALPHA: Alpha = Alpha::FIVE_PERCENT;

/// When users come, and how long their totals grow.
struct Arrivals {
    what: &'static str,
    first: u32,
    each: u32,
    window_looks: u32,
}

const ARRIVALS: [Arrivals; 2] = [
    Arrivals {
        what: "all users at once, totals grow at all looks",
        first: 500,
        each: 0,
        window_looks: 50,
    },
    Arrivals {
        what: "40 users a look, windows close 10 looks later",
        first: 200,
        each: 40,
        window_looks: 10,
    },
];

pub(crate) fn rows(scale: Scale) -> Vec<Row> {
    let mut rows = Vec::new();
    for (index, arrivals) in ARRIVALS.iter().enumerate() {
        let what = |rule: &str| format!("{rule}, {}", arrivals.what);
        let mut calls = [Counted::default(); 2];
        for run in 0..scale.runs {
            let mut random = Random::new(scale.seed, 200 + index as u64, run);
            let called = is_called(arrivals, &mut random);
            for (place, count) in calls.iter_mut().enumerate() {
                count.add(called.map(|called| called[place]));
            }
        }
        let [hybrid, fixed] = calls;
        rows.push(Row::share(scale, &what("hybrid"), hybrid, [0.0, 0.055]));
        let naive = what("fixed test at each look (naive)");
        rows.push(Row::share(scale, &naive, fixed, [0.1, 1.0]));
    }
    rows
}

/// Whether the hybrid rule, and a fixed test at each look, ever call a difference that there is
/// not.
fn is_called(arrivals: &Arrivals, random: &mut Random) -> Result<[bool; 2], Refusal> {
    let whole = arrivals.first + arrivals.each * (LOOKS - 1);
    let mut rule = Hybrid::planned(ALPHA, u64::from(2 * whole))?;
    // For each user of both variants: the look of arrival, the total so far.
    let mut users: [Vec<(u32, f64)>; 2] = [Vec::new(), Vec::new()];
    let mut is_called = [false; 2];
    for look in 0..LOOKS + arrivals.window_looks {
        for variant in &mut users {
            let come = if look == 0 { arrivals.first } else { arrivals.each };
            if look < LOOKS {
                variant.extend((0..come).map(|_| (look, 0.0)));
            }
            for (came, total) in variant.iter_mut() {
                if look - *came < arrivals.window_looks {
                    // Rare and large, as sales are.
                    *total += random.one_with(0.05) * (random.normal()).exp();
                }
            }
        }
        let closed = of(&users, |came| look + 1 >= came + arrivals.window_looks);
        // Refused until as many users as planned have a closed window.
        if let Ok(closed) = closed {
            rule.conclude(&closed, Due::Planned).ok();
        }
        let running = of(&users, |_| true)?;
        is_called[0] |= rule.read(&running, ALPHA)?.p_value < ALPHA.get();
        is_called[1] |= running.p_value < ALPHA.get();
    }
    // A rule without its fixed test would call less than it may.
    rule.fixed().ok_or(Refusal::Invalid("all windows are closed and nothing is concluded"))?;
    Ok(is_called)
}

fn of(users: &[Vec<(u32, f64)>; 2], is_in: impl Fn(u32) -> bool) -> Result<Effect, Refusal> {
    let estimate = |variant: &Vec<(u32, f64)>| {
        let chosen = variant.iter().filter(|(came, _)| is_in(*came));
        let rows: Vec<_> = chosen.map(|(_, total)| [*total]).collect();
        Estimate::mean(&Moments::of(&rows)?)
    };
    difference(&estimate(&users[0])?, &estimate(&users[1])?, ALPHA)
}
