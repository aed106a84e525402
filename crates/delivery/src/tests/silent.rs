//! Stories of checks of which one side is silent.

use super::{Story, plan_of};
use crate::evidence::Side;
use crate::release::Status;

const RATIO: &str = "{name: errors, source: prometheus, max_ratio: 2, interval: 10s, \
                     no_data_limit: 30s, min_samples: 20, query: 'errors{track=\"{{track}}\"}'}";
const BOUND: &str = "{name: errors, source: prometheus, max_ratio: 2, max: 0.1, interval: 10s, \
                     no_data_limit: 30s, min_samples: 20, query: 'errors{track=\"{{track}}\"}'}";
const TEST: &str = "{name: errors, source: prometheus, max_ratio: 2, interval: 10s, \
                    no_data_limit: 30s, min_samples: 20, test: sequential, \
                    query: 'errors{track=\"{{track}}\"}', samples: 'all{track=\"{{track}}\"}'}";

#[test]
fn a_side_without_a_number_is_no_data_however_many_samples_it_wants() {
    for check in [RATIO, BOUND, TEST] {
        let is_counted = check == TEST;
        let fine = if is_counted { Side::counted(10, 1_000) } else { Side::of(0.01, 1_000) };
        for name in ["candidate", "baseline"] {
            let mut story = Story::with(plan_of(check, ""));
            story.problem = Some("Prometheus, query of a track: it gives no series".to_owned());
            let silent = Side::default();
            story.sides = Some(if name == "baseline" { (fine, silent) } else { (silent, fine) });
            let reason = format!("no value of the {name}: Prometheus, query of a track: it gives");
            story.wait(12).is(Status::Running, 500).waits_for(&reason);
            // One that is told the same again is not told why the other side has no number.
            story.wait(10).is(Status::Running, 500).waits_for(&reason);
            story.wait(20).is(Status::RolledBack, 0).says(&reason).says("errors: no data for 30 s");
        }
    }
}

#[test]
fn samples_that_nobody_knows_are_no_data_and_few_are_not() {
    let unknown = Side { samples: None, ..Side::of(0.01, 0) };
    for (sides, name) in [
        ((unknown, Side::of(0.01, 1_000)), "candidate"),
        ((Side::of(0.01, 1_000), unknown), "baseline"),
    ] {
        let mut story = Story::with(plan_of(RATIO, ""));
        story.sides = Some(sides);
        let reason =
            format!("nothing says how many samples of the {name} there are, 20 are needed");
        story.wait(12).is(Status::Running, 500).waits_for(&reason);
        story.wait(30).is(Status::RolledBack, 0).says(&reason);
    }
    let mut story = Story::with(plan_of(RATIO, ""));
    story.sides = Some((Side::of(0.01, 1_000), Side::of(0.01, 19)));
    story.wait(600).is(Status::Running, 500).waits_for("19 samples of the baseline, 20 are needed");
}

#[test]
fn a_bound_of_its_own_waits_for_no_baseline() {
    for baseline in [Side::default(), Side::of(0.01, 1)] {
        let mut story = Story::with(plan_of(BOUND, ""));
        story.sides = Some((Side::of(0.2, 1_000), baseline));
        story.wait(12).is(Status::RolledBack, 0).says("0.2 where at most 0.1 is allowed");
    }
}
