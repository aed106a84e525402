//! Which changes of a flag's definition began a phase.
//!
//! Each that can move people begins one. Its number is that of the change among all of the flag's,
//! so it stays what it is when older definitions are gone. What a definition said that was erased
//! since is known by the plan that was made of it, by which users are summed up.

use std::collections::BTreeMap;

use hoist_experiment::Plan;
use hoist_ruleset::log::{Aspect, Collection, Entry, Kind};
use hoist_ruleset::{DocumentKind, Documents, Lists, Onto, Source, read_beside_state};
use hoist_store::{Query, Store, StoreError};
use jiff::Timestamp;
use serde_json::{Map, Value};

/// Phases of a flag that are measured, the last ones: a flag that changes each day would have
/// hundreds.
const FLAG_PHASES_MAX: usize = 20;
/// Fields of a flag that move nobody.
const BESIDE: [&str; 6] = ["description", "owner", "tags", "metadata", "expires", "visibility"];

/// A definition of a flag that began a phase.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Change {
    phase: u32,
    at: Timestamp,
    /// The definition; none where it is gone.
    definition: Option<Map<String, Value>>,
}

/// The plans of a flag that users are summed up by, by phase.
pub(super) type Kept = BTreeMap<u32, Plan>;

/// The changes of a flag that began a phase, the last ones, up to a version.
pub(super) fn read(
    store: &Store,
    log: &str,
    (key, version): (&str, u64),
    kept: &Kept,
) -> Result<Vec<Change>, StoreError> {
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
    Ok(changes(entries.into_iter().zip(definitions), kept))
}

/// Which definitions began a phase: each that is another one, but for what moves nobody. What was
/// before a deletion is of another flag.
fn changes(
    entries: impl Iterator<Item = (Entry, Option<Map<String, Value>>)>,
    kept: &Kept,
) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for (phase, (entry, definition)) in (1..).zip(entries) {
        if entry.kind == Kind::Deleted {
            changes.clear();
            continue;
        }
        let last = changes.last_mut();
        let new = Change { phase, at: entry.time, definition };
        match last.filter(|last| !begins(last, &new, kept)) {
            // It says what the other one said that is gone.
            Some(last) if last.definition.is_none() => last.definition = new.definition,
            Some(_) => {}
            None => changes.push(new),
        }
    }
    changes.drain(..changes.len().saturating_sub(FLAG_PHASES_MAX));
    changes
}

/// Whether a definition begins another phase than the last one. Where one of both is gone, the
/// plans that were made of them say it.
fn begins(last: &Change, new: &Change, kept: &Kept) -> bool {
    if let (Some(last), Some(new)) = (&last.definition, &new.definition) {
        return !moving(last).eq(moving(new));
    }
    kept.contains_key(&new.phase)
        || match kept.get(&last.phase) {
            Some(plan) => plan.ended == Some(new.at),
            // What was never measured, as far as is known, need not be told apart.
            None => [last, new].into_iter().any(is_measured),
        }
}

fn is_measured(change: &Change) -> bool {
    let metrics = change.definition.as_ref().and_then(|definition| definition.get("metrics"));
    metrics.and_then(Value::as_array).is_some_and(|metrics| !metrics.is_empty())
}

/// What of a flag can move people.
fn moving(flag: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    flag.iter().filter(|(name, _)| !BESIDE.contains(&name.as_str()))
}

/// The plans of a flag's phases, by the metrics as they are now; those whose definition cannot be
/// read any more stay as they are kept.
pub(super) fn plans(
    documents: &Documents,
    key: &str,
    changes: &[Change],
    kept: &Kept,
) -> Vec<Plan> {
    let ends = changes.iter().skip(1).map(|next| Some(next.at)).chain([None]);
    let plan = |(change, ended): (&Change, Option<Timestamp>)| {
        let plan = match &change.definition {
            Some(definition) => match plan(documents, key, change, definition.clone()) {
                Ok(plan) => plan?,
                Err(Unreadable) => kept.get(&change.phase)?.clone(),
            },
            None => kept.get(&change.phase)?.clone(),
        };
        Some(Plan { ended, ..plan })
    };
    changes.iter().zip(ends).filter_map(plan).collect()
}

/// What a definition names is not there any more.
struct Unreadable;

/// The plan by a definition; none where it has no metrics.
fn plan(
    documents: &Documents,
    key: &str,
    change: &Change,
    mut definition: Map<String, Value>,
) -> Result<Option<Plan>, Unreadable> {
    // What it required may be gone since, and says nothing of how it is measured.
    definition.remove("requires");
    let text = Value::Object(definition).to_string();
    let onto = Onto { documents, lists: &Lists::default(), remove: &[] };
    let reading = read_beside_state(&onto, &[Source::document(DocumentKind::Flag, key, text)]);
    if !reading.documents.flags().contains_key(key) {
        return Err(Unreadable);
    }
    Ok(Plan::of_flag(&reading.documents, key, change.phase, change.at))
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::log::Head;
    use hoist_ruleset::read;
    use serde_json::json;

    use super::*;
    use crate::author::Author;

    /// Entries of a flag, one each second, with what they say.
    fn entries(
        told: impl IntoIterator<Item = (Kind, Option<Value>)>,
    ) -> Vec<(Entry, Option<Map<String, Value>>)> {
        let mut head = Head::genesis("log");
        let entry = |(kind, definition): (Kind, Option<Value>)| {
            let draft = Author::server().draft(kind, Collection::Features, "f", None);
            let time = second(i64::try_from(head.seq).unwrap());
            let entry = draft.seal(&head, time);
            head.check(&entry).unwrap();
            (entry, definition.map(|definition| definition.as_object().unwrap().clone()))
        };
        told.into_iter().map(entry).collect()
    }

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// A flag with metrics, or without any.
    fn flag(percentage: u8, owner: &str, metrics: &[&str]) -> Value {
        let metrics: Vec<Value> =
            metrics.iter().map(|key| json!({"metric": key, "role": "goal"})).collect();
        json!({"type": "percentage", "enabled": true, "percentage": percentage, "owner": owner,
            "metrics": metrics})
    }

    /// What is erased of the past takes nothing from what is measured, and begins nothing anew,
    /// whichever definitions it is.
    #[test]
    fn what_is_erased_changes_nothing_that_is_measured() {
        let told = [
            flag(10, "a", &["m"]),
            flag(10, "b", &["m"]),
            flag(20, "b", &["m"]),
            flag(20, "c", &["m"]),
            flag(20, "c", &[]),
            flag(20, "d", &[]),
            flag(30, "d", &["m"]),
            flag(30, "e", &["m"]),
        ];
        let file = format!("features: {{f: {}}}", told[7]);
        let documents = hoist_ruleset::read(&[Source::new("f.json", file)]).documents;
        let all = entries(told.into_iter().map(|flag| (Kind::Updated, Some(flag))));
        let measured = |entries: &[(Entry, Option<Map<String, Value>>)], kept: &Kept| {
            plans(&documents, "f", &changes(entries.iter().cloned(), kept), kept)
        };
        let whole = measured(&all, &Kept::new());
        let phases: Vec<u32> = whole.iter().map(|plan| plan.phase).collect();
        assert_eq!(phases, [1, 3, 7]);
        let kept: Kept = whole.iter().map(|plan| (plan.phase, plan.clone())).collect();
        // The last one is in force, so it is there.
        for erased in 0..1 << 7_u32 {
            let mut some = all.clone();
            for (place, (_, definition)) in some.iter_mut().enumerate() {
                definition.take_if(|_| erased & (1 << place) != 0);
            }
            assert_eq!(measured(&some, &kept), whole, "{erased:07b}");
        }
    }

    #[test]
    fn a_definition_that_cannot_be_read_any_more_is_measured_as_it_was() {
        let unread = flag(101, "a", &["m"]);
        let all =
            entries([(Kind::Created, Some(unread)), (Kind::Updated, Some(flag(10, "a", &["m"])))]);
        let file = format!("features: {{f: {}}}", flag(10, "a", &["m"]));
        let documents = hoist_ruleset::read(&[Source::new("f.json", file)]).documents;
        let changes = changes(all.into_iter(), &Kept::new());
        let last = plans(&documents, "f", &changes, &Kept::new());
        assert_eq!(last.iter().map(|plan| plan.phase).collect::<Vec<_>>(), [2]);
        let first =
            Plan { phase: 1, started: second(0), ended: Some(second(1)), ..last[0].clone() };
        let kept = Kept::from([(1, first.clone())]);
        assert_eq!(plans(&documents, "f", &changes, &kept), [first, last[0].clone()]);
    }

    #[test]
    fn each_change_of_a_flag_that_can_move_people_begins_a_phase() {
        let flag = |percentage: u8, owner: &str| flag(percentage, owner, &["m"]);
        let entries = entries([
            (Kind::Created, Some(flag(1, "a"))),
            (Kind::Deleted, None),
            (Kind::Created, Some(flag(10, "a"))),
            (Kind::Updated, Some(flag(10, "b"))),
            (Kind::Updated, Some(flag(50, "b"))),
            (Kind::Updated, None),
            (Kind::RolledBack, Some(flag(10, "b"))),
        ]);
        let changes = changes(entries.into_iter(), &Kept::new());
        let file = format!("features: {{f: {}}}", flag(10, "b"));
        let documents = read(&[Source::new("f.json", file)]).documents;
        let plans = plans(&documents, "f", &changes, &Kept::new());
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
