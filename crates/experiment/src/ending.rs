//! What ends an experiment and what does not, and what is said of one that has ended.

use crate::trial::{Trial, start};
use crate::{Conclusion, GuardrailState, Verdict};
use hoist_ruleset::document::Method;
use jiff::SignedDuration;

const GUARDED: &str = "sample_size: 4000, metrics: \
                       [conversion_rate, {metric: error_rate, role: guardrail, margin: 0.1}]";

fn ended(mut trial: Trial, after: i64) -> Trial {
    trial.plan.ended = Some(start() + SignedDuration::from_hours(24 * after));
    trial.after(after)
}

#[test]
fn a_guardrail_that_is_inferior_or_not_known_ships_nothing() {
    for method in [Method::Fixed, Method::Hybrid] {
        for (errors, state) in
            [([400, 600], GuardrailState::Inferior), ([500, 505], GuardrailState::Inconclusive)]
        {
            let mut trial = Trial::of(GUARDED);
            trial.plan.method = method;
            // The guardrail's window is longer, so its test is not computed with the goal's.
            trial.plan.metrics[1].window_minutes = Some(14 * 24 * 60);
            let [control, wide] = errors.map(|errors| [errors, 2000]);
            let mut trial =
                trial.shares(0, [500, 2000], [640, 2000]).shares(1, control, wide).after(9);
            let analysis = trial.monitored();
            assert_eq!((trial.tested.len(), analysis.sample.closed), (1, 0), "{method:?}");
            assert_eq!(analysis.metrics[1].variants[1].guardrail.unwrap().state, state);
            let is_harmed = state == GuardrailState::Inferior;
            assert!(!is_harmed || analysis.verdict != Verdict::Ship, "{method:?} {analysis:?}");
            assert!(!analysis.reason.contains("All guardrails hold"), "{}", analysis.reason);
            let is_seen = is_harmed && method == Method::Hybrid;
            assert_eq!(analysis.due.conclude, is_seen.then_some(Conclusion::EarlyStop));
            // The planned end waits for it, and then it has its test.
            let analysis = trial.clone().after(16).monitored();
            assert_eq!(analysis.due.conclude, Some(Conclusion::PlannedSample));
            let guardrail = analysis.metrics[1].variants[1].effect.as_ref().unwrap();
            assert_eq!(guardrail.tests, 1);
            let expected = if is_harmed { Verdict::RollBack } else { Verdict::Ship };
            assert_eq!(analysis.verdict, expected, "{method:?}");
        }
    }
}

#[test]
fn what_was_not_tested_yet_corrects_nothing_that_was() {
    let plan = "method: fixed, sample_size: 4000, metrics: \
                [conversion_rate, {metric: clicks_rate, role: goal}]";
    let mut trial = Trial::of(plan).shares(0, [500, 2000], [560, 2000]);
    trial.plan.metrics[1].window_minutes = Some(14 * 24 * 60);
    let mut trial = trial.shares(1, [500, 2000], [900, 2000]).after(9);
    let analysis = trial.monitored();
    // By itself p is 0.03, which the second goal, looked at too early, would let pass.
    let first = analysis.metrics[0].variants[1].effect.as_ref().unwrap();
    assert!(first.uncorrected_p_value < 0.05 && !first.significant, "{first:?}");
    assert_eq!((analysis.verdict, analysis.due.conclude), (Verdict::KeepRunning, None));
    // At the planned end it is as Holm has it.
    let analysis = trial.after(16).monitored();
    let first = analysis.metrics[0].variants[1].effect.as_ref().unwrap();
    assert!(first.significant && analysis.verdict == Verdict::Ship, "{first:?}");
}

#[test]
fn ended_by_hand_nothing_is_decided_that_was_not_before() {
    let plan = "sample_size: 4000, metrics: [conversion_rate]";
    for (method, shares, verdict) in [
        (Method::Bayesian, [500, 640], Verdict::Withheld),
        (Method::Fixed, [500, 640], Verdict::Withheld),
        (Method::Hybrid, [500, 640], Verdict::Ship),
        (Method::Hybrid, [500, 505], Verdict::Withheld),
    ] {
        let [control, wide] = shares.map(|yes| [yes, 2000]);
        let mut trial = Trial::of(plan).shares(0, control, wide);
        trial.plan.method = method;
        let mut trial = ended(trial, 3);
        let analysis = trial.monitored();
        assert_eq!(analysis.verdict, verdict, "{method:?}");
        assert_eq!((analysis.sample.closed, analysis.sample.cut_off), (0, 4000));
        let is_said = analysis
            .reason
            .starts_with("It was ended before its planned end, and it is not known:");
        assert_eq!(is_said, verdict == Verdict::Withheld, "{}", analysis.reason);
        let at_most = "The windows of at most 4,000 users were cut off by the end";
        assert_eq!(analysis.reason.contains(at_most), is_said, "{}", analysis.reason);
    }
    // What was concluded by its plan stays as it was.
    for method in [Method::Bayesian, Method::Fixed, Method::Hybrid] {
        let mut trial = Trial::of(plan).shares(0, [500, 2000], [640, 2000]);
        trial.plan.method = method;
        let mut trial = trial.after(9);
        assert_eq!(trial.monitored().due.conclude, Some(Conclusion::PlannedSample));
        let analysis = ended(trial, 9).after(20).monitored();
        assert_eq!((analysis.verdict, analysis.due.conclude), (Verdict::Ship, None), "{method:?}");
    }
}

#[test]
fn without_a_comparison_there_is_no_difference_to_deny() {
    let dated = "end_date: 2026-03-10T00:00:00Z, metrics: [conversion_rate]";
    for (shares, word) in [([[0, 0], [0, 0]], "no users"), ([[0, 0], [9, 400]], "no users")] {
        let [control, wide] = shares;
        let mut trial = Trial::of(dated).shares(0, control, wide).after(9);
        trial.plan.variants.iter_mut().for_each(|variant| variant.weight = None);
        let analysis = trial.monitored();
        assert_eq!(
            (analysis.verdict, analysis.due.conclude),
            (Verdict::Withheld, Some(Conclusion::EndDate))
        );
        assert!(analysis.reason.contains(word), "{}", analysis.reason);
    }
    // Nobody spends anything.
    let mut trial = Trial::of("end_date: 2026-03-10T00:00:00Z, metrics: [revenue]");
    trial = trial.shares(0, [0, 500], [0, 500]).after(9);
    let analysis = trial.monitored();
    assert_eq!(analysis.verdict, Verdict::Withheld);
    assert!(analysis.reason.contains("no variant has any variance"), "{}", analysis.reason);
}

#[test]
fn a_plan_without_goals_ends_by_its_guardrails() {
    let plan = "sample_size: 4000, metrics: [{metric: error_rate, role: guardrail, margin: 0.3}]";
    let trial = Trial::of(plan).shares(0, [500, 2000], [500, 2000]);
    let mut early = trial.clone().after(3);
    let analysis = early.monitored();
    assert_eq!((analysis.sample.closed, analysis.due.conclude), (0, None));
    assert!(analysis.reason.starts_with("There are no goals, so that nothing is shipped"));
    let analysis = trial.clone().after(9).monitored();
    assert_eq!((analysis.sample.closed, analysis.verdict), (4000, Verdict::NoDifference));
    assert!(analysis.reason.contains("no guardrail is inferior"), "{}", analysis.reason);
    let harmed = Trial::of(plan).shares(0, [500, 2000], [900, 2000]).after(3).monitored();
    assert_eq!(harmed.due.conclude, Some(Conclusion::EarlyStop));
}

#[test]
fn the_winner_is_the_best_by_the_plans_first_goal() {
    let plan = "sample_size: 6000, metrics: [conversion_rate, {metric: spent, role: goal}]";
    let mut trial = Trial::of_variants("{control: 0.3333, wide: 0.3333, tall: 0.3334}", plan);
    trial.plan.metrics[1].kind = hoist_ruleset::document::MetricKind::Conversion;
    // Tall is better by the second goal, and by far; wide by the first.
    for (variant, first, second) in [(0, 500, 100), (1, 640, 100), (2, 520, 300)] {
        trial = trial.converted(0, variant, 0, [first, 2000]);
        trial = trial.converted(1, variant, 0, [second, 2000]);
    }
    let analysis = trial.after(9).monitored();
    assert_eq!(analysis.winner.as_deref(), Some("wide"), "{}", analysis.reason);
}

#[test]
fn a_test_is_told_as_it_was_and_what_is_later_beside_it() {
    let mut trial = Trial::of("sample_size: 4000, metrics: [conversion_rate]");
    trial = trial.shares(0, [500, 2000], [560, 2000]).after(8);
    let at_test = trial.monitored().metrics[0].variants[1].effect.clone().unwrap();
    assert_eq!((at_test.users, at_test.later), (4000, None));
    let late = trial.converted(0, 0, 1, [500, 2000]).converted(0, 1, 1, [500, 2000]).after(9);
    let analysis = late.analyse();
    let effect = analysis.metrics[0].variants[1].effect.clone().unwrap();
    let later = effect.later.unwrap();
    assert_eq!(crate::Effect { later: None, ..effect }, at_test);
    assert!(later.users == 8000 && (later.estimate - 0.06).abs() < 1e-9, "{later:?}");
    let told = "tested at 4,000 users; by now +6.00 % of 8,000 users";
    assert!(analysis.reason.contains(told), "{}", analysis.reason);
}

#[test]
fn guardrails_are_significant_by_the_p_value_that_is_shown() {
    for method in ["hybrid", "always_valid", "fixed", "group_sequential"] {
        for margin in [", margin: 0.1", ""] {
            for errors in (400..800).step_by(8).map(|errors| [errors, 2000]) {
                let plan = format!(
                    "method: {method}, sample_size: 4000, metrics: \
                     [conversion_rate, {{metric: error_rate, role: guardrail{margin}}}]"
                );
                let trial = Trial::of(&plan).shares(0, [500, 2000], [505, 2000]);
                let analysis = trial.shares(1, [500, 2000], errors).after(9).monitored();
                let variant = &analysis.metrics[1].variants[1];
                let (effect, guardrail) =
                    (variant.effect.as_ref().unwrap(), variant.guardrail.unwrap());
                assert_eq!(effect.significant, effect.p_value < 0.05, "{method} {effect:?}");
                let is_known = guardrail.state != GuardrailState::Inconclusive;
                assert_eq!(effect.significant, is_known, "{method} {effect:?}");
            }
        }
    }
}

#[test]
fn looks_with_few_conversions_are_read_by_newcombe() {
    let plan = "method: group_sequential, sample_size: 4000, metrics: [conversion_rate]";
    let mut trial = Trial::of(plan).shares(0, [2, 2000], [14, 2000]).after(9);
    let effect = trial.monitored().metrics[0].variants[1].effect.clone().unwrap();
    let [control, wide] = [2, 14].map(|yes| hoist_stats::Proportion::new(yes, 2000).unwrap());
    let alone = hoist_stats::newcombe(control, wide, hoist_stats::Alpha::FIVE_PERCENT).unwrap();
    // The only look has all of alpha.
    assert!((effect.low - alone.interval.lower).abs() < 1e-9, "{effect:?} {alone:?}");
    assert!((effect.p_value / alone.p_value - 1.0).abs() < 1e-6, "{effect:?} {alone:?}");
}

/// What the log says of the end holds, whoever is erased afterwards.
#[test]
fn who_is_erased_takes_nothing_from_a_conclusion() {
    let plan = "sample_size: 4000, metrics: [conversion_rate]";
    for method in [Method::Bayesian, Method::AlwaysValid] {
        let mut trial = Trial::of(plan).shares(0, [500, 2000], [640, 2000]);
        trial.plan.method = method;
        let mut trial = trial.after(9);
        assert_eq!(trial.monitored().due.conclude, Some(Conclusion::PlannedSample));
        trial = ended(trial, 9).after(20).converted(0, 1, 0, [0, -1]);
        let by_hand = trial.analyse();
        assert_eq!((by_hand.sample.closed, by_hand.due.conclude), (3999, None));
        trial.plan.ended_by = Some(Conclusion::PlannedSample);
        let analysis = trial.analyse();
        assert_eq!(analysis.verdict, Verdict::Ship, "{method:?} {}", analysis.reason);
        assert_eq!(analysis.recommendation, "Give everybody `wide`.", "{method:?}");
    }
}

/// By whose windows a metric is known is told of each, and whether it will ever be tested.
#[test]
fn what_was_not_tested_before_the_end_never_is() {
    let plan =
        "sample_size: 4000, metrics: [conversion_rate, {metric: clicks_rate, role: secondary}]";
    for (method, is_untested) in
        [(Method::Hybrid, true), (Method::Fixed, true), (Method::AlwaysValid, false)]
    {
        let mut trial = Trial::of(plan).shares(0, [500, 2000], [640, 2000]);
        trial.plan.method = method;
        trial.plan.metrics[1].window_minutes = Some(14 * 24 * 60);
        let mut trial = trial.shares(1, [500, 2000], [900, 2000]).after(9);
        let running = trial.monitored();
        let told = |analysis: &crate::Analysis| {
            let of = |metric: &crate::MetricAnalysis| {
                (metric.closed, metric.cut_off, metric.is_untested)
            };
            [of(&analysis.metrics[0]), of(&analysis.metrics[1])]
        };
        assert_eq!(told(&running), [(4000, 0, false), (0, 0, false)], "{method:?}");
        let over = ended(trial, 9).after(20).monitored();
        assert_eq!(told(&over), [(4000, 0, false), (0, 4000, is_untested)], "{method:?}");
    }
}

/// Whoever concludes by hand between the end and the test at the end has no test, and no wait for
/// one.
#[test]
fn what_is_over_waits_for_no_test() {
    let dated = "end_date: 2026-03-10T00:00:00Z, metrics: [conversion_rate]";
    let trial = Trial::of(dated).shares(0, [500, 2000], [505, 2000]);
    assert_eq!(trial.clone().after(9).analyse().due.tests.len(), 1);
    let analysis = ended(trial, 9).after(10).analyse();
    assert_eq!((analysis.due.tests.len(), analysis.verdict), (0, Verdict::Withheld));
    assert!(analysis.reason.contains("and it is not known"), "{}", analysis.reason);
}
