//! The clock of a release: it goes on while somebody looks at the release, and stands still while
//! nobody does, and with it the time of the step, the wait for data and the deadline.
//!
//! That somebody looked is what is written down: the time of the last look, and the epoch under
//! which it was made. Whoever reads the same comes to the same.

use jiff::Timestamp;

use crate::advance::Advance;
use crate::decision::{Decision, Kind};
use crate::evidence::Evidence;
use crate::release::{Held, Phase, Release, Status};

/// Two looks that are farther apart than this had nobody between them. Who runs a release writes
/// its looks down more often.
const APART_MS_MAX: u64 = 15_000;

/// Moves the release's clock, and all that is measured by it while the release is held.
pub(crate) fn tick(turn: &mut Advance, evidence: &Evidence, now: Timestamp) {
    let release = &mut turn.release;
    let apart = now.as_millisecond().saturating_sub(release.seen.as_millisecond());
    // Who looks for the first time under an epoch was not there before.
    let is_new = release.epoch != 0 && release.epoch != evidence.epoch;
    release.epoch = evidence.epoch;
    let was_alone = is_new || apart.unsigned_abs() > APART_MS_MAX;
    let passed = if was_alone { 0 } else { apart.max(0).unsigned_abs() };
    if was_alone {
        note_absence(turn, (apart, is_new), now);
    }
    let release = &mut turn.release;
    release.seen = if was_alone { now } else { release.seen.max(now) };
    release.clock_ms = release.clock_ms.saturating_add(passed);
    let was_killed = release.held == Some(Held::Killed);
    release.held = match (release.status, evidence.killed, evidence.frozen) {
        (Status::RollingBack, ..) => None,
        (_, true, _) => Some(Held::Killed),
        (_, false, true) => Some(Held::Frozen),
        (_, false, false) => None,
    };
    if release.held.is_some() {
        release.since_ms = release.since_ms.saturating_add(passed);
        release.deadline_ms = release.deadline_ms.saturating_add(passed);
    }
    if release.held == Some(Held::Killed) {
        for state in &mut release.checks {
            state.data_ms = state.data_ms.saturating_add(passed);
            state.due_ms = state.due_ms.saturating_add(passed);
        }
    } else if was_killed {
        // Nobody was in, so what was found is about nobody.
        release.forget();
        if release.phase == Phase::Watching {
            release.since_ms = release.clock_ms;
        }
    }
}

/// What nobody saw speaks neither for the release nor against it: each check is made anew before it
/// is said to hold, or to be without data. What it found before stays what it was.
fn note_absence(turn: &mut Advance, (apart, is_new): (i64, bool), now: Timestamp) {
    let release = &mut turn.release;
    if release.watched.is_none() || !release.is_open() {
        return;
    }
    let clock_ms = release.clock_ms;
    for (check, state) in release.plan.checks.iter().zip(&mut release.checks) {
        state.is_stale = true;
        // One that is being made right now was begun before.
        state.run = state.run.saturating_add(1);
        let earliest = release.in_force_ms.saturating_add(check.interval_ms);
        state.due_ms = state.due_ms.min(clock_ms.max(earliest));
    }
    let reason = absence(release, apart, is_new);
    // It is told in its place, and is not why the release is where it is.
    let (kind, evidence) = (Kind::Unattended, Vec::new());
    turn.decisions.push(Decision { kind, at: now, reason, by: None, evidence });
}

fn absence(release: &Release, apart: i64, is_new: bool) -> String {
    let seconds = apart.unsigned_abs() / 1_000;
    let what = match apart {
        // Two servers' clocks need not be the same.
        ..0 if is_new => "another server looks at it now".to_owned(),
        ..0 => format!("the clock was set back by {seconds} seconds"),
        _ => format!("no server looked at it for {seconds} seconds, since {:.0}", release.seen),
    };
    let checks = match release.plan.checks.is_empty() {
        true => "",
        false => ", and each check is made anew before it goes on",
    };
    format!("{what}: that time counts neither for the step nor as time without data{checks}")
}
