//! Erasing what the past says of a person, or what is too old to be kept.
//!
//! What goes is named in an entry of each log that told of it, so that whoever verifies a log knows
//! why it is missing. A text that several logs told of goes with the last of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use hoist_api::Code;
use hoist_ruleset::Digest;
use hoist_ruleset::log::{ADDRESSES, Collection, Draft, Kind};
use hoist_store::{Erase, Found, Past, Searched, Wanted};
use jiff::Timestamp;
use serde_json::Value;
use tracing::warn;

use crate::app::App;
use crate::author::Author;
use crate::environment::{Environment, Planning, unavailable};
use crate::environments::Archived;
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
    /// One that is served no more. Its log has ended, so the instance's log says what is erased.
    Archived(Archived),
    /// The log of tokens and environments.
    Instance,
}

impl Target {
    /// Id of the log.
    pub(crate) fn log(&self, app: &App) -> String {
        match self {
            Self::Environment(environment) => environment.moment().head.log.clone(),
            Self::Archived(archived) => archived.log.clone(),
            Self::Instance => app.tokens.head().log,
        }
    }

    /// Where an environment is protected, who erases says why.
    pub(crate) fn check_reason(&self, author: &Author) -> Result<(), Refusal> {
        match self {
            Self::Environment(environment) => environment.check_reason(author),
            Self::Archived(_) | Self::Instance => Ok(()),
        }
    }

    fn searched(&self, app: &App) -> Searched {
        let over = match self {
            Self::Archived(archived) => Some(archived.archived),
            Self::Environment(_) | Self::Instance => None,
        };
        Searched { log: self.log(app), over }
    }

    /// The key whose past is erased with a text, in the log that says so.
    fn key<'p>(&'p self, past: &'p Past) -> (Collection, &'p str) {
        match self {
            Self::Archived(archived) => (Collection::Environments, &archived.key),
            Self::Environment(_) | Self::Instance => (past.of.collection, &past.of.key),
        }
    }

    fn append(&self, app: &App, plan: &Plan, now: Timestamp) -> Result<(), Refusal> {
        match self {
            Self::Environment(environment) => {
                environment.change(Planning::Quick, |_, _| Ok((plan.clone(), ()))).map(drop)
            }
            Self::Archived(_) | Self::Instance => app.tokens.note(plan.clone(), now),
        }
    }
}

/// What an erasure did, in all of its attempts.
#[derive(Debug, Default)]
pub(crate) struct Done {
    documents: BTreeSet<Digest>,
    addresses: BTreeSet<Digest>,
    /// What was found last.
    pub(crate) found: Found,
}

impl Done {
    /// How many texts were documents, and how many addresses.
    pub(crate) fn counts(&self) -> (u64, u64) {
        let number = |of: &BTreeSet<Digest>| u64::try_from(of.len()).unwrap_or(u64::MAX);
        (number(&self.documents), number(&self.addresses))
    }

    fn note(&mut self, past: &Past) {
        let is_address = (past.of.collection, past.of.key.as_str()) == ADDRESSES;
        let of = if is_address { &mut self.addresses } else { &mut self.documents };
        of.insert(past.digest);
    }
}

/// Erases what is wanted from some logs, each in the name of its author. What is left to be done
/// then is [`finish`]ed once everything is erased. Blocks.
pub(crate) fn erase(
    app: &App,
    targets: &[(Target, Author)],
    wanted: Wanted<'_>,
) -> Result<Done, Refusal> {
    let mut done = Done::default();
    let erased = attempt(app, targets, wanted, &mut done);
    // Moments of the past in memory have what is gone.
    app.past.empty();
    let erased = erased
        .and_then(|()| app.environments.reread_archived().map_err(|error| unavailable(&error)));
    if erased.is_err() {
        app.erasure_holds.store(true, Ordering::Relaxed);
    }
    erased.map(|()| done)
}

fn attempt(
    app: &App,
    targets: &[(Target, Author)],
    wanted: Wanted<'_>,
    done: &mut Done,
) -> Result<(), Refusal> {
    let logs = searched(app, targets);
    let mut attempt = 1;
    loop {
        done.found = app.store.erasable(&logs, wanted).map_err(|error| unavailable(&error))?;
        match append(app, targets, &logs, done) {
            Err(refusal) if refusal.code == Code::Conflict && attempt < ATTEMPTS_MAX => {
                attempt += 1;
            }
            appended => return appended,
        }
    }
}

fn searched(app: &App, targets: &[(Target, Author)]) -> Vec<Searched> {
    targets.iter().map(|(target, _)| target.searched(app)).collect()
}

/// What would be erased. Blocks.
pub(crate) fn find(
    app: &App,
    targets: &[(Target, Author)],
    wanted: Wanted<'_>,
) -> Result<Done, Refusal> {
    let found = app.store.erasable(&searched(app, targets), wanted);
    let mut done = Done { found: found.map_err(|error| unavailable(&error))?, ..Done::default() };
    let past = std::mem::take(&mut done.found.past);
    past.iter().for_each(|past| done.note(past));
    done.found.past = past;
    Ok(done)
}

/// Appends to each log what is erased of it.
fn append(
    app: &App,
    targets: &[(Target, Author)],
    logs: &[Searched],
    done: &mut Done,
) -> Result<(), Refusal> {
    let found = done.found.clone();
    // Where each text is told of last.
    let place = |past: &Past| logs.iter().position(|searched| searched.log == past.of.log);
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
            let plan = Plan { drafts: drafts(target, texts, author), erase, ..Plan::default() };
            target.append(app, &plan.from(author), app.now())?;
            texts.iter().for_each(|past| done.note(past));
        }
    }
    Ok(())
}

/// The entries that say what is erased: one for each key.
fn drafts(target: &Target, texts: &[&Past], author: &Author) -> Vec<(Draft, Option<String>)> {
    let mut keys: BTreeMap<(Collection, &str), Vec<Digest>> = BTreeMap::new();
    for past in texts {
        let digests = keys.entry(target.key(past)).or_default();
        if !digests.contains(&past.digest) {
            digests.push(past.digest);
        }
    }
    let draft = |((collection, key), digests): ((Collection, &str), Vec<Digest>)| {
        let list: Value = digests.iter().map(ToString::to_string).collect();
        let (digest, body) = kept(&list);
        (author.draft(Kind::Erased, collection, key, Some(digest)), Some(body))
    };
    keys.into_iter().map(draft).collect()
}

/// Finishes what erasures begin: nodes of lists that no document names any more are written over,
/// and the files beside the databases emptied. Gives whether it could be done; else it is tried
/// again each minute. Blocks.
pub(crate) fn finish(app: &App) -> bool {
    let nodes = app.store.erase_unused_nodes().unwrap_or_else(|error| {
        warn!(%error, "the lists of what was erased could not be erased yet");
        false
    });
    let is_done = empty_journals(app) && nodes;
    if !is_done {
        app.erasure_holds.store(true, Ordering::Relaxed);
    }
    is_done
}

/// Empties the files beside the databases, in which what was written over still stands.
fn empty_journals(app: &App) -> bool {
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
                warn!(%error, "what was erased could not be removed from the files yet");
                break;
            }
        }
    }
    false
}
