//! There is an answer for every input.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::evidence::{Command, Counts, Evidence, Measured, News, Side, Traffic};
use crate::plan::{Check, Failure, Plan, Source, Step};
use crate::release::Release;
use crate::{Advance, advance};

fn number() -> impl Strategy<Value = f64> {
    let edges = [0.0, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, 5e-324];
    prop_oneof![prop::sample::select(edges.to_vec()), any::<f64>(), 0.0..2.0_f64]
}

fn count() -> impl Strategy<Value = u64> {
    prop_oneof![0..200_u64, Just(u64::MAX), any::<u64>()]
}

fn side() -> impl Strategy<Value = Side> {
    let counts = prop::option::of((count(), count()));
    let counts = counts.prop_map(|both| both.map(|(hits, units)| Counts { hits, units }));
    let parts = (prop::option::of(number()), prop::option::of(count()), counts);
    parts.prop_map(|(value, samples, counts)| Side { value, samples, counts })
}

fn news() -> impl Strategy<Value = News> {
    let command = prop::sample::select(vec![
        Command::Pause,
        Command::Resume,
        Command::Promote,
        Command::Approve { step: "b".to_owned() },
        Command::Approve { step: "nothing".to_owned() },
        Command::Abort,
        Command::LeaveTraffic,
    ]);
    let measured =
        (0..4_usize, prop_oneof![0..4_usize, Just(usize::MAX)], 0..4_u64, side(), side());
    let measured = measured.prop_map(|(check, step, run, candidate, baseline)| {
        News::Measured(Measured { check, step, run, candidate, baseline, problem: None })
    });
    let traffic = prop::sample::select(vec![
        Traffic::AsSet,
        Traffic::SetAgain,
        Traffic::NotAsSet { why: String::new() },
    ]);
    let number = prop_oneof![0..12_u64, Just(u64::MAX)];
    prop_oneof![
        6 => number.clone().prop_map(|number| News::Done { number }),
        1 => number.clone().prop_map(|number| News::NotBegun { number, reason: String::new() }),
        1 => (number, any::<bool>()).prop_map(|(number, hopeless)| News::Failed {
            number, hopeless, reason: String::new()
        }),
        8 => measured,
        1 => traffic.prop_map(News::Looked),
        1 => command.prop_map(|command| News::Asked { command, by: String::new(), why: None }),
    ]
}

/// What became known, and how many milliseconds after what was known before.
pub(super) fn evidence() -> impl Strategy<Value = (Evidence, i64)> {
    let epoch = prop_oneof![Just(3_u64), 0..5_u64, Just(u64::MAX)];
    let flags = (prop::bool::weighted(0.1), prop::bool::weighted(0.1));
    let passed = prop_oneof![
        10 => 0..15_000_i64,
        1 => any::<i32>().prop_map(|seconds| i64::from(seconds) * 1_000),
        1 => Just(i64::MIN),
        1 => Just(i64::MAX),
    ];
    let parts = (epoch, flags, prop::collection::vec(news(), 0..8), passed);
    parts.prop_map(|(epoch, (frozen, killed), news, passed)| {
        (Evidence { epoch, frozen, killed, news }, passed)
    })
}

/// So many milliseconds later, as far as there are times.
pub(super) fn after(time: Timestamp, milliseconds: i64) -> Timestamp {
    let end = if milliseconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    time.checked_add(SignedDuration::from_millis(milliseconds)).unwrap_or(end)
}

fn check() -> impl Strategy<Value = Check> {
    let bound = || prop::option::of(number().prop_filter("JSON has no such", |n| n.is_finite()));
    let bounds = (bound(), bound(), bound(), bound(), bound());
    (bounds, count(), any::<bool>(), 0..3_u32).prop_map(|(bounds, many, sequential, few)| Check {
        name: "c".to_owned(),
        source: Source::Metric { metric: "m".to_owned() },
        max: bounds.0,
        min: bounds.1,
        max_ratio: bounds.2,
        min_ratio: bounds.3,
        floor: bounds.4,
        interval_ms: many,
        min_samples: many % 50,
        failures_allowed: few,
        consecutive: few,
        no_data_ms: many,
        sequential,
    })
}

pub(super) fn plan() -> impl Strategy<Value = Plan> {
    let checks = prop::collection::vec(check(), 0..4);
    let failure = prop::sample::select(vec![Failure::Rollback, Failure::Pause, Failure::Ignore]);
    (checks, failure, count(), any::<bool>()).prop_map(|(checks, on_failure, many, is)| Plan {
        flag: "f".to_owned(),
        deploys: is,
        switches: is,
        routes: is,
        smoke_tests: is,
        steps: [("a", 500, false), ("b", 5_000, is), ("c", 10_000, false)]
            .map(|(name, share, gate)| Step { name: name.into(), share, duration_ms: many, gate })
            .into(),
        checks,
        on_failure,
        deadline_ms: many.max(1),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn whatever_is_told_there_is_a_release_that_can_be_written_down(
        plan in plan(),
        history in prop::collection::vec(evidence(), 0..30),
    ) {
        let start = Release::start("r", plan, 0, false, ("test", None), Timestamp::UNIX_EPOCH);
        let Ok(mut release) = start else { return Ok(()) };
        for (evidence, passed) in &history {
            let now = after(release.seen, *passed);
            let before = release.clone();
            let turn = advance(&release, evidence, now);
            prop_assert_eq!(&advance(&release, evidence, now), &turn, "the same is the same");
            let Advance { release: next, effects, .. } = turn;
            let text = serde_json::to_string(&next).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Release>(&text).unwrap(), &next);
            prop_assert!(next.clock_ms >= before.clock_ms && next.epoch >= before.epoch);
            prop_assert!(effects.iter().all(|effect| effect.epoch == evidence.epoch));
            prop_assert!(effects.is_sorted_by_key(|effect| effect.number));
            _ = next.waits_for();
            release = next;
        }
    }
}
