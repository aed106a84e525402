//! What users of a key came to, for queries: weight by weight while a rollout moves the flag, else
//! in the last phase that is measured.

use hoist_api::Code;
use hoist_experiment::{Cell, PlannedMetric, PlannedVariant};
use hoist_ruleset::document::{MetricKind, MetricRole};
use hoist_ruleset::log::{Collection, Entry, Kind};
use hoist_store::{Newcomers, NewcomersOf, Query};
use jiff::Timestamp;

use super::follow;
use super::query::{Shown, Steps};
use crate::app::App;
use crate::environment::{self, Environment};
use crate::intake::unavailable;
use crate::moment::{Moment, ShareBody};
use crate::plan::Refusal;
use crate::releases::{Counted, Over, counted};
use crate::results::read::{self, Phase};

/// Millionths, in which sums are kept.
const UNIT: i128 = 1_000_000;
/// Moves of a share that are told apart, the last ones.
const MOVES_MAX: usize = 200;

/// What users of a key came to, each step by itself. Blocks.
pub(crate) fn steps(app: &App, environment: &Environment, key: &str) -> Result<Steps, Refusal> {
    match follow::known(environment, key)?.run {
        Some(run) => of_run(app, environment, key, run.began),
        None => of_phase(app, environment, key),
    }
}

/// Weight by weight, those who met the flag for the first time: who was there before changes sides
/// with the weight, and is nobody to compare with. Blocks.
fn of_run(
    app: &App,
    environment: &Environment,
    key: &str,
    began: Timestamp,
) -> Result<Steps, Refusal> {
    let moment = environment.moment();
    let Some(goal) = goal(&moment, key) else { return Ok(Steps::new()) };
    let moves = moves(app, &moment, key, began)?;
    let mut steps = Steps::new();
    for (place, entry) in moves.iter().enumerate() {
        if !is_moving(app, entry)? {
            continue;
        }
        let to = moves.get(place + 1).map_or_else(|| app.now(), |next| next.time);
        let of = NewcomersOf {
            key,
            from: entry.time,
            to,
            events: &goal.events,
            window_ms: goal.window_ms,
        };
        let found = app.events.newcomers(&moment.head.log, of);
        let shown =
            |Newcomers { variant, users, hits, .. }| Shown { variant, users, converted: hits };
        let found = found.map_err(|error| unavailable(&error))?;
        steps.push(found.into_iter().map(shown).collect());
    }
    Ok(steps)
}

/// What converts users of a flag: its first goal that is a share of them.
fn goal(moment: &Moment, key: &str) -> Option<Counted> {
    let flag = moment.documents.flags().get(key)?;
    let goals = flag.metrics.iter().filter(|used| used.role == MetricRole::Goal);
    let mut counted = goals.filter_map(|used| counted(&moment.documents, &used.metric).ok());
    counted.find(|counted| counted.over == Over::HitsByUsers)
}

/// What the log says of a flag's share since a run began, in order.
fn moves(app: &App, moment: &Moment, key: &str, began: Timestamp) -> Result<Vec<Entry>, Refusal> {
    let query = Query {
        kind: Some(Kind::Shared),
        collection: Some(Collection::Features),
        key: Some(key.to_owned()),
        since: Some(began),
        newest_first: true,
        limit: MOVES_MAX,
        ..Query::default()
    };
    let moves = app.store.entries(&moment.head.log, &query);
    let mut moves = moves.map_err(|error| environment::unavailable(&error))?;
    moves.reverse();
    Ok(moves)
}

/// Whether an entry has a share stay for a while, and then move on.
fn is_moving(app: &App, entry: &Entry) -> Result<bool, Refusal> {
    let body = entry.digest.map(|digest| app.store.body(&digest)).transpose();
    let body = body.map_err(|error| environment::unavailable(&error))?.flatten();
    let body = body.and_then(|body| serde_json::from_str::<ShareBody>(&body).ok());
    Ok(body.is_some_and(|body| body.moving))
}

/// The last phase of a key. Blocks.
fn of_phase(app: &App, environment: &Environment, key: &str) -> Result<Steps, Refusal> {
    let log = environment.moment().head.log.clone();
    let Some(stored) = read::find(app, &log, key, None)? else { return Ok(Steps::new()) };
    match Phase::read(app, &log, &stored) {
        Ok(phase) => Ok(vec![shown(&phase)]),
        // What is being measured anew has nothing to tell yet.
        Err(refusal) if refusal.code == Code::SummingUp => Ok(Steps::new()),
        Err(refusal) => Err(refusal),
    }
}

/// What the variants of a phase came to, by its first goal that is a conversion.
fn shown(phase: &Phase) -> Vec<Shown> {
    let is_goal = |metric: &&PlannedMetric| {
        metric.role == MetricRole::Goal && metric.kind == MetricKind::Conversion
    };
    let goal = phase.plan.metrics.iter().position(|metric| is_goal(&metric));
    let goal = goal.and_then(|goal| u16::try_from(goal).ok());
    let of = |(place, variant): (u16, &PlannedVariant)| {
        let users = phase.ledger.through(Cell::USERS, place, i32::MAX).users();
        let converted = goal.map_or(0, |goal| phase.ledger.through(goal, place, i32::MAX).sum(0));
        let converted = u64::try_from(converted / UNIT).unwrap_or(0);
        Shown { variant: variant.name.clone(), users, converted }
    };
    (0..).zip(&phase.plan.variants).map(of).collect()
}
