//! The monitor: tests experiments when that is due, and concludes them.
//!
//! What is due is a function of the plan, the sums and the tests in the log ([`decide`]). What it
//! decides is appended only onto the life and the tests that it was decided by. So each test is
//! made once and each experiment is concluded once, however many look at the same time and whenever
//! one of them dies.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use hoist_api::{Code, ConcludeReason, Monitored};
use hoist_experiment::{Analysis, Conclusion, Tested, analyse};
use hoist_ruleset::log::{Collection, Kind};
use hoist_ruleset::{DocumentKind, ExperimentStatus};
use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;
use tracing::{info, warn};

use crate::answer::ApiError;
use crate::app::App;
use crate::author::Author;
use crate::environment::{Environment, Planning};
use crate::lifecycle::{self, End};
use crate::moment::{Moment, TestBody};
use crate::plan::{Plan, Planned, Refusal, frozen, kept, no_such, refusal, to_the_second};
use crate::results::read::Phase;
use crate::{results, tracked};

/// How often it is looked whether it is time to look.
const INTERVAL: Duration = Duration::from_secs(1);
/// How long after it was started a server looks.
const FIRST_LOOK: Duration = Duration::from_secs(60);
/// How long an environment is left alone of which not all could be looked at.
const RETRY_INTERVAL: Duration = Duration::from_secs(10);
/// What happened arrives until so long after it: so long after the end of an experiment, and after
/// the windows of a day are closed, nobody is tested.
pub(crate) const ARRIVAL: SignedDuration = SignedDuration::from_secs(60);
/// Tests come before the end; whoever looks more often goes round in circles.
const STEPS_MAX: usize = 4;

/// What the monitor does.
#[derive(Clone, Debug)]
enum Act {
    /// Appends tests that are due.
    Test(Vec<Tested>),
    /// Ends the experiment.
    Conclude(Box<End>),
}

/// Looks at all that runs: at an interval, if one is given, and when an end date has passed.
pub(crate) async fn keep(app: App, interval: Duration) {
    let mut looked: HashMap<String, Looked> = HashMap::new();
    loop {
        tokio::time::sleep(INTERVAL).await;
        for environment in app.environments.values() {
            let (moment, now) = (environment.moment(), environment.now());
            let known = looked.entry(moment.head.log.clone());
            let known = known.or_insert_with(|| Looked::before(now, interval));
            // A clock that went back is as good as one that went on.
            let is_time = now.duration_since(known.at).unsigned_abs() >= interval;
            let keys = due(&moment, is_time, now);
            if known.rests_until > Instant::now() || keys.is_empty() {
                continue;
            }
            let name = environment.name.clone();
            let all = app.blocking(move |app| look_at_all(app, &environment, &keys)).await;
            if let Err(ApiError(refusal)) = &all {
                let why = &refusal.detail;
                warn!(environment = name, why, "experiments could not be looked at");
            }
            match all {
                Ok(true) if is_time => known.at = now,
                Ok(true) => {}
                Ok(false) | Err(_) => known.rests_until = Instant::now() + RETRY_INTERVAL,
            }
        }
    }
}

/// When all of an environment was looked at last.
struct Looked {
    at: Timestamp,
    rests_until: Instant,
}

impl Looked {
    /// So long before that it is time soon: a server that is started anew more often than that
    /// would never look.
    fn before(now: Timestamp, interval: Duration) -> Self {
        let at = now.checked_sub(interval.saturating_sub(FIRST_LOOK)).unwrap_or(now);
        Self { at, rests_until: Instant::now() }
    }
}

/// What is to be looked at: all that runs when it is time, what has ended at any time.
fn due(moment: &Moment, is_time: bool, now: Timestamp) -> Vec<String> {
    if moment.freeze_of(DocumentKind::Experiment, now).is_some() {
        return Vec::new();
    }
    let due = running(moment).filter(|key| is_time || has_ended(moment, key, now));
    due.map(str::to_owned).collect()
}

fn running(moment: &Moment) -> impl Iterator<Item = &str> {
    let is_running = |status: ExperimentStatus| status == ExperimentStatus::Running;
    let lives = moment.lives.iter().filter(move |(_, life)| is_running(life.body.status()));
    lives.map(|(key, _)| key)
}

fn has_ended(moment: &Moment, key: &str, now: Timestamp) -> bool {
    let end = moment.documents.experiments().get(key).and_then(|one| one.end_date);
    end.is_some_and(|end| now.duration_since(end) >= ARRIVAL)
}

/// Until when what happened before the end of a plan may arrive, where it has ended: the one test
/// at the end is over all of it, whoever asks.
fn arrives_until(plan: &hoist_experiment::Plan, now: Timestamp) -> Option<Timestamp> {
    let end = plan.end_date.filter(|end| *end <= now)?;
    end.checked_add(ARRIVAL).ok().filter(|until| now < *until)
}

/// Looks at each of these experiments, whatever becomes of the others. Gives whether all could be
/// judged, or the first refusal. Blocks.
fn look_at_all(app: &App, environment: &Environment, keys: &[String]) -> Result<bool, Refusal> {
    let author = Author::server();
    let looks = keys.iter().map(|key| look(app, environment, key, &author));
    // All of them are looked at before anything is told.
    let looks: Vec<_> = looks.collect();
    let looks: Vec<Monitored> = looks.into_iter().collect::<Result<_, _>>()?;
    Ok(looks.iter().all(|look| !look.is_incomplete))
}

/// Looks at one experiment, and does what is due, in the name of who asked. Blocks.
pub(crate) fn look(
    app: &App,
    environment: &Environment,
    key: &str,
    author: &Author,
) -> Result<Monitored, Refusal> {
    let (mut done, mut is_incomplete) = (Vec::new(), false);
    for _ in 0..STEPS_MAX {
        let (moment, now) = (environment.moment(), environment.now());
        if !moment.documents.experiments().contains_key(key) {
            return Err(no_such(&moment, DocumentKind::Experiment, key));
        }
        if let Some(freeze) = moment.freeze_of(DocumentKind::Experiment, now) {
            return Ok(told(&moment, key, now, frozen(freeze).detail, false));
        }
        let Some(plan) = tracked::current(&moment, key).filter(|plan| plan.ended.is_none()) else {
            if moment.lives.get(key).is_none_or(|life| life.body.conclusion.is_none()) {
                done.push("It does not run, so there is nothing to be done.".to_owned());
            }
            break;
        };
        if let Some(until) = arrives_until(&plan, now) {
            done.push(format!(
                "Its end date has come. What happened before it may arrive until {}; it is \
                 concluded then.",
                to_the_second(until)
            ));
            break;
        }
        let tested = tests(&moment, key)?;
        let Some((found, as_of)) = Phase::whole(app, &moment.head.log, &plan, tested)? else {
            done.push("Its users are still being summed up.".to_owned());
            is_incomplete = true;
            break;
        };
        let (analysis, act) = decide(&found, as_of);
        let Some(act) = act else {
            is_incomplete = !analysis.health.unsummed.ok;
            done.push(analysis.reason);
            break;
        };
        let changed = environment.change(Planning::Quick, |now_there, now| {
            append([&moment, now_there], key, &act, author, now)
        })?;
        for entry in &changed.entries {
            let (environment, kind) = (&environment.name, entry.kind.as_ref());
            info!(environment, key, kind, "the monitor has acted");
        }
        done.extend(changed.found.filter(|_| !changed.entries.is_empty()));
    }
    let moment = environment.moment();
    if let Err(refusal) = results::keep::mark(app, &moment.head.log, key) {
        warn!(key, why = refusal.detail, "what was known is not kept");
    }
    Ok(told(&moment, key, environment.now(), done.join(" "), is_incomplete))
}

fn told(
    moment: &Moment,
    key: &str,
    now: Timestamp,
    detail: String,
    is_incomplete: bool,
) -> Monitored {
    let status = moment.status_of(key, now).unwrap_or(ExperimentStatus::Draft);
    let conclusion = moment.lives.get(key).and_then(|life| life.body.conclusion.clone());
    let end = conclusion.as_ref().map(|end| end.detail.clone());
    let detail = [detail].into_iter().chain(end).filter(|part| !part.is_empty());
    let detail = detail.collect::<Vec<_>>().join(" ");
    let (key, status) = (key.to_owned(), status.as_ref().to_owned());
    Monitored { key, status, detail, is_incomplete, conclusion }
}

/// What is known of a phase by sums of a moment, and what is to be done about it.
fn decide(phase: &Phase, as_of: Timestamp) -> (Analysis, Option<Act>) {
    let analysis = analyse(&phase.arrived(as_of));
    let act = if !analysis.due.tests.is_empty() {
        Some(Act::Test(analysis.due.tests.clone()))
    } else {
        analysis.due.conclude.map(|why| Act::Conclude(Box::new(end(&analysis, why, &phase.plan))))
    };
    (analysis, act)
}

/// The tests of the phase that an experiment is in that are in the log. Those that cannot be read
/// are not none: they would be made again.
fn tests(moment: &Moment, key: &str) -> Result<Vec<Tested>, Refusal> {
    let Some(tests) = moment.lives.tests(key) else { return Ok(Vec::new()) };
    serde_json::from_value(tests.tests.clone()).map_err(|error| {
        let detail = format!("The tests of {key} that are in the log cannot be read: {error}.");
        refusal(Code::Internal, detail)
    })
}

/// How an experiment ends, with what decided it.
fn end(analysis: &Analysis, why: Conclusion, plan: &hoist_experiment::Plan) -> End {
    let (because, what) = match why {
        Conclusion::EarlyStop => (ConcludeReason::EarlyStop, "It is decided early.".to_owned()),
        Conclusion::PlannedSample => {
            let planned = plan.sample_size.unwrap_or_default();
            (ConcludeReason::PlannedSample, format!("The planned {planned} users are measured."))
        }
        Conclusion::EndDate => {
            let end = plan.end_date.map(|end| format!(", {}", to_the_second(end)));
            let what = format!("Its end date{} has come.", end.unwrap_or_default());
            (ConcludeReason::EndDate, what)
        }
    };
    End::by_plan(because, &what, analysis)
}

/// What is known of an experiment that is to be ended by hand now, and by which plan; none where its
/// users were not summed up, or what is kept of them cannot be read: neither keeps anybody from
/// ending it. Blocks.
pub(crate) fn known(
    app: &App,
    environment: &Environment,
    key: &str,
) -> Option<(hoist_experiment::Plan, Analysis)> {
    let (moment, now) = (environment.moment(), environment.now());
    let plan = tracked::current(&moment, key).filter(|plan| plan.ended.is_none())?;
    let log = &moment.head.log;
    let found = results::read::find(app, log, key, Some(plan.phase));
    let read = found.and_then(|found| found.map(|it| Phase::read(app, log, &it)).transpose());
    let mut phase = read.unwrap_or_else(|refusal| {
        warn!(key, why = refusal.detail, "an experiment is concluded without what was found");
        None
    })?;
    let ended = Some(plan.end().map_or(now, |end| end.min(now)));
    phase.plan = hoist_experiment::Plan { ended, ..plan.clone() };
    Some((plan, analyse(&phase.input(now))))
}

/// Plans what was decided, unless the life, the plan or the tests that it was decided by are others
/// by now: an end that is moved need be no change of a life.
fn append(
    [decided, moment]: [&Moment; 2],
    key: &str,
    act: &Act,
    author: &Author,
    now: Timestamp,
) -> Planned<Option<String>> {
    let seq = |moment: &Moment| moment.lives.get(key).map(|life| life.seq);
    let is_same = seq(decided) == seq(moment)
        && tracked::current(decided, key) == tracked::current(moment, key)
        && decided.lives.tests(key) == moment.lives.tests(key);
    if !is_same {
        return Ok((Plan::default(), None));
    }
    match act {
        Act::Conclude(end) => {
            let (plan, ()) = lifecycle::conclude(moment, key, end, author, now)?;
            Ok((plan, None))
        }
        Act::Test(new) => {
            lifecycle::check_thawed(moment, now)?;
            let Some(life) = moment.lives.get(key) else { return Ok((Plan::default(), None)) };
            let mut all = tests(moment, key)?;
            all.extend(new.iter().cloned());
            let tests = serde_json::to_value(&all).unwrap_or_default();
            let body = TestBody { phase: life.body.state.phase, tests };
            let (digest, text) = kept(&serde_json::to_value(&body).unwrap_or_default());
            let draft = author.draft(Kind::Tested, Collection::Experiments, key, Some(digest));
            let count = new.len();
            let told = match count {
                1 => "1 test was due, and is in the log now.".to_owned(),
                _ => format!("{count} tests were due, and are in the log now."),
            };
            Ok((Plan { drafts: vec![(draft, Some(text))], ..Plan::default() }, Some(told)))
        }
    }
}

/// The environment of a log is looked at by whoever asks too.
pub(crate) async fn look_now(
    app: &App,
    environment: Arc<Environment>,
    key: String,
    author: Author,
) -> Result<Monitored, ApiError> {
    app.blocking(move |app| look(app, &environment, &key, &author)).await
}
