//! What rows tell that sums do not: caps, capped sums, quantiles over closed windows.

use hoist_ruleset::document::MetricCap;
use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::trial::{documents, start};
use crate::{Because, Input, Sums, analyse, recompute};

const FILE: &str = "
metrics:
  spent: {event: bought, kind: mean, cap: p90}
  basket: {event: bought, kind: ratio, denominator: visit, cap: p99.99}
  median: {event: loaded, kind: quantile, quantile: 0.5, window: 1d}
experiments:
  layout:
    variants: {control: 0.5, wide: 0.5}
    sample_size: 800
    metrics: [spent, basket, {metric: median, role: guardrail}]
";

fn plan(cap: &str) -> Plan {
    let mut plan = Plan::of_experiment(&documents(FILE), "layout", 1, start()).unwrap();
    plan.metrics[0].cap = Some(MetricCap::percentile(cap).unwrap());
    plan
}

/// A user who came on some day, with an outcome and one before.
fn user(day: i64, variant: u16, outcome: i64, before: i64) -> Row {
    let spent = Totals { outcome, outcome_before: before, ..Totals::default() };
    let basket = Totals { denominator: UNIT, ..spent.clone() };
    let values = vec![outcome.abs() + i64::from(variant)];
    Row {
        exposed_at: start() + SignedDuration::from_hours(24 * day),
        shown: Shown::One(variant),
        totals: vec![spent, basket, Totals { values, ..Totals::default() }],
        is_cut: false,
    }
}

fn measured(plan: &Plan, rows: &[Row]) -> Measured {
    measure(plan, &rows.iter().collect(), rows.iter(), start())
}

#[test]
fn caps_are_percentiles_of_what_is_not_zero_of_all_variants_together() {
    // (cap, outcomes, value of the cap, users above it)
    for (cap, outcomes, value, above) in [
        ("p90", (1..=10).collect::<Vec<i64>>(), Some(9), 1),
        ("p50", (1..=10).collect(), Some(5), 5),
        ("p99.99", (1..=10).collect(), Some(10), 0),
        ("p50", vec![0, 0, 0, 0, 0, 0, 0, 1, 100], Some(1), 1),
        ("p99", vec![7], Some(7), 0),
        ("p50", vec![0, 0], None, 0),
        ("p50", vec![], None, 0),
        ("p90", vec![-5, -3, -1], Some(0), 0),
        ("p50", vec![-5, -3, 8, 9], Some(0), 2),
    ] {
        let rows: Vec<Row> =
            (0..).zip(&outcomes).map(|(place, outcome)| user(0, place % 2, *outcome, 0)).collect();
        let found = *measured(&plan(cap), &rows).cap(0).unwrap();
        let expected = Capped {
            metric: 0,
            outcome: value,
            outcome_before: None,
            users_above: above,
            users: outcomes.len() as u64,
        };
        assert_eq!(found, expected, "{cap} of {outcomes:?}");
    }
}

#[test]
fn outcome_and_past_have_caps_of_their_own() {
    let rows: Vec<Row> = (1..=100).map(|at| user(0, 0, at, 1_000 * at)).collect();
    let found = measured(&plan("p90"), &rows);
    let cap = found.cap(0).unwrap();
    let found_of = (cap.outcome, cap.outcome_before, cap.share_above());
    assert_eq!(found_of, (Some(90), Some(90_000), 0.1));
    let sums = found.capped.through(0, 0, i32::MAX);
    assert_eq!((sums.users(), sums.sum(0)), (100, 90 * 91 / 2 + 90 * 10));
    assert_eq!(sums.sum(2), 1_000 * sums.sum(0));
}

#[test]
fn a_capped_metric_is_told_with_its_cap_and_compared_by_capped_totals() {
    // One user in the new variant spends what decides everything.
    let mut rows: Vec<Row> = (0..2_000)
        .map(|at| user(0, u16::try_from(at % 2).unwrap(), (1 + at % 7) * UNIT, (1 + at % 7) * UNIT))
        .collect();
    rows.push(user(0, 1, 1_000_000 * UNIT, 0));
    let mut plan = plan("p99");
    let now = start() + SignedDuration::from_hours(1);
    let analysis = recompute(&plan, &rows, &[], now);
    let spent = &analysis.metrics[0];
    assert_eq!((spent.cap, spent.capped_share), (Some(7.0), Some(1.0 / 2_001.0)));
    let effect = spent.variants[1].effect.as_ref().unwrap();
    assert!(effect.adjusted, "{effect:?}");
    assert!(effect.low < 0.0 && effect.high > 0.0 && effect.high < 0.05, "{effect:?}");
    // Of a ratio the cap is that of what is divided.
    assert_eq!(analysis.metrics[1].cap, Some(1_000_000.0));
    // Until somebody has read all users it is not known, and no other number stands for it.
    let ledger: Ledger = rows.iter().collect();
    let none = Measured::default();
    let input = Input {
        plan: &plan,
        ledger: &ledger,
        tested: &[],
        measured: &none,
        unsummed: 0,
        as_of: now,
        now,
    };
    let spent = &analyse(&input).metrics[0];
    let wide = &spent.variants[1];
    assert_eq!((spent.cap, wide.users, wide.mean, wide.sum), (None, 1_001, None, None));
    assert_eq!(wide.refusal.as_ref().unwrap().code, "user_totals");
    let over = Measured { too_many: true, ..Measured::default() };
    let spent = &analyse(&Input { measured: &over, ..input }).metrics[0];
    assert_eq!(spent.variants[1].refusal.as_ref().unwrap().code, "too_many_values");
    // A percentile where there are no totals, which no document has, is none.
    plan.metrics[2].cap = Some(MetricCap::Percentile(9_900));
    assert_eq!(recompute(&plan, &rows, &[], now).metrics[2].cap, None);
}

#[test]
fn the_fixed_test_is_over_users_with_closed_windows() {
    let of_day = |day: i64, more: i64| {
        let user = move |at: i64| {
            let variant = u16::try_from(at % 2).unwrap();
            user(day, variant, UNIT * (at % 53 + 10 + more * i64::from(variant)), 0)
        };
        (0..1_000).map(user)
    };
    // Who came on the last day waits longer in the new variant; their windows are open.
    let rows: Vec<Row> = of_day(0, 0).chain(of_day(9, 100)).collect();
    let now = start() + SignedDuration::from_hours(24 * 9 + 1);
    let analysis = recompute(&plan("p99"), &rows, &[], now);
    for (metric, users) in [("median", 1_000), ("spent", 1_000), ("basket", 1_000)] {
        let test = analysis.due.tests.iter().find(|test| test.metric == metric).unwrap();
        assert_eq!((test.because, test.users), (Because::PlannedSample, users), "{metric}");
        let crate::Found::Student { estimate, .. } = test.found else { panic!("{test:?}") };
        assert!(estimate.abs() < 0.1, "{test:?}");
    }
    assert!(analysis.metrics[2].variants[1].effect.as_ref().unwrap().estimate > 0.3);
}

proptest! {
    #[test]
    fn capped_sums_are_those_of_capped_users_in_any_order(
        users in vec((0_i64..3, 0_u16..2, -3_i64..40, 0_i64..40), 0..60),
        rotated in 0_usize..60,
        cap in 5_000_u16..10_000,
    ) {
        let mut plan = plan("p50");
        plan.metrics[0].cap = Some(MetricCap::Percentile(cap));
        let of = |(day, variant, outcome, before)| user(day, variant, outcome, before);
        let mut rows: Vec<Row> = users.into_iter().map(of).collect();
        let found = measured(&plan, &rows);
        let middle = rotated % rows.len().max(1);
        rows.rotate_left(middle);
        rows.reverse();
        prop_assert_eq!(&measured(&plan, &rows), &found);
        // Those who did nothing need not be read.
        let is_there = |row: &&Row| row.totals[0] != Totals::default();
        let some = measure(&plan, &rows.iter().collect(), rows.iter().filter(is_there), start());
        prop_assert_eq!(&some.capped, &found.capped);
        for (place, is_largest) in [(0_u16, false), (1, true)] {
            let cap = found.cap(place.into()).unwrap();
            let capped = rows.iter().map(|row| {
                let mut row = row.clone();
                row.totals[usize::from(place)] = cap.apply(&row.totals[usize::from(place)]);
                row
            });
            let capped: Vec<Row> = capped.collect();
            let of_metric = |ledger: &Ledger| -> Vec<(Cell, Sums)> {
                let cells = ledger.iter().filter(|(cell, _)| cell.metric == place);
                cells.map(|(cell, sums)| (*cell, *sums)).collect()
            };
            prop_assert_eq!(of_metric(&found.capped), of_metric(&capped.iter().collect()));
            if is_largest {
                // Of so few users the highest percentile is the largest total: it changes nothing.
                prop_assert_eq!(of_metric(&found.capped), of_metric(&rows.iter().collect()));
            }
        }
    }
}
