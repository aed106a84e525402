//! Plans of all kinds.

use super::random::Random;
use crate::plan::{Check, FULL, Failure, Hundredths, Plan, Source, Step};

/// A plan that a document could have.
pub(super) fn plan(random: &mut Random) -> Plan {
    let mut shares: Vec<Hundredths> = (0..random.between(0, 4))
        .map(|_| Hundredths::try_from(random.between(1, 9_999)).unwrap())
        .collect();
    shares.push(FULL);
    shares.sort_unstable();
    shares.dedup();
    let step = |(place, share): (usize, Hundredths)| Step {
        name: place.to_string(),
        share,
        duration_ms: random.between(1, 120) * 1_000,
        gate: random.percent(10),
    };
    let steps: Vec<Step> = shares.into_iter().enumerate().map(step).collect();
    let checks = (0..random.below(4)).map(|place| check(random, place)).collect();
    let on_failure = random.pick(&[
        Failure::Rollback,
        Failure::Rollback,
        Failure::Rollback,
        Failure::Pause,
        Failure::Ignore,
    ]);
    let all: u64 = steps.iter().map(|step| step.duration_ms).sum();
    let [deploys, routes, smoke_tests] = [(); 3].map(|()| random.percent(40));
    Plan {
        flag: "f".to_owned(),
        deploys,
        switches: deploys && random.percent(50),
        routes,
        smoke_tests,
        steps,
        checks,
        on_failure,
        deadline_ms: all + random.between(60, 3_600) * 1_000,
    }
}

fn check(random: &mut Random, place: u64) -> Check {
    let sequential = random.percent(30);
    let is_relative = sequential || random.percent(60);
    let interval_ms = random.between(1, 40) * 1_000;
    Check {
        name: format!("check {place}"),
        source: match random.percent(50) {
            true => Source::Metric { metric: "m".to_owned() },
            false => Source::Prometheus { query: "q".to_owned(), samples: None },
        },
        max: (!is_relative).then_some(2.0),
        min: None,
        max_ratio: is_relative.then_some(1.2),
        min_ratio: None,
        floor: random.percent(30).then_some(0.01),
        interval_ms,
        min_samples: random.pick(&[0, 10]),
        failures_allowed: u32::try_from(random.below(3)).unwrap(),
        consecutive: u32::try_from(random.between(1, 3)).unwrap(),
        no_data_ms: interval_ms + random.between(30, 300) * 1_000,
        sequential,
    }
}
