//! What holds of all events, rows and sums.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::trial::{Trial, documents, start};
use crate::{
    Cell, Happening, Input, Ledger, Measured, Outcome, Plan, Row, Sums, Tested, UserEvent, Verdict,
    analyse, recompute, summarise,
};

const FILE: &str = "
metrics:
  basket: {event: bought, kind: ratio, denominator: visit, window: 1d}
  median: {event: loaded, kind: quantile, quantile: 0.5, window: none}
experiments:
  layout:
    variants: {control: 0.5, wide: 0.3, tall: 0.2}
    end_date: 2026-03-11T00:00:00Z
    sample_size: 2000
    metrics: [bought_rate, basket, {metric: bought, role: guardrail}, median]
";

const METHODS: [&str; 5] = ["hybrid", "group_sequential", "always_valid", "fixed", "bayesian"];

fn plan() -> Plan {
    Plan::of_experiment(&documents(FILE), "layout", 1, start()).unwrap()
}

/// Few ids, names and times, so that they clash.
fn event() -> impl Strategy<Value = UserEvent<'static>> {
    let exposure =
        (select(vec!["layout", "other"]), select(vec!["control", "wide", "tall", "deep"]))
            .prop_map(|(key, variant)| Happening::Exposure { key, variant });
    let value = prop_oneof![Just(1.0), -1e8..1e8, Just(1e8), Just(1e-7), Just(f64::NAN)];
    let experiment = select(vec![None, None, Some("layout"), Some("other")]);
    let observation = (select(vec!["bought", "visit", "loaded"]), value, experiment)
        .prop_map(|(event, value, experiment)| Happening::Observation { event, value, experiment });
    let what = prop_oneof![1 => exposure, 2 => observation];
    (any::<u8>(), -100_i64..300, what).prop_map(|(id, hours, what)| {
        let at = start() + SignedDuration::from_hours(hours);
        UserEvent { id: [id; 16], at, what }
    })
}

/// The events of a user, and the same in another order with some of them twice.
fn shuffled() -> impl Strategy<Value = (Vec<UserEvent<'static>>, Vec<UserEvent<'static>>)> {
    let events = vec(event(), 0..20);
    let again = |events: Vec<UserEvent<'static>>| {
        let twice = vec(any::<Index>(), 0..5).prop_map({
            let events = events.clone();
            move |places| {
                let extra = places.iter().filter(|_| !events.is_empty());
                let extra: Vec<_> = extra.map(|place| events[place.index(events.len())]).collect();
                [events.clone(), extra].concat()
            }
        });
        (Just(events), twice.prop_shuffle())
    };
    events.prop_flat_map(again)
}

/// What is left of sums that were put in and taken out is those of the rows that are there.
fn folded(arrivals: &[(u8, UserEvent<'static>)]) -> (Ledger, Vec<Row>) {
    let plan = plan();
    let mut ledger = Ledger::default();
    let mut users: BTreeMap<u8, (Vec<UserEvent<'static>>, Option<Row>)> = BTreeMap::new();
    for (user, event) in arrivals {
        let (events, row) = users.entry(*user).or_default();
        events.push(*event);
        let new = summarise(&plan, events);
        row.iter().for_each(|old| ledger.take(old));
        new.iter().for_each(|new| ledger.put(new));
        *row = new;
    }
    (ledger, users.into_values().filter_map(|(_, row)| row).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn the_order_of_events_and_duplicates_change_no_row((events, others) in shuffled()) {
        prop_assert_eq!(summarise(&plan(), &events), summarise(&plan(), &others));
    }

    #[test]
    fn running_sums_are_those_of_a_recomputation(
        arrivals in vec((0_u8..5, event()), 0..60),
        gone in vec(any::<Index>(), 0..3),
    ) {
        let (mut ledger, mut rows) = folded(&arrivals);
        prop_assert_eq!(&ledger, &rows.iter().collect());
        // Whoever is erased leaves nothing, in whatever order.
        for place in gone {
            if rows.is_empty() {
                break;
            }
            let row = rows.swap_remove(place.index(rows.len()));
            ledger.take(&row);
        }
        prop_assert_eq!(&ledger, &rows.iter().rev().collect());
        // Kept as bytes and by cell, they are the same.
        let kept = ledger.iter().map(|(cell, sums)| (*cell, sums.to_bytes()));
        let read = kept.map(|(cell, bytes)| (cell, Sums::from_bytes(&bytes).unwrap()));
        prop_assert_eq!(&ledger, &read.collect());
    }

    #[test]
    fn taking_out_before_putting_in_is_the_same(arrivals in vec((0_u8..5, event()), 0..40)) {
        let (ledger, rows) = folded(&arrivals);
        let mut other = Ledger::default();
        rows.iter().for_each(|row| other.take(row));
        rows.iter().for_each(|row| other.put(row));
        prop_assert_eq!(&other, &Ledger::default());
        rows.iter().for_each(|row| other.put(row));
        prop_assert_eq!(other, ledger);
    }

    #[test]
    fn rows_come_back_from_bytes(events in vec(event(), 0..20)) {
        if let Some(row) = summarise(&plan(), &events) {
            prop_assert_eq!(Row::from_bytes(&row.to_bytes()), Ok(row));
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..60)) {
        let versioned = [vec![1], bytes].concat();
        if let Ok(row) = Row::from_bytes(&versioned) {
            prop_assert_eq!(Row::from_bytes(&row.to_bytes()), Ok(row));
        }
        if let Ok(sums) = Sums::from_bytes(&versioned) {
            prop_assert_eq!(Sums::from_bytes(&sums.to_bytes()), Ok(sums));
        }
    }

    #[test]
    fn analyses_of_rows_in_any_order_are_the_same_to_the_last_bit(
        rows in vec(vec(event(), 1..6), 0..40).prop_map(|users| {
            users.iter().filter_map(|events| summarise(&plan(), events)).collect::<Vec<Row>>()
        }),
        day in 0_i64..14,
    ) {
        let (plan, now) = (plan(), start() + SignedDuration::from_hours(24 * day));
        let there = recompute(&plan, &rows, &[], now);
        let back: Vec<Row> = rows.into_iter().rev().collect();
        let text = |analysis| serde_json::to_string(&analysis).unwrap();
        prop_assert_eq!(text(there), text(recompute(&plan, &back, &[], now)));
    }

    #[test]
    fn on_which_day_users_came_changes_no_effect(
        days in vec((0_i32..9, 0_u16..2, 0_i64..500, 0_i64..2000), 1..12),
    ) {
        let mut apart = Trial::of("sample_size: 4000, metrics: [conversion_rate]").after(8);
        let mut together = apart.clone();
        for (day, variant, yes, no) in days {
            apart = apart.converted(0, variant, day, [yes, yes + no]);
            together = together.converted(0, variant, 0, [yes, yes + no]);
        }
        let variants = |trial: Trial| trial.analyse().metrics.remove(0).variants;
        prop_assert_eq!(variants(apart), variants(together));
    }

    #[test]
    fn what_is_significant_is_apart_from_zero(
        shares in vec((10_i64..900, 900_i64..1100), 3),
        method in select(METHODS.to_vec()),
    ) {
        let variants = "{control: 0.4, wide: 0.3, tall: 0.3}";
        let plan = format!("method: {method}, sample_size: 2000, metrics: [conversion_rate]");
        let mut trial = Trial::of_variants(variants, &plan).after(9);
        for (variant, (yes, all)) in (0..).zip(shares) {
            trial = trial.converted(0, variant, 0, [yes, all]);
        }
        let analysis = trial.monitored();
        for effect in analysis.metrics[0].variants.iter().filter_map(|one| one.effect.as_ref()) {
            prop_assert_eq!(effect.significant, effect.p_value < 0.05, "{:?}", effect);
            prop_assert_eq!(effect.significant, effect.low > 0.0 || effect.high < 0.0);
            prop_assert!(effect.low <= effect.estimate && effect.estimate <= effect.high);
        }
    }

    #[test]
    fn in_which_order_variants_stand_changes_nothing(
        shares in vec((10_i64..900, 900_i64..1100), 2),
        method in select(METHODS.to_vec()),
    ) {
        let plan = format!("method: {method}, sample_size: 1900, metrics: [conversion_rate]");
        let mut trials = ["{control: 0.5, wide: 0.5}", "{wide: 0.5, control: 0.5}"].map(|variants| {
            Trial::of_variants(variants, &plan).after(9)
        });
        for (variant, (yes, all)) in (0..).zip(shares) {
            let [first, second] = trials;
            trials = [
                first.converted(0, variant, 0, [yes, all]),
                second.converted(0, 1 - variant, 0, [yes, all]),
            ];
        }
        let [first, mut second] = trials.map(|mut trial| trial.monitored());
        second.metrics[0].variants.reverse();
        prop_assert_eq!(first.metrics, second.metrics);
        prop_assert_eq!((first.verdict, first.reason), (second.verdict, second.reason));
        prop_assert_eq!(first.due, second.due);
    }

    #[test]
    fn where_less_is_better_all_is_turned(
        shares in vec((10_i64..900, 900_i64..1100), 2),
        method in select(METHODS.to_vec()),
    ) {
        let outcomes = ["clicks_rate", "bounce_rate"].map(|metric| {
            let plan = format!("method: {method}, sample_size: 1900, metrics: [{metric}]");
            let mut trial = Trial::of(&plan).after(9);
            for (variant, (yes, all)) in (0..).zip(&shares) {
                trial = trial.converted(0, variant, 0, [*yes, *all]);
            }
            let analysis = trial.monitored();
            let effect = analysis.metrics[0].variants[1].effect.clone();
            (analysis.verdict, effect.map(|effect| (effect.outcome, effect.low.to_bits())))
        });
        let turned = |outcome| match outcome {
            Outcome::Better => Outcome::Worse,
            Outcome::Worse => Outcome::Better,
            Outcome::Undecided => Outcome::Undecided,
        };
        let [(verdict, more), (other, less)] = outcomes;
        prop_assert_eq!(more, less.map(|(outcome, low)| (turned(outcome), low)));
        let ships = |verdict| verdict == Verdict::Ship;
        let rolls_back = |verdict| verdict == Verdict::RollBack;
        prop_assert_eq!((ships(verdict), rolls_back(verdict)), (rolls_back(other), ships(other)));
    }

    #[test]
    fn any_sums_are_analysed(
        cells in vec((select(vec![0, 1, 2, 3, Cell::USERS]), select(vec![0, 1, 2, Cell::SEVERAL]),
            20_512_i32..20_520, any_sums()), 0..30),
        method in select(METHODS.to_vec()),
        day in -3_i64..14,
        (control, alpha, sample, unsummed) in (0_usize..5, -0.5_f64..1.5, 0_u64..5000, any::<u64>()),
    ) {
        let mut plan = plan();
        plan.method = serde_json::from_value(method.into()).unwrap();
        // No document has such plans, and no log should.
        (plan.control, plan.alpha, plan.sample_size) = (control, alpha, Some(sample));
        let cell = |(metric, variant, day, sums)| (Cell { metric, variant, day }, sums);
        let ledger: Ledger = cells.into_iter().map(cell).collect();
        let now = start() + SignedDuration::from_hours(24 * day);
        let (mut tested, measured): (Vec<Tested>, Measured) = Default::default();
        for _ in 0..2 {
            let (plan, ledger, tests, measured) = (&plan, &ledger, &tested[..], &measured);
            let input = Input { plan, ledger, tested: tests, measured, unsummed, as_of: now, now };
            let analysis = analyse(&input);
            let shown = format!("{analysis:?}");
            let mut words = shown.split(|sign: char| !sign.is_alphanumeric());
            let is_number = words.all(|word| word != "NaN" && word != "inf");
            prop_assert!(is_number, "{}", shown);
            let text = serde_json::to_string(&analysis).unwrap();
            prop_assert_eq!(&text, &serde_json::to_string(&analyse(&input)).unwrap());
            for variant in analysis.metrics.iter().flat_map(|metric| &metric.variants) {
                let has_one = variant.effect.is_some() != variant.refusal.is_some();
                prop_assert!(has_one || variant.is_control, "{:?}", variant);
                if let Some(effect) = &variant.effect {
                    prop_assert!(effect.low <= effect.high, "{:?}", effect);
                    prop_assert!((0.0..=1.0).contains(&effect.p_value), "{:?}", effect);
                    prop_assert_eq!(effect.significant, effect.low > 0.0 || effect.high < 0.0);
                }
            }
            // What is logged comes back as it was.
            let logged = serde_json::to_string(&analysis.due.tests).unwrap();
            prop_assert_eq!(serde_json::from_str::<Vec<Tested>>(&logged).unwrap(), analysis.due.tests.clone());
            tested.extend(analysis.due.tests);
        }
    }
}

/// Sums that no rows have, too.
fn any_sums() -> impl Strategy<Value = Sums> {
    let number = prop_oneof![any::<i128>(), -5_i128..5, Just(0), 0_i128..1_000_000_000];
    let users = prop_oneof![any::<i64>(), 0_i64..5_000];
    (users, vec(number, 14)).prop_map(|(users, numbers)| {
        let mut bytes = crate::bytes::Writer::of_version(1);
        bytes.signed(users.into());
        numbers.into_iter().for_each(|number| bytes.signed(number));
        Sums::from_bytes(&bytes.finish()).unwrap()
    })
}
