//! From sums to what is known.

use hoist_ruleset::document::Method;

use crate::analysis::{Analysis, Due, Verdict};
use crate::input::Input;
use crate::reading::{Case, alpha};
use crate::sentence::{Told, reason, recommendation};
use crate::standing::{Standing, sample};
use crate::verdict::{conclusion, judge};
use crate::{due, family, health};

/// What is known of a phase now: a function of its input, total, and without NaN.
///
/// Tests that are due are handed out and not used: what decides is in the log. Whoever concludes
/// experiments appends `due.tests`, analyses again, and then does what `due.conclude` says. Whoever
/// shows results ignores `due`.
#[must_use]
pub fn analyse(input: &Input<'_>) -> Analysis {
    let plan = input.plan;
    let standing = Standing::of(input);
    let health = health::check(input);
    let cases: Vec<Case<'_>> = (0..plan.metrics.len())
        .flat_map(|metric| plan.candidates().map(move |variant| (metric, variant)))
        .map(|(metric, variant)| Case::of(input, metric, variant, alpha(plan)))
        .collect();
    let metrics = family::metrics(input, &standing, &cases);
    let sample = sample(input, &standing, &cases);
    let tests = due::tests(input, &standing, &cases);
    let judged = judge(input, &standing, &health, &metrics, tests.len());
    let told = Told {
        input,
        standing: &standing,
        health: &health,
        sample: &sample,
        metrics: &metrics,
        judged: &judged,
        tests_due: tests.len(),
    };
    let (reason, recommendation) = (reason(&told), recommendation(&told));
    let verdict = judged.verdict;
    let winner = judged.variant.filter(|_| verdict == Verdict::Ship).map(str::to_owned);
    let conclude = conclusion(input, &standing, &health, &judged, &metrics, tests.len());
    Analysis {
        key: plan.key.clone(),
        phase: plan.phase,
        as_of: input.as_of,
        verdict,
        reason,
        winner,
        recommendation,
        method: plan.method,
        peek_proof: is_peek_proof(plan.method),
        alpha: alpha(plan).get(),
        health,
        sample,
        metrics,
        due: Due { tests, conclude },
    }
}

/// Whether effects by a method may be read at any time.
pub(crate) fn is_peek_proof(method: Method) -> bool {
    match method {
        Method::Hybrid | Method::GroupSequential | Method::AlwaysValid => true,
        Method::Fixed | Method::Bayesian => false,
    }
}

/// Whether effects by a method are tested, at looks or at the end, and what is known then hangs on
/// when that is. Who always may look may look whenever, and what is believed is the same whyever it
/// ended.
#[must_use]
pub fn is_tested(method: Method) -> bool {
    match method {
        Method::Hybrid | Method::GroupSequential | Method::Fixed => true,
        Method::AlwaysValid | Method::Bayesian => false,
    }
}
