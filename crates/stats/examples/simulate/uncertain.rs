//! Lifts over an uncertain control, and few conversions: the error of no effect says too little of
//! them, and each row would see a rule that reads it all the same.

use hoist_stats::{
    Alpha, Better, Cuped, Due, Effect, Estimate, GroupSequential, Guardrail, Hybrid, Moments,
    Proportion, Refusal, Spending, cochran_q, covariate_balance, difference_of_proportions, lift,
    lift_by_fieller, lift_of_proportions, non_inferiority,
};

use crate::random::Random;
use crate::{Row, Scale};

const ALPHA: Alpha = Alpha::FIVE_PERCENT;

type Called = Result<bool, Refusal>;
type Question = (&'static str, [f64; 2], fn(&mut Random) -> Called);

const QUESTIONS: [Question; 20] = [
    ("0.1% of 9500 and 500, no effect: hybrid, concluded", [0.0, 0.055], |random| {
        Ok(concluded(random, 0.001)?.p_value < ALPHA.get())
    }),
    ("0.1% of 9500 and 500, no effect: over its standard error (naive)", [0.3, 1.0], |random| {
        let [control, candidate] = uneven(random, 0.001)?;
        Ok(is_apart_by_error(&difference_of_proportions(control, candidate, ALPHA)?, 0.0))
    }),
    ("0.5% of 9500 and 500, no effect: hybrid, concluded", [0.0, 0.055], |random| {
        Ok(concluded(random, 0.005)?.p_value < ALPHA.get())
    }),
    ("1% of 9500 and 500, no effect: last of 2 looks", [0.0, 0.055], |random| {
        let [control, candidate] = uneven(random, 0.01)?;
        let effect = difference_of_proportions(control, candidate, ALPHA)?;
        let test = GroupSequential { alpha: ALPHA, spending: Spending::OBrienFleming };
        Ok(test.at(&[0.5, 1.0], &effect)?.p_value < ALPHA.get())
    }),
    ("a lift of 30% in 6 small segments: Cochran's Q", [0.035, 0.06], |random| {
        Ok(cochran_q(&segments(random, 0.3)?)?.p_value < ALPHA.get())
    }),
    ("a lift of 100% in 6 small segments: Cochran's Q", [0.035, 0.06], |random| {
        Ok(cochran_q(&segments(random, 1.0)?)?.p_value < ALPHA.get())
    }),
    ("the same, by the errors of no effect (naive)", [0.35, 1.0], |random| {
        let plain = |effect: &Effect| {
            Effect::known(effect.units, effect.estimate, effect.standard_error, ALPHA)
        };
        let effects: Result<Vec<_>, _> = segments(random, 1.0)?.iter().map(plain).collect();
        Ok(cochran_q(&effects?)?.p_value < ALPHA.get())
    }),
    ("4% and 8% convert in 6 segments of 800: Cochran's Q", [0.035, 0.06], |random| {
        let segment = |_| {
            let [control, candidate] = [share(random, 400, 0.04)?, share(random, 400, 0.08)?];
            lift_of_proportions(control, candidate, ALPHA)
        };
        let effects: Result<Vec<_>, _> = (0..6).map(segment).collect();
        Ok(cochran_q(&effects?)?.p_value < ALPHA.get())
    }),
    ("twice the control, at the margin of a lift: called safe", [0.04, 0.06], |random| {
        let effect = lift_by_fieller(&mean(random, 1.0)?, &mean(random, 2.0)?, ALPHA)?;
        is_safe(&effect, 1.0)
    }),
    ("1.2 times the control, at the margin of a lift: called safe", [0.04, 0.06], |random| {
        let effect = lift_by_fieller(&mean(random, 1.0)?, &mean(random, 1.2)?, ALPHA)?;
        is_safe(&effect, 0.2)
    }),
    ("twice the control, by the error of no effect (naive)", [0.1, 1.0], |random| {
        let lift = lift_by_fieller(&mean(random, 1.0)?, &mean(random, 2.0)?, ALPHA)?;
        is_safe(&Effect::known(lift.units, lift.estimate, lift.standard_error, ALPHA)?, 1.0)
    }),
    ("twice the control, with a past, at the margin: called safe", [0.04, 0.06], |random| {
        let (control, candidate) = (with_past(random, 1.0)?, with_past(random, 2.0)?);
        let cuped = Cuped::fit(&[control, candidate])?;
        is_safe(&cuped.lift_by_fieller(&control, &candidate, ALPHA)?, 1.0)
    }),
    ("2% and 4% of 2000 convert, at the margin of a lift: called safe", [0.035, 0.06], |random| {
        let [control, candidate] = [share(random, 2000, 0.02)?, share(random, 2000, 0.04)?];
        is_safe(&lift_of_proportions(control, candidate, ALPHA)?, 1.0)
    }),
    ("2% and 0.1% of 1000 convert: coverage of the lift", [0.93, 0.985], |random| {
        let [control, candidate] = [share(random, 1000, 0.02)?, share(random, 1000, 0.001)?];
        Ok(covers(&lift_of_proportions(control, candidate, ALPHA)?, -0.95))
    }),
    ("5% and 0.3% of 1000 convert: coverage of the lift", [0.93, 0.985], |random| {
        let [control, candidate] = [share(random, 1000, 0.05)?, share(random, 1000, 0.003)?];
        Ok(covers(&lift_of_proportions(control, candidate, ALPHA)?, -0.94))
    }),
    ("2% and 0.1% of 1000 convert: coverage by variances (naive)", [0.0, 0.8], |random| {
        let [control, candidate] = [share(random, 1000, 0.02)?, share(random, 1000, 0.001)?];
        let effect = lift(&control.estimate()?, &candidate.estimate()?, ALPHA);
        Ok(effect.is_ok_and(|effect| covers(&effect, -0.95)))
    }),
    ("twice an uncertain control: coverage of the hybrid rule", [0.95, 0.985], |random| {
        let effect = lift_by_fieller(&mean(random, 1.0)?, &mean(random, 2.0)?, ALPHA)?;
        let mut rule = Hybrid::planned(ALPHA, effect.units)?;
        rule.conclude(&effect, Due::Planned)?;
        Ok(covers(&rule.read(&effect, ALPHA)?, 1.0))
    }),
    ("twice an uncertain control: coverage at the only look", [0.94, 0.96], |random| {
        let effect = lift_by_fieller(&mean(random, 1.0)?, &mean(random, 2.0)?, ALPHA)?;
        let test = GroupSequential { alpha: ALPHA, spending: Spending::Pocock };
        Ok(covers(&test.at(&[1.0], &effect)?, 1.0))
    }),
    ("twice an uncertain control: by the error of no effect (naive)", [0.0, 0.85], |random| {
        let effect = lift_by_fieller(&mean(random, 1.0)?, &mean(random, 2.0)?, ALPHA)?;
        Ok(!is_apart_by_error(&effect, 1.0))
    }),
    ("a tenth without a past in both variants: balance at 0.05", [0.03, 0.06], |random| {
        let mut variant = || {
            let user = |_| {
                let past = random.normal();
                if random.uniform() < 0.1 { [past, 0.0, 1.0] } else { [past, past, 0.0] }
            };
            Moments::of(&(0..500).map(user).collect::<Vec<_>>())
        };
        Ok(covariate_balance(&variant()?, &variant()?)?.p_value < 0.05)
    }),
];

pub(crate) fn rows(scale: Scale) -> Vec<Row> {
    // These cost little.
    let scale = Scale { runs: 2 * scale.runs, ..scale };
    let row = |(index, (what, bounds, is_hit)): (usize, Question)| {
        let hits = scale.hits(600 + index as u64, is_hit);
        // Where nobody of either converts, or nobody of the control, nothing can be said.
        let refused_to =
            if what.starts_with("0.1%") || what.starts_with("4%") { 0.01 } else { 0.0 };
        Row { refused_to, ..Row::share(scale, what, hits, bounds) }
    };
    QUESTIONS.into_iter().enumerate().map(row).collect()
}

/// A mean with a standard error of 0.08: at 1, it is 12.5 of them from zero.
fn mean(random: &mut Random, truth: f64) -> Result<Estimate, Refusal> {
    Estimate::new(1000, truth + 0.08 * random.normal(), 6.4)
}

/// The same with a past, which says half of it.
fn with_past(random: &mut Random, truth: f64) -> Result<Moments<2>, Refusal> {
    let (shared, own) = (random.normal(), random.normal());
    let root = 0.5_f64.sqrt();
    let means = [truth + 0.08 * root * (shared + own), 3.0 + shared / 1000.0_f64.sqrt()];
    let both = 6.4_f64.sqrt() * root;
    Moments::from_covariances(1000, means, [[6.4, both], [both, 1.0]])
}

/// Over controls of 12 standard errors.
fn segments(random: &mut Random, lift: f64) -> Result<Vec<Effect>, Refusal> {
    let mut of = |truth: f64| Estimate::new(1000, truth + random.normal() / 12.0, 1000.0 / 144.0);
    (0..6).map(|_| lift_by_fieller(&of(1.0)?, &of(1.0 + lift)?, ALPHA)).collect()
}

fn share(random: &mut Random, units: u64, share: f64) -> Result<Proportion, Refusal> {
    Proportion::new(random.successes(units, share), units)
}

fn uneven(random: &mut Random, truth: f64) -> Result<[Proportion; 2], Refusal> {
    Ok([share(random, 9500, truth)?, share(random, 500, truth)?])
}

/// What the hybrid rule says at its planned end.
fn concluded(random: &mut Random, truth: f64) -> Result<Effect, Refusal> {
    let [control, candidate] = uneven(random, truth)?;
    let effect = difference_of_proportions(control, candidate, ALPHA)?;
    let mut rule = Hybrid::planned(ALPHA, 10_000)?;
    rule.conclude(&effect, Due::Planned)?;
    rule.read(&effect, ALPHA)
}

fn is_safe(effect: &Effect, margin: f64) -> Called {
    let test = non_inferiority(effect, margin, Better::Smaller, ALPHA)?;
    Ok(test.guardrail == Guardrail::NonInferior)
}

fn covers(effect: &Effect, truth: f64) -> bool {
    effect.interval.lower <= truth && truth <= effect.interval.upper
}

/// By the estimate and its standard error alone.
fn is_apart_by_error(effect: &Effect, truth: f64) -> bool {
    (effect.estimate - truth).abs() > 1.96 * effect.standard_error
}
