//! Erasing what the past says of a person, or what is too old to be kept.
//!
//! What goes is named in an entry of each log that told of it, so that whoever verifies a log knows
//! why it is missing. A text that several logs told of goes with the last of them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use hoist_api::Code;
use hoist_ruleset::Digest;
use hoist_ruleset::log::{ADDRESSES, Collection, Kind};
use hoist_store::{Erase, Found, Past, Wanted};
use jiff::Timestamp;
use serde_json::Value;

use crate::app::App;
use crate::author::Author;
use crate::environment::{Environment, Planning, unavailable};
use crate::plan::{Plan, Refusal, kept};

/// Texts that are erased in one transaction: nobody waits for long.
const TEXTS_MAX: usize = 200;
/// How often it is looked again where something was written again meanwhile.
const ATTEMPTS_MAX: usize = 5;
/// How often the files beside the databases are tried to be emptied, and how long others have them
/// in between.
const EMPTYINGS_MAX: usize = 40;
const PAUSE: Duration = Duration::from_millis(50);

/// A log that is erased from.
#[derive(Clone)]
pub(crate) enum Target {
    Environment(Arc<Environment>),
    /// The log of tokens and environments.
    Instance,
}

impl Target {
    /// Id of the log.
    pub(crate) fn log(&self, app: &App) -> String {
        match self {
            Self::Environment(environment) => environment.moment().head.log.clone(),
            Self::Instance => app.tokens.head().log,
        }
    }

    /// Where an environment is protected, who erases says why.
    pub(crate) fn check_reason(&self, author: &Author) -> Result<(), Refusal> {
        match self {
            Self::Environment(environment) => environment.check_reason(author),
            Self::Instance => Ok(()),
        }
    }

    fn append(&self, app: &App, plan: &Plan, now: Timestamp) -> Result<(), Refusal> {
        match self {
            Self::Environment(environment) => {
                environment.change(Planning::Quick, |_, _| Ok((plan.clone(), ()))).map(drop)
            }
            Self::Instance => app.tokens.note(plan.clone(), now),
        }
    }
}

/// Erases what is wanted from some logs, each in the name of its author. Gives what was found.
/// Blocks.
pub(crate) fn erase(
    app: &App,
    targets: &[(Target, Author)],
    wanted: Wanted<'_>,
) -> Result<Found, Refusal> {
    let logs = logs(app, targets);
    let mut attempt = 1;
    loop {
        let found = app.store.erasable(&logs, wanted).map_err(|error| unavailable(&error))?;
        match append(app, targets, &logs, &found) {
            Err(refusal) if refusal.code == Code::Conflict && attempt < ATTEMPTS_MAX => {
                attempt += 1;
            }
            Err(refusal) => return Err(refusal),
            Ok(()) => {
                if !found.past.is_empty() {
                    app.store.erase_unused_nodes().map_err(|error| unavailable(&error))?;
                }
                return Ok(found);
            }
        }
    }
}

fn logs(app: &App, targets: &[(Target, Author)]) -> Vec<String> {
    targets.iter().map(|(target, _)| target.log(app)).collect()
}

/// What would be erased. Blocks.
pub(crate) fn find(
    app: &App,
    targets: &[(Target, Author)],
    wanted: Wanted<'_>,
) -> Result<Found, Refusal> {
    app.store.erasable(&logs(app, targets), wanted).map_err(|error| unavailable(&error))
}

/// Appends to each log what is erased of it.
fn append(
    app: &App,
    targets: &[(Target, Author)],
    logs: &[String],
    found: &Found,
) -> Result<(), Refusal> {
    // Where each text is told of last.
    let place = |past: &Past| logs.iter().position(|log| *log == past.of.log);
    let mut last: BTreeMap<Digest, usize> = BTreeMap::new();
    for past in &found.past {
        let last = last.entry(past.digest).or_default();
        *last = (*last).max(place(past).unwrap_or_default());
    }
    for (number, (target, author)) in targets.iter().enumerate() {
        let own: Vec<&Past> =
            found.past.iter().filter(|past| place(past) == Some(number)).collect();
        for texts in own.chunks(TEXTS_MAX) {
            let digests = texts.iter().map(|past| past.digest);
            let bodies = digests.filter(|digest| last.get(digest) == Some(&number)).collect();
            let erase = Erase { bodies, nodes: Vec::new(), seen: found.seen.clone() };
            let plan = Plan { drafts: drafts(texts, author), erase, ..Plan::default() };
            target.append(app, &plan.from(author), app.now())?;
        }
    }
    Ok(())
}

/// The entries that say what is erased: one for each key.
fn drafts(texts: &[&Past], author: &Author) -> Vec<(hoist_ruleset::log::Draft, Option<String>)> {
    let mut keys: BTreeMap<(Collection, &str), Vec<Digest>> = BTreeMap::new();
    for Past { of, digest } in texts {
        let digests = keys.entry((of.collection, &of.key)).or_default();
        if !digests.contains(digest) {
            digests.push(*digest);
        }
    }
    let draft = |((collection, key), digests): ((Collection, &str), Vec<Digest>)| {
        let list: Value = digests.iter().map(ToString::to_string).collect();
        let (digest, body) = kept(&list);
        (author.draft(Kind::Erased, collection, key, Some(digest)), Some(body))
    };
    keys.into_iter().map(draft).collect()
}

/// How many texts that may be erased are documents, and how many addresses.
pub(crate) fn counts(found: &Found) -> (u64, u64) {
    let is_address = |past: &&Past| (past.of.collection, past.of.key.as_str()) == ADDRESSES;
    let addresses = found.past.iter().filter(is_address).count();
    let mut documents: Vec<Digest> = found.past.iter().map(|past| past.digest).collect();
    documents.sort_unstable();
    documents.dedup();
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    (number(documents.len() - addresses.min(documents.len())), number(addresses))
}

/// Empties the files beside the databases, in which what was written over still stands. Gives
/// whether it could be done; else it is tried again each minute. Blocks.
pub(crate) fn empty_journals(app: &App) -> bool {
    for attempt in 0..EMPTYINGS_MAX {
        if attempt > 0 {
            thread::sleep(PAUSE);
        }
        let emptied =
            app.store.empty_journal().and_then(|logs| Ok(logs && app.events.empty_journal()?));
        match emptied {
            Ok(true) => return true,
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(%error, "what was erased could not be removed from the files yet");
                break;
            }
        }
    }
    app.journals_hold.store(true, std::sync::atomic::Ordering::Relaxed);
    false
}
