//! A run of a release, as people read it.

use hoist_api::{
    CheckRun, GateState, ReleaseCheckStatus, ReleaseDecision, ReleasePhase, ReleaseRun,
    ReleaseStatus, ReleaseStepStatus, Threshold,
};
use hoist_experiment::count;

use crate::experiments::plain;
use crate::output::printable;
use crate::table::{Table, optional, time};

/// How long the bar of the share is.
const BAR_CHARACTERS: u32 = 30;

/// All of it, with the last of its decisions.
pub(super) fn page(release: &ReleaseStatus, decisions_max: usize) -> String {
    let ReleaseStatus { summary, held, deadline_left_seconds, pending, edited, .. } = release;
    let ReleaseRun { key, run, flag, share, started_at, started_by, ended_at, .. } = summary;
    let line = |topic: &str, text: &str| format!("{topic:10}{}\n", printable(text));
    let mut text = line("release", &format!("{key}, run {run}, {}", state(summary)));
    text += &line("started", &format!("{} by {started_by}", time(*started_at)));
    text += &ended_at.map_or_else(String::new, |at| line("over", &time(at)));
    text += &line("share", &format!("{} {share} % of {flag}", bar(*share)));
    if summary.status.is_open() {
        text += &line("next", &next(release));
        text += &line("deadline", &format!("in {}", span(*deadline_left_seconds)));
    }
    text += &held.iter().map(|held| line("held", &held.reason)).collect::<String>();
    for (place, why) in release.waits_for.iter().enumerate() {
        text += &line(if place == 0 { "because" } else { "" }, why);
    }
    text += &pending.iter().map(|each| line("to do", &each.effect)).collect::<String>();
    if *edited && !summary.status.is_over() {
        text += &line("edited", "the document is another one by now: that is for the next run");
    }
    text += &format!("\n{}", steps(release));
    if !release.checks.is_empty() {
        text += &format!("\n{}", checks(&release.checks));
    }
    let left_out = release.decisions.len().saturating_sub(decisions_max);
    text.push('\n');
    for decision in release.decisions.iter().skip(left_out) {
        text += &printable(&format!("{}  {}", time(decision.at), decided(decision)));
        text.push('\n');
    }
    text
}

/// `running`, or `rolling back, dry run`.
pub(super) fn state(run: &ReleaseRun) -> String {
    let dry_run = if run.dry_run { ", dry run" } else { "" };
    format!("{}{dry_run}", run.status.as_ref().replace('_', " "))
}

/// `rolled back: error rate: 0.031 where at most …`, or `paused: by hand (token:ops)`.
pub(super) fn decided(ReleaseDecision { kind, reason, by, .. }: &ReleaseDecision) -> String {
    let by = by.as_ref().map(|by| format!(" ({by})")).unwrap_or_default();
    format!("{}: {reason}{by}", kind.as_ref().replace('_', " "))
}

fn bar(share: f64) -> String {
    let full = share / 100.0 * f64::from(BAR_CHARACTERS);
    let bar = (0..BAR_CHARACTERS).map(|place| if f64::from(place) < full { '#' } else { '-' });
    format!("[{}]", bar.collect::<String>())
}

/// What comes next, and when.
fn next(release: &ReleaseStatus) -> String {
    let at = |place: usize| release.steps.get(place);
    let here = usize::try_from(release.step).unwrap_or(usize::MAX);
    let name = |step: &ReleaseStepStatus| format!("{} ({} %)", step.name, step.percentage);
    if release.phase != ReleasePhase::Watching {
        return at(here).map_or_else(|| "the end".to_owned(), name);
    }
    let next = here.checked_add(1).and_then(at).map_or_else(|| "the end".to_owned(), name);
    match release.step_left_seconds {
        Some(left) => format!("{next}, in {} at the earliest", span(left)),
        None => next,
    }
}

/// The step that waits for somebody to open its gate, where nothing else keeps it from beginning.
pub(super) fn closed_gate(release: &ReleaseStatus) -> Option<&ReleaseStepStatus> {
    let here = usize::try_from(release.step).ok()?;
    let next = match release.phase {
        ReleasePhase::Preparing => here,
        ReleasePhase::Watching if release.step_left_seconds.is_none() => here.checked_add(1)?,
        ReleasePhase::Watching | ReleasePhase::Moving => return None,
    };
    let step = release.steps.get(next).filter(|step| step.gate == Some(GateState::Closed));
    step.filter(|_| release.summary.status.is_open())
}

fn steps(release: &ReleaseStatus) -> Table<5> {
    let mut table = Table::new(["", "STEP", "SHARE", "AT LEAST", "GATE"]);
    let here = usize::try_from(release.step).unwrap_or(usize::MAX);
    for (place, step) in release.steps.iter().enumerate() {
        let mark = if place == here { ">" } else { "" };
        table.push([
            mark.to_owned(),
            step.name.clone(),
            format!("{} %", step.percentage),
            span(step.duration_seconds),
            optional(step.gate.map(|gate| gate.as_ref().to_owned())),
        ]);
    }
    table
}

fn checks(checks: &[ReleaseCheckStatus]) -> Table<8> {
    let mut table = Table::new([
        "CHECK", "VALUE", "BASELINE", "ALLOWED", "SAMPLES", "FAILED", "VERDICT", "AGAIN IN",
    ]);
    for check in checks {
        let [value, baseline, allowed, samples] = numbers(check.last.as_ref());
        table.push([
            check.name.clone(),
            value,
            baseline,
            allowed,
            samples,
            failed(check),
            optional(check.last.as_ref().map(verdict)),
            optional(check.due_seconds.map(span)),
        ]);
    }
    table
}

/// Runs that failed, against how many have to until the check has: in a row, and beyond those that
/// are allowed.
fn failed(check: &ReleaseCheckStatus) -> String {
    let ReleaseCheckStatus { failures, failures_allowed, failures_in_a_row, consecutive, .. } =
        check;
    let allowed = format!("{failures} of {failures_allowed} allowed");
    match (consecutive, failures_allowed) {
        (0 | 1, _) => allowed,
        (_, 0) => format!("{failures_in_a_row} of {consecutive} in a row"),
        _ => format!("{allowed}, {failures_in_a_row} of {consecutive} in a row"),
    }
}

/// What runs of checks found, one line each.
pub(super) fn findings(runs: &[CheckRun]) -> Table<9> {
    let heading =
        ["TIME", "STEP", "CHECK", "VALUE", "BASELINE", "ALLOWED", "SAMPLES", "VERDICT", "BECAUSE"];
    let mut table = Table::new(heading);
    for run in runs {
        let [value, baseline, allowed, samples] = numbers(Some(run));
        table.push([
            time(run.at),
            run.step.clone(),
            run.check.clone(),
            value,
            baseline,
            allowed,
            samples,
            verdict(run),
            run.reason.clone(),
        ]);
    }
    table
}

pub(super) fn verdict(run: &CheckRun) -> String {
    run.verdict.as_ref().replace('_', " ")
}

/// Value, baseline, threshold and samples of a run of a check.
pub(super) fn numbers(run: Option<&CheckRun>) -> [String; 4] {
    let allowed = |threshold| match threshold {
        Threshold::AtMost(limit) => format!("at most {}", plain(limit)),
        Threshold::AtLeast(limit) => format!("at least {}", plain(limit)),
    };
    let number = |of: fn(&CheckRun) -> Option<f64>| optional(run.and_then(of).map(plain));
    [
        number(|run| run.value),
        number(|run| run.baseline),
        optional(run.and_then(|run| run.threshold).map(allowed)),
        optional(run.and_then(|run| run.samples).map(count)),
    ]
}

/// A length of time: `45s`, `12m 05s`, `3h 20m`.
fn span(seconds: u64) -> String {
    match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds}s"),
        (0, minutes, 0) => format!("{minutes}m"),
        (0, minutes, seconds) => format!("{minutes}m {seconds:02}s"),
        (hours, 0, _) => format!("{hours}h"),
        (hours, minutes, _) => format!("{hours}h {minutes:02}m"),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use hoist_api::ReleaseState;
    use insta::assert_snapshot;
    use serde_json::{Value, json};

    use super::*;

    pub(in super::super) fn check_run(verdict: &str, value: f64) -> Value {
        json!({"check": "error rate", "step": "early", "run": 3, "at": "2026-03-01T09:11:00Z",
            "value": value, "baseline": 0.01, "baseline_of": null, "threshold": {"at_most": 0.011},
            "samples": 1_200, "baseline_samples": 3_600, "p_value": null, "verdict": verdict,
            "reason": format!("{value} where at most 0.011 is allowed; the baseline is 0.01")})
    }

    pub(in super::super) fn decision(kind: &str, reason: &str, by: Value) -> Value {
        json!({"kind": kind, "share": null, "at": "2026-03-01T09:00:00Z", "reason": reason,
            "by": by, "evidence": []})
    }

    /// One at its second step, with a closed gate before the last.
    pub(in super::super) fn example() -> ReleaseStatus {
        let step = |name: &str, percentage: f64, seconds: u64, gate: Value| {
            json!({"name": name, "percentage": percentage, "duration_seconds": seconds,
                "gate": gate})
        };
        let stepped = decision("stepped", "going to 25 %", Value::Null);
        let check = json!({"name": "error rate", "source": "prometheus", "about": "errors",
            "sequential": false, "interval_seconds": 30, "due_seconds": 12, "failures": 0,
            "failures_allowed": 1, "failures_in_a_row": 0, "consecutive": 1,
            "last": check_run("pass", 0.0104)});
        let mut without = check.clone();
        without["name"] = json!("conversion");
        without["last"] = Value::Null;
        let release = json!({"key": "checkout_v2", "run": 3, "flag": "checkout",
            "status": "running", "share": 25.0, "step_name": "early", "dry_run": false,
            "started_at": "2026-03-01T09:00:00Z", "started_by": "token:ci", "ended_at": null,
            "decision": stepped, "phase": "watching", "held": null, "step": 1,
            "steps": [step("canary", 5.0, 300, Value::Null), step("early", 25.0, 90, Value::Null),
                step("full", 100.0, 5_400, json!("closed"))],
            "step_left_seconds": 65, "deadline_left_seconds": 21_000,
            "checks": [check, without],
            "pending": [], "waits_for": ["step early has 65 seconds left"],
            "decisions": [decision("started", "by its steps", json!("token:ci")), stepped],
            "edited": false});
        serde_json::from_value(release).unwrap()
    }

    #[test]
    fn failures_against_what_they_lead_to() {
        let mut check = example().checks.remove(0);
        for (counts, told) in [
            ((1, 0, 1, 1), "1 of 0 allowed"),
            ((1, 0, 1, 3), "1 of 3 in a row"),
            ((4, 5, 2, 3), "4 of 5 allowed, 2 of 3 in a row"),
        ] {
            (check.failures, check.failures_allowed) = (counts.0, counts.1);
            (check.failures_in_a_row, check.consecutive) = (counts.2, counts.3);
            assert_eq!(failed(&check), told);
        }
    }

    #[test]
    fn what_is_taken_back_says_nothing_of_how_to_go_on() {
        let mut release = example();
        release.step_left_seconds = None;
        let topics = |release: &ReleaseStatus| {
            let page = page(release, 0);
            let is_there = |topic| page.lines().any(|line| line.starts_with(topic));
            (["next ", "deadline "].map(is_there), closed_gate(release).is_some())
        };
        assert_eq!(topics(&release), ([true; 2], true));
        for status in [ReleaseState::RollingBack, ReleaseState::Finishing, ReleaseState::Unreadable]
        {
            release.summary.status = status;
            assert_eq!(topics(&release), ([false; 2], false), "{status:?}");
        }
    }

    #[test]
    fn a_run_for_people() {
        let mut release = example();
        release.edited = true;
        assert_snapshot!(page(&release, usize::MAX), @"
        release   checkout_v2, run 3, running
        started   2026-03-01T09:00:00Z by token:ci
        share     [########----------------------] 25 % of checkout
        next      full (100 %), in 1m 05s at the earliest
        deadline  in 5h 50m
        because   step early has 65 seconds left
        edited    the document is another one by now: that is for the next run

           STEP    SHARE  AT LEAST  GATE
           canary  5 %    5m        -
        >  early   25 %   1m 30s    -
           full    100 %  1h 30m    closed

        CHECK       VALUE    BASELINE  ALLOWED          SAMPLES  FAILED          VERDICT  AGAIN IN
        error rate  0.01040  0.01000   at most 0.01100  1,200    0 of 1 allowed  pass     12s
        conversion  -        -         -                -        0 of 1 allowed  -        12s

        2026-03-01T09:00:00Z  started: by its steps (token:ci)
        2026-03-01T09:00:00Z  stepped: going to 25 %
        ");
        release.summary.status = hoist_api::ReleaseState::RolledBack;
        release.summary.ended_at = Some(release.summary.started_at);
        release.summary.share = 0.0;
        release.summary.dry_run = true;
        release.waits_for.clear();
        release.checks.clear();
        assert_snapshot!(page(&release, 1), @"
        release   checkout_v2, run 3, rolled back, dry run
        started   2026-03-01T09:00:00Z by token:ci
        over      2026-03-01T09:00:00Z
        share     [------------------------------] 0 % of checkout

           STEP    SHARE  AT LEAST  GATE
           canary  5 %    5m        -
        >  early   25 %   1m 30s    -
           full    100 %  1h 30m    closed

        2026-03-01T09:00:00Z  stepped: going to 25 %
        ");
    }

    #[test]
    fn what_checks_found_for_people() {
        let run = serde_json::from_value(check_run("no_data", 0.031)).unwrap();
        assert_snapshot!(findings(&[run]), @"
        TIME                  STEP   CHECK       VALUE    BASELINE  ALLOWED          SAMPLES  VERDICT  BECAUSE
        2026-03-01T09:11:00Z  early  error rate  0.03100  0.01000   at most 0.01100  1,200    no data  0.031 where at most 0.011 is allowed; the baseline is 0.01
        ");
    }

    #[test]
    fn a_gate_waits_once_nothing_else_does() {
        let mut release = example();
        assert!(closed_gate(&release).is_none(), "its time is not over");
        release.step_left_seconds = None;
        assert_eq!(closed_gate(&release).unwrap().name, "full");
        release.phase = ReleasePhase::Moving;
        assert!(closed_gate(&release).is_none(), "it is on its way");
    }

    #[test]
    fn lengths_of_time_are_short() {
        let told = [0, 45, 60, 725, 3_600, 12_000].map(span);
        assert_eq!(told, ["0s", "45s", "1m", "12m 05s", "1h", "3h 20m"]);
    }
}
