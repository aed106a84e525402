//! Where what holds is not what files say, and why. Pure.

use std::sync::Arc;

use hoist_api::{Drift, DriftKind};
use hoist_ruleset::log::Collection;
use hoist_ruleset::{DocumentKind, Documents};

use crate::moment::Moment;
use crate::places::Places;

/// Most that is told at a time.
pub(crate) const DRIFT_MAX: usize = 1_000;

/// What files say.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    /// All documents as they are by the files, those too that no file has.
    pub(crate) documents: Documents,
    /// Where those stand that the files have.
    pub(crate) places: Arc<Places>,
}

/// Everything that is not as files say: kills over what is on by a file, definitions that could
/// not be applied yet, and documents that no file has.
pub(crate) fn drift<'s>(moment: &'s Moment, said: &'s Said) -> impl Iterator<Item = Drift> + 's {
    let (files, holds) = (&said.documents, &moment.documents);
    let new = files.keys().filter(|(kind, key)| !holds.contains(*kind, key));
    holds.keys().chain(new).flat_map(move |(kind, key)| {
        let is_in_file = said.places.has(kind, key);
        let found = if is_in_file {
            [kill(moment, files, kind, key), waiting(moment, files, kind, key)]
        } else {
            [beyond(moment, kind, key), None]
        };
        let drift = move |(what, detail)| {
            let place = said.places.get(kind, key);
            let (file, line) = place.map(|place| (place.file, place.line)).unzip();
            let collection = Collection::from(kind).as_ref().to_owned();
            Drift { what, collection, key: key.to_owned(), file, line, detail }
        };
        found.into_iter().flatten().map(drift)
    })
}

type Found = Option<(DriftKind, String)>;

/// A kill over what is on by its file.
fn kill(moment: &Moment, files: &Documents, kind: DocumentKind, key: &str) -> Found {
    let flag = files.flags().get(key).filter(|_| kind == DocumentKind::Flag);
    let is_on = flag.is_none_or(|flag| flag.enabled && !flag.archived);
    let killed = &moment.kill_of(kind, key).filter(|_| is_on)?.killed;
    let why = killed.reason.as_ref().map_or_else(String::new, |why| format!(": {why}"));
    let since = killed.at.strftime("%Y-%m-%dT%H:%M:%SZ");
    Some((DriftKind::Killed, format!("killed by {} since {since}{why}", killed.by)))
}

/// A definition of a file that does not hold.
fn waiting(moment: &Moment, files: &Documents, kind: DocumentKind, key: &str) -> Found {
    let agrees = moment.documents.agrees(files, kind, key);
    (!agrees).then(|| (DriftKind::Waiting, "what the file says does not hold yet".to_owned()))
}

/// A document that no file has.
fn beyond(moment: &Moment, kind: DocumentKind, key: &str) -> Found {
    let known = moment.definition(kind, key)?;
    Some(if known.by_config {
        (DriftKind::Waiting, "no file has it any more, and it is not deleted yet".to_owned())
    } else {
        (DriftKind::Unmanaged, "no file has it".to_owned())
    })
}
