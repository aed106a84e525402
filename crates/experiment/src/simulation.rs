//! Whether the default keeps its alpha when it is looked at each day for fifty days: a short form
//! of what `cargo xtask simulate` shows, through plan, sums, due tests and verdict.

use jiff::SignedDuration;

use crate::trial::{Trial, start};
use crate::{Outcome, Verdict};

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
fn simulate(runs: u32, method: &str, shares: [f64; 2]) -> [f64; 2] {
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
            let [control, wide] = shares.map(|share| noise.conversions(USERS, share));
            trial =
                trial.converted(0, 0, day, [control, USERS]).converted(0, 1, day, [wide, USERS]);
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

#[test]
fn fifty_looks_keep_alpha() {
    // The standard error of a share of 0.05 is 0.015.
    let [decided, seen] = simulate(200, "hybrid", [0.25, 0.25]);
    assert!((0.01..=0.09).contains(&decided), "{decided}");
    assert!(seen <= 0.08, "{seen}");
    // The simulation would see it: a plain test that is looked at calls a third of them.
    let [decided, seen] = simulate(100, "fixed", [0.25, 0.25]);
    assert!((0.01..=0.09).contains(&decided), "{decided}");
    assert!((0.2..=0.45).contains(&seen), "{seen}");
}

#[test]
fn few_conversions_keep_alpha() {
    // Ten of each variant at the planned end.
    let [decided, seen] = simulate(100, "hybrid", [0.005, 0.005]);
    assert!(decided <= 0.08, "{decided}");
    assert!(seen <= 0.08, "{seen}");
}

#[test]
fn what_is_there_is_found() {
    // With one look at the end, 4,000 users see this effect with a power of 0.80.
    let [decided, _] = simulate(100, "hybrid", [0.25, 0.2895]);
    assert!((0.68..=0.85).contains(&decided), "{decided}");
}
