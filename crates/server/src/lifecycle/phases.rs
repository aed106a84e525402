//! What a change of definitions is to the lives of experiments.
//!
//! Whoever changes the plan of what runs begins a phase, in the same append. Whoever is accepted
//! with a start date gets a part of its layer, which it keeps whatever happens to others, and begins
//! at once where that date has come.

use hoist_api::Code;
use hoist_experiment::is_tested;
use hoist_ruleset::document::Experiment;
use hoist_ruleset::log::Kind;
use hoist_ruleset::{Documents, ExperimentKey, ExperimentStatus, State, find_room, unplaced};
use jiff::Timestamp;

use super::{
    Entry, Subject, began, check_fit, entry, entry_time, layer_full, life, not_now, over_unseen,
    plan, with,
};
use crate::author::Author;
use crate::moment::{LifeBody, Moment, Phase};
use crate::plan::{Refusal, refusal, to_the_second};

/// Phases of one experiment. Each entry of a life tells all of them, and each is summed up and
/// analysed by itself, so that so many are none is far before.
const PHASES_MAX: usize = 100;

/// A change of definitions that is being planned.
pub(crate) struct Change<'c> {
    pub(crate) moment: &'c Moment,
    /// The documents that it leaves.
    pub(crate) after: &'c Documents,
    pub(crate) author: &'c Author,
    pub(crate) now: Timestamp,
}

/// Refused where an experiment runs: what it measures is not thrown away by the way.
pub(crate) fn check_deleted(moment: &Moment, key: &str, now: Timestamp) -> Result<(), Refusal> {
    let subject = Subject::of(moment, key, now)?;
    if !subject.is_open() || subject.status != ExperimentStatus::Running {
        return Ok(());
    }
    let detail = format!("The experiment {key} runs: conclude it first, then delete it.");
    Err(not_now(detail))
}

/// The entries about lives that go with a change: of experiments that were written, and of those
/// that are deleted.
pub(crate) fn follow(
    change: &Change<'_>,
    written: &[String],
    deleted: &[String],
) -> Result<Vec<Entry>, Refusal> {
    let Change { moment, after, author, .. } = change;
    let mut entries = Vec::new();
    for key in deleted {
        if moment.lives.get(key).is_some() {
            // Whoever comes under the same key is another one, and so are its exposures.
            let next = life(moment, key).state.phase + 1;
            entries.push(entry(Kind::Drafted, author, key, &LifeBody::scheduled(next)));
        }
    }
    let mut layers = Vec::new();
    let mut state = with(&moment.state, &entries);
    for key in written {
        let Some(experiment) = after.experiments().get(key) else { continue };
        layers.extend(experiment.layer.as_deref());
        if let Some(before) = moment.documents.experiments().get(key) {
            entries.extend(of_one(change, key, [before, experiment], &mut state)?);
        }
        check_runs(change, key, experiment)?;
    }
    layers.sort_unstable();
    layers.dedup();
    state = with(&state, &entries);
    for layer in layers {
        entries.extend(place_all(change, &mut state, layer, "")?);
    }
    entries.extend(written.iter().filter_map(|key| opened_at_once(change, key, &state)));
    Ok(entries)
}

/// Whoever lets an experiment run by its dates is refused what who starts it by hand is.
fn check_runs(change: &Change<'_>, key: &str, experiment: &Experiment) -> Result<(), Refusal> {
    let is_over = experiment.end_date.is_some_and(|end| end <= change.now);
    let status = life(change.moment, key).status();
    let by_itself = experiment.start_date.is_some() && status == ExperimentStatus::Scheduled;
    if by_itself && !is_over { check_fit(key, experiment) } else { Ok(()) }
}

/// The entry by which an experiment begins that is accepted within its window.
fn opened_at_once(change: &Change<'_>, key: &str, state: &State) -> Option<Entry> {
    let Change { moment, after, author, now } = change;
    let experiment = after.experiments().get(key)?;
    let start = experiment.start_date.filter(|start| *start <= *now)?;
    let known = state.experiments.get(key);
    let is_scheduled = known.is_none_or(|own| own.status == ExperimentStatus::Scheduled);
    if !is_scheduled || experiment.end_date.is_some_and(|end| end <= *now) {
        return None;
    }
    let mut body = LifeBody::scheduled(known.map_or(1, |own| own.phase));
    let phase = body.state.phase;
    // Whoever brings an experiment along may bring what happened since it started.
    let started = if phase == 1 { start } else { entry_time(moment, *now) };
    let plan = plan::plan(after, key, phase, started);
    body.phases.push(Phase { phase, started, ended: None, plan });
    body.state.status = ExperimentStatus::Running;
    body.state.layer_range = known
        .and_then(|own| own.layer_range.as_ref())
        .filter(|_| experiment.layer.is_some())
        .map(|range| [range.start, range.end]);
    Some(entry(Kind::Started, author, key, &body))
}

/// The entries about one experiment whose definition changes.
fn of_one(
    change: &Change<'_>,
    key: &str,
    sides: [&Experiment; 2],
    state: &mut State,
) -> Result<Vec<Entry>, Refusal> {
    let Change { moment, author, now, .. } = change;
    let [before, after] = sides;
    let subject = Subject::of(moment, key, *now)?;
    match subject.body.status() {
        _ if subject.is_open() => {
            check_dates(key, sides, *now)?;
            let mut entries = Vec::new();
            let body = match subject.body.status() {
                ExperimentStatus::Running => subject.body.clone(),
                // What its dates have begun is written down before it is over.
                _ => {
                    let body = began(moment, &subject, subject.body.state.layer_range, *now);
                    entries.push(subject.entry(Kind::Started, author, &body));
                    body
                }
            };
            if is_same_plan(before, after) {
                return Ok(entries);
            }
            check_fit(key, after)?;
            let body = next_phase(change, &subject, body, state)?;
            entries.push(subject.entry(Kind::Started, author, &body));
            Ok(entries)
        }
        ExperimentStatus::Scheduled => {
            check_revived(&subject, after, *now)?;
            let place = |one: &Experiment| (one.layer.clone(), one.traffic);
            if place(before) != place(after)
                && let Some(own) = state.experiments.get_mut(key)
            {
                own.layer_range = None;
            }
            Ok(Vec::new())
        }
        _ => check_shipped(&subject, after).map(|()| Vec::new()),
    }
}

/// What runs neither starts in time to come nor has ended. What is over does not begin again: all
/// of its users have had the control since.
fn check_dates(
    key: &str,
    [before, after]: [&Experiment; 2],
    now: Timestamp,
) -> Result<(), Refusal> {
    let invalid = |detail: String| Err(refusal(Code::Invalid, detail));
    let is_changed = before.end_date != after.end_date || !is_same_plan(before, after);
    if let Some(end) = before.end_date.filter(|end| *end <= now && is_changed) {
        let end = to_the_second(end);
        return Err(not_now(format!(
            "The experiment {key} has ended, {end}: its plan and its dates stay as they were. \
             Conclude it, or begin another one under a key of its own."
        )));
    }
    if let Some(start) = after.start_date.filter(|start| *start > now) {
        let start = to_the_second(start);
        return invalid(format!("It runs already, so `start_date` is no date to come: {start}."));
    }
    match after.end_date {
        Some(end) if end <= now && before.end_date != after.end_date => invalid(format!(
            "`end_date` is {}, which has passed: it is {}. To end the experiment, conclude it.",
            to_the_second(end),
            to_the_second(now),
        )),
        _ => Ok(()),
    }
}

/// What was over before it was written is no experiment that goes on once its end is later: whoever
/// wants it to run says when it begins.
fn check_revived(subject: &Subject<'_>, after: &Experiment, now: Timestamp) -> Result<(), Refusal> {
    let has_begun = after.start_date.is_some_and(|start| start <= now);
    let goes_on = after.end_date.is_none_or(|end| end > now);
    if subject.never_ran() && has_begun && goes_on {
        return Err(not_now(over_unseen(subject)));
    }
    Ok(())
}

/// What everybody gets does not go away.
fn check_shipped(subject: &Subject<'_>, after: &Experiment) -> Result<(), Refusal> {
    let shipped = subject.body.state.shipped.as_deref();
    match shipped.filter(|name| !after.variants.iter().any(|own| own.name == *name)) {
        None => Ok(()),
        Some(name) => Err(not_now(format!(
            "Everybody gets the variant {name} of {}, which is concluded: it has to stay.",
            subject.key
        ))),
    }
}

/// Whether what runs by one definition goes on by another: with the same plan and the same people.
///
/// At the end there is a test, and whoever moves the end may have seen what it would give: who has
/// nearly won puts it off, who has won has it come sooner. So an end that is moved ends the phase,
/// but for methods that make no test at the end.
fn is_same_plan(one: &Experiment, other: &Experiment) -> bool {
    let is_moved = one.end_date != other.end_date && is_tested(one.method);
    let of = |it: &Experiment| {
        let who = (it.audience.clone(), it.traffic, it.layer.clone());
        let how = (it.bucket_by.clone(), it.salt.clone(), it.method);
        let sizes = (it.sample_size, it.min_detectable_effect, it.confidence);
        (it.variants.clone(), it.metrics.clone(), who, how, sizes)
    };
    !is_moved && of(one) == of(other)
}

/// Writes down when a phase was over, and the end date that it had by then, which may have been
/// moved since the phase began.
pub(super) fn close(phase: &mut Phase, end_date: Option<Timestamp>, at: Timestamp) {
    phase.ended = Some(at);
    if let Some(plan) = phase.plan.as_object_mut() {
        match end_date {
            Some(end) => drop(plan.insert("end_date".to_owned(), end.to_string().into())),
            None => drop(plan.remove("end_date")),
        }
    }
}

/// The life once another phase has begun.
fn next_phase(
    change: &Change<'_>,
    subject: &Subject<'_>,
    mut body: LifeBody,
    state: &State,
) -> Result<LifeBody, Refusal> {
    let Change { moment, after, now, .. } = change;
    let key = subject.key;
    if body.phases.len() >= PHASES_MAX {
        return Err(not_now(format!(
            "The experiment {key} has had {PHASES_MAX} phases, and no more can begin: what is \
             measured is another thing each time. Conclude it, and make another experiment."
        )));
    }
    let had = body.state.layer_range.map(|[from, to]| from..to);
    let layer = after.experiments().get(key).and_then(|after| after.layer.as_deref());
    let had = had.filter(|_| layer == subject.experiment.layer.as_deref());
    let range = find_room(after, state, key, had.as_ref()).map_err(layer_full)?;
    let (at, phase) = (entry_time(moment, *now), body.state.phase + 1);
    if let Some(last) = body.phases.last_mut() {
        close(last, subject.experiment.end_date, at);
    }
    let plan = plan::plan(after, key, phase, at);
    body.phases.push(Phase { phase, started: at, ended: None, plan });
    body.state.phase = phase;
    body.state.layer_range = range.map(|range| [range.start, range.end]);
    Ok(body)
}

/// Gives everybody in a layer a part of it who has a start date and none written down, save one.
/// Those whose window is over take none.
pub(super) fn place_all(
    change: &Change<'_>,
    state: &mut State,
    layer: &str,
    but: &str,
) -> Result<Vec<Entry>, Refusal> {
    let Change { moment, after, author, now } = change;
    let known = state.clone();
    let mut entries = Vec::new();
    for key in unplaced(after, &known, layer).filter(|key| key.as_str() != but) {
        let name = key.as_str();
        let experiment = after.experiments().get(name);
        if experiment.is_some_and(|one| one.end_date.is_some_and(|end| end <= *now)) {
            continue;
        }
        let before = moment.documents.experiments().get(name);
        let had = life(moment, name).state.layer_range.map(|[from, to]| from..to);
        let had = had.filter(|_| before.is_some_and(|it| it.layer.as_deref() == Some(layer)));
        let range = find_room(after, state, name, had.as_ref()).map_err(layer_full)?;
        let mut body = match known.experiments.get(key) {
            Some(own) => LifeBody { state: own.into(), ..LifeBody::scheduled(own.phase) },
            None => LifeBody::scheduled(1),
        };
        body.state.layer_range = range.map(|range| [range.start, range.end]);
        entries.push(entry(Kind::Drafted, author, name, &body));
        state.experiments.insert(ExperimentKey::clone(key), body.state.into());
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::{Source, read};
    use serde_json::json;

    use super::*;

    /// Of two experiments, whether the second goes on with the plan of the first.
    fn goes_on(method: &str, ends: [Option<&str>; 2]) -> bool {
        let experiment = |end: Option<&str>| {
            let end = end.map(|end| format!(", end_date: {end}")).unwrap_or_default();
            let file = format!(
                "experiments: {{e: {{method: {method}, variants: {{control: 0.5, b: 0.5}}{end}}}}}"
            );
            let documents = read(&[Source::new("f.yaml", file)]).documents;
            documents.experiments().get("e").unwrap().clone()
        };
        let [one, other] = ends.map(experiment);
        is_same_plan(&one, &other)
    }

    #[test]
    fn an_end_that_is_moved_begins_a_phase_where_there_is_a_test_at_the_end() {
        let [sooner, later] = ["2026-09-01T00:00:00Z", "2026-10-01T00:00:00Z"].map(Some);
        for (method, is_tested) in [
            ("hybrid", true),
            ("group_sequential", true),
            ("fixed", true),
            ("always_valid", false),
            ("bayesian", false),
        ] {
            for ends in [[sooner, later], [later, sooner], [sooner, None], [None, later]] {
                assert_eq!(goes_on(method, ends), !is_tested, "{method} {ends:?}");
            }
            assert!(goes_on(method, [sooner, sooner]) && goes_on(method, [None, None]));
        }
    }

    #[test]
    fn a_phase_that_is_over_has_the_end_date_that_it_had_last() {
        let [sooner, later] = ["2026-09-01T00:00:00Z", "2026-10-01T00:00:00Z"];
        let time = |text: &str| text.parse::<Timestamp>().unwrap();
        for (before, after, expected) in [
            (json!({"end_date": sooner}), Some(later), json!({"end_date": later})),
            (json!({"end_date": sooner}), None, json!({})),
            (json!({}), Some(later), json!({"end_date": later})),
        ] {
            let started = time("2026-08-01T00:00:00Z");
            let mut phase = Phase { phase: 1, started, ended: None, plan: before };
            close(&mut phase, after.map(time), time(later));
            assert_eq!((phase.plan, phase.ended), (expected, Some(time(later))));
        }
    }
}
