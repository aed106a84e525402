//! 50 looks at 10,000 users a variant, and at 2000: how often each rule ever calls a difference.

use hoist_stats::{
    Alpha, ConfidenceSequence, Due, Effect, GroupSequential, Hybrid, MixtureTest, Moments, Normal,
    Refusal, Spending,
};

use crate::random::Random;
use crate::worlds::World;
use crate::{Row, Scale};

const LOOKS: u32 = 50;
/// Of each variant, at a look: of many users, and of few.
const MANY: [u32; 2] = [200; 2];
const FEW: [u32; 2] = [40; 2];
/// 95 to 5.
const UNEVEN: [u32; 2] = [380, 20];
const ALPHA: Alpha = Alpha::FIVE_PERCENT;
const LIFT: f64 = 0.0200;

/// What each rule ever called in one run, and in how many runs it did.
#[derive(Default)]
struct Calls {
    fixed: u32,
    peeked: u32,
    sequence: u32,
    mixture: u32,
    group: u32,
    hybrid: u32,
    /// The chance to be better than the control is over 0.95 or under 0.05, as others decide.
    believed: u32,
    /// The hybrid rule, read on at 50 looks after its fixed test, which is asked for at each.
    hybrid_after: u32,
    /// The fixed test instead, computed again at each of those looks.
    fixed_after: u32,
    /// The truth is in the interval: of the fixed test, of the sequence at every look.
    covered: u32,
    always_covered: u32,
}

impl Calls {
    fn add(&mut self, run: &Run) {
        let [fixed, peeked, sequence, mixture, group, hybrid, hybrid_after, fixed_after, believed] =
            run.called;
        for (count, called) in [
            (&mut self.fixed, fixed),
            (&mut self.peeked, peeked),
            (&mut self.sequence, sequence),
            (&mut self.mixture, mixture),
            (&mut self.group, group),
            (&mut self.hybrid, hybrid),
            (&mut self.hybrid_after, hybrid_after),
            (&mut self.fixed_after, fixed_after),
            (&mut self.believed, believed),
            (&mut self.covered, run.is_covered),
            (&mut self.always_covered, !run.was_uncovered),
        ] {
            *count += u32::from(called);
        }
    }
}

#[derive(Default)]
struct Run {
    called: [bool; 9],
    is_covered: bool,
    was_uncovered: bool,
}

struct Rules {
    sequence: ConfidenceSequence,
    mixture: MixtureTest,
    /// Of the group sequential test.
    critical: Vec<f64>,
    hybrid: Hybrid,
    users_per_look: [u32; 2],
}

pub(crate) fn rows(scale: Scale) -> Vec<Row> {
    let mut rows = Vec::new();
    for (index, world) in World::ALL.into_iter().enumerate() {
        let row = index as u64;
        let calls = simulate(scale, row, world, 0.0, MANY);
        let mut add = |what: &str, hits, bounds| {
            rows.push(Row::share(
                scale,
                &format!("{world:?}, no effect: {what}"),
                hits,
                scale.runs,
                bounds,
            ));
        };
        add("fixed test, once", calls.fixed, [0.04, 0.06]);
        add("fixed test at 50 looks (naive)", calls.peeked, [0.28, 0.37]);
        add("confidence sequence", calls.sequence, [0.0, 0.06]);
        add("mixture test", calls.mixture, [0.0, 0.06]);
        // In 20,000 runs each, the rows have 0.048 to 0.052.
        add("group sequential, alpha t^2", calls.group, [0.03, 0.062]);
        add("hybrid", calls.hybrid, [0.0, 0.055]);
        add("hybrid, read on at 50 more looks", calls.hybrid_after, [0.0, 0.06]);
        add("fixed test at 50 looks after the plan (naive)", calls.fixed_after, [0.08, 0.3]);
        add("chance to win over 0.95 at 50 looks (naive)", calls.believed, [0.48, 0.6]);
    }
    let few = [World::Conversion, World::Revenue, World::Rare];
    for (index, world) in few.into_iter().enumerate() {
        let calls = simulate(scale, 50 + index as u64, world, 0.0, FEW);
        let mut add = |what: &str, hits, bounds| {
            let what = format!("{world:?}, 40 users a look, no effect: {what}");
            rows.push(Row::share(scale, &what, hits, scale.runs, bounds));
        };
        // Of a hundredth of so few users hardly anything is called at first.
        add("fixed test at 50 looks (naive)", calls.peeked, [0.12, 0.37]);
        add("confidence sequence", calls.sequence, [0.0, 0.06]);
        add("hybrid", calls.hybrid, [0.0, 0.055]);
    }
    for (index, world) in [World::Conversion, World::Rare, World::Mean].into_iter().enumerate() {
        let calls = simulate(scale, 60 + index as u64, world, 0.0, UNEVEN);
        let mut add = |what: &str, hits, bounds| {
            let what = format!("{world:?}, 95 to 5, no effect: {what}");
            rows.push(Row::share(scale, &what, hits, scale.runs, bounds));
        };
        add("fixed test at 50 looks (naive)", calls.peeked, [0.2, 0.9]);
        add("confidence sequence", calls.sequence, [0.0, 0.06]);
        add("mixture test", calls.mixture, [0.0, 0.06]);
        add("hybrid", calls.hybrid, [0.0, 0.055]);
    }
    rows.extend(rows_of_an_effect(scale));
    rows
}

/// The lift that a fixed test sees with a power of 0.8: 2.8 standard errors, which for a lift are
/// 0.02. In five times as many runs, because the power of the sequence is near a half: 0.511, by
/// integrating over all paths.
fn rows_of_an_effect(scale: Scale) -> Vec<Row> {
    let scale = Scale { runs: 5 * scale.runs, ..scale };
    let calls = simulate(scale, 101, World::Mean, LIFT, MANY);
    let fixed = f64::from(calls.fixed) / f64::from(scale.runs);
    let row = |what: &str, hits, bounds| {
        Row::share(scale, &format!("a lift of 2%: {what}"), hits, scale.runs, bounds)
    };
    vec![
        row("power of the fixed test", calls.fixed, [0.78, 0.82]),
        row("power of the hybrid rule", calls.hybrid, [fixed - 0.04, 1.0]),
        row("power of the group sequential test", calls.group, [0.7285, 0.7885]),
        row("power of the confidence sequence", calls.sequence, [0.5, 1.0]),
        row("coverage of the fixed interval", calls.covered, [0.94, 0.96]),
        row("coverage of the sequence at all looks", calls.always_covered, [0.95, 1.0]),
    ]
}

fn simulate(scale: Scale, row: u64, world: World, lift: f64, users_per_look: [u32; 2]) -> Calls {
    let planned = u64::from(LOOKS * users_per_look.iter().sum::<u32>());
    let information: Vec<f64> =
        (1..=LOOKS).map(|look| f64::from(look) / f64::from(LOOKS)).collect();
    let test = GroupSequential { alpha: ALPHA, spending: Spending::Power(2.0) };
    let mut calls = Calls::default();
    let (Ok(sequence), Ok(mixture), Ok(critical), Ok(hybrid)) = (
        ConfidenceSequence::planned(ALPHA, planned),
        MixtureTest::for_effects_of(0.02),
        test.critical_values(&information),
        Hybrid::planned(ALPHA, planned),
    ) else {
        return calls;
    };
    let mut rules = Rules { sequence, mixture, critical, hybrid, users_per_look };
    let before = rules.hybrid.clone();
    for run in 0..scale.runs {
        rules.hybrid = before.clone();
        let mut random = Random::new(scale.seed, row, run);
        // A run that is refused something calls nothing, which the fixed test's row would show.
        if let Ok(run) = one_run(&mut rules, world, lift, &mut random) {
            calls.add(&run);
        }
    }
    calls
}

fn one_run(
    rules: &mut Rules,
    world: World,
    lift: f64,
    random: &mut Random,
) -> Result<Run, Refusal> {
    let mut run = Run::default();
    let (mut control, mut candidate) = (Moments::default(), Moments::default());
    // The truth is known as a lift, and so is the effect where there is one.
    for look in 0..2 * LOOKS {
        control = control.merge(&world.users(random, 0.0, rules.users_per_look[0]))?;
        candidate = candidate.merge(&world.users(random, lift, rules.users_per_look[1]))?;
        let Ok(effect) = world.effect(&control, &candidate, ALPHA) else {
            // Nothing is told of so few users.
            continue;
        };
        let is_called = effect.p_value < ALPHA.get();
        run.called[8] |= look < LOOKS && (Normal::of(&effect)?.chance_to_win() - 0.5).abs() > 0.45;
        let Ok(sequence) = rules.sequence.at(&effect, ALPHA) else {
            run.called[1] |= is_called;
            continue;
        };
        if look + 1 >= LOOKS {
            // Asked for at each look; the first answer is kept.
            rules.hybrid.conclude(&effect, Due::Planned)?;
        }
        let is_hybrid_called = rules.hybrid.read(&effect, ALPHA)?.p_value < ALPHA.get();
        if look < LOOKS {
            let z = (effect.estimate / effect.standard_error).abs();
            let critical = rules.critical.get(look as usize).copied().unwrap_or(f64::INFINITY);
            let mixture = rules.mixture.at(&effect, ALPHA)?;
            run.called[1] |= is_called;
            run.called[2] |= sequence.p_value < ALPHA.get();
            run.called[3] |= mixture.p_value < ALPHA.get();
            run.called[4] |= z >= critical;
            run.called[5] |= is_hybrid_called;
            run.was_uncovered |= !covers(&sequence, lift);
        }
        if look + 1 == LOOKS {
            run.called[0] = is_called;
            run.is_covered = covers(&effect, lift);
        }
        run.called[6] |= is_hybrid_called;
        run.called[7] |= look + 1 >= LOOKS && is_called;
    }
    Ok(run)
}

fn covers(effect: &Effect, truth: f64) -> bool {
    effect.interval.lower <= truth && truth <= effect.interval.upper
}
