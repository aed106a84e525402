//! Results as they are kept: computed anew where something has changed, and once an hour in any
//! case, since windows close while nothing comes.
//!
//! It costs what sums cost, which does not depend on how many users there are. Whoever computes
//! stores what is so as of then; what is older never replaces what is newer, so it does not matter
//! who else does the same.

use std::collections::HashMap;
use std::time::Duration;

use hoist_api::{Code, Results};
use hoist_ruleset::Digest;
use hoist_store::{Finding, NewFinding, PhaseOf, StoredPlan};
use jiff::{SignedDuration, Timestamp};
use tokio::time::{Instant, MissedTickBehavior, interval};
use tracing::warn;

use super::gathered::needs_rows;
use super::read::{Phase, find, unreadable};
use super::{job, point};
use crate::app::App;
use crate::fold::{is_settled, plan_of};
use crate::intake::unavailable;
use crate::moment::TestBody;
use crate::plan::{Refusal, refusal};

/// How often it is looked for what has changed.
const INTERVAL: Duration = Duration::from_secs(5);
/// How old what sums do not tell may become while users come, at most: they are read from all of them.
const MEASURED_AGE_MAX: Duration = Duration::from_mins(5);
/// Reading all users may take this part of the time.
const MEASURING_SHARE: u32 = 50;
const HOUR_S: i64 = 3_600;

/// What is known of a phase since the server started.
#[derive(Clone, Debug, PartialEq)]
struct Known {
    /// Of what its results were made, but for the time.
    made_of: Digest,
    /// When.
    at: Timestamp,
    /// Whether users were missing in them.
    has_unsummed: bool,
    /// When the phase ends.
    end: Option<Timestamp>,
    /// Whether some metric is read from all users.
    needs_rows: bool,
    /// When that was done last, and of what.
    measured: Option<Measuring>,
}

/// When all users were read.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Measuring {
    at: Timestamp,
    made_of: Digest,
    /// How long they may be left alone while others come.
    rest: SignedDuration,
}

impl Known {
    /// Whether results would be the same now, but for who is still to be measured.
    fn is_same(&self, made_of: &Digest, now: Timestamp) -> bool {
        let hour = |at: Timestamp| at.as_second().div_euclid(HOUR_S);
        let is_of_now = match self.end.filter(|end| *end <= now) {
            Some(end) => self.at >= end,
            None => hour(self.at) == hour(now),
        };
        self.made_of == *made_of && is_of_now && !self.has_unsummed
    }

    /// Whether all users are to be read again.
    fn is_to_be_measured(&self, made_of: &Digest, now: Timestamp) -> bool {
        let is_over = self.end.is_some_and(|end| end <= now);
        let rests = |last: Measuring| !is_over && now.duration_since(last.at) < last.rest;
        let is_measured = |last: Measuring| last.made_of == *made_of || rests(last);
        self.needs_rows && !self.measured.is_some_and(is_measured)
    }
}

/// Keeps the results of all environments up to date.
pub(crate) async fn keep(app: App) {
    let mut ticks = interval(INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut known = HashMap::new();
    loop {
        ticks.tick().await;
        let before = std::mem::take(&mut known);
        let looked = app.blocking(move |app| Ok(look(app, before))).await;
        known = looked.unwrap_or_default();
    }
}

/// Looks at all phases, and keeps what has changed.
fn look(app: &App, mut known: HashMap<i64, Known>) -> HashMap<i64, Known> {
    let mut present = HashMap::new();
    for environment in app.environments.values() {
        let moment = environment.moment();
        let log = &moment.head.log;
        match app.events.plans(log) {
            Ok(plans) => present.extend(each(plans, &mut known, |stored, before| {
                let tests = moment.lives.tests(&stored.key);
                let tests = tests.filter(|tests| tests.phase == stored.phase);
                look_at(app, log, stored, &made_of(stored, tests), before)
            })),
            Err(error) => {
                let why = unavailable(&error).detail;
                warn!(environment = environment.name, why, "results are not kept");
            }
        }
    }
    present
}

/// What is known of each phase after a look at it. One that cannot be looked at is told and stays
/// as it was: it holds up no other.
fn each(
    plans: Vec<StoredPlan>,
    known: &mut HashMap<i64, Known>,
    mut look: impl FnMut(&StoredPlan, Option<&Known>) -> Result<Known, Refusal>,
) -> HashMap<i64, Known> {
    let mut present = HashMap::new();
    for stored in plans.into_iter().filter(|stored| !stored.is_gone) {
        let before = known.remove(&stored.number);
        // What is summed up in part tells less than what was known before.
        let now = match stored.is_whole {
            true => look(&stored, before.as_ref()).map(Some),
            false => Ok(None),
        };
        let now = now.unwrap_or_else(|refusal| {
            let StoredPlan { key, phase, .. } = &stored;
            warn!(key, phase, why = refusal.detail, "results are not kept");
            None
        });
        present.extend(now.or(before).map(|known| (stored.number, known)));
    }
    present
}

/// Keeps the results of a phase, if they may be others than before. Where not, nothing of it is
/// read.
fn look_at(
    app: &App,
    log: &str,
    stored: &StoredPlan,
    made_of: &Digest,
    known: Option<&Known>,
) -> Result<Known, Refusal> {
    let now = app.now();
    if let Some(known) = known
        && known.is_same(made_of, now)
        && !known.is_to_be_measured(made_of, now)
    {
        return Ok(known.clone());
    }
    let plan = plan_of(stored).ok_or_else(|| unreadable(&stored.key, stored.phase))?;
    let of = PhaseOf { log, key: &stored.key, phase: stored.phase };
    let end = plan.end();
    let (was, measured) = (known, known.and_then(|known| known.measured));
    let needs_rows = needs_rows(&plan);
    let mut known =
        Known { made_of: *made_of, at: now, has_unsummed: false, end, needs_rows, measured };
    // Nothing has come since, and nothing comes any more.
    let lacked_some = was.is_some_and(|known| known.has_unsummed);
    if measured.is_none() && is_settled(&plan, now) && !lacked_some {
        let last = app.events.result(of).map_err(|error| unavailable(&error))?;
        if last.is_some_and(|last| end.is_some_and(|end| last.as_of >= end)) {
            let rest = SignedDuration::ZERO;
            known.measured = Some(Measuring { at: now, made_of: *made_of, rest });
            return Ok(known);
        }
    }
    let mut phase = Phase::read(app, log, stored)?;
    if known.is_to_be_measured(made_of, now) {
        let begun = Instant::now();
        phase.measured = job::measure(app, log, &phase, now)?;
        let rest = (begun.elapsed() * MEASURING_SHARE).min(MEASURED_AGE_MAX);
        let rest = SignedDuration::try_from(rest).unwrap_or(SignedDuration::MAX);
        known.measured = Some(Measuring { at: now, made_of: *made_of, rest });
    }
    known.has_unsummed = phase.unsummed > 0;
    store(app, of, &phase.results(now))?;
    Ok(known)
}

/// Computes the results of a phase at once, and keeps them. All users are read where sums are not
/// enough.
pub(crate) fn refresh(app: &App, log: &str, stored: &StoredPlan) -> Result<Results, Refusal> {
    let (now, mut phase) = (app.now(), Phase::read(app, log, stored)?);
    let of = PhaseOf { log, key: &stored.key, phase: stored.phase };
    if needs_rows(&phase.plan) {
        phase.measured = job::measure(app, log, &phase, now)?;
    }
    let results = phase.results(now);
    store(app, of, &results)?;
    Ok(results)
}

/// Keeps what is known now of the last phase of a key, as a point of its series too: whoever
/// concludes leaves what it was decided by.
pub(crate) fn mark(app: &App, log: &str, key: &str) -> Result<(), Refusal> {
    let stored = find(app, log, key, None)?.filter(|stored| stored.is_whole);
    let Some(stored) = stored else { return Ok(()) };
    let of = PhaseOf { log, key: &stored.key, phase: stored.phase };
    // Of the time before it is read: what is read later is newer.
    let now = app.now();
    store(app, of, &Phase::read(app, log, &stored)?.results(now))
}

/// Of what the results of a phase are made, but for the time.
fn made_of(stored: &StoredPlan, tests: Option<&TestBody>) -> Digest {
    let tests = tests.map(|tests| tests.tests.to_string()).unwrap_or_default();
    Digest::of(format!("{}\n{}\n{tests}", stored.changes, stored.body))
}

/// Stores results, also as a point of the series: of each hour, the last one stays.
pub(crate) fn store(app: &App, of: PhaseOf<'_>, results: &Results) -> Result<(), Refusal> {
    let text = |value: serde_json::Result<String>| {
        value.map_err(|error| refusal(Code::Internal, format!("Results are no JSON: {error}.")))
    };
    let body = text(serde_json::to_string(results))?;
    let point = Some(text(serde_json::to_string(&point(results)))?);
    let finding = Finding { as_of: results.as_of, body };
    let kept = app.events.keep_results(&[NewFinding { of, finding, point }]);
    kept.map_err(|error| unavailable(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn known(time: &str) -> Known {
        let made_of = Digest::of("one");
        let end = Some(at("2026-03-20T09:30:00Z"));
        Known { made_of, at: at(time), has_unsummed: false, end, needs_rows: false, measured: None }
    }

    fn stored(number: i64, is_whole: bool) -> StoredPlan {
        StoredPlan {
            number,
            key: format!("key-{number}"),
            phase: 1,
            body: String::new(),
            next_user: None,
            is_whole,
            is_gone: false,
            changes: 0,
        }
    }

    #[test]
    fn a_phase_that_cannot_be_read_holds_up_no_other() {
        let before = known("2026-03-02T10:00:00Z");
        let mut all = HashMap::from([(1, before.clone()), (4, before.clone())]);
        let plans = vec![stored(1, true), stored(2, true), stored(3, false), stored(4, false)];
        let later = known("2026-03-02T11:00:00Z");
        let found = each(plans, &mut all, |stored, known| match stored.number {
            1 => {
                assert_eq!(known, Some(&before));
                Err(refusal(Code::Internal, "it cannot be read"))
            }
            _ => Ok(later.clone()),
        });
        let expected = HashMap::from([(1, before.clone()), (2, later), (4, before.clone())]);
        assert_eq!(found, expected, "3 is summed up in part");
    }

    #[test]
    fn results_are_computed_when_something_changes_each_hour_and_at_the_end() {
        for (made_of, computed, now, is_same) in [
            ("one", "2026-03-02T10:00:00Z", "2026-03-02T10:59:59Z", true),
            ("two", "2026-03-02T10:00:00Z", "2026-03-02T10:59:59Z", false),
            ("one", "2026-03-02T10:59:59Z", "2026-03-02T11:00:00Z", false),
            ("one", "2026-03-20T09:29:00Z", "2026-03-20T09:30:00Z", false),
            ("one", "2026-03-20T09:30:00Z", "2026-04-20T09:30:00Z", true),
            ("two", "2026-03-20T09:30:00Z", "2026-04-20T09:30:00Z", false),
        ] {
            let found = known(computed).is_same(&Digest::of(made_of), at(now));
            assert_eq!(found, is_same, "{made_of} {computed} {now}");
        }
    }

    #[test]
    fn all_users_are_read_again_after_a_rest() {
        let measured = Measuring {
            at: at("2026-03-02T10:00:00Z"),
            made_of: Digest::of("one"),
            rest: SignedDuration::from_secs(30),
        };
        for (measured, made_of, now, is_due) in [
            (None, "one", "2026-03-02T10:00:01Z", true),
            (Some(measured), "one", "2026-03-02T11:00:00Z", false),
            (Some(measured), "two", "2026-03-02T10:00:29Z", false),
            (Some(measured), "two", "2026-03-02T10:00:30Z", true),
            (Some(measured), "two", "2026-03-20T09:30:00Z", true),
        ] {
            let known = Known { needs_rows: true, measured, ..known("2026-03-02T10:00:00Z") };
            let found = known.is_to_be_measured(&Digest::of(made_of), at(now));
            assert_eq!(found, is_due, "{measured:?} {made_of} {now}");
        }
        let sums_are_enough = known("2026-03-02T10:00:00Z");
        assert!(!sums_are_enough.is_to_be_measured(&Digest::of("two"), at("2026-04-02T10:00:00Z")));
    }
}
