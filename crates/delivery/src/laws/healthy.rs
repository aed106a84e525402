//! Releases that change nothing, with few users: how often chance takes them back.
//!
//! The brief's rule compares bare ratios every 30 seconds. Ours is [`advance()`] with checks that
//! count. Both see the same traffic.

use hoist_ruleset::{Source, read};
use jiff::{SignedDuration, Timestamp};

use super::random::Random;
use crate::advance;
use crate::evidence::{Evidence, Measured, News, Side};
use crate::plan::{FULL, Plan};
use crate::release::{Release, Status};
use crate::sequential::ALPHA;

/// Debug builds take what the issue asks for; more tell the level more exactly.
const RELEASES: u64 = if cfg!(debug_assertions) { 200 } else { 4_000 };

const DOCUMENT: &str = r#"
releases:
  small:
    flag: checkout
    checks:
      - {name: errors, source: prometheus, query: 'errors{track="{{track}}"}',
         samples: 'requests{track="{{track}}"}', max_ratio: 1.1, test: sequential}
      - {name: slow, source: prometheus, query: 'slow{track="{{track}}"}',
         samples: 'requests{track="{{track}}"}', max_ratio: 1.2, test: sequential}
      - {name: conversion, source: metric, metric: conversion_rate, min_ratio: 0.95, test: sequential}
"#;

/// What happens to users of one side: the shares of errors, of slow requests and of conversions.
type Rates = [f64; 3];

const USUAL: Rates = [0.02, 0.05, 0.05];

/// The hits of one check and the units of either side, within 30 seconds.
type Window = [(u64, u64); 2];

fn window(random: &mut Random, share: f64, units: u64, rates: [f64; 2]) -> Window {
    let candidate = random.binomial(units, share);
    let side = |random: &mut Random, units, rate| (random.binomial(units, rate), units);
    [side(random, candidate, rates[0]), side(random, units - candidate, rates[1])]
}

/// What became of one release under both rules, and after how many looks ours ended.
struct Ends {
    brief_rolled_back: bool,
    ours: Status,
    looks: u64,
}

fn release(seed: u64, units: u64, candidate: Rates) -> Ends {
    let reading = read(&[Source::new("small.yaml", DOCUMENT)]);
    assert_eq!(reading.diagnostics, []);
    let plan = Plan::of(reading.documents.releases().get("small").unwrap());
    let mut random = Random::new(seed);
    let mut now = Timestamp::from_second(1_800_000_000).unwrap();
    let mut release = Release::start("small", plan, 0, false, ("test", None), now).unwrap();
    let mut brief = Brief::default();
    let mut counts = [[(0_u64, 0_u64); 2]; 3];
    let (mut watched, mut looks) = (None, 0);
    while !release.is_over() && looks < 10_000 {
        looks += 1;
        for _ in 0..2 {
            now += SignedDuration::from_secs(10);
            release = advance(&release, &Evidence { epoch: 1, ..Evidence::default() }, now).release;
        }
        now += SignedDuration::from_secs(10);
        if watched != release.watched {
            (watched, counts) = (release.watched, [[(0, 0); 2]; 3]);
        }
        let mut news: Vec<News> = Vec::new();
        if let Some(step) = watched {
            let share = f64::from(release.plan.steps[step].share) / f64::from(FULL);
            let windows: Vec<Window> = (0..3)
                .map(|place| window(&mut random, share, units, [candidate[place], USUAL[place]]))
                .collect();
            brief.look(step, &windows);
            for (all, window) in counts.iter_mut().zip(&windows) {
                for (sum, part) in all.iter_mut().zip(window) {
                    *sum = (sum.0 + part.0, sum.1 + part.1);
                }
            }
            news.extend(release.due().into_iter().map(|due| {
                let [one, other] = counts[due.check].map(|(hits, all)| Side::counted(hits, all));
                let (check, step, run) = (due.check, due.step, due.run);
                let problem = None;
                News::Measured(Measured {
                    check,
                    step,
                    run,
                    candidate: one,
                    baseline: other,
                    problem,
                })
            }));
        }
        for number in release.pending.iter().map(|each| each.number) {
            news.push(News::Done { number });
        }
        let evidence = Evidence { epoch: 1, news, ..Evidence::default() };
        release = advance(&release, &evidence, now).release;
    }
    Ends { brief_rolled_back: brief.rolled_back, ours: release.status, looks }
}

/// The brief's rule: the first of three bare ratios that is beyond its bound takes it back.
#[derive(Default)]
struct Brief {
    rolled_back: bool,
    /// The step that was looked at last, and its baseline.
    stage: Option<usize>,
    baseline: [f64; 3],
}

impl Brief {
    fn look(&mut self, step: usize, windows: &[Window]) {
        let rate = |(hits, units): (u64, u64)| hits as f64 / units as f64;
        if self.stage != Some(step) {
            self.stage = Some(step);
            for (baseline, window) in self.baseline.iter_mut().zip(windows) {
                // The last stage has nobody to compare with, so it has what was there before.
                *baseline = if window[1].1 > 0 { rate(window[1]) } else { *baseline };
            }
        }
        let [errors, slow, converted] = [0, 1, 2].map(|place: usize| rate(windows[place][0]));
        self.rolled_back |= errors > self.baseline[0] * 1.1
            || slow > self.baseline[1] * 1.2
            || converted < self.baseline[2] * 0.95;
    }
}

#[test]
fn a_healthy_release_is_not_taken_back_by_chance() {
    let (mut brief, mut ours) = (0_u64, 0_u64);
    for seed in 0..RELEASES {
        let ends = release(seed, 200, USUAL);
        brief += u64::from(ends.brief_rolled_back);
        ours += u64::from(ends.ours != Status::Succeeded);
    }
    println!(
        "of {RELEASES} healthy releases at 200 users each 30 s: {brief} rolled back by the brief's \
         bare ratio, {ours} by ours"
    );
    assert!(brief * 10 > RELEASES * 9, "the harness sees that bare ratios do not do: {brief}");
    assert!(ours as f64 <= ALPHA * RELEASES as f64, "{ours}");
}

#[test]
fn what_got_worse_is_taken_back() {
    let releases = RELEASES / 4;
    for (what, rates) in [
        ("three times the errors", [0.06, 0.05, 0.05]),
        ("twice the slow requests", [0.02, 0.10, 0.05]),
        ("a third fewer conversions", [0.02, 0.05, 0.033]),
    ] {
        let (mut rolled_back, mut looks) = (0_u64, Vec::new());
        for seed in 0..releases {
            let ends = release(seed, 2_000, rates);
            rolled_back += u64::from(ends.ours == Status::RolledBack);
            looks.push(ends.looks);
        }
        looks.sort_unstable();
        let median = looks[looks.len() / 2] / 2;
        println!(
            "{what}: {rolled_back} of {releases} rolled back, half of them by minute {median}"
        );
        assert!(rolled_back * 100 >= releases * 99, "{what}: {rolled_back}");
    }
}

/// What is told of a failure is what decided.
#[test]
fn a_rollback_tells_the_numbers() {
    let reading = read(&[Source::new("small.yaml", DOCUMENT)]);
    let plan = Plan::of(reading.documents.releases().get("small").unwrap());
    let now = Timestamp::from_second(1_800_000_000).unwrap();
    let mut release = Release::start("small", plan, 0, false, ("test", None), now).unwrap();
    for look in 0..120 {
        let done = release.pending.iter().map(|each| News::Done { number: each.number });
        let mut news: Vec<News> = done.collect();
        news.extend(release.due().into_iter().map(|due| {
            let hits = if due.check == 0 { 120 } else { 50 };
            let [candidate, baseline] = [Side::counted(hits, 1_000), Side::counted(50, 1_000)];
            let (check, step, run, problem) = (due.check, due.step, due.run, None);
            News::Measured(Measured { check, step, run, candidate, baseline, problem })
        }));
        let evidence = Evidence { epoch: 1, news, ..Evidence::default() };
        let turn = advance(&release, &evidence, now + SignedDuration::from_secs(10 * look));
        release = turn.release;
        if release.status == Status::RollingBack {
            let decision = turn.decisions.last().unwrap();
            assert_eq!(decision.evidence, turn.findings[..1]);
            assert_eq!(
                decision.reason,
                "errors: 0.12 where at most 0.055 is allowed over all steps; the baseline is 0.05; p = \
                 5.736e-6, which is no chance"
            );
            return;
        }
    }
    panic!("it was not taken back");
}
