//! What people ask of a release.

use crate::advance::{Advance, decide};
use crate::decision::Kind;
use crate::evidence::Command;
use crate::release::Status;
use crate::rollback;
use crate::stay::stay;

/// Does what is asked where it makes sense, and nothing where it does not.
pub(crate) fn obey(turn: &mut Advance, command: &Command, by: &str) {
    let by = Some(by.to_owned());
    let is_held = turn.release.held.is_some();
    match (command, turn.release.status) {
        (Command::Abort, _) if turn.release.may_abort() => {
            decide(turn, Kind::RolledBack, "aborted".to_owned(), by, Vec::new());
            rollback::begin(&mut turn.release);
        }
        (Command::Pause, Status::Running) => {
            decide(turn, Kind::Paused, "asked to".to_owned(), by, Vec::new());
            turn.release.status = Status::Paused;
            stay(&mut turn.release);
        }
        (Command::Resume, Status::Paused) => resume(turn, by),
        (Command::Promote, Status::Running | Status::Paused) if !is_held => {
            if turn.release.status == Status::Paused {
                resume(turn, by.clone());
            }
            decide(turn, Kind::Promoted, "asked to".to_owned(), by, Vec::new());
            turn.release.promoted = true;
        }
        (Command::Approve { step }, Status::Running | Status::Paused) => {
            let steps = &turn.release.plan.steps;
            let place = steps.iter().position(|each| each.gate && each.name == *step);
            let is_new = |place: &usize| !turn.release.approved.contains(place);
            if let Some(place) = place.filter(is_new) {
                decide(turn, Kind::Approved, format!("step {step} may begin"), by, Vec::new());
                turn.release.approved.push(place);
            }
        }
        _ => {}
    }
}

/// Goes on; what failed before is forgiven, what is so still will fail again.
fn resume(turn: &mut Advance, by: Option<String>) {
    decide(turn, Kind::Resumed, "asked to".to_owned(), by, Vec::new());
    let release = &mut turn.release;
    release.status = Status::Running;
    for state in &mut release.checks {
        (state.failures, state.row, state.data_ms) = (0, 0, release.clock_ms);
    }
}
