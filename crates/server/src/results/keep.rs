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
use tokio::time::{MissedTickBehavior, interval};
use tracing::warn;

use super::gathered::needs_rows;
use super::read::{Phase, find};
use super::{job, point};
use crate::app::App;
use crate::intake::unavailable;
use crate::plan::{Refusal, refusal};

/// How often it is looked for what has changed.
const INTERVAL: Duration = Duration::from_secs(5);
/// How old what sums do not tell may become while users come: it is read from all of them.
const MEASURED_AGE_MAX: SignedDuration = SignedDuration::from_mins(5);
const HOUR_S: i64 = 3_600;

/// What is known of a phase since the server started.
struct Known {
    /// Of what its results were made.
    made_of: Digest,
    /// The hour of the last point of its series.
    hour: i64,
    /// When what sums do not tell was measured, and of what.
    measured: Option<(Timestamp, Digest)>,
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
        let log = environment.moment().head.log.clone();
        let kept = app.events.plans(&log).map_err(|error| unavailable(&error)).and_then(|plans| {
            for stored in plans.into_iter().filter(|stored| !stored.is_gone) {
                let before = known.remove(&stored.number);
                // What is summed up in part tells less than what was known before.
                if !stored.is_whole {
                    present.extend(before.map(|before| (stored.number, before)));
                    continue;
                }
                present.insert(stored.number, look_at(app, &log, &stored, before)?);
            }
            Ok(())
        });
        if let Err(refusal) = kept {
            warn!(environment = environment.name, why = refusal.detail, "results are not kept");
        }
    }
    present
}

/// Keeps the results of a phase, if they may be others than before.
fn look_at(
    app: &App,
    log: &str,
    stored: &StoredPlan,
    known: Option<Known>,
) -> Result<Known, Refusal> {
    let now = app.now();
    let hour = now.as_second().div_euclid(HOUR_S);
    let mut phase = Phase::read(app, log, stored)?;
    let made_of = made_of(&phase);
    let is_over = phase.plan.end().is_some_and(|end| end <= now);
    let needs_rows = needs_rows(&phase.plan);
    let measured = known.as_ref().and_then(|known| known.measured);
    let is_recent = |at: Timestamp| !is_over && now.duration_since(at) < MEASURED_AGE_MAX;
    let is_due = needs_rows && !measured.is_some_and(|(at, of)| of == made_of || is_recent(at));
    if let Some(known) = &known
        && known.made_of == made_of
        && (known.hour == hour || is_over)
        && !is_due
    {
        return Ok(Known { made_of, ..*known });
    }
    let measured = if is_due {
        phase.measured = job::measure(app, log, &phase, now)?;
        Some((now, made_of))
    } else {
        measured
    };
    let key = phase.plan.key.clone();
    let of = PhaseOf { log, key: &key, phase: phase.plan.phase };
    let last_point = match &known {
        Some(known) => Some(known.hour),
        None => {
            let last = app.events.last_point(of).map_err(|error| unavailable(&error))?;
            last.map(|last| last.as_second().div_euclid(HOUR_S))
        }
    };
    let with_point = last_point.is_none_or(|last| last < hour);
    store(app, of, &phase.results(now), with_point)?;
    Ok(Known { made_of, hour, measured })
}

/// Keeps what is known now of the last phase of a key, as a point of its series too: whoever
/// concludes leaves what it was decided by.
pub(crate) fn mark(app: &App, log: &str, key: &str) -> Result<(), Refusal> {
    let stored = find(app, log, key, None)?.filter(|stored| stored.is_whole);
    let Some(stored) = stored else { return Ok(()) };
    let of = PhaseOf { log, key: &stored.key, phase: stored.phase };
    let phase = Phase::read(app, log, &stored)?;
    store(app, of, &phase.results(app.now()), true).map(drop)
}

/// What the results of a phase are made of, but for the time.
fn made_of(phase: &Phase) -> Digest {
    let mut bytes = phase.stored.body.clone().into_bytes();
    for (cell, sums) in phase.ledger.iter() {
        bytes.extend(cell.metric.to_be_bytes());
        bytes.extend(cell.variant.to_be_bytes());
        bytes.extend(cell.day.to_be_bytes());
        bytes.extend(sums.to_bytes());
    }
    bytes.extend(serde_json::to_vec(&phase.tested).unwrap_or_default());
    Digest::of(bytes)
}

/// Stores results, and with a point what was known now.
pub(crate) fn store(
    app: &App,
    of: PhaseOf<'_>,
    results: &Results,
    with_point: bool,
) -> Result<String, Refusal> {
    let text = |value: serde_json::Result<String>| {
        value.map_err(|error| refusal(Code::Internal, format!("Results are no JSON: {error}.")))
    };
    let body = text(serde_json::to_string(results))?;
    let point = with_point.then(|| text(serde_json::to_string(&point(results)))).transpose()?;
    let finding = Finding { as_of: results.as_of, body: body.clone() };
    let kept = app.events.keep_results(&[NewFinding { of, finding, point }]);
    kept.map_err(|error| unavailable(&error))?;
    Ok(body)
}
