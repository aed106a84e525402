//! What a measurement does to a release, and what it does that there is none.

use crate::advance::{Advance, fail};
use crate::evidence::{Counts, Measured};
use crate::finding::Verdict;
use crate::judge::Judge;
use crate::plan::{Plan, Source};
use crate::release::{CheckState, Held};

/// Judges one run of a check, if it is of the step that is watched and the run that is due.
pub(crate) fn take(turn: &mut Advance, measured: &Measured) {
    let release = &mut turn.release;
    let plan = &release.plan;
    let is_asked = release.is_open()
        && release.held != Some(Held::Killed)
        && release.watched == Some(measured.step);
    let (Some(step), Some(check), Some(state)) = (
        plan.steps.get(measured.step),
        plan.checks.get(measured.check),
        release.checks.get_mut(measured.check),
    ) else {
        return;
    };
    if !is_asked || state.run != measured.run {
        return;
    }
    let counts = counts(measured, Plan::has_baseline(step.share));
    if let Some((candidate, baseline)) = counts {
        state.tally.put(measured.step, candidate, baseline);
    }
    let held = state.baseline.and_then(|(step, value)| Some((plan.steps.get(step)?, value)));
    let tally = counts.map(|_| &state.tally);
    let judge = Judge { plan, check, step, held, tally, at: release.seen };
    let mut finding = judge.judge(measured);
    let total = finding.samples.filter(|_| check.is_of_whole_step());
    if let Some(samples) = total {
        let would_hold = matches!(finding.verdict, Verdict::Pass | Verdict::Inconclusive);
        if samples <= state.samples && would_hold {
            let why =
                format!("nothing new of the candidate: {samples} samples, no more than before");
            (finding.verdict, finding.reason) = (Verdict::NoData, why);
        }
        // What Prometheus counts is of a time as long as the step, up to now. Where that is not all
        // of it any more, it may count less than before.
        let is_moved = state.is_stale && matches!(check.source, Source::Prometheus { .. });
        state.samples = if is_moved { samples } else { state.samples.max(samples) };
    }
    state.run = state.run.saturating_add(1);
    state.due_ms = next(state.due_ms, check.interval_ms, release.clock_ms);
    state.is_stale = false;
    if finding.verdict != Verdict::NoData {
        state.data_ms = release.clock_ms;
    }
    match finding.verdict {
        Verdict::Pass => state.row = 0,
        Verdict::Fail => {
            state.row = state.row.saturating_add(1);
            state.failures = state.failures.saturating_add(1);
        }
        Verdict::Inconclusive | Verdict::NoData => {}
    }
    let baseline = finding.baseline.as_ref().filter(|baseline| baseline.held_over.is_none());
    if let Some(baseline) = baseline {
        state.baseline = Some((measured.step, baseline.value));
    }
    let has_failed = finding.verdict == Verdict::Fail
        && state.row >= check.consecutive
        && state.failures > check.failures_allowed;
    let reason = format!("{}: {}", check.name, finding.reason);
    state.last = Some(finding.clone());
    turn.findings.push(finding.clone());
    if has_failed {
        fail(turn, reason, vec![finding]);
    }
}

/// When a check is due again: whole intervals after it was, however long it took to be told; what
/// was not made in time is not made up for.
fn next(due_ms: u64, interval_ms: u64, clock_ms: u64) -> u64 {
    let missed = clock_ms.saturating_sub(due_ms) / interval_ms.max(1);
    due_ms.saturating_add(missed.saturating_add(1).saturating_mul(interval_ms))
}

/// The counts of both sides, where there are such and they can be.
fn counts(measured: &Measured, has_baseline: bool) -> Option<(Counts, Counts)> {
    let candidate = measured.candidate.counts.filter(|counts| counts.share().is_some())?;
    let baseline = measured.baseline.counts.filter(|counts| counts.share().is_some());
    match has_baseline {
        true => Some((candidate, baseline?)),
        false => Some((candidate, Counts::default())),
    }
}

/// A check that has had no data for too long has failed. One that was not made since nobody looked
/// at the release is made first.
pub(crate) fn silence(turn: &mut Advance) {
    let release = &turn.release;
    if release.watched.is_none() || !release.is_open() || release.held == Some(Held::Killed) {
        return;
    }
    let silent_ms = |state: &CheckState| release.clock_ms.saturating_sub(state.data_ms);
    let mut checks = release.plan.checks.iter().zip(&release.checks);
    let silent =
        checks.find(|(check, state)| !state.is_stale && silent_ms(state) >= check.no_data_ms);
    let Some((check, state)) = silent else {
        return;
    };
    let seconds = silent_ms(state) / 1_000;
    let last = state.last.as_ref().filter(|finding| finding.verdict == Verdict::NoData);
    let why = last.map_or("it was not measured", |finding| finding.reason.as_str());
    let reason = format!("{}: no data for {seconds} seconds; {why}", check.name);
    let evidence = state.last.iter().cloned().collect();
    fail(turn, reason, evidence);
}
