//! What is different between two environments, and how documents of one come to be so in the other.
//! Pure.
//!
//! Definitions are promoted, and nothing else: kills, freezes and the state of experiments stay
//! where they are. What is promoted goes through the same checks as whatever is written there.

use std::collections::BTreeSet;

use hoist_api::{Code, Compared, PromoteRequest, Standing};
use hoist_ruleset::log::Collection;
use hoist_ruleset::{DocumentKind, Source, diff};
use jiff::Timestamp;
use serde_json::Value;

use crate::author::Author;
use crate::moment::Moment;
use crate::plan::{ALLOW, Definitions, Planned, Pruner, Refusal, define, no_such, refusal};

/// Kind and key of a document. In order, they are the order in which differences are told.
pub(crate) type Name = (DocumentKind, String);

/// An environment at one moment, with the name that people know it by.
#[derive(Clone, Copy)]
pub(crate) struct Place<'m> {
    pub(crate) name: &'m str,
    pub(crate) moment: &'m Moment,
}

/// The documents that are not the same in two environments, and how many are.
pub(crate) fn differing(one: &Moment, other: &Moment) -> (BTreeSet<Name>, u64) {
    let (one, other) = (&one.documents, &other.documents);
    let all: BTreeSet<(DocumentKind, &str)> = one.keys().chain(other.keys()).collect();
    let differing = all.iter().filter(|(kind, key)| !one.agrees(other, *kind, key));
    let differing: BTreeSet<Name> =
        differing.map(|(kind, key)| (*kind, (*key).to_owned())).collect();
    let unchanged = u64::try_from(all.len() - differing.len()).unwrap_or(u64::MAX);
    (differing, unchanged)
}

/// How a document has to change in one environment to be what it is in another.
pub(crate) fn compared(from: &Moment, to: &Moment, (kind, key): &Name) -> Compared {
    let value = |moment: &Moment| moment.documents.to_value(*kind, key).ok().flatten();
    let (standing, changes) = match (value(from), value(to)) {
        (Some(after), Some(before)) => (Standing::Changed, diff(&before, &after)),
        (Some(_), None) => (Standing::Created, Vec::new()),
        (None, _) => (Standing::Missing, Vec::new()),
    };
    Compared {
        collection: Collection::from(*kind).as_ref().to_owned(),
        key: key.clone(),
        standing,
        changes: changes.into_iter().map(Into::into).collect(),
    }
}

/// The documents that a request wants to promote.
pub(crate) fn chosen(from: Place<'_>, request: &PromoteRequest) -> Result<BTreeSet<Name>, Refusal> {
    let PromoteRequest { documents, all, with_references, prune, .. } = request;
    if *all != documents.is_empty() {
        let detail = "Send either `documents`, such as [\"features/checkout\"], or \"all\": true.";
        return Err(refusal(Code::Invalid, detail));
    }
    if *prune && !all {
        let detail = "`prune` deletes what is not promoted, so it goes with \"all\": true alone.";
        return Err(refusal(Code::Invalid, detail));
    }
    let there = &from.moment.documents;
    if *all {
        return Ok(there.keys().map(|(kind, key)| (kind, key.to_owned())).collect());
    }
    let mut left = documents.iter().map(|name| named(from, name)).collect::<Result<Vec<_>, _>>()?;
    let mut chosen = BTreeSet::new();
    while let Some((kind, key)) = left.pop() {
        if *with_references {
            let named = there.references(kind, &key);
            left.extend(named.into_iter().filter(|name| !chosen.contains(name)));
        }
        chosen.insert((kind, key));
    }
    Ok(chosen)
}

/// The document of a name such as `features/checkout`.
fn named(from: Place<'_>, name: &str) -> Result<Name, Refusal> {
    let unknown = || {
        let shown = Value::from(name.chars().take(256).collect::<String>());
        let detail = format!(
            "{shown} is no document's name: one is such as `features/checkout`, `segments/staff`, \
             `metrics/revenue` or `experiments/homepage`."
        );
        refusal(Code::Invalid, detail)
    };
    let (collection, key) = name.split_once('/').ok_or_else(unknown)?;
    let collection: Option<Collection> = collection.parse().ok();
    let kind = collection.and_then(Collection::documents).ok_or_else(unknown)?;
    if from.moment.documents.contains(kind, key) {
        return Ok((kind, key.to_owned()));
    }
    let mut missing = no_such(from.moment, kind, key);
    missing.detail = format!("In {}: {}", from.name, missing.detail);
    Err(missing)
}

/// What a promotion changes, in the order of names, and how much it finds to be so already.
#[derive(Debug)]
pub(crate) struct Promoted {
    pub(crate) items: Vec<Compared>,
    pub(crate) unchanged: u64,
}

/// Plans to have documents be in one environment what they are in another: all of it or nothing.
pub(crate) fn plan(
    from: Place<'_>,
    to: Place<'_>,
    chosen: &BTreeSet<Name>,
    request: &PromoteRequest,
    author: &Author,
    now: Timestamp,
) -> Planned<Promoted> {
    check_references(from, to, chosen)?;
    let (source, target) = (&from.moment.documents, &to.moment.documents);
    let own = own(to.moment);
    let (all_own, absent) = (own.len(), own.into_iter().filter(|name| !chosen.contains(name)));
    let remove: Vec<Name> = if request.prune { absent.collect() } else { Vec::new() };
    let pruner = Pruner { who: "The promotion", allow: ALLOW, is_allowed: request.allow_deletes };
    pruner.check(&remove, all_own)?;
    // In the order in which they stand where they come from: those that are new get it here too.
    let order = source.keys().map(|(kind, key)| (kind, key.to_owned()));
    let changing: Vec<Name> = order
        .filter(|name| chosen.contains(name) && !source.agrees(target, name.0, &name.1))
        .collect();
    let text = |(kind, key): &Name| {
        let value = source.to_value(*kind, key).ok().flatten().unwrap_or_default();
        Source::document(*kind, key, value.to_string())
    };
    let definitions = Definitions {
        sources: changing.iter().map(text).collect(),
        remove: remove.clone(),
        lists: source.lists(),
        ..Definitions::default()
    };
    let (plan, _) = define(to.moment, definitions, author, now)?;
    let unchanged = u64::try_from(chosen.len() - changing.len()).unwrap_or(u64::MAX);
    let names: BTreeSet<Name> = changing.into_iter().chain(remove).collect();
    let items = names.iter().map(|name| compared(from.moment, to.moment, name)).collect();
    Ok((plan, Promoted { items, unchanged }))
}

/// What promoted documents name is there, or comes with them. A segment or metric without a
/// document means another thing than one with, so it is missed too.
fn check_references(
    from: Place<'_>,
    to: Place<'_>,
    chosen: &BTreeSet<Name>,
) -> Result<(), Refusal> {
    let is_there = |(kind, key): &Name| {
        let there = |kind| to.moment.documents.contains(kind, key);
        match kind {
            DocumentKind::Flag | DocumentKind::Experiment => {
                there(DocumentKind::Flag) || there(DocumentKind::Experiment)
            }
            kind => there(*kind),
        }
    };
    for (kind, key) in chosen {
        let named = from.moment.documents.references(*kind, key);
        let missing = named.iter().filter(|name| !chosen.contains(*name) && !is_there(name));
        let missing: Vec<String> = missing.map(path).collect();
        if !missing.is_empty() {
            let (document, missing) = (path(&(*kind, key.clone())), missing.join(", "));
            let detail = format!(
                "{document} needs {missing}, which {} does not have: promote that too, or whatever \
                 is needed with `with_references` (--with-references).",
                to.name
            );
            return Err(refusal(Code::Invalid, detail));
        }
    }
    Ok(())
}

fn path((kind, key): &Name) -> String {
    format!("{}/{key}", kind.section())
}

/// The documents that can be deleted: configuration files manage the others.
fn own(to: &Moment) -> Vec<Name> {
    let names = to.documents.keys().filter(|(kind, key)| to.managed_by(*kind, key).is_none());
    names.map(|(kind, key)| (kind, key.to_owned())).collect()
}
