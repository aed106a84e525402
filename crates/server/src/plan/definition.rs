//! Changes of definitions: whatever writes a document comes through [`define`].

use std::sync::Arc;

use hoist_api::{Code, Place, Problem};
use hoist_ruleset::log::{Collection, Kind};
use hoist_ruleset::{
    DocumentKind, Documents, KeyList, Lists, Onto, Reading, Source, closest, read_beside_state,
};
use jiff::Timestamp;

use super::{Plan, Planned, Refusal, kept, refusal};
use crate::author::Author;
use crate::flagger;
use crate::lifecycle::{self, Change};
use crate::moment::{FreezeFact, Moment};
use crate::places::Places;
use crate::releases;

/// The definitions to be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Definitions {
    /// Documents that are to be so.
    pub(crate) sources: Vec<Source>,
    /// Documents that are to be there no more.
    pub(crate) remove: Vec<(DocumentKind, String)>,
    /// Lists that the sources name beside those of the documents that are there.
    pub(crate) lists: Lists,
    /// The seq whose definitions these are, if they are restored.
    pub(crate) restored: Option<u64>,
}

/// What came of each document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) created: Vec<(DocumentKind, String)>,
    pub(crate) updated: Vec<(DocumentKind, String)>,
    pub(crate) unchanged: u64,
    /// Where each stands.
    pub(crate) places: Arc<Places>,
}

/// Plans a change of definitions: all of it or nothing.
pub(crate) fn define(
    moment: &Moment,
    definitions: Definitions,
    author: &Author,
    now: Timestamp,
) -> Planned<Outcome> {
    let reading = sound(moment, &definitions)?;
    let Definitions { remove, restored, .. } = definitions;
    let places = Arc::new(Places::of(&reading.entries));
    let (mut plan, mut outcome) = (Plan::default(), Outcome { places, ..Outcome::default() });
    let after = reading.documents;
    let (mut written, mut deleted) = (Vec::new(), Vec::new());
    for (kind, key) in &remove {
        if moment.documents.contains(*kind, key) {
            check_may_change(moment, *kind, key, author, false, now)?;
            releases::check_deleted(moment, *kind, key)?;
            check_unlocked(moment, &after, *kind, key, author)?;
            if *kind == DocumentKind::Experiment {
                lifecycle::check_deleted(moment, key, now)?;
                deleted.push(key.clone());
            }
            let draft = author.draft(Kind::Deleted, Collection::from(*kind), key, None);
            plan.drafts.push((draft, None));
        }
    }
    for entry in reading.entries {
        let (kind, key) = (entry.kind, entry.key);
        let known = moment.definition(kind, &key);
        let adopted = author.is_config() && known.is_some_and(|known| !known.by_config);
        let same = known.is_some() && moment.documents.agrees(&after, kind, &key);
        if same && !adopted && restored.is_none() {
            outcome.unchanged += 1;
            continue;
        }
        check_may_change(moment, kind, &key, author, restored.is_some(), now)?;
        check_unlocked(moment, &after, kind, &key, author)?;
        // What was deleted and is restored is new again: so it has one time of creation and one
        // place in the order, whether they are remembered or read from the log.
        let what = match (known, restored) {
            (None, _) => Kind::Created,
            (Some(_), Some(_)) => Kind::RolledBack,
            (Some(_), None) => Kind::Updated,
        };
        let value = after.to_value(kind, &key).ok().flatten();
        let (digest, body) = kept(&value.unwrap_or_default());
        let mut draft = author.draft(what, Collection::from(kind), &key, Some(digest));
        draft.restored = restored;
        plan.drafts.push((draft, Some(body)));
        // Also where another log has them: it may be rid of them by the time of the change.
        plan.nodes.extend(new_nodes(moment, &after, kind, &key));
        if kind == DocumentKind::Experiment {
            written.push(key.clone());
        }
        let names = if known.is_some() { &mut outcome.updated } else { &mut outcome.created };
        names.push((kind, key));
    }
    let shares = moment.shares.in_force();
    let ended = shares.filter(|(key, _)| releases::is_moved(moment, &after, key));
    plan.drafts.extend(ended.map(|(key, _)| (releases::unshared(author, &key), None)));
    let change = Change { moment, after: &after, author, now };
    plan.drafts.extend(lifecycle::follow(&change, &written, &deleted)?);
    plan.documents = Some(after);
    Ok((plan, outcome))
}

/// Refuses to write what a release or a rollout moves, and releases that reach farther than their
/// author may.
fn check_unlocked(
    moment: &Moment,
    after: &Documents,
    kind: DocumentKind,
    key: &str,
    author: &Author,
) -> Result<(), Refusal> {
    match kind {
        DocumentKind::Flag => {
            releases::check_unlocked(moment, after, key, author)?;
            flagger::check_unlocked(moment, after, key)
        }
        DocumentKind::Release => releases::check_written(moment, after, key, author),
        DocumentKind::Segment | DocumentKind::Metric | DocumentKind::Experiment => Ok(()),
    }
}

/// The documents that definitions leave, whoever may write them: all are sound, or none is there.
pub(crate) fn sound(moment: &Moment, definitions: &Definitions) -> Result<Reading, Refusal> {
    let Definitions { sources, remove, lists: own, .. } = definitions;
    let mut lists = moment.documents.lists();
    lists.extend(own.clone());
    let reading =
        read_beside_state(&Onto { documents: &moment.documents, lists: &lists, remove }, sources);
    // Whoever deletes what others refer to learns who they are, not what would be wrong there.
    check_referrers(moment, &reading.documents, remove)?;
    if reading.problems > 0 {
        return Err(Box::new(Problem::of_diagnostics(&reading.diagnostics)));
    }
    Ok(reading)
}

/// The parts of a segment's long lists that the segment did not have.
fn new_nodes(
    moment: &Moment,
    after: &Documents,
    kind: DocumentKind,
    key: &str,
) -> Vec<(hoist_ruleset::Digest, String)> {
    let Some(segment) = after.segments().get(key).filter(|_| kind == DocumentKind::Segment) else {
        return Vec::new();
    };
    let nothing = KeyList::default();
    let before = moment.documents.segments().get(key);
    let lists = [
        (&segment.include, before.map_or(&nothing, |before| &before.include)),
        (&segment.exclude, before.map_or(&nothing, |before| &before.exclude)),
    ];
    let long = lists.into_iter().filter(|(list, _)| list.is_referred_to());
    // A list that was short had no nodes in the store.
    long.flat_map(|(list, before)| {
        list.nodes_beyond(if before.is_referred_to() { before } else { &nothing })
    })
    .collect()
}

/// Nobody refers to what is to go, save what goes with it.
fn check_referrers(
    moment: &Moment,
    after: &Documents,
    remove: &[(DocumentKind, String)],
) -> Result<(), Refusal> {
    for (kind, key) in remove {
        let after_all = after.referrers(*kind, key);
        // Who is changed with it may name it no more. Who is refused now is so for want of it.
        let left = |namer: &(DocumentKind, &str)| match after.contains(namer.0, namer.1) {
            true => after_all.contains(namer),
            false => !remove.iter().any(|(kind, key)| (*kind, key.as_str()) == *namer),
        };
        let referrers: Vec<String> = moment
            .documents
            .referrers(*kind, key)
            .into_iter()
            .filter(left)
            .map(|(kind, key)| format!("{} {key}", kind.name()))
            .collect();
        if !referrers.is_empty() {
            let (what, names) = (kind.name(), referrers.join(", "));
            let detail =
                format!("The {what} {key} is used by {names}. Change those first, or delete them.");
            return Err(refusal(Code::Referenced, detail));
        }
    }
    Ok(())
}

/// Whether this author may change a definition now: it is not frozen, nor managed by a file. The
/// way back of flags is open under a freeze too.
pub(crate) fn check_may_change(
    moment: &Moment,
    kind: DocumentKind,
    key: &str,
    author: &Author,
    is_way_back: bool,
    now: Timestamp,
) -> Result<(), Refusal> {
    let is_way_back = is_way_back && kind == DocumentKind::Flag;
    if let Some(freeze) = moment.freeze_of(kind, now).filter(|_| !is_way_back) {
        return Err(frozen(freeze));
    }
    if let Some(files) = moment.managed_by(kind, key).filter(|_| !author.is_config()) {
        let place = moment.places.get(kind, key);
        let place = place.map(|Place { file, line }| format!("{file}:{line}"));
        let detail = format!(
            "The {} {key} lives in the server's configuration files ({}): change it there. \
             Killing it is possible all the same.",
            kind.name(),
            place.as_deref().unwrap_or(files),
        );
        return Err(refusal(Code::Managed, detail));
    }
    Ok(())
}

/// The refusal while a freeze holds.
pub(crate) fn frozen(freeze: &FreezeFact) -> Refusal {
    let until = freeze.until.map(|until| format!(" until {}", to_the_second(until)));
    let until = until.unwrap_or_default();
    let why = freeze.reason.as_ref().map_or_else(String::new, |why| format!(": {why}"));
    let detail = format!(
        "Changes are frozen{until} by {} since {}{why}. Lift the freeze, or kill, revive and roll \
         back flags, which is possible all the same.",
        freeze.by,
        to_the_second(freeze.from),
    );
    refusal(Code::Frozen, detail)
}

/// A time as people read it.
pub(crate) fn to_the_second(time: Timestamp) -> impl std::fmt::Display {
    time.strftime("%Y-%m-%dT%H:%M:%SZ")
}

/// The refusal where there is no document of a key, with the key that was probably meant.
pub(crate) fn no_such(moment: &Moment, kind: DocumentKind, key: &str) -> Refusal {
    let known = moment.documents.keys().filter(|(other, _)| *other == kind);
    let similar = closest(key, known.map(|(_, key)| key));
    let namesake = moment.documents.keys().find(|(_, other)| *other == key);
    let hint = match (namesake, similar) {
        (Some((other, _)), _) => format!(" There is the {} {key}.", other.name()),
        (None, Some(similar)) => format!(" Did you mean {similar}?"),
        (None, None) => String::new(),
    };
    let shown: String = key.chars().take(128).collect();
    refusal(Code::NotFound, format!("There is no {} {shown}.{hint}", kind.name()))
}

/// Checks the version that a change was made from against the one that is there.
pub(crate) fn expect_version(
    moment: &Moment,
    kind: DocumentKind,
    key: &str,
    expected: Option<u64>,
) -> Result<(), Refusal> {
    let Some(expected) = expected else {
        return Ok(());
    };
    let found = moment.definition(kind, key).map(|definition| definition.version);
    if found == Some(expected) {
        return Ok(());
    }
    let detail = match found {
        Some(found) => format!(
            "The {} {key} is at version {found}, the change was made from version {expected}. \
             Look at `current`, change that, and send its version.",
            kind.name()
        ),
        None => format!("There is no {} {key} any more.", kind.name()),
    };
    let current =
        moment.document(kind, key).and_then(|document| serde_json::to_value(document).ok());
    Err(Box::new(Problem { current, ..Problem::new(Code::Conflict, detail) }))
}
