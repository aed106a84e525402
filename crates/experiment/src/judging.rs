//! Each verdict, from sums made by hand, and what people are told of it.

use crate::Analysis;
use crate::trial::Trial;

/// Shares of control and variant: how many of how many converted.
type Shares = [[i64; 2]; 2];

const SAME: Shares = [[500, 2000], [510, 2000]];
const MORE: Shares = [[500, 2000], [640, 2000]];
const FEWER: Shares = [[640, 2000], [500, 2000]];
const FAR_MORE: Shares = [[500, 2000], [800, 2000]];
const BREAKS: Shares = [[2, 2000], [60, 2000]];
const SAFE: Shares = [[1000, 2000], [960, 2000]];

const GOAL: &str = "sample_size: 4000, metrics: [conversion_rate]";
const BOUNCE: &str = "sample_size: 4000, metrics: [bounce_rate]";
const GUARDED: &str = "sample_size: 4000, metrics: \
                       [conversion_rate, {metric: bounce_rate, role: guardrail, margin: 0.1}]";
const NO_MARGIN: &str =
    "sample_size: 4000, metrics: [conversion_rate, {metric: bounce_rate, role: guardrail}]";
const TWO: &str =
    "sample_size: 4000, metrics: [conversion_rate, {metric: clicks_rate, role: goal}]";
const DATED: &str = "end_date: 2026-03-10T00:00:00Z, metrics: [conversion_rate]";
const FIXED: &str = "method: fixed, sample_size: 4000, metrics: [conversion_rate]";
const BELIEF: &str = "method: bayesian, sample_size: 4000, metrics: [conversion_rate]";
const ALWAYS: &str = "method: always_valid, sample_size: 4000, metrics: [conversion_rate]";
const LOOKS: &str = "method: group_sequential, sample_size: 4000, metrics: [conversion_rate]";

/// A name, the plan, shares by metric, and how many days after its start it is.
type Case = (&'static str, &'static str, &'static [Shares], i64);

fn trial(plan: &str, shares: &[Shares], days: i64) -> Trial {
    let with = |trial: Trial, (metric, of): (u16, &Shares)| trial.shares(metric, of[0], of[1]);
    (0..).zip(shares).fold(Trial::of(plan), with).after(days)
}

/// What people are told of each.
fn told(cases: &[Case]) -> String {
    let mut told = String::new();
    for (name, plan, shares, days) in cases {
        let analysis = trial(plan, shares, *days).monitored();
        let Analysis { verdict, reason, recommendation, winner, due, .. } = analysis;
        let winner = winner.map_or(String::new(), |winner| format!(" {winner}"));
        let end = due.conclude.map_or(String::new(), |end| format!(", {end:?}"));
        told += &format!("{name}: {verdict:?}{winner}{end}\n  {reason}\n  {recommendation}\n");
    }
    told
}

#[test]
fn before_the_planned_end() {
    let told = told(&[
        ("too early", GOAL, &[[[5, 50], [6, 45]]], 1),
        ("few conversions", GOAL, &[[[5, 500], [6, 450]]], 1),
        ("undecided", GOAL, &[SAME], 3),
        ("nobody", GOAL, &[], 3),
        ("better", GOAL, &[MORE], 3),
        ("worse", GOAL, &[FEWER], 3),
        ("bounce rate rises", BOUNCE, &[MORE], 3),
        ("bounce rate falls", BOUNCE, &[FEWER], 3),
        ("better and worse", TWO, &[MORE, FEWER], 3),
        ("lost users", GOAL, &[[[1250, 5000], [1150, 4600]]], 3),
        ("no planned end", "metrics: [conversion_rate]", &[SAME], 9),
        ("nothing is measured", "sample_size: 4000", &[], 9),
    ]);
    insta::assert_snapshot!(told, @"
    too early: KeepRunning
      It is too early to tell: `wide` has 45 of the 100 users that each variant needs.
      Keep it running: there are too few users lately to tell how long it takes.
    few conversions: KeepRunning
      No goal is decided yet: `wide` by conversion_rate: there are too few users with a conversion, or without one, for 10 in each variant: wait for more, or for the end. 0 of 4,000 planned users are there with their windows closed, by whole days (UTC).
      Keep it running: about 11 days until the planned end.
    undecided: KeepRunning
      No goal is decided yet: `wide` by conversion_rate +2.00 % (95 % interval -16.0 % to +23.9 %, p = 1.00, 4,000 users). 0 of 4,000 planned users are there with their windows closed, by whole days (UTC).
      Keep it running: about 5 days until the planned end.
    nobody: KeepRunning
      It is too early to tell: `control` has 0 of the 100 users that each variant needs.
      Keep it running: there are too few users lately to tell how long it takes.
    better: Ship wide, EarlyStop
      `wide` is better than `control` by conversion_rate: +28.0 % (95 % interval +6.90 % to +53.4 %, p = 0.0003, 4,000 users). No goal of it is worse. There are no guardrails.
      Give everybody `wide`. It is decided before the planned end, and more users would tell the size of the effect better, not whether there is one.
    worse: RollBack, EarlyStop
      `wide` is worse than `control` by conversion_rate: -21.9 % (95 % interval -34.8 % to -6.46 %, p = 0.0003, 4,000 users).
      Give everybody `control`, and find out why `wide` harms.
    bounce rate rises: RollBack, EarlyStop
      `wide` is worse than `control` by bounce_rate, where less is better: +28.0 % (95 % interval +6.90 % to +53.4 %, p = 0.0003, 4,000 users).
      Give everybody `control`, and find out why `wide` harms.
    bounce rate falls: Ship wide, EarlyStop
      `wide` is better than `control` by bounce_rate, where less is better: -21.9 % (95 % interval -34.8 % to -6.46 %, p = 0.0003, 4,000 users). No goal of it is worse. There are no guardrails.
      Give everybody `wide`. It is decided before the planned end, and more users would tell the size of the effect better, not whether there is one.
    better and worse: RollBack, EarlyStop
      `wide` is worse than `control` by clicks_rate: -21.9 % (95 % interval -34.8 % to -6.46 %, p = 0.0006, 4,000 users).
      Give everybody `control`, and find out why `wide` harms.
    lost users: Withheld
      Users were not split as planned (SRM): `wide` has 95.8 % of the users that it should have, since 2026-03-01 (p < 0.0001 for one look, not for any number of them).
      Do not decide by these numbers. Find out why `wide` has so few users, mend it, and start again.
    no planned end: KeepRunning
      No goal is decided yet: `wide` by conversion_rate +2.00 % (95 % interval -16.3 % to +24.4 %, p = 1.00, 4,000 users). 4,000 users are there.
      Keep it running. It has no planned end, which an experiment has by `sample_size` or `end_date`.
    nothing is measured: KeepRunning
      It is too early to tell: `control` has 0 of the 100 users that each variant needs.
      Keep it running: there are too few users lately to tell how long it takes.
    ");
}

#[test]
fn at_the_planned_end() {
    let told = told(&[
        ("no difference", GOAL, &[SAME], 9),
        ("few conversions", GOAL, &[[[5, 2000], [19, 2000]]], 9),
        ("lost users", GOAL, &[[[1250, 5000], [1150, 4600]]], 9),
        ("end date, no difference", DATED, &[SAME], 9),
        ("end date, no users", DATED, &[], 9),
    ]);
    insta::assert_snapshot!(told, @"
    no difference: NoDifference, PlannedSample
      As many users as planned are there, with their windows closed, and no goal is decided: `wide` by conversion_rate +2.00 % (95 % interval -8.78 % to +14.1 %, p = 0.89, 4,000 users).
      Keep `control`, or choose by what each variant costs. An effect of 15.9 % or more would probably have been seen.
    few conversions: Ship wide, PlannedSample
      `wide` is better than `control` by conversion_rate: +0.70 points (95 % interval +0.20 points to +1.28 points, p = 0.0075, 4,000 users). No goal of it is worse. There are no guardrails.
      Give everybody `wide`.
    lost users: Withheld, PlannedSample
      Users were not split as planned (SRM): `wide` has 95.8 % of the users that it should have, since 2026-03-01 (p < 0.0001 for one look, not for any number of them).
      Do not decide by these numbers. Find out why `wide` has so few users, mend it, and start again.
    end date, no difference: NoDifference, EndDate
      The end date has come, and no goal is decided: `wide` by conversion_rate +2.00 % (95 % interval -8.78 % to +14.1 %, p = 0.89, 4,000 users).
      Keep `control`, or choose by what each variant costs. An effect of 15.9 % or more would probably have been seen.
    end date, no users: Withheld, EndDate
      The end date has come, and it is not known: `wide` by conversion_rate: the variant or the control has no users yet.
      Nothing follows from it: keep `control`, or run it again until its planned end.
    ");
}

#[test]
fn with_guardrails() {
    let told = told(&[
        ("inferior", GUARDED, &[SAME, FAR_MORE], 3),
        ("inferior, and the goal better", GUARDED, &[MORE, FAR_MORE], 3),
        ("errors of one variant alone", GUARDED, &[SAME, BREAKS], 3),
        ("it holds", GUARDED, &[MORE, SAFE], 3),
        ("open", GUARDED, &[MORE, SAME], 3),
        ("open, without a margin", NO_MARGIN, &[MORE, SAME], 3),
        ("open at the end", GUARDED, &[MORE, SAME], 9),
    ]);
    insta::assert_snapshot!(told, @"
    inferior: RollBack, EarlyStop
      `wide` is worse than `control` by the guardrail bounce_rate, where less is better: +60.0 % (90 % interval +36.6 % to +87.7 %, p < 0.0001, 4,000 users).
      Give everybody `control`, and find out why `wide` harms.
    inferior, and the goal better: RollBack, EarlyStop
      `wide` is worse than `control` by the guardrail bounce_rate, where less is better: +60.0 % (90 % interval +36.6 % to +87.7 %, p < 0.0001, 4,000 users).
      Give everybody `control`, and find out why `wide` harms.
    errors of one variant alone: RollBack, EarlyStop
      `wide` is worse than `control` by the guardrail bounce_rate, where less is better: +2.90 points (90 % interval +1.59 points to +4.21 points, p < 0.0001, 4,000 users).
      Give everybody `control`, and find out why `wide` harms.
    it holds: Ship wide, EarlyStop
      `wide` is better than `control` by conversion_rate: +28.0 % (95 % interval +6.90 % to +53.4 %, p = 0.0003, 4,000 users). No goal of it is worse. All guardrails hold.
      Give everybody `wide`. It is decided before the planned end, and more users would tell the size of the effect better, not whether there is one.
    open: Ship wide
      `wide` is better than `control` by conversion_rate: +28.0 % (95 % interval +6.90 % to +53.4 %, p = 0.0003, 4,000 users). No goal of it is worse. It is not known whether these guardrails hold: bounce_rate.
      Keep it running until it is known that all guardrails hold, or give everybody `wide` now if that is worth the risk.
    open, without a margin: Ship wide
      `wide` is better than `control` by conversion_rate: +28.0 % (95 % interval +6.90 % to +53.4 %, p = 0.0003, 4,000 users). No goal of it is worse. It is not known whether these guardrails hold: bounce_rate.
      That a guardrail without a margin holds is only known where it is better: give bounce_rate a margin, wait for the planned end, or give everybody `wide` now if that is worth the risk.
    open at the end: Ship wide, PlannedSample
      `wide` is better than `control` by conversion_rate: +28.0 % (95 % interval +15.4 % to +42.0 %, p < 0.0001, 4,000 users). No goal of it is worse. It is not known whether these guardrails hold: bounce_rate.
      Give everybody `wide`.
    ");
}

#[test]
fn by_other_methods() {
    let told = told(&[
        ("fixed, before its end", FIXED, &[MORE], 3),
        ("fixed, at its end", FIXED, &[MORE], 9),
        ("bayesian, before its end", BELIEF, &[MORE], 3),
        ("bayesian, at its end", BELIEF, &[MORE], 9),
        ("always valid", ALWAYS, &[MORE], 3),
        ("group sequential, before a look", LOOKS, &[MORE], 3),
        ("group sequential, the last look", LOOKS, &[MORE], 9),
    ]);
    insta::assert_snapshot!(told, @"
    fixed, before its end: KeepRunning
      Its method decides at the planned end alone: `wide` by conversion_rate +28.0 % (95 % interval +15.9 % to +41.4 %, p < 0.0001, 4,000 users). 0 of 4,000 planned users are there with their windows closed, by whole days (UTC).
      Keep it running: about 5 days until the planned end.
    fixed, at its end: Ship wide, PlannedSample
      `wide` is better than `control` by conversion_rate: +28.0 % (95 % interval +15.9 % to +41.4 %, p < 0.0001, 4,000 users). No goal of it is worse. There are no guardrails.
      Give everybody `wide`.
    bayesian, before its end: KeepRunning
      Its method decides at the planned end alone: `wide` by conversion_rate +26.8 % (95 % interval +14.3 % to +39.2 %, p < 0.0001, 4,000 users). 0 of 4,000 planned users are there with their windows closed, by whole days (UTC).
      Keep it running: about 5 days until the planned end.
    bayesian, at its end: Ship wide, PlannedSample
      `wide` is better than `control` by conversion_rate: +26.8 % (95 % interval +14.3 % to +39.2 %, p < 0.0001, 4,000 users). No goal of it is worse. There are no guardrails.
      Give everybody `wide`.
    always valid: Ship wide, EarlyStop
      `wide` is better than `control` by conversion_rate: +28.0 % (95 % interval +9.82 % to +49.3 %, p < 0.0001, 4,000 users). No goal of it is worse. There are no guardrails.
      Give everybody `wide`. It is decided before the planned end, and more users would tell the size of the effect better, not whether there is one.
    group sequential, before a look: KeepRunning
      No goal is decided yet: `wide` by conversion_rate: the first of the planned looks is yet to come. 0 of 4,000 planned users are there with their windows closed, by whole days (UTC).
      Keep it running: about 5 days until the planned end.
    group sequential, the last look: Ship wide, PlannedSample
      `wide` is better than `control` by conversion_rate: +28.0 % (95 % interval +15.9 % to +41.4 %, p < 0.0001, 4,000 users). No goal of it is worse. There are no guardrails.
      Give everybody `wide`.
    ");
}
