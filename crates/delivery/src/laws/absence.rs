//! Nobody looks for a while, whenever that is: it changes nothing of what is decided.

use jiff::Timestamp;
use proptest::prelude::*;

use super::total::{after, evidence, plan};
use crate::decision::Kind;
use crate::evidence::Evidence;
use crate::plan::Failure;
use crate::release::{Held, Release};
use crate::{Intent, advance};

/// Who comes after whom, or the same again, and after how many milliseconds.
fn absence() -> impl Strategy<Value = (u64, i64)> {
    let long = prop_oneof![15_001..10_000_000_000_i64, -10_000_000_000..-15_000_i64];
    prop_oneof![(1..3_u64, prop_oneof![-20_000..20_000_i64, long.clone()]), (Just(0_u64), long),]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn nobody_looks_for_a_while_and_nothing_is_decided(
        plan in plan(),
        history in prop::collection::vec(evidence(), 1..20),
        (epochs, milliseconds) in absence(),
    ) {
        let start = Release::start("r", plan, 0, false, ("test", None), Timestamp::UNIX_EPOCH);
        let Ok(mut before) = start else { return Ok(()) };
        for (evidence, passed) in history {
            let evidence = Evidence { epoch: 1, ..evidence };
            // Where there are no times any more, nobody comes after.
            let passed = passed.clamp(-1_000_000_000, 1_000_000_000);
            let next = advance(&before, &evidence, after(before.seen, passed)).release;
            if next.is_over() {
                break;
            }
            before = next;
        }
        prop_assume!(before.epoch > 0);
        let (frozen, killed) =
            (before.held == Some(Held::Frozen), before.held == Some(Held::Killed));
        let epoch = before.epoch + epochs;
        let evidence = Evidence { epoch, frozen, killed, news: vec![] };
        let turn = advance(&before, &evidence, after(before.seen, milliseconds));
        let after = &turn.release;
        let times = |it: &Release| (it.clock_ms, it.since_ms, it.deadline_ms, it.in_force_ms);
        prop_assert_eq!(times(after), times(&before));
        let place = |it: &Release| (it.status, it.phase, it.step, it.share, it.pending.clone());
        prop_assert_eq!(place(after), place(&before));
        prop_assert_eq!(&after.decision, &before.decision);
        for (now, was) in after.checks.iter().zip(&before.checks) {
            prop_assert_eq!((now.failures, now.row, &now.last), (was.failures, was.row, &was.last));
        }
        let is_watched = before.watched.is_some() && before.is_open();
        let told: Vec<Kind> = turn.decisions.iter().map(|decision| decision.kind).collect();
        prop_assert_eq!(told, vec![Kind::Unattended; usize::from(is_watched)]);
        let is_checked = !after.checks.is_empty() && after.plan.on_failure != Failure::Ignore;
        for effect in turn.effects.iter().filter(|_| is_watched && is_checked) {
            let (Intent::SetShare { share } | Intent::SetTraffic { share }) = effect.intent else {
                continue;
            };
            prop_assert!(share <= after.share, "it rises to {} on what was before", share);
        }
    }
}
