//! What has changed of a release since it was seen last, in lines, and why it was taken back. Pure.

use hoist_api::{
    CheckRun, CheckVerdict, DecisionKind, PendingEffect, ReleaseCheckStatus, ReleaseState,
    ReleaseStatus,
};
use jiff::Timestamp;

use super::page::{closed_gate, decided, numbers, verdict};
use crate::output::printable;
use crate::table::time;

/// A line for each change, with its time; for what has none of its own, that of the look.
pub(super) fn changes(
    before: Option<&ReleaseStatus>,
    now: &ReleaseStatus,
    seen: Timestamp,
) -> Vec<String> {
    let known = before.map_or(0, |before| before.decisions.len());
    let decisions = now.decisions.iter().skip(known);
    let mut lines: Vec<(Timestamp, String)> =
        decisions.map(|decision| (decision.at, decided(decision))).collect();
    for check in &now.checks {
        let old = before.and_then(|before| before.checks.iter().find(|it| it.name == check.name));
        lines.extend(news(old, check).map(|run| (run.at, found(run))));
    }
    // What is of one time stays in the order in which it was found.
    lines.sort_by_key(|(at, _)| *at);
    let was = before.map(waits).unwrap_or_default();
    let is = waits(now);
    lines.extend(is.iter().filter(|line| !was.contains(line)).map(|line| (seen, line.clone())));
    let over = was.iter().filter(|line| !is.contains(line) && !now.summary.status.is_over());
    lines.extend(over.map(|line| (seen, format!("no longer {line}"))));
    let line = |(at, text): (Timestamp, String)| printable(&format!("{}  {text}", time(at)));
    lines.into_iter().map(line).collect()
}

/// The last run of a check, if it is worth a line: another verdict than before, another step, or
/// one more failure.
fn news<'c>(
    before: Option<&ReleaseCheckStatus>,
    now: &'c ReleaseCheckStatus,
) -> Option<&'c CheckRun> {
    let last = now.last.as_ref()?;
    let Some(old) = before.and_then(|before| before.last.as_ref()) else { return Some(last) };
    let is_same = (&old.step, old.verdict) == (&last.step, last.verdict);
    let fails_again = last.verdict == CheckVerdict::Fail && old.run != last.run;
    (!is_same || fails_again).then_some(last)
}

/// `error rate at early: pass: 0.0104 is within its bounds; the baseline is 0.01`
fn found(run: &CheckRun) -> String {
    format!("{} at {}: {}: {}", run.check, run.step, verdict(run), run.reason)
}

/// What keeps it from going on, beside its time and its checks.
fn waits(release: &ReleaseStatus) -> Vec<String> {
    let held = release.held.iter().map(|held| format!("held: {}", held.reason));
    let fails = |PendingEffect { effect, problem, .. }: &PendingEffect| {
        problem.as_ref().map(|problem| format!("in trouble: {effect}: {problem}"))
    };
    let key = &release.summary.key;
    let gate = closed_gate(release).map(|step| {
        format!("waiting for somebody to let step {} begin: hoist release approve {key}", step.name)
    });
    held.chain(release.pending.iter().filter_map(fails)).chain(gate).collect()
}

/// Why a release was taken back: where it was, what was decided, and the checks that decided it with
/// their numbers. Nothing where everybody is in.
pub(super) fn failure(release: &ReleaseStatus) -> Option<String> {
    let ReleaseStatus { summary, decisions, .. } = release;
    if summary.status != ReleaseState::RolledBack {
        return None;
    }
    let last = decisions.iter().rev().find(|it| it.kind == DecisionKind::RolledBack);
    let decision = last.unwrap_or(&summary.decision);
    let by = decision.by.as_ref().map(|by| format!(" ({by})")).unwrap_or_default();
    let (key, step, reason) = (&summary.key, &summary.step_name, &decision.reason);
    let mut text = printable(&format!("{key} was taken back at step {step}: {reason}{by}"));
    for run in decision.evidence.iter().filter(|run| run.verdict != CheckVerdict::Pass) {
        let [value, baseline, allowed, samples] = numbers(Some(run));
        let told = format!(
            "check {}: {}, value {value}, baseline {baseline}, threshold {allowed}, samples \
             {samples}",
            run.check,
            verdict(run)
        );
        text.push_str(&format!("\n  {}", printable(&told)));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use hoist_api::ReleaseHold;
    use insta::assert_snapshot;
    use serde_json::{Value, from_value, json};

    use super::super::page::tests::{check_run, decision, example};
    use super::*;

    const SEEN: &str = "2026-03-01T09:12:00Z";

    fn told(before: Option<&ReleaseStatus>, now: &ReleaseStatus) -> String {
        changes(before, now, SEEN.parse().unwrap()).join("\n")
    }

    #[test]
    fn changes_are_told_once() {
        let first = example();
        assert_snapshot!(told(None, &first), @"
        2026-03-01T09:00:00Z  started: by its steps (token:ci)
        2026-03-01T09:00:00Z  stepped: going to 25 %
        2026-03-01T09:11:00Z  error rate at early: pass: 0.0104 where at most 0.011 is allowed; the baseline is 0.01
        ");
        let mut now = first.clone();
        (now.step_left_seconds, now.deadline_left_seconds) = (Some(60), 20_995);
        let pass = from_value(check_run("pass", 0.0101)).unwrap();
        now.checks[0].last = Some(CheckRun { run: 4, ..pass });
        assert_eq!(told(Some(&first), &now), "", "time that passes and checks that pass are none");

        let before = now.clone();
        let hold = json!({"because": "frozen", "reason": "frozen by token:ops: sale"});
        now.held = Some(from_value::<ReleaseHold>(hold).unwrap());
        now.step_left_seconds = None;
        now.checks[0].last = Some(from_value(check_run("fail", 0.031)).unwrap());
        now.decisions.push(from_value(decision("paused", "by hand", json!("token:ops"))).unwrap());
        assert_snapshot!(told(Some(&before), &now), @"
        2026-03-01T09:00:00Z  paused: by hand (token:ops)
        2026-03-01T09:11:00Z  error rate at early: fail: 0.031 where at most 0.011 is allowed; the baseline is 0.01
        2026-03-01T09:12:00Z  held: frozen by token:ops: sale
        2026-03-01T09:12:00Z  waiting for somebody to let step full begin: hoist release approve checkout_v2
        ");
        assert_snapshot!(told(Some(&now), &before), @"
        2026-03-01T09:11:00Z  error rate at early: pass: 0.0101 where at most 0.011 is allowed; the baseline is 0.01
        2026-03-01T09:12:00Z  no longer held: frozen by token:ops: sale
        2026-03-01T09:12:00Z  no longer waiting for somebody to let step full begin: hoist release approve checkout_v2
        ");
    }

    #[test]
    fn a_failed_check_is_told_each_time_that_it_fails() {
        let mut first = example();
        first.checks[0].last = Some(from_value(check_run("fail", 0.031)).unwrap());
        assert_eq!(told(Some(&first), &first), "");
        let mut again = first.clone();
        again.checks[0].last.as_mut().unwrap().run += 1;
        assert!(told(Some(&first), &again).contains("fail: 0.031"));
    }

    #[test]
    fn who_is_taken_back_says_by_which_numbers() {
        let mut release = example();
        assert_eq!(failure(&release), None);
        release.summary.status = ReleaseState::RolledBack;
        let mut because = decision(
            "rolled_back",
            "error rate: 0.031 where at most 0.011 is allowed",
            Value::Null,
        );
        because["evidence"] = json!([check_run("fail", 0.031)]);
        release.decisions.push(from_value(because).unwrap());
        assert_snapshot!(failure(&release).unwrap(), @"
        checkout_v2 was taken back at step early: error rate: 0.031 where at most 0.011 is allowed
          check error rate: fail, value 0.03100, baseline 0.01000, threshold at most 0.01100, samples 1,200
        ");
        let because = decision("rolled_back", "aborted: support is called", json!("token:ops"));
        release.decisions = vec![from_value(because).unwrap()];
        assert_snapshot!(failure(&release).unwrap(), @"checkout_v2 was taken back at step early: aborted: support is called (token:ops)");
    }
}
