//! Whether the default keeps its alpha when it is looked at each day for fifty days: a short form
//! of what `cargo xtask simulate` shows, through plan, sums, due tests and verdict.

use hoist_ruleset::document::MetricKind;
use jiff::SignedDuration;

use crate::trial::{Trial, start};
use crate::{GuardrailState, Outcome, Row, Shown, Totals, Verdict, millionths};

const DAYS: i32 = 50;
/// Users of each variant on each day.
const USERS: i64 = 40;

/// Numbers that look random, and are the same in each run: xorshift64* (Vigna 2016).
struct Noise(u64);

impl Noise {
    /// How many of some users convert.
    fn conversions(&mut self, users: i64, share: f64) -> i64 {
        (0..users).map(|_| i64::from(self.share() < share)).sum()
    }

    fn share(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The share of experiments that ever end by a verdict, and of those in which an effect was ever
/// significant, which is what somebody sees who looks each day.
fn simulate(
    runs: u32,
    method: &str,
    mut day_of: impl FnMut(Trial, &mut Noise, i32) -> Trial,
) -> [f64; 2] {
    let (mut decided, mut seen) = (0_u32, 0_u32);
    let mut noise = Noise(20_260_301);
    let plan = format!("method: {method}, sample_size: 4000, metrics: [conversion_rate]");
    let mut planned = Trial::of(&plan);
    // Windows close at once, so that the last day's users are in the fixed test.
    planned.plan.metrics[0].window_minutes = Some(1);
    for _ in 0..runs {
        let mut trial = planned.clone();
        let (mut ends, mut is_seen) = (false, false);
        for day in 0..DAYS {
            trial = day_of(trial, &mut noise, day);
            trial.now = start() + SignedDuration::from_hours(24 * i64::from(day) + 25);
            let analysis = trial.monitored();
            ends |= matches!(analysis.verdict, Verdict::Ship | Verdict::RollBack);
            let effect = analysis.metrics[0].variants[1].effect.as_ref();
            is_seen |= effect.is_some_and(|effect| effect.outcome != Outcome::Undecided);
        }
        decided += u32::from(ends);
        seen += u32::from(is_seen);
    }
    [decided, seen].map(|count| f64::from(count) / f64::from(runs))
}

/// Shares of control and variant that convert.
fn shares(shares: [f64; 2]) -> impl FnMut(Trial, &mut Noise, i32) -> Trial {
    move |trial, noise, day| {
        let [control, wide] = shares.map(|share| noise.conversions(USERS, share));
        trial.converted(0, 0, day, [control, USERS]).converted(0, 1, day, [wide, USERS])
    }
}

/// What few users spend, most of whom spent the same before, whatever they were shown.
fn spent() -> impl FnMut(Trial, &mut Noise, i32) -> Trial {
    move |mut trial, noise, day| {
        trial.plan.metrics[0].kind = MetricKind::Mean;
        for variant in [0, 1] {
            for _ in 0..USERS {
                let amount = |share: f64| if share < 0.8 { 0.0 } else { 10.0 / (1.02 - share) };
                let (before, again) = (amount(noise.share()), noise.share() < 0.7);
                let after = if again { before } else { amount(noise.share()) };
                let totals = Totals {
                    outcome: millionths(after),
                    outcome_before: millionths(before),
                    ..Totals::default()
                };
                trial.ledger.put(&Row {
                    exposed_at: start() + SignedDuration::from_hours(24 * i64::from(day)),
                    shown: Shown::One(variant),
                    totals: vec![totals],
                    is_cut: false,
                });
            }
        }
        trial
    }
}

#[test]
fn fifty_looks_keep_alpha() {
    // The standard error of a share of 0.05 is 0.015.
    let [decided, seen] = simulate(200, "hybrid", shares([0.25, 0.25]));
    assert!((0.01..=0.09).contains(&decided), "{decided}");
    assert!(seen <= 0.08, "{seen}");
    // The simulation would see it: a plain test that is looked at calls a third of them.
    let [decided, seen] = simulate(100, "fixed", shares([0.25, 0.25]));
    assert!((0.01..=0.09).contains(&decided), "{decided}");
    assert!((0.2..=0.45).contains(&seen), "{seen}");
}

#[test]
fn few_conversions_keep_alpha() {
    // Ten of each variant at the planned end.
    let [decided, seen] = simulate(100, "hybrid", shares([0.005, 0.005]));
    assert!(decided <= 0.08, "{decided}");
    assert!(seen <= 0.08, "{seen}");
}

#[test]
fn what_is_there_is_found() {
    // With one look at the end, 4,000 users see this effect with a power of 0.80.
    let [decided, _] = simulate(100, "hybrid", shares([0.25, 0.2895]));
    assert!((0.68..=0.85).contains(&decided), "{decided}");
}

#[test]
fn adjusted_by_the_past_alpha_is_kept() {
    let [decided, seen] = simulate(100, "hybrid", spent());
    assert!(decided <= 0.09, "{decided}");
    assert!(seen <= 0.09, "{seen}");
}

/// One experiment at its planned end: conversions by metric and variant.
fn at_the_end(planned: &Trial, noise: &mut Noise, shares: &[[f64; 2]], users: i64) -> Trial {
    let mut trial = planned.clone();
    for (metric, both) in (0..).zip(shares) {
        for (variant, share) in (0..).zip(both) {
            let yes = noise.conversions(users, *share);
            trial = trial.converted(metric, variant, 0, [yes, users]);
        }
    }
    trial
}

/// Of conversions by Koopman's score; of a mean of zeros and ones by Fieller.
#[test]
fn intervals_over_an_uncertain_control_cover_the_truth() {
    // Ten conversions of the control or more, of which 0.5 % convert, and twice as many of the
    // variant: 5 to 6 standard errors. A symmetric interval by the standard error of no effect
    // covers the truth in 0.83 of them.
    let runs = 600;
    let methods = ["fixed", "hybrid", "group_sequential"];
    let kinds = [MetricKind::Conversion, MetricKind::Mean];
    for (method, kind) in methods.into_iter().flat_map(|it| kinds.clone().map(|kind| (it, kind))) {
        let plan = format!("method: {method}, sample_size: 12000, metrics: [conversion_rate]");
        let mut planned = Trial::of(&plan).after(9);
        planned.plan.metrics[0].kind = kind.clone();
        let mut noise = Noise(20_260_302);
        let mut covered = 0;
        for _ in 0..runs {
            let mut trial = at_the_end(&planned, &mut noise, &[[0.005, 0.01]], 6000);
            let analysis = trial.monitored();
            let effect = analysis.metrics[0].variants[1].effect.clone().unwrap();
            let truth = if effect.relative { 1.0 } else { 0.005 };
            let by_fieller = kind == MetricKind::Mean && effect.relative;
            assert_eq!(effect.by_fieller, by_fieller, "{effect:?}");
            covered += u32::from((effect.low..=effect.high).contains(&truth));
        }
        let coverage = f64::from(covered) / f64::from(runs);
        assert!((0.93..=0.985).contains(&coverage), "{method} {kind:?} {coverage}");
    }
}

#[test]
fn a_guardrail_at_its_margin_is_seldom_taken_for_safe_or_harmful() {
    let plan = "method: fixed, sample_size: 6000, metrics: \
                [conversion_rate, {metric: error_rate, role: guardrail, margin: 0.5}]";
    let planned = Trial::of(plan).after(9);
    let mut noise = Noise(20_260_303);
    // With few errors, and with fewer: counts are read against the margin too.
    for (share, users) in [(0.01, 3000), (0.004, 3000)] {
        let runs = 600;
        let [mut safe, mut harmful] = [0_u32, 0];
        for _ in 0..runs {
            let shares = [[0.25, 0.25], [share, 1.5 * share]];
            let mut trial = at_the_end(&planned, &mut noise, &shares, users);
            let guardrail = trial.monitored().metrics[1].variants[1].guardrail.unwrap();
            safe += u32::from(guardrail.state == GuardrailState::NonInferior);
            harmful += u32::from(guardrail.state == GuardrailState::Inferior);
        }
        for seen in [safe, harmful].map(|seen| f64::from(seen) / f64::from(runs)) {
            assert!(seen <= 0.08, "{share} {safe} {harmful}");
        }
    }
}

#[test]
fn many_guardrails_and_goals_keep_alpha() {
    let guardrails =
        (0..5).map(|place| format!(", {{metric: error{place}_rate, role: guardrail}}"));
    let plan = format!(
        "method: fixed, sample_size: 2000, metrics: [conversion_rate, {{metric: clicks_rate, role: goal}}{}]",
        guardrails.collect::<String>()
    );
    let planned = Trial::of(&plan).after(9);
    let mut noise = Noise(20_260_304);
    let (runs, mut worse_goal, mut rolled_back) = (300_u32, 0_u32, 0_u32);
    for _ in 0..runs {
        let mut trial = at_the_end(&planned, &mut noise, &[[0.25, 0.25]; 7], 1000);
        let analysis = trial.monitored();
        let goals = analysis.metrics[..2].iter().map(|goal| &goal.variants[1]);
        let is_worse = |effect: &crate::Effect| effect.outcome == Outcome::Worse;
        let goals = goals.filter_map(|one| one.effect.as_ref()).any(is_worse);
        worse_goal += u32::from(goals);
        rolled_back += u32::from(analysis.verdict == Verdict::RollBack && !goals);
    }
    // Goals err to one side in half of 0.05; guardrails together in 0.05, where each by itself
    // would make it 0.2.
    let [goals, guardrails] =
        [worse_goal, rolled_back].map(|count| f64::from(count) / f64::from(runs));
    assert!(goals <= 0.06 && guardrails <= 0.09, "{goals} {guardrails}");
}
