//! The life of experiments: draft, running, concluded, archived. Pure.
//!
//! Each step is one entry of the log that tells the whole life ([`LifeBody`]), planned against one
//! moment. What is frozen for a phase is its plan; a definition that changes the plan of what runs
//! begins a phase ([`follow`]).

mod begun;
mod doubts;
mod ending;
mod movement;
mod phases;
mod plan;
mod power;

use hoist_api::{Code, LifeState};
use hoist_ruleset::document::{Experiment, Variant};
use hoist_ruleset::log::{Collection, Draft, Kind};
use hoist_ruleset::{DocumentKind, ExperimentStatus, State, find_room, layer_range};
use jiff::Timestamp;

use movement::moved;

use crate::author::Author;
use crate::moment::{LifeBody, Moment, Phase};
use crate::plan::{Plan, Planned, Refusal, frozen, kept, no_such, refusal, to_the_second};

pub(crate) use begun::{SPLIT_CHANGED, begun};
pub(crate) use doubts::{doubts, guesses};
pub(crate) use ending::{End, archive, conclude};
pub(crate) use phases::{Change, check_deleted, follow};
pub(crate) use power::{baseline_kind, check_baseline, power};

/// An entry to be, with its text.
type Entry = (Draft, Option<String>);

/// An experiment at a moment, and what it is to the log.
struct Subject<'m> {
    key: &'m str,
    experiment: &'m Experiment,
    body: LifeBody,
    /// By its dates and by what is recorded.
    status: ExperimentStatus,
    /// Whether it was there for some of its window, which has begun.
    has_run: bool,
}

impl<'m> Subject<'m> {
    fn of(moment: &'m Moment, key: &'m str, now: Timestamp) -> Result<Self, Refusal> {
        let missing = || no_such(moment, DocumentKind::Experiment, key);
        let experiment = moment.documents.experiments().get(key).ok_or_else(missing)?;
        let status = moment.status_of(key, now).ok_or_else(missing)?;
        let began = experiment.start_date.is_some_and(|start| start <= now);
        let opened = opened(moment, key, experiment);
        let was_there = |from| experiment.end_date.is_none_or(|end| from < end);
        let has_run = began && opened.is_some_and(was_there);
        Ok(Self { key, experiment, body: life(moment, key), status, has_run })
    }

    /// Whether it runs, or ran until its end date and nobody has concluded it.
    fn is_open(&self) -> bool {
        match self.body.status() {
            ExperimentStatus::Running => true,
            ExperimentStatus::Scheduled => self.has_run,
            _ => false,
        }
    }

    /// Whether its dates had passed before they were written: nobody took part.
    fn never_ran(&self) -> bool {
        self.body.status() == ExperimentStatus::Scheduled
            && self.status == ExperimentStatus::Concluded
            && !self.has_run
    }

    /// The entry of a step in its life.
    fn entry(&self, kind: Kind, author: &Author, body: &LifeBody) -> Entry {
        entry(kind, author, self.key, body)
    }
}

/// What the log says of a life, or what is so where it says nothing.
fn life(moment: &Moment, key: &str) -> LifeBody {
    moment.lives.get(key).map_or_else(|| LifeBody::scheduled(1), |life| life.body.clone())
}

fn entry(kind: Kind, author: &Author, key: &str, body: &LifeBody) -> Entry {
    let (digest, text) = kept(&serde_json::to_value(body).unwrap_or_default());
    (author.draft(kind, Collection::Experiments, key, Some(digest)), Some(text))
}

/// The time of an entry that is appended now.
fn entry_time(moment: &Moment, now: Timestamp) -> Timestamp {
    now.max(moment.head.time)
}

/// Plans to start an experiment. One that runs stays as it is.
pub(crate) fn start(moment: &Moment, key: &str, author: &Author, now: Timestamp) -> Planned<()> {
    let subject = Subject::of(moment, key, now)?;
    match subject.body.status() {
        ExperimentStatus::Running if subject.status == ExperimentStatus::Running => {
            return Ok((Plan::default(), ()));
        }
        ExperimentStatus::Running | ExperimentStatus::Ended => {
            return Err(not_now(over_by_date(&subject)));
        }
        ExperimentStatus::Concluded | ExperimentStatus::Archived => {
            let detail = format!(
                "The experiment {key} was concluded. What it found stays as it is: to measure \
                 again, make another one."
            );
            return Err(not_now(detail));
        }
        _ if subject.never_ran() => return Err(not_now(over_unseen(&subject))),
        ExperimentStatus::Draft | ExperimentStatus::Scheduled => {}
    }
    // What its dates have begun is only written down.
    if subject.status != ExperimentStatus::Running {
        check_thawed(moment, now)?;
        check_startable(key, subject.experiment, now)?;
    }
    let mut drafts = places(moment, &subject, author, now)?;
    let had = subject.body.state.layer_range.map(|[from, to]| from..to);
    let state = with(&moment.state, &drafts);
    let range = find_room(&moment.documents, &state, key, had.as_ref()).map_err(layer_full)?;
    let body = began(moment, &subject, range.map(|range| [range.start, range.end]), now);
    drafts.push(subject.entry(Kind::Started, author, &body));
    Ok((Plan { drafts, ..Plan::default() }, ()))
}

fn not_now(detail: impl Into<String>) -> Refusal {
    refusal(Code::NotNow, detail)
}

fn over_by_date(subject: &Subject<'_>) -> String {
    let end = subject.experiment.end_date.map(|end| to_the_second(end).to_string());
    format!(
        "The experiment {} is over since its end date, {}: the monitor concludes it.",
        subject.key,
        end.unwrap_or_default()
    )
}

/// What is said of one that never ran, by its dates.
fn over_unseen(subject: &Subject<'_>) -> String {
    let end = subject.experiment.end_date.map(|end| to_the_second(end).to_string());
    format!(
        "The experiment {} was over before it was written: its `end_date`, {}, had passed, so \
         nobody took part. To run it, give it a `start_date` to come and a later `end_date`; or \
         take its dates out and start it by hand.",
        subject.key,
        end.unwrap_or_default()
    )
}

/// Refused while experiments are frozen.
pub(crate) fn check_thawed(moment: &Moment, now: Timestamp) -> Result<(), Refusal> {
    moment.freeze_of(DocumentKind::Experiment, now).map_or(Ok(()), |freeze| Err(frozen(freeze)))
}

pub(crate) fn layer_full(full: hoist_ruleset::LayerFull) -> Refusal {
    let detail = format!(
        "There is no room: {full}. Lower its `traffic`, conclude another experiment of the layer, \
         or give it a layer of its own."
    );
    refusal(Code::LayerFull, detail)
}

/// What has to be so before an experiment is started by hand.
pub(crate) fn check_startable(
    key: &str,
    experiment: &Experiment,
    now: Timestamp,
) -> Result<(), Refusal> {
    if let Some(start) = experiment.start_date.filter(|start| *start > now) {
        let start = to_the_second(start);
        let detail = format!(
            "The experiment {key} starts by itself at its `start_date`, {start}. To start it now, \
             take the date out."
        );
        return Err(not_now(detail));
    }
    if let Some(end) = experiment.end_date.filter(|end| *end <= now) {
        let (end, now) = (to_the_second(end), to_the_second(now));
        let detail = format!(
            "`end_date` is {end}, which has passed: it is {now}. Give it a date to come, or none."
        );
        return Err(refusal(Code::Invalid, detail));
    }
    check_fit(key, experiment)
}

/// What runs compares something, by which something can be decided.
fn check_fit(key: &str, experiment: &Experiment) -> Result<(), Refusal> {
    let refused =
        |why| Err(refusal(Code::Invalid, format!("The experiment {key} cannot run. {why}")));
    experiment.unfit().map_or(Ok(()), refused)
}

fn control(experiment: &Experiment) -> &str {
    let variants = &experiment.variants;
    variants.get(Variant::control(variants)).map_or("control", |variant| variant.name.as_str())
}

/// The life once the first phase has begun: now, or when the dates say so.
fn began(
    moment: &Moment,
    subject: &Subject<'_>,
    layer_range: Option<[u16; 2]>,
    now: Timestamp,
) -> LifeBody {
    let Subject { key, experiment, body, .. } = subject;
    let phase = body.state.phase;
    let started = match experiment.start_date {
        // Whoever brings an experiment along may bring what happened since it started.
        Some(start) if phase == 1 => start,
        Some(_) => opened(moment, key, experiment).unwrap_or(now),
        None => entry_time(moment, now),
    };
    let plan = plan::plan(&moment.documents, key, phase, started);
    let mut phases = body.phases.clone();
    phases.push(Phase { phase, started, ended: None, plan });
    let status = ExperimentStatus::Running;
    let state = LifeState { status, phase, shipped: None, layer_range };
    LifeBody { state, phases, conclusion: None }
}

/// Since when an experiment runs by its dates: it is as it is since its definition changed last.
fn opened(moment: &Moment, key: &str, experiment: &Experiment) -> Option<Timestamp> {
    let updated = moment.definition(DocumentKind::Experiment, key)?.updated;
    Some(experiment.start_date?.max(updated))
}

/// Plans to write down that the window of an experiment has opened: the first one of which that is
/// not told yet. It is open whatever is frozen. There may be none.
pub(crate) fn open_window(moment: &Moment, now: Timestamp) -> Planned<Option<String>> {
    let Some(subject) = unopened(moment, now) else { return Ok((Plan::default(), None)) };
    let author = Author::server();
    let range = layer_range(&moment.documents, &moment.state, subject.key);
    let body = began(moment, &subject, range.map(|range| [range.start, range.end]), now);
    let key = subject.key.to_owned();
    let drafts = vec![subject.entry(Kind::Started, &author, &body)];
    Ok((Plan { drafts, ..Plan::default() }, Some(key)))
}

/// Whether a window has opened of which that is not told yet.
pub(crate) fn is_window_open(moment: &Moment, now: Timestamp) -> bool {
    unopened(moment, now).is_some()
}

fn unopened(moment: &Moment, now: Timestamp) -> Option<Subject<'_>> {
    let experiments = moment.documents.experiments().iter();
    let mut due = experiments
        .filter(|(_, experiment)| experiment.start_date.is_some_and(|start| start <= now));
    due.find_map(|(key, _)| {
        let subject = Subject::of(moment, key.as_str(), now).ok()?;
        let is_due = subject.body.status() == ExperimentStatus::Scheduled && subject.has_run;
        is_due.then_some(subject)
    })
}

/// The entries by which those of its layer get their part of it that have none written down yet.
fn places(
    moment: &Moment,
    subject: &Subject<'_>,
    author: &Author,
    now: Timestamp,
) -> Result<Vec<Entry>, Refusal> {
    let Some(layer) = subject.experiment.layer.as_deref() else { return Ok(Vec::new()) };
    let (after, state) = (&moment.documents, &mut (*moment.state).clone());
    phases::place_all(&phases::Change { moment, after, author, now }, state, layer, subject.key)
}

/// A state with what entries say of lives.
fn with(state: &State, entries: &[Entry]) -> State {
    let mut state = state.clone();
    for (draft, text) in entries {
        let body = text.as_deref().and_then(|text| serde_json::from_str::<LifeBody>(text).ok());
        if let (Some(body), Some(key)) = (body, hoist_ruleset::ExperimentKey::parse(&draft.key)) {
            state.experiments.insert(key, body.state.into());
        }
    }
    state
}
