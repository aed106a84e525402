//! What is measured: the plans of all phases of experiments, and of flags with metrics.
//!
//! Phases of experiments stand in the log as they were frozen, so they are a reading of the moment.
//! Those of flags follow from the changes of their definitions: each that can move people begins
//! one. Its number is that of the change among all of the flag's, so it stays what it is when older
//! definitions are gone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::fast::FixedState;
use hoist_experiment::Plan;
use hoist_ruleset::log::{Aspect, Collection, Entry, Kind};
use hoist_ruleset::{DocumentKind, Documents, Lists, Onto, Source, read_beside_state};
use hoist_store::{Query, Store, StoreError};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::moment::{Moment, Phase};

/// Phases of a flag that are measured, the last ones: a flag that changes each day would have
/// hundreds.
const FLAG_PHASES_MAX: usize = 20;
/// Fields of a flag that move nobody.
const BESIDE: [&str; 6] = ["description", "owner", "tags", "metadata", "expires", "visibility"];

/// What was found last. Plans are asked for often, and change with the log alone.
#[derive(Debug, Default)]
pub(crate) struct Tracked {
    /// The plans of each log, after so many entries.
    plans: Mutex<HashMap<String, Found, FixedState>>,
    /// The phases of flags, which are found in the log once for each version of a flag.
    flags: Mutex<HashMap<Of, Arc<Known>, FixedState>>,
}

/// After so many entries of a log, the plans that there are.
type Found = (u64, Arc<[Plan]>);

/// A log and a flag.
type Of = (String, String);

#[derive(Debug)]
struct Known {
    version: u64,
    changes: Vec<Change>,
}

/// A definition of a flag that began a phase.
#[derive(Clone, Debug, PartialEq)]
struct Change {
    phase: u32,
    at: Timestamp,
    /// The definition; none where it is gone.
    definition: Option<Map<String, Value>>,
}

impl Tracked {
    /// All plans of an environment at a moment: of phases that run and of those that are over.
    /// Blocks where a flag has changed.
    pub(crate) fn plans(&self, store: &Store, moment: &Moment) -> Result<Arc<[Plan]>, StoreError> {
        let (log, seq) = (&moment.head.log, moment.head.seq);
        if let Some((_, known)) = lock(&self.plans).get(log).filter(|(at, _)| *at == seq) {
            return Ok(Arc::clone(known));
        }
        let mut plans = of_experiments(moment);
        for (key, flag) in moment.documents.flags().iter() {
            if !flag.metrics.is_empty() {
                let known = self.known(store, moment, key.as_str())?;
                plans.extend(of_flag(&moment.documents, key.as_str(), &known.changes));
            }
        }
        let plans: Arc<[Plan]> = plans.into();
        lock(&self.plans).insert(log.clone(), (seq, Arc::clone(&plans)));
        Ok(plans)
    }

    fn known(&self, store: &Store, moment: &Moment, key: &str) -> Result<Arc<Known>, StoreError> {
        let version = moment.definition(DocumentKind::Flag, key).map_or(0, |known| known.version);
        let of = (moment.head.log.clone(), key.to_owned());
        if let Some(known) = lock(&self.flags).get(&of).filter(|known| known.version == version) {
            return Ok(Arc::clone(known));
        }
        let changes = read(store, &moment.head.log, key, version)?;
        let known = Arc::new(Known { version, changes });
        let mut all = lock(&self.flags);
        all.retain(|(log, flag), _| *log != of.0 || moment.documents.flags().contains_key(flag));
        all.insert(of, Arc::clone(&known));
        Ok(known)
    }
}

/// No code that can panic runs under these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The plans of all phases of experiments that are there.
fn of_experiments(moment: &Moment) -> Vec<Plan> {
    let experiments = moment.documents.experiments().keys();
    let plans = experiments.filter_map(|key| {
        let phases = &moment.lives.get(key.as_str())?.body.phases;
        Some(phases.iter().filter_map(|phase| plan_of(moment, key.as_str(), phase)))
    });
    plans.flatten().collect()
}

/// The plan of the phase that an experiment is in.
pub(crate) fn current(moment: &Moment, key: &str) -> Option<Plan> {
    plan_of(moment, key, moment.lives.get(key)?.body.last_phase()?)
}

/// The plan of a phase: as it was frozen, but for when it ends, which may be put off.
fn plan_of(moment: &Moment, key: &str, phase: &Phase) -> Option<Plan> {
    let plan: Plan = serde_json::from_value(phase.plan.clone()).ok()?;
    let end_date = match phase.ended {
        Some(_) => plan.end_date,
        None => moment.documents.experiments().get(key)?.end_date,
    };
    Some(Plan { ended: phase.ended, end_date, ..plan })
}

/// The changes of a flag that began a phase, the last ones, up to a version.
fn read(store: &Store, log: &str, key: &str, version: u64) -> Result<Vec<Change>, StoreError> {
    let query = Query {
        collection: Some(Collection::Features),
        key: Some(key.to_owned()),
        aspect: Some(Aspect::Definition),
        before: Some(version + 1),
        limit: usize::MAX,
        ..Query::default()
    };
    let entries = store.entries(log, &query)?;
    let mut definitions = Vec::new();
    for entry in &entries {
        let body = entry.digest.map(|digest| store.body(&digest)).transpose();
        let body = body?.flatten();
        definitions.push(body.and_then(|body| serde_json::from_str(&body).ok()));
    }
    Ok(changes(entries.into_iter().zip(definitions)))
}

/// Which definitions began a phase: each that is another one, but for what moves nobody. What was
/// before a deletion is of another flag.
fn changes(entries: impl Iterator<Item = (Entry, Option<Map<String, Value>>)>) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for (phase, (entry, definition)) in (1..).zip(entries) {
        if entry.kind == Kind::Deleted {
            changes.clear();
            continue;
        }
        let is_same = |last: &Change| match (&last.definition, &definition) {
            (Some(last), Some(own)) => moving(last).eq(moving(own)),
            _ => false,
        };
        if !changes.last().is_some_and(is_same) {
            changes.push(Change { phase, at: entry.time, definition });
        }
    }
    changes.drain(..changes.len().saturating_sub(FLAG_PHASES_MAX));
    changes
}

/// What of a flag can move people.
fn moving(flag: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    flag.iter().filter(|(name, _)| !BESIDE.contains(&name.as_str()))
}

/// The plans of a flag's phases, by the metrics as they are now.
fn of_flag(documents: &Documents, key: &str, changes: &[Change]) -> Vec<Plan> {
    let ends = changes.iter().skip(1).map(|next| Some(next.at)).chain([None]);
    let plan = |(change, ended): (&Change, Option<Timestamp>)| {
        let mut definition = change.definition.clone()?;
        // What it required may be gone since, and says nothing of how it is measured.
        definition.remove("requires");
        let text = Value::Object(definition).to_string();
        let onto = Onto { documents, lists: &Lists::default(), remove: &[] };
        let reading = read_beside_state(&onto, &[Source::document(DocumentKind::Flag, key, text)]);
        let plan = Plan::of_flag(&reading.documents, key, change.phase, change.at)?;
        Some(Plan { ended, ..plan })
    };
    changes.iter().zip(ends).filter_map(plan).collect()
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::log::Head;
    use hoist_ruleset::read;
    use serde_json::json;

    use super::*;
    use crate::author::Author;

    #[test]
    fn each_change_of_a_flag_that_can_move_people_begins_a_phase() {
        let flag = |percentage: u8, owner: &str| {
            json!({"type": "percentage", "enabled": true, "percentage": percentage,
                "owner": owner, "metrics": [{"metric": "m", "role": "goal"}]})
        };
        let mut head = Head::genesis("log");
        let mut entry = |kind, definition: Option<Value>| {
            let draft = Author::server().draft(kind, Collection::Features, "f", None);
            let time = Timestamp::from_second(i64::try_from(head.seq).unwrap()).unwrap();
            let entry = draft.seal(&head, time);
            head.check(&entry).unwrap();
            (entry, definition.map(|definition| definition.as_object().unwrap().clone()))
        };
        let entries = vec![
            entry(Kind::Created, Some(flag(1, "a"))),
            entry(Kind::Deleted, None),
            entry(Kind::Created, Some(flag(10, "a"))),
            entry(Kind::Updated, Some(flag(10, "b"))),
            entry(Kind::Updated, Some(flag(50, "b"))),
            entry(Kind::Updated, None),
            entry(Kind::RolledBack, Some(flag(10, "b"))),
        ];
        let changes = changes(entries.into_iter());
        let file = format!("features: {{f: {}}}", flag(10, "b"));
        let documents = read(&[Source::new("f.json", file)]).documents;
        let plans = of_flag(&documents, "f", &changes);
        let second = |second| Timestamp::from_second(second).unwrap();
        let found: Vec<_> = plans
            .iter()
            .map(|plan| (plan.phase, plan.started, plan.ended, plan.variants[0].weight))
            .collect();
        let expected = [
            (3, second(2), Some(second(4)), Some(100_000)),
            (5, second(4), Some(second(5)), Some(500_000)),
            (7, second(6), None, Some(100_000)),
        ];
        assert_eq!(found, expected);
    }
}
