//! Counting evaluations: each in its place, none lost, none twice.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use hoist_eval::{Counted, EvaluationContext, Tally, evaluate_slot};
use hoist_ruleset::{Ruleset, State};
use jiff::Timestamp;
use serde_json::json;

use crate::generator::{Random, context, documents, time_of};
use crate::laws::compile;

type Counts = BTreeMap<String, u64>;

fn add(counts: &mut Counts, taken: &[Counted<'_>]) {
    for Counted { subject, variant, reason, error, rule, n } in taken {
        assert!(*n > 0);
        *counts
            .entry(format!("{} {variant:?} {reason:?} {error:?} {rule:?}", subject.key))
            .or_default() += n;
    }
}

/// Over generated rules and contexts, what is taken out is what was evaluated, by every field.
#[test]
fn what_is_counted_is_what_was_evaluated() {
    let mut total = 0;
    for seed in 0..300 {
        let mut random = Random::new(seed);
        let ruleset = compile(&documents(&mut random));
        let tally = Tally::new(&ruleset);
        let (mut expected, mut found) = (Counts::new(), Counts::new());
        for round in 0..20 {
            let context = EvaluationContext::from_json(context(&mut random)).unwrap();
            let now = time_of(&mut random);
            for slot in ruleset.slots() {
                let resolution = evaluate_slot(&ruleset, slot, &context, now);
                tally.count(slot, &resolution);
                let counted = Counted {
                    subject: ruleset.subject(slot),
                    variant: resolution.variant,
                    reason: resolution.reason,
                    error: resolution.error,
                    rule: resolution.rule.map(|rule| rule.index),
                    n: 1,
                };
                add(&mut expected, &[counted]);
                total += 1;
            }
            if round % 7 == 0 {
                add(&mut found, &tally.take(&ruleset));
            }
        }
        add(&mut found, &tally.take(&ruleset));
        assert_eq!(found, expected, "seed {seed}");
        assert!(tally.take(&ruleset).is_empty());
    }
    assert!(total > 10_000, "{total}");
}

/// More threads than can have counters of their own count while others take out.
#[test]
fn nothing_is_lost_or_doubled_beside_each_other() {
    const THREADS: u64 = 20;
    const EACH: u64 = 10_000;
    let ruleset = compile(&json!({"features": {
        "half": {"type": "percentage", "enabled": true, "percentage": 50},
        "on": {"type": "boolean", "enabled": true},
    }}));
    let (tally, counting) = (Tally::new(&ruleset), AtomicBool::new(true));
    let takes = || {
        let mut taken = Counts::new();
        while counting.load(Ordering::Relaxed) {
            add(&mut taken, &tally.take(&ruleset));
        }
        taken
    };
    let counts = |thread: u64| {
        for evaluation in 0..EACH {
            let user = EvaluationContext::of_user(&format!("{thread} {evaluation}"));
            for slot in ruleset.slots() {
                let now = Timestamp::UNIX_EPOCH;
                tally.count(slot, &evaluate_slot(&ruleset, slot, &user, now));
            }
        }
    };
    let total = |key: &str, counts: &Counts| {
        let own = counts.iter().filter(|(name, _)| name.starts_with(key));
        own.map(|(_, n)| n).sum::<u64>()
    };
    let mut sums = thread::scope(|scope| {
        let takers = [scope.spawn(takes), scope.spawn(takes)];
        let counters: Vec<_> =
            (0..THREADS).map(|thread| scope.spawn(move || counts(thread))).collect();
        for counter in counters {
            counter.join().unwrap();
        }
        counting.store(false, Ordering::Relaxed);
        takers.map(|taker| taker.join().unwrap())
    });
    let mut last = Counts::new();
    add(&mut last, &tally.take(&ruleset));
    for key in ["half ", "on "] {
        let taken: u64 = sums.iter_mut().map(|sum| total(key, sum)).sum();
        assert_eq!(taken + total(key, &last), THREADS * EACH, "{key}");
    }
}

/// Whoever mixes up rulesets gets wrong figures, not a panic.
#[test]
fn a_resolution_of_another_ruleset_does_no_harm() {
    let narrow = compile(&json!({"features": {"a": {"type": "boolean", "enabled": true}}}));
    let variants: serde_json::Map<_, _> =
        (0..50).map(|n| (format!("v{n}"), json!(u8::from(n == 49)))).collect();
    let wide = compile(&json!({"features": {
        "a": {"type": "variant", "enabled": true, "variants": variants},
        "b": {"type": "boolean", "enabled": true},
    }}));
    let tally = Tally::new(&narrow);
    for ruleset in [&narrow, &wide] {
        for slot in ruleset.slots() {
            let user = EvaluationContext::of_user("u");
            tally.count(slot, &evaluate_slot(ruleset, slot, &user, Timestamp::UNIX_EPOCH));
        }
    }
    assert_eq!(tally.take(&narrow).len(), 1);
    assert!(tally.take(&Ruleset::compile(&Default::default(), &State::default())).is_empty());
}
