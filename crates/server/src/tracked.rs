//! What is measured: the plans of all phases of experiments, and of flags with metrics.
//!
//! Phases of experiments stand in the log as they were frozen, so they are a reading of the moment.
//! Those of flags follow from the changes of their definitions ([`flags`]).

mod flags;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::fast::FixedState;
use hoist_api::ConcludeReason;
use hoist_experiment::{Conclusion, Plan};
use hoist_ruleset::DocumentKind;
use hoist_store::{Events, Store, StoreError, StoredPlan};
use jiff::Timestamp;
use serde::Deserialize as _;

use crate::fold;
use crate::moment::{Life, LifeBody, Moment, Phase};
use flags::Change;

/// The plans of each log as they were found last. Plans are asked for often, and what an entry of
/// the log says nothing of is not read again.
#[derive(Debug, Default)]
pub(crate) struct Tracked {
    logs: Mutex<HashMap<String, Found, FixedState>>,
}

/// What there was after so many entries of a log.
#[derive(Debug, Default)]
struct Found {
    seq: u64,
    plans: Arc<[Arc<Plan>]>,
    experiments: HashMap<String, OfExperiment, FixedState>,
    flags: HashMap<String, OfFlag, FixedState>,
}

#[derive(Debug)]
struct OfExperiment {
    /// The entry that told of its life last.
    seq: u64,
    end_date: Option<Timestamp>,
    plans: Vec<Arc<Plan>>,
}

#[derive(Debug)]
struct OfFlag {
    version: u64,
    metrics: Metrics,
    changes: Vec<Change>,
    plans: Vec<Arc<Plan>>,
}

/// How many metrics there are, and the latest version among them: it is another pair after each
/// change of any.
type Metrics = (usize, Option<u64>);

impl Tracked {
    /// All plans of an environment at a moment: of phases that run and of those that are over.
    /// Blocks where a flag has changed.
    pub(crate) fn plans(
        &self,
        store: &Store,
        events: &Events,
        moment: &Moment,
    ) -> Result<Arc<[Arc<Plan>]>, StoreError> {
        let log = &moment.head.log;
        // Nobody waits for this lock while something is read.
        let mut found = self.logs().remove(log).unwrap_or_default();
        if found.seq != moment.head.seq {
            found.follow(store, events, moment)?;
        }
        let plans = Arc::clone(&found.plans);
        self.logs().insert(log.clone(), found);
        Ok(plans)
    }

    /// No code that can panic runs under this lock.
    fn logs(&self) -> std::sync::MutexGuard<'_, HashMap<String, Found, FixedState>> {
        self.logs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Found {
    fn follow(
        &mut self,
        store: &Store,
        events: &Events,
        moment: &Moment,
    ) -> Result<(), StoreError> {
        self.follow_experiments(moment);
        self.follow_flags(store, events, moment)?;
        let of_experiments = self.experiments.values().flat_map(|one| &one.plans);
        let of_flags = self.flags.values().flat_map(|one| &one.plans);
        self.plans = of_experiments.chain(of_flags).map(Arc::clone).collect();
        self.seq = moment.head.seq;
        Ok(())
    }

    fn follow_experiments(&mut self, moment: &Moment) {
        self.experiments.retain(|key, _| moment.documents.experiments().contains_key(key));
        for (key, experiment) in moment.documents.experiments().iter() {
            let Some(life) = moment.lives.get(key.as_str()) else {
                self.experiments.remove(key.as_str());
                continue;
            };
            let end_date = experiment.end_date;
            let is_known = |one: &OfExperiment| (one.seq, one.end_date) == (life.seq, end_date);
            if !self.experiments.get(key.as_str()).is_some_and(is_known) {
                let plans = of_experiment(life, end_date);
                let known = OfExperiment { seq: life.seq, end_date, plans };
                self.experiments.insert(key.as_str().to_owned(), known);
            }
        }
    }

    fn follow_flags(
        &mut self,
        store: &Store,
        events: &Events,
        moment: &Moment,
    ) -> Result<(), StoreError> {
        let documents = &*moment.documents;
        let is_measured =
            |key: &str| documents.flags().get(key).is_some_and(|flag| !flag.metrics.is_empty());
        self.flags.retain(|key, _| is_measured(key));
        let metrics = metrics(moment);
        // What is summed up already, read once and only where a flag has changed.
        let mut stored: Option<Vec<StoredPlan>> = None;
        for (key, _) in documents.flags().iter().filter(|(_, flag)| !flag.metrics.is_empty()) {
            let key = key.as_str();
            let definition = moment.definition(DocumentKind::Flag, key);
            let version = definition.map_or(0, |known| known.version);
            let before = self.flags.get(key).filter(|one| one.version == version);
            if before.is_some_and(|one| one.metrics == metrics) {
                continue;
            }
            let stored = match &mut stored {
                Some(stored) => stored,
                unread => unread.insert(events.plans(&moment.head.log)?),
            };
            let of_key = stored.iter().filter(|one| one.key == key && !one.is_gone);
            let kept = of_key.filter_map(|one| Some((one.phase, fold::said(one)?))).collect();
            let changes = match before {
                Some(known) => known.changes.clone(),
                None => flags::read(store, &moment.head.log, (key, version), &kept)?,
            };
            let plans = flags::plans(documents, key, &changes, &kept);
            let plans = plans.into_iter().map(Arc::new).collect();
            self.flags.insert(key.to_owned(), OfFlag { version, metrics, changes, plans });
        }
        Ok(())
    }
}

fn metrics(moment: &Moment) -> Metrics {
    let of = |key| moment.definition(DocumentKind::Metric, key).map(|known| known.version);
    let all = moment.documents.metrics();
    (all.len(), all.keys().filter_map(|key| of(key.as_str())).max())
}

/// The plans of all phases of an experiment.
fn of_experiment(life: &Life, end_date: Option<Timestamp>) -> Vec<Arc<Plan>> {
    let phases = life.body.phases.iter();
    phases.filter_map(|phase| plan_of(&life.body, phase, end_date)).map(Arc::new).collect()
}

/// The plan of the phase that an experiment is in.
pub(crate) fn current(moment: &Moment, key: &str) -> Option<Plan> {
    let end_date = moment.documents.experiments().get(key)?.end_date;
    let body = &moment.lives.get(key)?.body;
    plan_of(body, body.last_phase()?, end_date)
}

/// The plan of a phase: as it was frozen, but for when it ends, which some methods let be moved.
fn plan_of(body: &LifeBody, phase: &Phase, end_date: Option<Timestamp>) -> Option<Plan> {
    let plan = Plan::deserialize(&phase.plan).ok()?;
    let end_date = if phase.ended.is_some() { plan.end_date } else { end_date };
    let conclusion = body.conclusion.as_ref().filter(|_| body.state.phase == phase.phase);
    let ended_by = conclusion.and_then(|conclusion| by_plan(conclusion.because));
    Some(Plan { ended: phase.ended, ended_by, end_date, ..plan })
}

/// What ended an experiment, where that was its plan.
fn by_plan(because: ConcludeReason) -> Option<Conclusion> {
    match because {
        ConcludeReason::Manual => None,
        ConcludeReason::PlannedSample => Some(Conclusion::PlannedSample),
        ConcludeReason::EarlyStop => Some(Conclusion::EarlyStop),
        ConcludeReason::EndDate => Some(Conclusion::EndDate),
    }
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::log::{Collection, Entry, Head, Kind};
    use hoist_ruleset::{Source, read};

    use super::*;
    use crate::author::Author;
    use crate::plan::kept;

    /// The entry by which an experiment comes to have so many phases.
    fn lives(moment: &Moment, key: &str, phases: u32) -> (Entry, Option<String>) {
        let second = |second: u32| Timestamp::from_second(second.into()).unwrap();
        let phase = |phase: u32| Phase {
            phase,
            started: second(phase),
            ended: (phase < phases).then(|| second(phase + 1)),
            plan: serde_json::to_value(
                Plan::of_experiment(&moment.documents, key, phase, second(phase)).unwrap(),
            )
            .unwrap(),
        };
        let mut body = LifeBody::scheduled(phases);
        body.phases = (1..=phases).map(phase).collect();
        let (digest, text) = kept(&serde_json::to_value(&body).unwrap());
        let draft =
            Author::server().draft(Kind::Started, Collection::Experiments, key, Some(digest));
        (draft.seal(&moment.head, second(phases)), Some(text))
    }

    /// Whoever is erased later takes nothing from what the log says of the end.
    #[test]
    fn a_plan_tells_what_ended_it_where_that_was_a_plan() {
        let file = "experiments: {e: {variants: {control: 0.5, wide: 0.5}, metrics: [bought]}}";
        let documents = read(&[Source::new("f.yaml", file)]).documents;
        let moment = Moment::genesis(Head::genesis("log-1")).after(&[], documents.clone());
        let (_, text) = lives(&moment, "e", 2);
        let mut body: LifeBody = serde_json::from_str(&text.unwrap()).unwrap();
        body.phases[1].ended = Some(Timestamp::from_second(9).unwrap());
        for (because, expected) in [
            ("manual", None),
            ("planned_sample", Some(Conclusion::PlannedSample)),
            ("early_stop", Some(Conclusion::EarlyStop)),
            ("end_date", Some(Conclusion::EndDate)),
        ] {
            let conclusion = serde_json::json!({"because": because, "at": "2026-03-01T00:00:00Z",
                "everybody_gets": "wide", "detail": ""});
            body.conclusion = serde_json::from_value(conclusion).unwrap();
            let ended_by = |phase: &Phase| plan_of(&body, phase, None).unwrap().ended_by;
            assert_eq!(body.phases.iter().map(ended_by).collect::<Vec<_>>(), [None, expected]);
        }
    }

    #[test]
    fn an_entry_has_only_that_read_that_it_is_about() {
        let keys: Vec<String> = (0..100).map(|number| format!("e{number}")).collect();
        let one = |key: &String| {
            format!("  {key}: {{variants: {{control: 0.5, wide: 0.5}}, metrics: [bought]}}\n")
        };
        let file = format!("experiments:\n{}", keys.iter().map(one).collect::<String>());
        let reading = read(&[Source::new("f.yaml", file)]);
        assert_eq!(reading.problems, 0, "{:?}", reading.diagnostics);
        let documents = reading.documents;
        let mut moment = Moment::genesis(Head::genesis("log-1")).after(&[], documents.clone());
        for key in &keys {
            moment = moment.after(&[lives(&moment, key, 4)], documents.clone());
        }
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let (events, tracked) = (store.events().unwrap(), Tracked::default());
        let plans = |moment: &Moment| tracked.plans(&store, &events, moment).unwrap();
        let before = plans(&moment);
        assert_eq!(before.len(), 400);
        let after = plans(&moment.after(&[lives(&moment, "e7", 5)], documents));
        assert_eq!(after.len(), 401);
        let is_same = |new: &&Arc<Plan>| before.iter().any(|old| Arc::ptr_eq(old, new));
        let read: Vec<_> = after.iter().filter(|plan| !is_same(plan)).collect();
        assert!(read.len() == 5 && read.iter().all(|plan| plan.key == "e7"), "{read:?}");
        let ended = read.iter().filter(|plan| plan.ended.is_some()).count();
        assert_eq!(ended, 4);
    }
}
