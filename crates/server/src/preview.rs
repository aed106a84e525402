//! What a change would do, before it is made. Pure.
//!
//! What it says of users is what evaluating each of those who were recorded gives, before the
//! change and after it. Where that says little, the plan says so.

mod findings;
mod movements;

use std::collections::HashSet;

use foldhash::fast::FixedState;
use hoist_api::{FieldChange, Plan, PlannedChange, PlannedDocument, Recorded};
use hoist_eval::movement::{Count, Population, Record, USERS_MIN, cost};
use hoist_ruleset::compiled::Before;
use hoist_ruleset::log::Collection;
use hoist_ruleset::{DocumentKind, Documents, Entry, Ruleset, Source, diff};
use jiff::Timestamp;

use findings::findings;
use movements::Sides;

use crate::plan::{ALLOW, Pruner, to_the_second};

/// The most contexts that are evaluated.
const CONTEXTS_MAX: usize = 10_000;
/// Most bytes of field changes that are told; further documents are only named.
const FIELDS_BYTES_MAX: usize = 4 << 20;
/// About how many tests all evaluations together may take: about half a second's worth.
const TESTS_MAX: usize = 10_000_000;

/// A change that was read and found sound.
#[derive(Clone, Copy, Debug)]
pub struct Change<'c> {
    /// What is there.
    pub before: Before<'c>,
    /// The documents that would be there.
    pub after: &'c Documents,
    /// The files that say so.
    pub sources: &'c [Source],
    /// Their documents.
    pub entries: &'c [Entry],
}

/// Refuses a change that would delete so many of so many documents, as an import would be; gives
/// the sentence.
pub fn check_deletes(gone: &[(DocumentKind, String)], own: usize) -> Result<(), String> {
    let pruner = Pruner { who: "The import", allow: ALLOW, is_allowed: false };
    pruner.check(gone, own).map_err(|refusal| refusal.detail)
}

/// What a change would do to those whose evaluations were recorded.
///
/// The newest records come first. Those of a server have hashes in place of targeting keys, those
/// of a file are as they are. What may stand in the way of the change is for whoever knows who asks.
pub fn plan(
    change: &Change<'_>,
    records: impl IntoIterator<Item = Record>,
    are_hashed: bool,
    now: Timestamp,
) -> Plan {
    let Change { before, after, entries, .. } = *change;
    let ruleset = Ruleset::recompile(&before, after, before.state);
    let differing = after.differing(before.documents);
    let mut reached = before.documents.reached(differing.iter().copied());
    reached.extend(after.reached(differing.iter().copied()));
    let rulesets = [before.ruleset, &ruleset];
    let tests: usize = subjects(&reached).map(|(_, key)| cost(rulesets, key)).sum();
    let most = (TESTS_MAX / tests.max(1)).clamp(1, CONTEXTS_MAX);
    let population = Population::of(records, most);
    let size = population.size();
    let sides = Sides {
        documents: [before.documents, after],
        rulesets,
        population: &population,
        are_hashed,
        now,
    };
    let told = sides.told(&reached);
    // Where nobody's results can change, nothing is to be known of who was recorded.
    let is_evaluated = subjects(&reached).next().is_some();
    let mut notes = if is_evaluated { notes(&population, are_hashed) } else { Vec::new() };
    if population.is_cut() && most < CONTEXTS_MAX {
        notes.push(format!(
            "The change concerns so much that only the {most} newest contexts were evaluated."
        ));
    }
    let (findings, note) = findings(change, &reached, now);
    notes.extend(note);
    let (documents, untold) = documents(change, &differing, FIELDS_BYTES_MAX);
    if untold > 0 {
        notes.push(format!(
            "So much changes that {} told without what is in {}.",
            counted(untold, "document is", "documents are"),
            if untold == 1 { "it" } else { "them" },
        ));
    }
    let is_unchanged = |entry: &&Entry| before.documents.agrees(after, entry.kind, &entry.key);
    Plan {
        environment: None,
        seq: None,
        at: now,
        documents,
        unchanged: entries.iter().filter(is_unchanged).count() as u64,
        recorded: Recorded {
            contexts: size.contexts,
            users: size.users,
            since: population.since(),
            is_enough: size.users >= USERS_MIN,
        },
        movements: told.movements,
        movements_omitted: told.omitted,
        unmoved: told.unmoved,
        findings,
        obstacles: Vec::new(),
        notes,
    }
}

/// Documents that a change reaches.
type Reached<'d> = HashSet<(DocumentKind, &'d str), FixedState>;

/// Those of them that are evaluated by themselves.
fn subjects<'r, 'd: 'r>(
    reached: &'r Reached<'d>,
) -> impl Iterator<Item = (DocumentKind, &'d str)> + use<'r, 'd> {
    let is_subject = |kind| matches!(kind, DocumentKind::Flag | DocumentKind::Experiment);
    reached.iter().copied().filter(move |(kind, _)| is_subject(*kind))
}

/// The documents that change, with their fields up to so many bytes, and how many have none.
fn documents(
    change: &Change<'_>,
    differing: &[(DocumentKind, &str)],
    mut bytes: usize,
) -> (Vec<PlannedDocument>, u64) {
    let sides = [change.before.documents, change.after];
    let mut untold = 0;
    let document = |&(kind, key): &(DocumentKind, &str)| {
        let mut fields = if bytes > 0 { fields(sides, kind, key) } else { Vec::new() };
        let length = serde_json::to_vec(&fields).map_or(usize::MAX, |text| text.len());
        if bytes == 0 || length > bytes {
            bytes = 0;
            untold += 1;
            fields.clear();
        }
        bytes = bytes.saturating_sub(length);
        PlannedDocument {
            collection: Collection::from(kind).as_ref().to_owned(),
            key: key.to_owned(),
            change: changed(sides, kind, key).unwrap_or(PlannedChange::Updated),
            fields,
        }
    };
    let documents = differing.iter().map(document).collect();
    (documents, untold)
}

/// What is different in a document. What comes or goes is told as a whole.
fn fields(sides: [&Documents; 2], kind: DocumentKind, key: &str) -> Vec<FieldChange> {
    match sides.map(|documents| documents.to_value(kind, key).ok().flatten()) {
        [Some(was), Some(is)] => diff(&was, &is).into_iter().map(Into::into).collect(),
        [before, after] => vec![FieldChange { path: String::new(), before, after }],
    }
}

/// What becomes of a document; `None` where it stays what it is.
fn changed(
    [before, after]: [&Documents; 2],
    kind: DocumentKind,
    key: &str,
) -> Option<PlannedChange> {
    match (before.contains(kind, key), after.contains(kind, key)) {
        (false, true) => Some(PlannedChange::Created),
        (true, false) => Some(PlannedChange::Deleted),
        _ => (!before.agrees(after, kind, key)).then_some(PlannedChange::Updated),
    }
}

/// What is to be known of who was recorded.
fn notes(population: &Population, are_hashed: bool) -> Vec<String> {
    let Count { contexts, users } = population.size();
    if contexts == 0 {
        let why = match are_hashed {
            true => {
                "Nobody was recorded, so nothing is known of how many users move. Applications \
                 record some of their evaluations where their SDK is told to."
            }
            false => {
                "No contexts were given, so nothing is known of how many users move. `--users` \
                 takes a file of them, one JSON object a line."
            }
        };
        return vec![why.to_owned()];
    }
    let mut notes = Vec::new();
    if users == 0 {
        notes.push(format!(
            "{} recorded, without a targeting key: without keys there are no users to count.",
            counted(contexts, "different context was", "different contexts were"),
        ));
    } else if users < USERS_MIN {
        let since = population.since().map(|since| format!(" since {}", to_the_second(since)));
        notes.push(format!(
            "{} of {} recorded{}: too few to say how many users move. It takes at least {USERS_MIN} \
             users.",
            counted(contexts, "context", "contexts"),
            counted(users, "user", "users"),
            since.unwrap_or_default(),
        ));
    }
    if are_hashed {
        notes.push(
            "Who was recorded has a hash in place of the targeting key: how many move is right, \
             who they are is not."
                .to_owned(),
        );
    }
    notes
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::{State, read};

    use super::*;

    #[test]
    fn what_is_told_of_documents_has_an_end() {
        let flag = |key: &str| Source::document(DocumentKind::Flag, key, r#"{"type": "boolean"}"#);
        let reading = read(&[flag("a"), flag("b"), flag("c")]);
        let (nothing, ruleset, state) =
            (Documents::default(), Ruleset::default(), State::default());
        let before = Before { ruleset: &ruleset, documents: &nothing, state: &state };
        let after = &reading.documents;
        let change = Change { before, after, sources: &[], entries: &reading.entries };
        let differing = after.differing(&nothing);
        let told = |bytes| {
            let (documents, untold) = documents(&change, &differing, bytes);
            let told: Vec<usize> = documents.iter().map(|each| each.fields.len()).collect();
            (told, untold)
        };
        let one = serde_json::to_vec(&fields([&nothing, after], DocumentKind::Flag, "a"));
        let one = one.unwrap().len();
        assert_eq!(told(3 * one), (vec![1, 1, 1], 0));
        assert_eq!(told(2 * one - 1), (vec![1, 0, 0], 2));
        assert_eq!(told(0), (vec![0, 0, 0], 3));
    }
}
