//! Runs of releases as they are sent. Pure.

use hoist_api::{
    CheckRun, CheckVerdict, DecisionKind, GateState, HoldReason, PendingEffect, ReleaseCheckStatus,
    ReleaseDecision, ReleaseHold, ReleasePhase, ReleaseRun, ReleaseState, ReleaseStatus,
    ReleaseStepStatus, Threshold,
};
use hoist_delivery::{
    Bound, Check, CheckState, Decision, Finding, Held, Kind, Phase, Release, Source, Status,
    Verdict,
};

use super::Run;
use crate::moment::Moment;

/// What lists have of a run.
pub(crate) fn summary(run: &Run) -> ReleaseRun {
    let Run { release, .. } = run;
    let step = release.plan.steps.get(release.step);
    ReleaseRun {
        key: release.key.clone(),
        run: run.run,
        flag: run.flag().to_owned(),
        status: status(release.status),
        share: percent(release.share),
        step_name: step.map(|step| step.name.clone()).unwrap_or_default(),
        dry_run: run.is_dry(),
        started_at: run.started_at,
        started_by: run.started_by.clone(),
        ended_at: run.ended_at,
        decision: decision(&release.decision),
    }
}

/// All of a run, with what was decided in it. Why it is held is told by the moment.
pub(crate) fn shown(
    run: &Run,
    decisions: Vec<ReleaseDecision>,
    held: Option<ReleaseHold>,
    moment: &Moment,
) -> ReleaseStatus {
    let Run { release, .. } = run;
    let kind = hoist_ruleset::DocumentKind::Release;
    let document = moment.documents.to_value(kind, &release.key).ok().flatten();
    let steps = release.plan.steps.iter().enumerate();
    let checks = release.plan.checks.iter().zip(&release.checks);
    let left_ms = release.left_ms().filter(|_| release.phase == Phase::Watching);
    ReleaseStatus {
        summary: summary(run),
        phase: match release.phase {
            Phase::Preparing => ReleasePhase::Preparing,
            Phase::Moving => ReleasePhase::Moving,
            Phase::Watching => ReleasePhase::Watching,
        },
        held,
        step: u32::try_from(release.step).unwrap_or(u32::MAX),
        steps: steps.map(|(place, step)| step_shown(release, place, step)).collect(),
        step_left_seconds: left_ms.filter(|_| release.is_open()).map(seconds),
        deadline_left_seconds: seconds(release.deadline_ms.saturating_sub(release.clock_ms)),
        checks: checks.map(|(check, state)| check_shown(release, check, state)).collect(),
        pending: release.pending.iter().map(pending).collect(),
        waits_for: if release.is_over() { Vec::new() } else { release.waits_for() },
        decisions,
        edited: document.as_ref() != Some(&run.document),
    }
}

fn step_shown(release: &Release, place: usize, step: &hoist_delivery::Step) -> ReleaseStepStatus {
    let is_open = release.approved.contains(&place) || place <= release.step && has_begun(release);
    let gate = step.gate.then_some(if is_open { GateState::Open } else { GateState::Closed });
    ReleaseStepStatus {
        name: step.name.clone(),
        percentage: percent(step.share),
        duration_seconds: seconds(step.duration_ms),
        gate,
    }
}

/// Whether the step that it is at or goes to was let begin.
fn has_begun(release: &Release) -> bool {
    release.phase != Phase::Preparing
}

fn check_shown(release: &Release, check: &Check, state: &CheckState) -> ReleaseCheckStatus {
    let (source, about) = match &check.source {
        Source::Prometheus { query, .. } => ("prometheus", query),
        Source::Metric { metric } => ("metric", metric),
    };
    let is_made = release.is_open() && release.watched.is_some();
    let due_ms = state.due_ms.saturating_sub(release.clock_ms);
    ReleaseCheckStatus {
        name: check.name.clone(),
        source: source.to_owned(),
        about: about.clone(),
        sequential: check.sequential,
        interval_seconds: seconds(check.interval_ms),
        due_seconds: is_made.then_some(seconds(due_ms)),
        failures: state.failures,
        failures_allowed: check.failures_allowed,
        failures_in_a_row: state.row,
        consecutive: check.consecutive,
        last: state.last.as_ref().map(check_run),
    }
}

fn pending(pending: &hoist_delivery::Pending) -> PendingEffect {
    PendingEffect {
        number: pending.number,
        effect: pending.intent.to_string(),
        failures: pending.failures,
        problem: pending.problem.clone(),
    }
}

/// Why a release is held, as a kind and a sentence.
pub(super) fn hold(held: Held, why: &str) -> ReleaseHold {
    let because = match held {
        Held::Frozen => HoldReason::Frozen,
        Held::Killed => HoldReason::Killed,
    };
    ReleaseHold { because, reason: why.to_owned() }
}

/// A decision as it is sent.
pub(super) fn decision(decision: &Decision) -> ReleaseDecision {
    let share = match decision.kind {
        Kind::Stepped { share } => Some(percent(share)),
        _ => None,
    };
    let kind = match decision.kind {
        Kind::Started => DecisionKind::Started,
        Kind::Stepped { .. } => DecisionKind::Stepped,
        Kind::Paused => DecisionKind::Paused,
        Kind::Resumed => DecisionKind::Resumed,
        Kind::Approved => DecisionKind::Approved,
        Kind::Promoted => DecisionKind::Promoted,
        Kind::Misrouted => DecisionKind::Misrouted,
        Kind::Rerouted => DecisionKind::Rerouted,
        Kind::Unattended => DecisionKind::Unattended,
        Kind::TrafficLeft => DecisionKind::TrafficLeft,
        Kind::Succeeded => DecisionKind::Succeeded,
        Kind::RolledBack => DecisionKind::RolledBack,
    };
    ReleaseDecision {
        kind,
        share,
        at: decision.at,
        reason: decision.reason.clone(),
        by: decision.by.clone(),
        evidence: decision.evidence.iter().map(check_run).collect(),
    }
}

/// What a run of a check found, as it is sent.
pub(super) fn check_run(finding: &Finding) -> CheckRun {
    let baseline = finding.baseline.as_ref();
    CheckRun {
        check: finding.check.clone(),
        step: finding.step.clone(),
        run: finding.run,
        at: finding.at,
        value: finding.value,
        baseline: baseline.map(|baseline| baseline.value),
        baseline_of: baseline.and_then(|baseline| baseline.held_over.clone()),
        threshold: finding.bound.map(|bound| match bound {
            Bound::AtMost(limit) => Threshold::AtMost(limit),
            Bound::AtLeast(limit) => Threshold::AtLeast(limit),
        }),
        samples: finding.samples,
        baseline_samples: finding.baseline_samples,
        p_value: finding.p_value,
        verdict: match finding.verdict {
            Verdict::Pass => CheckVerdict::Pass,
            Verdict::Fail => CheckVerdict::Fail,
            Verdict::Inconclusive => CheckVerdict::Inconclusive,
            Verdict::NoData => CheckVerdict::NoData,
        },
        reason: finding.reason.clone(),
    }
}

fn status(status: Status) -> ReleaseState {
    match status {
        Status::Running => ReleaseState::Running,
        Status::Paused => ReleaseState::Paused,
        Status::Finishing => ReleaseState::Finishing,
        Status::RollingBack => ReleaseState::RollingBack,
        Status::Succeeded => ReleaseState::Succeeded,
        Status::RolledBack => ReleaseState::RolledBack,
    }
}

pub(super) fn percent(share: u16) -> f64 {
    f64::from(share) / 100.0
}

fn seconds(milliseconds: u64) -> u64 {
    milliseconds.div_ceil(1_000)
}
