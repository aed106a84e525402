//! What the statistics of an experiment cost: one comparison of everything, and one look.

use std::hint::black_box;
use std::time::Instant;

use hoist_stats::{
    Alpha, ConfidenceSequence, Cuped, Effect, Estimate, GroupSequential, Hybrid, Moments,
    Proportion, Refusal, Spending, difference_of_proportions, holm, lift, lift_of_proportions,
    srm_sequential,
};

const ALPHA: Alpha = Alpha::FIVE_PERCENT;
const VARIANTS: usize = 4;
const USERS: u64 = 10_000;
const COMPARISON_US_MAX: f64 = 100.0;
/// Both of its ends are searched for.
const KOOPMAN_US_MAX: f64 = 20.0;
const UPDATE_US_MAX: f64 = 1.0;
const FIVE_LOOKS_US_MAX: f64 = 10_000.0;

/// What is known of one variant: a share, two means, a ratio, and a mean with its past.
struct Variant {
    converted: Proportion,
    means: [Moments<1>; 2],
    ratio: Moments<2>,
    with_past: Moments<2>,
}

/// Prints the best times, which what else the machine does hardly moves, and fails where one is
/// over its limit.
pub(crate) fn measure(once: bool) -> Result<(), String> {
    let (rounds, times) = if once { (3, 10) } else { (50, 1_000) };
    let told = |refusal: Refusal| refusal.to_string();
    let variants = variants().map_err(told)?;
    compare(&variants).map_err(told)?;
    let comparison = best(rounds, times / 10, || compare(black_box(&variants)));

    let [control, candidate] = [&variants[0], &variants[1]].map(|variant| variant.converted);
    lift_of_proportions(control, candidate, ALPHA).map_err(told)?;
    let koopman = best(rounds, times, || lift_of_proportions(black_box(control), candidate, ALPHA));

    let sequence = ConfidenceSequence::planned(ALPHA, 2 * USERS).map_err(told)?;
    let effect = Effect::known(USERS, 0.02, 0.01, ALPHA).map_err(told)?;
    sequence.at(&effect, ALPHA).map_err(told)?;
    let update = best(rounds, times, || sequence.at(black_box(&effect), ALPHA));

    let spending = Spending::OBrienFleming;
    let group = GroupSequential { alpha: ALPHA, spending };
    let looks = [0.2, 0.4, 0.6, 0.8, 1.0];
    group.at(&looks, &effect).map_err(told)?;
    let five_looks = best(rounds, times / 100 + 1, || group.at(black_box(&looks), &effect));

    println!("\n{:<48} {:>8} {:>8}", "Statistics: µs, best", "", "at most");
    let rows = [
        ("5 metrics of 4 variants, compared and corrected", comparison, COMPARISON_US_MAX),
        ("the lift of a share, by Koopman's interval", koopman, KOOPMAN_US_MAX),
        ("an update of a confidence sequence", update, UPDATE_US_MAX),
        ("a group sequential test at its fifth look", five_looks, FIVE_LOOKS_US_MAX),
    ];
    for (what, us, most) in rows {
        println!("{what:<48} {us:>8.3} {most:>8.1}");
    }
    match rows.iter().find(|(_, us, most)| us > most) {
        Some((what, us, most)) if !once => Err(format!("{what}: {us:.3} µs, over {most} µs")),
        _ => Ok(()),
    }
}

/// Best mean time of a call, in µs.
fn best<T>(rounds: usize, times: usize, mut call: impl FnMut() -> T) -> f64 {
    let round = |_| {
        let start = Instant::now();
        for _ in 0..times {
            black_box(call());
        }
        start.elapsed().as_secs_f64() * 1e6 / times as f64
    };
    (0..rounds).map(round).fold(f64::INFINITY, f64::min)
}

fn variants() -> Result<Vec<Variant>, Refusal> {
    let variant = |number: usize| {
        let more = number as f64 / 100.0;
        Ok(Variant {
            converted: Proportion::new(1_000 + 30 * number as u64, USERS)?,
            means: [
                Moments::from_covariances(USERS, [10.0 + more], [[25.0]])?,
                // A control under 20 standard errors, for Fieller's interval.
                Moments::from_covariances(USERS, [1.0 + more], [[100.0]])?,
            ],
            ratio: Moments::from_covariances(USERS, [1.5 + more, 5.0], [[2.0, 1.5], [1.5, 6.0]])?,
            with_past: Moments::from_covariances(
                USERS,
                [10.0 + more, 20.0],
                [[25.0, 12.0], [12.0, 9.0]],
            )?,
        })
    };
    (0..VARIANTS).map(variant).collect()
}

/// Everything that a page of results has: the split, each metric of each candidate by the default
/// rule, Holm's correction, and all intervals again at its level.
fn compare(variants: &[Variant]) -> Result<Vec<Effect>, Refusal> {
    srm_sequential(&[USERS; VARIANTS], &[1.0; VARIANTS], 10_000.0)?;
    let rule = Hybrid::planned(ALPHA, 4 * USERS)?;
    let first = effects(variants, ALPHA)?;
    let read = |effects: Vec<Effect>, alpha| {
        effects.iter().map(|effect| rule.read(effect, alpha)).collect::<Result<Vec<_>, _>>()
    };
    let p_values: Vec<f64> = read(first, ALPHA)?.iter().map(|effect| effect.p_value).collect();
    let level = holm(&p_values, ALPHA)?.level;
    read(effects(variants, level)?, level)
}

fn effects(variants: &[Variant], alpha: Alpha) -> Result<Vec<Effect>, Refusal> {
    let Some((control, candidates)) = variants.split_first() else {
        return Ok(Vec::new());
    };
    let pasts: Vec<Moments<2>> = variants.iter().map(|variant| variant.with_past).collect();
    let cuped = Cuped::fit(&pasts)?;
    let mut effects = Vec::with_capacity(5 * candidates.len());
    for candidate in candidates {
        effects.push(difference_of_proportions(control.converted, candidate.converted, alpha)?);
        for (before, after) in control.means.iter().zip(&candidate.means) {
            effects.push(lift(&Estimate::mean(before)?, &Estimate::mean(after)?, alpha)?);
        }
        let (before, after) =
            (Estimate::ratio(&control.ratio)?, Estimate::ratio(&candidate.ratio)?);
        effects.push(lift(&before, &after, alpha)?);
        effects.push(cuped.lift(&control.with_past, &candidate.with_past, alpha)?);
    }
    Ok(effects)
}
