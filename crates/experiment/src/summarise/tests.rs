//! What each kind of event does to a row.

use jiff::SignedDuration;

use super::*;
use crate::trial::{documents, start};

/// One metric of each kind, one with a cap, and one without a window.
const FILE: &str = "
metrics:
  bought: {event: bought, kind: conversion, window: 1d}
  spent: {event: bought, kind: mean, window: 1d, cap: 100}
  basket: {event: bought, kind: ratio, denominator: visit, window: 1d}
  median: {event: loaded, kind: quantile, quantile: 0.5, window: 1d}
  ever: {event: bought, kind: mean, window: none}
experiments:
  layout:
    variants: {control: 0.5, wide: 0.5}
    end_date: 2026-03-11T00:00:00Z
    metrics: [bought, spent, basket, median, ever]
";

fn plan() -> Plan {
    Plan::of_experiment(&documents(FILE), "layout", 1, start()).unwrap()
}

/// Events such as `1h wide`, an exposure an hour after the start; `2h bought 5`; or `2h bought 5
/// other`, which is meant for `other` alone.
fn events(text: &str) -> Vec<UserEvent<'_>> {
    text.split(", ").zip(0_u8..).map(|(line, place)| event(line, place)).collect()
}

fn event(line: &str, place: u8) -> UserEvent<'_> {
    let mut words = line.split(' ');
    let after: SignedDuration = words.next().unwrap().parse().unwrap();
    let name = words.next().unwrap();
    let what = match words.next() {
        None => Happening::Exposure { key: "layout", variant: name },
        Some(value) => {
            let (value, experiment) = (value.parse().unwrap(), words.next());
            Happening::Observation { event: name, value, experiment }
        }
    };
    UserEvent { id: [place; 16], at: start() + after, what }
}

/// What the row is: the place of the variant or `several`, the hour of the exposure, and for each
/// metric outcome/denominator|before/before, or the values.
fn check(text: &str, expected: &str) {
    let events = events(text);
    let Some(row) = summarise(&plan(), &events) else {
        assert_eq!(expected, "nobody", "{text}");
        return;
    };
    let number = |number: i64| (number as f64 / UNIT as f64).to_string();
    let of = |totals: &Totals| {
        let [a, b, c, d] = totals.numbers().map(number);
        let values: Vec<String> = totals.values.iter().map(|value| number(*value)).collect();
        if values.is_empty() { format!("{a}/{b}|{c}/{d}") } else { values.join("+") }
    };
    let shown = match row.shown {
        Shown::One(variant) => variant.to_string(),
        Shown::Several => "several".to_owned(),
    };
    let hour = row.exposed_at.duration_since(start()).as_hours();
    let totals: Vec<String> = row.totals.iter().map(of).collect();
    assert_eq!(format!("{shown} at {hour}: {}", totals.join(" ")), expected, "{text}");
}

#[test]
fn who_is_in() {
    let nothing = "0/0|0/0 0/0|0/0 0/0|0/0 0/0|0/0 0/0|0/0";
    for (events, expected) in [
        ("1h bought 5", "nobody"),
        ("1h wide", &*format!("1 at 1: {nothing}")),
        ("5h control, 3h control, 9h control", &format!("0 at 3: {nothing}")),
        // Another phase's exposures, one before it and one from its end on.
        ("-1h wide", "nobody"),
        ("240h wide", "nobody"),
        ("-1h wide, 2h control", &format!("0 at 2: {nothing}")),
        ("0h wide, 240h control", &format!("1 at 0: {nothing}")),
        // A variant that the plan does not have.
        ("1h tall", "nobody"),
        ("1h tall, 2h wide", &format!("1 at 2: {nothing}")),
        ("1h wide, 2h control", "several at 1: "),
        ("2h control, 3h bought 7, 1h wide, 4h wide", "several at 1: "),
    ] {
        check(events, expected);
    }
}

#[test]
fn what_counts() {
    for (events, expected) in [
        // From the exposure on, up to the end of the window, whatever the order of arrival.
        ("1h wide, 1h bought 5", "1 at 1: 1/0|0/0 5/0|0/0 5/0|0/0 0/0|0/0 5/0|0/0"),
        ("24h bought 5, 1h wide", "1 at 1: 1/0|0/0 5/0|0/0 5/0|0/0 0/0|0/0 5/0|0/0"),
        ("25h bought 5, 1h wide", "1 at 1: 0/0|0/0 0/0|0/0 0/0|0/0 0/0|0/0 5/0|0/0"),
        (
            "1h wide, 239h bought 5, 240h bought 7",
            "1 at 1: 0/0|0/0 0/0|0/0 0/0|0/0 0/0|0/0 5/0|0/0",
        ),
        // The phase's end closes windows.
        (
            "230h wide, 239h bought 5, 240h bought 7",
            "1 at 230: 1/0|0/0 5/0|0/0 5/0|0/0 0/0|0/0 5/0|0/0",
        ),
        // Before the exposure it is the covariate, as far back as two weeks.
        ("5h bought 3, 6h wide", "1 at 6: 0/0|1/0 0/0|3/0 0/0|3/0 0/0|0/0 0/0|3/0"),
        ("-330h bought 3, 6h wide", "1 at 6: 0/0|1/0 0/0|3/0 0/0|3/0 0/0|0/0 0/0|3/0"),
        ("-331h bought 3, 6h wide", "1 at 6: 0/0|0/0 0/0|0/0 0/0|0/0 0/0|0/0 0/0|0/0"),
        // What happened since an earlier phase's exposure is neither.
        ("-9h tall, -8h bought 3, 6h wide", "1 at 6: 0/0|0/0 0/0|0/0 0/0|0/0 0/0|0/0 0/0|0/0"),
        ("-9h tall, -10h bought 3, 6h wide", "1 at 6: 0/0|1/0 0/0|3/0 0/0|3/0 0/0|0/0 0/0|3/0"),
        // Totals are capped; what is meant for one experiment counts for that one.
        (
            "1h wide, 2h bought 70, 3h bought 60",
            "1 at 1: 1/0|0/0 100/0|0/0 130/0|0/0 0/0|0/0 130/0|0/0",
        ),
        (
            "1h wide, 2h bought 7 other, 3h bought 6 layout",
            "1 at 1: 1/0|0/0 6/0|0/0 6/0|0/0 0/0|0/0 6/0|0/0",
        ),
        ("1h wide, 2h bought 0", "1 at 1: 1/0|0/0 0/0|0/0 0/0|0/0 0/0|0/0 0/0|0/0"),
        (
            "1h wide, 2h visit 1, 3h visit 1, 0h visit 4",
            "1 at 1: 0/0|0/0 0/0|0/0 0/2|0/4 0/0|0/0 0/0|0/0",
        ),
        (
            "1h wide, 2h loaded 0.3, 3h loaded 0.1, 0h loaded 9",
            "1 at 1: 0/0|0/0 0/0|0/0 0/0|0/0 0.1+0.3 0/0|0/0",
        ),
        // The greatest total, on either side.
        (
            "1h wide, 2h bought 100000000, 3h bought 5",
            "1 at 1: 1/0|0/0 100/0|0/0 100000000/0|0/0 0/0|0/0 100000000/0|0/0",
        ),
        (
            "1h wide, 2h bought -100000000, 3h bought -5",
            "1 at 1: 1/0|0/0 -100000000/0|0/0 -100000000/0|0/0 0/0|0/0 -100000000/0|0/0",
        ),
    ] {
        check(events, expected);
    }
}

/// The rule of the store, which keeps both: an id that is sent with another time is another event.
#[test]
fn those_with_one_id_and_one_time_are_one() {
    for (text, total) in [
        ("1h wide, 3h bought 5, 2h bought 7", 12),
        ("1h wide, 3h bought 5, 3h bought 7", 5),
        ("1h wide, 3h bought 7, 3h bought 5", 5),
    ] {
        let mut twice = events(text);
        twice[2].id = twice[1].id;
        assert_eq!(summarise(&plan(), &twice).unwrap().totals[4].outcome, total * UNIT, "{text}");
    }
}

/// Who is told by an older definition, or by a clock that is ahead, is shown what nobody is to see
/// in this phase.
#[test]
fn a_variant_without_weight_has_users_only_by_mistake() {
    let plan = Plan {
        variants: [("control", 500_000), ("wide", 500_000), ("tall", 0), ("low", 0)]
            .map(|(name, weight)| crate::PlannedVariant {
                name: name.to_owned(),
                weight: Some(weight),
            })
            .into(),
        ..plan()
    };
    use Shown::{One, Several};
    for (text, shown, hour, total) in [
        ("1h tall, 2h bought 5", One(2), 1, None),
        ("1h tall, 2h wide, 3h bought 5", One(1), 2, Some(5)),
        ("1h wide, 2h tall, 3h bought 5", One(1), 1, Some(5)),
        ("1h wide, 2h tall, 3h control, 4h bought 5", Several, 1, None),
        ("1h low, 2h tall", Several, 1, None),
    ] {
        let row = summarise(&plan, &events(text)).unwrap();
        let after = row.exposed_at.duration_since(start()).as_hours();
        let found = row.totals.get(4).map(|totals| totals.outcome / UNIT);
        assert_eq!((row.shown, after, found), (shown, hour, total), "{text}");
        assert_eq!(Row::from_bytes(&row.to_bytes()), Ok(row));
    }
}

/// Of whom more happened than is read, the first of it counts, and that is told.
#[test]
fn more_than_is_read_is_told() {
    let happened = |count: usize| -> Vec<UserEvent<'static>> {
        let one = |number: usize| {
            let what = match number {
                0 => Happening::Exposure { key: "layout", variant: "wide" },
                _ => Happening::Observation { event: "bought", value: 1.0, experiment: None },
            };
            let second = i64::try_from(number).unwrap() / 1_000;
            let id = u128::try_from(number).unwrap().to_be_bytes();
            UserEvent { id, at: start() + SignedDuration::from_secs(second), what }
        };
        (0..count).map(one).rev().collect()
    };
    let row = |count| summarise(&plan(), &happened(count)).unwrap();
    let (whole, more) = (row(USER_EVENTS_MAX), row(USER_EVENTS_MAX + 500));
    assert!(!whole.is_cut && more.is_cut);
    assert_eq!(more.totals, whole.totals);
    for row in [whole, more] {
        assert_eq!(Row::from_bytes(&row.to_bytes()), Ok(row));
    }
}

/// An exposure after all observations that are read makes a row, which says that it is cut,
/// whatever came first, and whether or not the observations that are left out were handed over.
#[test]
fn an_exposure_is_read_however_much_was_before() {
    let observed = |number: usize| {
        let what = Happening::Observation { event: "bought", value: 1.0, experiment: None };
        let id = u128::try_from(number).unwrap().to_be_bytes();
        UserEvent { id, at: start() + SignedDuration::from_millis(-1), what }
    };
    let what = Happening::Exposure { key: "layout", variant: "wide" };
    let last = UserEvent { id: [u8::MAX; 16], at: start() + SignedDuration::from_hours(1), what };
    let mut all: Vec<UserEvent<'static>> = (0..USER_EVENTS_MAX + 9).map(observed).collect();
    all.push(last);
    let row = summarise(&plan(), &all).unwrap();
    assert!(row.is_cut);
    let read = i64::try_from(USER_EVENTS_MAX).unwrap();
    assert_eq!(row.totals[4].outcome_before, read * UNIT);
    all.reverse();
    assert_eq!(summarise(&plan(), &all).unwrap(), row);
    all.retain(|event| event.id != observed(USER_EVENTS_MAX + 8).id);
    assert_eq!(summarise(&plan(), &all).unwrap(), row);
}

#[test]
fn a_row_ends_in_nothing_but_the_mark_of_a_cut() {
    let row = summarise(&plan(), &events("1h wide")).unwrap();
    let ends_in = |last: u8| {
        let mut bytes = row.to_bytes();
        bytes.push(last);
        Row::from_bytes(&bytes)
    };
    assert_eq!(ends_in(1), Ok(Row { is_cut: true, ..row.clone() }));
    for last in [0, 2, 9] {
        assert_eq!(ends_in(last), Err(crate::Malformed), "{last}");
    }
}
