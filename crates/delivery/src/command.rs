//! What people ask of a release.

use crate::advance::{Advance, decide};
use crate::decision::Kind;
use crate::evidence::Command;
use crate::release::Status;
use crate::rollback;
use crate::stay::stay;

/// Does what is asked where it makes sense, and nothing where it does not.
pub(crate) fn obey(turn: &mut Advance, command: &Command, by: &str, why: Option<&str>) {
    let (who, by) = (by, Some(by.to_owned()));
    let because = |what: &str| because(what, why);
    let asked = || why.unwrap_or("by hand").to_owned();
    let (is_held, is_moving) = (turn.release.held.is_some(), turn.release.is_moving());
    match (command, turn.release.status) {
        (Command::Abort, _) if turn.release.may_abort() => {
            decide(turn, Kind::RolledBack, because("aborted"), by, Vec::new());
            rollback::begin(&mut turn.release);
        }
        (Command::LeaveTraffic, Status::RollingBack) => {
            rollback::leave_traffic(turn, because("traffic is left as it is"), who);
        }
        (Command::Pause, Status::Running) => {
            decide(turn, Kind::Paused, asked(), by, Vec::new());
            turn.release.status = Status::Paused;
            stay(&mut turn.release);
        }
        (Command::Resume, Status::Paused) => resume(turn, asked(), by),
        // On its way it is at no step that it could go on from.
        (Command::Promote, Status::Running | Status::Paused) if !is_held && !is_moving => {
            if turn.release.status == Status::Paused {
                resume(turn, asked(), by.clone());
            }
            decide(turn, Kind::Promoted, asked(), by, Vec::new());
            turn.release.promoted = true;
        }
        (Command::Approve { step }, Status::Running | Status::Paused) => {
            let release = &turn.release;
            let mut steps = release.plan.steps.iter();
            let place = steps.position(|each| each.gate && each.name == *step);
            let is_new =
                |place: &usize| release.is_ahead(*place) && !release.approved.contains(place);
            if let Some(place) = place.filter(is_new) {
                let reason = because(&format!("step {step} may begin"));
                decide(turn, Kind::Approved, reason, by, Vec::new());
                turn.release.approved.push(place);
            }
        }
        _ => {}
    }
}

/// What was done, with what they said who asked for it.
pub(crate) fn because(what: &str, why: Option<&str>) -> String {
    why.map_or_else(|| what.to_owned(), |why| format!("{what}: {why}"))
}

/// Goes on; what failed before is forgiven, what is so still will fail again.
fn resume(turn: &mut Advance, reason: String, by: Option<String>) {
    decide(turn, Kind::Resumed, reason, by, Vec::new());
    let release = &mut turn.release;
    release.status = Status::Running;
    for state in &mut release.checks {
        (state.failures, state.row, state.data_ms) = (0, 0, release.clock_ms);
    }
    for pending in &mut release.pending {
        pending.failures = 0;
    }
}
