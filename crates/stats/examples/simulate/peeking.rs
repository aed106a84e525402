//! 50 looks at 10,000 users a variant, and at 2000: how often each rule ever calls a difference.

use hoist_stats::{
    Alpha, ConfidenceSequence, Due, Effect, GroupSequential, Hybrid, MixtureTest, Moments, Normal,
    Refusal, Spending, Told,
};

use crate::random::Random;
use crate::worlds::World;
use crate::{Counted, Row, Scale};

const LOOKS: u32 = 50;
/// Of each variant, at a look: of many users, and of few.
const MANY: [u32; 2] = [200; 2];
const FEW: [u32; 2] = [40; 2];
/// 95 to 5.
const UNEVEN: [u32; 2] = [380, 20];
const ALPHA: Alpha = Alpha::FIVE_PERCENT;
const LIFT: f64 = 0.0200;

/// What each rule ever called, in how many runs.
#[derive(Clone, Copy, Default)]
struct Calls {
    fixed: Counted,
    peeked: Counted,
    sequence: Counted,
    mixture: Counted,
    group: Counted,
    hybrid: Counted,
    /// The chance to be better than the control is over 0.95 or under 0.05, as others decide.
    believed: Counted,
    /// The hybrid rule, read on at 50 looks after its fixed test, which is asked for at each.
    hybrid_after: Counted,
    /// The fixed test instead, computed again at each of those looks.
    fixed_after: Counted,
    /// The truth is in the interval: of the fixed test, of the sequence at every look.
    covered: Counted,
    always_covered: Counted,
    /// At how many looks of all the sequence says nothing.
    silent: Counted,
}

impl Calls {
    fn add(&mut self, run: Result<&Run, Refusal>) {
        for (count, of) in [
            (&mut self.fixed, (|run: &Run| run.called[0]) as fn(&Run) -> bool),
            (&mut self.peeked, |run| run.called[1]),
            (&mut self.sequence, |run| run.called[2]),
            (&mut self.mixture, |run| run.called[3]),
            (&mut self.group, |run| run.called[4]),
            (&mut self.hybrid, |run| run.called[5]),
            (&mut self.hybrid_after, |run| run.called[6]),
            (&mut self.fixed_after, |run| run.called[7]),
            (&mut self.believed, |run| run.called[8]),
            (&mut self.covered, |run| run.is_covered),
            (&mut self.always_covered, |run| !run.was_uncovered),
        ] {
            count.add(run.map(of));
        }
        if let Ok(run) = run {
            self.silent.runs += 2 * LOOKS;
            self.silent.hits += run.silent_looks;
        }
    }
}

#[derive(Default)]
struct Run {
    called: [bool; 9],
    is_covered: bool,
    was_uncovered: bool,
    silent_looks: u32,
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
    let mut all_hybrids = Counted::default();
    let mut run = |row: u64, place: &str, world: World, users: [u32; 2], asked: &[Asked]| {
        let calls = simulate(scale, row, world, 0.0, users);
        all_hybrids = all_hybrids.and(calls.hybrid);
        for (what, pick, bounds) in asked {
            let what = format!("{world:?}{place}, no effect: {what}");
            rows.push(Row::share(scale, &what, pick(&calls), *bounds));
        }
    };
    for (index, world) in World::ALL.into_iter().enumerate() {
        run(index as u64, "", world, MANY, &OF_MANY);
    }
    for (index, (world, silent)) in [
        (World::Conversion, [0.02, 0.06]),
        (World::Revenue, [0.01, 0.06]),
        (World::Rare, [0.2, 0.4]),
    ]
    .into_iter()
    .enumerate()
    {
        let asked = [OF_FEW.as_slice(), &[silence(silent)]].concat();
        run(50 + index as u64, ", 40 users a look", world, FEW, &asked);
    }
    for (index, (world, silent)) in
        [(World::Conversion, [0.03, 0.1]), (World::Rare, [0.4, 0.7]), (World::Mean, [0.03, 0.05])]
            .into_iter()
            .enumerate()
    {
        let asked = [OF_UNEVEN.as_slice(), &[silence(silent)]].concat();
        run(60 + index as u64, ", 95 to 5", world, UNEVEN, &asked);
    }
    rows.push(Row::share(scale, "hybrid, all of these together", all_hybrids, HYBRID));
    rows.push(unseen(scale));
    rows.extend(rows_of_an_effect(scale));
    rows
}

type Asked = (&'static str, fn(&Calls) -> Counted, [f64; 2]);

/// What the hybrid rule may err.
const HYBRID: [f64; 2] = [0.0, 0.055];

const OF_MANY: [Asked; 10] = [
    ("fixed test, once", |calls| calls.fixed, [0.04, 0.06]),
    ("fixed test at 50 looks (naive)", |calls| calls.peeked, [0.28, 0.37]),
    ("confidence sequence", |calls| calls.sequence, [0.0, 0.06]),
    ("mixture test", |calls| calls.mixture, [0.0, 0.06]),
    // In 20,000 runs each, the rows have 0.048 to 0.052.
    ("group sequential, alpha t^2", |calls| calls.group, [0.03, 0.062]),
    ("hybrid", |calls| calls.hybrid, HYBRID),
    ("hybrid, read on at 50 more looks", |calls| calls.hybrid_after, [0.0, 0.06]),
    ("fixed test at 50 looks after the plan (naive)", |calls| calls.fixed_after, [0.08, 0.3]),
    ("chance to win over 0.95 at 50 looks (naive)", |calls| calls.believed, [0.48, 0.6]),
    silence([0.0, 0.001]),
];

const OF_FEW: [Asked; 3] = [
    // Of a hundredth of so few users hardly anything is called at first.
    ("fixed test at 50 looks (naive)", |calls| calls.peeked, [0.12, 0.37]),
    ("confidence sequence", |calls| calls.sequence, [0.0, 0.06]),
    ("hybrid", |calls| calls.hybrid, HYBRID),
];

const OF_UNEVEN: [Asked; 4] = [
    ("fixed test at 50 looks (naive)", |calls| calls.peeked, [0.2, 0.9]),
    ("confidence sequence", |calls| calls.sequence, [0.0, 0.06]),
    ("mixture test", |calls| calls.mixture, [0.0, 0.06]),
    ("hybrid", |calls| calls.hybrid, HYBRID),
];

/// Looks at which a sequence is refused call nothing: there may be no more than few users make.
const fn silence(bounds: [f64; 2]) -> Asked {
    ("looks at which the sequence is refused", |calls| calls.silent, bounds)
}

/// How likely a hybrid rule that errs twice as often as it may would be in bounds of its row.
fn unseen(scale: Scale) -> Row {
    let (share, runs) = (2.0 * HYBRID[1], f64::from(scale.runs));
    let bound = HYBRID[1] + scale.slack(HYBRID[1], scale.runs);
    let error = (share * (1.0 - share) / runs).sqrt();
    let measured = Normal::new(bound - share, error).map_or(1.0, |off| off.chance_to_win());
    let what = "a hybrid that errs twice as often as it may: chance that its row holds".to_owned();
    Row { what, measured, from: 0.0, to: 0.001, refused: 0.0, refused_to: 0.0 }
}

/// The lift that a fixed test sees with a power of 0.8: 2.8 standard errors, which for a lift are
/// 0.02. In five times as many runs, because the power of the sequence is near a half: 0.511, by
/// integrating over all paths.
fn rows_of_an_effect(scale: Scale) -> Vec<Row> {
    let scale = Scale { runs: 5 * scale.runs, ..scale };
    let calls = simulate(scale, 101, World::Mean, LIFT, MANY);
    let fixed = calls.fixed.share();
    let row = |what: &str, counted, bounds| {
        Row::share(scale, &format!("a lift of 2%: {what}"), counted, bounds)
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
        let run = one_run(&mut rules, world, lift, &mut random);
        calls.add(run.as_ref().map_err(|refusal| *refusal));
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
            run.silent_looks += 1;
            continue;
        };
        let is_called = effect.p_value < ALPHA.get();
        // Where nobody has converted yet, nobody believes anything.
        let chance = Normal::of(&effect).map_or(0.5, |belief| belief.chance_to_win());
        run.called[8] |= look < LOOKS && (chance - 0.5).abs() > 0.45;
        run.called[1] |= look < LOOKS && is_called;
        run.called[7] |= look + 1 >= LOOKS && is_called;
        if look + 1 == LOOKS {
            run.called[0] = is_called;
            run.is_covered = covers(&effect, lift);
        }
        let is_hybrid_called = is_called_by_hybrid(rules, look, &effect)?;
        run.called[5] |= look < LOOKS && is_hybrid_called;
        run.called[6] |= is_hybrid_called;
        let Ok(sequence) = rules.sequence.ruling(&effect.scored(0.0)?, ALPHA) else {
            run.silent_looks += 1;
            continue;
        };
        if look < LOOKS {
            let z = (effect.estimate / effect.standard_error).abs();
            let critical = rules.critical.get(look as usize).copied().unwrap_or(f64::INFINITY);
            run.called[2] |= sequence.p_value < ALPHA.get();
            run.called[4] |= z >= critical;
            // At first looks, a lift's interval may have no end.
            let mixture = rules.mixture.at(&effect, ALPHA);
            run.called[3] |= mixture.is_ok_and(|told| told.p_value < ALPHA.get());
            run.was_uncovered |= sequence.told(&effect).is_ok_and(|told| !covers(&told, lift));
        }
    }
    Ok(run)
}

/// Until its fixed test the hybrid rule is the sequence, and says nothing where that is refused;
/// the test itself needs no sequence.
fn is_called_by_hybrid(rules: &mut Rules, look: u32, effect: &Effect) -> Result<bool, Refusal> {
    if look + 1 >= LOOKS {
        // Asked for at each look; the first answer is kept.
        rules.hybrid.conclude(effect, Due::Planned)?;
    }
    // As results of experiments read it, which tell the difference where a lift has no end.
    let fixed = rules.hybrid.fixed().map(|fixed| fixed.scored(0.0)).transpose()?;
    match rules.hybrid.ruling(effect.scored(0.0), fixed, ALPHA) {
        Ok(Told::Sequence(ruling) | Told::Fixed(ruling)) => Ok(ruling.p_value < ALPHA.get()),
        Err(Refusal::InsufficientUnits { .. }) => Ok(false),
        Err(refusal) => Err(refusal),
    }
}

fn covers(effect: &Effect, truth: f64) -> bool {
    effect.interval.lower <= truth && truth <= effect.interval.upper
}
