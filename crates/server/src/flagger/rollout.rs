//! How the share of a flag follows a rollout of Flagger: a pure function from what was known, a call
//! and how the flag stands to what is known and what is to be done.
//!
//! - Within a run the share never falls but to 0, when the run has failed.
//! - A run that is over is never begun again, whatever comes late.
//! - A flag follows one Canary: while a run of it is on its way, another's moves nothing.
//! - While the flag is killed or its environment frozen the share stays where it is, and what was
//!   told is remembered: it goes there as soon as it may. Only the way back waits for nothing.

use hoist_api::{Code, Rollout, RolloutRun, RolloutState};
use jiff::Timestamp;

use super::call::{Call, RunId, Stage};
use crate::plan::{Refusal, refusal};

/// Everybody, in 1/100 %.
pub(crate) const FULL: u16 = 10_000;

/// How the flag stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Why its share may not move, as a sentence.
    pub(crate) held: Option<String>,
    pub(crate) is_killed: bool,
    /// The share that is in force, in 1/100 %.
    pub(crate) share: u16,
    /// Whether its definition keeps its hands off it.
    pub(crate) is_moving: bool,
}

/// What is to be done with the flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Intent {
    /// Its share is to be this, in 1/100 %, and will move on.
    Move(u16),
    /// Everybody is in from now on, by the definition.
    Finish,
    /// Nobody is in from now on, and it is killed, for this reason.
    TakeBack(String),
    /// Its share stays, and is its definition's to move again.
    Release,
}

/// What a call comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Advance {
    pub(crate) rollout: Rollout,
    pub(crate) intent: Option<Intent>,
    /// What the call meant.
    pub(crate) heard: &'static str,
    /// Why the share is not where the rollout is.
    pub(crate) held: Option<String>,
}

/// Refused where another Canary moves the flag: two that raise one share by different evidence are a
/// mistake in what was set up, which should be seen.
pub(crate) fn check_own(rollout: &Rollout, call: &Call) -> Result<(), Refusal> {
    let is_running = |run: &&RolloutRun| run.state == RolloutState::Running;
    let Some(run) = rollout.run.as_ref().filter(is_running) else { return Ok(()) };
    let RunId { namespace, name, .. } = &call.run;
    if call.stage != Stage::Running || (namespace, name) == (&run.namespace, &run.name) {
        return Ok(());
    }
    let detail = format!(
        "The flag follows the Canary {}.{}, whose run is not over, so it does not follow \
         {name}.{namespace}. Give each Canary a flag of its own.",
        run.name, run.namespace
    );
    Err(refusal(Code::NotNow, detail))
}

/// What is known after a call and what is to be done; without a call, what was left undone.
pub(crate) fn advance(
    rollout: &Rollout,
    call: Option<&Call>,
    standing: &Standing,
    now: Timestamp,
) -> Advance {
    let mut rollout = rollout.clone();
    let heard = call.map_or(NOTHING, |call| hear(&mut rollout, call, now));
    let Some(run) = &mut rollout.run else {
        return Advance { rollout, intent: None, heard, held: None };
    };
    let (intent, held) = follow(run, standing);
    if run.state != RolloutState::Running {
        rollout.rollback = None;
    }
    Advance { rollout, intent, heard, held }
}

const NOTHING: &str = "There is nothing new.";

/// Takes note of what a call says.
fn hear(rollout: &mut Rollout, call: &Call, now: Timestamp) -> &'static str {
    let known = rollout.run.as_mut().filter(|run| is_of(run, &call.run));
    let Some(run) = known else { return hear_of_another(rollout, call, now) };
    run.newest_ms = run.newest_ms.max(at_ms(call, now));
    if run.state != RolloutState::Running {
        return "This run is over: nothing that comes late begins it again.";
    }
    if let Some(halted) = &call.halted {
        run.halted = Some(halted.clone());
    }
    match call.stage {
        Stage::Idle => NOTHING,
        Stage::Running => {
            let weight = call.weight.map_or(0, |weight| weight.threshold());
            if weight <= run.weight {
                return NOTHING;
            }
            run.weight = weight;
            "The canary has more traffic."
        }
        Stage::Succeeded => {
            run.state = RolloutState::Succeeded;
            "The run has succeeded."
        }
        Stage::Failed => {
            run.state = RolloutState::Failed;
            "The run has failed."
        }
        Stage::Gone => {
            run.state = RolloutState::Ended;
            "The Canary is deleted: the share stays where it is."
        }
    }
}

/// Takes note of a call about a run that is not the one that is known.
fn hear_of_another(rollout: &mut Rollout, call: &Call, now: Timestamp) -> &'static str {
    // Where events tell of runs, they begin them: of a hook nobody knows how late it comes.
    let newest_ms = rollout.run.as_ref().and_then(|run| run.newest_ms);
    if newest_ms.is_some_and(|newest_ms| call.at_ms.is_none_or(|at_ms| at_ms < newest_ms)) {
        return "This is of another run than the one that events have told of last.";
    }
    match call.stage {
        Stage::Running => {}
        Stage::Idle => return NOTHING,
        Stage::Succeeded | Stage::Failed | Stage::Gone => {
            return "This run was never seen on its way, so its end changes nothing.";
        }
    }
    let RunId { namespace, name, checksum } = call.run.clone();
    rollout.rollback = None;
    rollout.run = Some(RolloutRun {
        namespace,
        name,
        checksum,
        began: now,
        weight: call.weight.map_or(0, |weight| weight.threshold()),
        state: RolloutState::Running,
        settled: false,
        halted: call.halted.clone(),
        newest_ms: at_ms(call, now),
    });
    "A run has begun."
}

/// A run that a flag is let go of: what comes late begins it no more.
pub(crate) fn left(run: RolloutRun) -> RolloutRun {
    let state = match run.state {
        RolloutState::Running => RolloutState::Ended,
        over => over,
    };
    RolloutRun { state, settled: true, ..run }
}

/// When Flagger said so: no later than now, lest nothing be heard until a clock that is wrong is
/// caught up with.
fn at_ms(call: &Call, now: Timestamp) -> Option<i64> {
    call.at_ms.map(|at_ms| at_ms.min(now.as_millisecond()))
}

fn is_of(run: &RolloutRun, id: &RunId) -> bool {
    (&run.namespace, &run.name, &run.checksum) == (&id.namespace, &id.name, &id.checksum)
}

/// What has to be done so that the flag is where the run is, and what keeps it from that.
fn follow(run: &mut RolloutRun, standing: &Standing) -> (Option<Intent>, Option<String>) {
    if run.settled {
        return (None, None);
    }
    let intent = match run.state {
        RolloutState::Running if standing.is_moving && standing.share == run.weight => None,
        RolloutState::Running => Some(Intent::Move(run.weight)),
        RolloutState::Succeeded => Some(Intent::Finish),
        RolloutState::Failed => Some(Intent::TakeBack(reason(run))),
        RolloutState::Ended => standing.is_moving.then_some(Intent::Release),
    };
    let waits = matches!(intent, Some(Intent::Move(_) | Intent::Finish));
    if waits && let Some(held) = &standing.held {
        return (None, Some(held.clone()));
    }
    run.settled = run.state != RolloutState::Running;
    (intent, None)
}

/// Why a run is taken back.
fn reason(run: &RolloutRun) -> String {
    let RolloutRun { name, namespace, weight, halted, .. } = run;
    let percent = f64::from(*weight) / 100.0;
    let why = halted.as_deref().map_or_else(String::new, |why| format!(": {why}"));
    format!("Flagger took {name}.{namespace} back at {percent} %{why}")
}
