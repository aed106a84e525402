//! One step of the state machine.

use jiff::Timestamp;

use crate::clock::tick;
use crate::command;
use crate::decision::{Decision, Kind};
use crate::effect::{Effect, Intent, Pending};
use crate::evidence::{Evidence, News};
use crate::finding::Finding;
use crate::measurement;
use crate::plan::{Failure, percent};
use crate::release::{Held, Phase, Release, Status};
use crate::rollback;
use crate::stay::{follow_kill, goes_back, stay};
use crate::traffic;

/// What came of a look at a release.
#[derive(Clone, Debug, PartialEq)]
pub struct Advance {
    /// The release as it is now.
    pub release: Release,
    /// What is to be done now, in this order.
    pub effects: Vec<Effect>,
    /// What the runs of checks found that were told of.
    pub findings: Vec<Finding>,
    /// What was decided.
    pub decisions: Vec<Decision>,
}

/// Takes a release on by what became known.
///
/// Whoever asks under an earlier epoch than somebody before, or about a release that is over, gets
/// it back as it was and has nothing to do.
#[must_use]
pub fn advance(release: &Release, evidence: &Evidence, now: Timestamp) -> Advance {
    let release = release.clone();
    let mut turn = Advance { release, effects: vec![], findings: vec![], decisions: vec![] };
    if evidence.epoch < turn.release.epoch || turn.release.is_over() {
        return turn;
    }
    let is_killed = |release: &Release| release.held == Some(Held::Killed);
    let was_killed = is_killed(&turn.release);
    tick(&mut turn, evidence, now);
    if was_killed != is_killed(&turn.release) {
        follow_kill(&mut turn);
    }
    for news in &evidence.news {
        match news {
            News::Done { number } => done(&mut turn.release, *number),
            News::NotBegun { number, reason } => {
                note_problem(&mut turn.release, *number, reason);
            }
            News::Failed { number, reason, hopeless } => {
                could_not(&mut turn, *number, reason, *hopeless);
            }
            News::Measured(measured) => measurement::take(&mut turn, measured),
            News::Looked(found) => traffic::note(&mut turn, found),
            News::Asked { command, by, why } => {
                command::obey(&mut turn, command, by, why.as_deref());
            }
        }
    }
    deadline(&mut turn);
    measurement::silence(&mut turn);
    go_on(&mut turn);
    turn.effects = effects(&turn.release);
    turn
}

fn done(release: &mut Release, number: u64) {
    let Some(place) = release.pending.iter().position(|each| each.number == number) else {
        return;
    };
    let intent = release.pending.remove(place).intent;
    if let Intent::SetShare { share } = intent {
        release.share = share;
    }
    rollback::forget_warning(release);
    // It is back at its step, which begins anew: what was seen on the way is not about it. Where it
    // is taken back, what was found stays what it was.
    let is_taken_back = release.status == Status::RollingBack;
    if intent.is_move() && release.phase == Phase::Watching && !is_taken_back {
        release.since_ms = release.clock_ms;
        release.forget();
    }
}

fn could_not(turn: &mut Advance, number: u64, reason: &str, is_hopeless: bool) {
    let Some(pending) = note_problem(&mut turn.release, number, reason) else {
        return;
    };
    pending.failures = pending.failures.saturating_add(1);
    if is_hopeless && pending.intent != Intent::Announce {
        let reason = format!("{} failed: {reason}", pending.intent);
        // A dry run ignores what checks find, not that it cannot go on.
        match turn.release.plan.on_failure {
            Failure::Ignore if turn.release.is_open() => take_back(turn, reason, Vec::new()),
            _ => fail(turn, reason, Vec::new()),
        }
    }
}

/// Writes down what keeps an effect that is still to be done from it.
fn note_problem<'r>(
    release: &'r mut Release,
    number: u64,
    reason: &str,
) -> Option<&'r mut Pending> {
    let pending = release.pending.iter_mut().find(|each| each.number == number)?;
    pending.problem = Some(reason.to_owned());
    Some(pending)
}

fn take_back(turn: &mut Advance, reason: String, evidence: Vec<Finding>) {
    decide(turn, Kind::RolledBack, reason, None, evidence);
    rollback::begin(&mut turn.release);
}

/// Does what the plan says of failures.
pub(crate) fn fail(turn: &mut Advance, reason: String, evidence: Vec<Finding>) {
    match (turn.release.plan.on_failure, turn.release.status) {
        (Failure::Rollback, Status::Running | Status::Paused) => take_back(turn, reason, evidence),
        (Failure::Pause, Status::Running) => {
            decide(turn, Kind::Paused, reason, None, evidence);
            turn.release.status = Status::Paused;
            stay(&mut turn.release);
            turn.release.intend([(true, Intent::Announce)]);
        }
        _ => {}
    }
}

/// A release that is not done in time is taken back, whatever the plan says of failures: it may not
/// stay half way for ever.
fn deadline(turn: &mut Advance) {
    let release = &turn.release;
    if !release.is_open() || release.clock_ms < release.deadline_ms {
        return;
    }
    let waits = release.waits_for().join("; ");
    let reason = format!("it was not done in time. {waits}").trim_end().to_owned();
    let evidence = release.findings();
    take_back(turn, reason, evidence);
}

/// Goes from phase to phase as far as nothing is to be waited for.
fn go_on(turn: &mut Advance) {
    // Each round ends a phase, and there are three of a step.
    for _ in 0..4 {
        let release = &mut turn.release;
        let is_idle = release.pending.iter().all(|each| each.intent == Intent::Announce);
        match release.status {
            Status::RollingBack if release.pending.is_empty() => {
                release.status = Status::RolledBack;
            }
            // Traffic is where the kill has it go, so it is not over before a revival or an abort.
            Status::Finishing if release.held == Some(Held::Killed) => return,
            Status::Finishing if release.pending.is_empty() => release.status = Status::Succeeded,
            Status::Running if release.held.is_none() && is_idle => {
                if !end_phase(turn) {
                    return;
                }
            }
            _ => return,
        }
    }
}

/// Ends a phase that nothing keeps from ending, and says whether it did.
fn end_phase(turn: &mut Advance) -> bool {
    let release = &mut turn.release;
    match release.phase {
        Phase::Moving => release.begin_watching(),
        Phase::Preparing if release.closed_gate().is_none() => {
            let first = release.step;
            go_to(turn, first);
        }
        Phase::Watching if is_step_done(release) => {
            let next = release.step + 1;
            if next < release.plan.steps.len() { go_to(turn, next) } else { finish(turn) }
        }
        Phase::Preparing | Phase::Watching => return false,
    }
    true
}

fn is_step_done(release: &Release) -> bool {
    release.checks_hold()
        && release.misrouted.is_none()
        && release.left_ms().is_none()
        && release.closed_gate().is_none()
}

fn go_to(turn: &mut Advance, step: usize) {
    let Some(share) = turn.release.plan.steps.get(step).map(|step| step.share) else {
        return;
    };
    let evidence = turn.release.findings();
    let reason = format!("going to {}", percent(share));
    decide(turn, Kind::Stepped { share }, reason, None, evidence);
    let release = &mut turn.release;
    (release.step, release.phase) = (step, Phase::Moving);
    release.intend([
        (release.plan.routes, Intent::SetTraffic { share }),
        (true, Intent::SetShare { share }),
    ]);
}

fn finish(turn: &mut Advance) {
    let evidence = turn.release.findings();
    decide(turn, Kind::Succeeded, "all steps are done".to_owned(), None, evidence);
    let release = &mut turn.release;
    release.status = Status::Finishing;
    release.intend([
        (release.plan.switches, Intent::SwitchService),
        (true, Intent::SetDefinition { share: release.share }),
        (release.plan.deploys, Intent::CleanUp),
        (true, Intent::Announce),
    ]);
}

pub(crate) fn decide(
    turn: &mut Advance,
    kind: Kind,
    reason: String,
    by: Option<String>,
    evidence: Vec<Finding>,
) {
    let decision = Decision { kind, at: turn.release.seen, reason, by, evidence };
    turn.release.decision = decision.clone();
    turn.decisions.push(decision);
}

/// What is to be done now: of what takes a release on one thing after the other, each only while
/// nothing speaks against it; of what takes it back everything that does not wait for another.
fn effects(release: &Release) -> Vec<Effect> {
    let effect = |pending: &Pending| Effect {
        epoch: release.epoch,
        number: pending.number,
        intent: pending.intent.clone(),
        decision: pending.decision.clone(),
    };
    if release.status == Status::RollingBack {
        return rollback::ready(&release.pending).map(effect).collect();
    }
    let may_move = match release.status {
        Status::Finishing => release.held.is_none(),
        Status::Running => {
            let is_first = release.watched.is_none();
            release.held.is_none()
                && (release.phase != Phase::Moving || is_first || release.checks_hold())
        }
        _ => false,
    };
    let is_news = |pending: &&Pending| pending.intent == Intent::Announce;
    let mut pending = release.pending.iter();
    let next = pending.clone().find(|each| goes_back(release, each));
    let next = next.or_else(|| pending.find(|each| !is_news(each)).filter(|_| may_move));
    let is_finishing = release.status == Status::Finishing;
    let may_tell = !is_finishing || next.is_none() && may_move;
    let news = release.pending.iter().filter(is_news).filter(|_| may_tell);
    let mut all: Vec<Effect> = next.into_iter().chain(news).map(effect).collect();
    all.sort_by_key(|effect| effect.number);
    all
}
