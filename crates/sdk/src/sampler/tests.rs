//! The sampler as an application drives it.

use std::collections::BTreeMap;

use serde_json::json;

use super::*;

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap()
}

fn sampler(per_minute_max: u32) -> Sampler {
    let attributes = ["plan", "country", "targetingKey"].map(str::to_owned).to_vec();
    Sampler::new(SamplerOptions { per_minute_max, attributes })
}

/// Evaluates as the client does. `number` ends up in the seq. The places of tests that run at the
/// same time do not matter: each test has a thread of its own.
fn evaluate(sampler: &Sampler, place: usize, number: u64, ms: i64) {
    if sampler.wants(place) {
        let candidate = Candidate {
            flag: &format!("flag-{place}"),
            variant: Some("on"),
            reason: "SPLIT",
            rule: None,
            seq: number,
            at: at(ms),
            targeting_key: Some("u"),
            attribute: &|_| None,
        };
        sampler.offer(place, candidate);
    }
}

/// So many of each flag in each minute and no more, also over windows.
#[test]
fn so_many_in_a_minute() {
    for per_minute_max in [0, 1, 2, 5, 6, 60, 65] {
        let sampler = sampler(per_minute_max);
        let mut counts: BTreeMap<(String, i64), u32> = BTreeMap::new();
        let mut count = |samples: Vec<Sample>| {
            for sample in samples {
                let minute = sample.at.as_millisecond() / MINUTE_MS;
                *counts.entry((sample.flag, minute)).or_default() += 1;
            }
        };
        for ms in 0..180_000 {
            for place in 0..3 {
                evaluate(&sampler, place, 0, ms);
            }
            if ms % 7_001 == 0 {
                count(sampler.take(at(ms), false));
            }
        }
        count(sampler.take(at(180_000), true));
        assert!(counts.values().all(|n| *n <= per_minute_max), "{per_minute_max}: {counts:?}");
        let flags = if per_minute_max == 0 { 0 } else { 3 * 3 };
        assert_eq!(counts.len(), flags, "{per_minute_max}");
        let least = per_minute_max / 6 * 6;
        assert!(counts.values().all(|n| *n >= least.min(per_minute_max)), "{counts:?}");
    }
}

/// Each evaluation of a window has the same chance.
#[test]
fn at_random() {
    let (windows, evaluations) = (300, 2_000_u64);
    let mut deciles = [0_u32; 10];
    for window in 0..windows {
        let sampler = sampler(60);
        chance::draw(1, Chance::below(u64::MAX));
        for number in 0..evaluations {
            evaluate(&sampler, 1, number, window * 10_000);
        }
        let samples = sampler.take(at((window + 1) * 10_000), false);
        assert_eq!(samples.len(), 10);
        for sample in samples {
            deciles[usize::try_from(sample.seq * 10 / evaluations).unwrap()] += 1;
        }
    }
    // 300 are expected; the standard deviation is below 17, and this is six of them.
    assert!(deciles.iter().all(|n| (200..=400).contains(n)), "{deciles:?}");
}

/// A flag that is evaluated all the time is offered seldom.
#[test]
fn few_are_offered() {
    let sampler = sampler(60);
    let mut offered = 0;
    for number in 0..1_000_000 {
        if sampler.wants(2) {
            offered += 1;
            evaluate(&sampler, 2, number, 0);
        }
    }
    // About k · (1 + ln(n / k)) change the reservoir, fewer than twice as many are offered, and
    // each window that another test begins adds some.
    assert!((100..5_000).contains(&offered), "{offered}");
}

/// Windows are handed out when they are over, whatever the clock does.
#[test]
fn windows() {
    let sampler = sampler(60);
    evaluate(&sampler, 3, 1, 10_000);
    assert_eq!(sampler.take(at(19_999), false), []);
    evaluate(&sampler, 3, 2, 5_000);
    let seqs = |samples: Vec<Sample>| samples.iter().map(|it| it.seq).collect::<Vec<_>>();
    assert_eq!(seqs(sampler.take(at(20_000), false)), [1, 2]);
    evaluate(&sampler, 3, 3, 20_000);
    assert_eq!(seqs(sampler.take(at(20_001), true)), [3]);
    let hour = 3_600_000;
    evaluate(&sampler, 3, 4, 20_000 + hour);
    evaluate(&sampler, 3, 5, 30_000);
    assert_eq!(seqs(sampler.take(at(30_001), false)), [4]);
    assert_eq!(seqs(sampler.take(at(40_000), false)), [5]);
}

/// However many flags there are, and however long nobody takes the samples.
#[test]
fn memory_is_bounded() {
    let sampler = sampler(60);
    for ms in (0..600_000).step_by(5_000) {
        for place in 0..1_000 {
            chance::draw(place, Chance::below(u64::MAX));
            evaluate(&sampler, place, 0, ms);
        }
    }
    let state = sampler.state.lock().unwrap();
    assert!(state.open.len() <= SAMPLES_MAX && state.done.len() + state.in_open <= SAMPLES_MAX);
    assert!(state.done.len() + state.in_open > SAMPLES_MAX / 2);
}

#[test]
fn what_is_told_of_a_context() {
    let long = "x".repeat(CONTEXT_BYTES_MAX);
    for (plan, country, expected) in [
        (json!("premium"), json!(null), json!({"plan": "premium", "country": null})),
        (json!({"a": [1]}), json!(2.5), json!({"plan": {"a": [1]}, "country": 2.5})),
        (json!(long), json!("de"), json!({"country": "de"})),
    ] {
        let values = json!({"plan": plan, "country": country, "email": "a@b", "targetingKey": "u"});
        let candidate = Candidate {
            flag: "f",
            variant: None,
            reason: "ERROR",
            rule: Some(1),
            seq: 1,
            at: at(0),
            targeting_key: Some("u-1"),
            attribute: &|name| values.get(name).cloned(),
        };
        let told = context(&candidate, &sampler(1).attributes);
        let mut expected = expected;
        // The first half of `printf u-1 | sha256sum`.
        expected["targetingKey"] =
            "a24a7f55f278dd49fb1f99c5507800cb198a5bfe10fe2126cd0b25672152b0da".into();
        assert_eq!(told, expected);
        let nobody = Candidate { targeting_key: None, ..candidate };
        assert_eq!(context(&nobody, &[]), json!({}));
    }
}
